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
  without <- without_column(data, column)
  lowest <- row_terms_(best$eta, data$y, data$weight)$deviance
  estimate <- best$coefficients[[column]]
  rest <- best$coefficients[-column]
  last <- rest
  at <- function(value) {
    core <- refit_from_any(without$held_at(value), list(last, NULL, rest * value / estimate))
    last <<- core$coefficients
    terms <- row_terms_(core$linear_predictors, data$y, data$weight)
    list(
      # Row by row, since the difference of two large sums would lose digits.
      rise = max(0, sum(terms$deviance^2 - lowest^2)),
      slope = without$slope(terms$prob),
      coefficients = core$coefficients
    )
  }
  list(estimate = estimate, reach = without$reach, at = at)
}

#' A data object without one of its columns
#'
#' @return `held_at(value)`, the data whose offset holds that column's coefficient at a value; `slope(prob)`, the
#'   derivative of the deviance in it; `reach`, the largest |x| of the column.
#' @noRd
without_column <- function(data, column) {
  others <- seq_along(data$names) != column
  x <- drop(dense_design(keep_design_columns(data, !others)))
  rest <- keep_design_columns(data, others)
  weight <- data$weight %||% 1
  list(
    held_at = function(value) {
      rest$offset <- (data$offset %||% 0) + value * x
      rest
    },
    slope = function(prob) -2 * sum(weight * (data$y - prob) * x),
    reach = max(abs(x))
  )
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
