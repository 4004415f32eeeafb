#pragma once

#include <cmath>
#include <memory>

#include "descent.hpp"

namespace logreg {

/// Adam: steps scaled by running moments of the gradient. Source: Kingma and Ba (2015), algorithm 1.
/// The steps shrink only as the moments do, so it nears the optimum slowly at the end; the certificate
/// says how near.
class Adam final : public Descent {
 public:
  std::vector<OptionSpec> options() const override {
    std::vector<OptionSpec> specs = descent_options();
    specs.push_back({"beta1", 0.9, 0, 1, false, false, true, "decay of the running mean of gradients"});
    specs.push_back({"beta2", 0.999, 0, 1, false, false, true, "decay of the running mean of squared gradients"});
    specs.push_back({"epsilon", 1e-8, 0, kInfinity, false, true, true, "added to the root of the second moment"});
    return specs;
  }

 protected:
  std::unique_ptr<UpdateRule> rule(const Options& options) const override {
    return std::make_unique<Moments>(options.get("beta1"), options.get("beta2"), options.get("epsilon"));
  }

  /// Adam's rate is a length in coefficients, not a share of the gradient, so L says nothing about it.
  /// 0.05 standard deviations of log-odds a step crosses the usual range in under a hundred epochs.
  double derived_rate(Objective&, Index) const override { return 0.05; }

 private:
  class Moments final : public UpdateRule {
   public:
    Moments(double beta1, double beta2, double epsilon) : beta1_(beta1), beta2_(beta2), epsilon_(epsilon) {}
    Vector step(const Vector& gradient, double rate) override {
      if (first_.size() == 0) first_ = second_ = Vector::Zero(gradient.size());
      first_ = beta1_ * first_ + (1 - beta1_) * gradient;
      second_ = beta2_ * second_ + (1 - beta2_) * gradient.cwiseAbs2();
      power1_ *= beta1_;
      power2_ *= beta2_;
      return -rate * (first_ / (1 - power1_)).array() / ((second_ / (1 - power2_)).array().sqrt() + epsilon_);
    }

   private:
    double beta1_, beta2_, epsilon_, power1_ = 1.0, power2_ = 1.0;
    Vector first_, second_;
  };
};

}  // namespace logreg
