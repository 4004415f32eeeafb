#include <Rcpp.h>

#include <cstring>

// The data object of the plainest formula: terms of one symbol each, all of them numeric columns of a data
// frame without missing values, and a 0/1 response. It is the same object that R/data-frame.R and
// R/data-columns.R make of any formula; for a few rows their many short functions take longer than the fit.

SEXP scan_columns_(SEXP columns, int threads);
SEXP symbol_names_(SEXP call);
SEXP plain_columns_(SEXP frame, SEXP labels);
SEXP scan_response_(SEXP y, SEXP weight);

namespace {

constexpr R_xlen_t few_rows = 20000;  // of more, threads scan the columns, and the time here is not felt

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
  static const char* parts[] = {"label", "name", "level", "levels", "kind", ""};
  const Rcpp::Shield<SEXP> made(Rf_mkNamed(VECSXP, parts));
  const std::string label = std::string(CHAR(name)) + " = 1";
  SET_VECTOR_ELT(made, 0, Rf_ScalarString(Rf_mkCharCE(label.c_str(), Rf_getCharCE(name))));
  SET_VECTOR_ELT(made, 1, Rf_ScalarString(name));
  SET_VECTOR_ELT(made, 2, Rf_mkString("1"));
  SET_VECTOR_ELT(made, 3, Rcpp::CharacterVector::create("0", "1"));
  SET_VECTOR_ELT(made, 4, Rf_mkString("numeric"));
  return made;
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
  Rf_setAttrib(columns, R_ClassSymbol, Rcpp::Shield<SEXP>(Rf_mkString("data.frame")));
  set_attribute(columns, "terms", terms);
}

/// The names of the coefficients.
SEXP coefficient_names(SEXP labels, bool intercept) {
  if (!intercept) return labels;
  const R_xlen_t count = Rf_xlength(labels);
  const Rcpp::Shield<SEXP> made(Rf_allocVector(STRSXP, count + 1));
  SET_STRING_ELT(made, 0, Rf_mkChar("(Intercept)"));
  for (R_xlen_t j = 0; j < count; ++j) SET_STRING_ELT(made, j + 1, STRING_ELT(labels, j));
  return made;
}

/// The term of each coefficient, 0 for the intercept.
SEXP coefficient_terms(R_xlen_t terms, bool intercept) {
  SEXP made = Rf_allocVector(INTSXP, terms + intercept);
  for (R_xlen_t j = 0; j < Rf_xlength(made); ++j) INTEGER(made)[j] = static_cast<int>(j) + !intercept;
  return made;
}

}  // namespace

/// The data object of a plain formula, or NULL where the formula, its columns or the response need more than
/// this: what is wrong with them is said elsewhere. `asked_for` are the variables of the right-hand side,
/// `row_names` those of the data in their stored form, `no_levels` the `xlevels` of a fit without factors.
// [[Rcpp::export(rng = false)]]
SEXP plain_data_(SEXP terms, SEXP asked_for, SEXP formula, SEXP data, SEXP row_names, SEXP no_levels) {
  SEXP variables = attribute(terms, "variables"), labels = attribute(terms, "term.labels");
  const int response = Rf_asInteger(attribute(terms, "response"));
  const bool intercept = Rf_asInteger(attribute(terms, "intercept")) == 1;
  if (response != 1 || (Rf_xlength(labels) == 0 && !intercept)) return R_NilValue;
  const Rcpp::Shield<SEXP> frame(variable_columns(variables, data));
  if (Rf_isNull(frame)) return R_NilValue;
  SEXP name = STRING_ELT(Rf_getAttrib(frame, R_NamesSymbol), 0), y = VECTOR_ELT(frame, 0);
  const R_xlen_t rows = Rf_xlength(y);
  if (!has_plain_terms(terms, name) || rows == 0 || rows > few_rows) return R_NilValue;
  const Rcpp::Shield<SEXP> scan(scan_columns_(frame, 1));
  if (Rf_isNull(scan) || !LOGICAL(VECTOR_ELT(scan, 3))[0]) return R_NilValue;
  const Rcpp::Shield<SEXP> coding(scan_response_(y, R_NilValue));
  const Rcpp::Shield<SEXP> event(numeric_event(coding, name)), columns(plain_columns_(frame, labels));
  if (Rf_isNull(event) || Rf_isNull(columns)) return R_NilValue;

  const Rcpp::Shield<SEXP> described(Rf_shallow_duplicate(terms));
  set_attribute(described, "predvars", variables);
  set_attribute(described, "dataClasses", VECTOR_ELT(scan, 2));
  set_attribute(described, "data_variables", asked_for);
  dress_frame(frame, described, row_names);

  static const char* parts[] = {"n", "y", "weight", "offset", "intercept", "columns", "names", "assign", "event", "terms",
                                "frame", "xlevels", "contrasts", "na_action", "formula", "x", "y_user", ""};
  const Rcpp::Shield<SEXP> made(Rf_mkNamed(VECSXP, parts));
  SET_VECTOR_ELT(made, 0, Rf_ScalarInteger(static_cast<int>(rows)));
  SET_VECTOR_ELT(made, 1, VECTOR_ELT(coding, 0));
  SET_VECTOR_ELT(made, 4, Rf_ScalarLogical(intercept));
  SET_VECTOR_ELT(made, 5, columns);
  SET_VECTOR_ELT(made, 6, coefficient_names(labels, intercept));
  SET_VECTOR_ELT(made, 7, coefficient_terms(Rf_xlength(labels), intercept));
  SET_VECTOR_ELT(made, 8, event);
  SET_VECTOR_ELT(made, 9, described);
  SET_VECTOR_ELT(made, 10, frame);
  if (Rf_xlength(variables) > 2) SET_VECTOR_ELT(made, 11, no_levels);
  SET_VECTOR_ELT(made, 14, formula);
  SET_VECTOR_ELT(made, 16, y);
  Rf_setAttrib(made, R_ClassSymbol, Rcpp::Shield<SEXP>(Rf_mkString("logreg_data")));
  return made;
}
