#' @section Picture "boundary":
#'   With two numeric predictors the probability over them as shading, with lines at the probabilities 0.1, 0.5 and 0.9;
#'   interactions and polynomials bend the lines as they should. Where these two are all that is in the model, the rows
#'   that 0.5 classifies wrongly are ringed. With more predictors the picture is a cut through the model at `at`, on which
#'   no row need lie, so that none is ringed.
#'
#'   With one numeric predictor the curve, and every place where it has the probability `threshold`, or that there is none
#'   in the range of the data. Other predictors, such as factors, are held at `at`.
#'
#'   Options: `at`, a named list of values that are held: it must leave two numeric predictors, or one, to draw;
#'   `predictor` names them if there are more; `threshold`, 0.5 by default, for one predictor.
#'
#'   `plot_data()` for two: `grid` (x, y, eta, prob), `lines` (line, prob, x, y), `points` (x, y, share, trials, observed,
#'   wrong). For one: `curve` (x, eta, prob), `crossings` (x, direction: `"rises"` or `"falls"`) and `points` (x, y, drawn,
#'   trials).
#' @name plot.logreg_fit
NULL

#' The picture "boundary": two numeric predictors and the probability over them, or one and where it crosses
#' @noRd
picture_of_boundary <- function() {
  list(
    shows = "where the probability crosses one half, over two numeric predictors or along one",
    data = boundary_picture_data,
    draw = draw_boundary_picture
  )
}

#' Grid, lines, points and words of the picture "boundary"
#' @noRd
boundary_picture_data <- function(fit, predictor = NULL, at = list(), threshold = NULL) {
  refuse_aliased(fit, "boundary")
  threshold <- check_crossing(threshold)
  values <- predictor_values(fit)
  drawn <- boundary_predictors(values, names(number_values(fit, values)), predictor, at)
  known <- c(values, offset_values(fit))
  held <- held_values(known[setdiff(names(known), drawn)], at)
  if (length(drawn) == 1) {
    return(crossing_data(fit, values[[drawn]], drawn, held, threshold %||% 0.5))
  }
  if (!is.null(threshold)) {
    abort_logreg("argument", "`threshold` is for one predictor; with two the lines are at 0.1, 0.5 and 0.9.",
      argument = "threshold"
    )
  }
  axes <- lapply(values[drawn], padded_range)
  data <- list(grid = predict_on_grid(fit, axes, held), points = boundary_points(fit, values[drawn]))
  data$points$wrong <- data$points$wrong & length(held) == 0
  data$lines <- boundary_lines(axes, data$grid$eta)
  data$words <- boundary_words(fit, drawn, held, data)
  data$points <- data$points[drawn_rows(nrow(data$points)), ]
  data
}

#' @noRd
check_crossing <- function(threshold) {
  good <- is.null(threshold) || (checkmate::test_number(threshold) && threshold > 0 && threshold < 1)
  check_argument(if (good) TRUE else "it must be a number between 0 and 1", "threshold")
  if (!is.null(threshold)) as.double(threshold)
}

#' The one or two predictors to draw, or an error that says why there is no such picture
#' @noRd
boundary_predictors <- function(values, numeric, predictor, at) {
  if (!is.null(predictor)) {
    check_argument(checkmate::check_character(predictor), "predictor")
    check_argument(checkmate::check_subset(predictor, numeric, empty.ok = FALSE), "predictor")
    check_argument(checkmate::check_character(predictor, max.len = 2, unique = TRUE), "predictor")
    return(predictor)
  }
  free <- setdiff(numeric, names(as.list(at)))
  if (length(free) == 1 || (length(free) == 2 && (length(values) == 2 || length(at) > 0))) {
    return(free)
  }
  refuse_boundary(values, free)
}

#' Stop at a model whose predictors make no plane and no line without a choice
#' @noRd
refuse_boundary <- function(values, free) {
  if (length(free) < 1) {
    found <- if (length(values)) quote_names(names(values)) else "none"
    refuse_picture("boundary", sprintf("it needs one or two numeric predictors to draw. This model has %s.", found),
      "Draw plot(fit, \"odds\") or plot(fit, \"effects\"), or leave a numeric predictor out of `at`."
    )
  }
  two <- utils::head(free, 2)
  others <- setdiff(names(values), two)
  example <- if (length(others)) sprintf(", at = list(%s = %s)", others[[1]], held_example(values[[others[[1]]]])) else ""
  refuse_picture("boundary",
    sprintf("the model has %s, so that two numeric ones need the others held.", quote_names(names(values))),
    sprintf("Say at what: plot(fit, \"boundary\", predictor = c(\"%s\", \"%s\")%s).", two[[1]], two[[2]], example)
  )
}

#' A typical value as it is typed
#' @noRd
held_example <- function(values) {
  value <- typical_value(values)
  if (is.numeric(value) || is.logical(value)) short_number(value) else sprintf("\"%s\"", as.character(value))
}

#' 101 places from a little below the smallest value to a little above the largest
#' @noRd
padded_range <- function(values) {
  ends <- range(values)
  padding <- 0.04 * diff(ends)
  seq(ends[[1]] - padding, ends[[2]] + padding, length.out = 101)
}

#' Log-odds and probability on the grid of two axes, the first running fastest
#' @noRd
predict_on_grid <- function(fit, axes, held) {
  rows <- expand.grid(axes, KEEP.OUT.ATTRS = FALSE)
  eta <- stats::predict(fit, as.data.frame(c(as.list(rows), held), optional = TRUE), type = "link")
  eta <- as.vector(eta)
  data.frame(x = rows[[1]], y = rows[[2]], eta = eta, prob = sigmoid_(eta))
}

#' The lines of probability 0.1, 0.5 and 0.9
#'
#' They are traced in log-odds, which are smoother than probabilities: where the log-odds are linear
#' the lines are exact.
#' @noRd
boundary_lines <- function(axes, eta) {
  lines <- data.frame(line = integer(0), prob = numeric(0), x = numeric(0), y = numeric(0))
  for (prob in c(0.1, 0.5, 0.9)) {
    for (path in level_lines(axes, eta, logit_(prob))) {
      piece <- data.frame(line = length(unique(lines$line)) + 1L, prob = prob, x = path$x, y = path$y)
      lines <- rbind(lines, piece)
    }
  }
  lines
}

#' The lines on which the log-odds have one value; an empty list if they never do
#' @noRd
level_lines <- function(axes, eta, level) {
  if (level <= min(eta) || level >= max(eta)) {
    return(list())
  }
  field <- matrix(eta, length(axes[[1]]))
  grDevices::contourLines(axes[[1]], axes[[2]], field, levels = level)
}

#' The observations, and which of them a threshold of 0.5 gets wrong
#' @noRd
boundary_points <- function(fit, values) {
  share <- unname(fit$y)
  data.frame(
    x = values[[1]], y = values[[2]], share = share, trials = unname(fit$prior.weights),
    observed = observed_class(share, fit$event$levels),
    wrong = share %in% c(0, 1) & (unname(fit$fitted.values) >= 0.5) != (share == 1)
  )
}

#' The class of each row, the event first; missing where a row has both
#' @noRd
observed_class <- function(share, levels) {
  factor(ifelse(share == 1, levels[[2]], ifelse(share == 0, levels[[1]], NA)), levels = rev(levels))
}

#' What the picture "boundary" says
#' @noRd
boundary_words <- function(fit, predictors, held, data) {
  event <- sprintf("P(%s)", fit$event$label)
  c(
    title = title_lines(sprintf("%s by %s and %s", event, predictors[[1]], predictors[[2]])),
    x = predictors[[1]], y = predictors[[2]], fill = wrap_lines(event, 18),
    if (!is_grouped(data$points)) c(shape = fit$event$name, colour = fit$event$name),
    subtitle = unconverged_words(fit),
    caption = caption_lines(c(
      line_words(data, event),
      if (length(held)) sprintf("Drawn at %s.", held_words(held)),
      boundary_point_words(data$points, length(held) > 0)
    ))
  )
}

#' Which lines are drawn, or that none is
#' @noRd
line_words <- function(data, event) {
  drawn <- unique(data$lines$prob)
  if (length(drawn)) {
    return(sprintf("Lines: where %s is %s.", event, paste(drawn, collapse = ", ")))
  }
  ends <- format(range(data$grid$prob), digits = 2)
  sprintf("No line: %s goes from %s to %s here.", event, ends[[1]], ends[[2]])
}

#' What a point is
#' @noRd
boundary_point_words <- function(points, is_cut) {
  drawn <- length(drawn_rows(nrow(points)))
  c(
    if (is_grouped(points)) {
      "Points: the observed share, on the same shades; the area shows trials."
    } else if (is_cut) {
      sprintf("Points: %s, whatever was held, so none is ringed as wrong.", count_of(nrow(points), "row"))
    } else {
      sprintf("Ringed: %s of %s, classified wrongly at 0.5.",
        format(sum(points$wrong), big.mark = ","), count_of(nrow(points), "row"))
    },
    if (drawn < nrow(points)) sprintf("%s of the rows are drawn.", format(drawn, big.mark = ","))
  )
}

#' Are there rows of several trials?
#' @noRd
is_grouped <- function(points) {
  !all(points$share %in% c(0, 1))
}

#' Draw the picture "boundary"
#' @noRd
draw_boundary_picture <- function(data) {
  if (!is.null(data$crossings)) {
    return(draw_crossings(data))
  }
  ggplot2::ggplot(data$grid, map_columns(x = "x", y = "y")) +
    ggplot2::geom_raster(map_columns(fill = "prob"), interpolate = TRUE) +
    ggplot2::scale_fill_gradient(low = "white", high = picture_colours[["sky"]], limits = c(0, 1)) +
    (if (is_grouped(data$points)) group_layers(data$points) else class_layers(data$points)) +
    line_layers(data$lines, data$points) +
    ggplot2::coord_cartesian(expand = FALSE, clip = "off") +
    picture_labels(data$words) +
    picture_theme() +
    ggplot2::theme(legend.title = ggplot2::element_text(), legend.position = "right")
}

#' The lines, the boundary solid and heavier, each with its probability on it
#' @noRd
line_layers <- function(lines, points) {
  boundary <- lines$prob == 0.5
  line <- function(rows, ...) {
    ggplot2::geom_path(map_columns(group = "line"), data = rows, ...)
  }
  list(
    line(lines[!boundary, ], linetype = "dashed", linewidth = 0.5),
    line(lines[boundary, ], linewidth = 1),
    ggplot2::geom_label(map_columns(label = "prob"), data = line_labels(lines, points), size = 3)
  )
}

#' One label a line, where it is furthest from points and other labels
#' @noRd
line_labels <- function(lines, points) {
  taken <- utils::head(points[c("x", "y")], 2000)
  labels <- lines[0, ]
  for (line in unique(lines$line)) {
    path <- inner_part(lines[lines$line == line, ])
    label <- path[which.max(room_around(path, rbind(taken, labels[c("x", "y")]))), ]
    labels <- rbind(labels, label)
  }
  labels
}

#' A line without its ends, where a label would stick out of the picture
#' @noRd
inner_part <- function(path) {
  path[unique(round(seq(0.15, 0.85, length.out = 40) * (nrow(path) - 1)) + 1), ]
}

#' Distance of each row of `path` to the nearest of `taken`, both axes brought to the same length
#' @noRd
room_around <- function(path, taken) {
  width <- diff(range(taken$x))
  height <- diff(range(taken$y))
  vapply(seq_len(nrow(path)), function(row) {
    min(((taken$x - path$x[[row]]) / width)^2 + ((taken$y - path$y[[row]]) / height)^2)
  }, 0)
}

#' Rows of the two classes by shape and colour, the wrong ones ringed; many are small and faint
#' @noRd
class_layers <- function(points) {
  many <- nrow(points) > 500
  list(
    ggplot2::geom_point(map_columns(shape = "observed", colour = "observed"),
      data = points, size = if (many) 0.8 else 2, alpha = if (many) 0.4 else 1
    ),
    ggplot2::guides(colour = ggplot2::guide_legend(override.aes = list(size = 2, alpha = 1))),
    ggplot2::geom_point(data = points[points$wrong, ], shape = 1, size = 4.5, stroke = 0.8),
    ggplot2::scale_shape_manual(values = c(17, 1)),
    ggplot2::scale_colour_manual(values = unname(picture_colours[c("vermillion", "black")]))
  )
}

#' Groups of trials by shade and area
#' @noRd
group_layers <- function(points) {
  list(
    ggplot2::geom_point(map_columns(fill = "share", size = "trials"), data = points, shape = 21),
    ggplot2::scale_size_area(max_size = 7, guide = "none")
  )
}

#' Curve, crossings, points and words of the picture with one predictor
#' @noRd
crossing_data <- function(fit, x, predictor, held, threshold) {
  row <- held_row_with(held, predictor, x)
  eta_at <- function(places) plain_prediction(fit, rows_along(row, predictor, places), "link")
  places <- seq(min(x), max(x), length.out = 1001)
  eta <- eta_at(places)
  data <- list(
    curve = data.frame(x = places, eta = eta, prob = sigmoid_(eta)),
    crossings = find_crossings(places, eta - logit_(threshold), function(place) eta_at(place) - logit_(threshold)),
    points = observed_points(fit, x), threshold = threshold
  )
  data$words <- crossing_words(fit, predictor, held, data)
  data
}

#' Where a function is nought: changes of sign on a fine grid, refined
#'
#' @param heights Its values at the places of the grid, finite.
#' @noRd
find_crossings <- function(places, heights, height_at) {
  sides <- sign(heights)
  exact <- which(sides == 0)
  before <- which(sides[-1] * sides[-length(sides)] < 0)
  between <- vapply(before, function(i) {
    root <- stats::uniroot(height_at, places[c(i, i + 1)],
      f.lower = heights[[i]], f.upper = heights[[i + 1]], tol = 1e-12 * max(abs(places))
    )$root
    # A pole, as that of 1/x, changes the sign as well.
    if (abs(height_at(root)) <= max(abs(heights[c(i, i + 1)]))) root else NA_real_
  }, 0)
  if (length(exact) == length(sides)) exact <- integer(0)
  index <- c(pmax(exact - 1, 1), before)
  rises <- heights[pmin(c(exact, before) + 1, length(heights))] > heights[index]
  found <- data.frame(x = c(places[exact], between), direction = ifelse(rises, "rises", "falls"))
  found <- found[order(found$x, na.last = NA), ]
  row.names(found) <- NULL
  found
}

#' What the picture with one predictor says
#' @noRd
crossing_words <- function(fit, predictor, held, data) {
  event <- sprintf("P(%s)", fit$event$label)
  c(
    title = title_lines(sprintf("Where %s is %s", event, format(data$threshold))),
    x = predictor, y = axis_lines(event),
    subtitle = unconverged_words(fit),
    caption = caption_lines(paste(collapse = " ", c(
      place_words(predictor, event, data),
      if (!startsWith(fit$convergence$reason, "separat")) line_formula_words(predictor, data),
      if (length(held)) sprintf("Curve at %s.", held_words(held)),
      point_words(data$points, length(fit$y))
    )))
  )
}

#' The places, or that there is none in the range of the data
#' @noRd
place_words <- function(predictor, event, data) {
  places <- data$crossings
  threshold <- format(data$threshold)
  if (nrow(places) == 0) {
    ends <- vapply(range(data$curve$prob), short_prob, "")
    nowhere <- sprintf("%s is %s at no %s in the range of the data", event, threshold, predictor)
    return(sprintf("%s: it goes from %s to %s.", nowhere, ends[[1]], ends[[2]]))
  }
  at <- vapply(places$x, format, "", digits = 5)
  sprintf("%s %s through %s at %s = %s.", event, places$direction, threshold, predictor, at)
}

#' How the place is computed where log-odds are a straight line; also where it lies beyond the data
#' @noRd
line_formula_words <- function(predictor, data) {
  x <- data$curve$x
  eta <- data$curve$eta
  slope <- (eta[[length(eta)]] - eta[[1]]) / (x[[length(x)]] - x[[1]])
  if (!is_straight_line(x, eta) || slope == 0) {
    return(NULL)
  }
  intercept <- eta[[1]] - slope * x[[1]]
  if (abs(intercept) < 1e-12 * max(abs(eta))) intercept <- 0
  wanted <- logit_(data$threshold)
  place <- (wanted - intercept) / slope
  c(
    sprintf("The log-odds are %s %s %s x %s, and log(%s / %s) = %s of them are at (%s - %s) / %s = %s.",
      format(intercept, digits = 5), if (slope < 0) "-" else "+", format(abs(slope), digits = 5), predictor,
      format(data$threshold), format(1 - data$threshold), format(wanted, digits = 4), format(wanted, digits = 4),
      bracketed(intercept), format(slope, digits = 5), format(place, digits = 5)
    ),
    if (nrow(data$crossings) == 0) "That is beyond the data."
  )
}

#' A number to subtract, in brackets if it is negative
#' @noRd
bracketed <- function(value) {
  text <- format(value, digits = 5)
  if (value < 0) sprintf("(%s)", text) else text
}

#' Draw the curve with its crossings
#' @noRd
draw_crossings <- function(data) {
  crossings <- cbind(data$crossings, prob = rep(data$threshold, nrow(data$crossings)))
  crossings$label <- vapply(crossings$x, format, "", digits = 4)
  ggplot2::ggplot(data$curve, map_columns(x = "x")) +
    ggplot2::geom_hline(yintercept = data$threshold, linetype = "dashed", colour = "grey50") +
    point_layers(data$points) +
    ggplot2::geom_line(map_columns(y = "prob"), colour = picture_colours[["blue"]], linewidth = 1) +
    ggplot2::geom_segment(map_columns(xend = "x", y = "prob"), yend = 0, data = crossings, linetype = "dotted") +
    ggplot2::geom_point(map_columns(y = "prob"), data = crossings, size = 3) +
    ggplot2::geom_label(map_columns(y = "prob", label = "label"), data = crossings, size = 3.2, vjust = -0.6) +
    ggplot2::scale_y_continuous(breaks = seq(0, 1, 0.25), limits = c(-0.04, 1.04)) +
    picture_labels(data$words) +
    picture_theme()
}
