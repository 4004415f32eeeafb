#include "logreg/inference/sandwich.hpp"

#include "problems.hpp"

namespace tests_of_sandwich {

using logreg::Affine;
using logreg::Index;
using logreg::Matrix;
using logreg::SandwichCovariance;
using logreg::SandwichFilling;
using logreg::Vector;

/// Rows of several blocks and stripes with weights, and log-odds that have nothing to do with their response.
struct Case {
  problems::Data data = problems::many_rows(9000, 3);
  Vector eta = laws::random_matrix(9000, 1, 7).col(0);
  Matrix root;
  std::vector<int> cluster;

  Case() {
    data.weight = laws::random_matrix(9000, 1, 8).col(0).cwiseAbs() * 3.0;
    // A root so small that no leverage reaches 1.
    root = laws::random_matrix(4, 4, 9) * 0.1;
    for (int i = 0; i < 9000; ++i) cluster.push_back(i * 7 % 31);
  }

  Vector prob() const { return (1.0 + (-eta.array()).exp()).inverse(); }
  Matrix scores() const { return (data.weight.array() * (data.y - prob()).array()).matrix().asDiagonal() * data.dense(); }
  Vector leverage() const {
    const Vector weight = data.weight.array() * prob().array() * (1.0 - prob().array());
    return weight.cwiseProduct((data.dense() * root).rowwise().squaredNorm());
  }
};

bool is_near(const Matrix& found, const Matrix& expected) {
  return (found - expected).cwiseAbs().maxCoeff() <= 1e-12 * expected.cwiseAbs().maxCoeff();
}

TEST_CASE("the filling of single rows is the sum of their squared scores, over 1 - leverage to a power") {
  const Case at;
  const logreg::MemorySource source = at.data.source();
  const SandwichFilling filling(source, at.eta.data(), at.root, 2);
  const Vector leverage = at.leverage();
  REQUIRE(leverage.maxCoeff() < 0.9);
  REQUIRE(leverage.maxCoeff() > 0.01);
  for (int power = 0; power < 3; ++power) {
    Matrix scores = at.scores();
    for (Index i = 0; i < scores.rows(); ++i) scores.row(i) /= std::pow(1.0 - leverage[i], 0.5 * power);
    const Matrix turned = scores * at.root;
    CHECK(is_near(filling.of_rows(power), turned.transpose() * turned));
  }
}

TEST_CASE("the filling of clusters is the sum of the squares of their summed scores") {
  const Case at;
  const logreg::MemorySource source = at.data.source();
  const Matrix scores = at.scores();
  Matrix sums = Matrix::Zero(31, 4);
  for (Index i = 0; i < 9000; ++i) sums.row(at.cluster[static_cast<std::size_t>(i)]) += scores.row(i);
  const Matrix turned = sums * at.root;
  CHECK(is_near(SandwichFilling(source, at.eta.data(), at.root, 1).of_clusters(at.cluster.data(), 31), turned.transpose() * turned));
}

TEST_CASE("the fillings have the same bits for any number of threads") {
  const Case at;
  const logreg::MemorySource source = at.data.source();
  for (int power : {0, 2}) {
    const Matrix alone = SandwichFilling(source, at.eta.data(), at.root, 1).of_rows(power);
    for (Index threads : {2, 3, 7}) CHECK(SandwichFilling(source, at.eta.data(), at.root, threads).of_rows(power) == alone);
  }
}

TEST_CASE("a row of leverage 1 has no finite filling but the first") {
  const problems::Data data = problems::eight_rows().data;
  const logreg::MemorySource source = data.source();
  const Vector eta = Vector::Zero(8);
  // The weight of a row is 1/4: with x'RR'x = 4 of the first row its leverage is 1.
  Matrix root = Matrix::Zero(2, 2);
  root(0, 0) = 2.0;
  const SandwichFilling filling(source, eta.data(), root, 1);
  CHECK(filling.of_rows(0).allFinite());
  CHECK(!filling.of_rows(1).allFinite());
  CHECK(!filling.of_rows(2).allFinite());
}

TEST_CASE("the covariance is root filling root' in the user's units") {
  const Matrix root = laws::random_matrix(3, 3, 11), half = laws::random_matrix(3, 3, 12);
  const Affine affine{problems::vector_of({0, 5, -2}), problems::vector_of({1, 4, 0.5})};
  const SandwichCovariance found(root, half * half.transpose(), affine);
  // By hand: beta_j = gamma_j / scale_j, and the intercept gives up center_j beta_j.
  Matrix units = affine.scale.cwiseInverse().asDiagonal();
  units.row(0) -= affine.center.cwiseQuotient(affine.scale).transpose();
  const Matrix expected = units * root * half * half.transpose() * root.transpose() * units.transpose();
  CHECK(is_near(found.user, expected));
  CHECK(found.user == found.user.transpose());
  CHECK(is_near(found.root * found.root.transpose(), root * half * half.transpose() * root.transpose()));
  CHECK(!found.adjusted);
}

TEST_CASE("negative eigenvalues of a filling are set to 0 and told") {
  const Matrix turn = logreg::eigen_decomposition(laws::random_matrix(3, 3, 13)).vectors;
  const Vector values = problems::vector_of({2, -0.5, 1}), cut = problems::vector_of({2, 0, 1});
  const Affine none = Affine::identity(3);
  const SandwichCovariance found(Matrix::Identity(3, 3), turn * values.asDiagonal() * turn.transpose(), none);
  CHECK(found.adjusted);
  CHECK(is_near(found.user, turn * cut.asDiagonal() * turn.transpose()));
}

TEST_CASE("without a finite root or filling there is no covariance") {
  const Affine none = Affine::identity(2);
  const Matrix one = Matrix::Identity(2, 2), missing = Matrix::Constant(2, 2, logreg::kNaN);
  CHECK(SandwichCovariance(missing, one, none).user.array().isNaN().all());
  CHECK(SandwichCovariance(one, missing, none).root.array().isNaN().all());
}

}  // namespace tests_of_sandwich
