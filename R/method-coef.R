#' Coefficients
#'
#' The log-odds that were estimated, or the odds ratios.
#'
#' @param object A fit of [logreg()].
#' @param type `"log_odds"`: the change in the log-odds of the event per unit of the variable.
#'   `"odds_ratio"`: its exponential, the factor by which the odds change; for the intercept it is the
#'   odds where every column is zero.
#' @param complete Keep the coefficients of aliased columns, as `NA`?
#' @param ... Not used.
#' @return Named numbers, one a column of the design.
#' @section Errors:
#'   `logreg_error_argument` for an unknown `type`.
#' @seealso [vcov.logreg_fit()], [confint.logreg_fit()], [odds_ratios()]
#' @examples
#' fit <- logreg(am ~ wt, data = mtcars)
#' coef(fit)
#' coef(fit, type = "odds_ratio")
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
