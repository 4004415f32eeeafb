#pragma once

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "../support/types.hpp"

namespace logreg {

/// The polyhedral cone C = {v : a_k'v >= 0} of some normals a_k of unit length. It gives the point of C next to
/// a target t. By Moreau's decomposition that point is t + A'l, where l >= 0 minimises |t + A'l|: non-negative
/// least squares, solved by the active set method of Lawson and Hanson (1974), Solving Least Squares Problems,
/// chapter 23. The point is nought if and only if t'v <= 0 on all of C.
class Cone {
 public:
  explicit Cone(Index dimension) : normals_(dimension, 0) {}

  Index dimension() const { return normals_.rows(); }
  Index size() const { return count_; }
  auto normals() const { return normals_.leftCols(count_); }

  void add(const Vector& normal) {
    if (count_ == normals_.cols()) normals_.conservativeResize(Eigen::NoChange, std::max<Index>(16, 2 * count_));
    normals_.col(count_++) = normal;
  }

  /// Is it one of the normals, to the last digits?
  bool has(const Vector& normal) const {
    return count_ > 0 && (normals().colwise() - normal).colwise().squaredNorm().minCoeff() < 1e-28;
  }

  /// Leaves out the normals with a_k'v > tolerance.
  void drop_above(const Vector& v, double tolerance) {
    Index kept = 0;
    for (Index k = 0; k < count_; ++k)
      if (!(normals_.col(k).dot(v) > tolerance)) normals_.col(kept++) = normals_.col(k);
    count_ = kept;
  }

  /// The point of C next to the target; exactly nought where rounding cannot tell it from nought.
  Vector project(const Vector& target) const {
    const Vector first = solve(target);
    if (first.norm() == 0) return first;
    // A long target leaves few digits to a short point, so that point is projected once more.
    const Vector again = solve(first.normalized());
    return again.norm() == 0 ? again : Vector(again * first.norm());
  }

  /// Is t'v >= 0 for every v of C?
  bool is_positive(const Vector& functional) const { return project(-functional).norm() == 0; }

 private:
  // What rounding leaves of a point that is nought, as a part of the target; and of a product that is.
  static constexpr double kNothing = 1e-12, kRounding = 1e-14;

  /// The normals in use, which are independent: their orthonormal basis, and the triangle A = Q R.
  struct Active {
    std::vector<Index> members;
    Matrix basis, triangle;
    Index count() const { return static_cast<Index>(members.size()); }
  };

  /// False if the normal depends on those in use.
  bool push(Active& active, Index member) const {
    const Index k = active.count();
    Vector rest = normals_.col(member), share = Vector::Zero(k);
    for (int again = 0; again < 2; ++again) {
      const Vector part = active.basis.leftCols(k).transpose() * rest;
      rest -= active.basis.leftCols(k) * part;
      share += part;
    }
    if (!(rest.norm() > 1e-10) || k == dimension()) return false;
    active.triangle.col(k).head(k) = share;
    active.triangle(k, k) = rest.norm();
    active.basis.col(k) = rest.normalized();
    active.members.push_back(member);
    return true;
  }

  Active none() const { return {{}, Matrix::Zero(dimension(), dimension()), Matrix::Zero(dimension(), dimension())}; }

  static Vector multipliers(const Active& active, const Vector& target) {
    const Index k = active.count();
    return active.triangle.topLeftCorner(k, k).triangularView<Eigen::Upper>().solve(
        -(active.basis.leftCols(k).transpose() * target));
  }

  static Vector rest_of(const Active& active, const Vector& target) {
    Vector rest = target;
    for (int again = 0; again < 2; ++again) {
      const Vector part = active.basis.leftCols(active.count()).transpose() * rest;
      rest -= active.basis.leftCols(active.count()) * part;
    }
    return rest;
  }

  Vector solve(const Vector& target) const {
    const double length = target.norm();
    Active active = none();
    Vector point = target, l;
    std::vector<bool> refused(static_cast<std::size_t>(count_), false);
    for (Index turn = 0; turn < 3 * count_ + 10; ++turn) {
      if (!(point.norm() > kNothing * length)) return Vector::Zero(dimension());
      const Index entering = most_violated(point, refused, std::max(kRounding * length, 1e-13 * point.norm()));
      if (entering < 0) break;
      if (!push(active, entering)) {
        refused[static_cast<std::size_t>(entering)] = true;
        continue;
      }
      l.conservativeResize(active.count());
      l[active.count() - 1] = 0.0;
      settle(active, l, target);
      const bool stayed = std::count(active.members.begin(), active.members.end(), entering) > 0;
      if (stayed) std::fill(refused.begin(), refused.end(), false);
      else refused[static_cast<std::size_t>(entering)] = true;
      point = rest_of(active, target);
    }
    return point;
  }

  /// The normal with the least product below -tolerance that was not refused; -1 if there is none.
  Index most_violated(const Vector& point, const std::vector<bool>& refused, double tolerance) const {
    if (count_ == 0) return -1;
    const Vector products = normals().transpose() * point;
    Index worst = -1;
    for (Index k = 0; k < count_; ++k)
      if (!refused[static_cast<std::size_t>(k)] && products[k] < (worst < 0 ? -tolerance : products[worst])) worst = k;
    return worst;
  }

  /// Moves the multipliers to the solution over the normals in use; one that would turn negative leaves.
  void settle(Active& active, Vector& l, const Vector& target) const {
    for (;;) {
      const Vector wanted = multipliers(active, target);
      double share = 1.0;
      Index leaving = -1;
      for (Index k = 0; k < wanted.size(); ++k) {
        if (wanted[k] > 0) continue;
        const double reached = l[k] > 0 ? l[k] / (l[k] - wanted[k]) : 0.0;
        if (reached < share || leaving < 0) share = std::min(share, reached), leaving = k;
      }
      if (leaving < 0) {
        l = wanted;
        return;
      }
      l += share * (wanted - l);
      l[leaving] = 0.0;
      Active others = none();
      Vector kept(l.size());
      for (Index k = 0; k < l.size(); ++k)
        if (l[k] > 0 && push(others, active.members[static_cast<std::size_t>(k)])) kept[others.count() - 1] = l[k];
      active = std::move(others);
      l = kept.head(active.count());
    }
  }

  Matrix normals_;
  Index count_ = 0;
};

}  // namespace logreg
