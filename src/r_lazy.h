#pragma once

#include <Rcpp.h>

/// Lazy vectors for the other conversions; src/r_lazy.cpp says what they are.
namespace logreg_r {

/// Numbers of cells: row i has that of cell numbers[i], counted from 0. `numbers` is raw, in 1, 2 or 4 bytes a row.
SEXP lazy_cells(SEXP numbers, SEXP of_cells, R_xlen_t rows);
/// A response of 0 and 1 from one bit a row.
SEXP lazy_response(SEXP bits, R_xlen_t rows);
/// Integers or logical values less `zero` as doubles. It lends the integers, so it must not outlive a fit.
SEXP lazy_doubles(SEXP integers, int zero);

struct Integers {
  const int* values = nullptr;
  int zero = 0;
};
/// What a vector of lazy_doubles() lends, as long as its doubles have not been asked for; otherwise null.
Integers integers_behind(SEXP doubles);

}  // namespace logreg_r
