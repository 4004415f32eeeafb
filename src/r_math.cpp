#include <Rcpp.h>
#include <cmath>
#include <logreg/inference/deviance.hpp>
#include <logreg/inference/residuals.hpp>
#include <logreg/support/stable_math.hpp>

namespace {

template <class Function>
Rcpp::NumericVector map_numbers(const Rcpp::NumericVector& x, Function function) {
  Rcpp::NumericVector made(x.size());
  for (R_xlen_t i = 0; i < x.size(); ++i) made[i] = std::isnan(x[i]) ? x[i] : function(x[i]);
  return made;
}

}  // namespace

// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector sigmoid_(Rcpp::NumericVector eta) { return map_numbers(eta, logreg::sigmoid); }

// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector log1p_exp_(Rcpp::NumericVector eta) { return map_numbers(eta, logreg::log1p_exp); }

// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector logit_(Rcpp::NumericVector p) { return map_numbers(p, logreg::logit); }

/// Deviance of the model without columns, for a 0/1 response whose rows count alike.
// [[Rcpp::export(rng = false)]]
double binary_null_deviance_(double events, double rows, bool intercept) {
  return logreg::binary_null_deviance(events, rows, intercept);
}

/// Per row: probability, working weight w p (1 - p), and the residuals of glm(). Without weights they are 1.
// [[Rcpp::export(rng = false)]]
Rcpp::List row_terms_(Rcpp::NumericVector eta, Rcpp::NumericVector y, Rcpp::Nullable<Rcpp::NumericVector> weight) {
  const R_xlen_t n = eta.size();
  const Rcpp::NumericVector weights = weight.isNull() ? Rcpp::NumericVector() : Rcpp::NumericVector(weight.get());
  if (y.size() != n || (weight.isNotNull() && weights.size() != n)) Rcpp::stop("eta, y and weight differ in length");
  Rcpp::NumericVector prob(n), working_weight(n), working(n), deviance(n), pearson(n), deviance_terms(n);
  for (R_xlen_t i = 0; i < n; ++i) {
    const logreg::RowTerms row = logreg::row_terms(eta[i], y[i], weight.isNull() ? 1.0 : weights[i]);
    prob[i] = row.prob;
    working_weight[i] = row.weight;
    working[i] = row.working;
    deviance[i] = row.deviance;
    pearson[i] = row.pearson;
    deviance_terms[i] = row.deviance_term;
  }
  return Rcpp::List::create(Rcpp::_["prob"] = prob, Rcpp::_["weight"] = working_weight, Rcpp::_["working"] = working,
                            Rcpp::_["deviance"] = deviance, Rcpp::_["pearson"] = pearson,
                            Rcpp::_["deviance_terms"] = deviance_terms);
}
