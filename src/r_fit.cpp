#include <Rcpp.h>
#include <logreg/kernel/instruction_sets.hpp>
#include <logreg/data/collapse.hpp>
#include <logreg/logreg.hpp>
#include <algorithm>
#include <cmath>
#include <memory>

#include "r_answer.h"
#include "r_convert.h"
#include "r_lazy.h"
#include "r_list.h"
#include "r_monitor.h"

namespace {

using namespace logreg_r;

/// An option of NULL asks for a value derived from the data.
logreg::FitSpec as_spec(SEXP spec) {
  logreg::FitSpec made;
  made.solver = text_of(spec, "solver");
  SEXP options = part(spec, "options"), names = Rf_getAttrib(options, R_NamesSymbol);
  for (R_xlen_t k = 0; k < Rf_xlength(options); ++k) {
    SEXP value = VECTOR_ELT(options, k);
    made.options[CHAR(STRING_ELT(names, k))] = Rf_isNull(value) ? logreg::kNaN : Rf_asReal(value);
  }
  made.penalty = text_of(spec, "penalty");
  made.penalty_strength = Rf_asReal(part(spec, "penalty_strength"));
  made.penalty_standardize = Rf_asLogical(part(spec, "penalty_standardize")) == TRUE;
  made.start = as_vector(part(spec, "start"));
  made.threads = Rf_asInteger(part(spec, "threads"));
  made.values_unseen = Rf_asLogical(part(spec, "values_unseen")) == TRUE;
  made.decide_separation = Rf_asLogical(part(spec, "decide_separation")) == TRUE;
  made.take_limit = Rf_asLogical(part(spec, "take_limit")) == TRUE;
  return made;
}

/// Draws from R's generator, opened on the first draw and closed with the fit: a fit that draws nothing
/// leaves .Random.seed alone.
logreg::RandomIndex r_random() {
  auto scope = std::make_shared<std::unique_ptr<Rcpp::RNGScope>>();
  return [scope](Index n) {
    if (!*scope) *scope = std::make_unique<Rcpp::RNGScope>();
    return static_cast<Index>(R_unif_index(static_cast<double>(n)));
  };
}

/// The kernels of the instruction set asked for, by default the widest that the processor has.
void use_kernels(SEXP spec) {
  const std::string name = Rf_isNull(part(spec, "isa")) ? "auto" : text_of(spec, "isa");
  const logreg::Kernels* table = logreg::kernels_named(name);
  logreg::require(table != nullptr, "this processor or build has no instruction set '" + name + "'");
  logreg::chosen_kernels() = table;
}

/// Solvers that draw rows, or go step by step as a reader does by hand, keep the rows.
bool may_collapse(const logreg::FitSpec& spec, const logreg::Response& response) {
  return (spec.solver == "newton" || spec.solver == "lbfgs") && response.offset == nullptr;
}

/// The fit of the cells in place of their rows; NULL if the rows are not of few cells.
SEXP fit_cells(const Data& lent, logreg::FitSpec& what, logreg::Monitor& monitor, SEXP names) {
  if (!may_collapse(what, lent.response)) return R_NilValue;
  const auto code = logreg::CellCode::of(lent.columns, lent.response.rows);
  if (!code) return R_NilValue;
  const Index rows = lent.response.rows;
  Rcpp::RawVector numbers = Rcpp::no_init(rows * logreg::RowCells::width(code->count()));
  Rcpp::RawVector events = Rcpp::no_init((rows + 7) / 8);
  const auto cells = logreg::Collapsed::of(lent.columns, lent.response, *code, {numbers.begin(), events.begin()}, what.threads);
  if (!cells) return R_NilValue;
  Vector eta = Vector::Zero(cells->response().rows);
  what.eta = eta.data();
  const logreg::MemorySource source(cells->columns(), cells->response());
  const logreg::FitResult fit = logreg::Fit(source, cells->response(), what, monitor, r_random()).run();
  Rcpp::NumericVector of_cells(code->count());
  for (Index k = 0; k < eta.size(); ++k) of_cells[cells->numbers()[static_cast<std::size_t>(k)]] = eta[k];
  RowVectors made{lazy_cells(numbers, of_cells, rows), R_NilValue};
  if (cells->has_events()) made.y = lazy_response(events, rows);
  return fit_to_r(fit, made, names, what);
}

/// Fits, and leaves NA where the core leaves NaN: at rows of weight 0 whose limit is not determined.
logreg::FitResult fit_rows(const logreg::MemorySource& source, const logreg::FitSpec& what, logreg::Monitor& monitor) {
  logreg::FitResult fit = logreg::Fit(source, source.response(), what, monitor, r_random()).run();
  if (fit.limit.taken)
    std::replace_if(what.eta, what.eta + source.rows(), [](double eta) { return std::isnan(eta); }, NA_REAL);
  return fit;
}

SEXP refusal(const char* kind, const char* words) {
  const Rcpp::Shield<SEXP> made(Rf_mkString(words)), name(Rf_ScalarString(name_of(kind)));
  Rf_setAttrib(made, R_NamesSymbol, name);
  return made;
}

}  // namespace

// [[Rcpp::init]]
void choose_kernels(DllInfo* dll) {
  (void)dll;
  logreg::chosen_kernels() = logreg::kernels_named("auto");
}

/// Fits `data` (`y`, `weight`, `offset`, `intercept`, `columns`, `names`) as `spec` says. What the core refuses is
/// returned as text, named by its kind.
// [[Rcpp::export(rng = false)]]
SEXP fit_(SEXP data, SEXP spec, SEXP report) {
  try {
    Data lent = lent_data(data);
    SEXP names = part(data, "names");
    logreg::require(TYPEOF(names) == STRSXP && static_cast<std::size_t>(Rf_xlength(names)) == lent.columns.size(),
                    "there must be a name for each column");
    logreg::FitSpec what = as_spec(spec);
    use_kernels(spec);
    RMonitor monitor(report);
    const Rcpp::RObject collapsed = fit_cells(lent, what, monitor, names);
    if (!collapsed.isNULL()) return collapsed;
    look_at_rows(lent, data);
    const logreg::MemorySource source(lent.columns, lent.response);
    const Rcpp::Shield<SEXP> eta(Rf_allocVector(REALSXP, lent.response.rows));
    what.eta = REAL(eta);
    return fit_to_r(fit_rows(source, what, monitor), {SEXP(eta), R_NilValue}, names, what);
  } catch (const logreg::NotFinite& error) {
    return refusal("not_finite", error.what());
  } catch (const logreg::NothingToEstimate& error) {
    return refusal("no_columns", error.what());
  } catch (const logreg::InputError& error) {
    return refusal("core", error.what());
  } catch (const std::bad_alloc&) {
    return refusal("memory", "There is not enough memory for this fit.");
  }
}

/// Ratios of the largest to the smallest singular value of the design: in z-scores of the kept columns, and as given.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector condition_numbers_(SEXP data, Rcpp::IntegerVector kept) {
  const Data lent = as_data(data);
  const logreg::MemorySource source(lent.columns, lent.response);
  RMonitor monitor(R_NilValue);
  const logreg::ConditionNumbers found = logreg::condition_numbers(source, as_positions(kept), monitor);
  return Rcpp::NumericVector::create(found.standardized, found.raw);
}

/// The same from the Gram that a fit has kept, of a design with or without an intercept and so many rows in use.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector condition_numbers_of_gram_(Rcpp::NumericMatrix gram, SEXP center, SEXP scale, bool intercept, double rows) {
  const logreg::Affine affine{as_vector(center), as_vector(scale)};
  logreg::require(gram.nrow() == affine.scale.size() && gram.ncol() == gram.nrow() && affine.center.size() == affine.scale.size(),
                  "a Gram has a row and a column for each scaled column");
  const logreg::ConditionNumbers found = logreg::condition_numbers_of_gram(as_matrix(gram), affine, intercept, static_cast<Index>(rows));
  return Rcpp::NumericVector::create(found.standardized, found.raw);
}

// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector linear_predictor_(SEXP data, Rcpp::NumericVector beta) {
  const Data lent = as_data(data);
  Rcpp::NumericVector eta = Rcpp::no_init(lent.response.rows);
  logreg::write_linear_predictor(logreg::MemorySource(lent.columns, lent.response), as_vector(beta), 1, eta.begin());
  return eta;
}

// [[Rcpp::export(rng = false)]]
Rcpp::DataFrame solver_registry_() {
  std::vector<std::string> solver, option, description;
  std::vector<double> fallback, minimum, maximum;
  std::vector<bool> whole;
  for (const logreg::SolverEntry& entry : logreg::solver_registry())
    for (const logreg::OptionSpec& spec : entry.make()->options()) {
      solver.push_back(entry.name);
      option.push_back(spec.name);
      fallback.push_back(spec.fallback);
      minimum.push_back(spec.minimum);
      maximum.push_back(spec.maximum);
      whole.push_back(spec.whole);
      description.push_back(spec.description);
    }
  return Rcpp::DataFrame::create(Rcpp::_["solver"] = solver, Rcpp::_["option"] = option, Rcpp::_["default"] = fallback,
                                 Rcpp::_["minimum"] = minimum, Rcpp::_["maximum"] = maximum, Rcpp::_["whole"] = whole,
                                 Rcpp::_["description"] = description, Rcpp::_["stringsAsFactors"] = false);
}
