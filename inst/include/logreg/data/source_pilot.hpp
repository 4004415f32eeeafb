#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "row_runs.hpp"
#include "source_memory.hpp"

namespace logreg {

/// Some of the rows of a data set, see spread_runs().
class PilotSource final : public RowSource {
 public:
  PilotSource(const MemorySource& whole, Index rows) : whole_(whole) {
    runs_ = spread_runs(whole.rows(), rows, whole.block_rows());
    for (const RowRun& run : runs_)
      for (Index i = 0; i < run.count; ++i) {
        rows_ += 1;
        informative_rows_ += whole.is_informative(run.first + i);
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
  const MemorySource& whole_;
  std::vector<RowRun> runs_;
  Index rows_ = 0, informative_rows_ = 0;
};

inline std::unique_ptr<RowSource> MemorySource::pilot(Index rows) const {
  // Cells stand in the order of their numbers, so that neighbours share most of their values.
  if (response_.is_collapsed()) return nullptr;
  return std::make_unique<PilotSource>(*this, rows);
}

}  // namespace logreg
