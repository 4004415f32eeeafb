#include "r_answer.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "r_convert.h"
#include "r_list.h"

namespace logreg_r {

namespace {

/// What the core does not know is NaN there and NA here.
double na_for_nan(double number) { return std::isnan(number) ? NA_REAL : number; }

/// Values of the kept columns at their places among all columns; those of the aliased ones, and what is NaN, are NA.
SEXP spread(const Vector& values, const std::vector<Index>& kept, SEXP names) {
  const Rcpp::Shield<SEXP> all(Rf_allocVector(REALSXP, Rf_xlength(names)));
  std::fill(REAL(all), REAL(all) + Rf_xlength(all), NA_REAL);
  for (Index k = 0; k < values.size(); ++k) REAL(all)[kept[static_cast<std::size_t>(k)]] = na_for_nan(values[k]);
  Rf_setAttrib(all, R_NamesSymbol, names);
  return all;
}

/// Kept columns first, in their order, then the aliased ones; from 1.
SEXP pivot_of(const std::vector<Index>& kept, R_xlen_t columns) {
  SEXP pivot = Rf_allocVector(INTSXP, columns);
  std::vector<bool> is_kept(static_cast<std::size_t>(columns), false);
  int* place = INTEGER(pivot);
  for (Index column : kept) {
    *place++ = static_cast<int>(column) + 1;
    is_kept[static_cast<std::size_t>(column)] = true;
  }
  for (R_xlen_t j = 0; j < columns; ++j)
    if (!is_kept[static_cast<std::size_t>(j)]) *place++ = static_cast<int>(j) + 1;
  return pivot;
}

SEXP names_of_kept(const std::vector<Index>& kept, SEXP names) {
  if (static_cast<R_xlen_t>(kept.size()) == Rf_xlength(names)) return names;
  SEXP made = Rf_allocVector(STRSXP, static_cast<R_xlen_t>(kept.size()));
  for (std::size_t k = 0; k < kept.size(); ++k) SET_STRING_ELT(made, static_cast<R_xlen_t>(k), STRING_ELT(names, kept[k]));
  return made;
}

/// A square matrix of the kept columns; `names` is for both of its sides, or NULL.
SEXP square(const Matrix& values, SEXP names) {
  const Rcpp::Shield<SEXP> made(to_r(values));
  if (values.size() > 0 && names != R_NilValue) Rf_setAttrib(made, R_DimNamesSymbol, names);
  return made;
}

SEXP aliased_to_r(const std::vector<logreg::AliasedColumn>& aliased) {
  static const Names names{"column", "repeats"};
  const Rcpp::Shield<SEXP> made(Rf_allocVector(VECSXP, static_cast<R_xlen_t>(aliased.size())));
  R_xlen_t k = 0;
  for (const logreg::AliasedColumn& column : aliased) {
    NamedList one(names);
    one.add(static_cast<int>(column.column) + 1);
    one.add(to_r_positions(column.repeats));
    SET_VECTOR_ELT(made, k++, one.list());
  }
  return made;
}

/// The coordinates in which the covariance is kept as a root; those of the face where the fit is its limit.
SEXP scaling_to_r(const logreg::FitResult& fit) {
  static const Names names{"center", "scale", "root", "kept"};
  NamedList made(names);
  const bool limit = fit.limit.taken;
  made.add(to_r(limit ? fit.limit.center : fit.center));
  made.add(to_r(limit ? fit.limit.scale : fit.scale));
  made.add(to_r(limit ? fit.limit.root : fit.root));
  made.add(to_r_positions(limit ? fit.limit.kept : fit.kept));
  return made.list();
}

/// What was found out of separated data: words for each coefficient, the cone, the fit of the face. `last` are the
/// coefficients that the solver had in the end.
SEXP separation_to_r(const logreg::FitResult& fit, SEXP names) {
  if (!fit.separation.is_separated()) return R_NilValue;
  static const Names parts{"type", "limits", "rows_apart", "last", "face", "loss", "face_reason", "face_distance", "span",
                           "normals", "normals_are_complete", "center", "scale", "kept", "taken"};
  NamedList made(parts);
  made.add(to_string(fit.separation.existence).c_str());
  const Rcpp::Shield<SEXP> limits(Rf_allocVector(STRSXP, Rf_xlength(names)));
  for (R_xlen_t j = 0; j < Rf_xlength(limits); ++j) SET_STRING_ELT(limits, j, name_of("aliased"));
  for (std::size_t k = 0; k < fit.kept.size(); ++k)
    SET_STRING_ELT(limits, fit.kept[k], name_of(to_string(fit.limit.limits[k]).c_str()));
  Rf_setAttrib(limits, R_NamesSymbol, names);
  made.add(limits);
  made.add(static_cast<double>(fit.separation.rows_apart));
  made.add(spread(fit.beta, fit.kept, names));
  made.add(spread(fit.limit.face, fit.kept, names));
  made.add(fit.limit.loss);
  made.add(to_string(fit.limit.reason).c_str());
  made.add(na_for_nan(fit.limit.distance));
  made.add(to_r(fit.separation.span));
  made.add(to_r(fit.separation.normals));
  made.add(fit.separation.normals_are_complete);
  made.add(to_r(fit.center));
  made.add(to_r(fit.scale));
  made.add(to_r_positions(fit.kept));
  made.add(fit.limit.taken);
  return made.list();
}

/// NaN of the core as NA.
Matrix with_na(Matrix values) {
  std::replace_if(values.data(), values.data() + values.size(), [](double value) { return std::isnan(value); }, NA_REAL);
  return values;
}

/// The path as users see it: a data frame with one row a recorded epoch.
SEXP trace_to_r(const logreg::FitResult& fit, SEXP names, bool penalized) {
  const logreg::UserTrace& trace = fit.trace;
  const R_xlen_t rows = static_cast<R_xlen_t>(trace.epoch.size()), width = Rf_xlength(names);
  Parts columns(5 + width);
  const auto add = [&](const char* name, const std::vector<double>& values) {
    columns.add(name, Rcpp::Shield<SEXP>(to_r(Vector(Eigen::Map<const Vector>(values.data(), rows)))));
  };
  const Rcpp::Shield<SEXP> epoch(Rf_allocVector(INTSXP, rows));
  std::transform(trace.epoch.begin(), trace.epoch.end(), INTEGER(epoch), [](double number) { return static_cast<int>(number); });
  columns.add("epoch", epoch);
  add("loss", trace.loss);
  add("gradient_norm", trace.gradient_norm);
  add("step", trace.step);
  if (penalized) add("objective", trace.objective);
  std::vector<Index> place(static_cast<std::size_t>(width), -1);
  for (std::size_t k = 0; k < fit.kept.size(); ++k) place[static_cast<std::size_t>(fit.kept[k])] = static_cast<Index>(k);
  for (R_xlen_t j = 0; j < width; ++j) {
    const Rcpp::Shield<SEXP> path(Rf_allocVector(REALSXP, rows));
    const Index k = place[static_cast<std::size_t>(j)];
    if (k < 0) std::fill(REAL(path), REAL(path) + rows, NA_REAL);
    else std::copy_n(trace.beta.col(k).data(), rows, REAL(path));
    columns.add(STRING_ELT(names, j), path);
  }
  const Rcpp::Shield<SEXP> frame(columns.list()), size(Rf_allocVector(INTSXP, 2)), data_frame(Rf_ScalarString(name_of("data.frame")));
  INTEGER(size)[0] = NA_INTEGER;
  INTEGER(size)[1] = -static_cast<int>(rows);
  Rf_setAttrib(frame, R_RowNamesSymbol, size);
  Rf_setAttrib(frame, R_ClassSymbol, data_frame);
  return frame;
}

/// The optimum that a fit was still away from.
SEXP optimum_to_r(const logreg::FitResult& fit, SEXP names) {
  const logreg::Optimum& optimum = fit.optimum;
  if (!optimum.searched) return R_NilValue;
  static const Names parts{"found", "coefficients", "loss", "distance", "reason", "gap", "hessian"};
  NamedList made(parts);
  made.add(optimum.found);
  made.add(spread(optimum.beta, fit.kept, names));
  made.add(na_for_nan(optimum.loss));
  made.add(na_for_nan(optimum.distance));
  made.add(logreg::to_string(optimum.reason).c_str());
  made.add(to_r(optimum.gap));
  made.add(to_r(optimum.hessian));
  return made.list();
}

/// How the solver got there, and what it knows of the place.
SEXP convergence_to_r(const logreg::FitResult& fit, SEXP names, SEXP kept_names) {
  static const Names parts{"loss", "objective", "reason", "distance", "reach", "reciprocal_condition", "rounding_floor",
                           "iterations", "passes", "condition_number", "condition_number_raw", "learning_rate", "smoothness",
                           "curvature_max", "effective_df", "gradient", "hessian", "optimum", "design_gram", "existence"};
  NamedList made(parts);
  made.add(na_for_nan(fit.loss));
  made.add(na_for_nan(fit.objective));
  made.add(logreg::to_string(fit.reason).c_str());
  made.add(na_for_nan(fit.distance));
  made.add(na_for_nan(fit.reach));
  made.add(na_for_nan(fit.reciprocal_condition));
  made.add(fit.rounding_floor);
  made.add(static_cast<double>(fit.iterations));
  made.add(na_for_nan(fit.passes));
  made.add(na_for_nan(fit.condition_number));
  made.add(na_for_nan(fit.condition_number_raw));
  made.add(na_for_nan(fit.learning_rate));
  made.add(na_for_nan(fit.smoothness));
  made.add(na_for_nan(fit.curvature_max));
  made.add(na_for_nan(fit.effective_parameters));
  made.add(to_r(fit.gradient));
  made.add(square(fit.hessian, kept_names));
  made.add(optimum_to_r(fit, names));
  made.add(fit.design_gram.size() > 0 ? to_r(fit.design_gram) : R_NilValue);
  made.add(to_string(fit.existence).c_str());
  return made.list();
}

}  // namespace

SEXP fit_to_r(const logreg::FitResult& fit, const RowVectors& rows, SEXP names, const logreg::FitSpec& spec) {
  static const Names parts{"coefficients", "linear_predictors", "deviance", "rank", "pivot", "aliased", "triangle",
                           "covariance", "scaling", "trace", "null_deviance", "y", "convergence", "separation"};
  const Rcpp::Shield<SEXP> some(names_of_kept(fit.kept, names)), both(Rf_allocVector(VECSXP, 2));
  SET_VECTOR_ELT(both, 0, some);
  SET_VECTOR_ELT(both, 1, some);
  NamedList made(parts);
  const bool limit = fit.limit.taken;
  made.add(spread(limit ? fit.limit.beta : fit.beta, fit.kept, names));
  made.add(rows.linear_predictors);
  made.add(na_for_nan(limit ? fit.limit.deviance : fit.deviance));
  made.add(static_cast<int>(fit.kept.size()));
  made.add(pivot_of(fit.kept, Rf_xlength(names)));
  made.add(aliased_to_r(fit.aliased));
  // No triangle has the covariance of a limit.
  made.add(square(limit ? Matrix::Constant(fit.triangle.rows(), fit.triangle.cols(), NA_REAL) : fit.triangle, both));
  made.add(spec.has_strength() ? R_NilValue : square(limit ? with_na(fit.limit.covariance) : fit.covariance, both));
  made.add(scaling_to_r(fit));
  made.add(trace_to_r(fit, names, spec.penalty != "none"));
  made.add(std::isnan(fit.null_deviance) ? R_NilValue : Rf_ScalarReal(fit.null_deviance));
  made.add(rows.y);
  made.add(convergence_to_r(fit, names, both));
  made.add(separation_to_r(fit, names));
  return made.list();
}

}  // namespace logreg_r
