#pragma once

#include <string>
#include <vector>

#include "../objective/objective.hpp"
#include "../support/types.hpp"

namespace logreg {

/// Why a solver stopped. Every fit carries one of these; users see the same words.
enum class StopReason {
  converged,             ///< the distance asked for, certified (design rules 5 and 6)
  max_iterations,        ///< the iterations or epochs ran out first
  diverged,              ///< 100 epochs without a new best loss, the loss above its start; or not finite
  separated_complete,    ///< a point that puts every row on its own side was found: no finite estimate
  separated_quasi,       ///< quasi-complete separation, verified
  separation_undecided,  ///< the loss no longer falls, yet no finite estimate is in reach
  numerical_failure,     ///< no step could be computed or none lowers the objective
  interrupted            ///< the monitor asked to stop
};

inline std::string to_string(StopReason reason) {
  switch (reason) {
    case StopReason::converged: return "converged";
    case StopReason::max_iterations: return "max_iterations";
    case StopReason::diverged: return "diverged";
    case StopReason::separated_complete: return "separated_complete";
    case StopReason::separated_quasi: return "separated_quasi";
    case StopReason::separation_undecided: return "separation_undecided";
    case StopReason::numerical_failure: return "numerical_failure";
    default: return "interrupted";
  }
}

/// One recorded state of the path, in the solver's coordinates.
struct TraceRow {
  Index epoch;
  double loss;           ///< mean log loss
  double objective;      ///< mean log loss + penalty
  double gradient_norm;  ///< Euclidean norm of the objective's gradient
  double step;           ///< Euclidean norm of this epoch's change of the coefficients
  Vector beta;
};

/// What a solver returns: the point, why it stopped there, and the path.
struct Result {
  Vector beta;
  StopReason reason = StopReason::max_iterations;
  Index iterations = 0;
  double learning_rate = kNaN;  ///< the base rate used; NaN for solvers that have none
  bool rounding_floor = false;  ///< stopped because rounding allows no smaller distance
  double first_value = kNaN;    ///< the objective where the run began, or its pilot's
  std::vector<TraceRow> trace;
  Evaluation at;                ///< at beta, with the Hessian, if the solver has it

  void record(Index epoch, const Evaluation& at, double step, const Vector& point) {
    trace.push_back({epoch, at.loss, at.value, at.gradient.norm(), step, point});
  }
};

}  // namespace logreg
