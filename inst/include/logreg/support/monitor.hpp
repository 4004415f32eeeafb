#pragma once

#include "types.hpp"

namespace logreg {

/// What a solver reports after an epoch (a Newton iteration counts as one).
struct Progress {
  Index epoch;
  Index last_epoch;     ///< the limit that the solver was given
  double loss;          ///< mean log loss; NaN where the epoch did not evaluate it
  bool announce;        ///< the user asked to see this epoch
};

/// The core's only way to talk to its caller while it works. Both calls come from the thread that
/// started the fit. The default does nothing.
class Monitor {
 public:
  virtual ~Monitor() = default;
  /// Asked between blocks of rows; true makes the pass stop with Interrupted.
  virtual bool interrupted() { return false; }
  virtual void progress(const Progress&) {}
};

/// Passes interrupts on and keeps quiet about progress: for work that the user did not ask to see.
class QuietMonitor final : public Monitor {
 public:
  explicit QuietMonitor(Monitor& other) : other_(other) {}
  bool interrupted() override { return other_.interrupted(); }

 private:
  Monitor& other_;
};

}  // namespace logreg
