#include "logreg/solver/registry.hpp"

#include <chrono>
#include <set>

#include "problems.hpp"

namespace tests_of_solver {

using logreg::Evaluation;
using logreg::Index;
using logreg::Matrix;
using logreg::Need;
using logreg::Options;
using logreg::Result;
using logreg::Solver;
using logreg::SolverContext;
using logreg::SolverEntry;
using logreg::StopReason;
using logreg::Vector;
using problems::Whole;

namespace {

logreg::Monitor quiet;

logreg::RandomIndex draws(unsigned seed) {
  auto generator = std::make_shared<std::mt19937>(seed);
  return [generator](Index n) { return static_cast<Index>((*generator)() % static_cast<std::uint32_t>(n)); };
}

SolverContext context(unsigned seed = 1) { return {quiet, draws(seed)}; }

bool has_option(const Solver& solver, const std::string& name) {
  for (const logreg::OptionSpec& spec : solver.options())
    if (spec.name == name) return true;
  return false;
}

/// A solver's options with enough time to get there.
Options patient(const Solver& solver) {
  Options options(solver.options());
  for (const char* name : {"epochs", "max_iterations"})
    if (has_option(solver, name)) options.set(name, 200000);
  if (has_option(solver, "record_every")) options.set("record_every", 200000);
  return options;
}

/// Half a quadratic form about `center`: an objective without data, all that a solver may need.
class Bowl final : public logreg::Objective {
 public:
  Bowl(Matrix curvature, Vector center) : curvature_(std::move(curvature)), center_(std::move(center)) {}
  Index dimension() const override { return center_.size(); }
  void evaluate(const Vector& beta, Need, Evaluation& out) override {
    const Vector gap = beta - center_;
    out.gradient = curvature_ * gap;
    out.value = out.loss = 1.0 + 0.5 * gap.dot(out.gradient);
    out.hessian = curvature_;
    ++passes_;
  }
  void batch_gradient(const Vector& beta, const Index*, Index, Vector& gradient) override {
    gradient = curvature_ * (beta - center_);
  }
  double reach(const Vector& direction) override { return direction.cwiseAbs().maxCoeff(); }
  double largest_row_norm(const Matrix& map) override { return map.norm(); }
  Matrix hessian_triangle(const Vector&) override {
    Matrix triangle = curvature_;
    CHECK(logreg::cholesky_in_place(triangle));
    return triangle;
  }
  const std::vector<Index>& informative_rows() override { return rows_; }
  Index informative_row_count() const override { return static_cast<Index>(rows_.size()); }
  double weight_sum() const override { return 4.0; }
  logreg::Margins margins(const Vector&) override { return {-1.0, 1.0}; }
  bool margin_proves_separation() const override { return false; }
  double smoothness() override { return logreg::eigenvalues(curvature_).maxCoeff(); }
  double batch_smoothness(Index) override { return smoothness(); }
  double passes() const override { return passes_; }

 private:
  Matrix curvature_;
  Vector center_;
  std::vector<Index> rows_ = {0, 1, 2, 3};
  double passes_ = 0;
};

/// The distance from the known optimum in standard errors, by the Hessian there.
double distance_from(Whole& whole, const Vector& beta, const Vector& optimum) {
  Evaluation at;
  whole.objective.evaluate(optimum, Need::hessian, at);
  const Vector gap = beta - optimum;
  return std::sqrt(whole.objective.weight_sum() * gap.dot(at.hessian * gap));
}

/// The known problems in coordinates that suit every solver: the column centred and of unit spread.
problems::Problem centred(problems::Problem problem) {
  for (Index j = 0; j < problem.data.x.cols(); ++j) {
    const double mean = problem.data.x.col(j).mean();
    const double spread = std::sqrt((problem.data.x.col(j).array() - mean).square().mean());
    problem.data.x.col(j) = (problem.data.x.col(j).array() - mean) / spread;
    problem.optimum[0] += mean * problem.optimum[j + 1];
    problem.optimum[j + 1] *= spread;
  }
  return problem;
}

}  // namespace

TEST_CASE("every registered solver describes its options, and its defaults are in their range") {
  std::set<std::string> names;
  CHECK(!logreg::solver_registry().empty());
  for (const SolverEntry& entry : logreg::solver_registry()) {
    CAPTURE(entry.name);
    CHECK(names.insert(entry.name).second);
    const auto solver = logreg::make_solver(entry.name);
    Options options(solver->options());
    CHECK(options.get("tolerance") > 0);
    std::set<std::string> seen;
    for (const logreg::OptionSpec& spec : solver->options()) {
      CAPTURE(spec.name);
      CHECK(seen.insert(spec.name).second);
      CHECK(!std::string(spec.description).empty());
      CHECK(spec.minimum < spec.maximum);
      CHECK_NOTHROW(options.set(spec.name, spec.fallback));
    }
  }
  CHECK_THROWS_WITH_AS(logreg::make_solver("simplex"), "no solver is called 'simplex'", logreg::InputError);
}

TEST_CASE("every solver that says converged is within its tolerance of the known optimum, and all say so") {
  for (const SolverEntry& entry : logreg::solver_registry())
    for (const problems::Problem& known : problems::known_problems()) {
      const problems::Problem problem = centred(known);
      CAPTURE(entry.name);
      CAPTURE(problem.name);
      // From 0, offsets of 1000 leave first-order solvers no slope that they could follow in time.
      const auto solver = entry.make();
      const bool hopeless = solver->is_first_order() && std::string(problem.name) == "offset of 1000";
      Whole whole(problem.data);
      const Vector start = hopeless ? Vector(problem.optimum.array() + 0.5) : Vector::Zero(problem.optimum.size());
      const Options options = patient(*solver);
      const Result result = solver->minimize(whole.objective, start, options, context());
      CHECK(to_string(result.reason) == "converged");
      // The tables have 15 digits; eta near 1000 rounds at 1e-13.
      CHECK(distance_from(whole, result.beta, problem.optimum) <= options.get("tolerance") * 1.01 + 1e-11);
    }
}

TEST_CASE("every solver solves a bowl, from anywhere, by the objective's contract alone") {
  Matrix curvature(3, 3);
  curvature << 2.0, 0.5, 0.0, 0.5, 1.0, -0.25, 0.0, -0.25, 0.75;
  const Vector center = problems::vector_of({3.0, -2.0, 0.5});
  for (const SolverEntry& entry : logreg::solver_registry())
    for (double from : {0.0, -40.0, 5.0}) {
      CAPTURE(entry.name);
      Bowl bowl(curvature, center);
      const auto solver = entry.make();
      const Options options = patient(*solver);
      const Result result = solver->minimize(bowl, Vector::Constant(3, from), options, context());
      CHECK(to_string(result.reason) == "converged");
      const Vector gap = result.beta - center;
      CHECK(std::sqrt(4.0 * gap.dot(curvature * gap)) <= options.get("tolerance") * 1.01);
    }
}

TEST_CASE("every solver that is told to stop early says so, and records every step") {
  for (const SolverEntry& entry : logreg::solver_registry()) {
    CAPTURE(entry.name);
    const auto solver = entry.make();
    Options options(solver->options());
    for (const char* name : {"epochs", "max_iterations"})
      if (has_option(*solver, name)) options.set(name, 2);
    Whole whole(problems::eight_rows().data);
    const Result result = solver->minimize(whole.objective, Vector::Zero(2), options, context());
    CHECK(to_string(result.reason) == "max_iterations");
    CHECK(result.iterations == 2);
    REQUIRE(result.trace.size() == 3);
    Evaluation at;
    for (Index k = 0; k < 3; ++k) {
      const logreg::TraceRow& row = result.trace[static_cast<std::size_t>(k)];
      CHECK(row.epoch == k);
      whole.objective.evaluate(row.beta, Need::gradient, at);
      CHECK(row.loss == at.loss);
      CHECK(row.gradient_norm == at.gradient.norm());
      if (k > 0)
        CHECK(laws::agree(row.step, (row.beta - result.trace[static_cast<std::size_t>(k - 1)].beta).norm(), 1e-12, 0));
    }
    CHECK(result.trace.back().beta == result.beta);
    CHECK(result.trace.front().beta == Vector::Zero(2));
  }
}

TEST_CASE("newton and lbfgs never rise, on data and from starts that make plain Newton diverge") {
  for (const char* name : {"newton", "lbfgs"})
    for (const problems::Problem& problem : problems::known_problems())
      for (double from : {0.0, -5.0, 4.0}) {
        CAPTURE(name);
        CAPTURE(problem.name);
        Whole whole(problem.data);
        const auto solver = logreg::make_solver(name);
        const Vector start = Vector::Constant(problem.optimum.size(), from);
        const Result result = solver->minimize(whole.objective, start, Options(solver->options()), context());
        for (std::size_t k = 1; k < result.trace.size(); ++k)
          CHECK(result.trace[k].objective <= result.trace[k - 1].objective * (1 + 1e-14));
      }
}

TEST_CASE("newton finds log 3 from every start of Marschner's example, also far ones") {
  const problems::Problem problem = problems::known_problems()[5];
  REQUIRE(std::string(problem.name) == "intercept only");
  const auto newton = logreg::make_solver("newton");
  for (double from : {-1.75, -1.81, -5.0, 4.0, 40.0, -700.0}) {
    CAPTURE(from);
    Whole whole(problem.data);
    Options options(newton->options());
    options.set("max_iterations", 1000);
    const Result result = newton->minimize(whole.objective, Vector::Constant(1, from), options, context());
    CHECK(to_string(result.reason) == "converged");
    CHECK(laws::agree(result.beta[0], std::log(3.0), 1e-10, 0));
  }
}

TEST_CASE("batch descent is the loop that a textbook has") {
  const problems::Problem problem = centred(problems::eight_rows());
  const Matrix x = problem.data.dense();
  const auto gradient_at = [&](const Vector& beta) {
    Vector r = x * beta;
    for (Index i = 0; i < 8; ++i) r[i] = 1 / (1 + std::exp(-r[i])) - problem.data.y[i];
    return Vector(x.transpose() * r / 8.0);
  };
  struct Case { double momentum; bool nesterov; double decay; };
  for (const Case& one : {Case{0, false, 0}, {0.8, false, 0}, {0.8, true, 0}, {0, false, 0.1}, {0, true, 0}}) {
    CAPTURE(one.momentum);
    CAPTURE(one.nesterov);
    CAPTURE(one.decay);
    const auto solver = logreg::make_solver("gradient_descent");
    Options options(solver->options());
    options.set("learning_rate", 0.7);
    options.set("epochs", 50);
    options.set("momentum", one.momentum);
    options.set("nesterov", one.nesterov);
    options.set("decay", one.decay);
    Whole whole(problem.data);
    const Result result = solver->minimize(whole.objective, Vector::Zero(2), options, context());
    REQUIRE(result.trace.size() == 51);
    CHECK(result.learning_rate == 0.7);
    Vector beta = Vector::Zero(2), velocity = Vector::Zero(2);
    for (std::size_t epoch = 1; epoch <= 50; ++epoch) {
      const Vector at = one.nesterov ? Vector(beta + one.momentum * velocity) : beta;
      velocity = one.momentum * velocity - 0.7 / (1 + one.decay * static_cast<double>(epoch)) * gradient_at(at);
      beta += velocity;
      CHECK((result.trace[epoch].beta - beta).norm() <= 1e-13);
    }
  }
}

TEST_CASE("adam is algorithm 1 of Kingma and Ba") {
  const problems::Problem problem = centred(problems::eight_rows());
  const auto solver = logreg::make_solver("adam");
  Options options(solver->options());
  options.set("learning_rate", 0.1);
  options.set("epochs", 30);
  Whole whole(problem.data);
  // Not from 0: the rows are symmetric about it, and Adam makes steps of the rounding of a gradient of 0.
  const Result result = solver->minimize(whole.objective, problems::vector_of({0.3, -0.2}), options, context());
  REQUIRE(result.trace.size() == 31);
  double beta[2] = {0.3, -0.2}, m[2] = {0, 0}, v[2] = {0, 0};
  for (int t = 1; t <= 30; ++t) {
    Evaluation at;
    whole.objective.evaluate(problems::vector_of({beta[0], beta[1]}), Need::gradient, at);
    for (int j = 0; j < 2; ++j) {
      const double g = at.gradient[j];
      m[j] = 0.9 * m[j] + 0.1 * g;
      v[j] = 0.999 * v[j] + 0.001 * g * g;
      beta[j] -= 0.1 * (m[j] / (1 - std::pow(0.9, t))) / (std::sqrt(v[j] / (1 - std::pow(0.999, t))) + 1e-8);
      CHECK(laws::agree(result.trace[static_cast<std::size_t>(t)].beta[j], beta[j], 1e-12, 1e-14));
    }
  }
}

TEST_CASE("stochastic and mini-batch descent visit every row once an epoch, in shuffled order") {
  const problems::Problem problem = centred(problems::eight_rows());
  const Matrix x = problem.data.dense();
  for (Index batch : {1, 3}) {
    CAPTURE(batch);
    const auto solver = logreg::make_solver("gradient_descent");
    Options options(solver->options());
    options.set("learning_rate", 0.2);
    options.set("epochs", 5);
    options.set("batch_size", static_cast<double>(batch));
    Whole whole(problem.data);
    const Result result = solver->minimize(whole.objective, Vector::Zero(2), options, context(9));
    // The same by hand, from the same draws.
    const logreg::RandomIndex draw = draws(9);
    std::vector<Index> order = {0, 1, 2, 3, 4, 5, 6, 7}, scratch;
    Vector beta = Vector::Zero(2);
    for (std::size_t epoch = 1; epoch <= 5; ++epoch) {
      logreg::shuffle(order, scratch, draw);
      for (std::size_t from = 0; from < 8; from += static_cast<std::size_t>(batch)) {
        const std::size_t to = std::min<std::size_t>(8, from + static_cast<std::size_t>(batch));
        Vector gradient = Vector::Zero(2);
        for (std::size_t k = from; k < to; ++k) {
          const Vector row = x.row(order[k]).transpose();
          gradient += row * (1 / (1 + std::exp(-row.dot(beta))) - problem.data.y[order[k]]);
        }
        beta -= 0.2 * gradient / static_cast<double>(to - from);
      }
      CHECK((result.trace[epoch].beta - beta).norm() <= 1e-13);
    }
  }
}

TEST_CASE("a rate far above the limit diverges: it is said, and the best point seen comes back") {
  const problems::Problem problem = problems::eight_rows();
  const auto solver = logreg::make_solver("gradient_descent");
  Options options(solver->options());
  options.set("learning_rate", 1e4);
  Whole whole(problem.data);
  // From near the optimum, so that every later point is worse.
  const Vector start = problem.optimum.array() + 0.01;
  const Result result = solver->minimize(whole.objective, start, options, context());
  CHECK(to_string(result.reason) == "diverged");
  CHECK(result.iterations < 1000);
  CHECK(result.beta == start);
}

TEST_CASE("below 2 / L the loss falls in every epoch") {
  const problems::Problem problem = problems::eight_rows();
  const auto solver = logreg::make_solver("gradient_descent");
  Whole whole(problem.data);
  Options options(solver->options());
  options.set("learning_rate", 1.99 / whole.objective.smoothness());
  options.set("epochs", 300);
  const Result result = solver->minimize(whole.objective, problems::vector_of({5.0, -3.0}), options, context());
  for (std::size_t k = 1; k < result.trace.size(); ++k) CHECK(result.trace[k].loss < result.trace[k - 1].loss);
}

TEST_CASE("no solver calls separated data converged") {
  problems::Data complete, quasi;
  complete.x = problems::vector_of({1, 2, 3, 4, 5, 6});
  complete.y = problems::vector_of({0, 0, 0, 1, 1, 1});
  quasi.x = problems::vector_of({-1, 0, 0, 1});
  quasi.y = problems::vector_of({0, 0, 1, 1});
  for (const SolverEntry& entry : logreg::solver_registry())
    for (const problems::Data& data : {complete, quasi}) {
      CAPTURE(entry.name);
      const auto solver = entry.make();
      Options options(solver->options());
      if (has_option(*solver, "epochs")) options.set("epochs", 20000);
      Whole whole(data);
      const Result result = solver->minimize(whole.objective, Vector::Zero(2), options, context());
      CHECK(result.reason != StopReason::converged);
    }
  Whole whole(complete);
  const auto newton = logreg::make_solver("newton");
  const Result result = newton->minimize(whole.objective, Vector::Zero(2), Options(newton->options()), context());
  CHECK(to_string(result.reason) == "separated_complete");
  CHECK((whole.source.columns().size() == 2));
}

TEST_CASE("nearly separated data are not called separated") {
  // 60 digits: x = -3, -2, -1, -e, e, 1, 2, 3, y = 0,0,0,1,0,1,1,1, intercept 0.
  struct Case { double e, slope; };
  for (const Case& one : {Case{1e-3, 7.59761339546587}, {1e-6, 14.5086509842293}, {1e-9, 21.4164130072981}}) {
    problems::Data data;
    data.x = problems::vector_of({-3, -2, -1, -one.e, one.e, 1, 2, 3});
    data.y = problems::vector_of({0, 0, 0, 1, 0, 1, 1, 1});
    Whole whole(data);
    const auto newton = logreg::make_solver("newton");
    const Result result = newton->minimize(whole.objective, Vector::Zero(2), Options(newton->options()), context());
    CHECK(to_string(result.reason) == "converged");
    CHECK(laws::agree(result.beta[1], one.slope, 1e-7, 0));
    CHECK(std::abs(result.beta[0]) <= 1e-7);
  }
}

TEST_CASE("every solver stops soon when the monitor asks, and returns what it reached") {
  class Deadline : public logreg::Monitor {
   public:
    bool interrupted() override { return std::chrono::steady_clock::now() - start > std::chrono::milliseconds(200); }
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  };
  const problems::Data data = problems::many_rows(20000, 5);
  for (const SolverEntry& entry : logreg::solver_registry()) {
    CAPTURE(entry.name);
    const auto solver = entry.make();
    Options options(solver->options());
    options.set("tolerance", 0.0);
    for (const char* name : {"epochs", "max_iterations"})
      if (has_option(*solver, name)) options.set(name, 1e9);
    if (has_option(*solver, "record_every")) options.set("record_every", 1e9);
    const logreg::MemorySource source = data.source();
    const logreg::LogisticLoss loss;
    const logreg::NoPenalty none;
    Deadline monitor;
    logreg::LinearObjective objective(source, loss, none, 2, monitor);
    const Result result = solver->minimize(objective, Vector::Zero(6), options, {monitor, draws(3)});
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - monitor.start).count();
    CHECK(seconds < 1.2);
    CHECK(result.beta.allFinite());
    // Solvers that end by themselves at the rounding floor before the deadline need not be interrupted.
    if (!has_option(*solver, "max_iterations")) CHECK(to_string(result.reason) == "interrupted");
  }
}

TEST_CASE("progress tells every epoch, and announces those that verbose asks for") {
  class Listening : public logreg::Monitor {
   public:
    void progress(const logreg::Progress& report) override { reports.push_back(report); }
    std::vector<logreg::Progress> reports;
  };
  for (const char* name : {"gradient_descent", "adam"})
    for (double batch : {logreg::kNaN, 2.0}) {
      Listening monitor;
      const auto solver = logreg::make_solver(name);
      Options options(solver->options());
      options.set("epochs", 20);
      options.set("verbose", 10);
      options.set("record_every", 20);
      options.set("batch_size", batch);
      Whole whole(problems::eight_rows().data);
      solver->minimize(whole.objective, Vector::Zero(2), options, {monitor, draws(4)});
      REQUIRE(monitor.reports.size() == 21);
      for (Index epoch = 0; epoch <= 20; ++epoch) {
        const logreg::Progress& report = monitor.reports[static_cast<std::size_t>(epoch)];
        CHECK(report.epoch == epoch);
        CHECK(report.last_epoch == 20);
        CHECK(report.announce == (epoch % 10 == 0));
        if (report.announce) CHECK(std::isfinite(report.loss));
      }
    }
}

TEST_CASE("a start of the wrong length is an error") {
  for (const SolverEntry& entry : logreg::solver_registry()) {
    const auto solver = entry.make();
    Whole whole(problems::eight_rows().data);
    CHECK_THROWS_AS(solver->minimize(whole.objective, Vector::Zero(3), Options(solver->options()), context()),
                    logreg::InputError);
  }
}

}  // namespace tests_of_solver
