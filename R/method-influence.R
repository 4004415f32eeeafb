#' Leverage and influence of single rows
#'
#' Which rows pull the fit, and what each coefficient would be without a row. With these methods
#' `rstandard()`, `rstudent()`, `cooks.distance()` and `influence.measures()` work as for `glm`.
#'
#' @param model,object A fit of [logreg()].
#' @param do.coef Compute the change of each coefficient as well (rows x coefficients)?
#' @param infl What `influence()` returned, to save computing it again.
#' @param ... Not used.
#' @return
#'   * `influence()`: a list with `hat` (leverage, 0 to 1), `coefficients` (the change of the
#'     coefficients when a row is left out, to first order), `sigma` (the residual spread without the
#'     row), `dev.res` and `pear.res` (deviance and Pearson residuals). Rows of weight 0 are left out.
#'   * `hatvalues()`, `dfbeta()`: its parts.
#'   * `dfbetas()`: the changes divided by their standard errors.
#' @section Where this differs from `glm()`:
#'   The n x p QR decomposition is not kept; leverage is w p (1 - p) x'Vx, with V the covariance.
#'   Three functions of stats read the decomposition itself and cannot be given a method:
#'   `lm.influence()`, `covratio()` and `dffits()`. Call them on [as_glm()] of the fit, or read
#'   `influence(fit)` and `influence.measures(fit)`, which have the same numbers. `effects()` is an
#'   error that says so.
#' @section Errors:
#'   `logreg_error_penalized` for a penalised fit; `logreg_error_not_available` from `effects()`.
#' @section Source:
#'   Pregibon (1981), *Logistic regression diagnostics*, Annals of Statistics 9.
#' @examples
#' fit <- logreg(am ~ wt, data = mtcars)
#' head(hatvalues(fit))
#' head(cooks.distance(fit))
#' head(dfbeta(fit))
#' @name logreg-influence
NULL

#' @rdname logreg-influence
#' @export
influence.logreg_fit <- function(model, do.coef = TRUE, ...) {
  counted <- model$prior.weights != 0
  deviance <- zero_if_rounding(unpadded_residuals(model, "deviance")[counted])
  hat <- unname(leverage(model))[counted]
  hat[hat > 1 - 10 * .Machine$double.eps] <- 1
  parts <- c(
    list(hat = hat),
    if (do.coef) list(coefficients = coefficient_changes(model, counted, deviance, hat)),
    list(
      sigma = spread_without(deviance, hat, model$rank),
      dev.res = deviance, pear.res = unpadded_residuals(model, "pearson")[counted]
    )
  )
  pad_influence(parts, model, names(deviance))
}

#' @rdname logreg-influence
#' @export
hatvalues.logreg_fit <- function(model, infl = stats::influence(model, do.coef = FALSE), ...) {
  infl$hat
}

#' @rdname logreg-influence
#' @export
dfbeta.logreg_fit <- function(model, infl = stats::influence(model, do.coef = TRUE), ...) {
  infl$coefficients
}

#' @rdname logreg-influence
#' @export
dfbetas.logreg_fit <- function(model, infl = stats::influence(model, do.coef = TRUE), ...) {
  errors <- sqrt(diag(stats::vcov(model, complete = FALSE)))
  infl$coefficients / outer(infl$sigma, errors)
}

#' @rdname logreg-influence
#' @export
effects.logreg_fit <- function(object, ...) {
  abort_logreg("not_available", c(
    "`effects()` needs the n x p QR decomposition, which a fit of logreg() does not keep.",
    "Use `effects(as_glm(fit))`."
  ))
}

#' Residuals without the `NA` of excluded rows
#' @noRd
unpadded_residuals <- function(fit, type) {
  fit$na.action <- NULL
  stats::residuals(fit, type)
}

#' Leverage of every row: working weight x variance of the linear predictor
#' @noRd
leverage <- function(fit) {
  if (fit$rank == 0) {
    return(numeric(length(fit$y)))
  }
  hat <- fit$weights * row_variance(fit_data(fit), fit$scaling)
  # Of a row that a separated fit puts apart the weight goes to 0 as the variance grows.
  hat[is_limit(fit) & !is.finite(fit$linear.predictors)] <- NA
  hat
}

#' Residuals that are rounding error only count as 0, as `lm.influence()` has it
#' @noRd
zero_if_rounding <- function(residual) {
  residual[abs(residual) < 100 * .Machine$double.eps * stats::median(abs(residual))] <- 0
  residual
}

#' Residual spread when a row is left out
#' @noRd
spread_without <- function(residual, hat, rank) {
  left_out <- ifelse(hat < 1, residual^2 / (1 - hat), 0)
  unname(sqrt((sum(residual^2) - left_out) / (length(residual) - rank - 1)))
}

#' Change of the coefficients when a row is left out: V x sqrt(w p (1 - p)) r / (1 - h)
#' @noRd
coefficient_changes <- function(fit, counted, residual, hat) {
  covariance <- stats::vcov(fit, complete = FALSE)
  design <- dense_design(fit_data(fit))[counted, rownames(covariance), drop = FALSE]
  factor <- sqrt(fit$weights[counted]) * ifelse(hat == 1, 0, residual / (1 - hat))
  unname(design %*% covariance * factor)
}

#' Give the parts of an influence list names, and rows for what `na.exclude` dropped
#' @noRd
pad_influence <- function(parts, fit, rows) {
  action <- fit$na.action
  hat <- stats::naresid(action, stats::setNames(parts$hat, rows))
  sigma <- stats::naresid(action, stats::setNames(parts$sigma, rows))
  if (!is.null(action)) {
    hat[is.na(hat)] <- 0
    sigma[is.na(sigma)] <- sqrt(fit$deviance / fit$df.residual)
  }
  parts$hat <- hat
  parts$sigma <- sigma
  parts$dev.res <- stats::naresid(action, parts$dev.res)
  parts$pear.res <- stats::naresid(action, parts$pear.res)
  if (!is.null(parts$coefficients)) {
    kept <- names(fit$coefficients)[!is.na(fit$coefficients)]
    changes <- stats::naresid(action, parts$coefficients)
    if (!is.null(action)) {
      changes[is.na(changes)] <- 0
    }
    parts$coefficients <- matrix(changes, ncol = length(kept), dimnames = list(names(parts$dev.res), kept))
  }
  parts
}
