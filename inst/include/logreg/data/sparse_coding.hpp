#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "../support/error.hpp"
#include "column.hpp"

namespace logreg {

/// The sparse columns of a design. All columns that their matrix keeps as entries are stored, each in its
/// own unit; the design has some of them, as z = ratio * stored - shift. The shift, which centres a column
/// without making it dense, is one of the intercept's column.
class SparseColumns {
 public:
  static bool are_among(const std::vector<Column>& columns) {
    for (const Column& column : columns)
      if (column.kind == Column::Kind::sparse) return true;
    return false;
  }

  bool empty() const { return columns_.empty(); }
  const SparseMatrix& matrix() const { return *matrix_; }
  Index first() const { return first_; }
  Index stored() const { return matrix_ ? matrix_->sparse_cols() : 0; }

  /// A column and its place in the design.
  void add(const Column& column, Index place) {
    require(!matrix_ || matrix_ == column.matrix, "a design has one sparse matrix at most");
    matrix_ = column.matrix;
    const Index number = matrix_->place(column.number);
    columns_.push_back({place, number, matrix_->unit(number) / column.scale, column.center / column.scale});
  }

  /// Where its columns begin among the stored ones, and where the intercept stands there (-1: there is none).
  void lay_out(Index first, Index ones) {
    first_ = first;
    ones_ = ones;
    for (const Part& part : columns_) require(part.shift == 0 || ones >= 0, "sparse columns are centred by an intercept only");
  }

  /// stored += T beta, stored = T'g and rows T for the columns here.
  void add_to_stored(const Vector& beta, Vector& stored) const {
    for (const Part& part : columns_) {
      stored[first_ + part.number] += part.ratio * beta[part.place];
      if (part.shift != 0) stored[ones_] -= part.shift * beta[part.place];
    }
  }
  void from_stored(const Vector& stored, Vector& g) const {
    for (const Part& part : columns_) {
      g[part.place] = part.ratio * stored[first_ + part.number];
      if (part.shift != 0) g[part.place] -= part.shift * stored[ones_];
    }
  }
  void combine(const Matrix& rows, Matrix& combined) const {
    for (const Part& part : columns_) {
      combined.col(part.place) = part.ratio * rows.col(first_ + part.number);
      if (part.shift != 0) combined.col(part.place) -= part.shift * rows.col(ones_);
    }
  }

 private:
  struct Part {
    Index place;   // in the design
    Index number;  // among the matrix's columns of entries
    double ratio, shift;
  };

  std::shared_ptr<const SparseMatrix> matrix_;
  std::vector<Part> columns_;
  Index first_ = 0, ones_ = -1;
};

}  // namespace logreg
