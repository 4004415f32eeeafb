#' Fit a model in the numerical core
#'
#' The only caller of the core's fit: two named lists go in, one comes out.
#' @param data A `logreg_data` object.
#' @param solver,penalty Objects of `solver_*()` and `penalty_*()`; `penalty` may be `NULL`.
#' @param start `NULL` or numeric, one number a column, in the user's units.
#' @param separation Is separation to be decided, and then its limit to be taken? A list of `decide` and `limit`.
#' @return `NULL` if nobody had looked at the data and some are not finite, otherwise the list that the core
#'   returns: `coefficients`, `linear_predictors`, `deviance`, `rank`, `pivot`, `aliased`, `triangle`, `covariance`,
#'   `scaling`, `trace`, of collapsed rows `null_deviance` and `y`, and `convergence`. An interrupted fit signals an
#'   `interrupt` condition that carries the list as `reached`.
#' @noRd
fit_core <- function(data, solver, penalty = NULL, start = NULL, separation = no_separation) {
  spec <- core_spec(solver, penalty, start, isTRUE(data$unseen), separation)
  verbose <- spec$options$verbose
  progress <- if (interactive() || (!is.null(verbose) && verbose > 0)) progress_reporter()
  if (!is.null(progress)) on.exit(progress$close())
  core <- fit_(core_data(data), spec, progress$report)
  if (is.character(core)) {
    if (names(core) == "not_finite") return(NULL)
    abort_refused(core)
  }
  if (core$convergence$reason == "interrupted") signal_interrupt(core)
  core
}

#' What is to be fitted, apart from the data
#' @noRd
core_spec <- function(solver, penalty = NULL, start = NULL, unseen = FALSE, separation = no_separation) {
  solver <- unclass(solver) # `$` of a list without a class looks for no method
  spec <- list(
    solver = solver$name, options = solver$options, penalty = "none", penalty_strength = 0,
    penalty_standardize = TRUE, start = start, threads = core_threads(), isa = core_isa(), values_unseen = unseen,
    decide_separation = separation$decide, take_limit = separation$limit
  )
  if (!is.null(penalty)) {
    spec$penalty <- penalty$name
    spec$penalty_strength <- penalty$options$penalty %||% 0
    spec$penalty_standardize <- penalty$options$standardize %||% TRUE
  }
  spec
}

#' What fits that only serve others ask about separation: nothing
#' @noRd
no_separation <- list(decide = FALSE, limit = FALSE)

#' What the core refused, in our class: its words, named by the kind of refusal
#' @noRd
abort_refused <- function(refusal) {
  words <- unname(refusal)
  abort_logreg(names(refusal), switch(names(refusal),
    core = c("The numerical core refused its input:", words),
    no_columns = c(
      "Every column is 0 in all rows used, so there is nothing to estimate.",
      "Add an intercept or a column that differs from 0, or look at what `subset` and `weights` left."
    ),
    words
  ))
}

#' A data object as the core reads it: weights that are all 1 are left out
#' @noRd
core_data <- function(data) {
  data <- unclass(data)
  if (!is.null(data$weight) && all(data$weight == 1)) data["weight"] <- list(NULL)
  data
}

#' The thread count that the user allows.
#' @noRd
core_threads <- function() {
  threads <- getOption("logreg.threads", 2L)
  if (!identical(threads, 2L)) {
    check_argument(checkmate::check_count(threads, positive = TRUE), "options(logreg.threads = )")
  }
  as.integer(threads)
}

#' The vector instructions that the core is to use
#' @noRd
core_isa <- function() {
  isa <- getOption("logreg.isa", "auto")
  if (!identical(isa, "auto")) {
    check_argument(checkmate::check_choice(isa, c("auto", "baseline", "avx2", "avx512")), "options(logreg.isa = )")
  }
  isa
}

#' What the core calls while it works
#'
#' @return `report(epoch, last_epoch, loss, announce)` prints the epochs that the user asked to see, and
#'   keeps a quiet progress bar once a fit has run for two seconds in an interactive session; `close()`
#'   takes the bar away.
#' @noRd
progress_reporter <- function() {
  began <- proc.time()[["elapsed"]]
  bar <- NULL
  home <- environment()
  list(
    report = function(epoch, last_epoch, loss, announce) {
      if (announce) cat(sprintf("epoch %.0f: mean log loss %.6f\n", epoch, loss))
      if (!interactive() || proc.time()[["elapsed"]] - began < 2) return(invisible())
      if (is.null(bar)) {
        bar <<- cli::cli_progress_bar("Fitting", total = last_epoch, .envir = home, .auto_close = FALSE)
      }
      cli::cli_progress_update(set = epoch, id = bar, .envir = home)
      invisible()
    },
    close = function() if (!is.null(bar)) cli::cli_progress_done(id = bar, .envir = home)
  )
}

#' Signal an interrupt that carries what was reached, then leave to the top level as Ctrl-C does.
#' @noRd
signal_interrupt <- function(core) {
  condition <- structure(
    class = c("logreg_interrupt", "interrupt", "condition"),
    list(
      message = "The fit was interrupted.", call = NULL,
      reached = list(
        coefficients = core$coefficients, trace = core$trace, iterations = core$convergence$iterations
      )
    )
  )
  signalCondition(condition)
  invokeRestart("abort")
}

#' X beta + offset of every row of a data object; aliased coefficients count as 0.
#' @noRd
linear_predictor <- function(data, beta) {
  if (data$n == 0) {
    return(numeric()) # the core takes no data set without rows
  }
  beta <- as.double(beta)
  beta[is.na(beta)] <- 0
  linear_predictor_(row_data(data), beta)
}

#' x_i' V x_i of every row, V a covariance of a fit, taken in the fit's scaled coordinates, where a
#' column far from zero costs no digits.
#' @param scaling The fit's `scaling`, with the root of V.
#' @noRd
row_variance <- function(data, scaling) {
  if (data$n == 0) {
    return(numeric())
  }
  row_variance_(row_data(data), scaling)
}

#' A data object as the core reads it where only its rows matter.
#' @noRd
row_data <- function(data) {
  list(
    y = numeric(data$n), weight = NULL,
    offset = if (!is.null(data$offset)) as.double(data$offset),
    intercept = data$intercept, columns = data$columns
  )
}

#' Solvers, their options, defaults and ranges, as the core's registry lists them.
#' @noRd
solver_registry <- function() solver_registry_()
