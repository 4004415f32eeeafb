#' Limits of the score test, one row a coefficient
#'
#' The root of the statistic is nearly straight in the coefficient's value: a bracketed secant method for all limits
#' together.
#' @noRd
score_limits <- function(fit, chosen, level) {
  if (!fit$converged || anyNA(fit$scaling$root)) {
    abort_logreg("not_available", c(
      "Score limits are about the maximum-likelihood estimate, which this fit has not reached.",
      "`convergence(fit)` says why; `method = \"profile\"` gives limits all the same."
    ))
  }
  likelihood <- profile_likelihood(fit)
  ends <- limit_ends(fit, chosen)
  wanted <- stats::qnorm((1 + level) / 2)
  search <- start_of_search(unname(wanted * standard_errors(fit)[ends$column]))
  for (iteration in 1:100) {
    open <- which(!search$is_done)
    if (length(open) == 0) break
    points <- likelihood$find(ends$column[open], value = ends$side[open] * search$at[open], with_score = TRUE)
    search[open, ] <- next_of_search(search[open, ], ifelse(points$found, sqrt(pmax(0, points$score)), NA), wanted)
  }
  reached <- likelihood$estimate[ends$column] + ends$side * ifelse(search$is_done, search$at, NA)
  warn_if_unknown(reached)
  as_limits(ends, reached, length(chosen))
}

#' Say that limits are missing because they were not found
#' @noRd
warn_if_unknown <- function(reached) {
  unknown <- unique(names(reached)[is.na(reached)])
  if (length(unknown)) {
    warn_logreg("limit_not_found", c(
      sprintf("A score limit was not found and is missing: %s.", quote_names(unknown)),
      "The score test is erratic where few rows tell of a coefficient; `method = \"profile\"` gives limits."
    ), columns = unknown)
  }
}

#' Where a search for roots stands: at distances `at`, between `inside` and `outside`, having come from `last`, where the
#' root of the statistic was `last_root`
#' @noRd
start_of_search <- function(at) {
  none <- numeric(length(at))
  data.frame(first = at, at = at, inside = none, outside = none + Inf, last = none, last_root = none, is_done = none > 0)
}

#' The next distances, from the roots of the statistic at the last ones (`NA` if there is none: it was too far)
#'
#' A statistic that is still short at 1e6 times Wald's distance never gets there.
#' @noRd
next_of_search <- function(search, root, wanted) {
  is_there <- !is.na(root) & abs(root - wanted) < 1e-11 * wanted
  is_short <- !is.na(root) & root < wanted
  search$inside <- ifelse(is_short, search$at, search$inside)
  search$outside <- ifelse(is_short, search$outside, search$at)
  proposal <- search$at + (wanted - root) * (search$at - search$last) / (root - search$last_root)
  furthest <- pmin(search$outside, 3 * search$at)
  is_inside <- !is.na(proposal) & proposal > search$inside & proposal < furthest
  proposal <- ifelse(is_inside, proposal, ifelse(is.finite(search$outside), (search$inside + search$outside) / 2, furthest))
  is_closed <- is.finite(search$outside) & search$outside - search$inside < 1e-13 * search$outside
  is_endless <- search$inside > 1e6 * search$first
  is_unknown <- is_closed & !(abs(root - wanted) < 1e-6 * wanted) %in% TRUE
  search$last <- ifelse(is.na(root), search$last, search$at)
  search$last_root <- ifelse(is.na(root), search$last_root, root)
  search$is_done <- is_there | is_closed | is_endless
  search$at <- ifelse(is_endless, Inf, ifelse(is_unknown, NA, ifelse(search$is_done, search$at, proposal)))
  search
}
