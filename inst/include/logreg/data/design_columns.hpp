#pragma once

#include <vector>

#include "column.hpp"
#include "design_dense.hpp"

namespace logreg {

/// A block cut from a list of columns. The columns stay where they are; the block is packed into a
/// buffer that the caller owns and that stays in cache while the products are taken.
class ColumnDesign final : public Design {
 public:
  /// Rows first, ..., first + count - 1.
  ColumnDesign(const std::vector<Column>& columns, Index first, Index count, Matrix& buffer)
      : packed_(pack(columns, count, buffer, [first](Index i) { return first + i; })) {}

  /// The rows listed.
  ColumnDesign(const std::vector<Column>& columns, const Index* rows, Index count, Matrix& buffer)
      : packed_(pack(columns, count, buffer, [rows](Index i) { return rows[i]; })) {}

  Index rows() const override { return packed_.rows(); }
  Index cols() const override { return packed_.cols(); }
  void times(const Vector& beta, double* eta) const override { packed_.times(beta, eta); }
  void add_transpose_times(const double* r, Vector& gradient) const override {
    packed_.add_transpose_times(r, gradient);
  }
  void add_weighted_gram(const double* w, Matrix& gram) const override {
    packed_.add_weighted_gram(w, gram);
  }
  void copy_to(Eigen::Ref<Matrix> out) const override { packed_.copy_to(out); }

 private:
  template <class RowAt>
  static DenseDesign pack(const std::vector<Column>& columns, Index count, Matrix& buffer, RowAt row_at) {
    const Index cols = static_cast<Index>(columns.size());
    if (buffer.rows() < count || buffer.cols() != cols) buffer.resize(count, cols);
    for (Index j = 0; j < cols; ++j)
      columns[static_cast<std::size_t>(j)].write(count, row_at, buffer.col(j).data());
    return DenseDesign(buffer.data(), count, cols, buffer.rows());
  }

  DenseDesign packed_;
};

}  // namespace logreg
