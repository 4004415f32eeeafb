#include "logreg/data/source_pilot.hpp"

#include "laws.hpp"

namespace tests_of_source_pilot {

using logreg::Column;
using logreg::Index;
using logreg::Matrix;
using logreg::MemorySource;
using logreg::PilotSource;
using logreg::RowBlock;
using logreg::Vector;

namespace {

struct Borrowed {
  Borrowed(Index rows, Index columns_of, unsigned seed)
      : x(laws::random_matrix(rows, columns_of, seed)), y(laws::random_vector(rows, seed + 1)),
        weight(laws::random_vector(rows, seed + 2).array() + 1.5), offset(laws::random_vector(rows, seed + 3)) {}
  MemorySource source() const {
    std::vector<Column> columns = {Column::intercept()};
    for (Index j = 0; j < x.cols(); ++j) columns.push_back(Column::real(x.col(j).data()));
    return {columns, {x.rows(), y.data(), weight.data(), offset.data()}};
  }
  Matrix x;
  Vector y, weight, offset;
};

/// The numbers of a pilot's rows, stripe by stripe.
std::vector<Index> rows_of(const logreg::RowSource& pilot) {
  std::vector<Index> rows;
  for (Index stripe = 0; stripe < pilot.stripes(); ++stripe)
    pilot.visit_stripe(stripe, [&](const RowBlock& block) {
      for (Index i = 0; i < block.x.rows(); ++i) rows.push_back(block.first + i);
    });
  return rows;
}

}  // namespace

TEST_CASE("a pilot has about the rows asked for, each once, in order, spread from the first to the last") {
  for (Index whole : {8200, 40000, 40001, 70013})
    for (Index columns : {1, 20, 100})
      for (Index asked : {whole / 8, whole / 3, Index{1100}}) {
        if (columns > 1 && whole > 40000) continue;
        if (columns == 100 && whole > 8200) continue;
        CAPTURE(whole);
        CAPTURE(columns);
        CAPTURE(asked);
        const Borrowed given(whole, columns, 41);
        const MemorySource source = given.source();
        const PilotSource pilot(source, asked);
        const std::vector<Index> rows = rows_of(pilot);
        CHECK(pilot.rows() == static_cast<Index>(rows.size()));
        CHECK(pilot.cols() == source.cols());
        CHECK(pilot.rows() <= asked);
        CHECK(pilot.rows() > asked / 2);
        CHECK(rows.front() == 0);
        bool ascending = true;
        Index largest_gap = rows.front(), last = -1;
        for (Index row : rows) {
          ascending = ascending && row > last;
          largest_gap = std::max(largest_gap, row - last);
          last = row;
        }
        CHECK(ascending);
        CHECK(last < whole);
        // Runs of neighbours, evenly spread: no gap is longer than its share of the data.
        CHECK(last >= whole - 2);
        CHECK(largest_gap <= whole / 8);
      }
}

TEST_CASE("which rows a pilot has depends on nothing but the size of the data") {
  const Borrowed one(40000, 3, 51), other(40000, 3, 61);
  const MemorySource source = one.source(), another = other.source();
  const std::vector<Index> rows = rows_of(PilotSource(source, 5000));
  CHECK(rows == rows_of(PilotSource(source, 5000)));
  CHECK(rows == rows_of(PilotSource(another, 5000)));
  CHECK(rows == rows_of(*source.pilot(5000)));
  CHECK(rows == rows_of(*PilotSource(source, 20000).pilot(5000)));
}

TEST_CASE("a pilot's rows are those of the data: columns, y, weight and offset") {
  const Borrowed given(40000, 3, 71);
  const MemorySource source = given.source();
  const double mean = given.weight.sum() / 40000;
  bool right = true;
  PilotSource(source, 5000).for_each_block([&](const RowBlock& block) {
    Matrix x(block.x.rows(), 4);
    block.x.copy_to(x);
    for (Index i = 0; i < x.rows(); ++i) {
      const Index row = block.first + i;
      right = right && x(i, 0) == 1.0 && x.row(i).tail(3) == given.x.row(row) && block.y[i] == given.y[row] &&
              block.offset[i] == given.offset[row] && laws::agree(block.weight[i], given.weight[row] / mean, 1e-12, 0);
    }
  });
  CHECK(right);
}

TEST_CASE("a pilot knows which of its rows count, and its share of the weights") {
  Borrowed given(40000, 2, 81);
  for (Index i = 0; i < 40000; ++i) given.weight[i] = i % 5 == 0 ? 0.0 : 2.0;
  const MemorySource source = given.source();
  const PilotSource pilot(source, 5000);
  Index informative = 0;
  for (Index row : rows_of(pilot)) informative += row % 5 != 0;
  CHECK(pilot.informative_rows() == informative);
  CHECK(!pilot.is_informative(5));
  CHECK(pilot.is_informative(6));
  CHECK(laws::agree(pilot.weight_sum(), 2.0 * static_cast<double>(informative), 1e-12, 0));
}

TEST_CASE("a pilot of more rows than there are is the data") {
  const Borrowed given(3000, 2, 91);
  const MemorySource source = given.source();
  const std::vector<Index> rows = rows_of(PilotSource(source, 4000));
  CHECK(rows.back() == 2999);
  CHECK(static_cast<Index>(rows.size()) <= 3000);
  const MemorySource short_one(source.columns(), {10, given.y.data(), nullptr, nullptr});
  CHECK(rows_of(PilotSource(short_one, 10)).size() == 10);
}

}  // namespace tests_of_source_pilot
