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
}

}  // namespace tests_of_orthogonal
