#include <Eigen/SVD>

#include "problems.hpp"

#include "logreg/fit/condition.hpp"

namespace tests_of_condition {

using logreg::Matrix;

TEST_CASE("the condition number is the ratio of singular values") {
  Matrix triangle = Matrix::Zero(2, 2);
  triangle << 3, 0, 0, -0.5;
  CHECK(laws::agree(logreg::condition_number(triangle), 6.0, 1e-15, 0));
  triangle << 1, 1, 0, 0;
  CHECK(logreg::condition_number(triangle) > 1e15);
}

TEST_CASE("the condition numbers of a data set are those of its z-scores and of its columns as given") {
  problems::Data data = problems::many_rows(300, 3);
  data.x.col(1) = 1e4 * data.x.col(1).array() + 3e4;
  data.x.col(2) = data.x.col(0) + 0.01 * data.x.col(2);
  data.weight[7] = 0.0;  // neither its row nor its value counts
  data.x(7, 0) = 1e6;
  const auto without = [](const Matrix& x) {
    Matrix rest(x.rows() - 1, x.cols());
    rest << x.topRows(7), x.bottomRows(x.rows() - 8);
    return rest;
  };
  const auto ratio = [](const Matrix& x) {
    const logreg::Vector values = Eigen::JacobiSVD<Matrix>(x).singularValues();
    return values.maxCoeff() / values.minCoeff();
  };
  for (bool intercept : {true, false}) {
    CAPTURE(intercept);
    data.intercept = intercept;
    const Matrix raw = without(data.dense());
    Matrix scored = raw;
    for (logreg::Index j = intercept ? 1 : 0; j < raw.cols(); ++j) {
      if (intercept) scored.col(j).array() -= raw.col(j).mean();
      scored.col(j) /= scored.col(j).norm() / std::sqrt(298.0);
    }
    logreg::Monitor quiet;
    std::vector<logreg::Index> kept;
    for (logreg::Index j = 0; j < raw.cols(); ++j) kept.push_back(j);
    const logreg::ConditionNumbers found = logreg::condition_numbers(data.source(), kept, quiet);
    CHECK(laws::agree(found.standardized, ratio(scored), 1e-9, 0));
    CHECK(laws::agree(found.raw, ratio(raw), 1e-9, 0));
    // Of fewer columns: those that are left.
    kept.pop_back();
    CHECK(laws::agree(logreg::condition_numbers(data.source(), kept, quiet).raw, ratio(raw.leftCols(raw.cols() - 1)), 1e-9, 0));
  }
}

}  // namespace tests_of_condition
