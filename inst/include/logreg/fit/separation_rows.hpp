#pragma once

#include <algorithm>
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
/// apart; passes go over those that are left, or later over those apart. Sums are taken stripe by stripe, so that the
/// answers have the same bits for any number of threads.
class SeparationRows {
 public:
  SeparationRows(const MemorySource& source, Index threads, Monitor& monitor)
      : source_(source), threads_(threads), monitor_(monitor), apart_(static_cast<std::size_t>(source.rows()), 0) {
    for (Index i = 0; i < source.rows(); ++i) left_ += source.is_informative(i);
  }

  Index count_left() const { return left_; }
  Index count_apart() const { return count_apart_; }
  double passes() const { return passes_; }
  const std::vector<unsigned char>& apart() const { return apart_; }

  /// From now on the rows apart, as they lie in the span of these orthonormal columns.
  void look_at_apart(const Matrix& span) {
    span_ = span;
    looks_at_apart_ = true;
  }

  /// The sum of the rows.
  Vector sum() {
    std::vector<Vector> sums(stripes(), Vector::Zero(dimension()));
    pass([&](std::size_t stripe, const Matrix& rows, const std::vector<Row>& about) {
      for (Index i = 0; i < rows.rows(); ++i)
        if (!about[static_cast<std::size_t>(i)].two_sided) sums[stripe] += rows.row(i).transpose();
    });
    Vector total = Vector::Zero(dimension());
    for (const Vector& part : sums) total += part;
    return total;
  }

  /// Of each stripe the row with the least product, the least first.
  std::vector<UnitRow> worst(const Vector& direction) {
    std::vector<UnitRow> worst(stripes(), {Vector(), kInfinity});
    pass([&](std::size_t stripe, const Matrix& rows, const std::vector<Row>& about) {
      const Vector products = rows * direction;
      for (Index i = 0; i < rows.rows(); ++i) {
        const bool turn = about[static_cast<std::size_t>(i)].two_sided && products[i] > 0;
        const double product = turn ? -products[i] : products[i];
        if (!(product < worst[stripe].product)) continue;
        worst[stripe].product = product;
        worst[stripe].z = (turn ? -1.0 : 1.0) * rows.row(i);
      }
    });
    worst.erase(std::remove_if(worst.begin(), worst.end(), [](const UnitRow& row) { return row.z.size() == 0; }), worst.end());
    std::stable_sort(worst.begin(), worst.end(), [](const UnitRow& a, const UnitRow& b) { return a.product < b.product; });
    return worst;
  }

  /// For each direction (a column) the row with the least product.
  std::vector<UnitRow> worst_of_each(const Matrix& directions) {
    const std::size_t count = static_cast<std::size_t>(directions.cols());
    std::vector<std::vector<UnitRow>> worst(stripes(), std::vector<UnitRow>(count, {Vector(), kInfinity}));
    pass([&](std::size_t stripe, const Matrix& rows, const std::vector<Row>&) {
      const Matrix products = rows * directions;
      for (std::size_t j = 0; j < count; ++j) {
        Index i = 0;
        const double product = products.col(static_cast<Index>(j)).minCoeff(&i);
        if (product < worst[stripe][j].product) worst[stripe][j] = {rows.row(i), product};
      }
    });
    for (std::size_t j = 0; j < count; ++j)
      for (const std::vector<UnitRow>& of_stripe : worst)
        if (of_stripe[j].product < worst.front()[j].product) worst.front()[j] = of_stripe[j];
    return worst.front();
  }

  /// Sets the rows apart whose product is above the tolerance; returns how many they are.
  Index set_apart(const Vector& direction, double tolerance) {
    std::vector<Index> counts(stripes(), 0);
    pass([&](std::size_t stripe, const Matrix& rows, const std::vector<Row>& about) {
      const Vector products = rows * direction;
      for (Index i = 0; i < rows.rows(); ++i) {
        const Row& row = about[static_cast<std::size_t>(i)];
        if (row.two_sided || !(products[i] > tolerance)) continue;
        apart_[static_cast<std::size_t>(row.number)] = 1;
        ++counts[stripe];
      }
    });
    Index count = 0;
    for (Index part : counts) count += part;
    left_ -= count;
    count_apart_ += count;
    return count;
  }

  /// The upper triangle R with R'R = the sum of z z'.
  Matrix triangle() {
    std::vector<TriangleBuilder> parts(stripes(), TriangleBuilder(dimension()));
    pass([&](std::size_t stripe, const Matrix& rows, const std::vector<Row>&) { parts[stripe].add(rows); });
    TriangleBuilder whole(dimension());
    for (const TriangleBuilder& part : parts) whole.add(part.triangle());
    return whole.triangle();
  }

  /// All rows, one a column.
  Matrix collect() {
    std::vector<std::vector<Vector>> parts(stripes());
    pass([&](std::size_t stripe, const Matrix& rows, const std::vector<Row>&) {
      for (Index i = 0; i < rows.rows(); ++i) parts[stripe].push_back(rows.row(i));
    });
    Index count = 0;
    for (const auto& part : parts) count += static_cast<Index>(part.size());
    Matrix all(dimension(), count);
    Index k = 0;
    for (const auto& part : parts)
      for (const Vector& row : part) all.col(k++) = row;
    return all;
  }

 private:
  struct Row {
    Index number;
    bool two_sided;
  };
  using Visit = std::function<void(std::size_t, const Matrix&, const std::vector<Row>&)>;

  std::size_t stripes() const { return static_cast<std::size_t>(source_.stripes()); }
  Index dimension() const { return looks_at_apart_ ? span_.cols() : source_.cols(); }

  void pass(const Visit& visit) {
    if (monitor_.interrupted()) throw Interrupted();
    const auto go = [&](Index stripe) {
      std::vector<Row> about;
      source_.visit_stripe(stripe, [&](const RowBlock& block) {
        const Matrix rows = unit_rows(block, about);
        if (rows.rows() > 0) visit(static_cast<std::size_t>(stripe), rows, about);
      });
    };
    run_tasks(threads_, source_.stripes(), go);
    passes_ += 1;
  }

  Matrix unit_rows(const RowBlock& block, std::vector<Row>& about) const {
    const Matrix all = dense_rows(block, source_.coding());
    Matrix rows(all.rows(), dimension());
    about.clear();
    for (Index i = 0; i < all.rows(); ++i) {
      const Index number = block.first + i;
      if (block.weight && !(block.weight[i] > 0)) continue;
      if (static_cast<bool>(apart_[static_cast<std::size_t>(number)]) != looks_at_apart_) continue;
      const Vector z = looks_at_apart_ ? Vector(span_.transpose() * all.row(i).transpose()) : Vector(all.row(i));
      const double length = z.norm();
      if (!(length > 0)) continue;
      rows.row(static_cast<Index>(about.size())) = (block.y[i] > 0.5 ? z : Vector(-z)) / length;
      about.push_back({number, block.y[i] > 0 && block.y[i] < 1});
    }
    return rows.topRows(static_cast<Index>(about.size()));
  }

  const MemorySource& source_;
  Index threads_;
  Monitor& monitor_;
  std::vector<unsigned char> apart_;
  Index left_ = 0, count_apart_ = 0;
  Matrix span_;
  bool looks_at_apart_ = false;
  double passes_ = 0.0;
};

}  // namespace logreg
