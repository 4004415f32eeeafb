# The wall: how fast this machine reads memory and multiplies, and how far a time is from it.
# Usage: Rscript bench/wall.R [threads]

source("bench/libraries.R")
source("bench/compile.R")

#' Bytes and operations a second, with that many threads. The bytes are those of an R vector, in the pages
#' that R gets: a fit reads no others.
measure_wall <- function(threads, megabytes = 800) {
  load_compiled("wall")
  list(
    threads = threads,
    bandwidth = .Call("read_bandwidth", numeric(megabytes * 125000), threads, 9L),
    peak = .Call("multiply_add_peak", threads, 5L)
  )
}

#' The least seconds of one pass over a case. Numeric columns: every byte read once, and p (p + 1)
#' operations a row. Factors: their codes read once; a pair of terms costs a scatter of half a nanosecond
#' a row, on each thread. Repeated rows are collapsed: then only the reading counts.
wall_seconds <- function(case, wall) {
  read <- case_bytes(case) / wall$bandwidth
  work <- if (case$kind == "numeric") case$p * (case$p + 1) * case$n / wall$peak else scatter_seconds(case, wall)
  max(read, work)
}

scatter_seconds <- function(case, wall) {
  terms <- case$data[attr(stats::terms(case$formula), "term.labels")]
  factors <- vapply(terms, is.factor, NA)
  cells <- prod(vapply(terms[factors], nlevels, 1L))
  if (all(factors) && cells < case$n / 4) return(0)
  pairs <- length(terms) * (length(terms) + 1) / 2
  pairs * 0.5e-9 * case$n / wall$threads
}

#' A fit that gives the estimate and its covariance has to pass over the data twice.
distance_to_wall <- function(seconds, case, wall) seconds / (2 * wall_seconds(case, wall))

if (is_script("bench/wall.R")) {
  threads <- as.integer(c(commandArgs(TRUE), 2L)[1L])
  wall <- measure_wall(threads)
  cat(sprintf("%d threads: %.1f GB/s read, %.1f GFLOP/s\n", threads, wall$bandwidth / 1e9, wall$peak / 1e9))
}
