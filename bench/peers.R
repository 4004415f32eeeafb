# The contract that every adapter in bench/peers/ keeps, and how they are found.

#' One way of fitting that is measured.
#'
#' @param name Unique; what the tables print.
#' @param package The package that it needs.
#' @param stopwatch `"table"`: formula and data frame to a coefficient table with standard errors;
#'   `"matrix"`: numeric matrix to coefficients and covariance.
#' @param fit `function(case, setting)` that does the work and returns `list(coefficients, errors)`. `errors` is
#'   NULL for a tool that gives no standard errors. Coefficients have the names of model.matrix(),
#'   or none and its order.
#' @param settings From the loosest to the tightest, a list or vector: tolerances, as a rule. The first
#'   that comes within 1e-3 standard errors of the reference is timed.
#' @param threads How many threads it is allowed, for the table.
#' @param suits `function(case)`: can it take this case at all?
#' @param partial Does it leave some coefficients out on purpose?
#' @param slow Run by `make bench-full` only?
peer <- function(name, package, stopwatch, fit, settings = NA, threads = 1L, suits = function(case) TRUE,
                 partial = FALSE, slow = FALSE) {
  structure(
    list(name = name, package = package, stopwatch = stopwatch, fit = fit, settings = settings,
         threads = threads, suits = suits, partial = partial, slow = slow),
    class = "bench_peer"
  )
}

stopwatches <- c("table", "matrix")

bench_threads <- function() getOption("bench.threads", 2L)

#' The complaints about an adapter that does not keep the contract.
contract_complaints <- function(peer) {
  checks <- c(
    "it is not made by peer()" = inherits(peer, "bench_peer"),
    "`name` is not one text" = is_text(peer$name), "`package` is not one text" = is_text(peer$package),
    "`stopwatch` is unknown" = is_text(peer$stopwatch) && peer$stopwatch %in% stopwatches,
    "`fit` is not function(case, setting)" = identical(names(formals(peer$fit)), c("case", "setting")),
    "`settings` is empty" = length(peer$settings) > 0L,
    "`settings` do not go from loose to tight" = !is.numeric(peer$settings) || !is.unsorted(rev(peer$settings)),
    "`threads` is not a count" = length(peer$threads) == 1L && peer$threads >= 1,
    "`suits` is not function(case)" = identical(names(formals(peer$suits)), "case"),
    "`partial` is not a flag" = is.logical(peer$partial) && length(peer$partial) == 1L,
    "`slow` is not a flag" = is.logical(peer$slow) && length(peer$slow) == 1L
  )
  names(checks)[!checks]
}

is_text <- function(x) is.character(x) && length(x) == 1L && nzchar(x)

#' The adapters of one file: its last value is one peer or a list of them.
read_adapter <- function(file) {
  found <- source(file, local = new.env(parent = globalenv()))$value
  if (inherits(found, "bench_peer")) list(found) else found
}

adapter_files <- function() sort(list.files("bench/peers", "\\.R$", full.names = TRUE))

#' All adapters, logreg's first, then R's own, whether their packages are installed or not.
all_peers <- function() {
  peers <- unlist(lapply(adapter_files(), read_adapter), recursive = FALSE)
  peers[order(match(vapply(peers, `[[`, "", "package"), c("logreg", "stats"), nomatch = 3L))]
}

package_is_here <- function(peer) nzchar(system.file(package = peer$package))

#' Those that are asked for and installed; the others are named, unless `quiet`.
chosen_peers <- function(wanted = NULL, full = FALSE, quiet = FALSE) {
  peers <- all_peers()
  if (length(wanted)) peers <- Filter(function(one) one$package %in% c("logreg", wanted), peers)
  if (!full) peers <- Filter(function(one) !one$slow, peers)
  here <- vapply(peers, package_is_here, NA)
  absent <- unique(vapply(peers[!here], `[[`, "", "package"))
  if (length(absent) && !quiet) cat("Not installed, left out: ", paste(absent, collapse = ", "), "\n", sep = "")
  peers[here]
}

#' Estimates and standard errors of a matrix that summary() made.
from_table <- function(table) {
  list(coefficients = stats::setNames(table[, 1L], rownames(table)), errors = table[, 2L])
}

from_covariance <- function(coefficients, covariance) {
  list(coefficients = unname(drop(coefficients)), errors = sqrt(diag(covariance)))
}

has_matrix <- function(case) !is.null(case$x)
has_factors <- function(case) case$kind == "factors"
