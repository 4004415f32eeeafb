#' The log loss of a probability, for either outcome
#'
#' Two curves: what a predicted probability costs if the outcome is 1, -log(p), and if it is 0,
#' -log(1 - p). A confident prediction that is wrong costs without bound. With a fit, its five worst rows are marked
#' where they stand on the curves.
#'
#' @param fit `NULL`, or a fit of [logreg()]. Of a row with several trials each outcome that occurred counts; rows of weight
#'   0 do not.
#' @return A ggplot. With a fit its caption lists the five rows: name, probability, loss.
#' @section Errors: `logreg_error_argument` if `fit` is not a fit.
#' @seealso [log_loss()] for the numbers.
#' @examples
#' plot_log_loss()
#' plot_log_loss(logreg(passed ~ hours, data = study_hours))
#' @export
plot_log_loss <- function(fit = NULL) {
  require_package("ggplot2", "to draw")
  if (!is.null(fit)) {
    check_argument(checkmate::check_class(fit, "logreg_fit"), "fit")
    fit <- last_iterate(fit)
  }
  worst <- if (!is.null(fit)) worst_rows(fit, 5)
  curves <- log_loss_curves(if (is.null(worst)) 5 else max(5, abs(worst$eta)))
  ggplot2::ggplot(curves, map_columns(x = "prob", y = "loss")) +
    ggplot2::geom_line(map_columns(colour = "outcome", linetype = "outcome"), linewidth = 1) +
    worst_layers(worst) +
    ggplot2::scale_colour_manual(values = series_colours(2)) +
    ggplot2::scale_x_continuous(breaks = seq(0, 1, 0.25), limits = c(0, 1)) +
    picture_labels(log_loss_words(fit, worst)) +
    picture_theme()
}

#' Loss of both outcomes over evenly spaced log-odds, so that the steep ends are smooth
#' @noRd
log_loss_curves <- function(reach = 5) {
  eta <- seq(-reach, reach, length.out = 401)
  data.frame(
    prob = rep(sigmoid_(eta), 2),
    loss = c(log1p_exp_(-eta), log1p_exp_(eta)),
    outcome = factor(rep(c("y = 1", "y = 0"), each = length(eta)), levels = c("y = 1", "y = 0"))
  )
}

#' The outcomes that cost most: row, y, eta, prob, loss
#' @noRd
worst_rows <- function(fit, count) {
  eta <- unname(fit$linear.predictors)
  y <- unname(fit$y)
  used <- unname(fit$prior.weights) > 0
  one <- which(used & y > 0)
  zero <- which(used & y < 1)
  outcomes <- data.frame(row = c(one, zero), y = rep(c(1, 0), c(length(one), length(zero))), eta = eta[c(one, zero)])
  outcomes$loss <- log_loss(outcomes$y, eta = outcomes$eta)
  worst <- utils::head(outcomes[order(-outcomes$loss), ], count)
  worst$prob <- sigmoid_(worst$eta)
  worst$row <- names(fit$y)[worst$row]
  row.names(worst) <- NULL
  worst
}

#' Points on the curves with the names of their rows, towards the middle of the picture
#' @noRd
worst_layers <- function(worst) {
  if (is.null(worst)) {
    return(NULL)
  }
  left <- worst$prob < 0.5
  list(
    ggplot2::geom_point(data = worst, size = 2.5),
    ggplot2::geom_text(
      map_columns(label = "row"), data = worst, hjust = ifelse(left, 0, 1), nudge_x = ifelse(left, 0.02, -0.02), vjust = 0.1,
      size = 3.2, check_overlap = TRUE
    )
  )
}

#' The texts of the picture
#' @noRd
log_loss_words <- function(fit, worst) {
  event <- if (!is.null(fit)) sprintf(" (%s)", fit$event$label)
  c(
    title = "What a predicted probability costs",
    subtitle = paste(
      c("log loss = -log(p) if y = 1, -log(1 - p) if y = 0", if (!is.null(fit)) unconverged_words(fit)),
      collapse = "\n"
    ),
    x = paste0("predicted probability p that y = 1", event), y = "log loss",
    caption = caption_lines(c("Either way a probability of one half costs log(2) = 0.693.", worst_words(worst)))
  )
}

#' The worst rows as a sentence
#' @noRd
worst_words <- function(worst) {
  if (!is.null(worst)) {
    figures <- lapply(worst[c("prob", "loss")], vapply, figure, "")
    each <- sprintf("%s (y = %d, p = %s, loss %s)", worst$row, worst$y, figures$prob, figures$loss)
    sprintf("The rows that cost most: %s.", paste(each, collapse = ", "))
  }
}
