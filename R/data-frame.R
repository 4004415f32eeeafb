#' The model frame as `glm()` builds it
#'
#' `weights`, `subset` and `offset` are looked up in `data`, then in the formula's environment.
#' Columns that no fit can use are errors before `na.action` sees them.
#'
#' @param call The matched call; its `weights`, `subset` and `offset` are used as expressions.
#' @param formula,data The values of these arguments; `data` may be an environment.
#' @param na_action A function, its name, or `NULL`.
#' @param terms From [formula_terms()].
#' @param unseen May numbers stay unseen, for the core to look at? See [fit_unseen()].
#' @return A model frame, bit for bit the one of [stats::model.frame()].
#' @noRd
formula_frame <- function(call, formula, data, na_action, terms = formula_terms(formula, data), unseen = FALSE) {
  withCallingHandlers(
    quick_frame(call, formula, data, na_action, terms, unseen) %||% stats_frame(call, formula, data, na_action),
    error = abort_frame
  )
}

#' The terms of a formula as [stats::model.frame()] would make them; `NULL` where it has to do that itself
#'
#' Left to it are terms objects, formulas with a class of their own, and lists, which it makes data frames.
#' @noRd
formula_terms <- function(formula, data) {
  if (identical(oldClass(formula), "formula") && (is.data.frame(data) || is.environment(data))) {
    withCallingHandlers(stats::terms.formula(formula, data = data), error = abort_frame)
  }
}

#' The frame without what `model.frame()` costs: one scan of the columns, none copied
#'
#' @return A model frame, or `NULL` for what is left to [stats_frame()]: terms objects and formulas
#'   with a class of their own, lists (they become data frames first), time series (they lose their
#'   class), complex numbers, columns that make no frame (it finds the words for the error), and
#'   missing values under an `na.action` or in a column with ways of its own.
#' @noRd
quick_frame <- function(call, formula, data, na_action, terms = formula_terms(formula, data), unseen = FALSE) {
  if (is.null(terms)) {
    return(NULL)
  }
  columns <- frame_columns(terms, call, data)
  scan <- scan_columns(columns, if (unseen && is.null(call$subset)) explaining(terms, length(columns)))
  if (is.null(scan)) {
    return(NULL)
  }
  terms <- described_terms(terms, columns, scan$classes)
  frame <- as_frame(columns, frame_row_names(columns, scan$rows, terms, data))
  rows <- if (!is.null(call$subset)) eval(call$subset, data, environment(formula))
  if (!is.null(rows)) {
    frame <- frame[rows, , drop = FALSE]
    scan <- scan_columns(frame)
  }
  if (!screen_columns(frame, data, scan)) {
    frame <- drop_incomplete(frame, data, na_action)
    if (is.null(frame)) return(NULL)
    scan <- scan_columns(frame)
  }
  if (!scan$plain) frame <- drop_unused_levels(frame, scan$facts)
  attr(frame, "terms") <- terms
  frame
}

#' The variables of the terms, then weights and offset, as `model.frame()` names them
#' @noRd
frame_columns <- function(terms, call, data) {
  environment <- environment(terms)
  variables <- attr(terms, "variables")
  columns <- eval(variables, data, environment)
  names(columns) <- variable_names(variables)
  if (!is.null(call$weights)) columns[["(weights)"]] <- eval(call$weights, data, environment)
  if (!is.null(call$offset)) columns[["(offset)"]] <- eval(call$offset, data, environment)
  columns
}

#' The names that a frame gives to the variables of a terms object
#' @noRd
variable_names <- function(variables) {
  names <- symbol_names_(variables)
  # A symbol is its own text; to deparse one costs as much as ten columns do otherwise.
  if (!all(nzchar(names))) {
    for (i in which(names == "")) names[[i]] <- expression_text(variables[[i + 1L]])
  }
  names
}

#' What [scan_columns_()] finds in a column, as the bits of one number
#' @noRd
column_facts <- c(missing = 1L, nan = 2L, infinite = 4L, unused_level = 8L, unusual = 16L)

#' @noRd
incomplete <- sum(column_facts[c("missing", "nan", "infinite")])

#' Which columns of a frame are neither response nor offset nor weights?
#' @noRd
explaining <- function(terms, width) {
  places <- seq_len(width)
  places < length(attr(terms, "variables")) & !places %in% c(attr(terms, "response"), attr(terms, "offset"))
}

#' Are so many rows too many to look at twice?
#' @noRd
are_many <- function(rows) rows > 20000L

#' Rows, facts and classes of columns; `NULL` where they make no frame, or one of an unusual kind
#'
#' Threads pay from some ten thousand rows on.
#' @param unseen Of which columns may the doubles stay unseen? With few rows all are looked at, and where a column
#'   that was seen has missing values: a row is dropped for these, but not for a `NaN`.
#' @noRd
scan_columns <- function(columns, unseen = NULL) {
  long <- length(columns) > 0L && are_many(NROW(.subset2(columns, 1L)))
  threads <- if (long) core_threads() else 1L
  scan <- scan_columns_(columns, threads, if (long) unseen)
  if (long && any(unseen) && !is.null(scan) && any(bitwAnd(scan$facts, incomplete) > 0L)) {
    scan <- scan_columns_(columns, threads)
  }
  if (is.null(scan) || scan$plain || all(scan$facts < column_facts[["unusual"]])) scan
}

#' Terms with `predvars` and `dataClasses`, as they stand in a model frame
#' @noRd
described_terms <- function(terms, columns, classes) {
  variables <- attr(terms, "variables")
  for (i in seq_along(variables)[-1L]) {
    column <- columns[[i - 1L]]
    # Without attributes there is nothing that new data would have to be told, such as the knots of a spline.
    if (!is.null(attributes(column))) variables[[i]] <- stats::makepredictcall(column, variables[[i]])
  }
  attr(terms, "predvars") <- variables
  if (any(classes == "")) {
    for (j in which(classes == "")) classes[[j]] <- stats::.MFclass(columns[[j]])
  }
  attr(terms, "dataClasses") <- classes
  terms
}

#' The row names of the data, else of the response, else numbers
#' @noRd
frame_row_names <- function(columns, rows, terms, data) {
  names <- .row_names_info(data, 0L)
  response <- attr(terms, "response")
  if (is.null(names) && response > 0L) {
    names <- if (is.matrix(columns[[response]])) rownames(columns[[response]]) else names(columns[[response]])
  }
  if (length(names) == rows) names else c(NA_integer_, rows)
}

#' @noRd
as_frame <- function(columns, row_names) {
  attr(columns, "row.names") <- row_names
  class(columns) <- "data.frame"
  columns
}

#' Are all values there? Stops at columns that no fit can use
#' @param scan From [scan_columns()].
#' @noRd
screen_columns <- function(frame, data, scan) {
  if (scan$plain && scan$rows > 0L && is.null(.subset2(frame, "(weights)"))) {
    return(TRUE)
  }
  check_frame(frame, data, scan$facts)
  all(scan$facts == 0L | scan$facts == column_facts[["unused_level"]])
}

#' Classes whose columns lose rows as any vector does: `[` of theirs adds nothing to it
#' @noRd
plain_classes <- c("factor", "ordered", "Date", "POSIXct", "POSIXt", "AsIs", "matrix", "poly", "ns", "bs", "basis")

#' A frame without its incomplete rows, as `na.omit()` and `na.exclude()` leave it
#' @return `NULL` under another `na.action`, or where a column has a class that may drop rows in its own way.
#' @noRd
drop_incomplete <- function(frame, data, na_action) {
  kind <- omission(na_action)
  if (is.null(kind) || !all(unlist(lapply(frame, oldClass)) %in% plain_classes)) {
    return(NULL)
  }
  dropped <- incomplete_rows_(frame)
  row_names <- attr(frame, "row.names")
  complete <- drop_rows_(frame, dropped)
  names(complete) <- names(frame)
  complete <- as_frame(complete, row_names[-dropped])
  attr(complete, "na.action") <- structure(dropped, names = as.character(row_names[dropped]), class = kind)
  if (length(dropped) == length(row_names)) check_complete(complete, frame, row_label(complete, data))
  complete
}

#' "omit" or "exclude" where `na.action` is the function of `stats` that drops rows, else `NULL`
#' @noRd
omission <- function(na_action) {
  if (is.null(na_action)) {
    return(NULL)
  }
  action <- match.fun(na_action)
  if (identical(action, stats::na.omit)) "omit" else if (identical(action, stats::na.exclude)) "exclude"
}

#' Drop the levels of factors that no row has, with the warning of `model.frame()`
#' @noRd
drop_unused_levels <- function(frame, facts) {
  for (j in which(facts >= column_facts[["unused_level"]])) {
    values <- .subset2(frame, j)
    frame[[j]] <- values[, drop = TRUE]
    if (!identical(attr(frame[[j]], "contrasts"), attr(values, "contrasts"))) {
      lost <- gettextf("contrasts dropped from factor %s due to missing levels", names(frame)[[j]], domain = "R-stats")
      warning(lost, domain = NA, call. = FALSE)
    }
  }
  frame
}

#' The frame by [stats::model.frame()] itself, whatever it is made of
#' @noRd
stats_frame <- function(call, formula, data, na_action) {
  screen <- function(frame) screened_frame(frame, data, na_action)
  arguments <- list(
    quote(stats::model.frame),
    formula = quote(formula), data = quote(data), na.action = quote(screen), drop.unused.levels = TRUE
  )
  rows <- as.list(call)[intersect(names(call), c("weights", "subset", "offset"))]
  eval(as.call(c(arguments, rows)))
}

#' Check a frame, then let `na.action` drop rows
#'
#' @return The frame itself where nothing is missing: `na.omit()` would copy every column. It must see
#'   time series, though: `model.frame()` takes the class off the columns that come back.
#' @noRd
screened_frame <- function(frame, data, na_action) {
  check_frame(frame, data)
  if (is.null(na_action) || !any(vapply(frame, function(column) anyNA(column) || inherits(column, "ts"), TRUE))) {
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
#' @param unseen Has nobody looked at the numbers of the explaining columns?
#' @noRd
formula_data <- function(frame, formula, data, contrasts = NULL, offset = NULL, unseen = FALSE) {
  terms <- attr(frame, "terms")
  place <- attr(terms, "response")
  check_formula(terms)
  y <- .subset2(frame, place)
  response <- parse_response(y, .subset2(frame, "(weights)"), attr(frame, "names")[[place]], scanned = TRUE)
  design <- design_columns(terms, frame, contrasts)
  attr(terms, "data_variables") <- data_variables(terms, data, offset)
  attr(frame, "terms") <- terms
  rows <- .row_names_info(frame, 2L)
  origin <- list(
    n = rows, terms = terms, frame = frame, xlevels = factor_levels(terms, frame, design$levels),
    na_action = attr(frame, "na.action"), formula = formula, y_user = y, unseen = unseen && are_many(rows)
  )
  logreg_data(response, design, frame_offset(frame), attr(terms, "intercept") == 1L, origin)
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

#' The levels of the factors and texts among the explaining variables, as [stats::.getXlevels()] has them
#' @param known Levels that [design_columns()] has found, by the names of the frame.
#' @noRd
factor_levels <- function(terms, frame, known = NULL) {
  classes <- attr(terms, "dataClasses")
  count <- length(attr(terms, "variables")) - 1L
  if (all(classes == "numeric")) {
    return(if (count > 1L) no_levels)
  }
  names <- attr(frame, "names")[seq_len(count)][-attr(terms, "response")]
  found <- lapply(stats::setNames(nm = names), function(name) {
    values <- .subset2(frame, name)
    if (is.factor(values)) levels(values) else if (is.character(values)) known[[name]] %||% levels(factor(values))
  })
  if (count > 1L) found[lengths(found) > 0L]
}

#' An empty list with names, as [stats::.getXlevels()] has it where there are no factors
#' @noRd
no_levels <- stats::setNames(list(), character())

#' The sum of all offsets of a frame as plain numbers, or `NULL`
#' @noRd
frame_offset <- function(frame) {
  if (!is.null(attr(attr(frame, "terms"), "offset")) || !is.null(.subset2(frame, "(offset)"))) {
    as.double(stats::model.offset(frame))
  }
}

#' The variables that new data must bring
#'
#' These are the ones that `data` had, and others with one value a row. What is left, such as
#' the `k` of `poly(x, k)`, belongs to the formula's environment.
#' @param offset The expression of the argument `offset`, or `NULL`.
#' @noRd
data_variables <- function(terms, data, offset = NULL) {
  needed <- if (attr(terms, "response") > 0L) all.vars(.subset2(terms, 3L)) else all.vars(terms)
  if (!is.null(offset)) needed <- union(needed, all.vars(offset))
  if (!is.environment(data) && !anyNA(match(needed, attr(data, "names")))) {
    return(needed)
  }
  environment <- environment(terms)
  own <- if (is.environment(data)) character() else intersect(needed, names(data))
  rows <- if (is.data.frame(data)) nrow(data) else NROW(eval(attr(terms, "variables")[[2]], data, environment))
  has_rows <- function(name) {
    rows > 1 && NROW(get0(name, envir = environment)) == rows
  }
  c(own, Filter(has_rows, setdiff(needed, own)))
}
