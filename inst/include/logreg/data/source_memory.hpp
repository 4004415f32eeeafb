#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "../support/error.hpp"
#include "design_columns.hpp"
#include "row_source.hpp"

namespace logreg {

/// Response, weights and offset of an in-memory data set. All are borrowed; null weights are 1, a null
/// offset is 0.
struct Response {
  Index rows = 0;
  const double* y = nullptr;
  const double* weight = nullptr;
  const double* offset = nullptr;

  /// Integers in place of y, `no_event` and the next one; only a collapse reads them.
  const int* codes = nullptr;
  int no_event = 0;

  /// Of collapsed rows (data/collapse.hpp): how many informative ones each row stands for, and the sum of their
  /// weights times the entropy of their y.
  const double* represents = nullptr;
  double entropy = 0.0;

  bool is_collapsed() const { return represents != nullptr; }
};

/// A data set in memory: a list of columns in place, walked in blocks that fit the cache.
class MemorySource final : public RowSource {
 public:
  MemorySource(std::vector<Column> columns, Response response)
      : columns_(std::move(columns)), coding_(columns_), response_(response) {
    require(response_.rows > 0, "a data set needs at least one row");
    require(!columns_.empty(), "a data set needs at least one column");
    require(response_.y != nullptr, "a data set needs a response");
    sum_weights();
  }

  /// The same rows under other columns (a subset, or the same ones moved and scaled).
  MemorySource with_columns(std::vector<Column> columns) const { return MemorySource(*this, std::move(columns)); }

  const std::vector<Column>& columns() const { return columns_; }
  Index rows() const override { return response_.rows; }
  Index cols() const override { return static_cast<Index>(columns_.size()); }
  const Coding& coding() const override { return coding_; }
  const Response& response() const { return response_; }
  Index informative_rows() const override { return informative_rows_; }
  bool is_informative(Index row) const override {
    return response_.weight == nullptr || response_.weight[row] > 0;
  }
  double weight_sum() const override { return weight_sum_; }

  Index stripes() const override { return (rows() + stripe_rows() - 1) / stripe_rows(); }

  /// At most 16 stripes: enough for the threads that a pass can use. Each holds a Gram, so that there are
  /// fewer where these would take more than 256 MiB.
  Index most_stripes() const {
    constexpr Index kMostStripes = 16, kFewestStripes = 2, kGramNumbers = Index{1} << 25;
    return std::min(kMostStripes, std::max(kFewestStripes, kGramNumbers / coding_.gram_numbers()));
  }

  void visit_stripe(Index stripe, const BlockVisitor& visit) const override {
    const Index first = stripe * stripe_rows(), last = std::min(rows(), first + stripe_rows());
    for (Index from = first; from < last; from += block_rows()) {
      const Index count = std::min(block_rows(), last - from);
      visit_range(from, count, visit, std::min(block_rows(), last - from - count));
    }
  }

  /// One block of the rows first, ..., first + count - 1; so many after them will follow.
  void visit_range(Index first, Index count, const BlockVisitor& visit, Index following = 0) const {
    // Kept from block to block: fresh memory would cost as much as the products.
    static thread_local BlockBuffer buffer;
    static thread_local Vector weight;
    const ColumnDesign design(coding_, first, count, buffer, following);
    visit({design, response_.y + first, scaled_weight(first, count, weight),
           response_.offset ? response_.offset + first : nullptr, first,
           response_.represents ? response_.represents + first : nullptr});
  }

  std::unique_ptr<RowSource> pilot(Index rows) const override;

  void visit_rows(const Index* listed, Index count, const BlockVisitor& visit) const override {
    BlockBuffer buffer;
    const ColumnDesign design(coding_, listed, count, buffer);
    Vector y(count), weight, offset;
    gather(response_.y, listed, y);
    if (response_.weight) {
      weight.resize(count);
      gather(response_.weight, listed, weight);
      weight /= weight_mean();
    }
    if (response_.offset) {
      offset.resize(count);
      gather(response_.offset, listed, offset);
    }
    visit({design, y.data(), response_.weight ? weight.data() : nullptr,
           response_.offset ? offset.data() : nullptr, -1});
  }

  /// Rows of a block: long enough that the sums at its end do not show, short enough that it stays in the
  /// second-level cache. The kernel of the Gram goes over 256 rows at a time, and what is left at the end of a block
  /// costs as much as a whole: so many rows are a multiple of twice that.
  Index block_rows() const {
    constexpr Index kTwoTiles = 512;
    const Index rows = std::min(kMostRows, std::max(kFewestRows, kBlockNumbers / (coding_.dense() + 1)));
    return rows >= kTwoTiles ? rows / kTwoTiles * kTwoTiles : rows / 64 * 64;
  }

 private:
  MemorySource(const MemorySource& rows, std::vector<Column> columns)
      : columns_(std::move(columns)), coding_(columns_), response_(rows.response_), informative_rows_(rows.informative_rows_),
        weight_sum_(rows.weight_sum_) {}

  // A block holds at most 64k numbers (512 KiB).
  static constexpr Index kBlockNumbers = 65536, kFewestRows = 128, kMostRows = 1024;

  Index stripe_rows() const {
    const Index blocks = (rows() + block_rows() - 1) / block_rows();
    return ((blocks + most_stripes() - 1) / most_stripes()) * block_rows();
  }

  void sum_weights() {
    informative_rows_ = rows();
    weight_sum_ = static_cast<double>(rows());
    if (!response_.weight) return;
    informative_rows_ = 0;
    weight_sum_ = 0.0;
    double represented = 0.0;
    for (Index i = 0; i < rows(); ++i) {
      require(response_.weight[i] >= 0 && response_.weight[i] < kInfinity, "weights must be finite and >= 0");
      informative_rows_ += response_.weight[i] > 0;
      weight_sum_ += response_.weight[i];
      if (response_.is_collapsed()) represented += response_.represents[i];
    }
    if (response_.is_collapsed()) informative_rows_ = static_cast<Index>(represented);
    require(weight_sum_ > 0, "the weights must not all be 0");
  }

  double weight_mean() const { return weight_sum_ / static_cast<double>(informative_rows_); }

  const double* scaled_weight(Index from, Index count, Vector& buffer) const {
    if (!response_.weight) return nullptr;
    if (buffer.size() < count) buffer.resize(count);
    buffer.head(count) = Eigen::Map<const Vector>(response_.weight + from, count) / weight_mean();
    return buffer.data();
  }

  static void gather(const double* from, const Index* listed, Vector& to) {
    for (Index i = 0; i < to.size(); ++i) to[i] = from[listed[i]];
  }

  std::vector<Column> columns_;
  Coding coding_;
  Response response_;
  Index informative_rows_ = 0;
  double weight_sum_ = 0.0;
};

}  // namespace logreg

#include "source_pilot.hpp"
