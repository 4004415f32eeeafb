#' Comparing models
#'
#' Tests of terms and of nested models. `drop1()`, `add1()` and `step()` work as for `glm` as well.
#'
#' @param object A fit of [logreg()].
#' @param ... Further fits, of [logreg()] or `glm()`, to compare them with each other.
#' @param dispersion Passed on; the dispersion of a binomial is 1.
#' @param test `"LRT"` or `"Chisq"` for the likelihood-ratio test, `"Rao"` for the score test,
#'   `"Cp"`; by default what `anova()` does for `glm` in the R at hand: no test before R 4.4, the
#'   likelihood-ratio test since.
#' @return A table of class `"anova"`: residual degrees of freedom and deviance, and what each term or
#'   model takes off them.
#' @section Method:
#'   The methods of stats for `glm` do the work. `anova()` has every smaller model fitted by
#'   [logreg_glm_fit()]; `drop1()` and `add1()` by [stats::glm.fit()] at `epsilon = 1e-10`.
#' @section Errors:
#'   `logreg_error_penalized` for a penalised fit: the likelihood-ratio test does not hold there.
#' @examples
#' fit <- logreg(am ~ wt + hp, data = mtcars)
#' anova(fit, test = "LRT")
#' anova(logreg(am ~ wt, data = mtcars), fit, test = "LRT")
#' drop1(fit, test = "LRT")
#' @name logreg-anova
NULL

#' @rdname logreg-anova
#' @export
anova.logreg_fit <- function(object, ..., dispersion = NULL, test) {
  check_argument(checkmate::check_number(dispersion, lower = 0, null.ok = TRUE), "dispersion")
  if (!missing(test) && !is.null(test)) test <- match_choice(test, c("Rao", "LRT", "Chisq", "F", "Cp"), "test")
  fits <- list(object, ...)
  if (any(vapply(fits, inherits, TRUE, what = c("logreg_penalized", "logreg_firth")))) {
    refuse_penalized("anova()", "Compare the fits by how they predict rows that they have not seen.")
  }
  needs_design <- length(fits) == 1 || (!missing(test) && identical(test, "Rao"))
  arguments <- c(lapply(fits, as_refittable, needs_design = needs_design), list(dispersion = dispersion))
  if (!missing(test)) {
    arguments["test"] <- list(test)
  }
  do.call(stats::anova, arguments)
}

#' A fit as `anova()` for `glm` can use it
#'
#' The fitter is put in as a function, because stats would not find it by its name when the package
#' is not attached; the design, because stats would rebuild it by a call of `glm()`.
#' @noRd
as_refittable <- function(fit, needs_design) {
  if (!inherits(fit, "logreg_fit")) {
    return(fit)
  }
  if (needs_design) {
    fit$x <- plain_model_matrix(fit)
  }
  fit$method <- logreg_glm_fit
  structure(fit, class = c("glm", "lm"))
}
