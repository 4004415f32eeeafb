#pragma once

#include <stdexcept>
#include <string>

namespace logreg {

/// The caller broke a contract: a size, a name or a range. The message says what was given.
struct InputError : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// A value that nobody had looked at before is NaN or infinite.
struct NotFinite : InputError {
  NotFinite() : InputError("a value is missing or infinite") {}
};

/// No column differs from 0 in a row that counts, so that no coefficient has a meaning.
struct NothingToEstimate : InputError {
  NothingToEstimate() : InputError("every column of the design is 0 in all rows that count") {}
};

/// The monitor asked to stop in the middle of a pass. Solvers turn it into StopReason::interrupted.
struct Interrupted : std::runtime_error {
  Interrupted() : std::runtime_error("interrupted") {}
};

inline void require(bool holds, const std::string& message) {
  if (!holds) throw InputError(message);
}

}  // namespace logreg
