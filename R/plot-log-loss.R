#' The log loss of a probability, for either outcome
#'
#' Two curves: what a predicted probability costs if the outcome is 1, -log(p), and if it is 0,
#' -log(1 - p). A confident prediction that is wrong costs without bound.
#'
#' @return A ggplot.
#' @seealso [log_loss()] for the numbers.
#' @examples
#' plot_log_loss()
#' @export
plot_log_loss <- function() {
  require_package("ggplot2", "to draw")
  ggplot2::ggplot(log_loss_curves(), map_columns(x = "prob", y = "loss")) +
    ggplot2::geom_line(map_columns(colour = "outcome", linetype = "outcome"), linewidth = 1) +
    ggplot2::scale_colour_manual(values = series_colours(2)) +
    ggplot2::scale_x_continuous(breaks = seq(0, 1, 0.25), limits = c(0, 1)) +
    picture_labels(c(
      title = "What a predicted probability costs",
      subtitle = "log loss = -log(p) if y = 1, -log(1 - p) if y = 0",
      x = "predicted probability p that y = 1", y = "log loss",
      caption = "Either way a probability of one half costs log(2) = 0.693."
    )) +
    picture_theme()
}

#' Loss of both outcomes over evenly spaced log-odds, so that the steep ends are smooth
#' @noRd
log_loss_curves <- function() {
  eta <- seq(-5, 5, length.out = 401)
  data.frame(
    prob = rep(sigmoid_(eta), 2),
    loss = c(log1p_exp_(-eta), log1p_exp_(eta)),
    outcome = factor(rep(c("y = 1", "y = 0"), each = length(eta)), levels = c("y = 1", "y = 0"))
  )
}
