#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "types.hpp"

namespace logreg {

/// A uniform draw from {0, ..., n - 1}. The caller owns the generator; the core has none of its own.
using RandomIndex = std::function<Index(Index n)>;

/// A random permutation of `rows` in place, one draw a row: draw j from what is left, take row j, move
/// the last row left into its place. This is the order of draws of R's sample(), so that a loop in R
/// that calls sample(n) once an epoch visits the rows in the same order.
inline void shuffle(std::vector<Index>& rows, std::vector<Index>& scratch, const RandomIndex& draw) {
  scratch = rows;
  Index left = static_cast<Index>(scratch.size());
  for (Index& row : rows) {
    const Index j = draw(left);
    row = scratch[static_cast<std::size_t>(j)];
    scratch[static_cast<std::size_t>(j)] = scratch[static_cast<std::size_t>(--left)];
  }
}

}  // namespace logreg
