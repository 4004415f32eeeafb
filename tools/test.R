# Everything that `make test` runs: the checks of tools/ (and of themselves), the C++ core's tests under
# the sanitizers, the batteries of tests/prove at a small size, the package's own tests. A piece that is
# missing or breaks is a failure, never a silence. The last line is `N passed, N failed, N skipped`; any failure makes the exit status 1.

source("tools/selftest.R")
source("tools/install.R")
source("tools/test-core.R")

test_library <- file.path("_build", "library")

#' testthat in two processes, each with every second file. NULL if one of them did not come to its end.
run_testthat <- function(library) {
  names <- sub("^test-(.*)[.]R$", "\\1", list.files("tests/testthat", "^test-.*[.]R$"))
  halves <- split(names, rep(1:2, length.out = length(names)))
  tables <- parallel::mclapply(halves, run_test_files, library, mc.cores = 2L)
  complete <- vapply(tables, is.data.frame, NA)
  if (all(complete)) do.call(rbind, tables)
}

#' Some of the files, in a process of its own, so that a crash there is counted here.
run_test_files <- function(names, library) {
  results <- tempfile(fileext = ".rds")
  code <- sprintf("
    .libPaths(c(%s, .libPaths()))
    results <- testthat::test_dir('tests/testthat', package = 'logreg', load_package = 'installed',
                                  filter = %s, reporter = 'check', stop_on_failure = FALSE)
    saveRDS(as.data.frame(results)[c('file', 'passed', 'failed', 'error', 'skipped', 'warning', 'real')], %s)",
    deparse1(normalizePath(library)), deparse1(sprintf("^(%s)$", paste(names, collapse = "|"))), deparse1(results))
  script <- tempfile(fileext = ".R")
  writeLines(code, script)
  environment <- c("NOT_CRAN=true", "LANGUAGE=en", "TZ=UTC")
  system2(file.path(R.home("bin"), "Rscript"), c("--no-save", "--no-restore", script), env = environment)
  if (file.exists(results)) readRDS(results)
}

testthat_outcomes <- function(library) {
  table <- run_testthat(library)
  if (is.null(table) || nrow(table) == 0L) {
    return(outcome("testthat ran to its end", FALSE, "it did not: the lines above say why"))
  }
  slow <- table[order(-table$real), ][seq_len(min(5L, nrow(table))), ]
  cat(sprintf("  slowest: %s, %.1f s\n", slow$file, slow$real), sep = "")
  counts <- c(passed = sum(table$passed), failed = sum(table$failed + table$error), skipped = sum(table$skipped))
  c(outcome("testthat ran to its end", TRUE), counted("expectations of testthat", counts))
}

install_outcome <- function(library) {
  attempt("the package builds and installs", { install_logreg(library); NULL })
}

#' bench/ is not measured here; only that it runs, so that it does not rot.
bench_outcome <- function(library) {
  environment <- paste0("R_LIBS=", shQuote(paste(c(normalizePath(library), .libPaths()), collapse = .Platform$path.sep)))
  arguments <- c("--no-save", "--no-restore", "bench/smoke.R")
  said <- system2(file.path(R.home("bin"), "Rscript"), arguments, stdout = TRUE, stderr = TRUE, env = environment)
  works <- is.null(attr(said, "status"))
  outcome("the benchmark runs", works, if (!works) utils::tail(said, 20L))
}

#' Runs one part, prints what it says, and notes how long it took.
run_part <- function(title, part) {
  cat("\n", title, "\n", sep = "")
  started <- Sys.time()
  outcomes <- tryCatch(part(), error = function(e) outcome(title, FALSE, conditionMessage(e)))
  print_outcomes(outcomes)
  counts <- count_outcomes(outcomes)
  seconds <- as.numeric(difftime(Sys.time(), started, units = "secs"))
  cat(sprintf("  %s (%.0f s)\n", count_line(counts), seconds))
  outcomes
}

#' Runs parts at the same time, each in a process of its own, and prints what each said in one piece.
run_together <- function(parts) {
  ran <- parallel::mclapply(names(parts), function(title) {
    said <- utils::capture.output(outcomes <- run_part(title, parts[[title]]))
    list(said = said, outcomes = outcomes)
  }, mc.cores = length(parts))
  ended <- vapply(ran, is.list, NA)
  for (one in ran[ended]) writeLines(one$said)
  lost <- outcome_of("every part ran to its end", names(parts)[!ended])
  if (!all(ended)) print_outcomes(lost)
  c(unlist(lapply(ran[ended], `[[`, "outcomes"), FALSE), lost)
}

#' Compilers and testthat take both processors; what takes one runs beside something else that does.
run_all <- function() {
  groups <- list(
    list("The checks of tools/, tried on planted faults" = selftest_outcomes, "Layers" = layer_outcomes),
    list("Installation" = function() install_outcome(test_library)),
    list(
      "Documentation" = function() doc_outcomes(".", test_library),
      "The benchmark, on tiny cases" = function() bench_outcome(test_library)
    ),
    list("The C++ core, without R, under sanitizers: its tests are compiled" = core_build_outcomes),
    list("The C++ core: its tests" = core_run_outcomes, "The batteries, small" = function() prove_outcomes(test_library)),
    list("The package" = function() testthat_outcomes(test_library))
  )
  unlist(lapply(groups, run_together), FALSE)
}

counts <- count_outcomes(run_all())
cat("\n", count_line(counts), "\n", sep = "")
quit(status = as.integer(counts[["failed"]] > 0L))
