#' Ridge penalty
#'
#' Shrinks the coefficients towards zero. Give the result to the `penalty` argument of [logreg()].
#'
#' @param penalty Strength of the penalty: one number, 0 or more, on the *mean* log loss. It has no
#'   default. 0 is maximum likelihood.
#' @param standardize Whether a column is penalised in units of its standard deviation. If `FALSE`,
#'   the penalty depends on the units in which the columns are given.
#' @return An object of class `logreg_penalty`: a list with the `name` and the `options`.
#' @section Method: With `beta_j` the coefficient of column j, the fit minimises
#'
#'   mean log loss + penalty / 2 * sum over j of (s_j * beta_j)^2.
#'
#'   The mean is weighted by the weights. `s_j` is the population standard deviation of column j
#'   (divisor: the sum of the weights, not one less) if `standardize` is `TRUE`, else 1.
#'   The intercept is free. This is the objective of `glmnet` at `alpha = 0` (Friedman, Hastie and
#'   Tibshirani, 2010, Journal of Statistical Software 33(1)). The optimum does not depend on the
#'   solver.
#' @section Errors: `logreg_error_argument`, naming the argument, for a penalty that is not one
#'   number of 0 or more, or a `standardize` that is neither `TRUE` nor `FALSE`.
#' @seealso [logreg()]
#' @examples
#' penalty_ridge(0.1)
#' logreg(passed ~ hours, data = study_hours, penalty = penalty_ridge(0.1))
#' @export
penalty_ridge <- function(penalty, standardize = TRUE) {
  if (missing(penalty)) {
    check_argument("it is missing; give the strength, as in penalty_ridge(0.1)", "penalty")
  }
  check_argument(check_at_least(penalty, 0), "penalty")
  check_argument(checkmate::check_flag(standardize), "standardize")
  new_logreg_penalty("ridge", list(penalty = penalty, standardize = standardize))
}

#' A penalty object from its name and its options
#' @noRd
new_logreg_penalty <- function(name, options) {
  structure(
    list(name = name, options = options),
    class = c(paste0("logreg_penalty_", name), "logreg_penalty")
  )
}

#' @export
print.logreg_penalty <- function(x, ...) {
  cat("Penalty for logreg():", x$name, "\n")
  print_options(x$options)
  invisible(x)
}

#' Stop unless `penalty` is `NULL` or a penalty object
#' @noRd
check_penalty <- function(penalty) {
  if (is.null(penalty) || inherits(penalty, "logreg_penalty")) {
    return(invisible(penalty))
  }
  remedy <- if (checkmate::test_number(penalty, lower = 0)) {
    sprintf("for a ridge penalty of this strength write penalty = penalty_ridge(%s)", format(penalty))
  } else {
    "give NULL for no penalty, or the result of penalty_ridge()"
  }
  check_argument(sprintf("it is %s; %s", describe_value(penalty), remedy), "penalty")
}
