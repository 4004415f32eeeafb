#' Fitted probabilities and residuals
#'
#' Residuals of five kinds, row by row, and the fitted probabilities they are taken from.
#'
#' With `na.action = na.exclude` both are as long as the data and have `NA` where a row was dropped.
#'
#' @param object A fit of [logreg()].
#' @param type With y the share of events, p its fitted probability and w the weight of a row:
#'   * `"deviance"`: the signed root of the row's part in the deviance;
#'   * `"pearson"`: (y - p) sqrt(w / (p (1 - p)));
#'   * `"working"`: (y - p) / (p (1 - p)), in log-odds;
#'   * `"response"`: y - p;
#'   * `"partial"`: working residuals plus each term of the linear predictor, one column a term.
#' @param ... Not used.
#' @return Numbers named after the rows. `"partial"` gives a matrix.
#' @section Where this differs from `glm()`:
#'   Residuals are computed from the log-odds, so those of a row with a probability near 0 or 1 keep
#'   their digits, where `glm()` rounds the probability first. A model with as many coefficients as
#'   rows has the deviance residuals it has, not zeros by decree.
#' @section Errors:
#'   `logreg_error_argument` for an unknown `type`.
#' @examples
#' fit <- logreg(am ~ wt, data = mtcars)
#' head(fitted(fit))
#' head(residuals(fit, "pearson"))
#' @export
residuals.logreg_fit <- function(object,
                                 type = c("deviance", "pearson", "working", "response", "partial"),
                                 ...) {
  type <- match_choice(type, c("deviance", "pearson", "working", "response", "partial"), "type")
  values <- switch(type,
    working = , partial = object$residuals,
    response = object$y - object$fitted.values,
    residual_rows(object, type)
  )
  values <- stats::naresid(object$na.action, values)
  if (type == "partial") values + stats::predict(object, type = "terms") else values
}

#' Deviance or Pearson residuals of the rows used, to be computed when they are read
#' @noRd
residual_rows <- function(fit, type) {
  residual_rows_(type, fit$linear.predictors, fit$y, fit$prior.weights, names(fit$y))
}

#' @rdname residuals.logreg_fit
#' @export
fitted.logreg_fit <- function(object, ...) {
  stats::napredict(object$na.action, object$fitted.values)
}
