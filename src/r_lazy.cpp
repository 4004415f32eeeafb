#include <Rcpp.h>
#include <R_ext/Altrep.h>

#include <algorithm>
#include <atomic>
#include <bitset>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <logreg/inference/residuals.hpp>
#include <logreg/support/thread_pool.hpp>

#include "r_lazy.h"
#include "r_list.h"

// Vectors with one number a row that compute themselves when they are first read. R sees ordinary
// doubles. Such a vector keeps a recipe in data1 and, once read, its numbers in data2; the recipe is
// let go then. It has no serialized form of its own, so saveRDS() writes the numbers.

namespace {

using logreg::Index;

enum class Part { probability, working_weight, working, deviance, pearson, one, response, cells, integers };

/// A recipe is a list: the part, the number of rows, and up to three vectors, which are
/// log-odds, response and weight (NULL: all 1), or the bits of a 0/1 response, or cell numbers and the
/// numbers of the cells, or integers and the one that stands for 0.
enum RecipeSlot { kPart, kRows, kFirst, kSecond, kThird, kSlots };

R_altrep_class_t lazy_rows;

constexpr Index kChunk = Index(1) << 15;  // rows of a task; a multiple of 8, so that no two tasks share a byte of bits

bool is_lazy(SEXP x) { return ALTREP(x) && R_altrep_inherits(x, lazy_rows) && R_altrep_data2(x) == R_NilValue; }

SEXP slot(SEXP x, RecipeSlot which) { return VECTOR_ELT(R_altrep_data1(x), which); }

Part part_of(SEXP x) { return static_cast<Part>(INTEGER(slot(x, kPart))[0]); }

/// The threads that the user allows; one where the option makes no sense, since reading a vector is no
/// place to complain.
Index allowed_threads() {
  SEXP option = Rf_GetOption1(Rf_install("logreg.threads"));
  if (option == R_NilValue) return 2;
  const int threads = Rf_isNumeric(option) && Rf_xlength(option) == 1 ? Rf_asInteger(option) : 1;
  return threads == NA_INTEGER ? 1 : std::max(threads, 1);
}

/// Runs body(from, to) over all rows, in threads if there are many. Where no thread can be had the
/// calling one does it all, so this never throws what `body` does not.
template <class Body>
void over_rows(Index rows, Index threads, const Body& body) {
  if (rows < 2 * kChunk || threads < 2) return body(Index(0), rows);
  try {
    logreg::shared_pool(threads).run(
        (rows + kChunk - 1) / kChunk,
        [&](Index k) { body(k * kChunk, std::min(rows, (k + 1) * kChunk)); }, [] {});
  } catch (const std::exception&) {
    body(Index(0), rows);
  }
}

/// Where the numbers of a row come from: a vector, the bits of a 0/1 response, the cell of the row,
/// integers, or nowhere (all 1).
struct Source {
  const double* values = nullptr;
  const Rbyte* cell = nullptr;
  R_xlen_t width = 1;  // bytes of a cell number
  const Rbyte* bits = nullptr;
  logreg_r::Integers integers;

  double operator[](Index i) const {
    if (bits) return (bits[i >> 3] >> (i & 7)) & 1;
    if (cell) return values[cell_number(i)];
    if (integers.values) return integers.values[i] == NA_INTEGER ? NA_REAL : integers.values[i] - integers.zero;
    return values ? values[i] : 1.0;
  }

 private:
  std::uint32_t cell_number(Index i) const {
    if (width == 1) return cell[i];
    if (width == 2) return reinterpret_cast<const std::uint16_t*>(cell)[i];
    return reinterpret_cast<const std::uint32_t*>(cell)[i];
  }
};

const int* integers_of(SEXP x) { return TYPEOF(x) == LGLSXP ? LOGICAL_RO(x) : INTEGER_RO(x); }

/// Are its numbers read from what it keeps, not computed?
bool is_copied(Part part) {
  return part == Part::one || part == Part::response || part == Part::cells || part == Part::integers;
}

Source own_source(SEXP x) {
  Source source;
  if (part_of(x) == Part::response) source.bits = RAW_RO(slot(x, kFirst));
  if (part_of(x) == Part::cells) {
    source.cell = RAW_RO(slot(x, kFirst));
    source.width = Rf_xlength(slot(x, kFirst)) / static_cast<R_xlen_t>(REAL(slot(x, kRows))[0]);
    source.values = REAL_RO(slot(x, kSecond));
  }
  if (part_of(x) == Part::integers) source.integers = {integers_of(slot(x, kFirst)), INTEGER(slot(x, kSecond))[0]};
  return source;
}

/// Reads a lazy response, weight or cell vector without making it write its numbers.
Source source_of(SEXP x) {
  if (x == R_NilValue) return Source();
  if (is_lazy(x) && is_copied(part_of(x))) return own_source(x);
  Source source;
  source.values = REAL_RO(x);
  return source;
}

template <class Value>
void fill(double* out, Index rows, Index threads, Value value) {
  over_rows(rows, threads, [=](Index from, Index to) {
    for (Index i = from; i < to; ++i) out[i] = value(i);
  });
}

/// The term of logreg::row_terms() that is asked for, without the price of the others.
void compute_term(SEXP x, double* out, Index rows, Index threads) {
  using logreg::LogisticLoss;
  const Source eta = source_of(slot(x, kFirst)), y = source_of(slot(x, kSecond)), weight = source_of(slot(x, kThird));
  switch (part_of(x)) {
    case Part::probability: return fill(out, rows, threads, [=](Index i) { return logreg::sigmoid(eta[i]); });
    case Part::working_weight:
      return fill(out, rows, threads, [=](Index i) { return weight[i] * LogisticLoss::terms(eta[i], 0.0).curvature; });
    case Part::working:
      return fill(out, rows, threads, [=](Index i) { return LogisticLoss::working_residual(eta[i], y[i]); });
    case Part::pearson:
      return fill(out, rows, threads, [=](Index i) { return logreg::pearson_residual(eta[i], y[i], weight[i]); });
    default:
      return fill(out, rows, threads, [=](Index i) { return logreg::row_terms(eta[i], y[i], weight[i]).deviance; });
  }
}

/// The numbers of a lazy vector, computed now if they have not been yet.
SEXP numbers_of(SEXP x) {
  if (!is_lazy(x)) return R_altrep_data2(x);
  const Index rows = static_cast<Index>(REAL(slot(x, kRows))[0]);
  SEXP numbers = PROTECT(Rf_allocVector(REALSXP, rows));
  if (is_copied(part_of(x))) {
    const Source source = own_source(x);
    fill(REAL(numbers), rows, allowed_threads(), [=](Index i) { return source[i]; });
  } else {
    compute_term(x, REAL(numbers), rows, allowed_threads());
  }
  R_set_altrep_data2(x, numbers);
  R_set_altrep_data1(x, R_NilValue);
  UNPROTECT(1);
  return numbers;
}

R_xlen_t lazy_length(SEXP x) {
  return is_lazy(x) ? static_cast<R_xlen_t>(REAL(slot(x, kRows))[0]) : Rf_xlength(R_altrep_data2(x));
}

void* lazy_dataptr(SEXP x, Rboolean) { return REAL(numbers_of(x)); }

const void* lazy_dataptr_or_null(SEXP x) { return is_lazy(x) ? nullptr : REAL(R_altrep_data2(x)); }

double lazy_elt(SEXP x, R_xlen_t i) { return REAL(numbers_of(x))[i]; }

Rboolean lazy_inspect(SEXP x, int, int, int, void (*)(SEXP, int, int, int)) {
  Rprintf(" logreg rows (%s)\n", is_lazy(x) ? "not computed yet" : "computed");
  return TRUE;
}

SEXP make_lazy(Part part, R_xlen_t rows, SEXP names, SEXP first = R_NilValue, SEXP second = R_NilValue,
               SEXP third = R_NilValue) {
  SEXP recipe = PROTECT(Rf_allocVector(VECSXP, kSlots));
  SET_VECTOR_ELT(recipe, kPart, Rf_ScalarInteger(static_cast<int>(part)));
  SET_VECTOR_ELT(recipe, kRows, Rf_ScalarReal(static_cast<double>(rows)));
  SET_VECTOR_ELT(recipe, kFirst, first);
  SET_VECTOR_ELT(recipe, kSecond, second);
  SET_VECTOR_ELT(recipe, kThird, third);
  SEXP made = PROTECT(R_new_altrep(lazy_rows, recipe, R_NilValue));
  if (names != R_NilValue) Rf_setAttrib(made, R_NamesSymbol, names);
  UNPROTECT(2);
  return made;
}

bool all_one(SEXP weight) {
  const double* values = REAL_RO(weight);
  return std::all_of(values, values + Rf_xlength(weight), [](double value) { return value == 1.0; });
}

/// A 0/1 response as one bit a row; where `unused` has weight 0 the bit is 0. Gives the number of events,
/// or -1 if there are other numbers than 0 and 1.
double pack_response(const double* y, const double* unused, Index rows, Rbyte* bits) {
  std::atomic<Index> events{0};
  std::atomic<bool> other{false};
  over_rows(rows, allowed_threads(), [&](Index from, Index to) {
    Index ones = 0;
    bool strange = false;
    const auto pack = [&](Index start, Index count, auto counts) {
      unsigned byte = 0, other_values = 0;
      for (Index k = 0; k < count; ++k) {
        const unsigned one = counts(start + k) & static_cast<unsigned>(y[start + k] == 1.0);
        other_values |= counts(start + k) & static_cast<unsigned>(y[start + k] != 0.0) & (one ^ 1u);
        byte |= one << k;
      }
      strange |= other_values != 0;
      ones += static_cast<Index>(std::bitset<8>(byte).count());
      bits[start >> 3] = static_cast<Rbyte>(byte);
    };
    const auto pack_all = [&](auto counts) {
      Index start = from;
      for (; start + 8 <= to && !strange; start += 8) pack(start, 8, counts);  // a length that the compiler knows
      if (start < to && !strange) pack(start, to - start, counts);
    };
    if (unused) pack_all([unused](Index i) { return static_cast<unsigned>(unused[i] != 0.0); });
    else pack_all([](Index) { return 1u; });
    events += ones;
    if (strange) other = true;
  });
  return other ? -1.0 : static_cast<double>(events);
}

double count_bits(SEXP bits) {
  const R_xlen_t bytes = Rf_xlength(bits);
  std::size_t count = 0;
  for (R_xlen_t i = 0; i < bytes; i += 8) {
    std::uint64_t some = 0;
    std::memcpy(&some, RAW_RO(bits) + i, static_cast<std::size_t>(std::min<R_xlen_t>(8, bytes - i)));
    count += std::bitset<64>(some).count();
  }
  return static_cast<double>(count);
}

/// The response as the fit keeps it: its own, never the user's column, and 0 in rows of weight 0.
SEXP own_response(SEXP y, const double* unused, SEXP names, double* events) {
  const R_xlen_t rows = Rf_xlength(y);
  if (!unused && is_lazy(y) && part_of(y) == Part::response) {
    *events = count_bits(slot(y, kFirst));
    return make_lazy(Part::response, rows, names, slot(y, kFirst));
  }
  SEXP bits = PROTECT(Rf_allocVector(RAWSXP, (rows + 7) / 8));
  *events = pack_response(REAL_RO(y), unused, rows, RAW(bits));
  SEXP made;
  if (*events >= 0) {
    made = PROTECT(make_lazy(Part::response, rows, names, bits));
  } else {
    *events = NA_REAL;
    made = PROTECT(Rf_allocVector(REALSXP, rows));
    for (R_xlen_t i = 0; i < rows; ++i) REAL(made)[i] = unused && unused[i] == 0.0 ? 0.0 : REAL_RO(y)[i];
    if (names != R_NilValue) Rf_setAttrib(made, R_NamesSymbol, names);
  }
  UNPROTECT(2);
  return made;
}

SEXP own_weight(SEXP weight, R_xlen_t rows, SEXP names) {
  if (weight == R_NilValue || all_one(weight)) return make_lazy(Part::one, rows, names);
  SEXP made = PROTECT(Rf_allocVector(REALSXP, rows));
  std::copy(REAL_RO(weight), REAL_RO(weight) + rows, REAL(made));
  if (names != R_NilValue) Rf_setAttrib(made, R_NamesSymbol, names);
  UNPROTECT(1);
  return made;
}

}  // namespace

namespace logreg_r {

SEXP lazy_cells(SEXP numbers, SEXP of_cells, R_xlen_t rows) {
  return make_lazy(Part::cells, rows, R_NilValue, numbers, of_cells);
}

SEXP lazy_response(SEXP bits, R_xlen_t rows) { return make_lazy(Part::response, rows, R_NilValue, bits); }

SEXP lazy_doubles(SEXP integers, int zero) {
  const Rcpp::Shield<SEXP> stands_for_0(Rf_ScalarInteger(zero));
  return make_lazy(Part::integers, Rf_xlength(integers), R_NilValue, integers, stands_for_0);
}

Integers integers_behind(SEXP doubles) {
  if (!is_lazy(doubles) || part_of(doubles) != Part::integers) return {};
  return own_source(doubles).integers;
}

}  // namespace logreg_r

// [[Rcpp::init]]
void register_lazy_rows(DllInfo* library) {
  lazy_rows = R_make_altreal_class("lazy_rows", "logreg", library);
  R_set_altrep_Length_method(lazy_rows, lazy_length);
  R_set_altrep_Inspect_method(lazy_rows, lazy_inspect);
  R_set_altvec_Dataptr_method(lazy_rows, lazy_dataptr);
  R_set_altvec_Dataptr_or_null_method(lazy_rows, lazy_dataptr_or_null);
  R_set_altreal_Elt_method(lazy_rows, lazy_elt);
}

/// The n-long components of a fit. `eta`, which the caller must own, gets the names in place; `y` and
/// `weight` are copied, a 0/1 response as bits. `events` is their number, NA if the response is not 0/1.
// [[Rcpp::export(rng = false)]]
SEXP row_vectors_(SEXP eta, SEXP y, SEXP weight, SEXP names, bool zero_unused) {
  const R_xlen_t rows = Rf_xlength(y);
  if (TYPEOF(eta) != REALSXP || TYPEOF(y) != REALSXP || Rf_xlength(eta) != rows) Rcpp::stop("eta and y differ");
  if (weight != R_NilValue && (TYPEOF(weight) != REALSXP || Rf_xlength(weight) != rows)) Rcpp::stop("weight is wrong");
  if (names != R_NilValue) Rf_setAttrib(eta, R_NamesSymbol, names);
  double events = 0;
  const Rcpp::Shield<SEXP> own_y(own_response(y, zero_unused && weight != R_NilValue ? REAL_RO(weight) : nullptr, names, &events));
  const Rcpp::Shield<SEXP> own_w(own_weight(weight, rows, names));
  const auto term = [&](Part part) { return make_lazy(part, rows, names, eta, own_y, own_w); };
  static const logreg_r::Names parts{"residuals", "fitted.values", "linear.predictors", "weights", "prior.weights", "y", "events"};
  logreg_r::NamedList made(parts);
  made.add(term(Part::working));
  made.add(term(Part::probability));
  made.add(eta);
  made.add(term(Part::working_weight));
  made.add(own_w);
  made.add(own_y);
  made.add(events);
  return made.list();
}

/// Deviance or Pearson residuals, to be computed when they are read.
// [[Rcpp::export(rng = false)]]
SEXP residual_rows_(std::string type, SEXP eta, SEXP y, SEXP weight, SEXP names) {
  const Rcpp::Shield<SEXP> eta_numbers(Rf_coerceVector(eta, REALSXP)), y_numbers(Rf_coerceVector(y, REALSXP)),
      weight_numbers(Rf_coerceVector(weight, REALSXP));
  const R_xlen_t rows = Rf_xlength(eta);
  if (Rf_xlength(y) != rows || Rf_xlength(weight) != rows) Rcpp::stop("eta, y and weight differ in length");
  return make_lazy(type == "deviance" ? Part::deviance : Part::pearson, rows, names, eta_numbers, y_numbers,
                   weight_numbers);
}

/// The log-odds of every row, from the number of its cell (0, 1, ...) and the log-odds of the cells.
// [[Rcpp::export(rng = false)]]
SEXP cell_rows_(Rcpp::RawVector cell, Rcpp::NumericVector eta, double rows) {
  return logreg_r::lazy_cells(cell, eta, static_cast<R_xlen_t>(rows));
}

// [[Rcpp::export(rng = false)]]
bool is_materialised_(SEXP x) { return !is_lazy(x); }

/// Are these weights known to be all 1 without looking at them?
// [[Rcpp::export(rng = false)]]
bool has_unit_weights_(SEXP weight) { return is_lazy(weight) && part_of(weight) == Part::one; }
