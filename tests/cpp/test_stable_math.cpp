#include "logreg/support/stable_math.hpp"

#include "laws.hpp"

namespace tests_of_stable_math {

namespace {

/// 60-digit values, rounded to 18 digits. 33.3 stands for the double nearest to it.
struct Known {
  double eta, prob, other, softplus;
};

const Known table[] = {
    {-745, 2.82235073047193708e-324, 1, 2.82235073047193708e-324},
    {-710, 4.47628622567512996e-309, 1, 4.47628622567512996e-309},
    {-100, 3.72007597602083596e-44, 1, 3.72007597602083596e-44},
    {-40, 4.24835425529158898e-18, 1, 4.24835425529158898e-18},
    {-37, 8.53304762574406507e-17, 0.999999999999999915, 8.53304762574406543e-17},
    {-30, 9.35762296883929895e-14, 0.999999999999906424, 9.35762296883973678e-14},
    {-20, 2.06115361819020358e-9, 0.999999997938846382, 2.06115362031438070e-9},
    {0, 0.5, 0.5, 0.693147180559945309},
    {1, 0.731058578630004879, 0.268941421369995121, 1.31326168751822283},
    {18, 0.999999984770020487, 1.52299795127603489e-8, 18.0000000152299796},
    {33.3, 0.999999999999996549, 3.45138774437420437e-15, 33.3000000000000006},
    {710, 1, 4.47628622567512996e-309, 710},
    {745, 1, 2.82235073047193708e-324, 745},
    {1000, 1, 0, 1000},
};

}  // namespace

TEST_CASE("sigmoid, its complement and softplus hold at the extreme points within 2 units") {
  for (const Known& known : table) {
    CAPTURE(known.eta);
    CHECK(laws::units_apart(logreg::sigmoid(known.eta), known.prob) <= 2);
    CHECK(laws::units_apart(logreg::sigmoid(-known.eta), known.other) <= 2);
    CHECK(laws::units_apart(logreg::log1p_exp(known.eta), known.softplus) <= 2);
  }
}

TEST_CASE("the limits at infinity are exact") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(logreg::sigmoid(-infinity) == 0.0);
  CHECK(logreg::sigmoid(infinity) == 1.0);
  CHECK(logreg::log1p_exp(-infinity) == 0.0);
  CHECK(logreg::log1p_exp(infinity) == infinity);
  CHECK(logreg::logit(0.0) == -infinity);
  CHECK(logreg::logit(1.0) == infinity);
  CHECK(std::isnan(logreg::sigmoid(logreg::kNaN)));
}

TEST_CASE("the logit has its digits near a half, at both ends and on both sides of its branches") {
  // By hand: logit(1/2 + d) = 4d + 16 d^3 / 3 + ...; the first term is exact to d^2.
  CHECK(logreg::logit(0.5) == 0.0);
  CHECK(laws::agree(logreg::logit(0.5 + std::ldexp(1.0, -40)), 4 * std::ldexp(1.0, -40), 1e-15, 0));
  CHECK(laws::agree(logreg::logit(0.2), -std::log(4.0), 4e-16, 0));
  CHECK(laws::agree(logreg::logit(0.8), std::log(4.0), 4e-16, 0));
  CHECK(laws::agree(logreg::logit(0.75), std::log(3.0), 4e-16, 0));
  CHECK(laws::agree(logreg::logit(std::nextafter(0.75, 0.0)), std::log(3.0), 8e-16, 0));
  CHECK(laws::agree(logreg::logit(1e-300), -300 * std::log(10.0), 4e-16, 0));
  for (double eta : {-30.0, -3.0, -1.0, -1e-9, 1e-9, 0.7, 2.0})
    CHECK(laws::agree(logreg::logit(logreg::sigmoid(eta)), eta, 4e-15, 3e-16));
}

TEST_CASE("y log y is continued by 0") {
  CHECK(logreg::x_log_x(0.0) == 0.0);
  CHECK(logreg::x_log_x(1.0) == 0.0);
  CHECK(logreg::x_log_x(0.5) == -0.5 * std::log(2.0));
}

TEST_CASE("the nearest power of two is one, and near; anything that has none gives 1") {
  for (double value : {1e-300, 0.3, 0.75, 1.0, 1.4, 1.5, 3.0, 1e17, 1e300}) {
    CAPTURE(value);
    int exponent;
    const double power = logreg::nearest_power_of_two(value);
    CHECK(std::frexp(power, &exponent) == 0.5);
    CHECK(power / value <= std::sqrt(2.0) * (1 + 1e-15));
    CHECK(value / power <= std::sqrt(2.0) * (1 + 1e-15));
  }
  CHECK(logreg::nearest_power_of_two(0.0) == 1.0);
  CHECK(logreg::nearest_power_of_two(-4.0) == 1.0);
  CHECK(logreg::nearest_power_of_two(std::numeric_limits<double>::infinity()) == 1.0);
  CHECK(logreg::nearest_power_of_two(logreg::kNaN) == 1.0);
}

}  // namespace tests_of_stable_math
