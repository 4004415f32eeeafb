#include "logreg/support/aligned.hpp"

#include <doctest/doctest.h>

namespace tests_of_aligned {

using logreg::AlignedBuffer;
using logreg::Index;

TEST_CASE("working memory starts on a cache line, holds what was asked, and never shrinks") {
  AlignedBuffer buffer;
  for (Index size : {0, 1, 7, 8, 9, 1000, 3, 4097}) {
    CAPTURE(size);
    double* memory = buffer.with_size(size);
    CHECK(reinterpret_cast<std::uintptr_t>(memory) % 64 == 0);
    for (Index i = 0; i < size; ++i) memory[i] = 1.0;
  }
  double* largest = buffer.with_size(4097);
  largest[4096] = 7.0;
  CHECK(buffer.with_size(5) == largest);
  CHECK(largest[4096] == 7.0);
}

TEST_CASE("a copy of working memory is memory of its own, on a cache line too") {
  AlignedBuffer buffer;
  double* memory = buffer.with_size(16);
  memory[0] = 1.0;
  AlignedBuffer copy = buffer;
  double* other = copy.with_size(16);
  CHECK(reinterpret_cast<std::uintptr_t>(other) % 64 == 0);
  other[0] = 2.0;
  CHECK(memory[0] == 1.0);
}

}  // namespace tests_of_aligned
