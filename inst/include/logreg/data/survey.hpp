#pragma once

#include <cmath>
#include <numeric>
#include <vector>

#include "../support/thread_pool.hpp"
#include "affine.hpp"
#include "sparse_coding.hpp"

namespace logreg {

/// Moments of all columns, each read once, by several threads. The sums are taken about a value of the
/// column, in pieces that depend on nothing but the number of rows; where that would cost digits, or with
/// few rows, column_moments() does it with more care.
class Survey {
 public:
  static std::vector<ColumnMoments> of(const std::vector<Column>& columns, Index rows, const double* weight, Index threads) {
    std::vector<ColumnMoments> moments(columns.size());
    std::vector<std::size_t> firsts;  // the first column of each factor, and every other column
    for (std::size_t j = 0; j < columns.size(); ++j)
      if (j == 0 || columns[j].kind != Column::Kind::code || columns[j].values != columns[j - 1].values) firsts.push_back(j);
    firsts.push_back(columns.size());
    RowWeights all;
    if (SparseColumns::are_among(columns)) all = RowWeights::of(rows, weight);
    const auto look = [&](Index k) {
      const std::size_t first = firsts[static_cast<std::size_t>(k)], end = firsts[static_cast<std::size_t>(k) + 1];
      if (rows >= kManyRows && columns[first].kind == Column::Kind::code && columns[first].is_complete)
        return moments_of_factor(columns, first, end, rows, weight, moments);
      if (columns[first].kind == Column::Kind::sparse)
        return void(moments[first] = sparse_moments(columns[first].matrix->column(columns[first].number), weight, all));
      for (std::size_t j = first; j < end; ++j) moments[j] = moments_of(columns[j], rows, weight);
    };
    const Index tasks = static_cast<Index>(firsts.size()) - 1;
    run_tasks(rows < kManyRows ? 1 : threads, tasks, look);
    return moments;
  }

 private:
  static constexpr Index kManyRows = 8192, kPiece = 1024;

  static ColumnMoments moments_of(const Column& column, Index rows, const double* weight) {
    if (column.kind == Column::Kind::ones) return moments_of_ones();
    if (rows < kManyRows || column.kind == Column::Kind::code) return column_moments(column, rows, weight);
    const double shift = column.raw(0);
    ColumnSums total{0.0, 0.0, 0.0, kInfinity, -kInfinity, true};
    double buffer[kPiece];
    for (Index from = 0; from < rows; from += kPiece) {
      const Index count = std::min(kPiece, rows - from);
      const double* x = static_cast<const double*>(column.values) + from;
      if (column.kind == Column::Kind::integer) {
        kernels().scale_integer(count, static_cast<const int*>(column.values) + from, 0.0, 1.0, buffer);
        x = buffer;
      }
      const ColumnSums piece = kernels().column_sums(count, x, weight ? weight + from : nullptr, shift);
      total.weight += piece.weight;
      total.sum += piece.sum;
      total.squares += piece.squares;
      total.minimum = std::min(total.minimum, piece.minimum);
      total.maximum = std::max(total.maximum, piece.maximum);
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
    return kept ? moments : column_moments(column, rows, weight);
  }

  /// The columns of a factor from the weight of each of its levels.
  static void moments_of_factor(const std::vector<Column>& columns, std::size_t first, std::size_t end, Index rows,
                                const double* weight, std::vector<ColumnMoments>& moments) {
    std::vector<double> total(static_cast<std::size_t>(columns[first].level_count), 0.0);
    const int* codes = static_cast<const int*>(columns[first].values);
    for (Index i = 0; i < rows; ++i) total[static_cast<std::size_t>(codes[i] - 1)] += weight ? weight[i] : 1.0;
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
};

}  // namespace logreg
