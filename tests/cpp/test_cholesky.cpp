#include "logreg/fit/information.hpp"
#include "logreg/support/cholesky.hpp"
#include "problems.hpp"

namespace tests_of_cholesky {

using logreg::Cholesky;
using logreg::Index;
using logreg::Matrix;
using logreg::Vector;

namespace {

/// The Gram of a factor's indicators and some dense columns, in mixed order.
Matrix arrow(Index levels, Index dense, unsigned seed) {
  const Index p = levels + dense, rows = 6 * p + 10;
  Matrix x = Matrix::Zero(rows, p);
  x.leftCols(dense) = laws::random_matrix(rows, dense, seed);
  for (Index i = 0; levels > 0 && i < rows; ++i) x(i, dense + i % levels) = 1.0 + static_cast<double>(i % 7);
  if (dense > 1 && levels > 0) x.col(0).swap(x.col(p - 1));
  return x.transpose() * x;
}

Vector unit_scale(const Matrix& a) { return a.diagonal().cwiseSqrt().cwiseInverse(); }

Matrix scaled(const Matrix& a) { return unit_scale(a).asDiagonal() * a * unit_scale(a).asDiagonal(); }

double one_norm(const Matrix& a) { return a.cwiseAbs().colwise().sum().maxCoeff(); }

}  // namespace

TEST_CASE("columns that never meet make a diagonal block") {
  CHECK(logreg::diagonal_block(Matrix::Identity(5, 5)).size() == 5);
  CHECK(logreg::diagonal_block(Matrix::Ones(5, 5)).size() == 1);
  CHECK(logreg::diagonal_block(Matrix(0, 0)).empty());
  Matrix a = Matrix::Identity(5, 5);
  a.row(0).setOnes();
  a.col(0).setOnes();
  a(2, 4) = a(4, 2) = 0.5;
  CHECK(logreg::diagonal_block(a) == std::vector<Index>{1, 2, 3});
  // Columns 1 and 3 meet one other each, the first and 2 meet two.
  Matrix b = Matrix::Identity(4, 4);
  for (const auto& pair : {std::pair<Index, Index>{0, 1}, {0, 2}, {2, 3}}) b(pair.first, pair.second) = b(pair.second, pair.first) = 0.5;
  CHECK(logreg::diagonal_block(b) == std::vector<Index>{1, 3});
}

TEST_CASE("the factor of a matrix with a block solves, measures and squares as a dense one does") {
  for (Index p = 1; p <= 60; ++p)
    for (Index dense : {Index{0}, Index{1}, Index{3}, p / 2, p}) {
      if (dense > p) continue;
      CAPTURE(p);
      CAPTURE(dense);
      const Matrix a = arrow(p - dense, dense, 200u + static_cast<unsigned>(p));
      const Matrix unit = scaled(a);
      const Cholesky factor(a, unit_scale(a));
      if (p >= 32 && dense <= 3) CHECK(factor.block() == p - dense);
      if (p < 32 || dense == p) CHECK(factor.block() == 0);
      const Matrix inverse = unit.inverse();
      const double condition = one_norm(unit) * one_norm(inverse), digits = 1e-14 * condition;
      const Vector z = laws::random_vector(p, 17);
      CHECK((factor.solve(z) - inverse * z).norm() <= digits * (inverse * z).norm());
      CHECK(laws::agree(factor.half_solve(z).norm(), std::sqrt(z.dot(inverse * z)), digits, 0));
      const Matrix triangle = factor.triangle();
      CHECK((triangle.transpose() * triangle - unit).norm() <= 1e-14 * unit.norm());
      CHECK(triangle.isUpperTriangular(0));
      Matrix root = Matrix::Zero(p, p);
      for (Index k = 0; k < factor.block(); ++k) root(factor.place(k), k) = 1.0;
      root.rightCols(p - factor.block()) = factor.root_of_rest();
      CHECK((root * root.transpose() - inverse).norm() <= digits * inverse.norm());
      CHECK(factor.is_usable());
      // The estimate is a bound of the condition from below, and seldom far from it.
      CHECK(factor.reciprocal_condition() >= (1 - 1e-9) / condition);
      CHECK(factor.reciprocal_condition() <= 4 / condition);
      if (p <= 16) CHECK(laws::agree(factor.reciprocal_condition(), 1 / condition, digits, 0));
    }
}

TEST_CASE("a matrix that is not positive has the reciprocal condition 0, with a block or without") {
  Matrix small = Matrix::Ones(2, 2);
  small(0, 1) = small(1, 0) = 2;
  CHECK(Cholesky(small, Vector::Ones(2)).reciprocal_condition() == 0);
  Matrix wide = Matrix::Identity(40, 40);
  wide.row(0).setConstant(0.5);
  wide.col(0).setConstant(0.5);
  wide(0, 0) = 1;
  CHECK(Cholesky(wide, Vector::Ones(40)).reciprocal_condition() == 0);
}

TEST_CASE("the covariance of a wide factor is the inverse of its information, in any units") {
  const Matrix hessian = arrow(50, 4, 31);
  logreg::FactoredHessian factored;
  factored.diagonal_scale = unit_scale(hessian);
  factored.factor = Cholesky(hessian, factored.diagonal_scale);
  logreg::Affine affine = logreg::Affine::identity(54);
  for (Index j = 1; j < 54; ++j) {
    affine.scale[j] = j % 3 == 0 ? 4.0 : 0.5;
    affine.center[j] = j % 5 == 0 ? 1.25 : 0.0;
  }
  const logreg::Covariance covariance(factored, 300.0, affine);
  const Matrix change = affine.to(logreg::Affine::identity(54));
  const Matrix information = 300.0 * (change.transpose() * hessian * change);
  const Matrix expected = information.inverse();
  CHECK((covariance.user - expected).norm() <= 1e-11 * expected.norm());
  CHECK(covariance.user == covariance.user.transpose());
  CHECK((covariance.triangle.transpose() * covariance.triangle - information).norm() <= 1e-13 * information.norm());
  CHECK((covariance.root * covariance.root.transpose() * hessian * 300.0 - Matrix::Identity(54, 54)).norm() <= 1e-11);
}

TEST_CASE("a wide factor beside an all but collinear column falls back to the orthogonal triangle") {
  constexpr Index kLevels = 40, kRows = 400;
  std::vector<int> codes(kRows);
  Vector x(kRows), y(kRows);
  for (Index i = 0; i < kRows; ++i) {
    codes[static_cast<std::size_t>(i)] = 1 + static_cast<int>(i % kLevels);
    y[i] = static_cast<double>((i * i + i / 7) % 3 == 0);
  }
  for (double apart : {1.0, 1e-6}) {
    CAPTURE(apart);
    for (Index i = 0; i < kRows; ++i) x[i] = (i % kLevels == 7 ? 1.0 : 0.0) + apart * static_cast<double>(i * 13 % 17) / 17;
    std::vector<logreg::Column> columns = {logreg::Column::intercept(), logreg::Column::real(x.data())};
    for (Index level = 1; level < kLevels; ++level) columns.push_back(logreg::Column::indicator(codes.data(), level, kLevels));
    const logreg::MemorySource source(columns, {kRows, y.data(), nullptr, nullptr});
    const logreg::LogisticLoss loss;
    const logreg::NoPenalty none;
    logreg::Monitor monitor;
    logreg::LinearObjective objective(source, loss, none, 1, monitor);
    const Vector beta = Vector::Zero(source.cols());
    logreg::Evaluation at;
    objective.evaluate(beta, logreg::Need::hessian, at);
    const logreg::FactoredHessian factored = logreg::factor_hessian(objective, beta, at.hessian);
    REQUIRE(factored.usable);
    CHECK(factored.factor.block() == (apart < 1 ? 0 : kLevels - 1));
    if (apart < 1) CHECK(factored.reciprocal_condition < 1e-10);
    const Vector direction = laws::random_vector(source.cols(), 5), rhs = at.hessian * direction;
    CHECK((at.hessian * factored.solve(rhs) - rhs).norm() <= 1e-10 * rhs.norm());
  }
}

}  // namespace tests_of_cholesky
