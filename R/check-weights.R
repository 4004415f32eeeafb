#' Stop unless the weights are numbers of 0 or more
#'
#' A missing weight is an error, not a dropped row: whoever weights rows has a weight for each.
#' @param weights What the user gave, `NULL` for none.
#' @param label Says where a row stands, see [row_label()].
#' @noRd
check_weights <- function(weights, label = row_number) {
  if (is.null(weights)) {
    return(invisible(TRUE))
  }
  if (!is.numeric(weights) || NCOL(weights) != 1) {
    check_weights_argument(sprintf("they are %s; give one number a row", describe_value(weights)))
  }
  weights <- as.vector(weights)
  if (anyNA(weights)) {
    abort_weight(weights, is.na(weights), label, "Give every row a weight; 0 leaves a row out.")
  }
  if (length(weights) > 0 && min(weights) < 0) {
    abort_weight(weights, weights < 0, label, "A weight counts rows or trials: it must be 0 or more.")
  }
  if (length(weights) > 0 && max(weights) == Inf) {
    abort_weight(weights, is.infinite(weights), label, "A weight must be finite.")
  }
  if (length(weights) > 0 && max(weights) == 0) {
    check_weights_argument("all of them are 0, so that no row is left")
  }
}

#' @noRd
abort_weight <- function(weights, bad, label, remedy) {
  row <- which(bad)[[1]]
  more <- sum(bad) - 1
  abort_logreg(
    "weights",
    c(
      sprintf(
        "`weights` is %s in %s%s.", format(weights[[row]]), label(row),
        if (more > 0) sprintf(" and not accepted in %s", count_of(more, "more row", "more rows")) else ""
      ),
      remedy
    ),
    argument = "weights", row = row
  )
}

#' @noRd
check_weights_argument <- function(sentence) {
  abort_logreg("weights", sprintf("`weights` is not accepted: %s.", sentence), argument = "weights")
}
