#pragma once

#include <vector>

#include "../data/source_memory.hpp"
#include "../support/types.hpp"

namespace logreg {

/// x_i' Cov x_i of the rows of a block, from scaled columns and the root of the covariance there. Where the products
/// with the rows cost less than the rows themselves, it goes a column of the root at a time.
class RowVariance {
 public:
  RowVariance(const Coding& coding, const Matrix& root) : coding_(coding), root_(root) {
    if (coding.is_plain()) return;
    for (Index k = 0; k < root.cols(); ++k) stored_.push_back(coding.to_stored(root.col(k)));
  }

  Vector of(const Design& x) const { return coding_.is_plain() ? by_rows(x) : by_columns(x); }

 private:
  Vector by_rows(const Design& x) const {
    Matrix rows(x.rows(), x.cols());
    x.copy_to(rows);
    return (rows * root_).rowwise().squaredNorm();
  }

  Vector by_columns(const Design& x) const {
    Vector variance = Vector::Zero(x.rows()), eta(x.rows());
    for (const Vector& column : stored_) {
      x.times(column, eta.data());
      variance += eta.cwiseAbs2();
    }
    return variance;
  }

  const Coding& coding_;
  const Matrix& root_;
  std::vector<Vector> stored_;
};

/// The same of every row.
inline Vector row_variance(const MemorySource& scaled, const Matrix& root) {
  const RowVariance of_rows(scaled.coding(), root);
  Vector variance(scaled.rows());
  scaled.for_each_block([&](const RowBlock& block) { variance.segment(block.first, block.x.rows()) = of_rows.of(block.x); });
  return variance;
}

}  // namespace logreg
