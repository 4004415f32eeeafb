#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "../data/affine.hpp"
#include "../data/source_memory.hpp"
#include "../kernel/scalar.hpp"
#include "../support/decompositions.hpp"
#include "../support/error.hpp"
#include "../support/monitor.hpp"
#include "../support/thread_pool.hpp"

namespace logreg {

/// A point sought on the profile likelihood of one coefficient: where the coefficient has a value, or where the
/// deviance has risen by so much on one side of the estimate.
struct ProfileGoal {
  Index column = 0;
  double value = kNaN;  ///< the coefficient less its estimate; NaN if the rise is given
  double side = 1.0;    ///< -1 below the estimate, 1 above
  double rise = 0.0;

  bool is_by_value() const { return !std::isnan(value); }
};

/// What was found there, the other coefficients being the best ones.
struct ProfilePoint {
  bool found = false;
  double distance = kNaN;  ///< the coefficient less its estimate, in the user's units
  double rise = kNaN;      ///< of the deviance
  double score = kNaN;     ///< Rao's statistic of the coefficient's value; only on demand
  Vector change;           ///< of all coefficients, in the user's units
};

/// Many points of profiles at once, in few passes over the rows: each block of rows is read once a pass for all points.
///
/// With root root' the covariance at the estimate and coefficients estimate + root u the information is the identity at
/// u = 0. Writing r(u) for the rise of the deviance, G for the gradient of half of it, a'u for the coefficient's change,
/// a point of the profile has G parallel to a. The step of Venzon and Moolgavkar (1988), *Applied Statistics* 37, takes
/// r for quadratic with Hessian B: with s = B^-1 G and h = B^-1 a
///   d = -s + h t / a'h,  t = value - a'u + a's,  or  t = side sqrt(a'h (rise - r + G's)).
/// B is the identity, or that of an earlier point, as long as each step takes most of the error away: a pass without a
/// Hessian costs a fraction of one with it. It says of each point whether it was found; what finds it does not matter,
/// since the likelihood is concave.
class ProfileSearch {
 public:
  /// `root` belongs to the columns of `scaled`, whose coordinates are `affine`; `estimate` is in these coordinates.
  ProfileSearch(const MemorySource& scaled, const Affine& affine, const Matrix& root, const Vector& estimate, Index threads, Monitor& monitor)
      : source_(scaled), root_(root), user_root_(root.rows(), root.cols()), estimate_(estimate), threads_(threads), monitor_(monitor),
        mean_weight_(scaled.weight_sum() / static_cast<double>(scaled.informative_rows())) {
    for (Index k = 0; k < root.cols(); ++k) user_root_.col(k) = affine.to_user(root.col(k));
  }

  std::vector<ProfilePoint> find(const std::vector<ProfileGoal>& goals, bool with_score) const {
    std::vector<ProfilePoint> found;
    for (std::size_t from = 0; from < goals.size(); from += most_at_once()) {
      std::vector<Walk> walks;
      for (std::size_t k = from; k < std::min(goals.size(), from + most_at_once()); ++k) walks.push_back(start(goals[k]));
      go(walks, with_score);
      for (const Walk& walk : walks) found.push_back(point_of(walk));
    }
    return found;
  }

 private:
  // A point is reached when the next step would change the rise by no more than this, or than rounding does.
  static constexpr double kTolerance = 1e-10;
  // A step that leaves more of the error than this share asks for a Hessian.
  static constexpr double kGoodShare = 0.1;
  static constexpr int kMostPasses = 60;
  // A data set of so few numbers is done with a Hessian before the passes it saves are.
  static constexpr Index kFewNumbers = 20000;

  struct Walk {
    ProfileGoal goal;
    Vector a, u, gradient;
    Vector from, way;  // the last step, from where the rise was `from_rise`
    std::optional<Matrix> factor;  // of the Hessian, an upper triangle; none: the identity
    double rise = kNaN, from_rise = kInfinity, rounding = 0.0, error = kInfinity, score = kNaN;
    bool wants_hessian = false, is_done = false, is_lost = false;

    Vector solve(const Vector& v) const {
      if (!factor) return v;
      return factor->triangularView<Eigen::Upper>().solve(factor->transpose().triangularView<Eigen::Lower>().solve(v));
    }
    bool is_walking() const { return !is_done && !is_lost; }
  };

  /// Sums over rows at one point: of the loss above the estimate's, of the squares of what was subtracted, of the
  /// gradient and, if wanted, of the Hessian.
  struct Sums {
    double loss = 0.0, squares = 0.0;
    Vector gradient;
    Matrix hessian;

    void add(const Sums& other) {
      loss += other.loss;
      squares += other.squares;
      gradient += other.gradient;
      if (hessian.size() > 0) hessian += other.hessian;
    }
  };

  /// The sums of every stripe stay below 256 MiB.
  std::size_t most_at_once() const {
    constexpr Index kNumbers = Index{1} << 25;
    return static_cast<std::size_t>(std::max<Index>(1, kNumbers / (source_.stripes() * source_.coding().gram_numbers())));
  }

  bool is_small() const { return source_.rows() * source_.cols() < kFewNumbers; }

  /// Where a quadratic likelihood would have it.
  Walk start(const ProfileGoal& goal) const {
    Walk walk;
    walk.goal = goal;
    walk.a = user_root_.row(goal.column).transpose();
    const double length = walk.a.norm();
    walk.u = walk.a / length * (goal.is_by_value() ? goal.value / length : goal.side * std::sqrt(goal.rise));
    walk.wants_hessian = is_small();
    return walk;
  }

  void go(std::vector<Walk>& walks, bool with_score) const {
    for (int pass = 0; pass < kMostPasses; ++pass) {
      std::vector<Walk*> walking;
      for (Walk& walk : walks)
        if (walk.is_walking()) walking.push_back(&walk);
      if (walking.empty()) return;
      evaluate(walking);
      for (Walk* walk : walking) step(*walk, with_score);
    }
  }

  void step(Walk& walk, bool with_score) const {
    if (has_gone_too_far(walk)) return go_half_way(walk);
    if (!std::isfinite(walk.rise) || !walk.gradient.allFinite()) {
      walk.is_lost = true;
      return;
    }
    const bool has_new_hessian = walk.wants_hessian;
    const Vector s = walk.solve(walk.gradient), h = walk.solve(walk.a);
    const double ah = walk.a.dot(h), as = walk.a.dot(s), at = walk.a.dot(walk.u);
    // What the other coefficients can still gain, and how far the point is from its goal.
    const double gain = std::max(0.0, walk.gradient.dot(s) - as * as / ah);
    const double miss = walk.goal.is_by_value() ? std::pow(walk.goal.value - at, 2) / ah : std::abs(walk.rise - gain - walk.goal.rise);
    const double before = walk.error;
    walk.error = gain + miss;
    const double near = std::max(kTolerance, walk.rounding);
    const bool is_there = walk.error <= near;
    // The rise is flat in the other coefficients, the score is not: it takes one step more.
    if (is_there && (!with_score || (has_new_hessian && before <= near))) {
      walk.score = as * as / ah;
      walk.is_done = true;
    }
    const double along = walk.goal.is_by_value() ? walk.goal.value - at + as : way_to_rise(walk, ah, walk.gradient.dot(s));
    take(h * (along / ah) - s, walk);
    walk.wants_hessian = is_small() || is_there || !(walk.error < kGoodShare * before);
    walk.is_lost = walk.is_lost || !walk.u.allFinite();
  }

  /// At a held value the rise must fall from step to step. (Where the rise is given, nothing says which way it must go:
  /// the step is taken as it is.)
  static bool has_gone_too_far(const Walk& walk) {
    return walk.goal.is_by_value() && !(walk.rise <= walk.from_rise + std::max(kTolerance, walk.rounding)) && walk.way.size() > 0;
  }

  static void go_half_way(Walk& walk) {
    walk.way *= 0.5;
    walk.u = walk.from + walk.way;
    walk.wants_hessian = true;
    walk.is_lost = walk.way.norm() < kTolerance;
  }

  static void take(const Vector& way, Walk& walk) {
    walk.from = walk.u;
    walk.from_rise = walk.rise;
    walk.way = way;
    walk.u += way;
  }

  static double way_to_rise(const Walk& walk, double ah, double gs) {
    return walk.goal.side * std::sqrt(std::max(0.0, ah * (walk.goal.rise - walk.rise + gs)));
  }

  ProfilePoint point_of(const Walk& walk) const {
    ProfilePoint point;
    point.change = user_root_ * walk.u;
    point.distance = walk.goal.is_by_value() ? walk.goal.value : point.change[walk.goal.column];
    point.rise = walk.goal.is_by_value() ? walk.rise : walk.goal.rise;
    point.score = walk.score;
    point.found = walk.is_done && !walk.is_lost && (walk.goal.is_by_value() || point.distance * walk.goal.side > 0);
    return point;
  }

  /// One pass for all points.
  void evaluate(const std::vector<Walk*>& walks) const {
    if (monitor_.interrupted()) throw Interrupted();
    const Coding& coding = source_.coding();
    std::vector<Vector> stored;
    for (const Walk* walk : walks) stored.push_back(coding.to_stored(estimate_ + root_ * walk->u));
    std::vector<std::vector<Sums>> sums(static_cast<std::size_t>(source_.stripes()), empty_sums(walks));
    const Vector best = coding.to_stored(estimate_);
    run_tasks(threads_, source_.stripes(), [&](Index stripe) {
      Rows rows;
      source_.visit_stripe(stripe, [&](const RowBlock& block) {
        const double least = rows.loss(block, best, false);
        std::vector<Sums>& own = sums[static_cast<std::size_t>(stripe)];
        for (std::size_t k = 0; k < own.size(); ++k) {
          const bool wants_hessian = own[k].hessian.size() > 0;
          // Block by block, since the difference of two large sums would lose digits.
          own[k].loss += rows.loss(block, stored[k], wants_hessian) - least;
          own[k].squares += least * least;
          block.x.add_transpose_times(rows.gradient.data(), own[k].gradient);
          if (wants_hessian) block.x.add_weighted_gram(rows.curvature.data(), own[k].hessian);
        }
      });
    });
    for (std::size_t step = 1; step < sums.size(); step *= 2)
      for (std::size_t j = 0; j + step < sums.size(); j += 2 * step)
        for (std::size_t k = 0; k < walks.size(); ++k) sums[j][k].add(sums[j + step][k]);
    for (std::size_t k = 0; k < walks.size(); ++k) read(sums.front()[k], *walks[k]);
  }

  std::vector<Sums> empty_sums(const std::vector<Walk*>& walks) const {
    std::vector<Sums> sums(walks.size());
    for (std::size_t k = 0; k < walks.size(); ++k) {
      sums[k].gradient.setZero(source_.coding().stored());
      if (walks[k]->wants_hessian) sums[k].hessian = source_.coding().empty_gram();
    }
    return sums;
  }

  void read(const Sums& sums, Walk& walk) const {
    walk.rise = 2.0 * mean_weight_ * sums.loss;
    walk.rounding = 8.0 * kEpsilon * mean_weight_ * std::sqrt(sums.squares);
    walk.gradient = mean_weight_ * (root_.transpose() * source_.coding().from_stored(sums.gradient));
    if (sums.hessian.size() == 0) return;
    Matrix turned = root_.transpose() * source_.coding().gram_from_stored(sums.hessian, mean_weight_) * root_;
    if (!cholesky_in_place(turned)) walk.rise = kNaN;
    walk.factor = std::move(turned);
  }

  /// Working memory of a thread, and the loss of a block in it.
  struct Rows {
    Vector eta, gradient, curvature;

    double loss(const RowBlock& block, const Vector& stored, bool with_curvature) {
      const Index count = block.x.rows();
      if (eta.size() < count) eta.resize(count), gradient.resize(count), curvature.resize(count);
      block.x.times(stored, eta.data());
      if (block.offset)
        for (Index i = 0; i < count; ++i) eta[i] += block.offset[i];
      return kernels().logistic(count, eta.data(), block.y, block.weight, gradient.data(), with_curvature ? curvature.data() : nullptr);
    }
  };

  const MemorySource& source_;
  const Matrix& root_;
  Matrix user_root_;
  Vector estimate_;
  Index threads_;
  Monitor& monitor_;
  double mean_weight_;
};

}  // namespace logreg
