#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <limits>

namespace logreg {

/// Row and column counts: 64 bits, so that n * p may exceed 2^31.
using Index = std::ptrdiff_t;
using Vector = Eigen::VectorXd;
using Matrix = Eigen::MatrixXd;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

}  // namespace logreg
