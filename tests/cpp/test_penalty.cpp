#include "laws.hpp"
#include "logreg/penalty/registry.hpp"

namespace tests_of_penalty {

TEST_CASE("every penalty keeps the laws of its contract") {
  logreg::Vector strength(4);
  strength << 0.0, 0.5, 2.0, 1e-3;  // the first is free, as an intercept
  logreg::Vector beta(4);
  beta << 3.0, -1.5, 0.25, 40.0;
  CHECK(!logreg::penalty_registry().empty());
  for (const logreg::PenaltyEntry& entry : logreg::penalty_registry()) {
    CAPTURE(entry.name);
    const auto penalty = logreg::make_penalty(entry.name, strength);
    laws::penalty_laws(*penalty, beta);
    logreg::Vector gradient = logreg::Vector::Zero(4);
    penalty->add_gradient(beta, gradient);
    CHECK(gradient[0] == 0.0);
    CHECK(penalty->proximal(beta, 2.0)[0] == beta[0]);
    logreg::Matrix hessian = logreg::Matrix::Zero(4, 4);
    penalty->add_hessian(beta, hessian);
    CHECK(penalty->constant_curvature(4) == logreg::Vector(hessian.diagonal()));
  }
}

TEST_CASE("ridge is half the weighted squared norm") {
  logreg::Vector strength(2), beta(2);
  strength << 2.0, 4.0;
  beta << 3.0, -0.5;
  // By hand: (2 * 9 + 4 * 0.25) / 2.
  CHECK(logreg::make_penalty("ridge", strength)->value(beta) == 9.5);
}

TEST_CASE("ridge of no strength, or of no coefficients, is no penalty") {
  CHECK(logreg::make_penalty("ridge", logreg::Vector::Zero(3))->is_none());
  CHECK(logreg::make_penalty("ridge", logreg::Vector())->is_none());
  logreg::Vector strength(2);
  strength << 0.0, 1e-300;
  CHECK(!logreg::make_penalty("ridge", strength)->is_none());
}

TEST_CASE("an unknown penalty is an error that names it") {
  CHECK_THROWS_WITH_AS(logreg::make_penalty("bridge", logreg::Vector(1)), "no penalty is called 'bridge'",
                       logreg::InputError);
}

}  // namespace tests_of_penalty
