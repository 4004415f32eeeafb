#' @section Picture "scales":
#'   One model on three scales: the probability, the odds and the log-odds against one numeric predictor, with the same
#'   observed proportions in each. Where the predictor stands in the model as it is the log-odds are a straight line,
#'   and their panel says so. A bin of which all or none had the event has infinite odds or log-odds: an arrow at the edge.
#'
#'   Options: `predictor`, `at` and `level` as for `"fit"`.
#'
#'   `plot_data()`: `curve` (scale, x, value), `bins` (scale, x, trials, value, lower, upper, fitted, all on the scale;
#'   edge: `"top"` or `"bottom"` where the value is infinite, else `"none"`) and `straight`, whether the log-odds are.
#' @name plot.logreg_fit
NULL

#' The picture "scales": probability, odds and log-odds side by side
#' @noRd
picture_of_scales <- function() {
  list(
    shows = "probability, odds and log-odds side by side",
    data = scales_picture_data,
    draw = draw_scales_picture
  )
}

#' Curve and bins on the three scales, and words of the picture "scales"
#' @noRd
scales_picture_data <- function(fit, predictor = NULL, at = list(), level = 0.95) {
  level <- check_level(level)
  refuse_aliased(fit, "scales")
  own <- predictor_values(fit)
  predictor <- choose_predictor(number_values(fit, own), predictor, "scales")
  values <- c(own, offset_values(fit))
  held <- held_values(values[setdiff(names(values), predictor)], at)
  x <- own[[predictor]]
  places <- seq(min(x), max(x), length.out = 201)
  eta <- plain_prediction(fit, rows_along(held_row_with(held, predictor, x), predictor, places), "link")
  bins <- observed_bins(fit, x, level)
  data <- list(
    curve = do.call(rbind, lapply(scale_names, function(scale) {
      data.frame(scale = scale_factor(scale), x = places, value = from_log_odds(eta, scale))
    })),
    bins = do.call(rbind, lapply(scale_names, bins_on_scale, bins = bins)),
    straight = is_straight_line(places, eta), confounded = length(held) > 0
  )
  data$words <- scales_words(fit, predictor, held, level, data)
  data
}

#' A row with a place for the predictor and the held values
#' @noRd
held_row_with <- function(held, predictor, x) {
  as.data.frame(c(stats::setNames(list(x[[1]]), predictor), unclass(held)), optional = TRUE)
}

#' The three scales from left to right
#' @noRd
scale_names <- c("probability", "odds", "log-odds")

#' @noRd
scale_factor <- function(scale) factor(scale, levels = scale_names)

#' Log-odds on a scale
#' @noRd
from_log_odds <- function(eta, scale) {
  switch(scale, "probability" = sigmoid_(eta), "odds" = exp(eta), "log-odds" = eta)
}

#' Binned proportions on a scale
#' @noRd
bins_on_scale <- function(scale, bins) {
  moved <- lapply(bins[c("proportion", "lower", "upper", "fitted")], function(prob) from_log_odds(logit_(prob), scale))
  data.frame(
    scale = scale_factor(scale), x = bins$x, trials = bins$trials, value = moved$proportion,
    lower = moved$lower, upper = moved$upper, fitted = moved$fitted,
    edge = ifelse(is.finite(moved$proportion), "none", ifelse(moved$proportion > 0, "top", "bottom"))
  )
}

#' What the picture "scales" says
#' @noRd
scales_words <- function(fit, predictor, held, level, data) {
  c(
    title = title_lines(sprintf("%s by %s on three scales", fit$event$label, predictor)),
    x = predictor,
    subtitle = unconverged_words(fit),
    caption = caption_lines(paste(collapse = " ", c(
      if (!startsWith(fit$convergence$reason, "separat")) slope_words(predictor, data),
      if (length(held)) sprintf("Curve at %s.", held_words(held)),
      bin_words(predictor, level, data$confounded),
      if (any(data$bins$edge != "none")) {
        "Arrows: all or none of a bin had the event, so its odds or log-odds are infinite."
      },
      if (max(data$curve$value[data$curve$scale == "odds"]) > odds_top(data)) {
        sprintf("The odds are drawn up to %s.", figure(odds_top(data), 4))
      }
    )))
  )
}

#' What a straight line in log-odds means, or that there is none
#' @noRd
slope_words <- function(predictor, data) {
  if (!data$straight) {
    return(sprintf("The log-odds are no straight line in %s in this model.", predictor))
  }
  line <- data$curve[data$curve$scale == "log-odds", ]
  slope <- (line$value[[201]] - line$value[[1]]) / (line$x[[201]] - line$x[[1]])
  sprintf(
    "A unit more of %s adds %s to the log-odds and multiplies the odds by %s.",
    predictor, short_number(slope), short_number(exp(slope))
  )
}

#' Up to where odds are drawn: those of a probability near 1 would leave nothing to see of the others
#' @noRd
odds_top <- function(data) {
  bins <- unlist(data$bins[data$bins$scale == "odds", c("value", "fitted")])
  curve <- data$curve$value[data$curve$scale == "odds"]
  max(min(20, max(curve)), bins[is.finite(bins)])
}

#' Draw the picture "scales"
#' @noRd
draw_scales_picture <- function(data) {
  shown <- within_panels(data)
  labels <- stats::setNames(scale_names, scale_names)
  if (data$straight) labels[["log-odds"]] <- "log-odds: straight"
  finite <- shown$bins[shown$bins$edge == "none", ]
  finite$mean_of <- rep("observed in the bin", nrow(finite))
  ggplot2::ggplot(shown$curve, map_columns(x = "x", y = "value")) +
    ggplot2::geom_line(colour = picture_colours[["blue"]], linewidth = 1) +
    ggplot2::geom_linerange(map_columns(ymin = "lower", ymax = "upper"), data = shown$bins, linewidth = 0.4) +
    ggplot2::geom_point(map_columns(shape = "mean_of"), data = finite, size = 1.8) +
    edge_arrows(shown) +
    (if (data$confounded) fitted_layer(shown$bins)) +
    bin_shapes(data$confounded) +
    ggplot2::scale_y_continuous(labels = function(values) format(values, big.mark = ",", trim = TRUE)) +
    ggplot2::facet_wrap("scale", scales = "free_y", nrow = 1, labeller = ggplot2::as_labeller(labels)) +
    picture_labels(data$words) +
    picture_theme() +
    ggplot2::theme(axis.title.y = ggplot2::element_blank(), strip.text = ggplot2::element_text(face = "bold"))
}

#' @noRd
fitted_layer <- function(bins) {
  ggplot2::geom_point(map_columns(y = "fitted", shape = "mean_of"), size = 2.5, stroke = 0.9,
    colour = picture_colours[["vermillion"]], data = transform(bins, mean_of = "mean fitted in the bin")
  )
}

#' Curve and intervals cut at the ends of their panels
#' @noRd
within_panels <- function(data) {
  ends <- list()
  for (scale in scale_names) {
    in_curve <- data$curve$scale == scale
    in_bins <- data$bins$scale == scale
    ends[[scale]] <- panel_ends(data, scale)
    data$curve$value[in_curve & (data$curve$value > ends[[scale]][[2]] | data$curve$value < ends[[scale]][[1]])] <- NA
    for (name in c("lower", "upper", "fitted")) {
      data$bins[[name]][in_bins] <- pmin(pmax(data$bins[[name]][in_bins], ends[[scale]][[1]]), ends[[scale]][[2]])
    }
    data$bins$value[in_bins & data$bins$edge == "top"] <- ends[[scale]][[2]]
    data$bins$value[in_bins & data$bins$edge == "bottom"] <- ends[[scale]][[1]]
  }
  data$ends <- ends
  data$curve <- data$curve[!is.na(data$curve$value), ]
  data
}

#' The lowest and highest value of a panel
#' @noRd
panel_ends <- function(data, scale) {
  if (scale == "probability") {
    return(c(0, 1))
  }
  if (scale == "odds") {
    return(c(0, odds_top(data)))
  }
  bins <- data$bins$value[data$bins$scale == scale]
  curve <- data$curve$value[data$curve$scale == scale]
  ends <- range(pmax(-10, pmin(10, curve)), bins[is.finite(bins)])
  ends + c(-1, 1) * max(0.1 * diff(ends), 0.5)
}

#' Arrows where a bin's value is infinite
#' @noRd
edge_arrows <- function(shown) {
  infinite <- shown$bins[shown$bins$edge != "none", ]
  length <- vapply(infinite$scale, function(scale) diff(shown$ends[[as.character(scale)]]), 0) / 12
  infinite$start <- infinite$value - ifelse(infinite$edge == "top", length, -length)
  ggplot2::geom_segment(
    map_columns(x = "x", xend = "x", y = "start", yend = "value"),
    data = infinite, linewidth = 0.9, arrow = ggplot2::arrow(length = ggplot2::unit(0.09, "inches"), type = "closed")
  )
}
