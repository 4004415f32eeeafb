#pragma once

#include <algorithm>
#include <vector>

#include "../support/aligned.hpp"
#include "column.hpp"
#include "design_dense.hpp"

namespace logreg {

/// The dense columns of one block of rows. Products read them where they lie; those that are not doubles are packed
/// into a buffer first.
class DenseColumns {
 public:
  /// Rows first, ..., first + count - 1; so many rows after them will follow in the next block.
  DenseColumns(const std::vector<Column>& columns, Index first, Index count, AlignedBuffer& buffer, Index following)
      : columns_(columns), first_(first), packed_(buffer_of(columns, count, buffer), count, size_of(columns), stride_of(count)),
        following_(following) {
    in_place_.reserve(columns.size());
    if (following > 0) ahead_.reserve(columns.size());
    for (Index j = 0; j < cols(); ++j) {
      const Column& column = at(j);
      if (!column.is_in_place()) column.write_range(first, count, packed_column(j));
      else if (following > 0) ahead_.push_back(column.in_place(first).values + count);
      in_place_.push_back(column.is_in_place() ? column.in_place(first) : ColumnInPlace{packed_column(j), 0.0, 1.0});
    }
  }

  /// The rows listed.
  DenseColumns(const std::vector<Column>& columns, const Index* rows, Index count, AlignedBuffer& buffer)
      : columns_(columns), packed_(buffer_of(columns, count, buffer), count, size_of(columns), stride_of(count)), is_packed_(true) {
    in_place_.reserve(columns.size());
    for (Index j = 0; j < cols(); ++j) {
      at(j).write(count, [rows](Index i) { return rows[i]; }, packed_column(j));
      in_place_.push_back({packed_column(j), 0.0, 1.0});
    }
  }

  Index rows() const { return packed_.rows(); }
  Index cols() const { return packed_.cols(); }

  void times(const Vector& beta, double* eta) const {
    kernels().times_in_place(rows(), cols(), in_place_.data(), beta.data(), eta);
  }
  void add_transpose_times(const double* r, Vector& gradient) const {
    kernels().add_transpose_times_in_place(rows(), cols(), in_place_.data(), r, gradient.data());
  }
  /// Meanwhile the rows that follow are fetched.
  void add_weighted_gram(const double* w, Matrix& gram) const {
    const FetchAhead fetch{ahead_.data(), static_cast<Index>(ahead_.size()), following_ * static_cast<Index>(sizeof(double))};
    kernels().add_weighted_gram(rows(), cols(), in_place_.data(), w, gram.data(), gram.outerStride(), &fetch);
  }

  void raise_largest(Vector& largest) const {
    for (Index j = 0; j < cols(); ++j) {
      const ColumnInPlace& column = in_place_[static_cast<std::size_t>(j)];
      raise_to(kernels().largest(rows(), column.values, column.center, column.inverse_scale), largest[j]);
    }
  }

  /// The same columns side by side.
  const DenseDesign& packed() const {
    if (!is_packed_)
      for (Index j = 0; j < cols(); ++j)
        if (at(j).is_in_place()) at(j).write_range(first_, rows(), packed_column(j));
    is_packed_ = true;
    return packed_;
  }

 private:
  /// A multiple of the page size between two columns would put them all into the same few cache lines.
  static Index stride_of(Index count) { return (count + 7) / 8 * 8 + 8; }
  static Index size_of(const std::vector<Column>& columns) { return static_cast<Index>(columns.size()); }
  static double* buffer_of(const std::vector<Column>& columns, Index count, AlignedBuffer& buffer) {
    return buffer.with_size(stride_of(count) * size_of(columns));
  }

  const Column& at(Index j) const { return columns_[static_cast<std::size_t>(j)]; }
  double* packed_column(Index j) const { return const_cast<double*>(packed_.data()) + j * packed_.stride(); }

  const std::vector<Column>& columns_;
  Index first_ = 0;
  DenseDesign packed_;
  mutable bool is_packed_ = false;
  std::vector<ColumnInPlace> in_place_;
  std::vector<const void*> ahead_;
  Index following_ = 0;
};

}  // namespace logreg
