// The kernels of one instruction set. No include guard: every src/kernels_<isa>.cpp includes this file once,
// inside a namespace of its own and under the compiler's target for it, with LOGREG_LANES doubles to a vector.
// Therefore nothing here may include a header or call an inline function of one: the linker could keep the
// copy made for a wider instruction set for everybody.

using Size = std::ptrdiff_t;
constexpr Size kLanes = LOGREG_LANES;
typedef double Real __attribute__((vector_size(8 * LOGREG_LANES)));
typedef long long Whole __attribute__((vector_size(8 * LOGREG_LANES)));
typedef double LooseReal __attribute__((vector_size(8 * LOGREG_LANES), aligned(8), may_alias));
typedef int Short __attribute__((vector_size(4 * LOGREG_LANES), aligned(4), may_alias));

#define LOGREG_INLINE inline __attribute__((always_inline))
#ifdef __clang__
#define LOGREG_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define LOGREG_SHUFFLE(a, b, ...) __builtin_shuffle(a, b, Whole{__VA_ARGS__})
#endif

constexpr double kInf = __builtin_inf();

/// Keeps a value in a register: a compiler that reads it from memory again for each of its uses makes the loads, not
/// the multiplications, the narrow place.
#if defined(__x86_64__) && LOGREG_LANES == 8
#define LOGREG_KEEP(value) asm("" : "+v"(value))
#elif defined(__x86_64__)
#define LOGREG_KEEP(value) asm("" : "+x"(value))
#else
#define LOGREG_KEEP(value)
#endif

LOGREG_INLINE Real load(const double* from) { return *reinterpret_cast<const LooseReal*>(from); }
LOGREG_INLINE void store(double* to, Real value) { *reinterpret_cast<LooseReal*>(to) = value; }
LOGREG_INLINE Real all(double value) { return value - Real{}; }
LOGREG_INLINE Real pick(Whole where, Real yes, Real no) {
  return reinterpret_cast<Real>((where & reinterpret_cast<Whole>(yes)) | (~where & reinterpret_cast<Whole>(no)));
}
LOGREG_INLINE Real absolute(Real x) {
  return reinterpret_cast<Real>(reinterpret_cast<Whole>(x) & (Whole{} + 0x7fffffffffffffffLL));
}
LOGREG_INLINE Real smaller_of(Real a, Real b) { return pick(a < b, a, b); }
LOGREG_INLINE Real larger_of(Real a, Real b) { return pick(a > b, a, b); }
LOGREG_INLINE double sum_of(Real x) {
  double sum = 0.0;
  for (Size k = 0; k < kLanes; ++k) sum += x[k];
  return sum;
}

/// The first `count` < kLanes numbers, the other lanes filled up.
LOGREG_INLINE Real load_part(const double* from, Size count, double fill) {
  double part[kLanes];
  for (Size k = 0; k < kLanes; ++k) part[k] = k < count ? from[k] : fill;
  return load(part);
}
/// Weight 1 in the first `count` lanes, 0 in those beyond the end.
LOGREG_INLINE Real ones_part(Size count) {
  double part[kLanes];
  for (Size k = 0; k < kLanes; ++k) part[k] = k < count ? 1.0 : 0.0;
  return load(part);
}
LOGREG_INLINE void store_part(double* to, Real value, Size count) {
  for (Size k = 0; k < count; ++k) to[k] = value[k];
}

/// exp(x): x = k log 2 + r with |r| <= log(2) / 2 (Cody and Waite 1980), exp(r) by its minimax polynomial of degree
/// 11 (relative error 3e-18, by Remez' algorithm), scaled in two steps so that subnormal results are right.
LOGREG_INLINE Real exp_of(Real x) {
  x = pick(x < -746.0, all(-746.0), pick(x > 710.0, all(710.0), x));
  constexpr double kRound = 0x1.8p52;  // adding it leaves the nearest whole number in the last bits
  const Real shifted = x * 0x1.71547652b82fep0 + kRound;
  const Real k = shifted - kRound;
  const Real half = k * 0.5 + kRound;
  const Real rest = x - k * 0x1.62e42fefa3800p-1;
  const Real r = rest - k * 0x1.ef35793c76730p-45;
  const Real lost = (rest - r) - k * 0x1.ef35793c76730p-45;  // what rounding took from r
  const Real r2 = r * r;
  const Real low = (0x1.000000000000bp-1 + r * 0x1.5555555555561p-3) +
                   r2 * (0x1.5555555550030p-5 + r * 0x1.111111110d642p-7);
  const Real middle = (0x1.6c16c185a751dp-10 + r * 0x1.a01a01badf235p-13) +
                      r2 * (0x1.a0199693cf72fp-16 + r * 0x1.71dddfd3a60bap-19);
  const Real high = 0x1.28b049009381ap-22 + r * 0x1.af857a5042f34p-26;
  const Real r4 = r2 * r2;
  const Real value = 1.0 + (r + (lost + r2 * (low + r4 * (middle + r4 * high))));
  const Whole round_bits = reinterpret_cast<Whole>(all(kRound));
  const Whole first = reinterpret_cast<Whole>(half) - round_bits;
  const Whole second = reinterpret_cast<Whole>(shifted) - round_bits - first;
  return (value * reinterpret_cast<Real>((first + 1023) << 52)) * reinterpret_cast<Real>((second + 1023) << 52);
}

/// log(1 + e) = 2 atanh(s) with s = e / (2 + e), for e in [0, 1]; minimax polynomial in s^2, error 7e-20.
LOGREG_INLINE Real log1p_of(Real e) {
  const Real s = e / (2.0 + e), z = s * s, z2 = z * z, z4 = z2 * z2;
  const Real low = (0x1.5555555555556p-1 + z * 0x1.9999999999551p-2) + z2 * (0x1.24924924c24ffp-2 + z * 0x1.c71c71a593d5fp-3);
  const Real middle = (0x1.745d1e1058542p-3 + z * 0x1.3b12d46202375p-3) + z2 * (0x1.112360203e435p-3 + z * 0x1.dfe047ccf023dp-4);
  const Real high = (0x1.c1808097f3a0dp-4 + z * 0x1.1e38daebedb5ap-4) + z2 * 0x1.517b93d283883p-3;
  return 2.0 * s + s * (z * (low + z4 * (middle + z4 * high)));
}

inline void exponential(Size n, const double* x, double* out) {
  Size i = 0;
  for (; i + kLanes <= n; i += kLanes) store(out + i, exp_of(load(x + i)));
  if (i < n) store_part(out + i, exp_of(load_part(x + i, n - i, 0.0)), n - i);
}

inline void log_one_plus(Size n, const double* e, double* out) {
  Size i = 0;
  for (; i + kLanes <= n; i += kLanes) store(out + i, log1p_of(load(e + i)));
  if (i < n) store_part(out + i, log1p_of(load_part(e + i, n - i, 0.0)), n - i);
}

inline void scale_real(Size n, const double* x, double center, double inverse_scale, double* out) {
  Size i = 0;
  for (; i + 8 <= n; i += 8) {
    for (Size k = 0; k < 8; k += kLanes) store(out + i + k, (load(x + i + k) - center) * inverse_scale);
  }
  for (; i < n; ++i) out[i] = (x[i] - center) * inverse_scale;
}

inline void scale_integer(Size n, const int* x, double center, double inverse_scale, double* out) {
  constexpr int kMissing = -2147483647 - 1;
  Size i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const Short whole = *reinterpret_cast<const Short*>(x + i);
    const Real value = __builtin_convertvector(whole, Real);
    store(out + i, pick(value == static_cast<double>(kMissing), all(__builtin_nan("")), (value - center) * inverse_scale));
  }
  for (; i < n; ++i) out[i] = x[i] == kMissing ? __builtin_nan("") : (x[i] - center) * inverse_scale;
}

inline void times(Size rows, Size cols, const double* x, Size stride, const double* beta, double* eta) {
  Size i = 0;
  for (; i + 4 * kLanes <= rows; i += 4 * kLanes) {
    Real a = {}, b = {}, c = {}, d = {};
    for (Size j = 0; j < cols; ++j) {
      const double* from = x + j * stride + i;
      const Real slope = all(beta[j]);
      a += load(from) * slope;
      b += load(from + kLanes) * slope;
      c += load(from + 2 * kLanes) * slope;
      d += load(from + 3 * kLanes) * slope;
    }
    store(eta + i, a);
    store(eta + i + kLanes, b);
    store(eta + i + 2 * kLanes, c);
    store(eta + i + 3 * kLanes, d);
  }
  for (; i < rows; i += kLanes) {
    const Size left = rows - i;
    Real sum = {};
    for (Size j = 0; j < cols; ++j) {
      const double* from = x + j * stride + i;
      sum += (left >= kLanes ? load(from) : load_part(from, left, 0.0)) * all(beta[j]);
    }
    if (left >= kLanes) store(eta + i, sum);
    else store_part(eta + i, sum, left);
  }
}

// How far ahead of the row at hand a column's next rows are asked for: a block reads some twenty columns in turn, too
// many places for the processor to guess them all.
constexpr Size kColumnAhead = 128;

/// eta = Z beta, the columns of Z where they lie.
inline void times_in_place(Size rows, Size cols, const ColumnInPlace* columns, const double* beta, double* eta) {
  Size i = 0;
  for (; i + 4 * kLanes <= rows; i += 4 * kLanes) {
    Real a = {}, b = {}, c = {}, d = {};
    for (Size j = 0; j < cols; ++j) {
      const double* from = columns[j].values + i;
      const Real center = all(columns[j].center), slope = all(columns[j].inverse_scale * beta[j]);
      for (Size line = 0; line < 4 * kLanes; line += 8) __builtin_prefetch(from + line + kColumnAhead, 0, 2);
      a += (load(from) - center) * slope;
      b += (load(from + kLanes) - center) * slope;
      c += (load(from + 2 * kLanes) - center) * slope;
      d += (load(from + 3 * kLanes) - center) * slope;
    }
    store(eta + i, a);
    store(eta + i + kLanes, b);
    store(eta + i + 2 * kLanes, c);
    store(eta + i + 3 * kLanes, d);
  }
  for (; i < rows; i += kLanes) {
    const Size left = rows - i;
    Real sum = {};
    for (Size j = 0; j < cols; ++j) {
      const double* from = columns[j].values + i;
      const Real value = left >= kLanes ? load(from) : load_part(from, left, columns[j].center);
      sum += (value - columns[j].center) * all(columns[j].inverse_scale * beta[j]);
    }
    if (left >= kLanes) store(eta + i, sum);
    else store_part(eta + i, sum, left);
  }
}

/// The sums of the lanes of kLanes vectors, as one vector.
LOGREG_INLINE Real sums_of(const Real* v) {
#if LOGREG_LANES == 2
  return LOGREG_SHUFFLE(v[0], v[1], 0, 2) + LOGREG_SHUFFLE(v[0], v[1], 1, 3);
#elif LOGREG_LANES == 4
  const Real a = LOGREG_SHUFFLE(v[0], v[1], 0, 4, 2, 6) + LOGREG_SHUFFLE(v[0], v[1], 1, 5, 3, 7);
  const Real b = LOGREG_SHUFFLE(v[2], v[3], 0, 4, 2, 6) + LOGREG_SHUFFLE(v[2], v[3], 1, 5, 3, 7);
  return LOGREG_SHUFFLE(a, b, 0, 1, 4, 5) + LOGREG_SHUFFLE(a, b, 2, 3, 6, 7);
#else
  Real pairs[4], fours[2];
#pragma GCC unroll 4
  for (Size k = 0; k < 4; ++k)
    pairs[k] = LOGREG_SHUFFLE(v[2 * k], v[2 * k + 1], 0, 8, 2, 10, 4, 12, 6, 14) +
               LOGREG_SHUFFLE(v[2 * k], v[2 * k + 1], 1, 9, 3, 11, 5, 13, 7, 15);
#pragma GCC unroll 2
  for (Size k = 0; k < 2; ++k)
    fours[k] = LOGREG_SHUFFLE(pairs[2 * k], pairs[2 * k + 1], 0, 1, 8, 9, 4, 5, 12, 13) +
               LOGREG_SHUFFLE(pairs[2 * k], pairs[2 * k + 1], 2, 3, 10, 11, 6, 7, 14, 15);
  return LOGREG_SHUFFLE(fours[0], fours[1], 0, 1, 2, 3, 8, 9, 10, 11) +
         LOGREG_SHUFFLE(fours[0], fours[1], 4, 5, 6, 7, 12, 13, 14, 15);
#endif
}

/// out[k] += factor times the sum of the lanes of v[k], for k < Count.
template <int Count>
LOGREG_INLINE void add_sums(const Real* v, double factor, double* out) {
#pragma GCC unroll 8
  for (Size from = 0; from < Count; from += kLanes) {
    Real some[kLanes] = {};
#pragma GCC unroll 8
    for (Size k = 0; k < kLanes; ++k)
      if (from + k < Count) some[k] = v[from + k];
    const Real sums = sums_of(some) * factor;
    if (from + kLanes <= Count) store(out + from, load(out + from) + sums);
    else
      for (Size k = 0; from + k < Count; ++k) out[from + k] += sums[k];
  }
}

template <int Count>
inline void add_columns_times(Size rows, const double* x, Size stride, const double* r, double* gradient) {
  Real sum[Count] = {};
  Size i = 0;
  for (; i + kLanes <= rows; i += kLanes) {
    const Real residual = load(r + i);
#pragma GCC unroll 8
    for (int j = 0; j < Count; ++j) sum[j] += load(x + j * stride + i) * residual;
  }
  add_sums<Count>(sum, 1.0, gradient);
  for (; i < rows; ++i)
    for (int j = 0; j < Count; ++j) gradient[j] += x[j * stride + i] * r[i];
}

inline void add_transpose_times(Size rows, Size cols, const double* x, Size stride, const double* r, double* gradient) {
  Size j = 0;
  for (; j + 8 <= cols; j += 8) add_columns_times<8>(rows, x + j * stride, stride, r, gradient + j);
  if (j + 4 <= cols) {
    add_columns_times<4>(rows, x + j * stride, stride, r, gradient + j);
    j += 4;
  }
  for (; j < cols; ++j) add_columns_times<1>(rows, x + j * stride, stride, r, gradient + j);
}

template <int Count>
inline void add_columns_in_place(Size rows, const ColumnInPlace* columns, const double* r, double* gradient) {
  Real sum[Count] = {}, center[Count];
  const double* from[Count];
#pragma GCC unroll 8
  for (int j = 0; j < Count; ++j) {
    center[j] = all(columns[j].center);
    from[j] = columns[j].values;
  }
  Size i = 0;
  for (; i + kLanes <= rows; i += kLanes) {
    const Real residual = load(r + i);
#pragma GCC unroll 8
    for (int j = 0; j < Count; ++j) sum[j] += (load(from[j] + i) - center[j]) * residual;
  }
  double total[Count] = {};
  add_sums<Count>(sum, 1.0, total);
  for (; i < rows; ++i)
    for (int j = 0; j < Count; ++j) total[j] += (from[j][i] - columns[j].center) * r[i];
  for (int j = 0; j < Count; ++j) gradient[j] += total[j] * columns[j].inverse_scale;
}

/// gradient += Z' r, the columns of Z where they lie.
inline void add_transpose_times_in_place(Size rows, Size cols, const ColumnInPlace* columns, const double* r,
                                         double* gradient) {
  Size j = 0;
  for (; j + 4 <= cols; j += 4) add_columns_in_place<4>(rows, columns + j, r, gradient + j);
  for (; j < cols; ++j) add_columns_in_place<1>(rows, columns + j, r, gradient + j);
}

// A tile of the Gram is kTileHeight x kTileWidth sums of products of two columns, kept in registers while the rows go
// by: 24, 12 or 8 of the 32, 16 or 16 that there are, the others for the columns themselves.
#if LOGREG_LANES == 8
constexpr int kTileHeight = 8, kTileWidth = 3;
#elif LOGREG_LANES == 4
constexpr int kTileHeight = 4, kTileWidth = 3;
#else
constexpr int kTileHeight = 4, kTileWidth = 2;
#endif

/// Hands out what is to be fetched, a piece of a column to a tile.
class Fetcher {
 public:
  explicit Fetcher(const FetchAhead* ahead) : ahead_(ahead) {}

  /// Where a tile is to fetch from; null when all was asked for.
  LOGREG_INLINE const char* next(Size bytes) {
    if (!ahead_ || column_ == ahead_->count) return nullptr;
    const char* from = static_cast<const char*>(ahead_->places[column_]) + offset_;
    offset_ += bytes;
    if (offset_ >= ahead_->bytes) {
      offset_ = 0;
      ++column_;
    }
    return from;
  }

 private:
  const FetchAhead* ahead_;
  Size column_ = 0, offset_ = 0;
};

// Rows that a tile goes over at a time: the weighted columns down its side stay in the first-level cache, and the
// columns across it come by from the second, three lines for every twelve cycles of multiplications.
constexpr Size kTileRows = 256;
// Each step over kLanes rows of a tile fetches this much: with few columns a tile has many more of them to wait for.
constexpr Size kFetchedBytes = 16 * kLanes;

/// Columns across a tile: their rows at hand begin at `from`.
struct Across {
  const ColumnInPlace* columns;
  Size from;
};

/// gram[h, k] += sum over rows of down_h z_k, `down` being weighted and scaled already.
template <int Height, int Width>
inline void add_tile(Size rows, const double* down, Across across, double* gram, Size gram_stride, const char* fetched) {
  Real sum[Width][Height] = {}, center[Width];
  const double* values[Width];
#pragma GCC unroll 8
  for (int k = 0; k < Width; ++k) {
    center[k] = all(across.columns[k].center);
    values[k] = across.columns[k].values + across.from;
  }
  Size i = 0;
  for (; i + kLanes <= rows; i += kLanes) {
    if (fetched) {
#pragma GCC unroll 8
      for (Size line = 0; line < kFetchedBytes; line += 64) __builtin_prefetch(fetched + i * 16 + line, 0, 2);
    }
    Real some[Width];
#pragma GCC unroll 8
    for (int k = 0; k < Width; ++k) {
      some[k] = load(values[k] + i) - center[k];
      LOGREG_KEEP(some[k]);
    }
#pragma GCC unroll 8
    for (int h = 0; h < Height; ++h) {
      Real value = load(down + h * kTileRows + i);
      LOGREG_KEEP(value);
#pragma GCC unroll 8
      for (int k = 0; k < Width; ++k) sum[k][h] += value * some[k];
    }
  }
#pragma GCC unroll 8
  for (int k = 0; k < Width; ++k) {
    const ColumnInPlace& column = across.columns[k];
    double* out = gram + k * gram_stride;
    double rest[Height] = {};
    for (Size row = i; row < rows; ++row)
      for (int h = 0; h < Height; ++h) rest[h] += down[h * kTileRows + row] * (values[k][row] - column.center);
    add_sums<Height>(sum[k], column.inverse_scale, out);
    if (i < rows)
      for (int h = 0; h < Height; ++h) out[h] += rest[h] * column.inverse_scale;
  }
}

template <int Width>
inline void add_tile_of(Size height, Size rows, const double* down, Across across, double* gram, Size gram_stride,
                        const char* fetched) {
  switch (height) {
#if LOGREG_LANES == 8
    case 8: return add_tile<8, Width>(rows, down, across, gram, gram_stride, fetched);
    case 7: return add_tile<7, Width>(rows, down, across, gram, gram_stride, fetched);
    case 6: return add_tile<6, Width>(rows, down, across, gram, gram_stride, fetched);
    case 5: return add_tile<5, Width>(rows, down, across, gram, gram_stride, fetched);
#endif
    case 4: return add_tile<4, Width>(rows, down, across, gram, gram_stride, fetched);
    case 3: return add_tile<3, Width>(rows, down, across, gram, gram_stride, fetched);
    case 2: return add_tile<2, Width>(rows, down, across, gram, gram_stride, fetched);
    case 1: return add_tile<1, Width>(rows, down, across, gram, gram_stride, fetched);
    default: return;
  }
}

/// down_h = w z_h for `height` columns.
inline void weigh_columns(Size height, Size rows, const ColumnInPlace* columns, Size from, const double* w, double* down) {
  for (Size h = 0; h < height; ++h) {
    const double* x = columns[h].values + from;
    const double center = columns[h].center, inverse_scale = columns[h].inverse_scale;
    double* out = down + h * kTileRows;
    Size i = 0;
    for (; i + kLanes <= rows; i += kLanes) store(out + i, load(w + i) * ((load(x + i) - center) * inverse_scale));
    for (; i < rows; ++i) out[i] = w[i] * ((x[i] - center) * inverse_scale);
  }
}

/// The rows first, ..., first + height - 1 of the lower triangle. Where a tile crosses the diagonal, what lies above it
/// in its first column is left out.
inline void add_gram_rows(Size first, Size height, Size rows, const double* down, const ColumnInPlace* columns, Size from,
                          double* gram, Size gram_stride, Fetcher& fetcher) {
  const Size end = first + height;
  for (Size j = 0; j < end; j += kTileWidth) {
    const Size above = j > first ? j - first : 0;
    const double* side = down + above * kTileRows;
    double* out = gram + j * gram_stride + first + above;
    const char* fetched = fetcher.next(rows * 16);
    switch (end - j < kTileWidth ? end - j : kTileWidth) {
#if LOGREG_LANES > 2
      case 3: add_tile_of<3>(height - above, rows, side, {columns + j, from}, out, gram_stride, fetched); break;
#endif
      case 2: add_tile_of<2>(height - above, rows, side, {columns + j, from}, out, gram_stride, fetched); break;
      default: add_tile_of<1>(height - above, rows, side, {columns + j, from}, out, gram_stride, fetched);
    }
  }
}

inline void add_weighted_gram(Size rows, Size cols, const ColumnInPlace* columns, const double* w, double* gram,
                              Size gram_stride, const FetchAhead* ahead) {
  alignas(64) double down[kTileHeight * kTileRows];
  Fetcher fetcher(ahead);
  for (Size from = 0; from < rows; from += kTileRows) {
    const Size count = rows - from < kTileRows ? rows - from : kTileRows;
    for (Size first = 0; first < cols; first += kTileHeight) {
      const Size height = cols - first < kTileHeight ? cols - first : kTileHeight;
      weigh_columns(height, count, columns + first, from, w + from, down);
      add_gram_rows(first, height, count, down, columns, from, gram, gram_stride, fetcher);
    }
  }
}

/// One row in each lane. e = exp(-|eta|) gives all three terms; see loss/logistic.hpp for their order.
struct LossVector {
  Real e, linear, gradient, curvature;
};
LOGREG_INLINE LossVector loss_of(Real eta, Real y) {
  const Real e = exp_of(-absolute(eta));
  const Real larger = 1.0 / (1.0 + e), smaller = e * larger, rest = 1.0 - y;
  const Whole positive = eta > 0.0;
  return {e, pick(positive, rest * eta, -(y * eta)), pick(positive, rest - smaller, smaller - y), smaller * larger};
}

// Rows whose log(1 + e) may share one logarithm: each lane's product stays below 2^32.
constexpr Size kShared = 32 * kLanes;
// Below this e the product 1 + e loses too many of its digits (design rule 3).
constexpr double kLeastShared = 1e-6;

inline double logistic(Size n, const double* eta, const double* y, const double* weight, double* gradient,
                       double* curvature) {
  Real total = {};
  double shared = 0.0;
  for (Size from = 0; from < n; from += kShared) {
    const Size count = n - from < kShared ? n - from : kShared;
    double e[kShared];
    Real product = all(1.0), least = all(1.0);
    for (Size i = 0; i < count; i += kLanes) {
      const Size at = from + i, left = count - i;
      const bool whole = left >= kLanes;
      // A lane beyond the end: eta = 0 with weight 0.
      const Real w = weight ? (whole ? load(weight + at) : load_part(weight + at, left, 0.0))
                            : (whole ? all(1.0) : ones_part(left));
      const LossVector row = whole ? loss_of(load(eta + at), load(y + at))
                                   : loss_of(load_part(eta + at, left, 0.0), load_part(y + at, left, 0.0));
      total += w * row.linear;
      store(e + i, row.e);
      const Real factor = 1.0 + row.e;
      product *= whole ? factor : load_part(reinterpret_cast<const double*>(&factor), left, 1.0);
      least = smaller_of(row.e, least);
      if (whole) {
        store(gradient + at, w * row.gradient);
        if (curvature) store(curvature + at, w * row.curvature);
      } else {
        store_part(gradient + at, w * row.gradient, left);
        if (curvature) store_part(curvature + at, w * row.curvature, left);
      }
    }
    bool share = !weight;
    for (Size k = 0; k < kLanes; ++k) share = share && least[k] >= kLeastShared;
    if (share) {
      for (Size k = 0; k < kLanes; ++k) shared += __builtin_log(product[k]);
      continue;
    }
    for (Size i = 0; i < count; i += kLanes) {
      const Size at = from + i, left = count - i;
      const bool whole = left >= kLanes;
      const Real tail = log1p_of(load(e + i));
      if (whole) total += (weight ? load(weight + at) : all(1.0)) * tail;
      else
        for (Size k = 0; k < left; ++k) shared += (weight ? weight[at + k] : 1.0) * tail[k];
    }
  }
  return sum_of(total) + shared;
}

inline Extremes extremes(Size n, const double* linear, const double* y, const double* weight) {
  Real least = all(kInf), largest = {};
  const auto visit = [&](Real value, Real response, Real w) {
    const Whole counts = w > 0.0;
    const Real margin = pick(response == 1.0, value, pick(response == 0.0, -value, all(-kInf)));
    least = pick(counts, smaller_of(margin, least), least);
    largest = pick(counts, larger_of(absolute(value), largest), largest);
  };
  Size i = 0;
  for (; i + kLanes <= n; i += kLanes) visit(load(linear + i), load(y + i), weight ? load(weight + i) : all(1.0));
  if (i < n) {
    const Size left = n - i;
    const Real w = weight ? load_part(weight + i, left, 0.0) : ones_part(left);
    visit(load_part(linear + i, left, 0.0), load_part(y + i, left, 0.0), w);
  }
  Extremes found = {kInf, 0.0};
  for (Size k = 0; k < kLanes; ++k) {
    if (least[k] < found.least_margin) found.least_margin = least[k];
    if (largest[k] > found.largest_linear) found.largest_linear = largest[k];
  }
  return found;
}

inline double largest(Size n, const double* x, double center, double inverse_scale) {
  Real found = {}, wrong = {};
  Size i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const Real value = load(x + i);
    found = larger_of(absolute(value - center), found);
    wrong += value - value;  // NaN for what is not finite
  }
  if (i < n) {
    const Real value = load_part(x + i, n - i, center);
    found = larger_of(absolute(value - center), found);
    wrong += value - value;
  }
  double most = 0.0;
  for (Size k = 0; k < kLanes; ++k)
    if (found[k] > most) most = found[k];
  return sum_of(wrong) == 0.0 ? most * inverse_scale : __builtin_nan("");
}

inline ColumnSums column_sums(Size n, const double* x, const double* weight, double shift) {
  Real weights = {}, sum = {}, squares = {}, wrong = {}, minimum = all(kInf), maximum = all(-kInf);
  const auto visit = [&](Real value, Real w) {
    const Whole counts = w > 0.0;
    const Real gap = value - shift, share = w * gap;
    weights += w;
    sum += share;
    squares += share * gap;
    wrong += value - value;  // NaN for what is not finite
    minimum = pick(counts, smaller_of(value, minimum), minimum);
    maximum = pick(counts, larger_of(value, maximum), maximum);
  };
  Size i = 0;
  for (; i + kLanes <= n; i += kLanes) visit(load(x + i), weight ? load(weight + i) : all(1.0));
  if (i < n) {
    const Size left = n - i;
    const Real w = weight ? load_part(weight + i, left, 0.0) : ones_part(left);
    visit(load_part(x + i, left, shift), w);
  }
  ColumnSums found = {sum_of(weights), sum_of(sum), sum_of(squares), kInf, -kInf, sum_of(wrong) == 0.0};
  for (Size k = 0; k < kLanes; ++k) {
    if (minimum[k] < found.minimum) found.minimum = minimum[k];
    if (maximum[k] > found.maximum) found.maximum = maximum[k];
  }
  return found;
}

inline const Kernels* table(const char* name) {
  static const Kernels made = {name,
                               exponential,
                               log_one_plus,
                               scale_real,
                               scale_integer,
                               times,
                               add_transpose_times,
                               times_in_place,
                               add_transpose_times_in_place,
                               add_weighted_gram,
                               logistic,
                               extremes,
                               largest,
                               column_sums};
  return &made;
}

#undef LOGREG_INLINE
#undef LOGREG_KEEP
#undef LOGREG_SHUFFLE
