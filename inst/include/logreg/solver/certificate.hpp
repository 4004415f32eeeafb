#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

#include "../objective/objective.hpp"
#include "../support/cholesky.hpp"
#include "../support/decompositions.hpp"
#include "../support/types.hpp"

namespace logreg {

// Below this reciprocal condition of the Hessian (unit diagonal) its squared sums have lost too many
// digits, and the orthogonal triangle takes its place; below the second nothing is certified.
constexpr double kTriangleCondition = 1e-10;
constexpr double kGuardCondition = 1e-12;
// Reach below which the Newton decrement is, to first order, the distance from the optimum; and below
// which a finite optimum is claimed to exist in double precision (design rules 5 and 6).
constexpr double kConvergedReach = 0.1;
constexpr double kExistenceReach = 0.9;

/// The Hessian at a point, factored for solving. The factor is of the Hessian with unit diagonal.
struct FactoredHessian {
  Vector diagonal_scale;  ///< 1 / sqrt(diag(H))
  Cholesky factor;
  double reciprocal_condition = 0.0;
  bool usable = false;

  Vector half_solve(const Vector& rhs) const { return factor.half_solve(diagonal_scale.cwiseProduct(rhs)); }
  Vector solve_half(const Vector& half) const { return diagonal_scale.cwiseProduct(factor.solve_half(half)); }
  /// d with H d = rhs.
  Vector solve(const Vector& rhs) const { return solve_half(half_solve(rhs)); }
  /// sqrt(rhs' H^-1 rhs), without forming a product that could be negative.
  double norm_of(const Vector& rhs) const { return half_solve(rhs).norm(); }
  /// Upper R with R'R = H itself.
  Matrix unscaled_triangle() const { return factor.triangle() * diagonal_scale.cwiseInverse().asDiagonal(); }
};

/// 1 / condition of an upper triangle's Gram, columns of the triangle scaled to length 1.
inline double reciprocal_condition_of(const Matrix& triangle) {
  const Matrix gram = triangle.transpose() * triangle;
  const Vector values = eigenvalues(gram);
  return std::max(values.minCoeff(), 0.0) / values.maxCoeff();
}

inline FactoredHessian factor_hessian(Objective& objective, const Vector& beta, const Matrix& hessian) {
  FactoredHessian factored;
  const Vector diagonal = hessian.diagonal();
  if (!diagonal.allFinite() || diagonal.minCoeff() <= 0) return factored;
  factored.diagonal_scale = diagonal.cwiseSqrt().cwiseInverse();
  if (!factored.diagonal_scale.allFinite()) return factored;
  factored.factor = Cholesky(hessian, factored.diagonal_scale);
  if (!(factored.factor.reciprocal_condition() > kTriangleCondition)) {
    const Matrix triangle = objective.hessian_triangle(beta) * factored.diagonal_scale.asDiagonal();
    factored.factor = Cholesky(triangle, reciprocal_condition_of(triangle));
  }
  factored.reciprocal_condition = factored.factor.reciprocal_condition();
  factored.usable = factored.factor.is_usable();
  return factored;
}

/// Two unit-free numbers at a point (design rule 5): the Newton decrement in standard errors and the
/// reach of the Newton step.
struct Certificate {
  double decrement = kInfinity;         ///< sqrt(g' I^-1 g), I the information in the user's weights
  double strict_decrement = kInfinity;  ///< the larger of that and the same under weights of mean 1
  double reach = kInfinity;             ///< max |x_i'd|, d the Newton step
  double reach_noise = 0.0;             ///< what rounding of the gradient may have done to the reach
  double reciprocal_condition = 0.0;
  bool optimum_is_certain = false;      ///< there is a finite optimum whatever the data: nothing to prove
  Vector step;                          ///< d = -H^-1 g
  FactoredHessian factored;

  /// Design rule 6 with its guard: a well-conditioned information, or a bound on the rounding.
  bool proves_existence() const { return optimum_is_certain || (reach + reach_noise < kExistenceReach && reach_noise < kConvergedReach); }
  bool is_within(double tolerance) const {
    return strict_decrement <= tolerance && reach < kConvergedReach && proves_existence();
  }
};

/// How far rounding of the gradient can move x_i'd: |R^-T x_i| |R^-T dg| with |dg_j| a few units in the
/// last place of columns that are scaled to about 1. Small for near-collinear columns, which no x_i
/// follows far; large for quasi-separated rows, whose information is lost in that of the others.
inline double reach_noise_of(Objective& objective, const FactoredHessian& factored) {
  if (factored.reciprocal_condition > kGuardCondition) return 0.0;
  const Index p = factored.factor.size();
  const Matrix inverse = factored.unscaled_triangle().triangularView<Eigen::Upper>().solve(Matrix::Identity(p, p));
  if (!inverse.allFinite()) return kInfinity;
  return 8 * kEpsilon * std::sqrt(static_cast<double>(p)) * inverse.norm() * objective.largest_row_norm(inverse);
}

inline void add_reach(Objective& objective, Certificate& certificate) {
  if (!certificate.factored.usable) return;
  // Far below the reach that decides anything, a bound of it says as much and costs no pass.
  constexpr double kSurelySmall = 1e-3;
  const double bound = objective.reach_bound(certificate.step);
  certificate.reach = bound < kSurelySmall ? bound : objective.reach(certificate.step);
  certificate.reach_noise = reach_noise_of(objective, certificate.factored);
}

/// The certificate from a gradient and the factored Hessian.
inline Certificate certify_with(Objective& objective, FactoredHessian of_hessian, const Vector& gradient) {
  Certificate certificate;
  certificate.factored = std::move(of_hessian);
  certificate.optimum_is_certain = objective.optimum_is_certain();
  const FactoredHessian& factored = certificate.factored;
  if (!factored.usable || !gradient.allFinite()) return certificate;
  const double rows = static_cast<double>(objective.informative_row_count());
  // With H = R'R both the length of the decrement and the step come from R'^-1 g.
  const Vector half = factored.half_solve(gradient);
  const double mean_scale = half.norm();
  certificate.reciprocal_condition = factored.reciprocal_condition;
  certificate.decrement = mean_scale * std::sqrt(objective.weight_sum());
  certificate.strict_decrement = mean_scale * std::sqrt(std::max(objective.weight_sum(), rows));
  certificate.step = -factored.solve_half(half);
  return certificate;
}

/// The certificate from an evaluation that holds the Hessian. `with_reach` may cost a pass over the rows.
inline Certificate certify(Objective& objective, const Vector& beta, const Evaluation& at, bool with_reach) {
  Certificate certificate = certify_with(objective, factor_hessian(objective, beta, at.hessian), at.gradient);
  if (with_reach) add_reach(objective, certificate);
  return certificate;
}

/// What a first-order solver learns when it asks how far it still has to go.
enum class Standing {
  on_the_way,
  arrived,      ///< the distance asked for, certified
  unattainable  ///< as good as arrived by the decrement, yet no finite optimum is in reach
};

/// Watches a first-order solver's distance from the optimum at the cost of p^2 an epoch: the decrement
/// under the Hessian of an earlier point. The Hessian is taken anew, and the exact certificate asked,
/// when that says "near enough" and whenever the epochs have doubled, since an early Hessian may say
/// "far" for ever. After a refusal it waits for a twentieth more epochs, so that checks stay rare.
class DistanceWatch {
 public:
  DistanceWatch(Objective& objective, double tolerance) : objective_(objective), tolerance_(tolerance) {}

  Standing look(const Vector& beta, const Evaluation& at, Index epoch) {
    if (tolerance_ <= 0 || epoch < next_check_) return Standing::on_the_way;
    const bool near = !frozen_.usable || frozen_.norm_of(at.gradient) * scale() <= tolerance_;
    if (!near && epoch < next_refresh_) return Standing::on_the_way;
    Evaluation here;
    objective_.evaluate(beta, Need::hessian, here);
    Certificate certificate = certify(objective_, beta, here, false);
    frozen_ = certificate.factored;
    next_refresh_ = 2 * epoch + 16;
    next_check_ = epoch + (frozen_.usable ? 1 : std::max<Index>(10, epoch / 20));
    if (!(certificate.strict_decrement <= tolerance_)) return Standing::on_the_way;
    add_reach(objective_, certificate);
    if (certificate.is_within(tolerance_)) return Standing::arrived;
    if (!certificate.proves_existence()) return Standing::unattainable;
    next_check_ = epoch + std::max<Index>(10, epoch / 20);
    return Standing::on_the_way;
  }

 private:
  double scale() const {
    return std::sqrt(std::max(objective_.weight_sum(), static_cast<double>(objective_.informative_row_count())));
  }

  Objective& objective_;
  double tolerance_;
  FactoredHessian frozen_;
  Index next_check_ = 0, next_refresh_ = 0;
};

}  // namespace logreg
