#pragma once

#include "types.hpp"

namespace logreg {

// What the core asks of Eigen's decompositions. Compiled once, in src/decompositions.cpp: a compiler takes longer for them
// than for all else, and would in every source that sees them. Of a symmetric matrix the lower triangle is read.

/// Eigenvalues in ascending order, with the eigenvectors as columns; of an empty matrix none.
struct EigenDecomposition {
  Vector values;
  Matrix vectors;
};
EigenDecomposition eigen_decomposition(const Matrix& symmetric);
Vector eigenvalues(const Matrix& symmetric);

/// In descending order, as many as the matrix has rows or columns, whichever is fewer.
Vector singular_values(const Matrix& matrix);

/// An orthonormal basis, as columns, of the right singular vectors whose singular values are `nought` at most, or that
/// have none.
Matrix null_space(const Matrix& matrix, double nought);

/// Puts the upper U with U'U = A in the place of A. False where A is not positive or U not finite; what then stands in its
/// place means nothing.
bool cholesky_in_place(Matrix& symmetric);

/// A^-1 b, or, where A is singular, the shortest x that comes nearest to A x = b. A need not be positive.
Vector solve_symmetric(const Matrix& symmetric, const Vector& right_side);

}  // namespace logreg
