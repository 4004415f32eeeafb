#include "logreg/solver/cone.hpp"

#include "laws.hpp"

namespace tests_of_cone {

using logreg::Cone;
using logreg::Index;
using logreg::Matrix;
using logreg::Vector;

namespace {

/// Whole numbers of small size, so that normals repeat and cones degenerate, or numbers of any size.
Vector entries(Index size, unsigned seed, bool whole) {
  Vector made = laws::random_vector(size, seed);
  if (whole) made = (2.5 * made).array().round();
  return made;
}

}  // namespace

TEST_CASE("the projection obeys Moreau's decomposition on cones of every shape") {
  for (unsigned seed = 1; seed <= 600; ++seed) {
    CAPTURE(seed);
    const Index dimension = 1 + seed % 6, count = 1 + seed % 19;
    Cone cone(dimension);
    const Vector target = entries(dimension, 1000 * seed, false);
    Cone::Multipliers last;
    Vector step_by_step = target;
    for (Index k = 0; k < count; ++k) {
      const Vector normal = entries(dimension, 1000 * seed + static_cast<unsigned>(k) + 1, seed % 2 == 0);
      if (normal.norm() == 0) continue;
      cone.add(normal.normalized());
      step_by_step = cone.project(target, &last);
    }
    if (cone.size() == 0) continue;
    const Vector point = cone.project(target);
    CHECK((point - step_by_step).norm() < 1e-12);
    CHECK((cone.normals().transpose() * point).minCoeff() >= -1e-12);
    CHECK(std::abs(point.dot(target - point)) < 1e-12);
    // What is left of the target is in the polar cone: no point of the cone lies on its side. Projections of other
    // targets are points of the cone.
    for (unsigned other = 0; other < 5; ++other)
      CHECK(cone.project(entries(dimension, 77 * seed + other, false)).dot(target - point) < 1e-12);
  }
}

TEST_CASE("a functional is positive on a cone just if it is a combination of its normals with weights >= 0") {
  Cone quadrant(2);
  quadrant.add(Vector::Unit(2, 0));
  quadrant.add(Vector::Unit(2, 1));
  CHECK(quadrant.is_positive(Vector::Ones(2)));
  CHECK(quadrant.is_positive(Vector::Unit(2, 0)));
  CHECK_FALSE(quadrant.is_positive(Vector::Unit(2, 0) - 1e-6 * Vector::Unit(2, 1)));
  CHECK_FALSE(quadrant.is_positive(-Vector::Unit(2, 0)));
  CHECK(quadrant.is_positive(Vector::Zero(2)));
}

TEST_CASE("the cone of a normal and its opposite is what is orthogonal to both") {
  Cone line(2);
  line.add(Vector::Unit(2, 0));
  line.add(-Vector::Unit(2, 0));
  const Vector point = line.project(Vector::Constant(2, 3.0));
  CHECK(std::abs(point[0]) < 1e-15);
  CHECK(point[1] == doctest::Approx(3.0));
  CHECK(line.project(Vector::Unit(2, 0)).norm() == 0);
}

TEST_CASE("normals can be left out and are known again") {
  Cone cone(2);
  cone.add(Vector::Unit(2, 0));
  cone.add(Vector::Unit(2, 1));
  CHECK(cone.has(Vector::Unit(2, 1)));
  cone.drop_above(Vector::Unit(2, 1), 0.5);
  CHECK(cone.size() == 1);
  CHECK_FALSE(cone.has(Vector::Unit(2, 1)));
  CHECK(cone.has(Vector::Unit(2, 0)));
}

}  // namespace tests_of_cone
