#' @importFrom generics evaluate
#' @export
generics::evaluate

#' How good are the predictions of a fit?
#'
#' Each measure of a fit stands beside what a constant model gets: the same probability for every row, the share of the
#' event in the training rows. A fit that is hardly better has learnt little, however high its accuracy.
#'
#' Without `newdata` the fit is judged on the rows that chose its coefficients, which flatters it: [cross_validate()] says
#' by how much. Rows are counted by trials and weights, so that grouped data and their single rows give the same numbers,
#' and weights of 2 the same as every row twice.
#'
#' @param x A fit of [logreg()].
#' @param newdata,weights As in [confusion_matrix()]: rows with the predictors *and the response*, and their weights.
#' @param threshold Probability from which on the event is predicted, for the accuracy: one number from 0 to 1.
#' @param level Coverage of the intervals, between 0 and 1.
#' @param ... Not used.
#' @return A data frame of class `logreg_evaluation` that prints in words, with a row for each measure and the columns
#'   `measure`; `value`; `reference`, what the constant model gets or, for the calibration, what would be perfect;
#'   `lower`, `upper`, where there is an interval. The measures are
#'   * `accuracy`: share of right classes. Its reference is the share that is right if the commoner class of the training
#'     rows is predicted for every row.
#'   * `log_loss`: mean log loss in nats, see [log_loss()]; `Inf` if an outcome was called impossible.
#'   * `brier`: mean squared distance of probability and outcome.
#'   * `auc`: probability that an event gets a higher prediction than another trial, ties counted half, with DeLong's
#'     interval; no interval where the area is 0 or 1.
#'   * `r2_mcfadden`, `r2_cox_snell`, `r2_nagelkerke`, `r2_tjur`: four measures that are called pseudo-R2. None is a
#'     share of variance explained, and they do not agree with each other.
#'   * `calibration_intercept`, `calibration_slope`, on new rows only, with Wald intervals. The intercept is what has to be
#'     added to the log-odds (their slope held at 1) for the events to come as often as predicted: above 0 the
#'     predictions are too low. A slope below 1 says that they are too extreme.
#'
#'   The attributes `training`, `repeats_training` (are the rows of `newdata` training rows, all or some of them?), `rows`,
#'   `trials`, `events`, `missing`, `undetermined`, `threshold`, `level`, `event`, `training_share` (of the event in the
#'   training rows) and `notes` say what was counted, and what has no number.
#' @section Errors:
#'   `logreg_error_missing_variable` if `newdata` lacks the response or a predictor; `logreg_error_new_level` if it has
#'   a class or a level that the fit has not; `logreg_error_no_rows` if no row of `newdata` is complete;
#'   `logreg_error_argument` for a bad threshold, level or weights.
#' @section Method:
#'   With L the mean log loss and C that of the constant model: McFadden 1 - L / C; Cox and Snell 1 - exp(2 (L - C));
#'   Nagelkerke the same over its largest value, 1 - exp(-2 C); Tjur the difference of the mean probabilities of events
#'   and others. The likelihood is Bernoulli's of each trial, without binomial coefficients.
#' @section Source:
#'   DeLong, DeLong and Clarke-Pearson (1988), Comparing the areas under two or more correlated receiver operating
#'   characteristic curves, *Biometrics* 44. Tjur (2009), Coefficients of determination in logistic regression models,
#'   *The American Statistician* 63. Cox (1958), Two further applications of a model for binary regression, *Biometrika*
#'   45, for calibration.
#' @seealso [cross_validate()], [choose_threshold()], [confusion_matrix()]
#' @examples
#' fit <- logreg(admitted ~ exam1 + exam2, data = exam_marks[1:70, ])
#' evaluate(fit)
#' evaluate(fit, newdata = exam_marks[71:100, ])
#' @export
evaluate.logreg_fit <- function(x, newdata = NULL, threshold = 0.5, level = 0.95, weights = NULL, ...) {
  refuse_dots("evaluate", ...)
  threshold <- check_threshold(threshold)
  level <- check_level(level)
  judged <- judged_rows(x, newdata, weights)
  judged$repeats <- !judged$training && are_training_rows(x, judged$rows)
  judged$reweighted <- !is.null(newdata) && is.null(weights) && are_weights_known(x, newdata)
  share <- training_share(x)
  area <- area_under_curve(ranking(judged$rows), level)
  scores <- scores_of(judged$rows, share, threshold)
  table <- rbind(
    measure_rows(scores$value, scores$constant, names(scores$value)),
    measure_rows(area$auc, 0.5, "auc", area$lower, area$upper),
    measure_rows(pseudo_r2(judged$rows, scores), 0, c("r2_mcfadden", "r2_cox_snell", "r2_nagelkerke", "r2_tjur"))
  )
  line <- if (!judged$training) calibration_line(judged$rows, level)
  table <- rbind(table, line$table)
  structure(table,
    class = c("logreg_evaluation", "data.frame"), training = judged$training, repeats_training = judged$repeats,
    rows = nrow(judged$rows),
    trials = sum(judged$rows$weight), events = sum(judged$rows$weight * judged$rows$y), missing = judged$missing,
    undetermined = judged$undetermined, threshold = threshold, level = level, event = x$event,
    training_share = share, words = judged_words(judged), notes = evaluation_notes(x, judged, area, line)
  )
}

#' @noRd
measure_rows <- function(value, reference, measure, lower = NA_real_, upper = NA_real_) {
  data.frame(
    measure = measure, value = as.double(value), reference = as.double(reference), lower = as.double(lower),
    upper = as.double(upper)
  )
}

#' Accuracy, log loss and Brier score, of the predictions and of a constant
#'
#' @param constant Share of the event in the training rows: one number, or one a row.
#' @return A list of two named vectors, `value` and `constant`.
#' @noRd
scores_of <- function(rows, constant, threshold) {
  y <- rows$y
  mean_of <- function(values) sum(rows$weight * values) / sum(rows$weight)
  right <- function(predicted) mean_of(ifelse(predicted, y, 1 - y))
  squared <- function(prob) mean_of(y * (1 - prob)^2 + (1 - y) * prob^2)
  constant <- rep_len(constant, length(y))
  list(
    value = c(
      accuracy = right(rows$prob >= threshold), log_loss = mean_of(loss_from_log_odds(y, rows$eta)),
      brier = squared(rows$prob)
    ),
    constant = c(
      accuracy = right(constant >= 0.5), log_loss = mean_of(loss_from_probability(y, constant)), brier = squared(constant)
    )
  )
}

#' McFadden, Cox and Snell, Nagelkerke, Tjur
#' @noRd
pseudo_r2 <- function(rows, scores) {
  loss <- scores$value[["log_loss"]]
  constant <- scores$constant[["log_loss"]]
  cox_snell <- -expm1(2 * (loss - constant))
  mean_of <- function(weight) if (sum(weight) > 0) sum(weight * rows$prob) / sum(weight) else NA_real_
  c(
    1 - loss / constant, cox_snell, cox_snell / -expm1(-2 * constant),
    mean_of(rows$weight * rows$y) - mean_of(rows$weight * (1 - rows$y))
  )
}

#' Calibration intercept (slope held at 1) and slope with their intervals, or why there are none
#' @noRd
calibration_line <- function(rows, level) {
  empty <- measure_rows(NA_real_, c(0, 1), c("calibration_intercept", "calibration_slope"))
  refused <- function(why) list(table = empty, note = sprintf("No calibration intercept and slope: %s.", why))
  share <- sum(rows$weight * rows$y) / sum(rows$weight)
  if (share == 0 || share == 1) {
    return(refused("the rows have one class only"))
  }
  if (any(is.infinite(rows$eta))) {
    return(refused("some rows are predicted with probability 0 or 1"))
  }
  intercept <- refit(small_data(rows, matrix(0, nrow(rows), 0), offset = rows$eta))
  slope <- refit(small_data(rows, cbind(rows$eta)))
  found <- rbind(coefficient_interval(intercept, 1, level), coefficient_interval(slope, 2, level))
  list(
    table = measure_rows(found[, 1], c(0, 1), empty$measure, found[, 2], found[, 3]),
    note = if (anyNA(found[, 1])) {
      sprintf("No calibration slope: %s.", if (slope$rank < 2) {
        "all rows have the same prediction"
      } else {
        "the predictions separate the classes of these rows, so it has no bound"
      })
    }
  )
}

#' Estimate and Wald limits of one coefficient of a refit; `NA` if it has none
#' @noRd
coefficient_interval <- function(core, place, level) {
  if (core$convergence$reason != "converged" || core$rank < place) {
    return(rep(NA_real_, 3))
  }
  reach <- stats::qnorm((1 + level) / 2) * sqrt(core$covariance[place, place])
  core$coefficients[[place]] + c(0, -reach, reach)
}

#' What a reader must know beside the numbers
#' @noRd
evaluation_notes <- function(fit, judged, area, line) {
  rows <- judged$rows
  impossible <- sum(rows$weight * ifelse(rows$eta == Inf, 1 - rows$y, ifelse(rows$eta == -Inf, rows$y, 0)))
  c(
    if (impossible > 0) {
      sprintf("The log loss is infinite: %s had a predicted probability of 0 or 1 and came out the other way.",
        count_of(impossible, if (any(rows$weight != 1)) "trial" else "row"))
    },
    if (is.na(area$auc)) "No AUC: the rows have one class only.",
    if (!is.na(area$auc) && is.na(area$std_error)) {
      "No interval of the AUC: nothing overlaps, or there is one trial of a kind, so its variance cannot be estimated."
    },
    line$note,
    if (judged$repeats) {
      "Each of these rows has the prediction and the outcome of a training row: they flatter, as evaluate(fit) does."
    },
    if (judged$reweighted) {
      paste0(
        sprintf("`newdata` has the weights of the fit, %s, so its rows are counted by them.", expression_text(fit$call$weights)),
        if (!identical(fit$event$kind, "proportion")) " weights = rep(1, nrow(newdata)) counts each row once."
      )
    },
    if (!isTRUE(fit$converged)) {
      sprintf("The fit is not at an optimum (%s): see convergence(fit).", gsub("_", " ", fit$convergence$reason))
    }
  )
}

#' Do rows look like those of the fit or like some of them, in any order?
#' @noRd
are_training_rows <- function(fit, rows) {
  own <- training_rows(fit, NULL)
  own <- own[own$weight > 0, ]
  if (nrow(own) == nrow(rows)) {
    sorted <- function(table) table[order(table$y, table$prob), c("prob", "y")]
    return(all(abs(sorted(own) - sorted(rows)) < 1e-9))
  }
  # A few rows, or where many share a probability as with factors alone, are like old ones by chance.
  is_telling <- nrow(rows) >= 5 && length(unique(own$prob)) > nrow(own) / 2
  nrow(rows) < nrow(own) && is_telling && all(distance_to_kind(rows, own) < 1e-9)
}

#' How far each row's probability is from the nearest of `others` with the same outcome; infinite where there is none
#' @noRd
distance_to_kind <- function(rows, others) {
  # Outcomes are two apart, so that the nearest of another outcome is never within reach.
  outcomes <- unique(others$y)
  place_of <- function(table) 2 * match(table$y, outcomes) + table$prob
  places <- place_of(rows)
  known <- sort(place_of(others))
  below <- findInterval(places, known)
  distance <- pmin(places - c(-Inf, known)[below + 1], c(known, Inf)[below + 1] - places)
  ifelse(is.na(distance), Inf, distance)
}

#' @rdname evaluate.logreg_fit
#' @param digits Significant digits of the numbers.
#' @export
print.logreg_evaluation <- function(x, digits = 3L, ...) {
  if (is.null(attr(x, "words")) || !all(c("measure", "value", "reference", "lower", "upper") %in% names(x))) {
    return(NextMethod())
  }
  event <- attr(x, "event")
  heading <- if (attr(x, "training")) {
    "Training rows: flatters"
  } else if (attr(x, "repeats_training")) {
    "Training rows, given as new ones: flatters"
  } else {
    "New rows"
  }
  cat(heading, "\n", sep = "")
  cat_wrapped(sprintf(
    "P(%s) in %s; the event in %s.", event$label, attr(x, "words"), share_words(attr(x, "events") / attr(x, "trials"))
  ))
  cat("\n", evaluation_lines(x, digits), sep = "")
  for (note in attr(x, "notes")) cat_wrapped(note)
  invisible(x)
}

#' The measures, one a line: what it is, the number, its interval, what to hold it against
#' @noRd
evaluation_lines <- function(x, digits) {
  names <- c(
    accuracy = sprintf("accuracy at %s", format(attr(x, "threshold"))), log_loss = "log loss", brier = "Brier score",
    auc = "AUC", r2_mcfadden = "R2 McFadden", r2_cox_snell = "R2 Cox-Snell", r2_nagelkerke = "R2 Nagelkerke",
    r2_tjur = "R2 Tjur", calibration_intercept = "calibration intercept", calibration_slope = "calibration slope"
  )
  number <- function(value) vapply(value, function(one) format(signif(one, digits), digits = digits), "")
  interval <- ifelse(is.na(x$lower), "", sprintf("%s to %s", number(x$lower), number(x$upper)))
  against <- reference_words(x)[x$measure]
  against <- ifelse(is.na(against), "", paste(number(x$reference), against))
  head <- sprintf("%s%% interval", format(100 * attr(x, "level")))
  text <- cbind(c("", names[x$measure]), c("", number(x$value)), c(head, interval), c("", unname(against)))
  paste0(sub(" +$", "", apply(text_columns(text), 1, paste, collapse = "  ")), "\n")
}

#' What the reference of each measure is
#' @noRd
reference_words <- function(x) {
  commoner <- attr(x, "event")$levels[[1 + (attr(x, "training_share") >= 0.5)]]
  c(
    accuracy = sprintf("by always saying %s (commoner in training)", commoner),
    log_loss = sprintf("for the constant %s (share in training)", format(signif(attr(x, "training_share"), 3))),
    brier = "for that constant", auc = "for a constant",
    r2_mcfadden = "for that constant (no R2 here is a share of variance)",
    calibration_intercept = "would be perfect", calibration_slope = "would be perfect"
  )
}

#' The columns of a table of text, each padded to its width
#' @noRd
text_columns <- function(text) {
  apply(text, 2, function(column) formatC(column, width = -max(nchar(column))))
}
