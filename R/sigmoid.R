#' Log-odds, probabilities and odds
#'
#' Three ways to write how likely something is, and the way from one to another.
#' `sigmoid()` turns log-odds into a probability, `logit()` turns a probability into log-odds, and
#' `odds()` turns a probability into odds.
#'
#' All three are exact at the extremes. Log-odds of -710 give 4.5e-309 rather than 0, and log-odds
#' of 1000 give 1 without overflow. To get the probability of the *other* class write `sigmoid(-x)`:
#' the difference `1 - sigmoid(x)` is 0 in double precision from about `x = 37` on.
#'
#' @param x Log-odds: numbers of any size, `-Inf` and `Inf` included.
#' @param p Probabilities: numbers from 0 to 1.
#' @return Numbers of the length of the argument, with its names, dimensions and dimension names.
#'   `NA` stays `NA`.
#'   * `sigmoid()`: probabilities, 1 / (1 + exp(-x)).
#'   * `logit()`: log-odds, log(p / (1 - p)); `-Inf` at 0 and `Inf` at 1.
#'   * `odds()`: p / (1 - p); `Inf` at 1.
#' @section Errors:
#'   `logreg_error_argument` if the argument is not numeric, or if a probability is below 0 or
#'   above 1. The message names the argument and its first bad element.
#' @section Source:
#'   The function behind logistic regression is the *logit*, the log of the odds. The probit is
#'   another function, the quantile of the normal distribution. For values near the edges see
#'   Maechler (2012), *Accurately computing log(1 - exp(-|a|))*, a vignette of the package Rmpfr.
#' @seealso [plot_sigmoid()] for the picture, [log_loss()] for the cost of a probability.
#' @examples
#' sigmoid(c(-2, 0, 2))
#' logit(0.8)
#' odds(0.8)
#'
#' # By hand: the log-odds of being male are -100 + 0.6 * height in cm.
#' sigmoid(-100 + 0.6 * 150)
#' @export
sigmoid <- function(x) {
  check_argument(checkmate::check_numeric(x), "x")
  keep_shape(sigmoid_(as.double(x)), x)
}

#' @rdname sigmoid
#' @export
logit <- function(p) {
  check_probability(p, "p")
  keep_shape(logit_(as.double(p)), p)
}

#' @rdname sigmoid
#' @export
odds <- function(p) {
  check_probability(p, "p")
  p <- keep_shape(as.double(p), p)
  # 1 - p is exact from p = 1/2 on, and below it is wrong by half a unit in the last place at most.
  p / (1 - p)
}

#' Check that every element is a probability or missing
#' @noRd
check_probability <- function(p, argument) {
  check_argument(checkmate::check_numeric(p), argument)
  outside <- which(p < 0 | p > 1)
  if (length(outside) == 0) {
    return(invisible(p))
  }
  first <- outside[[1]]
  abort_logreg("argument", c(
    sprintf("`%s` must lie between 0 and 1.", argument),
    sprintf("Element %d is %s.", first, format(p[[first]], digits = 15))
  ), argument = argument, row = first)
}

#' Give `values` the names and dimensions of `like`, and nothing else of it
#' @noRd
keep_shape <- function(values, like) {
  kept <- attributes(like)
  attributes(values) <- kept[names(kept) %in% c("names", "dim", "dimnames")]
  values
}
