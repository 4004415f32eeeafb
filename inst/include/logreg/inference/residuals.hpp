#pragma once

#include <cmath>

#include "../loss/logistic.hpp"
#include "../support/stable_math.hpp"

namespace logreg {

/// (y - p) / sqrt(p (1 - p) / weight).
inline double pearson_residual(double eta, double y, double weight) {
  return std::sqrt(weight) * LogisticLoss::pearson_residual(eta, y);
}

/// What a fit tells of one row, exact from its log-odds: the probability, the working weight
/// w p (1 - p), and the residuals that glm() gives. McCullagh and Nelder (1989), section 2.4.
struct RowTerms {
  double prob, weight, working, deviance, pearson, deviance_term;
};

inline RowTerms row_terms(double eta, double y, double weight) {
  const LossTerms terms = LogisticLoss::terms(eta, y);
  const double deviance_term = 2.0 * weight * LogisticLoss::excess(eta, y);
  return {sigmoid(eta),
          weight * terms.curvature,
          LogisticLoss::working_residual(eta, y),
          std::copysign(std::sqrt(deviance_term), -terms.gradient),
          pearson_residual(eta, y, weight),
          deviance_term};
}

}  // namespace logreg
