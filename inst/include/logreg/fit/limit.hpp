#pragma once

#include <vector>

#include "fit.hpp"

namespace logreg {

/// Finds where the likelihood of a separated data set climbs to. The rows that are not apart have a finite
/// estimate of their own, which an ordinary fit finds; the others end at log-odds of +-Inf and add nothing to the
/// loss.
class LimitSearch {
 public:
  LimitSearch(const MemorySource& source, const MemorySource& scaled, const std::vector<Index>& kept,
              const Separation& separation, const FitSpec& spec, Monitor& monitor)
      : source_(source), scaled_(scaled), kept_(kept), separation_(separation),
        oracle_(separation.span, separation.normals), spec_(spec), monitor_(monitor) {}

  /// `functionals` has a column for each coefficient: how it comes from the scaled ones.
  LimitFit run(const Matrix& functionals) {
    const Index p = static_cast<Index>(kept_.size());
    limit_.covariance = Matrix::Constant(p, p, kNaN);
    limit_.beta = limit_.face = Vector::Constant(p, kNaN);
    limit_.loss = limit_.deviance = 0.0;
    limit_.taken = spec_.take_limit;
    if (separation_.existence == Existence::quasi) separation_.span.cols() < p ? fit_face() : take_face_of_zeros();
    for (Index k = 0; k < p; ++k) take_limit(k, oracle_.limit_of(functionals.col(k)));
    if (eta() != nullptr) write_predictors();
    return std::move(limit_);
  }

 private:
  double* eta() const { return spec_.take_limit ? spec_.eta : nullptr; }

  bool is_apart(Index row) const { return separation_.apart[static_cast<std::size_t>(row)] != 0; }

  /// The rows apart have weight 0 in it.
  void fit_face() {
    const Response& response = source_.response();
    std::vector<double> weight(static_cast<std::size_t>(response.rows), 0.0), represents;
    for (Index i = 0; i < response.rows; ++i)
      if (!is_apart(i)) weight[static_cast<std::size_t>(i)] = response.weight ? response.weight[i] : 1.0;
    Response face = response;
    face.weight = weight.data();
    if (response.is_collapsed()) {
      represents.assign(response.represents, response.represents + response.rows);
      for (Index i = 0; i < response.rows; ++i)
        if (is_apart(i)) represents[static_cast<std::size_t>(i)] = 0.0;
      face.represents = represents.data();
    }
    FitSpec spec;
    spec.threads = spec_.threads;
    spec.decide_separation = false;
    spec.eta = eta();
    std::vector<Column> columns;
    for (Index j : kept_) columns.push_back(source_.columns()[static_cast<std::size_t>(j)]);
    QuietMonitor quiet(monitor_);
    const MemorySource rows(std::move(columns), face);
    take_face(Fit(rows, face, spec, quiet, RandomIndex()).run(), rows.weight_sum());
  }

  /// Rows of zeros determine no coefficient: every direction leaves them at their offset.
  void take_face_of_zeros() {
    const Response& response = source_.response();
    double loss = 0.0, excess = 0.0;
    for (Index i = 0; i < response.rows; ++i) {
      if (is_apart(i)) continue;
      const double eta_here = response.offset ? response.offset[i] : 0.0, weight = response.weight ? response.weight[i] : 1.0;
      loss += weight * LogisticLoss().at(eta_here, response.y[i]).value;
      excess += weight * LogisticLoss::excess(eta_here, response.y[i]);
      if (eta() != nullptr) eta()[i] = eta_here;
    }
    limit_.loss = loss / source_.weight_sum();
    limit_.deviance = 2.0 * (response.is_collapsed() ? std::max(0.0, loss - response.entropy) : excess);
    limit_.distance = 0.0;
  }

  void take_face(const FitResult& face, double weight_sum) {
    if (face.reason == StopReason::interrupted) throw Interrupted();
    for (std::size_t k = 0; k < face.kept.size(); ++k) {
      const Index at = face.kept[k];
      limit_.beta[at] = limit_.face[at] = face.beta[static_cast<Index>(k)];
      limit_.kept.push_back(kept_[static_cast<std::size_t>(at)]);
      for (std::size_t j = 0; j < face.kept.size(); ++j)
        limit_.covariance(at, face.kept[j]) = face.covariance(static_cast<Index>(k), static_cast<Index>(j));
    }
    limit_.center = face.center;
    limit_.scale = face.scale;
    limit_.root = face.root;
    limit_.loss = face.loss * weight_sum / source_.weight_sum();
    limit_.deviance = face.deviance;
    limit_.reason = face.reason;
    limit_.distance = face.distance;
    limit_.passes = face.passes;
  }

  void take_limit(Index k, Limit limit) {
    limit_.limits.push_back(limit);
    if (limit == Limit::finite) return;
    limit_.beta[k] = limit == Limit::plus_infinity ? kInfinity : limit == Limit::minus_infinity ? -kInfinity : kNaN;
    limit_.covariance.row(k).setConstant(kNaN);
    limit_.covariance.col(k).setConstant(kNaN);
  }

  /// Rows apart end at +-Inf. So may rows of weight 0, which took no part; NaN where the directions disagree.
  void write_predictors() const {
    scaled_.for_each_block([&](const RowBlock& block) {
      Matrix rows;
      for (Index i = 0; i < block.x.rows(); ++i) {
        const Index number = block.first + i;
        if (is_apart(number)) eta()[number] = block.y[i] > 0.5 ? kInfinity : -kInfinity;
        if (!block.weight || block.weight[i] > 0) continue;
        if (rows.size() == 0) rows = dense_rows(block, scaled_.coding());
        switch (oracle_.limit_of(rows.row(i).transpose())) {
          case Limit::plus_infinity: eta()[number] = kInfinity; break;
          case Limit::minus_infinity: eta()[number] = -kInfinity; break;
          case Limit::not_determined: eta()[number] = kNaN; break;
          case Limit::finite: break;
        }
      }
    });
  }


  const MemorySource& source_;
  const MemorySource& scaled_;
  const std::vector<Index>& kept_;
  const Separation& separation_;
  LimitOracle oracle_;
  const FitSpec& spec_;
  Monitor& monitor_;
  LimitFit limit_;
};

/// Newton's method has looked for an optimum already, and seen none.
inline bool Fit::is_newtons_verdict() const {
  const bool is_suspected = out_.reason == StopReason::separated_complete || out_.reason == StopReason::separation_undecided;
  return is_suspected && !solver_->is_first_order();
}

/// Does a finite estimate exist? The certificate says so for nothing, or the optimum that was found; the others
/// are decided, from `far`, a point far out. A penalty makes one exist.
inline void Fit::settle_existence(const Certificate& certificate, const Vector& far) {
  if (!objective_->margin_proves_separation() || certificate.proves_existence() || out_.optimum.found) {
    out_.existence = Existence::proved;
    return;
  }
  if (!spec_.decide_separation) return;
  const Matrix functionals = affine_.to_user_map().transpose();
  const bool far_separates = out_.reason == StopReason::separated_complete;
  out_.separation = SeparationSearch(*scaled_, spec_.threads, monitor_).run(far, far_separates, functionals);
  out_.existence = out_.separation.existence;
  name_separation();
  if (out_.separation.is_separated())
    out_.limit = LimitSearch(source_, *scaled_, out_.kept, out_.separation, spec_, monitor_).run(functionals);
  out_.passes += out_.separation.passes + out_.limit.passes;
}

/// What was decided takes the place of what the solver suspected.
inline void Fit::name_separation() {
  if (out_.reason == StopReason::diverged) return;
  if (out_.existence == Existence::complete) out_.reason = StopReason::separated_complete;
  if (out_.existence == Existence::quasi) out_.reason = StopReason::separated_quasi;
  const bool suspected = out_.reason == StopReason::separated_complete || out_.reason == StopReason::separation_undecided;
  if (out_.existence == Existence::proved && suspected) out_.reason = StopReason::numerical_failure;
  if (out_.existence == Existence::undecided) out_.reason = StopReason::separation_undecided;
}

}  // namespace logreg
