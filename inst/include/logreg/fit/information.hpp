#pragma once

#include <vector>

#include "../data/affine.hpp"
#include "../data/source_memory.hpp"
#include "../solver/certificate.hpp"
#include "../support/thread_pool.hpp"
#include "../support/types.hpp"

namespace logreg {

/// Covariance of the coefficients from the Hessian at a point: the inverse of the information, which is
/// the sum of the weights times the Hessian of the mean. Kept as a root in scaled coordinates (where it
/// loses nothing) and mapped to the user's units.
struct Covariance {
  Matrix root;      ///< scaled coordinates: root root'
  Matrix user;      ///< user's units
  Matrix triangle;  ///< upper R in the user's units, R'R = information

  Covariance(const FactoredHessian& factored, double weight_sum, const Affine& affine) {
    const Cholesky& factor = factored.factor;
    const Index p = factor.size(), block = factor.block();
    const Vector scale = factored.diagonal_scale / std::sqrt(weight_sum);
    root.setZero(p, p);
    for (Index k = 0; k < block; ++k) root(factor.place(k), k) = scale[factor.place(k)];
    root.rightCols(p - block) = scale.asDiagonal() * factor.root_of_rest();
    map_to_user(factor, affine);
    const Matrix upper = factored.unscaled_triangle() * std::sqrt(weight_sum);
    triangle = upper * affine.scale.asDiagonal();
    if (p > 0) triangle.row(0) += upper(0, 0) * affine.center.transpose();
  }

 private:
  /// The square of the root after its change of units. Its columns of the block have one entry each, and
  /// one more in the row of the intercept, which moves with the centres.
  void map_to_user(const Cholesky& factor, const Affine& affine) {
    const Index p = factor.size(), block = factor.block();
    user.setZero(p, p);
    if (p == 0) return;
    Matrix rest = affine.scale.cwiseInverse().asDiagonal() * root.rightCols(p - block);
    rest.row(0) -= affine.center.transpose() * rest;
    if (rest.cols() > 0) user.selfadjointView<Eigen::Lower>().rankUpdate(rest);
    for (Index k = 0; k < block; ++k) {
      const Index row = factor.place(k);
      const double own = root(row, k) / affine.scale[row], first = (row == 0 ? own : 0.0) - affine.center[row] * own;
      user(0, 0) += first * first;
      if (row == 0) continue;
      user(row, 0) += first * own;
      user(row, row) += own * own;
    }
    user.triangularView<Eigen::StrictlyUpper>() = user.transpose();
  }
};

/// eta = X beta + offset of every row, into n numbers.
inline void write_linear_predictor(const MemorySource& source, const Vector& beta, Index threads, double* eta) {
  const Vector stored = source.coding().to_stored(beta);
  const auto write = [&](const RowBlock& block) {
    double* out = eta + block.first;
    block.x.times(stored, out);
    if (block.offset)
      for (Index i = 0; i < block.x.rows(); ++i) out[i] += block.offset[i];
  };
  const auto write_stripe = [&](Index stripe) { source.visit_stripe(stripe, write); };
  run_tasks(threads, source.stripes(), write_stripe);
}

/// The same from scaled coefficients in extended precision: where large parts cancel in every row (a cubic in years),
/// rounding them would cost the deviance its digits. `source` has the user's columns.
inline void write_extended_predictor(const MemorySource& source, const Affine& affine, const Vector& gamma, Index threads, double* eta) {
  const auto write = [&](const RowBlock& block) {
    const Matrix rows = dense_rows(block, source.coding());
    for (Index i = 0; i < rows.rows(); ++i) {
      long double sum = block.offset ? block.offset[i] : 0.0;
      for (Index j = 0; j < rows.cols(); ++j)
        sum += static_cast<long double>(gamma[j]) * ((static_cast<long double>(rows(i, j)) - affine.center[j]) / affine.scale[j]);
      eta[block.first + i] = static_cast<double>(sum);
    }
  };
  run_tasks(threads, source.stripes(), [&](Index stripe) { source.visit_stripe(stripe, write); });
}

}  // namespace logreg
