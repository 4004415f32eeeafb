#include "logreg/objective/linear_objective.hpp"

#include <chrono>
#include <thread>

#include "problems.hpp"
#include "tables.hpp"

namespace tests_of_linear_objective {

using logreg::Evaluation;
using logreg::Index;
using logreg::Matrix;
using logreg::Need;
using logreg::Vector;
using problems::Data;
using problems::Whole;

namespace {

/// The objective by plain matrices: mean over the rows of positive weight, weights of mean 1.
struct Plain {
  Plain(const Data& data, const Vector& beta) {
    const Matrix x = data.dense();
    const Index n = x.rows();
    Vector w = data.weight.size() > 0 ? data.weight : Vector::Ones(n);
    const Vector offset = data.offset.size() > 0 ? data.offset : Vector::Zero(n);
    w /= w.sum();
    const Vector eta = x * beta + offset;
    const logreg::LogisticLoss loss;
    Vector r(n), v(n);
    for (Index i = 0; i < n; ++i) {
      const logreg::LossTerms t = loss.at(eta[i], data.y[i]);
      value += w[i] * t.value;
      r[i] = w[i] * t.gradient;
      v[i] = w[i] * t.curvature;
    }
    gradient = x.transpose() * r;
    hessian = x.transpose() * v.asDiagonal() * x;
  }
  double value = 0.0;
  Vector gradient;
  Matrix hessian;
};

/// Only rows that the pilot of these data does not have keep their weight.
void take_weight_of_pilot(Data& data) {
  data.source().pilot(data.y.size() / 8)->for_each_block([&](const logreg::RowBlock& block) {
    data.weight.segment(block.first, block.x.rows()).setZero();
  });
}

Data with_zero_weights() {
  Data data = problems::many_rows(40, 3);
  data.weight[3] = data.weight[17] = 0.0;
  data.x(3, 0) = 1e6;
  return data;
}

}  // namespace

TEST_CASE("value, gradient and Hessian are those of plain matrices") {
  for (const Data& data : {problems::many_rows(5000, 3), with_zero_weights(), problems::eight_rows().data}) {
    Whole whole(data);
    const Vector beta = laws::random_vector(data.x.cols() + 1, 31);
    const Plain plain(data, beta);
    Evaluation at;
    whole.objective.evaluate(beta, Need::hessian, at);
    CHECK(laws::agree(at.value, plain.value, 1e-12, 0));
    CHECK(at.loss == at.value);
    CHECK((at.gradient - plain.gradient).norm() <= 1e-12 * (1 + plain.gradient.norm()));
    CHECK((at.hessian - plain.hessian).norm() <= 1e-12 * plain.hessian.norm());
    CHECK(whole.objective.dimension() == beta.size());
  }
}

TEST_CASE("derivatives and triangle keep their laws, with and without a penalty") {
  for (double ridge : {0.0, 0.7}) {
    Whole whole(problems::many_rows(300, 4), 1, ridge);
    for (unsigned seed : {41u, 42u}) {
      const Vector beta = 2 * laws::random_vector(5, seed);
      laws::objective_derivatives(whole.objective, beta);
      laws::objective_triangle(whole.objective, beta);
    }
  }
}

TEST_CASE("a penalty is added to the value, not to the loss") {
  Whole plain(problems::eight_rows().data), ridge(problems::eight_rows().data, 1, 0.5);
  const Vector beta = problems::vector_of({-1.0, 2.0});
  Evaluation a, b;
  plain.objective.evaluate(beta, Need::value, a);
  ridge.objective.evaluate(beta, Need::value, b);
  CHECK(b.loss == a.loss);
  CHECK(laws::agree(b.value, a.loss + 1.0, 1e-15, 0));  // 0.5 * 2^2 / 2; the intercept is free
}

TEST_CASE("any number of threads gives the same bits") {
  const Data data = problems::many_rows(60000, 6);
  const Vector beta = laws::random_vector(7, 51);
  Whole one(data, 1);
  Evaluation expected;
  one.objective.evaluate(beta, Need::hessian, expected);
  CHECK(one.source.stripes() >= 8);
  laws::objective_triangle(one.objective, beta);
  for (Index threads : {2, 4, 8}) {
    CAPTURE(threads);
    Whole many(data, threads);
    for (int round = 0; round < 3; ++round) {
      Evaluation at;
      many.objective.evaluate(beta, Need::hessian, at);
      CHECK(at.value == expected.value);
      CHECK(laws::same_bits(at.gradient, expected.gradient));
      CHECK(laws::same_bits(at.hessian, expected.hessian));
      CHECK(many.objective.reach(beta) == one.objective.reach(beta));
    }
    CHECK(many.objective.smoothness() == one.objective.smoothness());
    CHECK(laws::same_bits(many.objective.hessian_triangle(beta), one.objective.hessian_triangle(beta)));
    CHECK(laws::same_bits(many.objective.unweighted_triangle(), one.objective.unweighted_triangle()));
  }
}

TEST_CASE("a batch of all rows has the whole gradient, and batches of one average to it") {
  const Data data = with_zero_weights();
  Whole whole(data, 1, 0.3);
  const Vector beta = laws::random_vector(4, 61);
  Evaluation at;
  whole.objective.evaluate(beta, Need::gradient, at);
  const std::vector<Index>& rows = whole.objective.informative_rows();
  CHECK(rows.size() == 38);
  CHECK(whole.objective.informative_row_count() == 38);
  Vector gradient, mean = Vector::Zero(4);
  whole.objective.batch_gradient(beta, rows.data(), 38, gradient);
  CHECK((gradient - at.gradient).norm() <= 1e-13);
  for (Index row : rows) {
    whole.objective.batch_gradient(beta, &row, 1, gradient);
    mean += gradient / 38.0;
  }
  CHECK((mean - at.gradient).norm() <= 1e-13);
}

TEST_CASE("reach is the largest |x'd| over rows that count") {
  const Data data = with_zero_weights();
  Whole whole(data);
  const Vector direction = laws::random_vector(4, 71);
  Vector z = data.dense() * direction;
  z[3] = z[17] = 0;
  CHECK(laws::agree(whole.objective.reach(direction), z.cwiseAbs().maxCoeff(), 1e-14, 0));
}

TEST_CASE("margins are over rows that count, and a proportion has none") {
  Data data = problems::eight_rows().data;
  const Vector beta = problems::vector_of({-4.5, 1.0});
  const auto margins = [&] { return Whole(data).objective.margins(beta); };
  CHECK(margins().least == -0.5);  // by hand: rows 4 and 5 lie half a unit on the wrong side
  CHECK(margins().largest_linear == 3.5);
  data.y = problems::vector_of({0, 0, 0, 0, 1, 1, 1, 1});
  CHECK(margins().least == 0.5);
  data.y[7] = 0.5;
  CHECK(margins().least == -logreg::kInfinity);
  data.weight = Vector::Ones(8);
  data.weight[7] = 0;
  CHECK(margins().least == 0.5);
  CHECK(margins().largest_linear == 3.5);
}

TEST_CASE("a margin proves separation unless a penalty holds the coefficients back") {
  Data data = problems::eight_rows().data;
  CHECK(Whole(data).objective.margin_proves_separation());
  CHECK(!Whole(data, 1, 0.1).objective.margin_proves_separation());
}

TEST_CASE("the margin is that of x'beta: an offset moves no row to its side") {
  Data data = problems::eight_rows().data;
  data.offset = Vector::Constant(8, -2.0);
  const logreg::Margins margins = Whole(data).objective.margins(problems::vector_of({-4.5, 1.0}));
  CHECK(margins.least == -0.5);
  CHECK(margins.largest_linear == 3.5);
}

TEST_CASE("a known Gram spares the Hessian at zero its sums, and changes nothing else") {
  Data data = problems::many_rows(300, 3);
  data.weight.resize(0), data.offset.resize(0);
  for (double ridge : {0.0, 0.4}) {
    Whole plain(data, 1, ridge), spared(data, 1, ridge);
    spared.objective.set_gram(plain.objective.unweighted_gram());
    Evaluation a, b;
    for (const Vector& beta : {Vector(Vector::Zero(4)), laws::random_vector(4, 45)}) {
      plain.objective.evaluate(beta, Need::hessian, a);
      spared.objective.evaluate(beta, Need::hessian, b);
      CHECK(a.value == b.value);
      CHECK(a.gradient == b.gradient);
      CHECK((a.hessian - b.hessian).norm() <= 1e-14 * a.hessian.norm());
    }
  }
}

TEST_CASE("smoothness is the largest eigenvalue of a quarter of the Gram, and bounds every Hessian") {
  Data plain;
  plain.x = problems::vector_of({-1, 1, -1, 1});
  plain.y = problems::vector_of({0, 1, 1, 0});
  CHECK(laws::agree(Whole(plain).objective.smoothness(), 0.25, 1e-14, 0));  // Gram = identity
  Whole whole(problems::many_rows(200, 3), 1, 0.4);
  Evaluation at;
  for (unsigned seed = 80; seed < 90; ++seed) {
    whole.objective.evaluate(3 * laws::random_vector(4, seed), Need::hessian, at);
    CHECK(logreg::eigenvalues(at.hessian).maxCoeff() <= whole.objective.smoothness() * (1 + 1e-12));
  }
}

TEST_CASE("batch smoothness runs from the largest row's to the whole objective's, falling") {
  const Data data = problems::many_rows(50, 3);
  Whole whole(data);
  const Matrix x = data.dense();
  const Vector w = data.weight / data.weight.mean();
  double largest_row = 0;
  for (Index i = 0; i < 50; ++i) largest_row = std::max(largest_row, 0.25 * w[i] * x.row(i).squaredNorm());
  CHECK(laws::agree(whole.objective.batch_smoothness(1), largest_row, 1e-12, 0));
  CHECK(whole.objective.batch_smoothness(50) == whole.objective.smoothness());
  for (Index batch = 2; batch <= 50; ++batch)
    CHECK(whole.objective.batch_smoothness(batch) < whole.objective.batch_smoothness(batch - 1));
}

TEST_CASE("weights times a constant change nothing, and doubling a weight is doubling its row") {
  Data data = problems::eight_rows().data;
  data.weight = problems::vector_of({1, 2, 1, 1, 2, 1, 1, 1});
  Data scaled = data, doubled = data;
  scaled.weight *= 1e-12;
  doubled.x = problems::vector_of({1, 2, 2, 3, 4, 5, 5, 6, 7, 8});
  doubled.y = problems::vector_of({0, 0, 0, 0, 1, 0, 0, 1, 1, 1});
  doubled.weight.resize(0);
  const Vector beta = problems::vector_of({-1.0, 0.3});
  Evaluation a, b, c;
  Whole(data).objective.evaluate(beta, Need::hessian, a);
  Whole(scaled).objective.evaluate(beta, Need::hessian, b);
  Whole(doubled).objective.evaluate(beta, Need::hessian, c);
  CHECK(laws::agree(a.value, b.value, 1e-14, 0));
  CHECK(laws::agree(a.value, c.value, 1e-14, 0));
  CHECK((a.hessian - b.hessian).norm() <= 1e-14 * a.hessian.norm());
  CHECK((a.gradient - c.gradient).norm() <= 1e-14);
}

TEST_CASE("passes count whole passes, and batches by their share") {
  Whole whole(problems::eight_rows().data);
  const Vector beta = Vector::Zero(2);
  Evaluation at;
  whole.objective.evaluate(beta, Need::value, at);
  whole.objective.reach(beta);
  const Index rows[] = {0, 5};
  Vector gradient;
  whole.objective.batch_gradient(beta, rows, 2, gradient);
  CHECK(whole.objective.passes() == 2.25);
}

TEST_CASE("factors as codes give value, gradient, Hessian, triangle and reach of their columns") {
  Data data = problems::many_rows(3000, 2);
  std::vector<int> codes(3000);
  for (std::size_t i = 0; i < 3000; ++i) codes[i] = 1 + static_cast<int>((i * 7 + i / 5) % 6);
  const Matrix contrast = laws::random_matrix(6, 5, 35);
  std::vector<logreg::Column> columns = data.columns();
  Data dense = data;
  dense.x.conservativeResize(3000, 7);
  for (Index k = 0; k < 5; ++k) {
    columns.push_back(logreg::Column::code(codes.data(), std::vector<double>(contrast.col(k).data(), contrast.col(k).data() + 6)));
    for (Index i = 0; i < 3000; ++i) dense.x(i, 2 + k) = contrast(codes[static_cast<std::size_t>(i)] - 1, k);
  }
  const logreg::MemorySource source(columns, data.response());
  REQUIRE(source.coding().factors().size() == 1);
  const logreg::LogisticLoss loss;
  const logreg::NoPenalty none;
  logreg::Monitor quiet;
  logreg::LinearObjective coded(source, loss, none, 2, quiet);
  Whole plain(dense);
  const Vector beta = laws::random_vector(8, 36);
  laws::objective_derivatives(coded, beta);
  laws::objective_triangle(coded, beta);
  Evaluation a, b;
  coded.evaluate(beta, Need::hessian, a);
  plain.objective.evaluate(beta, Need::hessian, b);
  CHECK(laws::agree(a.value, b.value, 1e-13, 0));
  CHECK((a.gradient - b.gradient).norm() <= 1e-13);
  CHECK((a.hessian - b.hessian).norm() <= 1e-13 * b.hessian.norm());
  CHECK(laws::agree(coded.margins(beta).least, plain.objective.margins(beta).least, 1e-13, 0));
  CHECK(laws::agree(coded.reach(beta), plain.objective.reach(beta), 1e-14, 0));
  CHECK(laws::agree(coded.smoothness(), plain.objective.smoothness(), 1e-12, 0));
  CHECK(laws::agree(coded.batch_smoothness(3), plain.objective.batch_smoothness(3), 1e-12, 0));
  CHECK((coded.unweighted_gram() - plain.objective.unweighted_gram()).norm() <= 1e-12);
  const Index rows[] = {2999, 5, 5, 17};
  Vector one, other;
  coded.batch_gradient(beta, rows, 4, one);
  plain.objective.batch_gradient(beta, rows, 4, other);
  CHECK((one - other).norm() <= 1e-13);
}

TEST_CASE("every table of kernels gives the same objective to rounding") {
  Whole whole(problems::many_rows(3001, 5));
  const Vector beta = laws::random_vector(6, 37);
  Evaluation twin, at;
  logreg::Margins twin_margins{};
  {
    const tables::Using scalar(logreg::scalar_kernels());
    whole.objective.evaluate(beta, Need::hessian, twin);
    twin_margins = whole.objective.margins(beta);
  }
  for (const logreg::Kernels* table : tables::here()) {
    CAPTURE(std::string(table->name));
    const tables::Using chosen(*table);
    whole.objective.evaluate(beta, Need::hessian, at);
    CHECK(laws::agree(at.value, twin.value, 1e-13, 0));
    CHECK((at.gradient - twin.gradient).norm() <= 1e-13);
    CHECK((at.hessian - twin.hessian).norm() <= 1e-13 * twin.hessian.norm());
    const logreg::Margins margins = whole.objective.margins(beta);
    CHECK(laws::agree(margins.least, twin_margins.least, 1e-13, 0));
    CHECK(laws::agree(margins.largest_linear, twin_margins.largest_linear, 1e-13, 0));
  }
}

TEST_CASE("linear predictors are left where they are wanted, of the point that was evaluated last") {
  const Data data = problems::many_rows(9000, 3);
  const Vector beta = laws::random_vector(4, 38), other = laws::random_vector(4, 39);
  for (Index threads : {1, 4}) {
    Whole whole(data, threads);
    Vector eta = Vector::Constant(9000, logreg::kNaN);
    Evaluation at;
    whole.objective.evaluate(beta, Need::value, at);
    CHECK(!whole.objective.linear_predictors_at(beta));
    whole.objective.keep_linear_predictors(eta.data());
    CHECK(!whole.objective.linear_predictors_at(beta));
    for (Need need : {Need::value, Need::gradient}) {
      eta.setConstant(logreg::kNaN);
      whole.objective.evaluate(beta, need, at);
      CHECK(whole.objective.linear_predictors_at(beta));
      CHECK(!whole.objective.linear_predictors_at(other));
      CHECK((eta - (data.dense() * beta + data.offset)).cwiseAbs().maxCoeff() <= 1e-14);
    }
    whole.objective.evaluate(other, Need::hessian, at);  // hardly ever the last pass: it leaves them alone
    CHECK(whole.objective.linear_predictors_at(beta));
    CHECK((eta - (data.dense() * beta + data.offset)).cwiseAbs().maxCoeff() <= 1e-14);
    whole.objective.evaluate(other, Need::value, at);
    CHECK(!whole.objective.linear_predictors_at(beta));
    whole.objective.reach(beta);
    CHECK(whole.objective.linear_predictors_at(other));
    CHECK((eta - (data.dense() * other + data.offset)).cwiseAbs().maxCoeff() <= 1e-14);
  }
}

TEST_CASE("the bound of the reach bounds it, and is infinite while nothing is known of the columns") {
  const Data data = problems::many_rows(500, 3);
  Whole whole(data);
  const Vector direction = laws::random_vector(4, 40);
  CHECK(whole.objective.reach_bound(direction) == logreg::kInfinity);
  const Vector largest = data.dense().cwiseAbs().colwise().maxCoeff();
  whole.objective.watch_values(false);
  CHECK(whole.objective.reach_bound(direction) == logreg::kInfinity);
  Evaluation at;
  whole.objective.evaluate(Vector::Zero(4), Need::value, at);
  CHECK(laws::agree(whole.objective.reach_bound(direction), direction.cwiseAbs().dot(largest), 1e-15, 0));
  for (unsigned seed = 41; seed < 61; ++seed) {
    const Vector some = laws::random_vector(4, seed);
    CHECK(whole.objective.reach(some) <= whole.objective.reach_bound(some) * (1 + 1e-14));
  }
}

TEST_CASE("the bound counts one level of a factor, the largest that its coefficients reach") {
  const std::vector<int> codes = {1, 2, 3, 4, 5, 1, 2};
  const std::vector<double> x = {-3, 1, 2, 0, 1, 0.5, 2}, y = {0, 1, 0, 1, 1, 0, 1};
  std::vector<logreg::Column> columns = {logreg::Column::intercept(), logreg::Column::real(x.data())};
  for (Index level = 1; level < 5; ++level) columns.push_back(logreg::Column::indicator(codes.data(), level, 5));
  const logreg::MemorySource source(columns, {7, y.data()});
  const logreg::LogisticLoss loss;
  const logreg::NoPenalty none;
  logreg::Monitor quiet;
  logreg::LinearObjective objective(source, loss, none, 1, quiet);
  objective.watch_values(false);
  Evaluation at;
  objective.evaluate(Vector::Zero(6), Need::gradient, at);
  // |1| + 3 |-2| + max(|0|, |4|, |-5|, |1|, |2|)
  CHECK(objective.reach_bound(problems::vector_of({1, -2, 4, -5, 1, 2})) == 12.0);
}

TEST_CASE("a value that nobody has looked at is an error where it is not finite, in a pilot too") {
  for (double wrong : {logreg::kNaN, logreg::kInfinity})
    for (Index row : {Index{0}, Index{7777}, Index{15999}})
      for (bool refused : {false, true}) {
        CAPTURE(wrong);
        CAPTURE(row);
        Data data = problems::many_rows(16000, 2);
        data.x(row, 1) = wrong;
        Whole whole(data, 2);
        whole.objective.watch_values(refused);
        Evaluation at;
        if (refused) CHECK_THROWS_AS(whole.objective.evaluate(Vector::Zero(3), Need::gradient, at), logreg::NotFinite);
        else CHECK_NOTHROW(whole.objective.evaluate(Vector::Zero(3), Need::gradient, at));
        CHECK(!(whole.objective.reach_bound(Vector::Ones(3)) < logreg::kInfinity));
        const std::unique_ptr<logreg::Objective> pilot = whole.objective.pilot();
        if (refused && row == 0) CHECK_THROWS_AS(pilot->evaluate(Vector::Zero(3), Need::value, at), logreg::NotFinite);
      }
}

TEST_CASE("a pilot is the mean over its rows; there is none where it would not pay") {
  CHECK(Whole(problems::many_rows(8000, 3)).objective.pilot() == nullptr);
  CHECK(Whole(problems::eight_rows().data).objective.pilot() == nullptr);
  const Data data = problems::many_rows(16000, 3);
  Whole whole(data, 2, 0.4);
  const Vector beta = laws::random_vector(4, 62);
  const double mean_weight = data.weight.mean();
  Data some;
  std::vector<Index> picked;
  whole.source.pilot(2000)->for_each_block([&](const logreg::RowBlock& block) {
    for (Index i = 0; i < block.x.rows(); ++i) picked.push_back(block.first + i);
  });
  const Index count = static_cast<Index>(picked.size());
  some.x.resize(count, 3), some.y.resize(count), some.weight.resize(count), some.offset.resize(count);
  for (Index i = 0; i < count; ++i) {
    const Index row = picked[static_cast<std::size_t>(i)];
    some.x.row(i) = data.x.row(row);
    some.y[i] = data.y[row], some.weight[i] = data.weight[row], some.offset[i] = data.offset[row];
  }
  const Plain plain(some, beta);
  const double weight_share = some.weight.mean() / mean_weight;  // weights have mean 1 over all rows
  Evaluation at;
  const double before = whole.objective.passes();
  {
    const auto pilot = whole.objective.pilot();
    REQUIRE(pilot != nullptr);
    CHECK(pilot->dimension() == 4);
    CHECK(pilot->informative_row_count() == count);
    pilot->evaluate(beta, Need::hessian, at);
    CHECK(laws::agree(at.loss, plain.value * weight_share, 1e-12, 0));
    const Vector slopes = problems::vector_of({0, beta[1], beta[2], beta[3]});
    CHECK(laws::agree(at.value, at.loss + 0.2 * slopes.squaredNorm(), 1e-12, 0));
    CHECK((at.gradient - (plain.gradient * weight_share + 0.4 * slopes)).norm() <= 1e-12);
    Matrix hessian = plain.hessian * weight_share;
    hessian.diagonal().tail(3).array() += 0.4;
    CHECK((at.hessian - hessian).norm() <= 1e-12 * hessian.norm());
  }
  // What a pilot read counts as its share of a pass.
  CHECK(laws::agree(whole.objective.passes() - before, static_cast<double>(count) / 16000, 1e-12, 0));
}

TEST_CASE("a pilot whose rows hardly count is none") {
  Data data = problems::many_rows(16000, 2);
  take_weight_of_pilot(data);
  CHECK(Whole(data).objective.pilot() == nullptr);
}

TEST_CASE("the wrong number of coefficients is an error") {
  Whole whole(problems::eight_rows().data);
  Evaluation at;
  CHECK_THROWS_AS(whole.objective.evaluate(Vector::Zero(3), Need::value, at), logreg::InputError);
}

TEST_CASE("a monitor that asks to stop ends a pass, for any number of threads, and the next pass works") {
  class Stopping : public logreg::Monitor {
   public:
    bool interrupted() override { return stop; }
    bool stop = true;
  };
  const Data data = problems::many_rows(60000, 3);
  const logreg::MemorySource source = data.source();
  const logreg::LogisticLoss loss;
  const logreg::NoPenalty none;
  for (Index threads : {1, 4}) {
    Stopping monitor;
    logreg::LinearObjective objective(source, loss, none, threads, monitor);
    Evaluation at;
    // The monitor is asked every 50 ms at most.
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    CHECK_THROWS_AS(objective.evaluate(Vector::Zero(4), Need::hessian, at), logreg::Interrupted);
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    CHECK_THROWS_AS(objective.hessian_triangle(Vector::Zero(4)), logreg::Interrupted);
    monitor.stop = false;
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    CHECK_NOTHROW(objective.evaluate(Vector::Zero(4), Need::hessian, at));
  }
}

}  // namespace tests_of_linear_objective
