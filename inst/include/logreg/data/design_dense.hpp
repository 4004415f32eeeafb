#pragma once

#include <Eigen/Core>
#include <vector>

#include "../kernel/scalar.hpp"
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
  const double* data() const { return x_.data(); }
  Index stride() const { return x_.outerStride(); }

  void times(const Vector& beta, double* eta) const override {
    kernels().times(rows(), cols(), x_.data(), x_.outerStride(), beta.data(), eta);
  }
  void add_transpose_times(const double* r, Vector& gradient) const override {
    kernels().add_transpose_times(rows(), cols(), x_.data(), x_.outerStride(), r, gradient.data());
  }
  void add_weighted_gram(const double* w, Matrix& gram) const override {
    std::vector<ColumnInPlace> columns;
    for (Index j = 0; j < cols(); ++j) columns.push_back({x_.col(j).data(), 0.0, 1.0});
    kernels().add_weighted_gram(rows(), cols(), columns.data(), w, gram.data(), gram.outerStride(), nullptr);
  }
  void raise_largest(Vector& largest) const override {
    for (Index j = 0; j < cols(); ++j) raise_to(kernels().largest(rows(), x_.col(j).data(), 0.0, 1.0), largest[j]);
  }
  void copy_to(Eigen::Ref<Matrix> out) const override { out = x_; }

 private:
  View x_;
};

}  // namespace logreg
