# Dealing the rows of a fit into folds, and the data objects of some of its rows.

#' What is dealt into folds: the rows that count, or the single trials of grouped counts
#'
#' @param group A vector, a formula, or `NULL`.
#' @return A data frame: `row` (its place among the rows of the fit), `y`, `weight` and, on demand, `group`, a number.
#'   The attribute `trials` says whether single trials are dealt.
#' @noRd
fold_units <- function(fit, group = NULL) {
  y <- unname(fit$y)
  weight <- unname(fit$prior.weights)
  counted <- which(weight > 0)
  events <- y * weight
  trials <- is.null(group) && fit$event$kind %in% c("counts", "proportion") &&
    all(abs(events - round(events)) < 1e-8 & weight == round(weight))
  if (trials) {
    return(structure(trial_units(round(events), weight), trials = TRUE))
  }
  units <- data.frame(row = counted, y = y[counted], weight = weight[counted])
  if (!is.null(group)) units$group <- group_numbers(fit, group)[counted]
  structure(units, trials = FALSE)
}

#' @noRd
trial_units <- function(events, trials) {
  if (sum(trials) > 1e7) {
    abort_logreg("not_available", c(
      sprintf("There are %s trials, too many to be dealt one by one.", plain_count(sum(trials))),
      "Give `group`, a number for each row, to hold out whole rows."
    ))
  }
  rows <- seq_along(trials)
  data.frame(
    row = c(rep(rows, events), rep(rows, trials - events)), y = rep(c(1, 0), c(sum(events), sum(trials - events))), weight = 1
  )
}

#' Numbers of the groups, read as the clusters of [vcov.logreg_fit()] are
#' @noRd
group_numbers <- function(fit, group) {
  ways <- tryCatch(cluster_numbers(fit, group), logreg_error_argument = function(error) {
    message <- gsub("`cluster`", "`group`", conditionMessage(error), fixed = TRUE)
    abort_logreg("argument", gsub("cluster", "group", message, fixed = TRUE), argument = "group")
  })
  if (length(ways) > 1) {
    abort_logreg("argument", c(
      "`group` must tell groups in one way.", "For groups that agree in two variables write ~ interaction(a, b)."
    ), argument = "group")
  }
  ways[[1]]
}

#' Check how many folds are asked for
#' @noRd
check_folds <- function(folds, units) {
  what <- if (!is.null(units$group)) "group" else if (attr(units, "trials")) "trial" else "row"
  most <- if (what == "group") length(unique(units$group)) else nrow(units)
  check_argument(check_whole(folds, 2), "folds")
  if (folds > most) {
    check_argument(sprintf("it is %s, and there are %s to deal", format(folds), count_of(most, what)), "folds")
  }
  as.integer(folds)
}

#' A number of a fold for each unit: every outcome dealt evenly, groups kept together and folds of like size
#' @noRd
deal_units <- function(units, folds) {
  if (is.null(units$group)) {
    return(deal(units$y >= 0.5, folds))
  }
  sums <- rowsum(cbind(units$weight * units$y, units$weight), units$group)
  above <- sums[, 1] / sums[, 2] >= sum(sums[, 1]) / sum(sums[, 2])
  unname(deal_groups(above, sums[, 2], folds)[match(units$group, as.integer(rownames(sums)))])
}

#' Deal groups, the large ones first and of those one kind after the other, each to the fold that has least so far
#'
#' Graham (1969), Bounds on multiprocessing timing anomalies, *SIAM Journal on Applied Mathematics* 17. Groups whose sizes
#' differ by less than a factor of two come in random order, so that repeats deal anew.
#' @noRd
deal_groups <- function(kind, size, folds) {
  if (length(unique(size)) == 1) {
    return(deal(kind, folds))
  }
  fold <- integer(length(size))
  filled <- numeric(folds)
  for (group in order(-floor(log2(size)), kind, stats::runif(length(size)))) {
    fold[[group]] <- which.min(filled)
    filled[[fold[[group]]]] <- filled[[fold[[group]]]] + size[[group]]
  }
  fold
}

#' Deal shuffled cards, one colour after the other, so that the folds differ by one card of a colour at most
#' @noRd
deal <- function(colour, folds) {
  shuffled <- order(colour, stats::runif(length(colour)))
  fold <- integer(length(colour))
  fold[shuffled] <- (seq_along(colour) - 1L) %% folds + 1L
  fold
}

#' Design and offset of some rows of a data object, each as often as it is named; without outcomes and weights
#' @noRd
data_of_rows <- function(data, rows) {
  data$columns <- rows_of_columns(data$columns, rows)
  data["offset"] <- list(data$offset[rows])
  data[c("y", "weight")] <- list(NULL)
  data$n <- length(rows)
  data
}

#' The data object of some units: single trials are gathered into rows again
#' @noRd
unit_data <- function(data, units) {
  rows <- unique(units$row)
  part <- data_of_rows(data, rows)
  part$weight <- units$weight
  part$y <- units$y
  if (length(rows) < nrow(units)) {
    sums <- rowsum(cbind(units$weight, units$weight * units$y), match(units$row, rows), reorder = TRUE)
    part$weight <- unname(sums[, 1])
    part$y <- unname(sums[, 2]) / part$weight
  }
  part
}
