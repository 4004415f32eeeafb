#' Odds ratios with confidence intervals
#'
#' By which factor the odds of the event change when a column of the design goes up by one unit
#' and the others stay as they are. An odds ratio is a ratio of odds, not of probabilities: "times
#' more likely" would be wrong.
#'
#' The intercept is no ratio. Its row is the odds where every column is zero (and the offset, if
#' there is one), and says so in `meaning`. Such a row of data may be far from anything observed.
#'
#' A fit with a ridge penalty has odds ratios but no intervals: its coefficients are biased on purpose and their
#' standard error does not measure how far off they are. With interactions or polynomials the odds
#' ratio of one column is that of a step with the other columns held, which may be no step that
#' data can take.
#'
#' @param fit A fit of [logreg()].
#' @param level Coverage of the intervals, one number in (0, 1).
#' @param method `"profile"`, the default as for [confint()] (of the penalised likelihood for a fit with
#'   [penalty_firth()]), `"wald"` or `"score"`. Profile and score intervals hold their level better in small
#'   samples; Wald intervals cost nothing.
#' @param vcov,cluster Which covariance Wald's intervals come from, as in [vcov.logreg_fit()]; with
#'   either of them they are the default.
#' @return A data frame of class `logreg_odds_ratios`, one row for each coefficient in the order of
#'   [coef()]:
#'   * `term`: the coefficient's name.
#'   * `odds_ratio`: exp(coefficient), above 0; `NA` for an aliased column.
#'   * `lower`, `upper`: limits of the interval on the same scale; `NA` where there is none.
#'   * `method`: `"profile"`, `"wald"`, `"score"` or `"none"`.
#'   * `meaning`: what the number is, in words.
#'
#'   The attributes `event` and `level` hold the event's label and the coverage.
#' @section Errors:
#'   `logreg_error_argument` if `fit` is no fit of [logreg()] or `level` is not in (0, 1).
#' @section Method:
#'   exp() of the coefficients and of the limits of [confint()]; Agresti (2013), *Categorical Data
#'   Analysis*, section 5.1.
#' @seealso `coef(fit, type = "odds_ratio")` for the bare numbers; [confint()] for log-odds.
#' @examples
#' fit <- logreg(passed ~ hours, data = study_hours)
#' odds_ratios(fit)
#' odds_ratios(fit, level = 0.9, method = "wald")
#' @export
odds_ratios <- function(fit, level = 0.95, method = c("profile", "wald", "score"), vcov = NULL, cluster = NULL) {
  check_argument(checkmate::check_class(fit, "logreg_fit"), "fit")
  level <- check_level(level)
  method <- interval_method(if (!missing(method)) method, vcov, cluster)
  if (inherits(fit, "logreg_penalized")) method <- "none"
  coefficients <- stats::coef(fit)
  limits <- log_odds_limits(fit, level, method, vcov, cluster)
  table <- data.frame(
    term = names(coefficients), odds_ratio = exp(coefficients),
    lower = exp(limits[, 1]), upper = exp(limits[, 2]),
    method = rep_len(method, length(coefficients)),
    meaning = odds_meaning(fit, names(coefficients)),
    row.names = NULL
  )
  structure(table, class = c("logreg_odds_ratios", "data.frame"),
    event = fit$event$label, level = level, converged = fit$converged
  )
}

#' The coverage of an interval as a plain number, if it is one
#' @noRd
check_level <- function(level) {
  check_argument(checkmate::check_number(level), "level")
  level <- as.double(level)
  if (level <= 0 || level >= 1) {
    abort_logreg("argument", c(
      "`level` must lie between 0 and 1, as in `level = 0.95`.", sprintf("It is %s.", format(level))
    ), argument = "level")
  }
  level
}

#' Limits of the coefficients, one row each; missing where there is no interval
#' @noRd
log_odds_limits <- function(fit, level, method, vcov, cluster) {
  terms <- names(stats::coef(fit))
  limits <- matrix(NA_real_, length(terms), 2, dimnames = list(terms, NULL))
  if (method != "none") {
    found <- with_covariance(stats::confint, list(fit, level = level, method = method), vcov, cluster)
    limits[rownames(found), ] <- found
  }
  limits
}

#' What each row of the table says, in words
#' @noRd
odds_meaning <- function(fit, terms) {
  intercept <- if (is.null(fit$offset)) {
    "odds where every column is zero"
  } else {
    "odds where every column and the offset are zero"
  }
  ifelse(terms == "(Intercept)", intercept, "ratio of odds per unit")
}

#' @rdname odds_ratios
#' @param x A table of [odds_ratios()].
#' @param digits Significant digits to print.
#' @param ... Further arguments of [print.data.frame()].
#' @export
print.logreg_odds_ratios <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  cat("Odds of ", attr(x, "event"), ": odds ratios ", interval_words(x), "\n\n", sep = "")
  shown <- as.list(x)[setdiff(names(x), "method")]
  print(data.frame(shown), digits = digits, row.names = FALSE, ...)
  if (isFALSE(attr(x, "converged"))) {
    cat("\nThe fit is not at an optimum: convergence(fit) says why.\n")
  }
  invisible(x)
}

#' Which intervals the table holds, in words
#' @noRd
interval_words <- function(table) {
  method <- unique(table$method)
  if (!length(method)) {
    return("")
  }
  level <- paste0(format(100 * attr(table, "level")), "%")
  switch(method[[1]],
    profile = sprintf("with %s profile likelihood intervals", level),
    wald = sprintf("with %s Wald intervals", level),
    score = sprintf("with %s score intervals", level),
    none = "without intervals (a penalised fit has none)"
  )
}
