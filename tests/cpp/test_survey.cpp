#include "logreg/data/survey.hpp"

#include "laws.hpp"
#include "tables.hpp"

namespace tests_of_survey {

using logreg::Column;
using logreg::ColumnMoments;
using logreg::Index;
using logreg::Survey;
using logreg::Vector;

namespace {

/// Columns of every kind and size; what is surveyed must be what column_moments() says of each.
struct Mixed {
  explicit Mixed(Index rows_of) : rows(rows_of), noise(laws::random_vector(rows_of, 31)) {
    add(noise);
    add(noise.array() + 1e6);                                     // far from zero
    add(noise.array() * 1e-6 + 5.0);                              // far in its own unit
    add(noise * 1e-160);                                          // squares underflow
    add(noise * 1e160);                                           // squares overflow
    add(noise * 1e300);
    add(Vector::Constant(rows, 0.1));                             // does not vary
    add(Vector::LinSpaced(rows, -3.0, 8.0));                      // sorted
    Vector outlier = noise;
    outlier[0] = 1e9;                                             // the first value says nothing of the others
    add(outlier);
    add((noise.array() > 0.9999).cast<double>());                 // hardly ever 1
    for (Index i = 0; i < rows; ++i) {
      whole.push_back(static_cast<int>(1e6 * noise[i]));
      codes.push_back(1 + static_cast<int>(i * 7 % 5));
      gaps.push_back(i % 11 == 3 ? 6 : 1 + static_cast<int>(i % 2));  // levels 3, 4 and 5 do not occur
    }
    columns.push_back(Column::intercept());
    for (const Vector& x : real) columns.push_back(Column::real(x.data()));
    columns.push_back(Column::integer(whole.data()));
    for (const auto& levels : std::vector<std::vector<double>>{{0, 1, 0, 0, 0}, {0.5, -1, 3, 1e5, 1e-5}, {2, 2, 2, 2, 2}})
      columns.push_back(Column::code(codes.data(), levels));
    columns.push_back(Column::code(codes.data(), {1, 0, 0, 0, 0}, false));
    for (const auto& levels : std::vector<std::vector<double>>{{0, 1, 0, 0, 0, 0}, {0, 0, 9, 0, 0, 0}, {-1, -1, 0, 0, 0, 1}})
      columns.push_back(Column::code(gaps.data(), levels));
  }
  void add(const Vector& x) { real.push_back(x); }

  Index rows;
  Vector noise;
  std::vector<Vector> real;
  std::vector<int> whole, codes, gaps;
  std::vector<Column> columns;
};

void check_moments(const ColumnMoments& found, const ColumnMoments& expected) {
  CHECK(found.minimum == expected.minimum);
  CHECK(found.maximum == expected.maximum);
  // A mean is good to the rounding of the values and of their spread; a deviation may lose two digits.
  CHECK(laws::agree(found.mean, expected.mean, 4e-16, 1e-13 * expected.deviation));
  CHECK(laws::agree(found.deviation, expected.deviation, 1e-12, 0));
  CHECK(laws::agree(found.root_mean_square, expected.root_mean_square, 1e-12, 0));
  CHECK(found.is_constant() == expected.is_constant());
}

/// No weights; weights with zeros, also of the first row; and weights of very different sizes.
std::vector<Vector> all_weights(Index rows) {
  Vector zeros = laws::random_vector(rows, 32).array() + 1.5, uneven(rows);
  for (Index i = 0; i < rows; ++i) {
    if (i % 4 == 0) zeros[i] = 0.0;
    uneven[i] = std::pow(10.0, static_cast<double>(i % 13) - 6);
  }
  return {Vector(), zeros, uneven};
}

}  // namespace

TEST_CASE("a survey finds what a careful look at every column finds, with few rows and with many") {
  for (Index rows : {1, 2, 100, 8191, 8192, 9001}) {
    const Mixed mixed(rows);
    for (const Vector& weight : all_weights(rows)) {
      if (weight.size() > 0 && !(weight.sum() > 0)) continue;
      const double* weights = weight.size() > 0 ? weight.data() : nullptr;
      const std::vector<ColumnMoments> found = Survey::of(mixed.columns, rows, weights, 2);
      REQUIRE(found.size() == mixed.columns.size());
      for (std::size_t j = 0; j < found.size(); ++j) {
        CAPTURE(rows);
        CAPTURE(j);
        check_moments(found[j], logreg::column_moments(mixed.columns[j], rows, weights));
      }
    }
  }
}

TEST_CASE("a survey by hand: a weight counts a row so many times") {
  constexpr Index kRows = 10000;
  Vector x(kRows), weight(kRows);
  for (Index i = 0; i < kRows; ++i) {
    x[i] = i % 2 == 0 ? 1.0 : 5.0;
    weight[i] = i % 2 == 0 ? 3.0 : 1.0;
  }
  const ColumnMoments found = Survey::of({Column::real(x.data())}, kRows, weight.data(), 1)[0];
  CHECK(found.mean == 2.0);
  CHECK(laws::agree(found.deviation, std::sqrt(3.0), 1e-15, 0));
  CHECK(laws::agree(found.root_mean_square, std::sqrt(7.0), 1e-15, 0));
}

TEST_CASE("what weighs nothing is not surveyed, however large or wrong") {
  constexpr Index kRows = 9000;
  const Vector clean = laws::random_vector(kRows, 33);
  for (double wrong : {1e300, logreg::kInfinity, logreg::kNaN})
    for (Index at : {Index{0}, Index{4097}, kRows - 1}) {
      CAPTURE(wrong);
      CAPTURE(at);
      Vector x = clean, weight = Vector::Ones(kRows);
      x[at] = wrong;
      weight[at] = 0.0;
      const ColumnMoments found = Survey::of({Column::real(x.data())}, kRows, weight.data(), 1)[0];
      check_moments(found, logreg::column_moments(Column::real(clean.data()), kRows, weight.data()));
    }
}

TEST_CASE("any number of threads surveys the same bits") {
  const Mixed mixed(9001);
  const std::vector<ColumnMoments> one = Survey::of(mixed.columns, 9001, nullptr, 1);
  for (Index threads : {2, 4, 8}) {
    const std::vector<ColumnMoments> many = Survey::of(mixed.columns, 9001, nullptr, threads);
    bool same = true;
    for (std::size_t j = 0; j < one.size(); ++j)
      same = same && one[j].mean == many[j].mean && one[j].deviation == many[j].deviation &&
             one[j].root_mean_square == many[j].root_mean_square && one[j].minimum == many[j].minimum &&
             one[j].maximum == many[j].maximum;
    CHECK(same);
  }
}

TEST_CASE("every table of kernels surveys the same to rounding") {
  const Mixed mixed(9001);
  const std::vector<ColumnMoments> twin = [&] {
    const tables::Using scalar(logreg::scalar_kernels());
    return Survey::of(mixed.columns, 9001, nullptr, 1);
  }();
  for (const logreg::Kernels* table : tables::here()) {
    const tables::Using chosen(*table);
    const std::vector<ColumnMoments> found = Survey::of(mixed.columns, 9001, nullptr, 1);
    for (std::size_t j = 0; j < found.size(); ++j) check_moments(found[j], twin[j]);
  }
}

TEST_CASE("runs of rows lie apart, in order, from the first row to the last, and are about as many as asked for") {
  for (Index rows : {100, 1000, 8192, 70001, 1000000})
    for (Index wanted : {Index{64}, rows / 64 + 64, rows / 8 + 1}) {
      const std::vector<logreg::RowRun> runs = logreg::spread_runs(rows, wanted, 1024);
      REQUIRE(!runs.empty());
      Index end = 0, seen = 0;
      for (const logreg::RowRun& run : runs) {
        CHECK(run.first >= end);
        CHECK((run.count > 0 && run.count <= 1024));
        end = run.first + run.count;
        seen += run.count;
      }
      CHECK(runs.front().first == 0);
      CHECK(end <= rows);
      if (runs.size() > 1) CHECK(end >= rows - 1);
      CHECK(seen <= std::max<Index>(wanted, 64));
      CHECK(seen >= std::min(wanted, rows) / 2);
    }
}

TEST_CASE("a sample of few rows is all of them; of many it is near, and what does not vary in it is looked at whole") {
  const Mixed few(8191);
  for (std::size_t j = 0; j < few.columns.size(); ++j)
    check_moments(Survey::sample(few.columns, 8191, nullptr, 2)[j], Survey::of(few.columns, 8191, nullptr, 2)[j]);

  constexpr Index kRows = 70000;
  const Vector noise = laws::random_vector(kRows, 34);
  Vector rare = Vector::Zero(kRows), far = noise.array() + 1e9;
  std::vector<int> codes(kRows, 1);
  const std::vector<logreg::RowRun> seen = logreg::spread_runs(kRows, kRows / 64, 1024);
  const Index unseen = seen.front().first + seen.front().count + 1;  // a row that the sample does not hold
  rare[unseen] = 1.0;
  for (Index i = 0; i < kRows; ++i) codes[static_cast<std::size_t>(i)] = 1 + static_cast<int>(i % 2);
  codes[static_cast<std::size_t>(unseen)] = 3;
  std::vector<Column> columns = {Column::intercept(), Column::real(noise.data()), Column::real(far.data()), Column::real(rare.data())};
  for (Index level = 1; level < 3; ++level) columns.push_back(Column::indicator(codes.data(), level, 3));
  const std::vector<ColumnMoments> sample = Survey::sample(columns, kRows, nullptr, 2), whole = Survey::of(columns, kRows, nullptr, 2);
  for (std::size_t j : {1, 2}) {
    CHECK(laws::agree(sample[j].mean, whole[j].mean, 0, 0.2 * whole[j].deviation));
    CHECK(laws::agree(sample[j].deviation, whole[j].deviation, 0.2, 0));
    CHECK(sample[j].mean != whole[j].mean);
  }
  for (std::size_t j : {0, 3, 4, 5}) check_moments(sample[j], whole[j]);

  Vector spoiled = noise;
  spoiled[0] = logreg::kNaN;
  CHECK(!Survey::sample({Column::real(spoiled.data())}, kRows, nullptr, 1)[0].finite);
  CHECK(Survey::sample({Column::real(noise.data())}, kRows, nullptr, 1)[0].finite);
  spoiled = noise;
  spoiled[unseen] = logreg::kInfinity;
  CHECK(!Survey::of({Column::real(spoiled.data())}, kRows, nullptr, 1)[0].finite);
}

}  // namespace tests_of_survey
