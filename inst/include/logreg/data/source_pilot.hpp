#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "source_memory.hpp"

namespace logreg {

/// Some of the rows of a data set: short runs of neighbours, spread evenly from its first row to its last,
/// so that sorted data are met everywhere and a pass reads whole cache lines. It depends on nothing but
/// the size of the data.
class PilotSource final : public RowSource {
 public:
  PilotSource(const MemorySource& whole, Index rows) : whole_(whole) {
    // At least 16 runs, so that few rows are spread as well.
    const Index run = std::min(whole.block_rows(), std::max<Index>(64, rows / 16 / 64 * 64));
    const Index runs = std::max<Index>(1, rows / run);
    const double step = static_cast<double>(whole.rows() - run) / static_cast<double>(std::max<Index>(1, runs - 1));
    for (Index k = 0; k < runs; ++k) {
      const Index first = std::max(end(), static_cast<Index>(step * static_cast<double>(k)));
      const Index count = std::min(run, whole.rows() - first);
      if (count > 0) runs_.push_back({first, count});
    }
    for (const Run& run_of_rows : runs_)
      for (Index i = 0; i < run_of_rows.count; ++i) {
        rows_ += 1;
        informative_rows_ += whole.is_informative(run_of_rows.first + i);
      }
  }

  Index rows() const override { return rows_; }
  Index cols() const override { return whole_.cols(); }
  const Coding& coding() const override { return whole_.coding(); }
  Index stripes() const override { return std::min(whole_.most_stripes(), static_cast<Index>(runs_.size())); }

  void visit_stripe(Index stripe, const BlockVisitor& visit) const override {
    const Index runs = static_cast<Index>(runs_.size());
    for (Index k = runs * stripe / stripes(); k < runs * (stripe + 1) / stripes(); ++k)
      whole_.visit_range(runs_[static_cast<std::size_t>(k)].first, runs_[static_cast<std::size_t>(k)].count, visit);
  }
  void visit_rows(const Index* rows, Index count, const BlockVisitor& visit) const override {
    whole_.visit_rows(rows, count, visit);
  }

  std::unique_ptr<RowSource> pilot(Index rows) const override { return whole_.pilot(rows); }

  Index informative_rows() const override { return informative_rows_; }
  bool is_informative(Index row) const override { return whole_.is_informative(row); }
  double weight_sum() const override {
    return whole_.weight_sum() * static_cast<double>(informative_rows_) / static_cast<double>(whole_.informative_rows());
  }

 private:
  struct Run {
    Index first, count;
  };

  Index end() const { return runs_.empty() ? 0 : runs_.back().first + runs_.back().count; }

  const MemorySource& whole_;
  std::vector<Run> runs_;
  Index rows_ = 0, informative_rows_ = 0;
};

inline std::unique_ptr<RowSource> MemorySource::pilot(Index rows) const {
  // Cells stand in the order of their numbers, so that neighbours share most of their values.
  if (response_.is_collapsed()) return nullptr;
  return std::make_unique<PilotSource>(*this, rows);
}

}  // namespace logreg
