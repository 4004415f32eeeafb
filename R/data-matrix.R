#' The data object of a matrix or data-frame fit
#'
#' @param x A numeric matrix, dense or sparse, or a data frame of numbers.
#' @param y The response.
#' @param weights,offset Numbers, one a row, or `NULL`.
#' @param intercept `TRUE` or `FALSE`.
#' @param name How the user calls the response.
#' @param unseen May numbers of `x` stay unseen, for the core to look at? See [fit_unseen()].
#' @noRd
matrix_data <- function(x, y, weights = NULL, offset = NULL, intercept = TRUE, name = "y", unseen = FALSE) {
  if (!is_flag(intercept)) check_argument(checkmate::check_flag(intercept), "intercept")
  given <- x
  x <- plain_frame(x)
  names <- matrix_names(x)
  check_matrix_rows(x, y, weights, offset)
  if (is_sparse(x)) check_width(length(names))
  complete <- screen_matrix(x, y, weights, offset, unseen)
  dropped <- if (!complete) incomplete_rows(x, y, offset)
  response <- parse_response(without_rows(y, dropped), without_rows(weights, dropped), name, scanned = TRUE)
  terms <- if (is_sparse(x)) sparse_terms(names, intercept, name) else matrix_terms(names, intercept, name)
  design <- list(
    columns = matrix_columns(without_rows(x, dropped)),
    names = if (intercept) c("(Intercept)", names) else names,
    assign = matrix_assign(x, intercept)
  )
  check_distinct(design$names)
  offset <- if (!is.null(offset)) as.double(without_rows(offset, dropped))
  origin <- list(
    n = nrow(x) - length(dropped), terms = terms, na_action = dropped,
    formula = formula_of(terms), x = given, y_user = y, unseen = unseen && are_many(nrow(x))
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
  if (anyNA(names) || !all(nzchar(names))) {
    empty <- which(is.na(names) | names == "")
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
  if (anyDuplicated(names) > 0L) {
    twice <- names[duplicated(names)]
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

#' Are all values there? Stops unless they are numbers, finite where they are not missing
#' @noRd
screen_matrix <- function(x, y, weights, offset, unseen = FALSE) {
  check_weights(weights)
  columns <- c(
    if (is.data.frame(x)) unclass(x) else if (!is_sparse(x)) list(x),
    list(y), if (!is.null(offset)) list(offset)
  )
  own <- length(columns) - 1L - !is.null(offset)
  facts <- scan_columns(columns, if (unseen) seq_along(columns) <= own)$facts %||% rep(column_facts[["unusual"]], length(columns))
  if (is_sparse(x)) facts <- c(sparse_facts(x), facts)
  place <- length(facts) - !is.null(offset)
  if (facts[[place]] > 0L) check_column(y, "y", row_number)
  if (!is.null(offset)) {
    check_offset(offset, "offset")
    if (facts[[place + 1L]] > 0L) check_column(offset, "offset", row_number)
  }
  if (is.data.frame(x)) {
    check_frame_columns(x, facts)
  } else if (is_sparse(x)) {
    check_sparse_columns(x, facts[[1]])
  } else {
    check_matrix_columns(x, facts[[1]])
  }
  all(facts == 0L)
}

#' @param facts From [scan_columns()]: columns without any are not looked at again.
#' @noRd
check_frame_columns <- function(x, facts) {
  names <- matrix_names(x)
  for (j in seq_along(names)) {
    check_number_column(x[[j]], names[[j]])
    if (facts[[j]] > 0L) check_column(x[[j]], names[[j]], row_number)
  }
}

#' A column is copied for a look only if it may be the one to blame
#' @noRd
check_matrix_columns <- function(x, facts) {
  numbers <- is.numeric(x) || is.logical(x)
  if (numbers && facts == 0L) {
    return(invisible(TRUE))
  }
  names <- matrix_names(x)
  suspects <- if (facts == column_facts[["missing"]]) which(is.na(x[1, ])) else seq_len(ncol(x))
  for (j in suspects) {
    check_number_column(x[, j], names[[j]])
    check_column(x[, j], names[[j]], row_number)
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
  if (!anyNA(if (is_sparse(x)) x@x else x, recursive = TRUE) && !anyNA(y) && !anyNA(offset)) {
    return(NULL)
  }
  complete <- rows_without_gaps(x) & stats::complete.cases(y) & (is.null(offset) | !is.na(offset %||% 0))
  proxy <- data.frame(complete = ifelse(complete, 1, NA))
  kept <- match.fun(getOption("na.action", "na.fail"))(proxy)
  check_complete(kept, proxy, row_number)
  attr(kept, "na.action")
}

#' A data frame without the ways of its own that a subclass has with `[`; a matrix as the core reads it
#' @noRd
plain_frame <- function(x) {
  if (is.data.frame(x)) class(x) <- "data.frame"
  if (isS4(x)) readable_matrix(x) else x
}

#' @noRd
without_rows <- function(values, rows) {
  if (is.null(rows) || is.null(values)) {
    values
  } else if (length(dim(values)) < 2) { # table() makes arrays of one dimension
    values[-rows]
  } else {
    values[-as.vector(rows), , drop = FALSE]
  }
}

#' Column specifications of a matrix (one block) or of a data frame (one a column, in place)
#' @noRd
matrix_columns <- function(x) {
  if (is.data.frame(x)) {
    return(lapply(unname(as.list(x)), function(values) list(kind = "numeric", values = values)))
  }
  if (is_sparse(x)) {
    return(list(list(kind = "sparse", values = x)))
  }
  if (!is.double(x)) {
    storage.mode(x) <- "double"
  }
  list(list(kind = "matrix", values = x))
}

#' The term of each coefficient: every column is one, but a sparse matrix is one as a whole
#' @noRd
matrix_assign <- function(x, intercept) {
  c(if (intercept) 0L, if (is_sparse(x)) rep(1L, ncol(x)) else seq_len(ncol(x)))
}

#' Terms with one variable a column, so that the methods for formula fits have something to read
#'
#' What `terms()` makes of `response ~ names[1] + names[2] + ...`, written down: to parse and sort the
#' terms takes longer than a small fit.
#' @param response How the user calls the response: it becomes a name.
#' @noRd
matrix_terms <- function(names, intercept, response) {
  if (response %in% names) response <- utils::tail(make.unique(c(names, response)), 1)
  all <- c(response, names)
  matrix_terms_(all, quoted_names(all), intercept)
}

#' Names as they stand in a formula: in back-quotes where they are none otherwise
#' @noRd
quoted_names <- function(names) {
  odd <- names != make.names(names) | startsWith(names, "..")
  if (any(odd)) names[odd] <- vapply(names[odd], function(name) deparse(as.name(name), backtick = TRUE), "")
  names
}

#' The formula of a terms object
#' @noRd
formula_of <- function(terms) {
  environment <- attr(terms, ".Environment")
  attributes(terms) <- list(class = "formula", .Environment = environment)
  terms
}
