#pragma once

#include <memory>

#include "descent.hpp"

namespace logreg {

/// Gradient descent as a textbook has it, with momentum (Polyak 1964) and Nesterov's look-ahead
/// (Sutskever et al. 2013): v = m v - rate * gradient(beta + [Nesterov] m v); beta = beta + v.
/// Safe everywhere below 2 / L, with momentum 2 (1 + m) / L, with Nesterov 2 (1 + m) / ((1 + 2m) L).
class GradientDescent final : public Descent {
 public:
  std::vector<OptionSpec> options() const override {
    std::vector<OptionSpec> specs = descent_options();
    specs.push_back({"momentum", 0, 0, 1, false, false, true, "share of the last step that is kept"});
    specs.push_back({"nesterov", 0, 0, 1, true, false, false, "take the gradient where momentum leads"});
    return specs;
  }

 protected:
  std::unique_ptr<UpdateRule> rule(const Options& options) const override {
    return std::make_unique<Momentum>(options.get("momentum"), options.is_on("nesterov"));
  }
  double derived_rate(Objective& objective, Index batch_rows) const override {
    return 1.0 / objective.batch_smoothness(batch_rows);
  }

 private:
  class Momentum final : public UpdateRule {
   public:
    Momentum(double momentum, bool nesterov) : momentum_(momentum), nesterov_(nesterov && momentum > 0) {}
    bool looks_ahead() const override { return nesterov_ && velocity_.size() > 0; }
    Vector look_ahead(const Vector& beta) const override {
      return looks_ahead() ? Vector(beta + momentum_ * velocity_) : beta;
    }
    Vector step(const Vector& gradient, double rate) override {
      if (velocity_.size() == 0) velocity_ = Vector::Zero(gradient.size());
      velocity_ = momentum_ * velocity_ - rate * gradient;
      return velocity_;
    }

   private:
    double momentum_;
    bool nesterov_;
    Vector velocity_;
  };
};

}  // namespace logreg
