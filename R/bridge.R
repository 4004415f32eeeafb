#' Fit a model in the numerical core
#'
#' The only caller of the core's fit: two named lists go in, one comes out.
#' @param data A `logreg_data` object.
#' @param solver,penalty Objects of `solver_*()` and `penalty_*()`; `penalty` may be `NULL`.
#' @param start `NULL` or numeric, one number a column, in the user's units.
#' @return The list that the core returns, with names put on and the trace a data frame. An interrupted
#'   fit signals an `interrupt` condition that carries the list as `reached`.
#' @noRd
fit_core <- function(data, solver, penalty = NULL, start = NULL) {
  spec <- list(
    solver = solver$name, options = core_options(solver),
    penalty = penalty$name %||% "none", penalty_strength = penalty$options$penalty %||% 0,
    penalty_standardize = penalty$options$standardize %||% TRUE,
    start = start, threads = core_threads()
  )
  progress <- progress_reporter()
  on.exit(progress$close())
  core <- tryCatch(
    fit_(core_data(data), spec, progress$report),
    "logreg::InputError" = function(error) abort_logreg("core", c("The numerical core refused its input:", conditionMessage(error)))
  )
  core <- name_core(core, data, !is.null(penalty))
  if (core$reason == "interrupted") signal_interrupt(core)
  core
}

#' The parts of a data object that the core reads. Weights that are all 1 are left out.
#' @noRd
core_data <- function(data) {
  weight <- data$weight
  if (!is.null(weight) && all(weight == 1)) weight <- NULL
  list(
    y = as.double(data$y), weight = if (!is.null(weight)) as.double(weight),
    offset = if (!is.null(data$offset)) as.double(data$offset),
    intercept = data$intercept, columns = data$columns
  )
}

#' Solver options as numbers; NULL, which asks for a derived value, becomes NaN.
#' @noRd
core_options <- function(solver) {
  lapply(solver$options, function(value) if (is.null(value)) NaN else as.double(value))
}

#' The thread count that the user allows.
#' @noRd
core_threads <- function() {
  threads <- getOption("logreg.threads", 2L)
  check_argument(checkmate::check_count(threads, positive = TRUE), "options(logreg.threads = )")
  as.integer(threads)
}

#' Put names, aliased columns and a data frame on what the core returned.
#' @noRd
name_core <- function(core, data, penalized) {
  core <- nan_to_na(core)
  core["optimum"] <- list(if (!is.null(core$optimum)) nan_to_na(core$optimum))
  p <- length(data$names)
  kept <- core$kept
  core$rank <- length(kept)
  core$scaling$kept <- kept
  core$pivot <- c(kept, setdiff(seq_len(p), kept))
  core$coefficients <- spread(core$coefficients, kept, data$names)
  core$linear_predictors <- as.vector(core$linear_predictors)
  for (part in c("triangle", "covariance", "hessian")) {
    if (length(core[[part]])) dimnames(core[[part]]) <- list(data$names[kept], data$names[kept])
  }
  if (!is.null(core$optimum)) core$optimum$coefficients <- spread(core$optimum$coefficients, kept, data$names)
  core$trace <- trace_frame(core$trace, kept, data$names, penalized)
  if (penalized) core["covariance"] <- list(NULL)
  core
}

#' The core's NaN for "not known" as R's NA, in the single numbers of a list
#' @noRd
nan_to_na <- function(facts) {
  is_unknown <- function(fact) is.double(fact) && is.null(dim(fact)) && length(fact) == 1 && is.nan(fact)
  unknown <- vapply(facts, is_unknown, NA)
  facts[unknown] <- NA_real_
  facts
}

#' Values of the kept columns at their places among all columns; the aliased ones are NA.
#' @noRd
spread <- function(values, kept, names) {
  all <- stats::setNames(rep(NA_real_, length(names)), names)
  if (length(values)) all[kept] <- values
  all
}

#' The path as users see it: one row a recorded epoch.
#' @noRd
trace_frame <- function(trace, kept, names, penalized) {
  coefficients <- matrix(NA_real_, length(trace$epoch), length(names), dimnames = list(NULL, names))
  coefficients[, kept] <- trace$coefficients
  frame <- data.frame(
    epoch = as.integer(trace$epoch), loss = trace$loss,
    gradient_norm = trace$gradient_norm, step = trace$step
  )
  if (penalized) frame$objective <- trace$objective
  cbind(frame, as.data.frame(coefficients, optional = TRUE))
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
    list(message = "The fit was interrupted.", call = NULL, reached = core[c("coefficients", "trace", "iterations")])
  )
  signalCondition(condition)
  invokeRestart("abort")
}

#' X beta + offset of every row of a data object; aliased coefficients count as 0.
#' @noRd
linear_predictor <- function(data, beta) {
  beta <- as.double(beta)
  beta[is.na(beta)] <- 0
  linear_predictor_(row_data(data), beta)
}

#' x_i' V x_i of every row, V the covariance of a fit, taken in the fit's scaled coordinates, where a
#' column far from zero costs no digits.
#' @noRd
row_variance <- function(data, fit) {
  row_variance_(row_data(data), fit$scaling$kept, fit$scaling)
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
