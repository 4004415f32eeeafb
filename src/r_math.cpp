#include <Rcpp.h>
#include <cmath>
#include <logreg/loss/logistic.hpp>
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

// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector log_loss_(Rcpp::NumericVector eta, Rcpp::NumericVector y) {
  if (eta.size() != y.size()) Rcpp::stop("eta and y differ in length");
  Rcpp::NumericVector made(eta.size());
  for (R_xlen_t i = 0; i < eta.size(); ++i) made[i] = logreg::LogisticLoss::terms(eta[i], y[i]).value;
  return made;
}

/// Per row, exact from eta: probability, working weight w p (1 - p), and the residuals of glm().
// [[Rcpp::export(rng = false)]]
Rcpp::List row_terms_(Rcpp::NumericVector eta, Rcpp::NumericVector y, Rcpp::NumericVector weight) {
  const R_xlen_t n = eta.size();
  if (y.size() != n || weight.size() != n) Rcpp::stop("eta, y and weight differ in length");
  const logreg::LogisticLoss loss;
  Rcpp::NumericVector prob(n), working_weight(n), working(n), deviance(n), pearson(n), deviance_terms(n);
  for (R_xlen_t i = 0; i < n; ++i) {
    const logreg::LossTerms t = logreg::LogisticLoss::terms(eta[i], y[i]);
    prob[i] = logreg::sigmoid(eta[i]);
    working_weight[i] = weight[i] * t.curvature;
    working[i] = logreg::LogisticLoss::working_residual(eta[i], y[i]);
    pearson[i] = std::sqrt(weight[i]) * logreg::LogisticLoss::pearson_residual(eta[i], y[i]);
    deviance_terms[i] = 2.0 * weight[i] * loss.excess(eta[i], y[i]);
    deviance[i] = std::copysign(std::sqrt(deviance_terms[i]), -t.gradient);
  }
  return Rcpp::List::create(Rcpp::_["prob"] = prob, Rcpp::_["weight"] = working_weight, Rcpp::_["working"] = working,
                            Rcpp::_["deviance"] = deviance, Rcpp::_["pearson"] = pearson,
                            Rcpp::_["deviance_terms"] = deviance_terms);
}
