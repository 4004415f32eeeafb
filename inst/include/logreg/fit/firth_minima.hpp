#pragma once

#include <cmath>
#include <utility>
#include <vector>

#include "../objective/firth_objective.hpp"
#include "../solver/newton.hpp"

namespace logreg {

/// Firth's objective is not convex: in data that are separated, or nearly, it may have several minima. They are not
/// sought where the step to the maximum-likelihood estimate is short: the likelihood alone is convex, and there
/// curved as it is here.
inline bool may_have_other_minima(FirthObjective& objective, const Vector& beta) {
  constexpr double kShortReach = 0.1;
  LinearObjective& likelihood = objective.likelihood();
  Evaluation at;
  likelihood.evaluate(beta, Need::hessian, at);
  return !(certify(likelihood, beta, at, true).reach < kShortReach);
}

/// The lowest of some minima; the first where others are lower by no more than rounding.
inline std::size_t lowest_minimum(const std::vector<Result>& minima) {
  std::size_t lowest = 0;
  for (std::size_t k = 1; k < minima.size(); ++k)
    if (minima[k].at.value < minima[lowest].at.value - 1e-12 * std::abs(minima[lowest].at.value)) lowest = k;
  return lowest;
}

/// Where else a minimum may be sought: further out and further in than one that is known, since the others lie in about
/// the same direction; on the way to the maximum-likelihood estimate; and, where that costs little, with one
/// coefficient alone further out or in.
inline std::vector<Vector> starts_elsewhere(FirthObjective& objective, const Vector& known, const SolverContext& context) {
  Options few_steps(Newton().options());
  few_steps.set("max_iterations", 8);
  QuietMonitor quiet(context.monitor);
  const Result towards = Newton().minimize(objective.likelihood(), known, few_steps, {quiet, context.draw});
  if (towards.reason == StopReason::interrupted) throw Interrupted();
  std::vector<Vector> starts{9.0 * known, 3.0 * known, known / 3.0, towards.beta};
  constexpr double kFewNumbers = 2e5;
  const double p = static_cast<double>(known.size());
  if (static_cast<double>(objective.informative_row_count()) * p * p > kFewNumbers) return starts;
  for (Index k = 0; k < known.size(); ++k)
    for (const double factor : {9.0, 0.0}) {
      starts.push_back(known);
      starts.back()[k] *= factor;
    }
  return starts;
}

/// The minima that Newton's method finds from there, after the one that is known; again from the lowest as long as
/// that is a new one.
inline std::vector<Result> firth_minima(FirthObjective& objective, Result known, const Options& options, const SolverContext& context) {
  constexpr int kRounds = 4;
  std::vector<Result> found{std::move(known)};
  if (!may_have_other_minima(objective, found.front().beta)) return found;
  std::size_t last = found.size();
  for (int round = 0; round < kRounds && lowest_minimum(found) != last; ++round) {
    last = lowest_minimum(found);
    for (const Vector& start : starts_elsewhere(objective, found[last].beta, context)) {
      Result other = Newton().minimize(objective, start, options, context);
      if (other.reason == StopReason::interrupted) throw Interrupted();
      if (other.reason == StopReason::converged) found.push_back(std::move(other));
    }
  }
  return found;
}

}  // namespace logreg
