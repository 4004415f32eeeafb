#include "logreg/objective/orthogonal.hpp"

#include "laws.hpp"

namespace tests_of_orthogonal {

using logreg::Matrix;

TEST_CASE("blocks of rows, also short ones, reduce to a triangle with the same squares") {
  const Matrix x = laws::random_matrix(23, 4, 5);
  logreg::TriangleBuilder builder(4);
  for (const auto& [first, count] : {std::pair<int, int>{0, 2}, {2, 1}, {3, 15}, {18, 5}})
    builder.add(x.middleRows(first, count));
  const Matrix triangle = builder.triangle();
  CHECK(Matrix(triangle.triangularView<Eigen::StrictlyLower>()).norm() == 0.0);
  CHECK((triangle.transpose() * triangle - x.transpose() * x).norm() <= 1e-14 * x.squaredNorm());
}

TEST_CASE("triangles of parts merge to one of the whole, and factors multiply rows") {
  const Matrix x = laws::random_matrix(700, 9, 6);
  const logreg::Vector factor = laws::random_vector(700, 7);
  const Matrix rows = factor.asDiagonal() * x, gram = rows.transpose() * rows;
  logreg::TriangleBuilder first(9), second(9);
  first.add(x.topRows(650), factor.head(650));
  second.add(x.bottomRows(50), factor.tail(50));
  first.merge(second);
  CHECK((first.triangle().transpose() * first.triangle() - gram).norm() <= 1e-14 * gram.norm());
  CHECK(Matrix(first.triangle().triangularView<Eigen::StrictlyLower>()).norm() == 0.0);
  first.merge(logreg::TriangleBuilder(9));  // of no rows
  CHECK((first.triangle().transpose() * first.triangle() - gram).norm() <= 1e-14 * gram.norm());
}

TEST_CASE("what squaring loses, the triangle keeps") {
  // Läuchli: columns (1, e, 0), (1, 0, e). 1 + e^2 rounds to 1, so the Gram is singular; the triangle's
  // last entry is sqrt(2) e by hand.
  const double e = 1e-9;
  Matrix x(3, 2);
  x << 1, 1, e, 0, 0, e;
  logreg::TriangleBuilder builder(2);
  builder.add(x);
  const Matrix gram = x.transpose() * x;
  CHECK(gram(0, 0) * gram(1, 1) - gram(0, 1) * gram(1, 0) == 0.0);
  CHECK(laws::agree(std::abs(builder.triangle()(1, 1)), std::sqrt(2.0) * e, 1e-6, 0));
  logreg::TriangleBuilder upper(2), lower(2);
  upper.add(x.topRows(2));
  lower.add(x.bottomRows(1));
  upper.merge(lower);
  CHECK(laws::agree(std::abs(upper.triangle()(1, 1)), std::sqrt(2.0) * e, 1e-6, 0));
}

}  // namespace tests_of_orthogonal
