#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "../data/affine.hpp"
#include "../data/source_memory.hpp"
#include "../data/survey.hpp"
#include "../loss/logistic.hpp"
#include "../objective/linear_objective.hpp"
#include "../penalty/none.hpp"
#include "../solver/registry.hpp"
#include "../support/decompositions.hpp"
#include "condition.hpp"
#include "firth_minima.hpp"
#include "fit_objective.hpp"
#include "information.hpp"
#include "row_deviance.hpp"
#include "spec.hpp"

namespace logreg {

/// The way of a fit: moments, rank, scale, solve, certify, map back. The first column is the intercept
/// if it is of kind `ones`.
class Fit {
 public:
  Fit(const MemorySource& source, const Response& response, const FitSpec& spec, Monitor& monitor, RandomIndex draw)
      : source_(source), spec_(spec), monitor_(monitor), draw_(std::move(draw)), solver_(make_solver(spec.solver)),
        options_(solver_->options()) {
    for (const auto& [name, value] : spec.options) options_.set(name, value);
    const auto survey = needs_exact_moments() ? Survey::of : Survey::sample;
    moments_ = survey(source.columns(), response.rows, response.weight, spec.threads);
    refuse_not_finite();
  }

  FitResult run() {
    try {
      decide_rank();
      choose_coordinates();
      const Result solved = solve();
      out_.iterations = solved.iterations;
      out_.learning_rate = solved.learning_rate;
      out_.rounding_floor = solved.rounding_floor;
      out_.reason = solved.reason;
      map_trace(solved);
      out_.beta = solver_affine_.to_user(solved.beta);
      if (solved.reason != StopReason::interrupted) finish(affine_.to(solver_affine_) * solved.beta, solved);
    } catch (const Interrupted&) {
      out_.reason = StopReason::interrupted;
    }
    return std::move(out_);
  }

 private:
  /// A centre and a scale inside need not be exact; what a user sees of them does.
  bool needs_exact_moments() const {
    return spec_.has_strength() || solver_->coordinates(options_) != Coordinates::scaled;
  }

  void refuse_not_finite() const {
    if (!spec_.values_unseen) return;
    for (const ColumnMoments& column : moments_)
      if (!column.finite) throw NotFinite();
  }

  std::size_t columns() const { return source_.columns().size(); }
  bool has_intercept() const { return source_.columns().front().kind == Column::Kind::ones; }

  // With more columns than these the Gram of the design is not kept for the condition numbers.
  static constexpr Index kFewColumns = 64;

  /// Design rule 8. A fit with a penalty of the registry keeps every column that varies: the penalty shares a
  /// coefficient among equal columns.
  void decide_rank() {
    const Affine affine = scaled_coordinates(source_.columns(), moments_);
    std::vector<Index> candidates;
    std::vector<AliasedColumn> constant;
    for (std::size_t j = 0; j < columns(); ++j) {
      // Beside an intercept a constant column says nothing, without one only a column of zeros.
      const ColumnMoments& column = moments_[j];
      const bool nothing = has_intercept() ? j > 0 && column.is_constant() : column.minimum == 0 && column.maximum == 0;
      if (nothing) constant.push_back({static_cast<Index>(j), {}});
      else candidates.push_back(static_cast<Index>(j));
    }
    if (candidates.empty()) throw NothingToEstimate();
    const MemorySource scaled = source_.with_columns(affine.subset(candidates).apply(pick(candidates)));
    NoPenalty none;
    LinearObjective design(scaled, loss_, none, spec_.threads, monitor_);
    if (pilot_has_full_rank(design)) return keep_all(candidates, std::move(constant));
    const Matrix gram = design.unweighted_gram();
    if (spec_.values_unseen && !gram.allFinite()) throw NotFinite();
    const Response& response = source_.response();
    if (!response.weight && !response.offset) gram_ = gram;
    if (has_full_rank(gram)) {
      out_.passes += design.passes();
      if (design.dimension() <= kFewColumns) out_.design_gram = gram;
      return keep_all(candidates, std::move(constant));
    }
    const Matrix triangle = design_triangle(design, gram);
    Rank rank = spec_.has_strength() ? Rank{candidates, {}} : rank_of_triangle(triangle, candidates);
    out_.passes += design.passes();
    out_.kept = rank.kept;
    out_.aliased = std::move(constant);
    out_.aliased.insert(out_.aliased.end(), rank.aliased.begin(), rank.aliased.end());
    std::sort(out_.aliased.begin(), out_.aliased.end(),
              [](const AliasedColumn& a, const AliasedColumn& b) { return a.column < b.column; });
    measure_condition(triangle, candidates, affine);
  }

  /// Rows can only add to a rank: where some of them settle it, the others need not be asked. The fewest are
  /// asked first.
  static bool pilot_has_full_rank(LinearObjective& design) {
    const std::unique_ptr<LinearObjective> part = design.pilot_rows();
    return part && (pilot_has_full_rank(*part) || has_full_rank(part->unweighted_gram()));
  }

  void keep_all(const std::vector<Index>& candidates, std::vector<AliasedColumn> constant) {
    out_.kept = candidates;
    out_.aliased = std::move(constant);
  }

  void measure_condition(const Matrix& triangle, const std::vector<Index>& candidates, const Affine& affine) {
    Matrix kept(triangle.rows(), static_cast<Index>(out_.kept.size()));
    for (std::size_t k = 0; k < out_.kept.size(); ++k) {
      const auto at = std::find(candidates.begin(), candidates.end(), out_.kept[k]) - candidates.begin();
      kept.col(static_cast<Index>(k)) = triangle.col(at);
    }
    const ConditionNumbers found = condition_numbers(kept, affine.subset(out_.kept), has_intercept(), source_.informative_rows());
    out_.condition_number = found.standardized;
    out_.condition_number_raw = found.raw;
  }

  Affine standardized() const {
    return standardized_coordinates(source_.columns(), moments_, source_.informative_rows());
  }

  std::vector<Column> pick(const std::vector<Index>& some) const {
    std::vector<Column> picked;
    for (Index j : some) picked.push_back(source_.columns()[static_cast<std::size_t>(j)]);
    return picked;
  }

  void choose_coordinates() {
    affine_ = scaled_coordinates(source_.columns(), moments_).subset(out_.kept);
    switch (solver_->coordinates(options_)) {
      case Coordinates::scaled: solver_affine_ = affine_; break;
      case Coordinates::standardized: solver_affine_ = standardized().subset(out_.kept); break;
      case Coordinates::raw: solver_affine_ = Affine::identity(affine_.scale.size()); break;
    }
    scaled_ = std::make_unique<MemorySource>(source_.with_columns(affine_.apply(pick(out_.kept))));
    target_ = std::make_unique<FitObjective>(spec_, *scaled_, loss_, penalty_strength(affine_), monitor_);
    objective_ = &target_->whole();
    LinearObjective& rows = target_->rows();
    if (gram_.rows() == rows.dimension()) rows.set_gram(gram_);
    if (is_large() || spec_.values_unseen) rows.watch_values(spec_.values_unseen);
    if (is_large()) rows.keep_linear_predictors(spec_.eta);
  }

  /// Where a pass costs more than some ten microseconds, none is made that an earlier one can spare.
  bool is_large() const {
    constexpr Index kManyNumbers = 100000;
    return source_.rows() * source_.cols() > kManyNumbers;
  }

  /// strength * sd_j^2 on beta_j^2 is strength * (sd_j / scale_j)^2 on gamma_j^2. The intercept is free.
  Vector penalty_strength(const Affine& affine) const {
    Vector strength(affine.scale.size());
    for (Index k = 0; k < strength.size(); ++k) {
      const std::size_t j = static_cast<std::size_t>(out_.kept[static_cast<std::size_t>(k)]);
      const double unit = spec_.penalty_standardize ? moments_[j].deviation : 1.0;
      const bool is_free = j == 0 && has_intercept();
      strength[k] = is_free ? 0.0 : spec_.penalty_strength * std::pow(unit / affine.scale[k], 2);
    }
    return strength;
  }

  Result solve() {
    const SolverContext context{monitor_, draw_, spec_.start.size() == 0};
    if (in_scaled_coordinates()) return lowest_of_firth(solver_->minimize(*objective_, start(), options_, context), context);
    const MemorySource source = source_.with_columns(solver_affine_.apply(pick(out_.kept)));
    FitObjective target(spec_, source, loss_, penalty_strength(solver_affine_), monitor_);
    Objective& objective = target.whole();
    const Result result = solver_->minimize(objective, start(), options_, context);
    if (result.reason != StopReason::interrupted) out_.smoothness = objective.smoothness();
    out_.passes += objective.passes();
    return result;
  }

  /// A run that could choose its start also looks whether Firth's objective is lower elsewhere.
  Result lowest_of_firth(Result first, const SolverContext& context) {
    const bool searches = target_->firth() && context.may_choose_start && !solver_->is_first_order();
    if (!searches || first.reason != StopReason::converged) return first;
    std::vector<Result> minima = firth_minima(*target_->firth(), std::move(first), options_, context);
    return std::move(minima[lowest_minimum(minima)]);
  }

  bool in_scaled_coordinates() const { return solver_->coordinates(options_) == Coordinates::scaled; }

  Vector start() const {
    Vector beta = Vector::Zero(static_cast<Index>(out_.kept.size()));
    if (spec_.start.size() == 0) return beta;
    require(spec_.start.size() == static_cast<Index>(columns()), "start has the wrong length");
    for (std::size_t k = 0; k < out_.kept.size(); ++k) beta[static_cast<Index>(k)] = spec_.start[out_.kept[k]];
    const Vector gamma = solver_affine_.from_user(beta);
    require(gamma.allFinite(), "start is so large that the log-odds of the rows are not finite");
    return gamma;
  }

  /// Design rules 5 to 7: score, information and certificate at the point that is returned, which comes
  /// in scaled coordinates: by way of the user's units a column far from zero would cost digits.
  void finish(const Vector& gamma, const Result& solved) {
    Evaluation at = solved.at;
    const bool known = in_scaled_coordinates() && at.hessian.size() > 0;
    if (!known) objective_->evaluate(gamma, Need::hessian, at);
    const Certificate certificate = certify(*objective_, gamma, at, true);
    out_.loss = at.loss;
    out_.objective = at.value;
    const double rounding = rounding_of_units(at.hessian(0, 0));
    out_.distance = std::hypot(certificate.decrement, rounding);
    out_.reach = certificate.reach;
    out_.reciprocal_condition = certificate.reciprocal_condition;
    judge(certificate);
    if (out_.reason == StopReason::converged && rounding > std::max(options_.get("tolerance"), default_tolerance()))
      out_.rounding_floor = true;
    Vector far = gamma;
    if (out_.reason != StopReason::converged && !is_newtons_verdict()) far = search_optimum(gamma);
    describe(gamma, at, certificate);
    settle_existence(certificate, far);
    if (in_scaled_coordinates() && solver_->is_first_order()) out_.smoothness = objective_->smoothness();
    out_.passes += objective_->passes();
  }

  /// What the last digit of an intercept in the user's units is worth, in standard errors: with columns
  /// far from zero it is the sum of large parts, and no double comes nearer.
  double rounding_of_units(double intercept_curvature) const {
    const double half_digit = 0.5 * kEpsilon * affine_.center.cwiseProduct(out_.beta).cwiseAbs().sum();
    return half_digit * std::sqrt(objective_->weight_sum() * std::max(intercept_curvature, 0.0));
  }

  /// A run that was told to go to its end, or found no lower point, has converged if the certificate
  /// says so; one that claims convergence must have it.
  void judge(const Certificate& certificate) {
    const double asked = options_.get("tolerance");
    const double fallback = default_tolerance();
    const bool near = certificate.is_within(std::max(asked, fallback) * (1 + 1e-6)) ||
                      (out_.rounding_floor && certificate.is_within(1e-3));
    if (out_.reason == StopReason::max_iterations && near) out_.reason = StopReason::converged;
    if (out_.reason == StopReason::converged && !near) out_.reason = StopReason::numerical_failure;
  }

  double default_tolerance() const { return Options(solver_->options()).get("tolerance"); }

  /// Newton from where the run stopped says where the optimum is and how far, or that none is in reach. Returns
  /// where it ended.
  Vector search_optimum(const Vector& from) {
    const Newton newton;
    QuietMonitor quiet(monitor_);
    Result result = newton.minimize(*objective_, from, Options(newton.options()), {quiet, draw_});
    if (result.reason == StopReason::numerical_failure || result.reason == StopReason::max_iterations)
      result = newton.minimize(*objective_, Vector::Zero(from.size()), Options(newton.options()), {quiet, draw_});
    if (result.reason == StopReason::interrupted) throw Interrupted();
    Optimum& optimum = out_.optimum;
    optimum.searched = true;
    optimum.reason = result.reason;
    optimum.found = result.reason == StopReason::converged;
    optimum.beta = affine_.to_user(result.beta);
    Evaluation at;
    objective_->evaluate(result.beta, Need::hessian, at);
    optimum.loss = at.loss;
    const Matrix change = affine_.to(solver_affine_);
    optimum.hessian = change.transpose() * at.hessian * change;
    const Vector gap = from - result.beta;
    optimum.gap = change.triangularView<Eigen::Upper>().solve(gap);
    if (optimum.found)
      optimum.distance = std::sqrt(objective_->weight_sum() * gap.dot(at.hessian * gap));
    const bool separated = result.reason == StopReason::separated_complete ||
                           result.reason == StopReason::separation_undecided;
    if (separated && out_.reason != StopReason::diverged) out_.reason = result.reason;
    return result.beta;
  }

  // Defined in limit.hpp.
  bool is_newtons_verdict() const;
  void settle_existence(const Certificate& certificate, const Vector& far);
  void name_separation();

  void describe(const Vector& gamma, const Evaluation& at, const Certificate& certificate) {
    out_.center = affine_.center;
    out_.scale = affine_.scale;
    const Index p = gamma.size();
    out_.gradient = at.gradient;
    out_.hessian = at.hessian;
    if (!in_scaled_coordinates()) {
      const Matrix change = affine_.to(solver_affine_);
      out_.gradient = change.transpose() * at.gradient;
      out_.hessian = change.transpose() * at.hessian * change;
    }
    if (solver_->is_first_order() && out_.hessian.allFinite())
      out_.curvature_max = eigenvalues(out_.hessian).maxCoeff();
    write_row_predictors(gamma);
    measure_deviance();
    out_.root = out_.covariance = out_.triangle = Matrix::Constant(p, p, kNaN);
    const FactoredHessian information = target_->information(gamma, certificate.factored);
    if (!information.usable) return;
    const Covariance covariance(information, objective_->weight_sum(), affine_);
    out_.root = covariance.root;
    out_.covariance = covariance.user;
    out_.triangle = covariance.triangle;
    out_.effective_parameters = static_cast<double>(p);
    if (target_->penalty().is_none()) return;
    const Vector curvature = target_->penalty().constant_curvature(p);
    out_.effective_parameters -= objective_->weight_sum() * curvature.dot(covariance.root.rowwise().squaredNorm());
  }

  /// From the coefficients in the user's units, so that predicting the same rows gives the same bits; from the scaled
  /// ones where x'beta cancels, in extended precision where they do too; of many rows those that the last pass left.
  void write_row_predictors(const Vector& gamma) {
    if (spec_.eta == nullptr) return;
    if (is_large() && target_->rows().linear_predictors_at(gamma)) return;
    const double cancelled = kEpsilon * affine_.center.cwiseProduct(out_.beta).cwiseAbs().sum();
    const bool cancels = !(cancelled < 1e-11);
    extended_ = cancels && kEpsilon * gamma.cwiseAbs().sum() > 1e-12;
    if (extended_) return write_extended_predictor(source_.with_columns(pick(out_.kept)), affine_, gamma, spec_.threads, spec_.eta);
    if (cancels) return write_linear_predictor(*scaled_, gamma, spec_.threads, spec_.eta);
    Vector beta = Vector::Zero(static_cast<Index>(columns()));
    for (std::size_t k = 0; k < out_.kept.size(); ++k) beta[out_.kept[k]] = out_.beta[static_cast<Index>(k)];
    write_linear_predictor(source_, beta, spec_.threads, spec_.eta);
  }

  /// Twice the loss above that of a perfect fit, which is 0 unless there are proportions. With cells it is one of the
  /// rows, not of the cells.
  void measure_deviance() {
    const Response& response = source_.response();
    const double total = objective_->weight_sum();
    out_.deviance = 2.0 * out_.loss * total;
    if (response.is_collapsed()) {
      out_.deviance = std::max(0.0, out_.deviance - 2.0 * response.entropy);
      out_.null_deviance = null_deviance_of_cells(response, total, has_intercept());
    } else if (spec_.eta != nullptr && (extended_ || !is_binary(response, spec_.threads))) {
      out_.deviance = deviance_of_rows(response, spec_.eta);
    }
  }

  void map_trace(const Result& solved) {
    const Index records = static_cast<Index>(solved.trace.size());
    out_.trace.beta.resize(records, static_cast<Index>(out_.kept.size()));
    for (Index k = 0; k < records; ++k) {
      const TraceRow& row = solved.trace[static_cast<std::size_t>(k)];
      out_.trace.epoch.push_back(static_cast<double>(row.epoch));
      out_.trace.loss.push_back(row.loss);
      out_.trace.objective.push_back(row.objective);
      out_.trace.gradient_norm.push_back(row.gradient_norm);
      out_.trace.step.push_back(row.step);
      out_.trace.beta.row(k) = solver_affine_.to_user(row.beta).transpose();
    }
  }

  const MemorySource& source_;
  const FitSpec& spec_;
  Monitor& monitor_;
  RandomIndex draw_;
  std::unique_ptr<Solver> solver_;
  Options options_;
  LogisticLoss loss_;
  std::vector<ColumnMoments> moments_;
  Affine affine_, solver_affine_;
  bool extended_ = false;  // the linear predictors are those of extended precision
  Matrix gram_;  // of the candidates for rank, where every row counts the same; the objective's if all are kept
  std::unique_ptr<MemorySource> scaled_;
  std::unique_ptr<FitObjective> target_;
  Objective* objective_ = nullptr;  // of target_
  FitResult out_;
};

}  // namespace logreg

#include "limit.hpp"
