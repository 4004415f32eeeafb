#' The fit of a plain formula, by one call into C++; `NULL` where the steps of the general way are needed
#'
#' Plain means: terms that are numeric columns of a data frame, complete and not many rows, a 0/1 response, maximum
#' likelihood by the default solver. For a few rows the many short functions of the general way take longer than
#' the fit.
#' @param terms From [formula_terms()]; `NULL` where [shows_its_terms_()] says that the formula itself has them.
#' @param about What the fit keeps of the call: `call`, `model`, `user_data`.
#' @noRd
plain_formula_fit <- function(terms, formula, solver, penalty, start, about) {
  call <- about$call
  data <- about$user_data
  if (length(formula) != 3L || !is.data.frame(data) || !is_plain_task(solver, penalty, start) || !is.null(call$weights) ||
    !is.null(call$subset) || !is.null(call$offset)) {
    return(NULL)
  }
  kept <- list(
    model = about$model, call = call, data = data, control = glm_control, solver = solver, family = logit_family,
    row_names = .row_names_info(data, 0L), asked_for = if (!is.null(terms)) all.vars(.subset2(terms, 3L))
  )
  told_fit(plain_fit_(formula, terms, kept, core_spec(solver)))
}

#' The fit of a plain matrix, likewise: doubles in columns with simple names
#' @param response How the user calls the response.
#' @inheritParams plain_formula_fit
#' @noRd
plain_matrix_fit <- function(x, y, intercept, response, solver, penalty, start, about) {
  if (!is_flag(intercept) || !is_plain_task(solver, penalty, start)) {
    return(NULL)
  }
  kept <- list(
    call = about$call, control = glm_control, solver = solver, family = logit_family, response = response, intercept = intercept
  )
  told_fit(plain_matrix_fit_(x, y, kept, core_spec(solver)))
}

#' Maximum likelihood by the default solver from the default start?
#' @noRd
is_plain_task <- function(solver, penalty, start) {
  is.null(penalty) && is.null(start) && .subset2(solver, "name") == "newton" && !made_before$general_only
}

#' A fit from C++ with the words that belong to it: an error where the core refused, a warning where it did not converge
#' @param fit From [plain_fit_()] or [plain_matrix_fit_()].
#' @noRd
told_fit <- function(fit) {
  if (is.null(fit) || isTRUE(.subset2(fit, "converged"))) {
    return(fit)
  }
  if (is.character(fit)) abort_refused(fit)
  if (fit$convergence$reason == "interrupted") signal_interrupt(fit)
  warn_not_converged(fit)
}
