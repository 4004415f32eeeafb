#' The data object: what the core and the fit need to know about the data
#'
#' The contract between the ways in (formula, matrix, new data) and all that comes after.
#'
#' @param response `y`, `weight` and `event`, from [parse_response()]; `NULL` for new data. `weight` is
#'   `NULL` for 1 in every row, see [row_weights()].
#' @param design `columns` (without the intercept), `names`, `assign` and `contrasts`, from
#'   [design_columns()] or [matrix_columns()].
#' @param offset `NULL`, or n finite log-odds.
#' @param intercept `TRUE` or `FALSE`.
#' @param origin Where the data came from: `n`, `terms`, `frame`, `xlevels`, `na_action`, `formula`,
#'   `x`, `y_user`, as far as there are any; `unseen`, whether nobody has looked if the columns are finite.
#' @return A list of class `logreg_data`. A column is one of
#'   `list(kind = "numeric", values = )`: one column, in place;
#'   `list(kind = "factor", codes = , contrast = )`: the columns `contrast[codes, ]`;
#'   `list(kind = "matrix", values = )`: the columns of a matrix of doubles;
#'   `list(kind = "sparse", values = )`: the columns of a `dgCMatrix`, one at most.
#' @noRd
logreg_data <- function(response, design, offset, intercept, origin) {
  data <- list(
    n = origin$n, y = response$y, weight = response$weight, offset = offset, intercept = intercept,
    columns = design$columns, names = design$names, assign = design$assign, event = response$event,
    terms = origin$terms, frame = origin$frame, xlevels = origin$xlevels, contrasts = design$contrasts,
    na_action = origin$na_action, formula = origin$formula, x = origin[["x"]], y_user = origin$y_user,
    unseen = origin$unseen
  )
  validate_logreg_data(data)
  class(data) <- "logreg_data"
  data
}

#' Stop if the parts of a data object do not fit together
#'
#' A failure here is a mistake of this package, not of the user.
#' @noRd
validate_logreg_data <- function(data) {
  n <- data$n
  width <- design_width_(data$columns, n) + data$intercept
  if (is.na(width)) abort_data("a column")
  if (length(data$names) != width || length(data$assign) != width) abort_data("the names")
  if (data$intercept && data$names[[1]] != "(Intercept)") abort_data("the intercept")
  if (!are_rows(data$y, n)) abort_data("y")
  if (!are_rows(data$weight, n)) abort_data("weight")
  if (!are_rows(data$offset, n)) abort_data("offset")
}

#' @noRd
are_rows <- function(values, n) {
  is.null(values) || (is.double(values) && length(values) == n)
}

#' @noRd
abort_data <- function(part) {
  stop(sprintf("The parts of the data object do not fit together: %s.", part), call. = FALSE)
}

#' Columns of the design that one column specification gives
#' @noRd
column_count <- function(column) {
  switch(column$kind, numeric = 1L, factor = ncol(column$contrast), ncol(column$values))
}

#' Rows of one column specification
#' @noRd
column_rows <- function(column) {
  switch(column$kind, numeric = length(column$values), factor = length(column$codes), nrow(column$values))
}

#' The weight of every row; a data object without weights has 1 everywhere
#' @noRd
row_weights <- function(data) {
  data$weight %||% rep(1, data$n)
}
