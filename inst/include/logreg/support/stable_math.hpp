#pragma once

#include <algorithm>
#include <cmath>

namespace logreg {

/// sigmoid(eta) = 1 / (1 + exp(-eta)), with full relative accuracy down to the subnormal range.
/// Both branches use e = exp(-|eta|) in (0, 1], so nothing overflows and 1 - p is never formed.
/// The complement 1 - sigmoid(eta) is sigmoid(-eta).
inline double sigmoid(double eta) {
  const double e = std::exp(-std::abs(eta));
  return eta >= 0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
}

/// log(1 + exp(eta)), the softplus. Never Inf for finite eta, never 0 above eta = -745.
/// Source: Maechler (2012), "Accurately computing log(1 - exp(-|a|))", the portable form.
inline double log1p_exp(double eta) {
  return std::max(eta, 0.0) + std::log1p(std::exp(-std::abs(eta)));
}

/// logit(p) = log(p / (1 - p)) for p in [0, 1]; -Inf at 0 and Inf at 1.
/// Near one half 1 - 2p is exact and log1p keeps the relative accuracy that log(p / (1 - p)) loses.
inline double logit(double p) {
  if (p > 0.25 && p < 0.75) return -std::log1p((1.0 - 2.0 * p) / p);
  return std::log(p) - std::log1p(-p);
}

/// y * log(y), continued by its limit 0 at y = 0.
inline double x_log_x(double y) { return y > 0 ? y * std::log(y) : 0.0; }

/// The power of two nearest to a positive number (in the log scale); 1 for anything else.
/// Scaling by powers of two is exact, so a scaled fit maps back without rounding.
inline double nearest_power_of_two(double value) {
  if (!(value > 0) || !std::isfinite(value)) return 1.0;
  return std::ldexp(1.0, static_cast<int>(std::lround(std::log2(value))));
}

/// `largest` becomes `other` where that is larger, and NaN where either is.
inline void raise_to(double other, double& largest) {
  if (!(other <= largest) && !std::isnan(largest)) largest = other;
}

}  // namespace logreg
