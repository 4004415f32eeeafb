#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <utility>
#include <vector>

#include "../data/row_source.hpp"
#include "../loss/loss.hpp"
#include "../penalty/penalty.hpp"
#include "../support/error.hpp"
#include "../support/monitor.hpp"
#include "../support/thread_pool.hpp"
#include "objective.hpp"
#include "orthogonal.hpp"

namespace logreg {

/// Mean weighted loss of a linear predictor over a RowSource, plus a penalty. Value, gradient and
/// Hessian of a block are taken in one visit, while the block is in cache. Every stripe has its own
/// sums, which are added in a fixed tree: the answer has the same bits for any number of threads.
class LinearObjective final : public Objective {
 public:
  LinearObjective(const RowSource& source, const Loss& loss, const Penalty& penalty, Index threads,
                  Monitor& monitor)
      : source_(source), loss_(loss), penalty_(penalty), threads_(threads), monitor_(monitor) {}

  Index dimension() const override { return source_.cols(); }
  double weight_sum() const override { return source_.weight_sum(); }
  double passes() const override { return passes_; }

  void evaluate(const Vector& beta, Need need, Evaluation& out) override {
    require(beta.size() == dimension(), "coefficients and columns differ in number");
    std::vector<Sums> sums = run_stripes([&](const RowBlock& block, Sums& sum, Scratch& scratch) {
      add_block(block, beta, need, sum, scratch);
    });
    const Sums& total = sums.front();
    const double mean = 1.0 / static_cast<double>(source_.informative_rows());
    out.loss = total.value * mean;
    out.value = out.loss + penalty_.value(beta);
    out.least_margin = total.least_margin;
    out.largest_linear = total.largest;
    if (need == Need::value) return;
    out.gradient = total.gradient * mean;
    penalty_.add_gradient(beta, out.gradient);
    if (need == Need::gradient) return;
    out.hessian = total.hessian.selfadjointView<Eigen::Lower>();
    out.hessian *= mean;
    penalty_.add_hessian(beta, out.hessian);
  }

  void batch_gradient(const Vector& beta, const Index* rows, Index count, Vector& gradient) override {
    poll();
    Scratch scratch;
    Sums sum(dimension());
    source_.visit_rows(rows, count, [&](const RowBlock& block) {
      add_block(block, beta, Need::gradient, sum, scratch);
    });
    gradient = sum.gradient / static_cast<double>(count);
    penalty_.add_gradient(beta, gradient);
    passes_ += static_cast<double>(count) / static_cast<double>(source_.informative_rows());
  }

  double reach(const Vector& direction) override {
    std::vector<Sums> sums = run_stripes([&](const RowBlock& block, Sums& sum, Scratch& scratch) {
      scratch.resize(block.x.rows());
      block.x.times(direction, scratch.eta.data());
      for (Index i = 0; i < block.x.rows(); ++i)
        if (is_informative(block, i)) sum.largest = std::max(sum.largest, std::abs(scratch.eta[i]));
    });
    return sums.front().largest;
  }

  double largest_row_norm(const Matrix& map) override {
    std::vector<Sums> sums = run_stripes([&](const RowBlock& block, Sums& sum, Scratch&) {
      Matrix rows(block.x.rows(), dimension());
      block.x.copy_to(rows);
      const Vector norms = (rows * map).rowwise().norm();
      for (Index i = 0; i < norms.size(); ++i)
        if (is_informative(block, i)) sum.largest = std::max(sum.largest, norms[i]);
    });
    return sums.front().largest;
  }

  Matrix hessian_triangle(const Vector& beta) override {
    const double mean = 1.0 / static_cast<double>(source_.informative_rows());
    TriangleBuilder builder(dimension());
    Scratch scratch;
    Matrix rows;
    source_.for_each_block([&](const RowBlock& block) {
      poll();
      loss_terms(block, beta, scratch);
      rows.resize(block.x.rows(), dimension());
      block.x.copy_to(rows);
      for (Index i = 0; i < rows.rows(); ++i)
        rows.row(i) *= std::sqrt(weight_of(block, i) * mean * scratch.curvature[i]);
      builder.add(rows);
    });
    passes_ += 1;
    if (!penalty_.is_none()) {
      Matrix curvature = Matrix::Zero(dimension(), dimension());
      penalty_.add_hessian(beta, curvature);
      builder.add(curvature.diagonal().cwiseMax(0.0).cwiseSqrt().asDiagonal());
    }
    return builder.triangle();
  }

  const std::vector<Index>& informative_rows() override {
    if (informative_.empty())
      for (Index i = 0; i < source_.rows(); ++i)
        if (source_.is_informative(i)) informative_.push_back(i);
    return informative_;
  }

  Index informative_row_count() const override { return source_.informative_rows(); }

  /// A direction that puts every row strictly on its own side lowers the loss for ever, whatever the
  /// offset; only a penalty holds it back.
  bool margin_proves_separation() const override { return penalty_.is_none(); }

  double smoothness() override {
    if (smoothness_ < 0) {
      Matrix curvature = 0.25 * weighted_gram();
      penalty_.add_hessian(Vector::Zero(dimension()), curvature);
      smoothness_ = Eigen::SelfAdjointEigenSolver<Matrix>(curvature, Eigen::EigenvaluesOnly).eigenvalues().maxCoeff();
    }
    return smoothness_;
  }

  /// Expected smoothness of batches drawn without replacement: between the whole objective's (all rows)
  /// and that of the largest row (one row). Gower et al. (2019), SGD: general analysis and improved
  /// rates, Proposition 3.8.
  double batch_smoothness(Index batch_rows) override {
    const double n = static_cast<double>(source_.informative_rows()), b = static_cast<double>(batch_rows);
    if (b >= n) return smoothness();
    const double whole = smoothness(), row = largest_row_curvature();
    return (n * (b - 1) * whole + (n - b) * row) / (b * (n - 1));
  }

  /// (1/n) sum of w_i x_i x_i', weights of mean 1.
  Matrix weighted_gram() {
    return gram([](const RowBlock& block, Index i) { return weight_of(block, i); });
  }

  /// The same with every informative row counted once: what rank and condition are decided on.
  Matrix unweighted_gram() {
    return gram([](const RowBlock& block, Index i) { return is_informative(block, i) ? 1.0 : 0.0; });
  }

  /// Upper triangle R with R'R = the unweighted Gram, by orthogonal reduction.
  Matrix unweighted_triangle() {
    TriangleBuilder builder(dimension());
    Matrix rows;
    source_.for_each_block([&](const RowBlock& block) {
      poll();
      rows.resize(block.x.rows(), dimension());
      block.x.copy_to(rows);
      for (Index i = 0; i < rows.rows(); ++i)
        if (!is_informative(block, i)) rows.row(i).setZero();
      builder.add(rows);
    });
    passes_ += 1;
    return builder.triangle() / std::sqrt(static_cast<double>(source_.informative_rows()));
  }

 private:
  struct Sums {
    explicit Sums(Index p) : gradient(Vector::Zero(p)) {}
    double value = 0.0, least_margin = kInfinity, largest = 0.0;
    Vector gradient;
    Matrix hessian;

    void add(const Sums& other) {
      value += other.value;
      least_margin = std::min(least_margin, other.least_margin);
      largest = std::max(largest, other.largest);
      gradient += other.gradient;
      if (other.hessian.size() == 0) return;
      if (hessian.size() == 0) hessian.setZero(other.hessian.rows(), other.hessian.cols());
      hessian += other.hessian;
    }
  };

  struct Scratch {
    Vector eta, value, gradient, curvature;
    void resize(Index rows) {
      if (eta.size() >= rows) return;
      eta.resize(rows), value.resize(rows), gradient.resize(rows), curvature.resize(rows);
    }
  };

  static double weight_of(const RowBlock& block, Index i) { return block.weight ? block.weight[i] : 1.0; }
  static bool is_informative(const RowBlock& block, Index i) { return weight_of(block, i) > 0; }

  void loss_terms(const RowBlock& block, const Vector& beta, Scratch& scratch) const {
    const Index rows = block.x.rows();
    scratch.resize(rows);
    block.x.times(beta, scratch.eta.data());
    if (block.offset)
      for (Index i = 0; i < rows; ++i) scratch.eta[i] += block.offset[i];
    loss_.at_rows(rows, scratch.eta.data(), block.y, scratch.value.data(), scratch.gradient.data(),
                  scratch.curvature.data());
  }

  void add_block(const RowBlock& block, const Vector& beta, Need need, Sums& sum, Scratch& scratch) const {
    loss_terms(block, beta, scratch);
    for (Index i = 0; i < block.x.rows(); ++i) {
      const double w = weight_of(block, i);
      sum.value += w * scratch.value[i];
      scratch.gradient[i] *= w;
      scratch.curvature[i] *= w;
      if (w > 0) note_extremes(block.y[i], scratch.eta[i] - (block.offset ? block.offset[i] : 0.0), sum);
    }
    if (need == Need::value) return;
    block.x.add_transpose_times(scratch.gradient.data(), sum.gradient);
    if (need == Need::gradient) return;
    if (sum.hessian.size() == 0) sum.hessian.setZero(dimension(), dimension());
    block.x.add_weighted_gram(scratch.curvature.data(), sum.hessian);
  }

  /// On x'beta without the offset. A row with 0 < y < 1 lies on both sides, so it has no margin.
  static void note_extremes(double y, double linear, Sums& sum) {
    const double margin = y == 1 ? linear : y == 0 ? -linear : -kInfinity;
    sum.least_margin = std::min(sum.least_margin, margin);
    sum.largest = std::max(sum.largest, std::abs(linear));
  }

  void poll() {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_poll_ < std::chrono::milliseconds(50)) return;
    last_poll_ = now;
    if (monitor_.interrupted()) stop_ = true;
    if (stop_) throw Interrupted();
  }

  /// One pass: `visit` for every block, with the sums of the block's stripe; returns them, the total in
  /// front. Only the calling thread polls the monitor; the others watch the flag.
  std::vector<Sums> run_stripes(const std::function<void(const RowBlock&, Sums&, Scratch&)>& visit) {
    const Index stripes = source_.stripes();
    std::vector<Sums> sums(static_cast<std::size_t>(stripes), Sums(dimension()));
    const auto caller = std::this_thread::get_id();
    stop_ = false;
    const auto sum_stripe = [&](Index stripe) {
      Scratch scratch;
      source_.visit_stripe(stripe, [&](const RowBlock& block) {
        if (std::this_thread::get_id() == caller) poll();
        if (stop_) throw Interrupted();
        visit(block, sums[static_cast<std::size_t>(stripe)], scratch);
      });
    };
    if (threads_ > 1 && stripes > 1) shared_pool(threads_).run(stripes, sum_stripe, [&] { poll(); });
    else for (Index stripe = 0; stripe < stripes; ++stripe) sum_stripe(stripe);
    passes_ += 1;
    for (Index step = 1; step < stripes; step *= 2)
      for (Index k = 0; k + step < stripes; k += 2 * step)
        sums[static_cast<std::size_t>(k)].add(sums[static_cast<std::size_t>(k + step)]);
    return sums;
  }

  template <class WeightOf>
  Matrix gram(WeightOf weight_of_row) {
    std::vector<Sums> sums = run_stripes([&](const RowBlock& block, Sums& sum, Scratch& scratch) {
      scratch.resize(block.x.rows());
      for (Index i = 0; i < block.x.rows(); ++i) scratch.curvature[i] = weight_of_row(block, i);
      if (sum.hessian.size() == 0) sum.hessian.setZero(dimension(), dimension());
      block.x.add_weighted_gram(scratch.curvature.data(), sum.hessian);
    });
    Matrix gram = sums.front().hessian.selfadjointView<Eigen::Lower>();
    return gram / static_cast<double>(source_.informative_rows());
  }

  double largest_row_curvature() {
    if (row_curvature_ >= 0) return row_curvature_;
    const double fixed = penalty_.constant_curvature(dimension()).maxCoeff();
    std::vector<Sums> sums = run_stripes([&](const RowBlock& block, Sums& sum, Scratch&) {
      Matrix rows(block.x.rows(), dimension());
      block.x.copy_to(rows);
      for (Index i = 0; i < rows.rows(); ++i)
        sum.largest = std::max(sum.largest, 0.25 * weight_of(block, i) * rows.row(i).squaredNorm());
    });
    return row_curvature_ = sums.front().largest + fixed;
  }

  const RowSource& source_;
  const Loss& loss_;
  const Penalty& penalty_;
  Index threads_;
  Monitor& monitor_;
  std::atomic<bool> stop_{false};
  std::chrono::steady_clock::time_point last_poll_ = std::chrono::steady_clock::now();
  std::vector<Index> informative_;
  double passes_ = 0.0, smoothness_ = -1.0, row_curvature_ = -1.0;
};

}  // namespace logreg
