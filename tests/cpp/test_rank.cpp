#include "logreg/fit/rank.hpp"

#include "problems.hpp"

namespace tests_of_rank {

using logreg::Index;
using logreg::Matrix;
using logreg::Rank;

namespace {

Matrix triangle_of(const Matrix& x) {
  logreg::TriangleBuilder builder(x.cols());
  builder.add(x);
  return builder.triangle();
}

std::vector<Index> all_of(Index p) {
  std::vector<Index> columns;
  for (Index j = 0; j < p; ++j) columns.push_back(j);
  return columns;
}

}  // namespace

TEST_CASE("the later of dependent columns is aliased, and says what it repeats") {
  Matrix x = laws::random_matrix(30, 6, 91);
  x.col(2) = x.col(0);
  x.col(4) = 2 * x.col(1) - 3 * x.col(3);
  const Rank rank = logreg::rank_of_triangle(triangle_of(x), all_of(6));
  CHECK(rank.kept == std::vector<Index>{0, 1, 3, 5});
  REQUIRE(rank.aliased.size() == 2);
  CHECK(rank.aliased[0].column == 2);
  CHECK(rank.aliased[0].repeats == std::vector<Index>{0});
  CHECK(rank.aliased[1].column == 4);
  CHECK(rank.aliased[1].repeats == std::vector<Index>{1, 3});
}

TEST_CASE("a column of zeros is aliased and repeats nothing") {
  Matrix x = laws::random_matrix(10, 3, 92);
  x.col(1).setZero();
  const Rank rank = logreg::rank_of_triangle(triangle_of(x), all_of(3));
  CHECK(rank.kept == std::vector<Index>{0, 2});
  REQUIRE(rank.aliased.size() == 1);
  CHECK(rank.aliased[0].repeats.empty());
}

TEST_CASE("columns keep the numbers that they came with") {
  Matrix x = laws::random_matrix(10, 3, 93);
  x.col(2) = x.col(1);
  const Rank rank = logreg::rank_of_triangle(triangle_of(x), {0, 4, 9});
  CHECK(rank.kept == std::vector<Index>{0, 4});
  CHECK(rank.aliased[0].column == 9);
  CHECK(rank.aliased[0].repeats == std::vector<Index>{4});
}

TEST_CASE("near-collinear columns are kept down to the tolerance, in any unit") {
  for (double unit : {1e-8, 1.0, 1e8}) {
    Matrix x = laws::random_matrix(40, 3, 94);
    x.col(2) = unit * (x.col(1) + 1e-10 * x.col(2));
    CHECK(logreg::rank_of_triangle(triangle_of(x), all_of(3)).kept.size() == 3);
    x.col(2) = unit * x.col(1);
    CHECK(logreg::rank_of_triangle(triangle_of(x), all_of(3)).kept.size() == 2);
  }
}

TEST_CASE("the design's triangle squares to its Gram, well conditioned or not") {
  for (double apart : {1.0, 1e-7}) {
    problems::Data data = problems::many_rows(200, 3);
    data.x.col(2) = data.x.col(1) + apart * data.x.col(2);
    problems::Whole whole(data);
    const Matrix triangle = logreg::design_triangle(whole.objective);
    const Matrix x = data.dense();
    CHECK((triangle.transpose() * triangle - x.transpose() * x / 200.0).norm() <= 1e-13 * x.squaredNorm() / 200);
    CHECK(logreg::rank_of_triangle(triangle, all_of(4)).kept.size() == 4);
  }
}

}  // namespace tests_of_rank
