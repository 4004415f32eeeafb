#pragma once

#include <cmath>
#include <vector>

#include "../data/affine.hpp"
#include "../data/source_memory.hpp"
#include "../loss/logistic.hpp"
#include "../support/decompositions.hpp"
#include "../support/thread_pool.hpp"
#include "leverage.hpp"

namespace logreg {

/// What goes between two slices of the model's covariance V = root root' to make a covariance that does not take
/// the model's variance of the response for granted: V S V, S the sum of squared scores w (y - p) x of the rows
/// (White 1980) or of the summed scores of clusters of rows (Liang and Zeger 1986). It is given as root' S root,
/// where the model's own covariance is the identity, whatever the units of the columns.
class SandwichFilling {
 public:
  /// `eta` has the log-odds of every row; `root` belongs to the columns of `scaled`.
  SandwichFilling(const MemorySource& scaled, const double* eta, const Matrix& root, Index threads)
      : source_(scaled), eta_(eta), root_(root), threads_(threads),
        mean_weight_(scaled.weight_sum() / static_cast<double>(scaled.informative_rows())) {}

  /// Every row for itself, its squared score divided by (1 - leverage)^power. MacKinnon and White (1985): power 0 is
  /// HC0, 1 HC2, 2 HC3. Not finite if a positive power meets a row of leverage 1.
  Matrix of_rows(int power) const {
    const Coding& coding = source_.coding();
    const RowVariance variance(coding, root_);
    std::vector<Matrix> sums(static_cast<std::size_t>(source_.stripes()), coding.empty_gram());
    run_tasks(threads_, source_.stripes(), [&](Index stripe) {
      Scores scores;
      source_.visit_stripe(stripe, [&](const RowBlock& block) {
        read_scores(block, scores);
        scores.value = scores.value.cwiseAbs2().eval();
        if (power > 0) divide_by_rest(variance.of(block.x), power, scores);
        block.x.add_weighted_gram(scores.value.data(), sums[static_cast<std::size_t>(stripe)]);
      });
    });
    add_in_tree(sums);
    return root_.transpose() * coding.gram_from_stored(sums.front(), mean_weight_ * mean_weight_) * root_;
  }

  /// Rows of one cluster together; `cluster` has a number from 0 to clusters - 1 for every row. One pass by one
  /// thread, so that every sum has the order of the rows.
  Matrix of_clusters(const int* cluster, Index clusters) const {
    Matrix sums = Matrix::Zero(clusters, source_.coding().stored()), rows;
    Scores scores;
    source_.for_each_block([&](const RowBlock& block) {
      read_scores(block, scores);
      rows.resize(block.x.rows(), block.x.cols());
      block.x.copy_to(rows);
      for (Index j = 0; j < rows.cols(); ++j)
        for (Index i = 0; i < rows.rows(); ++i) sums(cluster[block.first + i], j) += scores.value[i] * rows(i, j);
    });
    const Matrix turned = source_.coding().rows_from_stored(sums) * root_ * mean_weight_;
    return turned.transpose() * turned;
  }

 private:
  struct Scores {
    Vector value, curvature;
  };

  /// The factor of x in the score of a row, to the sign, and its weight in the information; weights of mean 1.
  void read_scores(const RowBlock& block, Scores& scores) const {
    const Index rows = block.x.rows();
    scores.value.resize(rows);
    scores.curvature.resize(rows);
    kernels().logistic(rows, eta_ + block.first, block.y, block.weight, scores.value.data(), scores.curvature.data());
  }

  void divide_by_rest(const Vector& variance, int power, Scores& scores) const {
    // Of a row of leverage 1 rounding leaves about 1e-12.
    constexpr double kNothing = 1e-10;
    for (Index i = 0; i < variance.size(); ++i) {
      const double rest = 1.0 - mean_weight_ * scores.curvature[i] * variance[i];
      scores.value[i] = rest > kNothing ? scores.value[i] / std::pow(rest, power) : kNaN;
    }
  }

  static void add_in_tree(std::vector<Matrix>& sums) {
    for (std::size_t step = 1; step < sums.size(); step *= 2)
      for (std::size_t k = 0; k + step < sums.size(); k += 2 * step) sums[k] += sums[k + step];
  }

  const MemorySource& source_;
  const double* eta_;
  const Matrix& root_;
  Index threads_;
  double mean_weight_;
};

/// The sandwich covariance as a root in scaled coordinates, and in the user's units.
struct SandwichCovariance {
  Matrix root;            ///< scaled coordinates: root root'
  Matrix user;            ///< user's units
  bool adjusted = false;  ///< the filling had negative eigenvalues

  /// A filling that is a difference can have negative eigenvalues; they are set to 0 (Cameron, Gelbach and Miller
  /// 2011, section 2.3), here in coordinates in which no unit matters.
  SandwichCovariance(const Matrix& model_root, const Matrix& filling, const Affine& affine) {
    constexpr double kRounding = 100 * kEpsilon;
    const Index p = model_root.rows();
    root = user = Matrix::Constant(p, p, kNaN);
    if (!filling.allFinite() || !model_root.allFinite() || p == 0) return;
    const auto [values, vectors] = eigen_decomposition(filling);
    adjusted = values[0] < -kRounding * static_cast<double>(p) * values.cwiseAbs().maxCoeff();
    root = model_root * vectors * values.cwiseMax(0.0).cwiseSqrt().asDiagonal();
    Matrix in_units(p, p);
    for (Index k = 0; k < p; ++k) in_units.col(k) = affine.to_user(root.col(k));
    user.setZero();
    user.selfadjointView<Eigen::Lower>().rankUpdate(in_units);
    user.triangularView<Eigen::StrictlyUpper>() = user.transpose();
  }
};

}  // namespace logreg
