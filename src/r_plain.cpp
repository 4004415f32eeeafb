#include <Rcpp.h>

#include <logreg/inference/deviance.hpp>
#include <string>

#include "r_list.h"

// The data object, and the fit, of the plainest formula: terms of one symbol each, all of them numeric columns of a data
// frame without missing values, and a 0/1 response. It is the same object that R/data-frame.R and
// R/data-columns.R make of any formula; for a few rows their many short functions take longer than the fit.

SEXP scan_columns_(SEXP columns, int threads, SEXP unseen);
SEXP symbol_names_(SEXP call);
SEXP plain_columns_(SEXP frame, SEXP labels);
SEXP scan_response_(SEXP y, SEXP weight);
SEXP fit_(SEXP data, SEXP spec, SEXP report);
SEXP row_vectors_(SEXP eta, SEXP y, SEXP weight, SEXP names, bool zero_unused);
SEXP glm_components_(SEXP core, SEXP rows, SEXP measures, SEXP triangle, SEXP family, bool intercept);
SEXP fit_of_parts_(SEXP parts, SEXP core, SEXP data, SEXP about);

namespace {

using logreg_r::name_of;
using logreg_r::NamedList;
using logreg_r::Names;
using logreg_r::part;

constexpr R_xlen_t few_rows = 20000;       // of more the time here is not felt
constexpr R_xlen_t many_numbers = 100000;  // worth a second thread

SEXP attribute(SEXP object, const char* name) { return Rf_getAttrib(object, Rf_install(name)); }

bool has_attributes(SEXP object) {
#if R_VERSION >= R_Version(4, 5, 0)
  return ANY_ATTRIB(object);
#else
  return ATTRIB(object) != R_NilValue;
#endif
}

void set_attribute(SEXP object, const char* name, SEXP value) { Rf_setAttrib(object, Rf_install(name), value); }

/// The columns that the variables of the terms name, with their names; NULL if a variable is no symbol, or not
/// a column, or has attributes, which new data might have to be told.
SEXP variable_columns(SEXP variables, SEXP data) {
  const Rcpp::Shield<SEXP> wanted(symbol_names_(variables));
  SEXP names = Rf_getAttrib(data, R_NamesSymbol);
  const R_xlen_t count = Rf_xlength(wanted), width = Rf_xlength(data);
  const Rcpp::Shield<SEXP> made(Rf_allocVector(VECSXP, count));
  for (R_xlen_t j = 0; j < count; ++j) {
    R_xlen_t k = 0;
    while (k < width && STRING_ELT(names, k) != STRING_ELT(wanted, j)) ++k;
    if (k == width || has_attributes(VECTOR_ELT(data, k))) return R_NilValue;
    SET_VECTOR_ELT(made, j, VECTOR_ELT(data, k));
  }
  Rf_setAttrib(made, R_NamesSymbol, wanted);
  return made;
}

/// Is every term a variable by itself, and none of them the response?
bool has_plain_terms(SEXP terms, SEXP response_name) {
  SEXP order = attribute(terms, "order"), labels = attribute(terms, "term.labels");
  for (R_xlen_t j = 0; j < Rf_xlength(order); ++j)
    if (INTEGER(order)[j] != 1 || STRING_ELT(labels, j) == response_name) return false;
  return attribute(terms, "offset") == R_NilValue;
}

/// The event of a 0/1 response, as new_event() describes it; NULL for any other, or if one class is missing.
SEXP numeric_event(SEXP coding, SEXP name) {
  const bool zero_one = LOGICAL(VECTOR_ELT(coding, 1))[0];
  const double rows = REAL(VECTOR_ELT(coding, 4))[0], zeros = REAL(VECTOR_ELT(coding, 5))[0];
  if (!zero_one || zeros == 0 || zeros == rows) return R_NilValue;
  static const Names parts{"label", "name", "level", "levels", "kind"};
  static const Names levels{"0", "1"};
  NamedList made(parts);
  const std::string label = std::string(CHAR(name)) + " = 1";
  made.add(Rf_ScalarString(Rf_mkCharCE(label.c_str(), Rf_getCharCE(name))));
  made.add(Rf_ScalarString(name));
  made.add("1");
  made.add(levels.names());
  made.add("numeric");
  return made.list();
}

/// Row names as a model frame stores them: those of the data, or how many there are.
SEXP stored_row_names(SEXP row_names, R_xlen_t rows) {
  if (Rf_xlength(row_names) == rows) return row_names;
  return Rcpp::IntegerVector::create(NA_INTEGER, static_cast<int>(rows));
}

/// The model frame: the columns with the attributes that stats::model.frame() gives them.
void dress_frame(SEXP columns, SEXP terms, SEXP row_names) {
  const Rcpp::Shield<SEXP> names(stored_row_names(row_names, Rf_xlength(VECTOR_ELT(columns, 0))));
  Rf_setAttrib(columns, R_RowNamesSymbol, names);
  Rf_setAttrib(columns, R_ClassSymbol, Rcpp::Shield<SEXP>(Rf_ScalarString(name_of("data.frame"))));
  set_attribute(columns, "terms", terms);
}

/// The names of the coefficients.
SEXP coefficient_names(SEXP labels, bool intercept) {
  if (!intercept) return labels;
  const R_xlen_t count = Rf_xlength(labels);
  const Rcpp::Shield<SEXP> made(Rf_allocVector(STRSXP, count + 1));
  SET_STRING_ELT(made, 0, name_of("(Intercept)"));
  for (R_xlen_t j = 0; j < count; ++j) SET_STRING_ELT(made, j + 1, STRING_ELT(labels, j));
  return made;
}

/// The term of each coefficient, 0 for the intercept.
SEXP coefficient_terms(R_xlen_t terms, bool intercept) {
  SEXP made = Rf_allocVector(INTSXP, terms + intercept);
  for (R_xlen_t j = 0; j < Rf_xlength(made); ++j) INTEGER(made)[j] = static_cast<int>(j) + !intercept;
  return made;
}

bool is_interrupted(SEXP core) {
  return STRING_ELT(part(part(core, "convergence"), "reason"), 0) == name_of("interrupted");
}

/// Row names as text, from their stored form. Those that count the rows become text when they are read.
SEXP row_labels(SEXP stored, R_xlen_t rows) {
  if (TYPEOF(stored) == STRSXP) return stored;
  const bool counted = Rf_xlength(stored) != rows || (rows == 2 && INTEGER(stored)[0] == NA_INTEGER);
  if (!counted) return Rf_coerceVector(stored, STRSXP);
  const Rcpp::Shield<SEXP> numbers(Rf_allocVector(INTSXP, rows));
  for (R_xlen_t i = 0; i < rows; ++i) INTEGER(numbers)[i] = static_cast<int>(i) + 1;
  return Rf_coerceVector(numbers, STRSXP);
}

/// What row_measures() of R/object.R finds for a 0/1 response without weights.
SEXP binary_measures(SEXP core, SEXP rows, bool intercept) {
  static const Names parts{"deviance", "null_deviance", "minus_twice_log_likelihood", "used"};
  const double count = static_cast<double>(Rf_xlength(part(rows, "y")));
  NamedList made(parts);
  made.add(part(core, "deviance"));
  made.add(logreg::binary_null_deviance(Rf_asReal(part(rows, "events")), count, intercept));
  made.add(part(core, "deviance"));
  made.add(static_cast<int>(count));
  return made.list();
}

/// The data object of a plain formula, or NULL where the formula, its columns or the response need more than
/// this: what is wrong with them is said elsewhere. `asked_for` are the variables of the right-hand side,
/// `row_names` those of the data in their stored form, `no_levels` the `xlevels` of a fit without factors.
SEXP plain_data(SEXP terms, SEXP asked_for, SEXP formula, SEXP data, SEXP row_names, SEXP no_levels, int threads) {
  SEXP variables = attribute(terms, "variables"), labels = attribute(terms, "term.labels");
  const int response = Rf_asInteger(attribute(terms, "response"));
  const bool intercept = Rf_asInteger(attribute(terms, "intercept")) == 1;
  if (response != 1 || (Rf_xlength(labels) == 0 && !intercept)) return R_NilValue;
  const Rcpp::Shield<SEXP> frame(variable_columns(variables, data));
  if (Rf_isNull(frame)) return R_NilValue;
  SEXP name = STRING_ELT(Rf_getAttrib(frame, R_NamesSymbol), 0), y = VECTOR_ELT(frame, 0);
  const R_xlen_t rows = Rf_xlength(y);
  if (!has_plain_terms(terms, name) || rows == 0 || rows > few_rows) return R_NilValue;
  const Rcpp::Shield<SEXP> scan(scan_columns_(frame, rows * Rf_xlength(frame) > many_numbers ? threads : 1, R_NilValue));
  if (Rf_isNull(scan) || !LOGICAL(VECTOR_ELT(scan, 3))[0]) return R_NilValue;
  const Rcpp::Shield<SEXP> coding(scan_response_(y, R_NilValue));
  const Rcpp::Shield<SEXP> event(numeric_event(coding, name)), columns(plain_columns_(frame, labels));
  if (Rf_isNull(event) || Rf_isNull(columns)) return R_NilValue;

  const Rcpp::Shield<SEXP> described(Rf_shallow_duplicate(terms));
  set_attribute(described, "predvars", variables);
  set_attribute(described, "dataClasses", VECTOR_ELT(scan, 2));
  set_attribute(described, "data_variables", asked_for);
  dress_frame(frame, described, row_names);

  static const Names parts{"n", "y", "weight", "offset", "intercept", "columns", "names", "assign", "event", "terms",
                           "frame", "xlevels", "contrasts", "na_action", "formula", "x", "y_user", "unseen"};
  NamedList made(parts);
  made.add(static_cast<int>(rows));
  made.add(VECTOR_ELT(coding, 0));
  made.add(R_NilValue);
  made.add(R_NilValue);
  made.add(intercept);
  made.add(columns);
  made.add(coefficient_names(labels, intercept));
  made.add(coefficient_terms(Rf_xlength(labels), intercept));
  made.add(event);
  made.add(described);
  made.add(frame);
  made.add(Rf_xlength(variables) > 2 ? no_levels : R_NilValue);
  made.add(R_NilValue);
  made.add(R_NilValue);
  made.add(formula);
  made.add(R_NilValue);
  made.add(y);
  made.add(false);
  const Rcpp::Shield<SEXP> title(Rf_ScalarString(name_of("logreg_data")));
  Rf_setAttrib(made.list(), R_ClassSymbol, title);
  return made.list();
}

}  // namespace

/// The fit of a plain formula, or NULL where it needs more than this. It is what the steps of R/logreg.R make, put
/// together here. `about` has `model` (TRUE or FALSE), `call`, `data`, `control`, `solver` and `family`. What the core
/// refuses, and what it has reached when it is interrupted, are returned as they are.
// [[Rcpp::export(rng = false)]]
SEXP plain_fit_(SEXP terms, SEXP asked_for, SEXP formula, SEXP row_names, SEXP no_levels, SEXP spec, SEXP about) {
  const Rcpp::Shield<SEXP> data(plain_data(terms, asked_for, formula, part(about, "data"), row_names, no_levels,
                                           Rf_asInteger(part(spec, "threads"))));
  if (Rf_isNull(data)) return R_NilValue;
  const Rcpp::Shield<SEXP> core(fit_(data, spec, R_NilValue));
  if (TYPEOF(core) != VECSXP || is_interrupted(core)) return core;
  SEXP triangle = part(core, "triangle"), frame = part(data, "frame");
  if (Rf_ncols(triangle) < Rf_xlength(part(data, "names"))) return R_NilValue;  // aliased columns
  const bool intercept = Rf_asLogical(part(data, "intercept")) == TRUE;
  const Rcpp::Shield<SEXP> names(row_labels(row_names, Rf_xlength(part(data, "y"))));
  const Rcpp::Shield<SEXP> rows(row_vectors_(part(core, "linear_predictors"), part(data, "y"), R_NilValue, names, true));
  const Rcpp::Shield<SEXP> measures(binary_measures(core, rows, intercept));
  const Rcpp::Shield<SEXP> components(glm_components_(core, rows, measures, triangle, part(about, "family"), intercept));
  static const Names parts{"model", "call", "data", "control", "solver", "penalty"};
  NamedList rest(parts);
  rest.add(Rf_asLogical(part(about, "model")) == TRUE ? frame : R_NilValue);
  for (const char* name : {"call", "data", "control", "solver"}) rest.add(part(about, name));
  rest.add(R_NilValue);
  return fit_of_parts_(components, core, data, rest.list());
}
