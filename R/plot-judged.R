# What the pictures of predictions against outcomes share: "roc", "precision_recall", "threshold" and "calibration".

#' The fit and those beside it, each with the rows it is judged on
#'
#' @return A list: `fits`, named; `judged`, for each the answer of [judged_rows()].
#' @noRd
judged_fits <- function(fit, with, newdata, what) {
  if (inherits(with, "logreg_fit")) with <- list(with)
  check_argument(checkmate::check_list(with, types = "logreg_fit"), "with")
  fits <- named_fits(fit, lapply(with, last_iterate))
  judged <- lapply(fits, judged_rows, newdata = newdata)
  refuse_nothing_to_judge(judged[[1]]$rows, what)
  list(fits = fits, judged = judged)
}

#' Stop where every row has the same prediction, or the same outcome
#' @noRd
refuse_nothing_to_judge <- function(rows, what) {
  share <- sum(rows$weight * rows$y) / sum(rows$weight)
  if (share == 0 || share == 1) {
    refuse_picture(what, "the rows have one class only.", "Give `newdata` with both classes.")
  }
  if (max(tie_numbers(rows$eta)) < 2) {
    refuse_picture(what, "every row has the same prediction, so no threshold tells rows apart.", c(
      "Compare fits that have predictors; evaluate(fit) says what the constant achieves."
    ))
  }
}

#' A data frame for each fit below one another, with the fit's name as first column
#' @noRd
by_fit <- function(named) {
  tables <- Map(function(table, name) data.frame(fit = rep(name, nrow(table)), table), named, names(named))
  table <- do.call(rbind, unname(tables))
  table$fit <- factor(table$fit, levels = names(named))
  row.names(table) <- NULL
  table
}

#' Fits that are not at an optimum, for the top of a picture; `NULL` if there are none
#' @noRd
unfinished_words <- function(fits) {
  unfinished <- fits[!vapply(fits, function(fit) isTRUE(fit$converged), TRUE)]
  if (length(unfinished)) subtitle_lines(sprintf("%s: %s.", names(unfinished), vapply(unfinished, stop_words, "")))
}

#' On which rows the fits are judged
#' @noRd
judged_caption <- function(judged) {
  words <- vapply(judged, judged_words, "")
  same <- length(unique(words)) == 1
  sentences <- if (same) paste("Judged on", words[[1]]) else sprintf("%s, judged on %s", names(judged), words)
  paste0(sentences, if (judged[[1]]$training) ", which flatters. Give `newdata` to judge it on others." else ".")
}

#' Some rows of a curve of very many, the ends among them
#' @noRd
drawn_curve <- function(curve) curve[drawn_rows(nrow(curve), 2000L), ]

#' How much of the curves is drawn
#' @noRd
drawn_words <- function(curves) {
  rows <- vapply(curves, nrow, 1L)
  if (max(rows) > 2000) sprintf("Drawn at 2,000 of up to %s.", count_of(max(rows), "threshold"))
}

#' Colours and line types that tell fits apart
#' @noRd
judged_scales <- function(fits) {
  list(
    ggplot2::scale_colour_manual(values = series_colours(nlevels(fits))),
    if (nlevels(fits) == 1) ggplot2::guides(colour = "none", linetype = "none", shape = "none")
  )
}
