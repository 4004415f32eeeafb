#' Why a fit stopped, and how far it is from the optimum
#'
#' Answers two questions of every fit: why did the solver stop, and how many standard errors are left
#' to the optimum? When it did not get there, printing the answer says why, with numbers: a learning
#' rate that is too high, too few epochs, badly scaled columns, or data that are separated.
#'
#' @param fit A fit of [logreg()].
#' @return A list of class `logreg_convergence` that prints in words:
#' * `reason`: why the solver stopped: `"converged"`, `"max_iterations"`, `"diverged"`,
#'   `"separated_complete"` (a combination of columns puts every row strictly on its own side),
#'   `"separated_quasi"` (one puts no row on the wrong side and some strictly on their own),
#'   `"separation_undecided"` (the data are nearer to the border than double precision can see),
#'   `"numerical_failure"` or `"interrupted"`.
#' * `converged`: is the reason `"converged"`?
#' * `distance`: the Newton decrement at the returned point, in standard errors. It is the distance
#'   from the optimum, to first order, only where `reach` is below 0.1. It includes what the last digit
#'   of an intercept is worth: where columns are far from zero, such as years, that alone may be more
#'   than the tolerance.
#' * `reach`: the largest change of any row's log-odds under a full Newton step, max |x'd|. Below 1 it
#'   proves that a finite maximum-likelihood estimate exists.
#' * `distance_to_optimum`, `optimum_loss`: for a fit that did not converge, the distance in standard
#'   errors from the returned point to the optimum, and the mean log loss there, both from a Newton run
#'   that starts where the fit stopped; `NA` if no optimum was found.
#' * `loss`: mean log loss where the solver stopped.
#' * `log_likelihood_missing`: how much log-likelihood is missing to the maximum, or of a separated fit to the
#'   supremum: to first order distance^2 / 2 where that is small, else by the optimum that was found. `NA` if not known.
#' * `scaled_score`: the largest entry of the score in units of its standard deviation, max |g_j| / sqrt(I_jj).
#' * `exists`: does a finite maximum-likelihood estimate exist? `"proved"`, or what was found instead: `"complete"`
#'   or `"quasi-complete"` [separation], or `"undecided"`. With a penalty one always exists.
#' * `iterations`, `passes`: epochs or steps of the solver; passes over the data in all, the checks
#'   included.
#' * `condition_number`, `condition_number_raw`: ratio of the largest to the smallest singular value of
#'   the design, its columns as z-scores (as [scale()] makes them, beside the intercept), and as given.
#'   Rows of positive weight count once. For large fits they are computed here, in a pass over the data
#'   of the fit; `NA` if those are gone.
#' * `learning_rate`, `rate_safe`, `rate_local`, `rate_optimum`: the rate used; the rate below which
#'   full-batch descent is safe everywhere (2 / L, with momentum m 2(1 + m) / L, with Nesterov's
#'   2(1 + m) / ((1 + 2m) L)); and the same limit with the largest eigenvalue of the Hessian in the place
#'   of L, at the returned point and, for a fit that did not converge, at the optimum. `NA` where not
#'   known; the limits are for gradient descent.
#' * `epochs_needed`: about how many more epochs full-batch descent would take at this rate; `Inf` if it
#'   cannot settle; `NA` if not known.
#' * `rounding_floor`: did rounding, not the tolerance, end the run?
#' * `solver`: the solver, see [solvers]; `penalized`: does the fit have a penalty?
#' @section Proof of existence: Let d = I^-1 g be the Newton step at any point, over the rows of positive weight w_i, and
#'   r = max |x_i'd| its reach. If r < 1, and I is not singular, a finite maximum-likelihood estimate exists. For
#'   suppose that v separates: z_i = |x_i'v|, not all 0, and every row is on its own side of v. With q_i > 0 the
#'   probability that the fit gives to the class that row i has not, v'g = sum w_i q_i z_i. But g = I d, so
#'   v'g = v'I d = sum w_i q_i (1 - q_i) (x_i'v) (x_i'd), which is at most r sum w_i q_i (1 - q_i) z_i, and that is less
#'   than r times v'g. So r > 1. In double precision it is claimed only if r < 0.9 and the reciprocal condition of
#'   the scaled information exceeds 1e-12, or a bound of what rounding can do to r is small.
#' @section Method: With g the score and I the information at the returned point, the Newton decrement
#'   is sqrt(g' I^-1 g). L is the largest eigenvalue of X'WX / (4n) in the solver's coordinates, weights
#'   of mean 1, which bounds the curvature of the mean log loss. The epochs needed come from the
#'   eigenvalues of the Hessian at the optimum: each part of the remaining error shrinks by a factor of
#'   its own an epoch. Nesterov (2004), *Introductory Lectures on Convex Optimization*; Polyak (1964).
#' @seealso [logreg()], [solvers]
#' @examples
#' fit <- logreg(passed ~ hours, data = study_hours)
#' convergence(fit)
#'
#' # Stopped far too early, which the fit says by a warning of class logreg_warning_not_converged
#' early <- suppressWarnings(
#'   logreg(passed ~ hours, study_hours, solver = "gradient_descent", learning_rate = 0.1, epochs = 50)
#' )
#' convergence(early)
#' @export
convergence <- function(fit) {
  check_argument(checkmate::check_multi_class(fit, c("logreg_fit", "logreg_penalized")), "fit")
  state <- ending(fit)
  facts <- fit$convergence
  rates <- rate_limits(fit)
  condition <- condition_numbers(fit)
  state$log_likelihood_missing <- log_likelihood_missing(fit)
  state$scaled_score <- scaled_score(fit)
  state$condition_number <- condition[[1]]
  state$condition_number_raw <- condition[[2]]
  state$rate_safe <- rates$safe
  state$rate_local <- rates$here
  state$rate_optimum <- rates$optimum
  state$epochs_needed <- epochs_needed(fit, rates)
  structure(state[parts_of_convergence], class = "logreg_convergence")
}

#' @noRd
parts_of_convergence <- c(
  "reason", "converged", "distance", "reach", "distance_to_optimum", "loss", "optimum_loss",
  "log_likelihood_missing", "scaled_score", "exists", "iterations",
  "passes", "condition_number", "condition_number_raw", "learning_rate", "rate_safe", "rate_local",
  "rate_optimum", "epochs_needed", "rounding_floor", "solver", "penalized", "separation"
)

#' How much log-likelihood is missing to its maximum or supremum
#' @noRd
log_likelihood_missing <- function(fit) {
  facts <- fit$convergence
  total <- total_weight(fit)
  if (is_limit(fit)) {
    return(0.5 * (fit$separation$face_distance %||% NA_real_)^2 * (fit$separation$type != "complete"))
  }
  if (!is.null(fit$separation)) {
    return(total * (facts$loss - fit$separation$loss))
  }
  if (facts$reason == "converged") {
    return(0.5 * facts$distance^2)
  }
  if (isTRUE(facts$optimum$found) && is.null(fit$penalty)) total * (facts$loss - facts$optimum$loss) else NA_real_
}

#' The sum of the weights, without making those that are all 1
#' @noRd
total_weight <- function(fit) {
  if (has_unit_weights_(fit$prior.weights)) length(fit$y) else sum(fit$prior.weights)
}

#' The largest entry of the score in units of its standard deviation
#' @noRd
scaled_score <- function(fit) {
  facts <- fit$convergence
  curvature <- diag(as.matrix(facts$hessian))
  if (length(curvature) == 0) 0 else sqrt(total_weight(fit)) * max(abs(facts$gradient) / sqrt(curvature))
}

#' How a fit ended: the part of its convergence that costs nothing to know
#' @noRd
ending <- function(fit) {
  facts <- fit$convergence
  optimum <- facts$optimum
  list(
    reason = facts$reason, converged = facts$reason == "converged",
    distance = facts$distance, reach = facts$reach,
    distance_to_optimum = optimum$distance %||% NA_real_,
    loss = facts$loss, optimum_loss = if (isTRUE(optimum$found)) optimum$loss else NA_real_,
    iterations = facts$iterations, passes = facts$passes, learning_rate = facts$learning_rate,
    rounding_floor = facts$rounding_floor, solver = fit$solver, penalized = !is.null(fit$penalty),
    exists = facts$existence, separation = fit$separation
  )
}

#' Condition numbers of the design in z-scores and as given, from the Gram that the fit has kept, or else by a
#' pass over the data
#' @noRd
condition_numbers <- function(fit) {
  known <- c(fit$convergence$condition_number, fit$convergence$condition_number_raw)
  if (!anyNA(known)) {
    return(known)
  }
  gram <- fit$convergence$design_gram
  scaling <- if (is_limit(fit)) fit$separation else fit$scaling
  if (!is.null(gram)) {
    intercept <- has_intercept(fit)
    return(condition_numbers_of_gram_(gram, scaling$center, scaling$scale, intercept, fit$df.null + intercept))
  }
  # The variables of the call may be gone, or may be others by now.
  tryCatch(condition_numbers_(core_data(fit_data(fit)), scaling$kept), error = function(error) c(NA_real_, NA_real_))
}

#' @export
print.logreg_convergence <- function(x, ...) {
  cat_wrapped(statement(x))
  for (line in causes(x)) cat_wrapped_item(line)
  cat("\n")
  facts <- c(
    reason = x$reason, distance = paste(figure(x$distance), "standard errors (Newton decrement)"),
    reach = paste(figure(x$reach), "log-odds (largest change of a row under a Newton step)"),
    "finite estimate" = existence_words(x),
    "log-likelihood" = sprintf("%s missing; scaled score %s", figure(x$log_likelihood_missing), figure(x$scaled_score)),
    iterations = format(x$iterations, big.mark = ","), passes = figure(x$passes, 4),
    "condition number" = sprintf(
      "%s in z-scores, %s as given", figure(x$condition_number), figure(x$condition_number_raw)
    ),
    if (!is.na(x$learning_rate)) c("learning rate" = figure(x$learning_rate, 4)),
    if (!is.na(x$rate_safe)) {
      c("rate limits" = sprintf("%s safe everywhere, %s here", figure(x$rate_safe), figure(x$rate_local)))
    }
  )
  cat(paste0(format(names(facts)), "  ", facts), sep = "\n")
  invisible(x)
}

#' Whether a finite estimate exists, and how that is known
#' @noRd
existence_words <- function(x) {
  if (x$penalized) {
    return("exists, since there is a penalty")
  }
  switch(x$exists,
    proved = "exists, which is proved", undecided = "not known whether it exists",
    sprintf("none, %s separation", x$exists)
  )
}

#' One line about convergence, for print() and summary()
#' @noRd
convergence_line <- function(fit) statement(ending(fit))

#' How the fit ended, in one or two sentences; of separated data that comes first, whatever stopped the solver
#' @noRd
statement <- function(x) {
  named <- x$reason %in% c("separated_complete", "separated_quasi")
  paste(c(if (!is.null(x$separation) && !named) separation_statement(x$separation), reason_statement(x)), collapse = " ")
}

#' @noRd
reason_statement <- function(x) {
  switch(x$reason,
    converged = sprintf(
      "Converged: %s standard errors from %s%s.", figure(x$distance), optimum_name(x),
      if (x$rounding_floor) ", as near as rounding allows" else ""
    ),
    max_iterations = paste0(
      sprintf("Not converged: the solver stopped after %s.", steps_of(x, x$iterations)), how_far(x)
    ),
    diverged = paste0("Diverged: the best of the coefficients seen are returned.", how_far(x)),
    separated_complete = ,
    separated_quasi = separation_statement(x$separation),
    separation_undecided = paste(
      "Undecided: the loss no longer falls, yet some coefficients still grow. The data are nearer to the border of",
      "separation than double precision can see, so whether a finite estimate exists is not known."
    ),
    numerical_failure = paste0("Not converged: no step could be found that lowers the loss.", how_far(x)),
    interrupted = "Interrupted: the coefficients are those reached so far."
  )
}

#' What the solver approaches
#' @noRd
optimum_name <- function(x) {
  if (x$penalized) "the penalised optimum" else "the maximum-likelihood estimate"
}

#' "1 epoch", "12 epochs", "7 steps"
#' @noRd
steps_of <- function(x, count) {
  count_of(count, if (is_descent(x)) "epoch" else "step")
}

#' The distance to the optimum where a Newton run found it; nothing where there is none
#' @noRd
how_far <- function(x) {
  if (!is.null(x$separation)) {
    return("")
  }
  if (is.na(x$distance_to_optimum)) {
    exists <- !x$penalized && identical(x$exists, "proved")
    return(paste0(
      " How far the optimum is could not be found out.",
      if (exists) " A finite estimate exists, but some coefficients are determined by less than rounding leaves."
    ))
  }
  losses <- figures_apart(x$loss, x$optimum_loss)
  sprintf(
    " It is %s standard errors from %s: mean log loss %s, there %s.",
    figure(x$distance_to_optimum), optimum_name(x), losses[[1]], losses[[2]]
  )
}

#' Why a fit did not get there, a sentence for each cause found
#' @noRd
causes <- function(x) {
  if (x$converged) {
    return(character())
  }
  c(cause_separation(x), cause_rate(x), cause_epochs(x), cause_scale(x))
}

#' @noRd
cause_rate <- function(x) {
  if (is.na(x$rate_safe) || x$learning_rate < x$rate_safe) {
    return(NULL)
  }
  paste0(
    sprintf("The learning rate %s is above %s, which is safe everywhere.", figure(x$learning_rate), figure(x$rate_safe)),
    local_limit(x), sprintf(" A rate that works: %s.", figure(x$rate_safe / 2))
  )
}

#' Whether a rate above the safe one can settle where the fit stands, and at the optimum
#' @noRd
local_limit <- function(x) {
  here <- figure(x$rate_local)
  there <- figure(x$rate_optimum)
  above_here <- x$learning_rate >= x$rate_local
  if (is.na(x$rate_optimum)) {
    return(sprintf(
      if (above_here) " It is above %s too, the limit where the fit stands, so it cannot settle there."
      else " It is below %s, the limit where the fit stands, so it can still converge.", here
    ))
  }
  above_there <- x$learning_rate >= x$rate_optimum
  text <- if (above_here && above_there) {
    " It is above the limits where the fit stands, %s, and at the optimum, %s, too, so it cannot settle."
  } else if (above_there) {
    " It is below the limit where the fit stands, %s, but above that at the optimum, %s, so it cannot settle there."
  } else if (above_here) {
    " It is above the limit where the fit stands, %s, but below that at the optimum, %s: it could settle there if it came near."
  } else {
    " It is below the limits where the fit stands, %s, and at the optimum, %s, so it can still converge."
  }
  sprintf(text, here, there)
}

#' @noRd
cause_epochs <- function(x) {
  if (x$reason != "max_iterations" || is.na(x$epochs_needed) || is.infinite(x$epochs_needed)) {
    return(NULL)
  }
  sprintf("At this rate it would take about %s more epochs.", format(signif(x$epochs_needed, 2), big.mark = ",", scientific = FALSE))
}

#' @noRd
cause_scale <- function(x) {
  if (!is_descent(x) || isTRUE(x$solver$options$standardize) || x$condition_number_raw < 10 * x$condition_number) {
    return(NULL)
  }
  paste(scale_words(x$condition_number_raw, x$condition_number), "standardize = TRUE descends in z-scores.")
}

#' @noRd
scale_words <- function(raw, standardized) {
  sprintf(
    "The columns are badly scaled: the condition number of the design is %s, in z-scores %s.", figure(raw), figure(standardized)
  )
}

#' @noRd
cause_separation <- function(x) {
  if (!is.null(x$separation)) {
    return(separation_details(x$separation))
  }
  if (x$reason == "separation_undecided") {
    c(
      "Standard errors, tests and intervals of the coefficients that grow mean nothing.",
      "penalty_firth() has finite estimates with intervals, penalty_ridge() finite estimates."
    )
  }
}

#' Does the solver count epochs?
#' @noRd
is_descent <- function(x) !is.null(x$solver$options$epochs)

#' A number as a reader wants it
#' @noRd
figure <- function(value, digits = 3) {
  value <- signif(value, digits)
  if (isTRUE(abs(value) < 1000)) format(value, digits = digits) else format(value, digits = digits, big.mark = ",")
}

#' Two numbers with as many digits as it takes to tell them apart, `least` at least
#' @noRd
figures_apart <- function(one, other, least = 4) {
  for (digits in least:15) {
    figures <- c(figure(one, digits), figure(other, digits))
    if (figures[[1]] != figures[[2]]) break
  }
  figures
}

#' Learning rates below which full-batch descent is safe: everywhere, where the fit stands, at the optimum
#'
#' With momentum m an error of curvature c shrinks while the rate is below 2(1 + m) / c; with Nesterov's
#' look-ahead below 2(1 + m) / ((1 + 2m) c).
#' @return `safe`, `here`, `optimum`; and `eigen`, the eigenvalues and vectors of the Hessian at the
#'   optimum, if one was found.
#' @noRd
rate_limits <- function(fit) {
  options <- fit$solver$options
  batch <- options$batch_size
  if (fit$solver$name != "gradient_descent" || !(is.null(batch) || batch >= stats::nobs(fit))) {
    return(list(safe = NA_real_, here = NA_real_, optimum = NA_real_))
  }
  m <- options$momentum
  factor <- 2 * (1 + m) / (if (options$nesterov) 1 + 2 * m else 1)
  facts <- fit$convergence
  eigen <- if (has_optimum(facts)) eigen(facts$optimum$hessian, symmetric = TRUE)
  list(
    safe = factor / facts$smoothness, here = factor / facts$curvature_max,
    optimum = if (is.null(eigen)) NA_real_ else factor / max(eigen$values), eigen = eigen
  )
}

#' About how many more epochs full-batch descent would take to its tolerance
#'
#' Near the optimum the error's part along eigenvector k of the Hessian is multiplied by r_k an epoch;
#' the decrement after t epochs is sqrt(W sum_k c_k e_k^2 r_k^(2t)), c the eigenvalues, e the parts, W as
#' the solver takes it to decide when to stop: the sum of the weights, or the rows if they are more.
#' @noRd
epochs_needed <- function(fit, rates = rate_limits(fit)) {
  facts <- fit$convergence
  if (is.na(rates$safe) || facts$reason != "max_iterations" || is.null(rates$eigen)) {
    return(NA_real_)
  }
  options <- fit$solver$options
  error <- drop(crossprod(rates$eigen$vectors, facts$optimum$gap))
  shrink <- shrink_factor(facts$learning_rate, rates$eigen$values, options)
  squares <- stopping_weight(fit) * rates$eigen$values * error^2
  tolerance <- if (options$tolerance > 0) options$tolerance else default_option(fit$solver$name, "tolerance")
  distance <- function(epochs) sqrt(sum(squares * shrink^(2 * epochs)))
  stretch_by_decay(epochs_until(distance, tolerance), options$decay, facts$iterations)
}

#' The core's default of a solver's option
#' @noRd
default_option <- function(solver, option) {
  registry <- solver_registry()
  registry$default[registry$solver == solver & registry$option == option]
}

#' Was an optimum found whose Hessian fits into doubles?
#' @noRd
has_optimum <- function(facts) {
  isTRUE(facts$optimum$found) && all(is.finite(facts$optimum$hessian), is.finite(facts$optimum$gap))
}

#' @noRd
stopping_weight <- function(fit) {
  max(total_weight(fit), stats::nobs(fit))
}

#' Factor an epoch multiplies the error by, for each curvature
#'
#' The larger root, in size, of r^2 - (q + m) r + m (Polyak) or r^2 - (1 + m) q r + m q (Nesterov), with
#' q = 1 - rate * curvature.
#' @noRd
shrink_factor <- function(rate, curvature, options) {
  m <- options$momentum
  q <- 1 - rate * curvature
  middle <- if (options$nesterov) (1 + m) * q else q + m
  last <- if (options$nesterov) m * q else rep(m, length(q))
  root <- sqrt(as.complex(middle^2 - 4 * last))
  pmax(Mod(middle + root), Mod(middle - root)) / 2
}

#' The first number of epochs after which a falling distance is within tolerance; `Inf` if none below
#' 1e12 is
#' @noRd
epochs_until <- function(distance, tolerance) {
  if (!is.finite(distance(0))) {
    return(NA_real_)
  }
  if (distance(0) <= tolerance) {
    return(0)
  }
  if (!isTRUE(distance(1e12) <= tolerance)) {
    return(Inf)
  }
  excess <- function(log_epochs) log(max(distance(exp(log_epochs)), 1e-300) / tolerance)
  ceiling(exp(stats::uniroot(excess, c(-20, log(1e12)), tol = 1e-8)$root))
}

#' Under a decaying rate later epochs count less: epoch e counts 1 / (1 + decay e)
#' @noRd
stretch_by_decay <- function(epochs, decay, done) {
  if (decay == 0 || is.na(epochs)) epochs else (1 / decay + done) * expm1(decay * epochs)
}

#' Warn when a fit is not where it should be
#'
#' A run that was told to go to its end (`tolerance = 0`) and came within a hundredth of a standard
#' error did what it was asked.
#' @noRd
warn_not_converged <- function(fit) {
  if (fit$convergence$reason == "converged") {
    return(invisible(fit))
  }
  state <- convergence(fit)
  asked_to_end <- identical(fit$solver$options$tolerance, 0) && isTRUE(state$distance_to_optimum < 0.01)
  if (state$reason == "max_iterations" && asked_to_end) {
    return(invisible(fit))
  }
  what <- if (grepl("^separat", state$reason)) "separation" else if (state$reason == "diverged") "diverged" else "not_converged"
  words <- c(statement(state), causes(state))
  if (what != "separation") warn_logreg(what, words, convergence = state) else signal_separation(words, state, fit)
  invisible(fit)
}

#' A warning, an error or silence, as the option says
#' @noRd
signal_separation <- function(words, state, fit) {
  wanted <- match_choice(getOption("logreg.separation", "warning"), c("warning", "error", "silent"), "options(logreg.separation = )")
  switch(wanted,
    warning = warn_logreg("separation", words, convergence = state, separation = fit$separation),
    error = abort_logreg("separation", words, convergence = state, separation = fit$separation, fit = fit)
  )
}

#' A sentence as an item of a list, folded at the width of the console
#' @noRd
cat_wrapped_item <- function(text) {
  cat(strwrap(text, width = getOption("width"), prefix = "  ", initial = "- "), sep = "\n")
}
