#include "logreg/kernel/instruction_sets.hpp"

#include "laws.hpp"
#include "tables.hpp"

namespace tests_of_kernels {

// Every kernel of every table that this processor has, against its scalar twin: all lengths around the
// vector's, all places in memory, and nothing read or written beyond the ends. Inputs end where their
// memory ends, so that the address sanitizer sees a read too many; gaps between columns are NaN.

using logreg::Index;
using logreg::Kernels;

namespace {

constexpr Index kLongest = 67, kPlaces = 8;
constexpr double kGuard = -987654.25, kUnit = std::numeric_limits<double>::epsilon();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::size_t size_of(Index n) { return static_cast<std::size_t>(n); }

std::mt19937 generator(3);
double random_number() { return static_cast<double>(generator()) / 2147483648.0 - 1.0; }

/// Numbers that begin `place` doubles into their memory and end with it.
struct Input {
  Input(Index n, Index place) : memory(size_of(n + place), kNaN), from(memory.data() + place), size(n) {
    for (Index i = 0; i < n; ++i) from[i] = random_number();
  }
  Input absolute() const {
    Input made = *this;
    made.from = made.memory.data() + (from - memory.data());
    for (double& value : made.memory) value = std::abs(value);
    return made;
  }
  Input(const Input& other) : memory(other.memory), from(memory.data() + (other.from - other.memory.data())), size(other.size) {}
  std::vector<double> memory;
  double* from;
  Index size;
};

/// A matrix whose columns lie `gap` doubles further apart than their length.
struct Columns {
  Columns(Index rows_of, Index cols_of, Index gap, Index place)
      : rows(rows_of), cols(cols_of), stride(rows_of + gap), values(cols_of == 0 ? 0 : (cols_of - 1) * stride + rows_of, place) {
    for (Index j = 0; j + 1 < cols; ++j)
      for (Index i = rows; i < stride; ++i) values.from[j * stride + i] = kNaN;
  }
  Index rows, cols, stride;
  Input values;
};

/// Memory to write to between two guards.
struct Output {
  Output(Index n, Index place, double value) : memory(size_of(n + place + 16), kGuard), from(memory.data() + place), size(n) {
    std::fill(from, from + n, value);
  }
  bool is_guarded() const {
    bool kept = true;
    for (const double* at = memory.data(); at < memory.data() + memory.size(); ++at)
      kept = kept && (*at == kGuard || (at >= from && at < from + size));
    return kept;
  }
  std::vector<double> memory;
  double* from;
  Index size;
};

/// The columns of a matrix as they lie.
std::vector<logreg::ColumnInPlace> side_by_side(const double* x, Index stride, Index cols) {
  std::vector<logreg::ColumnInPlace> made;
  for (Index j = 0; j < cols; ++j) made.push_back({x + j * stride, 0.0, 1.0});
  return made;
}

bool same_number(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

enum class Weights { none, positive, some_zero };
const Weights all_weights[] = {Weights::none, Weights::positive, Weights::some_zero};

/// Null, or weights of the kind asked for in `memory`.
const double* weights_in(Input& memory, Weights kind) {
  for (Index i = 0; i < memory.size; ++i) {
    memory.from[i] = std::abs(memory.from[i]) + 0.1;
    if (kind == Weights::some_zero && i % 3 == 1) memory.from[i] = 0.0;
  }
  return kind == Weights::none ? nullptr : memory.from;
}

/// Are n sums of `terms` products within their rounding of the twin's? `sizes` are sums of sizes.
bool are_near(const double* found, const double* twin, const double* sizes, Index n, Index terms) {
  bool near = true;
  for (Index i = 0; i < n; ++i)
    near = near && std::abs(found[i] - twin[i]) <= 2 * kUnit * static_cast<double>(terms + 2) * sizes[i];
  return near;
}

template <class Check>
void for_each_table(Check check) {
  for (const Kernels* table : tables::here()) {
    CAPTURE(std::string(table->name));
    check(*table);
  }
}

/// Every length and every place in memory; each length meets all places.
template <class Check>
void for_each_length(Check check) {
  for_each_table([&](const Kernels& table) {
    for (Index n = 0; n <= kLongest; ++n)
      for (Index place = 0; place < kPlaces; ++place) {
        CAPTURE(n);
        CAPTURE(place);
        check(table, n, place);
      }
  });
}

}  // namespace

TEST_CASE("tables are found by their names; 'auto' is the widest; what there is not is null") {
  CHECK(logreg::kernels_named("baseline") == logreg::baseline_kernels());
  CHECK(logreg::kernels_named("auto") == tables::here().back());
  CHECK(logreg::kernels_named("altivec") == nullptr);
  CHECK(logreg::kernels_named("") == nullptr);
  std::vector<std::string> names;
  for (const Kernels* table : tables::here()) names.push_back(table->name);
  CHECK(names.front() == "baseline");
  for (std::size_t k = 0; k < names.size(); ++k) CHECK(logreg::kernels_named(names[k]) == tables::here()[k]);
  for (const Kernels* table : {logreg::avx2_kernels(), logreg::avx512_kernels()})
    if (table) CHECK(std::string(table->name).substr(0, 3) == "avx");
}

TEST_CASE("without a choice the scalar twins run, and a choice holds until the next") {
  const Kernels& before = logreg::kernels();
  {
    const tables::Using scalar(logreg::scalar_kernels());
    CHECK(std::string(logreg::kernels().name) == "scalar");
  }
  CHECK(&logreg::kernels() == &before);
}

TEST_CASE("exponential and log_one_plus: as the twin within their units, at every length and place") {
  for_each_length([](const Kernels& table, Index n, Index place) {
    const Input x(n, place);
    const Input e = x.absolute();
    Output one(n, place, 0), other(n, (place + 3) % kPlaces, 0), twin(n, 0, 0);
    table.exponential(n, x.from, one.from);
    table.log_one_plus(n, e.from, other.from);
    logreg::scalar::exponential(n, x.from, twin.from);
    bool near = true;
    for (Index i = 0; i < n; ++i) near = near && laws::units_apart(one.from[i], twin.from[i]) <= 2;
    logreg::scalar::log_one_plus(n, e.from, twin.from);
    for (Index i = 0; i < n; ++i) near = near && laws::units_apart(other.from[i], twin.from[i]) <= 3;
    CHECK(near);
    CHECK(one.is_guarded());
    CHECK(other.is_guarded());
  });
}

TEST_CASE("scaling has the twin's bits, and a missing integer is NaN") {
  for_each_length([](const Kernels& table, Index n, Index place) {
    const Input x(n, place);
    std::vector<int> whole(size_of(n + place));
    for (int& value : whole) value = static_cast<int>(generator());
    if (n > 0) whole[size_of(place + n / 2)] = std::numeric_limits<int>::min();
    Output real(n, (place + 5) % kPlaces, 0), integer(n, place, 0), twin(n, 0, 0);
    table.scale_real(n, x.from, 0.3, 0.25, real.from);
    logreg::scalar::scale_real(n, x.from, 0.3, 0.25, twin.from);
    bool same = true;
    for (Index i = 0; i < n; ++i) same = same && same_number(real.from[i], twin.from[i]);
    table.scale_integer(n, whole.data() + place, -1.7, 8.0, integer.from);
    logreg::scalar::scale_integer(n, whole.data() + place, -1.7, 8.0, twin.from);
    for (Index i = 0; i < n; ++i) same = same && same_number(integer.from[i], twin.from[i]);
    CHECK(same);
    if (n > 0) CHECK(std::isnan(integer.from[n / 2]));
    CHECK(real.is_guarded());
    CHECK(integer.is_guarded());
  });
}

TEST_CASE("products with a vector, from both sides, are the twin's to rounding") {
  for_each_table([](const Kernels& table) {
    for (Index n = 0; n <= kLongest; ++n)
      for (Index p = 0; p <= 30; ++p) {
        const Index place = (n + p) % kPlaces, gap = (n + 2 * p) % 5;
        CAPTURE(n);
        CAPTURE(p);
        const Columns x(n, p, gap, place), sizes{x.rows, x.cols, gap, place};
        const Input beta(p, (place + 1) % kPlaces), r(n, (place + 2) % kPlaces);
        const Input x_size = x.values.absolute(), beta_size = beta.absolute(), r_size = r.absolute();

        Output eta(n, (place + 4) % kPlaces, 7.0), twin(n, 0, 7.0), size(n, 0, 0.0);
        table.times(n, p, x.values.from, x.stride, beta.from, eta.from);
        logreg::scalar::times(n, p, x.values.from, x.stride, beta.from, twin.from);
        logreg::scalar::times(n, p, x_size.from, x.stride, beta_size.from, size.from);
        CHECK(are_near(eta.from, twin.from, size.from, n, p));
        CHECK(eta.is_guarded());

        Output gradient(p, (place + 6) % kPlaces, 1.0), twin_gradient(p, 0, 1.0), gradient_size(p, 0, 1.0);
        table.add_transpose_times(n, p, x.values.from, x.stride, r.from, gradient.from);
        logreg::scalar::add_transpose_times(n, p, x.values.from, x.stride, r.from, twin_gradient.from);
        logreg::scalar::add_transpose_times(n, p, x_size.from, x.stride, r_size.from, gradient_size.from);
        CHECK(are_near(gradient.from, twin_gradient.from, gradient_size.from, p, n + 1));
        CHECK(gradient.is_guarded());
      }
  });
}

TEST_CASE("the weighted Gram's lower triangle is the twin's to rounding, for weights of any sign, in any tile") {
  for_each_table([](const Kernels& table) {
    for (Index n = 0; n <= kLongest; ++n)
      for (Index p = 0; p <= 30; ++p) {
        const Index place = (3 * n + p) % kPlaces, gap = (n + p) % 4, gram_stride = p + p % 3;
        CAPTURE(n);
        CAPTURE(p);
        const Columns x(n, p, gap, place);
        Input w(n, (place + 5) % kPlaces);
        for (Index i = 0; i < n; i += 3) w.from[i] = 0.0;
        const Input x_size = x.values.absolute(), w_size = w.absolute();
        Output gram(p * gram_stride, (place + 1) % kPlaces, 1.0), twin(p * gram_stride, 0, 1.0), size(p * gram_stride, 0, 1.0);
        table.add_weighted_gram(n, p, side_by_side(x.values.from, x.stride, p).data(), w.from, gram.from, gram_stride, nullptr);
        logreg::scalar::add_weighted_gram(n, p, side_by_side(x.values.from, x.stride, p).data(), w.from, twin.from, gram_stride, nullptr);
        logreg::scalar::add_weighted_gram(n, p, side_by_side(x_size.from, x.stride, p).data(), w_size.from, size.from, gram_stride, nullptr);
        bool near = true, padding_kept = true;
        for (Index j = 0; j < p; ++j) {
          const Index diagonal = j * gram_stride + j;
          near = near && are_near(gram.from + diagonal, twin.from + diagonal, size.from + diagonal, p - j, n + 1);
          for (Index i = p; i < gram_stride; ++i) padding_kept = padding_kept && gram.from[j * gram_stride + i] == 1.0;
        }
        CHECK(near);
        CHECK(padding_kept);
        CHECK(gram.is_guarded());
      }
  });
}

TEST_CASE("columns where they lie give the products that they give when packed: eta and the Gram to the last bit") {
  for_each_length([](const Kernels& table, Index n, Index place) {
    for (Index p : {0, 1, 4, 5, 8, 11}) {
      CAPTURE(p);
      std::vector<Input> lying;
      for (Index j = 0; j < p; ++j) lying.emplace_back(n, (place + j) % kPlaces);
      std::vector<logreg::ColumnInPlace> columns;
      std::vector<double> packed(size_of(n * p));
      for (Index j = 0; j < p; ++j) {
        const double center = 0.3 * static_cast<double>(j % 3), inverse_scale = std::ldexp(1.0, static_cast<int>(j) - 4);
        columns.push_back({lying[size_of(j)].from, center, inverse_scale});
        table.scale_real(n, columns.back().values, center, inverse_scale, packed.data() + j * n);
      }
      const Input beta(p, place), r(n, (place + 1) % kPlaces);
      Output eta(n, place, 7.0), eta_packed(n, place, 7.0), gradient(p, place, 1.0), gradient_packed(p, place, 1.0);
      table.times_in_place(n, p, columns.data(), beta.from, eta.from);
      table.times(n, p, packed.data(), n, beta.from, eta_packed.from);
      table.add_transpose_times_in_place(n, p, columns.data(), r.from, gradient.from);
      table.add_transpose_times(n, p, packed.data(), n, r.from, gradient_packed.from);
      CHECK(eta.memory == eta_packed.memory);
      const Input w(n, (place + 2) % kPlaces);
      Output gram(p * p, place, 1.0), gram_packed(p * p, place, 1.0);
      table.add_weighted_gram(n, p, columns.data(), w.from, gram.from, p, nullptr);
      table.add_weighted_gram(n, p, side_by_side(packed.data(), n, p).data(), w.from, gram_packed.from, p, nullptr);
      bool same = gram.is_guarded();
      for (Index j = 0; j < p; ++j)
        for (Index i = j; i < p; ++i) same = same && gram.from[j * p + i] == gram_packed.from[j * p + i];
      CHECK(same);
      bool near = gradient.is_guarded();
      for (Index j = 0; j < p; ++j) {
        double size = 1.0;
        for (Index i = 0; i < n; ++i) size += std::abs(packed[size_of(j * n + i)] * r.from[i]);
        near = near && are_near(gradient.from + j, gradient_packed.from + j, &size, 1, n);
      }
      CHECK(near);
    }
  });
}

TEST_CASE("the twins of products in place are those of the packed columns to rounding") {
  const Index n = 67, p = 5;
  std::vector<Input> lying;
  std::vector<logreg::ColumnInPlace> columns;
  std::vector<double> packed(size_of(n * p));
  for (Index j = 0; j < p; ++j) lying.emplace_back(n, j);
  for (Index j = 0; j < p; ++j) {
    columns.push_back({lying[size_of(j)].from, 0.25, 4.0});
    logreg::scalar::scale_real(n, columns.back().values, 0.25, 4.0, packed.data() + j * n);
  }
  const Input beta(p, 0), r(n, 0);
  Output eta(n, 0, 0.0), plain(n, 0, 0.0), gradient(p, 0, 1.0), plain_gradient(p, 0, 1.0);
  logreg::scalar::times_in_place(n, p, columns.data(), beta.from, eta.from);
  logreg::scalar::times(n, p, packed.data(), n, beta.from, plain.from);
  logreg::scalar::add_transpose_times_in_place(n, p, columns.data(), r.from, gradient.from);
  logreg::scalar::add_transpose_times(n, p, packed.data(), n, r.from, plain_gradient.from);
  for (Index i = 0; i < n; ++i) CHECK(std::abs(eta.from[i] - plain.from[i]) <= 1e-14);
  for (Index j = 0; j < p; ++j) CHECK(std::abs(gradient.from[j] - plain_gradient.from[j]) <= 1e-13);
}

TEST_CASE("the Gram of more rows than a tile goes over at a time is the twin's to rounding") {
  for_each_table([](const Kernels& table) {
    for (Index n : {511, 512, 513, 1024, 1300})
      for (Index p : {1, 2, 3, 9, 14, 27}) {
        CAPTURE(n);
        CAPTURE(p);
        const Columns x(n, p, 5, n % kPlaces);
        const Input w(n, p % kPlaces), x_size = x.values.absolute(), w_size = w.absolute();
        Output gram(p * p, 1, 1.0), twin(p * p, 0, 1.0), size(p * p, 0, 1.0);
        table.add_weighted_gram(n, p, side_by_side(x.values.from, x.stride, p).data(), w.from, gram.from, p, nullptr);
        logreg::scalar::add_weighted_gram(n, p, side_by_side(x.values.from, x.stride, p).data(), w.from, twin.from, p, nullptr);
        logreg::scalar::add_weighted_gram(n, p, side_by_side(x_size.from, x.stride, p).data(), w_size.from, size.from, p, nullptr);
        bool near = gram.is_guarded();
        for (Index j = 0; j < p; ++j)
          near = near && are_near(gram.from + j * (p + 1), twin.from + j * (p + 1), size.from + j * (p + 1), p - j, n);
        CHECK(near);
      }
  });
}

TEST_CASE("what is fetched ahead changes no bit of the Gram, however many places there are and wherever they end") {
  for_each_table([](const Kernels& table) {
    for (Index n : {0, 1, 8, 63, 67, 511, 513})
      for (Index p : {1, 2, 3, 8, 13}) {
        CAPTURE(n);
        CAPTURE(p);
        const Columns x(n, p, 3, 1);
        const Input w(n, 2);
        Output plain(p * p, 0, 1.0);
        table.add_weighted_gram(n, p, side_by_side(x.values.from, x.stride, p).data(), w.from, plain.from, p, nullptr);
        for (Index count : {0, 1, 2, 9, 40})
          for (Index bytes : {0, 8, 63, 64, 520, 8192}) {
            const std::vector<double> far(size_of(bytes / 8 + 1));
            const std::vector<const void*> places(size_of(count), far.data());
            const logreg::FetchAhead ahead{places.data(), count, bytes};
            Output gram(p * p, 0, 1.0);
            table.add_weighted_gram(n, p, side_by_side(x.values.from, x.stride, p).data(), w.from, gram.from, p, &ahead);
            bool same = gram.is_guarded();
            for (Index j = 0; j < p; ++j)
              for (Index i = j; i < p; ++i) same = same && gram.from[j * p + i] == plain.from[j * p + i];
            CHECK(same);
          }
      }
  });
}

TEST_CASE("products of matrices at every place in memory") {
  for_each_length([](const Kernels& table, Index n, Index place) {
    constexpr Index p = 7;
    const Columns x(n, p, 3, place);
    const Input w = Input(n, place).absolute(), beta(p, place), r(n, place);
    const Input x_size = x.values.absolute(), beta_size = beta.absolute(), r_size = r.absolute();
    Output eta(n, place, 0.0), eta_twin(n, 0, 0.0), eta_size(n, 0, 0.0);
    table.times(n, p, x.values.from, x.stride, beta.from, eta.from);
    logreg::scalar::times(n, p, x.values.from, x.stride, beta.from, eta_twin.from);
    logreg::scalar::times(n, p, x_size.from, x.stride, beta_size.from, eta_size.from);
    CHECK(are_near(eta.from, eta_twin.from, eta_size.from, n, p));
    Output gradient(p, place, 0.0), gradient_twin(p, 0, 0.0), gradient_size(p, 0, 0.0);
    table.add_transpose_times(n, p, x.values.from, x.stride, r.from, gradient.from);
    logreg::scalar::add_transpose_times(n, p, x.values.from, x.stride, r.from, gradient_twin.from);
    logreg::scalar::add_transpose_times(n, p, x_size.from, x.stride, r_size.from, gradient_size.from);
    CHECK(are_near(gradient.from, gradient_twin.from, gradient_size.from, p, n));
    Output gram(p * p, place, 0.0), twin(p * p, 0, 0.0), size(p * p, 0, 0.0);
    table.add_weighted_gram(n, p, side_by_side(x.values.from, x.stride, p).data(), w.from, gram.from, p, nullptr);
    logreg::scalar::add_weighted_gram(n, p, side_by_side(x.values.from, x.stride, p).data(), w.from, twin.from, p, nullptr);
    logreg::scalar::add_weighted_gram(n, p, side_by_side(x_size.from, x.stride, p).data(), w.from, size.from, p, nullptr);
    for (Index j = 0; j < p; ++j)
      CHECK(are_near(gram.from + j * (p + 1), twin.from + j * (p + 1), size.from + j * (p + 1), p - j, n));
    CHECK((eta.is_guarded() && gradient.is_guarded() && gram.is_guarded()));
  });
}

TEST_CASE("logistic terms are the twin's to rounding, with and without weights and curvature") {
  for_each_length([](const Kernels& table, Index n, Index place) {
    for (Weights kind : all_weights) {
      Input eta(n, place), y(n, (place + 1) % kPlaces), memory(n, (place + 2) % kPlaces);
      for (Index i = 0; i < n; ++i) {
        eta.from[i] *= i % 5 == 0 ? 60.0 : 6.0;  // e on both sides of 1e-6
        y.from[i] = i % 4 == 0 ? std::abs(y.from[i]) : static_cast<double>(i % 2);
      }
      const double* weight = weights_in(memory, kind);
      Output gradient(n, place, 7.0), curvature(n, (place + 3) % kPlaces, 7.0), twin(n, 0, 0), twin_curvature(n, 0, 0);
      const double sum = table.logistic(n, eta.from, y.from, weight, gradient.from, curvature.from);
      const double expected = logreg::scalar::logistic(n, eta.from, y.from, weight, twin.from, twin_curvature.from);
      // A product that stands for many logs is rounded once a row, to units of 1.
      CHECK(laws::agree(sum, expected, 2 * static_cast<double>(n + 4) * kUnit, kind == Weights::none ? static_cast<double>(n) * kUnit : 0.0));
      bool near = true;
      for (Index i = 0; i < n; ++i) {
        const double w = weight ? weight[i] : 1.0, part = eta.from[i] > 0 ? 1 - y.from[i] : y.from[i];
        near = near && laws::agree(gradient.from[i], twin.from[i], 6 * kUnit, 2 * kUnit * w * part);
        near = near && laws::agree(curvature.from[i], twin_curvature.from[i], 8 * kUnit, 0);
      }
      CHECK(near);
      Output alone(n, place, 7.0);
      CHECK(table.logistic(n, eta.from, y.from, weight, alone.from, nullptr) == sum);
      CHECK(alone.memory == gradient.memory);
      CHECK(gradient.is_guarded());
      CHECK(curvature.is_guarded());
    }
  });
}

TEST_CASE("extremes are the twin's exactly: rows that weigh nothing and proportions included") {
  for_each_length([](const Kernels& table, Index n, Index place) {
    for (Weights kind : all_weights)
      for (bool proportion : {false, true}) {
        Input linear(n, place), y(n, (place + 1) % kPlaces), memory(n, (place + 2) % kPlaces);
        for (Index i = 0; i < n; ++i) y.from[i] = static_cast<double>(i % 2);
        if (proportion && n > 0) y.from[n - 1] = 0.5;
        const double* weight = weights_in(memory, kind);
        if (kind == Weights::some_zero && n > 1) linear.from[1] = 1e9;
        const logreg::Extremes found = table.extremes(n, linear.from, y.from, weight);
        const logreg::Extremes twin = logreg::scalar::extremes(n, linear.from, y.from, weight);
        CHECK(found.least_margin == twin.least_margin);
        CHECK(found.largest_linear == twin.largest_linear);
      }
  });
}

TEST_CASE("a margin at each place in turn is found") {
  for_each_length([](const Kernels& table, Index n, Index place) {
    if (place >= n) return;
    std::vector<double> linear(size_of(n), 1.0), y(size_of(n), 1.0);
    for (Index at = place; at < n; at += kPlaces) {
      linear[size_of(at)] = -3.0;
      const logreg::Extremes found = table.extremes(n, linear.data(), y.data(), nullptr);
      CHECK(found.least_margin == -3.0);
      CHECK(found.largest_linear == 3.0);
      linear[size_of(at)] = 1.0;
    }
  });
}

TEST_CASE("a column's sums are the twin's to rounding; its least, its largest and its flag exactly") {
  for_each_length([](const Kernels& table, Index n, Index place) {
    for (Weights kind : all_weights) {
      Input x(n, place), memory(n, (place + 2) % kPlaces);
      const double* weight = weights_in(memory, kind);
      const double shift = 0.25;
      const logreg::ColumnSums found = table.column_sums(n, x.from, weight, shift);
      const logreg::ColumnSums twin = logreg::scalar::column_sums(n, x.from, weight, shift);
      double size = 0.0;
      for (Index i = 0; i < n; ++i) size += (weight ? weight[i] : 1.0) * std::abs(x.from[i] - shift);
      const double unit = 2 * static_cast<double>(n + 4) * kUnit;
      CHECK(laws::agree(found.weight, twin.weight, unit, 0));
      CHECK(std::abs(found.sum - twin.sum) <= unit * size);
      CHECK(laws::agree(found.squares, twin.squares, unit, 0));
      CHECK(found.minimum == twin.minimum);
      CHECK(found.maximum == twin.maximum);
      CHECK(found.finite);
    }
  });
}

TEST_CASE("a value that is not finite shows, wherever it is and whatever it weighs") {
  for_each_table([](const Kernels& table) {
    for (Index n : {1, 2, 3, 5, 8, 13, 31})
      for (Index at = 0; at < n; ++at)
        for (double wrong : {kNaN, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
          std::vector<double> x(size_of(n), 0.5), weight(size_of(n), 1.0);
          x[size_of(at)] = wrong;
          CHECK(!table.column_sums(n, x.data(), nullptr, 0.5).finite);
          weight[size_of(at)] = 0.0;
          const logreg::ColumnSums found = table.column_sums(n, x.data(), weight.data(), 0.5);
          CHECK(!found.finite);
          if (n > 1) CHECK(found.minimum == 0.5);
          if (n > 1) CHECK(found.maximum == 0.5);
        }
  });
}

TEST_CASE("the largest value is that of the scalar twin, and NaN where one is not finite") {
  for_each_length([](const Kernels& table, Index n, Index place) {
    const Input x(n, place);
    for (double center : {0.0, 0.3}) CHECK(table.largest(n, x.from, center, 0.25) == logreg::scalar::largest(n, x.from, center, 0.25));
    for (double wrong : {kNaN, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
      if (n == 0) continue;
      Input spoiled = x;
      spoiled.from[(3 * place) % n] = wrong;
      CHECK(std::isnan(table.largest(n, spoiled.from, 0.3, 2.0)));
      CHECK(std::isnan(logreg::scalar::largest(n, spoiled.from, 0.3, 2.0)));
    }
  });
  const double by_hand[] = {1.0, -4.0, 2.5};
  CHECK(logreg::scalar::largest(3, by_hand, 0.5, 2.0) == 9.0);
}

}  // namespace tests_of_kernels
