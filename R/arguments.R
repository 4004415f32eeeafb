#' The constructors by the names that `solver = ` accepts
#' @noRd
solver_constructors <- function() {
  list(
    newton = solver_newton,
    lbfgs = solver_lbfgs,
    gradient_descent = solver_gradient_descent,
    adam = solver_adam
  )
}

#' A solver object from what the user gave: a name with its options, or an object
#'
#' @param solver A name or a `logreg_solver`.
#' @param options The solver's options that were given in `...`, a named list.
#' @param other Names of arguments that `...` may hold besides, for suggestions.
#' @noRd
as_solver <- function(solver, options = list(), other = character()) {
  if (length(options) == 0 && identical(solver, "newton")) {
    return(default_solver())
  }
  if (inherits(solver, "logreg_solver")) {
    check_no_loose_options(solver, options)
    return(solver)
  }
  constructors <- solver_constructors()
  if (!checkmate::test_choice(solver, names(constructors))) {
    abort_solver(solver, names(constructors))
  }
  constructor <- constructors[[solver]]
  check_options_known(names(options), names(formals(constructor)), solver, other)
  do.call(constructor, options)
}

#' Values that are the same in every call, by name
#'
#' To build and check the default solver takes longer than a small fit.
#' @noRd
made_before <- new.env(parent = emptyenv())

#' Tests set this to `TRUE` to send plain formulas by the general way as well
#' @noRd
made_before$general_only <- FALSE

#' The value kept under a name; `value` is evaluated where there is none yet
#' @noRd
made_once <- function(name, value) {
  if (is.null(made_before[[name]])) assign(name, value, made_before)
  made_before[[name]]
}

#' @noRd
abort_solver <- function(solver, choices) {
  near <- if (checkmate::test_string(solver)) closest_name(solver, choices)
  abort_logreg(
    "argument",
    c(
      sprintf("`solver` is not accepted: it is %s.", describe_value(solver)),
      sprintf("Give one of %s, or the result of a solver_ function.", list_words(dQuote(choices, FALSE))),
      if (!is.null(near)) sprintf("Did you mean %s?", dQuote(near, FALSE)),
      if (is.function(solver)) "A solver function needs its brackets: solver_newton()."
    ),
    argument = "solver"
  )
}

#' Options beside a solver object would be ignored or would contradict it
#' @noRd
check_no_loose_options <- function(solver, options) {
  if (length(options) == 0) {
    return(invisible(TRUE))
  }
  loose <- names(options)[[1]]
  mine <- loose %in% names(solver$options)
  abort_logreg(
    "argument",
    if (mine) {
      c(
        sprintf("`%s` is given beside a solver object.", loose),
        sprintf("Put it into the constructor: solver = solver_%s(%s = ...).", solver$name, loose)
      )
    } else {
      sprintf("logreg() has no argument `%s`, and neither has the solver %s.", loose, solver$name)
    },
    argument = loose
  )
}

#' Stop at the first name in `...` that is no option of the solver
#' @noRd
check_options_known <- function(given, known, solver, other) {
  unknown <- setdiff(given, known)
  if (length(unknown) == 0) {
    return(invisible(TRUE))
  }
  first <- unknown[[1]]
  owners <- solvers_with_option(first)
  near <- if (length(owners) == 0) option_in_other_words(first, known) %||% closest_name(first, c(known, other))
  abort_logreg(
    "argument",
    c(
      sprintf("logreg() has no argument `%s`, and neither has its solver \"%s\".", first, solver),
      if (!is.null(near)) sprintf("Did you mean `%s`?", near),
      if (length(owners) > 0) sprintf("It is an option of solver = %s.", paste0("\"", owners, "\"", collapse = " and ")),
      sprintf("Options of this solver: %s.", list_words(known, 12L))
    ),
    argument = first
  )
}

#' The solvers that have an option of this name
#' @noRd
solvers_with_option <- function(name) {
  registry <- made_once("registry", solver_registry())
  registry$solver[registry$option == name]
}

#' What other programs call an option of ours
#' @noRd
option_in_other_words <- function(name, known) {
  words <- c(
    maxit = "max_iterations", max_iter = "max_iterations", iterations = "max_iterations",
    n_iter = "epochs", iter = "epochs", epsilon = "tolerance", tol = "tolerance",
    lr = "learning_rate", alpha = "learning_rate", eta = "learning_rate", step_size = "learning_rate",
    trace = "verbose", lambda = "penalty"
  )
  meant <- words[names(words) == name]
  if (length(meant) > 0 && meant %in% c(known, "penalty")) unname(meant)
}

#' A batch cannot be larger than the data
#' @noRd
check_batch <- function(solver, n) {
  size <- solver$options$batch_size
  if (!is.null(size) && size > n) {
    check_argument(
      sprintf(
        "it is %s, and the data have %s. Give a smaller batch, or NULL for all rows at once",
        format(size), count_of(n, "row")
      ),
      "batch_size"
    )
  }
}

#' Firth's penalty is of all rows together
#' @noRd
check_whole_batch <- function(solver, n) {
  size <- solver$options$batch_size
  if (!is.null(size) && size < n) {
    check_argument(
      sprintf("it is %s, and Firth's penalty has no gradient of a part of the rows. Give NULL for all rows at once", format(size)),
      "batch_size"
    )
  }
}

#' Sort what came in `...` into the solver's options and the few arguments of `glm()` we accept
#'
#' @param dots The `...` of a method of [logreg()], as a list.
#' @param accepted The arguments of `glm()` that this method accepts there.
#' @return A list: `method` (a name or `NULL`) and `options`.
#' @noRd
sort_dots <- function(dots, accepted) {
  if (length(dots) == 0) {
    return(list(method = NULL, options = list()))
  }
  given <- names(dots) %||% rep("", length(dots))
  if (any(given == "")) {
    abort_logreg(
      "argument",
      c(
        sprintf("An argument has no name and no place: it is %s.", describe_value(dots[[which(given == "")[[1]]]])),
        "Give every argument after the data by its name."
      ),
      argument = "..."
    )
  }
  if (any(duplicated(given))) {
    check_argument("it is given twice", given[duplicated(given)][[1]])
  }
  if ("family" %in% given) {
    check_family(dots$family)
  }
  list(
    method = if ("method" %in% accepted) check_method(dots$method),
    options = dots[!given %in% accepted]
  )
}

#' Logistic regression has one family; whoever says so is right, another one is an error
#' @noRd
check_family <- function(family) {
  if (identical(family, "binomial") || identical(family, stats::binomial)) {
    return(invisible(TRUE))
  }
  if (inherits(family, "family") && family$family == "binomial" && family$link == "logit") {
    return(invisible(TRUE))
  }
  found <- if (inherits(family, "family")) {
    sprintf("%s with the link %s", family$family, family$link)
  } else {
    describe_value(family)
  }
  check_argument(
    sprintf("it is %s; logreg() fits binomial(link = \"logit\") only. Use glm() for other models", found),
    "family"
  )
}

#' `method` may ask for the model frame, as tools written for `glm()` do
#' @noRd
check_method <- function(method) {
  if (is.null(method) || identical(method, "model.frame")) {
    return(method)
  }
  check_argument(
    sprintf(
      "it is %s; the only method is \"model.frame\". The way of fitting is set by `solver`",
      describe_value(method)
    ),
    "method"
  )
}

#' Starting coefficients in the user's units
#'
#' @param start `NULL`, numbers in the order of `names` (or carrying these names), or `"random"`.
#' @param names The names of the coefficients.
#' @return `NULL`, or as many numbers as there are names.
#' @noRd
resolve_start <- function(start, names) {
  if (is.null(start)) {
    return(NULL)
  }
  if (identical(start, "random")) {
    return(stats::rnorm(length(names)))
  }
  expected <- sprintf("as many numbers as there are coefficients: %s", quote_names(names, 12L))
  if (!is.numeric(start)) {
    check_argument(sprintf("it is %s; give \"random\" or %s", describe_value(start), expected), "start")
  }
  if (length(start) != length(names)) {
    found <- sprintf("it has length %d, and must have %d; give %s", length(start), length(names), expected)
    check_argument(found, "start")
  }
  if (!all(is.finite(start))) {
    bad <- names[!is.finite(start)]
    check_argument(sprintf("the value for %s is not a finite number", quote_names(bad)), "start")
  }
  unname(as.double(start_in_order(start, names)))
}

#' A named start is put in the order of the coefficients; foreign names are an error
#' @noRd
start_in_order <- function(start, names) {
  given <- names(start)
  if (is.null(given) || identical(given, names)) {
    return(start)
  }
  if (!setequal(given, names)) {
    check_argument(
      sprintf("its names are %s; the coefficients are %s", quote_names(given, 12L), quote_names(names, 12L)),
      "start"
    )
  }
  start[names]
}
