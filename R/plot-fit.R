#' The picture "fit": the sigmoid over the observations
#' @noRd
picture_of_fit <- function() {
  list(
    shows = "the sigmoid with its confidence band over the observations",
    data = fit_picture_data,
    draw = draw_fit_picture
  )
}

#' Curve, points and words of the picture "fit"
#' @noRd
fit_picture_data <- function(fit, predictor = NULL, at = list(), level = 0.95) {
  check_level(level)
  refuse_aliased(fit, "fit")
  values <- predictor_values(fit)
  predictor <- choose_predictor(values, predictor)
  others <- c(values, offset_values(fit))
  held <- held_values(others[setdiff(names(others), predictor)], at)
  x <- values[[predictor]]
  curve <- fitted_curve(fit, predictor, seq(min(x), max(x), length.out = 201), held, level)
  points <- observed_points(fit, x)
  list(
    curve = curve, points = points,
    words = fit_picture_words(fit, predictor, held, level, points)
  )
}

#' The numeric predictor to draw
#' @noRd
choose_predictor <- function(values, predictor) {
  numeric <- names(values)[vapply(values, is_plain_number, TRUE)]
  if (!length(numeric)) {
    refuse_picture("fit", "the model has no numeric predictor, so there is no curve.", c(
      "Draw plot(fit, \"loss\"), or compare the levels with predict() and odds_ratios()."
    ))
  }
  if (is.null(predictor) && length(numeric) == 1) {
    return(numeric)
  }
  if (is.null(predictor)) {
    refuse_picture("fit", sprintf("the model has %d numeric predictors.", length(numeric)), c(
      sprintf("Name one of %s: plot(fit, \"fit\", predictor = \"%s\").",
        quote_names(numeric), numeric[[1]])
    ))
  }
  if (!checkmate::test_choice(predictor, numeric)) {
    abort_logreg("argument", c(
      sprintf("`predictor` must name a numeric predictor of the model: %s.", quote_names(numeric))
    ), argument = "predictor")
  }
  predictor
}

#' Fitted probability along one predictor, with a pointwise band where the fit has one
#' @noRd
fitted_curve <- function(fit, predictor, x, held, level) {
  rows <- as.data.frame(c(stats::setNames(list(x), predictor), held), optional = TRUE)
  curve <- data.frame(x = x, prob = as.vector(stats::predict(fit, rows, type = "response")))
  if (!is.null(no_band(fit))) {
    return(cbind(curve, lower = NA_real_, upper = NA_real_))
  }
  # Built in log-odds, so the band stays between 0 and 1.
  link <- stats::predict(fit, rows, type = "link", se.fit = TRUE)
  reach <- stats::qnorm((1 + level) / 2) * link$se.fit
  cbind(curve,
    lower = sigmoid_(as.vector(link$fit - reach)), upper = sigmoid_(as.vector(link$fit + reach))
  )
}

#' The observations, moved apart where they would hide each other
#' @noRd
observed_points <- function(fit, x) {
  rows <- drawn_rows(length(x))
  points <- data.frame(x = x[rows], y = unname(fit$y)[rows], trials = unname(fit$prior.weights)[rows])
  points$drawn <- points$y + vertical_shift(points)
  points[c("x", "y", "drawn", "trials")]
}

#' Shifts of up to 0.03 by the golden ratio's multiples: even, and the same every time
#' @noRd
vertical_shift <- function(points) {
  single <- all(points$y == 0 | points$y == 1)
  crowded <- nrow(points) > 50 || anyDuplicated(points[c("x", "y")]) > 0
  if (!single || !crowded) {
    return(0)
  }
  golden <- (sqrt(5) - 1) / 2
  0.06 * ((seq_len(nrow(points)) * golden) %% 1 - 0.5)
}

#' What the picture "fit" says
#' @noRd
fit_picture_words <- function(fit, predictor, held, level, points) {
  event <- sprintf("P(%s)", fit$event$label)
  rows <- length(fit$y)
  c(
    title = sprintf("%s by %s", event, predictor),
    x = predictor, y = event,
    subtitle = unconverged_words(fit),
    caption = caption_lines(c(
      if (length(held)) sprintf("Curve and band at %s.", held_words(held)),
      band_words(fit, level),
      point_words(points, rows)
    ))
  )
}

#' What the band is, or why there is none
#' @noRd
band_words <- function(fit, level) {
  why <- no_band(fit)
  if (is.null(why)) {
    sprintf("Band: pointwise %s%% confidence interval.", format(100 * level))
  } else {
    sprintf("No confidence band: %s.", why)
  }
}

#' Why a fit has no confidence band; `NULL` if it has one
#'
#' Standard errors mean something at the optimum, or within a tenth of one from it.
#' @noRd
no_band <- function(fit) {
  if (inherits(fit, "logreg_penalized")) {
    return("a penalised fit has none")
  }
  if (isTRUE(fit$converged) || isTRUE(distance_left(fit) < 0.1)) {
    return(NULL)
  }
  separated <- startsWith(fit$convergence$reason, "separat")
  if (separated) "there is no finite estimate" else "the fit is not at the optimum"
}

#' What a point is
#' @noRd
point_words <- function(points, rows) {
  shifted <- any(points$drawn != points$y)
  weighted <- any(points$trials != 1)
  paste0(
    "Points: ",
    if (nrow(points) < rows) {
      sprintf("%s of %s", format(nrow(points), big.mark = ","), count_of(rows, "row"))
    } else {
      count_of(rows, "row")
    },
    if (shifted) ", moved apart vertically",
    if (weighted) ", the area shows trials or weight",
    "."
  )
}

#' A warning for the top of a picture, or nothing
#' @noRd
unconverged_words <- function(fit) {
  if (!isTRUE(fit$converged)) {
    subtitle_lines(sprintf("%s: %s.", solver_words(fit), stop_words(fit)))
  }
}

#' Draw the picture "fit"
#' @noRd
draw_fit_picture <- function(data) {
  band <- data$curve[!is.na(data$curve$lower), ]
  ggplot2::ggplot(data$curve, map_columns(x = "x")) +
    ggplot2::geom_ribbon(map_columns(ymin = "lower", ymax = "upper"),
      data = band, fill = picture_colours[["sky"]], alpha = 0.3
    ) +
    point_layers(data$points) +
    ggplot2::geom_line(map_columns(y = "prob"), colour = picture_colours[["blue"]], linewidth = 1) +
    ggplot2::scale_y_continuous(breaks = seq(0, 1, 0.25)) +
    picture_labels(data$words) +
    picture_theme()
}

#' The observations: area by weight where weights differ
#' @noRd
point_layers <- function(points) {
  many <- nrow(points) > 500
  alpha <- if (many) 0.2 else 0.6
  size <- if (many) 1 else 2
  if (all(points$trials == 1)) {
    return(ggplot2::geom_point(map_columns(y = "drawn"), data = points, alpha = alpha, size = size))
  }
  list(
    ggplot2::geom_point(map_columns(y = "drawn", size = "trials"), data = points, alpha = alpha),
    ggplot2::scale_size_area(max_size = 5, guide = "none")
  )
}
