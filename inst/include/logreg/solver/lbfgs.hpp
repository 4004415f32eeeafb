#pragma once

#include <algorithm>
#include <cmath>
#include <deque>

#include "certificate.hpp"
#include "solver.hpp"

namespace logreg {

/// Limited-memory BFGS: a quasi-Newton step from the last few gradients, with a line search that never
/// accepts a rise. Source: Nocedal and Wright (2006), algorithms 7.4 and 7.5; the weak Wolfe conditions
/// are found by bisection (Lewis and Overton 2013), near the optimum in the approximate form that does
/// not need to see the fall (Hager and Zhang 2005).
class Lbfgs final : public Solver {
 public:
  std::vector<OptionSpec> options() const override {
    return {{"tolerance", 1e-8, 0, 1, false, false, false,
             "distance from the optimum, in standard errors, at which to stop"},
            {"max_iterations", 1000, 1, 1e9, true, false, false, "steps at most"},
            {"memory", 10, 1, 1000, true, false, false, "pairs of steps and gradients kept"}};
  }
  bool is_first_order() const override { return true; }

 protected:
  void run(Objective& objective, const Options& options, const SolverContext& context,
           Result& result) const override {
    const Index last = options.count("max_iterations");
    DistanceWatch watch(objective, options.get("tolerance"));
    History history(options.count("memory"));
    Evaluation at;
    objective.evaluate(result.beta, Need::gradient, at);
    result.record(0, at, 0.0, result.beta);
    for (;;) {
      const Standing standing = watch.look(result.beta, at, result.iterations);
      if (standing == Standing::arrived) result.reason = StopReason::converged;
      if (standing == Standing::unattainable) result.reason = StopReason::separation_undecided;
      if (standing != Standing::on_the_way) return;
      if (result.iterations == last) return;
      Evaluation next;
      Vector point;
      if (!search(objective, result.beta, at, history.direction(at.gradient), next, point) &&
          !search(objective, result.beta, at, Vector(-at.gradient), next, point)) {
        result.rounding_floor = true;
        return;
      }
      const Vector step = point - result.beta;
      history.add(step, next.gradient - at.gradient);
      result.beta = point;
      at = std::move(next);
      ++result.iterations;
      result.record(result.iterations, at, step.norm(), result.beta);
      context.monitor.progress({result.iterations, last, at.loss, false});
    }
  }

 private:
  class History {
   public:
    explicit History(Index memory) : memory_(memory) {}

    void add(const Vector& step, const Vector& change) {
      const double product = step.dot(change);
      if (!(product > kEpsilon * step.norm() * change.norm())) return;
      pairs_.push_back({step, change, product});
      if (static_cast<Index>(pairs_.size()) > memory_) pairs_.pop_front();
    }

    /// Two-loop recursion: -(inverse Hessian estimate) * gradient.
    Vector direction(const Vector& gradient) const {
      Vector q = -gradient;
      if (pairs_.empty()) return q / std::max(1.0, q.norm());
      std::vector<double> alpha(pairs_.size());
      for (std::size_t k = pairs_.size(); k-- > 0;) {
        alpha[k] = pairs_[k].step.dot(q) / pairs_[k].product;
        q -= alpha[k] * pairs_[k].change;
      }
      q *= pairs_.back().product / pairs_.back().change.squaredNorm();
      for (std::size_t k = 0; k < pairs_.size(); ++k)
        q += (alpha[k] - pairs_[k].change.dot(q) / pairs_[k].product) * pairs_[k].step;
      return q;
    }

   private:
    struct Pair {
      Vector step, change;
      double product;
    };
    Index memory_;
    std::deque<Pair> pairs_;
  };

  static constexpr double kFall = 1e-4, kSlope = 0.9;

  static bool search(Objective& objective, const Vector& from, const Evaluation& at, const Vector& direction,
                     Evaluation& next, Vector& point) {
    const double slope = at.gradient.dot(direction);
    if (!(slope < 0)) return false;
    double low = 0.0, high = kInfinity, t = 1.0;
    for (int attempt = 0; attempt < 60; ++attempt) {
      point = from + t * direction;
      objective.evaluate(point, Need::gradient, next);
      const double new_slope = next.gradient.dot(direction);
      const bool falls = next.value <= at.value + kFall * t * slope;
      const bool level = std::abs(next.value - at.value) <= 8 * kEpsilon * std::abs(at.value) &&
                         new_slope <= (2 * kFall - 1) * slope;
      if (!std::isfinite(next.value) || !(falls || level)) high = t;
      else if (new_slope < kSlope * slope) low = t;
      else return true;
      t = high < kInfinity ? 0.5 * (low + high) : 2.0 * low;
    }
    return false;
  }
};

}  // namespace logreg
