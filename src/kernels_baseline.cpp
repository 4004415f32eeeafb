#include "logreg/kernel/instruction_sets.hpp"

// Two doubles to a vector: what every x86-64 and every 64-bit ARM processor has.
#define LOGREG_LANES 2

namespace logreg {

namespace baseline {
#include "logreg/kernel/vector_kernels.inl"
}  // namespace baseline

const Kernels* baseline_kernels() { return baseline::table("baseline"); }

}  // namespace logreg
