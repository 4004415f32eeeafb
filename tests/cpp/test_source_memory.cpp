#include "logreg/data/source_memory.hpp"

#include "laws.hpp"

namespace tests_of_source_memory {

using logreg::Column;
using logreg::Index;
using logreg::Matrix;
using logreg::MemorySource;
using logreg::Response;
using logreg::RowBlock;
using logreg::Vector;

namespace {

/// A source of one real column, and the arrays that it borrows.
struct Borrowed {
  explicit Borrowed(Index rows)
      : x(laws::random_vector(rows, 1)), y(laws::random_vector(rows, 2)), weight(laws::random_vector(rows, 3).cwiseAbs()),
        offset(laws::random_vector(rows, 4)) {}
  std::vector<Column> columns() const { return {Column::intercept(), Column::real(x.data())}; }
  MemorySource source() const { return {columns(), {x.size(), y.data(), weight.data(), offset.data()}}; }
  Vector x, y, weight, offset;
};

}  // namespace

TEST_CASE("a pass sees every row once, in order, with its own y, weight and offset, and can be repeated") {
  for (Index rows : {1, 2, 63, 64, 4096, 4097, 70001}) {
    CAPTURE(rows);
    const Borrowed given(rows);
    const MemorySource source = given.source();
    CHECK(source.rows() == rows);
    const double mean = given.weight.sum() / static_cast<double>(source.informative_rows());
    for (int pass = 0; pass < 2; ++pass) {
      Index seen = 0;
      bool right = true;
      source.for_each_block([&](const RowBlock& block) {
        Matrix x(block.x.rows(), 2);
        block.x.copy_to(x);
        for (Index i = 0; i < x.rows(); ++i, ++seen)
          right = right && x(i, 0) == 1.0 && x(i, 1) == given.x[seen] && block.y[i] == given.y[seen] &&
                  laws::agree(block.weight[i], given.weight[seen] / mean, 1e-12, 0) &&
                  block.offset[i] == given.offset[seen];
      });
      CHECK(seen == rows);
      CHECK(right);
    }
  }
}

TEST_CASE("stripes cover the rows and depend on nothing but the size of the data") {
  const Borrowed given(70001);
  const MemorySource source = given.source();
  CHECK(source.stripes() > 1);
  Index rows = 0;
  for (Index k = 0; k < source.stripes(); ++k) {
    Index in_stripe = 0;
    source.visit_stripe(k, [&](const RowBlock& block) { in_stripe += block.x.rows(); });
    CHECK(in_stripe > 0);
    rows += in_stripe;
  }
  CHECK(rows == 70001);
}

TEST_CASE("listed rows come as one block with their own y, weight and offset") {
  const Borrowed given(100);
  const MemorySource source = given.source();
  const std::vector<Index> listed = {99, 0, 42, 42};
  int blocks = 0;
  source.visit_rows(listed.data(), 4, [&](const RowBlock& block) {
    ++blocks;
    REQUIRE(block.x.rows() == 4);
    Matrix x(4, 2);
    block.x.copy_to(x);
    for (Index i = 0; i < 4; ++i) {
      const Index row = listed[static_cast<std::size_t>(i)];
      CHECK(x(i, 1) == given.x[row]);
      CHECK(block.y[i] == given.y[row]);
      CHECK(block.offset[i] == given.offset[row]);
      CHECK(laws::agree(block.weight[i], given.weight[row] * 100 / given.weight.sum(), 1e-12, 0));
    }
  });
  CHECK(blocks == 1);
}

TEST_CASE("rows of weight 0 are not informative, and the others' weights have mean 1") {
  Borrowed given(5);
  given.weight << 0, 3, 0, 1, 2;
  const MemorySource source = given.source();
  CHECK(source.informative_rows() == 3);
  CHECK(source.weight_sum() == 6.0);
  CHECK(!source.is_informative(0));
  CHECK(source.is_informative(1));
  double sum = 0;
  source.for_each_block([&](const RowBlock& block) {
    for (Index i = 0; i < block.x.rows(); ++i) sum += block.weight[i];
  });
  CHECK(laws::agree(sum, 3.0, 1e-15, 0));
}

TEST_CASE("without weights and offset there are none to see") {
  const Borrowed given(10);
  const MemorySource source(given.columns(), {10, given.y.data(), nullptr, nullptr});
  CHECK(source.weight_sum() == 10.0);
  source.for_each_block([](const RowBlock& block) {
    CHECK(block.weight == nullptr);
    CHECK(block.offset == nullptr);
  });
}

TEST_CASE("other columns on the same rows keep the response") {
  const Borrowed given(10);
  const MemorySource narrow = given.source().with_columns({Column::real(given.x.data())});
  CHECK(narrow.cols() == 1);
  CHECK(narrow.weight_sum() == given.source().weight_sum());
  narrow.for_each_block([&](const RowBlock& block) {
    Matrix x(10, 1);
    block.x.copy_to(x);
    CHECK(x.col(0) == given.x);
    CHECK(block.y == given.y.data());
  });
}

TEST_CASE("what cannot be a data set is an error") {
  Borrowed given(3);
  const double* y = given.y.data();
  CHECK_THROWS_AS(MemorySource(given.columns(), {0, y, nullptr, nullptr}), logreg::InputError);
  CHECK_THROWS_AS(MemorySource({}, {3, y, nullptr, nullptr}), logreg::InputError);
  CHECK_THROWS_AS(MemorySource(given.columns(), {3, nullptr, nullptr, nullptr}), logreg::InputError);
  for (double bad : {-1.0, logreg::kInfinity, logreg::kNaN}) {
    given.weight[1] = bad;
    CHECK_THROWS_AS(given.source(), logreg::InputError);
  }
  given.weight.setZero();
  CHECK_THROWS_AS(given.source(), logreg::InputError);
}

}  // namespace tests_of_source_memory
