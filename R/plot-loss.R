#' The picture "loss": how the loss fell
#' @noRd
picture_of_loss <- function() {
  list(
    shows = "the loss against the epoch, and why the solver stopped",
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
  list(
    trace = trace, optimum = optimum, log = log,
    words = loss_picture_words(fits, optimum, log)
  )
}

#' Check which axes are to be logarithmic
#' @noRd
check_axes <- function(log) {
  check_argument(checkmate::check_choice(log, c("", "x", "y", "xy"), null.ok = TRUE), "log")
}

#' The fit and those beside it, each with a name of its own
#' @noRd
named_fits <- function(fit, with) {
  if (inherits(with, "logreg_fit")) with <- list(with)
  check_argument(checkmate::check_list(with, types = "logreg_fit"), "with")
  fits <- c(list(fit), with)
  given <- c("", names(with) %||% rep("", length(with)))
  solvers <- vapply(fits, solver_words, "")
  names(fits) <- make.unique(ifelse(given == "", solvers, given), sep = " ")
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
  if (isTRUE(optimum$found) && is.null(fit$trace$objective)) optimum$loss
}

#' Logarithmic axes where the numbers span a wide range
#' @noRd
wide_axes <- function(trace) {
  finite <- trace$loss[is.finite(trace$loss)]
  wide <- length(finite) > 0 && min(finite) > 0 && max(finite) > 20 * min(finite)
  paste0("", if (max(trace$epoch) >= 200) "x", if (wide) "y")
}

#' What the picture "loss" says
#' @noRd
loss_picture_words <- function(fits, optimum, log) {
  penalised <- any(vapply(fits, function(fit) !is.null(fit$trace$objective), TRUE))
  what <- if (penalised) "mean log loss + penalty" else "mean log loss"
  c(
    title = "Loss by epoch",
    x = paste0("epoch", if (grepl("x", log)) " (log scale)"),
    y = paste0(what, if (grepl("y", log)) " (log scale)"),
    subtitle = subtitle_lines(sprintf("%s: %s.", names(fits), vapply(fits, stop_words, ""))),
    caption = if (!is.null(optimum)) {
      sprintf("Dashed: the smallest %s there is, %s.", what, format(optimum, digits = 6))
    }
  )
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

#' The axis of epochs, logarithmic on demand
#' @noRd
epoch_axis <- function(trace, logarithmic) {
  if (!logarithmic) {
    return(ggplot2::scale_x_continuous(breaks = function(ends) unique(round(pretty(ends)))))
  }
  marks <- c(0, 10^(0:ceiling(log10(max(trace$epoch, 1)))))
  marks <- marks[marks <= max(trace$epoch)]
  ggplot2::scale_x_log10(
    breaks = marks + 1, labels = format(marks, big.mark = ",", trim = TRUE, scientific = FALSE)
  )
}
