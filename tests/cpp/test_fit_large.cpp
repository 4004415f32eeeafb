#include "logreg/fit/fit.hpp"

#include "problems.hpp"
#include "tables.hpp"

namespace tests_of_fit_large {

using logreg::Column;
using logreg::FitResult;
using logreg::FitSpec;
using logreg::Index;
using logreg::Matrix;
using logreg::Vector;
using problems::Data;

// Fits of so many numbers that passes are spared: rank from a pilot, linear predictors and Hessian from
// the last pass. What comes out must be what plain matrices say.

namespace {

constexpr Index kRows = 26000;

struct Fitted : FitResult {
  Vector eta;
};

Fitted fit_columns(const std::vector<Column>& columns, const logreg::Response& response, FitSpec spec = {}) {
  logreg::Monitor quiet;
  const logreg::MemorySource source(columns, response);
  Vector eta = Vector::Constant(response.rows, logreg::kNaN);
  spec.eta = eta.data();
  return {logreg::Fit(source, response, spec, quiet, {}).run(), std::move(eta)};
}

Fitted fit(const Data& data, const FitSpec& spec = {}) { return fit_columns(data.columns(), data.response(), spec); }

/// X'WX by plain matrices, and the gradient of the sum of losses.
struct Plain {
  Plain(const Matrix& x, const Data& data, const Vector& beta) : eta(x * beta) {
    if (data.offset.size() > 0) eta += data.offset;
    Vector v(eta.size()), r(eta.size());
    for (Index i = 0; i < v.size(); ++i) {
      const double w = data.weight.size() > 0 ? data.weight[i] : 1.0;
      v[i] = w * logreg::sigmoid(eta[i]) * logreg::sigmoid(-eta[i]);
      r[i] = w * (logreg::sigmoid(eta[i]) - data.y[i]);
      loss += w * logreg::LogisticLoss::terms(eta[i], data.y[i]).value;
    }
    gradient = x.transpose() * r;
    information = x.transpose() * v.asDiagonal() * x;
  }
  Vector eta, gradient;
  Matrix information;
  double loss = 0.0;
};

/// At the optimum to rounding, and everything that the fit says of it is so.
void check_fit(const Fitted& result, const Matrix& x, const Data& data) {
  CHECK(to_string(result.reason) == "converged");
  CHECK(result.distance <= 1e-9);
  const Plain plain(x, data, result.beta);
  const double size = 1.0 + x.cwiseAbs().maxCoeff() * result.beta.cwiseAbs().sum();
  CHECK((result.eta - plain.eta).cwiseAbs().maxCoeff() <= 1e-13 * size);
  const Vector step = logreg::solve_symmetric(plain.information, plain.gradient);
  CHECK(std::sqrt(plain.gradient.dot(step)) <= 1e-9);
  // The Hessian may be that of a point so near that standard errors differ by 1e-7 at most.
  const Matrix kept = result.triangle.transpose() * result.triangle;
  const logreg::Vector ratio = laws::relative_eigenvalues(kept, plain.information);
  CHECK(ratio.maxCoeff() <= 1 + 1.1e-7);
  CHECK(ratio.minCoeff() >= 1 - 1.1e-7);
  CHECK((result.covariance * kept - Matrix::Identity(x.cols(), x.cols())).norm() <= 1e-8);
  const double sum = data.weight.size() > 0 ? data.weight.sum() : static_cast<double>(x.rows());
  CHECK(laws::agree(result.loss, plain.loss / sum, 1e-12, 0));
  CHECK(laws::agree(result.deviance, 2 * plain.loss, 1e-12, 0));
}

}  // namespace

TEST_CASE("a large fit is at the optimum, with the linear predictors and the information there") {
  Data data = problems::many_rows(kRows, 3);
  check_fit(fit(data), data.dense(), data);
  data.offset.resize(0);
  check_fit(fit(data), data.dense(), data);
  data.weight.resize(0);
  check_fit(fit(data), data.dense(), data);
  data.x.col(1) = 3e3 * data.x.col(1).array() + 1e4;  // centred and scaled inside
  check_fit(fit(data), data.dense(), data);
  check_fit(fit(problems::sorted_by(data, data.y)), problems::sorted_by(data, data.y).dense(), problems::sorted_by(data, data.y));
}

TEST_CASE("a large fit without an intercept, and one with a pilot of one class") {
  Data data = problems::many_rows(kRows, 4);
  data.intercept = false;
  check_fit(fit(data), data.dense(), data);
  data.intercept = true;
  data.source().pilot(kRows / 8)->for_each_block([&](const logreg::RowBlock& block) { data.y.segment(block.first, block.x.rows()).setZero(); });
  check_fit(fit(data), data.dense(), data);
}

TEST_CASE("a large fit of factors is that of the columns that they stand for") {
  const Data data = problems::many_rows(kRows, 1);
  std::vector<int> codes(kRows), other(kRows);
  for (Index i = 0; i < kRows; ++i) {
    codes[static_cast<std::size_t>(i)] = 1 + static_cast<int>(i * 7919 % 9);
    other[static_cast<std::size_t>(i)] = 1 + static_cast<int>(i * 5 / kRows);
  }
  std::vector<Column> columns = data.columns();
  for (Index level = 1; level < 9; ++level) columns.push_back(Column::indicator(codes.data(), level, 9));
  for (std::size_t k = 0; k < 4; ++k) {  // sum contrasts
    std::vector<double> values(5, 0.0);
    values[k] = 1.0, values[4] = -1.0;
    columns.push_back(Column::code(other.data(), values));
  }
  Matrix x(kRows, static_cast<Index>(columns.size()));
  for (Index j = 0; j < x.cols(); ++j)
    for (Index i = 0; i < kRows; ++i) x(i, j) = columns[static_cast<std::size_t>(j)].raw(i);
  check_fit(fit_columns(columns, data.response()), x, data);
}

TEST_CASE("rank is that of all rows, whatever a pilot shows") {
  // A copy in the whole; a copy, zeros or a constant in the rows of the pilot only.
  Data data = problems::many_rows(kRows, 4);
  const Data full = data;
  data.x.col(3) = data.x.col(1) - data.x.col(2);
  const Fitted copy = fit(data);
  REQUIRE(copy.aliased.size() == 1);
  CHECK(copy.aliased[0].column == 4);
  CHECK(copy.aliased[0].repeats == std::vector<Index>{2, 3});
  Data reduced = data;
  reduced.x.conservativeResize(kRows, 3);
  check_fit(copy, reduced.dense(), reduced);
  for (int kind = 0; kind < 3; ++kind) {
    CAPTURE(kind);
    Data hidden = full;
    hidden.source().pilot(kRows / 8)->for_each_block([&](const logreg::RowBlock& block) {
      for (Index i = block.first; i < block.first + block.x.rows(); ++i)
        hidden.x(i, 3) = kind == 0 ? hidden.x(i, 1) : kind == 1 ? 0.0 : 0.7;
    });
    const Fitted result = fit(hidden);
    CHECK(result.aliased.empty());
    check_fit(result, hidden.dense(), hidden);
  }
}

TEST_CASE("a large fit begins where it is told to") {
  const Data data = problems::many_rows(kRows, 3);
  FitSpec spec;
  spec.start = problems::vector_of({0.5, -0.25, 1.0, 0.125});
  const Fitted result = fit(data, spec);
  CHECK((result.trace.beta.row(0).transpose() - spec.start).norm() <= 1e-14);
  check_fit(result, data.dense(), data);
  CHECK((result.beta - fit(data).beta).norm() <= 1e-11);
}

TEST_CASE("the number of threads changes no bit of a large fit") {
  const Data data = problems::many_rows(kRows, 3);
  FitSpec spec;
  spec.threads = 1;
  const Fitted one = fit(data, spec);
  for (Index threads : {2, 4, 8}) {
    spec.threads = threads;
    const Fitted many = fit(data, spec);
    CHECK(laws::same_bits(one.beta, many.beta));
    CHECK(laws::same_bits(one.covariance, many.covariance));
    CHECK(laws::same_bits(one.eta, many.eta));
    CHECK(one.loss == many.loss);
  }
}

TEST_CASE("every table of kernels gives a large fit the same answer to rounding") {
  const Data data = problems::many_rows(kRows, 3);
  const tables::Using twin(logreg::scalar_kernels());
  const Fitted expected = fit(data);
  for (const logreg::Kernels* table : tables::here()) {
    CAPTURE(std::string(table->name));
    const tables::Using chosen(*table);
    const Fitted result = fit(data);
    CHECK((result.beta - expected.beta).norm() <= 1e-12);
    CHECK((result.covariance - expected.covariance).norm() <= 2e-7 * expected.covariance.norm());
    CHECK((result.eta - expected.eta).cwiseAbs().maxCoeff() <= 1e-12);
  }
}

TEST_CASE("a large penalised fit satisfies its equations, and its linear predictors are those of its coefficients") {
  const Data data = problems::many_rows(kRows, 3);
  FitSpec spec;
  spec.penalty = "ridge";
  spec.penalty_strength = 0.2;
  spec.penalty_standardize = false;
  const Fitted result = fit(data, spec);
  CHECK(to_string(result.reason) == "converged");
  const Plain plain(data.dense(), data, result.beta);
  Vector score = plain.gradient / data.weight.sum();
  score.tail(3) += 0.2 * result.beta.tail(3);
  CHECK(score.norm() <= 1e-11);
  CHECK((result.eta - plain.eta).cwiseAbs().maxCoeff() <= 1e-13);
}

TEST_CASE("a large separated fit is said to be separated") {
  Data data = problems::many_rows(kRows, 3);
  data.y = data.x.col(0).unaryExpr([](double x) { return x > 0 ? 1.0 : 0.0; });
  CHECK(to_string(fit(data).reason) != "converged");
}

}  // namespace tests_of_fit_large
