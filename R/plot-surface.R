#' @section Picture "surface":
#'   Why not squared error: the mean log loss and the mean squared error of the probabilities, side by side over two
#'   coefficients of z-scores of the columns (the intercept is then that at the means). The log loss is a bowl: convex, with
#'   one lowest point. The squared error has plateaus on which descent would stand still, and is not convex: the caption says
#'   for what share of the picture, and how steep both are where the squared error is highest. Other coefficients are held
#'   at their estimates; a penalty is left out. Of many rows an even sample is taken, which the caption says.
#'
#'   Options: `coefficients`, two names, by default the first two; `reach`, how far beyond the estimates and 0 to look, in
#'   log-odds per standard deviation, 8 by default. `plot_data()`: `grid` (loss, x, y, value; share, the value as a
#'   share of the way from the least to the largest; convex, is the surface convex there?) and `fit` (x, y).
#' @name plot.logreg_fit
NULL

#' The picture "surface": log loss beside squared error
#' @noRd
picture_of_surface <- function() {
  list(
    shows = "log loss beside squared error over two coefficients",
    data = surface_picture_data,
    draw = draw_surface_picture
  )
}

#' Grid, fit and words of the picture "surface"
#' @noRd
surface_picture_data <- function(fit, coefficients = NULL, reach = 8) {
  known <- names(fit$coefficients)[!is_aliased(fit)]
  if (length(known) < 2) {
    refuse_picture("surface", "a surface is over two coefficients, and the fit has one.", "Draw plot(fit, \"loss\").")
  }
  coefficients <- coefficients %||% known[1:2]
  check_argument(checkmate::check_character(coefficients, len = 2, unique = TRUE), "coefficients")
  check_argument(checkmate::check_subset(coefficients, known), "coefficients")
  check_argument(check_above(reach, 0), "reach")
  reach <- as.double(reach)
  problem <- descent_problem(fit, most = 2000)
  scores <- problem_in(problem, problem$center, problem$scale)
  beta <- drop(scaled_coefficients(t(fit$coefficients[known]), problem$center, problem$scale))
  pair <- match(coefficients, known)
  # A separated fit's last coefficients may be anywhere; the middle of the picture shows what there is to see.
  ends <- lapply(pmax(-20, pmin(20, beta[pair])), function(b) c(min(b, 0) - reach, max(b, 0) + reach))
  axes <- lapply(ends, function(end) seq(end[[1]], end[[2]], length.out = 61))
  grid <- expand.grid(x = axes[[1]], y = axes[[2]])
  losses <- surface_losses(scores, beta, pair, as.matrix(grid))
  inside <- all(unlist(Map(function(b, end) b >= end[[1]] && b <= end[[2]], beta[pair], ends)))
  estimate <- data.frame(x = beta[[pair[[1]]]], y = beta[[pair[[2]]]])
  data <- list(grid = cbind(losses, grid), fit = estimate[inside, ])
  data$words <- surface_words(fit, coefficients, known, problem, data)
  data$grid <- data$grid[c("loss", "x", "y", "value", "share", "convex", "slope")]
  data
}

#' Both losses at pairs of coefficients: value, length of the gradient, and whether the surface is convex there
#' @noRd
surface_losses <- function(scores, beta, pair, points) {
  rest <- scores$offset + drop(scores$x[, -pair, drop = FALSE] %*% beta[-pair])
  x <- scores$x[, pair]
  chunks <- split(seq_len(nrow(points)), ceiling(seq_len(nrow(points)) / 500))
  found <- lapply(chunks, function(rows) {
    eta <- x %*% t(points[rows, , drop = FALSE]) + rest
    surface_pieces(eta, x, scores$y, scores$weight / sum(scores$weight))
  })
  both <- lapply(c("log loss", "squared error"), function(loss) {
    one <- do.call(rbind, lapply(unname(found), `[[`, loss))
    one$share <- (one$value - min(one$value)) / (max(one$value) - min(one$value))
    cbind(loss = factor(loss, levels = c("log loss", "squared error")), one)
  })
  do.call(rbind, both)
}

#' Value, gradient and Hessian of both losses from log-odds, rows x points
#'
#' With v = p (1 - p): of the log loss p - y and v; of (p - y)^2 they are 2 (p - y) v and 2 v (v + (p - y)(1 - 2p)).
#' @noRd
surface_pieces <- function(eta, x, y, weight) {
  prob <- array(sigmoid_(eta), dim(eta))
  log_loss <- array(log1p_exp_(eta), dim(eta)) - y * eta
  away <- prob - y
  v <- prob * (1 - prob)
  summed <- function(value, first, second) {
    first <- weight * first
    second <- weight * second
    gradient <- crossprod(first, x)
    a <- drop(crossprod(second, x[, 1]^2))
    b <- drop(crossprod(second, x[, 1] * x[, 2]))
    d <- drop(crossprod(second, x[, 2]^2))
    # The lesser eigenvalue of the 2 x 2 Hessian, with room for rounding.
    least <- (a + d) / 2 - sqrt((a - d)^2 / 4 + b^2)
    data.frame(value = colSums(weight * value), slope = sqrt(rowSums(gradient^2)), convex = least >= -1e-12)
  }
  list(
    "log loss" = summed(log_loss, away, v),
    "squared error" = summed(away^2, 2 * away * v, 2 * v * (v + away * (1 - 2 * prob)))
  )
}

#' What the picture "surface" says
#' @noRd
surface_words <- function(fit, coefficients, known, problem, data) {
  squared <- data$grid[data$grid$loss == "squared error", ]
  logarithmic <- data$grid[data$grid$loss == "log loss", ]
  worst <- which.max(squared$value)
  on_axis <- function(name) if (name == "(Intercept)") "intercept at the means" else sprintf("%s, per SD", name)
  c(
    title = "Log loss is a bowl, squared error has plateaus",
    x = on_axis(coefficients[[1]]), y = on_axis(coefficients[[2]]),
    subtitle = unconverged_words(fit),
    caption = caption_lines(c(
      sprintf(
        "Darker is higher. The squared error is not convex in %s%% of the picture, the log loss in %s%%.",
        format(round(100 * mean(!squared$convex))), format(round(100 * mean(!logarithmic$convex)))
      ),
      sprintf(
        "Where the squared error is highest (square) its slope is %s, that of the log loss %s.",
        figure(squared$slope[[worst]], 2), figure(logarithmic$slope[[worst]], 2)
      ),
      paste0(
        if (!nrow(data$fit)) "The coefficients of the fit are outside. "
        else if (!isTRUE(fit$converged)) "Cross: where the solver stopped. "
        else sprintf("Cross: the %sestimate. ", if (is.null(fit$penalty)) "" else "penalised "),
        if (length(known) > 2) sprintf("Held as in the fit: %s.", quote_names(setdiff(known, coefficients)))
      ),
      sample_words("From", problem)
    ))
  )
}

#' Draw the picture "surface": bands of equal steps in each panel's own height
#' @noRd
draw_surface_picture <- function(data) {
  squared <- data$grid[data$grid$loss == "squared error", ]
  highest <- squared[which.max(squared$value), c("x", "y")]
  bands <- seq(0, 1, by = 0.1)
  ggplot2::ggplot(data$grid, map_columns(x = "x", y = "y")) +
    ggplot2::geom_contour_filled(map_columns(z = "share"), breaks = bands - 1e-9) +
    ggplot2::geom_contour(map_columns(z = "share"), breaks = bands[-1], colour = "grey40", linewidth = 0.2) +
    ggplot2::geom_point(data = highest, shape = 22, size = 2.5, fill = "white") +
    ggplot2::geom_point(data = data$fit, shape = 4, size = 3, stroke = 1.2, colour = picture_colours[["black"]]) +
    ggplot2::facet_wrap(~loss) +
    ggplot2::scale_fill_grey(start = 0.98, end = 0.35, guide = "none") +
    ggplot2::coord_cartesian(expand = FALSE, clip = "off") +
    picture_labels(data$words) +
    picture_theme() +
    ggplot2::theme(panel.spacing = ggplot2::unit(1.2, "lines"))
}
