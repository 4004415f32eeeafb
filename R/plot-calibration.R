#' @section Picture "calibration":
#'   Do events come as often as predicted? The observed share against the predicted probability, by trials: in bins, with
#'   Wilson's intervals, and as a smooth curve with its pointwise band, from a logistic regression on a natural spline of the
#'   log-odds with three degrees of freedom (Harrell, *Regression Modeling Strategies*). On the diagonal predictions are
#'   right. Options: `newdata`, `with`, as for `"roc"`; `bins`, how many at most; `level`, the coverage. Without the
#'   package splines, or with few different predictions, there are bins only. `plot_data()`: `bins` (fit, x, from, to,
#'   rows, trials, events, proportion, lower, upper), with x the mean prediction; `smooth` (fit, x, observed, lower,
#'   upper), without rows where there is no curve.
#' @name plot.logreg_fit
NULL

#' The picture "calibration": observed shares against predicted probabilities
#' @noRd
picture_of_calibration <- function() {
  list(
    shows = "observed shares against predicted probabilities, binned and smooth", data = calibration_picture_data,
    draw = draw_calibration_picture
  )
}

#' Bins, curves and words of the picture "calibration"
#' @noRd
calibration_picture_data <- function(fit, newdata = NULL, with = list(), bins = NULL, level = 0.95) {
  level <- check_level(level)
  if (!is.null(bins)) check_argument(check_whole(bins, 2), "bins")
  found <- judged_fits(fit, with, newdata, "calibration")
  smooth <- lapply(found$judged, function(judged) smooth_calibration(judged$rows, level))
  binned <- lapply(found$judged, function(judged) binned_predictions(judged$rows, bins, level))
  list(
    bins = by_fit(binned), smooth = by_fit(lapply(smooth, `[[`, "curve")),
    words = calibration_words(fit, found, binned, smooth, level)
  )
}

#' Observed shares in bins of the predictions, tied ones in one bin
#' @noRd
binned_predictions <- function(rows, bins, level) {
  tie <- tie_numbers(rows$eta)
  table <- binned_proportions(rows$prob[match(tie, tie)], rows$y, rows$weight, bins, level)
  attr(table, "bin") <- NULL
  table
}

#' A logistic regression of the outcomes on a natural spline of the log-odds
#'
#' The inner knots stand at thirds of the trials, where `ns(eta, 3)` of single rows has them.
#' @return A list: `curve`, a data frame; `why`, if it has no rows.
#' @noRd
smooth_calibration <- function(rows, level) {
  nothing <- data.frame(x = numeric(), observed = numeric(), lower = numeric(), upper = numeric())
  none <- function(why) list(curve = nothing, why = why)
  if (!requireNamespace("splines", quietly = TRUE)) {
    return(none("the package splines is not installed"))
  }
  if (max(abs(rows$eta)) > 15) {
    return(none("some predictions are all but 0 or 1"))
  }
  knots <- trial_quantiles(rows$eta, rows$weight, c(1, 2) / 3)
  ends <- range(rows$eta)
  if (max(tie_numbers(rows$eta)) < 5 || any(diff(c(ends[[1]], knots, ends[[2]])) < 1e-8 * diff(ends))) {
    return(none("there are too few different predictions"))
  }
  basis <- function(eta) unclass(splines::ns(eta, knots = knots, Boundary.knots = ends))[, , drop = FALSE]
  core <- refit(small_data(rows, basis(rows$eta)))
  if (core$convergence$reason != "converged" || core$rank < 4) {
    return(none("the curve has no bound, since predictions separate the outcomes"))
  }
  grid <- seq(ends[[1]], ends[[2]], length.out = 101)
  design <- cbind(1, basis(grid))
  eta <- drop(design %*% core$coefficients)
  reach <- stats::qnorm((1 + level) / 2) * sqrt(rowSums((design %*% core$covariance) * design))
  list(curve = data.frame(
    x = sigmoid_(grid), observed = sigmoid_(eta), lower = sigmoid_(eta - reach), upper = sigmoid_(eta + reach)
  ))
}

#' Quantiles as [stats::quantile()] has them, of values that come as often as the weights say
#' @noRd
trial_quantiles <- function(values, weight, share) {
  order <- order(values)
  upto <- cumsum(weight[order])
  place <- (utils::tail(upto, 1) - 1) * share + 1
  at <- function(place) values[order][pmin(findInterval(place - 1e-9, upto) + 1, length(order))]
  low <- at(floor(place))
  low + (place - floor(place)) * (at(ceiling(place)) - low)
}

#' What the picture "calibration" says
#' @noRd
calibration_words <- function(fit, found, binned, smooth, level) {
  why <- unique(unlist(lapply(smooth, `[[`, "why")))
  drawn <- any(vapply(smooth, function(one) nrow(one$curve) > 0, TRUE))
  c(
    title = sprintf("Calibration of P(%s)", fit$event$label), x = "predicted probability", y = "observed share",
    subtitle = unfinished_words(found$fits),
    caption = caption_lines(c(
      sprintf("Points: %s of about as many trials, %s%% intervals. Dashed: perfect predictions.",
        paste(unique(vapply(binned, function(table) count_of(nrow(table), "bin"), "")), collapse = " and "), format(100 * level)),
      if (drawn) {
        sprintf("Curve: logistic regression on a spline of the log-odds, with its pointwise %s%% band.", format(100 * level))
      },
      if (length(why)) sprintf("%s: %s.", if (drawn) "Not for every fit" else "No curve", list_words(why)),
      judged_caption(found$judged)
    ))
  )
}

#' Draw the picture "calibration"
#' @noRd
draw_calibration_picture <- function(data) {
  fits <- data$bins$fit
  ggplot2::ggplot(data$bins, map_columns(x = "x", colour = "fit")) +
    ggplot2::geom_abline(linetype = "dashed", colour = "grey50") +
    ggplot2::geom_ribbon(map_columns(x = "x", ymin = "lower", ymax = "upper", fill = "fit"), data = data$smooth,
      inherit.aes = FALSE, alpha = 0.2, show.legend = FALSE
    ) +
    ggplot2::geom_line(map_columns(y = "observed", linetype = "fit"), data = data$smooth, linewidth = 0.9) +
    ggplot2::geom_linerange(map_columns(ymin = "lower", ymax = "upper"), show.legend = FALSE) +
    ggplot2::geom_point(map_columns(y = "proportion", shape = "fit"), size = 2.2) +
    ggplot2::scale_fill_manual(values = series_colours(nlevels(fits))) +
    judged_scales(fits) +
    ggplot2::coord_cartesian(ylim = c(0, 1)) +
    picture_labels(data$words) +
    picture_theme()
}
