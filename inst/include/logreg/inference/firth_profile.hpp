#pragma once

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "../data/affine.hpp"
#include "../data/source_memory.hpp"
#include "../data/survey.hpp"
#include "../loss/logistic.hpp"
#include "../fit/firth_minima.hpp"
#include "../objective/firth_objective.hpp"
#include "../objective/restricted_objective.hpp"
#include "../penalty/none.hpp"
#include "../solver/newton.hpp"
#include "../support/decompositions.hpp"

namespace logreg {

/// The penalised profile likelihood of a Firth fit: some coefficients are held, the others maximise the penalised
/// likelihood again, whose determinant stays that of all columns (Heinze and Schemper 2002, section 2.3).
/// Coefficients come and go in the user's units. What could not be found is NaN.
class FirthProfile {
 public:
  /// `beta` is where the search for the optimum begins, best at the optimum itself.
  FirthProfile(const MemorySource& source, const Vector& beta, Index threads, Monitor& monitor)
      : affine_(scaled_coordinates(source.columns(), Survey::of(source.columns(), source.rows(), source.response().weight, threads))),
        scaled_(source.with_columns(affine_.apply(source.columns()))), monitor_(monitor),
        likelihood_(scaled_, loss_, none_, threads, monitor), objective_(likelihood_) {
    Result best = minimize(objective_, affine_.from_user(beta));
    if (best.reason != StopReason::converged) return;
    QuietMonitor quiet(monitor_);
    std::vector<Result> found = firth_minima(objective_, std::move(best), tolerant(), {quiet, nullptr});
    std::swap(found.front(), found[lowest_minimum(found)]);
    best_ = found.front().beta;
    best_value_ = found.front().at.value;
    hessian_ = factor_hessian(objective_, best_, found.front().at.hessian);
    keep_distinct(found);
  }

  /// Twice the penalised log-likelihood that is lost where these coefficients are 0.
  double statistic_at_zero(const std::vector<Index>& held) {
    if (best_.size() == 0) return kNaN;
    const Point found = at(held, start_at(held, Vector::Zero(static_cast<Index>(held.size())), best_));
    return found.statistic;
  }

  /// Where, on one side of the estimate (-1 or 1), that statistic of one coefficient has risen to `rise`: Newton's
  /// method on its root, which is nearly straight, between two bounds.
  double limit(Index column, double side, double rise) {
    if (best_.size() == 0) return kNaN;
    const std::vector<Index> held{column};
    const double estimate = affine_.to_user(best_)[column];
    const double error = std::sqrt(unit_variance(column) / weight_sum());
    double inside = estimate, outside = side * kInfinity, value = estimate + side * error * std::sqrt(rise);
    Vector start = start_at(held, Vector::Constant(1, value), best_);
    for (int iteration = 0; iteration < 100; ++iteration) {
      const Point here = at(held, start);
      if (std::isnan(here.statistic)) return kNaN;
      if (std::abs(here.statistic - rise) <= 1e-9 + 16 * kEpsilon * weight_sum()) return value;
      (here.statistic < rise ? inside : outside) = value;
      const double next = next_value(here, column, rise, value, estimate, inside, outside);
      if (next == value || next == inside || next == outside) return value;
      start = best_ + (here.gamma - best_) * ((next - estimate) / (value - estimate));
      value = next;
    }
    return kNaN;
  }

 private:
  struct Point {
    double statistic = kNaN, value = kNaN;
    Vector gamma, gradient;  ///< the constrained optimum, and the gradient of the whole objective there
  };

  double weight_sum() const { return objective_.weight_sum(); }

  Result minimize(Objective& objective, const Vector& start) {
    QuietMonitor quiet(monitor_);
    Result result = Newton().minimize(objective, start, tolerant(), {quiet, nullptr});
    if (result.reason == StopReason::interrupted) throw Interrupted();
    return result;
  }

  static Options tolerant() {
    Options options(Newton().options());
    options.set("tolerance", kTolerance);
    return options;
  }

  /// Of the minima, those further than rounding from the lowest, which is in front, and from one another.
  void keep_distinct(const std::vector<Result>& minima) {
    for (const Result& one : minima) {
      const auto is_same = [&](const Vector& other) { return (one.beta - other).norm() < 1e-4 * (1 + other.norm()); };
      if (!is_same(best_) && std::none_of(others_.begin(), others_.end(), is_same)) others_.push_back(one.beta);
    }
  }

  /// The coefficients of the held columns as functions of gamma: one column each.
  Matrix constraints(const std::vector<Index>& held) const {
    const Index p = affine_.scale.size();
    Matrix rows(p, static_cast<Index>(held.size()));
    for (std::size_t k = 0; k < held.size(); ++k) {
      rows.col(static_cast<Index>(k)) = Vector::Unit(p, held[k]) / affine_.scale[held[k]];
      if (held[k] == 0) rows.col(static_cast<Index>(k)) -= affine_.center.cwiseQuotient(affine_.scale);
    }
    return rows;
  }

  /// Directions that leave the held coefficients where they are.
  Matrix free_directions(const std::vector<Index>& held) const {
    const Index p = affine_.scale.size();
    const bool intercept_held = std::find(held.begin(), held.end(), 0) != held.end();
    Matrix map = Matrix::Zero(p, p - static_cast<Index>(held.size()));
    Index k = 0;
    for (Index j = 0; j < p; ++j) {
      if (std::find(held.begin(), held.end(), j) != held.end()) continue;
      map(j, k) = 1.0;
      if (intercept_held) map(0, k) += affine_.center[j] / affine_.scale[j];
      ++k;
    }
    return map;
  }

  /// Where a quadratic objective with its optimum at `from` would have its constrained optimum.
  Vector start_at(const std::vector<Index>& held, const Vector& values, const Vector& from) const {
    const Matrix rows = constraints(held);
    Matrix moved(rows.rows(), rows.cols());
    for (Index k = 0; k < rows.cols(); ++k) moved.col(k) = hessian_.solve(rows.col(k));
    const Vector missing = values - rows.transpose() * from;
    return from + moved * solve_symmetric(rows.transpose() * moved, missing);
  }

  double unit_variance(Index column) const {
    const Vector row = constraints({column}).col(0);
    return row.dot(hessian_.solve(row));
  }

  /// The lowest constrained minimum found from this start and from every other minimum.
  Point at(const std::vector<Index>& held, const Vector& start) {
    Point lowest = descend(held, start);
    const Matrix rows = constraints(held);
    const Vector values = rows.transpose() * start;
    for (const Vector& other : others_) {
      const Point found = descend(held, start_at(held, values, other));
      if (std::isnan(lowest.value) || found.value < lowest.value) lowest = found;
    }
    lowest.statistic = std::max(2.0 * weight_sum() * (lowest.value - best_value_), 0.0);
    return lowest;
  }

  Point descend(const std::vector<Index>& held, const Vector& start) {
    RestrictedObjective restricted(objective_, start, free_directions(held));
    Point found;
    found.gamma = start;
    if (restricted.dimension() > 0) {
      const Result result = minimize(restricted, Vector::Zero(restricted.dimension()));
      if (result.reason != StopReason::converged) return {};
      found.gamma = restricted.point(result.beta);
    }
    Evaluation here;
    objective_.evaluate(found.gamma, Need::gradient, here);
    found.value = here.value;
    found.gradient = here.gradient;
    return found;
  }

  double next_value(const Point& here, Index column, double rise, double value, double estimate, double inside, double outside) const {
    const Vector direction = affine_.from_user(Vector::Unit(affine_.scale.size(), column));
    const double slope = 2.0 * weight_sum() * here.gradient.dot(direction);
    const double proposal = value + 2.0 * (std::sqrt(rise * here.statistic) - here.statistic) / slope;
    const double furthest = estimate + 3.0 * (value - estimate);
    const double low = std::min(inside, std::isfinite(outside) ? outside : furthest), high = std::max(inside, std::isfinite(outside) ? outside : furthest);
    if (proposal > low && proposal < high) return proposal;
    return std::isfinite(outside) ? 0.5 * (inside + outside) : furthest;
  }

  // The statistic is flat in the other coefficients: what they are away from their optimum shows in it squared.
  static constexpr double kTolerance = 1e-7;

  Affine affine_;
  MemorySource scaled_;
  Monitor& monitor_;
  LogisticLoss loss_;
  NoPenalty none_;
  LinearObjective likelihood_;
  FirthObjective objective_;
  Vector best_;  // empty: no optimum was found
  std::vector<Vector> others_;
  double best_value_ = kNaN;
  FactoredHessian hessian_;
};

}  // namespace logreg
