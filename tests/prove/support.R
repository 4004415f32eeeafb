# What every battery is made of. A battery is a file `battery-<letter>-<name>.R` in this folder whose last
# value is a `battery()`: it is found by its name, and nothing else needs to know of it.
#
# A battery measures a subject: the functions that are under test, by name. Its faults are subjects with one
# function that gives a wrong answer; tools/prove.R shows that the battery fails on each of them.

#' @param title What is proved, a line.
#' @param sizes How much of it: `c(small = , full = , fault = )`, the last for runs with a planted fault.
#' @param run A function of size, seed and subject that returns rows of `measured()`, bound together.
#' @param faults Named list of functions, each from a sound subject to a faulty one.
#' @param full_only Is it left out of `make test`, where it would take too long?
#' @param last Does it look at what the others have left in the subject?
battery <- function(title, sizes, run, faults, full_only = FALSE, last = FALSE) {
  stopifnot(all(c("small", "full", "fault") %in% names(sizes)), length(faults) > 0L, !is.null(names(faults)))
  list(title = title, sizes = sizes, run = run, faults = faults, full_only = full_only, last = last)
}

#' One row of the scorecard
#'
#' @param worst The worst figure met, in the unit that `what` names.
#' @param limit What `worst` may be: at most, or at least where `higher_is_better`.
#' @param complaints Lines that say what went wrong; any of them is a failure.
measured <- function(what, count, worst, limit, higher_is_better = FALSE, complaints = character()) {
  within <- if (higher_is_better) worst >= limit else worst <= limit
  data.frame(
    what = what, count = count, worst = worst, limit = limit, higher_is_better = higher_is_better,
    passed = isTRUE(within) && count > 0L && length(complaints) == 0L, skipped = NA_character_,
    complaints = paste(utils::head(complaints, 10L), collapse = "\n")
  )
}

#' A row that could not be measured on this machine
skipped_row <- function(what, why) {
  data.frame(
    what = what, count = 0L, worst = NA_real_, limit = NA_real_, higher_is_better = FALSE, passed = NA, skipped = why,
    complaints = ""
  )
}

#' The functions under test
#'
#' `logreg` notes the score at the answer of every fit that says that it has converged (battery F); `refuser` is what
#' calls with bad input meet, which are evaluated as they are written. `preamble` is code that child processes run
#' before anything else: faults are planted there.
#' @param ... Functions that take the place of the package's.
sound_subject <- function(...) {
  parts <- utils::modifyList(list(
    logreg = logreg::logreg, coef = stats::coef, vcov = stats::vcov, deviance = stats::deviance, predict = stats::predict,
    sigmoid = logreg::sigmoid, logit = logreg::logit, log_loss = logreg::log_loss, refuser = logreg::logreg, preamble = ""
  ), list(...))
  notes <- new.env()
  notes$scores <- notes$rounded <- numeric()
  fit_and_note <- parts$logreg
  parts$logreg <- function(...) {
    fit <- fit_and_note(...)
    kind <- if (isTRUE(fit$convergence$rounding_floor)) "rounded" else "scores"
    notes[[kind]][[length(notes[[kind]]) + 1L]] <- scaled_score(fit)
    fit
  }
  parts$notes <- notes
  parts
}

#' A subject whose fits are changed after the fact
with_changed_fit <- function(change) {
  function(subject) sound_subject(logreg = function(...) change(logreg::logreg(...)))
}

#' Every coefficient wrong by a part of itself
off_by <- function(share) {
  with_changed_fit(function(fit) {
    fit$coefficients <- fit$coefficients * (1 + share)
    fit
  })
}

#' Says "converged" of every fit
claims_convergence <- with_changed_fit(function(fit) {
  fit$convergence$reason <- "converged"
  fit
})

unit_roundoff <- .Machine$double.eps / 2

#' The largest |x_j'w(y - p)| / sqrt(x_j'w x_j), 0 at the maximum-likelihood estimate, in units of what was
#' promised: the solver's tolerance (Newton: 1e-10), or the distance that a fit states which rounding ended
#'
#' The log-odds come from the coefficients as the user gets them. What rounding them to doubles costs is taken off: with
#' columns far from 0 (years, x + 1e12) no double is nearer to the optimum. NA where the test does not apply: a fit that
#' has not converged or has a penalty.
scaled_score <- function(fit) {
  if (!identical(fit$convergence$reason, "converged") || !is.null(fit$penalty)) return(NA_real_)
  x <- as.matrix(stats::model.matrix(fit))
  beta <- stats::coef(fit)
  if (anyNA(beta)) beta[is.na(beta)] <- 0
  offset <- if (is.null(fit$offset)) numeric(nrow(x)) else fit$offset
  weight <- fit$prior.weights
  eta <- drop(x %*% beta) + offset
  residual <- ifelse(fit$y >= 0.5, stats::plogis(-eta) - (1 - fit$y), fit$y - stats::plogis(eta))
  scale <- apply(abs(x), 2L, max)
  scale[scale == 0] <- 1
  x <- sweep(x, 2L, scale, "/")
  length_of <- sqrt(colSums(weight * x^2))
  rounding <- 4 * unit_roundoff * (drop(abs(x) %*% abs(beta * scale)) + abs(offset) + 1)
  floor <- colSums(abs(x) * weight * (stats::dlogis(eta) * rounding + 4 * unit_roundoff * abs(residual)))
  score <- (abs(colSums(weight * residual * x)) - floor) / length_of
  promised <- max(1e-10, fit$solver$options$tolerance, if (isTRUE(fit$convergence$rounding_floor)) fit$convergence$distance)
  max(0, score[length_of > 0]) / promised
}

#' Number of correct digits, at most 15. A truth of 0 loses a digit for each power of ten of `unit` that is missing.
correct_digits <- function(computed, truth, unit = abs(truth)) {
  digits <- pmin(15, -log10(abs(computed - truth) / pmax(abs(truth), 1e-6 * unit)))
  ifelse(is.na(digits), -Inf, digits)
}

#' The value of an expression, with the classes of the conditions it met; never an error, never a warning
heard <- function(expression) {
  warned <- character()
  value <- tryCatch(
    withCallingHandlers(expression, warning = function(warning) {
      warned <<- c(warned, class(warning)[[1L]])
      invokeRestart("muffleWarning")
    }),
    error = identity
  )
  list(value = value, warned = warned, failed = inherits(value, "error"))
}

reason_of <- function(fit) fit$convergence$reason

#' What a fit says of itself: "converged", "separated", or "unfinished" for every honest admission besides
said_of <- function(fit) {
  reason <- reason_of(fit)
  if (reason == "converged") "converged" else if (grepl("^separat", reason)) "separated" else "unfinished"
}

#' The 22 data sets, read by the tests' own helper
reference_helper <- function() {
  helper <- new.env(parent = globalenv())
  sys.source(file.path("tests", "testthat", "helper-reference.R"), helper)
  helper
}

solvers <- function() unique(logreg:::solver_registry()$solver)

rscript <- function() file.path(R.home("bin"), "Rscript")

#' Runs code in a process of its own, which has `seconds` to end. Returns its lines and its exit status.
run_child <- function(code, seconds, environment = character(), wrapper = character()) {
  script <- tempfile(fileext = ".R")
  on.exit(unlink(script))
  paths <- sprintf(".libPaths(%s)", paste(deparse(.libPaths()), collapse = ""))
  writeLines(c(paths, "library(logreg)", code), script)
  command <- c(wrapper, rscript(), "--no-save", "--no-restore", "--vanilla", script)
  said <- suppressWarnings(
    system2(command[[1L]], command[-1L], stdout = TRUE, stderr = TRUE, env = environment, timeout = seconds)
  )
  list(said = said, status = if (is.null(attr(said, "status"))) 0L else attr(said, "status"))
}

#' A shared object with one fault, and the code that a child runs to meet it
planted_fault <- function(flags = character()) {
  folder <- tempfile("fault")
  dir.create(folder)
  file.copy(file.path("tests", "prove", "fault.c"), folder)
  built <- file.path(folder, "fault.so")
  compiler <- strsplit(system2(file.path(R.home("bin"), "R"), c("CMD", "config", "CC"), stdout = TRUE), " ")[[1L]]
  system2(compiler[[1L]], c(compiler[-1L], "-g", "-O0", "-fPIC", "-shared", flags, file.path(folder, "fault.c"), "-o", built))
  c(sprintf("dyn.load(%s)", deparse(built)), "invisible(.C('read_too_far', 8L, numeric(1)))")
}
