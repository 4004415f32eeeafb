#pragma once

#include <algorithm>
#include <cmath>

#include "../support/decompositions.hpp"
#include "certificate.hpp"
#include "solver.hpp"

namespace logreg {

/// Newton's method inside a trust region; a step is taken only if the objective falls.
/// The region matters where every row starts saturated (offsets of +-30) and the Hessian is all but
/// zero; elsewhere the full step is taken. Source: Nocedal and Wright (2006), chapter 4.
class Newton final : public Solver {
 public:
  std::vector<OptionSpec> options() const override {
    return {{"tolerance", 1e-10, 0, 1, false, false, false,
             "distance from the optimum, in standard errors, at which to stop"},
            {"max_iterations", 100, 1, 1e9, true, false, false, "Newton steps at most"}};
  }
  bool is_first_order() const override { return false; }

 protected:
  void run(Objective& objective, const Options& options, const SolverContext& context,
           Result& result) const override {
    State state;
    begin(objective, context, state, result);
    walk(objective, options, context, state, result);
    result.at = std::move(state.at);
  }

 private:
  struct State {
    Evaluation at;
    Certificate certificate;
    Vector step;
    double radius = kInfinity;    // nothing is held back until a full step fails or cannot be had
    double previous = kInfinity;  // decrement before the last step
  };

  // A predicted fall of the objective below this share of it cannot be seen in double precision.
  static constexpr double kInvisible = 4 * kEpsilon;
  // A decrement below this is in the region of quadratic convergence; there the next one is far
  // smaller unless rounding prevents it.
  static constexpr double kQuadratic = 1e-6;
  // Below this mean log loss it is asked whether every row is on its own side.
  static constexpr double kPerfectLoss = 1e-8;
  // Mean log loss of probability one half for every row.
  static constexpr double kNullLoss = 0.6931471805599453;
  // The region after the first failure: in scaled coordinates a unit is about one standard deviation.
  static constexpr double kFirstRadius = 10.0;

  // How near the optimum of a pilot is taken, in its standard errors: no nearer helps all rows.
  static constexpr double kPilotTolerance = 0.1;
  // A step that moves no x'beta by more than this leaves the Hessian the same to so many digits (it lies
  // within exp(+-reach) of the old one: Bach 2010, self-concordance), and standard errors to half of it.
  static constexpr double kSameHessian = 1e-7;

  /// What a pilot found: a start, what its objective was before it began, and its Hessian there.
  struct Pilot {
    Vector answer;
    double first_value = kInfinity;
    FactoredHessian factored;
  };

  /// The first evaluation with a Hessian: at the start that was given, or one step from the answer of a
  /// pilot. If that answer is worse than where the pilot started, its rows were not like the others.
  void begin(Objective& objective, const SolverContext& context, State& state, Result& result) const {
    if (!(context.may_choose_start && begin_with_pilot(objective, context, state, result))) {
      objective.evaluate(result.beta, Need::hessian, state.at);
      result.first_value = state.at.value;
      result.record(0, state.at, 0.0, result.beta);
    }
    state.certificate = certify(objective, result.beta, state.at, false);
  }

  /// The step from the pilot's answer takes the pilot's Hessian, which is nearly that of all rows: a pass
  /// without the Hessian, which costs a fraction of one with it.
  bool begin_with_pilot(Objective& objective, const SolverContext& context, State& state, Result& result) const {
    const Pilot pilot = ask_pilot(objective, result.beta, context);
    if (!pilot.factored.usable) return false;
    objective.evaluate(pilot.answer, Need::gradient, state.at);
    if (!(state.at.value < pilot.first_value)) return false;
    result.first_value = pilot.first_value;
    result.beta = pilot.answer;
    result.record(0, state.at, 0.0, result.beta);
    const Vector step = -pilot.factored.solve(state.at.gradient);
    Evaluation next;
    objective.evaluate(pilot.answer + step, Need::hessian, next);
    if (next.value < state.at.value) {
      state.at = std::move(next);
      result.beta += step;
      result.iterations = 1;
      result.record(1, state.at, step.norm(), result.beta);
    } else {
      objective.evaluate(result.beta, Need::hessian, state.at);
    }
    return true;
  }

  Pilot ask_pilot(Objective& objective, const Vector& start, const SolverContext& context) const {
    Pilot pilot;
    const std::unique_ptr<Objective> part = objective.pilot();
    if (!part) return pilot;
    Options loose(options());
    loose.set("tolerance", kPilotTolerance);
    QuietMonitor quiet(context.monitor);
    const Result answer = minimize(*part, start, loose, {quiet, context.draw, true});
    if (answer.reason == StopReason::interrupted) throw Interrupted();
    if (answer.reason != StopReason::converged) return pilot;
    pilot.answer = answer.beta;
    pilot.first_value = answer.first_value;
    pilot.factored = factor_hessian(*part, answer.beta, answer.at.hessian);
    return pilot;
  }

  void walk(Objective& objective, const Options& options, const SolverContext& context, State& state, Result& result) const {
    const double tolerance = options.get("tolerance");
    const Index last = options.count("max_iterations");
    for (;;) {
      if (has_ended(objective, tolerance, state, result)) return;
      if (result.iterations == last) return;
      if (!take_last_step(objective, tolerance, state, result) && !take_step(objective, state, result)) return;
      ++result.iterations;
      result.record(result.iterations, state.at, state.step.norm(), result.beta);
      context.monitor.progress({result.iterations, last, state.at.loss, false});
    }
  }

  /// Where the step is so short that the Hessian stays the same and the next point is the answer, its pass
  /// is spared the Hessian. Only where a pass is worth sparing.
  bool take_last_step(Objective& objective, double tolerance, State& state, Result& result) const {
    constexpr double kManyNumbers = 1e5;
    const double numbers = static_cast<double>(objective.informative_row_count()) * static_cast<double>(result.beta.size());
    const Certificate& here = state.certificate;
    if (numbers < kManyNumbers || !here.factored.usable || here.step.norm() > state.radius) return false;
    const double reach = objective.reach_bound(here.step);
    if (!(reach < kSameHessian && here.strict_decrement * reach < 0.1 * tolerance)) return false;
    Evaluation next;
    const Vector point = result.beta + here.step;
    objective.evaluate(point, Need::gradient, next);
    if (!(next.value <= state.at.value + 16 * kEpsilon * std::abs(state.at.value))) return false;
    next.hessian = state.at.hessian;
    state.previous = here.strict_decrement;
    state.step = here.step;
    state.certificate = certify_with(objective, FactoredHessian(here.factored), next.gradient);
    state.at = std::move(next);
    result.beta = point;
    return true;
  }

  bool has_ended(Objective& objective, double tolerance, State& state, Result& result) const {
    const double decrement = state.certificate.strict_decrement;
    const bool floor = decrement < kQuadratic && decrement > 0.5 * state.previous;
    const bool near = decrement <= std::max(tolerance, 0.0) || floor || decrement == 0;
    if (near || is_flat(state)) {
      add_reach(objective, state.certificate);
      if (state.certificate.is_within(std::max(tolerance, kQuadratic)) && near) {
        result.reason = StopReason::converged;
        result.rounding_floor = decrement > tolerance;
        return true;
      }
    }
    if (state.at.loss < kPerfectLoss && objective.margin_proves_separation() && puts_rows_apart(objective, result.beta)) {
      result.reason = StopReason::separated_complete;
      return true;
    }
    if (is_flat(state) && !state.certificate.proves_existence()) {
      result.reason = StopReason::separation_undecided;
      return true;
    }
    return false;
  }

  /// Every row is on its own side by more than rounding can do.
  static bool puts_rows_apart(Objective& objective, const Vector& beta) {
    const Margins margins = objective.margins(beta);
    return margins.least > 64 * kEpsilon * static_cast<double>(beta.size()) * margins.largest_linear;
  }

  /// The Newton step promises no fall of the objective that double precision could show.
  static bool is_flat(const State& state) {
    if (!state.certificate.factored.usable) return false;
    const double promised = -0.5 * state.at.gradient.dot(state.certificate.step);
    return promised < kInvisible * std::abs(state.at.value);
  }

  /// Shrinks the region until a step lowers the objective (or, where the fall is too small to be seen,
  /// the decrement); false if none does.
  bool take_step(Objective& objective, State& state, Result& result) const {
    for (int attempt = 0; attempt < 60; ++attempt) {
      const auto [step, promised] = step_within(state);
      if (!step.allFinite()) break;
      Evaluation trial;
      const Vector point = result.beta + step;
      objective.evaluate(point, Need::hessian, trial);
      const double fall = state.at.value - trial.value;
      const bool visible = promised > kInvisible * std::abs(state.at.value);
      Certificate certificate;
      bool accept = fall > 1e-4 * promised && std::isfinite(trial.value);
      if (accept || !visible) certificate = certify(objective, point, trial, false);
      if (!visible)
        accept = accept || (std::abs(fall) <= 16 * kEpsilon * std::abs(state.at.value) &&
                            certificate.strict_decrement < state.certificate.strict_decrement);
      adapt_radius(state, step, accept ? fall / promised : 0.0);
      if (!accept) {
        if (!visible) return finish_at_floor(objective, state, result);
        continue;
      }
      state.previous = state.certificate.strict_decrement;
      state.at = std::move(trial);
      state.certificate = std::move(certificate);
      state.step = step;
      result.beta = point;
      return true;
    }
    result.reason = StopReason::numerical_failure;
    return false;
  }

  bool finish_at_floor(Objective& objective, State& state, Result& result) const {
    add_reach(objective, state.certificate);
    const bool certified = state.certificate.is_within(1e-3);
    result.rounding_floor = certified;
    // Worse than no model at all is no sign of separation, only of a start too far away for doubles.
    const bool stuck_far_away = !state.certificate.factored.usable && !(state.at.loss < kNullLoss);
    const bool cannot_be_separated = objective.optimum_is_certain();
    result.reason = certified ? StopReason::converged
                    : stuck_far_away || cannot_be_separated ? StopReason::numerical_failure
                                     : StopReason::separation_undecided;
    return false;
  }

  static void adapt_radius(State& state, const Vector& step, double ratio) {
    if (ratio < 0.25) state.radius = std::min(0.25 * step.norm(), kFirstRadius);
    if (ratio > 0.75 && step.norm() > 0.8 * state.radius) state.radius *= 4.0;
  }

  struct Step {
    Vector step;
    double promised;  ///< fall of the quadratic model
  };

  /// The Newton step, or, where it is too long or cannot be had, the minimiser of the quadratic model
  /// on the sphere: (H + m) d = -g with |d| = radius, m found by bisection on a log scale.
  static Step step_within(State& state) {
    const Vector& full = state.certificate.step;
    if (state.certificate.factored.usable && full.norm() <= state.radius)
      return {full, -0.5 * state.at.gradient.dot(full)};
    if (!std::isfinite(state.radius)) state.radius = kFirstRadius;
    const EigenDecomposition eigen = eigen_decomposition(state.at.hessian);
    const Vector values = eigen.values.cwiseMax(0.0);
    const Vector rotated = eigen.vectors.transpose() * state.at.gradient;
    const auto step = [&](double log_shift) {
      return Vector(-rotated.array() / (values.array() + std::exp(log_shift)));
    };
    const double top = std::log(std::max(rotated.norm() / state.radius, 1e-300));
    double low = top - 90.0, high = top + 1e-9;
    for (int k = 0; k < 100 && high - low > 1e-3; ++k) {
      const double middle = 0.5 * (low + high);
      (step(middle).norm() > state.radius ? low : high) = middle;
    }
    const Vector turned = step(high);
    const double promised = -(rotated.dot(turned) + 0.5 * turned.cwiseAbs2().dot(values));
    return {eigen.vectors * turned, promised};
  }
};

}  // namespace logreg
