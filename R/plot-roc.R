#' @section Picture "roc":
#'   The ROC curve: the share of events found (sensitivity) against the share of false alarms among the others, over all
#'   thresholds, by trials. The diagonal is what guessing gives, the dots are at a threshold of 0.5. Options: `newdata`, rows with
#'   their outcomes (the training rows otherwise); `with`, a list of other fits; `level`, the coverage of DeLong's
#'   interval. `plot_data()`: `curve` (fit, threshold, false_positive_rate, sensitivity), `half` (the same at 0.5), `area`
#'   (fit, auc, std_error, lower, upper).
#' @name plot.logreg_fit
NULL

#' The picture "roc": what every threshold finds and what it costs in false alarms
#' @noRd
picture_of_roc <- function() {
  list(
    shows = "the ROC curve, with its area and DeLong's interval", data = roc_picture_data, draw = draw_roc_picture
  )
}

#' Curves, areas and words of the picture "roc"
#' @noRd
roc_picture_data <- function(fit, newdata = NULL, with = list(), level = 0.95) {
  level <- check_level(level)
  found <- judged_fits(fit, with, newdata, "roc")
  ranked <- lapply(found$judged, function(judged) ranking(judged$rows))
  curves <- lapply(ranked, function(table) roc_points(cut_offs(table)))
  area <- by_fit(lapply(ranked, function(table) as.data.frame(area_under_curve(table, level))))
  list(
    curve = by_fit(lapply(curves, drawn_curve)), half = by_fit(lapply(curves, at_one_half)), area = area,
    words = roc_words(fit, found, area, level, curves)
  )
}

#' @noRd
roc_points <- function(curve) {
  data.frame(
    threshold = curve$threshold, false_positive_rate = 1 - curve$specificity, sensitivity = curve$sensitivity
  )
}

#' The point of a curve that a threshold of 0.5 gives: the lowest probability from 0.5 on
#' @noRd
at_one_half <- function(curve) {
  point <- curve[max(which(curve$threshold >= 0.5)), ]
  point$threshold <- 0.5
  point
}

#' What the picture "roc" says
#' @noRd
roc_words <- function(fit, found, area, level, curves) {
  c(
    title = sprintf("ROC curve for %s", fit$event$label), x = "false alarms: 1 - specificity", y = "sensitivity",
    subtitle = unfinished_words(found$fits),
    caption = caption_lines(c(
      area_words(area, level), judged_caption(found$judged),
      "Dashed: guessing. Dots: threshold 0.5.", drawn_words(curves)
    ))
  )
}

#' "AUC 0.71, 95% DeLong interval 0.63 to 0.79.", for several fits with their names
#' @noRd
area_words <- function(area, level) {
  number <- function(value) formatC(value, format = "f", digits = 3)
  interval <- ifelse(is.na(area$lower), "no interval",
    sprintf("%s%% DeLong interval %s to %s", format(100 * level), number(area$lower), number(area$upper))
  )
  name <- if (nrow(area) > 1) paste0(area$fit, ": ") else ""
  sprintf("%sAUC %s, %s.", name, number(area$auc), interval)
}

#' Draw the picture "roc"
#' @noRd
draw_roc_picture <- function(data) {
  ggplot2::ggplot(data$curve, map_columns(x = "false_positive_rate", y = "sensitivity", colour = "fit")) +
    ggplot2::geom_abline(linetype = "dashed", colour = "grey50") +
    ggplot2::geom_path(map_columns(linetype = "fit"), linewidth = 0.9) +
    ggplot2::geom_point(map_columns(shape = "fit"), data = data$half, size = 2.6, show.legend = FALSE) +
    judged_scales(data$curve$fit) +
    ggplot2::coord_cartesian(xlim = c(0, 1), ylim = c(0, 1)) +
    picture_labels(data$words) +
    picture_theme()
}
