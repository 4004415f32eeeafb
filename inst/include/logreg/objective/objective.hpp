#pragma once

#include <memory>
#include <vector>

#include "../support/types.hpp"

namespace logreg {

/// How much of an objective a pass is asked for. Each includes the ones before it.
enum class Need { value, gradient, hessian };

/// What one pass over the rows found at a point.
struct Evaluation {
  double value = kNaN;        ///< mean log loss + penalty
  double loss = kNaN;         ///< mean log loss alone
  Vector gradient;            ///< of value
  Matrix hessian;             ///< of value, full symmetric
};

/// Where the informative rows lie at a point.
struct Margins {
  double least;           ///< min of (2y - 1) x'beta: > 0 if all are on their own side
  double largest_linear;  ///< max |x'beta|
};

/// The contract of an objective, all that a solver may know: mean weighted log loss (weights of mean 1)
/// plus penalty, as a function of the coefficients in the solver's coordinates. Convex, but for Firth's far from
/// its optimum.
class Objective {
 public:
  virtual ~Objective() = default;
  virtual Index dimension() const = 0;
  virtual void evaluate(const Vector& beta, Need need, Evaluation& out) = 0;
  /// Gradient of the mean over the rows listed, penalty included: unbiased for the whole when the rows
  /// are drawn evenly.
  virtual void batch_gradient(const Vector& beta, const Index* rows, Index count, Vector& gradient) = 0;
  /// max |x_i'd| over the informative rows.
  virtual double reach(const Vector& direction) = 0;
  /// A bound of the same that costs no pass; Inf where none is known.
  virtual double reach_bound(const Vector&) const { return kInfinity; }
  /// The same objective over a part of the rows, from whose optimum that of all rows is near; null where
  /// that does not pay.
  virtual std::unique_ptr<Objective> pilot() { return nullptr; }
  /// max |map' x_i| over the informative rows.
  virtual double largest_row_norm(const Matrix& map) = 0;
  /// Upper triangle R with R'R = Hessian at beta, by orthogonal reduction of the weighted rows in place
  /// of their squared sums: it keeps its digits where the Hessian is near singular.
  virtual Matrix hessian_triangle(const Vector& beta) = 0;
  /// Rows that a batch may draw.
  virtual const std::vector<Index>& informative_rows() = 0;
  virtual Index informative_row_count() const = 0;
  /// The sum of the user's weights: the Hessian times this is the information.
  virtual double weight_sum() const = 0;
  virtual Margins margins(const Vector& beta) = 0;
  /// Whether a least margin > 0 at some point proves that no finite optimum exists.
  virtual bool margin_proves_separation() const = 0;
  /// Whether a finite optimum is known to exist whatever the response (full rank given).
  virtual bool optimum_is_certain() const { return false; }
  /// Bound on the curvature of the whole objective, and of a batch of `batch_rows` rows.
  virtual double smoothness() = 0;
  virtual double batch_smoothness(Index batch_rows) = 0;
  /// Data passes so far; a batch counts as its share of the rows.
  virtual double passes() const = 0;
};

}  // namespace logreg
