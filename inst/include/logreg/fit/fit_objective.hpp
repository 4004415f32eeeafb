#pragma once

#include <memory>

#include "../objective/firth_objective.hpp"
#include "../objective/linear_objective.hpp"
#include "../penalty/registry.hpp"
#include "../solver/certificate.hpp"
#include "spec.hpp"

namespace logreg {

/// What a fit minimises: the mean loss of the rows plus a penalty, or with it Firth's penalty, which is an objective
/// of its own.
class FitObjective {
 public:
  FitObjective(const FitSpec& spec, const RowSource& source, const Loss& loss, const Vector& strength, Monitor& monitor)
      : penalty_(make_penalty(spec.is_firth() ? "none" : spec.penalty, strength)), rows_(source, loss, *penalty_, spec.threads, monitor) {
    if (spec.is_firth()) firth_ = std::make_unique<FirthObjective>(rows_);
  }

  Objective& whole() {
    if (firth_) return *firth_;
    return rows_;
  }
  LinearObjective& rows() { return rows_; }
  FirthObjective* firth() { return firth_.get(); }  ///< null without Firth's penalty
  const Penalty& penalty() const { return *penalty_; }

  /// What standard errors come from. Firth's Hessian is not the information, which is what its theory has for them.
  FactoredHessian information(const Vector& beta, const FactoredHessian& hessian) {
    if (!firth_) return hessian;
    Evaluation at;
    rows_.evaluate(beta, Need::hessian, at);
    return factor_hessian(rows_, beta, at.hessian);
  }

 private:
  std::unique_ptr<Penalty> penalty_;
  LinearObjective rows_;
  std::unique_ptr<FirthObjective> firth_;
};

}  // namespace logreg
