#pragma once

#include <string>

#include "kernels.hpp"
#include "scalar.hpp"

namespace logreg {

// One source file each, src/kernels_<name>.cpp, that holds nothing else: no other code may be compiled for a wider
// instruction set than the machine at hand is known to have.
const Kernels* baseline_kernels();
const Kernels* avx2_kernels();    ///< null where the compiler cannot make them
const Kernels* avx512_kernels();  ///< null where the compiler cannot make them

/// The table of an instruction set by name, "auto" for the widest that this processor has; null if it has not.
inline const Kernels* kernels_named(const std::string& name) {
#if defined(__x86_64__)
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool has_avx512 = has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                          __builtin_cpu_supports("avx512vl");
#else
  const bool has_avx2 = false, has_avx512 = false;
#endif
  const bool widest = name == "auto";
  if ((widest || name == "avx512") && has_avx512 && avx512_kernels()) return avx512_kernels();
  if ((widest || name == "avx2") && has_avx2 && avx2_kernels()) return avx2_kernels();
  return widest || name == "baseline" ? baseline_kernels() : nullptr;
}

}  // namespace logreg
