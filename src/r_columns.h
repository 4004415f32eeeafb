#pragma once

#include <Rcpp.h>

#include <logreg/support/types.hpp>

/// How the other conversions read columns.
namespace logreg_r {

using logreg::Index;

constexpr Index block_length = 512;

/// A loop of known length where it can be one: compilers vectorise that without being asked.
template <class Look>
inline void for_each_row(Index count, const Look& look) {
  if (count == block_length)
    for (Index i = 0; i < block_length; ++i) look(i);
  else
    for (Index i = 0; i < count; ++i) look(i);
}

/// Rows and columns of a matrix, a sparse one too; NULL for a vector.
inline SEXP dim_of(SEXP column) {
  return Rf_getAttrib(column, IS_S4_OBJECT(column) ? Rf_install("Dim") : R_DimSymbol);
}

inline Index rows_of(SEXP column) {
  SEXP dim = dim_of(column);
  return Rf_isNull(dim) ? Rf_xlength(column) : INTEGER(dim)[0];
}

}  // namespace logreg_r
