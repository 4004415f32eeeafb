#' "row 17": where a row stands, by its number
#' @noRd
row_number <- function(row) {
  paste("row", format(row, scientific = FALSE))
}

#' A function that says where a row of a model frame stands in the user's data
#'
#' A frame may hold a subset of the rows; its row names remember which.
#' @param frame A model frame.
#' @param data The `data` argument.
#' @noRd
row_label <- function(frame, data) {
  rows <- attr(frame, "row.names")
  function(row) {
    if (!is.character(rows)) {
      return(row_number(rows[[row]]))
    }
    place <- if (is.data.frame(data)) match(rows[[row]], row.names(data)) else row
    number <- suppressWarnings(as.numeric(rows[[row]]))
    if (!is.na(number) && number == place) {
      row_number(place)
    } else {
      sprintf("%s (%s)", row_number(place), dQuote(rows[[row]], FALSE))
    }
  }
}

#' How a column of a model frame is called by the user
#' @noRd
column_label <- function(name) {
  extra <- c("(weights)" = "weights", "(offset)" = "offset")
  if (name %in% names(extra)) extra[[name]] else name
}

#' Stop at the first column of a model frame that no fit can use
#'
#' Runs before rows with missing values are dropped: `is.na(NaN)` is `TRUE`, so that `na.omit()`
#' would drop a `NaN` without a word.
#' @param frame A model frame, still with its missing values.
#' @param facts From [scan_columns()]: the values of columns without any are not looked at again.
#' @noRd
check_frame <- function(frame, data, facts = rep(1L, length(frame))) {
  label <- row_label(frame, data)
  if (.row_names_info(frame, 2L) == 0L) {
    abort_logreg("no_rows", c("There are no rows to fit.", "The data are empty, or `subset` left nothing."))
  }
  names <- names(frame)
  check_weights(.subset2(frame, "(weights)"), label)
  offsets <- startsWith(names, "offset(") | names == "(offset)"
  for (j in which(names != "(weights)")) {
    values <- .subset2(frame, j)
    if (facts[[j]] != 0L) check_column(values, column_label(names[[j]]), label)
    if (is.object(values)) check_column_type(values, column_label(names[[j]]))
    if (offsets[[j]]) check_offset(values, column_label(names[[j]]))
  }
}

#' An offset is a number for each row
#' @noRd
check_offset <- function(values, name) {
  if (!is.numeric(values) || NCOL(values) != 1) {
    check_argument(sprintf("it is %s; give one number a row", describe_value(values)), name)
  }
}

#' @noRd
check_column <- function(values, name, label) {
  check_column_type(values, name)
  if (is.matrix(values)) {
    parts <- if (is.null(colnames(values))) seq_len(ncol(values)) else dQuote(colnames(values), FALSE)
    for (j in seq_len(ncol(values))) {
      check_column(values[, j], sprintf("%s[, %s]", name, parts[[j]]), label)
    }
    return(invisible(TRUE))
  }
  if (is.double(values) && has_not_finite(values)) {
    abort_not_finite(values, name, label)
  }
  if (length(values) > 0 && is.na(values[[1]]) && all(is.na(values))) {
    abort_logreg(
      "all_missing",
      c(
        sprintf("`%s` has no values: it is NA in every row used (%s).", name, count_of(length(values), "row")),
        "Leave the column out of the model."
      ),
      column = name
    )
  }
}

#' @noRd
has_not_finite <- function(values) {
  facts <- scan_columns_(list(values), 1L)$facts
  bitwAnd(facts, column_facts[["nan"]] + column_facts[["infinite"]]) > 0L
}

#' Lists and 64-bit integers pass as columns, but are no numbers that R can calculate with
#' @noRd
check_column_type <- function(values, name) {
  if (!is.atomic(values)) {
    abort_logreg(
      "column_type",
      c(
        sprintf("`%s` is %s, and a column must be numbers, logical, text or a factor.", name, describe_value(values)),
        "Take the values out first, for example with unlist()."
      ),
      column = name
    )
  }
  if (inherits(values, "integer64")) {
    abort_logreg(
      "column_type",
      c(
        sprintf("`%s` holds 64-bit integers, which R cannot calculate with.", name),
        sprintf("Change it first: as.numeric(%s).", name)
      ),
      column = name
    )
  }
}

#' @noRd
abort_not_finite <- function(values, name, label) {
  bad <- is.nan(values) | is.infinite(values)
  row <- which(bad)[[1]]
  more <- sum(bad) - 1
  abort_logreg(
    "not_finite",
    c(
      sprintf(
        "`%s` is %s in %s%s.", name, format(values[[row]]), label(row),
        if (more > 0) sprintf(", and not finite in %s", count_of(more, "more row", "more rows")) else ""
      ),
      "Correct the values, or set them to NA so that `na.action` decides about their rows."
    ),
    column = name, row = row
  )
}

#' Stop where `na.action` has left missing values or no rows at all
#' @param before The frame before `na.action`.
#' @noRd
check_complete <- function(frame, before, label) {
  if (nrow(frame) == 0) {
    abort_logreg(
      "no_rows",
      c(
        sprintf("No row is left: each of the %s has a missing value.", count_of(nrow(before), "row")),
        sprintf("Columns with missing values: %s.", missing_counts(before))
      )
    )
  }
  for (name in names(frame)) {
    if (anyNA(frame[[name]])) {
      row <- which(rowSums(is.na(as.matrix(frame[[name]]))) > 0)[[1]]
      abort_logreg(
        "missing_value",
        c(
          sprintf("`%s` is NA in %s, and `na.action` kept the row.", column_label(name), label(row)),
          "Use na.action = na.omit or na.exclude."
        ),
        column = name, row = row
      )
    }
  }
}

#' "`x` (3), `z` (12)": the columns with missing values
#' @noRd
missing_counts <- function(frame) {
  counts <- vapply(frame, function(values) sum(is.na(values)), 1)
  counts <- counts[counts > 0]
  list_words(sprintf("`%s` (%d)", vapply(names(counts), column_label, ""), counts))
}

#' Stop at a factor that has one level, which no contrast can code
#' @noRd
check_levels <- function(levels, name) {
  if (length(levels) >= 2) {
    return(invisible(TRUE))
  }
  abort_logreg(
    "one_level",
    c(
      sprintf("The factor `%s` has one level only in the rows used: %s.", name, list_words(dQuote(levels, FALSE))),
      "It cannot explain anything. Leave it out of the model."
    ),
    column = name
  )
}

#' Stop unless a vector has as many elements as there are rows
#' @noRd
check_row_count <- function(values, n, argument) {
  if (NROW(values) == n) {
    return(invisible(TRUE))
  }
  abort_logreg(
    "length",
    sprintf(
      "`%s` has %s, and `x` has %s. They must be as many.",
      argument, count_of(NROW(values), "value"), count_of(n, "row")
    ),
    argument = argument
  )
}
