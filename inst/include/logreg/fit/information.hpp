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
    const Index p = factored.triangle.cols();
    const Matrix upper = factored.unscaled_triangle() * std::sqrt(weight_sum);
    root = upper.triangularView<Eigen::Upper>().solve(Matrix::Identity(p, p));
    Matrix mapped = affine.scale.cwiseInverse().asDiagonal() * root;
    if (p > 0) mapped.row(0) -= affine.center.transpose() * mapped;
    user = mapped * mapped.transpose();
    triangle = upper * affine.to(Affine::identity(p));
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

}  // namespace logreg
