#pragma once

#include <cmath>

#include "../support/stable_math.hpp"

namespace logreg {

/// Deviance of the model without columns for `events` among `rows` 0/1 responses that count alike: every row has the
/// mean response or, without an intercept, the probability one half.
inline double binary_null_deviance(double events, double rows, bool intercept) {
  if (!intercept) return 2.0 * rows * std::log(2.0);
  return -2.0 * rows * (x_log_x(events / rows) + x_log_x((rows - events) / rows));
}

}  // namespace logreg
