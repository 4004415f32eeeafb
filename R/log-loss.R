#' Log loss of predicted probabilities
#'
#' What a predicted probability costs once the outcome is known: `-log(p)` where the outcome is 1
#' and `-log(1 - p)` where it is 0. Logistic regression chooses the coefficients that make the mean
#' of it as small as possible.
#'
#' A probability that is exactly 0 or 1 and wrong costs `Inf`. That is honest, but the probability is
#' often just a rounded one: log-odds of 800 give 1. Hand over the log-odds as `eta` and the loss
#' is exact: `log_loss(0, eta = 800)` is 800.
#'
#' @param y Outcomes: 0 or 1 (or `FALSE` and `TRUE`); proportions between them are allowed.
#' @param p Probabilities that y is 1, from 0 to 1.
#' @param eta Log-odds that y is 1, instead of `p`; exact at any size.
#' @param mean `FALSE` gives the loss of each row, `TRUE` the mean over the rows.
#' @param weights Weights of the rows for `mean = TRUE`: one or as many as there are rows, none
#'   negative. A row of weight 0 does not count, whatever its loss.
#' @return With `mean = FALSE` one number for each row, in nats (natural logarithm), with the names
#'   of `y`. With `mean = TRUE` one number; `NaN` when there are no rows. `NA` in, `NA` out.
#' @section Errors:
#'   `logreg_error_argument` if both or neither of `p` and `eta` are given; if `y` or `p` has an
#'   element outside 0 to 1; if the lengths differ (only a length of 1 is repeated); if weights are
#'   negative, missing or given without `mean = TRUE`.
#' @section Method:
#'   log(1 + exp(eta)) - y * eta, its terms ordered so that the loss of a well-predicted row
#'   keeps all its digits. There is one minus sign in front of the sum, not two: some tutorials
#'   print a second one.
#' @seealso [plot_log_loss()] for the curves, [sigmoid()] for probabilities from log-odds.
#' @examples
#' log_loss(c(1, 1, 0), c(0.9, 0.1, 0.1))
#' log_loss(c(1, 1, 0), c(0.9, 0.1, 0.1), mean = TRUE)
#'
#' # A certain prediction that is wrong: the rounded probability, then the log-odds.
#' log_loss(0, sigmoid(800))
#' log_loss(0, eta = 800)
#' @export
log_loss <- function(y, p, eta = NULL, mean = FALSE, weights = NULL) {
  check_argument(checkmate::check_flag(mean), "mean")
  if (missing(p) == is.null(eta)) {
    abort_logreg("argument", c(
      "Give either `p` (probabilities) or `eta` (log-odds), one of the two."
    ), argument = "p")
  }
  if (is.logical(y)) y <- keep_shape(as.double(y), y)
  check_probability(y, "y")
  loss <- if (is.null(eta)) loss_from_probability(y, p) else loss_from_log_odds(y, eta)
  if (!mean) {
    if (!is.null(weights)) {
      abort_logreg("argument", c(
        "`weights` are for the mean only.", "Add `mean = TRUE`, or leave them out."
      ), argument = "weights")
    }
    return(loss)
  }
  weighted_mean_loss(loss, weights)
}

#' Log loss of each row from probabilities
#' @noRd
loss_from_probability <- function(y, p) {
  check_probability(p, "p")
  if (length(y) != 1) check_length(p, length(y), "p", of = "`y`")
  loss <- times_or_zero(as.double(y), -log(as.double(p))) +
    times_or_zero(1 - as.double(y), -log1p(-as.double(p)))
  keep_shape(loss, if (length(y) == length(loss)) y else p)
}

#' Log loss of each row from log-odds
#'
#' On either side of 0 the term that is linear in eta is the cost of having the wrong sign, and
#' log(1 + exp(-|eta|)) is small: no digits are lost by subtraction.
#' @noRd
loss_from_log_odds <- function(y, eta) {
  check_argument(checkmate::check_numeric(eta), "eta")
  if (length(y) != 1) check_length(eta, length(y), "eta", of = "`y`")
  size <- abs(as.double(eta))
  wrong <- abs(as.double(y) - (as.double(eta) > 0))
  loss <- log1p_exp_(-size) + times_or_zero(wrong, size)
  keep_shape(loss, if (length(y) == length(loss)) y else eta)
}

#' a * b where a = 0 gives 0 even if b is infinite, as the limit of the loss does
#' @noRd
times_or_zero <- function(a, b) {
  product <- a * b
  product[a == 0 & !is.na(b)] <- 0
  product
}

#' Mean of the losses, over the rows of positive weight
#' @noRd
weighted_mean_loss <- function(loss, weights) {
  if (is.null(weights)) {
    return(base::mean(as.double(loss)))
  }
  check_argument(
    checkmate::check_numeric(weights, lower = 0, finite = TRUE, any.missing = FALSE), "weights"
  )
  check_length(weights, length(loss), "weights", of = "`y`")
  weights <- rep_len(as.double(weights), length(loss))
  stats::weighted.mean(as.double(loss)[weights > 0], weights[weights > 0])
}

#' Check that an argument has as many elements as another, or one that stands for all
#' @noRd
check_length <- function(x, expected, argument, of) {
  if (length(x) %in% c(1, expected)) {
    return(invisible(x))
  }
  abort_logreg("argument", c(
    sprintf("`%s` must be as long as %s, or have one element.", argument, of),
    sprintf("`%s` has %d elements where %s has %d.", argument, length(x), of, expected)
  ), argument = argument)
}
