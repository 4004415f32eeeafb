#pragma once

#include <Rcpp.h>

/// Terms objects of the plainest formulas, for the other conversions.
namespace logreg_r {

/// Does a formula show a name without back-quotes? False also for letters beyond ASCII, about which R has to be asked.
bool is_plain_name(SEXP name);

/// What terms() makes of `response ~ column + column + ...` where all of them are different symbols. `variables` is
/// the call of list() with the response in front, `labels` has their names as they stand in a formula; without an
/// intercept `formula` must say so. The attributes that a model frame adds follow: `classes` is what `.MFclass()`
/// calls the variables.
SEXP terms_of_columns(SEXP formula, SEXP variables, SEXP labels, bool intercept, SEXP environment);
void describe_terms(SEXP terms, SEXP variables, SEXP classes);

/// The variables of a formula that is a sum of different symbols, none of them the response, as a call of list();
/// NULL for any other formula.
SEXP variables_of_sum(SEXP formula);

/// The terms of a fit of a matrix with columns of these names, see matrix_terms() of R/data-matrix.R.
SEXP terms_of_matrix(SEXP names, SEXP labels, bool intercept);

/// The formula of a terms object.
SEXP formula_of_terms(SEXP terms);

}  // namespace logreg_r
