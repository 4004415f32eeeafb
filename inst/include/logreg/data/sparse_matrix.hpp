#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "../support/error.hpp"
#include "../support/stable_math.hpp"
#include "../support/types.hpp"

namespace logreg {

/// The entries of one column: row numbers, ascending, and values. All other rows are zero.
struct SparseEntries {
  const int* rows;
  const double* values;
  Index count;
};

/// A matrix of which only the entries are stored. It is lent column by column; products over blocks of
/// rows need the entries row by row, so these are copied once, in units of their column (powers of two),
/// in which no square over- or underflows. A column with few zeros is no larger as plain numbers and far
/// faster: it is kept as such, in place if it has no zeros at all.
class SparseMatrix {
 public:
  /// The entries of column j are starts[j], ..., starts[j + 1] - 1 of `row_numbers` and `values`.
  SparseMatrix(Index rows, Index cols, const int* starts, const int* row_numbers, const double* values)
      : rows_(rows), starts_(starts), row_numbers_(row_numbers), values_(values), places_(at(cols), -1), filled_(at(cols)) {
    check();
    for (Index j = 0; j < cols; ++j) {
      if (3 * column(j).count >= 2 * rows) {
        fill(j);
        continue;
      }
      places_[at(j)] = static_cast<Index>(units_.size());
      units_.push_back(unit_of(column(j)));
    }
    copy_by_rows();
  }

  SparseMatrix(const SparseMatrix&) = delete;
  SparseMatrix& operator=(const SparseMatrix&) = delete;

  Index rows() const { return rows_; }
  Index cols() const { return static_cast<Index>(places_.size()); }

  SparseEntries column(Index j) const {
    const int from = starts_[j];
    return {row_numbers_ + from, values_ + from, starts_[j + 1] - from};
  }

  /// All values of a column with few zeros; null for the others.
  const double* filled(Index j) const {
    if (places_[at(j)] >= 0) return nullptr;
    return column(j).count == rows_ ? column(j).values : filled_[at(j)].data();
  }

  /// Columns that are kept as entries; place(j) is column j's number among them, unit(k) the unit of the k-th.
  Index sparse_cols() const { return static_cast<Index>(units_.size()); }
  Index place(Index j) const { return places_[at(j)]; }
  double unit(Index k) const { return units_[at(k)]; }

  /// The entries of one row are numbers row_start, ..., row_end - 1 of these: places, ascending, and values
  /// in units of their column.
  Index row_start(Index row) const { return row_starts_[at(row)]; }
  Index row_end(Index row) const { return row_starts_[at(row) + 1]; }
  const int* entry_places() const { return entry_places_.data(); }
  const double* entry_values() const { return entry_values_.data(); }

 private:
  static std::size_t at(Index k) { return static_cast<std::size_t>(k); }

  void check() const {
    require(starts_[0] == 0, "a sparse matrix must start with its first entry");
    for (Index j = 0; j < cols(); ++j) {
      const SparseEntries entries = column(j);
      require(entries.count >= 0, "the columns of a sparse matrix must follow each other");
      for (Index k = 0; k < entries.count; ++k) {
        const Index before = k > 0 ? entries.rows[k - 1] : -1;
        require(entries.rows[k] > before && entries.rows[k] < rows_, "the row numbers of a sparse column must ascend and lie among the rows");
      }
    }
  }

  static double unit_of(const SparseEntries& entries) {
    double largest = 0.0;
    for (Index k = 0; k < entries.count; ++k) largest = std::max(largest, std::abs(entries.values[k]));
    return nearest_power_of_two(largest);
  }

  void fill(Index j) {
    const SparseEntries entries = column(j);
    if (entries.count == rows_) return;
    filled_[at(j)].assign(at(rows_), 0.0);
    for (Index k = 0; k < entries.count; ++k) filled_[at(j)][at(entries.rows[k])] = entries.values[k];
  }

  /// Counts the entries of each row, then writes them where the row begins, column after column.
  void copy_by_rows() {
    row_starts_.assign(at(rows_) + 1, 0);
    for_each_sparse_column([&](Index j) {
      for (Index k = 0; k < column(j).count; ++k) ++row_starts_[at(column(j).rows[k]) + 1];
    });
    for (Index i = 0; i < rows_; ++i) row_starts_[at(i) + 1] += row_starts_[at(i)];
    entry_places_.resize(at(row_starts_.back()));
    entry_values_.resize(at(row_starts_.back()));
    std::vector<int> next(row_starts_.begin(), row_starts_.end() - 1);
    for_each_sparse_column([&](Index j) {
      const SparseEntries entries = column(j);
      const double unit = units_[at(places_[at(j)])];
      for (Index k = 0; k < entries.count; ++k) {
        const std::size_t to = at(next[at(entries.rows[k])]++);
        entry_places_[to] = static_cast<int>(places_[at(j)]);
        entry_values_[to] = entries.values[k] / unit;
      }
    });
  }

  template <class Visit>
  void for_each_sparse_column(Visit visit) const {
    for (Index j = 0; j < cols(); ++j)
      if (places_[at(j)] >= 0) visit(j);
  }

  Index rows_;
  const int* starts_;
  const int* row_numbers_;
  const double* values_;
  std::vector<Index> places_;
  std::vector<std::vector<double>> filled_;
  std::vector<double> units_;
  std::vector<int> row_starts_, entry_places_;
  std::vector<double> entry_values_;
};

}  // namespace logreg
