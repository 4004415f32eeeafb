#pragma once

#include <vector>

#include "../data/source_memory.hpp"
#include "../support/types.hpp"

namespace logreg {

/// The same a column of the root at a time, where the products with the rows cost less than the rows.
inline Vector row_variance_by_columns(const MemorySource& scaled, const Matrix& root) {
  Vector variance = Vector::Zero(scaled.rows());
  std::vector<Vector> stored;
  for (Index k = 0; k < root.cols(); ++k) stored.push_back(scaled.coding().to_stored(root.col(k)));
  Index from = 0;
  scaled.for_each_block([&](const RowBlock& block) {
    Vector eta(block.x.rows());
    for (const Vector& column : stored) {
      block.x.times(column, eta.data());
      variance.segment(from, eta.size()) += eta.cwiseAbs2();
    }
    from += eta.size();
  });
  return variance;
}

/// x_i' Cov x_i of every row, from scaled columns and the root of the covariance there.
inline Vector row_variance(const MemorySource& scaled, const Matrix& root) {
  if (!scaled.coding().is_plain()) return row_variance_by_columns(scaled, root);
  Vector variance(scaled.rows());
  Index from = 0;
  scaled.for_each_block([&](const RowBlock& block) {
    Matrix stored(block.x.rows(), block.x.cols());
    block.x.copy_to(stored);
    const Matrix rows = scaled.coding().rows_from_stored(stored);
    variance.segment(from, rows.rows()) = (rows * root).rowwise().squaredNorm();
    from += rows.rows();
  });
  return variance;
}

}  // namespace logreg
