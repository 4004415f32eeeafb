#pragma once

#include <utility>

#include "penalty.hpp"

namespace logreg {

/// Half the weighted squared norm: sum_j strength_j * beta_j^2 / 2.
class RidgePenalty final : public Penalty {
 public:
  explicit RidgePenalty(Vector strength) : strength_(std::move(strength)) {}

  double value(const Vector& beta) const override {
    return 0.5 * beta.cwiseAbs2().dot(strength_);
  }
  void add_gradient(const Vector& beta, Vector& gradient) const override {
    gradient += strength_.cwiseProduct(beta);
  }
  void add_hessian(const Vector&, Matrix& hessian) const override {
    hessian.diagonal() += strength_;
  }
  Vector proximal(const Vector& beta, double step) const override {
    return beta.array() / (1.0 + step * strength_.array());
  }
  double subdifferential_distance(const Vector& beta, const Vector& loss_gradient) const override {
    return (loss_gradient + strength_.cwiseProduct(beta)).norm();
  }
  Vector constant_curvature(Index) const override { return strength_; }
  bool is_none() const override { return strength_.size() == 0 || strength_.maxCoeff() <= 0; }

 private:
  Vector strength_;
};

}  // namespace logreg
