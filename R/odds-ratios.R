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
#'   * `meaning`: what the number is, in words: for a level which level it is compared with, where the contrasts compare
#'     each level with one; `"ratio of odds per unit of column"` for other contrasts and for what stands in several terms.
#'
#'   The attributes `event` and `level` hold the event's label and the coverage; `converged` whether the fit is at an
#'   optimum; `separated` is `NULL`, or for separated data `"limit"` or `"last"`, see [separation].
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
    event = fit$event$label, level = level, converged = fit$converged,
    separated = if (!is.null(fit$separation)) if (is_limit(fit)) "limit" else "last"
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
  known <- c("(Intercept)" = intercept, if (is.null(fit$x_user)) meanings_of_variables(fit))
  other <- if (is.null(fit$x_user)) "ratio of odds per unit of column" else "ratio of odds per unit"
  unname(ifelse(terms %in% names(known), known[terms], other))
}

#' The meaning of the coefficients of variables that are a term of their own and stand in no other, by their names
#' @noRd
meanings_of_variables <- function(fit) {
  used <- attr(fit$terms, "factors")
  if (length(used) == 0) {
    return(character())
  }
  classes <- attr(fit$terms, "dataClasses")
  class_of <- vapply(rownames(used), function(row) classes[[frame_name(row, classes)]], "")
  by_level <- class_of %in% c("factor", "ordered", "character", "logical")
  # Without an intercept the first variable with levels has an indicator of each of them.
  every <- if (!has_intercept(fit)) row(used)[which(used > 0 & by_level)[1]]
  alone <- which(rowSums(used > 0) == 1 & rowSums(used > 0 & col(used) %in% which(attr(fit$terms, "order") == 1)) == 1)
  unlist(lapply(unname(alone), function(place) {
    label <- colnames(used)[used[place, ] > 0]
    if (by_level[[place]]) {
      level_meanings(fit, label, place %in% every)
    } else if (class_of[[place]] %in% c("numeric", "nmatrix.1")) {
      stats::setNames("ratio of odds per unit", label)
    }
  }))
}

#' The meaning of the coefficients of levels: beside the reference, or the odds themselves; nothing for other codings
#' @param every Has each level a coefficient?
#' @noRd
level_meanings <- function(fit, label, every) {
  name <- frame_name(label, fit$contrasts)
  levels <- fit$xlevels[[name]] %||% c("FALSE", "TRUE")
  reference <- reference_level(fit$contrasts[[name]], levels)
  if (every) {
    stats::setNames(sprintf("odds at %s = %s, all else zero", name, levels), paste0(label, levels))
  } else if (!is.na(reference)) {
    columns <- colnames(factor_coding(fit$contrasts[[name]], levels)) %||% seq_len(length(levels) - 1)
    stats::setNames(rep(sprintf("ratio of odds to %s = %s", name, reference), length(columns)), paste0(label, columns))
  }
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
    cat("\n")
    cat_wrapped(no_optimum_words(x))
  }
  invisible(x)
}

#' Why the numbers are not those of an optimum, and what they are
#' @noRd
no_optimum_words <- function(table) {
  switch(attr(table, "separated") %||% "",
    limit = paste0(
      "The data are separated. ",
      if (any(table$odds_ratio %in% c(0, Inf))) {
        "Inf or 0: no finite estimate, since the likelihood rises for ever towards it; what limit it has is on one side only. "
      },
      if (anyNA(table$odds_ratio)) "NA: the data do not determine it. ",
      if (any(is.finite(table$odds_ratio) & table$odds_ratio > 0)) "The others are finite and valid in this limit. ",
      "See ?separation."
    ),
    last = paste(
      "The data are separated: these are the numbers of the solver's last step, which mean little. See ?separation."
    ),
    "The fit is not at an optimum: convergence(fit) says why."
  )
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
