#' The data object of a matrix or data-frame fit
#'
#' @param x A numeric matrix, or a data frame of numbers.
#' @param y The response.
#' @param weights,offset Numbers, one a row, or `NULL`.
#' @param intercept `TRUE` or `FALSE`.
#' @param name How the user calls the response.
#' @noRd
matrix_data <- function(x, y, weights = NULL, offset = NULL, intercept = TRUE, name = "y") {
  check_argument(checkmate::check_flag(intercept), "intercept")
  given <- x
  x <- plain_frame(x)
  names <- matrix_names(x)
  check_matrix_rows(x, y, weights, offset)
  check_matrix_values(x, y, weights, offset)
  dropped <- incomplete_rows(x, y, offset)
  response <- parse_response(without_rows(y, dropped), without_rows(weights, dropped), name)
  terms <- matrix_terms(names, intercept, name)
  design <- list(
    columns = matrix_columns(without_rows(x, dropped)),
    names = c(if (intercept) "(Intercept)", names), assign = c(if (intercept) 0L, seq_along(names))
  )
  check_distinct(design$names)
  offset <- if (!is.null(offset)) as.double(without_rows(offset, dropped))
  origin <- list(
    n = nrow(x) - length(dropped), terms = terms, na_action = dropped,
    formula = stats::formula(terms), x = given, y_user = y
  )
  logreg_data(response, design, offset, intercept, origin)
}

#' Names of the columns, made up as x1, x2, ... where there are none
#' @noRd
matrix_names <- function(x) {
  if (ncol(x) == 0) {
    abort_logreg(
      "no_columns", c("`x` has no columns.", "For a model with an intercept only write logreg(y ~ 1)."),
      argument = "x"
    )
  }
  names <- colnames(x) %||% paste0("x", seq_len(ncol(x)))
  empty <- which(is.na(names) | names == "")
  if (length(empty) > 0) {
    abort_logreg(
      "column_names",
      c(sprintf("Column %d of `x` has no name, and others have.", empty[[1]]), "Name all columns or none."),
      argument = "x", column = empty[[1]]
    )
  }
  names
}

#' @noRd
check_distinct <- function(names) {
  twice <- names[duplicated(names)]
  if (length(twice) > 0) {
    abort_logreg(
      "column_names",
      c(
        sprintf("The name %s stands for more than one coefficient.", quote_names(unique(twice))),
        "Give the columns of `x` different names."
      ),
      argument = "x", column = twice[[1]]
    )
  }
}

#' As many rows everywhere, and at least one
#' @noRd
check_matrix_rows <- function(x, y, weights, offset) {
  if (is.data.frame(y)) {
    abort_logreg(
      "response",
      c(
        "`y` is a data frame, and must be a vector or cbind(successes, failures).",
        "Take the column out, as in y = data$passed."
      ),
      argument = "y"
    )
  }
  if (nrow(x) == 0) {
    abort_logreg("no_rows", "There are no rows to fit: `x` has none.", argument = "x")
  }
  check_row_count(y, nrow(x), "y")
  if (!is.null(weights)) check_row_count(weights, nrow(x), "weights")
  if (!is.null(offset)) check_row_count(offset, nrow(x), "offset")
}

#' Numbers only, and finite ones; missing values are dropped later
#' @noRd
check_matrix_values <- function(x, y, weights, offset) {
  check_weights(weights)
  check_column(y, "y", row_number)
  if (!is.null(offset)) {
    check_offset(offset, "offset")
    check_column(offset, "offset", row_number)
  }
  names <- matrix_names(x)
  for (j in seq_len(ncol(x))) {
    values <- if (is.data.frame(x)) x[[j]] else x[, j]
    check_number_column(values, names[[j]])
    check_column(values, names[[j]], row_number)
  }
}

#' @noRd
check_number_column <- function(values, name, argument = "x") {
  if ((is.numeric(values) || is.logical(values)) && is.null(dim(values))) {
    return(invisible(TRUE))
  }
  abort_logreg(
    "column_type",
    c(
      sprintf("The column `%s` of `%s` is of class %s, and must be numeric.", name, argument, class(values)[[1]]),
      "The formula interface codes factors and text: logreg(y ~ ., data)."
    ),
    argument = argument, column = name
  )
}

#' The rows with a missing value, as the option `na.action` classes them; `NULL` when there are none
#'
#' The option is one for data frames: it is asked about a frame that is missing in these rows.
#' @noRd
incomplete_rows <- function(x, y, offset) {
  if (!anyNA(x, recursive = TRUE) && !anyNA(y) && !anyNA(offset)) {
    return(NULL)
  }
  complete <- stats::complete.cases(x, y) & (is.null(offset) | !is.na(offset %||% 0))
  proxy <- data.frame(complete = ifelse(complete, 1, NA))
  kept <- match.fun(getOption("na.action", "na.fail"))(proxy)
  check_complete(kept, proxy, row_number)
  attr(kept, "na.action")
}

#' A data frame without the ways of its own that a subclass has with `[`; a matrix as it is
#' @noRd
plain_frame <- function(x) {
  if (is.data.frame(x)) class(x) <- "data.frame"
  x
}

#' @noRd
without_rows <- function(values, rows) {
  if (is.null(rows) || is.null(values)) {
    values
  } else if (is.null(dim(values))) {
    values[-rows]
  } else {
    values[-rows, , drop = FALSE]
  }
}

#' Column specifications of a matrix (one block) or of a data frame (one a column, in place)
#' @noRd
matrix_columns <- function(x) {
  if (is.data.frame(x)) {
    return(lapply(unname(as.list(x)), function(values) list(kind = "numeric", values = values)))
  }
  if (!is.double(x)) {
    storage.mode(x) <- "double"
  }
  list(list(kind = "matrix", values = x))
}

#' Terms with one variable a column, so that the methods for formula fits have something to read
#' @param response How the user calls the response: it becomes a name.
#' @noRd
matrix_terms <- function(names, intercept, response) {
  quoted <- vapply(names, function(name) deparse(as.name(name), backtick = TRUE), "")
  response <- utils::tail(make.unique(c(names, response)), 1)
  formula <- stats::reformulate(quoted, as.name(response), intercept, env = baseenv())
  terms <- stats::terms(formula)
  classes <- rep("numeric", length(names) + 1)
  attr(terms, "dataClasses") <- stats::setNames(classes, c(response, names))
  attr(terms, "predvars") <- attr(terms, "variables")
  attr(terms, "matrix_columns") <- names
  terms
}
