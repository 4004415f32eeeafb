# Peak resident memory of a fit above the data: a fresh process loads the data, notes its high-water
# mark, fits once, and looks again. Linux only; elsewhere it is not known.
# Usage: Rscript bench/memory.R <saved case> <tool> <setting> <threads>; run.R calls it.

source("bench/libraries.R")

#' The high-water mark of this process, in bytes.
high_water <- function() {
  line <- grep("^VmHWM", readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) * 1024
}

#' One number a contestant, NA where it is not asked for or the fit takes long.
peak_memory <- function(contestants, case, plan) {
  wanted <- vapply(contestants, function(one) {
    one$status == "ok" && stats::median(vapply(one$times, `[[`, 0, "wall")) < plan$slow / 4
  }, NA)
  memory <- rep(NA_real_, length(contestants))
  if (!isTRUE(case$memory) || !plan$memory || !file.exists("/proc/self/status") || !any(wanted)) return(memory)
  saved <- save_case(case, contestants[[1L]]$peer$stopwatch)
  on.exit(unlink(saved))
  memory[wanted] <- vapply(contestants[wanted], memory_of_one, 0, saved = saved)
  memory
}

#' Only what the stopwatch needs, so that nothing else is in the fresh process.
save_case <- function(case, kind) {
  if (kind == "table") case[c("x", "design")] <- NULL else case["data"] <- NULL
  saved <- tempfile(fileext = ".rds")
  saveRDS(case, saved, compress = FALSE)
  saved
}

memory_of_one <- function(contestant, saved) {
  arguments <- c("bench/memory.R", saved, contestant$peer$name, contestant$setting, bench_threads())
  program <- file.path(R.home("bin"), "Rscript")
  said <- suppressWarnings(system2(program, shQuote(arguments), stdout = TRUE, stderr = FALSE))
  number <- sub("^peak ", "", grep("^peak ", said, value = TRUE))
  if (length(number) == 1L) as.numeric(number) else NA_real_
}

measure_memory <- function(saved, tool, setting) {
  peer <- Filter(function(one) one$name == tool, all_peers())[[1L]]
  # Code and constants are loaded before the first mark.
  suppressWarnings(peer$fit(dense_case(200, 2), setting))
  case <- readRDS(saved)
  gc(FALSE)
  before <- high_water()
  answer <- suppressWarnings(peer$fit(case, setting))
  cat("\npeak", high_water() - before, "\n")
  invisible(answer)
}

if (is_script("bench/memory.R")) {
  source("bench/cases.R")
  source("bench/peers.R")
  arguments <- commandArgs(TRUE)
  options(bench.threads = as.integer(arguments[4L]))
  measure_memory(arguments[1L], arguments[2L], suppressWarnings(as.numeric(arguments[3L])))
}
