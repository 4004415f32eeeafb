#pragma once

#include <vector>

#include "../objective/linear_objective.hpp"
#include "../solver/certificate.hpp"
#include "../support/types.hpp"

namespace logreg {

/// A column that adds nothing to the ones before it, and which of those it is made of.
struct AliasedColumn {
  Index column;
  std::vector<Index> repeats;  ///< empty: the column is constant (or zero)
};

/// The columns that can be estimated, in order, and the others.
struct Rank {
  std::vector<Index> kept;
  std::vector<AliasedColumn> aliased;
};

// Design rule 8: a column is aliased if what the earlier ones leave of it is this small a part of it.
constexpr double kRankTolerance = 1e-13;
// A share of a scaled column below this is rounding, not part of the combination.
constexpr double kRepeatTolerance = 1e-7;

/// Goes through the columns of an upper triangle in order (the triangle of a design has the lengths and
/// angles of its columns) and keeps those that the kept ones leave a rest of. Gram-Schmidt, twice.
inline Rank rank_of_triangle(const Matrix& triangle, const std::vector<Index>& candidates) {
  Rank rank;
  const Index p = triangle.cols();
  Matrix basis(p, p), kept_columns(p, p);
  for (Index j = 0; j < p; ++j) {
    const Index count = static_cast<Index>(rank.kept.size());
    const auto q = basis.leftCols(count);
    Vector rest = triangle.col(j);
    Vector share = Vector::Zero(count);
    for (int again = 0; again < 2; ++again) {
      const Vector projection = q.transpose() * rest;
      rest -= q * projection;
      share += projection;
    }
    if (rest.norm() > kRankTolerance * triangle.col(j).norm()) {
      basis.col(count) = rest.normalized();
      kept_columns.col(count) = triangle.col(j);
      rank.kept.push_back(candidates[static_cast<std::size_t>(j)]);
      continue;
    }
    AliasedColumn aliased{candidates[static_cast<std::size_t>(j)], {}};
    const Matrix upper = q.transpose() * kept_columns.leftCols(count);
    const Vector combination = upper.triangularView<Eigen::Upper>().solve(share);
    for (Index k = 0; k < count; ++k)
      if (std::abs(combination[k]) * kept_columns.col(k).norm() > kRepeatTolerance * triangle.col(j).norm())
        aliased.repeats.push_back(rank.kept[static_cast<std::size_t>(k)]);
    rank.aliased.push_back(aliased);
  }
  return rank;
}

/// A Gram whose factor shows every column to be far from a combination of the others: nine digits more
/// than the tolerance of rank asks for.
inline bool has_full_rank(const Matrix& gram) {
  const Vector lengths = gram.diagonal().cwiseSqrt();
  if (!(lengths.minCoeff() > 0)) return false;
  return Cholesky(gram, lengths.cwiseInverse()).reciprocal_condition() > 1e-8;
}

/// The triangle of the scaled design: from its Gram where that keeps enough digits, else by orthogonal
/// reduction of the rows.
inline Matrix design_triangle(LinearObjective& design, const Matrix& gram) {
  const Vector lengths = gram.diagonal().cwiseSqrt();
  if (lengths.minCoeff() > 0) {
    const Cholesky cholesky(gram, lengths.cwiseInverse());
    if (cholesky.reciprocal_condition() > kTriangleCondition) return cholesky.triangle() * lengths.asDiagonal();
  }
  return design.unweighted_triangle();
}
inline Matrix design_triangle(LinearObjective& design) { return design_triangle(design, design.unweighted_gram()); }

}  // namespace logreg
