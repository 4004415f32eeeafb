#include "logreg/data/dense_columns.hpp"
#include "logreg/data/design_columns.hpp"
#include "logreg/data/design_dense.hpp"

#include "laws.hpp"

namespace tests_of_design {

using logreg::BlockBuffer;
using logreg::Coding;
using logreg::Column;
using logreg::ColumnDesign;
using logreg::Index;
using logreg::Matrix;
using logreg::Vector;

namespace {

/// Seven rows of every kind of column, and the matrix that they stand for.
struct Mixed {
  Matrix real = laws::random_matrix(7, 2, 1);
  std::vector<int> whole = {4, -1, 0, 3, 9, -5, 2};
  std::vector<int> codes = {1, 3, 2, 2, 1, 3, 3};
  std::vector<Column> columns;
  Matrix dense{7, 6};

  Mixed() {
    columns = {Column::intercept(), Column::real(real.col(0).data()), Column::integer(whole.data()),
               Column::code(codes.data(), {0, 1, 0}), Column::code(codes.data(), {-1, 0.5, 2}),
               Column::real(real.col(1).data())};
    columns[1].center = 0.25;
    columns[2].scale = 4.0;
    columns[4].scale = 2.0;
    for (Index i = 0; i < 7; ++i) {
      const std::size_t at = static_cast<std::size_t>(i);
      const double second[] = {0, 1, 0}, third[] = {-1, 0.5, 2};
      dense.row(i) << 1.0, real(i, 0) - 0.25, whole[at] / 4.0, second[codes[at] - 1], third[codes[at] - 1] / 2.0,
          real(i, 1);
    }
  }
};

}  // namespace

TEST_CASE("a dense block has the products of its matrix, whatever lies between its columns") {
  const Matrix x = laws::random_matrix(9, 4, 2);
  laws::design_products(logreg::DenseDesign(x.data(), 9, 4, 9), x);
  laws::design_products(logreg::DenseDesign(x.data() + 2, 5, 4, 9), x.middleRows(2, 5));
  laws::design_products(logreg::DenseDesign(x.data(), 1, 4, 9), x.topRows(1));
}

TEST_CASE("a block of columns has the products of the matrix that they stand for") {
  const Mixed mixed;
  const Coding coding(mixed.columns);
  REQUIRE(coding.factors().empty());  // two columns of a factor are cheaper as numbers
  BlockBuffer buffer;
  laws::design_products(ColumnDesign(coding, Index{0}, 7, buffer), mixed.dense);
  // A shorter block in the same buffer leaves rows of the longer one below it.
  laws::design_products(ColumnDesign(coding, 3, 2, buffer), mixed.dense.middleRows(3, 2));
}

TEST_CASE("a block of listed rows has them in their order, also twice") {
  const Mixed mixed;
  const std::vector<Index> rows = {6, 0, 3, 3};
  Matrix listed(4, 6);
  for (Index i = 0; i < 4; ++i) listed.row(i) = mixed.dense.row(rows[static_cast<std::size_t>(i)]);
  BlockBuffer buffer;
  laws::design_products(ColumnDesign(Coding(mixed.columns), rows.data(), 4, buffer), listed);
}

TEST_CASE("a block of factors has the products of their indicators, beside numbers or alone") {
  constexpr Index kRows = 37;
  std::vector<int> some(kRows), more(kRows);
  for (Index i = 0; i < kRows; ++i) {
    some[static_cast<std::size_t>(i)] = 1 + static_cast<int>(i * i % 5);   // level 4 of 5 does not occur
    more[static_cast<std::size_t>(i)] = 1 + static_cast<int>(i * 7 % 6);
  }
  const Matrix real = laws::random_matrix(kRows, 2, 4);
  const auto add_factor = [](std::vector<Column>& columns, const std::vector<int>& codes, Index levels) {
    for (Index k = 1; k < levels; ++k) {
      std::vector<double> indicator(static_cast<std::size_t>(levels), 0.0);
      indicator[static_cast<std::size_t>(k)] = 1.0;
      columns.push_back(Column::code(codes.data(), indicator));
    }
  };
  for (bool beside_numbers : {true, false}) {
    std::vector<Column> columns;
    if (beside_numbers) columns = {Column::intercept(), Column::real(real.col(0).data())};
    add_factor(columns, some, 5);
    if (beside_numbers) columns.push_back(Column::real(real.col(1).data()));
    add_factor(columns, more, 6);
    const Coding coding(columns);
    REQUIRE(coding.factors().size() == 2);
    const Index dense = beside_numbers ? 3 : 0;
    Matrix stored = Matrix::Zero(kRows, dense + 11);
    if (beside_numbers) stored.leftCols(3) << Vector::Ones(kRows), real.col(0), real.col(1);
    for (Index i = 0; i < kRows; ++i) {
      stored(i, dense + some[static_cast<std::size_t>(i)] - 1) = 1.0;
      stored(i, dense + 5 + more[static_cast<std::size_t>(i)] - 1) = 1.0;
    }
    BlockBuffer buffer;
    laws::design_products(ColumnDesign(coding, Index{0}, kRows, buffer), stored, &coding);
    laws::design_products(ColumnDesign(coding, Index{5}, 9, buffer), stored.middleRows(5, 9), &coding);
    const std::vector<Index> rows = {36, 2, 2, 0, 17};
    Matrix listed(5, stored.cols());
    for (Index i = 0; i < 5; ++i) listed.row(i) = stored.row(rows[static_cast<std::size_t>(i)]);
    laws::design_products(ColumnDesign(coding, rows.data(), 5, buffer), listed, &coding);
  }
}

TEST_CASE("columns read where they lie give the products of the packed ones, whatever follows and in any order asked") {
  const Mixed mixed;
  const Coding coding(mixed.columns);
  for (Index following : {0, 2})
    for (bool gram_first : {false, true}) {
      logreg::AlignedBuffer memory;
      const logreg::DenseColumns columns(coding.dense_columns(), 1, 4, memory, following);
      const Matrix dense = mixed.dense.middleRows(1, 4);
      const Vector w = laws::random_vector(4, 14), beta = laws::random_vector(6, 15), r = laws::random_vector(4, 16);
      Matrix gram = Matrix::Zero(6, 6);
      if (gram_first) columns.add_weighted_gram(w.data(), gram);
      Vector eta(4), gradient = Vector::Zero(6);
      columns.times(beta, eta.data());
      columns.add_transpose_times(r.data(), gradient);
      if (!gram_first) columns.add_weighted_gram(w.data(), gram);
      CHECK((eta - dense * beta).norm() <= 1e-14);
      CHECK((gradient - dense.transpose() * r).norm() <= 1e-14);
      const Matrix whole = gram.selfadjointView<Eigen::Lower>();
      CHECK((whole - dense.transpose() * w.asDiagonal() * dense).norm() <= 1e-13);
    }
}

}  // namespace tests_of_design
