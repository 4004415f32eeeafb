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
  check_argument(checkmate::check_number(level, lower = 0, upper = 1), "level")
  method <- interval_method(if (!missing(method)) method, vcov, cluster)
  chosen <- coefficient_numbers(object, if (missing(parm)) NULL else parm, "parm")
  limits <- switch(method,
    profile = profile_limits(object, chosen, level), score = score_limits(object, chosen, level),
    wald = wald_limits(object, chosen, level, covariance_choice(object, vcov, cluster)$matrix)
  )
  tails <- c((1 - level) / 2, (1 + level) / 2)
  dimnames(limits) <- list(
    names(object$coefficients)[chosen],
    paste(format(100 * tails, trim = TRUE, scientific = FALSE, digits = 3), "%")
  )
  limits
}

#' @rdname confint.logreg_fit
#' @export
profile.logreg_fit <- function(fitted, which = NULL, alpha = 0.01, maxsteps = 10, del = NULL, ...) {
  refuse_dots("profile", ...)
  check_argument(checkmate::check_number(alpha, lower = 0, upper = 1), "alpha")
  check_argument(checkmate::check_count(maxsteps, positive = TRUE), "maxsteps")
  chosen <- coefficient_numbers(fitted, which, "which")
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

#' The likelihood of a fit, ready to hold one coefficient at a time
#'
#' @return `estimate`, of all coefficients; `find()`, see [profile_points()]; `hold(column)`, see
#'   [hold_coefficient()].
#' @noRd
profile_likelihood <- function(fit) {
  kept <- !is.na(fit$coefficients)
  data <- keep_design_columns(fit_data(fit), kept)
  best <- list(coefficients = unname(fit$coefficients[kept]), eta = unname(fit$linear.predictors), scaling = fit$scaling)
  if (!fit$converged) {
    core <- refit(data, best$coefficients)
    warn_if_better(fit, core)
    best <- list(coefficients = core$coefficients, eta = core$linear_predictors, scaling = core$scaling)
  }
  best$scaling$kept <- seq_along(best$coefficients)
  place <- function(column) match(column, which(kept))
  list(
    estimate = replace(fit$coefficients, kept, best$coefficients),
    find = function(column, ...) profile_points(data, place(column), best, ...),
    hold = function(column) hold_coefficient(data, place(column), best)
  )
}

#' Points of profiles, found together in few passes over the rows
#'
#' @param column Numbers among the columns of `data`, one a point.
#' @param value The coefficients' values less their estimates, or `NA` if `side` and `rise` tell the point:
#'   where the deviance has risen by `rise` below (-1) or above (1) the estimate.
#' @return Of every point `found`, `distance` (the coefficient less its estimate), `rise`, `score` (Rao's statistic,
#'   on demand) and `change`, the coefficients less their estimates, a column a point.
#' @noRd
profile_points <- function(data, column, best, value = NA_real_, side = 1, rise = 0, with_score = FALSE) {
  count <- length(column)
  if (count == 0 || anyNA(best$scaling$root)) {
    nothing <- rep(NA_real_, count)
    change <- matrix(NA_real_, length(best$coefficients), count)
    return(list(found = rep(FALSE, count), distance = nothing, rise = nothing, score = nothing, change = change))
  }
  goals <- list(column = column, value = rep_len(value, count), side = rep_len(side, count), rise = rep_len(rise, count))
  best$threads <- core_threads()
  profile_points_(core_data(data), best[c("coefficients", "scaling", "threads")], goals, with_score)
}

#' Say that the profile belongs to another point than the fit's
#' @noRd
warn_if_better <- function(fit, core) {
  gain <- fit$deviance - sum(row_terms_(core$linear_predictors, fit$y, given_weights(fit))$deviance_terms)
  if (gain > 1e-6) {
    warn_logreg("not_converged", c(
      sprintf("The fit stopped short of the optimum; its deviance is %s above the least.", format(gain, digits = 3)),
      "The profile belongs to the maximum-likelihood estimate, found here by Newton's method.",
      "Fit again with `solver = \"newton\"` to have estimates and limits that belong together."
    ), gain = gain)
  }
}

#' One coefficient held at a value, the others fitted again
#'
#' @return `estimate`; `reach`, the largest |x| of the column; and `at(value)`: the rise in deviance
#'   over the best, its slope, and the other coefficients.
#' @noRd
hold_coefficient <- function(data, column, best) {
  others <- seq_along(data$names) != column
  x <- drop(dense_design(keep_design_columns(data, !others)))
  rest <- keep_design_columns(data, others)
  offset <- if (is.null(data$offset)) 0 else data$offset
  weight <- data$weight %||% 1
  lowest <- row_terms_(best$eta, data$y, data$weight)$deviance
  estimate <- best$coefficients[[column]]
  last <- best$coefficients[others]
  at <- function(value) {
    rest$offset <- offset + value * x
    core <- refit_from_any(rest, list(last, NULL, best$coefficients[others] * value / estimate))
    last <<- core$coefficients
    terms <- row_terms_(core$linear_predictors, data$y, data$weight)
    list(
      # Row by row, since the difference of two large sums would lose digits.
      rise = max(0, sum(terms$deviance^2 - lowest^2)),
      slope = -2 * sum(weight * (data$y - terms$prob) * x),
      coefficients = core$coefficients
    )
  }
  list(estimate = estimate, reach = max(abs(x)), at = at)
}

#' The fit from the first start that converges, else the one of least loss
#'
#' The last value's coefficients are near those of the next one. But in separated data they lie among
#' probabilities of 0 and 1, from where there is no way back: then zero is better, or, further out,
#' the separating direction itself.
#' @noRd
refit_from_any <- function(data, starts) {
  best <- NULL
  for (start in starts) {
    core <- refit(data, if (all(is.finite(start))) start)
    if (core$convergence$reason == "converged") {
      return(core)
    }
    if (is.null(best) || isTRUE(core$convergence$loss < best$convergence$loss)) {
      best <- core
    }
  }
  best
}

#' The value on one side of the estimate at which the deviance has risen by `rise`
#'
#' The rise is convex in the value. So Newton's method from beyond the limit never passes it. A rise
#' that is still short when log-odds have moved by 1000, and by ten times the estimate (which is far
#' out itself if the data are separated), never gets there.
#' @param side -1 below the estimate, 1 above.
#' @noRd
solve_limit <- function(held, error, side, rise) {
  inside <- held$estimate
  outside <- side * Inf
  value <- held$estimate + side * first_step(held, error, rise)
  for (iteration in 1:200) {
    here <- held$at(value)
    if (abs(here$rise - rise) < 1e-9) {
      return(value)
    }
    if (here$rise < rise) inside <- value else outside <- value
    if (is.infinite(outside) && abs(value - held$estimate) > 1000 / held$reach + 10 * abs(held$estimate)) {
      return(side * Inf)
    }
    last <- value
    value <- next_value(held, here, value, rise, inside, outside)
    if (value == last || value == inside || value == outside) {
      break # the two sides are neighbouring numbers
    }
  }
  value
}

#' Wald's limit as the first guess, unless the standard error is out of proportion
#' @noRd
first_step <- function(held, error, rise) {
  step <- sqrt(rise) * error
  if (is.finite(step) && step * held$reach < 100) step else 1 / held$reach
}

#' Newton's step for the limit, kept between the two sides
#'
#' Near the limit the root of the rise is almost straight, far beyond it the rise itself is.
#' @noRd
next_value <- function(held, here, value, rise, inside, outside) {
  step <- if (here$rise > 4 * rise) {
    (rise - here$rise) / here$slope
  } else {
    2 * (sqrt(rise * here$rise) - here$rise) / here$slope
  }
  proposal <- value + step
  if (is.finite(proposal) && proposal > min(inside, outside) && proposal < max(inside, outside)) {
    # Outwards no further than thrice the way so far: a flat slope would throw it anywhere.
    furthest <- held$estimate + 3 * (value - held$estimate)
    return(if (is.infinite(outside) && abs(proposal - held$estimate) > abs(furthest - held$estimate)) furthest else proposal)
  }
  if (is.finite(outside)) (inside + outside) / 2 else held$estimate + 3 * (value - held$estimate)
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

#' Limits of the score test, one row a coefficient
#'
#' The root of the statistic is nearly straight in the coefficient's value: a bracketed secant method for all limits
#' together.
#' @noRd
score_limits <- function(fit, chosen, level) {
  if (!fit$converged || anyNA(fit$scaling$root)) {
    abort_logreg("not_available", c(
      "Score limits are about the maximum-likelihood estimate, which this fit has not reached.",
      "`convergence(fit)` says why; `method = \"profile\"` gives limits all the same."
    ))
  }
  likelihood <- profile_likelihood(fit)
  ends <- limit_ends(fit, chosen)
  wanted <- stats::qnorm((1 + level) / 2)
  search <- start_of_search(unname(wanted * standard_errors(fit)[ends$column]))
  for (iteration in 1:100) {
    open <- which(!search$is_done)
    if (length(open) == 0) break
    points <- likelihood$find(ends$column[open], value = ends$side[open] * search$at[open], with_score = TRUE)
    search[open, ] <- next_of_search(search[open, ], ifelse(points$found, sqrt(pmax(0, points$score)), NA), wanted)
  }
  reached <- likelihood$estimate[ends$column] + ends$side * ifelse(search$is_done, search$at, NA)
  warn_if_unknown(reached)
  as_limits(ends, reached, length(chosen))
}

#' Say that limits are missing because they were not found
#' @noRd
warn_if_unknown <- function(reached) {
  unknown <- unique(names(reached)[is.na(reached)])
  if (length(unknown)) {
    warn_logreg("limit_not_found", c(
      sprintf("A score limit was not found and is missing: %s.", quote_names(unknown)),
      "The score test is erratic where few rows tell of a coefficient; `method = \"profile\"` gives limits."
    ), columns = unknown)
  }
}

#' Where a search for roots stands: at distances `at`, between `inside` and `outside`, having come from `last`, where the
#' root of the statistic was `last_root`
#' @noRd
start_of_search <- function(at) {
  none <- numeric(length(at))
  data.frame(first = at, at = at, inside = none, outside = none + Inf, last = none, last_root = none, is_done = none > 0)
}

#' The next distances, from the roots of the statistic at the last ones (`NA` if there is none: it was too far)
#'
#' A statistic that is still short at 1e6 times Wald's distance never gets there.
#' @noRd
next_of_search <- function(search, root, wanted) {
  is_there <- !is.na(root) & abs(root - wanted) < 1e-11 * wanted
  is_short <- !is.na(root) & root < wanted
  search$inside <- ifelse(is_short, search$at, search$inside)
  search$outside <- ifelse(is_short, search$outside, search$at)
  proposal <- search$at + (wanted - root) * (search$at - search$last) / (root - search$last_root)
  furthest <- pmin(search$outside, 3 * search$at)
  is_inside <- !is.na(proposal) & proposal > search$inside & proposal < furthest
  proposal <- ifelse(is_inside, proposal, ifelse(is.finite(search$outside), (search$inside + search$outside) / 2, furthest))
  is_closed <- is.finite(search$outside) & search$outside - search$inside < 1e-13 * search$outside
  is_endless <- search$inside > 1e6 * search$first
  is_unknown <- is_closed & !(abs(root - wanted) < 1e-6 * wanted) %in% TRUE
  search$last <- ifelse(is.na(root), search$last, search$at)
  search$last_root <- ifelse(is.na(root), search$last_root, root)
  search$is_done <- is_there | is_closed | is_endless
  search$at <- ifelse(is_endless, Inf, ifelse(is_unknown, NA, ifelse(search$is_done, search$at, proposal)))
  search
}

# One coefficient of separated data that is infinite: half of a profile, whose best point lies at infinity.

#' One-sided profile limits of a coefficient that is infinite
#'
#' @param data A data object with the columns that the fit has kept.
#' @param column The coefficient's number among them.
#' @param direction 1 if it is `Inf`, -1 if it is `-Inf`.
#' @param limit_deviance The least deviance, which no finite coefficients reach.
#' @return Two numbers, one of them infinite: the values b at which the deviance with the coefficient
#'   held at b is above `limit_deviance` by no more than qchisq(level, 1).
#' @noRd
infinite_term_interval <- function(data, column, direction, limit_deviance, level = 0.95) {
  rise <- stats::qchisq(level, 1)
  held <- hold_infinite(data, column, limit_deviance)
  value <- falling_limit(held, direction, rise)
  if (direction > 0) c(value, Inf) else c(-Inf, value)
}

#' Likelihood-ratio test of 0 for a coefficient that is infinite
#' @return `statistic`, with one degree of freedom, and `p_value`.
#' @noRd
infinite_term_test <- function(data, column, limit_deviance) {
  statistic <- hold_infinite(data, column, limit_deviance)$at(0)$rise
  list(statistic = statistic, p_value = stats::pchisq(statistic, 1, lower.tail = FALSE))
}

#' One coefficient held at values, the others fitted again, beside a deviance that only infinity has
#' @return `reach` and `at()`, as [hold_coefficient()].
#' @noRd
hold_infinite <- function(data, column, limit_deviance) {
  others <- seq_along(data$names) != column
  x <- drop(dense_design(keep_design_columns(data, !others)))
  rest <- keep_design_columns(data, others)
  offset <- data$offset %||% 0
  weight <- data$weight %||% 1
  last <- NULL
  at <- function(value) {
    rest$offset <- offset + value * x
    core <- refit_from_any(rest, if (is.null(last)) list(NULL) else list(last, NULL))
    last <<- core$coefficients
    terms <- row_terms_(core$linear_predictors, data$y, data$weight)
    list(
      rise = max(0, sum(terms$deviance_terms) - limit_deviance), slope = -2 * sum(weight * (data$y - terms$prob) * x)
    )
  }
  list(reach = max(abs(x)), at = at)
}

#' The value at which a deviance that falls towards infinity has still `rise` to fall
#'
#' The deviance is convex: Newton's method from where it is too high never passes the limit. One that is not high enough
#' when log-odds have moved by 1000 the other way never is.
#' @noRd
falling_limit <- function(held, direction, rise) {
  value <- 0
  here <- held$at(value)
  step <- 1 / held$reach
  while (here$rise < rise) {
    if (abs(value) > 1000 / held$reach) {
      return(-direction * Inf)
    }
    value <- value - direction * step
    step <- 2 * step
    here <- held$at(value)
  }
  for (iteration in 1:200) {
    next_value <- value + (rise - here$rise) / here$slope
    if (abs(here$rise - rise) < 1e-10 || !is.finite(next_value) || next_value == value) break
    value <- next_value
    here <- held$at(value)
  }
  value
}
