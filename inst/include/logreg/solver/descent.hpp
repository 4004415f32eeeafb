#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "certificate.hpp"
#include "solver.hpp"

namespace logreg {

/// The options that every descent by epochs shares.
inline std::vector<OptionSpec> descent_options() {
  return {
      {"learning_rate", kNaN, 0, kInfinity, false, true, true, "step on the gradient of the mean log loss; derived if NULL"},
      {"epochs", 10000, 1, 1e9, true, false, false, "passes over the rows at most"},
      {"batch_size", kNaN, 1, kInfinity, true, false, true, "rows a step: NULL all, 1 stochastic, between mini-batch"},
      {"decay", 0, 0, kInfinity, false, false, true, "the rate in epoch e is learning_rate / (1 + decay * e)"},
      {"standardize", 1, 0, 1, true, false, false, "descend in z-scores of the columns"},
      {"tolerance", 1e-6, 0, 1, false, false, false, "distance from the optimum, in standard errors, at which to stop; 0 runs to the end"},
      {"record_every", 1, 1, 1e9, true, false, false, "epochs between two rows of the trace"},
      {"verbose", 0, 0, 1e9, true, false, false, "print the loss every so many epochs; 0 never"}};
}

/// How a descent turns a gradient into a step. One object lives through a run.
class UpdateRule {
 public:
  virtual ~UpdateRule() = default;
  /// Where the gradient is wanted; beta itself unless the rule looks ahead.
  virtual bool looks_ahead() const { return false; }
  virtual Vector look_ahead(const Vector& beta) const { return beta; }
  /// The step from beta.
  virtual Vector step(const Vector& gradient, double rate) = 0;
};

/// Descent by epochs, from batch (one step an epoch) to stochastic (one step a row). Steps are exactly
/// as asked, in the coordinates asked, so that every epoch can be repeated by hand. The loss may rise;
/// the run has diverged when 100 epochs bring no new best and the loss is above its start, or when it
/// is not finite (design rule 4); then the best coefficients seen are returned.
class Descent : public Solver {
 public:
  Coordinates coordinates(const Options& options) const override {
    return options.is_on("standardize") ? Coordinates::standardized : Coordinates::raw;
  }
  bool is_first_order() const override { return true; }

 protected:
  virtual std::unique_ptr<UpdateRule> rule(const Options& options) const = 0;
  virtual double derived_rate(Objective& objective, Index batch_rows) const = 0;

  void run(Objective& objective, const Options& options, const SolverContext& context,
           Result& result) const override {
    Run state(objective, options, context, result, *this);
    state.go();
  }

 private:
  static constexpr Index kPatience = 100;

  /// One run: the point, the best point seen, and when to look.
  struct Run {
    Run(Objective& objective_, const Options& options_, const SolverContext& context_, Result& result_,
        const Descent& descent)
        : objective(objective_), options(options_), context(context_), result(result_),
          watch(objective_, options_.get("tolerance")), rule(descent.rule(options_)),
          beta(result_.beta), epochs(options_.count("epochs")), record_every(options_.count("record_every")),
          verbose(options_.count("verbose")), rows(objective_.informative_row_count()) {
      batch = options.is_derived("batch_size") ? rows : std::min(rows, options.count("batch_size"));
      result.learning_rate = options.is_derived("learning_rate") ? descent.derived_rate(objective, batch)
                                                                 : options.get("learning_rate");
    }

    void go() {
      objective.evaluate(beta, Need::gradient, at);
      evaluated = 0;
      start_loss = best_loss = at.value;
      result.record(0, at, 0.0, beta);
      announce(0);
      for (Index epoch = 1; epoch <= epochs; ++epoch) {
        if (has_ended(epoch - 1)) return;
        const Vector before = beta;
        descend(result.learning_rate / (1.0 + options.get("decay") * static_cast<double>(epoch)));
        result.iterations = epoch;
        last_step = (beta - before).norm();
        look(epoch);
        if (has_diverged()) return end(StopReason::diverged);
      }
      if (!has_ended(epochs)) end(StopReason::max_iterations);
    }

    void descend(double rate) {
      if (batch < rows) return descend_in_batches(rate);
      if (!rule->looks_ahead()) return void(beta += rule->step(at.gradient, rate));  // a full batch looks every epoch
      Evaluation ahead;
      objective.evaluate(rule->look_ahead(beta), Need::gradient, ahead);
      beta += rule->step(ahead.gradient, rate);
    }

    void descend_in_batches(double rate) {
      if (order.empty()) order = objective.informative_rows();
      shuffle(order, scratch, context.draw);
      Vector gradient;
      for (Index from = 0; from < rows; from += batch) {
        objective.batch_gradient(rule->look_ahead(beta), order.data() + from, std::min(batch, rows - from), gradient);
        beta += rule->step(gradient, rate);
      }
    }

    /// Evaluates the whole objective where it is needed: each epoch for a full batch (its gradient makes
    /// the next step), else where the trace or the user asks for it.
    void look(Index epoch) {
      const bool record = epoch % record_every == 0 || epoch == epochs;
      const bool print = verbose > 0 && epoch % verbose == 0;
      if (batch == rows || record || print) {
        objective.evaluate(beta, Need::gradient, at);
        evaluated = epoch;
        keep_best(epoch);
      }
      if (record) result.record(epoch, at, last_step, beta);
      announce(epoch);
    }

    /// The path ends where the run ends, whatever record_every says.
    void record_end() {
      if (result.trace.back().epoch == result.iterations) return;
      if (evaluated != result.iterations) objective.evaluate(beta, Need::gradient, at);
      result.record(result.iterations, at, last_step, beta);
    }

    void keep_best(Index epoch) {
      if (!std::isfinite(at.value) || !(at.value < best_loss)) return;
      best_loss = at.value;
      best_epoch = epoch;
      result.beta = beta;
    }

    bool has_diverged() const {
      if (evaluated != result.iterations) return !beta.allFinite();
      if (!std::isfinite(at.value)) return true;
      return at.value > start_loss && evaluated - best_epoch >= kPatience;
    }

    bool has_ended(Index epoch) {
      if (evaluated != epoch || !std::isfinite(at.value)) return false;
      const Standing standing = watch.look(beta, at, epoch);
      if (standing == Standing::arrived) end(StopReason::converged);
      if (standing == Standing::unattainable) end(StopReason::separation_undecided);
      return standing != Standing::on_the_way;
    }

    void announce(Index epoch) {
      const bool known = evaluated == epoch;
      context.monitor.progress({epoch, epochs, known ? at.loss : kNaN, verbose > 0 && epoch % verbose == 0});
    }

    void end(StopReason reason) {
      result.reason = reason;
      record_end();
      if (reason != StopReason::diverged) result.beta = beta;
    }

    Objective& objective;
    const Options& options;
    const SolverContext& context;
    Result& result;
    DistanceWatch watch;
    std::unique_ptr<UpdateRule> rule;
    Vector beta;
    Index epochs, record_every, verbose, rows, batch = 0, evaluated = 0, best_epoch = 0;
    double start_loss = 0.0, best_loss = 0.0, last_step = 0.0;
    Evaluation at;
    std::vector<Index> order, scratch;
  };
};

}  // namespace logreg
