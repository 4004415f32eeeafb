#include <Rcpp.h>
#include <logreg/inference/profile.hpp>

#include "r_convert.h"
#include "r_list.h"
#include "r_monitor.h"
#include "r_scaled.h"

namespace {

using namespace logreg_r;

/// `goals` has the vectors `column` (from 1, among the kept ones), `value`, `side` and `rise`.
std::vector<logreg::ProfileGoal> as_goals(SEXP goals, Index columns) {
  const Rcpp::IntegerVector column(part(goals, "column"));
  const Vector value = as_vector(part(goals, "value")), side = as_vector(part(goals, "side")), rise = as_vector(part(goals, "rise"));
  std::vector<logreg::ProfileGoal> made;
  for (R_xlen_t k = 0; k < column.size(); ++k) {
    logreg::require(column[k] >= 1 && column[k] <= columns, "there is no such column");
    made.push_back({column[k] - 1, value[k], side[k], rise[k]});
  }
  return made;
}

}  // namespace

/// Points of profiles about `best` (`coefficients` of the kept columns, `scaling`, `threads`). `change` has a column for
/// each point.
// [[Rcpp::export(rng = false)]]
Rcpp::List profile_points_(SEXP data, SEXP best, SEXP goals, bool with_score) {
  const ScaledData scaled(data, part(best, "scaling"));
  RMonitor monitor(R_NilValue);
  const Vector estimate = scaled.affine.from_user(as_vector(part(best, "coefficients")));
  const logreg::ProfileSearch search(scaled.source, scaled.affine, scaled.root, estimate, Rf_asInteger(part(best, "threads")), monitor);
  const std::vector<logreg::ProfilePoint> points = search.find(as_goals(goals, estimate.size()), with_score);
  const R_xlen_t count = static_cast<R_xlen_t>(points.size());
  Rcpp::LogicalVector found(count);
  Rcpp::NumericVector distance(count), rise(count), score(count);
  Matrix change(estimate.size(), count);
  for (R_xlen_t k = 0; k < count; ++k) {
    const logreg::ProfilePoint& point = points[static_cast<std::size_t>(k)];
    found[k] = point.found;
    distance[k] = point.distance;
    rise[k] = point.rise;
    score[k] = point.score;
    change.col(k) = point.change;
  }
  return Rcpp::List::create(Rcpp::_["found"] = found, Rcpp::_["distance"] = distance, Rcpp::_["rise"] = rise, Rcpp::_["score"] = score,
                            Rcpp::_["change"] = Rcpp::NumericMatrix(Rcpp::Shield<SEXP>(to_r(change))));
}
