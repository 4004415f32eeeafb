# Methods that a penalised fit does not have. Each refuses with its reason, because the methods it
# would inherit describe the fit without the penalty.

#' Stop: a penalised fit does not have this
#' @param what The call, as text.
#' @param instead What to do.
#' @noRd
refuse_penalized <- function(what, instead) {
  abort_logreg("penalized", c(
    sprintf("`%s` is not available for a penalised fit.", what),
    paste(
      "A penalty pulls the coefficients towards zero. Standard errors and likelihood-ratio tests",
      "describe estimates without that pull and would be wrong."
    ),
    instead
  ))
}

#' What is not available for a penalised fit
#'
#' A fit with a penalty has coefficients, predictions, residuals, a deviance and a log-likelihood with
#' its effective degrees of freedom. It has no standard errors, intervals, tests or leverages: the
#' formulas behind them hold for the maximum-likelihood estimate, not for one pulled towards zero.
#'
#' @param object,model,fitted A fit of [logreg()] with a `penalty`.
#' @param ... Not used, or for `predict()` passed to [predict.logreg_fit()].
#' @param se.fit,interval As in [predict.logreg_fit()]; anything but the default is an error.
#' @return `predict()` as [predict.logreg_fit()]; `summary()` an object that prints the coefficients;
#'   the others never return.
#' @section Errors:
#'   `logreg_error_penalized`, with what to do instead: fit without `penalty` for inference, or
#'   resample.
#' @section Source:
#'   Goeman, Meijer and Chaturvedi, *L1 and L2 penalized regression models*, vignette of the package
#'   penalized, section on standard errors.
#' @examples
#' fit <- logreg(am ~ wt, data = mtcars, penalty = penalty_ridge(0.1))
#' try(vcov(fit))
#' predict(fit, data.frame(wt = 3), type = "response")
#' @name logreg-penalized
NULL

#' The remedy where standard errors or tests were asked for
#' @noRd
fit_without_penalty <- "Fit without `penalty` for them, or resample the rows (bootstrap) to see how the coefficients vary."

#' @rdname logreg-penalized
#' @export
vcov.logreg_penalized <- function(object, ...) refuse_penalized("vcov()", fit_without_penalty)

#' @rdname logreg-penalized
#' @export
confint.logreg_penalized <- function(object, ...) refuse_penalized("confint()", fit_without_penalty)

#' @rdname logreg-penalized
#' @export
profile.logreg_penalized <- function(fitted, ...) refuse_penalized("profile()", fit_without_penalty)

#' @rdname logreg-penalized
#' @export
anova.logreg_penalized <- function(object, ...) {
  refuse_penalized("anova()", "Compare the fits by how they predict rows that they have not seen.")
}

#' @rdname logreg-penalized
#' @export
drop1.logreg_penalized <- function(object, ...) refuse_penalized("drop1()", fit_without_penalty)

#' @rdname logreg-penalized
#' @export
add1.logreg_penalized <- function(object, ...) refuse_penalized("add1()", fit_without_penalty)

#' @rdname logreg-penalized
#' @export
influence.logreg_penalized <- function(model, ...) {
  refuse_penalized("influence()", fit_without_penalty)
}

#' @rdname logreg-penalized
#' @export
hatvalues.logreg_penalized <- function(model, ...) {
  refuse_penalized("hatvalues()", fit_without_penalty)
}

#' @rdname logreg-penalized
#' @export
rstandard.logreg_penalized <- function(model, ...) {
  refuse_penalized("rstandard()", fit_without_penalty)
}

#' @rdname logreg-penalized
#' @export
rstudent.logreg_penalized <- function(model, ...) {
  refuse_penalized("rstudent()", fit_without_penalty)
}

#' @rdname logreg-penalized
#' @export
cooks.distance.logreg_penalized <- function(model, ...) {
  refuse_penalized("cooks.distance()", fit_without_penalty)
}

#' @rdname logreg-penalized
#' @export
dfbeta.logreg_penalized <- function(model, ...) refuse_penalized("dfbeta()", fit_without_penalty)

#' @rdname logreg-penalized
#' @export
dfbetas.logreg_penalized <- function(model, ...) refuse_penalized("dfbetas()", fit_without_penalty)

#' @rdname logreg-penalized
#' @export
predict.logreg_penalized <- function(object, ..., se.fit = FALSE, interval = "none") {
  if (!isFALSE(se.fit)) {
    refuse_penalized("predict(se.fit = TRUE)", fit_without_penalty)
  }
  if (!identical(interval[[1]], "none")) {
    refuse_penalized("predict(interval = )", fit_without_penalty)
  }
  NextMethod()
}
