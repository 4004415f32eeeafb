#pragma once

#include <Eigen/QR>

#include "../support/types.hpp"

namespace logreg {

/// The upper triangle R of a tall matrix that arrives in blocks of rows: R'R = sum of A_k'A_k.
/// Each block is stacked under the triangle so far and reduced by Householder reflections
/// (Golub and Van Loan, Matrix Computations, section 5.3.2), so nothing is squared.
class TriangleBuilder {
 public:
  explicit TriangleBuilder(Index cols) : triangle_(Matrix::Zero(cols, cols)) {}

  void add(const Matrix& block) {
    stack_.resize(triangle_.rows() + block.rows(), triangle_.cols());
    stack_ << triangle_, block;
    const Eigen::HouseholderQR<Eigen::Ref<Matrix>> qr(stack_);
    triangle_ = stack_.topRows(triangle_.cols()).template triangularView<Eigen::Upper>();
  }

  const Matrix& triangle() const { return triangle_; }

 private:
  Matrix triangle_, stack_;
};

}  // namespace logreg
