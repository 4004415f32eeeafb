#pragma once

#include <algorithm>
#include <cmath>

#include "../kernel/scalar.hpp"
#include "../support/stable_math.hpp"
#include "loss.hpp"

namespace logreg {

/// Logistic loss: value = log(1 + e^eta) - y * eta; y in [0, 1]; eta in log-odds; it may
/// be infinite, as in the limit of separated rows.
/// All three terms come from e = exp(-|eta|) in (0, 1], so nothing overflows. They are ordered so that
/// a well-fitted row keeps its tiny loss and gradient: for eta > 0 the value adds (1 - y) * eta (not
/// eta - y * eta) and the gradient is (1 - y) - (1 - p) with 1 - p = e / (1 + e), which p - y would
/// round to 0 from eta = 37 on. Source: Maechler (2012), note on log1mexp.
class LogisticLoss final : public Loss {
 public:
  static LossTerms terms(double eta, double y) {
    const double e = std::exp(-std::abs(eta));
    const double larger = 1.0 / (1.0 + e);   // max(p, 1 - p)
    const double smaller = e * larger;       // min(p, 1 - p)
    const double tail = std::log1p(e);
    if (eta > 0) return {times(1.0 - y, eta) + tail, (1.0 - y) - smaller, smaller * larger};
    return {tail - times(y, eta), smaller - y, smaller * larger};
  }

  LossTerms at(double eta, double y) const override { return terms(eta, y); }

  double at_rows(Index n, const double* eta, const double* y, const double* weight, double* gradient,
                 double* curvature) const override {
    return kernels().logistic(n, eta, y, weight, gradient, curvature);
  }

  /// value - saturated(y) = y log(y / p) + (1 - y) log((1 - y) / (1 - p)), half the unit deviance.
  /// Near a perfect fit the two terms cancel to second order, so they are taken by log1p of the small
  /// relative differences instead of from two large values.
  static double excess(double eta, double y) {
    const double p = sigmoid(eta), q = sigmoid(-eta), difference = -terms(eta, y).gradient;
    const double above = difference / p, below = -difference / q;
    if (y > 0 && y < 1 && std::abs(above) < 0.5 && std::abs(below) < 0.5)
      return std::max(0.0, y * std::log1p(above) + (1.0 - y) * std::log1p(below));
    return std::max(0.0, terms(eta, y).value - entropy(y));
  }

  /// (y - p) / (p (1 - p)), the working residual of iteratively reweighted least squares, and
  /// (y - p) / sqrt(p (1 - p)), Pearson's. Written in exp(+-eta) they hold where p (1 - p) underflows.
  static double working_residual(double eta, double y) {
    return times(y, 1.0 + std::exp(-eta)) - times(1.0 - y, 1.0 + std::exp(eta));
  }
  static double pearson_residual(double eta, double y) {
    return times(y, std::exp(-0.5 * eta)) - times(1.0 - y, std::exp(0.5 * eta));
  }

  double inverse_link(double eta) const override { return sigmoid(eta); }

  /// The loss of a row that is fitted perfectly: the entropy of y, 0 for y = 0 or 1.
  double saturated(double y) const override { return entropy(y); }

 private:
  static double entropy(double y) { return -x_log_x(y) - x_log_x(1.0 - y); }

  /// A share of nothing is nothing, also of Inf.
  static double times(double share, double value) { return share > 0 ? share * value : 0.0; }
};

}  // namespace logreg
