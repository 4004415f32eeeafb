#pragma once

#include "../support/types.hpp"

namespace logreg {

/// The contract of a penalty, added to the mean log loss. `strength` has one entry a coefficient, in
/// the solver's coordinates, 0 where a coefficient is free (the intercept always is).
/// Laws, tested for every registered penalty: value >= 0 and value(0) = 0; gradient and Hessian are its
/// derivatives; proximal(b, 0) = b; p = proximal(b, t) solves p + t * gradient(p) = b;
/// subdifferential_distance(b, -gradient(b)) = 0.
class Penalty {
 public:
  virtual ~Penalty() = default;
  virtual double value(const Vector& beta) const = 0;
  virtual void add_gradient(const Vector& beta, Vector& gradient) const = 0;
  virtual void add_hessian(const Vector& beta, Matrix& hessian) const = 0;
  /// argmin over p of step * value(p) + |p - beta|^2 / 2.
  virtual Vector proximal(const Vector& beta, double step) const = 0;
  /// Distance of -loss_gradient from the subdifferential at beta: 0 at the optimum.
  virtual double subdifferential_distance(const Vector& beta, const Vector& loss_gradient) const = 0;
  /// The diagonal that the penalty adds to the Hessian, where it is constant; zeros otherwise.
  virtual Vector constant_curvature(Index dimension) const = 0;
  virtual bool is_none() const { return false; }
};

}  // namespace logreg
