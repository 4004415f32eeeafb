#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>

#include "../data/source_memory.hpp"
#include "../loss/logistic.hpp"
#include "../support/thread_pool.hpp"
#include "../support/types.hpp"

namespace logreg {

/// Is every outcome 0 or 1?
inline bool is_binary(const Response& response, Index threads) {
  constexpr Index kChunk = Index{1} << 15;
  std::atomic<bool> binary{true};
  run_tasks(threads, (response.rows + kChunk - 1) / kChunk, [&](Index k) {
    unsigned other = 0;  // without a branch, so that the compiler can look at several rows at once
    for (Index i = k * kChunk; i < std::min(response.rows, (k + 1) * kChunk); ++i)
      other |= static_cast<unsigned>(response.y[i] != 0.0) & static_cast<unsigned>(response.y[i] != 1.0);
    if (other != 0) binary = false;
  });
  return binary;
}

/// Twice the loss above that of a perfect fit, row by row, at these log-odds.
inline double deviance_of_rows(const Response& response, const double* eta) {
  double sum = 0.0;
  for (Index i = 0; i < response.rows; ++i) {
    const double weight = response.weight ? response.weight[i] : 1.0;
    if (weight > 0) sum += 2.0 * weight * LogisticLoss::excess(eta[i], response.y[i]);
  }
  return sum;
}

/// Of a model without columns: every row has the mean response, or without an intercept the probability one half. The
/// perfect fit is one of the rows, not of the cells.
inline double null_deviance_of_cells(const Response& response, double total, bool intercept) {
  double events = 0.0;
  for (Index i = 0; i < response.rows; ++i) events += response.weight[i] * response.y[i];
  const double mean = intercept ? events / total : 0.5;
  const double null_loss = -(events * std::log(mean) + (total - events) * std::log1p(-mean));
  return 2.0 * (null_loss - response.entropy);
}

}  // namespace logreg
