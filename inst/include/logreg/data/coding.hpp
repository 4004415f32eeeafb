#pragma once

#include <algorithm>
#include <vector>

#include "column.hpp"
#include "sparse_coding.hpp"

namespace logreg {

/// The contrasts of a factor, as the levels at which each of its columns is not 0: one level for an
/// indicator, two for a sum contrast.
class Contrast {
 public:
  struct Entry {
    Index level;
    double value;
  };

  /// Takes a column over; center and scale belong to its values.
  void add(const Column& column) {
    levels_ = column.level_count;
    if (column.indicated >= 0 && column.center == 0) {
      entries_.push_back({column.indicated, column.of_level(column.indicated)});
    } else {
      for (Index level = 0; level < levels_; ++level)
        if (column.of_level(level) != 0) entries_.push_back({level, column.of_level(level)});
    }
    ends_.push_back(entries_.size());
  }

  Index levels() const { return levels_; }
  Index columns() const { return static_cast<Index>(ends_.size()); }
  const Entry* begin(Index column) const {
    return entries_.data() + (column == 0 ? 0 : ends_[static_cast<std::size_t>(column) - 1]);
  }
  const Entry* end(Index column) const { return entries_.data() + ends_[static_cast<std::size_t>(column)]; }

 private:
  Index levels_ = 0;
  std::vector<Entry> entries_;
  std::vector<std::size_t> ends_;
};

/// A factor among the columns: one indicator of each level is stored (as codes), and the columns that it
/// stands for are combinations of the indicators.
struct CodedFactor {
  const int* codes = nullptr;
  std::vector<Index> columns;  ///< places of its columns in the design
  Contrast contrast;
  Index first = 0;             ///< place of its first indicator among the stored columns
  Index sums = 0;              ///< where its sums begin in a Gram (see Coding::empty_gram)
  Index stride = 0;            ///< how many sums there are for each of its levels

  Index levels() const { return contrast.levels(); }
};

/// How the columns X of a design come from what is stored, S: X = S T. Dense columns are stored as they
/// are; a factor is stored as its indicators, and T holds its contrasts; of sparse columns the entries are
/// stored, and T centres and scales them. (Beside these, factors are stored as dense columns.) All products with rows are taken
/// in S, where a factor costs one addition a row whatever the number of its levels, and mapped once a pass:
/// S (T beta), T'(S'r), T'(S'WS) T.
class Coding {
 public:
  /// A factor of this many columns or fewer is cheaper as dense columns.
  static constexpr std::size_t kFewColumns = 3;

  explicit Coding(const std::vector<Column>& columns) : columns_(static_cast<Index>(columns.size())) {
    const bool has_sparse = SparseColumns::are_among(columns);
    dense_.reserve(columns.size());
    places_.reserve(columns.size());
    for (std::size_t from = 0; from < columns.size();) {
      std::size_t to = from + 1;
      while (to < columns.size() && is_same_factor(columns[from], columns[to])) ++to;
      if (columns[from].kind == Column::Kind::sparse) sparse_.add(columns[from], static_cast<Index>(from));
      else if (to - from > kFewColumns && columns[from].is_complete && !has_sparse) add_factor(columns, from, to);
      else add_dense(columns, from, to);
      from = to;
    }
    lay_out();
  }

  Index columns() const { return columns_; }
  Index stored() const { return stored_; }
  Index dense() const { return static_cast<Index>(dense_.size()); }
  const std::vector<Column>& dense_columns() const { return dense_; }
  const std::vector<CodedFactor>& factors() const { return factors_; }
  const SparseColumns& sparse() const { return sparse_; }
  /// Every column is stored as it is.
  bool is_plain() const { return factors_.empty() && sparse_.empty(); }
  /// Of each dense column, the place of its sums among those of a level; place 0 is the level's weight, and
  /// with it the column of ones.
  const std::vector<Index>& slots() const { return slots_; }
  Index slot_count() const { return slot_count_; }

  /// T beta.
  Vector to_stored(const Vector& beta) const {
    if (is_plain()) return beta;
    Vector stored = Vector::Zero(stored_);
    for (std::size_t k = 0; k < places_.size(); ++k) stored[static_cast<Index>(k)] = beta[places_[k]];
    for (const CodedFactor& factor : factors_)
      for_each_entry(factor, [&](Index column, const Contrast::Entry& entry) {
        stored[factor.first + entry.level] += entry.value * beta[column];
      });
    sparse_.add_to_stored(beta, stored);
    return stored;
  }

  /// T' g.
  Vector from_stored(const Vector& stored) const {
    if (is_plain()) return stored;
    Vector g = Vector::Zero(columns_);
    for (std::size_t k = 0; k < places_.size(); ++k) g[places_[k]] = stored[static_cast<Index>(k)];
    for (const CodedFactor& factor : factors_)
      for_each_entry(factor, [&](Index column, const Contrast::Entry& entry) {
        g[column] += entry.value * stored[factor.first + entry.level];
      });
    sparse_.from_stored(stored, g);
    return g;
  }

  /// A bound of |x'beta| over all rows. `largest` has the largest entry of every stored column, and a row has one
  /// level of a factor.
  double bound(const Vector& stored, const Vector& largest) const {
    const Index beside = stored_ - levels();
    double sum = stored.head(beside).cwiseAbs().dot(largest.head(beside));
    for (const CodedFactor& factor : factors_)
      sum += stored.segment(factor.first, factor.levels()).cwiseAbs().maxCoeff();
    return sum;
  }

  /// Zeros for the sums S'WS, in the layout that Design::add_weighted_gram() adds to. Grams of several
  /// blocks are added entry by entry. Without factors it is a square matrix, of which the lower triangle
  /// counts. With them its first columns are that matrix of the dense columns, and the numbers after it are
  /// for each factor, level by level: the level's weight, its sums of w z for the dense columns, and the
  /// weights that it shares with each level of the earlier factors. So a row adds to neighbouring numbers,
  /// and nothing is kept for two levels of one factor, which share no row.
  Matrix empty_gram() const { return Matrix::Zero(gram_rows_, gram_columns_); }
  Index gram_numbers() const { return gram_rows_ * gram_columns_; }

  /// factor times T' (S'WS) T, the whole symmetric matrix.
  Matrix gram_from_stored(const Matrix& gram, double factor) const {
    if (factors_.empty()) {
      Matrix whole = gram.selfadjointView<Eigen::Lower>();
      whole *= factor;
      if (sparse_.empty()) return whole;
      const Matrix half = rows_from_stored(whole);
      Matrix mapped = rows_from_stored(half.transpose());
      mapped.triangularView<Eigen::StrictlyUpper>() = mapped.transpose();  // the same to the last bit
      return mapped;
    }
    Matrix whole = Matrix::Zero(columns_, columns_);
    for (Index j = 0; j < dense(); ++j)
      for (Index i = j; i < dense(); ++i) set(whole, place_of(i), place_of(j), factor * gram(i, j));
    for (std::size_t f = 0; f < factors_.size(); ++f) add_factor_gram(f, gram.data() + factors_[f].sums, factor, whole);
    return whole;
  }

  /// S T of some rows of S.
  Matrix rows_from_stored(const Matrix& rows) const {
    if (is_plain()) return rows;
    Matrix combined = Matrix::Zero(rows.rows(), columns_);
    for (std::size_t k = 0; k < places_.size(); ++k) combined.col(places_[k]) = rows.col(static_cast<Index>(k));
    for (const CodedFactor& factor : factors_)
      for_each_entry(factor, [&](Index column, const Contrast::Entry& entry) {
        combined.col(column) += entry.value * rows.col(factor.first + entry.level);
      });
    sparse_.combine(rows, combined);
    return combined;
  }

 private:
  static bool is_same_factor(const Column& a, const Column& b) {
    return a.kind == Column::Kind::code && b.kind == Column::Kind::code && a.values == b.values &&
           a.level_count == b.level_count;
  }

  void add_dense(const std::vector<Column>& columns, std::size_t from, std::size_t to) {
    for (std::size_t j = from; j < to; ++j) {
      dense_.push_back(columns[j]);
      places_.push_back(static_cast<Index>(j));
    }
  }

  void add_factor(const std::vector<Column>& columns, std::size_t from, std::size_t to) {
    CodedFactor factor;
    factor.codes = static_cast<const int*>(columns[from].values);
    for (std::size_t j = from; j < to; ++j) {
      factor.columns.push_back(static_cast<Index>(j));
      factor.contrast.add(columns[j]);
    }
    factors_.push_back(std::move(factor));
  }

  void lay_out() {
    stored_ = dense();
    slot_count_ = 1;
    slots_.reserve(dense_.size());
    for (const Column& column : dense_) {
      const bool is_one = column.kind == Column::Kind::ones && column.center == 0 && column.scale == 1;
      slots_.push_back(is_one ? 0 : slot_count_++);
    }
    const auto ones = std::find(slots_.begin(), slots_.end(), 0);
    sparse_.lay_out(stored_, ones == slots_.end() ? -1 : ones - slots_.begin());
    stored_ += sparse_.stored();
    gram_rows_ = gram_columns_ = stored_;
    if (factors_.empty()) return;
    Index sums = dense() * dense(), earlier = 0;
    for (CodedFactor& factor : factors_) {
      factor.first = stored_;
      factor.sums = sums;
      factor.stride = slot_count_ + earlier;
      stored_ += factor.levels();
      earlier += factor.levels();
      sums += factor.stride * factor.levels();
    }
    gram_rows_ = std::max<Index>(dense(), 1);
    gram_columns_ = (sums + gram_rows_ - 1) / gram_rows_;
  }

  Index levels() const { return factors_.empty() ? 0 : stored_ - factors_.front().first; }

  Index place_of(Index dense_column) const { return places_[static_cast<std::size_t>(dense_column)]; }

  template <class Visit>
  static void for_each_entry(const CodedFactor& factor, Visit visit) {
    for (Index k = 0; k < factor.contrast.columns(); ++k)
      for (const Contrast::Entry* entry = factor.contrast.begin(k); entry != factor.contrast.end(k); ++entry)
        visit(factor.columns[static_cast<std::size_t>(k)], *entry);
  }

  static void set(Matrix& symmetric, Index i, Index j, double value) { symmetric(i, j) = symmetric(j, i) = value; }

  /// The rows and columns that a factor shares with itself, with the dense columns and with earlier factors.
  void add_factor_gram(std::size_t f, const double* sums, double scale, Matrix& whole) const {
    const CodedFactor& factor = factors_[f];
    add_own_gram(factor, sums, scale, whole);
    Vector combined(factor.stride);
    for (Index k = 0; k < factor.contrast.columns(); ++k) {
      const Index column = factor.columns[static_cast<std::size_t>(k)];
      combined.setZero();
      for (const Contrast::Entry* entry = factor.contrast.begin(k); entry != factor.contrast.end(k); ++entry)
        combined += (scale * entry->value) * Eigen::Map<const Vector>(sums + entry->level * factor.stride, factor.stride);
      for (Index j = 0; j < dense(); ++j) set(whole, column, place_of(j), combined[slots_[static_cast<std::size_t>(j)]]);
      Index at = slot_count_;
      for (std::size_t g = 0; g < f; ++g) {
        double* out = whole.col(column).data();
        for_each_entry(factors_[g], [&](Index row, const Contrast::Entry& entry) { out[row] += entry.value * combined[at + entry.level]; });
        for (const Index row : factors_[g].columns) whole(column, row) = out[row];
        at += factors_[g].levels();
      }
    }
  }

  /// Two columns of one factor meet at the levels where both are not 0.
  static void add_own_gram(const CodedFactor& factor, const double* sums, double scale, Matrix& whole) {
    struct Value {
      Index column;
      double value;
    };
    std::vector<std::vector<Value>> at_level(static_cast<std::size_t>(factor.levels()));
    for_each_entry(factor, [&](Index column, const Contrast::Entry& entry) {
      at_level[static_cast<std::size_t>(entry.level)].push_back({column, entry.value});
    });
    for (Index level = 0; level < factor.levels(); ++level) {
      const double weight = scale * sums[level * factor.stride];
      for (const Value& a : at_level[static_cast<std::size_t>(level)])
        for (const Value& b : at_level[static_cast<std::size_t>(level)])
          whole(a.column, b.column) += weight * (a.value * b.value);  // the same bits on both sides
    }
  }

  Index columns_, stored_ = 0, slot_count_ = 1, gram_rows_ = 0, gram_columns_ = 0;
  std::vector<Column> dense_;
  std::vector<Index> places_;  // of the dense columns in the design
  std::vector<Index> slots_;
  std::vector<CodedFactor> factors_;
  SparseColumns sparse_;
};

}  // namespace logreg
