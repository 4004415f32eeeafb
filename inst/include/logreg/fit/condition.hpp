#pragma once

#include <vector>

#include "../data/source_memory.hpp"
#include "../data/survey.hpp"
#include "../loss/logistic.hpp"
#include "../objective/linear_objective.hpp"
#include "../penalty/none.hpp"
#include "../support/decompositions.hpp"
#include "rank.hpp"

namespace logreg {

/// Ratio of the largest to the smallest singular value of a design, from its triangle.
inline double condition_number(const Matrix& triangle) {
  const Vector values = singular_values(triangle);
  return values.size() == 0 ? 1.0 : values.maxCoeff() / values.minCoeff();
}

/// The triangle of a design after its columns were made z-scores as R's scale() makes them, every row
/// counted once. The first row of the triangle holds what the columns share with the intercept: their
/// means. Without an intercept nothing is centred.
inline Matrix standardized_triangle(Matrix triangle, bool intercept, Index rows) {
  const double n = static_cast<double>(rows);
  const double sample = rows > 1 ? std::sqrt(n / (n - 1)) : 1.0;
  for (Index j = intercept ? 1 : 0; j < triangle.cols(); ++j) {
    if (intercept) triangle(0, j) = 0.0;
    const double spread = triangle.col(j).norm() * sample;
    if (spread > 0) triangle.col(j) /= spread;
  }
  return triangle;
}

struct ConditionNumbers {
  double standardized;  ///< of the columns as z-scores
  double raw;           ///< of the columns as given
};

/// From the triangle of the scaled columns.
inline ConditionNumbers condition_numbers(const Matrix& triangle, const Affine& affine, bool intercept, Index rows) {
  return {condition_number(standardized_triangle(triangle, intercept, rows)),
          condition_number(triangle * affine.to(Affine::identity(triangle.cols())))};
}

/// From the Gram of the scaled columns of a design that is far from singular.
inline ConditionNumbers condition_numbers_of_gram(Matrix gram, const Affine& affine, bool intercept, Index rows) {
  cholesky_in_place(gram);
  return condition_numbers(gram, affine, intercept, rows);
}

/// The same of some columns of a data set, which costs a pass over its rows.
inline ConditionNumbers condition_numbers(const MemorySource& source, const std::vector<Index>& kept, Monitor& monitor) {
  constexpr Index kThreads = 2;
  std::vector<Column> columns;
  for (Index j : kept) columns.push_back(source.columns()[static_cast<std::size_t>(j)]);
  const Response& response = source.response();
  const Affine affine = scaled_coordinates(columns, Survey::of(columns, response.rows, response.weight, kThreads));
  const MemorySource scaled = source.with_columns(affine.apply(columns));
  const LogisticLoss loss;
  const NoPenalty none;
  LinearObjective design(scaled, loss, none, kThreads, monitor);
  const bool intercept = columns.front().kind == Column::Kind::ones;
  return condition_numbers(design_triangle(design), affine, intercept, source.informative_rows());
}

}  // namespace logreg
