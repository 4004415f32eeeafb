#' @section Picture "fit":
#'   The probability against one numeric predictor, with a pointwise confidence band, over the observations and their
#'   proportions in bins. Beyond the data the curve is dashed and the band lighter. With several predictors the rows of a
#'   bin differ in the others too, so that their observed proportion compares with their mean fitted probability, which
#'   stands beside it, and not with the curve.
#'
#'   Options: `predictor`, the name of the one to draw, if there are several; `at`, a named list with values of the
#'   others, by default medians and commonest values; `level`, the coverage of band and intervals, 0.95 by default;
#'   `limits`, two numbers between which the curve is drawn, by default a tenth of the range beyond the data; `with`, a
#'   named list of other fits of the same event that have the predictor: their curves, at the same values of the others.
#'
#'   `plot_data()`: `curve` (fit, x, prob, lower, upper, range: `"below"`, `"data"` or `"above"`), `points` (x, y, drawn,
#'   trials), with `drawn` where a point is put so that it does not hide another, and `bins` (x, from, to, rows, trials,
#'   events, proportion, lower, upper, fitted).
#' @name plot.logreg_fit
NULL

#' The picture "fit": the sigmoid over the observations
#' @noRd
picture_of_fit <- function() {
  list(
    shows = "the sigmoid with its confidence band over the observations and their proportions",
    data = fit_picture_data,
    draw = draw_fit_picture
  )
}

#' Curves, points, bins and words of the picture "fit"
#' @noRd
fit_picture_data <- function(fit, predictor = NULL, at = list(), level = 0.95, limits = NULL, with = list()) {
  level <- check_level(level)
  fits <- comparable_fits(fit, with, "fit")
  fits[] <- lapply(fits, last_iterate)
  own <- number_values(fit)
  predictor <- choose_predictor(own, predictor)
  refuse_without(fits, predictor)
  x <- own[[predictor]]
  values <- variables_of_fits(fits)
  held <- held_values(values[setdiff(names(values), predictor)], at)
  places <- curve_places(x, limits)
  curves <- lapply(names(fits), function(name) {
    curve <- fitted_curve(fits[[name]], predictor, places, held, level)
    cbind(fit = factor(name, names(fits)), usable_curve(curve, x, limits))
  })
  data <- list(
    curve = do.call(rbind, curves), points = observed_points(fit, x), bins = observed_bins(fit, x, level),
    confounded = length(held) > 0, limits = limits, ends = range(x)
  )
  data$words <- fit_picture_words(fits, predictor, held, level, data)
  data
}

#' Stop at fits beside the first that have no curve along the predictor
#' @noRd
refuse_without <- function(fits, predictor) {
  without <- !vapply(fits, function(fit) predictor %in% names(number_values(fit)), TRUE)
  if (any(without)) {
    refuse_picture("fit", sprintf("\"%s\" has no predictor `%s`.", names(fits)[without][[1]], predictor),
      "Leave it out of `with`, or draw plot(fit, \"odds\", with = ...), where fits may differ in their predictors."
    )
  }
}

#' Where the curve is computed: 201 places over the data and 41 on either side of them
#' @noRd
curve_places <- function(x, limits) {
  ends <- range(x)
  check_argument(
    checkmate::check_numeric(limits, finite = TRUE, any.missing = FALSE, len = 2, unique = TRUE, null.ok = TRUE), "limits"
  )
  wide <- sort(limits %||% default_limits(x))
  inside <- c(max(ends[[1]], wide[[1]]), min(ends[[2]], wide[[2]]))
  sort(unique(c(
    if (inside[[1]] <= inside[[2]]) seq(inside[[1]], inside[[2]], length.out = 201),
    if (wide[[1]] < ends[[1]]) seq(wide[[1]], min(ends[[1]], wide[[2]]), length.out = 41),
    if (wide[[2]] > ends[[2]]) seq(max(ends[[2]], wide[[1]]), wide[[2]], length.out = 41)
  )))
}

#' A tenth of the range beyond the data on either side, but not past 0 where no value is below it
#' @noRd
default_limits <- function(x) {
  ends <- range(x)
  if (!has_median(x)) {
    return(ends)
  }
  wider <- ends + c(-1, 1) * diff(ends) / 10
  if (ends[[1]] >= 0) c(max(0, wider[[1]]), wider[[2]]) else wider
}

#' Fitted probability along one predictor, with a pointwise band where the fit has one
#'
#' A transformation may not be defined beyond the data: log(x) below 0 is missing, without a warning.
#' @noRd
fitted_curve <- function(fit, predictor, x, held, level) {
  rows <- as.data.frame(c(stats::setNames(list(x), predictor), held), optional = TRUE)
  spread <- is.null(no_band(fit))
  link <- suppressWarnings(stats::predict(fit, rows, type = "link", se.fit = spread))
  eta <- as.vector(if (spread) link$fit else link)
  # Built in log-odds, so the band stays between 0 and 1.
  reach <- if (spread) stats::qnorm((1 + level) / 2) * as.vector(link$se.fit) else NA_real_
  curve <- data.frame(x = x, prob = sigmoid_(eta), lower = sigmoid_(eta - reach), upper = sigmoid_(eta + reach))
  curve[!is.finite(eta), c("prob", "lower", "upper")] <- NA
  curve
}

#' The part of a curve that the model has, with the range it belongs to
#' @noRd
usable_curve <- function(curve, x, limits) {
  missing <- is.na(curve$prob)
  if (any(missing) && !is.null(limits)) {
    abort_logreg("argument", c(
      sprintf("`limits` reach to where the model has no probability, as at %s.", short_number(curve$x[missing][[1]])),
      sprintf("The data go from %s to %s.", short_number(min(x)), short_number(max(x)))
    ), argument = "limits")
  }
  curve$range <- ifelse(curve$x < min(x), "below", ifelse(curve$x > max(x), "above", "data"))
  curve[!missing, ]
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
fit_picture_words <- function(fits, predictor, held, level, data) {
  fit <- fits[[1]]
  event <- sprintf("P(%s)", fit$event$label)
  several <- length(fits) > 1
  c(
    title = title_lines(sprintf("%s by %s", event, predictor)),
    x = predictor, y = axis_lines(event),
    subtitle = unconverged_words_of(fits),
    caption = caption_lines(paste(collapse = " ", c(
      if (length(held)) sprintf("%s at %s.", if (several) "Curves" else "Curve and band", held_words(held)),
      band_words(fit, level, if (several) names(fits)[[1]]),
      if (any(data$curve$range != "data")) {
        sprintf("Beyond the dotted lines there are no data: extrapolation, %s.", if (several) "thin" else "dashed")
      },
      bin_words(predictor, level, data$confounded),
      point_words(data$points, length(fit$y))
    )))
  )
}

#' What the band is, or why there is none
#' @noRd
band_words <- function(fit, level, name = NULL) {
  why <- no_band(fit)
  if (is.null(why)) {
    whose <- if (is.null(name)) "" else sprintf(" of \"%s\"", name)
    sprintf("Band: pointwise %s%% confidence interval%s.", format(100 * level), whose)
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
    "Grey points: ",
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

#' The same for several fits, each by its name
#' @noRd
unconverged_words_of <- function(fits) {
  late <- fits[!vapply(fits, function(fit) isTRUE(fit$converged), TRUE)]
  if (length(late)) {
    subtitle_lines(sprintf("%s: %s.", names(late), vapply(late, stop_words, "")))
  }
}

#' Draw the picture "fit"
#' @noRd
draw_fit_picture <- function(data) {
  several <- nlevels(data$curve$fit) > 1
  ends <- data$ends
  ggplot2::ggplot(data$curve, map_columns(x = "x")) +
    (if (any(data$curve$range != "data")) {
      ggplot2::geom_vline(xintercept = ends, linetype = "dotted", colour = "grey50")
    }) +
    band_layers(data$curve[data$curve$fit == levels(data$curve$fit)[[1]], ]) +
    point_layers(data$points) +
    (if (several) several_curves(data$curve) else single_curve(data$curve)) +
    bin_layers(data$bins, data$confounded) +
    ggplot2::scale_y_continuous(breaks = seq(0, 1, 0.25)) +
    (if (!is.null(data$limits)) ggplot2::coord_cartesian(xlim = sort(data$limits))) +
    picture_labels(data$words) +
    picture_theme() +
    ggplot2::theme(legend.box = "vertical", legend.box.just = "left", legend.spacing.y = ggplot2::unit(0, "lines"))
}

#' The pieces of a curve below, over and above the data, which touch each other
#' @noRd
curve_pieces <- function(curve) {
  inside <- curve[curve$range == "data", ]
  touching <- function(range) {
    piece <- curve[curve$range == range, ]
    if (nrow(piece) == 0 || nrow(inside) == 0) {
      return(piece)
    }
    rbind(piece, inside[if (range == "below") 1 else nrow(inside), ])
  }
  list(data = inside, below = touching("below"), above = touching("above"))
}

#' The confidence band, lighter beyond the data
#' @noRd
band_layers <- function(curve) {
  pieces <- lapply(curve_pieces(curve), function(piece) piece[!is.na(piece$lower), ])
  lapply(names(pieces), function(range) {
    ggplot2::geom_ribbon(map_columns(ymin = "lower", ymax = "upper"), data = pieces[[range]],
      fill = picture_colours[["sky"]], alpha = if (range == "data") 0.35 else 0.15
    )
  })
}

#' One curve, dashed beyond the data
#' @noRd
single_curve <- function(curve) {
  pieces <- curve_pieces(curve)
  lapply(names(pieces), function(range) {
    ggplot2::geom_line(map_columns(y = "prob"), data = pieces[[range]], colour = picture_colours[["blue"]],
      linewidth = 1, linetype = if (range == "data") "solid" else "dashed"
    )
  })
}

#' Curves of several fits by colour and line type, thin beyond the data
#' @noRd
several_curves <- function(curve) {
  pieces <- lapply(split(curve, curve$fit), curve_pieces)
  layer <- function(range, width) {
    ggplot2::geom_line(map_columns(y = "prob", colour = "fit", linetype = "fit"),
      data = do.call(rbind, lapply(pieces, `[[`, range)), linewidth = width
    )
  }
  list(
    layer("data", 1), layer("below", 0.4), layer("above", 0.4),
    ggplot2::scale_colour_manual(values = series_colours(nlevels(curve$fit)))
  )
}

#' The observations: area by weight where weights differ
#' @noRd
point_layers <- function(points) {
  many <- nrow(points) > 500
  alpha <- if (many) 0.2 else 0.6
  size <- if (many) 1 else 1.6
  if (all(points$trials == 1)) {
    return(ggplot2::geom_point(map_columns(y = "drawn"), data = points, colour = "grey50", alpha = alpha, size = size))
  }
  list(
    ggplot2::geom_point(map_columns(y = "drawn", size = "trials"), data = points, colour = "grey50", alpha = alpha),
    ggplot2::scale_size_area(max_size = 5, guide = "none")
  )
}
