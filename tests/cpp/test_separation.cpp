#include "logreg/fit/separation.hpp"

#include "logreg/fit/fit.hpp"
#include "problems.hpp"

namespace tests_of_separation {

using logreg::Existence;
using logreg::FitResult;
using logreg::FitSpec;
using logreg::Index;
using logreg::kInfinity;
using logreg::Matrix;
using logreg::StopReason;
using logreg::Vector;
using problems::Data;

namespace {

struct Fitted : FitResult {
  Vector eta;
};

Fitted fit(const Data& data, FitSpec spec = {}) {
  logreg::Monitor quiet;
  const logreg::MemorySource source(data.columns(), data.response());
  Vector eta = Vector::Constant(data.response().rows, logreg::kNaN);
  spec.eta = eta.data();
  const auto draw = [](Index) { return Index(0); };
  return {logreg::Fit(source, data.response(), spec, quiet, draw).run(), std::move(eta)};
}

Data data_of(const Matrix& x, const Vector& y, bool intercept = true) {
  Data data;
  data.x = x;
  data.y = y;
  data.intercept = intercept;
  return data;
}

bool same(double a, double b) { return std::isnan(b) ? std::isnan(a) : std::isinf(b) ? a == b : std::abs(a - b) < 1e-9; }

void check_limit(const Fitted& found, const Vector& expected) {
  REQUIRE(found.limit.beta.size() == expected.size());
  for (Index k = 0; k < expected.size(); ++k) {
    CAPTURE(k);
    CAPTURE(found.limit.beta[k]);
    CHECK(same(found.limit.beta[k], expected[k]));
  }
}

constexpr double kNaN = logreg::kNaN;

}  // namespace

TEST_CASE("a completely separated column") {
  const Fitted found = fit(data_of(problems::vector_of({1, 2, 3, 4, 5, 6}), problems::vector_of({0, 0, 0, 1, 1, 1})));
  CHECK(to_string(found.reason) == "separated_complete");
  CHECK(found.existence == Existence::complete);
  check_limit(found, problems::vector_of({-kInfinity, kInfinity}));
  CHECK(found.limit.deviance == 0);
  CHECK(found.eta[0] == -kInfinity);
  CHECK(found.eta[5] == kInfinity);
}

TEST_CASE("one boundary point shared: the intercept is found on the face") {
  const Fitted found = fit(data_of(problems::vector_of({-1, 0, 0, 1}), problems::vector_of({0, 0, 1, 1})));
  CHECK(to_string(found.reason) == "separated_quasi");
  check_limit(found, problems::vector_of({0, kInfinity}));
  CHECK(same(found.limit.deviance, 4 * std::log(2.0)));
  CHECK(same(found.limit.loss, 0.5 * std::log(2.0)));
  CHECK(same(found.eta[1], 0));
  CHECK(found.eta[3] == kInfinity);
  // Two rows at probability one half: information 2 / 4.
  CHECK(same(found.limit.covariance(0, 0), 2));
  CHECK(std::isnan(found.limit.covariance(1, 1)));
}

TEST_CASE("a level without one of the classes") {
  const Fitted found = fit(data_of(problems::vector_of({0, 0, 0, 1, 1, 1}), problems::vector_of({0, 1, 0, 1, 1, 1})));
  CHECK(to_string(found.reason) == "separated_quasi");
  check_limit(found, problems::vector_of({-std::log(2.0), kInfinity}));
  CHECK(same(found.limit.deviance, 3.81908500976));
}

TEST_CASE("a separation that no single column shows") {
  Matrix x(8, 2);
  x << 0, 3, 1, 2, 2, 1, 3, 0, 0, 4, 1, 3, 2, 2, 3, 1;
  const Fitted found = fit(data_of(x, problems::vector_of({0, 0, 0, 0, 1, 1, 1, 1})));
  CHECK(to_string(found.reason) == "separated_complete");
  check_limit(found, problems::vector_of({-kInfinity, kInfinity, kInfinity}));
}

TEST_CASE("a coefficient that the face does not determine is neither finite nor infinite") {
  // Sign-adjusted rows (1, 1), (1, -1), (2, 1), (2, -1), separated by (1, 0); (1, c) separates for |c| < 1 too.
  Matrix x(4, 2);
  x << 1, 1, 1, -1, 2, 1, 2, -1;
  const Fitted found = fit(data_of(x, problems::vector_of({1, 1, 1, 1}), false));
  CHECK(to_string(found.reason) == "separated_complete");
  check_limit(found, problems::vector_of({kInfinity, kNaN}));
}

TEST_CASE("the sign is that of the whole cone, not of one direction in it") {
  // The cone of (1, 0) and (0, 1) has both coefficients >= 0; that of (1, -0.1) and (0, 1) leaves the second open.
  Matrix rows(2, 2);
  rows << 1, 0, 0, 1;
  check_limit(fit(data_of(rows, problems::vector_of({1, 1}), false)), problems::vector_of({kInfinity, kInfinity}));
  rows << 1, 0, 0.1, 1;
  check_limit(fit(data_of(rows, problems::vector_of({1, 1}), false)), problems::vector_of({kInfinity, kNaN}));
}

TEST_CASE("overlap that is narrow is no separation") {
  for (double width : {1e-3, 1e-6, 1e-8}) {
    CAPTURE(width);
    const Fitted found = fit(data_of(problems::vector_of({-3, -2, -1, -width, width, 1, 2, 3}), problems::eight_rows().data.y));
    CHECK(to_string(found.reason) == "converged");
    CHECK(found.existence == Existence::proved);
  }
}

TEST_CASE("rows at an infinite limit and on the face, for any threads and unit") {
  const Index n = 40000;
  Data data;
  data.x = laws::random_matrix(n, 4, 5);
  data.intercept = true;
  Vector chance = laws::random_vector(n, 6);
  data.y.resize(n);
  // A level of about 1 in 50 rows has events only; elsewhere chance decides.
  for (Index i = 0; i < n; ++i) {
    data.x(i, 3) = i % 50 == 0;
    data.y[i] = i % 50 == 0 || chance[i] < 0.3 * data.x(i, 0);
  }
  FitSpec one;
  one.threads = 1;
  const Fitted first = fit(data, one);
  CHECK(to_string(first.reason) == "separated_quasi");
  CHECK(first.separation.rows_apart == n / 50);
  CHECK(first.limit.beta[4] == kInfinity);
  CHECK(first.limit.beta.head(4).allFinite());
  // The finite ones are those of the rows that are not apart.
  std::vector<Index> face;
  for (Index i = 0; i < n; ++i)
    if (i % 50 != 0) face.push_back(i);
  Data rest;
  rest.intercept = true;
  rest.x.resize(static_cast<Index>(face.size()), 3);
  rest.y.resize(static_cast<Index>(face.size()));
  for (std::size_t k = 0; k < face.size(); ++k) {
    rest.x.row(static_cast<Index>(k)) = data.x.row(face[k]).head(3);
    rest.y[static_cast<Index>(k)] = data.y[face[k]];
  }
  const Fitted expected = fit(rest);
  for (Index k = 0; k < 4; ++k) CHECK(laws::agree(first.limit.beta[k], expected.beta[k], 1e-9, 1e-9));
  for (Index threads : {2, 4}) {
    FitSpec spec;
    spec.threads = threads;
    CHECK(laws::same_bits(fit(data, spec).limit.beta, first.limit.beta));
  }
  data.x.col(0) *= 1024;
  const Fitted scaled = fit(data, one);
  CHECK(scaled.limit.beta[1] * 1024 == first.limit.beta[1]);
}

TEST_CASE("a column that varies in the last rows only has its finite coefficient") {
  const Index n = 40000;
  Data data;
  data.x = Matrix::Zero(n, 2);
  data.y.resize(n);
  const Vector chance = laws::random_vector(n, 8), late = laws::random_vector(n / 2, 9);
  data.x.col(0).tail(n / 2) = late;
  for (Index i = 0; i < n; ++i) {
    data.x(i, 1) = i % 50 == 0;
    data.y[i] = i % 50 == 0 || chance[i] > 0.5 * data.x(i, 0) ? 1.0 : 0.0;
  }
  const Fitted found = fit(data);
  CHECK(to_string(found.reason) == "separated_quasi");
  CHECK(std::isfinite(found.limit.beta[1]));
  CHECK(found.limit.beta[2] == kInfinity);
}

TEST_CASE("a row that is short separates as a long one does") {
  // The last row alone says anything of the difference of the last two columns.
  for (double t : {1.0, 1e-3, 1e-5}) {
    CAPTURE(t);
    Matrix x(6, 3);
    x << 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1, 1, 0, t, -t;
    const Fitted found = fit(data_of(x, problems::vector_of({1, 1, 0, 1, 0, 1}), false));
    CHECK(to_string(found.reason) == "separated_quasi");
    CHECK(found.separation.rows_apart == 1);
    check_limit(found, problems::vector_of({std::log(2.0), kInfinity, -kInfinity}));
  }
}

TEST_CASE("a row of zeros is on no side") {
  const Fitted found = fit(data_of(problems::vector_of({1, 2, -1, 0}), problems::vector_of({1, 1, 0, 1}), false));
  CHECK(to_string(found.reason) == "separated_quasi");
  CHECK(found.separation.rows_apart == 3);
  check_limit(found, problems::vector_of({kInfinity}));
  CHECK(same(found.limit.deviance, 2 * std::log(2.0)));
}

TEST_CASE("a row between 0 and 1 holds its own direction fast") {
  // x = 1 has events only at 0.5 of its weight, so nothing is separated.
  const Fitted found = fit(data_of(problems::vector_of({0, 0, 1}), problems::vector_of({0, 1, 0.5})));
  CHECK(to_string(found.reason) == "converged");
  const Fitted apart = fit(data_of(problems::vector_of({-1, 0, 1}), problems::vector_of({0, 0.5, 1})));
  CHECK(to_string(apart.reason) == "separated_quasi");
  check_limit(apart, problems::vector_of({0, kInfinity}));
}

TEST_CASE("a row of weight 0 gets the limit of its place") {
  Data data = data_of(problems::vector_of({-1, 0, 0, 1, 2, -2, 0}), problems::vector_of({0, 0, 1, 1, 0, 1, 1}));
  data.weight = problems::vector_of({1, 1, 1, 1, 0, 0, 0});
  const Fitted found = fit(data);
  CHECK(to_string(found.reason) == "separated_quasi");
  CHECK(found.eta[4] == kInfinity);
  CHECK(found.eta[5] == -kInfinity);
  CHECK(same(found.eta[6], 0));
}

TEST_CASE("a descent keeps its own last step, and knows the limit") {
  FitSpec spec;
  spec.solver = "gradient_descent";
  spec.take_limit = false;
  const Fitted found = fit(data_of(problems::vector_of({-1, 0, 0, 1}), problems::vector_of({0, 0, 1, 1})), spec);
  CHECK(to_string(found.reason) == "separated_quasi");
  CHECK(found.beta.allFinite());
  CHECK(found.eta.allFinite());
  check_limit(found, problems::vector_of({0, kInfinity}));
}

}  // namespace tests_of_separation
