# A coefficient of separated data that is infinite: half a profile, whose best point lies at infinity.

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

#' The tests of all infinite coefficients of a separated fit
#' @noRd
infinite_term_tests <- function(fit) {
  infinite <- which(is.infinite(fit$coefficients))
  data <- keep_design_columns(fit_data(fit), !is_aliased(fit))
  columns <- match(infinite, which(!is_aliased(fit)))
  tests <- lapply(columns, infinite_term_test, data = data, limit_deviance = fit$deviance)
  data.frame(
    statistic = vapply(tests, `[[`, 1, "statistic"), p_value = vapply(tests, `[[`, 1, "p_value"),
    row.names = names(infinite)
  )
}

#' One coefficient held at values, the others fitted again, beside a deviance that only infinity has
#' @return `reach` and `at()`, as [hold_coefficient()].
#' @noRd
hold_infinite <- function(data, column, limit_deviance) {
  without <- without_column(data, column)
  last <- NULL
  at <- function(value) {
    core <- refit_from_any(without$held_at(value), if (is.null(last)) list(NULL) else list(last, NULL))
    last <<- core$coefficients
    terms <- row_terms_(core$linear_predictors, data$y, data$weight)
    list(rise = max(0, sum(terms$deviance_terms) - limit_deviance), slope = without$slope(terms$prob))
  }
  list(reach = without$reach, at = at)
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
