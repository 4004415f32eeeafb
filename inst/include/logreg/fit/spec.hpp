#pragma once

#include <map>
#include <string>
#include <vector>

#include "../solver/result.hpp"
#include "rank.hpp"
#include "separation.hpp"

namespace logreg {

/// What is to be fitted, apart from the data.
struct FitSpec {
  std::string solver = "newton";
  std::map<std::string, double> options;  ///< those that differ from the registry's defaults
  std::string penalty = "none";           ///< of the registry, or "firth", which is an objective
  double penalty_strength = 0.0;          ///< on the mean log loss
  bool penalty_standardize = true;        ///< times the column's population variance
  Vector start;                           ///< user's units, one per column; empty: zero
  Index threads = 2;
  bool values_unseen = false;             ///< nobody has looked whether the numbers of the columns are finite
  bool decide_separation = true;          ///< where no finite estimate was reached, find out whether there is one
  bool take_limit = true;                 ///< of a separated fit the linear predictors are those of the limit
  double* eta = nullptr;                  ///< where the linear predictors of the rows go, offsets included

  bool is_firth() const { return penalty == "firth"; }
  /// Whether a penalty of the registry is added, which has a strength and shares a coefficient among equal columns.
  bool has_strength() const { return penalty != "none" && !is_firth(); }
};

/// Where a run that stopped early should have ended: Newton's answer from there.
struct Optimum {
  bool searched = false;
  bool found = false;
  Vector beta;             ///< user's units, kept columns
  double loss = kNaN;
  double distance = kNaN;  ///< from the returned point, in standard errors
  StopReason reason = StopReason::converged;
  Vector gap;              ///< from the optimum to the returned point, in the solver's coordinates
  Matrix hessian;          ///< at the optimum, in the solver's coordinates
};

/// Where the likelihood of a separated data set climbs to: the fit of the face, the rows that are not apart. Its
/// coefficients are those of the columns that the fit kept; what the face does not determine is no part of it.
struct LimitFit {
  std::vector<Limit> limits;  ///< of each coefficient
  Vector beta;                ///< finite ones in the user's units, else +-Inf, or NaN where not determined
  Vector face;                ///< of the fit of the face alone: NaN for columns that it could not tell apart
  std::vector<Index> kept;    ///< the others
  Matrix covariance;          ///< of the fit's kept columns; NaN where a coefficient has no finite limit
  Vector center, scale;       ///< of the face's kept columns
  Matrix root;                ///< covariance of the face in its scaled coordinates = root root'
  bool taken = false;         ///< the linear predictors are those of the limit
  double loss = kNaN;         ///< mean log loss over all rows
  double deviance = kNaN;
  StopReason reason = StopReason::converged;  ///< of the fit of the face
  double distance = kNaN;
  double passes = 0.0;
};

/// A path in the user's units: one row a record.
struct UserTrace {
  std::vector<double> epoch, loss, objective, gradient_norm, step;
  Matrix beta;
};

/// Everything a fit knows. Coefficients, triangle, covariance and trace speak of the kept columns in
/// the user's units; `center`, `scale`, `root` of the scaled ones.
struct FitResult {
  std::vector<Index> kept;
  std::vector<AliasedColumn> aliased;
  Vector beta;
  Matrix triangle;            ///< R'R = information, in the user's units
  Matrix covariance;          ///< its inverse
  Vector center, scale;
  Matrix root;                ///< covariance in scaled coordinates = root root'
  double loss = kNaN, objective = kNaN;
  StopReason reason = StopReason::max_iterations;
  double distance = kNaN, reach = kNaN, reciprocal_condition = kNaN;
  bool rounding_floor = false;
  Index iterations = 0;
  double passes = 0.0;
  double condition_number = kNaN, condition_number_raw = kNaN;  ///< NaN: not taken
  Matrix design_gram;         ///< of the scaled columns, every row counted once; empty: not known, or too wide to keep
  double learning_rate = kNaN, smoothness = kNaN, curvature_max = kNaN;
  double effective_parameters = kNaN;
  Vector gradient;            ///< in the solver's coordinates
  Matrix hessian;             ///< in the solver's coordinates
  Optimum optimum;
  Existence existence = Existence::undecided;
  Separation separation;      ///< with the scaled columns that were kept, if it had to be decided
  LimitFit limit;             ///< if it is separated
  UserTrace trace;
  double deviance = kNaN;
  double null_deviance = kNaN;  ///< of the model without columns; known of collapsed rows only
};

}  // namespace logreg
