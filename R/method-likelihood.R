#' Likelihood, deviance and information criteria
#'
#' The measures of fit that `AIC()`, `BIC()`, `step()` and tests of models are made of.
#'
#' @param object,fit A fit of [logreg()].
#' @param scale Not used: the dispersion of a binomial is 1.
#' @param k The charge for one degree of freedom; 2 gives the AIC, `log(nobs(fit))` the BIC.
#' @param ... Not used.
#' @return
#'   * `logLik()`: the log-likelihood, of class `"logLik"`, with the attributes `df` (coefficients
#'     estimated; for a penalised fit the effective degrees of freedom) and `nobs`.
#'   * `nobs()`: rows of positive weight.
#'   * `deviance()`: twice the log-likelihood that the fit is short of one with a parameter a row.
#'   * `extractAIC()`: degrees of freedom and AIC, as `step()` asks for them.
#' @section Where this differs from `glm()`:
#'   Rows of weight 0 count nowhere. For `glm`, `nobs()` leaves them out but `BIC()` and the degrees of
#'   freedom of `extractAIC()` count them.
#' @section Method:
#'   As `glm()` counts: binomial coefficients of grouped rows are included, and trials are rounded to
#'   whole numbers. Weights that are not whole numbers therefore give a likelihood of little meaning,
#'   there and here. The effective degrees of freedom of a ridge fit are the trace of
#'   (H + P)^-1 H, H the information and P the curvature of the penalty.
#' @examples
#' fit <- logreg(am ~ wt, data = mtcars)
#' logLik(fit)
#' AIC(fit)
#' BIC(fit)
#' @name logreg-likelihood
NULL

#' @rdname logreg-likelihood
#' @export
logLik.logreg_fit <- function(object, ...) {
  df <- degrees_of_freedom(object)
  structure(df - object$aic / 2, nobs = stats::nobs(object), df = df, class = "logLik")
}

#' @rdname logreg-likelihood
#' @export
nobs.logreg_fit <- function(object, ...) {
  object$df.null + as.integer(has_intercept(object))
}

#' @rdname logreg-likelihood
#' @export
deviance.logreg_fit <- function(object, ...) {
  object$deviance
}

#' @rdname logreg-likelihood
#' @export
extractAIC.logreg_fit <- function(fit, scale = 0, k = 2, ...) {
  df <- degrees_of_freedom(fit)
  c(df, fit$aic + (k - 2) * df)
}

#' Coefficients estimated, or what a penalty leaves of them
#' @noRd
degrees_of_freedom <- function(fit) {
  if (is.null(fit$effective_df)) fit$rank else fit$effective_df
}
