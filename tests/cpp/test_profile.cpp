#include "logreg/inference/profile.hpp"

#include "logreg/fit/fit.hpp"
#include "problems.hpp"

namespace tests_of_profile {

using logreg::Index;
using logreg::Matrix;
using logreg::ProfileGoal;
using logreg::ProfilePoint;
using logreg::ProfileSearch;
using logreg::Vector;

/// A data set fitted, and the search about its estimate.
struct Fitted {
  problems::Data data;
  logreg::MemorySource source;
  logreg::Monitor monitor;
  logreg::FitResult fit;
  logreg::Affine affine;
  logreg::MemorySource scaled;

  explicit Fitted(problems::Data given)
      : data(std::move(given)), source(data.source()), fit(of(data, source, monitor)), affine{fit.center, fit.scale},
        scaled(source.with_columns(affine.apply(data.columns()))) {}

  static logreg::FitResult of(const problems::Data& data, const logreg::MemorySource& source, logreg::Monitor& monitor) {
    logreg::FitSpec spec;
    return logreg::Fit(source, data.response(), spec, monitor, [](Index) { return Index{0}; }).run();
  }

  std::vector<ProfilePoint> find(const std::vector<ProfileGoal>& goals, bool with_score = false, Index threads = 1) {
    return ProfileSearch(scaled, affine, fit.root, affine.from_user(fit.beta), threads, monitor).find(goals, with_score);
  }

  Vector log_odds(const Vector& beta) const {
    Vector eta = data.dense() * beta;
    if (data.offset.size() > 0) eta += data.offset;
    return eta;
  }

  /// Twice the negative log-likelihood, from its definition.
  double deviance(const Vector& beta) const {
    const Vector eta = log_odds(beta);
    double sum = 0.0;
    for (Index i = 0; i < eta.size(); ++i) {
      const double weight = data.weight.size() > 0 ? data.weight[i] : 1.0;
      sum += 2.0 * weight * (std::log1p(std::exp(-std::abs(eta[i]))) + std::max(eta[i], 0.0) - data.y[i] * eta[i]);
    }
    return sum;
  }

  Vector score(const Vector& beta) const {
    const Vector eta = log_odds(beta);
    Vector rest = data.y.array() - (1.0 + (-eta.array()).exp()).inverse();
    if (data.weight.size() > 0) rest = rest.cwiseProduct(data.weight);
    return data.dense().transpose() * rest;
  }
};

problems::Data weighted_rows() {
  problems::Data data = problems::many_rows(6000, 3);
  data.weight = laws::random_matrix(6000, 1, 8).col(0).cwiseAbs() + Vector::Constant(6000, 0.1);
  return data;
}

std::vector<ProfileGoal> all_limits(Index columns, double rise) {
  std::vector<ProfileGoal> goals;
  for (Index j = 0; j < columns; ++j)
    for (double side : {-1.0, 1.0}) goals.push_back({j, logreg::kNaN, side, rise});
  return goals;
}

TEST_CASE("a limit has the rise asked for, on its side, and the best of the other coefficients") {
  for (const problems::Data& data : {problems::eight_rows().data, weighted_rows()}) {
    Fitted at(data);
    const std::vector<ProfileGoal> goals = all_limits(at.fit.beta.size(), 2.7);
    const std::vector<ProfilePoint> points = at.find(goals);
    for (std::size_t k = 0; k < goals.size(); ++k) {
      REQUIRE(points[k].found);
      CHECK(points[k].distance * goals[k].side > 0);
      CHECK(points[k].change[goals[k].column] == doctest::Approx(points[k].distance).epsilon(1e-12));
      const Vector beta = at.fit.beta + points[k].change;
      CHECK(at.deviance(beta) - at.deviance(at.fit.beta) == doctest::Approx(2.7).epsilon(1e-8));
      const Vector score = at.score(beta), errors = at.fit.covariance.diagonal().cwiseSqrt();
      for (Index j = 0; j < score.size(); ++j)
        if (j != goals[k].column) CHECK(std::abs(score[j] * errors[j]) < 1e-4);
    }
  }
}

TEST_CASE("a held value gives its rise and Rao's statistic") {
  for (const problems::Data& data : {problems::eight_rows().data, weighted_rows()}) {
    Fitted at(data);
    const double value = 0.7 * std::sqrt(at.fit.covariance(1, 1));
    const ProfilePoint point = at.find({{1, value, 1.0, 0.0}}, true).front();
    REQUIRE(point.found);
    const Vector beta = at.fit.beta + point.change, prob = (1.0 + (-at.log_odds(beta).array()).exp()).inverse();
    CHECK(point.change[1] == doctest::Approx(value).epsilon(1e-12));
    CHECK(point.rise == doctest::Approx(at.deviance(beta) - at.deviance(at.fit.beta)).epsilon(1e-7));
    Vector weight = prob.array() * (1.0 - prob.array());
    if (data.weight.size() > 0) weight = weight.cwiseProduct(data.weight);
    const Matrix information = data.dense().transpose() * weight.asDiagonal() * data.dense();
    const double score = at.score(beta)[1];
    CHECK(point.score == doctest::Approx(score * score * information.inverse()(1, 1)).epsilon(1e-7));
  }
}

TEST_CASE("at a held value the other coefficients are at their best, with the score or without") {
  for (const problems::Data& data : {problems::eight_rows().data, weighted_rows()})
    for (bool with_score : {false, true}) {
      Fitted at(data);
      const ProfilePoint point = at.find({{1, 2.5 * std::sqrt(at.fit.covariance(1, 1)), 1.0, 0.0}}, with_score).front();
      REQUIRE(point.found);
      const Vector beta = at.fit.beta + point.change;
      Vector others = at.score(beta);
      others[1] = 0.0;
      // What they could still gain, by the information at the estimate: the search stops below 1e-10.
      CHECK(others.dot(at.fit.covariance * others) <= 1e-8);
    }
}

TEST_CASE("points do not depend on the threads or on what else is sought") {
  Fitted at(weighted_rows());
  const std::vector<ProfileGoal> goals = all_limits(4, 3.84);
  const std::vector<ProfilePoint> alone = at.find(goals);
  for (Index threads : {2, 5}) {
    const std::vector<ProfilePoint> shared = at.find(goals, false, threads);
    for (std::size_t k = 0; k < goals.size(); ++k) CHECK(shared[k].distance == alone[k].distance);
  }
  CHECK(at.find({goals[3]}).front().distance == alone[3].distance);
}

TEST_CASE("a rise that no value reaches is not found") {
  // Two rows a side at every x but one, where all have the event: its log odds ratio has no upper limit.
  problems::Data data;
  data.x = problems::vector_of({0, 0, 0, 0, 1, 1});
  data.y = problems::vector_of({0, 1, 0, 1, 1, 1});
  data.weight = problems::vector_of({1, 1, 1, 1, 1, 1});
  Fitted at(data);
  if (at.fit.root.allFinite()) CHECK(!at.find({{1, logreg::kNaN, 1.0, 3.84}}).front().found);
}

}  // namespace tests_of_profile
