#' The fit of a plain formula, by one call into C++; `NULL` where the steps of the general way are needed
#'
#' Plain means: terms that are numeric columns of a data frame, complete and not many rows, and a 0/1 response. For a few
#' rows the many short functions of the general way take longer than the fit.
#' @param terms From [formula_terms()], or `NULL`: to find them takes as long as a small fit, and many a formula, such as
#'   `y ~ a + b`, shows them. `FALSE` is returned where this one does not.
#' @param call What the fit keeps of the call.
#' @noRd
plain_formula_fit <- function(formula, terms, data, call) {
  if (length(formula) != 3L || !is.data.frame(data) || made_before$general_only) {
    return(NULL)
  }
  kept <- list(
    model = TRUE, call = call, data = data, control = glm_control, solver = default_solver(), family = logit_family,
    row_names = .row_names_info(data, 0L), asked_for = if (!is.null(terms)) all.vars(.subset2(terms, 3L))
  )
  told_fit(plain_fit_(formula, terms, kept, default_spec()))
}

#' The fit of a plain matrix, likewise: doubles in columns with simple names
#' @param response How the user calls the response.
#' @inheritParams plain_formula_fit
#' @noRd
plain_matrix_fit <- function(x, y, intercept, response, call) {
  if (made_before$general_only) {
    return(NULL)
  }
  kept <- list(
    call = call, control = glm_control, solver = default_solver(), family = logit_family, response = response, intercept = intercept
  )
  told_fit(plain_matrix_fit_(x, y, kept, default_spec()))
}

#' Maximum likelihood by the default solver from its own start?
#' @noRd
is_default_task <- function(solver, penalty, start, separated) {
  is.null(penalty) && is.null(start) && is.null(separated) && identical(solver, "newton")
}

#' The solver and the core's instructions for it, made once as long as no option asks for others
#' @noRd
default_solver <- function() made_before$newton %||% made_once("newton", solver_newton())

#' @noRd
default_spec <- function() {
  make <- function() core_spec(default_solver(), separation = decided_separation(NULL, default_solver()))
  if (is.null(getOption("logreg.threads")) && is.null(getOption("logreg.isa"))) {
    made_before$spec %||% made_once("spec", make())
  } else {
    make()
  }
}

#' A fit from C++ with the words that belong to it: an error where the core refused, a warning where it did not converge
#' @param fit From [plain_fit_()] or [plain_matrix_fit_()].
#' @noRd
told_fit <- function(fit) {
  if (is.character(fit)) abort_refused(fit)
  if (!is.list(fit) || isTRUE(.subset2(fit, "converged"))) {
    return(fit)
  }
  if (fit$convergence$reason == "interrupted") signal_interrupt(fit)
  warn_not_converged(dress_separation(fit))
}
