#include "logreg/data/design_columns.hpp"
#include "logreg/data/survey.hpp"
#include "logreg/inference/leverage.hpp"

#include "laws.hpp"

namespace tests_of_sparse {

using logreg::Coding;
using logreg::Column;
using logreg::Index;
using logreg::Matrix;
using logreg::SparseMatrix;
using logreg::Vector;

namespace {

/// A matrix with many zeros and the same one as entries, explicit zeros among them if asked for.
struct Thin {
  Matrix dense;
  std::vector<int> starts = {0}, rows;
  std::vector<double> values;

  explicit Thin(Matrix of, bool with_zeros = false) : dense(std::move(of)) {
    for (Index j = 0; j < dense.cols(); ++j) {
      for (Index i = 0; i < dense.rows(); ++i)
        if (dense(i, j) != 0 || (with_zeros && (i + j) % 5 == 0)) rows.push_back(static_cast<int>(i)), values.push_back(dense(i, j));
      starts.push_back(static_cast<int>(rows.size()));
    }
  }

  std::shared_ptr<const SparseMatrix> matrix() const {
    return std::make_shared<const SparseMatrix>(dense.rows(), dense.cols(), starts.data(), rows.data(), values.data());
  }
  std::vector<Column> columns(bool intercept) const {
    std::vector<Column> made;
    if (intercept) made.push_back(Column::intercept());
    const auto shared = matrix();
    for (Index j = 0; j < dense.cols(); ++j) made.push_back(Column::sparse(shared, j));
    return made;
  }
};

Matrix thin_matrix(Index rows, Index cols, double share, unsigned seed) {
  const Matrix chosen = laws::random_matrix(rows, cols, seed + 1);
  return (chosen.array() < 2 * share - 1).select(laws::random_matrix(rows, cols, seed), 0.0);
}

Matrix with_intercept(const Matrix& x) {
  Matrix made(x.rows(), x.cols() + 1);
  made << Vector::Ones(x.rows()), x;
  return made;
}

/// The block's columns as the design's, by way of the rows and by way of T on each side.
void coding_laws(const Coding& coding, const logreg::Design& block, const Matrix& dense) {
  const Index n = dense.rows(), p = dense.cols();
  Matrix stored(n, coding.stored());
  block.copy_to(stored);
  laws::design_products(block, stored, &coding);
  CHECK((coding.rows_from_stored(stored) - dense).norm() <= 1e-14 * (1 + dense.norm()));
  const Vector beta = laws::random_vector(p, 31), r = laws::random_vector(n, 32), w = laws::random_vector(n, 33);
  CHECK((stored * coding.to_stored(beta) - dense * beta).norm() <= 1e-13 * (1 + dense.norm()));
  CHECK((coding.from_stored(stored.transpose() * r) - dense.transpose() * r).norm() <= 1e-13 * (1 + dense.norm()));
  const Matrix gram = stored.transpose() * w.asDiagonal() * stored;
  CHECK((coding.gram_from_stored(gram, 0.5) - 0.5 * dense.transpose() * w.asDiagonal() * dense).norm() <= 1e-13 * (1 + dense.squaredNorm()));
}

}  // namespace

TEST_CASE("a sparse block has the products of the matrix that it stands for") {
  for (const double share : {0.0, 0.05, 0.3, 0.6, 1.0})
    for (const bool intercept : {false, true}) {
      CAPTURE(share);
      const Thin thin(thin_matrix(40, 7, share, 3), intercept);
      const std::vector<Column> columns = thin.columns(intercept);
      const Coding coding(columns);
      const Matrix dense = intercept ? with_intercept(thin.dense) : thin.dense;
      logreg::BlockBuffer buffer;
      coding_laws(coding, logreg::ColumnDesign(coding, Index{0}, 40, buffer), dense);
      coding_laws(coding, logreg::ColumnDesign(coding, 13, 9, buffer), dense.middleRows(13, 9));
      const std::vector<Index> rows = {39, 0, 7, 7, 21};
      Matrix listed(5, dense.cols());
      for (Index i = 0; i < 5; ++i) listed.row(i) = dense.row(rows[static_cast<std::size_t>(i)]);
      coding_laws(coding, logreg::ColumnDesign(coding, rows.data(), 5, buffer), listed);
    }
}

TEST_CASE("sparse columns stand beside dense ones and contrasts, moved, scaled and some of them left out") {
  const Thin thin(thin_matrix(30, 6, 0.2, 5));
  const Matrix real = laws::random_matrix(30, 1, 8);
  std::vector<int> codes(30);
  for (std::size_t i = 0; i < 30; ++i) codes[i] = static_cast<int>(i * 7 % 5) + 1;
  std::vector<Column> columns = thin.columns(true);
  columns.erase(columns.begin() + 3);
  columns.insert(columns.begin() + 2, Column::real(real.data()));
  for (int level = 1; level < 5; ++level) {
    std::vector<double> values(5, 0.0);
    values[static_cast<std::size_t>(level)] = 1.0;
    columns.push_back(Column::code(codes.data(), values));
  }
  columns[1].center = 0.5, columns[1].scale = 3.0, columns[4].center = -0.25;
  Matrix dense(30, 11);
  for (Index i = 0; i < 30; ++i) {
    const auto x = thin.dense.row(i);
    const int code = codes[static_cast<std::size_t>(i)];
    dense.row(i) << 1, (x[0] - 0.5) / 3, real(i), x[1], x[3] + 0.25, x[4], x[5], code == 2, code == 3, code == 4, code == 5;
  }
  const Coding coding(columns);
  CHECK(coding.factors().empty());
  logreg::BlockBuffer buffer;
  coding_laws(coding, logreg::ColumnDesign(coding, Index{0}, 30, buffer), dense);
  for (Index i = 0; i < 30; ++i) CHECK(columns[3].raw(i) == thin.dense(i, 1));
}

TEST_CASE("a column with few zeros is kept as plain numbers, in place if it has none") {
  Matrix x = thin_matrix(30, 3, 0.1, 9);
  x.col(1).setConstant(2.5);
  x.col(2).setConstant(-1.5);
  x(4, 2) = 0;
  const Thin thin(x);
  const std::vector<Column> columns = thin.columns(false);
  CHECK(columns[0].kind == Column::Kind::sparse);
  CHECK(columns[1].values == &thin.values[static_cast<std::size_t>(thin.starts[1])]);
  CHECK(columns[2].kind == Column::Kind::real);
  CHECK(columns[2].raw(4) == 0.0);
  CHECK(columns[2].raw(5) == -1.5);
}

TEST_CASE("moments of sparse columns are those of the numbers, also under weights, at any size") {
  Matrix x = thin_matrix(200, 5, 0.15, 10);
  x.col(1) *= 1e200;
  x.col(2) *= 1e-200;
  x.col(3).setZero();
  const Thin thin(x, true);
  Vector weight = laws::random_vector(200, 12).array() + 1.5;
  weight.segment(20, 30).setZero();
  // The rows without an entry of the last column have no weight: its zeros count for nothing.
  weight = weight.array() * (x.col(4).array() != 0).cast<double>();
  for (const double* w : {static_cast<const double*>(nullptr), static_cast<const double*>(weight.data())}) {
    const std::vector<logreg::ColumnMoments> found = logreg::Survey::of(thin.columns(false), 200, w, 1);
    for (Index j = 0; j < 5; ++j) {
      CAPTURE(j);
      const logreg::ColumnMoments expected = logreg::column_moments(Column::real(thin.dense.col(j).data()), 200, w);
      const logreg::ColumnMoments& moments = found[static_cast<std::size_t>(j)];
      CHECK(laws::agree(moments.mean, expected.mean, 1e-12, 1e-14 * expected.deviation));
      CHECK(laws::agree(moments.deviation, expected.deviation, 1e-13, 0));
      CHECK(moments.minimum == expected.minimum);
      CHECK(moments.maximum == expected.maximum);
    }
  }
}

TEST_CASE("a matrix whose entries are out of order, twice there or outside is refused") {
  const double values[] = {1, 2};
  const int starts[] = {0, 2}, back[] = {0, 2, 1};
  for (const std::vector<int>& rows : {std::vector<int>{1, 0}, {1, 1}, {0, 3}, {-1, 0}})
    CHECK_THROWS_AS(SparseMatrix(3, 1, starts, rows.data(), values), logreg::InputError);
  const int rows[] = {0, 1};
  CHECK_THROWS_AS(SparseMatrix(3, 2, back, rows, values), logreg::InputError);
  const Thin one(thin_matrix(9, 2, 0.3, 3)), other(thin_matrix(9, 2, 0.3, 4));
  CHECK_THROWS_AS(Coding({one.columns(false)[0], other.columns(false)[0]}), logreg::InputError);
}

TEST_CASE("the variance of each row's log-odds is x'Vx") {
  const Thin thin(thin_matrix(500, 4, 0.2, 50));
  Vector y = laws::random_vector(500, 51).unaryExpr([](double v) { return v > 0 ? 1.0 : 0.0; });
  logreg::MemorySource source(thin.columns(true), {500, y.data(), nullptr, nullptr});
  const Matrix root = laws::random_matrix(5, 5, 52);
  const Vector expected = (with_intercept(thin.dense) * root).rowwise().squaredNorm();
  CHECK((logreg::row_variance(source, root) - expected).norm() <= 1e-13 * expected.norm());
}

TEST_CASE("wide designs have fewer stripes, and never one") {
  const Vector y = Vector::Zero(40000);
  const auto stripes = [&](Index cols) {
    const std::vector<int> starts(static_cast<std::size_t>(cols) + 1, 0);
    const auto matrix = std::make_shared<const SparseMatrix>(40000, cols, starts.data(), nullptr, nullptr);
    return logreg::MemorySource({Column::intercept(), Column::sparse(matrix, 0)}, {40000, y.data(), nullptr, nullptr}).stripes();
  };
  CHECK(stripes(1000) > 10);
  CHECK(stripes(3000) <= 4);
  CHECK(stripes(20000) == 2);
}

}  // namespace tests_of_sparse
