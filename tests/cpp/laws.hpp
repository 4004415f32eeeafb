#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>

#include "logreg/data/coding.hpp"
#include "logreg/data/design.hpp"
#include "logreg/loss/loss.hpp"
#include "logreg/objective/objective.hpp"
#include "logreg/penalty/penalty.hpp"
#include "logreg/support/decompositions.hpp"
#include "logreg/support/types.hpp"

// The laws that the contracts promise, written once. Each takes any object of its contract, so that a
// newcomer in a registry is held to them unasked.
namespace laws {

using logreg::Index;
using logreg::Matrix;
using logreg::Vector;

/// How many doubles lie between two finite numbers (0: the same; -0 and 0 are the same).
inline double units_apart(double a, double b) {
  const auto place = [](double x) {
    std::int64_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
  };
  const std::int64_t from = place(a), to = place(b);
  // The places of two numbers of one sign are too large to be told apart as doubles.
  if ((from < 0) == (to < 0)) return std::abs(static_cast<double>(from - to));
  return std::abs(static_cast<double>(from)) + std::abs(static_cast<double>(to));
}

inline bool same_bits(const Matrix& a, const Matrix& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::memcmp(a.data(), b.data(), sizeof(double) * static_cast<std::size_t>(a.size())) == 0;
}

/// Numbers that look random and are the same on every machine.
inline Matrix random_matrix(Index rows, Index cols, unsigned seed) {
  std::mt19937 generator(seed);
  Matrix made(rows, cols);
  for (Index k = 0; k < made.size(); ++k)
    made.data()[k] = static_cast<double>(generator()) / 2147483648.0 - 1.0;
  return made;
}

inline Vector random_vector(Index size, unsigned seed) { return random_matrix(size, 1, seed); }

/// By how much the curvature of one positive matrix differs from another's: all 1 where they are the same.
inline Vector relative_eigenvalues(const Matrix& one, Matrix other) {
  CHECK(logreg::cholesky_in_place(other));
  const Matrix half = other.transpose().triangularView<Eigen::Lower>().solve(one);
  return logreg::eigenvalues(other.transpose().triangularView<Eigen::Lower>().solve(half.transpose()));
}

/// Two numbers agree up to `relative` of the larger and `absolute`.
inline bool agree(double a, double b, double relative, double absolute) {
  return std::abs(a - b) <= relative * std::max(std::abs(a), std::abs(b)) + absolute;
}

/// gradient and curvature are the derivatives of value and gradient, by central differences with step
/// h = 1e-4. Their truncation is h^2 / 6 of a third derivative that is at most the size of the first
/// (all are combinations of e and e^2): 2e-9, so 1e-7 is safe and a wrong sign or factor is not. What is
/// subtracted rounds to units of itself, so that much over h is allowed on top.
inline void loss_derivatives(const logreg::Loss& loss, double eta, double y) {
  CAPTURE(eta);
  CAPTURE(y);
  const double h = 1e-4, unit = std::numeric_limits<double>::epsilon() / h;
  const logreg::LossTerms at = loss.at(eta, y);
  const logreg::LossTerms up = loss.at(eta + h, y), down = loss.at(eta - h, y);
  // eta + h is rounded to a double: divide by the step that was really taken.
  const double step = (eta + h) - (eta - h);
  CHECK(agree((up.value - down.value) / step, at.gradient, 1e-7, 4 * unit * std::abs(at.value)));
  CHECK(agree((up.gradient - down.gradient) / step, at.curvature, 1e-7, 4 * unit * std::abs(at.gradient)));
  CHECK(at.curvature >= 0);
  CHECK(at.value >= loss.saturated(y) * (1 - 1e-15));
}

/// Everything is finite wherever eta is, and at_rows is at() for many rows: each term to a few units of
/// what it is made of, times the row's weight.
inline void loss_is_finite(const logreg::Loss& loss, double eta, double y) {
  CAPTURE(eta);
  CAPTURE(y);
  const double unit = std::numeric_limits<double>::epsilon();
  const logreg::LossTerms one = loss.at(eta, y);
  CHECK(std::isfinite(one.value));
  CHECK(std::isfinite(one.gradient));
  CHECK(std::isfinite(one.curvature));
  const double etas[3] = {0.5, eta, -0.5}, ys[3] = {1, y, 0}, weights[3] = {0.5, 2.0, 0.0};
  double gradient[3], curvature[3];
  const double others[2] = {loss.at(0.5, 1).value, loss.at(-0.5, 0).value};
  for (const double* weight : {static_cast<const double*>(nullptr), weights}) {
    const double w = weight ? 2.0 : 1.0, sum = loss.at_rows(3, etas, ys, weight, gradient, curvature);
    const double expected = w * one.value + (weight ? 0.5 * others[0] : others[0] + others[1]);
    CHECK(agree(sum, expected, 4 * unit, 0));
    CHECK(agree(gradient[1], w * one.gradient, 6 * unit, 4 * unit * w * std::min(y, 1 - y)));
    CHECK(agree(curvature[1], w * one.curvature, 8 * unit, 4 * std::numeric_limits<double>::denorm_min()));
    if (weight) CHECK((gradient[2] == 0.0 && curvature[2] == 0.0));
    CHECK(loss.at_rows(3, etas, ys, weight, gradient, nullptr) == sum);
  }
}

/// The laws in penalty.hpp. Tolerances: central differences of a smooth function of moderate size.
inline void penalty_laws(const logreg::Penalty& penalty, const Vector& beta) {
  const Index p = beta.size();
  const double h = 1e-5;
  CHECK(penalty.value(Vector::Zero(p)) == 0.0);
  CHECK(penalty.value(beta) >= 0.0);
  Vector gradient = Vector::Zero(p);
  Matrix hessian = Matrix::Zero(p, p);
  penalty.add_gradient(beta, gradient);
  penalty.add_hessian(beta, hessian);
  for (Index j = 0; j < p; ++j) {
    Vector up = beta, down = beta, gradient_up = Vector::Zero(p), gradient_down = Vector::Zero(p);
    up[j] += h, down[j] -= h;
    CHECK(agree((penalty.value(up) - penalty.value(down)) / (2 * h), gradient[j], 1e-7, 1e-8));
    penalty.add_gradient(up, gradient_up);
    penalty.add_gradient(down, gradient_down);
    CHECK(((gradient_up - gradient_down) / (2 * h) - hessian.col(j)).norm() <= 1e-8 * (1 + hessian.norm()));
  }
  Vector twice = gradient;
  penalty.add_gradient(beta, twice);
  CHECK((twice - 2 * gradient).norm() <= 1e-15 * gradient.norm());
  CHECK(penalty.proximal(beta, 0.0) == beta);
  const Vector near = penalty.proximal(beta, 0.7);
  Vector pull = Vector::Zero(p);
  penalty.add_gradient(near, pull);
  CHECK((near + 0.7 * pull - beta).norm() <= 1e-14 * beta.norm());
  CHECK(penalty.subdifferential_distance(beta, -gradient) <= 1e-15 * (1 + gradient.norm()));
  CHECK(agree(penalty.subdifferential_distance(beta, beta - gradient), beta.norm(), 1e-14, 0.0));
  if (penalty.is_none()) CHECK(penalty.value(beta) == 0.0);
}

inline void square_gram(const logreg::Design& design, const Matrix& dense, const Vector& w) {
  const Index p = dense.cols();
  const double unit = 4 * static_cast<double>(dense.rows() + p) * std::numeric_limits<double>::epsilon();
  Matrix gram = Matrix::Ones(p, p);
  design.add_weighted_gram(w.data(), gram);
  const Matrix size = dense.cwiseAbs();
  const Matrix sum = Matrix::Ones(p, p) + dense.transpose() * w.asDiagonal() * dense;
  const Matrix allowed = unit * (Matrix::Ones(p, p) + size.transpose() * w.cwiseAbs().asDiagonal() * size);
  for (Index j = 0; j < p; ++j)
    for (Index i = j; i < p; ++i) CHECK(std::abs(gram(i, j) - sum(i, j)) <= allowed(i, j));
}

/// The Gram of the rows that a block of factors stands for; added twice to a layout of the coding's own.
inline void packed_gram(const logreg::Design& design, const Matrix& rows, const Vector& w, const logreg::Coding& coding) {
  Matrix gram = coding.empty_gram();
  design.add_weighted_gram(w.data(), gram);
  design.add_weighted_gram(w.data(), gram);
  const Matrix whole = coding.gram_from_stored(gram, 0.5), size = rows.cwiseAbs();
  const Matrix sum = rows.transpose() * w.asDiagonal() * rows;
  const double unit = 8 * static_cast<double>(rows.rows() + rows.cols()) * std::numeric_limits<double>::epsilon();
  const Matrix allowed = unit * (size.transpose() * w.cwiseAbs().asDiagonal() * size);
  CHECK(((whole - sum).array().abs() <= allowed.array()).all());
  CHECK(whole == whole.transpose());
}

/// A block's three products are those of the dense matrix that it stands for. Sums of n products in
/// another order differ by at most about n units of the sum of sizes.
inline void design_products(const logreg::Design& design, const Matrix& dense, const logreg::Coding* coding = nullptr) {
  const Index n = dense.rows(), p = dense.cols();
  REQUIRE(design.rows() == n);
  REQUIRE(design.cols() == p);
  const double unit = 4 * static_cast<double>(n + p) * std::numeric_limits<double>::epsilon();
  const Matrix size = dense.cwiseAbs();
  const Vector beta = random_vector(p, 11), r = random_vector(n, 12), w = random_vector(n, 13);

  Vector eta(n);
  design.times(beta, eta.data());
  CHECK(((eta - dense * beta).array().abs() <= unit * (size * beta.cwiseAbs()).array() + 1e-300).all());

  Vector gradient = Vector::Ones(p);
  design.add_transpose_times(r.data(), gradient);
  const Vector expected = Vector::Ones(p) + dense.transpose() * r;
  CHECK(((gradient - expected).array().abs() <= unit * (1 + (size.transpose() * r.cwiseAbs()).array())).all());

  if (coding && !coding->factors().empty()) packed_gram(design, coding->rows_from_stored(dense), w, *coding);
  else square_gram(design, dense, w);

  Vector largest = Vector::Zero(p);
  design.raise_largest(largest);
  const Vector known = size.colwise().maxCoeff();
  const Index beside = coding && !coding->factors().empty() ? coding->factors().front().first : p;
  CHECK(largest.head(beside) == known.head(beside));
  CHECK((largest.array() >= known.array()).all());
  Vector kept = known.array() + 1.0;
  design.raise_largest(kept);
  CHECK(kept.head(beside) == Vector((known.array() + 1.0).head(beside)));

  Matrix copy(n, p);
  design.copy_to(copy);
  CHECK(copy == dense);
}

/// Gradient and Hessian of an objective by central differences; one pass asked for less gives the same.
inline void objective_derivatives(logreg::Objective& objective, const Vector& beta) {
  const double h = 1e-5;
  logreg::Evaluation at, less, up, down;
  objective.evaluate(beta, logreg::Need::hessian, at);
  objective.evaluate(beta, logreg::Need::gradient, less);
  CHECK(less.value == at.value);
  CHECK(less.gradient == at.gradient);
  objective.evaluate(beta, logreg::Need::value, less);
  CHECK(less.value == at.value);
  CHECK(at.hessian == at.hessian.transpose());
  for (Index j = 0; j < beta.size(); ++j) {
    CAPTURE(j);
    Vector point = beta;
    point[j] = beta[j] + h;
    objective.evaluate(point, logreg::Need::gradient, up);
    point[j] = beta[j] - h;
    objective.evaluate(point, logreg::Need::gradient, down);
    CHECK(agree((up.value - down.value) / (2 * h), at.gradient[j], 1e-6, 1e-8));
    CHECK(((up.gradient - down.gradient) / (2 * h) - at.hessian.col(j)).norm() <= 1e-7 * (1 + at.hessian.norm()));
  }
}

/// The triangle by orthogonal reduction squares to the Hessian.
inline void objective_triangle(logreg::Objective& objective, const Vector& beta) {
  logreg::Evaluation at;
  objective.evaluate(beta, logreg::Need::hessian, at);
  const Matrix triangle = objective.hessian_triangle(beta);
  CHECK((triangle.transpose() * triangle - at.hessian).norm() <= 1e-12 * at.hessian.norm());
  CHECK(Matrix(triangle.triangularView<Eigen::StrictlyLower>()).norm() == 0.0);
}

}  // namespace laws
