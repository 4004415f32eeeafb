#' The fit of a plain formula, by one call into C++; `NULL` where the steps of the general way are needed
#'
#' Plain means: terms that are numeric columns of a data frame, complete and not many rows, a 0/1 response, maximum
#' likelihood by the default solver. For a few rows the many short functions of the general way take longer than
#' the fit.
#' @param about What the fit keeps of the call: `call`, `model`, `user_data`; and what is asked about `separation`.
#' @noRd
plain_formula_fit <- function(terms, formula, solver, penalty, start, about) {
  call <- about$call
  data <- about$user_data
  if (length(terms) != 3L || !is.data.frame(data) || made_before$general_only || !is.null(penalty) || !is.null(start) ||
    !is.null(call$weights) || !is.null(call$subset) || !is.null(call$offset) || solver$name != "newton") {
    return(NULL)
  }
  fit <- plain_fit_(
    terms, all.vars(.subset2(terms, 3L)), formula, .row_names_info(data, 0L), no_levels, core_spec(solver, separation = about$separation),
    list(model = about$model, call = call, data = data, control = glm_control, solver = solver, family = logit_family)
  )
  if (is.null(fit)) {
    return(NULL)
  }
  if (is.character(fit)) abort_refused(fit)
  if (fit$convergence$reason == "interrupted") signal_interrupt(fit)
  warn_not_converged(dress_separation(validate_logreg_fit(fit)))
}
