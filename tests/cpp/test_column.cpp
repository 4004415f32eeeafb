#include "logreg/data/column.hpp"

#include "laws.hpp"

namespace tests_of_column {

using logreg::Column;
using logreg::Index;

namespace {

const double reals[] = {1.5, -2.0, 1e300};
const int whole[] = {3, -7, 2147483647};
const int codes[] = {2, 1, 3};

std::vector<double> written(const Column& column, const std::vector<Index>& rows) {
  std::vector<double> out(rows.size());
  column.write(static_cast<Index>(rows.size()), [&](Index i) { return rows[static_cast<std::size_t>(i)]; }, out.data());
  return out;
}

}  // namespace

TEST_CASE("each kind of column gives its own values") {
  const Column factor = Column::code(codes, {0.0, 1.0, -1.0});
  for (Index i = 0; i < 3; ++i) {
    CHECK(Column::intercept().raw(i) == 1.0);
    CHECK(Column::real(reals).raw(i) == reals[i]);
    CHECK(Column::integer(whole).raw(i) == whole[i]);
  }
  CHECK(factor.raw(0) == 1.0);
  CHECK(factor.raw(1) == 0.0);
  CHECK(factor.raw(2) == -1.0);
}

TEST_CASE("written values are centred and scaled, in the order of the rows asked") {
  Column column = Column::real(reals);
  column.center = 0.5;
  column.scale = 0.25;
  CHECK(written(column, {1, 0, 1}) == std::vector<double>{-10.0, 4.0, -10.0});
  Column integer = Column::integer(whole);
  integer.center = 1.0;
  integer.scale = 2.0;
  CHECK(written(integer, {0, 1}) == std::vector<double>{1.0, -4.0});
  Column factor = Column::code(codes, {0.0, 1.0, -1.0});
  factor.scale = 2.0;
  CHECK(written(factor, {2, 0, 1}) == std::vector<double>{-0.5, 0.5, 0.0});
  CHECK(written(Column::intercept(), {0, 2}) == std::vector<double>{1.0, 1.0});
}

}  // namespace tests_of_column
