#' The variables behind the predictors of a fit, with their values in the rows of the fit
#'
#' Variables as the user has them: `x` for a term `log(x)` or `poly(x, 2)`. Constants such as a degree
#' are left out.
#' @return A named list of vectors.
#' @noRd
predictor_values <- function(fit) {
  variable_values(fit, all.vars(as.call(c(as.name("list"), predictor_expressions(fit)))))
}

#' The same for variables that occur in the offset only
#' @noRd
offset_values <- function(fit) {
  predictors <- all.vars(as.call(c(as.name("list"), predictor_expressions(fit))))
  terms <- fit$terms
  inside <- as.list(attr(terms, "variables"))[-1][attr(terms, "offset")]
  expressions <- c(inside, list(fit$call$offset))
  variables <- all.vars(as.call(c(as.name("list"), expressions)))
  variable_values(fit, setdiff(variables, predictors))
}

#' The expressions that occur in the terms of a model
#' @noRd
predictor_expressions <- function(fit) {
  used <- attr(stats::delete.response(fit$terms), "factors")
  if (!length(used)) {
    return(list())
  }
  as.list(str2expression(rownames(used)[rowSums(used) > 0]))
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
  rows <- names(fit$y)
  if (is.data.frame(fit$data) && name %in% names(fit$data)) {
    values <- fit$data[[name]]
    found <- match(rows, row.names(fit$data))
  } else {
    values <- get0(name, environment(fit$formula), ifnotfound = NULL)
    if (length(values) == 1 && length(rows) > 1) {
      return(NULL)
    }
    found <- match(rows, names(values) %||% as.character(seq_along(values)))
  }
  if (is.null(values) || anyNA(found)) {
    abort_logreg("plot", c(
      sprintf("The values of `%s` are not in the fit and can no longer be found.", name),
      "Fit again with the variable in `data`."
    ), column = name)
  }
  values[found]
}

#' Is this a numeric vector?
#' @noRd
is_plain_number <- function(values) {
  is.numeric(values) && is.null(dim(values))
}

#' One row of the variables that are not drawn
#'
#' @param values Named list of the variables' values.
#' @param at Named list of the user's choices.
#' @return A list of single values: the choice, else the median of a number with more than two
#'   values, else the commonest value.
#' @noRd
held_values <- function(values, at) {
  check_argument(checkmate::check_list(as.list(at), names = if (length(at)) "unique"), "at")
  strange <- setdiff(names(at), names(values))
  if (length(strange)) {
    abort_logreg("argument", c(
      sprintf("`at` names %s, which is no predictor that is held.", quote_names(strange)),
      sprintf("Held are %s.", if (length(values)) quote_names(names(values)) else "none")
    ), argument = "at")
  }
  held <- lapply(values, typical_value)
  for (name in names(at)) held[[name]] <- chosen_value(at[[name]], values[[name]], name)
  held
}

#' The value the user chose, in the type of the variable
#' @noRd
chosen_value <- function(value, values, name) {
  known <- is.numeric(values) || as.character(value) %in% as.character(values)
  if (length(value) != 1 || is.na(value) || !known || (is.numeric(values) && !is.numeric(value))) {
    abort_logreg("argument", c(
      sprintf("`at` must give one value that `%s` can have.", name)
    ), argument = "at", column = name)
  }
  if (is.numeric(values)) value else values[match(as.character(value), as.character(values))]
}

#' The median, or the commonest value of what has no median
#' @noRd
typical_value <- function(values) {
  if (is_plain_number(values) && length(unique(values)) > 2) {
    return(stats::median(values))
  }
  values <- if (is.null(dim(values))) values else values[, 1]
  values[[which.max(tabulate(match(values, values)))]]
}

#' "age = 32, race = white"
#' @noRd
held_words <- function(held) {
  shown <- vapply(held, function(value) {
    if (is.numeric(value)) format(signif(value, 4)) else as.character(value)
  }, "")
  paste(names(held), shown, sep = " = ", collapse = ", ")
}
