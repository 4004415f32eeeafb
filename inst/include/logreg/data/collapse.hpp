#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "../support/stable_math.hpp"
#include "../support/thread_pool.hpp"
#include "source_memory.hpp"

namespace logreg {

/// Numbers for the cells of a data set whose columns hold few values: rows get the same number where all
/// their columns agree. The number is read from the values like a number from its digits, so that a row
/// costs a few additions and no search.
class CellCode {
 public:
  /// The values first, ..., first + count - 1 of some columns that share their memory.
  struct Digit {
    const int* values;
    int first;
    Index count;
    Index step;  ///< what one more of this digit adds to the number
  };

  /// No more than this share of the rows, or than a table in cache holds, may be cells: else collapsing costs
  /// as much as it saves. With few rows a fit is over before it would pay.
  static constexpr Index kFewestRows = 20000, kRowsPerCell = 4, kMostCells = Index(1) << 20;

  /// None if a column has other values than codes and whole numbers, or too many.
  static std::optional<CellCode> of(const std::vector<Column>& columns, Index rows) {
    if (rows < kFewestRows || rows > kLargestCount) return std::nullopt;
    CellCode made;
    made.most_ = std::min(rows / kRowsPerCell, kMostCells);
    for (const Column& column : columns)
      if (column.kind != Column::Kind::ones && !made.add(column, rows)) return std::nullopt;
    return made;
  }

  /// Numbers go from 0 to count() - 1; not every one needs to occur.
  Index count() const { return count_; }
  const std::vector<Digit>& digits() const { return digits_; }

  int value(const Digit& digit, Index number) const {
    return digit.first + static_cast<int>(number / digit.step % digit.count);
  }

  const Digit* digit_of(const void* values) const {
    for (const Digit& digit : digits_)
      if (digit.values == values) return &digit;
    return nullptr;
  }

 private:
  static constexpr Index kLargestCount = 0x7fffffff;

  bool add(const Column& column, Index rows) {
    const bool is_whole = column.kind == Column::Kind::integer || (column.kind == Column::Kind::code && column.is_complete);
    if (!is_whole) return false;
    const int* values = static_cast<const int*>(column.values);
    if (column.kind == Column::Kind::code) return add(values, 1, column.level_count);
    // A column of many values shows it in its first rows as a rule.
    if (range_of(values, std::min<Index>(rows, 1024)).second > most_ / count_) return false;
    const auto [first, count] = range_of(values, rows);
    return add(values, first, count);
  }

  bool add(const int* values, int first, Index count) {
    if (const Digit* known = digit_of(values)) return known->first == first && known->count == count;
    if (count > most_ / count_) return false;
    digits_.push_back({values, first, count, count_});
    count_ *= count;
    return true;
  }

  /// The least value and how many there are up to the greatest.
  static std::pair<int, Index> range_of(const int* values, Index rows) {
    const auto [least, greatest] = std::minmax_element(values, values + rows);
    return {*least, static_cast<Index>(*greatest) - *least + 1};
  }

  std::vector<Digit> digits_;
  Index count_ = 1, most_ = 1;
};

/// The rows of one cell, summed.
struct CellSums {
  double weight = 0.0, events = 0.0;
  std::uint32_t rows = 0, informative = 0;

  void add(const CellSums& other) {
    weight += other.weight;
    events += other.events;
    rows += other.rows;
    informative += other.informative;
  }
};

/// Where a collapse leaves something of every row: memory of the caller's. The number of a row's cell is
/// written in 1, 2 or 4 bytes; `events` gets one bit a row if the response is 0/1 and unweighted.
struct RowCells {
  std::uint8_t* numbers;
  std::uint8_t* events;

  static int width(Index cells) { return cells <= 0x100 ? 1 : cells <= 0x10000 ? 2 : 4; }
};

/// The cells of a data set as a data set: one row for each cell that occurs, with the sum of its rows' weights and
/// their weighted mean response. For any coefficients its loss is that of the rows.
class Collapsed {
 public:
  /// None if a code turns out to lie outside its levels.
  static std::optional<Collapsed> of(const std::vector<Column>& columns, const Response& response, const CellCode& code,
                                     const RowCells& out, Index threads);

  const std::vector<Column>& columns() const { return columns_; }
  const Response& response() const { return response_; }
  /// The number of each of its rows.
  const std::vector<Index>& numbers() const { return numbers_; }
  /// Is every row 0 or 1, and weightless, so that RowCells::events was written?
  bool has_events() const { return has_events_; }

  Collapsed(const Collapsed&) = delete;
  Collapsed(Collapsed&&) = default;

 private:
  Collapsed() = default;

  void keep_cells(const std::vector<CellSums>& sums, double entropy);
  void keep_columns(const std::vector<Column>& columns, const CellCode& code);

  std::vector<Column> columns_;
  Response response_;
  std::vector<Index> numbers_;
  std::vector<std::vector<int>> values_;
  std::vector<double> y_, weight_, represents_;
  bool has_events_ = false;
};

/// The pass over the rows that collapses them.
class CellCounter {
 public:
  CellCounter(const CellCode& code, const Response& response, const RowCells& out, Index threads)
      : code_(code), response_(response), out_(out), threads_(threads), width_(RowCells::width(code.count())) {}

  /// Counts of rows of either response; false where the response or a code is another, or there are weights.
  bool count_events(std::vector<CellSums>& sums) {
    if (response_.weight) return false;
    const std::vector<std::vector<std::uint32_t>> tables = visit<std::uint32_t>(2 * code_.count(), threads_, [this](auto& table, Block& block) {
      read_events(block);
      std::uint32_t* counts = table.data();
      for (Index i = 0; i < block.count; ++i) ++counts[block.numbers[i] * 2 + block.events[i]];
      write_numbers(block);
      write_events(block);
    });
    if (!is_sound_) return false;
    for (std::size_t k = 0; k < sums.size(); ++k)
      for (const auto& table : tables) {
        const std::uint32_t all = table[2 * k + 1], rows = table[2 * k] + all;
        sums[k].add({static_cast<double>(rows), static_cast<double>(all), rows, rows});
      }
    return true;
  }

  /// Sums for any weights and response. How many parts there are depends on the number of cells only, so that
  /// any number of threads adds the same numbers in the same order.
  bool sum_rows(std::vector<CellSums>& sums) {
    is_sound_ = true;
    const Index parts = std::clamp<Index>(kMostSums / code_.count(), 1, kMostParts);
    const std::vector<std::vector<CellSums>> tables = visit<CellSums>(code_.count(), parts, [this](auto& table, Block& block) {
      for (Index i = 0; i < block.count; ++i) {
        const Index row = block.first + i;
        const double weight = response_.weight ? response_.weight[row] : 1.0;
        const double y = response_.y ? response_.y[row] : static_cast<double>(response_.codes[row] - response_.no_event);
        CellSums& cell = table[block.numbers[i]];
        cell.rows += 1;
        if (!(weight > 0)) continue;
        cell.add({weight, weight * y, 0, 1});
        if (y != 0 && y != 1) block.entropy -= weight * (x_log_x(y) + x_log_x(1.0 - y));
      }
      write_numbers(block);
    });
    for (std::size_t k = 0; k < sums.size(); ++k)
      for (const auto& table : tables) sums[k].add(table[k]);
    return is_sound_;
  }

  /// The sum over the rows of their weights times the entropy of their response.
  double entropy() const { return entropy_; }

 private:
  static constexpr Index kBlock = 512, kMostParts = 4, kMostSums = Index(1) << 18;  // numbers of parts and entries of all their tables

  struct Block {
    Index first = 0, count = 0;
    double entropy = 0.0;  // of all responses so far, weighted; 0 and 1 have none
    std::uint32_t numbers[kBlock];
    std::uint32_t events[kBlock];
  };

  /// The rows in so many parts, each with its own table; a part is whole blocks.
  template <class Entry, class Visit>
  std::vector<std::vector<Entry>> visit(Index entries, Index parts, const Visit& visit_block) {
    const Index blocks = (response_.rows + kBlock - 1) / kBlock;
    std::vector<std::vector<Entry>> tables(static_cast<std::size_t>(parts));
    std::vector<double> entropy(tables.size());
    run_tasks(threads_, parts, [&](Index part) {
      std::vector<Entry>& table = tables[static_cast<std::size_t>(part)];
      table.resize(static_cast<std::size_t>(entries));
      Block block;
      for (Index k = blocks * part / parts; k < blocks * (part + 1) / parts && is_sound_; ++k) {
        block.first = k * kBlock;
        block.count = std::min(kBlock, response_.rows - block.first);
        number_rows(block);
        if (is_sound_) visit_block(table, block);
      }
      entropy[static_cast<std::size_t>(part)] = block.entropy;
    });
    entropy_ = std::accumulate(entropy.begin(), entropy.end(), 0.0);
    return tables;
  }

  void number_rows(Block& block) {
    std::fill_n(block.numbers, kBlock, 0u);
    int strange = 0;
    for (const CellCode::Digit& digit : code_.digits()) {
      int padded[kBlock];
      const int* values = whole_block(digit.values, digit.first, block, padded);
      strange |= add_digit(values, digit.first, digit.first + static_cast<int>(digit.count - 1), static_cast<std::uint32_t>(digit.step), block.numbers);
    }
    if (strange) is_sound_ = false;
  }

  void read_events(Block& block) {
    if (response_.y ? read_events(response_.y, 0.0, block) : read_events(response_.codes, response_.no_event, block)) return;
    is_sound_ = false;
    std::fill_n(block.events, kBlock, 0u);
  }

  template <class Value>
  static bool read_events(const Value* y, Value zero, Block& block) {
    Value padded[kBlock];
    return !events_of(whole_block(y, zero, block, padded), zero, block.events);
  }

  /// The values of the block's rows; those of the last block are filled up.
  template <class Value>
  static const Value* whole_block(const Value* values, Value filler, const Block& block, Value* padded) {
    if (block.count == kBlock) return values + block.first;
    std::fill(std::copy_n(values + block.first, block.count, padded), padded + kBlock, filler);
    return padded;
  }

  // Loops of known length over memory that nothing else points to: compilers vectorise these unasked.

  static int add_digit(const int* values, int first, int last, std::uint32_t step, std::uint32_t* __restrict numbers) {
    const std::uint32_t origin = static_cast<std::uint32_t>(first);
    int strange = 0;
    for (Index i = 0; i < kBlock; ++i) {
      numbers[i] += (static_cast<std::uint32_t>(values[i]) - origin) * step;
      strange |= (values[i] < first) | (values[i] > last);
    }
    return strange;
  }

  template <class Value>
  static int events_of(const Value* y, Value zero, std::uint32_t* __restrict events) {
    const Value one = zero + 1;
    int strange = 0;
    for (Index i = 0; i < kBlock; ++i) {
      events[i] = y[i] == one;
      strange |= (y[i] != zero) & (y[i] != one);
    }
    return strange;
  }

  void write_numbers(const Block& block) const {
    if (width_ == 1) write_as<std::uint8_t>(block);
    else if (width_ == 2) write_as<std::uint16_t>(block);
    else write_as<std::uint32_t>(block);
  }

  template <class Number>
  void write_as(const Block& block) const {
    Number* __restrict out = reinterpret_cast<Number*>(out_.numbers) + block.first;
    if (block.count == kBlock)
      for (Index i = 0; i < kBlock; ++i) out[i] = static_cast<Number>(block.numbers[i]);
    else
      std::copy_n(block.numbers, block.count, out);
  }

  /// Eight rows a byte, the first in the lowest bit.
  void write_events(const Block& block) const {
    std::uint8_t* out = out_.events + block.first / 8;
    for (Index from = 0; from < block.count; from += 8) {
      const std::uint32_t* e = block.events + from;
      out[from / 8] = static_cast<std::uint8_t>(e[0] | e[1] << 1 | e[2] << 2 | e[3] << 3 | e[4] << 4 | e[5] << 5 | e[6] << 6 | e[7] << 7);
    }
  }

  const CellCode& code_;
  const Response& response_;
  RowCells out_;
  Index threads_;
  int width_;
  double entropy_ = 0.0;
  std::atomic<bool> is_sound_{true};
};

inline std::optional<Collapsed> Collapsed::of(const std::vector<Column>& columns, const Response& response, const CellCode& code,
                                              const RowCells& out, Index threads) {
  require(response.offset == nullptr, "rows with an offset are not collapsed");
  Collapsed made;
  std::vector<CellSums> sums(static_cast<std::size_t>(code.count()));
  CellCounter counter(code, response, out, threads);
  made.has_events_ = counter.count_events(sums);
  if (!made.has_events_ && !counter.sum_rows(sums)) return std::nullopt;
  made.keep_cells(sums, counter.entropy());
  made.keep_columns(columns, code);
  return made;
}

inline void Collapsed::keep_cells(const std::vector<CellSums>& sums, double entropy) {
  for (std::size_t k = 0; k < sums.size(); ++k) {
    const CellSums& cell = sums[k];
    if (cell.rows == 0) continue;
    numbers_.push_back(static_cast<Index>(k));
    weight_.push_back(cell.weight);
    y_.push_back(cell.weight > 0 ? std::min(cell.events / cell.weight, 1.0) : 0.0);
    represents_.push_back(static_cast<double>(cell.informative));
  }
  response_.rows = static_cast<Index>(numbers_.size());
  response_.y = y_.data();
  response_.weight = weight_.data();
  response_.represents = represents_.data();
  response_.entropy = entropy;
}

inline void Collapsed::keep_columns(const std::vector<Column>& columns, const CellCode& code) {
  for (const CellCode::Digit& digit : code.digits()) {
    values_.emplace_back();
    for (Index number : numbers_) values_.back().push_back(code.value(digit, number));
  }
  columns_ = columns;
  for (Column& column : columns_)
    if (column.kind != Column::Kind::ones)
      column.values = values_[static_cast<std::size_t>(code.digit_of(column.values) - code.digits().data())].data();
}

}  // namespace logreg
