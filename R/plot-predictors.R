#' The variables behind the predictors of a fit, with their values in the rows of the fit
#'
#' Variables as the user has them: `x` for a term `log(x)` or `poly(x, 2)`. Constants such as a degree
#' are left out.
#' @return A named list of vectors.
#' @noRd
predictor_values <- function(fit) {
  variable_values(fit, all.vars(predictor_expressions(fit)))
}

#' The same for variables that occur in the offset only
#' @noRd
offset_values <- function(fit) {
  given <- fit$call$offset
  if (!is.null(given) && !is_made_of_variables(given)) {
    abort_logreg("plot", c(
      "The offset is not made of variables, so it has no value away from the rows of the fit.",
      "Put it in `data` as a column, and name that column as the offset."
    ))
  }
  inside <- as.expression(as.list(attr(fit$terms, "variables"))[-1][attr(fit$terms, "offset")])
  variables <- c(all.vars(inside), all.vars(given))
  variable_values(fit, setdiff(variables, all.vars(predictor_expressions(fit))))
}

#' Can an expression be evaluated in new rows? `rep(1, 12)` and `old$time` cannot
#' @noRd
is_made_of_variables <- function(expression) {
  length(all.vars(expression)) > 0 && !any(c("$", "[[", "[", "@") %in% all.names(expression))
}

#' The expressions that occur in the terms of a model
#' @noRd
predictor_expressions <- function(fit) {
  used <- attr(stats::delete.response(fit$terms), "factors")
  if (!length(used)) {
    return(expression())
  }
  str2expression(rownames(used)[rowSums(used) > 0])
}

#' Values of variables in the rows of a fit
#' @noRd
variable_values <- function(fit, variables) {
  if (!length(variables)) {
    return(list())
  }
  frame <- stats::model.frame(fit)
  values <- lapply(stats::setNames(variables, variables), find_variable, fit = fit, frame = frame)
  Filter(Negate(is.null), values)
}

#' One variable: from the model frame, from the data or from the formula's environment
#'
#' `NULL` for a constant. Rows are matched by name, since some may have been left out of the fit.
#' @noRd
find_variable <- function(name, fit, frame) {
  if (name %in% names(frame)) {
    return(frame[[name]])
  }
  own <- is.list(fit$data) && name %in% names(fit$data)
  values <- if (own) fit$data[[name]] else get0(name, environment(fit$formula))
  if (length(values) == 1 && nrow(frame) > 1) {
    return(NULL)
  }
  row_names <- if (is.data.frame(fit$data)) row.names(fit$data) else seq_along(values)
  found <- match(names(fit$y), row_names)
  if (is.null(values) || anyNA(found)) {
    abort_logreg("plot", c(
      sprintf("The values of `%s` are not in the fit and can no longer be found.", name),
      "Fit again with the variable in `data`."
    ), column = name)
  }
  if (length(dim(values)) > 1) {
    abort_logreg("plot", c(
      sprintf("`%s` is a matrix: it is no single predictor that could be drawn or held.", name),
      "Fit again with its columns as variables of their own."
    ), column = name)
  }
  values[found]
}

#' Is this a numeric vector?
#' @noRd
is_plain_number <- function(values) {
  is.numeric(values) && is.null(dim(values))
}

#' Values for the variables that are not drawn
#'
#' @param values Named list of the variables' values.
#' @param at Named list of the user's choices.
#' @return A named list of single values: the choice, else the median of a number with more than
#'   two values, else the commonest value. The attribute `how` says which.
#' @noRd
held_values <- function(values, at = list()) {
  at <- as.list(at)
  check_argument(checkmate::check_list(at, names = if (length(at)) "unique"), "at")
  strange <- setdiff(names(at), names(values))
  if (length(strange)) {
    abort_logreg("argument", c(
      sprintf("`at` names %s, which is no predictor that is held.", quote_names(strange)),
      sprintf("Held are %s.", if (length(values)) quote_names(names(values)) else "none")
    ), argument = "at")
  }
  held <- lapply(values, typical_value)
  how <- ifelse(vapply(values, has_median, TRUE), "median", "commonest")
  how[names(at)] <- "chosen"
  for (name in names(at)) held[[name]] <- chosen_value(at[[name]], values[[name]], name)
  structure(held, how = unname(how))
}

#' The value the user chose, in the type of the variable
#' @noRd
chosen_value <- function(value, values, name) {
  fits <- length(value) == 1 && !is.na(value) && if (is.numeric(values)) {
    is.numeric(value)
  } else {
    as.character(value) %in% as.character(values)
  }
  if (!fits) {
    abort_logreg("argument", sprintf("`at` must give one value that `%s` can have.", name),
      argument = "at", column = name
    )
  }
  if (is.numeric(values)) value else values[match(as.character(value), as.character(values))]
}

#' Does the median stand for these values? Not for two of them, such as 0 and 1
#' @noRd
has_median <- function(values) {
  is.numeric(values) && length(unique(values)) > 2
}

#' The median, or the commonest value of what has no median
#' @noRd
typical_value <- function(values) {
  if (has_median(values)) {
    return(stats::median(values))
  }
  values[which.max(tabulate(match(values, values)))]
}

#' "age = 32 (median), race = white (commonest)"
#' @noRd
held_words <- function(held) {
  shown <- vapply(held, function(value) {
    if (is.numeric(value)) format(signif(value, 4)) else as.character(value)
  }, "")
  paste(sprintf("%s = %s (%s)", names(held), shown, attr(held, "how")), collapse = ", ")
}

#' Stop at a fit whose predictors cannot be moved one by one
#' @noRd
refuse_aliased <- function(fit, what) {
  unknown <- names(fit$coefficients)[is.na(fit$coefficients)]
  if (length(unknown)) {
    refuse_picture(what, sprintf(
      "the fit does not know the coefficient of %s, so its predictors cannot be moved one by one.",
      quote_names(unknown)
    ), "Fit again without the columns that repeat others.")
  }
}

#' Which rows to draw: all, or 5,000 evenly spread over them
#' @noRd
drawn_rows <- function(rows, most = 5000L) {
  if (rows <= most) seq_len(rows) else round(seq(1, rows, length.out = most))
}
