#include "logreg/inference/residuals.hpp"

#include "laws.hpp"

namespace tests_of_residuals {

using logreg::row_terms;
using logreg::RowTerms;

TEST_CASE("residuals of moderate rows are glm's formulas") {
  for (double eta : {-3.0, -0.4, 0.0, 1.7})
    for (double y : {0.0, 0.3, 1.0})
      for (double weight : {0.0, 1.0, 12.0}) {
        CAPTURE(eta);
        CAPTURE(y);
        const double p = 1 / (1 + std::exp(-eta)), v = p * (1 - p);
        const double log_one = y > 0 ? y * std::log(y / p) : 0, log_other = y < 1 ? (1 - y) * std::log((1 - y) / (1 - p)) : 0;
        const RowTerms terms = row_terms(eta, y, weight);
        CHECK(laws::agree(terms.prob, p, 1e-15, 0));
        CHECK(laws::agree(terms.weight, weight * v, 1e-14, 0));
        CHECK(laws::agree(terms.working, (y - p) / v, 1e-14, 1e-15));
        CHECK(laws::agree(terms.pearson, std::sqrt(weight) * (y - p) / std::sqrt(v), 1e-14, 1e-15));
        CHECK(laws::agree(terms.deviance_term, 2 * weight * (log_one + log_other), 1e-12, 1e-14));
        CHECK(laws::agree(terms.deviance * terms.deviance, terms.deviance_term, 1e-14, 0));
        if (weight > 0) CHECK(terms.deviance * (y - p) >= 0);
      }
}

TEST_CASE("rows fitted to 17 digits keep the digits of their residuals") {
  // 60 digits: e^-40 = 4.24835425529158900e-18, e^-20 = 2.06115362243855783e-9.
  const RowTerms right = row_terms(40, 1, 1), mirrored = row_terms(-40, 0, 1);
  CHECK(laws::agree(right.deviance_term, 2 * 4.24835425529158900e-18, 1e-15, 0));
  CHECK(laws::agree(right.pearson, 2.06115362243855783e-9, 1e-15, 0));
  CHECK(right.working == 1.0);
  CHECK(right.deviance == -mirrored.deviance);
  CHECK(right.pearson == -mirrored.pearson);
  CHECK(right.prob + mirrored.prob == 1.0);
}

TEST_CASE("badly missed rows are not capped") {
  const RowTerms missed = row_terms(40, 0, 1);
  CHECK(laws::agree(missed.deviance, -std::sqrt(80.0), 1e-15, 0));
  CHECK(laws::agree(missed.pearson, -485165195.409790278, 1e-14, 0));       // -e^20
  CHECK(laws::agree(missed.working, -235385266837019986.0, 1e-14, 0));      // -(1 + e^40)
  const RowTerms far = row_terms(-700, 1, 2);
  CHECK(laws::agree(far.deviance_term, 2800.0, 1e-15, 0));
  CHECK(std::isfinite(far.pearson));
}

TEST_CASE("the deviance of a proportion next to its probability keeps its digits") {
  // To second order 2 w (p - y)^2 / (2 y (1 - y)) with p - y = eta / 4: eta^2 / 4.
  for (double eta : {1e-3, 1e-6, 1e-9}) {
    CAPTURE(eta);
    CHECK(laws::agree(row_terms(eta, 0.5, 1).deviance_term, eta * eta / 4, eta + 1e-6, 1e-16));
  }
}

}  // namespace tests_of_residuals
