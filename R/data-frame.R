#' The model frame as `glm()` builds it
#'
#' `weights`, `subset` and `offset` are looked up in `data`, then in the formula's environment.
#' Columns that no fit can use are errors before `na.action` sees them.
#'
#' @param call The matched call; its `weights`, `subset` and `offset` are used as expressions.
#' @param formula,data The values of these arguments; `data` may be an environment.
#' @param na_action A function, its name, or `NULL`.
#' @return A model frame.
#' @noRd
formula_frame <- function(call, formula, data, na_action) {
  screen <- function(frame) screened_frame(frame, data, na_action)
  arguments <- list(
    quote(stats::model.frame),
    formula = quote(formula), data = quote(data), na.action = quote(screen), drop.unused.levels = TRUE
  )
  rows <- as.list(call)[intersect(names(call), c("weights", "subset", "offset"))]
  tryCatch(eval(as.call(c(arguments, rows))), error = abort_frame)
}

#' Check a frame, then let `na.action` drop rows
#'
#' @return The frame itself where nothing is missing: `na.omit()` would copy every column.
#' @noRd
screened_frame <- function(frame, data, na_action) {
  check_frame(frame, data)
  if (is.null(na_action) || !any(vapply(frame, anyNA, TRUE))) {
    check_complete(frame, frame, row_label(frame, data))
    return(frame)
  }
  complete <- match.fun(na_action)(frame)
  check_complete(complete, frame, row_label(complete, data))
  complete
}

#' What to do about missing values: the argument, else what `data` says, else the option
#' @noRd
resolve_na_action <- function(data) {
  own <- attr(data, "na.action")
  if (!is.null(own) && mode(own) != "numeric") {
    return(own)
  }
  getOption("na.action", "na.fail")
}

#' An error of `model.frame()` in our class; ours pass as they are
#'
#' Where R speaks another language than English the message stays R's.
#' @noRd
abort_frame <- function(error) {
  if (inherits(error, "logreg_error")) {
    stop(error)
  }
  message <- gsub("'?\\((weights|offset)\\)'?", "'\\1'", conditionMessage(error))
  unknown <- quoted_name(message, "^object '(.*)' not found$")
  uneven <- quoted_name(message, "^variable lengths differ \\(found for '(.*)'\\)$")
  if (!is.null(unknown)) {
    statement <- sprintf("`%s` is neither a column of `data` nor known where the formula was written.", unknown)
    abort_logreg("missing_variable", statement, column = unknown)
  }
  if (!is.null(uneven)) {
    statement <- sprintf("`%s` has more or fewer values than the variables before it.", uneven)
    remedy <- "All variables, `weights` and `offset` must have one value a row."
    abort_logreg("length", c(statement, remedy), column = uneven)
  }
  hint <- if (grepl("(closure)", message, fixed = TRUE)) {
    "A function stands where values belong. The family goes by its name: family = binomial()."
  }
  abort_logreg("model_frame", c("The variables of the model could not be put together:", message, hint), parent = error)
}

#' The part of a message that a pattern has in brackets, or `NULL`
#' @noRd
quoted_name <- function(message, pattern) {
  found <- regmatches(message, regexec(pattern, message))[[1]]
  if (length(found) == 2) found[[2]]
}

#' Stop unless `data` is something a formula can be evaluated in
#' @noRd
check_data_argument <- function(data) {
  if (is.data.frame(data) || is.environment(data) || (is.list(data) && !inherits(data, "family"))) {
    return(invisible(TRUE))
  }
  family <- inherits(data, "family") || is.function(data)
  check_argument(
    if (family) {
      "it is a family or a function. Give the family by its name: family = binomial()"
    } else {
      sprintf("it is %s; give a data frame", describe_value(data))
    },
    "data"
  )
}

#' The data object of a formula fit
#'
#' @param frame From [formula_frame()].
#' @param formula,data The values of these arguments.
#' @param contrasts The argument of this name.
#' @param offset The expression of the argument `offset`, or `NULL`.
#' @noRd
formula_data <- function(frame, formula, data, contrasts = NULL, offset = NULL) {
  terms <- attr(frame, "terms")
  place <- attr(terms, "response")
  check_formula(terms)
  name <- expression_text(attr(terms, "variables")[[place + 1]])
  response <- parse_response(frame[[place]], frame[["(weights)"]], name)
  design <- design_columns(terms, frame, contrasts)
  attr(terms, "data_variables") <- data_variables(terms, data, offset)
  attr(frame, "terms") <- terms
  origin <- list(
    n = nrow(frame), terms = terms, frame = frame, xlevels = stats::.getXlevels(terms, frame),
    na_action = attr(frame, "na.action"), formula = formula, y_user = frame[[place]]
  )
  logreg_data(response, design, frame_offset(frame), attr(terms, "intercept") == 1, origin)
}

#' A formula needs a response and something to estimate
#' @noRd
check_formula <- function(terms) {
  if (attr(terms, "response") == 0) {
    abort_logreg(
      "formula", c("The formula has no response.", "Write it on the left: passed ~ hours."),
      argument = "formula"
    )
  }
  if (attr(terms, "intercept") == 0 && length(attr(terms, "term.labels")) == 0) {
    abort_logreg(
      "formula", "The formula has no terms and no intercept: there is nothing to estimate.",
      argument = "formula"
    )
  }
}

#' The sum of all offsets of a frame as plain numbers, or `NULL`
#' @noRd
frame_offset <- function(frame) {
  offset <- stats::model.offset(frame)
  if (!is.null(offset)) as.double(offset)
}

#' The variables that new data must bring
#'
#' These are the ones that `data` had, and others with one value a row. What is left, such as
#' the `k` of `poly(x, k)`, belongs to the formula's environment.
#' @param offset The expression of the argument `offset`, or `NULL`.
#' @noRd
data_variables <- function(terms, data, offset = NULL) {
  needed <- union(all.vars(stats::delete.response(terms)), all.vars(offset))
  environment <- environment(terms)
  own <- if (is.environment(data)) character() else intersect(needed, names(data))
  rows <- if (is.data.frame(data)) nrow(data) else NROW(eval(attr(terms, "variables")[[2]], data, environment))
  has_rows <- function(name) {
    rows > 1 && NROW(get0(name, envir = environment)) == rows
  }
  c(own, Filter(has_rows, setdiff(needed, own)))
}
