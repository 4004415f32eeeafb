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
  void add_weighted_gram(const double* w, Matrix& gram) const override { add_weighted_gram(w, gram, {}, 0); }
  /// The same, and meanwhile so many doubles are fetched from each of these places.
  void add_weighted_gram(const double* w, Matrix& gram, const std::vector<const void*>& ahead, Index count) const {
    const FetchAhead fetch{ahead.data(), static_cast<Index>(ahead.size()), count * static_cast<Index>(sizeof(double))};
    kernels().add_weighted_gram(rows(), cols(), x_.data(), x_.outerStride(), w, gram.data(), gram.outerStride(), &fetch);
  }
  void copy_to(Eigen::Ref<Matrix> out) const override { out = x_; }

 private:
  View x_;
};

}  // namespace logreg
