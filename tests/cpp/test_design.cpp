#include "logreg/data/design_columns.hpp"
#include "logreg/data/design_dense.hpp"

#include "laws.hpp"

using logreg::Column;
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
  Matrix buffer;
  laws::design_products(logreg::ColumnDesign(mixed.columns, Index{0}, 7, buffer), mixed.dense);
  // A shorter block in the same buffer leaves rows of the longer one below it.
  laws::design_products(logreg::ColumnDesign(mixed.columns, 3, 2, buffer), mixed.dense.middleRows(3, 2));
}

TEST_CASE("a block of listed rows has them in their order, also twice") {
  const Mixed mixed;
  const std::vector<Index> rows = {6, 0, 3, 3};
  Matrix listed(4, 6), buffer;
  for (Index i = 0; i < 4; ++i) listed.row(i) = mixed.dense.row(rows[static_cast<std::size_t>(i)]);
  laws::design_products(logreg::ColumnDesign(mixed.columns, rows.data(), 4, buffer), listed);
}
