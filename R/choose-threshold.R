#' Choose the probability from which on the event is predicted
#'
#' A fit gives probabilities; from which one on to act is a decision about costs, not a property of the data. Say what
#' counts, by exactly one of `costs`, `min_precision` and `min_recall`, and this finds the threshold that serves it best, and
#' what it achieves on rows that had no share in the choice.
#'
#' Without `newdata` the threshold is the best one on the rows of the fit. What it achieves there flatters twice, by
#' the coefficients and by the choice. So both are repeated without each fold in turn: the model is fitted and the
#' threshold chosen on the other folds, and its predictions are counted in the fold held out. `achieved` is of these
#' counts. With `newdata` the threshold is chosen on the new rows, and what it achieves there flatters by the choice.
#'
#' @param fit,newdata,weights As in [confusion_matrix()].
#' @param costs What wrong predictions cost: `c(false_positive = 1, false_negative = 5)`, numbers of 0 or more, not
#'   both 0. The threshold with the least mean cost is chosen.
#' @param min_precision Least share of events among the predicted ones, above 0 and at most 1. Of the thresholds that
#'   reach it the one with the highest recall is chosen.
#' @param min_recall Least share of the events that is to be found (the sensitivity), above 0 and at most 1. Of the
#'   thresholds that reach it the one with the highest precision is chosen.
#' @param folds,group,seed As in [cross_validate()]; not used with `newdata`.
#' @return A list of class `logreg_threshold` that prints in words:
#'   * `threshold`: the probability; `NA` if the aim cannot be reached by any threshold.
#'   * `attainable`: can it be reached on the rows the threshold was chosen on? `highest`: the highest precision or
#'     recall that a threshold reaches there (`NA` with `costs`).
#'   * `chosen`, `achieved`: one row each, on the rows of the choice and on those held out, with `trials`,
#'     `true_positives`, `false_positives`, `false_negatives`, `true_negatives`, `precision`, `recall`, `specificity`,
#'     `accuracy` and, with `costs`, `cost`, the mean a trial. `achieved` is `NULL` with `newdata`.
#'   * `folds`: a data frame with `fold`, `status`, `threshold` (`NA` where the aim was out of reach; such a fold is not
#'     counted in `achieved`) and the counts of the rows held out.
#'   * `theory`: with `costs`, the threshold that is best for probabilities that are right:
#'     false_positive / (false_positive + false_negative). `NA` otherwise.
#'   * `criterion`, `target`, `training`, `event`, `seed`, `words`.
#' @section Method:
#'   Only thresholds between different predictions matter; each candidate lies halfway between two, so that it does not
#'   hang on the last digit of a probability. Of several that are equally good the one next to `theory`, or else the
#'   highest, is taken. Trials and weights count as in [evaluate()][evaluate.logreg_fit()].
#' @section Errors:
#'   `logreg_error_argument` unless exactly one aim is given, for costs without the two names, and for what
#'   [cross_validate()] refuses. That an aim cannot be reached is no error.
#' @seealso [confusion_matrix()] for the counts at a threshold; `plot(fit, "threshold")`
#' @examples
#' fit <- logreg(admitted ~ exam1 + exam2, data = exam_marks)
#' choose_threshold(fit, costs = c(false_positive = 1, false_negative = 5), seed = 1)
#' choose_threshold(fit, min_precision = 0.95, seed = 1)$achieved
#' @export
choose_threshold <- function(fit, newdata = NULL, costs = NULL, min_precision = NULL, min_recall = NULL, folds = 10,
                             group = NULL, seed = NULL, weights = NULL) {
  check_argument(checkmate::check_class(fit, "logreg_fit"), "fit")
  aim <- threshold_aim(costs, min_precision, min_recall)
  judged <- judged_rows(fit, newdata, weights)
  threshold <- best_threshold(judged$rows, aim)
  tried <- if (judged$training) threshold_folds(fit, aim, folds, group, seed)
  structure(
    list(
      threshold = threshold, attainable = !is.na(threshold), highest = highest_reached(judged$rows, aim),
      chosen = if (!is.na(threshold)) count_table(counts_at(judged$rows, threshold), aim),
      achieved = if (any(!is.na(tried$threshold))) count_table(colSums(tried[!is.na(tried$threshold), outcome_names]), aim),
      folds = tried, theory = aim$theory, criterion = aim$criterion, target = aim$target, training = judged$training,
      event = fit$event, seed = seed, words = judged_words(judged)
    ),
    class = "logreg_threshold"
  )
}

#' The one aim that was given, checked
#' @noRd
threshold_aim <- function(costs, min_precision, min_recall) {
  given <- list(costs = costs, min_precision = min_precision, min_recall = min_recall)
  given <- given[!vapply(given, is.null, TRUE)]
  if (length(given) != 1) {
    abort_logreg("argument", c(
      "Give exactly one of `costs`, `min_precision` and `min_recall`.",
      "Such as costs = c(false_positive = 1, false_negative = 5)."
    ), argument = "costs")
  }
  criterion <- names(given)
  target <- if (criterion == "costs") check_costs(costs) else given[[1]]
  if (criterion != "costs") {
    check_argument(checkmate::check_number(target, lower = 0, upper = 1), criterion)
    check_argument(check_above(target, 0), criterion)
    target <- as.double(target) # an array of one number does not compare with the curve
  }
  theory <- if (criterion == "costs") target[["false_positive"]] / sum(target) else NA_real_
  list(criterion = criterion, target = target, theory = theory)
}

#' Costs of the two kinds of errors, in one order
#' @noRd
check_costs <- function(costs) {
  kinds <- c("false_positive", "false_negative")
  good <- is.numeric(costs) && setequal(names(costs), kinds) && length(costs) == 2 && all(is.finite(costs) & costs >= 0) &&
    sum(costs) > 0
  if (!good) {
    abort_logreg("argument", c(
      "`costs` must be two numbers of 0 or more, not both 0, named false_positive and false_negative.",
      "Such as costs = c(false_positive = 1, false_negative = 5)."
    ), argument = "costs")
  }
  costs[kinds]
}

#' @noRd
outcome_names <- c("true_positives", "false_positives", "false_negatives", "true_negatives")

#' The best threshold on some rows; `NA` if the aim is out of reach
#' @noRd
best_threshold <- function(rows, aim) {
  curve <- candidate_thresholds(rows)
  if (aim$criterion == "costs") {
    cost <- aim$target[["false_positive"]] * curve$false_positives +
      aim$target[["false_negative"]] * (max(curve$true_positives) - curve$true_positives)
    best <- which(cost <= min(cost) + 1e-9 * sum(rows$weight))
    return(curve$threshold[best][[which.min(abs(curve$threshold[best] - aim$theory))]])
  }
  reached <- if (aim$criterion == "min_precision") curve$precision else curve$sensitivity
  other <- if (aim$criterion == "min_precision") curve$sensitivity else curve$precision
  good <- which(reached >= aim$target - 1e-12 & !is.na(other))
  if (length(good) == 0) NA_real_ else curve$threshold[[good[[which.max(other[good])]]]]
}

#' The highest precision or recall that a threshold reaches; `NA` for costs
#' @noRd
highest_reached <- function(rows, aim) {
  curve <- candidate_thresholds(rows)
  switch(aim$criterion,
    costs = NA_real_, min_precision = max(curve$precision, na.rm = TRUE), min_recall = max(curve$sensitivity)
  )
}

#' Every choice that differs in what is predicted, its threshold halfway between two probabilities
#' @noRd
candidate_thresholds <- function(rows) {
  curve <- cut_offs(ranking(rows))
  prob <- c(1, curve$threshold[-1])
  after <- c(prob[-1], 0)
  curve$threshold <- (prob + after) / 2
  # The first predicts nothing, which no threshold does if some probability is 1. The last predicts all, as 0 does.
  curve$threshold[[nrow(curve)]] <- prob[[nrow(curve)]] / 2
  curve[c(prob[-length(prob)] > after[-length(after)], TRUE), ]
}

#' Trials by predicted and observed class; `NA` without a threshold
#' @noRd
counts_at <- function(rows, threshold) {
  predicted <- rows$prob >= threshold
  events <- rows$weight * rows$y
  others <- rows$weight * (1 - rows$y)
  counts <- c(sum(events * predicted), sum(others * predicted), sum(events * !predicted), sum(others * !predicted))
  stats::setNames(counts, outcome_names)
}

#' Counts with the shares that follow from them; a share of nothing is `NA`
#' @noRd
count_table <- function(counts, aim) {
  counts <- as.list(counts)
  share <- function(part, rest) if (part + rest > 0) part / (part + rest) else NA_real_
  table <- data.frame(trials = sum(unlist(counts)), counts)
  table$precision <- share(counts$true_positives, counts$false_positives)
  table$recall <- share(counts$true_positives, counts$false_negatives)
  table$specificity <- share(counts$true_negatives, counts$false_positives)
  table$accuracy <- share(counts$true_positives + counts$true_negatives, counts$false_positives + counts$false_negatives)
  if (aim$criterion == "costs") {
    table$cost <- sum(aim$target * c(counts$false_positives, counts$false_negatives)) / table$trials
  }
  table
}

#' Fit and choose without each fold, and count in it
#' @noRd
threshold_folds <- function(fit, aim, folds, group, seed) {
  units <- fold_units(fit, group)
  folds <- check_folds(folds, units)
  choose <- function(result) {
    known <- result$rows[!is.na(result$rows$eta), ]
    train <- known[!known$held, ]
    threshold <- if (nrow(train)) best_threshold(train, aim) else NA_real_
    counts <- counts_at(known[known$held, ], threshold)
    data.frame(fold = result$rows$fold[[1]], status = result$status, threshold = threshold, as.list(counts))
  }
  do.call(rbind, with_stream(seed, predict_folds(fit, units, folds, 1, choose)))
}

#' @rdname choose_threshold
#' @param x A result of `choose_threshold()`.
#' @param digits Significant digits of the numbers.
#' @param ... Not used.
#' @export
print.logreg_threshold <- function(x, digits = 3L, ...) {
  cat(cli::style_bold(sprintf("Threshold for predicting %s", x$event$label)), "\n", sep = "")
  cat_wrapped(sprintf("Aim: %s.", aim_words(x)))
  if (!x$attainable) {
    cat_wrapped(sprintf("Not attainable: no threshold reaches it on the %s; the highest is %s.", x$words,
      format(signif(x$highest, digits))))
    return(invisible(x))
  }
  cat(sprintf("Threshold: %s\n\n", format(signif(x$threshold, digits))))
  print(achieved_table(x, digits), quote = FALSE, right = TRUE)
  cat("\n")
  for (line in threshold_lines(x, digits)) cat_wrapped(line)
  invisible(x)
}

#' What is achieved, as text: where the threshold was chosen, and on the rows held out
#' @noRd
achieved_table <- function(x, digits) {
  table <- rbind(x$chosen, x$achieved)
  measures <- intersect(c("recall", "precision", "specificity", "accuracy", "cost"), names(table))
  where <- c(if (x$training) "training rows (flatters)" else "new rows, where it was chosen (flatters)", "held-out rows")
  shown <- vapply(unlist(table[measures]), function(one) format(signif(one, digits), digits = digits), "")
  matrix(shown, nrow(table), dimnames = list(where[seq_len(nrow(table))], measures))
}

#' What is aimed at, in words
#' @noRd
aim_words <- function(x) {
  switch(x$criterion,
    costs = sprintf(
      "the least mean cost, a false positive costing %s and a false negative %s", format(x$target[["false_positive"]]),
      format(x$target[["false_negative"]])
    ),
    min_precision = sprintf("a precision of at least %s, with the highest recall", format(x$target)),
    min_recall = sprintf("a recall of at least %s, with the highest precision", format(x$target))
  )
}

#' What was done in the folds, and what theory says
#' @noRd
threshold_lines <- function(x, digits) {
  number <- function(value) format(signif(value, digits), digits = digits)
  found <- x$folds$threshold[!is.na(x$folds$threshold)]
  separated <- sum(startsWith(x$folds$status %||% "", "separat"))
  c(
    sprintf("Chosen on %s.", x$words),
    if (length(found)) {
      sprintf("Held-out rows: model and threshold anew without each of %s; thresholds from %s to %s.",
        count_of(nrow(x$folds), "fold"), number(min(found)), number(max(found)))
    },
    if (length(found) < NROW(x$folds) && x$training) {
      sprintf("Not attainable in %s, which are not counted.", count_of(nrow(x$folds) - length(found), "fold"))
    },
    if (separated > 0) sprintf("Separated without the held-out rows: %s.", count_of(separated, "fold")),
    shortfall_words(x, number),
    if (!is.na(x$theory)) sprintf("For probabilities that are right the best threshold would be %s.", number(x$theory)),
    if (!x$training) "On rows that had no share in the choice it will tend to achieve less."
  )
}

#' Was the aim missed on the rows held out?
#' @noRd
shortfall_words <- function(x, number) {
  reached <- switch(x$criterion, min_precision = x$achieved$precision, min_recall = x$achieved$recall)
  if (is.null(reached) || is.na(reached) || reached >= x$target) {
    return(NULL)
  }
  sprintf("On held-out rows the aim was missed: %s instead of %s.", number(reached), number(x$target))
}
