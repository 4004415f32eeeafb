#' Coefficients and their covariance
#'
#' `coef()` gives the log-odds, or the odds ratios; `vcov()` gives the covariance matrix of the
#' estimated log-odds.
#'
#' @param object A fit of [logreg()].
#' @param type `"log_odds"`: the change in the log-odds of the event per unit of the variable.
#'   `"odds_ratio"`: its exponential, the factor by which the odds change; for the intercept it is the
#'   odds where every column is zero.
#' @param complete Keep the coefficients of aliased columns, as `NA`?
#' @param ... Not used.
#' @return `coef()`: named numbers, one a column of the design. `vcov()`: a square matrix with one row
#'   and column a coefficient, in squared log-odds per unit.
#' @section Errors:
#'   `logreg_error_argument` for an unknown `type`. `logreg_error_penalized` from `vcov()` for a
#'   penalised fit.
#' @section Method:
#'   The covariance is the inverse of the information X'WX, W = weight p (1 - p), at the returned
#'   coefficients. `glm()` takes W one step earlier, so its standard errors differ in the fifth to
#'   the eighth digit at its default `epsilon`.
#' @seealso [confint.logreg_fit()], [odds_ratios()]
#' @examples
#' fit <- logreg(am ~ wt, data = mtcars)
#' coef(fit)
#' coef(fit, type = "odds_ratio")
#' vcov(fit)
#' @export
coef.logreg_fit <- function(object, type = c("log_odds", "odds_ratio"), complete = TRUE, ...) {
  type <- match_choice(type, c("log_odds", "odds_ratio"), "type")
  check_argument(checkmate::check_flag(complete), "complete")
  estimate <- object$coefficients
  if (!complete) {
    estimate <- estimate[!is_aliased(object)]
  }
  if (type == "odds_ratio") exp(estimate) else estimate
}

#' Which coefficients belong to columns that depend on others?
#' @noRd
is_aliased <- function(fit) {
  limits <- fit$separation$limits
  if (is.null(limits)) is.na(fit$coefficients) else limits == "aliased"
}

#' @rdname coef.logreg_fit
#' @export
vcov.logreg_fit <- function(object, complete = TRUE, ...) {
  check_argument(checkmate::check_flag(complete), "complete")
  known <- names(object$coefficients)
  kept <- object$qr$pivot[seq_len(object$rank)]
  if (!complete) {
    return(matrix(object$covariance, length(kept), dimnames = rep(list(known[kept]), 2)))
  }
  covariance <- matrix(NA_real_, length(known), length(known), dimnames = rep(list(known), 2))
  covariance[kept, kept] <- object$covariance
  covariance
}
