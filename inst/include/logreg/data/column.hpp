#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "../kernel/scalar.hpp"
#include "../support/types.hpp"
#include "sparse_matrix.hpp"

namespace logreg {

/// The integer that stands for a missing value or level; it gives NaN.
constexpr int kMissingInteger = std::numeric_limits<int>::min();

/// One column of the design, where it lies: z = (x - center) / scale, x being what is stored.
/// A factor lends its integer codes (1, 2, ..., as R stores them) to one Column for each of its
/// contrasts; `levels` then holds the contrast's value of each level, which plays the part of x. A column
/// that is 1 at one level and 0 at the others says only which: a thousand levels are then a thousand numbers.
struct Column {
  enum class Kind { ones, real, integer, code, sparse };

  Kind kind = Kind::ones;
  const void* values = nullptr;
  std::shared_ptr<const std::vector<double>> levels;
  double center = 0.0;
  double scale = 1.0;
  bool is_complete = true;  ///< no code is missing; known of codes only
  Index indicated = -1;     ///< the level (from 0) whose indicator this is; `levels` is then null
  Index level_count = 0;    ///< of a factor
  std::shared_ptr<const SparseMatrix> matrix = nullptr;  ///< shared by the columns that it lends
  Index number = 0;         ///< of the column in `matrix`

  static Column intercept() { return {}; }
  static Column real(const double* values) { return {Kind::real, values, nullptr}; }
  static Column integer(const int* values) { return {Kind::integer, values, nullptr}; }
  static Column code(const int* codes, std::vector<double> levels, bool is_complete = true) {
    const Index count = static_cast<Index>(levels.size());
    return {Kind::code, codes, std::make_shared<const std::vector<double>>(std::move(levels)), 0.0, 1.0, is_complete, -1, count};
  }
  /// A column of a sparse matrix, plain where the matrix keeps it so.
  static Column sparse(std::shared_ptr<const SparseMatrix> matrix, Index number) {
    const double* filled = matrix->filled(number);
    Column column{filled ? Kind::real : Kind::sparse, filled, nullptr};
    column.matrix = std::move(matrix);
    column.number = number;
    return column;
  }
  static Column indicator(const int* codes, Index level, Index count, bool is_complete = true) {
    return {Kind::code, codes, nullptr, 0.0, 1.0, is_complete, level, count};
  }

  /// Numeric columns may be centred without loss; the few values of a contrast need no centring, and a
  /// sparse column that is centred is sparse no more.
  bool is_dense() const { return kind == Kind::real || kind == Kind::integer; }

  /// x of one row, untransformed.
  double raw(Index row) const {
    switch (kind) {
      case Kind::real: return static_cast<const double*>(values)[row];
      case Kind::integer: return value_of(static_cast<const int*>(values)[row]);
      case Kind::code: return of_code(static_cast<const int*>(values)[row]);
      case Kind::sparse: return entry_of(row);
      default: return 1.0;
    }
  }

  /// z of a level, 0-based.
  double of_level(Index level) const { return (raw_of_level(level) - center) / scale; }

  /// Only a power of two has a reciprocal that multiplies as exactly as it divides.
  bool is_scaled_exactly() const {
    int exponent = 0;
    return std::isfinite(1.0 / scale) && std::frexp(scale, &exponent) == 0.5;
  }
  /// Can a kernel read it where it lies?
  bool is_in_place() const { return kind == Kind::real && is_scaled_exactly(); }
  ColumnInPlace in_place(Index first) const { return {static_cast<const double*>(values) + first, center, 1.0 / scale}; }

  /// Writes z of the rows first, ..., first + count - 1.
  void write_range(Index first, Index count, double* out) const {
    if (kind == Kind::ones) return void(std::fill_n(out, count, 1.0));
    if (kind == Kind::real && is_scaled_exactly())
      return kernels().scale_real(count, static_cast<const double*>(values) + first, center, 1.0 / scale, out);
    if (kind == Kind::integer && is_scaled_exactly())
      return kernels().scale_integer(count, static_cast<const int*>(values) + first, center, 1.0 / scale, out);
    write(count, [first](Index i) { return first + i; }, out);
  }

  /// Writes z of the rows row_at(0), ..., row_at(count - 1).
  template <class RowAt>
  void write(Index count, RowAt row_at, double* out) const {
    switch (kind) {
      case Kind::ones:
        for (Index i = 0; i < count; ++i) out[i] = 1.0;
        break;
      case Kind::real: write_values(static_cast<const double*>(values), count, row_at, out); break;
      case Kind::integer: write_values(static_cast<const int*>(values), count, row_at, out); break;
      case Kind::code: write_levels(count, row_at, out); break;
      case Kind::sparse:
        for (Index i = 0; i < count; ++i) out[i] = (entry_of(row_at(i)) - center) / scale;
        break;
    }
  }

 private:
  static double value_of(double x) { return x; }
  static double value_of(int x) { return x == kMissingInteger ? kNaN : x; }
  double raw_of_level(Index level) const {
    return levels ? (*levels)[static_cast<std::size_t>(level)] : level == indicated ? 1.0 : 0.0;
  }
  double of_code(int code) const { return code == kMissingInteger ? kNaN : raw_of_level(code - 1); }

  double entry_of(Index row) const {
    const SparseEntries entries = matrix->column(number);
    const int* end = entries.rows + entries.count;
    const int* found = std::lower_bound(entries.rows, end, static_cast<int>(row));
    return found != end && *found == row ? entries.values[found - entries.rows] : 0.0;
  }

  template <class T, class RowAt>
  void write_values(const T* x, Index count, RowAt row_at, double* out) const {
    for (Index i = 0; i < count; ++i) out[i] = (value_of(x[row_at(i)]) - center) / scale;
  }

  template <class RowAt>
  void write_levels(Index count, RowAt row_at, double* out) const {
    const int* codes = static_cast<const int*>(values);
    for (Index i = 0; i < count; ++i) out[i] = (of_code(codes[row_at(i)]) - center) / scale;
  }
};

}  // namespace logreg
