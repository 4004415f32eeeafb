#pragma once

#include <Eigen/SVD>
#include <vector>

#include "../data/affine.hpp"
#include "../data/source_memory.hpp"
#include "../solver/certificate.hpp"
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

/// eta = X beta + offset of every row.
inline Vector linear_predictor(const MemorySource& source, const Vector& beta) {
  Vector eta(source.rows());
  Index from = 0;
  source.for_each_block([&](const RowBlock& block) {
    block.x.times(beta, eta.data() + from);
    if (block.offset) eta.segment(from, block.x.rows()) += Eigen::Map<const Vector>(block.offset, block.x.rows());
    from += block.x.rows();
  });
  return eta;
}

/// Ratio of the largest to the smallest singular value of a design, from its triangle.
inline double condition_number(const Matrix& triangle) {
  const Vector values = Eigen::BDCSVD<Matrix>(triangle).singularValues();
  return values.size() == 0 ? 1.0 : values.maxCoeff() / values.minCoeff();
}

/// The triangle of a design after its columns were made z-scores as R's scale() makes them, every row
/// counted once. The first row of the triangle holds what the columns share with the intercept: their
/// means. Without an intercept nothing is centred.
inline Matrix standardized_triangle(Matrix triangle, bool intercept, Index rows) {
  const double n = static_cast<double>(rows);
  const double sample = rows > 1 ? std::sqrt(n / (n - 1)) : 1.0;
  for (Index j = intercept ? 1 : 0; j < triangle.cols(); ++j) {
    if (intercept) triangle(0, j) = 0.0;
    const double spread = triangle.col(j).norm() * sample;
    if (spread > 0) triangle.col(j) /= spread;
  }
  return triangle;
}

}  // namespace logreg
