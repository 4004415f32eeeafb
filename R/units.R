# Steps of numeric predictors, by one rule for interpret() and the pictures "odds" and "effects".

#' The steps that the user asked for, as a named list of numbers
#'
#' @param units Steps by name, each a number other than 0 or `"sd"`; or `"sd"` alone for every number with more than two
#'   values.
#' @param values Named list of the predictors' values.
#' @param weights Named list of the weights of their rows.
#' @param levels Names of those that the model takes as levels though their values are numbers.
#' @return Of each name in `units` the step; a standard deviation has the attribute `deviation`.
#' @noRd
check_units <- function(units, values, weights, levels = character()) {
  values <- Filter(is_plain_number, values[setdiff(names(values), levels)])
  if (identical(units, "sd")) units <- lapply(Filter(has_median, values), function(value) "sd")
  units <- as.list(units)
  known <- sprintf("Numeric are %s.", if (length(values)) quote_names(names(values)) else "none")
  if (!checkmate::test_list(units, names = if (length(units)) "unique")) {
    abort_logreg("argument", c(
      "`units` must be \"sd\", or steps by the names of numeric predictors, as in units = c(age = 10).", known
    ), argument = "units")
  }
  strange <- setdiff(names(units), names(values))
  if (length(strange)) {
    abort_logreg("argument", c(
      sprintf("`units` names %s, which is no number in the model.", quote_names(strange)), known
    ), argument = "units")
  }
  Map(step_size, units, values[names(units)], names(units), weights[names(units)])
}

#' One step; `"sd"` is the standard deviation over the rows, one of several trials counting once for each
#' @noRd
step_size <- function(unit, values, name, weight) {
  if (identical(unit, "sd")) {
    total <- sum(weight)
    middle <- sum(weight * values) / total
    # Weights that sum to 1 or less count no rows.
    spread <- sqrt(sum(weight * (values - middle)^2) / (if (total > 1) total - 1 else total))
    # Three figures, so that the row at which the step ends can be stated.
    return(structure(signif(spread, 3), deviation = TRUE))
  }
  if (!checkmate::test_number(unit, finite = TRUE) || unit == 0) {
    abort_logreg("argument", c(
      sprintf("`units` must give `%s` one step other than 0, or \"sd\" for one standard deviation.", name),
      sprintf("It is %s.", describe_value(unit))
    ), argument = "units", column = name)
  }
  as.double(unit)
}

#' The weights of the rows of a fit, once for each of its variables
#' @noRd
weights_of_values <- function(fit, values) lapply(values, function(value) unname(fit$prior.weights))
