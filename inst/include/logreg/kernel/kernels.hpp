#pragma once

#include <cstddef>
#include <cstring>

namespace logreg {

/// What one pass learns of the linear predictors x'beta of a block.
struct Extremes {
  double least_margin;    ///< min of (2y - 1) x'beta; a row with 0 < y < 1 lies on both sides: -Inf
  double largest_linear;  ///< max |x'beta|
};

/// Sums of one column about a shift, over the rows of positive weight.
struct ColumnSums {
  double weight, sum, squares;  ///< of w, w (x - shift), w (x - shift)^2
  double minimum, maximum;
  bool finite;                  ///< no value is NaN or infinite, whatever its weight
};

/// A column of doubles where it lies: z = (x - center) * inverse_scale.
struct ColumnInPlace {
  const double* values;
  double center, inverse_scale;
};

/// Memory that the next block will read: so many bytes from each of these places. A kernel that calculates
/// more than it reads asks for it meanwhile, so that it lies in cache when its turn comes.
struct FetchAhead {
  const void* const* places;
  std::ptrdiff_t count, bytes;
};

/// The innermost loops, on raw pointers. One table for each instruction set; all compute the same sums,
/// in the order of their own vector length. A matrix is column by column, `stride` apart. Nothing needs
/// to be aligned. A null weight stands for ones.
struct Kernels {
  const char* name;
  /// out[i] = exp(x[i]), within 1 unit in the last place over the full range, subnormals included.
  void (*exponential)(std::ptrdiff_t n, const double* x, double* out);
  /// out[i] = log(1 + e[i]) for e in [0, 1].
  void (*log_one_plus)(std::ptrdiff_t n, const double* e, double* out);
  /// out[i] = (x[i] - center) * inverse_scale; the smallest integer is a missing value and gives NaN.
  void (*scale_real)(std::ptrdiff_t n, const double* x, double center, double inverse_scale, double* out);
  void (*scale_integer)(std::ptrdiff_t n, const int* x, double center, double inverse_scale, double* out);
  /// eta = X beta.
  void (*times)(std::ptrdiff_t rows, std::ptrdiff_t cols, const double* x, std::ptrdiff_t stride, const double* beta,
                double* eta);
  /// gradient += X' r.
  void (*add_transpose_times)(std::ptrdiff_t rows, std::ptrdiff_t cols, const double* x, std::ptrdiff_t stride,
                              const double* r, double* gradient);
  /// The same two for columns that were not packed. inverse_scale is a power of two, so that nothing is lost; the
  /// bits of the first are those of the packed product.
  void (*times_in_place)(std::ptrdiff_t rows, std::ptrdiff_t cols, const ColumnInPlace* columns, const double* beta,
                         double* eta);
  void (*add_transpose_times_in_place)(std::ptrdiff_t rows, std::ptrdiff_t cols, const ColumnInPlace* columns,
                                       const double* r, double* gradient);
  /// Lower triangle of gram += Z' diag(w) Z, the columns of Z where they lie; what is written above the diagonal means
  /// nothing. `ahead` may be null.
  void (*add_weighted_gram)(std::ptrdiff_t rows, std::ptrdiff_t cols, const ColumnInPlace* columns, const double* w,
                            double* gram, std::ptrdiff_t gram_stride, const FetchAhead* ahead);
  /// Logistic loss: gradient and curvature in eta of every row, times its weight; returns the weighted
  /// sum of the losses. `curvature` may be null.
  double (*logistic)(std::ptrdiff_t n, const double* eta, const double* y, const double* weight, double* gradient,
                     double* curvature);
  Extremes (*extremes)(std::ptrdiff_t n, const double* linear, const double* y, const double* weight);
  /// max |x - center| * inverse_scale; NaN if any value is NaN or infinite.
  double (*largest)(std::ptrdiff_t n, const double* x, double center, double inverse_scale);
  ColumnSums (*column_sums)(std::ptrdiff_t n, const double* x, const double* weight, double shift);
};

}  // namespace logreg
