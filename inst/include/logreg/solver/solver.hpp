#pragma once

#include <vector>

#include "../objective/objective.hpp"
#include "../support/error.hpp"
#include "../support/monitor.hpp"
#include "../support/random.hpp"
#include "options.hpp"
#include "result.hpp"

namespace logreg {

/// In which coordinates a solver wants its columns (design rule 1).
enum class Coordinates {
  scaled,        ///< centred, powers of two: for solvers whose answer does not depend on it
  standardized,  ///< z-scores
  raw            ///< as the user gave them
};

/// What a solver is given besides the objective.
struct SolverContext {
  Monitor& monitor;
  RandomIndex draw;
  bool may_choose_start = false;  ///< nobody asked for the start: a solver may begin where it likes
};

/// The contract of a solver: from an objective, a start and options to a Result. It sees neither data
/// nor loss, accepts any start, reports why it stopped, and returns what it has when interrupted.
class Solver {
 public:
  virtual ~Solver() = default;
  virtual std::vector<OptionSpec> options() const = 0;
  virtual Coordinates coordinates(const Options&) const { return Coordinates::scaled; }
  virtual bool is_first_order() const = 0;

  Result minimize(Objective& objective, const Vector& start, const Options& options,
                  const SolverContext& context) const {
    require(start.size() == objective.dimension(), "start and coefficients differ in number");
    Result result;
    result.beta = start;
    try {
      run(objective, options, context, result);
    } catch (const Interrupted&) {
      result.reason = StopReason::interrupted;
    }
    return result;
  }

 protected:
  /// Works from result.beta, which must hold the best point so far whenever a pass may be interrupted.
  virtual void run(Objective& objective, const Options& options, const SolverContext& context,
                   Result& result) const = 0;
};

}  // namespace logreg
