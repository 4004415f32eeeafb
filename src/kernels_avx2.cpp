#include "logreg/kernel/instruction_sets.hpp"

// Windows keeps the stack aligned to 16 bytes only, and its compilers spill wider registers as if it were more.
#if defined(__x86_64__) && !defined(_WIN32) && (defined(__GNUC__) || defined(__clang__))

#define LOGREG_LANES 4
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif

namespace logreg {
namespace avx2 {
#include "logreg/kernel/vector_kernels.inl"
}  // namespace avx2
}  // namespace logreg

#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

const logreg::Kernels* logreg::avx2_kernels() { return avx2::table("avx2"); }

#else

const logreg::Kernels* logreg::avx2_kernels() { return nullptr; }

#endif
