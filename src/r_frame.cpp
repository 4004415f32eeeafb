#include <Rcpp.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <logreg/support/thread_pool.hpp>
#include <type_traits>
#include <vector>

#include "r_lazy.h"
#include "r_list.h"

// What R asks about the columns of a frame before a fit: are there values that no fit can use, which
// levels occur, how is the response coded. Worker threads see plain pointers only; everything of R is
// read on the calling thread.

namespace {

using logreg::Index;

/// What is true of a column; R/data-frame.R knows these numbers as `column_facts`.
enum Fact : int { has_missing = 1, has_nan = 2, has_infinite = 4, has_unused_level = 8, is_unusual = 16 };
constexpr Index block_length = 512;
constexpr Index task_length = 1 << 16;

/// A loop of known length where it can be one: compilers vectorise that without being asked.
template <class Look>
inline void for_each_row(Index count, const Look& look) {
  if (count == block_length)
    for (Index i = 0; i < block_length; ++i) look(i);
  else
    for (Index i = 0; i < count; ++i) look(i);
}

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

/// Rows and columns of a matrix, a sparse one too; NULL for a vector.
SEXP dim_of(SEXP column) {
  return Rf_getAttrib(column, IS_S4_OBJECT(column) ? Rf_install("Dim") : R_DimSymbol);
}

Index rows_of(SEXP column) {
  SEXP dim = dim_of(column);
  return Rf_isNull(dim) ? Rf_xlength(column) : INTEGER(dim)[0];
}

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
