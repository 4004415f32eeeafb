#include "logreg/solver/newton.hpp"

#include <chrono>
#include <thread>

#include "problems.hpp"

namespace tests_of_newton {

using logreg::Evaluation;
using logreg::Index;
using logreg::Matrix;
using logreg::Need;
using logreg::Newton;
using logreg::Options;
using logreg::Result;
using logreg::Vector;
using problems::Data;
using problems::Whole;

// Newton where there are many rows: it begins with a pilot if it may, and ends where it ends without.

namespace {

constexpr Index kRows = 16000;

/// Passes everything on to another objective and keeps count of what was asked.
class Watched final : public logreg::Objective {
 public:
  explicit Watched(logreg::Objective& other) : other_(other) {}
  void evaluate(const Vector& beta, Need need, Evaluation& out) override {
    needs.push_back(need);
    other_.evaluate(beta, need, out);
  }
  std::unique_ptr<logreg::Objective> pilot() override {
    ++pilots;
    return other_.pilot();
  }
  Index dimension() const override { return other_.dimension(); }
  void batch_gradient(const Vector& beta, const Index* rows, Index count, Vector& gradient) override {
    other_.batch_gradient(beta, rows, count, gradient);
  }
  double reach(const Vector& direction) override { return other_.reach(direction); }
  double reach_bound(const Vector& direction) const override { return other_.reach_bound(direction); }
  double largest_row_norm(const Matrix& map) override { return other_.largest_row_norm(map); }
  Matrix hessian_triangle(const Vector& beta) override { return other_.hessian_triangle(beta); }
  const std::vector<Index>& informative_rows() override { return other_.informative_rows(); }
  Index informative_row_count() const override { return other_.informative_row_count(); }
  double weight_sum() const override { return other_.weight_sum(); }
  logreg::Margins margins(const Vector& beta) override { return other_.margins(beta); }
  bool margin_proves_separation() const override { return other_.margin_proves_separation(); }
  double smoothness() override { return other_.smoothness(); }
  double batch_smoothness(Index rows) override { return other_.batch_smoothness(rows); }
  double passes() const override { return other_.passes(); }

  std::vector<Need> needs;
  int pilots = 0;

 private:
  logreg::Objective& other_;
};

Result minimize(logreg::Objective& objective, const Vector& start, bool may_choose_start) {
  logreg::Monitor quiet;
  const Newton newton;
  return newton.minimize(objective, start, Options(newton.options()), {quiet, {}, may_choose_start});
}

double distance(Whole& whole, const Vector& a, const Vector& b) {
  Evaluation at;
  whole.objective.evaluate(b, Need::hessian, at);
  const Vector gap = a - b;
  return std::sqrt(whole.objective.weight_sum() * gap.dot(at.hessian * gap));
}

/// Calls `change(i)` for every row of the pilot that data of this size have.
template <class Change>
void for_rows_of_pilot(const Data& data, Change change) {
  data.source().pilot(data.y.size() / 8)->for_each_block([&](const logreg::RowBlock& block) {
    for (Index i = 0; i < block.x.rows(); ++i) change(block.first + i);
  });
}

/// With a pilot as without: the same end. Says whether the pilot's answer was taken.
bool takes_pilot(const Data& data) {
  Whole whole(data, 2);
  const Vector zero = Vector::Zero(whole.source.cols());
  const Result without = minimize(whole.objective, zero, false), with = minimize(whole.objective, zero, true);
  CHECK(to_string(without.reason) == "converged");
  CHECK(to_string(with.reason) == "converged");
  CHECK(distance(whole, with.beta, without.beta) <= 1e-10);
  CHECK(laws::agree(with.at.value, without.at.value, 1e-14, 0));
  CHECK(without.trace.front().beta == zero);
  CHECK(with.trace.back().beta == with.beta);
  CHECK(with.iterations + 1 == static_cast<Index>(with.trace.size()));
  for (std::size_t k = 1; k < with.trace.size(); ++k)
    CHECK(with.trace[k].objective <= with.trace[k - 1].objective * (1 + 1e-14));
  return with.trace.front().beta != zero;
}

Data shuffled_rows() { return problems::many_rows(kRows, 3); }

}  // namespace

TEST_CASE("newton with a pilot ends where newton without one ends, in any order of the rows") {
  const Data data = shuffled_rows();
  CHECK(takes_pilot(data));
  CHECK(takes_pilot(problems::sorted_by(data, data.y)));
  CHECK(takes_pilot(problems::sorted_by(data, data.x.col(0))));
  CHECK(takes_pilot(problems::sorted_by(data, -data.x.col(1))));
  CHECK(takes_pilot(problems::sorted_by(data, data.offset)));
  // The fewest rows that have a pilot.
  const Data few = problems::many_rows(8200, 3);
  CHECK(takes_pilot(problems::sorted_by(few, few.y)));
}

TEST_CASE("newton with a pilot and a penalty, proportions and rows that weigh nothing") {
  Data data = shuffled_rows();
  for (Index i = 0; i < kRows; i += 3) data.weight[i] = 0.0;
  for (Index i = 1; i < kRows; i += 3) data.y[i] = 0.25;
  CHECK(takes_pilot(data));
  Whole whole(data, 2, 0.3);
  const Result without = minimize(whole.objective, Vector::Zero(4), false), with = minimize(whole.objective, Vector::Zero(4), true);
  CHECK(to_string(with.reason) == "converged");
  CHECK(distance(whole, with.beta, without.beta) <= 1e-10);
}

TEST_CASE("a pilot of one class is of no use, and nobody notices") {
  for (double only : {0.0, 1.0}) {
    Data data = shuffled_rows();
    for_rows_of_pilot(data, [&](Index i) { data.y[i] = only; });
    CHECK(!takes_pilot(data));
  }
}

TEST_CASE("a pilot that is separated, completely or quasi, while the whole is not") {
  Data complete = shuffled_rows(), quasi = complete;
  for_rows_of_pilot(complete, [&](Index i) { complete.y[i] = complete.x(i, 0) > 0 ? 1.0 : 0.0; });
  CHECK(!takes_pilot(complete));
  for_rows_of_pilot(quasi, [&](Index i) {
    quasi.x(i, 1) = quasi.x(i, 1) > 0.9 ? 1.0 : 0.0;
    if (quasi.x(i, 1) == 1.0) quasi.y[i] = 1.0;
  });
  CHECK(!takes_pilot(quasi));
}

TEST_CASE("a pilot in which a column is zero, constant or a copy while in the whole it is not") {
  Data zero = shuffled_rows(), constant = zero, copy = zero;
  for_rows_of_pilot(zero, [&](Index i) { zero.x(i, 1) = 0.0; });
  takes_pilot(zero);
  for_rows_of_pilot(constant, [&](Index i) { constant.x(i, 1) = 0.7; });
  takes_pilot(constant);
  for_rows_of_pilot(copy, [&](Index i) { copy.x(i, 1) = copy.x(i, 2); });
  takes_pilot(copy);
}

TEST_CASE("a pilot that says the opposite of the whole, or lies far away") {
  Data opposite = shuffled_rows(), far = opposite;
  for_rows_of_pilot(opposite, [&](Index i) { opposite.y[i] = 1.0 - opposite.y[i]; });
  CHECK(!takes_pilot(opposite));
  for_rows_of_pilot(far, [&](Index i) { far.offset[i] = 25.0; });
  takes_pilot(far);
}

TEST_CASE("a start that somebody asked for is where newton starts") {
  Whole whole(shuffled_rows(), 2);
  Watched watched(whole.objective);
  const Vector start = problems::vector_of({0.5, -0.25, 0.125, 1.0});
  const Result result = minimize(watched, start, false);
  CHECK(watched.pilots == 0);
  CHECK(result.trace.front().beta == start);
  CHECK(result.first_value == result.trace.front().objective);
  CHECK(to_string(result.reason) == "converged");
  minimize(watched, start, true);
  CHECK(watched.pilots == 1);
}

TEST_CASE("any number of threads gives newton with a pilot the same bits") {
  const Data data = shuffled_rows();
  Whole one(data, 1);
  const Result expected = minimize(one.objective, Vector::Zero(4), true);
  for (Index threads : {2, 4, 8}) {
    Whole many(data, threads);
    const Result result = minimize(many.objective, Vector::Zero(4), true);
    CHECK(laws::same_bits(result.beta, expected.beta));
    CHECK(laws::same_bits(result.at.gradient, expected.at.gradient));
    CHECK(laws::same_bits(result.at.hessian, expected.at.hessian));
    CHECK(result.iterations == expected.iterations);
  }
}

TEST_CASE("a monitor that asks to stop is heard while the pilot works") {
  class Impatient final : public logreg::Monitor {
   public:
    bool interrupted() override { return true; }
  };
  const Data data = shuffled_rows();
  const logreg::MemorySource source = data.source();
  const logreg::LogisticLoss loss;
  const logreg::NoPenalty none;
  Impatient monitor;
  logreg::LinearObjective objective(source, loss, none, 2, monitor);
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  const Newton newton;
  const Result result = newton.minimize(objective, Vector::Zero(4), Options(newton.options()), {monitor, {}, true});
  CHECK(to_string(result.reason) == "interrupted");
  CHECK(result.beta.allFinite());
}

TEST_CASE("a last step too short to change the Hessian keeps it, and it is that of the answer within its bound") {
  // So many numbers that a pass is worth sparing.
  const Data data = problems::many_rows(26000, 3);
  Whole whole(data, 2);
  whole.objective.watch_values(false);
  const Vector optimum = minimize(whole.objective, Vector::Zero(4), false).beta;
  int spared = 0;
  for (double size : {1.0, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5}) {
    CAPTURE(size);
    Watched watched(whole.objective);
    const Result result = minimize(watched, optimum + size * laws::random_vector(4, 131), false);
    CHECK(to_string(result.reason) == "converged");
    CHECK(distance(whole, result.beta, optimum) <= 1e-10);
    spared += watched.needs.back() == Need::gradient;
    Evaluation at;
    whole.objective.evaluate(result.beta, Need::hessian, at);
    CHECK(laws::agree(result.at.value, at.value, 1e-15, 0));
    CHECK((result.at.gradient - at.gradient).norm() <= 1e-15);
    // exp(-reach) H <= kept H <= exp(reach) H with reach < 1e-7.
    const logreg::Vector ratio = laws::relative_eigenvalues(result.at.hessian, at.hessian);
    CHECK(ratio.maxCoeff() <= 1 + 1.001e-7);
    CHECK(ratio.minCoeff() >= 1 - 1.001e-7);
    CHECK(logreg::certify(whole.objective, result.beta, at, true).strict_decrement <= 1e-10);
  }
  CHECK(spared > 0);
}

}  // namespace tests_of_newton
