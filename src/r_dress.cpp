#include <Rcpp.h>

#include <algorithm>

#include "r_convert.h"
#include "r_list.h"

// A fit put together from its parts. In C++ because for a few rows the same in R takes longer than the fit.

namespace {

using logreg_r::name_of;
using logreg_r::NamedList;
using logreg_r::Names;
using logreg_r::part;
using logreg_r::Parts;

SEXP class_names(std::initializer_list<const char*> names) {
  SEXP made = Rf_allocVector(STRSXP, static_cast<R_xlen_t>(names.size()));
  R_xlen_t k = 0;
  for (const char* name : names) SET_STRING_ELT(made, k++, name_of(name));
  return made;
}

/// A `qr` object of the p x p triangle. With `qraux` 0 its Q is the identity, so qr.R() and chol2inv() give what
/// they would from the n x p decomposition.
SEXP compact_qr(SEXP triangle, SEXP rank, SEXP pivot) {
  static const Names names{"qr", "rank", "qraux", "pivot", "tol"};
  NamedList made(names);
  made.add(triangle);
  made.add(rank);
  SEXP aux = Rf_allocVector(REALSXP, Rf_ncols(triangle));
  std::fill(REAL(aux), REAL(aux) + Rf_xlength(aux), 0.0);
  made.add(aux);
  made.add(pivot);
  made.add(1e-13);
  const Rcpp::Shield<SEXP> title(class_names({"qr"}));
  Rf_setAttrib(made.list(), R_ClassSymbol, title);
  return made.list();
}

}  // namespace

/// What glm.fit() returns: of `core`, of `rows` (from row_vectors_()), and of `measures`: `deviance`,
/// `null_deviance`, `minus_twice_log_likelihood`, and the number of `used` rows.
// [[Rcpp::export(rng = false)]]
SEXP glm_components_(SEXP core, SEXP rows, SEXP measures, SEXP triangle, SEXP family, bool intercept) {
  static const Names names{"coefficients", "residuals", "fitted.values", "effects", "R", "rank", "qr", "family",
                           "linear.predictors", "deviance", "aic", "null.deviance", "iter", "weights", "prior.weights",
                           "df.residual", "df.null", "y", "converged", "boundary"};
  SEXP facts = part(core, "convergence"), reason = part(facts, "reason");
  const int rank = Rf_asInteger(part(core, "rank")), used = Rf_asInteger(part(measures, "used"));
  NamedList made(names);
  made.add(part(core, "coefficients"));
  made.add(part(rows, "residuals"));
  made.add(part(rows, "fitted.values"));
  made.add(R_NilValue);
  made.add(triangle);
  made.add(part(core, "rank"));
  made.add(compact_qr(triangle, part(core, "rank"), part(core, "pivot")));
  made.add(family);
  made.add(part(rows, "linear.predictors"));
  made.add(part(measures, "deviance"));
  made.add(Rf_asReal(part(measures, "minus_twice_log_likelihood")) + 2.0 * rank);
  made.add(part(measures, "null_deviance"));
  made.add(Rf_asInteger(part(facts, "iterations")));
  made.add(part(rows, "weights"));
  made.add(part(rows, "prior.weights"));
  made.add(used - rank);
  made.add(used - static_cast<int>(intercept));
  made.add(part(rows, "y"));
  made.add(STRING_ELT(reason, 0) == name_of("converged"));
  made.add(false);
  return made.list();
}

/// A fit: what glm.fit() would return (`parts`), then what glm() adds, then what only fits of this package have.
/// `about` has `model` (NULL for none), `call`, `data`, `control`, `solver` and `penalty`.
// [[Rcpp::export(rng = false)]]
SEXP fit_of_parts_(SEXP parts, SEXP core, SEXP data, SEXP about) {
  SEXP penalty = part(about, "penalty"), model = part(about, "model"), dropped = part(data, "na_action"), x = part(data, "x"),
       separation = part(core, "separation");
  constexpr R_xlen_t always = 17;
  Parts fit(Rf_xlength(parts) + always + (model != R_NilValue) + (dropped != R_NilValue) + (separation != R_NilValue) +
            (x != R_NilValue ? 2 : 0));
  fit.add_all(parts);
  fit.add_if_any("model", model);
  fit.add_if_any("na.action", dropped);
  fit.add("call", part(about, "call"));
  fit.add("formula", part(data, "formula"));
  fit.add("terms", part(data, "terms"));
  fit.add("data", part(about, "data"));
  fit.add("offset", part(data, "offset"));
  fit.add("control", part(about, "control"));
  const Rcpp::Shield<SEXP> method(Rf_ScalarString(name_of("logreg_glm_fit")));
  fit.add("method", method);
  fit.add("contrasts", part(data, "contrasts"));
  fit.add("xlevels", part(data, "xlevels"));
  fit.add("event", part(data, "event"));
  fit.add("solver", part(about, "solver"));
  fit.add("penalty", penalty);
  fit.add("trace", part(core, "trace"));
  fit.add("convergence", part(core, "convergence"));
  fit.add("covariance", part(core, "covariance"));
  fit.add("scaling", part(core, "scaling"));
  fit.add("aliased", part(core, "aliased"));
  fit.add_if_any("separation", separation);
  if (x != R_NilValue) {
    fit.add("x_user", x);
    fit.add("y_user", part(data, "y_user"));
  }
  const Rcpp::Shield<SEXP> made(fit.list());
  const bool maximum_likelihood = penalty == R_NilValue;
  const bool firth = !maximum_likelihood && logreg_r::text_of(penalty, "name") == "firth";
  const Rcpp::Shield<SEXP> title(maximum_likelihood ? class_names({"logreg_fit", "glm", "lm"})
                                                    : class_names({firth ? "logreg_firth" : "logreg_penalized", "logreg_fit"}));
  Rf_setAttrib(made, R_ClassSymbol, title);
  return made;
}

/// Do the parts of a fit have the lengths that they must have?
// [[Rcpp::export(rng = false)]]
bool fits_together_(SEXP fit) {
  const R_xlen_t rows = Rf_xlength(part(fit, "y"));
  for (const char* name : {"linear.predictors", "fitted.values", "residuals", "weights", "prior.weights"})
    if (Rf_xlength(part(fit, name)) != rows) return false;
  SEXP offset = part(fit, "offset"), coefficients = part(fit, "coefficients"), covariance = part(fit, "covariance");
  if (offset != R_NilValue && Rf_xlength(offset) != rows) return false;
  if (TYPEOF(coefficients) != REALSXP) return false;
  if (Rf_xlength(Rf_getAttrib(coefficients, R_NamesSymbol)) != Rf_xlength(coefficients)) return false;
  const double* beta = REAL_RO(coefficients);
  const R_xlen_t known = std::count_if(beta, beta + Rf_xlength(coefficients), [](double b) { return !ISNAN(b); });
  const int rank = Rf_asInteger(part(fit, "rank"));
  const bool square = covariance == R_NilValue || (Rf_nrows(covariance) == rank && Rf_ncols(covariance) == rank);
  // Separated data may leave a coefficient undetermined.
  return (part(fit, "separation") != R_NilValue ? rank >= known : rank == known) && square;
}
