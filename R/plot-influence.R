#' @section Picture "influence":
#'   Every row by its leverage and its standardised Pearson residual; the area of a point is Cook's distance, and lines
#'   join places of the same distance. The rows of most distance are named. Option: `labels`, how many are named (5).
#'   For maximum-likelihood fits at their optimum. `plot_data()`: `rows` (row, leverage, residual, cooks_distance, label)
#'   and `contours` (distance, side, leverage, residual). Pregibon (1981), *Annals of Statistics* 9.
#' @name plot.logreg_fit
NULL

#' The picture "influence": leverage against residuals, Cook's distance as area
#' @noRd
picture_of_influence <- function() {
  list(
    shows = "leverage, residuals and Cook's distance of the rows, the most influential ones named",
    data = influence_picture_data,
    draw = draw_influence_picture
  )
}

#' Rows, lines of equal distance and words of the picture "influence"
#' @noRd
influence_picture_data <- function(fit, labels = 5) {
  check_integer(labels, 0, 50, "labels")
  refuse_influence(fit)
  rows <- row_influence(fit)
  rows <- rows[!is.na(rows$cooks_distance), ]
  order <- order(-rows$cooks_distance)
  rows$label <- replace(rep("", nrow(rows)), utils::head(order, labels), rows$row[utils::head(order, labels)])
  ratio <- fit$rank / length(used_row_numbers(fit_data(fit)))
  shown <- sort(unique(c(utils::head(order, labels), drawn_rows(nrow(rows)))))
  contours <- distance_contours(rows, fit$rank)
  list(
    rows = structure(rows[shown, ], row.names = seq_along(shown)), contours = contours,
    limits = data.frame(times = c(2, 3), leverage = c(2, 3) * ratio),
    words = influence_words(fit, rows, length(shown), contours, ratio)
  )
}

#' Stop where leverage or Cook's distance mean nothing
#' @noRd
refuse_influence <- function(fit) {
  if (is_maximum(fit) && fit$rank > 0) {
    return(invisible())
  }
  if (!is.null(fit$penalty)) {
    refuse_picture(
      "influence", "the influence of a row is known for maximum likelihood, and this fit has a penalty.",
      "Draw it of the fit without `penalty`; plot(fit, \"residuals\") is drawn of this one too."
    )
  }
  why <- if (fit$rank == 0) {
    "the model has no coefficients that a row could move."
  } else {
    paste0(no_band(fit), ", so no row has a known influence.")
  }
  refuse_picture("influence", why, "Draw plot(fit, \"loss\") or plot(fit, \"residuals\"); check_fit(fit) says what is wrong.")
}

#' Lines of equal Cook's distance D = r^2 h / (p (1 - h)), at two round numbers that some row exceeds
#' @noRd
distance_contours <- function(rows, rank) {
  none <- data.frame(distance = numeric(), side = numeric(), leverage = numeric(), residual = numeric())
  steps <- as.vector(outer(c(1, 2, 5), 10^(-8:6)))
  levels <- utils::tail(steps[steps <= max(rows$cooks_distance)], 2)
  hat <- seq(max(1e-6, min(rows$leverage)), min(0.999, 1.05 * max(rows$leverage)), length.out = 101)
  lines <- lapply(levels, function(level) {
    residual <- sqrt(level * rank * (1 - hat) / hat)
    data.frame(distance = level, side = rep(c(1, -1), each = 101), leverage = hat, residual = c(residual, -residual))
  })
  lines <- do.call(rbind, c(list(none), lines))
  reach <- range(rows$residual)
  lines[lines$residual >= reach[[1]] & lines$residual <= reach[[2]], ]
}

#' @noRd
influence_words <- function(fit, rows, drawn, contours, ratio) {
  most <- rows[which.max(rows$cooks_distance), ]
  c(
    title = "Leverage and residuals: which rows pull the fit",
    x = "leverage", y = "standardised Pearson residual",
    subtitle = unconverged_words(fit),
    caption = caption_lines(c(
      sprintf("Area: Cook's distance, the largest is %s of row %s.%s", figure(most$cooks_distance), most$row, contour_line_words(contours)),
      sprintf(
        "Dotted: 2 and 3 times the mean leverage %s; %s above 3 times.", figure(ratio),
        count_of(sum(rows$leverage > 3 * ratio), "row")
      ),
      if (drawn < nrow(rows)) sprintf("%s of %s are drawn.", format(drawn, big.mark = ","), count_of(nrow(rows), "row")),
      "Rows far to the right are worth a look; none is to be deleted for it."
    ))
  )
}

#' @noRd
contour_line_words <- function(contours) {
  levels <- plain_decimals(unique(contours$distance))
  if (length(levels)) sprintf(" Curves: distance %s.", paste(levels, collapse = " and ")) else ""
}

#' 0.0005 rather than 5e-04
#' @noRd
plain_decimals <- function(values) {
  vapply(values, format, "", scientific = FALSE, drop0trailing = TRUE)
}

#' Draw the picture "influence"
#' @noRd
draw_influence_picture <- function(data) {
  rows <- data$rows
  named <- rows[nzchar(rows$label), ]
  inside <- data$limits[data$limits$leverage <= 1.05 * max(rows$leverage), ]
  ggplot2::ggplot(rows, map_columns(x = "leverage", y = "residual")) +
    ggplot2::geom_hline(yintercept = 0, colour = "grey70") +
    ggplot2::geom_vline(xintercept = inside$leverage, linetype = "dotted") +
    contour_layers(data$contours) +
    ggplot2::geom_point(map_columns(size = "cooks_distance"),
      alpha = if (nrow(rows) > 500) 0.3 else 0.6, colour = picture_colours[["blue"]]
    ) +
    ggplot2::geom_text(map_columns(label = "label"), data = named, size = 3, vjust = -1.2, check_overlap = TRUE) +
    ggplot2::scale_size_area(max_size = 7, guide = "none") +
    ggplot2::scale_x_continuous(expand = ggplot2::expansion(mult = c(0.05, 0.08))) +
    ggplot2::scale_y_continuous(expand = ggplot2::expansion(mult = c(0.08, 0.12))) +
    picture_labels(data$words) +
    picture_theme()
}

#' Each line of equal distance with its value at its right end, the outer ones outside and the inner ones inside
#' @noRd
contour_layers <- function(contours) {
  contours$line <- paste(contours$distance, contours$side)
  ends <- contours[!duplicated(contours$line, fromLast = TRUE), ]
  ends$label <- plain_decimals(ends$distance)
  above <- (ends$distance == max(ends$distance, 0)) == (ends$side > 0)
  list(
    ggplot2::geom_path(map_columns(group = "line"), data = contours, linetype = "dashed", colour = picture_colours[["vermillion"]]),
    ggplot2::geom_text(map_columns(label = "label"),
      data = ends, hjust = 1, vjust = ifelse(above, -0.4, 1.4), size = 3, check_overlap = TRUE, colour = picture_colours[["vermillion"]]
    )
  )
}
