#include <Rcpp.h>

#include <algorithm>
#include <cmath>

#include "r_columns.h"
#include "r_lazy.h"
#include "r_list.h"

// How a response is coded, and its values as the core reads them.

namespace {

using logreg_r::block_length;
using logreg_r::for_each_row;
using logreg_r::Index;

/// What the rows of a response are, those of weight 0 left out of the counts.
struct Coding {
  Index rows = 0, zeros = 0, ones = 0;
  bool zero_one = true, share = true, whole = true;

  void add_row(double y, double weight) {
    zero_one = zero_one && (y == 0 || y == 1);
    share = share && y >= 0 && y <= 1;
    // The tolerance is that of stats::binomial().
    const double events = weight * y;
    whole = whole && std::fabs(events - std::nearbyint(events)) <= 1e-3;
    if (!(weight > 0)) return;
    ++rows;
    zeros += y == 0;
    ones += y == 1;
  }

  /// `zero` is what stands for 0, and the next number for 1.
  template <class Value>
  void add_block(const Value* y, Value zero, Index count) {
    const Value one = zero + 1;
    Index none = 0, all = 0;
    for_each_row(count, [&](Index i) {
      none += y[i] == zero;
      all += y[i] == one;
    });
    if (none + all < count) {
      for (Index i = 0; i < count; ++i) add_row(less(y[i], zero), 1);
      return;
    }
    rows += count;
    zeros += none;
    ones += all;
  }

  static double less(double y, double zero) { return y - zero; }
  static double less(int y, int zero) { return y == NA_INTEGER ? NA_REAL : y - zero; }
};

template <class Value>
Coding coding_of(const Value* y, Value zero, const double* weight, Index count) {
  Coding made;
  if (weight)
    for (Index i = 0; i < count; ++i) made.add_row(Coding::less(y[i], zero), weight[i]);
  else
    for (Index i = 0; i < count; i += block_length) made.add_block(y + i, zero, std::min(block_length, count - i));
  return made;
}

/// The response as doubles, itself where it is of doubles; the codes of a factor from 0 on.
SEXP plain_doubles(SEXP y) {
  switch (TYPEOF(y)) {
    case LGLSXP: return logreg_r::lazy_doubles(y, 0);
    case INTSXP: return logreg_r::lazy_doubles(y, Rf_inherits(y, "factor") ? 1 : 0);
    case REALSXP: return y;
    default: return R_NilValue;
  }
}

}  // namespace

/// The response as doubles and how it is coded. `weight` is NULL or as many doubles.
/// NULL where the response is neither numbers, logical nor a factor.
// [[Rcpp::export(rng = false)]]
SEXP scan_response_(SEXP y, SEXP weight) {
  const Rcpp::Shield<SEXP> values(plain_doubles(y));
  if (Rf_isNull(values)) return R_NilValue;
  const bool weighted = TYPEOF(weight) == REALSXP && Rf_xlength(weight) == Rf_xlength(values);
  const double* weights = weighted ? REAL_RO(weight) : nullptr;
  const logreg_r::Integers whole = logreg_r::integers_behind(values);
  const Coding coding = whole.values ? coding_of(whole.values, whole.zero, weights, Rf_xlength(values))
                                     : coding_of(REAL_RO(values), 0.0, weights, Rf_xlength(values));
  static const logreg_r::Names parts{"y", "zero_one", "share", "whole", "rows", "zeros", "ones"};
  logreg_r::NamedList made(parts);
  made.add(values);
  made.add(coding.zero_one);
  made.add(coding.share);
  made.add(coding.whole);
  made.add(static_cast<double>(coding.rows));
  made.add(static_cast<double>(coding.zeros));
  made.add(static_cast<double>(coding.ones));
  return made.list();
}
