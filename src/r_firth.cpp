#include <Rcpp.h>
#include <logreg/inference/firth_profile.hpp>

#include "r_convert.h"
#include "r_monitor.h"

namespace {

using namespace logreg_r;

/// The answer of `ask` about the penalised profile likelihood of a data set.
template <class Ask>
Rcpp::NumericVector of_profile(SEXP data, Rcpp::NumericVector beta, int threads, Ask ask) {
  const Data lent = as_data(data);
  const logreg::MemorySource source(lent.columns, lent.response);
  RMonitor monitor(R_NilValue);
  try {
    logreg::FirthProfile profile(source, as_vector(beta), threads, monitor);
    return ask(profile);
  } catch (const logreg::Interrupted&) {
    throw Rcpp::internal::InterruptedException();
  }
}

}  // namespace

/// For each set of columns, numbered from 1: twice the penalised log-likelihood that is lost where their coefficients
/// are 0. `beta` is where the search for the optimum begins.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector firth_statistics_(SEXP data, Rcpp::NumericVector beta, Rcpp::List sets, int threads) {
  return of_profile(data, beta, threads, [&](logreg::FirthProfile& profile) {
    Rcpp::NumericVector statistics(sets.size());
    for (R_xlen_t k = 0; k < sets.size(); ++k) statistics[k] = profile.statistic_at_zero(as_positions(sets[k]));
    return statistics;
  });
}

/// For each column the lower limit, where that statistic has risen to `rise`, then for each the upper one.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector firth_limits_(SEXP data, Rcpp::NumericVector beta, Rcpp::IntegerVector columns, double rise, int threads) {
  return of_profile(data, beta, threads, [&](logreg::FirthProfile& profile) {
    const std::vector<Index> places = as_positions(columns);
    Rcpp::NumericVector limits(2 * columns.size());
    R_xlen_t k = 0;
    for (const double side : {-1.0, 1.0})
      for (const Index place : places) limits[k++] = profile.limit(place, side, rise);
    return limits;
  });
}
