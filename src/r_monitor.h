#pragma once

#include <Rcpp.h>
#include <chrono>
#include <logreg/support/monitor.hpp>

namespace logreg_r {

/// Lets R interrupt a fit, and tells an R function of its progress: at once where the user asked to see
/// an epoch, otherwise at most ten times a second.
class RMonitor final : public logreg::Monitor {
 public:
  explicit RMonitor(SEXP report) : report_(report) {}

  /// R's own check would jump over C++ frames; inside R_ToplevelExec it only says what it found.
  bool interrupted() override {
    return R_ToplevelExec([](void*) { R_CheckUserInterrupt(); }, nullptr) == FALSE;
  }

  void progress(const logreg::Progress& at) override {
    if (Rf_isNull(report_)) return;
    const auto now = std::chrono::steady_clock::now();
    if (!at.announce && now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    Rcpp::Function report(report_);
    report(static_cast<double>(at.epoch), static_cast<double>(at.last_epoch), at.loss, at.announce);
  }

 private:
  SEXP report_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace logreg_r
