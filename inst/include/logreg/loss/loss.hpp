#pragma once

#include "../support/types.hpp"

namespace logreg {

/// One row's loss and its first two derivatives in eta.
struct LossTerms {
  double value;
  double gradient;
  double curvature;
};

/// The contract of a loss: four questions on the linear predictor of one row. A loss never sees X.
/// Laws, tested for every registered loss: `gradient` is the derivative of `value`, `curvature` that of
/// `gradient`; curvature >= 0; everything is finite for finite eta; saturated(y) is the infimum over eta.
/// y is 0, 1 or a proportion, never -1.
class Loss {
 public:
  virtual ~Loss() = default;
  virtual LossTerms at(double eta, double y) const = 0;
  /// The same for rows 0, ..., n - 1 at once, each times its weight (null: 1): writes gradients and
  /// curvatures (null: not wanted) and returns the sum of the values.
  virtual double at_rows(Index n, const double* eta, const double* y, const double* weight, double* gradient,
                         double* curvature) const = 0;
  virtual double inverse_link(double eta) const = 0;
  virtual double saturated(double y) const = 0;
};

}  // namespace logreg
