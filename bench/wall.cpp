// What the machine itself can do: bytes read a second, and multiply-adds a second.
//
// Every variant is compiled with R's own flags; a wider instruction set is a function's own target, and is
// called only where the processor has it. The best over the sets counts.

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>
#include <vector>

#define R_NO_REMAP
#include <R.h>
#include <Rinternals.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define HAS_X86 1
#include <immintrin.h>
#endif

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Two doubles in GCC's and clang's own notation: SSE2 or NEON.
typedef double Pair __attribute__((vector_size(16)));

Pair load(const double* from) {
  Pair value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

// Eight sums in flight, so that the wait is for the memory and not for the additions.
double sum_baseline(const double* x, R_xlen_t n) {
  Pair sums[8] = {};
  R_xlen_t i = 0;
  for (; i + 16 <= n; i += 16) {
    for (int k = 0; k < 8; ++k) sums[k] += load(x + i + 2 * k);
  }
  Pair total = {0, 0};
  for (const Pair& sum : sums) total += sum;
  for (; i < n; ++i) total[0] += x[i];
  return total[0] + total[1];
}

// Each statement is one multiply-add of a chain of its own; sixteen chains hide the latency.
#define SIXTEEN(step) \
  step(0) step(1) step(2) step(3) step(4) step(5) step(6) step(7) \
  step(8) step(9) step(10) step(11) step(12) step(13) step(14) step(15)

// Returns the operations done by `rounds` rounds; a multiply-add counts as two. The result goes to `sink`, so
// that the compiler has to do the work.
double multiply_add_baseline(long rounds, double* sink) {
  Pair scale = {0.999999, 0.999999}, shift = {1e-6, 1e-6};
#define START(k) Pair v##k = {k, k};
#define STEP(k) v##k = v##k * scale + shift;
#define KEEP(k) total += v##k;
  SIXTEEN(START)
  for (long r = 0; r < rounds; ++r) { SIXTEEN(STEP) }
  Pair total = {0, 0};
  SIXTEEN(KEEP)
#undef START
#undef STEP
#undef KEEP
  *sink = total[0] + total[1];
  return 2.0 * 2 * 16 * rounds;
}

#ifdef HAS_X86
__attribute__((target("avx2,fma"))) double multiply_add_avx2(long rounds, double* sink) {
  const __m256d scale = _mm256_set1_pd(0.999999), shift = _mm256_set1_pd(1e-6);
#define START(k) __m256d v##k = _mm256_set1_pd(k);
#define STEP(k) v##k = _mm256_fmadd_pd(v##k, scale, shift);
#define KEEP(k) total = _mm256_add_pd(total, v##k);
#define TWELVE(step) \
  step(0) step(1) step(2) step(3) step(4) step(5) step(6) step(7) step(8) step(9) step(10) step(11)
  // Twelve chains: with scale and shift they fit the sixteen registers.
  TWELVE(START)
  for (long r = 0; r < rounds; ++r) { TWELVE(STEP) }
  __m256d total = _mm256_setzero_pd();
  TWELVE(KEEP)
#undef START
#undef STEP
#undef KEEP
#undef TWELVE
  double out[4];
  _mm256_storeu_pd(out, total);
  *sink = out[0] + out[1] + out[2] + out[3];
  return 2.0 * 4 * 12 * rounds;
}

__attribute__((target("avx512f"))) double multiply_add_avx512(long rounds, double* sink) {
  const __m512d scale = _mm512_set1_pd(0.999999), shift = _mm512_set1_pd(1e-6);
#define START(k) __m512d v##k = _mm512_set1_pd(k);
#define STEP(k) v##k = _mm512_fmadd_pd(v##k, scale, shift);
#define KEEP(k) total = _mm512_add_pd(total, v##k);
  SIXTEEN(START)
  for (long r = 0; r < rounds; ++r) { SIXTEEN(STEP) }
  __m512d total = _mm512_setzero_pd();
  SIXTEEN(KEEP)
#undef START
#undef STEP
#undef KEEP
  double out[8];
  _mm512_storeu_pd(out, total);
  *sink = 0;
  for (double value : out) *sink += value;
  return 2.0 * 8 * 16 * rounds;
}
#endif

using MultiplyAdd = double (*)(long, double*);

std::vector<MultiplyAdd> variants() {
  std::vector<MultiplyAdd> list = {multiply_add_baseline};
#ifdef HAS_X86
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) list.push_back(multiply_add_avx2);
  if (__builtin_cpu_supports("avx512f")) list.push_back(multiply_add_avx512);
#endif
  return list;
}

// Runs work(t) on `threads` threads at once and returns the seconds until the last has ended.
template <class Work>
double timed(int threads, Work work) {
  const Clock::time_point start = Clock::now();
  std::vector<std::thread> pool;
  for (int t = 1; t < threads; ++t) pool.emplace_back(work, t);
  work(0);
  for (std::thread& thread : pool) thread.join();
  return seconds_since(start);
}

}  // namespace

// The most bytes a second over `runs` readings of the vector x.
extern "C" SEXP read_bandwidth(SEXP x, SEXP threads_, SEXP runs) {
  const int threads = Rf_asInteger(threads_);
  const R_xlen_t n = Rf_xlength(x);
  const double* values = REAL(x);
  std::vector<double> sums(threads * 8);
  double best = 0;
  for (int run = 0; run < Rf_asInteger(runs); ++run) {
    const double seconds = timed(threads, [&](int t) {
      const R_xlen_t from = n / threads * t, to = t + 1 == threads ? n : n / threads * (t + 1);
      sums[t * 8] = sum_baseline(values + from, to - from);
    });
    best = std::max(best, 8.0 * n / seconds);
  }
  return Rf_ScalarReal(best);
}

// The most floating-point operations a second, over the instruction sets and `runs` runs of each.
extern "C" SEXP multiply_add_peak(SEXP threads_, SEXP runs) {
  const int threads = Rf_asInteger(threads_);
  std::vector<double> sinks(threads * 8), done(threads * 8);
  double best = 0;
  for (MultiplyAdd variant : variants()) {
    for (int run = 0; run < Rf_asInteger(runs); ++run) {
      const double seconds = timed(threads, [&](int t) { done[t * 8] = variant(20000000, &sinks[t * 8]); });
      best = std::max(best, threads * done[0] / seconds);
    }
  }
  return Rf_ScalarReal(best);
}
