# Binomial tables of 3 to 6 rows with counts to 1e6, where base glm() is off by more than 0.1 % in up to 22 % and mostly
# calls it converged (finding 1 of the reliability report). The oracle is the law, not another fit: with one column a
# finite estimate exists exactly if successes and failures overlap, and the estimate is where the score vanishes.

#' A table: x, successes, failures. Counts are log-uniform to `largest`, and 0 now and then; two rows at least have trials,
#' or the slope would be aliased.
draw_table <- function(largest) {
  rows <- sample(3:6, 1L)
  count <- function() floor(exp(stats::runif(rows, 0, log(largest)))) * (stats::runif(rows) > 0.1)
  repeat {
    table <- list(x = seq_len(rows), successes = count(), failures = count())
    if (sum(table$successes + table$failures > 0) > 1L) return(table)
  }
}

#' Do the classes overlap on the line? Then, and only then, is there a finite estimate (Albert and Anderson 1984).
overlaps <- function(table) {
  with <- range(table$x[table$successes > 0])
  without <- range(table$x[table$failures > 0])
  with[2L] > without[1L] && without[2L] > with[1L]
}

has_both <- function(table) any(table$successes > 0) && any(table$failures > 0)

#' How far the answer is from the optimum, in standard errors: the Newton step at the answer. Each row's
#' s (1 - p) - f p has full relative accuracy, p and 1 - p both from the log-odds; the sum loses at most 1e6 units.
distance_left <- function(table, beta) {
  eta <- beta[[1L]] + beta[[2L]] * table$x
  score <- table$successes * stats::plogis(-eta) - table$failures * stats::plogis(eta)
  weight <- (table$successes + table$failures) * stats::dlogis(eta)
  center <- sum(weight * table$x) / sum(weight)
  x <- table$x - center
  sqrt(sum(score)^2 / sum(weight) + sum(x * score)^2 / sum(weight * x^2))
}

#' What is wrong with the fit of a table, "" if nothing is; and the distance left
judge_table <- function(table, design, solver, subject) {
  y <- cbind(table$successes, table$failures)
  x <- table$x
  fitted <- heard(if (design == "columns") subject$logreg(y ~ x, solver = solver) else subject$logreg(cbind(x = x), y, solver = solver))
  verdict <- function(wrong, distance = 0) list(wrong = wrong, distance = distance)
  if (!has_both(table)) {
    return(verdict(if (inherits(fitted$value, "logreg_error_one_class")) "" else "one class only, and no such error"))
  }
  if (fitted$failed) return(verdict(conditionMessage(fitted$value)))
  said <- said_of(fitted$value)
  if (!overlaps(table)) return(verdict(if (said == "separated") "" else paste("separated, and said to be", said)))
  if (said != "converged") return(verdict(paste("it has an estimate, and is said to be", reason_of(fitted$value))))
  distance <- distance_left(table, subject$coef(fitted$value))
  verdict(if (isTRUE(distance < 1e-6)) "" else sprintf("%g standard errors off", distance), distance)
}

describe_table <- function(table) sprintf("(%s) of (%s)", toString(table$successes), toString(table$successes + table$failures))

run_tables <- function(size, seed, subject) {
  set.seed(seed)
  largest <- rep(c(1e2, 1e3, 1e4, 1e6), length.out = size)
  tables <- lapply(largest, draw_table)
  judged <- lapply(seq_along(tables), function(i) {
    judge_table(tables[[i]], c("columns", "matrix")[1L + i %% 2L], if (i %% 10L == 0L) "lbfgs" else "newton", subject)
  })
  wrong <- vapply(judged, `[[`, "", "wrong")
  bad <- which(nzchar(wrong))
  complaints <- sprintf("%s: %s", vapply(tables[bad], describe_table, ""), wrong[bad])
  rbind(
    measured("C3 random tables of counts to 1e6: wrong answers", size, length(bad), 0, complaints = complaints),
    measured("C3 distance from the optimum, in standard errors", size, max(vapply(judged, `[[`, 1, "distance"), na.rm = TRUE), 1e-6)
  )
}

battery(
  "Tables of counts", c(small = 800, full = 10000, fault = 60), run_tables,
  faults = list(
    "a slope off in the sixth digit" = off_by(1e-5), "always converged" = claims_convergence,
    "what glm() gives" = with_changed_fit(function(fit) {
      base <- suppressWarnings(stats::glm(fit$formula, stats::binomial()))
      fit$coefficients[] <- stats::coef(base)
      fit$convergence$reason <- "converged"
      fit
    })
  )
)
