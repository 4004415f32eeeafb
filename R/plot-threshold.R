#' @section Picture "threshold":
#'   Sensitivity and specificity against the threshold from which on the event is predicted, by trials; with `costs` the
#'   mean cost of a prediction below them. Several fits have a panel for each measure. Options: `costs`, as in [choose_threshold()]; `newdata`, `with`, as for `"roc"`.
#'   `plot_data()`: `curve` (fit, threshold, measure, value, panel): a step ends at each threshold; `least` (fit,
#'   threshold, cost), where the mean cost is least.
#' @name plot.logreg_fit
NULL

#' The picture "threshold": what every cut-off finds, leaves alone and costs
#' @noRd
picture_of_threshold <- function() {
  list(
    shows = "sensitivity, specificity and cost against the threshold", data = threshold_picture_data,
    draw = draw_threshold_picture
  )
}

#' Curves and words of the picture "threshold"
#' @noRd
threshold_picture_data <- function(fit, costs = NULL, newdata = NULL, with = list()) {
  if (!is.null(costs)) costs <- check_costs(costs)
  found <- judged_fits(fit, with, newdata, "threshold")
  curves <- lapply(found$judged, function(judged) threshold_curve(judged$rows, costs))
  least <- if (!is.null(costs)) {
    by_fit(lapply(found$judged, function(judged) least_cost(judged$rows, threshold_aim(costs, NULL, NULL))))
  }
  list(
    curve = by_fit(lapply(curves, function(curve) long_curve(drawn_curve(curve)))), least = least,
    words = threshold_words(fit, found, least, costs, curves)
  )
}

#' Shares and mean cost at every threshold from 0 to 1, in ascending order
#' @noRd
threshold_curve <- function(rows, costs) {
  cut <- cut_offs(ranking(rows))
  curve <- data.frame(threshold = pmin(cut$threshold, 1), sensitivity = cut$sensitivity, specificity = cut$specificity)
  if (!is.null(costs)) {
    missed <- max(cut$true_positives) - cut$true_positives
    curve$cost <- (costs[["false_positive"]] * cut$false_positives + costs[["false_negative"]] * missed) / sum(rows$weight)
  }
  all <- curve[nrow(curve), ]
  all$threshold <- 0
  curve <- rbind(curve, all)
  curve[rev(seq_len(nrow(curve))), ]
}

#' The least mean cost and its threshold
#' @noRd
least_cost <- function(rows, aim) {
  threshold <- best_threshold(rows, aim)
  data.frame(threshold = threshold, cost = count_table(counts_at(rows, threshold), aim)$cost)
}

#' One row for each threshold and measure
#' @noRd
long_curve <- function(curve) {
  measures <- names(curve)[-1]
  data.frame(
    threshold = rep(curve$threshold, length(measures)),
    measure = factor(rep(measures, each = nrow(curve)), levels = measures),
    value = unlist(curve[measures], use.names = FALSE),
    panel = factor(rep(ifelse(measures == "cost", "mean cost", "share"), each = nrow(curve)), c("share", "mean cost"))
  )
}

#' What the picture "threshold" says
#' @noRd
threshold_words <- function(fit, found, least, costs, curves) {
  name <- if (length(found$fits) > 1) paste0(names(found$fits), ": least") else "Least"
  number <- function(value) format(signif(value, 3))
  c(
    title = sprintf("Where to draw the line for %s", fit$event$label),
    x = sprintf("threshold: predicted to be %s from this probability on", fit$event$label),
    y = if (is.null(costs) && length(found$fits) == 1) "share" else "",
    subtitle = unfinished_words(found$fits),
    caption = caption_lines(c(
      "Sensitivity: share of events found. Specificity: share of others left alone.",
      if (!is.null(least)) {
        sprintf("%s mean cost %s at %s (false positive %s, false negative %s).", name,
          vapply(least$cost, number, ""), vapply(least$threshold, number, ""), format(costs[["false_positive"]]),
          format(costs[["false_negative"]]))
      },
      judged_caption(found$judged), drawn_words(curves)
    ))
  )
}

#' Draw the picture "threshold": lines tell measures apart, or fits, and then each measure has a panel
#' @noRd
draw_threshold_picture <- function(data) {
  several <- nlevels(data$curve$fit) > 1
  line <- if (several) "fit" else "measure"
  if (several) levels(data$curve$measure)[levels(data$curve$measure) == "cost"] <- "mean cost"
  if (several) data$curve$panel <- data$curve$measure
  ggplot2::ggplot(data$curve, map_columns(x = "threshold", y = "value", colour = line, linetype = line)) +
    ggplot2::geom_step(direction = "vh", linewidth = 0.9) +
    least_cost_layer(data$least, line, levels(data$curve$panel)) +
    (if (several || !is.null(data$least)) ggplot2::facet_grid(panel ~ ., scales = "free_y", switch = "y")) +
    ggplot2::scale_colour_manual(values = series_colours(nlevels(data$curve[[line]]))) +
    ggplot2::scale_x_continuous(limits = c(0, 1)) +
    ggplot2::scale_y_continuous(limits = c(0, NA), n.breaks = if (several) 4 else NULL) +
    picture_labels(data$words) +
    picture_theme() +
    ggplot2::theme(strip.placement = "outside", panel.spacing = ggplot2::unit(0.8, "lines"))
}

#' A dot where the mean cost is least
#' @noRd
least_cost_layer <- function(least, line, panels) {
  if (is.null(least)) {
    return(NULL)
  }
  least$panel <- factor("mean cost", levels = panels)
  least$measure <- factor("cost", levels = c("sensitivity", "specificity", "cost"))
  place <- map_columns(x = "threshold", y = "cost", colour = line)
  ggplot2::geom_point(place, data = least, size = 2.6, inherit.aes = FALSE, show.legend = FALSE)
}
