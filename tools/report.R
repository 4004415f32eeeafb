# Outcomes of checks, collected and counted: what every script in tools/ reports with.

#' One outcome: what was checked, how it went, and the lines that say why.
outcome <- function(check, passed, detail = character()) {
  result <- if (is.na(passed)) "skipped" else if (passed) "passed" else "failed"
  list(list(check = check, result = result, detail = detail))
}

#' An outcome from a list of complaints: passed when there are none.
outcome_of <- function(check, complaints) {
  outcome(check, length(complaints) == 0L, complaints)
}

#' An outcome from an expression: an error in it is a failure, never a silence.
attempt <- function(check, complaints) {
  tryCatch(
    outcome_of(check, complaints),
    error = function(e) outcome(check, FALSE, conditionMessage(e))
  )
}

#' Outcomes of a runner that printed and counted for itself.
counted <- function(check, counts) {
  lapply(rep(names(counts), counts), function(result) list(check = check, result = result, counted = TRUE))
}

results_of <- function(outcomes) vapply(outcomes, `[[`, "", "result")

count_outcomes <- function(outcomes) {
  results <- factor(results_of(outcomes), c("passed", "failed", "skipped"))
  counts <- table(results)
  stats::setNames(as.integer(counts), names(counts))
}

print_outcomes <- function(outcomes) {
  for (one in Filter(function(one) is.null(one$counted), outcomes)) {
    cat(sprintf("  %-8s%s\n", one$result, one$check))
    cat(sprintf("            %s\n", one$detail), sep = "")
  }
  invisible(outcomes)
}

count_line <- function(counts) {
  sprintf("%d passed, %d failed, %d skipped", counts[["passed"]], counts[["failed"]], counts[["skipped"]])
}

#' Ends a script that was started by itself: prints, and exits non-zero on a failure.
finish <- function(outcomes) {
  print_outcomes(outcomes)
  counts <- count_outcomes(outcomes)
  cat(count_line(counts), "\n", sep = "")
  quit(status = as.integer(counts[["failed"]] > 0L || counts[["passed"]] == 0L))
}

#' Is this file the one that Rscript was started with (and not read by another)?
started_as <- function(name) {
  file <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
  length(file) == 1L && basename(file) == name
}

stop_plainly <- function(...) {
  message(...)
  quit(status = 1L)
}
