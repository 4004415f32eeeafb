#pragma once

#include <Rcpp.h>
#include <logreg/data/source_memory.hpp>
#include <string>
#include <vector>

namespace logreg_r {

using logreg::Column;
using logreg::Index;
using logreg::Matrix;
using logreg::Vector;

/// A data set as R lends it: nothing is copied but what `x` made of it.
struct Data {
  std::vector<Column> columns;
  logreg::Response response;
};

/// The same without a look at the rows: codes may lie outside their levels, and a response of integers stays one
/// (Response::codes).
Data lent_data(SEXP data);
/// What `lent_data()` has left out, which costs a pass over every factor and the response.
void look_at_rows(Data& lent, SEXP data);
Data as_data(SEXP data);
/// The text that a list has under a name.
std::string text_of(SEXP list, const char* name);
Vector as_vector(SEXP numbers);
Matrix as_matrix(const Rcpp::NumericMatrix& numbers);
// What these return is not protected.
SEXP to_r(const Vector& vector);
SEXP to_r(const Matrix& matrix);
SEXP to_r_positions(const std::vector<Index>& positions);
/// 0-based positions from R's 1-based ones.
std::vector<Index> as_positions(const Rcpp::IntegerVector& positions);

}  // namespace logreg_r
