#include <Rcpp.h>
#include <logreg/logreg.hpp>
#include <memory>

#include "r_convert.h"
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

/// The one named list that leaves the core.
Rcpp::List fit_to_r(const logreg::FitResult& fit) {
  Rcpp::List made;
  made["kept"] = to_r_positions(fit.kept);
  made["aliased"] = aliased_to_r(fit.aliased);
  made["coefficients"] = to_r(fit.beta);
  made["linear_predictors"] = to_r(fit.eta);
  made["triangle"] = to_r(fit.triangle);
  made["covariance"] = to_r(fit.covariance);
  made["scaling"] = Rcpp::List::create(Rcpp::_["center"] = to_r(fit.center), Rcpp::_["scale"] = to_r(fit.scale),
                                       Rcpp::_["root"] = to_r(fit.root));
  made["loss"] = fit.loss;
  made["objective"] = fit.objective;
  made["reason"] = to_string(fit.reason);
  made["distance"] = fit.distance;
  made["reach"] = fit.reach;
  made["reciprocal_condition"] = fit.reciprocal_condition;
  made["rounding_floor"] = fit.rounding_floor;
  made["iterations"] = static_cast<double>(fit.iterations);
  made["passes"] = fit.passes;
  made["condition_number"] = fit.condition_number;
  made["condition_number_raw"] = fit.condition_number_raw;
  made["learning_rate"] = fit.learning_rate;
  made["smoothness"] = fit.smoothness;
  made["curvature_max"] = fit.curvature_max;
  made["effective_df"] = fit.effective_parameters;
  made["gradient"] = to_r(fit.gradient);
  made["hessian"] = to_r(fit.hessian);
  made["optimum"] = optimum_to_r(fit.optimum);
  made["trace"] = trace_to_r(fit.trace);
  return made;
}

}  // namespace

// [[Rcpp::export(rng = false)]]
Rcpp::List fit_(Rcpp::List data, Rcpp::List spec, Rcpp::RObject report) {
  const Data lent = as_data(data);
  const logreg::MemorySource source(lent.columns, lent.response);
  const logreg::FitSpec what = as_spec(spec);
  RMonitor monitor(report);
  return fit_to_r(logreg::Fit(source, lent.response, what, monitor, r_random()).run());
}

// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector linear_predictor_(Rcpp::List data, Rcpp::NumericVector beta) {
  const Data lent = as_data(data);
  return to_r(logreg::linear_predictor(logreg::MemorySource(lent.columns, lent.response), as_vector(beta)));
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
