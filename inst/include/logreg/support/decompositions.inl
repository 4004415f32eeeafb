// The definitions of decompositions.hpp.

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include <algorithm>

#include "decompositions.hpp"

namespace logreg {

namespace {

/// Symmetric, with the eigenvalues +s and -s and the eigenvectors (v, u) and (v, -u) for each singular triple u, s, v of A
/// (Golub and Van Loan, Matrix Computations, section 8.6.1). Nothing is squared, so that small values keep their digits.
Matrix symmetric_twin(const Matrix& matrix) {
  const Index rows = matrix.rows(), cols = matrix.cols();
  Matrix twin = Matrix::Zero(cols + rows, cols + rows);
  twin.topRightCorner(cols, rows) = matrix.transpose();
  twin.bottomLeftCorner(rows, cols) = matrix;
  return twin;
}

}  // namespace

EigenDecomposition eigen_decomposition(const Matrix& symmetric) {
  if (symmetric.size() == 0) return {};
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(symmetric);
  return {eigen.eigenvalues(), eigen.eigenvectors()};
}

Vector eigenvalues(const Matrix& symmetric) {
  if (symmetric.size() == 0) return {};
  return Eigen::SelfAdjointEigenSolver<Matrix>(symmetric, Eigen::EigenvaluesOnly).eigenvalues();
}

Vector singular_values(const Matrix& matrix) {
  return eigenvalues(symmetric_twin(matrix)).tail(std::min(matrix.rows(), matrix.cols())).reverse().cwiseAbs();
}

Matrix null_space(const Matrix& matrix, double nought) {
  const auto [values, vectors] = eigen_decomposition(symmetric_twin(matrix));
  const Index count = (values.array().abs() <= nought).count();
  const Index first = (values.array() < -nought).count();
  // The eigenvectors of one |eigenvalue| come in any mixture; what they have of the right singular vectors is a projector.
  const Matrix parts = vectors.block(0, first, matrix.cols(), count);
  const EigenDecomposition projector = eigen_decomposition(parts * parts.transpose());
  return projector.vectors.rightCols((projector.values.array() > 0.5).count());
}

bool cholesky_in_place(Matrix& symmetric) {
  const Eigen::LLT<Eigen::Ref<Matrix>> in_place(symmetric);
  symmetric = Matrix(symmetric.transpose().triangularView<Eigen::Upper>());
  return in_place.info() == Eigen::Success && symmetric.allFinite();
}

Vector solve_symmetric(const Matrix& symmetric, const Vector& right_side) {
  const auto [values, vectors] = eigen_decomposition(symmetric);
  const double nought = kEpsilon * static_cast<double>(values.size()) * values.cwiseAbs().maxCoeff();
  const Vector inverse = values.unaryExpr([nought](double x) { return std::abs(x) > nought ? 1.0 / x : 0.0; });
  return vectors * (inverse.asDiagonal() * (vectors.transpose() * right_side));
}

}  // namespace logreg
