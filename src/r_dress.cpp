#include <Rcpp.h>

#include <algorithm>
#include <cstring>
#include <vector>

// What the core returned, with R's names, NA and a data frame. In C++ because for a few rows the same
// in R takes longer than the fit.

namespace {

/// The element of a list that has this name, else NULL.
SEXP part(SEXP list, const char* name) {
  SEXP names = Rf_getAttrib(list, R_NamesSymbol);
  for (R_xlen_t k = 0; k < Rf_xlength(names); ++k)
    if (std::strcmp(CHAR(STRING_ELT(names, k)), name) == 0) return VECTOR_ELT(list, k);
  return R_NilValue;
}

/// A named list that grows at its end. Elements must be protected by somebody else until they are in.
class Parts {
 public:
  explicit Parts(R_xlen_t most) : values_(Rf_allocVector(VECSXP, most)), names_(Rf_allocVector(STRSXP, most)) {}

  void add(SEXP name, SEXP value) {
    SET_VECTOR_ELT(values_, count_, value);
    SET_STRING_ELT(names_, count_++, name);
  }
  void add(const char* name, SEXP value) {
    SET_VECTOR_ELT(values_, count_, value);
    SET_STRING_ELT(names_, count_++, Rf_mkChar(name));
  }
  void add_if_any(const char* name, SEXP value) {
    if (value != R_NilValue) add(name, value);
  }
  SEXP list() const {
    const Rcpp::Shield<SEXP> made(Rf_xlengthgets(values_, count_)), names(Rf_xlengthgets(names_, count_));
    Rf_setAttrib(made, R_NamesSymbol, names);
    return made;
  }

 private:
  Rcpp::Shield<SEXP> values_, names_;
  R_xlen_t count_ = 0;
};

/// Values of the kept columns at their places among all columns; the aliased ones are NA.
Rcpp::NumericVector spread(const Rcpp::NumericVector& values, const Rcpp::IntegerVector& kept,
                           const Rcpp::CharacterVector& names) {
  Rcpp::NumericVector all(names.size(), NA_REAL);
  for (R_xlen_t k = 0; k < values.size(); ++k) all[kept[k] - 1] = values[k];
  Rf_setAttrib(all, R_NamesSymbol, names);
  return all;
}

/// Kept columns first, in their order, then the aliased ones.
Rcpp::IntegerVector pivot_of(const Rcpp::IntegerVector& kept, R_xlen_t columns) {
  Rcpp::IntegerVector pivot(columns);
  std::vector<bool> is_kept(static_cast<std::size_t>(columns), false);
  R_xlen_t place = 0;
  for (int column : kept) {
    pivot[place++] = column;
    is_kept[static_cast<std::size_t>(column - 1)] = true;
  }
  for (R_xlen_t j = 0; j < columns; ++j)
    if (!is_kept[static_cast<std::size_t>(j)]) pivot[place++] = static_cast<int>(j) + 1;
  return pivot;
}

/// A square matrix of the kept columns gets their names.
SEXP squared(SEXP values, const Rcpp::CharacterVector& kept_names) {
  if (Rf_xlength(values) > 0) Rf_setAttrib(values, R_DimNamesSymbol, Rcpp::List::create(kept_names, kept_names));
  return values;
}

/// The path as users see it: a data frame with one row a recorded epoch.
SEXP trace_frame(SEXP trace, const Rcpp::IntegerVector& kept, const Rcpp::CharacterVector& names,
                 bool penalized) {
  SEXP epoch = part(trace, "epoch"), coefficients = part(trace, "coefficients");
  const R_xlen_t rows = Rf_xlength(epoch);
  Parts columns(5 + names.size());
  columns.add("epoch", Rcpp::Shield<SEXP>(Rf_coerceVector(epoch, INTSXP)));
  for (const char* fact : {"loss", "gradient_norm", "step"}) columns.add(fact, part(trace, fact));
  if (penalized) columns.add("objective", part(trace, "objective"));
  const R_xlen_t first = penalized ? 5 : 4;
  for (R_xlen_t j = 0; j < names.size(); ++j)
    columns.add(STRING_ELT(names, j), Rcpp::Shield<SEXP>(Rf_allocVector(REALSXP, rows)));
  const Rcpp::Shield<SEXP> frame(columns.list());
  for (R_xlen_t j = 0; j < names.size(); ++j) {
    double* path = REAL(VECTOR_ELT(frame, first + j));
    std::fill(path, path + rows, NA_REAL);
  }
  for (R_xlen_t k = 0; k < kept.size(); ++k)
    std::copy(REAL(coefficients) + rows * k, REAL(coefficients) + rows * (k + 1),
              REAL(VECTOR_ELT(frame, first + kept[k] - 1)));
  Rf_setAttrib(frame, R_RowNamesSymbol, Rcpp::IntegerVector::create(NA_INTEGER, -static_cast<int>(rows)));
  Rf_setAttrib(frame, R_ClassSymbol, Rcpp::Shield<SEXP>(Rf_mkString("data.frame")));
  return frame;
}

/// A number that the core does not know is NaN there and NA here.
SEXP na_for_nan(SEXP fact) {
  const bool unknown = TYPEOF(fact) == REALSXP && Rf_xlength(fact) == 1 && !Rf_isMatrix(fact) && R_IsNaN(REAL(fact)[0]);
  return unknown ? Rf_ScalarReal(NA_REAL) : fact;
}

Rcpp::List with_na(const Rcpp::List& facts) {
  Rcpp::List made(Rf_shallow_duplicate(facts));
  for (R_xlen_t k = 0; k < made.size(); ++k) made[k] = na_for_nan(made[k]);
  return made;
}

Rcpp::List with_kept(const Rcpp::List& scaling, const Rcpp::IntegerVector& kept) {
  return Rcpp::List::create(Rcpp::_["center"] = scaling["center"], Rcpp::_["scale"] = scaling["scale"],
                            Rcpp::_["root"] = scaling["root"], Rcpp::_["kept"] = kept);
}

/// The optimum that a fit was still away from, named as the fit is.
SEXP dressed_optimum(SEXP optimum, const Rcpp::IntegerVector& kept, const Rcpp::CharacterVector& names) {
  if (optimum == R_NilValue) return R_NilValue;
  Rcpp::List made = with_na(optimum);
  made["coefficients"] = spread(made["coefficients"], kept, names);
  return made;
}

/// What in the core's answer has a place of its own in a fit. All else tells how the solver got there.
bool has_own_place(const char* name) {
  static const char* placed[] = {"coefficients", "linear_predictors", "kept", "rank", "pivot", "aliased", "triangle",
                                 "covariance", "scaling", "trace", "deviance", "null_deviance", "y"};
  return std::any_of(std::begin(placed), std::end(placed), [=](const char* other) { return !std::strcmp(name, other); });
}

SEXP convergence_of(SEXP core) {
  SEXP names = Rf_getAttrib(core, R_NamesSymbol);
  Parts made(Rf_xlength(core));
  for (R_xlen_t k = 0; k < Rf_xlength(core); ++k)
    if (!has_own_place(CHAR(STRING_ELT(names, k)))) made.add(STRING_ELT(names, k), VECTOR_ELT(core, k));
  return made.list();
}

SEXP class_of_fit(bool penalized) {
  if (penalized) return Rcpp::CharacterVector::create("logreg_penalized", "logreg_fit");
  return Rcpp::CharacterVector::create("logreg_fit", "glm", "lm");
}

}  // namespace

/// A fit: what glm.fit() would return (`parts`), then what glm() adds, then what only fits of this package have.
/// `about` has `model` (NULL for none), `call`, `data`, `control`, `solver` and `penalty`.
// [[Rcpp::export(rng = false)]]
SEXP fit_of_parts_(SEXP parts, SEXP core, SEXP data, SEXP about) {
  SEXP names = Rf_getAttrib(parts, R_NamesSymbol), penalty = part(about, "penalty");
  Parts fit(Rf_xlength(parts) + 20);
  for (R_xlen_t k = 0; k < Rf_xlength(parts); ++k) fit.add(STRING_ELT(names, k), VECTOR_ELT(parts, k));
  fit.add_if_any("model", part(about, "model"));
  fit.add_if_any("na.action", part(data, "na_action"));
  fit.add("call", part(about, "call"));
  fit.add("formula", part(data, "formula"));
  fit.add("terms", part(data, "terms"));
  fit.add("data", part(about, "data"));
  fit.add("offset", part(data, "offset"));
  fit.add("control", part(about, "control"));
  fit.add("method", Rf_mkString("logreg_glm_fit"));
  fit.add("contrasts", part(data, "contrasts"));
  fit.add("xlevels", part(data, "xlevels"));
  fit.add("event", part(data, "event"));
  fit.add("solver", part(about, "solver"));
  fit.add("penalty", penalty);
  fit.add("trace", part(core, "trace"));
  fit.add("convergence", convergence_of(core));
  fit.add("covariance", part(core, "covariance"));
  fit.add("scaling", part(core, "scaling"));
  fit.add("aliased", part(core, "aliased"));
  if (part(data, "x") != R_NilValue) {
    fit.add("x_user", part(data, "x"));
    fit.add("y_user", part(data, "y_user"));
  }
  const Rcpp::Shield<SEXP> made(fit.list());
  Rf_setAttrib(made, R_ClassSymbol, Rcpp::Shield<SEXP>(class_of_fit(penalty != R_NilValue)));
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
  return rank == known && square;
}

/// A `qr` object of the p x p triangle. With `qraux` 0 its Q is the identity, so qr.R() and chol2inv() give what
/// they would from the n x p decomposition.
// [[Rcpp::export(rng = false)]]
SEXP compact_qr_(SEXP triangle, int rank, SEXP pivot) {
  static const char* names[] = {"qr", "rank", "qraux", "pivot", "tol", ""};
  const Rcpp::Shield<SEXP> made(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(made, 0, triangle);
  SET_VECTOR_ELT(made, 1, Rf_ScalarInteger(rank));
  SET_VECTOR_ELT(made, 2, Rcpp::NumericVector(Rf_ncols(triangle)));
  SET_VECTOR_ELT(made, 3, pivot);
  SET_VECTOR_ELT(made, 4, Rf_ScalarReal(1e-13));
  Rf_setAttrib(made, R_ClassSymbol, Rcpp::Shield<SEXP>(Rf_mkString("qr")));
  return made;
}

/// The core's list with names of the columns put on, and with `rank`, `pivot` and the names of the
/// kept columns in `scaling`. Matrices get their names in place.
// [[Rcpp::export(rng = false)]]
Rcpp::List dress_core_(Rcpp::List core, Rcpp::CharacterVector names, bool penalized) {
  const Rcpp::IntegerVector kept = core["kept"];
  const Rcpp::CharacterVector kept_names = names[kept - 1];
  const Rcpp::CharacterVector parts = core.names();
  const R_xlen_t count = core.size();
  Rcpp::List made(count + 2);
  Rcpp::CharacterVector titles(count + 2);
  for (R_xlen_t k = 0; k < count; ++k) {
    SEXP part = core[k];
    const char* name = parts[k];
    const auto is = [name](const char* other) { return std::strcmp(name, other) == 0; };
    titles[k] = parts[k];
    if (is("coefficients")) made[k] = spread(part, kept, names);
    else if (is("covariance") && penalized) made[k] = R_NilValue;
    else if (is("triangle") || is("covariance") || is("hessian")) made[k] = squared(part, kept_names);
    else if (is("scaling")) made[k] = with_kept(part, kept);
    else if (is("trace")) made[k] = trace_frame(part, kept, names, penalized);
    else if (is("optimum")) made[k] = dressed_optimum(part, kept, names);
    else made[k] = na_for_nan(part);
  }
  titles[count] = "rank";
  made[count] = Rf_ScalarInteger(static_cast<int>(kept.size()));
  titles[count + 1] = "pivot";
  made[count + 1] = pivot_of(kept, names.size());
  made.attr("names") = titles;
  return made;
}
