#' Confusion matrix: how often the predicted class is right
#'
#' Every row is predicted to be the event when its probability is at least `threshold`, and the
#' predictions are counted against what was observed. The share of the commoner class is reported
#' beside the accuracy: it is what the same answer for every row would score.
#'
#' Without `newdata` the rows are those the model was fitted to, which flatters it. Weights count:
#' a row of weight 3 counts three times, and grouped data are counted by trials, so that grouped and
#' ungrouped data give the same table.
#'
#' @param fit A fit of [logreg()].
#' @param newdata A data frame with the predictors *and the response*, coded as in the fit. `NULL`
#'   takes the rows of the fit.
#' @param threshold Probability from which on the event is predicted: one number from 0 to 1.
#' @param weights Weights of the rows of `newdata`, one each. `NULL` takes the variables that were
#'   the weights of the fit, if `newdata` has them, and otherwise counts each row once.
#' @return A list of class `logreg_confusion_matrix`:
#'   * `counts`: a 2 x 2 table, predicted by observed class, the event second.
#'   * `accuracy`, `error_rate`: shares of right and wrong predictions.
#'   * `sensitivity`: share predicted to be the event among those that are.
#'   * `specificity`: share predicted not to be the event among those that are not.
#'   * `precision`: share of true events among those predicted to be.
#'   * `no_information_rate`: share of the commoner class.
#'   * `threshold`, `event`; `rows`: how many were counted; `missing`: how many were left out
#'     for a missing value; `weighted`: whether weights or trials counted; `training`: whether the rows
#'     are those of the fit.
#'
#'   A share of nothing is `NA`: without a predicted event there is no precision.
#' @section Errors:
#'   `logreg_error_missing_variable` if `newdata` lacks the response; `logreg_error_new_level` if its
#'   response is neither of the classes of the fit; `logreg_error_argument` for a threshold outside
#'   0 to 1 and for bad weights.
#' @seealso [predict()][predict.logreg_fit()] with `type = "class"`.
#' @examples
#' fit <- logreg(admitted ~ exam1 + exam2, data = exam_marks)
#' confusion_matrix(fit)
#' confusion_matrix(fit, threshold = 0.8)$sensitivity
#' @export
confusion_matrix <- function(fit, newdata = NULL, threshold = 0.5, weights = NULL) {
  check_argument(checkmate::check_class(fit, "logreg_fit"), "fit")
  threshold <- check_threshold(threshold)
  rows <- if (is.null(newdata)) training_rows(fit, weights) else new_rows(fit, newdata, weights)
  known <- stats::complete.cases(rows)
  counts <- count_classes(rows[known, ], threshold, fit$event$levels)
  structure(
    c(list(counts = counts), classification_rates(counts), list(
      threshold = threshold, event = fit$event, rows = sum(known), missing = sum(!known),
      weighted = any(rows$weight[known] != 1), training = is.null(newdata)
    )),
    class = "logreg_confusion_matrix"
  )
}

#' Log-odds, probability, observed share of the event and weight of the rows of the fit
#' @noRd
training_rows <- function(fit, weights) {
  if (!is.null(weights)) {
    abort_logreg("argument", c(
      "`weights` are for the rows of `newdata`.", "The rows of the fit have the weights of the fit."
    ), argument = "weights")
  }
  data.frame(
    eta = unname(fit$linear.predictors), prob = unname(fit$fitted.values), y = unname(fit$y),
    weight = unname(fit$prior.weights)
  )
}

#' The same of new rows
#' @noRd
new_rows <- function(fit, newdata, weights) {
  check_argument(checkmate::check_data_frame(newdata), "newdata")
  response <- observed_response(fit, newdata)
  given <- weights_of_new_rows(fit, newdata, weights)
  if (identical(fit$event$kind, "proportion") && is.null(given)) {
    abort_logreg("argument", c(
      "`weights` are needed: the response is a proportion, and they say of how many trials."
    ), argument = "weights")
  }
  eta <- as.vector(stats::predict(fit, newdata, type = "link"))
  data.frame(
    eta = eta, prob = sigmoid_(eta), y = response$y, weight = response$trials * (given %||% 1),
    row.names = NULL
  )
}

#' Weights of new rows: those given, else those of the fit's call if `newdata` has their variables
#' @noRd
weights_of_new_rows <- function(fit, newdata, weights) {
  if (is.null(weights) && are_weights_known(fit, newdata)) {
    weights <- eval(fit$call$weights, newdata, environment(fit$formula))
  }
  if (!is.null(weights)) {
    check_argument(
      checkmate::check_numeric(weights, lower = 0, finite = TRUE, len = nrow(newdata)), "weights"
    )
  }
  weights
}

#' Does `newdata` have the variables that were the weights of the fit?
#' @noRd
are_weights_known <- function(fit, newdata) {
  variables <- all.vars(fit$call$weights)
  length(variables) > 0 && all(variables %in% names(newdata))
}

#' Observed share of the event, and trials, of each row of `newdata`
#' @noRd
observed_response <- function(fit, newdata) {
  expression <- response_expression(fit)
  absent <- setdiff(all.vars(expression), names(newdata))
  if (length(absent)) {
    abort_logreg("missing_variable", c(
      sprintf("`newdata` lacks the response: %s.", quote_names(absent)),
      "Predictions are compared with what was observed, so it must be there."
    ), argument = "newdata", column = absent)
  }
  response <- eval(expression, newdata, environment(fit$formula))
  if (identical(fit$event$kind, "counts")) {
    trials <- rowSums(response)
    return(list(y = ifelse(trials > 0, response[, 1] / trials, 0), trials = trials))
  }
  list(y = event_share(response, fit$event), trials = rep(1, NROW(response)))
}

#' The expression whose value is the response
#'
#' A fit that was given `x` and `y` knows the response by how it was written: `marks$passed` is looked
#' up as `passed`.
#' @noRd
response_expression <- function(fit) {
  if (is.null(fit$x_user)) {
    return(attr(fit$terms, "variables")[[2]])
  }
  as.name(sub("^.*\\$", "", fit$event$name))
}

#' A response of one column as share of the event: 0 or 1, or the proportion itself
#' @noRd
event_share <- function(response, event) {
  if (event$kind == "proportion") {
    check_probability(response, event$name)
    return(as.double(response))
  }
  text <- as.character(if (is.numeric(response)) as.double(response) else response)
  strange <- setdiff(text[!is.na(text)], event$levels)
  if (length(strange)) {
    abort_logreg("new_level", c(
      sprintf("The response in `newdata` has values that the fit does not know: %s.",
        list_words(strange)),
      sprintf("The fit knows %s.", paste(event$levels, collapse = " and "))
    ), argument = "newdata", column = event$name)
  }
  as.double(text == event$level)
}

#' Weights summed by predicted and observed class
#' @noRd
count_classes <- function(rows, threshold, levels) {
  positive <- rows$prob >= threshold
  count <- function(predicted) {
    chosen <- rows[positive == predicted, ]
    c(sum(chosen$weight * (1 - chosen$y)), sum(chosen$weight * chosen$y))
  }
  as.table(matrix(
    c(count(FALSE), count(TRUE)), 2,
    byrow = TRUE, dimnames = list(predicted = levels, observed = levels)
  ))
}

#' Accuracy and its companions; a share of nothing is NA
#' @noRd
classification_rates <- function(counts) {
  share <- function(part, whole) if (whole > 0) part / whole else NA_real_
  total <- sum(counts)
  observed <- colSums(counts)
  right <- counts[[1, 1]] + counts[[2, 2]]
  list(
    accuracy = share(right, total),
    error_rate = share(total - right, total),
    sensitivity = share(counts[[2, 2]], observed[[2]]),
    specificity = share(counts[[1, 1]], observed[[1]]),
    precision = share(counts[[2, 2]], sum(counts[2, ])),
    no_information_rate = share(max(observed), total)
  )
}

#' @rdname confusion_matrix
#' @param x A result of `confusion_matrix()`.
#' @param digits Significant digits of the shares.
#' @param ... Not used.
#' @export
print.logreg_confusion_matrix <- function(x, digits = 3L, ...) {
  event <- x$event$label
  cat("Confusion matrix, modelling P(", event, ")\n", sep = "")
  cat("Predicted to be ", event, " where the probability is at least ", format(x$threshold), "\n",
    sep = "")
  cat(counted_words(x), "\n\n", sep = "")
  print(x$counts, digits = 7L)
  cat("\n", rate_lines(x, digits), sep = "")
  invisible(x)
}

#' Which rows were counted, in words
#' @noRd
counted_words <- function(x) {
  paste0(
    count_of(x$rows, "row"),
    if (x$training) " of the fit itself, which flatters it" else " of new data",
    if (x$weighted) sprintf(", counted by weight or trials: %s in all", format(sum(x$counts))),
    if (x$missing > 0) sprintf("; %s with a missing value left out", count_of(x$missing, "row"))
  )
}

#' The shares, one a line, each with what it says
#' @noRd
rate_lines <- function(x, digits) {
  event <- x$event$label
  commoner <- names(which.max(colSums(x$counts)))
  meaning <- c(
    accuracy = "right predictions",
    error_rate = "wrong predictions",
    sensitivity = sprintf("predicted %s, of those that are", event),
    specificity = sprintf("predicted not %s, of those that are not", event),
    precision = sprintf("are %s, of those predicted to be", event),
    no_information_rate = sprintf("right if %s were predicted for every row", commoner)
  )
  value <- vapply(x[names(meaning)], function(rate) format(rate, digits = digits), "")
  sprintf("%-20s %-6s %s\n", gsub("_", " ", names(meaning)), value, meaning)
}
