#pragma once

#include <Rcpp.h>
#include <logreg/data/affine.hpp>
#include <vector>

#include "r_convert.h"
#include "r_list.h"

namespace logreg_r {

/// The columns that a fit has kept, in its scaled coordinates: `scaling` is `kept`, `center`, `scale` and `root`, as
/// the fit returned them.
struct ScaledData {
  Data lent;
  logreg::Affine affine;
  Matrix root;
  std::vector<Index> kept;
  logreg::MemorySource source;

  ScaledData(SEXP data, SEXP scaling)
      : lent(as_data(data)),
        affine{as_vector(part(scaling, "center")), as_vector(part(scaling, "scale"))},
        root(as_matrix(Rcpp::NumericMatrix(part(scaling, "root")))),
        kept(as_positions(Rcpp::IntegerVector(part(scaling, "kept")))),
        source(affine.apply(kept_columns()), lent.response) {}

 private:
  std::vector<Column> kept_columns() const {
    std::vector<Column> columns;
    for (Index j : kept) columns.push_back(lent.columns.at(static_cast<std::size_t>(j)));
    return columns;
  }
};

}  // namespace logreg_r
