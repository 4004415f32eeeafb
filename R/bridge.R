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
    start = start, threads = core_threads(), isa = core_isa()
  )
  progress <- if (interactive() || isTRUE(solver$options$verbose > 0)) progress_reporter()
  if (!is.null(progress)) on.exit(progress$close())
  core <- name_core(refusal_classed(fit_(core_data(data), spec, progress$report)), data, !is.null(penalty))
  if (core$reason == "interrupted") signal_interrupt(core)
  core
}

#' A call of the core, with its refusals in our class
#' @noRd
refusal_classed <- function(call) {
  withCallingHandlers(call, "logreg::InputError" = function(error) {
    abort_logreg("core", c("The numerical core refused its input:", conditionMessage(error)))
  })
}

#' The parts of a data object that the core reads. Weights that are all 1 are left out.
#' @noRd
core_data <- function(data) {
  data <- unclass(data) # `$` of a list without a class looks for no method
  weight <- data$weight
  list(
    y = as.double(data$y), weight = if (!is.null(weight) && any(weight != 1)) as.double(weight),
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

#' Put names, aliased columns and a data frame on what the core returned.
#' @noRd
name_core <- function(core, data, penalized) {
  names <- data$names
  kept <- core$kept
  core <- nan_to_na_(core)
  core$rank <- length(kept)
  core$scaling$kept <- kept
  core$pivot <- if (length(kept) == length(names)) kept else c(kept, setdiff(seq_along(names), kept))
  core$coefficients <- spread(core$coefficients, kept, names)
  core$linear_predictors <- linear_predictors_of(core)
  for (part in c("triangle", "covariance", "hessian")) {
    if (length(core[[part]])) dimnames(core[[part]]) <- list(names[kept], names[kept])
  }
  if (!is.null(core$optimum)) {
    core$optimum <- nan_to_na_(core$optimum)
    core$optimum$coefficients <- spread(core$optimum$coefficients, kept, names)
  }
  core$trace <- trace_frame(core$trace, kept, names, penalized)
  if (penalized) core["covariance"] <- list(NULL)
  core
}

#' Log-odds of every row; where the core worked on cells of equal rows, computed when they are read
#' @noRd
linear_predictors_of <- function(core) {
  eta <- core$linear_predictors
  if (is.list(eta)) cell_rows_(eta$cell, eta$eta) else as.vector(eta)
}

#' Values of the kept columns at their places among all columns; the aliased ones are NA.
#' @noRd
spread <- function(values, kept, names) {
  all <- rep(NA_real_, length(names))
  if (length(values)) all[kept] <- values
  names(all) <- names
  all
}

#' The path as users see it: one row a recorded epoch.
#' @noRd
trace_frame <- function(trace, kept, names, penalized) {
  epochs <- length(trace$epoch)
  coefficients <- vector("list", length(names))
  names(coefficients) <- names
  for (k in seq_along(kept)) coefficients[[kept[[k]]]] <- trace$coefficients[, k]
  if (length(kept) < length(names)) {
    coefficients[setdiff(seq_along(names), kept)] <- list(rep(NA_real_, epochs))
  }
  # data.frame() takes longer than a small fit.
  frame <- c(
    list(epoch = as.integer(trace$epoch), loss = trace$loss, gradient_norm = trace$gradient_norm, step = trace$step),
    if (penalized) list(objective = trace$objective),
    coefficients
  )
  attr(frame, "row.names") <- .set_row_names(epochs)
  class(frame) <- "data.frame"
  frame
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
