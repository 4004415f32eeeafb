#pragma once

#include <utility>
#include <vector>

#include "objective.hpp"
#include "orthogonal.hpp"

namespace logreg {

/// An objective on the points base + map t only: some coefficients are held, the others are free. What the objective
/// is made of, such as the determinant in Firth's, stays whole.
class RestrictedObjective final : public Objective {
 public:
  RestrictedObjective(Objective& whole, Vector base, Matrix map)
      : whole_(whole), base_(std::move(base)), map_(std::move(map)) {}

  Vector point(const Vector& t) const { return base_ + map_ * t; }

  Index dimension() const override { return map_.cols(); }
  void evaluate(const Vector& t, Need need, Evaluation& out) override {
    whole_.evaluate(point(t), need, out);
    if (need == Need::value) return;
    out.gradient = map_.transpose() * out.gradient;
    if (need == Need::gradient) return;
    out.hessian = map_.transpose() * out.hessian * map_;
    out.hessian.triangularView<Eigen::StrictlyUpper>() = out.hessian.transpose();
  }
  void batch_gradient(const Vector& t, const Index* rows, Index count, Vector& gradient) override {
    whole_.batch_gradient(point(t), rows, count, gradient);
    gradient = map_.transpose() * gradient;
  }
  Matrix hessian_triangle(const Vector& t) override {
    TriangleBuilder builder(map_.cols());
    builder.add(whole_.hessian_triangle(point(t)) * map_);
    return builder.triangle();
  }

  double reach(const Vector& direction) override { return whole_.reach(map_ * direction); }
  double reach_bound(const Vector& direction) const override { return whole_.reach_bound(map_ * direction); }
  double largest_row_norm(const Matrix& map) override { return whole_.largest_row_norm(map_ * map); }
  /// Of the free part alone.
  Margins margins(const Vector& t) override { return whole_.margins(map_ * t); }

  const std::vector<Index>& informative_rows() override { return whole_.informative_rows(); }
  Index informative_row_count() const override { return whole_.informative_row_count(); }
  double weight_sum() const override { return whole_.weight_sum(); }
  double passes() const override { return whole_.passes(); }
  bool margin_proves_separation() const override { return whole_.margin_proves_separation(); }
  bool optimum_is_certain() const override { return whole_.optimum_is_certain(); }
  double smoothness() override { return whole_.smoothness() * map_.squaredNorm(); }
  double batch_smoothness(Index rows) override { return whole_.batch_smoothness(rows) * map_.squaredNorm(); }

 private:
  Objective& whole_;
  Vector base_;
  Matrix map_;
};

}  // namespace logreg
