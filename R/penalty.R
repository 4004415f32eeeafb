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
#' @seealso [logreg()], [penalty_firth()]
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

#' Firth's penalty
#'
#' Takes the first-order bias out of the estimates, and gives finite ones where maximum likelihood has none: in
#' separated data, with rare events, with an empty cell of a table. Give the result to the `penalty` argument
#' of [logreg()].
#'
#' @return An object of class `logreg_penalty`: a list with the `name` and no `options`: nothing can be set.
#' @section Method: The fit maximises
#'
#'   log-likelihood + 1/2 log det(X'WX), W = weight p (1 - p),
#'
#'   the likelihood under Jeffreys' prior. Its score is X'(weight (y - p) + h (1/2 - p)), h the leverages of the
#'   rows. In a 2 x 2 table it adds 1/2 to each cell. A finite optimum always exists, also where the response has
#'   one class. The estimate does not depend on the units of the columns; with many rows it becomes that of
#'   maximum likelihood.
#'
#'   A weight is a number of rows: twice the weights are twice the data, from which the penalty takes half as
#'   much. Coefficients therefore depend on the unit of the weights, as they do not without penalty.
#'
#'   Newton's method uses the exact second derivatives where they are affordable, inside a trust region, and a step is
#'   taken only if the penalised likelihood rises. L-BFGS and full-batch descents end at the same
#'   coefficients; a batch of rows has no meaning here.
#' @section More than one maximum:
#'   The penalised likelihood is not concave. Where rows far out separate the classes, or nearly, it may have
#'   several maxima, and which one a search meets depends on its start. Newton's method from its own start
#'   therefore looks further where the likelihood alone has its optimum far away: further out, further in,
#'   and towards that optimum. The highest maximum found is returned; that there is none higher
#'   is not proved. Other solvers, and a `start` of your own, lead to the maximum that they meet; tests and limits
#'   always belong to the highest one found.
#' @section Source:
#'   Firth (1993), Bias reduction of maximum likelihood estimates, *Biometrika* 80, 27-38. Heinze and Schemper
#'   (2002), A solution to the problem of separation in logistic regression, *Statistics in Medicine* 21, 2409-2419.
#'   Puhr, Heinze, Nold, Lusa and Geroldinger (2017), Firth's logistic regression with rare events, *Statistics
#'   in Medicine* 36, 2302-2317.
#' @section Errors: `logreg_error_argument`, naming `batch_size`, for a solver that takes part of the rows.
#' @seealso [summary, intervals and other methods of such a fit][logreg-firth]; [penalty_ridge()]
#' @examples
#' penalty_firth()
#' # No row with x = 1 has y = 0. By hand: log(((4 + 1/2) / (0 + 1/2)) / ((5 + 1/2) / (5 + 1/2)))
#' table <- data.frame(x = c(0, 1), events = c(5, 4), others = c(5, 0))
#' logreg(cbind(events, others) ~ x, data = table, penalty = penalty_firth())
#' @export
penalty_firth <- function() new_logreg_penalty("firth", list())

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
  if (length(x$options) > 0) print_options(x$options)
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
    "give NULL for no penalty, or the result of penalty_firth() or penalty_ridge()"
  }
  check_argument(sprintf("it is %s; %s", describe_value(penalty), remedy), "penalty")
}
