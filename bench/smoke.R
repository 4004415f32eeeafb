# A few seconds that tell whether the benchmark itself works: every adapter keeps the contract, the reference
# agrees with glm(), and a tiny case goes all the way to a table. Needs logreg and base R only.
# Usage: Rscript bench/smoke.R; exits non-zero on a failure.

source("bench/timing.R")
source("bench/machine.R")
source("bench/report.R")

adapter_complaints <- function() {
  peers <- all_peers()
  names <- vapply(peers, `[[`, "", "name")
  twice <- unique(names[duplicated(names)])
  files <- length(adapter_files())
  c(
    if (files < 12L) sprintf("there are only %d adapters", files),
    if (length(twice)) paste("the name stands twice:", toString(twice)),
    unlist(lapply(peers, function(peer) sprintf("%s: %s", peer$name, contract_complaints(peer))))
  )
}

#' A peer that breaks the contract has to be found out.
contract_finds <- function() {
  wrong <- peer("wrong", "stats", "hourglass", function(case) NULL, settings = c(1e-8, 1e-6))
  found <- contract_complaints(wrong)
  if (length(found) != 3L) paste("of three faults of an adapter, found:", toString(found))
}

small_cases <- function() list(dense_case(200, 3), flights_small(), ill_conditioned_case(1e6, 500, 4))

flights_small <- function() {
  set.seed(1)
  data <- data.frame(group = draw_factor(300, 4), x1 = stats::rnorm(300))
  factor_case("small factors", data, 0.5 * data$x1)
}

#' glm() in its own arithmetic is good to about 1e-7 standard errors at these condition numbers. The rounding
#' of the coefficients to double alone leaves about 1e-10 to the optimum.
reference_complaints <- function() {
  unlist(lapply(small_cases(), function(case) {
    peer <- stats::glm(case$formula, stats::binomial(), case$data, epsilon = 1e-14)
    reference <- reference_fit(case)
    off <- score(from_table(stats::coef(summary(peer))), reference)
    c(
      if (reference$decrement > 1e-8) sprintf("%s: the reference stopped at %.1e", case$name, reference$decrement),
      if (!all(off < 1e-6)) sprintf("%s: glm() and the reference differ by %s", case$name, toString(signif(off, 2L)))
    )
  }))
}

#' A coefficient that is wrong, unnamed, missing or in another order.
score_complaints <- function() {
  reference <- list(coefficients = c(a = 1, b = 2), errors = c(a = 0.1, b = 0.5))
  off <- function(...) score(list(...), reference)[["distance"]]
  c(
    if (abs(off(coefficients = c(b = 2.5, a = 1)) - 1) > 1e-12) "names do not decide what is compared",
    if (abs(off(coefficients = c(1.2, 2)) - 2) > 1e-12) "a tool without names is not compared by position",
    if (is.finite(off(coefficients = c(a = 1)))) "a coefficient may be left out",
    if (is.finite(off(coefficients = c(a = 1, b = NA)))) "a coefficient may be NA"
  )
}

#' The whole way of one case, with glm() as the only peer, to the files.
run_complaints <- function() {
  wall <- list(threads = 1L, bandwidth = 1e10, peak = 1e10)
  plan <- list(stopwatches = stopwatches, seconds = 0.2, runs = 2L, slow = 5, memory = FALSE, wall = wall)
  peers <- Filter(function(one) one$package %in% c("logreg", "stats"), all_peers())
  rows <- measure_case(make_case("40x2"), peers, plan)
  rows$blas <- "BLAS"
  files <- tempfile(c("rows", "table"))
  write_csv(rows, machine_facts(peers, wall), files[1L])
  write_markdown(rows, machine_facts(peers, wall), files[2L])
  back <- utils::read.csv(files[1L], comment.char = "#")
  c(
    if (!all(rows$status == "ok")) paste("not ok:", toString(unique(rows$status))),
    if (!all(rows$distance_se < exact_enough & rows$runs >= 1L)) "a time stands without its quality",
    if (!identical(back$tool, rows$tool)) "the CSV does not come back as it was written",
    if (!any(grepl("40x2", readLines(files[2L])))) "the Markdown does not name the case"
  )
}

checks <- list(
  "every adapter keeps the contract" = adapter_complaints, "a broken adapter is found" = contract_finds,
  "the reference agrees with glm()" = reference_complaints, "scores compare what belongs together" = score_complaints,
  "a tiny case runs to its tables" = run_complaints
)

run_check <- function(check) tryCatch(check(), error = function(e) conditionMessage(e))

results <- lapply(checks, run_check)
failed <- lengths(results) > 0L
for (i in seq_along(checks)) {
  cat(sprintf("%s: %s\n", if (failed[i]) "failed" else "passed", c(names(checks)[i], results[[i]])), sep = "")
}
cat(sprintf("%d passed, %d failed\n", sum(!failed), sum(failed)))
quit(status = as.integer(any(failed)))
