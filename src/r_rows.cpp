#include <Rcpp.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "r_columns.h"

// Rows with missing values, and columns without some of their rows.

namespace {

using logreg_r::Index;
using logreg_r::rows_of;

/// Marks the elements of a column that `is.na()` would.
void mark_missing(SEXP column, std::vector<char>& missing) {
  const std::size_t rows = missing.size();
  const R_xlen_t count = Rf_xlength(column);
  const auto mark = [&](auto is_missing) {
    for (R_xlen_t i = 0; i < count; ++i)
      if (is_missing(i)) missing[static_cast<std::size_t>(i) % rows] = 1;
  };
  const int* whole = TYPEOF(column) == INTSXP ? INTEGER_RO(column) : TYPEOF(column) == LGLSXP ? LOGICAL_RO(column) : nullptr;
  if (whole) mark([whole](R_xlen_t i) { return whole[i] == NA_INTEGER; });
  if (TYPEOF(column) == REALSXP) mark([x = REAL_RO(column)](R_xlen_t i) { return std::isnan(x[i]); });
  if (TYPEOF(column) == STRSXP) mark([column](R_xlen_t i) { return STRING_ELT(column, i) == NA_STRING; });
}

/// The elements at `places` of every column of a vector or matrix of `rows` rows.
SEXP pick(SEXP column, const std::vector<int>& places, Index rows) {
  const R_xlen_t left = static_cast<R_xlen_t>(places.size()), width = rows > 0 ? Rf_xlength(column) / rows : 0;
  const Rcpp::Shield<SEXP> made(Rf_allocVector(TYPEOF(column), left * width));
  const auto copy = [&](auto* to, const auto* from) {
    for (R_xlen_t j = 0; j < width; ++j)
      for (R_xlen_t i = 0; i < left; ++i) *to++ = from[j * rows + places[static_cast<std::size_t>(i)]];
  };
  switch (TYPEOF(column)) {
    case REALSXP: copy(REAL(made), REAL_RO(column)); break;
    case INTSXP: copy(INTEGER(made), INTEGER_RO(column)); break;
    case LGLSXP: copy(LOGICAL(made), LOGICAL_RO(column)); break;
    case STRSXP:
      for (R_xlen_t j = 0; j < width; ++j)
        for (R_xlen_t i = 0; i < left; ++i)
          SET_STRING_ELT(made, j * left + i, STRING_ELT(column, j * rows + places[static_cast<std::size_t>(i)]));
      break;
    default: Rcpp::stop("a column of this type cannot lose rows");
  }
  return made;
}

/// What of the attributes belongs to rows: names, dimensions and their names. All others stay.
void name_rows(SEXP from, SEXP made, const std::vector<int>& places, Index rows) {
  Rf_copyMostAttrib(from, made);
  SEXP names = Rf_getAttrib(from, R_NamesSymbol);
  SEXP dim = Rf_getAttrib(from, R_DimSymbol);
  if (Rf_isNull(dim)) {
    if (!Rf_isNull(names)) Rf_setAttrib(made, R_NamesSymbol, Rcpp::Shield<SEXP>(pick(names, places, rows)));
    return;
  }
  const Rcpp::Shield<SEXP> size(Rf_duplicate(dim));
  INTEGER(size)[0] = static_cast<int>(places.size());
  Rf_setAttrib(made, R_DimSymbol, size);
  const Rcpp::Shield<SEXP> labels(Rf_shallow_duplicate(Rf_getAttrib(from, R_DimNamesSymbol)));
  if (Rf_isNull(labels)) return;
  if (!Rf_isNull(VECTOR_ELT(labels, 0))) SET_VECTOR_ELT(labels, 0, pick(VECTOR_ELT(labels, 0), places, rows));
  Rf_setAttrib(made, R_DimNamesSymbol, labels);
}

}  // namespace

/// The rows, counted from 1, in which any column of a list has a missing value.
// [[Rcpp::export(rng = false)]]
SEXP incomplete_rows_(SEXP columns) {
  std::vector<char> missing(static_cast<std::size_t>(rows_of(VECTOR_ELT(columns, 0))));
  for (R_xlen_t j = 0; j < Rf_xlength(columns); ++j) mark_missing(VECTOR_ELT(columns, j), missing);
  Rcpp::IntegerVector made(std::count(missing.begin(), missing.end(), 1));
  R_xlen_t k = 0;
  for (std::size_t i = 0; i < missing.size(); ++i)
    if (missing[i]) made[k++] = static_cast<int>(i) + 1;
  return made;
}

/// The columns of a list without some rows, in increasing order from 1. Attributes stay.
// [[Rcpp::export(rng = false)]]
Rcpp::List drop_rows_(Rcpp::List columns, Rcpp::IntegerVector dropped) {
  const Index rows = columns.size() > 0 ? rows_of(columns[0]) : 0;
  std::vector<int> places;
  places.reserve(static_cast<std::size_t>(rows - dropped.size()));
  R_xlen_t k = 0;
  for (int i = 0; i < rows; ++i)
    if (k < dropped.size() && dropped[k] == i + 1) ++k;
    else places.push_back(i);
  Rcpp::List made(columns.size());
  for (R_xlen_t j = 0; j < columns.size(); ++j) {
    made[j] = pick(columns[j], places, rows);
    name_rows(columns[j], made[j], places, rows);
  }
  return made;
}
