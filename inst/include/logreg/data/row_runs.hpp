#pragma once

#include <algorithm>
#include <vector>

#include "../support/types.hpp"

namespace logreg {

/// Rows first, ..., first + count - 1.
struct RowRun {
  Index first, count;
};

/// About `wanted` of `rows` rows, as short runs of neighbours spread evenly from the first row to the last: sorted data
/// are met everywhere, and a pass reads whole cache lines. It depends on nothing but these numbers.
inline std::vector<RowRun> spread_runs(Index rows, Index wanted, Index longest) {
  std::vector<RowRun> made;
  // At least 16 runs, so that few rows are spread as well.
  const Index run = std::min(longest, std::max<Index>(64, wanted / 16 / 64 * 64));
  const Index runs = std::max<Index>(1, wanted / run);
  const double step = static_cast<double>(rows - run) / static_cast<double>(std::max<Index>(1, runs - 1));
  Index end = 0;
  for (Index k = 0; k < runs; ++k) {
    const Index first = std::max(end, static_cast<Index>(step * static_cast<double>(k)));
    const Index count = std::min(run, rows - first);
    if (count <= 0) continue;
    made.push_back({first, count});
    end = first + count;
  }
  return made;
}

}  // namespace logreg
