// How far kernels are from the compiler's long double, in units in the last place. Arguments: how many log-odds, and a
// file of doubles: the log-odds, then what R's sigmoid(eta), sigmoid(-eta) and log_loss(0, eta = eta) gave for them.
// Prints a line a kernel: name, count, worst, limit.

#include <cfloat>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <vector>

#include "logreg/kernel/instruction_sets.hpp"

static_assert(LDBL_MANT_DIG >= 64, "long double has no more digits than double here");

namespace {

using Numbers = std::vector<double>;

double units(double found, long double exact) {
  if (!std::isfinite(found)) return HUGE_VAL;
  int exponent;
  std::frexp(exact, &exponent);
  const long double unit = std::ldexp(1.0L, std::max(exponent - 53, -1074));
  return static_cast<double>(std::abs(static_cast<long double>(found) - exact) / unit);
}

long double sigmoid(double eta) { return 1.0L / (1.0L + std::exp(-static_cast<long double>(eta))); }
long double softplus(double eta) {
  const long double size = std::abs(static_cast<long double>(eta));
  return std::max(0.0L, static_cast<long double>(eta)) + std::log1p(std::exp(-size));
}

template <class Exact>
void report(const char* table, const char* name, const Numbers& found, const Numbers& at, Exact exact, double limit) {
  double worst = 0.0;
  for (std::size_t i = 0; i < at.size(); ++i) worst = std::max(worst, units(found[i], exact(at[i])));
  std::printf("%s-%s %zu %.17g %g\n", table, name, at.size(), worst, limit);
}

void report_table(const logreg::Kernels& table, const Numbers& eta) {
  const auto n = static_cast<std::ptrdiff_t>(eta.size());
  Numbers falling = eta, out(eta.size()), e(eta.size());
  for (double& value : falling) value = -std::abs(value) * (745.0 / 800.0);
  table.exponential(n, falling.data(), e.data());
  report(table.name, "exp", e, falling, [](double x) { return std::exp(static_cast<long double>(x)); }, 1);
  table.log_one_plus(n, e.data(), out.data());
  report(table.name, "log1p", out, e, [](double x) { return std::log1p(static_cast<long double>(x)); }, 2);
  // Gradient and curvature of a row on its own side, y = (eta > 0): -sigmoid(-|eta|) and p (1 - p).
  Numbers y(eta.size()), gradient(eta.size()), curvature(eta.size());
  for (std::size_t i = 0; i < eta.size(); ++i) y[i] = eta[i] > 0 ? 1.0 : 0.0;
  table.logistic(n, eta.data(), y.data(), nullptr, gradient.data(), curvature.data());
  const auto slope = [](double x) { return (x > 0 ? -1 : 1) * sigmoid(-std::abs(x)); };
  const auto bend = [](double x) { return sigmoid(x) * sigmoid(-x); };
  report(table.name, "gradient", gradient, eta, slope, 4);
  report(table.name, "curvature", curvature, eta, bend, 4);
  // A row alone is its own tile, so that the value is its loss and nothing else. From e = 1e-6 on a product of (1 + e)
  // may stand for many logs (design rule 3), which is rounded to units of 1: 1 is added on both sides there.
  const auto shift = [](double x) { return std::abs(x) < 13.8155 ? 1.0L : 0.0L; };
  for (std::size_t i = 0; i < eta.size(); ++i) {
    out[i] = table.logistic(1, &eta[i], &y[i], nullptr, &gradient[i], nullptr);
    if (shift(eta[i]) > 0) out[i] += 1.0;
  }
  report(table.name, "loss", out, eta,
         [&](double x) { return shift(x) + std::log1p(std::exp(-std::abs(static_cast<long double>(x)))); }, 4);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const std::size_t n = static_cast<std::size_t>(std::strtod(arguments[1], nullptr));
  Numbers all(4 * n);
  std::ifstream file(arguments[2], std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(all.data()), static_cast<std::streamsize>(all.size() * sizeof(double)))) return 3;
  const auto part = [&](std::size_t k) {
    const auto from = all.begin() + static_cast<std::ptrdiff_t>(k * n);
    return Numbers(from, from + static_cast<std::ptrdiff_t>(n));
  };
  const Numbers eta = part(0);
  report("R", "sigmoid", part(1), eta, sigmoid, 4);
  report("R", "complement", part(2), eta, [](double x) { return sigmoid(-x); }, 4);
  report("R", "softplus", part(3), eta, softplus, 4);
  report_table(logreg::scalar_kernels(), eta);
  for (const char* name : {"baseline", "avx2", "avx512"})
    if (const logreg::Kernels* table = logreg::kernels_named(name)) report_table(*table, eta);
  return 0;
}
