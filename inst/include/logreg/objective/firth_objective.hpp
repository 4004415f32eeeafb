#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "../data/design_dense.hpp"
#include "../support/cholesky.hpp"
#include "../support/decompositions.hpp"
#include "linear_objective.hpp"
#include "orthogonal.hpp"

namespace logreg {

/// Firth's bias-reduced logistic regression: the mean log loss minus log det(X'VX) / (2W), V = w p (1 - p), which
/// is the log-likelihood with Jeffreys' prior. Weights w count rows, W is their sum: twice the rows double the
/// log-likelihood but add only a constant to the prior. Sources: Firth (1993), Biometrika 80; Heinze and Schemper
/// (2002), Statistics in Medicine 21.
///
/// With R'R = X'VX / W and z = R'^-1 x, a row has the leverage h = w p (1 - p) |z|^2 / W. The score is
/// X'(w (y - p) + h (1/2 - p)). It takes a second pass: the first one finds R.
class FirthObjective final : public Objective {
 public:
  /// The log loss, without a penalty; borrowed.
  explicit FirthObjective(LinearObjective& likelihood) : likelihood_(likelihood) {}

  LinearObjective& likelihood() { return likelihood_; }
  Index dimension() const override { return likelihood_.dimension(); }
  double weight_sum() const override { return likelihood_.weight_sum(); }
  double passes() const override { return likelihood_.passes(); }

  void evaluate(const Vector& beta, Need need, Evaluation& out) override {
    likelihood_.evaluate(beta, Need::hessian, out);
    const Matrix root = root_of_information(beta, out.hessian);
    if (root.size() == 0) {
      out.value = kInfinity;
      return;
    }
    out.value = out.loss - root.diagonal().cwiseAbs().array().log().sum() / weight_sum();
    out.hessian.resize(0, 0);
    if (need == Need::value) return;
    const Curvature curvature = need == Need::gradient ? Curvature::none : affordable();
    const Sums sums = leverage_sums(beta, root, curvature);
    out.gradient += likelihood_.source().coding().from_stored(sums.gradient) / weight_sum();
    if (need == Need::hessian) out.hessian = symmetric(root.transpose() * relative_hessian(sums, curvature) * root);
  }

  [[noreturn]] void batch_gradient(const Vector&, const Index*, Index, Vector&) override {
    throw InputError("Firth's penalty is of all rows together: it has no gradient of a batch");
  }

  /// Where the exact Hessian is not positive, that of the bound in its place.
  Matrix hessian_triangle(const Vector& beta) override {
    const Matrix information = likelihood_.hessian_triangle(beta);
    if (!is_regular(information)) return information;
    for (const Curvature curvature : {affordable(), Curvature::bound}) {
      Matrix factor = relative_hessian(leverage_sums(beta, information, curvature), curvature);
      if (cholesky_in_place(factor)) return factor * information;
    }
    return information;
  }

  double reach(const Vector& direction) override { return likelihood_.reach(direction); }
  double reach_bound(const Vector& direction) const override { return likelihood_.reach_bound(direction); }
  double largest_row_norm(const Matrix& map) override { return likelihood_.largest_row_norm(map); }
  const std::vector<Index>& informative_rows() override { return likelihood_.informative_rows(); }
  Index informative_row_count() const override { return likelihood_.informative_row_count(); }
  Margins margins(const Vector& beta) override { return likelihood_.margins(beta); }

  std::unique_ptr<Objective> pilot() override {
    std::unique_ptr<LinearObjective> part = likelihood_.pilot_rows();
    if (!part) return nullptr;
    return std::unique_ptr<FirthObjective>(new FirthObjective(std::move(part)));
  }

  /// The determinant falls to 0 in every direction, whatever the response: Chen, Ibrahim and Kim (2008), Journal of
  /// the American Statistical Association 103.
  bool optimum_is_certain() const override { return true; }
  bool margin_proves_separation() const override { return false; }

  /// The bound of the Hessian with p (1 - p) <= 1/4: a quarter of X'(w + h)X / W, where no leverage is above 1 and
  /// their sum is the number of columns.
  double smoothness() override {
    const Index p = dimension();
    const double rows = static_cast<double>(informative_row_count());
    const Matrix gram = likelihood_.unweighted_gram();
    const double all = rows * eigenvalues(gram).maxCoeff();
    const double longest = likelihood_.largest_row_norm(Matrix::Identity(p, p));
    const double few = static_cast<double>(p) * longest * longest;
    return likelihood_.smoothness() + 0.25 * std::min(all, few) / weight_sum();
  }
  double batch_smoothness(Index) override { return smoothness(); }

 private:
  explicit FirthObjective(std::unique_ptr<LinearObjective> own) : own_(std::move(own)), likelihood_(*own_) {}

  /// What of the second derivatives a pass is asked for.
  enum class Curvature {
    none,
    bound,  ///< X'(w + h)VX / W, of which the exact Hessian never exceeds: a step by it always goes downhill
    exact
  };

  /// The exact Hessian needs all third moments of z, which take p^3 / 6 products a row in place of the p^2 / 2 of a
  /// Gram. Where there are many rows to a column, the bound is as good; where there are few, steps by it come near
  /// the optimum slowly, and more is paid.
  Curvature affordable() const {
    constexpr double kFewProducts = 3e8, kManyProducts = 4e9, kFewRows = 20;
    const double rows = static_cast<double>(likelihood_.source().rows()), p = static_cast<double>(dimension());
    return rows * p * p * p <= (rows < kFewRows * p ? kManyProducts : kFewProducts) ? Curvature::exact : Curvature::bound;
  }

  struct Sums {
    Vector gradient;            ///< sum of h (p - 1/2) x, of the stored columns
    Matrix second;              ///< lower triangle of a sum of zz'
    std::vector<Matrix> third;  ///< third[c](a - c, b - c) = sum of w v (1 - 2p) z_a z_b z_c, a >= b >= c

    void add(const Sums& other) {
      gradient += other.gradient;
      second += other.second;
      for (std::size_t c = 0; c < third.size(); ++c) third[c] += other.third[c];
    }
  };

  /// Can its inverse be squared in doubles?
  static bool is_regular(const Matrix& triangle) {
    constexpr double kSmallest = 1e-140;
    return triangle.allFinite() && triangle.diagonal().cwiseAbs().minCoeff() > kSmallest;
  }

  static Matrix symmetric(Matrix square) {
    square.triangularView<Eigen::StrictlyUpper>() = square.transpose();
    return square;
  }

  /// R, from the squared sums where these keep enough digits, else by orthogonal reduction; empty where no double
  /// holds it.
  Matrix root_of_information(const Vector& beta, const Matrix& information) {
    constexpr double kEnoughDigits = 1e-6;  // leverages take the inverse of R: their digits are the score's
    const Vector lengths = information.diagonal().cwiseSqrt();
    if (!lengths.allFinite() || !(lengths.minCoeff() > 0)) return {};
    const Cholesky factor(information, lengths.cwiseInverse());
    const bool is_enough = factor.reciprocal_condition() > kEnoughDigits;
    const Matrix triangle = is_enough ? Matrix(factor.triangle() * lengths.asDiagonal()) : likelihood_.hessian_triangle(beta);
    return is_regular(triangle) ? triangle : Matrix();
  }

  Sums nothing(Curvature curvature) const {
    const Index p = dimension();
    Sums sums{Vector::Zero(likelihood_.source().coding().stored()), Matrix::Zero(p, p), {}};
    if (curvature == Curvature::none) sums.second.resize(0, 0);
    if (curvature != Curvature::exact) return sums;
    for (Index c = 0; c < p; ++c) sums.third.push_back(Matrix::Zero(p - c, p - c));
    return sums;
  }

  Sums leverage_sums(const Vector& beta, const Matrix& root, Curvature curvature) {
    const Coding& coding = likelihood_.source().coding();
    const Matrix inverse = root.triangularView<Eigen::Upper>().solve(Matrix::Identity(root.rows(), root.cols()));
    std::vector<Vector> directions;
    for (Index k = 0; k < inverse.cols(); ++k) directions.push_back(coding.to_stored(inverse.col(k)));
    const Vector stored = coding.to_stored(beta);
    const auto visitor = [&] {
      return [&, rows = Rows()](const RowBlock& block, Sums& sums) mutable {
        rows.read(block, stored, directions, likelihood_.loss(), informative_row_count());
        rows.add_to(block, curvature, sums);
      };
    };
    return likelihood_.sum_stripes(nothing(curvature), visitor).front();
  }

  /// A block's rows: z, and what depends on the log-odds.
  struct Rows {
    Matrix z;
    Vector eta, half, excess, variance, leverage, factor;  // excess: p - 1/2

    void read(const RowBlock& block, const Vector& beta, const std::vector<Vector>& directions, const Loss& loss, Index informative) {
      const Index n = block.x.rows();
      z.resize(n, static_cast<Index>(directions.size()));
      eta.resize(n), excess.resize(n), variance.resize(n), factor.resize(n);
      half.setConstant(n, 0.5);
      block.x.times(beta, eta.data());
      if (block.offset) eta += Eigen::Map<const Vector>(block.offset, n);
      loss.at_rows(n, eta.data(), half.data(), nullptr, excess.data(), variance.data());
      for (std::size_t k = 0; k < directions.size(); ++k) block.x.times(directions[k], z.col(static_cast<Index>(k)).data());
      leverage = z.rowwise().squaredNorm().cwiseProduct(variance) / static_cast<double>(informative);
      if (block.weight) leverage.array() *= Eigen::Map<const Vector>(block.weight, n).array();
    }

    void add_to(const RowBlock& block, Curvature curvature, Sums& sums) {
      factor = leverage.cwiseProduct(excess);
      block.x.add_transpose_times(factor.data(), sums.gradient);
      if (curvature == Curvature::none) return;
      if (curvature == Curvature::bound) factor = leverage.cwiseProduct(variance);
      else factor = leverage.array() * (3.0 * variance.array() - 0.5);
      add_gram(0, sums.second);
      if (curvature == Curvature::bound) return;
      Vector skewness = -2.0 * variance.cwiseProduct(excess);
      if (block.weight) skewness.array() *= Eigen::Map<const Vector>(block.weight, skewness.size()).array();
      for (Index c = 0; c < z.cols(); ++c) {
        factor = skewness.cwiseProduct(z.col(c));
        add_gram(c, sums.third[static_cast<std::size_t>(c)]);
      }
    }

    /// gram += Z' diag(factor) Z of the columns from `first` on.
    void add_gram(Index first, Matrix& gram) const {
      const DenseDesign columns(z.col(first).data(), z.rows(), z.cols() - first, z.rows());
      columns.add_weighted_gram(factor.data(), gram);
    }
  };

  /// B with Hessian = R'BR. With v = p (1 - p) and K_c = sum of w v (1 - 2p) z_c zz' / W the exact one is
  /// I - sum of h (1 - 6v) zz' / (2W) + (tr K_b K_c)_bc / (2W), from the derivatives of log det.
  Matrix relative_hessian(const Sums& sums, Curvature curvature) const {
    const Index p = dimension();
    Matrix relative = symmetric(sums.second);
    if (curvature == Curvature::exact) {
      const Matrix moments = third_moments(sums) / static_cast<double>(informative_row_count());
      relative.noalias() += 0.5 * moments.transpose() * moments;
    }
    return symmetric(Matrix::Identity(p, p) + relative / weight_sum());
  }

  /// One column for each c: K_c as a vector, times the rows.
  static Matrix third_moments(const Sums& sums) {
    const Index p = static_cast<Index>(sums.third.size());
    Matrix moments(p * p, p);
    for (Index c = 0; c < p; ++c)
      for (Index b = c; b < p; ++b)
        for (Index a = b; a < p; ++a) {
          const double moment = sums.third[static_cast<std::size_t>(c)](a - c, b - c);
          moments(a + p * b, c) = moments(b + p * a, c) = moments(a + p * c, b) = moment;
          moments(c + p * a, b) = moments(b + p * c, a) = moments(c + p * b, a) = moment;
        }
    return moments;
  }

  std::unique_ptr<LinearObjective> own_;  // of a pilot
  LinearObjective& likelihood_;
};

}  // namespace logreg
