#pragma once

#include <cstdint>
#include <vector>

#include "types.hpp"

namespace logreg {

/// Working memory that starts on a cache line and only ever grows.
class AlignedBuffer {
 public:
  double* with_size(Index size) {
    const std::size_t needed = static_cast<std::size_t>(size) + kLine;
    if (storage_.size() < needed) storage_.resize(needed);
    const auto address = reinterpret_cast<std::uintptr_t>(storage_.data());
    const std::uintptr_t past = (address / sizeof(double)) % kLine;
    return storage_.data() + (past == 0 ? 0 : kLine - past);
  }

 private:
  static constexpr std::size_t kLine = 8;  // doubles in 64 bytes
  std::vector<double> storage_;
};

}  // namespace logreg
