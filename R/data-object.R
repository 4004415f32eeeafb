#' The data object: what the core and the fit need to know about the data
#'
#' The contract between the ways in (formula, matrix, new data) and all that comes after.
#'
#' @param response `y`, `weight` and `event`, from [parse_response()]; `NULL` for new data.
#' @param design `columns` (without the intercept), `names`, `assign` and `contrasts`, from
#'   [design_columns()] or [matrix_columns()].
#' @param offset `NULL`, or n finite log-odds.
#' @param intercept `TRUE` or `FALSE`.
#' @param origin Where the data came from: `n`, `terms`, `frame`, `xlevels`, `na_action`, `formula`,
#'   `x`, `y_user`, as far as there are any.
#' @return A list of class `logreg_data`. A column is one of
#'   `list(kind = "numeric", values = )`: one column, in place;
#'   `list(kind = "factor", codes = , contrast = )`: the columns `contrast[codes, ]`;
#'   `list(kind = "matrix", values = )`: the columns of a matrix of doubles.
#' @noRd
logreg_data <- function(response, design, offset, intercept, origin) {
  components <- c(
    "n", "y", "weight", "offset", "intercept", "columns", "names", "assign", "event", "terms",
    "frame", "xlevels", "contrasts", "na_action", "formula", "x", "y_user"
  )
  given <- c(response, design, list(offset = offset, intercept = intercept), origin)
  data <- given[components]
  names(data) <- components
  validate_logreg_data(structure(data, class = "logreg_data"))
}

#' Stop if the parts of a data object do not fit together
#'
#' A failure here is a mistake of this package, not of the user.
#' @noRd
validate_logreg_data <- function(data) {
  widths <- vapply(data$columns, column_count, 1L)
  rows <- vapply(data$columns, column_rows, 1)
  stopifnot(
    sum(widths) + data$intercept == length(data$names),
    length(data$assign) == length(data$names),
    !data$intercept || identical(data$names[[1]], "(Intercept)"),
    all(rows == data$n),
    is.null(data$offset) || length(data$offset) == data$n,
    is.null(data$y) || (is.double(data$y) && length(data$y) == data$n),
    is.null(data$weight) || (is.double(data$weight) && length(data$weight) == data$n)
  )
  data
}

#' Columns of the design that one column specification gives
#' @noRd
column_count <- function(column) {
  switch(column$kind, numeric = 1L, factor = ncol(column$contrast), matrix = ncol(column$values))
}

#' Rows of one column specification
#' @noRd
column_rows <- function(column) {
  switch(column$kind, numeric = length(column$values), factor = length(column$codes), matrix = nrow(column$values))
}
