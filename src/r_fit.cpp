#include <Rcpp.h>
#include <logreg/kernel/instruction_sets.hpp>
#include <logreg/data/collapse.hpp>
#include <logreg/logreg.hpp>
#include <memory>

#include "r_convert.h"
#include "r_lazy.h"
#include "r_monitor.h"

namespace {

using namespace logreg_r;

logreg::FitSpec as_spec(const Rcpp::List& spec) {
  logreg::FitSpec made;
  made.solver = Rcpp::as<std::string>(spec["solver"]);
  const Rcpp::List options = spec["options"];
  const Rcpp::CharacterVector names = options.size() > 0 ? Rcpp::CharacterVector(options.names()) : Rcpp::CharacterVector();
  for (R_xlen_t k = 0; k < options.size(); ++k)
    made.options[std::string(names[k])] = Rcpp::as<double>(options[k]);
  made.penalty = Rcpp::as<std::string>(spec["penalty"]);
  made.penalty_strength = Rcpp::as<double>(spec["penalty_strength"]);
  made.penalty_standardize = Rcpp::as<bool>(spec["penalty_standardize"]);
  made.start = as_vector(spec["start"]);
  made.threads = Rcpp::as<int>(spec["threads"]);
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

Rcpp::List aliased_to_r(const std::vector<logreg::AliasedColumn>& aliased) {
  Rcpp::List made;
  for (const logreg::AliasedColumn& column : aliased)
    made.push_back(Rcpp::List::create(Rcpp::_["column"] = static_cast<int>(column.column) + 1,
                                      Rcpp::_["repeats"] = to_r_positions(column.repeats)));
  return made;
}

Rcpp::List trace_to_r(const logreg::UserTrace& trace) {
  return Rcpp::List::create(Rcpp::_["epoch"] = trace.epoch, Rcpp::_["loss"] = trace.loss,
                            Rcpp::_["objective"] = trace.objective,
                            Rcpp::_["gradient_norm"] = trace.gradient_norm, Rcpp::_["step"] = trace.step,
                            Rcpp::_["coefficients"] = to_r(trace.beta));
}

Rcpp::RObject optimum_to_r(const logreg::Optimum& optimum) {
  if (!optimum.searched) return R_NilValue;
  return Rcpp::List::create(Rcpp::_["found"] = optimum.found, Rcpp::_["coefficients"] = to_r(optimum.beta),
                            Rcpp::_["loss"] = optimum.loss, Rcpp::_["distance"] = optimum.distance,
                            Rcpp::_["reason"] = to_string(optimum.reason), Rcpp::_["gap"] = to_r(optimum.gap),
                            Rcpp::_["hessian"] = to_r(optimum.hessian));
}

/// A named list whose names are known beforehand: filled in place, in their order.
class NamedList {
 public:
  template <std::size_t Count>
  explicit NamedList(const char* (&names)[Count]) : list_(Rf_mkNamed(VECSXP, names)) {}

  template <class Value>
  void add(const Value& value) {
    SET_VECTOR_ELT(list_, next_++, Rcpp::wrap(value));
  }
  SEXP list() const { return list_; }

 private:
  Rcpp::Shield<SEXP> list_;
  R_xlen_t next_ = 0;
};

/// What a fit returns of every row. `y` is null where R has it at hand.
struct RowVectors {
  Rcpp::RObject linear_predictors, y;
};

Rcpp::RObject known_or_null(double number) { return std::isnan(number) ? R_NilValue : Rcpp::wrap(number); }

/// The one named list that leaves the core.
Rcpp::List fit_to_r(const logreg::FitResult& fit, const RowVectors& rows) {
  static const char* names[] = {
      "kept", "aliased", "coefficients", "linear_predictors", "deviance", "triangle", "covariance", "scaling", "loss",
      "objective", "reason", "distance", "reach", "reciprocal_condition", "rounding_floor", "iterations", "passes",
      "condition_number", "condition_number_raw", "learning_rate", "smoothness", "curvature_max", "effective_df",
      "gradient", "hessian", "optimum", "trace", "null_deviance", "y", ""};
  NamedList made(names);
  made.add(to_r_positions(fit.kept));
  made.add(aliased_to_r(fit.aliased));
  made.add(to_r(fit.beta));
  made.add(rows.linear_predictors);
  made.add(fit.deviance);
  made.add(to_r(fit.triangle));
  made.add(to_r(fit.covariance));
  made.add(Rcpp::List::create(Rcpp::_["center"] = to_r(fit.center), Rcpp::_["scale"] = to_r(fit.scale),
                              Rcpp::_["root"] = to_r(fit.root)));
  made.add(fit.loss);
  made.add(fit.objective);
  made.add(to_string(fit.reason));
  made.add(fit.distance);
  made.add(fit.reach);
  made.add(fit.reciprocal_condition);
  made.add(fit.rounding_floor);
  made.add(static_cast<double>(fit.iterations));
  made.add(fit.passes);
  made.add(fit.condition_number);
  made.add(fit.condition_number_raw);
  made.add(fit.learning_rate);
  made.add(fit.smoothness);
  made.add(fit.curvature_max);
  made.add(fit.effective_parameters);
  made.add(to_r(fit.gradient));
  made.add(to_r(fit.hessian));
  made.add(optimum_to_r(fit.optimum));
  made.add(trace_to_r(fit.trace));
  made.add(known_or_null(fit.null_deviance));
  made.add(rows.y);
  return made.list();
}

/// The kernels of the instruction set asked for, by default the widest that the processor has.
void use_kernels(const Rcpp::List& spec) {
  const std::string name = spec.containsElementNamed("isa") ? Rcpp::as<std::string>(spec["isa"]) : "auto";
  const logreg::Kernels* table = logreg::kernels_named(name);
  logreg::require(table != nullptr, "this processor or build has no instruction set '" + name + "'");
  logreg::chosen_kernels() = table;
}

/// Solvers that draw rows, or go step by step as a reader does by hand, keep the rows.
bool may_collapse(const logreg::FitSpec& spec, const logreg::Response& response) {
  return (spec.solver == "newton" || spec.solver == "lbfgs") && response.offset == nullptr;
}

/// The fit of the cells in place of their rows; NULL if the rows are not of few cells.
SEXP fit_cells(const Data& lent, logreg::FitSpec& what, logreg::Monitor& monitor) {
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
  return fit_to_r(fit, made);
}

}  // namespace

// [[Rcpp::init]]
void choose_kernels(DllInfo* dll) {
  (void)dll;
  logreg::chosen_kernels() = logreg::kernels_named("auto");
}

// [[Rcpp::export(rng = false)]]
Rcpp::List fit_(Rcpp::List data, Rcpp::List spec, Rcpp::RObject report) {
  Data lent = lent_data(data);
  logreg::FitSpec what = as_spec(spec);
  use_kernels(spec);
  RMonitor monitor(report);
  const Rcpp::RObject collapsed = fit_cells(lent, what, monitor);
  if (!collapsed.isNULL()) return Rcpp::List(collapsed);
  look_at_rows(lent, data);
  const logreg::MemorySource source(lent.columns, lent.response);
  Rcpp::NumericVector eta = Rcpp::no_init(lent.response.rows);
  what.eta = eta.begin();
  return fit_to_r(logreg::Fit(source, lent.response, what, monitor, r_random()).run(), {eta, R_NilValue});
}

/// Ratios of the largest to the smallest singular value of the design: in z-scores of the kept columns, and as given.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector condition_numbers_(Rcpp::List data, Rcpp::IntegerVector kept) {
  const Data lent = as_data(data);
  const logreg::MemorySource source(lent.columns, lent.response);
  RMonitor monitor(R_NilValue);
  const logreg::ConditionNumbers found = logreg::condition_numbers(source, as_positions(kept), monitor);
  return Rcpp::NumericVector::create(found.standardized, found.raw);
}

// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector linear_predictor_(Rcpp::List data, Rcpp::NumericVector beta) {
  const Data lent = as_data(data);
  Rcpp::NumericVector eta = Rcpp::no_init(lent.response.rows);
  logreg::write_linear_predictor(logreg::MemorySource(lent.columns, lent.response), as_vector(beta), 1, eta.begin());
  return eta;
}

// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector row_variance_(Rcpp::List data, Rcpp::IntegerVector kept, Rcpp::List scaling) {
  const Data lent = as_data(data);
  std::vector<Column> columns;
  for (Index j : as_positions(kept)) columns.push_back(lent.columns.at(static_cast<std::size_t>(j)));
  const logreg::Affine affine{as_vector(scaling["center"]), as_vector(scaling["scale"])};
  const logreg::MemorySource source(affine.apply(columns), lent.response);
  return to_r(logreg::row_variance(source, as_matrix(scaling["root"])));
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
