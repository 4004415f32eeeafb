#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "../support/thread_pool.hpp"
#include "affine.hpp"
#include "row_runs.hpp"
#include "sparse_coding.hpp"

namespace logreg {

/// Moments of all columns, each read once, by several threads. The sums are taken about a value of the
/// column, in pieces that depend on nothing but the number of rows; where that would cost digits, or with
/// few rows, column_moments() does it with more care.
class Survey {
 public:
  static std::vector<ColumnMoments> of(const std::vector<Column>& columns, Index rows, const double* weight, Index threads) {
    return Survey{rows, weight, {{0, rows}}}.moments_of_all(columns, threads);
  }

  /// With many rows, of a sixty-fourth of them and a thousand at least: good for a centre and a scale, not for more. A
  /// column that does not vary there is looked at whole.
  static std::vector<ColumnMoments> sample(const std::vector<Column>& columns, Index rows, const double* weight, Index threads) {
    constexpr Index kShare = 64;
    if (rows < kManyRows) return of(columns, rows, weight, threads);
    const std::vector<RowRun> runs = spread_runs(rows, std::max(kPiece, rows / kShare), kPiece);
    return Survey{rows, weight, runs}.moments_of_all(columns, threads);
  }

 private:
  static constexpr Index kManyRows = 8192, kPiece = 1024;

  std::vector<ColumnMoments> moments_of_all(const std::vector<Column>& columns, Index threads) const {
    std::vector<ColumnMoments> moments(columns.size());
    std::vector<std::size_t> firsts;  // the first column of each factor, and every other column
    for (std::size_t j = 0; j < columns.size(); ++j)
      if (j == 0 || columns[j].kind != Column::Kind::code || columns[j].values != columns[j - 1].values) firsts.push_back(j);
    firsts.push_back(columns.size());
    RowWeights all;
    if (SparseColumns::are_among(columns)) all = RowWeights::of(rows_, weight_);
    const auto look = [&](Index k) {
      const std::size_t first = firsts[static_cast<std::size_t>(k)], end = firsts[static_cast<std::size_t>(k) + 1];
      if (rows_ >= kManyRows && columns[first].kind == Column::Kind::code && columns[first].is_complete)
        return moments_of_factor(columns, first, end, moments);
      if (columns[first].kind == Column::Kind::sparse)
        return void(moments[first] = sparse_moments(columns[first].matrix->column(columns[first].number), weight_, all));
      for (std::size_t j = first; j < end; ++j) moments[j] = moments_of(columns[j]);
    };
    const Index tasks = static_cast<Index>(firsts.size()) - 1;
    run_tasks(rows_seen() < kManyRows ? 1 : threads, tasks, look);
    return moments;
  }

  Index rows_seen() const {
    Index seen = 0;
    for (const RowRun& run : runs_) seen += run.count;
    return seen;
  }

  ColumnMoments moments_of(const Column& column) const {
    if (column.kind == Column::Kind::ones) return moments_of_ones();
    if (rows_ < kManyRows || column.kind == Column::Kind::code) return column_moments(column, rows_, weight_);
    const double shift = column.raw(0);
    ColumnSums total{0.0, 0.0, 0.0, kInfinity, -kInfinity, true};
    double buffer[kPiece];
    for (const RowRun& run : runs_)
      for (Index from = run.first; from < run.first + run.count; from += kPiece) {
        const Index count = std::min(kPiece, run.first + run.count - from);
        const double* x = static_cast<const double*>(column.values) + from;
        if (column.kind == Column::Kind::integer) {
          kernels().scale_integer(count, static_cast<const int*>(column.values) + from, 0.0, 1.0, buffer);
          x = buffer;
        }
        const ColumnSums piece = kernels().column_sums(count, x, weight_ ? weight_ + from : nullptr, shift);
        total.weight += piece.weight;
        total.sum += piece.sum;
        total.squares += piece.squares;
        total.minimum = std::min(total.minimum, piece.minimum);
        total.maximum = std::max(total.maximum, piece.maximum);
        total.finite = total.finite && piece.finite;
      }
    ColumnMoments moments;
    moments.minimum = total.minimum;
    moments.maximum = total.maximum;
    const double gap = total.sum / total.weight;
    const double variance = total.squares / total.weight - gap * gap;
    moments.mean = shift + gap;
    moments.deviation = std::sqrt(variance);
    moments.root_mean_square = std::hypot(moments.mean, moments.deviation);
    // Two digits at most may cancel in the variance; squares of what is very large or small are no use.
    const bool kept = variance > 0.01 * gap * gap && variance > 1e-200 && variance < 1e200;
    if (!kept) moments = column_moments(column, rows_, weight_);
    moments.finite = total.finite;
    return moments;
  }

  /// The columns of a factor from the weight of each of its levels.
  void moments_of_factor(const std::vector<Column>& columns, std::size_t first, std::size_t end,
                         std::vector<ColumnMoments>& moments) const {
    std::vector<double> total = level_weights(columns[first], runs_);
    const bool is_part = runs_.size() > 1;
    if (is_part && *std::min_element(total.begin(), total.end()) <= 0) total = level_weights(columns[first], {{0, rows_}});
    std::vector<int> level_codes(total.size());
    for (std::size_t k = 0; k < total.size(); ++k) level_codes[k] = static_cast<int>(k) + 1;
    const double sum = std::accumulate(total.begin(), total.end(), 0.0);
    for (std::size_t j = first; j < end; ++j) {
      if (columns[j].indicated >= 0) {
        moments[j] = moments_of_indicator(total[static_cast<std::size_t>(columns[j].indicated)], sum);
        continue;
      }
      Column levels = columns[j];
      levels.values = level_codes.data();
      moments[j] = column_moments(levels, static_cast<Index>(total.size()), total.data());
    }
  }

  std::vector<double> level_weights(const Column& factor, const std::vector<RowRun>& some) const {
    std::vector<double> total(static_cast<std::size_t>(factor.level_count), 0.0);
    const int* codes = static_cast<const int*>(factor.values);
    for (const RowRun& run : some)
      for (Index i = run.first; i < run.first + run.count; ++i)
        total[static_cast<std::size_t>(codes[i] - 1)] += weight_ ? weight_[i] : 1.0;
    return total;
  }

  /// Of a column that is 1 with this weight among the weight of all rows, else 0.
  static ColumnMoments moments_of_indicator(double weight, double sum) {
    ColumnMoments moments;
    moments.mean = weight / sum;
    moments.deviation = std::sqrt(moments.mean * ((sum - weight) / sum));
    moments.root_mean_square = std::sqrt(moments.mean);
    moments.minimum = weight < sum ? 0.0 : 1.0;
    moments.maximum = weight > 0 ? 1.0 : 0.0;
    return moments;
  }

  static ColumnMoments moments_of_ones() {
    ColumnMoments moments;
    moments.mean = moments.root_mean_square = moments.minimum = moments.maximum = 1.0;
    return moments;
  }

  Survey(Index rows, const double* weight, std::vector<RowRun> runs) : rows_(rows), weight_(weight), runs_(std::move(runs)) {}

  Index rows_;
  const double* weight_;
  std::vector<RowRun> runs_;
};

}  // namespace logreg
