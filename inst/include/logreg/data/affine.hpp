#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "../support/stable_math.hpp"
#include "column.hpp"
#include "row_source.hpp"

namespace logreg {

/// What scaling and rank need to know of a column, over the rows of positive weight.
struct ColumnMoments {
  double mean = 0.0;        ///< weighted
  double deviation = 0.0;   ///< weighted population standard deviation (divisor: sum of weights)
  double root_mean_square = 0.0;  ///< weighted, about zero
  double minimum = kInfinity, maximum = -kInfinity;
  bool finite = true;       ///< false: a value of many rows that were looked at is NaN or infinite, whatever its weight

  /// The values differ by no more than the rounding of their last digits.
  bool is_constant() const {
    return maximum - minimum <= 8 * kEpsilon * std::max(std::abs(minimum), std::abs(maximum));
  }
};

/// Two passes over one column: the mean, then squares about it, taken in units of the range so that
/// columns of 1e-200 or 1e160 neither underflow nor overflow.
inline ColumnMoments column_moments(const Column& column, Index rows, const double* weight) {
  ColumnMoments moments;
  double weight_sum = 0.0;
  const auto weight_of = [weight](Index i) { return weight ? weight[i] : 1.0; };
  for (Index i = 0; i < rows; ++i) {
    if (!(weight_of(i) > 0)) continue;
    weight_sum += weight_of(i);
    moments.minimum = std::min(moments.minimum, column.raw(i));
    moments.maximum = std::max(moments.maximum, column.raw(i));
  }
  const double origin = 0.5 * moments.minimum + 0.5 * moments.maximum;
  const double unit = nearest_power_of_two(moments.maximum - moments.minimum);
  double sum = 0.0, squares = 0.0;
  for (Index i = 0; i < rows; ++i)
    if (weight_of(i) > 0) sum += weight_of(i) * ((column.raw(i) - origin) / unit);
  const double shift = sum / weight_sum;
  for (Index i = 0; i < rows; ++i) {
    if (!(weight_of(i) > 0)) continue;
    const double z = (column.raw(i) - origin) / unit - shift;
    squares += weight_of(i) * z * z;
  }
  moments.mean = origin + unit * shift;
  moments.deviation = unit * std::sqrt(squares / weight_sum);
  moments.root_mean_square = std::hypot(moments.mean, moments.deviation);
  return moments;
}

/// The rows of positive weight: how many, and their weight.
struct RowWeights {
  Index rows = 0;
  double sum = 0.0;

  static RowWeights of(Index rows, const double* weight) {
    RowWeights found;
    for (Index i = 0; i < rows; ++i) {
      const double w = weight ? weight[i] : 1.0;
      if (!(w > 0)) continue;
      found.rows += 1;
      found.sum += w;
    }
    return found;
  }
};

/// The same at the cost of its entries: all zeros between them count as one row of their weight.
inline ColumnMoments sparse_moments(const SparseEntries& entries, const double* weight, const RowWeights& all) {
  const std::size_t count = static_cast<std::size_t>(entries.count);
  std::vector<double> values(entries.values, entries.values + count), weights(count, 1.0);
  if (weight)
    for (std::size_t k = 0; k < count; ++k) weights[k] = weight[entries.rows[k]];
  const RowWeights met = RowWeights::of(entries.count, weights.data());
  if (met.rows < all.rows) {
    values.push_back(0.0);
    weights.push_back(std::max(all.sum - met.sum, kEpsilon * all.sum));
  }
  return column_moments(Column::real(values.data()), static_cast<Index>(values.size()), weights.data());
}

/// Coordinates z = (x - center) / scale of the columns, and the maps between coefficients that belong to
/// them. With X = user's columns and Z = scaled ones, Z gamma = X beta. Centres are nonzero only if the
/// first column is the intercept.
struct Affine {
  Vector center, scale;

  static Affine identity(Index p) { return {Vector::Zero(p), Vector::Ones(p)}; }

  std::vector<Column> apply(std::vector<Column> columns) const {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      columns[j].center = center[static_cast<Index>(j)];
      columns[j].scale = scale[static_cast<Index>(j)];
    }
    return columns;
  }

  Vector from_user(const Vector& beta) const {
    Vector gamma = scale.cwiseProduct(beta);
    if (beta.size() > 0) gamma[0] += center.dot(beta);
    return gamma;
  }

  Vector to_user(const Vector& gamma) const {
    Vector beta = gamma.cwiseQuotient(scale);
    if (beta.size() > 0) beta[0] -= center.dot(beta);
    return beta;
  }

  /// M with beta = M gamma.
  Matrix to_user_map() const {
    Matrix map = scale.cwiseInverse().asDiagonal();
    if (center.size() > 0) map.row(0) -= center.cwiseQuotient(scale).transpose();
    return map;
  }

  /// M with Z_other = Z M, upper triangular: a Hessian there is M' H M.
  Matrix to(const Affine& other) const {
    Matrix change = scale.cwiseQuotient(other.scale).asDiagonal();
    if (center.size() > 1)
      change.row(0).tail(center.size() - 1) +=
          (center - other.center).cwiseQuotient(other.scale).tail(center.size() - 1).transpose();
    return change;
  }

  Affine subset(const std::vector<Index>& kept) const {
    Affine some = identity(static_cast<Index>(kept.size()));
    for (std::size_t k = 0; k < kept.size(); ++k) {
      some.center[static_cast<Index>(k)] = center[kept[k]];
      some.scale[static_cast<Index>(k)] = scale[kept[k]];
    }
    return some;
  }
};

/// Design rule 1: dense columns centred when there is an intercept, all scaled by powers of two.
inline Affine scaled_coordinates(const std::vector<Column>& columns, const std::vector<ColumnMoments>& moments) {
  Affine affine = Affine::identity(static_cast<Index>(columns.size()));
  const bool intercept = columns.front().kind == Column::Kind::ones;
  for (std::size_t j = intercept ? 1 : 0; j < columns.size(); ++j) {
    const Index k = static_cast<Index>(j);
    if (intercept && columns[j].is_dense()) affine.center[k] = moments[j].mean;
    affine.scale[k] = nearest_power_of_two(affine.center[k] != 0 ? moments[j].deviation : moments[j].root_mean_square);
  }
  return affine;
}

/// The z-scores that a reader gets from R's scale(): divisor n - 1, n counting the rows. Without an
/// intercept nothing is centred, as scale(center = FALSE) does.
inline Affine standardized_coordinates(const std::vector<Column>& columns,
                                       const std::vector<ColumnMoments>& moments, Index rows) {
  Affine affine = Affine::identity(static_cast<Index>(columns.size()));
  const bool intercept = columns.front().kind == Column::Kind::ones;
  const double n = static_cast<double>(rows);
  const double sample = rows > 1 ? std::sqrt(n / (n - 1)) : 1.0;
  for (std::size_t j = intercept ? 1 : 0; j < columns.size(); ++j) {
    const Index k = static_cast<Index>(j);
    if (intercept) affine.center[k] = moments[j].mean;
    const double spread = intercept ? moments[j].deviation : moments[j].root_mean_square;
    if (spread > 0) affine.scale[k] = spread * sample;
  }
  return affine;
}

}  // namespace logreg
