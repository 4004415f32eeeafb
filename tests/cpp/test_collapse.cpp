#include "logreg/data/collapse.hpp"

#include <cstring>
#include <map>
#include <memory>

#include "laws.hpp"
#include "logreg/loss/logistic.hpp"
#include "logreg/objective/linear_objective.hpp"
#include "logreg/penalty/none.hpp"

namespace tests_of_collapse {

using logreg::CellCode;
using logreg::Collapsed;
using logreg::Column;
using logreg::Index;
using logreg::Matrix;
using logreg::MemorySource;
using logreg::Response;
using logreg::RowCells;
using logreg::Vector;

namespace {

constexpr Index kRows = 20483;  // the last block is not whole

/// A factor of four levels, one of which no row has, an integer column with negative values, and a 0/1 response.
struct Rows {
  std::vector<int> factor, whole, events;
  std::vector<double> y, weight;

  explicit Rows(Index rows = kRows) {
    const Vector draws = laws::random_vector(3 * rows, 17);
    for (Index i = 0; i < rows; ++i) {
      factor.push_back(draws[3 * i] < -0.5 ? 1 : draws[3 * i] < 0.5 ? 2 : 4);
      whole.push_back(-2 + static_cast<int>(std::abs(draws[3 * i + 1]) * 1.5));
      events.push_back(draws[3 * i + 2] > 0.3);
      y.push_back(events.back());
      weight.push_back(static_cast<double>(i % 4) * 0.25);  // every fourth row has none
    }
    for (int& value : whole) value = std::min(value, 3);
  }
  Index size() const { return static_cast<Index>(y.size()); }
  std::vector<Column> columns() const {
    return {Column::intercept(), Column::indicator(factor.data(), 1, 4), Column::code(factor.data(), {0, 0, 1, 0}),
            Column::code(factor.data(), {-1, 0.5, 0, 2}), Column::integer(whole.data())};
  }
  Response response(bool weighted = false) const {
    Response made;
    made.rows = size();
    made.y = y.data();
    if (weighted) made.weight = weight.data();
    return made;
  }
};

/// A collapse with the memory that it writes to.
struct Result {
  std::vector<std::uint8_t> numbers, events;
  CellCode code;
  std::unique_ptr<Collapsed> cells;

  Result(const std::vector<Column>& columns, const Response& response, Index threads = 1)
      : events(static_cast<std::size_t>((response.rows + 7) / 8)), code(CellCode::of(columns, response.rows).value()) {
    numbers.resize(static_cast<std::size_t>(response.rows * RowCells::width(code.count())));
    auto made = Collapsed::of(columns, response, code, {numbers.data(), events.data()}, threads);
    if (made) cells = std::make_unique<Collapsed>(std::move(*made));
  }
  const Response& response() const { return cells->response(); }
  MemorySource source() const { return {cells->columns(), cells->response()}; }
};

struct ByHand {
  double weight = 0, events = 0, rows = 0;
};

std::map<std::pair<int, int>, ByHand> sums_by_hand(const Rows& rows, bool weighted) {
  std::map<std::pair<int, int>, ByHand> sums;
  for (std::size_t i = 0; i < rows.y.size(); ++i) {
    ByHand& cell = sums[{rows.whole[i], rows.factor[i]}];
    const double weight = weighted ? rows.weight[i] : 1.0;
    cell.weight += weight;
    cell.events += weight * rows.y[i];
    cell.rows += weight > 0;
  }
  return sums;
}

logreg::Evaluation evaluated(const MemorySource& source, const Vector& beta, Matrix& gram) {
  const logreg::LogisticLoss loss;
  const logreg::NoPenalty none;
  logreg::Monitor monitor;
  logreg::LinearObjective objective(source, loss, none, 1, monitor);
  logreg::Evaluation at;
  objective.evaluate(beta, logreg::Need::hessian, at);
  gram = objective.unweighted_gram();
  const Matrix triangle = objective.unweighted_triangle();
  CHECK((triangle.transpose() * triangle - gram).norm() < 1e-10 * gram.norm());
  return at;
}

}  // namespace

TEST_CASE("cells hold the sums of their rows") {
  const Rows rows;
  for (bool weighted : {false, true}) {
    const Result result(rows.columns(), rows.response(weighted));
    const auto by_hand = sums_by_hand(rows, weighted);
    REQUIRE(result.cells->response().rows == static_cast<Index>(by_hand.size()));
    CHECK(result.cells->has_events() == !weighted);
    bool right = true;
    Index k = 0;
    // Numbers rise with the last column first, as the keys of the map do.
    for (const auto& [key, cell] : by_hand) {
      const std::vector<Column>& columns = result.cells->columns();
      right = right && columns[4].raw(k) == key.first && columns[1].raw(k) == (key.second == 2) &&
              columns[3].raw(k) == rows.columns()[3].of_level(key.second - 1) && result.response().represents[k] == cell.rows &&
              laws::agree(result.response().weight[k], cell.weight, 1e-12, 0) &&
              laws::agree(result.response().y[k], cell.weight > 0 ? cell.events / cell.weight : 0.0, 1e-12, 0);
      ++k;
    }
    CHECK(right);
  }
}

TEST_CASE("every row knows its cell and its event") {
  const Rows rows;
  const Result result(rows.columns(), rows.response());
  REQUIRE(RowCells::width(result.code.count()) == 1);
  std::vector<Index> place(static_cast<std::size_t>(result.code.count()), -1);
  for (std::size_t k = 0; k < result.cells->numbers().size(); ++k)
    place[static_cast<std::size_t>(result.cells->numbers()[k])] = static_cast<Index>(k);
  bool right = true;
  for (Index i = 0; i < rows.size(); ++i) {
    const std::size_t at = static_cast<std::size_t>(i);
    const Index k = place[result.numbers[at]];
    right = right && k >= 0 && result.cells->columns()[4].raw(k) == rows.whole[at] &&
            result.cells->columns()[3].raw(k) == rows.columns()[3].raw(i) &&
            ((result.events[at / 8] >> (at % 8)) & 1) == rows.events[at];
  }
  CHECK(right);
}

TEST_CASE("loss, gradient, Hessian and the Gram of the cells are those of the rows") {
  const Rows rows;
  const Vector beta = laws::random_vector(5, 3);
  for (bool weighted : {false, true}) {
    const Result result(rows.columns(), rows.response(weighted));
    const MemorySource cells = result.source(), whole(rows.columns(), rows.response(weighted));
    CHECK(cells.informative_rows() == whole.informative_rows());
    CHECK(laws::agree(cells.weight_sum(), whole.weight_sum(), 1e-12, 0));
    Matrix gram_of_cells, gram;
    const logreg::Evaluation of_cells = evaluated(cells, beta, gram_of_cells), of_rows = evaluated(whole, beta, gram);
    CHECK(laws::agree(of_cells.loss, of_rows.loss, 1e-12, 0));
    CHECK((of_cells.gradient - of_rows.gradient).norm() < 1e-12 * of_rows.gradient.norm());
    CHECK((of_cells.hessian - of_rows.hessian).norm() < 1e-12 * of_rows.hessian.norm());
    CHECK((gram_of_cells - gram).norm() < 1e-12 * gram.norm());
  }
}

TEST_CASE("integers may stand for the response, from any number on") {
  Rows rows;
  const Result doubles(rows.columns(), rows.response());
  for (int& event : rows.events) event += 1;
  Response response;
  response.rows = rows.size();
  response.codes = rows.events.data();
  response.no_event = 1;
  const Result integers(rows.columns(), response);
  CHECK(integers.cells->has_events());
  CHECK(integers.events == doubles.events);
  CHECK(integers.numbers == doubles.numbers);
  for (Index k = 0; k < doubles.response().rows; ++k) CHECK(integers.response().y[k] == doubles.response().y[k]);
}

TEST_CASE("the order of the rows does not matter, and twice the weight is twice the cell") {
  const Rows rows;
  Rows backwards = rows;
  for (auto* values : {&backwards.factor, &backwards.whole}) std::reverse(values->begin(), values->end());
  for (auto* values : {&backwards.y, &backwards.weight}) std::reverse(values->begin(), values->end());
  Rows doubled = rows;
  for (double& weight : doubled.weight) weight *= 2;
  const Result one(rows.columns(), rows.response(true)), other(backwards.columns(), backwards.response(true)),
      twice(doubled.columns(), doubled.response(true));
  REQUIRE(one.response().rows == other.response().rows);
  // The weights are quarters: their sums are exact.
  for (Index k = 0; k < one.response().rows; ++k) {
    CHECK(one.response().weight[k] == other.response().weight[k]);
    CHECK(one.response().y[k] == other.response().y[k]);
    CHECK(twice.response().weight[k] == 2 * one.response().weight[k]);
    CHECK(twice.response().represents[k] == one.response().represents[k]);
  }
}

TEST_CASE("a cell of one row, and one of rows without weight") {
  Rows rows;
  rows.whole[5] = -3;
  rows.factor[5] = 3;
  rows.weight[5] = 0.75;
  rows.y[5] = 0.25;
  rows.whole[9] = -4;
  rows.weight[9] = 0;
  const Result result(rows.columns(), rows.response(true));
  bool found = false, empty = false;
  for (Index k = 0; k < result.response().rows; ++k) {
    const double whole = result.cells->columns()[4].raw(k);
    if (whole == -3) found = result.response().weight[k] == 0.75 && result.response().y[k] == 0.25 && result.response().represents[k] == 1;
    if (whole == -4) empty = result.response().weight[k] == 0 && result.response().represents[k] == 0;
  }
  CHECK(found);
  CHECK(empty);
  CHECK_FALSE(result.source().is_informative(0));
  // 0.75 times the entropy of a quarter: the others are 0 or 1
  CHECK(laws::agree(result.response().entropy, 0.75 * (-0.25 * std::log(0.25) - 0.75 * std::log(0.75)), 1e-14, 0));
}

TEST_CASE("any number of threads gives the same bits") {
  Rows rows;
  for (std::size_t i = 0; i < rows.weight.size(); ++i) rows.weight[i] += 0.1 / static_cast<double>(i + 1);
  for (bool weighted : {false, true}) {
    const Result one(rows.columns(), rows.response(weighted), 1);
    for (Index threads : {2, 4, 8}) {
      const Result several(rows.columns(), rows.response(weighted), threads);
      const std::size_t bytes = sizeof(double) * static_cast<std::size_t>(one.response().rows);
      CHECK(std::memcmp(one.response().weight, several.response().weight, bytes) == 0);
      CHECK(std::memcmp(one.response().y, several.response().y, bytes) == 0);
      CHECK(one.numbers == several.numbers);
      CHECK(one.events == several.events);
    }
  }
}

TEST_CASE("numbers take one, two or four bytes") {
  std::vector<int> tall(300000), wide(300000);
  for (std::size_t i = 0; i < tall.size(); ++i) {
    tall[i] = static_cast<int>(i % 290) + 1;
    wide[i] = static_cast<int>(i % 251) + 1;
  }
  const std::vector<double> y(tall.size(), 1.0);
  Response response;
  response.rows = static_cast<Index>(y.size());
  response.y = y.data();
  const Column first = Column::indicator(tall.data(), 0, 290), second = Column::indicator(wide.data(), 0, 251);
  const Result two({first}, response), four({first, second}, response);
  REQUIRE(two.numbers.size() == 2 * y.size());
  REQUIRE(four.numbers.size() == 4 * y.size());
  bool right = true;
  for (std::size_t i = 0; i < y.size(); ++i) {
    std::uint16_t small;
    std::uint32_t large;
    std::memcpy(&small, two.numbers.data() + 2 * i, 2);
    std::memcpy(&large, four.numbers.data() + 4 * i, 4);
    right = right && small == i % 290 && large == i % 290 + 290 * (i % 251);
  }
  CHECK(right);
}

TEST_CASE("what does not collapse says so") {
  const Rows rows;
  std::vector<Column> columns = rows.columns();
  CHECK_FALSE(CellCode::of(columns, 19999).has_value());
  columns.push_back(Column::real(rows.y.data()));
  CHECK_FALSE(CellCode::of(columns, rows.size()).has_value());
  std::vector<int> many(static_cast<std::size_t>(rows.size()));
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<int>(i);
  columns.back() = Column::integer(many.data());
  CHECK_FALSE(CellCode::of(columns, rows.size()).has_value());
  many.assign(many.size(), 1);
  many.back() = logreg::kMissingInteger;
  CHECK_FALSE(CellCode::of(columns, rows.size()).has_value());
  many.back() = 2;
  CHECK(CellCode::of(columns, rows.size()).has_value());
}

TEST_CASE("a code without a level, or a missing one, is no cell") {
  for (int wrong : {0, 5, logreg::kMissingInteger, 0x7fffffff}) {
    Rows rows;
    rows.factor.back() = wrong;
    CHECK(Result(rows.columns(), rows.response()).cells == nullptr);
    CHECK(Result(rows.columns(), rows.response(true)).cells == nullptr);
  }
}

}  // namespace tests_of_collapse
