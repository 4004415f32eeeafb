#include "logreg/data/coding.hpp"
#include "logreg/data/design_columns.hpp"

#include "laws.hpp"

namespace tests_of_packed_gram {

using logreg::Coding;
using logreg::Column;
using logreg::Index;
using logreg::Matrix;
using logreg::Vector;

namespace {

constexpr Index kRows = 301;

/// Factors under several contrasts beside numbers: their columns, and the matrix that they stand for.
struct Mixed {
  std::vector<int> a, b, c;
  Matrix real = laws::random_matrix(kRows, 3, 41);
  std::vector<Column> columns;
  Matrix dense;

  Mixed(bool intercept, Index numbers) : a(kRows), b(kRows), c(kRows) {
    for (Index i = 0; i < kRows; ++i) {
      const std::size_t at = static_cast<std::size_t>(i);
      a[at] = 1 + static_cast<int>(i / 20);                // sorted, 16 levels
      b[at] = 1 + static_cast<int>(i * i % 11);            // some of 11 levels do not occur
      c[at] = 1 + static_cast<int>((7 * i + i / 3) % 6);
    }
    if (intercept) columns.push_back(Column::intercept());
    for (Index level = intercept ? 1 : 0; level < 16; ++level) columns.push_back(Column::indicator(a.data(), level, 16));
    for (Index k = 0; k < numbers; ++k) columns.push_back(Column::real(real.col(k).data()));
    for (Index k = 0; k + 1 < 11; ++k) {  // sum contrasts
      std::vector<double> values(11, 0.0);
      values[static_cast<std::size_t>(k)] = 1.0;
      values[10] = -1.0;
      columns.push_back(Column::code(b.data(), values));
    }
    for (int power = 1; power < 5; ++power) {  // full columns
      std::vector<double> values;
      for (int level = 0; level < 6; ++level) values.push_back(std::pow(level - 2.5, power));
      columns.push_back(Column::code(c.data(), values));
    }
    for (std::size_t j = 1; j < columns.size(); ++j) columns[j].scale = j % 2 == 0 ? 0.5 : 2.0;
    dense.resize(kRows, static_cast<Index>(columns.size()));
    for (Index j = 0; j < dense.cols(); ++j) {
      const Column& column = columns[static_cast<std::size_t>(j)];
      for (Index i = 0; i < kRows; ++i) dense(i, j) = (column.raw(i) - column.center) / column.scale;
    }
  }
};

}  // namespace

TEST_CASE("an indicator has the values of the contrast that it stands for") {
  const std::vector<int> codes = {2, 1, 3, 2, logreg::kMissingInteger};
  const Column plain = Column::code(codes.data(), {0, 1, 0}), indicator = Column::indicator(codes.data(), 1, 3);
  for (Index i = 0; i < 4; ++i) CHECK(indicator.raw(i) == plain.raw(i));
  CHECK(std::isnan(indicator.raw(4)));
  for (Index level = 0; level < 3; ++level) CHECK(indicator.of_level(level) == plain.of_level(level));
  double a[4], b[4];
  indicator.write_range(0, 4, a);
  plain.write_range(0, 4, b);
  for (int i = 0; i < 4; ++i) CHECK(a[i] == b[i]);
}

TEST_CASE("stored columns and their maps give the products of the design") {
  for (bool intercept : {true, false})
    for (Index numbers : {0, 1, 2, 3}) {
      CAPTURE(intercept);
      CAPTURE(numbers);
      const Mixed mixed(intercept, numbers);
      const Coding coding(mixed.columns);
      REQUIRE(coding.factors().size() == 3);
      REQUIRE(coding.columns() == mixed.dense.cols());
      logreg::BlockBuffer buffer;
      const logreg::ColumnDesign block(coding, Index{0}, kRows, buffer);
      Matrix stored(kRows, coding.stored());
      block.copy_to(stored);
      CHECK((coding.rows_from_stored(stored) - mixed.dense).norm() <= 1e-14 * mixed.dense.norm());
      const Vector beta = laws::random_vector(coding.columns(), 42), r = laws::random_vector(kRows, 43);
      CHECK((stored * coding.to_stored(beta) - mixed.dense * beta).norm() <= 1e-13 * (mixed.dense * beta).norm());
      const Vector gradient = mixed.dense.transpose() * r;
      CHECK((coding.from_stored(stored.transpose() * r) - gradient).norm() <= 1e-13 * gradient.norm());
      laws::design_products(block, stored, &coding);
      const logreg::ColumnDesign part(coding, 17, 100, buffer);
      laws::design_products(part, stored.middleRows(17, 100), &coding);
    }
}

}  // namespace tests_of_packed_gram
