#pragma once

#include <vector>

#include "column.hpp"

namespace logreg {

/// A factor among the columns: one indicator of each level is stored (as codes), and the columns that it
/// stands for are combinations of the indicators.
struct CodedFactor {
  const int* codes;
  Index first;                 ///< place of its first indicator among the stored columns
  std::vector<Index> columns;  ///< places of its columns in the design
  Matrix contrast;             ///< levels x columns

  Index levels() const { return contrast.rows(); }
};

/// How the columns X of a design come from what is stored, S: X = S T. Dense columns are stored as they
/// are; a factor is stored as its indicators, and T holds its contrasts. All products with rows are taken
/// in S, where a factor costs one addition a row whatever the number of its levels, and mapped once a pass:
/// S (T beta), T'(S'r), T'(S'WS) T.
class Coding {
 public:
  /// A factor of this many columns or fewer is cheaper as dense columns.
  static constexpr std::size_t kFewColumns = 3;

  explicit Coding(const std::vector<Column>& columns) : columns_(static_cast<Index>(columns.size())) {
    for (std::size_t from = 0; from < columns.size();) {
      std::size_t to = from + 1;
      while (to < columns.size() && is_same_factor(columns[from], columns[to])) ++to;
      if (to - from > kFewColumns && columns[from].is_complete) add_factor(columns, from, to);
      else add_dense(columns, from, to);
      from = to;
    }
    stored_ = static_cast<Index>(dense_.size());
    for (CodedFactor& factor : factors_) {
      factor.first = stored_;
      stored_ += factor.levels();
    }
  }

  Index columns() const { return columns_; }
  Index stored() const { return stored_; }
  Index dense() const { return static_cast<Index>(dense_.size()); }
  const std::vector<Column>& dense_columns() const { return dense_; }
  const std::vector<CodedFactor>& factors() const { return factors_; }

  /// T beta.
  Vector to_stored(const Vector& beta) const {
    if (factors_.empty()) return beta;
    Vector stored(stored_);
    for (std::size_t k = 0; k < places_.size(); ++k) stored[static_cast<Index>(k)] = beta[places_[k]];
    for (const CodedFactor& factor : factors_) {
      Vector own(factor.contrast.cols());
      for (Index k = 0; k < own.size(); ++k) own[k] = beta[factor.columns[static_cast<std::size_t>(k)]];
      stored.segment(factor.first, factor.levels()).noalias() = factor.contrast * own;
    }
    return stored;
  }

  /// T' g.
  Vector from_stored(const Vector& stored) const {
    if (factors_.empty()) return stored;
    Vector g(columns_);
    for (std::size_t k = 0; k < places_.size(); ++k) g[places_[k]] = stored[static_cast<Index>(k)];
    for (const CodedFactor& factor : factors_) {
      const Vector own = factor.contrast.transpose() * stored.segment(factor.first, factor.levels());
      for (Index k = 0; k < own.size(); ++k) g[factor.columns[static_cast<std::size_t>(k)]] = own[k];
    }
    return g;
  }

  /// T' H T of a symmetric H given by its lower triangle; the whole matrix.
  Matrix gram_from_stored(const Matrix& lower) const {
    Matrix whole = lower.selfadjointView<Eigen::Lower>();
    if (factors_.empty()) return whole;
    const Matrix half = combine_columns(whole);
    return combine_columns(half.transpose());
  }

  /// S T of some rows of S.
  Matrix rows_from_stored(const Matrix& rows) const { return factors_.empty() ? rows : combine_columns(rows); }

 private:
  static bool is_same_factor(const Column& a, const Column& b) {
    return a.kind == Column::Kind::code && b.kind == Column::Kind::code && a.values == b.values &&
           a.levels->size() == b.levels->size();
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
    factor.contrast.resize(static_cast<Index>(columns[from].levels->size()), static_cast<Index>(to - from));
    for (std::size_t j = from; j < to; ++j) {
      factor.columns.push_back(static_cast<Index>(j));
      for (Index level = 0; level < factor.levels(); ++level)
        factor.contrast(level, static_cast<Index>(j - from)) = columns[j].of_level(level);
    }
    factors_.push_back(std::move(factor));
  }

  /// M T. Contrasts are mostly zeros (an indicator has one 1), so only what is there is added.
  Matrix combine_columns(const Matrix& m) const {
    Matrix combined = Matrix::Zero(m.rows(), columns_);
    for (std::size_t k = 0; k < places_.size(); ++k) combined.col(places_[k]) = m.col(static_cast<Index>(k));
    for (const CodedFactor& factor : factors_)
      for (Index k = 0; k < factor.contrast.cols(); ++k)
        for (Index level = 0; level < factor.levels(); ++level)
          if (factor.contrast(level, k) != 0)
            combined.col(factor.columns[static_cast<std::size_t>(k)]) +=
                factor.contrast(level, k) * m.col(factor.first + level);
    return combined;
  }

  Index columns_, stored_ = 0;
  std::vector<Column> dense_;
  std::vector<Index> places_;  // of the dense columns in the design
  std::vector<CodedFactor> factors_;
};

}  // namespace logreg
