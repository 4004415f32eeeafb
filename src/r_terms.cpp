#include "r_terms.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "r_list.h"

// Terms of columns that enter once each, written down: to have R parse and sort them takes longer than a small fit.

namespace logreg_r {

namespace {

void set_attribute(SEXP object, const char* name, SEXP value) {
  const Rcpp::Shield<SEXP> kept(value);
  Rf_setAttrib(object, Rf_installChar(name_of(name)), kept);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Words of the language are no names, whatever their letters.
bool is_reserved(const char* name) {
  for (const char* word : {"if", "else", "repeat", "while", "function", "for", "next", "break", "in", "TRUE", "FALSE", "NULL",
                           "Inf", "NaN", "NA", "NA_integer_", "NA_real_", "NA_character_", "NA_complex_"})
    if (std::strcmp(name, word) == 0) return true;
  return false;
}

/// The matrix `factors`: which variable is in which term.
SEXP factors_of(SEXP labels, SEXP term_labels) {
  const int variables = static_cast<int>(Rf_xlength(labels)), terms = static_cast<int>(Rf_xlength(term_labels));
  const Rcpp::Shield<SEXP> made(Rf_allocMatrix(INTSXP, variables, terms)), both(Rf_allocVector(VECSXP, 2));
  std::fill_n(INTEGER(made), Rf_xlength(made), 0);
  for (int j = 0; j < terms; ++j) INTEGER(made)[static_cast<R_xlen_t>(j) * variables + j + 1] = 1;
  SET_VECTOR_ELT(both, 0, labels);
  SET_VECTOR_ELT(both, 1, term_labels);
  Rf_setAttrib(made, R_DimNamesSymbol, both);
  return made;
}

SEXP without_first(SEXP names) {
  SEXP made = Rf_allocVector(STRSXP, Rf_xlength(names) - 1);
  for (R_xlen_t j = 0; j < Rf_xlength(made); ++j) SET_STRING_ELT(made, j, STRING_ELT(names, j + 1));
  return made;
}

SEXP ones(R_xlen_t count) {
  SEXP made = Rf_allocVector(INTSXP, count);
  std::fill_n(INTEGER(made), count, 1);
  return made;
}

/// Response and columns of a formula that variables_of_sum() is about; none of any other.
std::vector<SEXP> symbols_of_sum(SEXP formula) {
  static SEXP plus = Rf_install("+");
  std::vector<SEXP> found;  // from the last to the first
  if (TYPEOF(formula) != LANGSXP || Rf_xlength(formula) != 3) return found;
  SEXP left = CADDR(formula);
  for (; TYPEOF(left) == LANGSXP; left = CADR(left)) {
    if (CAR(left) != plus || Rf_xlength(left) != 3) return {};
    found.push_back(CADDR(left));
  }
  found.push_back(left);
  found.push_back(CADR(formula));
  for (auto symbol = found.begin(); symbol != found.end(); ++symbol)
    if (TYPEOF(*symbol) != SYMSXP || !is_plain_name(PRINTNAME(*symbol)) || std::find(found.begin(), symbol, *symbol) != symbol) return {};
  std::reverse(found.begin(), found.end());
  return found;
}

}  // namespace

bool is_plain_name(SEXP name) {
  const char* text = CHAR(name);
  if (!is_letter(*text) || is_reserved(text)) return false;
  return std::all_of(text, text + std::strlen(text), [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '_'; });
}

SEXP terms_of_columns(SEXP formula, SEXP variables, SEXP labels, bool intercept, SEXP environment) {
  // The cells are new, since R changes the parts of a call in place.
  const Rcpp::Shield<SEXP> made(Rf_lang3(CAR(formula), CADR(formula), CADDR(formula))), term_labels(without_first(labels));
  static const Names title{"terms", "formula"};
  set_attribute(made, "variables", variables);
  set_attribute(made, "factors", factors_of(labels, term_labels));
  set_attribute(made, "term.labels", term_labels);
  set_attribute(made, "order", ones(Rf_xlength(term_labels)));
  set_attribute(made, "intercept", Rf_ScalarInteger(intercept));
  set_attribute(made, "response", Rf_ScalarInteger(1));
  Rf_setAttrib(made, R_ClassSymbol, title.names());
  set_attribute(made, ".Environment", environment);
  return made;
}

void describe_terms(SEXP terms, SEXP variables, SEXP classes) {
  set_attribute(terms, "predvars", variables);
  set_attribute(terms, "dataClasses", classes);
}

SEXP variables_of_sum(SEXP formula) {
  SEXP title = Rf_getAttrib(formula, R_ClassSymbol);
  if (Rf_xlength(title) != 1 || STRING_ELT(title, 0) != name_of("formula")) return R_NilValue;
  const std::vector<SEXP> symbols = symbols_of_sum(formula);
  if (symbols.empty()) return R_NilValue;
  const Rcpp::Shield<SEXP> made(Rf_allocList(static_cast<int>(symbols.size())));
  SEXP at = made;
  for (SEXP symbol : symbols) {
    SETCAR(at, symbol);
    at = CDR(at);
  }
  return Rf_lcons(Rf_install("list"), made);
}

SEXP terms_of_matrix(SEXP names, SEXP labels, bool intercept) {
  static SEXP plus = Rf_install("+"), minus = Rf_install("-"), tilde = Rf_install("~");
  const R_xlen_t count = Rf_xlength(names);
  const Rcpp::Shield<SEXP> cells(Rf_allocList(static_cast<int>(count)));
  SEXP at = cells;
  for (R_xlen_t j = 0; j < count; ++j, at = CDR(at)) SETCAR(at, Rf_installTrChar(STRING_ELT(names, j)));
  const Rcpp::Shield<SEXP> variables(Rf_lcons(Rf_install("list"), cells)), classes(Rf_allocVector(STRSXP, count)),
      columns(without_first(names));
  PROTECT_INDEX place;
  SEXP right = CADR(cells);
  PROTECT_WITH_INDEX(right, &place);
  for (at = CDDR(cells); at != R_NilValue; at = CDR(at)) REPROTECT(right = Rf_lang3(plus, right, CAR(at)), place);
  if (!intercept) REPROTECT(right = Rf_lang3(minus, right, Rf_ScalarReal(1)), place);
  const Rcpp::Shield<SEXP> formula(Rf_lang3(tilde, CAR(cells), right));
  const Rcpp::Shield<SEXP> made(terms_of_columns(formula, variables, labels, intercept, R_BaseEnv));
  for (R_xlen_t j = 0; j < count; ++j) SET_STRING_ELT(classes, j, name_of("numeric"));
  Rf_setAttrib(classes, R_NamesSymbol, names);
  describe_terms(made, variables, classes);
  set_attribute(made, "matrix_columns", columns);
  UNPROTECT(1);
  return made;
}

SEXP formula_of_terms(SEXP terms) {
  static const Names title{"formula"};
  const Rcpp::Shield<SEXP> made(Rf_lang3(CAR(terms), CADR(terms), CADDR(terms)));
  Rf_setAttrib(made, R_ClassSymbol, title.names());
  set_attribute(made, ".Environment", Rf_getAttrib(terms, Rf_install(".Environment")));
  return made;
}

}  // namespace logreg_r

/// The terms of a fit of a matrix: `names` are those of the response and of the columns, `labels` the same as they stand
/// in a formula.
// [[Rcpp::export(rng = false)]]
SEXP matrix_terms_(SEXP names, SEXP labels, bool intercept) { return logreg_r::terms_of_matrix(names, labels, intercept); }

/// The names of the symbols in a call of list(), "" for the other elements.
// [[Rcpp::export(rng = false)]]
SEXP symbol_names_(SEXP call) {
  const Rcpp::Shield<SEXP> made(Rf_allocVector(STRSXP, Rf_xlength(call) - 1));
  R_xlen_t j = 0;
  for (SEXP at = CDR(call); at != R_NilValue; at = CDR(at), ++j)
    if (TYPEOF(CAR(at)) == SYMSXP) SET_STRING_ELT(made, j, PRINTNAME(CAR(at)));
  return made;
}
