#pragma once

#include "../data/source_memory.hpp"
#include "../support/types.hpp"

namespace logreg {

/// x_i' Cov x_i of every row, from scaled columns and the root of the covariance there.
inline Vector row_variance(const MemorySource& scaled, const Matrix& root) {
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
