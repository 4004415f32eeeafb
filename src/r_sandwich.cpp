#include <Rcpp.h>
#include <logreg/inference/leverage.hpp>
#include <logreg/inference/sandwich.hpp>

#include "r_convert.h"
#include "r_list.h"
#include "r_scaled.h"

namespace {

using namespace logreg_r;

/// `part` is `factor` and either `power`, for rows by themselves, or `cluster`, numbers from 1 to `clusters`.
Matrix filling_of(SEXP piece, const logreg::SandwichFilling& filling, Index rows) {
  const double factor = Rf_asReal(part(piece, "factor"));
  SEXP cluster = part(piece, "cluster");
  if (Rf_isNull(cluster)) return factor * filling.of_rows(Rf_asInteger(part(piece, "power")));
  const Index clusters = Rf_asInteger(part(piece, "clusters"));
  logreg::require(TYPEOF(cluster) == INTSXP && Rf_xlength(cluster) == rows, "cluster must be one integer a row");
  std::vector<int> numbers(INTEGER_RO(cluster), INTEGER_RO(cluster) + rows);
  for (int& number : numbers) {
    logreg::require(number >= 1 && number <= clusters, "a cluster has a number out of range");
    --number;
  }
  return factor * filling.of_clusters(numbers.data(), clusters);
}

}  // namespace

/// x_i' V x_i of every row.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector row_variance_(SEXP data, SEXP scaling) {
  const ScaledData scaled(data, scaling);
  return to_r(logreg::row_variance(scaled.source, scaled.root));
}

/// The sandwich covariance at a `point` (`eta`, `scaling`, `threads`) whose filling is the sum of `pieces`.
// [[Rcpp::export(rng = false)]]
Rcpp::List sandwich_(SEXP data, SEXP point, Rcpp::List pieces) {
  const ScaledData scaled(data, part(point, "scaling"));
  const Rcpp::NumericVector eta(part(point, "eta"));
  logreg::require(eta.size() == scaled.source.rows(), "eta must be one number a row");
  const logreg::SandwichFilling filling(scaled.source, eta.begin(), scaled.root, Rf_asInteger(part(point, "threads")));
  Matrix sum = Matrix::Zero(scaled.root.rows(), scaled.root.cols());
  for (R_xlen_t k = 0; k < pieces.size(); ++k) sum += filling_of(pieces[k], filling, scaled.source.rows());
  const logreg::SandwichCovariance found(scaled.root, sum, scaled.affine);
  return Rcpp::List::create(Rcpp::_["covariance"] = Rcpp::NumericMatrix(Rcpp::Shield<SEXP>(to_r(found.user))),
                            Rcpp::_["root"] = Rcpp::NumericMatrix(Rcpp::Shield<SEXP>(to_r(found.root))),
                            Rcpp::_["adjusted"] = found.adjusted);
}
