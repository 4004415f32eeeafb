#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "../data/source_memory.hpp"
#include "../solver/cone.hpp"
#include "../support/decompositions.hpp"
#include "../support/monitor.hpp"
#include "../support/thread_pool.hpp"
#include "separation_rows.hpp"

namespace logreg {

/// What is known of the existence of a finite maximum-likelihood estimate.
enum class Existence {
  proved,     ///< it exists
  complete,   ///< some direction puts every row strictly on its own side
  quasi,      ///< some direction puts no row on the wrong side and some strictly on their own
  undecided   ///< nearer to the border than double precision can see
};

inline std::string to_string(Existence existence) {
  switch (existence) {
    case Existence::proved: return "proved";
    case Existence::complete: return "complete";
    case Existence::quasi: return "quasi-complete";
    default: return "undecided";
  }
}

/// How a linear function of the coefficients ends as the likelihood climbs to its supremum.
enum class Limit { finite, plus_infinity, minus_infinity, not_determined };

inline std::string to_string(Limit limit) {
  switch (limit) {
    case Limit::finite: return "finite";
    case Limit::plus_infinity: return "Inf";
    case Limit::minus_infinity: return "-Inf";
    default: return "not determined";
  }
}

/// The decision on a data set of full rank, in the coordinates of its source. With z_i = +-x_i the sign-adjusted
/// rows, C = {v : z_i'v >= 0 for all i} is the cone of the directions along which the likelihood never falls. Rows
/// with z_i'v > 0 for some v of C are apart; the others are the face, on which the likelihood has a maximum.
/// Albert and Anderson (1984), Biometrika 71; Geyer (2009), Electronic Journal of Statistics 3.
struct Separation {
  Existence existence = Existence::undecided;
  std::vector<unsigned char> apart;  ///< of each row: is it apart?
  Index rows_apart = 0;
  Matrix span;                       ///< orthonormal basis of what C spans: the null space of the face's rows
  Matrix normals;                    ///< of C in that basis, one a column
  bool normals_are_complete = true;  ///< no other normals are needed
  double passes = 0.0;

  bool is_separated() const { return existence == Existence::complete || existence == Existence::quasi; }
};

/// The limits of linear functions of the coefficients, of which a row of X is one.
class LimitOracle {
 public:
  /// Of a cone that spans `span` (orthonormal columns) and has these normals in that basis.
  LimitOracle(Matrix span, const Matrix& normals) : span_(std::move(span)), cone_(span_.cols()) {
    for (Index k = 0; k < normals.cols(); ++k) cone_.add(normals.col(k));
  }

  /// Finite on the cone's orthogonal complement; else of the sign that the function has on all of the cone, if it
  /// has one.
  Limit limit_of(const Vector& functional) const {
    constexpr double kOrthogonal = 1e-9;
    const Vector inside = span_.transpose() * functional;
    const double length = inside.norm();
    if (!(length > kOrthogonal * functional.norm())) return Limit::finite;
    if (cone_.is_positive(inside / length)) return Limit::plus_infinity;
    if (cone_.is_positive(-inside / length)) return Limit::minus_infinity;
    return Limit::not_determined;
  }

 private:
  Matrix span_;
  Cone cone_;
};

/// Decides separation by projections on the cone, at any number of rows: the cone of a few rows is found in
/// memory, a pass finds the rows that its answer violates most, and these join the few.
class SeparationSearch {
 public:
  SeparationSearch(const MemorySource& source, Index threads, Monitor& monitor)
      : source_(source), rows_(source, threads, monitor) {}

  /// `hint` is a point far out, whose least margins name the rows to look at first. If it is known to put every row
  /// strictly on its own side, that stands even where the search sees no more than the border. `functionals`
  /// (columns) are those whose limits will be asked.
  Separation run(const Vector& hint, bool hint_separates, const Matrix& functionals) {
    Separation found;
    found.existence = decide(hint);
    if (hint_separates && found.existence != Existence::complete) {
      rows_.set_all_apart();
      found.existence = Existence::complete;
    }
    if (found.is_separated()) {
      found.apart = rows_.apart();
      found.rows_apart = rows_.count_apart();
      found.span = span_of_cone();
      if (found.span.cols() == 0) found.existence = Existence::undecided;
      else find_normals(functionals, found);
    }
    found.passes = rows_.passes();
    return found;
  }

 private:
  // A product of unit vectors below this is nought: rounding of the rows, as the user has them, is not far below.
  static constexpr double kBoundary = 1e-9;
  static constexpr int kMostPasses = 200;

  enum class Face { certified, separated, undecided };

  /// Sets rows aside, face by face, until what is left has a finite estimate or nothing is left.
  Existence decide(const Vector& hint) {
    Cone cone(source_.cols());
    seed(hint, cone);
    bool separated = false;
    for (;;) {
      if (rows_.count_left() == 0) return Existence::complete;
      Vector direction;
      const Face face = look_for_direction(cone, direction);
      if (face == Face::undecided) return Existence::undecided;
      if (face == Face::certified) return separated ? Existence::quasi : Existence::proved;
      if (rows_.set_apart(direction, kBoundary) == 0) return Existence::undecided;
      separated = true;
      cone.drop_above(direction, kBoundary);
    }
  }

  void seed(const Vector& hint, Cone& cone) {
    if (!hint.allFinite() || hint.norm() == 0) return;
    for (const UnitRow& row : rows_.worst(hint.normalized())) cone.add(row.z);
  }

  /// The projection of the sum of all rows left: nought if a finite estimate exists (Stiemke's lemma), else a
  /// direction that separates them.
  Face look_for_direction(Cone& cone, Vector& direction) {
    const Vector sum = rows_.sum();
    const double rounding = 8 * kEpsilon * static_cast<double>(rows_.count_left());
    Cone::Multipliers last;
    for (int pass = 0; pass < kMostPasses; ++pass) {
      const Vector point = cone.project(sum, &last);
      if (point.norm() <= rounding) return Face::certified;
      direction = point.normalized();
      const std::vector<UnitRow> worst = rows_.worst(direction);
      const double least = worst.empty() ? 0.0 : worst.front().product;
      if (least >= -kBoundary / 16) return Face::separated;
      if (!add_new(worst, cone)) return least >= -kBoundary ? Face::separated : Face::undecided;
    }
    return Face::undecided;
  }

  static bool add_new(const std::vector<UnitRow>& rows, Cone& cone) {
    bool added = false;
    for (const UnitRow& row : rows) {
      if (row.product >= 0 || cone.has(row.z)) continue;
      cone.add(row.z);
      added = true;
    }
    return added;
  }

  /// The null space of the rows that are left; all directions if none is. From their Gram where that tells it apart
  /// by many digits, else from their triangle.
  Matrix span_of_cone() {
    constexpr double kNought = 1e-13, kClear = 1e-5;
    const Index p = source_.cols();
    if (rows_.count_left() == 0) return Matrix::Identity(p, p);
    const EigenDecomposition eigen = eigen_decomposition(rows_.gram());
    const auto values = eigen.values.array() / eigen.values.maxCoeff();
    const Index none = (values < kNought).count();
    if (none + (values > kClear).count() == p) return eigen.vectors.leftCols(none);
    return null_space(rows_.triangle(), 4 * kBoundary * std::sqrt(static_cast<double>(rows_.count_left())));
  }

  /// Of few rows all normals that the cone has, of many those that settle the functionals.
  void find_normals(const Matrix& functionals, Separation& found) {
    constexpr Index kFewRows = 2000;
    rows_.look_at_apart(found.span);
    Cone cone(found.span.cols());
    found.normals_are_complete = found.span.cols() == 1 || found.rows_apart <= kFewRows;
    if (found.span.cols() == 1) cone.add(rows_.worst(Vector::Ones(1)).front().z);
    else if (found.normals_are_complete) complete(cone);
    else settle_functionals(found.span.transpose() * functionals, cone);
    found.normals = cone.normals();
  }

  /// A functional is settled once its projection and that of its opposite are nought or violate no row.
  void settle_functionals(const Matrix& inside, Cone& cone) {
    std::vector<Vector> open;
    for (Index j = 0; j < inside.cols(); ++j) {
      if (!(inside.col(j).norm() > 0)) continue;
      open.push_back(inside.col(j).normalized());
      open.push_back(-inside.col(j).normalized());
    }
    for (int pass = 0; pass < kMostPasses && !open.empty(); ++pass) {
      Matrix points(cone.dimension(), static_cast<Index>(open.size()));
      std::vector<Vector> unsettled;
      for (const Vector& target : open) {
        const Vector point = cone.project(target);
        if (point.norm() == 0) continue;
        points.col(static_cast<Index>(unsettled.size())) = point.normalized();
        unsettled.push_back(target);
      }
      if (unsettled.empty()) return;
      const std::vector<UnitRow> worst = rows_.worst_of_each(points.leftCols(static_cast<Index>(unsettled.size())));
      open.clear();
      const Index before = cone.size();
      for (std::size_t k = 0; k < worst.size(); ++k) {
        if (worst[k].product >= -kBoundary) continue;
        open.push_back(unsettled[k]);
        if (!cone.has(worst[k].z)) cone.add(worst[k].z);
      }
      if (cone.size() == before) return;
    }
  }

  /// Every row apart becomes a combination of the normals with weights >= 0.
  void complete(Cone& cone) {
    const Matrix rows = rows_.collect();
    for (Index i = 0; i < rows.cols(); ++i)
      for (int turn = 0; turn < kMostPasses; ++turn) {
        const Vector point = cone.project(-rows.col(i));
        if (point.norm() <= kBoundary) break;
        Index worst = 0;
        (rows.transpose() * point).minCoeff(&worst);
        if (cone.has(rows.col(worst))) break;
        cone.add(rows.col(worst));
      }
  }

  const MemorySource& source_;
  SeparationRows rows_;
};

}  // namespace logreg
