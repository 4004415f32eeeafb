#include "logreg/support/decompositions.hpp"

#include "problems.hpp"

namespace tests_of_decompositions {

using logreg::Index;
using logreg::Matrix;
using logreg::Vector;

Matrix square(Index size, std::initializer_list<double> by_rows) {
  Matrix made(size, size);
  Index k = 0;
  for (const double value : by_rows) {
    made(k / size, k % size) = value;
    ++k;
  }
  return made;
}

TEST_CASE("eigenvalues ascend and belong to their eigenvectors; the lower triangle alone is read") {
  const Matrix whole = square(3, {2, 1, 0, 1, 2, 0, 0, 0, -5});
  Matrix lower = whole;
  lower(0, 1) = 1e6;
  for (const Matrix& given : {whole, lower}) {
    const auto [values, vectors] = logreg::eigen_decomposition(given);
    CHECK((values - problems::vector_of({-5, 1, 3})).norm() <= 1e-14);
    CHECK((whole * vectors - vectors * values.asDiagonal()).norm() <= 1e-14);
    CHECK((vectors.transpose() * vectors - Matrix::Identity(3, 3)).norm() <= 1e-14);
    CHECK((logreg::eigenvalues(given) - values).norm() <= 1e-14);
  }
  CHECK(logreg::eigenvalues(Matrix(0, 0)).size() == 0);
  CHECK(logreg::eigen_decomposition(Matrix(0, 0)).vectors.size() == 0);
}

TEST_CASE("singular values descend, and small ones keep their digits") {
  // A'A = (25, 20; 20, 25): its eigenvalues are 45 and 5.
  const Vector found = logreg::singular_values(square(2, {3, 0, 4, 5}));
  CHECK(laws::agree(found[0], std::sqrt(45.0), 1e-15, 0));
  CHECK(laws::agree(found[1], std::sqrt(5.0), 1e-15, 0));
  // The product of both is the determinant, 1e-9: of their squares a double would keep no digit.
  const Vector apart = logreg::singular_values(square(2, {1, 1, 1, 1 + 1e-9}));
  CHECK(laws::agree(apart[0] * apart[1], 1e-9, 1e-6, 0));
  CHECK(logreg::singular_values(Matrix(0, 0)).size() == 0);
  for (const Matrix& given : {Matrix(Matrix::Ones(3, 2)), Matrix(Matrix::Ones(2, 3))}) {
    const Vector of_ones = logreg::singular_values(given);
    REQUIRE(of_ones.size() == 2);
    CHECK(laws::agree(of_ones[0], std::sqrt(6.0), 1e-15, 0));
    CHECK(of_ones[1] <= 1e-15);
  }
}

TEST_CASE("the null space is what a matrix shrinks to nought, whatever its left side does") {
  const Matrix turn = logreg::eigen_decomposition(laws::random_matrix(5, 5, 3)).vectors;
  const Matrix other = logreg::eigen_decomposition(laws::random_matrix(5, 5, 4)).vectors;
  const Vector values = problems::vector_of({3, 1e-3, 0, 1e-12, 0});
  const Matrix given = other * values.asDiagonal() * turn.transpose();
  const Matrix expected = turn.rightCols(3) * turn.rightCols(3).transpose();
  const Matrix found = logreg::null_space(given, 1e-9);
  REQUIRE(found.cols() == 3);
  CHECK((found.transpose() * found - Matrix::Identity(3, 3)).norm() <= 1e-14);
  CHECK((found * found.transpose() - expected).norm() <= 1e-11);
  CHECK(logreg::null_space(given, 0.01).cols() == 4);
  CHECK(logreg::null_space(Matrix::Identity(3, 3), 0.5).cols() == 0);
  CHECK(logreg::null_space(Matrix::Zero(3, 3), 0.5).cols() == 3);
  const Matrix across = logreg::null_space(Matrix::Ones(1, 3), 1e-12);
  CHECK(across.cols() == 2);
  CHECK((Matrix::Ones(1, 3) * across).norm() <= 1e-14);
  CHECK(logreg::null_space(Matrix::Identity(3, 2), 1e-12).cols() == 0);
}

TEST_CASE("a Cholesky factor is upper, and told when there is none") {
  Matrix positive = square(2, {4, 1e6, 2, 3});
  CHECK(logreg::cholesky_in_place(positive));
  CHECK((positive - square(2, {2, 1, 0, std::sqrt(2.0)})).norm() <= 1e-15);
  Matrix indefinite = square(2, {1, 2, 2, 1}), infinite = square(2, {logreg::kInfinity, 0, 0, 1});
  CHECK(!logreg::cholesky_in_place(indefinite));
  CHECK(!logreg::cholesky_in_place(infinite));
}

TEST_CASE("a symmetric system need not be positive, nor regular") {
  CHECK((logreg::solve_symmetric(square(2, {0, 1, 1, 0}), problems::vector_of({2, 7})) - problems::vector_of({7, 2})).norm() <= 1e-14);
  // x + y = 1 and x + y = 3: the shortest of what comes nearest to both.
  const Vector nearest = logreg::solve_symmetric(Matrix::Ones(2, 2), problems::vector_of({1, 3}));
  CHECK((nearest - problems::vector_of({1, 1})).norm() <= 1e-14);
  // What rounding leaves of the other eigenvalues grows with the largest and with their number, and is no pivot.
  const Vector even = logreg::solve_symmetric(Matrix::Constant(60, 60, 1e8), laws::random_vector(60, 17));
  CHECK(even.maxCoeff() - even.minCoeff() <= 1e-20);
}

}  // namespace tests_of_decompositions
