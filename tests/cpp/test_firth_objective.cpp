#include "logreg/objective/firth_objective.hpp"

#include "logreg/solver/registry.hpp"
#include "problems.hpp"

namespace tests_of_firth_objective {

using logreg::Evaluation;
using logreg::FirthObjective;
using logreg::Index;
using logreg::Matrix;
using logreg::Need;
using logreg::StopReason;
using logreg::Vector;
using problems::Data;
using problems::Whole;

namespace {

/// Firth's objective of a data set, with everything that it borrows.
struct Firth {
  explicit Firth(const Data& data, Index threads = 1) : whole(data, threads), objective(whole.objective) {}
  Whole whole;
  FirthObjective objective;

  logreg::Result fit(const std::string& solver = "newton", double tolerance = 1e-12) {
    const auto made = logreg::make_solver(solver);
    logreg::Options options(made->options());
    options.set("tolerance", tolerance);
    return made->minimize(objective, Vector::Zero(objective.dimension()), options, {whole.monitor, nullptr});
  }
};

/// Value and gradient by plain matrices, as Firth (1993) and Heinze and Schemper (2002) write them: log-likelihood
/// + log det(X'VX) / 2 and X'(w (y - p) + h (1/2 - p)), in the user's weights.
struct Plain {
  Plain(const Data& data, const Vector& beta) {
    const Matrix x = data.dense();
    const Vector w = data.weight.size() > 0 ? data.weight : Vector::Ones(x.rows());
    const Vector eta = x * beta + (data.offset.size() > 0 ? data.offset : Vector::Zero(x.rows()));
    const Vector p = eta.unaryExpr([](double v) { return 1 / (1 + std::exp(-v)); });
    const Vector v = w.array() * p.array() * (1 - p.array());
    const Matrix information = x.transpose() * v.asDiagonal() * x;
    const Vector h = v.array() * (x * information.inverse() * x.transpose()).diagonal().array();
    for (Index i = 0; i < w.size(); ++i) value += w[i] * (data.y[i] * std::log(p[i]) + (1 - data.y[i]) * std::log(1 - p[i]));
    value += 0.5 * std::log(information.determinant());
    score = x.transpose() * Vector(w.array() * (data.y - p).array() + h.array() * (0.5 - p.array()));
    total = w.sum();
  }
  double value = 0.0, total = 0.0;
  Vector score;
};

Data of_rows(const std::vector<double>& x, const std::vector<double>& y, Index columns = 1) {
  Data data;
  data.x = Eigen::Map<const Matrix>(x.data(), static_cast<Index>(y.size()), columns);
  data.y = problems::vector_of(y);
  return data;
}

}  // namespace

TEST_CASE("value and gradient are those of plain matrices in the user's weights") {
  for (const Data& data : {problems::many_rows(400, 3), problems::eight_rows().data, problems::counts({3, 18, 1}, {6, 22, 34})}) {
    Firth firth(data);
    const Vector beta = 0.5 * laws::random_vector(data.x.cols() + 1, 31), other = 0.5 * laws::random_vector(data.x.cols() + 1, 32);
    const Plain here(data, beta), there(data, other);
    Evaluation at, elsewhere;
    firth.objective.evaluate(beta, Need::gradient, at);
    firth.objective.evaluate(other, Need::value, elsewhere);
    // The constant p / 2 log W is left out of the objective.
    CHECK(laws::agree((elsewhere.value - at.value) * here.total, here.value - there.value, 1e-9, 1e-9));
    CHECK((at.gradient * here.total + here.score).norm() <= 1e-10 * (1 + here.score.norm()));
  }
}

TEST_CASE("gradient and Hessian are derivatives, and the triangle is the Hessian's") {
  for (const Data& data : {problems::many_rows(300, 4), problems::eight_rows().data}) {
    Firth firth(data);
    for (unsigned seed : {41u, 42u}) {
      const Vector beta = laws::random_vector(data.x.cols() + 1, seed);
      laws::objective_derivatives(firth.objective, beta);
      laws::objective_triangle(firth.objective, beta);
    }
  }
}

TEST_CASE("the Hessian of many columns and rows is a bound of the derivative of the gradient") {
  // 4001 rows of 46 columns are beyond the cost of the exact Hessian.
  const Data data = problems::many_rows(4001, 45);
  Firth firth(data);
  const Vector beta = 0.2 * laws::random_vector(46, 5);
  Evaluation at, up, down;
  firth.objective.evaluate(beta, Need::hessian, at);
  for (unsigned seed : {1u, 2u, 3u}) {
    const Vector direction = laws::random_vector(46, seed);
    firth.objective.evaluate(beta + 1e-5 * direction, Need::gradient, up);
    firth.objective.evaluate(beta - 1e-5 * direction, Need::gradient, down);
    const double curvature = direction.dot(up.gradient - down.gradient) / 2e-5, bound = direction.dot(at.hessian * direction);
    CHECK(curvature < bound);
    CHECK(curvature > 0.95 * bound);
  }
  laws::objective_triangle(firth.objective, beta);
  const logreg::Result result = firth.fit("newton", 1e-8);
  CHECK(result.reason == StopReason::converged);
  CHECK(result.iterations < 12);
}

TEST_CASE("separated data have the finite estimate that brglm2 gives") {
  struct Case {
    Data data;
    std::vector<double> beta;
  };
  // Table 1.3 of the reliability notes, by brglm2 to 1e-12; the third by hand: 1/2 added to each cell of 5, 5 and
  // 0, 4 makes the slope log((4.5 / 0.5) / (5.5 / 5.5)).
  const std::vector<Case> cases = {
      {of_rows({1, 2, 3, 4, 5, 6}, {0, 0, 0, 1, 1, 1}), {-3.951193710, 1.128912489}},
      {of_rows({-1, 0, 0, 1}, {0, 0, 1, 1}), {0.0, 1.352564155}},
      {of_rows({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1}, {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1}), {0.0, std::log(9.0)}},
      {of_rows({0, 1, 2, 3, 0, 1, 2, 3, 3, 2, 1, 0, 4, 3, 2, 1}, {0, 0, 0, 0, 1, 1, 1, 1}, 2), {-12.920786833, 3.691653381, 3.691653381}},
      {of_rows({0, 0, 0, 1, 1, 1}, {0, 1, 0, 1, 1, 1}), {-0.510825624, 2.456735773}},
      // One class, intercept only: log((5 + 1/2) / (0 + 1/2)).
      {of_rows({}, {1, 1, 1, 1, 1}, 0), {std::log(11.0)}}};
  for (const Case& one : cases)
    for (const std::string solver : {"newton", "lbfgs"}) {
      CAPTURE(solver);
      Firth firth(one.data);
      const logreg::Result result = firth.fit(solver, solver == "newton" ? 1e-12 : 1e-8);
      CHECK(result.reason == StopReason::converged);
      const Vector beta = problems::vector_of(one.beta);
      CHECK((result.beta - beta).norm() <= (solver == "newton" ? 1e-9 : 1e-7) * (1 + beta.norm()));
    }
}

TEST_CASE("the estimate is found where scoring by the information goes round in circles") {
  // A level with one row: by hand, 1/2 added to each cell of 1, 2 and 1, 0. Scoring overshoots there by a factor of two
  // and diverges; with steps of at most 5 it turns for ever.
  const double intercept = std::log(1.5 / 2.5);
  Firth one(of_rows({0, 0, 0, 1}, {0, 1, 0, 1}));
  const logreg::Result result = one.fit();
  CHECK(result.reason == StopReason::converged);
  CHECK((result.beta - problems::vector_of({intercept, std::log(3.0) - intercept})).norm() <= 1e-11);
  // A row far out, with x = 1000, does the same. The score is 0 at the answer.
  const Data far = of_rows({1, 2, 3, 1000}, {0, 1, 0, 1});
  const logreg::Result other = Firth(far).fit("newton", 1e-10);
  CHECK(other.reason == StopReason::converged);
  CHECK(Plain(far, other.beta).score.norm() <= 1e-6);
}

TEST_CASE("an offset of all rows moves the intercept") {
  Data data = of_rows({1, 2, 3, 4, 5, 6}, {0, 0, 0, 1, 1, 1});
  for (double offset : {-3.0, 100.0, -300.0}) {
    CAPTURE(offset);
    data.offset = Vector::Constant(6, offset);
    const logreg::Result result = Firth(data).fit();
    CHECK(result.reason == StopReason::converged);
    CHECK((result.beta - problems::vector_of({-3.951193710 - offset, 1.128912489})).norm() <= 1e-8);
  }
}

TEST_CASE("every start leads to the same estimate") {
  const Data data = of_rows({1, 2, 3, 4, 5, 6}, {0, 0, 0, 1, 1, 1});
  for (double size : {1.0, 10.0, 40.0})
    for (unsigned seed = 1; seed <= 8; ++seed) {
      CAPTURE(size);
      CAPTURE(seed);
      Firth firth(data);
      const logreg::Newton newton;
      const logreg::Result result = newton.minimize(firth.objective, size * laws::random_vector(2, seed),
                                                    logreg::Options(newton.options()), {firth.whole.monitor, nullptr});
      CHECK(result.reason == StopReason::converged);
      CHECK((result.beta - problems::vector_of({-3.951193710, 1.128912489})).norm() <= 1e-8);
    }
}

TEST_CASE("a weight of two is the row twice, and is not a weight of one") {
  Data once = problems::eight_rows().data, twice = once, doubled = once;
  once.weight = Vector::Ones(8);
  doubled.weight = Vector::Constant(8, 2.0);
  twice.x.resize(16, 1);
  twice.x << once.x, once.x;
  twice.y.resize(16);
  twice.y << once.y, once.y;
  twice.weight.resize(0);
  const Vector one = Firth(once).fit().beta, two = Firth(twice).fit().beta, heavy = Firth(doubled).fit().beta;
  CHECK((two - heavy).norm() <= 1e-11 * two.norm());
  CHECK((one - heavy).norm() > 0.1);
}

TEST_CASE("gradient descent ends at the same estimate") {
  Firth firth(of_rows({-1, 0, 0, 1}, {0, 0, 1, 1}));
  const logreg::Result result = firth.fit("gradient_descent", 1e-8);
  CHECK(result.reason == StopReason::converged);
  CHECK((result.beta - problems::vector_of({0.0, 1.352564155})).norm() <= 1e-7);
}

TEST_CASE("moving, scaling and mixing the columns changes the estimate as it must") {
  const Data data = problems::many_rows(60, 2);
  Data mixed = data;
  Matrix mix(2, 2);
  mix << 2.0, -1.0, 0.5, 3.0;
  mixed.x = (data.x * mix).array() + 1.5;
  const Vector beta = Firth(data).fit().beta, other = Firth(mixed).fit().beta;
  const Vector slopes = mix * other.tail(2);
  CHECK((slopes - beta.tail(2)).norm() <= 1e-10 * beta.norm());
  CHECK(laws::agree(other[0] + 1.5 * other.tail(2).sum(), beta[0], 1e-9, 1e-10));
}

TEST_CASE("exchanging the classes changes the signs") {
  Data data = problems::eight_rows().data, other = data;
  other.y = 1.0 - data.y.array();
  CHECK((Firth(data).fit().beta + Firth(other).fit().beta).norm() <= 1e-11);
}

TEST_CASE("any number of threads gives the same bits") {
  const Data data = problems::many_rows(40000, 4);
  const Vector beta = laws::random_vector(5, 51);
  Firth one(data, 1);
  Evaluation expected;
  one.objective.evaluate(beta, Need::hessian, expected);
  CHECK(one.whole.source.stripes() >= 8);
  for (Index threads : {2, 4}) {
    Firth many(data, threads);
    Evaluation at;
    many.objective.evaluate(beta, Need::hessian, at);
    CHECK(at.value == expected.value);
    CHECK(laws::same_bits(at.gradient, expected.gradient));
    CHECK(laws::same_bits(at.hessian, expected.hessian));
  }
}

TEST_CASE("a step of one over the smoothness never raises the objective") {
  Firth firth(problems::many_rows(50, 3));
  const double rate = 1.0 / firth.objective.smoothness();
  Vector beta = 3.0 * laws::random_vector(4, 7);
  Evaluation at, next;
  firth.objective.evaluate(beta, Need::gradient, at);
  for (int step = 0; step < 50; ++step) {
    beta -= rate * at.gradient;
    firth.objective.evaluate(beta, Need::gradient, next);
    CHECK(next.value <= at.value);
    at = next;
  }
}

TEST_CASE("a batch of rows has no gradient") {
  Firth firth(problems::eight_rows().data);
  const Index rows[] = {0, 1};
  Vector gradient;
  CHECK_THROWS_AS(firth.objective.batch_gradient(Vector::Zero(2), rows, 2, gradient), logreg::InputError);
}

}  // namespace tests_of_firth_objective
