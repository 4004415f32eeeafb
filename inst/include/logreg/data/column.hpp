#pragma once

#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "../support/types.hpp"

namespace logreg {

/// The integer that stands for a missing value or level; it gives NaN.
constexpr int kMissingInteger = std::numeric_limits<int>::min();

/// One column of the design, where it lies: z = (x - center) / scale, x being what is stored.
/// A factor lends its integer codes (1, 2, ..., as R stores them) to one Column for each of its
/// contrasts; `levels` then holds the contrast's value of each level, which plays the part of x.
struct Column {
  enum class Kind { ones, real, integer, code };

  Kind kind = Kind::ones;
  const void* values = nullptr;
  std::shared_ptr<const std::vector<double>> levels;
  double center = 0.0;
  double scale = 1.0;

  static Column intercept() { return {}; }
  static Column real(const double* values) { return {Kind::real, values, nullptr, 0.0, 1.0}; }
  static Column integer(const int* values) { return {Kind::integer, values, nullptr, 0.0, 1.0}; }
  static Column code(const int* codes, std::vector<double> levels) {
    return {Kind::code, codes, std::make_shared<const std::vector<double>>(std::move(levels)), 0.0, 1.0};
  }

  /// Numeric columns may be centred without loss; the few values of a contrast need no centring.
  bool is_dense() const { return kind == Kind::real || kind == Kind::integer; }

  /// x of one row, untransformed.
  double raw(Index row) const {
    switch (kind) {
      case Kind::real: return static_cast<const double*>(values)[row];
      case Kind::integer: return value_of(static_cast<const int*>(values)[row]);
      case Kind::code: return level_of(*levels, static_cast<const int*>(values)[row]);
      default: return 1.0;
    }
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
    }
  }

 private:
  static double value_of(double x) { return x; }
  static double value_of(int x) { return x == kMissingInteger ? kNaN : x; }
  static double level_of(const std::vector<double>& of, int code) {
    return code == kMissingInteger ? kNaN : of[static_cast<std::size_t>(code - 1)];
  }

  template <class T, class RowAt>
  void write_values(const T* x, Index count, RowAt row_at, double* out) const {
    for (Index i = 0; i < count; ++i) out[i] = (value_of(x[row_at(i)]) - center) / scale;
  }

  template <class RowAt>
  void write_levels(Index count, RowAt row_at, double* out) const {
    std::vector<double> z(*levels);
    for (double& value : z) value = (value - center) / scale;
    const int* codes = static_cast<const int*>(values);
    for (Index i = 0; i < count; ++i) out[i] = level_of(z, codes[row_at(i)]);
  }
};

}  // namespace logreg
