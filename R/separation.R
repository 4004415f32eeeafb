#' Separated data: when there is no finite estimate
#'
#' The classes of a data set are *separated* if a combination of the columns puts no row on the wrong side and some
#' strictly on their own. Then the likelihood rises for ever along it, and some coefficients have no finite estimate.
#' [logreg()] decides this for every fit whose solver found no optimum, says so, and gives what there is instead: the
#' limit.
#'
#' Separation is *complete* if some combination puts every row strictly on its own side, *quasi-complete* if some rows
#' stay on the border whatever the combination. The rows on the border have a finite estimate of their own, which gives
#' the finite coefficients, their standard errors and the deviance of the limit.
#'
#' @section What a separated fit has:
#'   * `coef()`: `-Inf` or `Inf` where all separating directions agree about the sign, `NA` where they do not, and the
#'     finite limit of the others. `vcov()` and `summary()` have `NA` for the first two.
#'   * `deviance()`, `logLik()`: of the limit, which is the supremum of the likelihood.
#'   * `predict()`: the limit, -Inf or Inf in log-odds, 0 or 1 in probability; `NA` for a row about which the directions
#'     disagree, with a warning of class `logreg_warning_undetermined` (`rows`).
#'   * `confint()`: likelihood limits, which are one-sided for a coefficient without bound.
#'   * `$separation`: a list that prints in words, with `type`, `"complete"` or `"quasi-complete"`; `limits`, for each
#'     coefficient `"finite"`, `"Inf"`, `"-Inf"`, `"not determined"` or `"aliased"`; `rows_apart`, the number of rows
#'     that some direction puts strictly on their own side, and `rows`, the names of the first of them; `levels`, in
#'     words the levels with one class only; `directions`, a matrix whose columns span the directions, in the units of
#'     the coefficients; `loss`, the mean log loss of the limit; `last`, the coefficients that the solver had when it
#'     stopped. What else is in it is for `predict()`.
#' @section How to have it otherwise:
#'   `logreg(separated = "last")` gives the last coefficients of the solver, which are finite and mean little, for tools
#'   that cannot live with `Inf`. That is the default of the solvers that descend step by step, whose last step is what
#'   they are asked for. [penalty_firth()] and [penalty_ridge()] have finite estimates.
#'
#'   `options(logreg.separation = )` is `"warning"` by default: a warning of class `logreg_warning_separation`.
#'   `"error"` makes it an error of class `logreg_error_separation`, `"silent"` nothing. Both conditions carry
#'   `separation` and `convergence`, the error also the `fit`.
#' @section Method:
#'   With z_i the rows of the design, times -1 where there is no event, the separating directions are the cone
#'   C = \{v : z_i'v >= 0 for all i\}. A finite estimate exists if and only if no v of C has z_i'v > 0 for some i (Albert
#'   and Anderson 1984). The point of C next to sum z_i is nought just then, and is such a v otherwise. It is found by
#'   non-negative least squares (Lawson and Hanson 1974) over few rows, to which passes over all rows add those that are
#'   violated. Rows that it puts strictly on their side are set aside, and the search goes on with the others, until they
#'   have a finite estimate or none is left. A coefficient is finite if it is orthogonal to the null space of the rows
#'   that are left; its sign is settled if it is the same on all of C. A product of a row and a direction, both of length
#'   1 in scaled columns, counts as nought below 1e-9: data nearer to the border than that may be called separated or
#'   undecided, whichever they are.
#' @section Source:
#'   Albert and Anderson (1984), *On the existence of maximum likelihood estimates in logistic regression models*,
#'   Biometrika 71. Konis (2007), *Linear programming algorithms for detecting separated data*, thesis, Oxford. Geyer
#'   (2009), *Likelihood inference in exponential families and directions of recession*, Electronic Journal of
#'   Statistics 3.
#' @seealso [convergence()], [penalty_firth()]
#' @examples
#' apart <- data.frame(dose = c(1, 2, 3, 3, 4, 5), ill = c(0, 0, 0, 1, 1, 1))
#' fit <- suppressWarnings(logreg(ill ~ dose, data = apart))
#' fit
#' fit$separation
#' predict(fit, data.frame(dose = 1:5), type = "response")
#' @name separation
NULL

#' Are the coefficients of a fit those of a limit?
#' @noRd
is_limit <- function(fit) isTRUE(.subset2(fit, "separation")$taken)

#' What a fit asks about separation: that it be decided, and the limit unless the solver goes step by step
#' @noRd
decided_separation <- function(separated, solver) {
  if (is.null(separated)) {
    return(list(decide = TRUE, limit = is.null(unclass(solver)$options$epochs)))
  }
  list(decide = TRUE, limit = match_choice(separated, c("limit", "last"), "separated") == "limit")
}

#' Put into `$separation` what users read: directions in their units, rows and levels by name
#' @noRd
dress_separation <- function(fit) {
  found <- fit$separation
  if (is.null(found)) {
    return(fit)
  }
  found$directions <- user_directions(found)
  apart <- if (found$taken) which(is.infinite(fit$linear.predictors) & fit$prior.weights > 0)
  found$rows <- names(fit$y)[utils::head(apart, 10)]
  found$levels <- one_class_levels(fit)
  fit$separation <- structure(found, class = "logreg_separation")
  fit
}

#' A basis of the separating directions in the units of the coefficients, one a column, its largest entry 1 or -1
#' @noRd
user_directions <- function(found) {
  inside <- found$span / found$scale
  inside[1, ] <- inside[1, ] - colSums(found$center * inside)
  inside <- sweep(inside, 2, apply(abs(inside), 2, max), "/")
  directions <- matrix(0, length(found$limits), ncol(inside), dimnames = list(names(found$limits), NULL))
  directions[found$kept, ] <- inside
  directions
}

#' In words, the levels of the main effects that have events only or none
#' @noRd
one_class_levels <- function(fit) {
  frame <- fit$model
  variables <- intersect(names(frame), attr(fit$terms, "term.labels"))
  variables <- variables[vapply(frame[variables], has_levels, TRUE)]
  used <- fit$prior.weights > 0
  unlist(lapply(variables, function(name) {
    groups <- split(unname(fit$y)[used], frame[[name]][used], drop = TRUE)
    level_words(name, groups)
  }), use.names = FALSE)
}

#' Is it a factor, text, logical, or a number with two values?
#' @noRd
has_levels <- function(x) {
  is.null(dim(x)) && (is.factor(x) || is.character(x) || is.logical(x) || length(unique(x)) <= 2)
}

#' @noRd
level_words <- function(name, groups) {
  pure <- groups[vapply(groups, function(y) all(y == 0) || all(y == 1), TRUE)]
  sprintf(
    "%s = %s: %s, %s.", name, names(pure), vapply(lengths(pure), count_of, "", singular = "row"),
    ifelse(vapply(pure, `[[`, 1, 1L) == 1, "all events", "no event")
  )
}

#' The same fit with the last coefficients that its solver had, for what needs finite ones
#' @noRd
last_iterate <- function(fit) {
  if (!is_limit(fit)) {
    return(fit)
  }
  fit$coefficients <- fit$separation$last
  eta <- linear_predictor(fit_data(fit), fit$coefficients)
  fit$linear.predictors[] <- eta
  terms <- row_terms_(eta, unname(fit$y), given_weights(fit))
  fit$fitted.values[] <- terms$prob
  fit$weights[] <- terms$weight
  fit$residuals[] <- terms$working
  fit$deviance <- sum(terms$deviance_terms)
  fit$separation$taken <- FALSE
  fit
}

#' Log-odds of rows under a separated fit: the limit
#' @noRd
limit_predictor <- function(data, fit) {
  eta <- linear_predictor(data, fit$separation$face)
  limits <- row_limits(data, fit)
  ifelse(limits %in% 0L, eta, limits * Inf)
}

#' The same for somebody who asked for predictions, with a warning where there are none
#' @noRd
told_limit <- function(data, fit) {
  eta <- limit_predictor(data, fit)
  warn_undetermined(eta, fit$separation)
  eta
}

#' Say why rows have no limit
#' @noRd
warn_undetermined <- function(eta, separation) {
  rows <- which(is.na(eta))
  if (length(rows) == 0) {
    return(invisible())
  }
  why <- if (separation$normals_are_complete) {
    "separating directions disagree about what the log-odds go to"
  } else {
    "with so many separated rows only the directions were kept that settle the coefficients"
  }
  warn_logreg("undetermined", c(
    sprintf("No prediction (`NA`) for %s of `newdata`: %s.", count_of(length(rows), "row"), why),
    "A fit with penalty = penalty_firth() predicts every row. See ?separation."
  ), rows = rows)
}

#' 0 where the log-odds of a row are finite, 1 or -1 where they have no bound, `NA` where they are not determined
#' @noRd
row_limits <- function(data, fit) {
  if (data$n == 0) integer() else row_limits_(row_data(data), unclass(fit$separation))
}

#' Does the fit know the log-odds of these rows only as infinite, or not at all?
#' @noRd
without_finite_limit <- function(data, fit) {
  if (is_limit(fit)) !(row_limits(data, fit) %in% 0L) else logical(data$n)
}

#' Stop where coefficients without bound leave nothing to compute
#' @noRd
refuse_limit <- function(fit, what) {
  if (is_limit(fit)) {
    abort_logreg("separated", c(
      sprintf("%s is not finite: the fit is separated.", what),
      "Fit with penalty = penalty_firth(), or with separated = \"last\" for the last coefficients of the solver."
    ))
  }
}

#' @export
print.logreg_separation <- function(x, ...) {
  cat_wrapped(separation_statement(x))
  for (line in separation_details(x)) cat_wrapped_item(line)
  invisible(x)
}

#' @noRd
separation_statement <- function(found) {
  if (found$type == "complete") {
    return(paste(
      "No finite estimate: the classes are completely separated. A combination of the columns puts every",
      "row on its own side, so the loss falls towards 0 for ever and the coefficients grow without bound."
    ))
  }
  sprintf(
    paste(
      "No finite estimate: the classes are quasi-completely separated. A combination of the columns puts %s strictly",
      "on %s own side and none on the wrong one, so the likelihood rises along it for ever."
    ), count_of(found$rows_apart, "row"), if (found$rows_apart == 1) "its" else "their"
  )
}

#' What grows, where, and what there is to do
#' @noRd
separation_details <- function(found) {
  c(
    term_words("Without bound:", found, c("Inf", "-Inf")),
    undetermined_words(found),
    if (found$type != "complete" && found$taken) "The other coefficients, their standard errors and the deviance are those of the limit.",
    if (!found$taken) "The coefficients are the last that the solver had; they and their standard errors mean little.",
    if (length(found$rows) > 0 && found$type != "complete") rows_apart_words(found),
    found$levels,
    "penalty_firth() has finite estimates with intervals, penalty_ridge() finite estimates. See ?separation."
  )
}

#' @noRd
undetermined_words <- function(found) {
  term_words("Not determined, since separating directions disagree:", found, "not determined")
}

#' @noRd
term_words <- function(title, found, limits) {
  these <- found$limits[found$limits %in% limits]
  if (length(these) == 0) {
    return(NULL)
  }
  words <- if (identical(limits, "not determined")) names(these) else sprintf("%s (%s)", names(these), these)
  paste0(title, " ", list_words(words, 12L), ".")
}

#' @noRd
rows_apart_words <- function(found) {
  more <- found$rows_apart - length(found$rows)
  sprintf(
    "Rows strictly on their own side: %s%s.", paste(found$rows, collapse = ", "),
    if (more > 0) sprintf(" and %s more", format(more, big.mark = ",")) else ""
  )
}
