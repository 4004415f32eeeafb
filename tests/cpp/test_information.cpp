#include "logreg/fit/information.hpp"

#include <Eigen/LU>
#include <cmath>

#include "problems.hpp"

namespace tests_of_information {

using logreg::Affine;
using logreg::Evaluation;
using logreg::Matrix;
using logreg::Need;
using logreg::Vector;

TEST_CASE("the linear predictor of every row includes the offset, over several blocks") {
  const problems::Data data = problems::many_rows(9000, 3);
  const Vector beta = laws::random_vector(4, 111);
  const Vector expected = data.dense() * beta + data.offset;
  for (logreg::Index threads : {1, 3}) {
    Vector eta = Vector::Constant(9000, logreg::kNaN);
    logreg::write_linear_predictor(data.source(), beta, threads, eta.data());
    CHECK((eta - expected).cwiseAbs().maxCoeff() <= 1e-14);
  }
}

TEST_CASE("in extended precision a predictor keeps its digits where its parts cancel") {
  // z = (x - 2000) / 4 and z^2: gamma = 2^24 (1, -2, 1) gives 2^24 (1 - z)^2, which is below 10 where the parts are
  // 2^24 each: double precision would leave it 8 digits, extended precision leaves 11.
  problems::Data data;
  data.x.resize(3000, 2);
  data.y = Vector::Zero(3000);
  data.offset = laws::random_vector(3000, 9);
  Vector expected(3000);
  for (logreg::Index i = 0; i < 3000; ++i) {
    const double z = 1.0 + std::ldexp(static_cast<double>(i % 7 - 3), -12);
    data.x(i, 0) = 2000 + 4 * z;
    data.x(i, 1) = z * z;
    expected[i] = std::ldexp(1.0, 24) * (1 - z) * (1 - z) + data.offset[i];
  }
  Affine affine = Affine::identity(3);
  affine.center[1] = 2000;
  affine.scale[1] = 4;
  const Vector gamma = std::ldexp(1.0, 24) * problems::vector_of({1, -2, 1});
  for (logreg::Index threads : {1, 3}) {
    Vector eta(3000);
    logreg::write_extended_predictor(data.source(), affine, gamma, threads, eta.data());
    CHECK((eta - expected).cwiseAbs().maxCoeff() <= 1e-11);
  }
}

TEST_CASE("covariance and triangle belong to the information in the user's units") {
  const problems::Data data = problems::many_rows(400, 2);
  const Vector beta = laws::random_vector(3, 112);
  problems::Whole plain(data);
  Evaluation at;
  plain.objective.evaluate(beta, Need::hessian, at);
  const Matrix information = at.hessian * data.weight.sum();

  Affine affine = Affine::identity(3);
  affine.center << 0, 0.3, -2;
  affine.scale << 1, 0.25, 8;
  problems::Data moved = data;
  for (logreg::Index j = 0; j < 2; ++j)
    moved.x.col(j) = (data.x.col(j).array() - affine.center[j + 1]) / affine.scale[j + 1];
  problems::Whole scaled(moved);
  const Vector gamma = affine.from_user(beta);
  scaled.objective.evaluate(gamma, Need::hessian, at);
  const logreg::FactoredHessian factored = logreg::factor_hessian(scaled.objective, gamma, at.hessian);
  const logreg::Covariance covariance(factored, data.weight.sum(), affine);
  CHECK((covariance.user * information - Matrix::Identity(3, 3)).norm() <= 1e-12);
  CHECK((covariance.triangle.transpose() * covariance.triangle - information).norm() <= 1e-12 * information.norm());
  CHECK((covariance.root * covariance.root.transpose() * (at.hessian * data.weight.sum()) - Matrix::Identity(3, 3)).norm() <= 1e-12);
}

TEST_CASE("columns that never meet have a diagonal covariance, each variance that of its rows alone") {
  // Groups of 1, 2, ... rows without an intercept: at 0 each row has the information 1/4.
  for (logreg::Index groups : {3, 40}) {
    const logreg::Index rows = groups * (groups + 1) / 2;
    problems::Data data;
    data.x = Matrix::Zero(rows, groups);
    data.y = Vector::Zero(rows);
    data.intercept = false;
    Vector variance(groups);
    for (logreg::Index g = 0, row = 0; g < groups; row += ++g) {
      data.x.col(g).segment(row, g + 1).setOnes();
      variance[g] = 4.0 / static_cast<double>(g + 1);
    }
    problems::Whole whole(data);
    Evaluation at;
    whole.objective.evaluate(Vector::Zero(groups), Need::hessian, at);
    const logreg::FactoredHessian factored = logreg::factor_hessian(whole.objective, Vector::Zero(groups), at.hessian);
    const logreg::Covariance covariance(factored, static_cast<double>(rows), Affine::identity(groups));
    CHECK((covariance.user - Matrix(variance.asDiagonal())).norm() <= 1e-13);
    CHECK((covariance.root * covariance.root.transpose() - Matrix(variance.asDiagonal())).norm() <= 1e-13);
  }
}

}  // namespace tests_of_information
