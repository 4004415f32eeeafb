#pragma once

#include <algorithm>
#include <cmath>

#include "../kernel/scalar.hpp"
#include "../support/types.hpp"

namespace logreg {

/// The upper triangle R of a tall matrix that arrives in blocks of rows: R'R = sum of A_k'A_k.
/// Each block is put under the triangle so far and reduced by Householder reflections
/// (Golub and Van Loan, Matrix Computations, sections 5.2.1 and 5.3.2), so nothing is squared.
class TriangleBuilder {
 public:
  explicit TriangleBuilder(Index cols) : triangle_(Matrix::Zero(cols, cols)), shares_(cols) {}

  /// `factor` has a number for each row, by which it is multiplied first.
  void add(const Matrix& rows, const Vector& factor) {
    const Index piece = piece_rows();
    for (Index from = 0; from < rows.rows(); from += piece) {
      const Index count = std::min(piece, rows.rows() - from);
      below_ = rows.middleRows(from, count).array().colwise() * factor.segment(from, count).array();
      reduce([count](Index) { return count; });
    }
  }
  void add(const Matrix& rows) { add(rows, Vector::Ones(rows.rows())); }

  /// All rows that another builder was given.
  void merge(const TriangleBuilder& other) {
    below_ = other.triangle_;
    reduce([](Index column) { return column + 1; });
  }

  const Matrix& triangle() const { return triangle_; }

 private:
  /// Rows taken at a time: so few that they stay in the first-level cache while every column is reflected.
  Index piece_rows() const {
    constexpr Index kCachedNumbers = 4096, kFewestRows = 32;
    return std::max(kFewestRows, kCachedNumbers / std::max<Index>(triangle_.cols(), 1) / 8 * 8);
  }

  /// Reflects what is below the diagonal into the triangle, column by column. In column j only `rows(j)` of the rows
  /// below differ from 0; the reflection leaves all rows of the triangle but the j-th alone.
  template <class Rows>
  void reduce(Rows rows) {
    const Index p = triangle_.cols();
    for (Index j = 0; j < p; ++j) {
      const Index count = rows(j), right = p - j - 1;
      auto tail = below_.col(j).head(count);
      const double squares = tail.squaredNorm(), corner = triangle_(j, j);
      if (squares == 0) continue;
      const double norm = std::sqrt(corner * corner + squares), diagonal = corner > 0 ? -norm : norm;
      tail /= corner - diagonal;  // the reflection is I - tau v v' with v = (1, tail)
      triangle_(j, j) = diagonal;
      if (right == 0) continue;
      const double tau = (diagonal - corner) / diagonal;
      auto share = shares_.head(right);
      share = triangle_.row(j).tail(right);
      kernels().add_transpose_times(count, right, below_.data() + (j + 1) * below_.rows(), below_.rows(), tail.data(), share.data());
      share *= tau;
      triangle_.row(j).tail(right) -= share;
      below_.block(0, j + 1, count, right).noalias() -= tail * share.transpose();
    }
  }

  Matrix triangle_, below_;
  Vector shares_;
};

}  // namespace logreg
