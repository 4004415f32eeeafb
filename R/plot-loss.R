#' @section Picture "loss":
#'   What the solver descends on against the epoch (for Newton and L-BFGS: the iteration): the mean log loss, with a penalty
#'   the objective. The dashed line is the least value there is, where that is known. Several fits, such as learning rates,
#'   stand on one axis by `with`; nothing is fitted anew.
#'
#'   Each fit is labelled from its own trace f, with T epochs in all and f* the least value.
#'   * Diverging: the solver stopped as `"diverged"`, a value is not finite, or the second half lies above the start on
#'     average. The solver stops as `"diverged"` only when 100 epochs brought no new least value and it stands above the start.
#'     A run that leaps about may touch a new least value by chance; then it goes on to its last epoch, and is diverging by its
#'     label, though the reason why it stopped is `"max_iterations"`.
#'   * Converging: the fit has converged, or the excess f - f* falls so fast at the end that it would halve within T
#'     epochs: its mean over the last quarter of the epochs is at most 2^(-d/T) of that over the quarter before, d the epochs
#'     between the two. A run that goes to and fro must have halved it from quarter to quarter.
#'   * Oscillating: not so, and it goes to and fro. In the second half the rises of f are at least a quarter of all its
#'     changes, or at least half of the steps of the coefficients, each in units of its range, point against the step before.
#'   * Crawling: not so, and it goes one way.
#'   * No optimum: separated data. The loss falls for ever while coefficients grow: none of the four is true.
#'
#'   For full-batch gradient descent the caption has the rate that is safe below: 2 / L, L the largest curvature that the
#'   objective can have anywhere; and the local limit: 2 / the largest eigenvalue of the Hessian at the optimum. A rate above
#'   2 / L can still converge, one above the local limit cannot settle at the optimum. See [convergence()] for momentum.
#'
#'   Options: `with`, a fit or a list of fits, whose names are the legend; `log`, the axes with a logarithmic scale: `"x"`,
#'   `"y"`, `"xy"` or `""`; `NULL` takes one where the numbers span a wide range. `plot_data()`: `trace` (fit, epoch, loss),
#'   `fits` (fit, label, reason, learning_rate, rate_safe, rate_optimum, and
#'   rate_over, what stands over the curvature in those limits), `optimum` and `log`.
#' @name plot.logreg_fit
NULL

#' The picture "loss": how the loss fell
#' @noRd
picture_of_loss <- function() {
  list(
    shows = "what the solver descends on against the epoch, and why it stopped",
    data = loss_picture_data,
    draw = draw_loss_picture
  )
}

#' Traces and words of the picture "loss"
#' @noRd
loss_picture_data <- function(fit, with = list(), log = NULL) {
  check_axes(log)
  fits <- named_fits(fit, with)
  traces <- Map(loss_trace, fits, names(fits))
  trace <- do.call(rbind, unname(traces))
  trace$fit <- factor(trace$fit, levels = names(fits))
  log <- log %||% wide_axes(trace)
  optimum <- known_optimum(fit)
  about <- fits_on_their_way(fits)
  list(
    trace = trace, fits = about, optimum = optimum, log = log,
    words = loss_picture_words(fits, about, optimum, log)
  )
}

#' Label and learning rates of each fit
#' @noRd
fits_on_their_way <- function(fits) {
  rates <- lapply(fits, marked_rates)
  data.frame(
    fit = factor(names(fits), levels = names(fits)), label = vapply(fits, descent_label, ""),
    reason = vapply(fits, function(fit) fit$convergence$reason, ""),
    learning_rate = vapply(fits, function(fit) fit$convergence$learning_rate, 0),
    rate_safe = vapply(rates, `[[`, 0, "safe"), rate_optimum = vapply(rates, `[[`, 0, "optimum"),
    rate_over = vapply(rates, `[[`, "", "over"), row.names = NULL
  )
}

#' The safe rate and that at the optimum, which for a fit that converged is where it stands
#' @noRd
marked_rates <- function(fit) {
  rates <- rate_limits(fit)
  list(safe = rates$safe, optimum = if (isTRUE(fit$converged)) rates$here else rates$optimum, over = rate_factor(fit))
}

#' What stands over the curvature in the limit of a rate, see [rate_limits()]
#' @noRd
rate_factor <- function(fit) {
  options <- fit$solver$options
  m <- options$momentum %||% 0
  if (m == 0) "2" else if (options$nesterov) "2 (1 + m) / (1 + 2 m)" else "2 (1 + m)"
}

#' Check which axes are to be logarithmic
#' @noRd
check_axes <- function(log) {
  check_argument(checkmate::check_choice(log, c("", "x", "y", "xy"), null.ok = TRUE), "log")
}

#' The fit and those beside it, each with a name of its own
#'
#' A fit without a name is called after its solver where that tells fits apart: if they are of the same model, by other solvers.
#' @noRd
named_fits <- function(fit, with) {
  if (inherits(with, "logreg_fit")) with <- list(with)
  check_argument(checkmate::check_list(with, types = "logreg_fit"), "with")
  fits <- c(list(fit), with)
  given <- c("", names(with) %||% rep("", length(with)))
  solvers <- vapply(fits, solver_words, "")
  numbered <- c("this fit", sprintf("fit %d", seq_along(with) + 1L))
  same_model <- all(vapply(with, function(other) {
    identical(names(other$coefficients), names(fit$coefficients)) && identical(other$penalty, fit$penalty)
  }, TRUE))
  own <- ifelse(!same_model | solvers %in% solvers[duplicated(solvers)], numbered, solvers)
  if (length(fits) == 1) own <- solvers
  names(fits) <- make.unique(ifelse(given == "", own, given), sep = " ")
  fits
}

#' The solver's name to begin a sentence or a legend with
#' @noRd
solver_words <- function(fit) {
  name <- gsub("_", " ", fit$solver$name)
  if (name == "lbfgs") "L-BFGS" else paste0(toupper(substr(name, 1, 1)), substring(name, 2))
}

#' Epoch and loss of one fit: what its solver descends on, so the objective where there is a penalty
#' @noRd
loss_trace <- function(fit, name) {
  trace <- fit$trace
  data.frame(fit = name, epoch = trace$epoch, loss = trace$objective %||% trace$loss)
}

#' The smallest value the fit's objective can take, where that is known; else NULL
#' @noRd
known_optimum <- function(fit) {
  if (isTRUE(fit$converged)) {
    return(utils::tail(loss_trace(fit, "")$loss, 1))
  }
  optimum <- fit$convergence$optimum
  if (!isTRUE(optimum$found) || !is.null(fit$separation)) {
    return(NULL)
  }
  if (is.null(fit$trace$objective)) optimum$loss else least_objective(fit)
}

#' The objective at the optimum that was found, in the solver's columns, since Firth's depends on them
#' @noRd
least_objective <- function(fit) {
  problem <- descent_problem(fit)
  map <- solver_map(fit, problem)
  beta <- scaled_coefficients(t(best_coefficients(fit)), map$center, map$scale)
  problem_value(problem_in(problem, map$center, map$scale), drop(beta))
}

#' Logarithmic axes where the numbers span a wide range
#' @noRd
wide_axes <- function(trace) {
  finite <- trace$loss[is.finite(trace$loss)]
  wide <- length(finite) > 0 && min(finite) > 0 && max(finite) > 10 * min(finite)
  paste0("", if (max(trace$epoch) >= 200) "x", if (wide) "y")
}

#' What the picture "loss" says
#' @noRd
loss_picture_words <- function(fits, about, optimum, log) {
  penalised <- vapply(fits, function(fit) !is.null(fit$trace$objective), TRUE)
  what <- if (all(penalised)) "mean log loss + penalty" else if (any(penalised)) "loss (+ penalty)" else "mean log loss"
  c(
    title = if (all(penalised)) "Loss and penalty by epoch" else "Loss by epoch",
    x = paste0("epoch", if (grepl("x", log)) " (log scale)"),
    y = paste0(what, if (grepl("y", log)) " (log scale)"),
    subtitle = subtitle_lines(way_words(fits, about)),
    caption = caption_if_any(c(
      if (!is.null(optimum)) optimum_words(penalised, names(fits)[[1]], optimum), endless_words(fits[[1]]), rate_words(about)
    ))
  )
}

#' How each fit went and stopped: a line each for one or two, in brief for more
#' @noRd
way_words <- function(fits, about = fits_on_their_way(fits)) {
  plain <- is.na(about$label) | about$reason %in% c("converged", "diverged")
  if (length(fits) <= 2) {
    return(sprintf("%s: %s%s.", names(fits), ifelse(plain, "", paste0(about$label, "; ")), vapply(fits, stop_words, "")))
  }
  distance <- vapply(fits, distance_left, 0)
  away <- ifelse(is.finite(distance), sprintf(", %s SE away", vapply(signif(distance, 2), format, "")), "")
  paste(sprintf("%s: %s%s.", names(fits), ifelse(plain, about$reason, about$label), away), collapse = " ")
}

#' A caption, unless there is nothing to say
#' @noRd
caption_if_any <- function(sentences) if (length(sentences)) caption_lines(sentences)

#' Where the loss of separated data goes
#' @noRd
endless_words <- function(fit) {
  if (!is.null(fit$separation)) {
    sprintf("There is no optimum: coefficients grow for ever, while the loss falls towards %s.", figure(fit$separation$loss, 4))
  }
}

#' What the dashed line is
#' @noRd
optimum_words <- function(penalised, name, optimum) {
  what <- if (penalised[[1]]) "mean log loss + penalty" else "mean log loss"
  whose <- if (any(penalised) && length(penalised) > 1) sprintf(" for %s", name) else ""
  sprintf("Dashed: the smallest %s there is%s, %s.", what, whose, format(optimum, digits = 6))
}

#' Below which learning rates full-batch descent is safe, and settles at the optimum
#'
#' Fits with the same limits share a sentence.
#' @noRd
rate_words <- function(about) {
  about <- about[is.finite(about$rate_safe), ]
  limits <- paste(signif(about$rate_safe, 3), signif(about$rate_optimum, 3))
  vapply(split(about, factor(limits, unique(limits))), function(same) {
    whose <- if (length(unique(limits)) > 1) sprintf(" (%s)", paste(same$fit, collapse = ", ")) else ""
    over <- same$rate_over[[1]]
    local <- if (is.finite(same$rate_optimum[[1]])) {
      sprintf("; at the optimum the limit is %s (%s / curvature there)", figure(same$rate_optimum[[1]]), over)
    }
    sprintf(
      "Full-batch rate %s%s: safe below %s (%s / L)%s.", list_words(vapply(same$learning_rate, figure, "")), whose,
      figure(same$rate_safe[[1]]), over, local %||% ""
    )
  }, "", USE.NAMES = FALSE)
}

#' Why a solver stopped, when and how far away, to stand behind its name
#' @noRd
stop_words <- function(fit) {
  reason <- fit$convergence$reason
  what <- c(
    converged = "converged",
    max_iterations = "not converged",
    diverged = "diverged",
    separated_complete = "completely separated data, stopped",
    separated_quasi = "quasi-completely separated data, stopped",
    separation_undecided = "separation suspected, stopped",
    numerical_failure = "numbers beyond double precision",
    interrupted = "interrupted"
  )
  distance <- distance_left(fit)
  paste0(
    if (reason == "diverged" && !is.null(fit$separation)) "separated data, ",
    if (reason %in% names(what)) what[[reason]] else reason,
    " after ", count_of(max(fit$trace$epoch), "epoch"),
    if (is.finite(distance)) sprintf(", %s standard errors away", format(signif(distance, 2)))
  )
}

#' Distance from the optimum in standard errors: known where a second fit found the optimum
#' @noRd
distance_left <- function(fit) {
  optimum <- fit$convergence$optimum
  if (isTRUE(optimum$found) && is.null(fit$penalty)) optimum$distance else NA_real_
}

#' Draw the picture "loss"
#' @noRd
draw_loss_picture <- function(data) {
  trace <- data$trace
  log_epoch <- grepl("x", data$log)
  # Epoch 0 has no place on a logarithmic axis, so epoch e is drawn at e + 1 and labelled e.
  trace$place <- trace$epoch + log_epoch
  several <- nlevels(trace$fit) > 1
  plot <- ggplot2::ggplot(trace, map_columns(x = "place", y = "loss")) +
    optimum_line(data$optimum) +
    loss_lines(trace, several) +
    epoch_axis(trace, log_epoch) +
    picture_labels(data$words) +
    picture_theme()
  if (grepl("y", data$log)) plot + ggplot2::scale_y_log10() else plot
}

#' A dashed line at the optimum
#' @noRd
optimum_line <- function(optimum) {
  if (!is.null(optimum)) {
    ggplot2::geom_hline(yintercept = optimum, linetype = "dashed", colour = "grey50")
  }
}

#' One line a fit; dots where there are few epochs; colour and line type tell several apart
#' @noRd
loss_lines <- function(trace, several) {
  blue <- picture_colours[["blue"]]
  dots <- trace[trace$fit %in% names(which(table(trace$fit) <= 30)), ]
  if (!several) {
    return(list(
      ggplot2::geom_line(colour = blue, linewidth = 0.9),
      ggplot2::geom_point(data = dots, colour = blue, size = 1.8)
    ))
  }
  list(
    ggplot2::geom_line(map_columns(colour = "fit", linetype = "fit"), linewidth = 0.9),
    ggplot2::geom_point(map_columns(colour = "fit"), data = dots, size = 1.8, show.legend = FALSE),
    ggplot2::scale_colour_manual(values = series_colours(nlevels(trace$fit)))
  )
}

#' As many colours as there are series, from the darkest on
#' @noRd
series_colours <- function(count) {
  rep_len(unname(picture_colours[c("blue", "vermillion", "black", "green", "purple", "orange")]), count)
}

#' The axis of epochs, logarithmic on demand, with fewer marks where panels are narrow
#' @noRd
epoch_axis <- function(trace, logarithmic, most = 9) {
  if (!logarithmic) {
    return(ggplot2::scale_x_continuous(breaks = function(ends) unique(round(pretty(ends, min(5, most))))))
  }
  marks <- c(0, 10^(0:ceiling(log10(max(trace$epoch, 1)))))
  marks <- marks[marks <= max(trace$epoch)]
  marks <- marks[seq(1, length(marks), by = ceiling(length(marks) / most))]
  ggplot2::scale_x_log10(
    breaks = marks + 1, labels = format(marks, big.mark = ",", trim = TRUE, scientific = FALSE)
  )
}
