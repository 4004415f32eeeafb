#pragma once

#include <functional>
#include <memory>

#include "coding.hpp"
#include "design.hpp"

namespace logreg {

/// A block of rows as a pass sees it. `weight` has mean 1 over the rows of positive weight; null means
/// that all are 1. `offset` is in log-odds; null means 0.
struct RowBlock {
  const Design& x;
  const double* y;
  const double* weight;
  const double* offset;
  Index first;  ///< number of its first row; -1 for rows that were listed
  /// How many of the user's informative rows each row stands for; null means 1 where the weight is positive.
  const double* represents = nullptr;
};

/// The rows of X in a block, one of the design's columns each.
inline Matrix dense_rows(const RowBlock& block, const Coding& coding) {
  Matrix stored(block.x.rows(), block.x.cols());
  block.x.copy_to(stored);
  return coding.rows_from_stored(stored);
}

using BlockVisitor = std::function<void(const RowBlock&)>;

/// The contract of a data set: its rows, cut into stripes that depend on nothing but its size, so that
/// sums taken stripe by stripe are the same for any number of threads. Rewindable: every pass sees the
/// same blocks in the same order. visit_stripe may be called from several threads at once.
class RowSource {
 public:
  virtual ~RowSource() = default;
  virtual Index rows() const = 0;
  /// Columns of the design; a block's own columns are those of `coding()`.
  virtual Index cols() const = 0;
  virtual const Coding& coding() const = 0;
  virtual Index stripes() const = 0;
  virtual void visit_stripe(Index stripe, const BlockVisitor& visit) const = 0;
  /// One block of the rows listed, in their order; for solvers that draw rows.
  virtual void visit_rows(const Index* rows, Index count, const BlockVisitor& visit) const = 0;
  /// Rows of positive weight, each as often as it was given: the others carry no information and are never drawn.
  virtual Index informative_rows() const = 0;
  virtual bool is_informative(Index row) const = 0;
  /// The sum of the weights as the user gave them.
  virtual double weight_sum() const = 0;

  /// About so many of the rows, evenly spread, as a data set that borrows this one; null if it cannot.
  virtual std::unique_ptr<RowSource> pilot(Index) const { return nullptr; }

  void for_each_block(const BlockVisitor& visit) const {
    for (Index stripe = 0; stripe < stripes(); ++stripe) visit_stripe(stripe, visit);
  }
};

}  // namespace logreg
