#pragma once

#include <Eigen/Core>

#include "design.hpp"

namespace logreg {

/// A block that lies in memory column by column. It borrows the memory; nothing is copied.
class DenseDesign final : public Design {
 public:
  using View = Eigen::Map<const Matrix, Eigen::Unaligned, Eigen::OuterStride<>>;

  DenseDesign(const double* values, Index rows, Index cols, Index column_stride)
      : x_(values, rows, cols, Eigen::OuterStride<>(column_stride)) {}

  Index rows() const override { return x_.rows(); }
  Index cols() const override { return x_.cols(); }

  void times(const Vector& beta, double* eta) const override {
    Eigen::Map<Vector>(eta, rows()).noalias() = x_ * beta;
  }
  void add_transpose_times(const double* r, Vector& gradient) const override {
    gradient.noalias() += x_.transpose() * Eigen::Map<const Vector>(r, rows());
  }
  void add_weighted_gram(const double* w, Matrix& gram) const override {
    weighted_.noalias() = Eigen::Map<const Vector>(w, rows()).asDiagonal() * x_;
    gram.triangularView<Eigen::Lower>() += x_.transpose() * weighted_;
  }
  void copy_to(Eigen::Ref<Matrix> out) const override { out = x_; }

 private:
  View x_;
  mutable Matrix weighted_;
};

}  // namespace logreg
