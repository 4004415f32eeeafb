#include "logreg/inference/firth_profile.hpp"

#include "problems.hpp"

namespace tests_of_firth_profile {

using logreg::FirthObjective;
using logreg::FirthProfile;
using logreg::Index;
using logreg::Matrix;
using logreg::RestrictedObjective;
using logreg::Vector;
using problems::Data;
using problems::Whole;

namespace {

/// Counts of a 2 x 2 table, x = 0 and 1.
Data table(double events0, double total0, double events1, double total1) {
  Data data;
  data.x = problems::vector_of({0, 1});
  data.weight = problems::vector_of({total0, total1});
  data.y = problems::vector_of({events0 / total0, events1 / total1});
  return data;
}

/// The penalised log-likelihood of such a table: its determinant is the product of the cells' variances.
double penalised(const Data& data, double intercept, double slope) {
  double value = 0.0;
  for (Index i = 0; i < 2; ++i) {
    const double eta = intercept + slope * data.x(i, 0), p = 1 / (1 + std::exp(-eta)), n = data.weight[i];
    value += n * (data.y[i] * std::log(p) + (1 - data.y[i]) * std::log(1 - p)) + 0.5 * std::log(n * p * (1 - p));
  }
  return value;
}

/// The maximum over the intercept with the slope held, by golden section: it is unimodal there.
double profile(const Data& data, double slope) {
  double low = -20.0, high = 20.0;
  const double share = (std::sqrt(5.0) - 1) / 2;
  for (int k = 0; k < 120; ++k) {
    const double a = high - share * (high - low), b = low + share * (high - low);
    (penalised(data, a, slope) < penalised(data, b, slope) ? low : high) = penalised(data, a, slope) < penalised(data, b, slope) ? a : b;
  }
  return penalised(data, 0.5 * (low + high), slope);
}

double logit(double events, double others) { return std::log(events / others); }

}  // namespace

TEST_CASE("a restricted objective keeps the laws of an objective, and is the whole one on its points") {
  Whole whole(problems::many_rows(200, 3));
  FirthObjective firth(whole.objective);
  const Matrix map = laws::random_matrix(4, 2, 3);
  RestrictedObjective restricted(firth, laws::random_vector(4, 4), map);
  const Vector t = laws::random_vector(2, 5);
  laws::objective_derivatives(restricted, t);
  laws::objective_triangle(restricted, t);
  logreg::Evaluation part, all;
  restricted.evaluate(t, logreg::Need::value, part);
  firth.evaluate(restricted.point(t), logreg::Need::value, all);
  CHECK(part.value == all.value);
  CHECK(restricted.optimum_is_certain());
}

TEST_CASE("limits and tests of a table are those of its penalised profile likelihood") {
  // The second table is separated.
  for (const Data& data : {table(7, 12, 3, 15), table(5, 10, 4, 4)}) {
    const logreg::MemorySource source = data.source();
    const double e0 = data.y[0] * data.weight[0], e1 = data.y[1] * data.weight[1];
    // Firth's penalty adds 1/2 to each cell.
    const double intercept = logit(e0 + 0.5, data.weight[0] - e0 + 0.5), slope = logit(e1 + 0.5, data.weight[1] - e1 + 0.5) - intercept;
    logreg::Monitor monitor;
    FirthProfile found(source, Vector::Zero(2), 1, monitor);
    const double best = penalised(data, intercept, slope);
    CHECK(laws::agree(found.statistic_at_zero({1}), 2 * (best - profile(data, 0.0)), 1e-8, 1e-9));
    CHECK(laws::agree(found.statistic_at_zero({0, 1}), 2 * (best - penalised(data, 0.0, 0.0)), 1e-9, 1e-9));
    for (double side : {-1.0, 1.0}) {
      const double limit = found.limit(1, side, 3.0);
      CHECK(side * (limit - slope) > 0);
      CHECK(laws::agree(2 * (best - profile(data, limit)), 3.0, 1e-8, 0));
    }
    // The intercept held is the row x = 0 alone, the other row stays at its optimum.
    for (double side : {-1.0, 1.0}) {
      const double limit = found.limit(0, side, 3.0);
      CHECK(laws::agree(2 * (best - penalised(data, limit, slope + intercept - limit)), 3.0, 1e-8, 0));
    }
  }
}

TEST_CASE("an intercept alone is tested") {
  Data data;
  data.x = Matrix(2, 0);
  data.weight = problems::vector_of({9, 5});
  data.y = problems::vector_of({1, 0});
  const logreg::MemorySource source = data.source();
  logreg::Monitor monitor;
  FirthProfile found(source, Vector::Zero(1), 1, monitor);
  // One half is added to the events and to the others, whose penalised log-likelihood is that of counts.
  const auto value = [](double p) { return 9.5 * std::log(p) + 5.5 * std::log(1 - p); };
  CHECK(laws::agree(found.statistic_at_zero({0}), 2 * (value(9.5 / 15) - value(0.5)), 1e-9, 1e-9));
}

TEST_CASE("a column moved and scaled has the limits moved and scaled") {
  Data data = problems::many_rows(80, 2), other = data;
  other.x.col(0) = 1000.0 + 1e-3 * data.x.col(0).array();
  const logreg::MemorySource one = data.source(), two = other.source();
  logreg::Monitor monitor;
  FirthProfile here(one, Vector::Zero(3), 1, monitor), there(two, Vector::Zero(3), 1, monitor);
  for (double side : {-1.0, 1.0}) {
    CHECK(laws::agree(1e-3 * there.limit(1, side, 3.84), here.limit(1, side, 3.84), 1e-7, 0));
    CHECK(laws::agree(there.limit(2, side, 3.84), here.limit(2, side, 3.84), 1e-8, 0));
  }
  CHECK(laws::agree(there.statistic_at_zero({1, 2}), here.statistic_at_zero({1, 2}), 1e-8, 0));
}

TEST_CASE("limits are found, and are the same, whatever point the search for the optimum starts from") {
  const Data data = table(5, 10, 4, 4);
  const logreg::MemorySource source = data.source();
  logreg::Monitor monitor;
  FirthProfile near(source, problems::vector_of({0.0, std::log(9.0)}), 1, monitor), far(source, problems::vector_of({9.0, -9.0}), 1, monitor);
  CHECK(laws::agree(near.limit(1, 1.0, 3.84), far.limit(1, 1.0, 3.84), 1e-8, 0));
}

}  // namespace tests_of_firth_profile
