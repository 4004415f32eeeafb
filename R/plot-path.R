#' @section Picture "path":
#'   How the coefficients got where they are. By default the coefficients below what the solver descends on, each against the
#'   epoch, with dashed lines at the optimum where that is known: the loss may be flat while a coefficient still moves. Of
#'   more than four coefficients the four that settle last are drawn.
#'
#'   With `coefficients = c("a", "b")` the path of these two over contours of what the solver descends on, twice: in
#'   coefficients of the columns as given, and of their z-scores. The other coefficients are at their best for every pair
#'   (profiled out). A unit is as long on both axes, so the contours show what descent meets: where they are long and thin,
#'   it takes many epochs. From one contour to the next it is sqrt(10) times as far above the least value. Of many rows the
#'   contours are computed from an even sample, which the caption says.
#'
#'   Options: `coefficients`, names; two of them give contours, unless `contours = FALSE`; `with`, a fit or a list of fits of
#'   the same model, which are drawn too; `log`, `"x"` for a logarithmic axis of epochs, `""` for none. `plot_data()`: `trace`
#'   (fit, panel, epoch, value) and `optimum` (panel, value). For contours `path` (panel, fit, epoch, x, y); `contours`
#'   (panel, level, ray, x, y), the level being the height above the least value; `optimum` (panel, x, y); and `shape`
#'   (panel; condition, of the Hessian of all coefficients at the optimum; ratio, length over width of the contours next to
#'   it; left, right, bottom and top of what is drawn).
#' @name plot.logreg_fit
NULL

#' The picture "path": coefficients on their way
#' @noRd
picture_of_path <- function() {
  list(
    shows = "the coefficients against the epoch, or two of them over contours of the loss",
    data = path_picture_data,
    draw = draw_path_picture
  )
}

#' Numbers and words of the picture "path"
#' @noRd
path_picture_data <- function(fit, coefficients = NULL, contours = length(coefficients) == 2, with = list(), log = NULL) {
  fits <- named_fits(fit, with)
  check_same_coefficients(fits)
  known <- names(fit$coefficients)[!is_aliased(fit)]
  check_argument(checkmate::check_character(coefficients, unique = TRUE, null.ok = TRUE), "coefficients")
  check_argument(checkmate::check_subset(coefficients, known), "coefficients")
  check_argument(checkmate::check_flag(contours), "contours")
  check_argument(checkmate::check_choice(log, c("", "x"), null.ok = TRUE), "log")
  if (!contours) {
    return(path_traces(fits, coefficients, log))
  }
  if (length(coefficients) != 2) {
    refuse_picture("path",
      "contours are over two coefficients.", sprintf("Name two of %s by `coefficients`.", quote_names(known))
    )
  }
  path_contours(fits, coefficients)
}

#' Stop unless all fits have the same coefficients
#' @noRd
check_same_coefficients <- function(fits) {
  names <- lapply(fits, function(fit) names(fit$coefficients)[!is_aliased(fit)])
  other <- which(!vapply(names, identical, TRUE, names[[1]]))
  if (length(other)) {
    check_argument(
      sprintf("%s has other coefficients: %s", quote_names(names(fits)[[other[[1]]]]), quote_names(names[[other[[1]]]])), "with"
    )
  }
}

#' What is descended on and coefficients of all fits, long, with the optimum
#' @noRd
path_traces <- function(fits, coefficients, log) {
  fit <- fits[[1]]
  shown <- coefficients %||% last_to_settle(fit, 4)
  objective <- if (is.null(fit$trace$objective)) "mean log loss" else "loss + penalty"
  panels <- c(objective, shown)
  trace <- do.call(rbind, lapply(names(fits), function(name) {
    path <- recorded_path(fits[[name]])[, shown, drop = FALSE]
    values <- c(loss_trace(fits[[name]], name)$loss, path)
    data.frame(
      fit = factor(name, levels = names(fits)), panel = factor(rep(panels, each = nrow(path)), levels = panels),
      epoch = fits[[name]]$trace$epoch, value = values
    )
  }))
  best <- best_coefficients(fit)
  heights <- c(known_optimum(fit) %||% NA, best[shown] %||% rep(NA, length(shown)))
  optimum <- data.frame(panel = factor(panels, levels = panels), value = heights)
  log <- log %||% (if (max(trace$epoch) >= 200) "x" else "")
  list(
    trace = trace, optimum = optimum[is.finite(optimum$value), ], log = log,
    words = path_trace_words(fits, shown, log)
  )
}

#' The coefficients whose way to their last value takes longest
#' @noRd
last_to_settle <- function(fit, most) {
  path <- recorded_path(fit)
  if (ncol(path) <= most) {
    return(colnames(path))
  }
  settled <- apply(path, 2, function(beta) {
    away <- abs(beta - beta[[length(beta)]])
    max(which(away >= 0.01 * max(away)))
  })
  colnames(path)[sort(order(-settled)[seq_len(most)])]
}

#' @noRd
path_trace_words <- function(fits, shown, log) {
  fit <- fits[[1]]
  all <- sum(!is_aliased(fit))
  c(
    title = "Coefficients by epoch",
    x = paste0("epoch", if (log == "x") " (log scale)"), y = "loss, and coefficients in log-odds per unit",
    subtitle = path_subtitle(fits),
    caption = caption_if_any(c(
      endless_words(fit),
      if (!is.null(best_coefficients(fit))) {
        paste0("Dashed: the optimum", if (length(fits) > 1 && !same_aim(fits)) sprintf(" of %s", names(fits)[[1]]), ".")
      },
      if (length(shown) < all) sprintf("%d of %d coefficients; name others by `coefficients`.", length(shown), all),
      lag_words(fit, shown)
    ))
  )
}

#' Do all fits have the same penalty, or none?
#' @noRd
same_aim <- function(fits) all(vapply(fits, function(fit) identical(fit$penalty, fits[[1]]$penalty), TRUE))

#' How each solver stopped, or nothing for a single fit that converged
#' @noRd
path_subtitle <- function(fits) {
  if (length(fits) == 1) unconverged_words(fits[[1]]) else subtitle_lines(way_words(fits))
}

#' The coefficient that lags behind the loss most: how far it is from the optimum when the loss has done 99 % of its fall
#' @noRd
lag_words <- function(fit, shown) {
  best <- best_coefficients(fit)
  lowest <- known_optimum(fit)
  if (is.null(best) || is.null(lowest)) {
    return(NULL)
  }
  loss <- loss_trace(fit, "")$loss
  late <- which(loss - lowest <= 0.01 * (loss[[1]] - lowest))
  path <- recorded_path(fit)[, shown, drop = FALSE]
  way <- abs(path[1, ] - best[shown])
  moves <- way > 0
  if (!length(late) || late[[1]] == 1 || !any(moves)) {
    return(NULL)
  }
  left <- abs(path[late[[1]], moves] - best[shown][moves]) / way[moves]
  sprintf(
    "At epoch %s %s has done 99%% of its fall; `%s` is then still %s%% of its way from the optimum.",
    format(fit$trace$epoch[[late[[1]]]], big.mark = ","), if (is.null(fit$trace$objective)) "the loss" else "loss + penalty",
    shown[moves][[which.max(left)]], format(signif(100 * max(left), 2))
  )
}

#' What to do instead of contours
#' @noRd
draw_traces <- "Draw plot(fit, \"path\"), which shows coefficients by epoch."

#' Path and contours of two coefficients, in columns as given and in z-scores
#' @noRd
path_contours <- function(fits, pair) {
  fit <- fits[[1]]
  best <- best_coefficients(fit)
  if (is.null(best)) {
    why <- if (is.null(fit$separation)) "none is known" else "the data are separated"
    refuse_picture("path", sprintf("contours need an optimum, and %s.", why), draw_traces)
  }
  p <- length(best)
  if (is_firth(fit$penalty) && p > 2) {
    refuse_picture("path", "with Firth's penalty the other coefficients cannot be profiled out quickly.", draw_traces)
  }
  problem <- descent_problem(fit, most = if (p == 2) 5000 else max(500, min(5000, 15000 %/% p)))
  panels <- c("columns as given", "z-scores")
  maps <- list(list(center = 0 * problem$center, scale = 1 + 0 * problem$scale), problem[c("center", "scale")])
  places <- match(pair, names(best))
  made <- Map(
    function(panel, map) contour_panel(fits, problem, map, best, places, panel), factor(panels, levels = panels), maps
  )
  part <- function(name) do.call(rbind, lapply(made, `[[`, name))
  data <- list(path = part("path"), contours = part("contours"), optimum = part("optimum"), shape = part("shape"))
  data$words <- contour_words(fits, pair, p, problem, data)
  data
}

#' One panel: path, contours, optimum and shape in columns (x - center) / scale
#' @noRd
contour_panel <- function(fits, problem, map, best, pair, panel) {
  own <- problem_in(problem, map$center, map$scale)
  optimum <- drop(scaled_coefficients(t(best), map$center, map$scale))
  hessian <- problem_hessian(own, optimum)
  refuse_flat(hessian)
  paths <- lapply(fits, function(fit) scaled_coefficients(recorded_path(fit), map$center, map$scale)[, pair, drop = FALSE])
  start <- paths[[1]][1, ]
  box <- path_box(paths, optimum[pair])
  contours <- contour_lines(own, optimum, pair, hessian, start)
  path <- do.call(rbind, Map(function(name, xy) {
    epoch <- fits[[name]]$trace$epoch
    data.frame(fit = factor(name, levels = names(fits)), epoch, x = xy[, 1], y = xy[, 2], row.names = NULL)
  }, names(fits), paths))
  list(
    path = cbind(panel, path), contours = cbind(panel, contours),
    optimum = data.frame(panel, x = optimum[[pair[[1]]]], y = optimum[[pair[[2]]]], row.names = NULL),
    shape = data.frame(
      panel, condition = kappa(hessian, exact = TRUE), ratio = sqrt(kappa(profile_hessian(hessian, pair), exact = TRUE)),
      left = box$x[[1]], right = box$x[[2]], bottom = box$y[[1]], top = box$y[[2]]
    )
  )
}

#' A box around the paths and the optimum; of a path that runs off only what is as far as four times the start
#'
#' Its sides are as those of a panel, so that a unit is as long on both axes.
#' @noRd
path_box <- function(paths, optimum) {
  points <- do.call(rbind, c(unname(paths), list(optimum)))
  away <- apply(abs(sweep(points, 2, optimum)), 1, max)
  near <- away <= 4 * max(abs(paths[[1]][1, ] - optimum), 1e-6)
  ends <- apply(points[near %in% TRUE, , drop = FALSE], 2, range)
  wide <- ends[2, ] - ends[1, ]
  height <- 1.3 * max(wide[[2]], wide[[1]] * contour_aspect, 1e-6 * max(abs(optimum), 1))
  middle <- colMeans(ends)
  list(x = middle[[1]] + c(-0.5, 0.5) * height / contour_aspect, y = middle[[2]] + c(-0.5, 0.5) * height)
}

#' Height over width of a panel of contours: two of them fill 6 x 4 inches
#' @noRd
contour_aspect <- 0.6

#' Stop where a sample of the rows leaves a coefficient without information
#' @noRd
refuse_flat <- function(hessian) {
  spread <- sqrt(diag(hessian))
  if (!all(spread > 0) || rcond(hessian / outer(spread, spread)) < 1e-13) {
    refuse_picture("path", "the rows that contours are computed from say too little about some coefficients.", draw_traces)
  }
}

#' The Hessian of what is left of the objective when the coefficients beside a pair are profiled out
#' @noRd
profile_hessian <- function(hessian, pair) {
  own <- hessian[pair, pair]
  if (ncol(hessian) == 2) {
    return(own)
  }
  across <- hessian[-pair, pair, drop = FALSE]
  rest <- hessian[-pair, -pair, drop = FALSE]
  unit <- sqrt(diag(rest))
  own - crossprod(across / unit, solve(rest / outer(unit, unit), across / unit, tol = 1e-14))
}

#' Contours of the objective over two coefficients, as rings of points on rays from the optimum
#'
#' The objective is convex (Firth's near its optimum), so along a ray it rises. Rays are even in the coordinates in which it is round near the optimum:
#' contours that are a thousand times as long as wide come out as well as circles.
#' @return Data frame: level, ray, x, y; `NA` where the objective does not rise to the level.
#' @noRd
contour_lines <- function(own, optimum, pair, hessian, start) {
  sampled <- nrow(own$x) < own$rows
  if (sampled) optimum <- newton_by_hand(own, optimum)
  lowest <- problem_value(own, optimum)
  profile <- profile_function(own, pair, optimum)
  excess <- max(profile(t(start), t(optimum[-pair]))$value - lowest, 1e-9)
  levels <- excess * 10^seq(0.5, -3, by = -0.5)
  angle <- seq(0, 2 * pi, length.out = 49)
  root <- chol(profile_hessian(hessian, pair))
  direction <- t(backsolve(root, rbind(cos(angle), sin(angle))))
  rays <- climb_rays(profile, optimum, pair, direction, levels, lowest)
  rings <- lapply(levels, function(level) {
    reach <- apply(rays$above, 2, reach_of_level, radii = rays$radii, level = level)
    at <- sweep(reach * direction, 2, optimum[pair], "+")
    data.frame(level, ray = seq_along(angle), x = at[, 1], y = at[, 2])
  })
  do.call(rbind, rings)
}

#' The radius at which a ray has risen to a level: radius and rise are near powers of one another
#' @noRd
reach_of_level <- function(above, radii, level) {
  rising <- log(cummax(pmax(above, 1e-300, na.rm = TRUE)))
  exp(stats::approx(rising, log(radii), log(level), ties = min)$y)
}

#' How high the objective is along rays, at radii of which each is 1.35 times the last, until it is above all levels
#' @return `above`, radii x rays, and `radii`.
#' @noRd
climb_rays <- function(profile, optimum, pair, direction, levels, lowest) {
  radius <- sqrt(2 * min(levels)) / 1.35
  count <- nrow(direction)
  rest <- matrix(optimum[-pair], count, length(optimum) - 2, byrow = TRUE)
  above <- radii <- NULL
  climbing <- rep(TRUE, count)
  # A direction along which the objective hardly rises has no contour, however far one goes.
  while (any(climbing) && length(radii) < 45) {
    points <- sweep(radius * direction[climbing, , drop = FALSE], 2, optimum[pair], "+")
    found <- profile(points, rest[climbing, , drop = FALSE])
    rest[climbing, ] <- found$rest
    above <- rbind(above, replace(rep(Inf, count), climbing, found$value - lowest))
    radii <- c(radii, radius)
    climbing <- (above[nrow(above), ] <= max(levels)) %in% TRUE
    radius <- 1.35 * radius
  }
  list(above = above, radii = radii)
}

#' The objective at pairs of coefficients, a row each, the others at their best, searched from `rest`
#' @noRd
profile_function <- function(own, pair, optimum) {
  if (length(optimum) == 2 && !own$firth) {
    return(function(pairs, rest) {
      eta <- own$x[, pair] %*% t(pairs) + own$offset
      loss <- colMeans(own$weight * (array(log1p_exp_(eta), dim(eta)) - own$y * eta))
      list(value = loss + drop(pairs^2 %*% own$strength[pair]) / 2, rest = rest)
    })
  }
  function(pairs, rest) {
    value <- numeric(nrow(pairs))
    for (k in seq_along(value)) {
      beta <- replace(optimum, pair, pairs[k, ])
      if (length(optimum) > 2) beta[-pair] <- rest[k, ] <- newton_by_hand(hold_pair(own, pair, pairs[k, ]), rest[k, ])
      value[[k]] <- problem_value(own, beta)
    }
    list(value = value, rest = rest)
  }
}

#' The problem in the other coefficients, with two held
#' @noRd
hold_pair <- function(own, pair, value) {
  own$offset <- own$offset + drop(own$x[, pair] %*% value)
  own$x <- own$x[, -pair, drop = FALSE]
  own$strength <- own$strength[-pair]
  own
}

#' A few Newton steps, halved until they go down: enough for a picture
#' @noRd
newton_by_hand <- function(own, beta) {
  value <- problem_value(own, beta)
  for (iteration in 1:20) {
    prob <- problem_prob(own, beta)
    gradient <- own$strength * beta - drop(crossprod(own$x, problem_residuals(own, prob))) / nrow(own$x)
    hessian <- mean_information(own, prob) + diag(own$strength, length(beta))
    step <- tryCatch(-solve(hessian, gradient, tol = 1e-14), error = function(error) 0 * beta)
    promised <- -sum(gradient * step)
    if (promised < 1e-9) break
    for (halving in 1:20) {
      trial <- problem_value(own, beta + step)
      if (isTRUE(trial <= value)) break
      step <- step / 2
    }
    if (!isTRUE(trial <= value)) break
    beta <- beta + step
    value <- trial
  }
  beta
}

#' @noRd
contour_words <- function(fits, pair, count, problem, data) {
  shape <- data$shape
  penalised <- !is.null(fits[[1]]$penalty)
  c(
    title = sprintf("The path over contours of the %s", if (penalised) "loss + penalty" else "loss"),
    x = sprintf("coefficient of %s", pair[[1]]), y = sprintf("coefficient of %s", pair[[2]]),
    subtitle = path_subtitle(fits),
    caption = caption_lines(c(
      sprintf(
        paste(
          "At the optimum (cross) contours are %s times as long as wide in columns as given, %s in z-scores;",
          "condition numbers of the Hessian: %s, %s."
        ),
        figure(shape$ratio[[1]]), figure(shape$ratio[[2]]), figure(shape$condition[[1]]), figure(shape$condition[[2]])
      ),
      paste0(
        if (count == 3) "The other coefficient is at its best everywhere. ",
        if (count > 3) sprintf("The other %d coefficients are at their best everywhere. ", count - 2), coordinate_words(fits)
      ),
      sample_words("Contours from", problem)
    ))
  )
}

#' How many of the rows a picture is computed from, if not from all
#' @noRd
sample_words <- function(what, problem) {
  if (nrow(problem$x) < problem$rows) {
    sprintf("%s %s of %s.", what, format(nrow(problem$x), big.mark = ","), count_of(problem$rows, "row"))
  }
}

#' In which columns a descent stepped: only there is a step at right angles to the contour
#' @noRd
coordinate_words <- function(fits) {
  standardize <- lapply(fits, function(fit) fit$solver$options$standardize)
  descents <- Filter(Negate(is.null), standardize)
  if (!length(descents)) {
    return(NULL)
  }
  words <- ifelse(unlist(descents), "z-scores", "columns as given")
  if (length(unique(words)) == 1) {
    return(sprintf("Descent stepped in %s.", words[[1]]))
  }
  sprintf("Steps were in %s.", paste(sprintf("%s (%s)", words, names(descents)), collapse = ", "))
}

#' Draw the picture "path"
#' @noRd
draw_path_picture <- function(data) {
  if (is.null(data$trace)) draw_contours(data) else draw_path_traces(data)
}

#' @noRd
draw_path_traces <- function(data) {
  trace <- data$trace
  log_epoch <- data$log == "x"
  trace$place <- trace$epoch + log_epoch
  trace <- trace[is.finite(trace$value), ]
  ggplot2::ggplot(trace, map_columns(x = "place", y = "value")) +
    ggplot2::geom_hline(map_columns(yintercept = "value"), data = data$optimum, linetype = "dashed", colour = "grey50") +
    path_lines(trace) +
    ggplot2::facet_grid(panel ~ ., scales = "free_y", switch = "y") +
    ggplot2::scale_y_continuous(n.breaks = 3) +
    epoch_axis(trace, log_epoch) +
    picture_labels(data$words) +
    picture_theme() +
    ggplot2::theme(
      strip.placement = "outside", strip.text.y.left = ggplot2::element_text(angle = 0, hjust = 1),
      axis.title.y = ggplot2::element_blank(),
      panel.spacing = ggplot2::unit(0.6, "lines")
    )
}

#' Lines of fits, with dots where there are few epochs, in the order of the epochs
#' @noRd
path_lines <- function(trace, dots = trace) {
  few <- names(which(tapply(dots$epoch, dots$fit, function(epoch) length(unique(epoch))) <= 30))
  dots <- dots[dots$fit %in% few, ]
  if (nlevels(trace$fit) == 1) {
    blue <- picture_colours[["blue"]]
    return(list(
      ggplot2::geom_path(colour = blue, linewidth = 0.8, na.rm = TRUE),
      ggplot2::geom_point(data = dots, colour = blue, size = 1.3, na.rm = TRUE)
    ))
  }
  list(
    ggplot2::geom_path(map_columns(colour = "fit", linetype = "fit"), linewidth = 0.8, na.rm = TRUE),
    ggplot2::geom_point(map_columns(colour = "fit"), data = dots, size = 1.3, show.legend = FALSE, na.rm = TRUE),
    ggplot2::scale_colour_manual(values = series_colours(nlevels(trace$fit)))
  )
}

#' @noRd
draw_contours <- function(data) {
  box <- data$shape
  corners <- data.frame(panel = rep(box$panel, 2), x = c(box$left, box$right), y = c(box$bottom, box$top))
  start <- data$path[data$path$epoch == 0, ]
  ggplot2::ggplot(clip_lines(data$path, "fit", box), map_columns(x = "x", y = "y")) +
    ggplot2::geom_blank(data = corners) +
    ggplot2::geom_path(
      map_columns(group = "level"),
      data = clip_lines(data$contours, "level", box), colour = "grey65", linewidth = 0.4, na.rm = TRUE
    ) +
    path_lines(data$path, clip_points(data$path, box)) +
    ggplot2::geom_point(data = clip_points(start, box), shape = 1, size = 2.5, na.rm = TRUE) +
    ggplot2::geom_point(data = data$optimum, shape = 4, size = 3, stroke = 1.1) +
    ggplot2::facet_wrap(~panel, scales = "free") +
    ggplot2::scale_x_continuous(n.breaks = 5) +
    picture_labels(data$words) +
    picture_theme() +
    ggplot2::theme(aspect.ratio = contour_aspect)
}

#' Lines cut where they leave the box of their panel: every piece is drawn as twenty, those outside as gaps
#' @noRd
clip_lines <- function(points, by, box) {
  groups <- split(points, list(points$panel, points[[by]]), drop = TRUE)
  fine <- lapply(groups, function(line) {
    place <- seq(1, nrow(line), by = if (nrow(line) > 2000) 1 else 0.05)
    below <- pmin(floor(place), max(nrow(line) - 1, 1))
    share <- place - below
    along <- function(values) values[below] + share * (values[pmin(below + 1, nrow(line))] - values[below])
    parts <- line[below, ]
    parts$x <- along(line$x)
    parts$y <- along(line$y)
    parts
  })
  clip_points(do.call(rbind, unname(fine)), box)
}

#' Points outside the box of their panel become gaps
#' @noRd
clip_points <- function(points, box) {
  at <- match(points$panel, box$panel)
  inside <- points$x >= box$left[at] & points$x <= box$right[at] & points$y >= box$bottom[at] & points$y <= box$top[at]
  points[!inside %in% TRUE, c("x", "y")] <- NA
  points
}
