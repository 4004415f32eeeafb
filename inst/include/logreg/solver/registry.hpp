#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adam.hpp"
#include "gradient_descent.hpp"
#include "lbfgs.hpp"
#include "newton.hpp"

namespace logreg {

/// One solver that users can name.
struct SolverEntry {
  std::string name;
  std::function<std::unique_ptr<Solver>()> make;
};

/// The one list of solvers. A new solver is one header and one row here.
inline const std::vector<SolverEntry>& solver_registry() {
  static const std::vector<SolverEntry> entries = {
      {"newton", [] { return std::make_unique<Newton>(); }},
      {"lbfgs", [] { return std::make_unique<Lbfgs>(); }},
      {"gradient_descent", [] { return std::make_unique<GradientDescent>(); }},
      {"adam", [] { return std::make_unique<Adam>(); }},
  };
  return entries;
}

inline std::unique_ptr<Solver> make_solver(const std::string& name) {
  for (const SolverEntry& entry : solver_registry())
    if (entry.name == name) return entry.make();
  throw InputError("no solver is called '" + name + "'");
}

}  // namespace logreg
