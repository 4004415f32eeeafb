#include <Rcpp.h>
#include <chrono>
#include <logreg/loss/logistic.hpp>
#include <logreg/objective/linear_objective.hpp>
#include <logreg/penalty/none.hpp>

#include "r_convert.h"

namespace {

using namespace logreg_r;

/// Nanoseconds per row of the fastest of some passes that need this much.
double fastest_pass(logreg::LinearObjective& objective, logreg::Need need, Index rows, int passes) {
  const Vector beta = Vector::Constant(objective.dimension(), 1e-3);
  logreg::Evaluation at;
  double best = logreg::kInfinity;
  for (int k = 0; k < passes; ++k) {
    const auto start = std::chrono::steady_clock::now();
    objective.evaluate(beta, need, at);
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
    best = std::min(best, taken.count() / static_cast<double>(rows));
  }
  return best;
}

}  // namespace

/// The third stopwatch of bench/: one pass over a matrix with an intercept, in nanoseconds per row.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector kernel_time_(Rcpp::NumericMatrix x, Rcpp::NumericVector y, int threads, int passes) {
  const Index rows = x.nrow();
  std::vector<Column> columns = {Column::intercept()};
  for (int j = 0; j < x.ncol(); ++j) columns.push_back(Column::real(x.begin() + rows * j));
  const logreg::MemorySource source(columns, {rows, y.begin(), nullptr, nullptr});
  const logreg::LogisticLoss loss;
  const logreg::NoPenalty none;
  logreg::Monitor monitor;
  logreg::LinearObjective objective(source, loss, none, threads, monitor);
  return Rcpp::NumericVector::create(Rcpp::_["gradient"] = fastest_pass(objective, logreg::Need::gradient, rows, passes),
                                     Rcpp::_["hessian"] = fastest_pass(objective, logreg::Need::hessian, rows, passes));
}
