#' The data object of new rows for a fit
#'
#' Only the fit's terms, factor levels, contrasts and coefficients' names are used. A variable that
#' came from the data must come from `newdata`: an object of that name elsewhere is not picked up.
#'
#' @param object A fit.
#' @param newdata A data frame; for a fit of a matrix also a matrix, dense or sparse.
#' @param na.action What to do with rows that have missing values. `na.pass` acts as `na.exclude`
#'   here: the core never sees such a row, and [stats::napredict()] puts `NA` in its place.
#' @return A `logreg_data` without response; `na_action` names the rows left out, `frame` holds the
#'   variables (formula fits).
#' @noRd
new_design <- function(object, newdata, na.action = stats::na.pass) {
  columns <- attr(object$terms, "matrix_columns")
  if (is.null(columns)) {
    new_frame_design(object, newdata, na.action)
  } else {
    new_matrix_design(object, newdata, columns, na.action)
  }
}

#' @noRd
new_frame_design <- function(object, newdata, na_action) {
  check_newdata(object, newdata)
  terms <- stats::delete.response(object$terms)
  attr(terms, "data_variables") <- NULL
  screen <- function(frame) {
    pass_complete(as_fitted_types(frame, object), na_action, idle_variables(terms))
  }
  offset <- object$call$offset
  frame_call <- quote(stats::model.frame(terms, newdata, na.action = screen, xlev = object$xlevels))
  if (!is.null(offset)) frame_call$offset <- offset
  frame <- tryCatch(eval(frame_call), error = abort_frame)
  design <- design_columns(terms, frame, object$contrasts)
  origin <- list(n = nrow(frame), terms = terms, frame = frame, na_action = attr(frame, "na.action"))
  logreg_data(NULL, design, frame_offset(frame), attr(terms, "intercept") == 1, origin)
}

#' Every variable that came from the data of the fit must be in the new data
#' @noRd
check_newdata <- function(object, newdata) {
  if (!is.list(newdata) || (is.object(newdata) && !is.data.frame(newdata))) {
    check_argument(sprintf("it is %s; give a data frame", describe_value(newdata)), "newdata")
  }
  missing <- setdiff(attr(object$terms, "data_variables"), names(newdata))
  if (length(missing) > 0) {
    abort_missing_variables(missing, names(newdata))
  }
}

#' @noRd
abort_missing_variables <- function(missing, given) {
  near <- closest_name(missing[[1]], given)
  abort_logreg(
    "missing_variable",
    c(
      sprintf("`newdata` lacks %s, which the fit took from its data.", quote_names(missing)),
      if (!is.null(near)) sprintf("Did you mean the column `%s`?", near),
      "Objects of that name outside `newdata` are not used."
    ),
    argument = "newdata", column = missing[[1]]
  )
}

#' Check that each variable is of the kind it had in the fit, and of a level the fit has seen
#' @noRd
as_fitted_types <- function(frame, object) {
  classes <- attr(object$terms, "dataClasses")
  label <- row_label(frame, NULL)
  for (name in intersect(names(frame), names(classes))) {
    values <- as_fitted_type(frame[[name]], classes[[name]])
    check_fitted_type(values, classes[[name]], name)
    check_new_levels(values, object$xlevels[[name]], name, label)
    frame[[name]] <- values
  }
  frame
}

#' A column of nothing but `NA` is logical in R, whatever it stands for
#' @noRd
as_fitted_type <- function(values, class) {
  if (!is.logical(values) || class == "logical" || !all(is.na(values))) {
    return(values)
  }
  if (class == "numeric") as.double(values) else if (is_class_of_levels(class)) factor(values) else values
}

#' @noRd
is_class_of_levels <- function(class) class %in% c("factor", "ordered", "character")

#' @noRd
check_fitted_type <- function(values, class, name) {
  now <- stats::.MFclass(values)
  if (identical(now, class) || (is_class_of_levels(now) && is_class_of_levels(class))) {
    return(invisible(TRUE))
  }
  words <- function(class) sub("^nmatrix[.]([0-9]+)$", "a matrix of \\1 columns", class)
  abort_logreg(
    "column_type",
    c(
      sprintf("`%s` was %s in the fit and is %s in `newdata`.", name, words(class), words(now)),
      if (is_class_of_levels(class)) "Give the levels as they were, as a factor or as text."
    ),
    argument = "newdata", column = name
  )
}

#' @noRd
check_new_levels <- function(values, levels, name, label) {
  if (is.null(levels)) {
    return(invisible(TRUE))
  }
  values <- as.character(values)
  bad <- which(!is.na(values) & !values %in% levels)
  if (length(bad) > 0) {
    abort_logreg(
      "new_level",
      c(
        sprintf(
          "`%s` has a level that the fit has not seen: %s, first in %s of `newdata`.",
          name, list_words(dQuote(unique(values[bad]), FALSE)), label(bad[[1]])
        ),
        sprintf("The fit knows %s. Set the others to NA to predict NA.", list_words(dQuote(levels, FALSE)))
      ),
      argument = "newdata", column = name, row = bad[[1]], level = unique(values[bad])
    )
  }
}

#' Apply `na.action`, with `na.pass` as `na.exclude`, and leave a complete frame alone
#'
#' @param idle Variables that no column of the design uses. `na.pass` passes their gaps over: they
#'   leave the prediction known.
#' @noRd
pass_complete <- function(frame, na_action, idle = character()) {
  padding <- padding_action(na_action)
  judged <- if (identical(padding, na_action)) frame else frame[setdiff(names(frame), idle)]
  if (!any(vapply(judged, anyNA, TRUE))) {
    return(frame)
  }
  judged <- match.fun(padding)(judged)
  dropped <- attr(judged, "na.action")
  if (length(judged) == length(frame) || is.null(dropped)) {
    return(judged)
  }
  structure(frame[-dropped, , drop = FALSE], na.action = dropped)
}

#' The variables that the formula takes out again, as `y ~ . - x` does with x
#' @noRd
idle_variables <- function(terms) {
  names <- variable_names(attr(terms, "variables"))
  coding <- attr(terms, "factors")
  enters <- if (length(coding) > 0) rowSums(coding) > 0 else rep(FALSE, length(names))
  enters[attr(terms, "offset")] <- TRUE
  names[!enters]
}

#' @noRd
padding_action <- function(na_action) {
  passes <- is.null(na_action) || identical(na_action, "na.pass") || identical(na_action, stats::na.pass)
  if (passes) stats::na.exclude else na_action
}

#' New rows for a fit of a matrix: its columns by name, or by place where there are no names
#' @noRd
new_matrix_design <- function(object, newdata, columns, na_action) {
  x <- pick_columns(newdata, columns)
  offset <- new_matrix_offset(object, newdata)
  complete <- rows_without_gaps(x) & (is.null(offset) | !is.na(offset %||% 0))
  frame <- pass_complete(data.frame(complete = ifelse(complete, 1, NA)), na_action)
  dropped <- attr(frame, "na.action")
  intercept <- attr(object$terms, "intercept") == 1
  design <- list(
    columns = matrix_columns(without_rows(x, dropped)),
    names = c(if (intercept) "(Intercept)", columns), assign = matrix_assign(x, intercept)
  )
  origin <- list(n = nrow(frame), na_action = dropped, x = newdata)
  logreg_data(NULL, design, without_rows(offset, dropped), intercept, origin)
}

#' @noRd
pick_columns <- function(newdata, columns) {
  newdata <- plain_frame(newdata)
  if (!is.data.frame(newdata) && !is.matrix(newdata) && !is_sparse(newdata)) {
    check_argument(sprintf("it is %s; give a matrix or a data frame", describe_value(newdata)), "newdata")
  }
  missing <- setdiff(columns, colnames(newdata))
  made_up <- identical(columns, paste0("x", seq_along(columns)))
  if (length(missing) == 0) {
    newdata <- in_order(newdata, columns)
  } else if (!is.null(colnames(newdata)) && !made_up) {
    abort_missing_variables(missing, colnames(newdata))
  } else if (ncol(newdata) != length(columns)) {
    found <- sprintf("it has %s, and the fit has %d", count_of(ncol(newdata), "column"), length(columns))
    check_argument(found, "newdata")
  }
  for (j in if (!is_sparse(newdata)) seq_along(columns)) {
    check_number_column(if (is.data.frame(newdata)) newdata[[j]] else newdata[, j], columns[[j]], "newdata")
  }
  newdata
}

#' The columns named, in that order
#' @noRd
in_order <- function(x, columns) {
  if (identical(colnames(x), columns)) {
    x
  } else if (is.data.frame(x)) {
    x[columns]
  } else {
    x[, columns, drop = FALSE]
  }
}

#' The offset of new rows, from the expression in the call: its variables must be in `newdata`
#' @noRd
new_matrix_offset <- function(object, newdata) {
  expression <- object$call$offset
  if (is.null(expression)) {
    return(NULL)
  }
  missing <- setdiff(all.vars(expression), colnames(newdata))
  if (length(missing) > 0) {
    abort_missing_variables(missing, colnames(newdata) %||% character())
  }
  if (isS4(newdata)) newdata <- as.matrix(newdata[, all.vars(expression), drop = FALSE])
  offset <- eval(expression, as.data.frame(newdata), baseenv())
  check_row_count(offset, nrow(newdata), "offset")
  as.double(offset)
}
