#' Predictions
#'
#' Log-odds, probabilities, odds, classes or the parts of the linear predictor, for the rows of the
#' fit or for new ones.
#'
#' @param object A fit of [logreg()].
#' @param newdata A data frame (or matrix, if the fit was made from one) of rows to predict; the rows
#'   of the fit by default. Variables that came from `data` must be in it.
#' @param type What to predict:
#'   * `"link"`: log-odds of the event;
#'   * `"response"`: its probability;
#'   * `"odds"`: probability / (1 - probability);
#'   * `"class"`: whether the probability is at least `threshold`, in the type of the response: a
#'     factor, words, `TRUE`/`FALSE`, or 0/1;
#'   * `"prob"`: the probabilities of both classes, each computed for itself;
#'   * `"terms"`: what each term adds to the log-odds, about its mean.
#' @param se.fit Give standard errors as well?
#' @param interval `"confidence"` adds an interval for the link, response or odds.
#' @param level Coverage of the interval, between 0 and 1.
#' @param threshold Probability from which the class is the event.
#' @param na.action What to do with missing values in `newdata`; by default they predict `NA`.
#' @param terms Which terms to give, by name; all by default.
#' @param vcov,cluster Which covariance standard errors and intervals come from: a type such as `"HC3"`,
#'   a matrix or a function of the fit, and clusters such as `~ clinic`; see [vcov.logreg_fit()].
#' @param ... Ignored, as `predict()` for `glm` does.
#' @return Numbers named after the rows, or for `type`
#'   * `"class"`: a vector of the response's type;
#'   * `"prob"`: a matrix with two columns named after the classes, the event last;
#'   * `"terms"`: a matrix with one column a term and the attribute `constant`.
#'
#'   With an interval a matrix with the columns `fit`, `lwr` and `upr`. With `se.fit` a list of `fit`,
#'   `se.fit` (on the scale of `type`) and `residual.scale`, which is 1.
#' @section Where this differs from `glm()`:
#'   `"odds"`, `"class"`, `"prob"` and the interval are new. Probabilities near 0 and 1 are exact:
#'   `glm()` cuts them at 2.2e-16. A variable that came from `data` is never picked up from the
#'   workspace when `newdata` lacks it. `dispersion` is not used: for a binomial it is 1.
#' @section Errors and warnings:
#'   `logreg_error_argument` for an unknown `type`, or for a standard error or interval that the type
#'   does not have; `logreg_error_penalized` for standard errors and intervals of a penalised fit.
#'   `logreg_warning_rank_deficient` if the fit has aliased columns and `newdata` is given: they count
#'   as 0, which is right only if `newdata` has the dependence of the data.
#' @section Method:
#'   The standard error of the log-odds is sqrt(x'Vx); of a probability, p (1 - p) times it; of odds,
#'   the odds times it. The interval is estimate -/+ normal quantile x standard error in log-odds,
#'   taken to the scale of `type`, so it stays inside (0, 1). Missing values of rows dropped by
#'   `na.exclude` are put back when `newdata` is missing.
#' @examples
#' fit <- logreg(am ~ wt, data = mtcars)
#' new <- data.frame(wt = c(2, 3, 4))
#' predict(fit, new, type = "response")
#' predict(fit, new, type = "response", interval = "confidence")
#' predict(fit, new, type = "class")
#' @export
predict.logreg_fit <- function(object, newdata = NULL,
                               type = c("link", "response", "odds", "class", "prob", "terms"),
                               se.fit = FALSE, interval = c("none", "confidence"), level = 0.95,
                               threshold = 0.5, na.action = stats::na.pass, terms = NULL, vcov = NULL,
                              cluster = NULL, ...) {
  type <- match_choice(type, c("link", "response", "odds", "class", "prob", "terms"), "type")
  interval <- match_choice(interval, c("none", "confidence"), "interval")
  check_argument(checkmate::check_flag(se.fit), "se.fit")
  check_argument(checkmate::check_number(level, lower = 0, upper = 1), "level")
  threshold <- check_threshold(threshold)
  refuse_spread(type, se.fit, interval)

  covariance <- if (se.fit || interval == "confidence") covariance_choice(object, vcov, cluster)
  data <- if (!is.null(newdata)) prediction_data(object, newdata, na.action)
  if (type == "terms") {
    return(predict_terms(object, data, covariance, terms))
  }
  link <- predict_link(object, data, covariance)
  fit <- if (interval == "confidence") {
    interval_on(type, link, level)
  } else {
    on_scale(type, link$eta, object$event, threshold)
  }
  if (!se.fit) {
    return(fit)
  }
  list(fit = fit, se.fit = link$se * scale_slope(type, link$eta), residual.scale = 1)
}

#' Stop at a standard error or an interval of something that has none
#' @noRd
refuse_spread <- function(type, se.fit, interval) {
  if (se.fit && type == "class") {
    abort_logreg("argument", c(
      "`se.fit = TRUE` has no meaning for `type = \"class\"`: a class has no standard error.",
      "Use `type = \"response\"`."
    ), argument = "se.fit")
  }
  if (interval != "none" && type %in% c("class", "prob", "terms")) {
    abort_logreg("argument", c(
      sprintf("`interval` is not available for `type = \"%s\"`.", type),
      "Use `type = \"link\"`, `\"response\"` or `\"odds\"`."
    ), argument = "interval")
  }
}

#' The design of new rows, with a warning if the fit does not know all of its columns
#' @noRd
prediction_data <- function(object, newdata, na.action) {
  data <- new_design(object, newdata, na.action)
  unknown <- names(object$coefficients)[is_aliased(object)]
  if (length(unknown) > 0) {
    warn_logreg("rank_deficient", c(
      "Prediction from a rank-deficient fit may be misleading.",
      sprintf("These coefficients are not determined and count as 0: %s.", toString(unknown)),
      "That is right only where the new rows have the same dependence as the data of the fit."
    ), columns = unknown)
  }
  data
}

#' Log-odds and, on demand, their standard errors, with names and padding
#' @param data The design of new rows, or `NULL` for those of the fit.
#' @param covariance What the standard errors come from, see [covariance_choice()]; `NULL` for none.
#' @noRd
predict_link <- function(object, data, covariance) {
  spread <- !is.null(covariance)
  if (is.null(data)) {
    eta <- object$linear.predictors
    se <- if (spread) stats::setNames(link_errors(fit_data(object), object, covariance), names(eta))
    return(list(
      eta = stats::napredict(object$na.action, eta),
      se = if (spread) stats::napredict(object$na.action, se)
    ))
  }
  dress <- function(values) stats::napredict(data$na_action, stats::setNames(values, case_names(data)))
  list(
    eta = dress(if (is_limit(object)) told_limit(data, object) else linear_predictor(data, object$coefficients)),
    se = if (spread) dress(link_errors(data, object, covariance))
  )
}

#' Standard errors of the log-odds; `NA` where a separated fit has no finite ones
#' @noRd
link_errors <- function(data, object, covariance) {
  errors <- sqrt(variance_of_rows(data, covariance))
  errors[without_finite_limit(data, object)] <- NA
  errors
}

#' Log-odds on the scale of a type
#' @noRd
on_scale <- function(type, eta, event, threshold) {
  switch(type,
    link = eta,
    response = probability(eta),
    odds = exp(eta),
    prob = matrix(c(sigmoid_(-eta), sigmoid_(eta)),
      ncol = 2, dimnames = list(names(eta), event$levels)
    ),
    class = as_class(probability(eta) >= threshold, event)
  )
}

#' Probability of the event, with the names of the log-odds
#' @noRd
probability <- function(eta) {
  stats::setNames(sigmoid_(eta), names(eta))
}

#' `TRUE` for the event, in the type of the response
#' @noRd
as_class <- function(is_event, event) {
  words <- stats::setNames(event$levels[is_event + 1L], names(is_event))
  switch(event$kind,
    factor = factor(words, levels = event$levels),
    character = words,
    logical = is_event,
    is_event + 0
  )
}

#' Derivative of a type's scale in the log-odds
#' @noRd
scale_slope <- function(type, eta) {
  switch(type,
    link = 1,
    odds = exp(eta),
    response = sigmoid_(eta) * sigmoid_(-eta),
    prob = cbind(sigmoid_(eta) * sigmoid_(-eta), sigmoid_(eta) * sigmoid_(-eta))
  )
}

#' Estimate and confidence limits, built in log-odds and taken to the scale of a type
#' @noRd
interval_on <- function(type, link, level) {
  half_width <- stats::qnorm((1 + level) / 2) * link$se
  limits <- cbind(fit = link$eta, lwr = link$eta - half_width, upr = link$eta + half_width)
  limits[] <- switch(type, link = limits, odds = exp(limits), response = sigmoid_(limits))
  limits
}

#' What each term adds to the log-odds
#' @param data The design of new rows, or `NULL` for those of the fit.
#' @noRd
predict_terms <- function(object, data, covariance, chosen) {
  refuse_limit(object, "What a term adds")
  own <- fit_data(object)
  design <- dense_design(if (is.null(data)) own else data)
  rownames(design) <- if (is.null(data)) names(object$y) else case_names(data)
  beta <- ifelse(is.na(object$coefficients), 0, object$coefficients)
  labels <- attr(object$terms, "term.labels")
  constant <- 0
  if (own$intercept) {
    centre <- colMeans(dense_design(own))
    constant <- sum(centre * beta)
    design <- sweep(design, 2, centre, check.margin = FALSE)
  }
  of_term <- function(compute) {
    parts <- vapply(seq_along(labels), compute, numeric(nrow(design)))
    matrix(parts, nrow(design), length(labels), dimnames = list(rownames(design), labels))
  }
  fit <- of_term(function(term) {
    columns <- own$assign == term
    drop(design[, columns, drop = FALSE] %*% beta[columns])
  })
  pad <- if (is.null(data)) object$na.action else data$na_action
  fit <- structure(choose_terms(stats::napredict(pad, fit), chosen), constant = constant)
  if (is.null(covariance)) {
    return(fit)
  }
  whole <- with_aliased_columns(covariance$matrix, object)
  se <- sqrt(of_term(function(term) term_variance(design, own$assign == term & !is.na(object$coefficients), whole)))
  list(fit = fit, se.fit = choose_terms(stats::napredict(pad, se), chosen), residual.scale = 1)
}

#' The terms asked for
#' @noRd
choose_terms <- function(values, chosen) {
  if (is.null(chosen)) values else values[, chosen, drop = FALSE]
}

#' Variance of what one term adds, row by row
#' @noRd
term_variance <- function(design, columns, covariance) {
  block <- design[, columns, drop = FALSE]
  rowSums((block %*% covariance[columns, columns, drop = FALSE]) * block)
}
