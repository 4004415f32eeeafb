#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "../data/source_memory.hpp"
#include "../objective/orthogonal.hpp"
#include "../support/error.hpp"
#include "../support/monitor.hpp"
#include "../support/thread_pool.hpp"

namespace logreg {

/// A sign-adjusted row of unit length, and its product with a direction.
struct UnitRow {
  Vector z;
  double product = 0.0;
};

/// The rows of a data set as the search for a separating direction sees them: sign-adjusted, of unit length, those
/// of weight 0 left out. A row whose response lies between 0 and 1 stands for two, z and -z. Rows can be set
/// apart; passes go over those that are left, or later over those apart, as they lie in a subspace. Sums are taken
/// stripe by stripe, so that the answers have the same bits for any number of threads.
class SeparationRows {
 public:
  SeparationRows(const MemorySource& source, Index threads, Monitor& monitor)
      : source_(source), threads_(threads), monitor_(monitor), apart_(static_cast<std::size_t>(source.rows()), 0),
        span_(Matrix::Identity(source.cols(), source.cols())) {
    for (Index i = 0; i < source.rows(); ++i) left_ += source.is_informative(i);
    measure();
  }

  Index count_left() const { return left_; }
  Index count_apart() const { return count_apart_; }
  double passes() const { return passes_; }
  const std::vector<unsigned char>& apart() const { return apart_; }

  /// From now on the rows apart, as they lie in the span of these orthonormal columns.
  void look_at_apart(const Matrix& span) {
    span_ = span;
    looks_at_apart_ = true;
    measure();
  }

  /// The sum of the rows.
  Vector sum() {
    std::vector<Vector> sums(stripes(), Vector::Zero(source_.coding().stored()));
    pass([&](std::size_t stripe, const RowBlock& block) {
      Vector share(block.x.rows());
      for (Index i = 0; i < share.size(); ++i)
        share[i] = is_seen(block, i) && !is_two_sided(block, i) ? sign_of(block, i) / length_[at(block, i)] : 0.0;
      block.x.add_transpose_times(share.data(), sums[stripe]);
    });
    for (std::size_t k = 1; k < sums.size(); ++k) sums[0] += sums[k];
    return span_.transpose() * source_.coding().from_stored(sums[0]);
  }

  /// Of each stripe the row with the least product, the least first.
  std::vector<UnitRow> worst(const Vector& direction) {
    std::vector<Found> found(stripes());
    const Vector stored = source_.coding().to_stored(span_ * direction);
    pass([&](std::size_t stripe, const RowBlock& block) {
      for_products(block, stored, [&](Index number, double product, double turn) {
        if (product < found[stripe].product) found[stripe] = {number, product, turn};
      });
    });
    found.erase(std::remove_if(found.begin(), found.end(), [](const Found& one) { return one.number < 0; }), found.end());
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.product < b.product; });
    std::vector<UnitRow> rows;
    for (const Found& one : found) rows.push_back({one.turn * unit_row(one.number), one.product});
    return rows;
  }

  /// For each direction (a column) the row with the least product.
  std::vector<UnitRow> worst_of_each(const Matrix& directions) {
    const std::size_t count = static_cast<std::size_t>(directions.cols());
    std::vector<Vector> stored;
    for (Index j = 0; j < directions.cols(); ++j) stored.push_back(source_.coding().to_stored(span_ * directions.col(j)));
    std::vector<std::vector<Found>> found(stripes(), std::vector<Found>(count));
    pass([&](std::size_t stripe, const RowBlock& block) {
      for (std::size_t j = 0; j < count; ++j)
        for_products(block, stored[j], [&](Index number, double product, double turn) {
          if (product < found[stripe][j].product) found[stripe][j] = {number, product, turn};
        });
    });
    std::vector<UnitRow> rows;
    for (std::size_t j = 0; j < count; ++j) {
      Found least;
      for (const std::vector<Found>& of_stripe : found)
        if (of_stripe[j].product < least.product) least = of_stripe[j];
      rows.push_back({least.turn * unit_row(least.number), least.product});
    }
    return rows;
  }

  /// Sets the rows apart whose product is above the tolerance; returns how many they are.
  Index set_apart(const Vector& direction, double tolerance) {
    std::vector<Index> counts(stripes(), 0);
    const Vector stored = source_.coding().to_stored(direction);
    pass([&](std::size_t stripe, const RowBlock& block) {
      for_products(block, stored, [&](Index number, double product, double) {
        if (!(product > tolerance)) return;
        apart_[static_cast<std::size_t>(number)] = 1;
        ++counts[stripe];
      });
    });
    Index count = 0;
    for (Index part : counts) count += part;
    left_ -= count;
    count_apart_ += count;
    return count;
  }

  void set_all_apart() {
    for (Index i = 0; i < source_.rows(); ++i) apart_[static_cast<std::size_t>(i)] = source_.is_informative(i);
    count_apart_ += left_;
    left_ = 0;
  }

  /// The sum of z z'.
  Matrix gram() {
    std::vector<Matrix> sums(stripes(), source_.coding().empty_gram());
    pass([&](std::size_t stripe, const RowBlock& block) {
      Vector share(block.x.rows());
      for (Index i = 0; i < share.size(); ++i) share[i] = is_seen(block, i) ? std::pow(length_[at(block, i)], -2) : 0.0;
      block.x.add_weighted_gram(share.data(), sums[stripe]);
    });
    for (std::size_t k = 1; k < sums.size(); ++k) sums[0] += sums[k];
    return source_.coding().gram_from_stored(sums[0], 1.0);
  }

  /// The upper triangle R with R'R = the sum of z z', by orthogonal reduction.
  Matrix triangle() {
    std::vector<TriangleBuilder> parts(stripes(), TriangleBuilder(source_.cols()));
    pass([&](std::size_t stripe, const RowBlock& block) {
      Matrix rows = dense_rows(block, source_.coding());
      for (Index i = 0; i < rows.rows(); ++i) rows.row(i) *= is_seen(block, i) ? 1.0 / length_[at(block, i)] : 0.0;
      parts[stripe].add(rows);
    });
    TriangleBuilder whole(source_.cols());
    for (const TriangleBuilder& part : parts) whole.add(part.triangle());
    return whole.triangle();
  }

  /// All rows, one a column.
  Matrix collect() {
    std::vector<Index> numbers;
    for (Index i = 0; i < source_.rows(); ++i)
      if (source_.is_informative(i) && is_looked_at(i) && length_[static_cast<std::size_t>(i)] > 0) numbers.push_back(i);
    Matrix all(span_.cols(), static_cast<Index>(numbers.size()));
    for (std::size_t k = 0; k < numbers.size(); ++k) all.col(static_cast<Index>(k)) = unit_row(numbers[k]);
    return all;
  }

 private:
  /// A row and its product; a two-sided one is turned to the side of the smaller product.
  struct Found {
    Index number = -1;
    double product = kInfinity, turn = 1.0;
  };

  std::size_t stripes() const { return static_cast<std::size_t>(source_.stripes()); }
  static std::size_t at(const RowBlock& block, Index i) { return static_cast<std::size_t>(block.first + i); }
  bool is_looked_at(Index row) const { return (apart_[static_cast<std::size_t>(row)] != 0) == looks_at_apart_; }
  bool is_seen(const RowBlock& block, Index i) const {
    return (!block.weight || block.weight[i] > 0) && is_looked_at(block.first + i) && length_[at(block, i)] > 0;
  }
  static bool is_two_sided(const RowBlock& block, Index i) { return block.y[i] > 0 && block.y[i] < 1; }
  static double sign_of(const RowBlock& block, Index i) { return block.y[i] > 0.5 ? 1.0 : -1.0; }

  template <class Visit>
  void for_products(const RowBlock& block, const Vector& stored, Visit visit) const {
    Vector eta(block.x.rows());
    block.x.times(stored, eta.data());
    for (Index i = 0; i < eta.size(); ++i) {
      if (!is_seen(block, i)) continue;
      const double product = sign_of(block, i) * eta[i] / length_[at(block, i)];
      const double turn = is_two_sided(block, i) && product > 0 ? -1.0 : 1.0;
      visit(block.first + i, turn * product, turn);
    }
  }

  void pass(const std::function<void(std::size_t, const RowBlock&)>& visit) {
    if (monitor_.interrupted()) throw Interrupted();
    run_tasks(threads_, source_.stripes(), [&](Index stripe) {
      source_.visit_stripe(stripe, [&](const RowBlock& block) { visit(static_cast<std::size_t>(stripe), block); });
    });
    passes_ += 1;
  }

  /// The lengths of the rows in the span.
  void measure() {
    length_.assign(static_cast<std::size_t>(source_.rows()), 0.0);
    pass([&](std::size_t, const RowBlock& block) {
      const Matrix rows = dense_rows(block, source_.coding());
      const Vector lengths = looks_at_apart_ ? Vector((rows * span_).rowwise().norm()) : Vector(rows.rowwise().norm());
      for (Index i = 0; i < lengths.size(); ++i) length_[at(block, i)] = lengths[i];
    });
  }

  Vector unit_row(Index number) const {
    Vector row;
    source_.visit_rows(&number, 1, [&](const RowBlock& block) {
      row = dense_rows(block, source_.coding()).row(0).transpose() * sign_of(block, 0);
    });
    return span_.transpose() * row / length_[static_cast<std::size_t>(number)];
  }

  const MemorySource& source_;
  Index threads_;
  Monitor& monitor_;
  std::vector<unsigned char> apart_;
  std::vector<double> length_;
  Index left_ = 0, count_apart_ = 0;
  Matrix span_;
  bool looks_at_apart_ = false;
  double passes_ = 0.0;
};

}  // namespace logreg
