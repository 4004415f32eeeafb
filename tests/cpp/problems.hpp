#pragma once

#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "laws.hpp"
#include "logreg/data/source_memory.hpp"
#include "logreg/loss/logistic.hpp"
#include "logreg/objective/linear_objective.hpp"
#include "logreg/penalty/registry.hpp"

// Problems whose answers are known from elsewhere: by hand, or from fits in 60-digit arithmetic.
namespace problems {

using logreg::Column;
using logreg::Index;
using logreg::Matrix;
using logreg::Vector;

/// A data set that owns its columns: an intercept and the columns of x.
struct Data {
  Matrix x;
  Vector y, weight, offset;  // empty: none
  bool intercept = true;

  std::vector<Column> columns() const {
    std::vector<Column> made;
    if (intercept) made.push_back(Column::intercept());
    for (Index j = 0; j < x.cols(); ++j) made.push_back(Column::real(x.col(j).data()));
    return made;
  }
  logreg::Response response() const {
    return {y.size(), y.data(), weight.size() > 0 ? weight.data() : nullptr, offset.size() > 0 ? offset.data() : nullptr};
  }
  logreg::MemorySource source() const { return {columns(), response()}; }
  Matrix dense() const {
    Matrix made(y.size(), x.cols() + (intercept ? 1 : 0));
    if (intercept) made.col(0).setOnes();
    made.rightCols(x.cols()) = x;
    return made;
  }
};

inline Vector vector_of(const std::vector<double>& values) {
  return Eigen::Map<const Vector>(values.data(), static_cast<Index>(values.size()));
}

/// The objective of a data set, with everything that it borrows.
struct Whole {
  explicit Whole(Data given, Index threads = 1, double ridge = 0.0)
      : data(std::move(given)), source(data.source()), penalty(make(source.cols(), ridge)), objective(source, loss, *penalty, threads, monitor) {}

  static std::unique_ptr<logreg::Penalty> make(Index p, double ridge) {
    Vector strength = Vector::Constant(p, ridge);
    strength[0] = 0;
    return logreg::make_penalty(ridge > 0 ? "ridge" : "none", strength);
  }

  Whole(const Whole&) = delete;

  Data data;
  logreg::MemorySource source;
  logreg::LogisticLoss loss;
  std::unique_ptr<logreg::Penalty> penalty;
  logreg::Monitor monitor;
  logreg::LinearObjective objective;
};

struct Problem {
  const char* name;
  Data data;
  Vector optimum;
  Vector standard_errors;  // empty: not known from elsewhere
};

/// x = 1..8 and y = 0,0,0,1,0,1,1,1: 60-digit Newton.
inline Problem eight_rows() {
  Data data;
  data.x = vector_of({1, 2, 3, 4, 5, 6, 7, 8});
  data.y = vector_of({0, 0, 0, 1, 0, 1, 1, 1});
  return {"eight rows", data, vector_of({-5.77032035229122, 1.28229341162027}),
          vector_of({4.03582331440281, 0.86041270505252})};
}

inline Data counts(const std::vector<double>& successes, const std::vector<double>& totals) {
  Data data;
  data.x.resize(static_cast<Index>(totals.size()), 1);
  for (Index i = 0; i < data.x.rows(); ++i) data.x(i, 0) = static_cast<double>(i + 1);
  data.weight = vector_of(totals);
  data.y = vector_of(successes).cwiseQuotient(data.weight);
  return data;
}

/// Counts on which undamped Newton diverges: 60-digit damped Newton.
inline std::vector<Problem> known_problems() {
  std::vector<Problem> made = {eight_rows()};
  made.push_back({"unequal counts", counts({3, 1801, 1}, {6, 1822, 34}),
                  vector_of({16.6207197297544, -6.21189134341602}), vector_of({1.21310177624045, 0.566494323381367})});
  made.push_back({"diverging counts", counts({2, 1, 729, 76, 41}, {227, 5, 791, 155, 102}),
                  vector_of({-1.36532445554800, 0.726096499323938}),
                  vector_of({0.185534430633753, 0.0635471465924857})});
  Problem far = eight_rows();
  far.name = "offset of 1000";
  far.data.offset = Vector::Constant(8, 1000.0);
  far.optimum[0] -= 1000.0;
  made.push_back(far);
  Problem swinging = eight_rows();
  swinging.name = "offsets of +-10";
  swinging.data.offset = vector_of({10, -10, 10, -10, 10, -10, 10, -10});
  swinging.optimum = vector_of({-32.0794574493173, 7.12876832207051});
  swinging.standard_errors.resize(0);
  made.push_back(swinging);
  // By hand: three of four are 1, so the intercept is log 3, with variance 1 / (4 * 3/4 * 1/4).
  Data intercept_only;
  intercept_only.x.resize(4, 0);
  intercept_only.y = vector_of({1, 1, 1, 0});
  made.push_back({"intercept only", intercept_only, vector_of({std::log(3.0)}), vector_of({std::sqrt(4.0 / 3.0)})});
  // By hand: odds 1/2 where x = 0 and 3 where x = 1; variances are sums of reciprocal counts.
  Data table;
  table.x = vector_of({0, 0, 1, 1});
  table.y = vector_of({0, 1, 0, 1});
  table.weight = vector_of({4, 2, 2, 6});
  made.push_back({"two by two", table, vector_of({-std::log(2.0), std::log(6.0)}),
                  vector_of({std::sqrt(1.0 / 4 + 1.0 / 2), std::sqrt(1.0 / 4 + 1.0 / 2 + 1.0 / 2 + 1.0 / 6)})});
  return made;
}

/// The same rows in another order.
inline Data in_order(const Data& data, const std::vector<Index>& rows) {
  Data made = data;
  for (Index i = 0; i < data.y.size(); ++i) {
    const Index from = rows[static_cast<std::size_t>(i)];
    made.x.row(i) = data.x.row(from);
    made.y[i] = data.y[from];
    if (data.weight.size() > 0) made.weight[i] = data.weight[from];
    if (data.offset.size() > 0) made.offset[i] = data.offset[from];
  }
  return made;
}

inline Data sorted_by(const Data& data, const Vector& key) {
  std::vector<Index> rows(static_cast<std::size_t>(key.size()));
  std::iota(rows.begin(), rows.end(), Index{0});
  std::stable_sort(rows.begin(), rows.end(), [&](Index a, Index b) { return key[a] < key[b]; });
  return in_order(data, rows);
}

/// Many rows, so that there are several blocks and stripes.
inline Data many_rows(Index rows, Index columns) {
  Data data;
  data.x = laws::random_matrix(rows, columns, 21);
  data.weight = laws::random_vector(rows, 22).array() + 1.5;
  data.offset = 0.3 * laws::random_vector(rows, 23);
  data.y = (laws::random_vector(rows, 24) + data.x.col(0)).unaryExpr([](double v) { return v > 0 ? 1.0 : 0.0; });
  return data;
}

}  // namespace problems
