#' @section Picture "residuals":
#'   By default the mean residual, observed share less fitted probability, in bins of the fitted probability, between
#'   lines at 2 standard errors, 2 sqrt(sum w p (1 - p)) / sum w: about 95 % of the bins lie between them if the model
#'   holds. Single residuals of 0/1 rows show two bands and nothing else. Options: `against`, the name of a numeric
#'   predictor to stand in the place of the fitted probability; `bins`, how many at most; `type = "quantile"` for
#'   randomised quantile residuals, row by row, which are standard normal if the model holds, with `seed` for the
#'   randomness (R's own stream is left as it was). `plot_data()`: `bins` (x, from, to, rows, trials, residual, lower,
#'   upper), and `rows` (x, residual) for quantile residuals. Gelman and Hill (2007), *Data Analysis Using Regression*,
#'   section 5.6; Dunn and Smyth (1996), *Journal of Computational and Graphical Statistics* 5.
#' @name plot.logreg_fit
NULL

#' The picture "residuals": binned, or randomised quantile residuals
#' @noRd
picture_of_residuals <- function() {
  list(
    shows = "residuals, binned or randomised, against the fitted probability or a predictor",
    data = residuals_picture_data,
    draw = draw_residuals_picture
  )
}

#' Bins, rows and words of the picture "residuals"
#' @noRd
residuals_picture_data <- function(fit, against = NULL, type = c("binned", "quantile"), bins = NULL, seed = 1) {
  type <- match_choice(type, c("binned", "quantile"), "type")
  if (!is.null(bins)) check_integer(bins, 2, 200, "bins")
  check_integer(seed, -.Machine$integer.max, .Machine$integer.max, "seed")
  used <- which(unname(fit$prior.weights) > 0)
  x <- residual_axis(fit, against)[used]
  rows <- data.frame(
    x = x, y = unname(fit$y)[used], prob = unname(fit$fitted.values)[used], weight = unname(fit$prior.weights)[used]
  )
  if (type == "binned") {
    table <- binned_residuals(rows, bins)
    return(list(bins = table, words = binned_residual_words(fit, against, table, nrow(rows))))
  }
  rows$residual <- quantile_residuals(fit, seed)[used]
  table <- binned_means(rows, bins)
  words <- quantile_residual_words(fit, against, rows, seed)
  list(bins = table, rows = rows[drawn_rows(nrow(rows)), c("x", "residual")], words = words)
}

#' What the residuals are drawn against, one number a row
#' @noRd
residual_axis <- function(fit, against) {
  if (is.null(against)) {
    return(unname(fit$fitted.values))
  }
  values <- predictor_values(fit)
  numeric <- names(values)[vapply(values, is_plain_number, TRUE)]
  if (!checkmate::test_choice(against, numeric)) {
    abort_logreg("argument", c(
      "`against` must name a numeric predictor of the model.",
      sprintf("There are %s.", if (length(numeric)) quote_names(numeric) else "none")
    ), argument = "against")
  }
  values[[against]]
}

#' Mean residuals in bins of x, with twice their standard error under the model
#' @noRd
binned_residuals <- function(rows, bins) {
  table <- binned_proportions(rows$x, rows$y, rows$weight, bins)
  sums <- rowsum(rows$weight * cbind(rows$prob, rows$prob * (1 - rows$prob)), attr(table, "bin"), reorder = TRUE)
  error <- unname(sqrt(sums[, 2])) / table$trials
  data.frame(
    table[c("x", "from", "to", "rows", "trials")], residual = table$proportion - unname(sums[, 1]) / table$trials,
    lower = -2 * error, upper = 2 * error
  )
}

#' Means of residuals of variance 1, with twice their standard error
#' @noRd
binned_means <- function(rows, bins) {
  table <- binned_proportions(rows$x, rows$y, NULL, bins)
  means <- drop(rowsum(rows$residual, attr(table, "bin"), reorder = TRUE)) / table$rows
  data.frame(
    table[c("x", "from", "to", "rows", "trials")], residual = unname(means), lower = -2 / sqrt(table$rows), upper = 2 / sqrt(table$rows)
  )
}

#' Randomised quantile residuals: the normal quantile of a uniform number between F(y - 1) and F(y)
#'
#' F is the binomial distribution of the row's trials, 1 where the response is 0/1, whatever its weight.
#' @noRd
quantile_residuals <- function(fit, seed) {
  trials <- round(trials_of_rows(fit))
  events <- round(trials * unname(fit$y))
  prob <- unname(fit$fitted.values)
  below <- stats::pbinom(events - 1, trials, prob)
  share <- with_stream(seed, stats::runif(length(prob)))
  place <- below + share * (stats::pbinom(events, trials, prob) - below)
  # A row that the fit holds impossible is far out, not infinitely so.
  stats::qnorm(pmin(pmax(place, 1e-300), 1 - 1e-16))
}

#' How many trials each row stands for, its weight as a row left out
#' @noRd
trials_of_rows <- function(fit) {
  switch(fit$event$kind,
    counts = unname(rowSums(if (is.null(fit$x_user)) stats::model.frame(fit)[[1]] else without_rows(fit$y_user, fit$na.action))),
    proportion = unname(fit$prior.weights),
    rep(1, length(fit$y))
  )
}

#' @noRd
binned_residual_words <- function(fit, against, table, rows) {
  outside <- sum(abs(table$residual) > table$upper)
  c(
    title = sprintf("Binned residuals by %s", against %||% "fitted probability"),
    x = against %||% sprintf("fitted P(%s)", fit$event$label), y = "observed less fitted",
    subtitle = unconverged_words(fit),
    caption = caption_lines(c(
      sprintf("Points: observed share less mean fitted probability in %s of %s.", count_of(nrow(table), "bin"), trials_words(table$trials)),
      sprintf(
        "Lines: 2 standard errors if the model holds. %d of %s outside; about 5%% would be chance.", outside,
        count_of(nrow(table), "bin")
      )
    ))
  )
}

#' "9 to 12 trials"
#' @noRd
trials_words <- function(trials) {
  ends <- unique(vapply(range(trials), figure, ""))
  paste(paste(ends, collapse = " to "), if (identical(ends, "1")) "trial" else "trials")
}

#' @noRd
quantile_residual_words <- function(fit, against, rows, seed) {
  drawn <- length(drawn_rows(nrow(rows)))
  c(
    title = sprintf("Randomised quantile residuals by %s", against %||% "fitted probability"),
    x = against %||% sprintf("fitted P(%s)", fit$event$label), y = "quantile residual",
    subtitle = unconverged_words(fit),
    caption = caption_lines(c(
      sprintf("Standard normal if the model holds, with randomness from seed %s.", format(seed)),
      sprintf(
        "Dotted: -2 and 2. %s beyond them, %s; 4.6%% would be chance.", count_of(sum(abs(rows$residual) > 2), "row"),
        share_words(mean(abs(rows$residual) > 2))
      ),
      "Large points: means in bins, with lines at 2 standard errors.",
      if (drawn < nrow(rows)) sprintf("%s of %s are drawn.", format(drawn, big.mark = ","), count_of(nrow(rows), "row"))
    ))
  )
}

#' Draw the picture "residuals"
#' @noRd
draw_residuals_picture <- function(data) {
  rows <- data$rows
  ggplot2::ggplot(data$bins, map_columns(x = "x", y = "residual")) +
    (if (!is.null(rows)) {
      list(
        ggplot2::geom_hline(yintercept = c(-2, 2), linetype = "dotted"),
        ggplot2::geom_point(data = rows, alpha = if (nrow(rows) > 500) 0.2 else 0.5, size = 1, colour = "grey30")
      )
    }) +
    ggplot2::geom_hline(yintercept = 0, colour = "grey50") +
    band_lines(data$bins) +
    ggplot2::geom_point(colour = picture_colours[["blue"]], size = 2.4) +
    picture_labels(data$words) +
    picture_theme()
}

#' Two lines, or short bars where there are too few bins for a line
#' @noRd
band_lines <- function(bins) {
  colour <- picture_colours[["vermillion"]]
  if (nrow(bins) < 4) {
    return(ggplot2::geom_linerange(map_columns(ymin = "lower", ymax = "upper"), colour = colour, linetype = "dashed"))
  }
  list(
    ggplot2::geom_line(map_columns(y = "lower"), colour = colour, linetype = "dashed"),
    ggplot2::geom_line(map_columns(y = "upper"), colour = colour, linetype = "dashed")
  )
}
