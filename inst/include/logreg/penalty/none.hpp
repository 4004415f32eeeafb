#pragma once

#include "penalty.hpp"

namespace logreg {

/// Maximum likelihood: nothing is added.
class NoPenalty final : public Penalty {
 public:
  double value(const Vector&) const override { return 0.0; }
  void add_gradient(const Vector&, Vector&) const override {}
  void add_hessian(const Vector&, Matrix&) const override {}
  Vector proximal(const Vector& beta, double) const override { return beta; }
  double subdifferential_distance(const Vector&, const Vector& loss_gradient) const override {
    return loss_gradient.norm();
  }
  Vector constant_curvature(Index dimension) const override { return Vector::Zero(dimension); }
  bool is_none() const override { return true; }
};

}  // namespace logreg
