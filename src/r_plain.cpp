#include <Rcpp.h>

#include <logreg/inference/deviance.hpp>
#include <string>

#include "r_list.h"
#include "r_terms.h"

// The fit of the plainest formula (terms of one symbol each, all of them numeric columns of a data frame) or matrix (of
// doubles), without missing values, weights and offset, with a 0/1 response. It is the same object that R/data-frame.R,
// R/data-columns.R and R/data-matrix.R make of any formula and matrix; for a few rows their many short functions take
// longer than the fit.

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

/// What a data object has, apart from what all plain fits have in common. Kept alive by whoever fills it in.
struct PlainData {
  SEXP y, columns, names, event, terms, formula;
  bool intercept;
  SEXP frame = R_NilValue, levels = R_NilValue, x = R_NilValue, y_user = R_NilValue;

  SEXP list() const {
    static const Names parts{"n", "y", "weight", "offset", "intercept", "columns", "names", "assign", "event", "terms",
                             "frame", "xlevels", "contrasts", "na_action", "formula", "x", "y_user", "unseen"};
    NamedList made(parts);
    made.add(static_cast<int>(Rf_xlength(y)));
    made.add(y);
    made.add(R_NilValue);
    made.add(R_NilValue);
    made.add(intercept);
    made.add(columns);
    made.add(names);
    made.add(coefficient_terms(Rf_xlength(names) - intercept, intercept));
    made.add(event);
    made.add(terms);
    made.add(frame);
    made.add(levels);
    made.add(R_NilValue);
    made.add(R_NilValue);
    made.add(formula);
    made.add(x);
    made.add(y_user);
    made.add(false);
    return made.list();
  }
};

/// The `xlevels` of a formula without factors, as stats::.getXlevels() has them.
SEXP no_levels() {
  const Rcpp::Shield<SEXP> made(Rf_allocVector(VECSXP, 0)), names(Rf_allocVector(STRSXP, 0));
  Rf_setAttrib(made, R_NamesSymbol, names);
  return made;
}

int threads_for(R_xlen_t numbers, SEXP spec) { return numbers > many_numbers ? Rf_asInteger(part(spec, "threads")) : 1; }

/// The data object of a plain formula, or NULL where the formula, its columns or the response need more than
/// this: what is wrong with them is said elsewhere. Without `terms` the formula must be a sum of its variables.
SEXP formula_data(SEXP formula, SEXP terms, SEXP variables, SEXP about, SEXP spec) {
  const bool parsed = terms != R_NilValue;
  const bool intercept = !parsed || Rf_asInteger(attribute(terms, "intercept")) == 1;
  if (parsed && (Rf_asInteger(attribute(terms, "response")) != 1 || (Rf_xlength(attribute(terms, "term.labels")) == 0 && !intercept)))
    return R_NilValue;
  const Rcpp::Shield<SEXP> frame(variable_columns(variables, part(about, "data")));
  if (Rf_isNull(frame)) return R_NilValue;
  SEXP names = Rf_getAttrib(frame, R_NamesSymbol), name = STRING_ELT(names, 0), y = VECTOR_ELT(frame, 0);
  const R_xlen_t rows = Rf_xlength(y);
  if ((parsed && !has_plain_terms(terms, name)) || rows == 0 || rows > few_rows) return R_NilValue;
  const Rcpp::Shield<SEXP> scan(scan_columns_(frame, threads_for(rows * Rf_xlength(frame), spec), R_NilValue));
  if (Rf_isNull(scan) || !LOGICAL(VECTOR_ELT(scan, 3))[0]) return R_NilValue;
  const Rcpp::Shield<SEXP> coding(scan_response_(y, R_NilValue)), event(numeric_event(coding, name));
  if (Rf_isNull(event)) return R_NilValue;
  const Rcpp::Shield<SEXP> described(
      parsed ? Rf_shallow_duplicate(terms)
             : logreg_r::terms_of_columns(formula, variables, names, intercept, attribute(formula, ".Environment")));
  SEXP labels = attribute(described, "term.labels");
  const Rcpp::Shield<SEXP> columns(plain_columns_(frame, labels));
  if (Rf_isNull(columns)) return R_NilValue;
  logreg_r::describe_terms(described, variables, VECTOR_ELT(scan, 2));
  set_attribute(described, "data_variables", parsed ? part(about, "asked_for") : labels);
  dress_frame(frame, described, part(about, "row_names"));
  const Rcpp::Shield<SEXP> all_names(coefficient_names(labels, intercept)),
      levels(Rf_xlength(variables) > 2 ? no_levels() : R_NilValue);
  return PlainData{VECTOR_ELT(coding, 0), columns, all_names, event, described, formula, intercept, frame, levels, R_NilValue, y}.list();
}

/// The names of a response and of the columns of a matrix, made up as x1, x2, ... where there are none; NULL where they
/// need a look: names that are no plain ones, or come twice.
SEXP matrix_names(SEXP x, SEXP response) {
  const R_xlen_t count = Rf_ncols(x);
  SEXP both = Rf_getAttrib(x, R_DimNamesSymbol), given = Rf_isNull(both) ? R_NilValue : VECTOR_ELT(both, 1);
  const Rcpp::Shield<SEXP> made(Rf_allocVector(STRSXP, count + 1));
  SET_STRING_ELT(made, 0, response);
  for (R_xlen_t j = 0; j < count; ++j) {
    SEXP name = Rf_isNull(given) ? Rf_mkChar(("x" + std::to_string(j + 1)).c_str()) : STRING_ELT(given, j);
    SET_STRING_ELT(made, j + 1, name);
    if (name == NA_STRING || !logreg_r::is_plain_name(name)) return R_NilValue;
  }
  return Rf_any_duplicated(made, FALSE) > 0 ? R_NilValue : SEXP(made);
}

/// The names as they stand in a formula, the first in back-quotes if need be; NULL where R has to be asked how.
SEXP quoted_first(SEXP names) {
  SEXP first = STRING_ELT(names, 0);
  if (logreg_r::is_plain_name(first)) return names;
  const std::string text = CHAR(first);
  const bool simple = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~' && c != '`' && c != '\\'; });
  if (!simple) return R_NilValue;
  const Rcpp::Shield<SEXP> made(Rf_shallow_duplicate(names));
  SET_STRING_ELT(made, 0, Rf_mkChar(("`" + text + "`").c_str()));
  return made;
}

/// The matrix as the one block of columns of a design.
SEXP block_of(SEXP x) {
  static const Names parts{"kind", "values"};
  const Rcpp::Shield<SEXP> made(Rf_allocVector(VECSXP, 1));
  NamedList block(parts);
  block.add("matrix");
  block.add(x);
  SET_VECTOR_ELT(made, 0, block.list());
  return made;
}

/// Are the values of both there, and finite?
bool all_finite(SEXP x, SEXP y, SEXP spec) {
  const Rcpp::Shield<SEXP> both(Rf_allocVector(VECSXP, 2));
  SET_VECTOR_ELT(both, 0, x);
  SET_VECTOR_ELT(both, 1, y);
  const Rcpp::Shield<SEXP> scan(scan_columns_(both, threads_for(Rf_xlength(x), spec), R_NilValue));
  return !Rf_isNull(scan) && INTEGER(VECTOR_ELT(scan, 1))[0] == 0 && INTEGER(VECTOR_ELT(scan, 1))[1] == 0;
}

/// The data object of a plain matrix, or NULL as above. `response` is how the user calls it.
SEXP matrix_data(SEXP x, SEXP y, SEXP response, SEXP about, SEXP spec) {
  const bool plain = TYPEOF(x) == REALSXP && Rf_isMatrix(x) && !Rf_isObject(x) && (TYPEOF(y) == REALSXP || TYPEOF(y) == INTSXP) &&
                     !has_attributes(y);
  if (!plain || Rf_ncols(x) == 0 || Rf_nrows(x) == 0 || Rf_nrows(x) > few_rows || Rf_xlength(y) != Rf_nrows(x)) return R_NilValue;
  const bool intercept = Rf_asLogical(part(about, "intercept")) == TRUE;
  const Rcpp::Shield<SEXP> names(matrix_names(x, response));
  if (Rf_isNull(names)) return R_NilValue;
  const Rcpp::Shield<SEXP> labels(quoted_first(names));
  if (Rf_isNull(labels) || !all_finite(x, y, spec)) return R_NilValue;
  const Rcpp::Shield<SEXP> coding(scan_response_(y, R_NilValue)), event(numeric_event(coding, response));
  if (Rf_isNull(event)) return R_NilValue;
  const Rcpp::Shield<SEXP> terms(logreg_r::terms_of_matrix(names, labels, intercept)), formula(logreg_r::formula_of_terms(terms)),
      columns(block_of(x)), all_names(coefficient_names(attribute(terms, "matrix_columns"), intercept));
  return PlainData{VECTOR_ELT(coding, 0), columns, all_names, event, terms, formula, intercept, R_NilValue, R_NilValue, x, y}.list();
}

/// The names of the rows of a matrix, or their numbers.
SEXP matrix_row_names(SEXP x) {
  SEXP both = Rf_getAttrib(x, R_DimNamesSymbol);
  const bool named = !Rf_isNull(both) && !Rf_isNull(VECTOR_ELT(both, 0));
  return row_labels(named ? VECTOR_ELT(both, 0) : R_NilValue, Rf_nrows(x));
}

/// The fit of a data object, put together as the steps of R/logreg.R do. `about` has `model` (TRUE or FALSE), `call`,
/// `data`, `control`, `solver` and `family`. What the core refuses, and what it has reached when it is interrupted, are
/// returned as they are; NULL if columns are aliased.
SEXP fit_of_data(SEXP data, SEXP row_names, SEXP about, SEXP spec) {
  const Rcpp::Shield<SEXP> core(fit_(data, spec, R_NilValue));
  if (TYPEOF(core) != VECSXP || is_interrupted(core)) return core;
  SEXP triangle = part(core, "triangle"), frame = part(data, "frame");
  if (Rf_ncols(triangle) < Rf_xlength(part(data, "names"))) return R_NilValue;
  const bool intercept = Rf_asLogical(part(data, "intercept")) == TRUE;
  const Rcpp::Shield<SEXP> rows(row_vectors_(part(core, "linear_predictors"), part(data, "y"), R_NilValue, row_names, true));
  const Rcpp::Shield<SEXP> measures(binary_measures(core, rows, intercept));
  const Rcpp::Shield<SEXP> components(glm_components_(core, rows, measures, triangle, part(about, "family"), intercept));
  static const Names parts{"model", "call", "data", "control", "solver", "penalty"};
  NamedList rest(parts);
  rest.add(Rf_asLogical(part(about, "model")) == TRUE ? frame : R_NilValue);
  for (const char* name : {"call", "data", "control", "solver"}) rest.add(part(about, name));
  rest.add(R_NilValue);
  return fit_of_parts_(components, core, data, rest.list());
}

}  // namespace

/// The fit of a plain formula, or NULL where it needs more than this. `terms` may be NULL where they are not known yet;
/// FALSE says that they are needed, since the formula is more than a sum of different columns. Beside what fit_of_data() reads, `about` has `row_names`, those of the data in their stored form, and, with `terms`,
/// `asked_for`, the variables of the right-hand side.
// [[Rcpp::export(rng = false)]]
SEXP plain_fit_(SEXP formula, SEXP terms, SEXP about, SEXP spec) {
  const Rcpp::Shield<SEXP> variables(Rf_isNull(terms) ? logreg_r::variables_of_sum(formula) : attribute(terms, "variables"));
  if (Rf_isNull(variables)) return Rf_ScalarLogical(FALSE);
  const Rcpp::Shield<SEXP> data(formula_data(formula, terms, variables, about, spec));
  if (Rf_isNull(data)) return R_NilValue;
  const Rcpp::Shield<SEXP> names(row_labels(part(about, "row_names"), Rf_xlength(part(data, "y"))));
  return fit_of_data(data, names, about, spec);
}

/// The fit of a plain matrix, or NULL where it needs more than this. Beside what fit_of_data() reads, `about` has
/// `response`, how the user calls it, and `intercept`.
// [[Rcpp::export(rng = false)]]
SEXP plain_matrix_fit_(SEXP x, SEXP y, SEXP about, SEXP spec) {
  const Rcpp::Shield<SEXP> data(matrix_data(x, y, STRING_ELT(part(about, "response"), 0), about, spec));
  if (Rf_isNull(data)) return R_NilValue;
  const Rcpp::Shield<SEXP> names(matrix_row_names(x));
  return fit_of_data(data, names, about, spec);
}
