#include <Rcpp.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <logreg/support/thread_pool.hpp>
#include <type_traits>
#include <vector>

#include "r_columns.h"
#include "r_list.h"

// What R asks about the columns of a frame before a fit: are there values that no fit can use, which
// levels occur. Worker threads see plain pointers only; everything of R is read on the calling thread.

namespace {

using logreg::Index;
using logreg_r::block_length;
using logreg_r::dim_of;
using logreg_r::for_each_row;
using logreg_r::rows_of;

/// What is true of a column; R/data-frame.R knows these numbers as `column_facts`.
enum Fact : int { has_missing = 1, has_nan = 2, has_infinite = 4, has_unused_level = 8, is_unusual = 16 };
constexpr Index task_length = 1 << 16;

/// x - x is 0 for a finite x and NaN for any other, and a sum never loses a NaN. Four sums do not wait for
/// each other.
bool block_has_not_finite(const double* x) {
  double first = 0, second = 0, third = 0, fourth = 0;
  for (Index i = 0; i < block_length; i += 4) {
    first += x[i] - x[i];
    second += x[i + 1] - x[i + 1];
    third += x[i + 2] - x[i + 2];
    fourth += x[i + 3] - x[i + 3];
  }
  return first + second + third + fourth != 0;
}

int facts_of(double value) {
  if (std::isfinite(value)) return 0;
  if (std::isinf(value)) return has_infinite;
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  // R's NA is the NaN with this payload.
  return static_cast<std::uint32_t>(bits) == 1954 ? has_missing : has_nan;
}

int scan_doubles(const double* values, Index count) {
  int facts = 0;
  for (Index begin = 0; begin < count; begin += block_length) {
    const Index length = std::min(block_length, count - begin);
    if (length == block_length && !block_has_not_finite(values + begin)) continue;
    for (Index i = begin; i < begin + length; ++i) facts |= facts_of(values[i]);
  }
  return facts;
}

bool block_has_missing(const int* values, Index count) {
  int found = 0;
  for_each_row(count, [&](Index i) { found |= values[i] == NA_INTEGER; });
  return found != 0;
}

int scan_integers(const int* values, Index count) {
  for (Index begin = 0; begin < count; begin += block_length)
    if (block_has_missing(values + begin, std::min(block_length, count - begin))) return has_missing;
  return 0;
}

/// Ends as soon as every level has been seen, as a rule within the first rows.
int scan_levels(const int* codes, Index rows, Index levels) {
  std::vector<char> seen(static_cast<std::size_t>(levels) + 1);
  Index unseen = levels;
  for (Index i = 0; i < rows && unseen > 0; ++i) {
    if (codes[i] == NA_INTEGER) continue;
    if (codes[i] < 1 || codes[i] > levels) return is_unusual;
    char& known = seen[static_cast<std::size_t>(codes[i])];
    unseen -= !known;
    known = 1;
  }
  return unseen > 0 ? has_unused_level : 0;
}

/// A stretch of one column that one thread scans.
struct Stretch {
  std::size_t column;
  const double* doubles;
  const int* integers;
  Index count;
};

/// The types that a model frame accepts.
bool fits_a_frame(SEXP column) {
  switch (TYPEOF(column)) {
    case LGLSXP: case INTSXP: case REALSXP: case CPLXSXP: case STRSXP: case RAWSXP: return true;
    default: return false;
  }
}

/// How `.MFclass()` calls a column; empty where R has to be asked.
const char* class_of(SEXP column) {
  if (Rf_inherits(column, "factor")) return Rf_inherits(column, "ordered") ? "ordered" : "factor";
  if (Rf_isObject(column)) return "";
  switch (TYPEOF(column)) {
    case LGLSXP: return "logical";
    case STRSXP: return "character";
    case INTSXP: case REALSXP: return Rf_isNull(Rf_getAttrib(column, R_DimSymbol)) ? "numeric" : "";
    default: return "";
  }
}

/// One unclassed vector of numbers, which a fit reads as it is.
bool is_plain(SEXP column) {
  return (TYPEOF(column) == REALSXP || TYPEOF(column) == INTSXP) && !Rf_isObject(column) &&
         Rf_isNull(Rf_getAttrib(column, R_DimSymbol));
}

int scan_strings(SEXP strings) {
  for (R_xlen_t i = 0; i < Rf_xlength(strings); ++i)
    if (STRING_ELT(strings, i) == NA_STRING) return has_missing;
  return 0;
}

/// Time series lose their class in a model frame; arrays of one or three dimensions are odd in other ways.
bool is_odd(SEXP column) {
  SEXP dim = Rf_getAttrib(column, R_DimSymbol);
  return Rf_inherits(column, "ts") || (!Rf_isNull(dim) && Rf_xlength(dim) != 2);
}

template <class Value>
void add_stretches(std::size_t column, const Value* values, Index count, std::vector<Stretch>& stretches) {
  for (Index begin = 0; begin < count; begin += task_length) {
    Stretch made{column, nullptr, nullptr, std::min(task_length, count - begin)};
    if constexpr (std::is_same_v<Value, double>) made.doubles = values + begin;
    else made.integers = values + begin;
    stretches.push_back(made);
  }
}

/// Facts found at once; what is long goes to `stretches`, but for doubles that are to stay `unseen`.
int look_at(std::size_t place, SEXP column, bool unseen, std::vector<Stretch>& stretches) {
  const Index count = Rf_xlength(column);
  int facts = is_odd(column) ? is_unusual : 0;
  switch (TYPEOF(column)) {
    case REALSXP:
      if (!unseen) add_stretches(place, REAL_RO(column), count, stretches);
      break;
    case LGLSXP: add_stretches(place, LOGICAL_RO(column), count, stretches); break;
    case INTSXP:
      add_stretches(place, INTEGER_RO(column), count, stretches);
      if (Rf_inherits(column, "factor"))
        facts |= scan_levels(INTEGER_RO(column), count, Rf_xlength(Rf_getAttrib(column, R_LevelsSymbol)));
      break;
    case STRSXP: facts |= scan_strings(column); break;
    default: facts |= is_unusual;
  }
  return facts;
}

int scan(const Stretch& stretch) {
  return stretch.doubles ? scan_doubles(stretch.doubles, stretch.count) : scan_integers(stretch.integers, stretch.count);
}

void scan_all(const std::vector<Stretch>& stretches, int threads, int* facts) {
  std::vector<int> found(stretches.size());
  const auto task = [&](Index k) { found[static_cast<std::size_t>(k)] = scan(stretches[static_cast<std::size_t>(k)]); };
  const Index count = static_cast<Index>(stretches.size());
  if (threads > 1) logreg::shared_pool(threads).run(count, task, [] {});
  else for (Index k = 0; k < count; ++k) task(k);
  for (std::size_t k = 0; k < found.size(); ++k) facts[stretches[k].column] |= found[k];
}

}  // namespace

/// The columns of a list before they become a frame.
/// NULL if they cannot: none, of a wrong type, or not as many rows in each. Otherwise their rows, a sum of
/// facts for each, their classes, and whether all of them are plain numbers without any fact. `unseen` says of which
/// columns the doubles are left for the core to look at (NULL: of none).
// [[Rcpp::export(rng = false)]]
SEXP scan_columns_(SEXP columns, int threads, SEXP unseen = R_NilValue) {
  const R_xlen_t count = Rf_xlength(columns);
  if (count == 0) return R_NilValue;
  const Index rows = rows_of(VECTOR_ELT(columns, 0));
  for (R_xlen_t j = 0; j < count; ++j)
    if (!fits_a_frame(VECTOR_ELT(columns, j)) || rows_of(VECTOR_ELT(columns, j)) != rows) return R_NilValue;
  const Rcpp::Shield<SEXP> facts(Rf_allocVector(INTSXP, count)), classes(Rf_allocVector(STRSXP, count));
  Rf_setAttrib(classes, R_NamesSymbol, Rf_getAttrib(columns, R_NamesSymbol));
  bool plain = true;
  std::vector<Stretch> stretches;
  for (R_xlen_t j = 0; j < count; ++j) {
    SEXP column = VECTOR_ELT(columns, j);
    const char* title = class_of(column);
    SET_STRING_ELT(classes, j, *title ? logreg_r::name_of(title) : R_BlankString);
    INTEGER(facts)[j] = look_at(static_cast<std::size_t>(j), column, !Rf_isNull(unseen) && LOGICAL(unseen)[j] == TRUE, stretches);
    plain = plain && is_plain(column);
  }
  scan_all(stretches, threads, INTEGER(facts));
  plain = plain && std::all_of(INTEGER(facts), INTEGER(facts) + count, [](int fact) { return fact == 0; });
  static const logreg_r::Names parts{"rows", "facts", "classes", "plain"};
  logreg_r::NamedList made(parts);
  made.add(static_cast<int>(rows));
  made.add(facts);
  made.add(classes);
  made.add(plain);
  return made.list();
}

/// The column specifications of terms that are one plain vector of numbers each, taken from a frame by their
/// names; NULL if any is not.
// [[Rcpp::export(rng = false)]]
SEXP plain_columns_(SEXP frame, SEXP labels) {
  SEXP names = Rf_getAttrib(frame, R_NamesSymbol);
  const R_xlen_t count = Rf_xlength(labels), width = Rf_xlength(frame);
  const Rcpp::Shield<SEXP> made(Rf_allocVector(VECSXP, count));
  const Rcpp::Shield<SEXP> kind(Rf_ScalarString(logreg_r::name_of("numeric")));
  static const logreg_r::Names parts{"kind", "values"};
  R_xlen_t k = 0;
  for (R_xlen_t j = 0; j < count; ++j) {
    // Terms stand in the order of the frame nearly always: the search goes on where the last one ended.
    R_xlen_t tried = 0;
    while (tried < width && STRING_ELT(names, k % width) != STRING_ELT(labels, j)) ++k, ++tried;
    if (tried == width || !is_plain(VECTOR_ELT(frame, k % width))) return R_NilValue;
    logreg_r::NamedList column(parts);
    column.add(kind);
    column.add(VECTOR_ELT(frame, k % width));
    SET_VECTOR_ELT(made, j, column.list());
  }
  return made;
}

/// How many columns of a design some column specifications stand for; NA if one has not as many rows as asked.
// [[Rcpp::export(rng = false)]]
int design_width_(Rcpp::List columns, double rows) {
  R_xlen_t width = 0;
  for (R_xlen_t j = 0; j < columns.size(); ++j) {
    SEXP column = columns[j];
    SEXP contrast = logreg_r::part(column, "contrast");
    SEXP values = logreg_r::part(column, Rf_isNull(contrast) ? "values" : "codes");
    if (Rf_isNull(values) || static_cast<double>(rows_of(values)) != rows) return NA_INTEGER;
    SEXP dim = dim_of(Rf_isNull(contrast) ? values : contrast);
    width += Rf_xlength(dim) < 2 ? 1 : INTEGER(dim)[1];
  }
  return static_cast<int>(width);
}
