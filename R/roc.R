# Ranking by a score, counted by trials: a row of weight w and share y is w y events and w (1 - y) others.

#' Numbers that tell apart the different values of a score, in ascending order
#' @noRd
tie_numbers <- function(score) {
  order <- order(score)
  numbers <- integer(length(score))
  numbers[order] <- cumsum(begins_tie(score[order]))
  numbers
}

#' Is a value of a sorted score the first of its kind?
#'
#' The log-odds of two rows that are alike may differ in the last digit, by where they stand among the rows. Values closer
#' than 1e-10 are therefore tied.
#' @noRd
begins_tie <- function(sorted) {
  before <- sorted[-length(sorted)]
  after <- sorted[-1]
  gap <- after - before
  apart <- is.infinite(gap) | gap > 1e-10 * pmax(1, pmin(abs(before), abs(after)))
  c(TRUE, apart %in% TRUE)[seq_along(sorted)]
}

#' Events and others at each different log-odds, in descending order
#'
#' @param rows A data frame with `eta`, `prob`, `y` and `weight`.
#' @return A data frame: `eta`, `prob` (the least of those that are tied), `events`, `others`.
#' @noRd
ranking <- function(rows) {
  order <- order(rows$eta, rows$prob)
  first <- which(begins_tie(rows$eta[order]))
  descending <- rev(order[first])
  data.frame(
    eta = rows$eta[descending], prob = rows$prob[descending], counts_by_value(rows$y, rows$weight, order, first)
  )
}

#' Events and others at each different value of a score, in descending order
#'
#' @param y,weight Share of the event and weight of each row.
#' @param order The order of the score.
#' @param first Where in that order a value comes first.
#' @noRd
counts_by_value <- function(y, weight, order, first) {
  last <- c(first[-1] - 1L, length(order))
  sums <- function(trials) rev(diff(c(0, cumsum(trials[order])[last])))
  data.frame(events = sums(weight * y), others = sums(weight * (1 - y)))
}

#' What every cut-off gives: the event is predicted from `threshold` on
#'
#' @param ranked From [ranking()].
#' @return A data frame from the highest cut-off, with which nothing is predicted to be the event, to the lowest
#'   probability, with which all is: `threshold`, `true_positives`, `false_positives`, `sensitivity`, `specificity`,
#'   `precision` (`NA` where nothing is predicted).
#' @noRd
cut_offs <- function(ranked) {
  hits <- c(0, cumsum(ranked$events))
  alarms <- c(0, cumsum(ranked$others))
  data.frame(
    threshold = c(Inf, ranked$prob), true_positives = hits, false_positives = alarms,
    sensitivity = hits / sum(ranked$events), specificity = 1 - alarms / sum(ranked$others),
    precision = ifelse(hits + alarms > 0, hits / (hits + alarms), NA_real_)
  )
}

#' Area under the ROC curve with DeLong's interval
#'
#' The area is the share of pairs of an event and another trial in which the event has the higher score, ties counted half
#' (Mann and Whitney). Its variance is that of DeLong, DeLong and Clarke-Pearson (1988), *Biometrics* 44, from the share
#' of the others below each event and of the events above each other: two midranks, so one sort does (Sun and Xu 2014,
#' *IEEE Signal Processing Letters* 21).
#' @param ranked From [ranking()].
#' @return A list: `auc`, `std_error`, `lower`, `upper`. `auc` is `NA` without an event or without another trial. There is
#'   no interval with one trial of a kind, nor where the variance is 0, as it is if the area is 1.
#' @noRd
area_under_curve <- function(ranked, level = 0.95) {
  events <- ranked$events
  others <- ranked$others
  if (sum(events) == 0 || sum(others) == 0) {
    return(list(auc = NA_real_, std_error = NA_real_, lower = NA_real_, upper = NA_real_))
  }
  below <- (sum(others) - cumsum(others) + others / 2) / sum(others)
  above <- (cumsum(events) - events / 2) / sum(events)
  auc <- sum(events * below) / sum(events)
  variance <- mean_variance(below, events) + mean_variance(above, others)
  error <- if (isTRUE(variance > 1e-14)) sqrt(variance) else NA_real_
  reach <- stats::qnorm((1 + level) / 2) * error
  list(auc = auc, std_error = error, lower = max(0, auc - reach), upper = min(1, auc + reach))
}

#' Variance of the mean of values that come so many times each; `NA` for one value in all
#' @noRd
mean_variance <- function(value, times) {
  total <- sum(times)
  if (total <= 1) {
    return(NA_real_)
  }
  sum(times * (value - sum(times * value) / total)^2) / (total - 1) / total
}

#' Average precision: the precision at each cut-off, weighted by the sensitivity gained there
#' @param curve From [cut_offs()].
#' @noRd
average_precision <- function(curve) {
  sum(diff(curve$sensitivity) * curve$precision[-1])
}
