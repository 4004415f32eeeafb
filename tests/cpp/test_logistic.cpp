#include "logreg/loss/logistic.hpp"

#include <memory>
#include <vector>

#include "laws.hpp"

namespace tests_of_logistic {

namespace {

/// Every loss there is. A new loss is added here.
std::vector<std::unique_ptr<logreg::Loss>> all_losses() {
  std::vector<std::unique_ptr<logreg::Loss>> losses;
  losses.push_back(std::make_unique<logreg::LogisticLoss>());
  return losses;
}

const double outcomes[] = {0.0, 0.25, 0.5, 1.0 - 1e-9, 1.0};

}  // namespace

TEST_CASE("every loss: gradient and curvature are derivatives, on both sides of every branch") {
  for (const auto& loss : all_losses())
    for (double y : outcomes)
      for (double size : {0.0, 1e-300, 1e-8, 5e-5, 0.3, 1.0, 18.0, 33.3, 37.0, 40.0, 100.0, 700.0})
        for (double sign : {-1.0, 1.0}) laws::loss_derivatives(*loss, sign * size, y);
}

TEST_CASE("every loss is finite for finite eta, row by row as in blocks") {
  for (const auto& loss : all_losses())
    for (double y : outcomes)
      for (double eta : {-1e300, -1000.0, -745.0, -0.0, 0.0, 745.0, 1000.0, 1e300}) laws::loss_is_finite(*loss, eta, y);
}

TEST_CASE("every loss at its best costs what it says a perfectly fitted row costs") {
  for (const auto& loss : all_losses()) {
    CHECK(loss->saturated(0.0) == 0.0);
    CHECK(loss->saturated(1.0) == 0.0);
    for (double y : {0.1, 0.5, 0.9}) {
      // The best eta of logistic loss is logit(y); any loss may be searched on a grid around 0.
      double best = logreg::kInfinity;
      for (double eta = -5; eta <= 5; eta += 1e-3) best = std::min(best, loss->at(eta, y).value);
      CHECK(laws::agree(best, loss->saturated(y), 1e-6, 0));
    }
  }
}

TEST_CASE("logistic loss of a well-fitted row keeps its tiny value, gradient and curvature") {
  // 60 digits: e^-40 / (1 + e^-40), log(1 + e^-40).
  const double tiny = 4.24835425529158898e-18;
  const logreg::LogisticLoss loss;
  const logreg::LossTerms right = loss.at(40, 1), mirrored = loss.at(-40, 0);
  CHECK(laws::units_apart(right.value, tiny) <= 2);
  CHECK(laws::units_apart(right.gradient, -tiny) <= 2);
  CHECK(laws::units_apart(right.curvature, tiny) <= 4);
  CHECK(right.value == mirrored.value);
  CHECK(right.gradient == -mirrored.gradient);
  const logreg::LossTerms wrong = loss.at(40, 0);
  CHECK(wrong.value == 40.0);
  CHECK(wrong.gradient == 1.0);
}

TEST_CASE("logistic loss at 0 is log 2, its slope 1/2 - y, its curvature 1/4") {
  const logreg::LossTerms at = logreg::LogisticLoss().at(0.0, 0.25);
  CHECK(at.value == std::log(2.0));
  CHECK(at.gradient == 0.25);
  CHECK(at.curvature == 0.25);
}

TEST_CASE("recoding y as 1 - y mirrors the loss") {
  const logreg::LogisticLoss loss;
  for (double eta : {-800.0, -3.0, 0.5, 50.0})
    for (double y : {0.0, 0.25, 1.0}) {
      const logreg::LossTerms one = loss.at(eta, y), other = loss.at(-eta, 1 - y);
      CHECK(laws::agree(one.value, other.value, 1e-15, 0));
      CHECK(laws::agree(one.gradient, -other.gradient, 1e-15, 0));
      CHECK(one.curvature == other.curvature);
    }
}

TEST_CASE("the inverse link of the logistic loss is the sigmoid") {
  CHECK(logreg::LogisticLoss().inverse_link(-40.0) == logreg::sigmoid(-40.0));
}

TEST_CASE("working and Pearson residuals hold where p (1 - p) underflows") {
  using logreg::LogisticLoss;
  // By hand at eta = log 3, p = 3/4: (y - p) / (p q) and (y - p) / sqrt(p q).
  const double eta = std::log(3.0);
  CHECK(laws::agree(LogisticLoss::working_residual(eta, 1), 4.0 / 3.0, 1e-15, 0));
  CHECK(laws::agree(LogisticLoss::working_residual(eta, 0.5), -4.0 / 3.0, 1e-15, 0));
  CHECK(laws::agree(LogisticLoss::pearson_residual(eta, 1), 1.0 / std::sqrt(3.0), 1e-15, 0));
  CHECK(laws::agree(LogisticLoss::pearson_residual(eta, 0), -std::sqrt(3.0), 1e-15, 0));
  // A row fitted perfectly has the working residual 1 or -1; one missed by a mile has an infinite one.
  CHECK(LogisticLoss::working_residual(840, 1) == 1.0);
  CHECK(LogisticLoss::working_residual(-840, 0) == -1.0);
  CHECK(LogisticLoss::working_residual(800, 0) == -logreg::kInfinity);
  CHECK(laws::agree(LogisticLoss::pearson_residual(800, 0), -std::exp(400.0), 1e-15, 0));
  CHECK(laws::agree(LogisticLoss::pearson_residual(-840, 0), -std::exp(-420.0), 1e-15, 0));
}

}  // namespace tests_of_logistic
