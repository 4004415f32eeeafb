#' The sigmoid, from log-odds to probability
#'
#' Draws the function that logistic regression is named after, with its middle marked: where the
#' log-odds are 0 the probability is one half.
#'
#' @param intercept,slope Numbers: the log-odds are `intercept + slope * x`. With the defaults x is
#'   the log-odds themselves.
#' @param limits Two numbers, the ends of the x axis. `NULL` shows log-odds from -6 to 6.
#' @return A ggplot.
#' @section Errors:
#'   `logreg_error_argument` if an argument is not a finite number, or the slope is 0 and there are no
#'   limits.
#' @seealso [sigmoid()] for the numbers.
#' @examples
#' plot_sigmoid()
#'
#' # By hand: height in cm, P(male) = sigmoid(-100 + 0.6 * height).
#' plot_sigmoid(-100, 0.6)
#' @export
plot_sigmoid <- function(intercept = 0, slope = 1, limits = NULL) {
  check_argument(checkmate::check_number(intercept, finite = TRUE), "intercept")
  check_argument(checkmate::check_number(slope, finite = TRUE), "slope")
  limits <- limits %||% sigmoid_limits(intercept, slope)
  check_argument(
    checkmate::check_numeric(limits, finite = TRUE, any.missing = FALSE, len = 2), "limits"
  )
  require_package("ggplot2", "to draw")
  x <- seq(limits[[1]], limits[[2]], length.out = 401)
  curve <- data.frame(x = x, prob = sigmoid_(intercept + slope * x))
  ggplot2::ggplot(curve, map_columns(x = "x", y = "prob")) +
    ggplot2::geom_hline(yintercept = c(0, 1), colour = "grey70") +
    middle_lines(-intercept / slope) +
    ggplot2::geom_line(colour = picture_colours[["blue"]], linewidth = 1) +
    ggplot2::scale_y_continuous(breaks = seq(0, 1, 0.25), limits = c(0, 1)) +
    picture_labels(sigmoid_words(intercept, slope)) +
    picture_theme()
}

#' Where the log-odds are -6 and 6
#' @noRd
sigmoid_limits <- function(intercept, slope) {
  if (slope == 0) {
    abort_logreg("argument", c("A slope of 0 needs `limits`.", "The curve is flat everywhere."),
      argument = "limits"
    )
  }
  sort((c(-6, 6) - intercept) / slope)
}

#' Thin lines to the point of probability one half, if there is one
#' @noRd
middle_lines <- function(middle) {
  if (is.finite(middle)) {
    list(
      ggplot2::geom_hline(yintercept = 0.5, linetype = "dotted"),
      ggplot2::geom_vline(xintercept = middle, linetype = "dotted")
    )
  }
}

#' The texts of the picture
#' @noRd
sigmoid_words <- function(intercept, slope) {
  plain <- intercept == 0 && slope == 1
  log_odds <- if (plain) "x" else sprintf("%s %s %s x",
    format(intercept), if (slope < 0) "-" else "+", format(abs(slope)))
  c(
    title = "The sigmoid turns log-odds into a probability",
    subtitle = sprintf("probability = 1 / (1 + exp(-log-odds)), log-odds = %s", log_odds),
    x = if (plain) "log-odds" else "x", y = "probability",
    caption = if (slope != 0) {
      sprintf("Dotted: log-odds 0, probability one half, at x = %s.", format(-intercept / slope, digits = 5))
    }
  )
}
