#' Confidence intervals and profiles of the coefficients
#'
#' `confint()` answers which values of a coefficient the data do not speak against. `profile()` gives
#' the curve behind it: the deviance as one coefficient is held at a series of values and the others
#' are fitted again.
#'
#' @section Where this differs from `glm()`:
#'   * The limits are solved for, to 1e-8 of the likelihood-ratio statistic. `confint()` for `glm`
#'     interpolates in a profile of about ten points a side, which is off in the third or fourth
#'     digit.
#'   * A limit that no finite value reaches is `-Inf` or `Inf`, where `glm` gives `NA`.
#'   * One coefficient gives a matrix of one row, not a vector. Nothing is printed meanwhile.
#'   * `confint.default()` and `method = "wald"` agree.
#'
#' @param object,fitted A fit of [logreg()].
#' @param parm,which The coefficients, by name or number; all of them by default.
#' @param level Coverage, one number between 0 and 1.
#' @param method `"profile"`, the default, for likelihood-ratio limits, which are better in small samples;
#'   `"score"` for limits of the score test; `"wald"` for estimate -/+ quantile x standard error.
#' @param vcov,cluster Which covariance Wald's standard errors come from: a type such as `"HC3"`, a
#'   matrix or a function of the fit, and clusters such as `~ clinic`; see [vcov.logreg_fit()]. With
#'   either of them `method` is `"wald"` unless it is given.
#' @param alpha,maxsteps,del Where the profile goes: steps of `del` standard errors, at most
#'   `maxsteps - 1` a side, until the signed root of the deviance passes the normal quantile of
#'   `1 - alpha / 2`. As in `profile()` for `glm`.
#' @param ... Must be empty.
#' @return `confint()`: a matrix with one row a coefficient, in log-odds per unit of the variable, and
#'   two columns named after the level, `"2.5 %"` and `"97.5 %"`. Aliased coefficients give `NA`.
#'   `exp()` of it holds for the odds ratios.
#'
#'   `profile()`: an object of class `c("profile.glm", "profile")`, one data frame a coefficient, with
#'   `z`, the signed root of the rise in deviance, and `par.vals`, the coefficients there.
#' @section Errors and warnings:
#'   `logreg_error_argument` for an unknown coefficient, a level outside (0, 1), an argument in `...`,
#'   or a robust covariance with a `method` other than `"wald"`; `logreg_error_penalized` for a
#'   penalised fit; `logreg_error_not_available` for score limits of a fit that has not converged.
#'   `logreg_warning_not_converged` if the fit stopped short of the optimum: a profile always belongs
#'   to the maximum-likelihood estimate, so its limits are not around the coefficients of the fit.
#'   `logreg_warning_limit_not_found` for a score limit that is `NA` because it was not found.
#' @section Method:
#'   The profile log-likelihood l(b) is the largest log-likelihood with one coefficient held at b. A
#'   limit solves 2 (l(estimate) - l(b)) = qchisq(level, 1). Since l is concave, the statistic is
#'   convex and each side has one solution or none. All limits are sought together, each pass over the
#'   rows serving all of them: Venzon and Moolgavkar (1988), *Applied Statistics* 37. What is not found
#'   so is solved for by a bracketed Newton iteration with slope -2 x'w(y - p).
#'
#'   A score limit is the value b at which Rao's statistic, u^2 times the coefficient's diagonal element
#'   of the inverse information, u = x'w(y - p), both with the other coefficients fitted again, is
#'   qchisq(level, 1). For an intercept alone it is Wilson's (1927) interval on the scale of log-odds.
#' @seealso [odds_ratios()] for the same on the scale of odds ratios.
#' @examples
#' fit <- logreg(am ~ wt, data = mtcars)
#' confint(fit)
#' exp(confint(fit, "wt"))
#' confint(fit, method = "score")
#' confint(fit, method = "wald")
#' confint(fit, vcov = "HC3")
#' profile(fit, "wt")
#' @export
confint.logreg_fit <- function(object, parm, level = 0.95, method = c("profile", "wald", "score"),
                               vcov = NULL, cluster = NULL, ...) {
  refuse_dots("confint", ...)
  level <- coverage_of_limits(level)
  method <- interval_method(if (!missing(method)) method, vcov, cluster)
  chosen <- coefficient_numbers(object, if (missing(parm)) NULL else parm, "parm")
  limits <- switch(method,
    profile = profile_limits(object, chosen, level), score = score_limits(object, chosen, level),
    wald = wald_limits(object, chosen, level, covariance_choice(object, vcov, cluster)$matrix)
  )
  with_limit_names(limits, object, chosen, level)
}

#' @rdname confint.logreg_fit
#' @export
profile.logreg_fit <- function(fitted, which = NULL, alpha = 0.01, maxsteps = 10, del = NULL, ...) {
  refuse_dots("profile", ...)
  check_argument(checkmate::check_number(alpha, lower = 0, upper = 1), "alpha")
  check_argument(checkmate::check_count(maxsteps, positive = TRUE), "maxsteps")
  chosen <- coefficient_numbers(fitted, which, "which")
  fitted <- last_iterate(fitted)
  furthest <- stats::qnorm(1 - alpha / 2)
  step <- if (is.null(del)) furthest / 5 else del
  likelihood <- profile_likelihood(fitted)
  curves <- lapply(chosen, profile_curve,
    fit = fitted, likelihood = likelihood, step = step, furthest = furthest, maxsteps = maxsteps
  )
  names(curves) <- names(fitted$coefficients)[chosen]
  structure(curves,
    original.fit = fitted, summary = summary(fitted), class = c("profile.glm", "profile")
  )
}

#' The level of `confint()` as a plain number: a date of one number is not a probability to calculate with
#' @noRd
coverage_of_limits <- function(level) {
  check_argument(checkmate::check_number(level, lower = 0, upper = 1), "level")
  as.double(level)
}

#' Limits with the names that `confint()` gives: coefficients, and "2.5 %" and "97.5 %"
#' @noRd
with_limit_names <- function(limits, fit, chosen, level) {
  tails <- c((1 - level) / 2, (1 + level) / 2)
  dimnames(limits) <- list(
    names(fit$coefficients)[chosen],
    paste(format(100 * tails, trim = TRUE, scientific = FALSE, digits = 3), "%")
  )
  limits
}

#' The kind of interval: a covariance that is not the model's own belongs to Wald's
#' @noRd
interval_method <- function(method, vcov, cluster) {
  other <- !is.null(cluster) || !(is.null(vcov) || identical(vcov, "model"))
  method <- match_choice(method %||% if (other) "wald" else "profile", c("profile", "wald", "score"), "method")
  if (other && method != "wald") {
    abort_logreg("argument", c(
      sprintf("`method = \"%s\"` has no use for a covariance: its limits come from the likelihood.", method),
      "Leave `vcov` and `cluster` out, or use `method = \"wald\"`."
    ), argument = "method")
  }
  method
}

#' Numbers of the coefficients asked for by name or number
#' @noRd
coefficient_numbers <- function(fit, chosen, argument) {
  known <- names(fit$coefficients)
  if (is.null(chosen)) {
    return(seq_along(known))
  }
  check_argument(checkmate::check_multi_class(chosen, c("character", "numeric", "integer", "logical")), argument)
  if (is.numeric(chosen) && any(chosen < 0, na.rm = TRUE) && any(chosen > 0, na.rm = TRUE)) {
    check_argument("it mixes numbers to keep and numbers to leave out", argument)
  }
  numbers <- if (is.character(chosen)) match(chosen, known) else seq_along(known)[chosen]
  if (anyNA(numbers)) {
    abort_logreg("argument", c(
      sprintf("`%s` names a coefficient that the fit does not have: %s.", argument, toString(chosen[is.na(numbers)])),
      sprintf("The fit has: %s.", toString(known))
    ), argument = argument)
  }
  numbers
}

#' Standard errors in the order of the coefficients, `NA` where aliased
#' @noRd
standard_errors <- function(fit) {
  sqrt(diag(stats::vcov(fit, complete = TRUE)))
}

#' Estimate -/+ normal quantile x standard error
#' @noRd
wald_limits <- function(fit, chosen, level, covariance) {
  errors <- sqrt(diag(with_aliased_columns(covariance, fit)))
  half_width <- stats::qnorm((1 + level) / 2) * errors[chosen]
  estimate <- fit$coefficients[chosen]
  cbind(estimate - half_width, estimate + half_width)
}

#' Likelihood-ratio limits, one row a coefficient
#'
#' All limits are sought together; the few that are not found so (in separated data, above all) are
#' solved for one by one.
#' @noRd
profile_limits <- function(fit, chosen, level) {
  if (is_limit(fit)) {
    return(limits_of_separated(fit, chosen, level))
  }
  likelihood <- profile_likelihood(fit)
  rise <- stats::qchisq(level, 1)
  ends <- limit_ends(fit, chosen)
  points <- likelihood$find(ends$column, side = ends$side, rise = rise)
  reached <- likelihood$estimate[ends$column] + points$distance
  errors <- standard_errors(fit)
  for (k in which(!points$found)) {
    column <- ends$column[[k]]
    reached[[k]] <- solve_limit(likelihood$hold(column), errors[[column]], ends$side[[k]], rise)
  }
  as_limits(ends, reached, length(chosen))
}

#' Likelihood-ratio limits of a separated fit: of a coefficient without bound they are one-sided
#' @noRd
limits_of_separated <- function(fit, chosen, level) {
  limits <- profile_limits(last_iterate(fit), chosen, level)
  kept <- which(!is_aliased(fit))
  data <- keep_design_columns(fit_data(fit), !is_aliased(fit))
  for (row in which(is.infinite(fit$coefficients[chosen]))) {
    direction <- sign(fit$coefficients[[chosen[[row]]]])
    limits[row, ] <- infinite_term_interval(data, match(chosen[[row]], kept), direction, fit$deviance, level)
  }
  limits
}

#' The ends of the intervals of the chosen coefficients that are not aliased
#' @return A data frame: `row` and `end` in the matrix of limits, `column`, `side` (-1 below, 1 above).
#' @noRd
limit_ends <- function(fit, chosen) {
  ends <- expand.grid(row = which(!is.na(fit$coefficients[chosen])), end = 1:2)
  ends$column <- chosen[ends$row]
  ends$side <- c(-1, 1)[ends$end]
  ends
}

#' @noRd
as_limits <- function(ends, reached, rows) {
  limits <- matrix(NA_real_, rows, 2)
  limits[cbind(ends$row, ends$end)] <- reached
  limits
}

#' The profile of one coefficient on a grid, as a data frame `z`, `par.vals`; `NULL` if aliased
#' @noRd
profile_curve <- function(column, fit, likelihood, step, furthest, maxsteps) {
  if (is.na(fit$coefficients[[column]])) {
    return(NULL)
  }
  size <- step * standard_errors(fit)[[column]]
  sides <- lapply(c(-1, 1), profile_side,
    likelihood = likelihood, column = column, steps = size * seq_len(maxsteps - 1), furthest = furthest
  )
  z <- c(0, sides[[1]]$z, sides[[2]]$z)
  values <- rbind(t(fit$coefficients), sides[[1]]$values, sides[[2]]$values)
  sorted <- order(z)
  curve <- data.frame(z = z[sorted])
  curve$par.vals <- values[sorted, , drop = FALSE]
  curve
}

#' One side of a profile: steps until the root of the rise passes `furthest`
#' @noRd
profile_side <- function(side, likelihood, column, steps, furthest) {
  estimate <- likelihood$estimate
  kept <- which(!is.na(estimate))
  points <- likelihood$find(rep(column, length(steps)), value = side * steps)
  held <- NULL
  z <- numeric()
  values <- NULL
  for (k in seq_along(steps)) {
    if (any(abs(z) >= furthest)) break
    value <- estimate
    value[[column]] <- value[[column]] + side * steps[[k]]
    if (points$found[[k]]) {
      value[kept] <- value[kept] + ifelse(kept == column, 0, points$change[, k])
      rise <- points$rise[[k]]
    } else {
      held <- held %||% likelihood$hold(column)
      here <- held$at(value[[column]])
      value[setdiff(kept, column)] <- here$coefficients
      rise <- here$rise
    }
    z <- c(z, side * sqrt(max(0, rise)))
    values <- rbind(values, value, deparse.level = 0)
  }
  list(z = z, values = values)
}
