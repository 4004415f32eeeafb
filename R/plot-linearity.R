#' @section Picture "linearity":
#'   Is a predictor linear in the log-odds? For each numeric predictor the empirical log-odds of its bins,
#'   log((events + 1/2) / (others + 1/2)), with 95 % limits, beside the same of the events that the fit expects in these
#'   bins: the other predictors move both alike. Where the points keep to the line the model suits, straight or not.
#'   Options: `predictor`, one or several names of those to draw (six at most are drawn without it); `bins`, how many at most.
#'   `plot_data()`: `bins` (predictor, x, from, to, rows, trials, events, observed, lower, upper, fitted), in log-odds.
#'   Cox (1970), *Analysis of Binary Data*, section 3.2.
#' @name plot.logreg_fit
NULL

#' The picture "linearity": empirical log-odds against each numeric predictor
#' @noRd
picture_of_linearity <- function() {
  list(
    shows = "empirical log-odds by each numeric predictor, beside what the fit expects",
    data = linearity_picture_data,
    draw = draw_linearity_picture
  )
}

#' Bins and words of the picture "linearity"
#' @noRd
linearity_picture_data <- function(fit, predictor = NULL, bins = NULL) {
  if (!is.null(bins)) check_integer(bins, 2, 200, "bins")
  values <- measured_predictors(fit, predictor)
  used <- which(unname(fit$prior.weights) > 0)
  rows <- data.frame(
    y = unname(fit$y)[used], prob = unname(fit$fitted.values)[used], weight = unname(fit$prior.weights)[used]
  )
  tables <- lapply(names(values), function(name) {
    data.frame(predictor = name, empirical_log_odds(values[[name]][used], rows, bins))
  })
  table <- do.call(rbind, tables)
  table$predictor <- factor(table$predictor, levels = names(values))
  list(bins = table, words = linearity_words(fit, names(values), attr(values, "left"), table))
}

#' The numeric predictors with more than two values, or those that were asked for
#' @return A named list; the attribute `left` holds the names that are not drawn.
#' @noRd
measured_predictors <- function(fit, predictor, most = 6L) {
  values <- predictor_values(fit)
  measured <- values[vapply(values, function(x) is_plain_number(x) && has_several_values(x), TRUE)]
  if (!length(measured)) {
    refuse_picture("linearity", "the model has no numeric predictor with more than two values, so nothing can bend.", c(
      "Draw plot(fit, \"residuals\"), or compare the levels with predict() and odds_ratios()."
    ))
  }
  known <- names(measured)
  if (!is.null(predictor) && !checkmate::test_subset(predictor, known, empty.ok = FALSE)) {
    abort_logreg("argument", c(
      "`predictor` must name numeric predictors with more than two values.", sprintf("There are %s.", quote_names(known))
    ), argument = "predictor")
  }
  chosen <- predictor %||% utils::head(known, most)
  structure(measured[chosen], left = setdiff(known, chosen))
}

#' Empirical log-odds of bins, their limits, and the same of the events expected
#' @noRd
empirical_log_odds <- function(x, rows, bins) {
  table <- binned_proportions(x, rows$y, rows$weight, bins)
  expected <- unname(drop(rowsum(rows$weight * rows$prob, attr(table, "bin"), reorder = TRUE)))
  log_odds <- function(events) log((events + 0.5) / (table$trials - events + 0.5))
  observed <- log_odds(table$events)
  # Gart and Zweifel (1967), Biometrika 54: the variance that goes with the halves.
  reach <- stats::qnorm(0.975) * sqrt(1 / (table$events + 0.5) + 1 / (table$trials - table$events + 0.5))
  data.frame(
    table[c("x", "from", "to", "rows", "trials", "events")], observed = observed, lower = observed - reach,
    upper = observed + reach, fitted = log_odds(expected)
  )
}

#' @noRd
linearity_words <- function(fit, names, left, table) {
  off <- sum(table$fitted < table$lower | table$fitted > table$upper)
  c(
    title = sprintf("Log-odds of %s by %s", fit$event$label, if (length(names) == 1) names else "each numeric predictor"),
    x = if (length(names) == 1) names else "value of the predictor", y = "log-odds",
    subtitle = unconverged_words(fit),
    caption = caption_lines(c(
      "Points: log((events + 1/2) / (others + 1/2)) of bins, with 95% limits.",
      "Line: the same of the events that the fit expects there.",
      if (off == 0) {
        sprintf("It lies within the limits of %s.", if (nrow(table) == 1) "the bin" else sprintf("all %d bins", nrow(table)))
      } else {
        sprintf("It lies outside the limits in %d of %s.", off, count_of(nrow(table), "bin"))
      },
      if (length(left)) sprintf("Not drawn: %s.", list_words(left))
    ))
  )
}

#' Draw the picture "linearity"
#' @noRd
draw_linearity_picture <- function(data) {
  several <- nlevels(data$bins$predictor) > 1
  ggplot2::ggplot(data$bins, map_columns(x = "x")) +
    ggplot2::geom_linerange(map_columns(ymin = "lower", ymax = "upper"), colour = "grey50") +
    ggplot2::geom_line(map_columns(y = "fitted"), colour = picture_colours[["blue"]], linewidth = 0.9) +
    ggplot2::geom_point(map_columns(y = "observed"), size = 2) +
    (if (several) ggplot2::facet_wrap("predictor", scales = "free_x")) +
    picture_labels(data$words) +
    picture_theme()
}
