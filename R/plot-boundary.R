#' The picture "boundary": two numeric predictors and the probability over them
#' @noRd
picture_of_boundary <- function() {
  list(
    shows = "two numeric predictors, the probability as shading and the decision boundary",
    data = boundary_picture_data,
    draw = draw_boundary_picture
  )
}

#' Grid, lines, points and words of the picture "boundary"
#' @noRd
boundary_picture_data <- function(fit) {
  refuse_aliased(fit, "boundary")
  values <- two_predictors(fit)
  held <- held_values(offset_values(fit))
  axes <- lapply(values, padded_range)
  data <- list(grid = predict_on_grid(fit, axes, held), points = boundary_points(fit, values))
  data$lines <- boundary_lines(axes, data$grid$eta)
  data$words <- boundary_words(fit, names(values), held, data)
  data$points <- data$points[drawn_rows(nrow(data$points)), ]
  data
}

#' The two predictors, or an error that says why there is no such picture
#' @noRd
two_predictors <- function(fit) {
  values <- predictor_values(fit)
  if (length(values) == 2 && all(vapply(values, is_plain_number, TRUE))) {
    return(values)
  }
  found <- if (length(values)) quote_names(names(values)) else "none"
  refuse_picture("boundary",
    sprintf("it needs exactly two predictors, both numeric. This model has %s.", found),
    "Draw plot(fit, \"fit\", predictor = ...) for one numeric predictor, or plot(fit, \"loss\")."
  )
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
    title = sprintf("%s by %s and %s", event, predictors[[1]], predictors[[2]]),
    x = predictors[[1]], y = predictors[[2]], fill = event,
    if (!is_grouped(data$points)) c(shape = fit$event$name, colour = fit$event$name),
    subtitle = unconverged_words(fit),
    caption = caption_lines(c(
      line_words(data, event),
      if (length(held)) sprintf("Drawn at %s, in the offset.", held_words(held)),
      boundary_point_words(data$points)
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
boundary_point_words <- function(points) {
  drawn <- length(drawn_rows(nrow(points)))
  c(
    if (is_grouped(points)) {
      "Points: the observed share, on the same shades; the area shows trials."
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
  ggplot2::ggplot(data$grid, map_columns(x = "x", y = "y")) +
    ggplot2::geom_raster(map_columns(fill = "prob"), interpolate = TRUE) +
    ggplot2::scale_fill_gradient(low = "white", high = picture_colours[["sky"]], limits = c(0, 1)) +
    line_layers(data$lines, data$points) +
    (if (is_grouped(data$points)) group_layers(data$points) else class_layers(data$points)) +
    ggplot2::coord_cartesian(expand = FALSE) +
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

#' Rows of the two classes by shape and colour, the wrong ones ringed
#' @noRd
class_layers <- function(points) {
  list(
    ggplot2::geom_point(map_columns(shape = "observed", colour = "observed"), data = points, size = 2),
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
