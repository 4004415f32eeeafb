#' Solvers
#'
#' A solver is the way to the optimum. Give the result to the `solver` argument of [logreg()], or
#' give its name there and its options beside it: `logreg(..., solver = "adam", epochs = 500)`.
#' All solvers have the same optimum; they differ in how they get there and in what you can watch.
#'
#' * `solver_newton()`: damped Newton steps, never uphill. The default: few steps, high accuracy.
#' * `solver_lbfgs()`: quasi-Newton steps from the last gradients. For many columns.
#' * `solver_gradient_descent()`: batch (`batch_size = NULL`), stochastic (`batch_size = 1`) and
#'   mini-batch descent (anything between), with momentum and a learning rate that may decay.
#' * `solver_adam()`: descent with a rate of its own for every coefficient.
#'
#' @param tolerance Distance from the optimum, in standard errors, at which to stop. One number,
#'   0 or more; 0 means run to the end.
#' @param max_iterations Largest number of iterations. A whole number, 1 or more.
#' @param memory Number of past steps from which L-BFGS builds its picture of the curvature. A
#'   whole number, 1 or more.
#' @param learning_rate Size of a step: it multiplies the gradient of the *mean* log loss. One
#'   number above 0. `NULL` derives a safe one, see Method.
#' @param epochs Number of passes over the rows. A whole number, 1 or more.
#' @param batch_size Rows in a batch: a whole number from 1 to the number of rows. `NULL` takes all
#'   rows at once. Smaller batches are drawn by shuffling the rows in every epoch, from R's random
#'   number generator: [set.seed()] makes the fit repeatable.
#' @param momentum Share of the last step that is kept, from 0 to below 1.
#' @param nesterov Whether the momentum is Nesterov's. `TRUE` or `FALSE`.
#' @param decay Decay of the rate, one number, 0 or more: in epoch e (the first is e = 1) the rate is
#'   `learning_rate / (1 + decay * e)`.
#' @param beta1,beta2 Shares kept of the running means of the gradient and of its square, from 0 to
#'   below 1.
#' @param epsilon Added to the root of the mean square, so that nothing is divided by 0. One number
#'   above 0.
#' @param standardize Whether to descend on z-scores of the columns. Coefficients and trace are
#'   mapped back to the user's units either way. `FALSE` steps in the columns as they are, so that
#'   every epoch can be repeated by hand.
#' @param record_every A row of the trace is kept every so many epochs. A whole number, 1 or more.
#' @param verbose The loss is printed every so many epochs. A whole number; 0 prints nothing.
#' @return An object of class `logreg_solver`: a list with the `name` and the `options`.
#' @section Method: Newton and L-BFGS: Nocedal and Wright (2006), *Numerical Optimization*, chapters
#'   3 and 7. Momentum: Polyak (1964); Nesterov (1983). Adam: Kingma and Ba (2015). For batch descent
#'   the safe rate is 1/L, with L the largest eigenvalue of X'WX / (4 n) of the problem as it is
#'   stepped on; for smaller batches L is taken from the largest row norm.
#' @section Errors: `logreg_error_argument`, naming the argument, for a value outside the range
#'   given above. A batch larger than the data is an error when the fit starts.
#' @seealso [logreg()]; [convergence()] says why a solver stopped and how far it got.
#' @examples
#' solver_gradient_descent(learning_rate = 0.5, epochs = 200)
#' logreg(passed ~ hours, data = study_hours, solver = solver_newton(tolerance = 1e-12))
#' @name solvers
NULL

#' @rdname solvers
#' @export
solver_newton <- function(tolerance = 1e-10, max_iterations = 100) {
  check_argument(check_at_least(tolerance, 0), "tolerance")
  check_argument(check_whole(max_iterations, 1), "max_iterations")
  new_logreg_solver("newton", list(tolerance = tolerance, max_iterations = max_iterations))
}

#' @rdname solvers
#' @export
solver_lbfgs <- function(tolerance = 1e-8, max_iterations = 1000, memory = 10) {
  check_argument(check_at_least(tolerance, 0), "tolerance")
  check_argument(check_whole(max_iterations, 1), "max_iterations")
  check_argument(check_whole(memory, 1), "memory")
  new_logreg_solver(
    "lbfgs",
    list(tolerance = tolerance, max_iterations = max_iterations, memory = memory)
  )
}

#' @rdname solvers
#' @export
solver_gradient_descent <- function(learning_rate = NULL, epochs = 10000, batch_size = NULL,
                                    momentum = 0, nesterov = FALSE, decay = 0, standardize = TRUE,
                                    tolerance = 1e-6, record_every = 1, verbose = 0) {
  options <- list(
    learning_rate = learning_rate, epochs = epochs, batch_size = batch_size, momentum = momentum,
    nesterov = nesterov, decay = decay, standardize = standardize, tolerance = tolerance,
    record_every = record_every, verbose = verbose
  )
  check_descent(options)
  check_argument(check_share(momentum), "momentum")
  check_argument(checkmate::check_flag(nesterov), "nesterov")
  new_logreg_solver("gradient_descent", options)
}

#' @rdname solvers
#' @export
solver_adam <- function(learning_rate = NULL, epochs = 10000, batch_size = NULL, beta1 = 0.9,
                        beta2 = 0.999, epsilon = 1e-8, decay = 0, standardize = TRUE,
                        tolerance = 1e-6, record_every = 1, verbose = 0) {
  options <- list(
    learning_rate = learning_rate, epochs = epochs, batch_size = batch_size, beta1 = beta1,
    beta2 = beta2, epsilon = epsilon, decay = decay, standardize = standardize,
    tolerance = tolerance, record_every = record_every, verbose = verbose
  )
  check_descent(options)
  check_argument(check_share(beta1), "beta1")
  check_argument(check_share(beta2), "beta2")
  check_argument(check_above(epsilon, 0), "epsilon")
  new_logreg_solver("adam", options)
}

#' Check the options that both descents have
#' @noRd
check_descent <- function(options) {
  if (!is.null(options$learning_rate)) {
    check_argument(check_above(options$learning_rate, 0), "learning_rate")
  }
  if (!is.null(options$batch_size)) {
    check_argument(check_whole(options$batch_size, 1), "batch_size")
  }
  check_argument(check_whole(options$epochs, 1), "epochs")
  check_argument(check_at_least(options$decay, 0), "decay")
  check_argument(checkmate::check_flag(options$standardize), "standardize")
  check_argument(check_at_least(options$tolerance, 0), "tolerance")
  check_argument(check_whole(options$record_every, 1), "record_every")
  check_argument(check_whole(options$verbose, 0), "verbose")
}

#' A solver object from its name and its options
#' @noRd
new_logreg_solver <- function(name, options) {
  structure(
    list(name = name, options = options),
    class = c(paste0("logreg_solver_", name), "logreg_solver")
  )
}

#' @export
print.logreg_solver <- function(x, ...) {
  cat("Solver for logreg():", x$name, "\n")
  print_options(x$options)
  invisible(x)
}

#' Options one a line; `NULL` says who fills it in
#' @noRd
print_options <- function(options) {
  shown <- vapply(options, function(value) if (is.null(value)) "NULL" else format(value), "")
  derived <- c(learning_rate = "NULL (the safe rate 1/L)", batch_size = "NULL (all rows)")
  empty <- intersect(names(shown)[shown == "NULL"], names(derived))
  shown[empty] <- derived[empty]
  cat(paste0("  ", format(names(shown)), "  ", shown, "\n"), sep = "")
}
