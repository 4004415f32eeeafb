#include <cfloat>
#include <string>

#include "known_values.hpp"
#include "laws.hpp"
#include "tables.hpp"

namespace tests_of_kernel_values {

using logreg::Index;
using logreg::Kernels;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// How far a number is from a value known to more digits, in units of the nearest double's last place.
double units_from(double found, double nearest, double rest) {
  if (!std::isfinite(found)) return kInf;
  return std::abs((found > nearest ? 1 : -1) * laws::units_apart(found, nearest) - rest);
}

/// The same from a value that has more bits than a double, in units of a double of its size.
double units_from(double found, long double exact) {
  if (!std::isfinite(found)) return kInf;
  int exponent;
  std::frexp(exact, &exponent);
  const long double unit = std::ldexp(1.0L, std::max(exponent - 53, -1074));
  return static_cast<double>(std::abs(static_cast<long double>(found) - exact) / unit);
}

/// One number, alone (as the end of a row of numbers is treated) or among others.
template <class Function>
double value_of(Function function, double x, bool alone) {
  double in[17], out[17];
  std::fill(in, in + 17, 0.5);
  in[alone ? 16 : 3] = x;
  function(alone ? 1 : 16, alone ? in + 16 : in, alone ? out + 16 : out);
  return out[alone ? 16 : 3];
}

std::vector<double> filled(Index size, double value) { return std::vector<double>(static_cast<std::size_t>(size), value); }

/// The logistic kernel on many rows that are all alike.
struct Alike {
  Alike(const Kernels& table, Index rows, double eta_of, double y_of, const double* weight = nullptr)
      : eta(filled(rows, eta_of)), y(filled(rows, y_of)), gradient(filled(rows, 7.0)), curvature(filled(rows, 7.0)),
        sum(table.logistic(rows, eta.data(), y.data(), weight, gradient.data(), curvature.data())) {}
  std::vector<double> eta, y, gradient, curvature;
  double sum;
};

}  // namespace

TEST_CASE("exp is within 1 unit of values known to 60 digits, subnormal results included") {
  for (const Kernels* table : tables::here())
    for (const known::KnownValue& one : known::exponentials)
      for (bool alone : {true, false}) {
        CAPTURE(std::string(table->name));
        CAPTURE(one.x);
        CHECK(units_from(value_of(table->exponential, one.x, alone), one.nearest, one.rest) <= 1.0);
      }
}

TEST_CASE("exp has its limits: 0, Inf, NaN, and 1 at both zeros") {
  for (const Kernels* table : tables::here())
    for (bool alone : {true, false}) {
      CAPTURE(std::string(table->name));
      const auto value = [&](double x) { return value_of(table->exponential, x, alone); };
      for (double x : {-kInf, -DBL_MAX, -1e300, -1e5, -746.0, -745.14}) CHECK(laws::units_apart(value(x), 0.0) == 0);
      for (double x : {kInf, DBL_MAX, 1e300, 1e5, 710.5, 709.79}) CHECK(value(x) == kInf);
      for (double x : {0.0, -0.0, DBL_MIN, -5e-324}) CHECK(value(x) == 1.0);
      CHECK(std::isnan(value(std::numeric_limits<double>::quiet_NaN())));
      CHECK(std::isnan(value(-std::numeric_limits<double>::quiet_NaN())));
      // The largest argument whose exp is finite, and the next.
      CHECK(std::isfinite(value(0x1.62e42fefa39efp+9)));
      CHECK(value(0x1.62e42fefa39fp+9) == kInf);
    }
}

#if LDBL_MANT_DIG >= 64
TEST_CASE("exp is within 1 unit of the long double's over its whole range") {
  constexpr Index kPoints = 20000;
  std::vector<double> x(kPoints), out(kPoints);
  for (const auto& range : {std::pair<double, double>{-745.1, 709.78}, {-1.0, 1.0}, {-746.0, -707.0}, {-40.0, 0.0}}) {
    const double from = range.first;
    const double to = range.second;
    for (Index i = 0; i < kPoints; ++i)
      x[static_cast<std::size_t>(i)] = from + (to - from) * (static_cast<double>(i) + 0.37) / kPoints;
    for (const Kernels* table : tables::here()) {
      CAPTURE(std::string(table->name));
      CAPTURE(from);
      table->exponential(kPoints, x.data(), out.data());
      double worst = 0.0;
      for (std::size_t i = 0; i < x.size(); ++i) worst = std::max(worst, units_from(out[i], std::exp(static_cast<long double>(x[i]))));
      CHECK(worst <= 1.0);
    }
  }
}

TEST_CASE("log(1 + e) is within 2 units of the long double's, for e of every size up to 1") {
  constexpr Index kPoints = 20000;
  std::vector<double> e(kPoints), out(kPoints);
  for (bool even : {true, false}) {
    for (Index i = 0; i < kPoints; ++i) {
      const double share = static_cast<double>(i) / kPoints;
      e[static_cast<std::size_t>(i)] = even ? share : std::exp(-740.0 * share);
    }
    for (const Kernels* table : tables::here()) {
      CAPTURE(std::string(table->name));
      table->log_one_plus(kPoints, e.data(), out.data());
      double worst = 0.0;
      for (std::size_t i = 0; i < e.size(); ++i) worst = std::max(worst, units_from(out[i], std::log1p(static_cast<long double>(e[i]))));
      CHECK(worst <= 2.0);
    }
  }
}
#endif

TEST_CASE("log(1 + e) is within 2 units of values known to 60 digits") {
  for (const Kernels* table : tables::here())
    for (const known::KnownValue& one : known::log_one_plus)
      for (bool alone : {true, false}) {
        CAPTURE(std::string(table->name));
        CAPTURE(one.x);
        CHECK(units_from(value_of(table->log_one_plus, one.x, alone), one.nearest, one.rest) <= 2.0);
      }
}

TEST_CASE("logistic loss, gradient and curvature of a row are those known to 60 digits, saturated or not") {
  for (const Kernels* table : tables::here())
    for (const known::KnownLoss& one : known::losses)
      for (Index rows : {1, 64}) {
        CAPTURE(std::string(table->name));
        CAPTURE(one.eta);
        CAPTURE(one.y);
        CAPTURE(rows);
        const double n = static_cast<double>(rows), unit = std::numeric_limits<double>::epsilon();
        const Alike found(*table, rows, one.eta, one.y);
        // A product that stands for many logs is rounded once a row, to units of 1.
        const bool shared = std::abs(one.eta) < 13.8155;
        CHECK(laws::agree(found.sum, n * one.value, (4 + n / 2) * unit, shared ? n * unit : 4 * n * std::numeric_limits<double>::denorm_min()));
        // What is subtracted rounds to units of itself; a row on its side subtracts nothing.
        const double part = one.eta > 0 ? 1 - one.y : one.y;
        CHECK(laws::agree(found.gradient[0], one.gradient, 4 * unit, 2 * unit * part + 2 * std::numeric_limits<double>::denorm_min()));
        CHECK(laws::agree(found.curvature[0], one.curvature, 5 * unit, 2 * std::numeric_limits<double>::denorm_min()));
        CHECK(found.gradient.back() == found.gradient.front());
        CHECK(found.curvature.back() == found.curvature.front());
      }
}

TEST_CASE("rule 3: below e = 1e-6 no product stands for many logs, and small losses keep their digits") {
  // log(1 + e) = e - e^2 / 2 + e^3 / 3: with e = exp(-eta) exact to a unit, the rest is below a unit.
  for (const Kernels* table : tables::here())
    for (double eta : {13.82, 16.0, 20.0, 25.0, 30.0, 36.0, 300.0}) {
      CAPTURE(std::string(table->name));
      CAPTURE(eta);
      const double e = std::exp(-eta), one = e - e * e / 2 + e * e * e / 3;
      for (Index rows : {31, 256, 1024}) {
        const double n = static_cast<double>(rows), digits = (4 + n / 2) * std::numeric_limits<double>::epsilon();
        CHECK(laws::agree(Alike(*table, rows, eta, 1.0).sum, n * one, digits, 0));
        CHECK(laws::agree(Alike(*table, rows, -eta, 0.0).sum, n * one, digits, 0));
        const std::vector<double> weight = filled(rows, 0.75);
        CHECK(laws::agree(Alike(*table, rows, eta, 1.0, weight.data()).sum, 0.75 * n * one, digits, 0));
      }
    }
}

TEST_CASE("rule 3: one row far below the others in e takes its whole tile out of the product") {
  // The others are just above the limit, so that a product would leave 10 digits of their sum.
  for (const Kernels* table : tables::here())
    for (Index place = 0; place < 60; ++place) {
      CAPTURE(std::string(table->name));
      CAPTURE(place);
      std::vector<double> eta = filled(60, 13.0), gradient = eta;
      const std::vector<double> y = filled(60, 1.0);
      eta[static_cast<std::size_t>(place)] = 40.0;
      const double sum = table->logistic(60, eta.data(), y.data(), nullptr, gradient.data(), nullptr);
      // 60 digits: log(1 + e^-13), log(1 + e^-40).
      CHECK(laws::agree(sum, 59 * 2.2603268524403897e-06 + 4.24835425529158898e-18, 4e-15, 0));
    }
}

}  // namespace tests_of_kernel_values
