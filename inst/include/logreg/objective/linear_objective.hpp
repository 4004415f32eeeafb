#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "../data/row_source.hpp"
#include "../loss/loss.hpp"
#include "../penalty/penalty.hpp"
#include "../support/decompositions.hpp"
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

  ~LinearObjective() override {
    if (whole_) whole_->passes_ += passes_ * static_cast<double>(source_.rows()) / static_cast<double>(whole_->source_.rows());
  }

  Index dimension() const override { return source_.cols(); }
  double weight_sum() const override { return source_.weight_sum(); }
  double passes() const override { return passes_; }

  void evaluate(const Vector& beta, Need need, Evaluation& out) override {
    require(beta.size() == dimension(), "coefficients and columns differ in number");
    // All rows are alike at zero: their Hessian is a multiple of the Gram.
    const bool is_gram = need == Need::hessian && gram_.size() > 0 && (beta.array() == 0).all();
    const Vector stored = coding().to_stored(beta);
    const bool look = watches_values_ && largest_.size() == 0;
    // A pass without the Hessian is often the last one; one with it hardly ever is.
    double* const predictors = need == Need::hessian ? nullptr : predictors_;
    std::vector<Sums> sums = run_stripes([&](const RowBlock& block, Sums& sum, Scratch& scratch) {
      add_block(block, stored, is_gram ? Need::gradient : need, sum, scratch);
      if (predictors) std::copy_n(scratch.eta.data(), block.x.rows(), predictors + block.first);
      if (!look) return;
      if (sum.largest_entries.size() == 0) sum.largest_entries.setZero(coding().stored());
      block.x.raise_largest(sum.largest_entries);
    });
    const Sums& total = sums.front();
    if (look) note_largest(total.largest_entries);
    if (predictors) predictors_at_ = beta;
    const double mean = 1.0 / static_cast<double>(source_.informative_rows());
    out.loss = total.value * mean;
    out.value = out.loss + penalty_.value(beta);
    if (need == Need::value) return;
    out.gradient = coding().from_stored(total.gradient) * mean;
    penalty_.add_gradient(beta, out.gradient);
    if (need == Need::gradient) return;
    if (is_gram) out.hessian = loss_.at(0.0, 0.0).curvature * gram_;
    else out.hessian = coding().gram_from_stored(total.hessian, mean);
    penalty_.add_hessian(beta, out.hessian);
  }

  void batch_gradient(const Vector& beta, const Index* rows, Index count, Vector& gradient) override {
    poll();
    Scratch scratch;
    Sums sum(coding().stored());
    const Vector stored = coding().to_stored(beta);
    source_.visit_rows(rows, count, [&](const RowBlock& block) {
      add_block(block, stored, Need::gradient, sum, scratch);
    });
    gradient = coding().from_stored(sum.gradient) / static_cast<double>(count);
    penalty_.add_gradient(beta, gradient);
    passes_ += static_cast<double>(count) / static_cast<double>(source_.informative_rows());
  }

  /// Every evaluation without the Hessian from now on also leaves the linear predictors of its rows here (null: none
  /// does).
  void keep_linear_predictors(double* eta) { predictors_ = eta; }

  /// The Gram of these rows, which have neither weights nor offsets, if it is known from elsewhere.
  void set_gram(const Matrix& gram) { gram_ = gram; }

  /// Are they there, of this beta?
  bool linear_predictors_at(const Vector& beta) const { return predictors_ && predictors_at_.size() == beta.size() && predictors_at_ == beta; }

  /// From the largest entries of the columns, without a look at the rows.
  double reach_bound(const Vector& direction) const override {
    return largest_.size() == 0 ? kInfinity : coding().bound(coding().to_stored(direction), largest_);
  }
  /// The first evaluation also notes the largest entry of every column. If nobody has seen the values before,
  /// one that is not finite is an error.
  void watch_values(bool refuse_not_finite) {
    watches_values_ = true;
    refuses_not_finite_ = refuse_not_finite;
  }

  std::unique_ptr<Objective> pilot() override { return pilot_rows(); }

  std::unique_ptr<LinearObjective> pilot_rows() {
    // An eighth of the rows costs an eighth of a pass and starts within a few standard errors. With fewer
    // than a thousand rows, or few to a column, a pass over all of them costs no more.
    constexpr Index kShare = 8, kFewestRows = 1024, kRowsPerColumn = 50;
    const Index rows = source_.rows() / kShare;
    if (rows < std::max(kFewestRows, kRowsPerColumn * coding().stored())) return nullptr;
    std::unique_ptr<RowSource> part = source_.pilot(rows);
    if (!part || part->informative_rows() < rows / 2) return nullptr;
    return std::unique_ptr<LinearObjective>(new LinearObjective(std::move(part), *this));
  }

  double reach(const Vector& direction) override { return margins(direction).largest_linear; }

  /// On x'beta without the offset.
  Margins margins(const Vector& beta) override {
    const Vector stored = coding().to_stored(beta);
    std::vector<Sums> sums = run_stripes([&](const RowBlock& block, Sums& sum, Scratch& scratch) {
      linear_terms(block, stored, scratch);
      const Extremes found = kernels().extremes(block.x.rows(), scratch.eta.data(), block.y, block.weight);
      sum.least_margin = std::min(sum.least_margin, found.least_margin);
      sum.largest = std::max(sum.largest, found.largest_linear);
    });
    return {sums.front().least_margin, sums.front().largest};
  }

  double largest_row_norm(const Matrix& map) override {
    std::vector<Sums> sums = run_stripes([&](const RowBlock& block, Sums& sum, Scratch& scratch) {
      const Vector norms = (rows_of(block, scratch) * map).rowwise().norm();
      for (Index i = 0; i < norms.size(); ++i)
        if (is_informative(block, i)) sum.largest = std::max(sum.largest, norms[i]);
    });
    return sums.front().largest;
  }

  Matrix hessian_triangle(const Vector& beta) override {
    const double mean = 1.0 / static_cast<double>(source_.informative_rows());
    const Vector stored = coding().to_stored(beta);
    TriangleBuilder builder = triangle([&](const RowBlock& block, Scratch& scratch) {
      linear_terms(block, stored, scratch);
      add_offset(block, scratch);
      loss_.at_rows(block.x.rows(), scratch.eta.data(), block.y, block.weight, scratch.gradient.data(), scratch.curvature.data());
      scratch.curvature *= mean;
    });
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

  /// One pass: a visitor of every stripe, from `make_visitor()`, adds its blocks to the stripe's own sums, which start at
  /// `nothing` and are added in a fixed tree; the total stands in front. Only the calling thread polls the monitor;
  /// the others watch the flag.
  template <class StripeSums, class MakeVisitor>
  std::vector<StripeSums> sum_stripes(const StripeSums& nothing, MakeVisitor make_visitor) {
    const Index stripes = source_.stripes();
    std::vector<StripeSums> sums(static_cast<std::size_t>(stripes), nothing);
    const auto caller = std::this_thread::get_id();
    stop_ = false;
    poll();  // the other threads may take every stripe before this one gets any
    const auto sum_stripe = [&](Index stripe) {
      auto visit = make_visitor();
      source_.visit_stripe(stripe, [&](const RowBlock& block) {
        if (std::this_thread::get_id() == caller) poll();
        if (stop_) throw Interrupted();
        visit(block, sums[static_cast<std::size_t>(stripe)]);
      });
    };
    run_tasks(pass_threads(), stripes, sum_stripe, [&] { poll(); });
    passes_ += 1;
    for (Index step = 1; step < stripes; step *= 2)
      for (Index k = 0; k + step < stripes; k += 2 * step)
        sums[static_cast<std::size_t>(k)].add(sums[static_cast<std::size_t>(k + step)]);
    return sums;
  }

  const RowSource& source() const { return source_; }
  const Loss& loss() const { return loss_; }
  Index informative_row_count() const override { return source_.informative_rows(); }

  /// A direction that puts every row strictly on its own side lowers the loss for ever, whatever the
  /// offset; only a penalty holds it back.
  bool margin_proves_separation() const override { return penalty_.is_none(); }

  double smoothness() override {
    if (smoothness_ < 0) {
      Matrix curvature = 0.25 * weighted_gram();
      penalty_.add_hessian(Vector::Zero(dimension()), curvature);
      smoothness_ = eigenvalues(curvature).maxCoeff();
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
    return gram([](const RowBlock& block, Index i) { return rows_at(block, i); });
  }

  /// Upper triangle R with R'R = the unweighted Gram, by orthogonal reduction.
  Matrix unweighted_triangle() {
    const TriangleBuilder builder = triangle([](const RowBlock& block, Scratch& scratch) {
      for (Index i = 0; i < block.x.rows(); ++i) scratch.curvature[i] = rows_at(block, i);
    });
    return builder.triangle() / std::sqrt(static_cast<double>(source_.informative_rows()));
  }

 private:
  LinearObjective(std::unique_ptr<RowSource> part, LinearObjective& whole)
      : part_(std::move(part)), whole_(&whole), source_(*part_), loss_(whole.loss_), penalty_(whole.penalty_),
        threads_(whole.threads_), monitor_(whole.monitor_), watches_values_(whole.watches_values_),
        refuses_not_finite_(whole.refuses_not_finite_) {}

  struct Sums {
    explicit Sums(Index p) : gradient(Vector::Zero(p)) {}
    double value = 0.0, least_margin = kInfinity, largest = 0.0;
    Vector gradient, largest_entries;
    Matrix hessian;
    std::optional<TriangleBuilder> triangle;

    void add(const Sums& other) {
      value += other.value;
      least_margin = std::min(least_margin, other.least_margin);
      largest = std::max(largest, other.largest);
      gradient += other.gradient;
      for (Index j = 0; j < other.largest_entries.size(); ++j) raise_to(other.largest_entries[j], largest_entries[j]);
      if (triangle && other.triangle) triangle->merge(*other.triangle);
      if (other.hessian.size() == 0) return;
      if (hessian.size() == 0) hessian = other.hessian;
      else hessian += other.hessian;
    }
  };

  struct Scratch {
    Vector eta, gradient, curvature;
    Matrix stored;
    void resize(Index rows) {
      if (eta.size() >= rows) return;
      eta.resize(rows), gradient.resize(rows), curvature.resize(rows);
    }
  };

  static double weight_of(const RowBlock& block, Index i) { return block.weight ? block.weight[i] : 1.0; }
  static bool is_informative(const RowBlock& block, Index i) { return weight_of(block, i) > 0; }
  static double rows_at(const RowBlock& block, Index i) {
    if (block.represents) return block.represents[i];
    return is_informative(block, i) ? 1.0 : 0.0;
  }
  const Coding& coding() const { return source_.coding(); }

  /// The rows of X, one of the design's columns each.
  Matrix rows_of(const RowBlock& block, Scratch& scratch) const {
    scratch.stored.resize(block.x.rows(), block.x.cols());
    block.x.copy_to(scratch.stored);
    return coding().rows_from_stored(scratch.stored);
  }

  static void linear_terms(const RowBlock& block, const Vector& stored, Scratch& scratch) {
    scratch.resize(block.x.rows());
    block.x.times(stored, scratch.eta.data());
  }
  static void add_offset(const RowBlock& block, Scratch& scratch) {
    if (!block.offset) return;
    for (Index i = 0; i < block.x.rows(); ++i) scratch.eta[i] += block.offset[i];
  }

  void add_block(const RowBlock& block, const Vector& stored, Need need, Sums& sum, Scratch& scratch) const {
    linear_terms(block, stored, scratch);
    add_offset(block, scratch);
    sum.value += loss_.at_rows(block.x.rows(), scratch.eta.data(), block.y, block.weight, scratch.gradient.data(),
                               need == Need::hessian ? scratch.curvature.data() : nullptr);
    if (need == Need::value) return;
    block.x.add_transpose_times(scratch.gradient.data(), sum.gradient);
    if (need == Need::gradient) return;
    if (sum.hessian.size() == 0) sum.hessian = coding().empty_gram();
    block.x.add_weighted_gram(scratch.curvature.data(), sum.hessian);
  }

  /// A pass of some ten microseconds is over before a second thread is awake.
  Index pass_threads() const {
    constexpr Index kFewNumbers = 65536;
    return source_.rows() * source_.cols() < kFewNumbers ? 1 : threads_;
  }

  void poll() {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_poll_ < std::chrono::milliseconds(50)) return;
    last_poll_ = now;
    if (monitor_.interrupted()) stop_ = true;
    if (stop_) throw Interrupted();
  }

  /// One pass over all stripes with this objective's own sums; returns them, the total in front.
  std::vector<Sums> run_stripes(const std::function<void(const RowBlock&, Sums&, Scratch&)>& visit) {
    return sum_stripes(Sums(coding().stored()), [&] { return [&visit, scratch = Scratch()](const RowBlock& block, Sums& sum) mutable { visit(block, sum, scratch); }; });
  }

  template <class WeightOf>
  Matrix gram(WeightOf weight_of_row) {
    std::vector<Sums> sums = run_stripes([&](const RowBlock& block, Sums& sum, Scratch& scratch) {
      scratch.resize(block.x.rows());
      for (Index i = 0; i < block.x.rows(); ++i) scratch.curvature[i] = weight_of_row(block, i);
      if (sum.hessian.size() == 0) sum.hessian = coding().empty_gram();
      block.x.add_weighted_gram(scratch.curvature.data(), sum.hessian);
    });
    return coding().gram_from_stored(sums.front().hessian, 1.0 / static_cast<double>(source_.informative_rows()));
  }

  /// The triangle of the rows of X, each times the root of its `curvature`, which `weigh` leaves in its scratch.
  template <class Weigh>
  TriangleBuilder triangle(Weigh weigh) {
    std::vector<Sums> sums = run_stripes([&](const RowBlock& block, Sums& sum, Scratch& scratch) {
      scratch.resize(block.x.rows());
      weigh(block, scratch);
      if (!sum.triangle) sum.triangle.emplace(dimension());
      sum.triangle->add(rows_of(block, scratch), scratch.curvature.head(block.x.rows()).cwiseSqrt());
    });
    return *std::move(sums.front().triangle);
  }

  void note_largest(const Vector& found) {
    if (refuses_not_finite_ && !found.allFinite()) throw NotFinite();
    largest_ = found;
  }

  double largest_row_curvature() {
    if (row_curvature_ >= 0) return row_curvature_;
    const double fixed = penalty_.constant_curvature(dimension()).maxCoeff();
    std::vector<Sums> sums = run_stripes([&](const RowBlock& block, Sums& sum, Scratch& scratch) {
      const Matrix rows = rows_of(block, scratch);
      for (Index i = 0; i < rows.rows(); ++i)
        sum.largest = std::max(sum.largest, 0.25 * weight_of(block, i) * rows.row(i).squaredNorm());
    });
    return row_curvature_ = sums.front().largest + fixed;
  }

  std::unique_ptr<RowSource> part_;  // of a pilot: its rows, and whose they are
  LinearObjective* whole_ = nullptr;
  const RowSource& source_;
  const Loss& loss_;
  const Penalty& penalty_;
  Index threads_;
  Monitor& monitor_;
  std::atomic<bool> stop_{false};
  std::chrono::steady_clock::time_point last_poll_ = std::chrono::steady_clock::now();
  std::vector<Index> informative_;
  bool watches_values_ = false, refuses_not_finite_ = false;
  Vector largest_, predictors_at_;  // the largest entry of every stored column, once it was seen
  Matrix gram_;
  double* predictors_ = nullptr;
  double passes_ = 0.0, smoothness_ = -1.0, row_curvature_ = -1.0;
};

}  // namespace logreg
