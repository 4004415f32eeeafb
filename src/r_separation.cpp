#include <Rcpp.h>
#include <logreg/data/affine.hpp>
#include <logreg/fit/separation.hpp>

#include "r_convert.h"

using namespace logreg_r;

/// Where the log-odds of each row end, of a separated fit whose directions are known: 0 finite, 1 Inf, -1 -Inf, NA not
/// determined.
// [[Rcpp::export(rng = false)]]
Rcpp::IntegerVector row_limits_(SEXP data, Rcpp::List separation) {
  const Data lent = as_data(data);
  std::vector<logreg::Column> columns;
  for (Index j : as_positions(separation["kept"])) columns.push_back(lent.columns.at(static_cast<std::size_t>(j)));
  const logreg::Affine affine{as_vector(separation["center"]), as_vector(separation["scale"])};
  const logreg::MemorySource source(affine.apply(columns), lent.response);
  const logreg::LimitOracle oracle(as_matrix(separation["span"]), as_matrix(separation["normals"]));
  Rcpp::IntegerVector limits(lent.response.rows);
  source.for_each_block([&](const logreg::RowBlock& block) {
    const logreg::Matrix rows = logreg::dense_rows(block, source.coding());
    for (Index i = 0; i < rows.rows(); ++i) {
      int& limit = limits[block.first + i];
      switch (oracle.limit_of(rows.row(i).transpose())) {
        case logreg::Limit::finite: limit = 0; break;
        case logreg::Limit::plus_infinity: limit = 1; break;
        case logreg::Limit::minus_infinity: limit = -1; break;
        case logreg::Limit::not_determined: limit = NA_INTEGER; break;
      }
    }
  });
  return limits;
}
