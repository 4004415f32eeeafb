#pragma once

#include <doctest/doctest.h>

#include <vector>

#include "logreg/kernel/instruction_sets.hpp"

// The tables of kernels that this processor can run, and a way to run the core with each of them.
namespace tables {

inline std::vector<const logreg::Kernels*> here() {
  std::vector<const logreg::Kernels*> found;
  for (const char* name : {"baseline", "avx2", "avx512"})
    if (const logreg::Kernels* table = logreg::kernels_named(name)) found.push_back(table);
  return found;
}

/// The core uses this table while the object lives.
class Using {
 public:
  explicit Using(const logreg::Kernels& table) { logreg::chosen_kernels() = &table; }
  ~Using() { logreg::chosen_kernels() = before_; }
  Using(const Using&) = delete;

 private:
  const logreg::Kernels* before_ = logreg::chosen_kernels();
};

}  // namespace tables
