# The rows that a fit is judged on, the same for evaluate(), the pictures and the choice of a threshold.

#' Rows with prediction and outcome, those that count
#'
#' @param newdata,weights As in [confusion_matrix()].
#' @return A list: `rows`, a data frame with `eta`, `prob`, `y` (share of the event) and `weight` (trials, above 0);
#'   `missing`, how many were left out for a missing value; `undetermined`, how many because a separated fit does not know
#'   their log-odds; `training`, are they the rows of the fit?
#' @noRd
judged_rows <- function(fit, newdata = NULL, weights = NULL) {
  # What has no prediction is counted below, and said.
  rows <- withCallingHandlers(
    if (is.null(newdata)) training_rows(fit, weights) else new_rows(fit, newdata, weights),
    logreg_warning_undetermined = muffle
  )
  known <- stats::complete.cases(rows)
  undetermined <- if (!is.null(newdata)) count_undetermined(fit, newdata, rows) else 0L
  judged <- rows[known & rows$weight > 0, ]
  if (nrow(judged) == 0) {
    abort_logreg("no_rows", c(
      "No row of `newdata` has a prediction, an outcome and a weight above 0.",
      "Check the columns for missing values."
    ), argument = "newdata")
  }
  row.names(judged) <- NULL
  list(
    rows = judged, missing = sum(!known) - undetermined, undetermined = undetermined, training = is.null(newdata)
  )
}

#' New rows that are complete and yet have no log-odds: separating directions disagree about them
#' @noRd
count_undetermined <- function(fit, newdata, rows) {
  if (!is_limit(fit) || !anyNA(rows$eta)) {
    return(0L)
  }
  complete <- !seq_len(nrow(rows)) %in% new_design(fit, newdata)$na_action
  sum(is.na(rows$eta) & complete & !is.na(rows$y) & !is.na(rows$weight))
}

#' Share of the event among the rows of the fit, by trials
#' @noRd
training_share <- function(fit) {
  sum(fit$prior.weights * fit$y) / sum(fit$prior.weights)
}

#' Which rows a fit is judged on, in words
#' @param judged From [judged_rows()]; `repeats` in it says that new rows are those of the fit.
#' @noRd
judged_words <- function(judged) {
  rows <- judged$rows
  paste0(
    count_of(nrow(rows), if (judged$training || isTRUE(judged$repeats)) "training row" else "new row"),
    if (any(rows$weight != 1)) sprintf(" counted by weight or trials, %s in all", plain_count(sum(rows$weight))),
    left_out_words(judged)
  )
}

#' "; 2 rows with a missing value left out", or nothing
#' @noRd
left_out_words <- function(judged) {
  paste0(
    if (judged$missing > 0) sprintf("; %s with a missing value left out", count_of(judged$missing, "row")),
    if (judged$undetermined > 0) {
      sprintf("; %s left out, for which the separated fit has no prediction", count_of(judged$undetermined, "row"))
    }
  )
}

#' A count, or a sum of weights, with marks for the thousands
#' @noRd
plain_count <- function(count) format(count, big.mark = ",", scientific = FALSE, digits = 7)

#' A data object of a few columns beside an intercept, to fit predictions again to outcomes
#' @param columns A matrix, n x p; p may be 0.
#' @noRd
small_data <- function(rows, columns, offset = NULL) {
  width <- ncol(columns)
  structure(
    list(
      n = nrow(rows), y = as.double(rows$y), weight = as.double(rows$weight), offset = offset, intercept = TRUE,
      columns = if (width > 0) list(list(kind = "matrix", values = unname(columns))) else list(),
      names = c("(Intercept)", sprintf("x%d", seq_len(width))), assign = 0:width, event = list(kind = "numeric")
    ),
    class = "logreg_data"
  )
}
