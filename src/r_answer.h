#pragma once

#include <Rcpp.h>
#include <logreg/fit/spec.hpp>

namespace logreg_r {

/// What a fit returns of every row. `y` is NULL where R has it at hand.
struct RowVectors {
  Rcpp::RObject linear_predictors, y;
};

/// The one named list that leaves the core: a fit with the names of its columns, NA where a column is aliased or
/// a number is not known, and its path as a data frame.
SEXP fit_to_r(const logreg::FitResult& fit, const RowVectors& rows, SEXP names, const logreg::FitSpec& spec);

}  // namespace logreg_r
