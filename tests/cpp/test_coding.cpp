#include "logreg/data/coding.hpp"

#include <functional>

#include "laws.hpp"
#include "logreg/data/design_columns.hpp"

namespace tests_of_coding {

using logreg::Coding;
using logreg::Column;
using logreg::Index;
using logreg::Matrix;
using logreg::Vector;

namespace {

constexpr Index kRows = 60;

/// Codes 1, ..., levels in no order; every level occurs.
std::vector<int> codes_of(int levels, int step) {
  std::vector<int> codes;
  for (int i = 0; i < kRows; ++i) codes.push_back(1 + (i * step + i / levels) % levels);
  return codes;
}

Matrix treatment(Index levels) {
  Matrix contrast = Matrix::Zero(levels, levels - 1);
  contrast.bottomRows(levels - 1).setIdentity();
  return contrast;
}

Matrix sums(Index levels) {
  Matrix contrast = Matrix::Zero(levels, levels - 1);
  contrast.topRows(levels - 1).setIdentity();
  contrast.row(levels - 1).setConstant(-1.0);
  return contrast;
}

/// Columns, and the matrix that they stand for, value by value.
struct Design {
  std::vector<Column> columns;

  void add(const Column& column) { columns.push_back(column); }
  void add(const std::vector<int>& codes, const Matrix& contrast, bool is_complete = true) {
    for (Index k = 0; k < contrast.cols(); ++k)
      add(Column::code(codes.data(), std::vector<double>(contrast.col(k).data(), contrast.col(k).data() + contrast.rows()), is_complete));
  }
  Matrix dense() const {
    Matrix x(kRows, static_cast<Index>(columns.size()));
    for (Index i = 0; i < kRows; ++i)
      for (Index j = 0; j < x.cols(); ++j) {
        const Column& column = columns[static_cast<std::size_t>(j)];
        x(i, j) = (column.raw(i) - column.center) / column.scale;
      }
    return x;
  }
};

/// S T = X, column by column and in all products.
void check_coding(const Design& design, std::size_t factors, Index stored) {
  const Coding coding(design.columns);
  const Matrix x = design.dense();
  CHECK(coding.factors().size() == factors);
  CHECK(coding.stored() == stored);
  CHECK(coding.columns() == x.cols());
  Matrix s(kRows, coding.stored());
  logreg::BlockBuffer buffer;
  logreg::ColumnDesign(coding, Index{0}, kRows, buffer).copy_to(s);

  const Vector beta = laws::random_vector(x.cols(), 5), r = laws::random_vector(kRows, 6), w = laws::random_vector(kRows, 7);
  const double unit = 1e-13;
  CHECK((coding.rows_from_stored(s) - x).norm() <= unit * x.norm());
  CHECK((s * coding.to_stored(beta) - x * beta).norm() <= unit * x.norm() * beta.norm());
  CHECK((coding.from_stored(s.transpose() * r) - x.transpose() * r).norm() <= unit * x.norm() * r.norm());
  const Matrix expected = x.transpose() * w.asDiagonal() * x;
  Matrix packed = coding.empty_gram();
  logreg::ColumnDesign(coding, Index{0}, kRows, buffer).add_weighted_gram(w.data(), packed);
  const Matrix found = coding.gram_from_stored(packed, 1.0);
  CHECK((found - expected).norm() <= unit * x.squaredNorm());
  CHECK(found == found.transpose());
}

}  // namespace

TEST_CASE("treatment, sum and any other contrasts: the coded products are those of the columns") {
  const std::vector<int> codes = codes_of(6, 5);
  for (const Matrix& contrast : {treatment(6), sums(6), laws::random_matrix(6, 5, 1), laws::random_matrix(6, 6, 2), Matrix(Matrix::Identity(6, 6))}) {
    Design alone, beside;
    alone.add(codes, contrast);
    check_coding(alone, 1, 6);
    const Vector x = laws::random_vector(kRows, 3);
    beside.add(Column::intercept());
    beside.add(codes, contrast);
    beside.add(Column::real(x.data()));
    beside.columns.back().center = 0.5;
    beside.columns.back().scale = 4.0;
    check_coding(beside, 1, 8);
  }
}

TEST_CASE("several factors between dense columns keep their places") {
  const std::vector<int> five = codes_of(5, 3), seven = codes_of(7, 4), nine = codes_of(9, 2), whole = codes_of(4, 3);
  const Matrix x = laws::random_matrix(kRows, 2, 8);
  Design design;
  design.add(Column::intercept());
  design.add(five, treatment(5));
  design.add(Column::real(x.col(0).data()));
  design.add(Column::integer(whole.data()));
  design.add(seven, sums(7));
  design.add(nine, laws::random_matrix(9, 8, 9));
  design.add(Column::real(x.col(1).data()));
  check_coding(design, 3, 4 + 5 + 7 + 9);
}

TEST_CASE("the scale of a factor's columns is part of its contrast") {
  const std::vector<int> codes = codes_of(6, 5);
  Design design;
  design.add(Column::intercept());
  design.add(codes, treatment(6));
  for (std::size_t j = 1; j < design.columns.size(); ++j) design.columns[j].scale = std::ldexp(1.0, static_cast<int>(j) - 3);
  check_coding(design, 1, 7);
}

TEST_CASE("contrast columns that are left out are missed by nobody, while enough are left") {
  const std::vector<int> codes = codes_of(8, 3);
  const Matrix contrast = sums(8);
  Design design;
  design.add(Column::intercept());
  design.add(codes, contrast);
  design.columns.erase(design.columns.begin() + 6);
  design.columns.erase(design.columns.begin() + 2);
  check_coding(design, 1, 9);
  design.columns.resize(4);
  check_coding(design, 0, 4);
}

TEST_CASE("a factor of few columns is dense") {
  const std::vector<int> codes = codes_of(4, 3);
  Design design;
  design.add(Column::intercept());
  design.add(codes, treatment(4));
  check_coding(design, 0, 4);
}

TEST_CASE("codes that come again, at once or later, under the same or other contrasts") {
  const std::vector<int> codes = codes_of(6, 5), other = codes_of(6, 1);
  const Vector x = laws::random_vector(kRows, 3);
  Design at_once, later, neighbours;
  at_once.add(codes, treatment(6));
  at_once.add(codes, sums(6));
  check_coding(at_once, 1, 6);
  later.add(codes, treatment(6));
  later.add(Column::real(x.data()));
  later.add(codes, sums(6));
  check_coding(later, 2, 13);
  neighbours.add(codes, treatment(6));
  neighbours.add(other, treatment(6));
  check_coding(neighbours, 2, 12);
}

TEST_CASE("codes that may be missing stay dense, and what is missing is NaN") {
  std::vector<int> codes = codes_of(6, 5);
  Design design;
  design.add(Column::intercept());
  design.add(codes, treatment(6), false);
  check_coding(design, 0, 6);
  codes[4] = logreg::kMissingInteger;
  Matrix s(kRows, 6);
  logreg::BlockBuffer buffer;
  const Coding coding(design.columns);
  logreg::ColumnDesign(coding, Index{0}, kRows, buffer).copy_to(s);
  CHECK(s.row(4).tail(5).array().isNaN().all());
  CHECK(!s.row(5).array().isNaN().any());
}

}  // namespace tests_of_coding
