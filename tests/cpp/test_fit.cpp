#include "logreg/fit/fit.hpp"

#include <Eigen/LU>

#include "problems.hpp"

namespace tests_of_fit {

using logreg::FitResult;
using logreg::FitSpec;
using logreg::Index;
using logreg::Matrix;
using logreg::StopReason;
using logreg::Vector;
using problems::Data;
using problems::Problem;

namespace {

logreg::RandomIndex draws(unsigned seed) {
  auto generator = std::make_shared<std::mt19937>(seed);
  return [generator](Index n) { return static_cast<Index>((*generator)() % static_cast<std::uint32_t>(n)); };
}

/// A fit, and the linear predictors that it wrote.
struct Fitted : FitResult {
  Vector eta;
};

Fitted fit_columns(std::vector<logreg::Column> columns, const logreg::Response& response, FitSpec spec) {
  logreg::Monitor quiet;
  const logreg::MemorySource source(std::move(columns), response);
  Vector eta = Vector::Constant(response.rows, logreg::kNaN);
  spec.eta = eta.data();
  return {logreg::Fit(source, response, spec, quiet, draws(1)).run(), std::move(eta)};
}

Fitted fit(const Data& data, const FitSpec& spec = {}) { return fit_columns(data.columns(), data.response(), spec); }

FitSpec by(const std::string& solver, std::map<std::string, double> options = {}) {
  FitSpec spec;
  spec.solver = solver;
  spec.options = std::move(options);
  return spec;
}

/// Information at beta in the user's units, by plain matrices.
Matrix information(const Data& data, const Vector& beta) {
  const Matrix x = data.dense();
  Vector eta = x * beta;
  if (data.offset.size() > 0) eta += data.offset;
  Vector v(eta.size());
  for (Index i = 0; i < v.size(); ++i)
    v[i] = (data.weight.size() > 0 ? data.weight[i] : 1.0) * logreg::sigmoid(eta[i]) * logreg::sigmoid(-eta[i]);
  return x.transpose() * v.asDiagonal() * x;
}

double distance(const Data& data, const Vector& beta, const Vector& optimum) {
  const Vector gap = beta - optimum;
  return std::sqrt(gap.dot(information(data, optimum) * gap));
}

void check_close(const Vector& found, const Vector& expected, double relative) {
  REQUIRE(found.size() == expected.size());
  for (Index j = 0; j < found.size(); ++j) {
    CAPTURE(j);
    CAPTURE(found[j]);
    CAPTURE(expected[j]);
    CHECK(laws::agree(found[j], expected[j], relative, 1e-13));
  }
}

Vector standard_errors(const FitResult& result) { return result.covariance.diagonal().cwiseSqrt(); }

}  // namespace

TEST_CASE("newton gives the known coefficients and standard errors") {
  for (const Problem& problem : problems::known_problems()) {
    CAPTURE(problem.name);
    const Fitted result = fit(problem.data);
    CHECK(to_string(result.reason) == "converged");
    check_close(result.beta, problem.optimum, 1e-11);
    if (problem.standard_errors.size() > 0) check_close(standard_errors(result), problem.standard_errors, 1e-9);
    CHECK(result.distance <= 1e-9);
    CHECK(result.reach <= 1e-9);
    CHECK(result.aliased.empty());
  }
}

TEST_CASE("every solver either is as near as it says, or says how far it is") {
  for (const logreg::SolverEntry& entry : logreg::solver_registry())
    for (const Problem& problem : problems::known_problems()) {
      CAPTURE(entry.name);
      CAPTURE(problem.name);
      const Fitted result = fit(problem.data, by(entry.name));
      const double true_distance = distance(problem.data, result.beta, problem.optimum);
      CAPTURE(to_string(result.reason));
      CAPTURE(true_distance);
      if (result.reason == StopReason::converged) {
        // To first order the decrement is the distance; its own size is the order of the error.
        CHECK(laws::agree(result.distance, true_distance, 1e-3, 1e-11));
        CHECK(true_distance <= 1.1e-6);
      } else {
        CHECK(result.optimum.found);
        CHECK(laws::agree(result.optimum.distance, true_distance, 1e-6, 0));
        CHECK(true_distance > 1e-6);
      }
    }
}

TEST_CASE("columns in any unit and at any place give the same fit") {
  const Problem base = problems::eight_rows();
  for (const auto& move : {std::pair<double, double>{1e-10, 0}, {1e10, 0}, {1, 1e6}, {1, 1e8}, {3e-5, 7}}) {
    const double unit = move.first;
    const double shift = move.second;
    CAPTURE(unit);
    CAPTURE(shift);
    Problem problem = base;
    problem.data.x = (base.data.x.array() + shift) * unit;
    const Fitted result = fit(problem.data);
    CHECK(to_string(result.reason) == "converged");
    // What rounding of x + shift leaves of it is 8 digits at 1e8.
    const double digits = 1e-11 + 1e-15 * shift;
    CHECK(laws::agree(result.beta[1] * unit, base.optimum[1], digits, 0));
    CHECK(laws::agree(standard_errors(result)[1] * unit, base.standard_errors[1], 1e-9, 0));
  }
}

TEST_CASE("the unit of the weights changes standard errors only") {
  Problem problem = problems::eight_rows();
  for (double unit : {1e-12, 1e-6, 1e3, 1e12}) {
    CAPTURE(unit);
    problem.data.weight = Vector::Constant(8, unit);
    const Fitted result = fit(problem.data);
    CHECK(to_string(result.reason) == "converged");
    check_close(result.beta, problem.optimum, 1e-11);
    check_close(standard_errors(result) * std::sqrt(unit), problem.standard_errors, 1e-9);
  }
}

TEST_CASE("weights over 24 orders of magnitude") {
  Problem problem = problems::eight_rows();
  problem.data.weight = problems::vector_of({1e12, 1, 1, 1, 1, 1, 1, 1e-12});
  const Fitted result = fit(problem.data);
  check_close(result.beta, problems::vector_of({-36.5472291333805, 7.52812770142026}), 1e-9);
}

TEST_CASE("offsets of +-30, with every row saturated at the start") {
  Problem problem = problems::eight_rows();
  problem.data.offset = problems::vector_of({30, -30, 30, -30, 30, -30, 30, -30});
  const Fitted result = fit(problem.data);
  CHECK(to_string(result.reason) == "converged");
  check_close(result.beta, problems::vector_of({-92.0794415416798, 20.4620981203733}), 1e-10);
}

TEST_CASE("a repeated, an affine and a constant column are left out, and the rest is as without them") {
  const Problem base = problems::eight_rows();
  struct Case { Vector column; std::vector<Index> repeats; };
  const Vector x = base.data.x.col(0);
  for (const Case& one : {Case{x, {1}}, {2 * x.array() + 1, {0, 1}}, {Vector::Constant(8, 5.0), {}}, {Vector::Zero(8), {}}}) {
    Problem problem = base;
    problem.data.x.conservativeResize(8, 2);
    problem.data.x.col(1) = one.column;
    const Fitted result = fit(problem.data);
    CHECK(result.kept == std::vector<Index>{0, 1});
    REQUIRE(result.aliased.size() == 1);
    CHECK(result.aliased[0].column == 2);
    for (Index repeat : result.aliased[0].repeats)
      CHECK(std::find(one.repeats.begin(), one.repeats.end(), repeat) != one.repeats.end());
    CHECK(result.aliased[0].repeats.empty() == one.repeats.empty());
    check_close(result.beta, base.optimum, 1e-11);
  }
}

TEST_CASE("a factor's columns fit like the 0/1 columns that they stand for") {
  const std::vector<int> codes = {1, 2, 3, 1, 2, 3, 1, 2, 3, 3};
  const Vector y = problems::vector_of({0, 1, 1, 0, 0, 1, 1, 1, 0, 1});
  const logreg::Response response{10, y.data(), nullptr, nullptr};
  const Fitted result = fit_columns({logreg::Column::intercept(), logreg::Column::code(codes.data(), {0, 1, 0}),
                                        logreg::Column::code(codes.data(), {0, 0, 1})}, response, {});
  // By hand: 1 of 3, 2 of 3 and 3 of 4.
  check_close(result.beta, problems::vector_of({-std::log(2.0), 2 * std::log(2.0), std::log(6.0)}), 1e-12);
}

TEST_CASE("without an intercept nothing is centred, and the fit is the plain one") {
  Data data;
  data.intercept = false;
  data.x = problems::vector_of({1, 1, 1, 1});
  data.y = problems::vector_of({1, 1, 1, 0});
  for (const logreg::SolverEntry& entry : logreg::solver_registry())
    CHECK(laws::agree(fit(data, by(entry.name)).beta[0], std::log(3.0), 1e-5, 0));
}

TEST_CASE("covariance, triangle and root are the inverse information at the point returned") {
  const Data data = problems::many_rows(500, 3);
  for (const FitSpec& spec : {FitSpec{}, by("gradient_descent", {{"epochs", 3}})}) {
    const Fitted result = fit(data, spec);
    const Matrix expected = information(data, result.beta);
    CHECK((result.triangle.transpose() * result.triangle - expected).norm() <= 1e-11 * expected.norm());
    CHECK((result.covariance * expected - Matrix::Identity(4, 4)).norm() <= 1e-10);
    const Vector scale = result.scale;
    Matrix x = data.dense();
    const Vector by_hand = (x * result.covariance).cwiseProduct(x).rowwise().sum();
    for (Index j = 1; j < 4; ++j) x.col(j) = (x.col(j).array() - result.center[j]) / scale[j];
    CHECK(((x * result.root).rowwise().squaredNorm() - by_hand).norm() <= 1e-11 * by_hand.norm());
    CHECK((result.eta - (data.dense() * result.beta + data.offset)).norm() <= 1e-12 * result.eta.norm());
    CHECK(laws::agree(result.effective_parameters, 4.0, 1e-10, 0));
  }
}

TEST_CASE("loss, gradient and curvature are of the point returned, in the solver's coordinates") {
  const Data data = problems::many_rows(300, 2);
  const Fitted result = fit(data, by("gradient_descent", {{"epochs", 5}, {"standardize", 0}}));
  problems::Whole whole(data);
  logreg::Evaluation at;
  whole.objective.evaluate(result.beta, logreg::Need::hessian, at);
  CHECK(laws::agree(result.loss, at.loss, 1e-14, 0));
  CHECK((result.gradient - at.gradient).norm() <= 1e-14);
  CHECK((result.hessian - at.hessian).norm() <= 1e-13);
  CHECK(laws::agree(result.curvature_max, logreg::eigenvalues(at.hessian).maxCoeff(), 1e-12, 0));
  CHECK(laws::agree(result.smoothness, whole.objective.smoothness(), 1e-12, 0));
  CHECK(laws::agree(result.learning_rate, 1 / whole.objective.smoothness(), 1e-12, 0));
}

TEST_CASE("a standardised run is the run on z-scores, mapped back; its start is in the user's units") {
  const Data data = problems::many_rows(200, 2);
  Data scored = data;
  scored.weight.resize(0);
  Data plain = data;
  plain.weight.resize(0);
  Vector mean(2), spread(2);
  for (Index j = 0; j < 2; ++j) {
    mean[j] = plain.x.col(j).mean();
    spread[j] = std::sqrt((plain.x.col(j).array() - mean[j]).square().sum() / 199);
    scored.x.col(j) = (plain.x.col(j).array() - mean[j]) / spread[j];
  }
  const Vector start = problems::vector_of({0.5, -1.0, 2.0});
  FitSpec standardized = by("gradient_descent", {{"epochs", 40}, {"tolerance", 0}, {"learning_rate", 1.0}});
  FitSpec raw = standardized;
  raw.options["standardize"] = 0;
  standardized.start = start;
  raw.start = problems::vector_of({0.5 - 1.0 * mean[0] + 2.0 * mean[1], -1.0 * spread[0], 2.0 * spread[1]});
  const Fitted one = fit(plain, standardized), other = fit(scored, raw);
  REQUIRE(one.trace.epoch.size() == 41);
  check_close(one.trace.beta.row(0).transpose(), start, 1e-14);
  for (Index k = 0; k <= 40; ++k) {
    const Vector z = other.trace.beta.row(k).transpose();
    const Vector mapped = problems::vector_of({z[0] - z[1] * mean[0] / spread[0] - z[2] * mean[1] / spread[1],
                                               z[1] / spread[0], z[2] / spread[1]});
    check_close(one.trace.beta.row(k).transpose(), mapped, 1e-12);
    CHECK(laws::agree(one.trace.loss[static_cast<std::size_t>(k)], other.trace.loss[static_cast<std::size_t>(k)], 1e-13, 0));
  }
  check_close(one.beta, one.trace.beta.row(40).transpose(), 1e-15);
}

TEST_CASE("the condition number of z-scores by hand: an orthogonal pair, a correlated pair") {
  Data data;
  data.x.resize(4, 2);
  data.x << 1, 1, 1, -1, -1, 1, -1, -1;
  data.y = problems::vector_of({0, 1, 0, 1});
  data.y[0] = 1;
  data.y[3] = 0;
  // Lengths: 2 for the intercept, sqrt(3) for a z-score with divisor n - 1.
  const auto numbers = [&data] {
    const FitResult found = fit(data);
    return logreg::condition_numbers_of_gram(found.design_gram, {found.center, found.scale}, true, 4);
  };
  CHECK(laws::agree(numbers().standardized, 2 / std::sqrt(3.0), 1e-12, 0));
  CHECK(laws::agree(numbers().raw, 1.0, 1e-12, 0));
  data.x.col(1) = data.x.col(0) + 0.75 * data.x.col(1);  // correlation 0.8
  const double r = 0.8;
  CHECK(laws::agree(numbers().standardized, std::sqrt((1 + r) / (1 - r)), 1e-12, 0));
}

TEST_CASE("a penalised optimum satisfies its equations and does not depend on the solver") {
  const Data data = problems::many_rows(300, 3);
  for (bool standardize : {true, false}) {
    Vector strength(4);
    strength[0] = 0;
    const double sum = data.weight.sum();
    for (Index j = 0; j < 3; ++j) {
      const double mean = data.weight.dot(data.x.col(j)) / sum;
      const double variance = data.weight.dot(Vector((data.x.col(j).array() - mean).square())) / sum;
      strength[j + 1] = 0.2 * (standardize ? variance : 1.0);
    }
    for (const logreg::SolverEntry& entry : logreg::solver_registry()) {
      CAPTURE(entry.name);
      CAPTURE(standardize);
      FitSpec spec = by(entry.name);
      spec.penalty = "ridge";
      spec.penalty_strength = 0.2;
      spec.penalty_standardize = standardize;
      const Fitted result = fit(data, spec);
      CHECK(to_string(result.reason) == "converged");
      problems::Whole plain(data);
      logreg::Evaluation at;
      plain.objective.evaluate(result.beta, logreg::Need::hessian, at);
      const Vector score = at.gradient + strength.cwiseProduct(result.beta);
      CHECK(score.norm() <= 1e-7);
      CHECK(laws::agree(result.objective, at.loss + 0.5 * result.beta.cwiseAbs2().dot(strength), 1e-12, 0));
      const Matrix penalized = at.hessian + Matrix(strength.asDiagonal());
      CHECK(laws::agree(result.effective_parameters, (penalized.inverse() * at.hessian).trace(), 1e-9, 0));
    }
  }
}

TEST_CASE("a penalty keeps equal columns and shares the coefficient") {
  Problem problem = problems::eight_rows();
  problem.data.x.conservativeResize(8, 2);
  problem.data.x.col(1) = problem.data.x.col(0);
  FitSpec spec;
  spec.penalty = "ridge";
  spec.penalty_strength = 0.1;
  const Fitted result = fit(problem.data, spec);
  CHECK(result.kept.size() == 3);
  CHECK(laws::agree(result.beta[1], result.beta[2], 1e-9, 0));
}

TEST_CASE("separated data end with a reason that is not converged, for every solver") {
  Data complete, quasi;
  complete.x = problems::vector_of({1, 2, 3, 4, 5, 6});
  complete.y = problems::vector_of({0, 0, 0, 1, 1, 1});
  quasi.x = problems::vector_of({-1, 0, 0, 1});
  quasi.y = problems::vector_of({0, 0, 1, 1});
  for (const logreg::SolverEntry& entry : logreg::solver_registry()) {
    CAPTURE(entry.name);
    CHECK(to_string(fit(complete, by(entry.name)).reason) == "separated_complete");
    CHECK(to_string(fit(quasi, by(entry.name)).reason) == "separated_quasi");
  }
}

TEST_CASE("an interrupted fit says so") {
  class Impatient final : public logreg::Monitor {
    bool interrupted() override { return true; }
  };
  const Data data = problems::many_rows(100, 2);
  const logreg::MemorySource source = data.source();
  Impatient monitor;
  const FitSpec spec = by("gradient_descent", {{"epochs", 1e9}, {"tolerance", 0}, {"record_every", 1e9}});
  const FitResult result = logreg::Fit(source, data.response(), spec, monitor, draws(1)).run();
  CHECK(to_string(result.reason) == "interrupted");
  CHECK(result.beta.allFinite());
  CHECK(result.beta.size() == 3);
}

TEST_CASE("the deviance is twice the loss above that of a perfect fit: classes, proportions, weights, zeros") {
  const auto by_hand = [](const Data& data, const Fitted& result) {
    double sum = 0.0;
    for (Index i = 0; i < data.y.size(); ++i) {
      const double y = data.y[i], p = logreg::sigmoid(result.eta[i]), w = data.weight.size() > 0 ? data.weight[i] : 1.0;
      sum += 2 * w * ((y > 0 ? y * std::log(y / p) : 0.0) + (y < 1 ? (1 - y) * std::log((1 - y) / (1 - p)) : 0.0));
    }
    return sum;
  };
  Data zeros = problems::many_rows(60, 2);
  zeros.y = (zeros.y.array() + 0.5).min(1.0);
  zeros.weight[4] = 0.0;
  std::vector<Data> all = {problems::many_rows(300, 2), zeros};
  for (const Problem& problem : problems::known_problems()) all.push_back(problem.data);
  for (const Data& data : all) {
    const Fitted result = fit(data);
    CHECK(laws::agree(result.deviance, by_hand(data, result), 1e-11, 1e-11));
  }
}

TEST_CASE("the number of threads changes no bit of a fit") {
  const Data data = problems::many_rows(30000, 4);
  FitSpec spec;
  spec.threads = 1;
  const Fitted one = fit(data, spec);
  for (Index threads : {2, 4, 8}) {
    spec.threads = threads;
    const Fitted many = fit(data, spec);
    CHECK(laws::same_bits(one.beta, many.beta));
    CHECK(laws::same_bits(one.covariance, many.covariance));
    CHECK(laws::same_bits(one.eta, many.eta));
  }
}

TEST_CASE("without an intercept a column of zeros is left out, with a penalty as without") {
  Data data = problems::many_rows(40, 3);
  data.intercept = false;
  data.x.col(1).setZero();
  Data rest = data;
  rest.x.resize(40, 2);
  rest.x << data.x.col(0), data.x.col(2);
  for (const char* penalty : {"none", "ridge", "firth"}) {
    CAPTURE(penalty);
    FitSpec spec;
    spec.penalty = penalty;
    spec.penalty_strength = spec.has_strength() ? 0.1 : 0.0;
    const Fitted found = fit(data, spec), expected = fit(rest, spec);
    CHECK(found.kept == std::vector<Index>{0, 2});
    CHECK(to_string(found.reason) == "converged");
    CHECK((found.beta - expected.beta).norm() <= 1e-14);
  }
}

TEST_CASE("what a fit cannot be asked is an error") {
  const Data data = problems::eight_rows().data;
  CHECK_THROWS_AS(fit(data, by("simplex")), logreg::InputError);
  CHECK_THROWS_AS(fit(data, by("newton", {{"learning_rate", 1}})), logreg::InputError);
  CHECK_THROWS_AS(fit(data, by("gradient_descent", {{"learning_rate", 0}})), logreg::InputError);
  FitSpec spec;
  spec.start = Vector::Zero(3);
  CHECK_THROWS_AS(fit(data, spec), logreg::InputError);
  spec = {};
  spec.penalty = "bridge";
  CHECK_THROWS_AS(fit(data, spec), logreg::InputError);
  // Without an intercept, and 0 but in a row that does not count.
  Data empty = problems::many_rows(20, 2);
  empty.intercept = false;
  empty.x.setZero();
  empty.x(7, 0) = 1.0;
  empty.weight[7] = 0.0;
  for (const char* penalty : {"none", "ridge"}) {
    spec = {};
    spec.penalty = penalty;
    spec.penalty_strength = spec.has_strength() ? 1.0 : 0.0;
    CHECK_THROWS_AS(fit(empty, spec), logreg::NothingToEstimate);
  }
}

}  // namespace tests_of_fit
