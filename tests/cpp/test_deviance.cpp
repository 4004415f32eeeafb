#include "logreg/inference/deviance.hpp"

#include "laws.hpp"

namespace tests_of_deviance {

using logreg::binary_null_deviance;

TEST_CASE("the null deviance by hand") {
  // One event in four: -2 (log(1/4) + 3 log(3/4)).
  CHECK(laws::agree(binary_null_deviance(1, 4, true), -2 * (std::log(0.25) + 3 * std::log(0.75)), 1e-15, 0));
  // Half of the rows, or no intercept at all: every row has probability one half.
  CHECK(laws::agree(binary_null_deviance(6, 12, true), 24 * std::log(2.0), 1e-15, 0));
  CHECK(laws::agree(binary_null_deviance(1, 12, false), 24 * std::log(2.0), 1e-15, 0));
  // What is certain has no deviance.
  CHECK(binary_null_deviance(0, 5, true) == 0.0);
  CHECK(binary_null_deviance(5, 5, true) == 0.0);
}

}  // namespace tests_of_deviance
