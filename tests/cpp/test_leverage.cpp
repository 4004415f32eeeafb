#include "logreg/inference/leverage.hpp"

#include "problems.hpp"

namespace tests_of_leverage {

using logreg::Matrix;
using logreg::Vector;

TEST_CASE("the variance of every row is x'Vx, over several blocks") {
  const problems::Data data = problems::many_rows(9000, 3);
  const Matrix root = laws::random_matrix(4, 4, 101), x = data.dense();
  const Vector variance = logreg::row_variance(data.source(), root);
  const Vector expected = (x * root * root.transpose()).cwiseProduct(x).rowwise().sum();
  REQUIRE(variance.size() == 9000);
  CHECK((variance - expected).cwiseAbs().maxCoeff() <= 1e-13 * expected.maxCoeff());
}

}  // namespace tests_of_leverage
