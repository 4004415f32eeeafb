#include "logreg/data/affine.hpp"

#include "laws.hpp"
#include "logreg/data/design_columns.hpp"

namespace tests_of_affine {

using logreg::Affine;
using logreg::Column;
using logreg::ColumnMoments;
using logreg::Index;
using logreg::Matrix;
using logreg::Vector;

namespace {

ColumnMoments moments_of(const std::vector<double>& x, const double* weight = nullptr) {
  return logreg::column_moments(Column::real(x.data()), static_cast<Index>(x.size()), weight);
}

Matrix dense(const std::vector<Column>& columns, Index rows) {
  Matrix made(rows, static_cast<Index>(columns.size()));
  logreg::BlockBuffer buffer;
  logreg::ColumnDesign(logreg::Coding(columns), Index{0}, rows, buffer).copy_to(made);
  return made;
}

/// Six rows of an intercept, a far-off real column and a factor's contrast.
struct Far {
  std::vector<double> x = {1e6 + 1, 1e6 + 2, 1e6 + 4, 1e6 - 3, 1e6, 1e6 + 7};
  std::vector<int> codes = {1, 2, 2, 1, 2, 2};
  std::vector<Column> columns = {Column::intercept(), Column::real(x.data()), Column::code(codes.data(), {0, 1})};
  std::vector<ColumnMoments> moments() const {
    std::vector<ColumnMoments> made;
    for (const Column& column : columns) made.push_back(logreg::column_moments(column, 6, nullptr));
    return made;
  }
};

}  // namespace

TEST_CASE("moments by hand, with and without weights") {
  const ColumnMoments plain = moments_of({1, 2, 3, 6});
  CHECK(plain.mean == 3.0);
  CHECK(laws::agree(plain.deviation, std::sqrt(3.5), 1e-15, 0));
  CHECK(laws::agree(plain.root_mean_square, std::sqrt(12.5), 1e-15, 0));
  CHECK(plain.minimum == 1.0);
  CHECK(plain.maximum == 6.0);
  const double weight[] = {3, 0, 1, 0};
  const ColumnMoments weighted = moments_of({1, 1e300, 5, -1e300}, weight);
  CHECK(weighted.mean == 2.0);
  CHECK(laws::agree(weighted.deviation, std::sqrt(3.0), 1e-15, 0));
  CHECK(weighted.maximum == 5.0);
}

TEST_CASE("moments of far-off, tiny and huge columns keep their digits") {
  // By hand: the deviation of -1, 0, 1 is sqrt(2/3), wherever it lies and whatever its unit.
  const double expected = std::sqrt(2.0 / 3.0);
  CHECK(laws::agree(moments_of({1e15 - 1, 1e15, 1e15 + 1}).deviation, expected, 1e-14, 0));
  CHECK(laws::agree(moments_of({-1e-200, 0, 1e-200}).deviation, expected * 1e-200, 1e-14, 0));
  CHECK(laws::agree(moments_of({-1e300, 0, 1e300}).deviation, expected * 1e300, 1e-14, 0));
}

TEST_CASE("a column is constant if its values differ by rounding only") {
  CHECK(moments_of({0, 0, 0}).is_constant());
  CHECK(moments_of({0.1 + 0.2, 0.3, 0.3}).is_constant());
  CHECK(!moments_of({1e8, 1e8 + 1e-6}).is_constant());
  CHECK(!moments_of({0, 1e-300}).is_constant());
}

TEST_CASE("scaled coordinates: powers of two; centred only if real and beside an intercept") {
  const Far far;
  const Affine affine = logreg::scaled_coordinates(far.columns, far.moments());
  CHECK(affine.center[0] == 0.0);
  CHECK(affine.scale[0] == 1.0);
  CHECK(affine.center[1] == far.moments()[1].mean);
  CHECK(affine.center[2] == 0.0);
  for (Index j = 0; j < 3; ++j) {
    int exponent;
    CHECK(std::frexp(affine.scale[j], &exponent) == 0.5);
  }
  const std::vector<Column> bare = {far.columns[1], far.columns[2]};
  const Affine uncentred = logreg::scaled_coordinates(bare, {far.moments()[1], far.moments()[2]});
  CHECK(uncentred.center.norm() == 0.0);
}

TEST_CASE("standardised coordinates are z-scores with divisor n - 1") {
  const Far far;
  const Affine affine = logreg::standardized_coordinates(far.columns, far.moments(), 6);
  const Matrix z = dense(affine.apply(far.columns), 6);
  for (Index j = 1; j < 3; ++j) {
    CHECK(std::abs(z.col(j).mean()) <= 1e-10);  // x is rounded at 1e6: 1e-10 a row
    CHECK(laws::agree(z.col(j).squaredNorm(), 5.0, 1e-9, 0));
  }
  CHECK(z.col(0) == Vector::Ones(6));
}

TEST_CASE("coefficients map between coordinates and back, and give the same linear predictor") {
  const Far far;
  const std::vector<ColumnMoments> moments = far.moments();
  Vector beta(3);
  beta << -2.5, 1e-3, 0.75;
  const Vector eta = dense(far.columns, 6) * beta;
  for (const Affine& affine : {logreg::scaled_coordinates(far.columns, moments),
                               logreg::standardized_coordinates(far.columns, moments, 6), Affine::identity(3)}) {
    const Vector gamma = affine.from_user(beta);
    // Terms of 1e3 cancel: 1e-12 is their rounding.
    CHECK((dense(affine.apply(far.columns), 6) * gamma - eta).norm() <= 2e-12);
    CHECK((affine.to_user(gamma) - beta).norm() <= 1e-12);
    for (const Affine& other : {Affine::identity(3), logreg::standardized_coordinates(far.columns, moments, 6)}) {
      const Matrix change = affine.to(other);
      const Matrix expected = dense(other.apply(far.columns), 6);
      CHECK((dense(affine.apply(far.columns), 6) * change - expected).norm() <= 1e-9);
      CHECK(Matrix(change.triangularView<Eigen::StrictlyLower>()).norm() == 0.0);
    }
  }
}

TEST_CASE("a subset keeps centre and scale of what it picks") {
  Affine affine{Vector(3), Vector(3)};
  affine.center << 1, 2, 3;
  affine.scale << 4, 5, 6;
  const Affine some = affine.subset({2, 0});
  CHECK(some.center[0] == 3);
  CHECK(some.scale[1] == 4);
  CHECK(some.center.size() == 2);
}

}  // namespace tests_of_affine
