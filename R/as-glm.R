#' A fit as a plain `glm` object
#'
#' For tools that insist on `class(fit)[1] == "glm"` or read the n x p QR decomposition, such as
#' `covratio()`, `dffits()`, `effects()` and `lm.influence()`. Nothing is fitted again: coefficients,
#' probabilities and deviance are those of the fit; of a [separated][separation] one those that the solver
#' had when it stopped, since `glm` tools cannot live with infinite ones.
#'
#' @param fit A fit of [logreg()] without a penalty.
#' @return An object of class `c("glm", "lm")` with every component of a `glm` fit, its call a call of
#'   [stats::glm()]. It holds two matrices of the size of the design.
#' @section Errors:
#'   `logreg_error_argument` for anything else than a fit; `logreg_error_penalized` for a penalised
#'   fit, since `glm` has no penalty.
#' @examples
#' fit <- logreg(am ~ wt, data = mtcars)
#' covratio(as_glm(fit))[1:3]
#' @export
as_glm <- function(fit) {
  check_argument(checkmate::check_class(fit, "logreg_fit"), "fit")
  if (inherits(fit, c("logreg_penalized", "logreg_firth"))) {
    refuse_penalized("as_glm()", "Fit without `penalty` to have a `glm` object.")
  }
  fit <- last_iterate(fit)
  parts <- with_full_qr(unclass(fit), plain_model_matrix(fit))
  if (is.null(parts$model)) {
    parts$model <- stats::model.frame(fit)
  }
  parts$call <- glm_call(fit)
  parts$method <- "glm.fit"
  ours <- c(
    "event", "solver", "penalty", "trace", "convergence", "covariance", "scaling", "aliased", "separation",
    "x_user", "y_user"
  )
  structure(parts[setdiff(names(parts), ours)], class = c("glm", "lm"))
}

#' The call of `glm()` that makes the same model
#' @noRd
glm_call <- function(fit) {
  known <- c("formula", "data", "weights", "subset", "na.action", "offset", "contrasts", "model")
  call <- fit$call[c(1, match(known, names(fit$call), nomatch = 0))]
  call[[1]] <- quote(stats::glm)
  if (is.null(call$formula)) {
    call$formula <- stats::formula(fit)
  }
  call$family <- quote(binomial())
  call
}
