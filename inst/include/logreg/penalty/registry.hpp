#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "../support/error.hpp"
#include "none.hpp"
#include "ridge.hpp"

namespace logreg {

/// One penalty that users can name. `make` gets the strength of each coefficient.
struct PenaltyEntry {
  std::string name;
  std::function<std::unique_ptr<Penalty>(const Vector& strength)> make;
};

/// The one list of penalties. A new penalty is one header and one row here.
inline const std::vector<PenaltyEntry>& penalty_registry() {
  static const std::vector<PenaltyEntry> entries = {
      {"none", [](const Vector&) { return std::make_unique<NoPenalty>(); }},
      {"ridge", [](const Vector& strength) { return std::make_unique<RidgePenalty>(strength); }},
  };
  return entries;
}

inline std::unique_ptr<Penalty> make_penalty(const std::string& name, const Vector& strength) {
  for (const PenaltyEntry& entry : penalty_registry())
    if (entry.name == name) return entry.make(strength);
  throw InputError("no penalty is called '" + name + "'");
}

}  // namespace logreg
