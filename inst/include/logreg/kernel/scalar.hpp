#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "../support/stable_math.hpp"
#include "kernels.hpp"

namespace logreg {

/// The plain twin of every kernel: what each is tested against, and what runs where no other was chosen.
namespace scalar {

using Size = std::ptrdiff_t;

inline void exponential(Size n, const double* x, double* out) {
  for (Size i = 0; i < n; ++i) out[i] = std::exp(x[i]);
}

inline void log_one_plus(Size n, const double* e, double* out) {
  for (Size i = 0; i < n; ++i) out[i] = std::log1p(e[i]);
}

inline void scale_real(Size n, const double* x, double center, double inverse_scale, double* out) {
  for (Size i = 0; i < n; ++i) out[i] = (x[i] - center) * inverse_scale;
}

inline void scale_integer(Size n, const int* x, double center, double inverse_scale, double* out) {
  constexpr int kMissing = std::numeric_limits<int>::min();
  for (Size i = 0; i < n; ++i)
    out[i] = x[i] == kMissing ? std::numeric_limits<double>::quiet_NaN() : (x[i] - center) * inverse_scale;
}

inline void times(Size rows, Size cols, const double* x, Size stride, const double* beta, double* eta) {
  for (Size i = 0; i < rows; ++i) {
    double sum = 0.0;
    for (Size j = 0; j < cols; ++j) sum += x[j * stride + i] * beta[j];
    eta[i] = sum;
  }
}

inline void add_transpose_times(Size rows, Size cols, const double* x, Size stride, const double* r, double* gradient) {
  for (Size j = 0; j < cols; ++j) {
    double sum = 0.0;
    for (Size i = 0; i < rows; ++i) sum += x[j * stride + i] * r[i];
    gradient[j] += sum;
  }
}

inline void times_in_place(Size rows, Size cols, const ColumnInPlace* columns, const double* beta, double* eta) {
  for (Size i = 0; i < rows; ++i) {
    double sum = 0.0;
    for (Size j = 0; j < cols; ++j)
      sum += (columns[j].values[i] - columns[j].center) * (columns[j].inverse_scale * beta[j]);
    eta[i] = sum;
  }
}

inline void add_transpose_times_in_place(Size rows, Size cols, const ColumnInPlace* columns, const double* r,
                                         double* gradient) {
  for (Size j = 0; j < cols; ++j) {
    double sum = 0.0;
    for (Size i = 0; i < rows; ++i) sum += (columns[j].values[i] - columns[j].center) * r[i];
    gradient[j] += sum * columns[j].inverse_scale;
  }
}

inline void add_weighted_gram(Size rows, Size cols, const ColumnInPlace* columns, const double* w, double* gram,
                              Size gram_stride, const FetchAhead*) {
  for (Size j = 0; j < cols; ++j)
    for (Size k = j; k < cols; ++k) {
      double sum = 0.0;
      for (Size i = 0; i < rows; ++i)
        sum += (columns[k].values[i] - columns[k].center) * (w[i] * (columns[j].values[i] - columns[j].center));
      gram[j * gram_stride + k] += sum * (columns[k].inverse_scale * columns[j].inverse_scale);
    }
}

/// e = exp(-|eta|) gives all three terms; loss/logistic.hpp says why in this order.
inline double logistic(Size n, const double* eta, const double* y, const double* weight, double* gradient,
                       double* curvature) {
  double sum = 0.0;
  for (Size i = 0; i < n; ++i) {
    const double e = std::exp(-std::abs(eta[i])), w = weight ? weight[i] : 1.0;
    const double larger = 1.0 / (1.0 + e), smaller = e * larger;
    const bool positive = eta[i] > 0;
    sum += w * ((positive ? (1.0 - y[i]) * eta[i] : -y[i] * eta[i]) + std::log1p(e));
    gradient[i] = w * (positive ? (1.0 - y[i]) - smaller : smaller - y[i]);
    if (curvature) curvature[i] = w * (smaller * larger);
  }
  return sum;
}

inline Extremes extremes(Size n, const double* linear, const double* y, const double* weight) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  Extremes found{kInf, 0.0};
  for (Size i = 0; i < n; ++i) {
    if (weight && !(weight[i] > 0)) continue;
    const double margin = y[i] == 1 ? linear[i] : y[i] == 0 ? -linear[i] : -kInf;
    found.least_margin = std::min(found.least_margin, margin);
    found.largest_linear = std::max(found.largest_linear, std::abs(linear[i]));
  }
  return found;
}

inline double largest(Size n, const double* x, double center, double inverse_scale) {
  double found = 0.0, wrong = 0.0;
  for (Size i = 0; i < n; ++i) {
    found = std::max(found, std::abs(x[i] - center));
    wrong += x[i] - x[i];  // NaN for what is not finite
  }
  return wrong == 0.0 ? found * inverse_scale : std::numeric_limits<double>::quiet_NaN();
}

inline ColumnSums column_sums(Size n, const double* x, const double* weight, double shift) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  ColumnSums found{0.0, 0.0, 0.0, kInf, -kInf, true};
  for (Size i = 0; i < n; ++i) {
    const double w = weight ? weight[i] : 1.0, gap = x[i] - shift;
    found.finite = found.finite && std::isfinite(x[i]);
    found.weight += w;
    found.sum += w * gap;
    found.squares += w * gap * gap;
    if (!(w > 0)) continue;
    found.minimum = std::min(found.minimum, x[i]);
    found.maximum = std::max(found.maximum, x[i]);
  }
  return found;
}

}  // namespace scalar

inline const Kernels& scalar_kernels() {
  static const Kernels table{"scalar",
                             scalar::exponential,
                             scalar::log_one_plus,
                             scalar::scale_real,
                             scalar::scale_integer,
                             scalar::times,
                             scalar::add_transpose_times,
                             scalar::times_in_place,
                             scalar::add_transpose_times_in_place,
                             scalar::add_weighted_gram,
                             scalar::logistic,
                             scalar::extremes,
                             scalar::largest,
                             scalar::column_sums};
  return table;
}

/// The table in use. It is chosen once, when the library is loaded, and may be changed between two fits.
inline const Kernels*& chosen_kernels() {
  static const Kernels* chosen = &scalar_kernels();
  return chosen;
}
inline const Kernels& kernels() { return *chosen_kernels(); }

}  // namespace logreg
