#' Fit a logistic regression
#'
#' Models the probability of an event: its log-odds are a sum of the columns times coefficients. By
#' default the fit is the maximum-likelihood estimate that [stats::glm()] gives; how it gets there can
#' be chosen and watched.
#'
#' The data may stand first, so that `data |> logreg(y ~ x)` works. Named arguments may come in any
#' order.
#'
#' @param formula A formula: response on the left, terms on the right, as for [stats::glm()].
#' @param data A data frame (or a list or an environment) with the variables of the formula. What
#'   is not in it is looked up where the formula was written.
#' @param weights Prior weights, n numbers, 0 or more: how many rows or trials a row stands for. For
#'   proportions, the numbers of trials. Looked up in `data`, then where the formula was written.
#' @param subset Rows to use, looked up as `weights` are.
#' @param na.action What to do with rows that have missing values: a function such as
#'   [stats::na.omit()] or its name. By default the option `na.action`. The number of rows dropped is
#'   printed with the fit.
#' @param offset Known part of the log-odds, n numbers, added to every row's log-odds. Looked up as
#'   `weights` are.
#' @param contrasts `NULL`, or a list of contrasts, named by factors, as for [stats::glm()].
#' @param solver The way to the optimum: `"newton"`, `"lbfgs"`, `"gradient_descent"`, `"adam"`, or the
#'   result of a [solver function][solvers].
#' @param penalty `NULL` for maximum likelihood, or the result of [penalty_firth()] (finite estimates where the data are
#'   separated, less bias where they are few) or [penalty_ridge()] (coefficients shrunk for prediction).
#' @param start Where the solver starts: `NULL` for 0 everywhere, one number for each coefficient
#'   (log-odds per unit of x, intercept first; names, if there are any, decide the order), or
#'   `"random"` for draws of standard normals from R's generator.
#' @param separated What the coefficients of a separated fit are, see [separation]: `"limit"`, -Inf and Inf where they
#'   grow without bound, or `"last"`, those that the solver had when it stopped. By default the limit, for the
#'   solvers that descend step by step the last.
#' @param model Whether to keep the model frame in the fit.
#' @param x A numeric matrix, n x p, a matrix of the package Matrix, or a data frame of numbers. No
#'   column for the intercept.
#' @param y The response, n values, see below. For a data frame `x` it may be a formula, and `x` is
#'   then the data.
#' @param intercept Whether to add an intercept. `TRUE` or `FALSE`.
#' @param ... Options of the solver when `solver` is a name, see [solvers]. `family = binomial()` is
#'   accepted, and with a formula `method = "model.frame"`, which returns the model frame. Anything
#'   else is an error.
#' @return A fit of class `c("logreg_fit", "glm", "lm")` with all components of a `glm` object;
#'   with a penalty of class `c("logreg_firth", "logreg_fit")` or `c("logreg_penalized", "logreg_fit")`. In addition: `trace`, a data frame
#'   with a row for each recorded epoch; `event`, the event modelled; `solver` and `penalty`.
#' @section Response: The event is the second of two values, as in `glm()`; every print says which.
#'   * Numbers 0 and 1: the event is 1.
#'   * Logical: `TRUE`.
#'   * A factor with two levels in use: the second level in use.
#'   * Text with two values: the second in sorted order.
#'   * `cbind(successes, failures)`: a success. Counts of 0 or more.
#'   * Proportions from 0 to 1, with the numbers of trials as `weights`.
#' @section Dependent columns: A column of which the ones before it leave less than 1e-13 is not estimated: its
#'   coefficient is `NA`, and the print names the columns that it repeats. Coefficients are finite up to a condition
#'   number of about 1e12 of the scaled columns; `glm()`, whose tolerance is 1e-11, has `NA` from 7e11 on. A constant
#'   column beside the intercept counts as dependent.
#' @section Sparse matrices: A sparse `x` of the package Matrix is never made dense: the fit reads and
#'   copies its entries only, once, and costs per pass what the pairs of entries in each row cost. The
#'   answer is that of the dense matrix, with `standardize = TRUE` too: there the zeros are moved by
#'   way of the intercept. A `dgCMatrix` is used in place; other sparse classes are made one. What
#'   stays dense is the Hessian of p x p numbers.
#' @section Errors: All have the class `logreg_error` and one of these:
#'   * `logreg_error_argument`: an argument has a value it cannot have, or is unknown.
#'   * `logreg_error_response`, `logreg_error_one_class`: the response cannot be read, or has one
#'     class (which [penalty_firth()] accepts, unless it is a factor or text).
#'   * `logreg_error_not_finite`, `logreg_error_all_missing`, `logreg_error_missing_value`,
#'     `logreg_error_column_type`, `logreg_error_one_level`: a column cannot be used; the message
#'     names it, and the row where there is one. `NaN` and infinite values are errors; `NA` is left to
#'     `na.action`.
#'   * `logreg_error_no_rows`, `logreg_error_no_columns`, `logreg_error_column_names`,
#'     `logreg_error_length`, `logreg_error_weights`, `logreg_error_formula`,
#'     `logreg_error_missing_variable`, `logreg_error_model_frame`: what the names say.
#'   * `logreg_error_too_wide`: a sparse matrix has so many columns that their Hessian does not fit
#'     into memory.
#'
#'   A fit that did not get to an optimum gives a warning: `logreg_warning_separation` where there is none (an error on
#'   request, see [separation]), `logreg_warning_not_converged` or `logreg_warning_diverged`.
#'
#'   Successes that are not whole numbers give the warning `logreg_warning_non_integer_successes`,
#'   where `glm()` warns as well.
#' @section Method: With `eta` the log-odds of a row, the fit minimises the mean over the rows,
#'   weighted by the weights, of log(1 + exp(eta)) - y eta. McCullagh and Nelder (1989), *Generalized
#'   Linear Models*, chapter 4.
#' @seealso [solvers], [penalty_firth()], [penalty_ridge()], [convergence()]
#' @examples
#' fit <- logreg(passed ~ hours, data = study_hours)
#' fit
#'
#' # The same by gradient descent, step by step
#' descent <- study_hours |>
#'   logreg(passed ~ hours, solver = "gradient_descent", learning_rate = 0.5, epochs = 2000)
#' head(descent$trace)
#'
#' # A matrix and a response
#' logreg(as.matrix(study_hours["hours"]), study_hours$passed)
#' @export
logreg <- function(x, ...) {
  UseMethod("logreg", dispatched_argument(x, ...))
}

#' The argument whose class decides: `formula` where it is named, else the first, else `data`
#'
#' The others are not touched: `weights = w` means nothing outside the data.
#' @noRd
dispatched_argument <- function(x, ...) {
  given <- ...names()
  if ("formula" %in% given) {
    ...elt(match("formula", given))
  } else if (!missing(x)) {
    x
  } else if ("data" %in% given) {
    ...elt(match("data", given))
  }
}

#' @rdname logreg
#' @export
logreg.formula <- function(formula, data, weights, subset, na.action, offset, contrasts = NULL,
                           solver = "newton", penalty = NULL, start = NULL, separated = NULL, model = TRUE, ...) {
  call <- match.call()
  if (!missing(data) && inherits(data, "formula")) {
    if (missing(formula)) check_argument("it is a formula, and no data are given; write logreg(formula, data)", "data")
    call <- exchange_formula_and_data(call)
    given <- formula
    formula <- data
    data <- given
  }
  call <- tidy_call(call, parent.frame(), formula)
  if (missing(data)) data <- environment(formula)
  check_data_argument(data)
  plain <- ...length() == 0L && missing(weights) && missing(subset) && missing(offset) && is.null(contrasts) &&
    isTRUE(model) && is_default_task(solver, penalty, start, separated)
  fit <- if (plain) plain_formula_fit(formula, NULL, data, call)
  terms <- if (!is.list(fit)) formula_terms(formula, data)
  if (isFALSE(fit) && !is.null(terms)) fit <- plain_formula_fit(formula, terms, data, call)
  if (is.list(fit)) {
    return(fit)
  }
  dots <- sort_dots(list(...), c("family", "method"))
  solver <- as_solver(solver, dots$options, names(formals(logreg.formula)))
  check_penalty(penalty)
  if (!is_flag(model)) check_argument(checkmate::check_flag(model), "model")
  about <- list(call = call, model = model, user_data = data, separation = decided_separation(separated, solver))
  na_action <- if (missing(na.action)) resolve_na_action(data) else na.action
  if (identical(dots$method, "model.frame")) {
    return(formula_frame(call, formula, data, na_action, terms))
  }
  fit_unseen(solver, penalty, start, about, function(unseen) {
    frame <- formula_frame(call, formula, data, na_action, terms, unseen)
    formula_data(frame, formula, data, contrasts, call$offset, unseen)
  })
}

#' @rdname logreg
#' @export
logreg.matrix <- function(x, y, weights, offset, intercept = TRUE, solver = "newton",
                          penalty = NULL, start = NULL, separated = NULL, ...) {
  call <- tidy_call(match.call(), parent.frame())
  if (missing(y)) {
    abort_no_response()
  }
  if (inherits(y, "formula")) {
    check_argument("it is a matrix; a formula needs a data frame. Write logreg(formula, data = as.data.frame(x))", "x")
  }
  name <- response_name(call$y)
  plain <- ...length() == 0L && missing(weights) && missing(offset) && is_default_task(solver, penalty, start, separated)
  fit <- if (plain && is_flag(intercept)) plain_matrix_fit(x, y, intercept, name, call)
  if (!is.null(fit)) {
    return(fit)
  }
  dots <- sort_dots(list(...), "family")
  solver <- as_solver(solver, dots$options, names(formals(logreg.matrix)))
  check_penalty(penalty)
  if (missing(weights)) weights <- NULL
  if (missing(offset)) offset <- NULL
  about <- list(call = call, separation = decided_separation(separated, solver))
  fit_unseen(solver, penalty, start, about, function(unseen) {
    matrix_data(x, y, weights, offset, intercept, name, unseen)
  })
}

#' @rdname logreg
#' @method logreg Matrix
#' @export
logreg.Matrix <- function(x, ...) {
  require_package("Matrix", sprintf("to read a matrix of class %s", class(x)[[1]]))
  UseMethod("logreg", matrix())
}

#' @rdname logreg
#' @method logreg data.frame
#' @export
logreg.data.frame <- function(x, y, weights, offset, intercept = TRUE, solver = "newton",
                              penalty = NULL, start = NULL, separated = NULL, ...) {
  if (missing(y)) {
    abort_no_response()
  }
  if (inherits(y, "formula") && "y" %in% names(sys.call())) {
    check_argument("it is a formula; write logreg(formula, data = x)", "y")
  }
  # Dispatched once more, the formula method gets both as they came, and nothing is evaluated twice.
  if (inherits(y, "formula")) UseMethod("logreg", y) else UseMethod("logreg", matrix())
}

#' @rdname logreg
#' @export
logreg.default <- function(x, ...) {
  if (missing(x)) {
    found <- "Neither a formula nor `x` was given."
  } else {
    found <- sprintf("The first argument is %s.", describe_value(x))
  }
  near <- if (!missing(x)) remedy_for_first(x)
  abort_logreg(
    "argument",
    c("logreg() takes a formula and a data frame, or a numeric matrix `x` and a response `y`.", found, near),
    argument = "x"
  )
}

#' @noRd
remedy_for_first <- function(x) {
  if (is.character(x)) {
    "Text is no formula: write it without quotes, or use as.formula()."
  } else if (is.numeric(x) && is.null(dim(x))) {
    "For one column write logreg(y ~ x), or logreg(cbind(x), y)."
  }
}

#' @noRd
abort_no_response <- function() {
  check_argument("it is missing; give the response, or a formula for the data frame", "y")
}

#' How the user calls the response of a matrix fit
#' @noRd
response_name <- function(expression) {
  if (is.symbol(expression)) {
    name <- as.character(expression)
  } else {
    name <- if (is.language(expression)) expression_text(expression) else "y"
  }
  if (nchar(name) <= 40) name else "y"
}

#' Fit data whose numbers nobody has looked at yet, which spares a pass over them
#'
#' Where the core meets one that is not finite, the data are looked at and fitted again, or refused with the
#' name of the column.
#' @param make Makes the data object, numbers unseen or not.
#' @noRd
fit_unseen <- function(solver, penalty, start, about, make) {
  # What is drawn at random must not be drawn twice.
  unseen <- is.null(start)
  read <- if (is_firth(penalty)) function(unseen) accept_one_class(make(unseen)) else make
  fit <- fit_data_object(read(unseen), solver, penalty, start, about)
  if (is.null(fit)) fit_data_object(read(FALSE), solver, penalty, start, about) else fit
}

#' Fit a data object and dress the answer
#' @param about What the fit keeps of the call: `call`, `model`, `user_data`; and what is asked about `separation`.
#' @return `NULL` if numbers of `data` that nobody had looked at are not finite.
#' @noRd
fit_data_object <- function(data, solver, penalty, start, about) {
  check_batch(solver, data$n)
  if (is_firth(penalty)) check_whole_batch(solver, data$n)
  start <- resolve_start(start, data$names)
  core <- fit_core(data, solver, penalty, start, about$separation)
  if (is.null(core)) {
    return(NULL)
  }
  fit <- new_logreg_fit(
    core, data, solver, penalty, about$call,
    model = about$model %||% TRUE, user_data = about$user_data
  )
  warn_not_converged(dress_separation(fit))
}
