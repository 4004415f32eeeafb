#' @section Picture "precision_recall":
#'   The share of events among those predicted (precision) against the share of events found (recall), over all
#'   thresholds, by trials. The dashed line is the share of the event in these rows: the precision of guessing. Where
#'   events are rare this shows what a ROC curve hides. Options: `newdata`, `with`, as for `"roc"`. `plot_data()`: `curve`
#'   (fit, threshold, recall, precision), `half` (the same at a threshold of 0.5, no row where nothing is predicted),
#'   `summary` (fit, average_precision, base_rate).
#' @name plot.logreg_fit
NULL

#' The picture "precision_recall"
#' @noRd
picture_of_precision_recall <- function() {
  list(
    shows = "precision against recall over all thresholds, with the base rate", data = precision_recall_data,
    draw = draw_precision_recall
  )
}

#' Curves, base rates and words of the picture "precision_recall"
#' @noRd
precision_recall_data <- function(fit, newdata = NULL, with = list()) {
  found <- judged_fits(fit, with, newdata, "precision_recall")
  cuts <- lapply(found$judged, function(judged) cut_offs(ranking(judged$rows)))
  curves <- lapply(cuts, precision_recall_points)
  half <- lapply(cuts, function(cut) precision_recall_points(at_one_half(cut)))
  summary <- by_fit(lapply(cuts, function(cut) {
    data.frame(average_precision = average_precision(cut), base_rate = utils::tail(cut$precision, 1))
  }))
  list(
    curve = by_fit(lapply(curves, drawn_curve)), half = by_fit(half), summary = summary,
    words = precision_recall_words(fit, found, summary, curves)
  )
}

#' Where something is predicted to be the event
#' @noRd
precision_recall_points <- function(cut) {
  cut <- cut[!is.na(cut$precision), ]
  data.frame(threshold = cut$threshold, recall = cut$sensitivity, precision = cut$precision)
}

#' What the picture "precision_recall" says
#' @noRd
precision_recall_words <- function(fit, found, summary, curves) {
  number <- function(value) formatC(value, format = "f", digits = 3)
  name <- if (nrow(summary) > 1) paste0(summary$fit, ": average") else "Average"
  c(
    title = sprintf("Precision and recall for %s", fit$event$label), x = "recall", y = "precision",
    subtitle = unfinished_words(found$fits),
    caption = caption_lines(c(
      "Recall: share of events found. Precision: share of events among the predicted.",
      sprintf("%s precision %s.", name, number(summary$average_precision)),
      sprintf("Dashed: %s, the share of the event, which guessing gives. Dots: threshold 0.5.",
        paste(unique(number(summary$base_rate)), collapse = " and ")),
      judged_caption(found$judged), drawn_words(curves)
    ))
  )
}

#' Draw the picture "precision_recall"
#'
#' Steps, since a precision between two thresholds does not exist.
#' @noRd
draw_precision_recall <- function(data) {
  ggplot2::ggplot(data$curve, map_columns(x = "recall", y = "precision", colour = "fit")) +
    ggplot2::geom_hline(map_columns(yintercept = "base_rate"), data = data$summary, linetype = "dashed", colour = "grey50") +
    ggplot2::geom_step(map_columns(linetype = "fit"), direction = "vh", linewidth = 0.9) +
    ggplot2::geom_point(map_columns(shape = "fit"), data = data$half, size = 2.6, show.legend = FALSE) +
    judged_scales(data$curve$fit) +
    ggplot2::coord_cartesian(xlim = c(0, 1), ylim = c(0, 1)) +
    picture_labels(data$words) +
    picture_theme()
}
