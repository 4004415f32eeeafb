#include "logreg/fit/firth_minima.hpp"

#include "problems.hpp"

namespace tests_of_firth_minima {

using logreg::lowest_minimum;
using logreg::Result;

namespace {

std::vector<Result> minima_at(const std::vector<double>& values) {
  std::vector<Result> found(values.size());
  for (std::size_t k = 0; k < values.size(); ++k) found[k].at.value = values[k];
  return found;
}

}  // namespace

TEST_CASE("the lowest minimum is taken, the first of those that only rounding tells apart, whatever their sign") {
  for (double base : {1.0, -1.0, 1e6, -1e6}) {
    CAPTURE(base);
    const double size = std::abs(base);
    CHECK(lowest_minimum(minima_at({base, base - 1e-15 * size, base + 1e-15 * size})) == 0);
    CHECK(lowest_minimum(minima_at({base, base - 1e-9 * size, base - 1e-8 * size})) == 2);
    CHECK(lowest_minimum(minima_at({base, base + 0.1 * size})) == 0);
  }
}

}  // namespace tests_of_firth_minima
