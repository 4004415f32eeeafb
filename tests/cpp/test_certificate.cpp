#include "logreg/solver/certificate.hpp"

#include <Eigen/LU>
#include <cmath>
#include <utility>
#include <vector>

#include "problems.hpp"

namespace tests_of_certificate {

using logreg::Certificate;
using logreg::Evaluation;
using logreg::FactoredHessian;
using logreg::Index;
using logreg::Matrix;
using logreg::Need;
using logreg::Standing;
using logreg::Vector;
using problems::Data;
using problems::Whole;

namespace {

Certificate certificate_at(Whole& whole, const Vector& beta) {
  Evaluation at;
  whole.objective.evaluate(beta, Need::hessian, at);
  return logreg::certify(whole.objective, beta, at, true);
}

/// Data without a finite optimum: the limit of the fit is `base` + t * `ray` as t grows.
struct Separated {
  const char* name;
  Data data;
  Vector base, ray;
};

Data rows(const std::vector<double>& x, const std::vector<double>& y) {
  Data data;
  data.x = problems::vector_of(x);
  data.y = problems::vector_of(y);
  return data;
}

std::vector<Separated> separated_data() {
  const auto v = problems::vector_of;
  std::vector<Separated> made;
  made.push_back({"complete", rows({1, 2, 3, 4, 5, 6}, {0, 0, 0, 1, 1, 1}), v({0, 0}), v({-3.5, 1})});
  made.push_back({"quasi", rows({-1, 0, 0, 1}, {0, 0, 1, 1}), v({0, 0}), v({0, 1})});
  made.push_back({"empty cell", rows({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1}),
                  v({0, 0}), v({0, 1})});
  made.push_back({"factor level", rows({0, 0, 0, 1, 1, 1}, {0, 1, 0, 1, 1, 1}), v({-std::log(2.0), 0}), v({0, 1})});
  made.push_back({"one shared point", rows({0, 0, 0, 1, 1, 1, 2, 2, 4, 5, 7, 10}, {0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1}),
                  v({0, 0}), v({-2, 1})});
  Data pair = rows({0, 1, 2, 3, 0, 1, 2, 3}, {0, 0, 0, 0, 1, 1, 1, 1});
  pair.x.conservativeResize(8, 2);
  pair.x.col(1) = v({3, 2, 1, 0, 4, 3, 2, 1});
  made.push_back({"by a sum", pair, v({0, 0, 0}), v({-3.5, 1, 1})});
  return made;
}

/// A direction drawn first, rows put on its sides: continuous, or whole numbers with rows on the boundary, whose class
/// is chance.
Data separated_design(unsigned seed) {
  const Index n = 6 + static_cast<Index>(seed % 13), p = 1 + static_cast<Index>(seed % 3);
  Matrix x = laws::random_matrix(n, p, 3 * seed);
  if (seed % 2 == 0) x = (2.6 * x).array().round();
  const Vector slope = (2.4 * laws::random_vector(p, 3 * seed + 1)).array().round() + 0.5;
  const Vector chance = laws::random_vector(n, 3 * seed + 2);
  const Vector side = (x * (seed % 2 == 0 ? Vector(2 * slope) : slope)).array();
  Data data;
  data.x = x;
  data.y.resize(n);
  for (Index i = 0; i < n; ++i) data.y[i] = side[i] > 0 || (side[i] == 0 && chance[i] > 0);
  return data;
}

using Extended = std::vector<std::vector<long double>>;

/// max |x_i'd| of the Newton step d at beta, by Gaussian elimination in extended precision; 0 where the information is
/// singular even there.
long double exact_reach(const Matrix& x, const Vector& y, const Vector& beta) {
  const std::size_t p = static_cast<std::size_t>(x.cols());
  Extended system(p, std::vector<long double>(p + 1, 0.0L));
  for (Index i = 0; i < x.rows(); ++i) {
    long double eta = 0.0L;
    for (Index j = 0; j < x.cols(); ++j) eta += static_cast<long double>(x(i, j)) * beta[j];
    const long double small = 1.0L / (1.0L + std::exp(std::abs(eta)));  // of the less likely class
    const bool misses = (eta > 0) != (y[i] > 0.5);
    const long double residual = (y[i] > 0.5 ? 1.0L : -1.0L) * (misses ? 1.0L - small : small);
    for (std::size_t j = 0; j < p; ++j) {
      const long double left = x(i, static_cast<Index>(j));
      for (std::size_t k = 0; k < p; ++k) system[j][k] += small * (1.0L - small) * left * x(i, static_cast<Index>(k));
      system[j][p] += residual * left;
    }
  }
  for (std::size_t k = 0; k < p; ++k) {
    std::size_t pivot = k;
    for (std::size_t j = k; j < p; ++j)
      if (std::abs(system[j][k]) > std::abs(system[pivot][k])) pivot = j;
    if (std::abs(system[pivot][k]) < 1e-13L) return 0.0L;
    std::swap(system[k], system[pivot]);
    for (std::size_t j = 0; j < p; ++j) {
      if (j == k) continue;
      const long double factor = system[j][k] / system[k][k];
      for (std::size_t l = k; l <= p; ++l) system[j][l] -= factor * system[k][l];
    }
  }
  long double reach = 0.0L;
  for (Index i = 0; i < x.rows(); ++i) {
    long double change = 0.0L;
    for (std::size_t j = 0; j < p; ++j) change += static_cast<long double>(x(i, static_cast<Index>(j))) * system[j][p] / system[j][j];
    reach = std::max(reach, std::abs(change));
  }
  return reach;
}

/// The same points in other coordinates: columns (x - shift) / unit.
Separated moved(Separated problem, double shift, double unit) {
  for (Vector* beta : {&problem.base, &problem.ray})
    for (Index j = 1; j < beta->size(); ++j) {
      (*beta)[0] += shift * (*beta)[j];
      (*beta)[j] *= unit;
    }
  problem.data.x = (problem.data.x.array() - shift) / unit;
  return problem;
}

}  // namespace

TEST_CASE("a factored Hessian solves and measures, well conditioned or not") {
  for (double apart : {1.0, 1e-6}) {
    CAPTURE(apart);
    Data data = problems::many_rows(300, 3);
    data.x.col(2) = data.x.col(1) + apart * data.x.col(2);
    Whole whole(data);
    Evaluation at;
    const Vector beta = laws::random_vector(4, 121);
    whole.objective.evaluate(beta, Need::hessian, at);
    const FactoredHessian factored = logreg::factor_hessian(whole.objective, beta, at.hessian);
    REQUIRE(factored.usable);
    const Vector rhs = at.hessian * problems::vector_of({1, -2, 3, 0.5});
    CHECK((at.hessian * factored.solve(rhs) - rhs).norm() <= 1e-11 * rhs.norm());
    CHECK(laws::agree(factored.norm_of(rhs), std::sqrt(rhs.dot(problems::vector_of({1, -2, 3, 0.5}))), 1e-9, 0));
    const Matrix triangle = factored.unscaled_triangle();
    CHECK((triangle.transpose() * triangle - at.hessian).norm() <= 1e-12 * at.hessian.norm());
    CHECK(factored.reciprocal_condition < 1);
    if (apart < 1) CHECK(factored.reciprocal_condition < 1e-9);
  }
}

TEST_CASE("a Hessian with an empty row, an empty column of x or NaN is not used") {
  Data data = problems::many_rows(20, 2);
  data.x.col(1).setZero();
  Whole whole(data);
  Evaluation at;
  whole.objective.evaluate(Vector::Zero(3), Need::hessian, at);
  CHECK(!logreg::factor_hessian(whole.objective, Vector::Zero(3), at.hessian).usable);
  const Certificate certificate = certificate_at(whole, Vector::Zero(3));
  CHECK(!certificate.proves_existence());
  CHECK(!certificate.is_within(1e9));
  CHECK(!logreg::factor_hessian(whole.objective, Vector::Zero(3), Matrix::Constant(3, 3, logreg::kNaN)).usable);
}

TEST_CASE("near the known optimum the decrement is the distance in standard errors") {
  for (const problems::Problem& problem : problems::known_problems()) {
    if (std::string(problem.name) == "offset of 1000") continue;  // its eta rounds at 1e-13
    CAPTURE(problem.name);
    Whole whole(problem.data);
    Evaluation at;
    whole.objective.evaluate(problem.optimum, Need::hessian, at);
    const Matrix information = at.hessian * whole.objective.weight_sum();
    for (double size : {1e-3, 1e-5}) {
      Vector gap = Vector::LinSpaced(problem.optimum.size(), 1.0, -0.5);
      gap *= size / std::sqrt(gap.dot(information * gap));
      const Certificate certificate = certificate_at(whole, problem.optimum + gap);
      // To first order: what is left out is of the order of the reach, which grows with the gap.
      CHECK(laws::agree(certificate.decrement, size, 2 * certificate.reach + 1e-6, 0));
      CHECK(((certificate.step + gap).norm() <= (2 * certificate.reach + 1e-6) * gap.norm()));
      CHECK(laws::agree(certificate.reach, (problem.data.dense() * certificate.step).cwiseAbs().maxCoeff(), 1e-9, 0));
      CHECK(certificate.proves_existence());
      CHECK(certificate.is_within(2 * size * std::max(1.0, certificate.strict_decrement / certificate.decrement)));
      CHECK(!certificate.is_within(0.5 * size));
    }
  }
}

TEST_CASE("the decrement is in the user's weights; the one that stops is the stricter of two") {
  problems::Problem problem = problems::eight_rows();
  const Vector beta = problem.optimum.array() + 1e-4;
  Whole plain(problem.data);
  const double unit_weights = certificate_at(plain, beta).decrement;
  for (double weight : {1e-12, 1e12}) {
    problem.data.weight = Vector::Constant(8, weight);
    Whole whole(problem.data);
    const Certificate certificate = certificate_at(whole, beta);
    CHECK(laws::agree(certificate.decrement, unit_weights * std::sqrt(weight), 1e-9, 0));
    CHECK(laws::agree(certificate.strict_decrement, unit_weights * std::sqrt(std::max(weight, 1.0)), 1e-9, 0));
  }
}

TEST_CASE("far from the optimum nothing is within, whatever the tolerance") {
  Whole whole(problems::eight_rows().data);
  const Certificate certificate = certificate_at(whole, Vector::Zero(2));
  CHECK(certificate.reach >= 0.1);
  CHECK(!certificate.is_within(1e9));
}

TEST_CASE("separated data are never certified, anywhere on the way out, in any coordinates") {
  for (const Separated& base : separated_data())
    for (const auto& move : {std::pair<double, double>{0, 1}, {0.4, 1}, {3.3, 2}, {-100, 1}, {0, 1e-4}}) {
      const double shift = move.first;
      const double unit = move.second;
      const Separated problem = moved(base, shift, unit);
      CAPTURE(problem.name);
      CAPTURE(shift);
      CAPTURE(unit);
      Whole whole(problem.data);
      for (double t = 0; t < 760; t = 1.1 * t + 0.5) {
        CAPTURE(t);
        const Certificate certificate = certificate_at(whole, problem.base + t * problem.ray);
        CHECK(!certificate.proves_existence());
        CHECK(!certificate.is_within(1e9));
      }
    }
}

TEST_CASE("on separated designs the reach is above 1 at every point, and none is certified") {
  Index looked_at = 0;
  for (unsigned seed = 1; seed <= 3000; ++seed) {
    CAPTURE(seed);
    Whole whole(separated_design(seed));
    const Matrix x = whole.data.dense();
    for (unsigned place = 0; place < 3; ++place) {
      const Vector beta = place * 2.0 * laws::random_vector(x.cols(), 5 * seed + place);
      CHECK_FALSE(certificate_at(whole, beta).proves_existence());
      const long double reach = exact_reach(x, whole.data.y, beta);
      if (reach == 0.0L) continue;
      CHECK(reach > 1.0L - 1e-9L);
      ++looked_at;
    }
  }
  CHECK(looked_at > 6000);
}

TEST_CASE("the watch says arrived near the optimum only, and nothing without a tolerance") {
  const problems::Problem problem = problems::eight_rows();
  Whole whole(problem.data);
  const auto look = [&](logreg::DistanceWatch& watch, const Vector& beta, Index epoch) {
    Evaluation at;
    whole.objective.evaluate(beta, Need::gradient, at);
    return watch.look(beta, at, epoch);
  };
  logreg::DistanceWatch watch(whole.objective, 1e-6), silent(whole.objective, 0.0);
  CHECK(look(watch, Vector::Zero(2), 0) == Standing::on_the_way);
  CHECK(look(watch, problem.optimum.array() + 1e-4, 500) == Standing::on_the_way);
  CHECK(look(watch, problem.optimum, 1000) == Standing::arrived);
  CHECK(look(silent, problem.optimum, 0) == Standing::on_the_way);
}

TEST_CASE("a certificate that was not computed claims nothing, and one on the border neither") {
  Certificate certificate;
  CHECK(!certificate.proves_existence());
  CHECK(!certificate.is_within(1e300));
  CHECK(certificate.reciprocal_condition == 0.0);
  certificate.reach = logreg::kExistenceReach;
  CHECK(!certificate.proves_existence());
  certificate.reach = 0.0;
  CHECK(certificate.proves_existence());
  certificate.reach_noise = logreg::kConvergedReach;
  CHECK(!certificate.proves_existence());
  certificate.reach_noise = 0.0;
  certificate.strict_decrement = 0.5;
  CHECK(certificate.is_within(0.5));
  CHECK(!certificate.is_within(0.4));
  certificate.reach = logreg::kConvergedReach;
  CHECK(!certificate.is_within(0.5));
}

TEST_CASE("the watch calls a point unattainable that only separation lets look near") {
  const Separated problem = separated_data()[0];
  Whole whole(problem.data);
  logreg::DistanceWatch watch(whole.objective, 1e-6);
  Evaluation at;
  const Vector beta = 100 * problem.ray;
  whole.objective.evaluate(beta, Need::gradient, at);
  CHECK(watch.look(beta, at, 0) == Standing::unattainable);
}

}  // namespace tests_of_certificate
