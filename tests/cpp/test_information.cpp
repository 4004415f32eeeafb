#include "logreg/fit/information.hpp"

#include <Eigen/LU>

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

}  // namespace tests_of_information
