#pragma once

#include <Eigen/Jacobi>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "decompositions.hpp"
#include "types.hpp"

namespace logreg {

/// Columns of a symmetric matrix that have exact zeros for one another, so that they make up a diagonal
/// block: the indicators of one factor's levels do in a Hessian. The emptiest columns come first; those
/// that meet a chosen one are passed over. In the order of the columns.
inline std::vector<Index> diagonal_block(const Matrix& symmetric) {
  const Index p = symmetric.cols();
  std::vector<Index> filled(static_cast<std::size_t>(p)), order(filled.size()), block;
  for (Index j = 0; j < p; ++j) {
    const double* column = symmetric.col(j).data();
    Index count = 0;
    for (Index i = 0; i < p; ++i) count += column[i] != 0;
    filled[static_cast<std::size_t>(j)] = count;
  }
  std::iota(order.begin(), order.end(), Index(0));
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
    return filled[static_cast<std::size_t>(a)] < filled[static_cast<std::size_t>(b)];
  });
  for (const Index j : order) {
    const double* column = symmetric.col(j).data();
    if (std::none_of(block.begin(), block.end(), [column](Index k) { return column[k] != 0; })) block.push_back(j);
  }
  std::sort(block.begin(), block.end());
  return block;
}

/// The Cholesky factor of a symmetric positive matrix A with unit diagonal, for solving and for what is
/// read from the inverse. Where A has a wide diagonal block, its columns are taken first:
///
///     P'AP = [ I   B ]  = R'R   with  R = [ I  B ]   and  U'U = C - B'B,
///            [ B'  C ]                    [ 0  U ]
///
/// so that a factor of a thousand levels costs what the other columns cost. A dense matrix has an empty block.
class Cholesky {
 public:
  Cholesky() = default;

  /// Of scale A scale, where that has the unit diagonal.
  Cholesky(const Matrix& symmetric, const Vector& scale) {
    if (symmetric.cols() >= kWide) choose_block(diagonal_block(symmetric), symmetric.cols());
    else choose_block({}, symmetric.cols());
    Matrix corner;
    take_parts(symmetric, scale, corner);
    const double norm = norm_of(corner);
    if (!block_.empty() && corner.size() > 0) corner.selfadjointView<Eigen::Lower>().rankUpdate(across_.transpose(), -1.0);
    const bool is_positive = cholesky_in_place(corner);
    corner_ = std::move(corner);
    if (!is_positive) return;
    reciprocal_condition_ = 1.0 / (norm * inverse_norm());
  }

  /// From R itself, upper and in the order of the columns, and the reciprocal condition of R'R.
  Cholesky(Matrix upper, double reciprocal_condition)
      : corner_(std::move(upper)), reciprocal_condition_(reciprocal_condition) {
    choose_block({}, corner_.cols());
  }

  Index size() const { return static_cast<Index>(block_.size() + rest_.size()); }
  /// An estimate of 1 / (|A| |A^-1|) in the 1-norm; 0 if A is not positive. Exact for few columns.
  double reciprocal_condition() const { return reciprocal_condition_; }

  /// No pivot is lost in the rounding of the largest.
  bool is_usable() const {
    if (!corner_.allFinite()) return false;
    double least = block_.empty() ? kInfinity : 1.0, most = block_.empty() ? 0.0 : 1.0;  // the block's pivots are 1
    for (Index k = 0; k < corner_.cols(); ++k) {
      const double pivot = std::abs(corner_(k, k));
      least = std::min(least, pivot);
      most = std::max(most, pivot);
    }
    return least > kEpsilon * most;
  }

  /// R'^-1 P'z: its length is sqrt(z' A^-1 z).
  Vector half_solve(const Vector& z) const {
    if (block_.empty()) return corner_.transpose().triangularView<Eigen::Lower>().solve(z);
    Vector half(size());
    half.head(block()) = pick(z, block_);
    half.tail(corner_.cols()).noalias() = pick(z, rest_) - across_.transpose() * half.head(block());
    corner_.transpose().triangularView<Eigen::Lower>().solveInPlace(half.tail(corner_.cols()));
    return half;
  }

  /// A^-1 z.
  Vector solve(const Vector& z) const { return solve_half(half_solve(z)); }
  /// The same from half_solve(z).
  Vector solve_half(Vector half) const {
    if (block_.empty()) {
      corner_.triangularView<Eigen::Upper>().solveInPlace(half);
      return half;
    }
    corner_.triangularView<Eigen::Upper>().solveInPlace(half.tail(corner_.cols()));
    half.head(block()).noalias() -= across_ * half.tail(corner_.cols());
    Vector solution(size());
    for (Index k = 0; k < size(); ++k) solution[place(k)] = half[k];
    return solution;
  }

  /// P R^-1, a root of A^-1, but for its first block() columns: those are 1 in the row place(k) and 0 elsewhere.
  Matrix root_of_rest() const {
    const Index q = corner_.cols();
    const Matrix inverse = corner_.triangularView<Eigen::Upper>().solve(Matrix::Identity(q, q));
    if (block_.empty()) return inverse;
    Matrix root(size(), q);
    const Matrix across = -across_ * inverse;
    for (Index k = 0; k < size(); ++k) root.row(place(k)) = k < block() ? across.row(k) : inverse.row(k - block());
    return root;
  }

  Index block() const { return static_cast<Index>(block_.size()); }
  /// Where the k-th column of P'AP stands in A.
  Index place(Index k) const {
    return k < block() ? block_[static_cast<std::size_t>(k)] : rest_[static_cast<std::size_t>(k - block())];
  }

  /// Upper R with R'R = A in the order of A's own columns, its diagonal positive where A has a block.
  Matrix triangle() const {
    if (block_.empty()) return corner_;
    // A column that moves costs some p^2, a new factor p^3 / 3.
    return corner_.cols() * kMove < size() ? moved_triangle() : new_triangle();
  }

 private:
  // Fewer columns cost too little to look for structure; a block of less than a quarter saves nothing.
  static constexpr Index kWide = 32, kExact = 16, kMove = 16;

  void choose_block(std::vector<Index> block, Index p) {
    if (static_cast<Index>(block.size()) >= p / 4) block_ = std::move(block);
    rest_.reserve(static_cast<std::size_t>(p) - block_.size());
    for (Index j = 0; j < p; ++j)
      if (!std::binary_search(block_.begin(), block_.end(), j)) rest_.push_back(j);
  }

  /// R with its columns brought into the order of A's, one after the other. The column that moves to the left
  /// is turned upright again by rotations of neighbouring rows, which the columns that it passes follow
  /// (Golub and Van Loan, Matrix Computations, section 6.5.2).
  Matrix moved_triangle() const {
    const Index p = size();
    Matrix upper = Matrix::Identity(p, p);
    upper.topRightCorner(block(), corner_.cols()) = across_;
    upper.bottomRightCorner(corner_.cols(), corner_.cols()) = corner_;
    std::vector<Eigen::JacobiRotation<double>> turns(static_cast<std::size_t>(p));
    for (Index k = 0; k < corner_.cols(); ++k) {
      const Index from = block() + k, to = rest_[static_cast<std::size_t>(k)];
      std::rotate(upper.data() + to * p, upper.data() + from * p, upper.data() + (from + 1) * p);
      double* moved = upper.col(to).data();
      for (Index i = from; i-- > to;) {
        double length = 0.0;
        turns[static_cast<std::size_t>(i)].makeGivens(moved[i], moved[i + 1], &length);
        moved[i] = length;
        moved[i + 1] = 0.0;
      }
      for (Index j = to + 1; j < p; ++j) {
        double* column = upper.col(j).data();
        for (Index i = std::min(j, from); i-- > to;) {
          const double cosine = turns[static_cast<std::size_t>(i)].c(), sine = turns[static_cast<std::size_t>(i)].s();
          const double above = cosine * column[i] - sine * column[i + 1];
          column[i + 1] = sine * column[i] + cosine * column[i + 1];
          column[i] = above;
        }
      }
    }
    const Vector signs = upper.diagonal().unaryExpr([](double x) { return x < 0 ? -1.0 : 1.0; });
    return signs.asDiagonal() * upper;
  }

  Matrix new_triangle() const {
    Matrix whole = Matrix::Identity(size(), size());
    const Matrix corner = across_.transpose() * across_ + corner_.transpose() * corner_;
    for (Index j = 0; j < corner.cols(); ++j) {
      for (Index k = 0; k < block(); ++k) {
        const Index row = std::max(place(k), rest_[static_cast<std::size_t>(j)]);
        const Index column = std::min(place(k), rest_[static_cast<std::size_t>(j)]);
        whole(row, column) = across_(k, j);
      }
      for (Index i = j; i < corner.rows(); ++i)
        whole(rest_[static_cast<std::size_t>(i)], rest_[static_cast<std::size_t>(j)]) = corner(i, j);
    }
    cholesky_in_place(whole);
    return whole;
  }

  /// B and C (its lower triangle).
  void take_parts(const Matrix& symmetric, const Vector& scale, Matrix& corner) {
    if (block_.empty()) {
      corner = scale.asDiagonal() * symmetric * scale.asDiagonal();
      return;
    }
    const Index q = static_cast<Index>(rest_.size());
    across_.resize(block(), q);
    corner.resize(q, q);
    for (Index j = 0; j < q; ++j) {
      const Index column = rest_[static_cast<std::size_t>(j)];
      for (Index k = 0; k < block(); ++k) across_(k, j) = scale[place(k)] * symmetric(place(k), column) * scale[column];
      for (Index i = 0; i < q; ++i) {
        const Index row = rest_[static_cast<std::size_t>(i)];
        corner(i, j) = scale[row] * symmetric(row, column) * scale[column];
      }
    }
  }

  /// |A| in the 1-norm.
  double norm_of(const Matrix& corner) const {
    if (block_.empty()) return corner.size() == 0 ? 1.0 : corner.cwiseAbs().colwise().sum().maxCoeff();
    double largest = 1.0;
    if (across_.cols() == 0) return largest;
    largest += across_.cwiseAbs().rowwise().sum().maxCoeff();
    const auto sums = across_.cwiseAbs().colwise().sum() + corner.cwiseAbs().colwise().sum();
    return std::max(largest, sums.maxCoeff());
  }

  static Vector pick(const Vector& from, const std::vector<Index>& places) {
    Vector some(static_cast<Index>(places.size()));
    for (Index k = 0; k < some.size(); ++k) some[k] = from[places[static_cast<std::size_t>(k)]];
    return some;
  }

  double inverse_norm() const {
    if (size() == 0) return 1.0;
    return size() <= kExact ? exact_inverse_norm() : estimated_inverse_norm();
  }

  /// |A^-1| in the 1-norm of a small dense A, in plain loops: a general routine takes longer to set up.
  double exact_inverse_norm() const {
    const Index p = size();
    double inverse[kExact][kExact] = {}, sums[kExact] = {};  // inverse[j][i] is R^-1(i, j)
    for (Index j = 0; j < p; ++j) {
      inverse[j][j] = 1.0 / corner_(j, j);
      for (Index i = j; i-- > 0;) {
        double sum = 0.0;
        for (Index k = i + 1; k <= j; ++k) sum += corner_(i, k) * inverse[j][k];
        inverse[j][i] = -sum / corner_(i, i);
      }
    }
    double largest = 0.0;
    for (Index row = 0; row < p; ++row)
      for (Index column = 0; column <= row; ++column) {
        double entry = 0.0;
        for (Index k = row; k < p; ++k) entry += inverse[k][row] * inverse[k][column];
        sums[row] += std::abs(entry);
        if (column != row) sums[column] += std::abs(entry);
      }
    for (Index k = 0; k < p; ++k) largest = std::max(largest, sums[k]);
    return largest;
  }

  /// A lower bound of |A^-1| that is rarely less than a third of it. Higham (2002), Accuracy and Stability of
  /// Numerical Algorithms, algorithm 15.1, for a symmetric matrix.
  double estimated_inverse_norm() const {
    const Index p = size();
    Vector v = solve(Vector::Constant(p, 1.0 / static_cast<double>(p))), signs;
    double bound = v.lpNorm<1>();
    Index last = -1;
    for (int step = 0; step < 4; ++step) {
      const Vector now = v.unaryExpr([](double x) { return x < 0 ? -1.0 : 1.0; });
      if (step > 0 && now == signs) break;
      signs = now;
      Index at = 0;
      solve(signs).cwiseAbs().maxCoeff(&at);
      if (at == last) break;
      last = at;
      v = solve(Vector::Unit(p, at));
      const double found = v.lpNorm<1>();
      if (found <= bound) break;
      bound = found;
    }
    for (Index i = 0; i < p; ++i)
      v[i] = (i % 2 == 0 ? 1.0 : -1.0) * (1.0 + static_cast<double>(i) / static_cast<double>(p - 1));
    return std::max(bound, 2.0 * solve(v).lpNorm<1>() / (3.0 * static_cast<double>(p)));
  }

  std::vector<Index> block_, rest_;
  Matrix across_, corner_;  // B and U; without a block, U is all of R
  double reciprocal_condition_ = 0.0;
};

}  // namespace logreg
