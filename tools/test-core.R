# Builds and runs the C++ core's own tests (tests/cpp), and shows that the sanitizers and the test
# runner notice faults. Usage: Rscript tools/test-core.R

source("tools/report.R")

core_build <- "_build/cpp"

#' Programs with one fault each, and what their end must say.
core_faults <- list(
  fault_bounds = "AddressSanitizer: heap-buffer-overflow",
  fault_overflow = "signed integer overflow",
  fault_leak = "LeakSanitizer: detected memory leaks",
  fault_race = "ThreadSanitizer: data race",
  fault_claim = "Status: FAILURE"
)

compiler <- function() {
  config <- system2(file.path(R.home("bin"), "R"), c("CMD", "config", "CXX17"), stdout = TRUE)
  # R adds the language standard on some systems; the Makefile sets its own.
  sub("\\s+-std=\\S+", "", config[length(config)])
}

build_core_tests <- function() {
  dir.create(core_build, recursive = TRUE, showWarnings = FALSE)
  log <- file.path(core_build, "build.log")
  arguments <- c(
    "-C", "tests/cpp", "-k", paste0("-j", max(1L, parallel::detectCores(), na.rm = TRUE)),
    paste0("EIGEN=", shQuote(system.file("include", package = "RcppEigen", mustWork = TRUE))),
    paste0("CXX=", shQuote(compiler())), paste0("BUILD=", shQuote(normalizePath(core_build)))
  )
  status <- system2(Sys.getenv("MAKE", "make"), arguments, stdout = log, stderr = log)
  if (status != 0L) utils::tail(grep("error|warning|\\*\\*\\*", readLines(log), value = TRUE), 30L)
}

#' Runs one of the programs; returns its output, and its exit status as an attribute.
run_program <- function(name, arguments = character()) {
  log <- tempfile()
  status <- system2(file.path(core_build, name), arguments, stdout = log, stderr = log)
  structure(readLines(log, warn = FALSE), status = status)
}

fault_outcome <- function(name) {
  said <- run_program(name)
  noticed <- attr(said, "status") != 0L && any(grepl(core_faults[[name]], said, fixed = TRUE))
  outcome(paste(name, "is stopped"), noticed, if (!noticed) utils::tail(said, 5L))
}

#' doctest's own count, from the line that only a run that reached its end prints.
doctest_outcomes <- function() {
  said <- run_program("core-tests", "--no-colors=1")
  line <- grep("^\\[doctest\\] test cases:", said, value = TRUE)
  if (length(line) != 1L) {
    return(outcome("the core's tests run to their end", FALSE, utils::tail(said, 40L)))
  }
  counts <- as.integer(regmatches(line, gregexpr("[0-9]+", line))[[1L]])[2:4]
  complaint <- attr(said, "status") != 0L && counts[2L] == 0L
  if (attr(said, "status") != 0L) cat(utils::head(said, 80L), sep = "\n")
  c(
    outcome("the core's tests run to their end", counts[1L] > 0L),
    outcome("no sanitizer complains at the end", !complaint, if (complaint) utils::tail(said, 20L)),
    counted("test cases of the core", stats::setNames(counts, c("passed", "failed", "skipped")))
  )
}

#' The thread sanitizer's own program: exits with 0 only if no race was seen and the answers agree.
race_outcome <- function() {
  said <- run_program("race-tests")
  outcome("threads share nothing unguarded", attr(said, "status") == 0L, utils::head(said, 30L))
}

core_build_outcomes <- function() attempt("the core's tests compile without a warning", build_core_tests())

core_run_outcomes <- function() {
  programs <- file.path(core_build, c("core-tests", "race-tests", names(core_faults)))
  missing <- programs[!file.exists(programs)]
  if (length(missing)) return(outcome("the core's tests are there to be run", FALSE, missing))
  faults <- unlist(lapply(names(core_faults), fault_outcome), FALSE)
  c(faults, race_outcome(), doctest_outcomes())
}

if (started_as("test-core.R")) finish(c(core_build_outcomes(), core_run_outcomes()))
