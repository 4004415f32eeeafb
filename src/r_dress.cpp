#include <Rcpp.h>

#include <algorithm>
#include <cstring>
#include <vector>

// What the core returned, with R's names, NA and a data frame. In C++ because for a few rows the same
// in R takes longer than the fit.

SEXP cell_rows_(Rcpp::IntegerVector cell, Rcpp::NumericVector eta);

namespace {

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
SEXP trace_frame(const Rcpp::List& trace, const Rcpp::IntegerVector& kept, const Rcpp::CharacterVector& names,
                 bool penalized) {
  const Rcpp::NumericVector epoch = trace["epoch"], coefficients = trace["coefficients"];
  const R_xlen_t rows = epoch.size(), first = penalized ? 5 : 4;
  Rcpp::List frame(first + names.size());
  Rcpp::CharacterVector titles(frame.size());
  const char* facts[] = {"epoch", "loss", "gradient_norm", "step", "objective"};
  for (R_xlen_t k = 0; k < first; ++k) {
    titles[k] = facts[k];
    frame[k] = k == 0 ? Rf_coerceVector(epoch, INTSXP) : static_cast<SEXP>(trace[facts[k]]);
  }
  for (R_xlen_t j = 0; j < names.size(); ++j) {
    titles[first + j] = names[j];
    frame[first + j] = Rcpp::NumericVector(rows, NA_REAL);
  }
  for (R_xlen_t k = 0; k < kept.size(); ++k)
    std::copy(coefficients.begin() + rows * k, coefficients.begin() + rows * (k + 1),
              REAL(VECTOR_ELT(frame, first + kept[k] - 1)));
  Rf_setAttrib(frame, R_NamesSymbol, titles);
  Rf_setAttrib(frame, R_RowNamesSymbol, Rcpp::IntegerVector::create(NA_INTEGER, -static_cast<int>(rows)));
  Rf_setAttrib(frame, R_ClassSymbol, Rf_mkString("data.frame"));
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

/// Log-odds of every row; where the core worked on cells of equal rows, computed when they are read.
SEXP dressed_log_odds(SEXP eta) {
  if (TYPEOF(eta) != VECSXP) return eta;
  const Rcpp::List cells(eta);
  return cell_rows_(cells["cell"], cells["eta"]);
}

}  // namespace

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
    else if (is("linear_predictors")) made[k] = dressed_log_odds(part);
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
