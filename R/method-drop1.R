#' Dropping and adding single terms
#'
#' What the fit would be with one term fewer or one more. `step()` builds on both.
#'
#' @param object A fit of [logreg()].
#' @param scope The terms to drop or to add: a formula, or their labels. `drop1()` tries every term
#'   that no interaction needs.
#' @param scale,test,k As for [stats::drop1()]: `test` is `"none"`, `"LRT"` (also called `"Chisq"`) or
#'   `"Rao"` for the score test; `k` the charge for a degree of freedom in the AIC. With a `scale` or
#'   `test = "F"`, which a binomial does not have, the method for `glm` does the work.
#' @param ... Not used.
#' @return A table of class `"anova"` with one row a term: degrees of freedom, deviance, AIC and test.
#' @section Where this differs from `glm()`:
#'   The smaller and larger models are fitted by Newton's method of this package, from the columns in
#'   place; the numbers agree with those of `glm` at a strict `epsilon`. `add1()` on a fit of a matrix is
#'   an error.
#' @section Errors and warnings:
#'   `logreg_error_argument` for terms that the model does not have, or if there is nothing to add;
#'   `logreg_error_not_available` for `add1()` on a fit of a matrix; `logreg_error_penalized` for a
#'   penalised fit. `logreg_warning_fewer_rows` if a new term has missing values: all models of the
#'   table are then fitted to the rows that are complete.
#' @section Method:
#'   Likelihood-ratio test: the difference of the deviances. Score test: the sum of squares that the
#'   columns of the larger model explain in the working residuals of the smaller one.
#' @examples
#' fit <- logreg(am ~ wt + hp, data = mtcars)
#' drop1(fit, test = "LRT")
#' add1(fit, ~ . + qsec + wt:hp, test = "Rao")
#' @name logreg-drop1
NULL

#' @rdname logreg-drop1
#' @export
drop1.logreg_fit <- function(object, scope = NULL, scale = 0,
                             test = c("none", "Rao", "LRT", "Chisq", "F"), k = 2, ...) {
  test <- match_choice(test, c("none", "Rao", "LRT", "Chisq", "F"), "test")
  if (test == "F" || scale != 0) {
    return(NextMethod())
  }
  scope <- droppable_terms(object, scope)
  data <- fit_data(object)
  labels <- attr(object$terms, "term.labels")
  whole <- refit_summary(data, NULL)
  smaller <- lapply(scope, function(label) {
    reduced <- keep_design_columns(data, data$assign != match(label, labels))
    refit_summary(reduced, if (test == "Rao") data)
  })
  table <- single_term_table(object, whole, smaller, scope, test, k)
  with_heading(table, "Single term deletions", object)
}

#' @rdname logreg-drop1
#' @export
add1.logreg_fit <- function(object, scope, scale = 0,
                            test = c("none", "Rao", "LRT", "Chisq", "F"), k = 2, ...) {
  test <- match_choice(test, c("none", "Rao", "LRT", "Chisq", "F"), "test")
  if (test == "F" || scale != 0) {
    return(NextMethod())
  }
  scope <- addable_terms(object, scope)
  data <- enlarged_data(object, scope)
  labels <- sorted_labels(attr(data$terms, "term.labels"))
  present <- c(0, match(sorted_labels(attr(object$terms, "term.labels")), labels))
  base_columns <- keep_design_columns(data, data$assign %in% present)
  models <- lapply(scope, function(label) {
    keep_design_columns(data, data$assign %in% c(present, match(sorted_labels(label), labels)))
  })
  base <- refit_summary(base_columns, NULL)
  larger <- lapply(models, function(model) {
    c(refit_summary(model, NULL)[c("rank", "deviance")], score = if (test == "Rao") score_of(base_columns, model))
  })
  table <- single_term_table(object, base, larger, scope, test, k)
  with_heading(table, "Single term additions", object)
}

#' Labels of the terms to drop
#' @noRd
droppable_terms <- function(object, scope) {
  if (is.null(scope)) {
    return(stats::drop.scope(object))
  }
  if (!is.character(scope)) {
    check_argument(checkmate::check_formula(scope), "scope")
    scope <- attr(stats::terms(stats::update.formula(object, scope)), "term.labels")
  }
  labels <- attr(object$terms, "term.labels")
  unknown <- setdiff(scope, labels)
  if (length(unknown) > 0) {
    abort_logreg("argument", c(
      sprintf("`scope` has terms that the model does not have: %s.", quote_names(unknown)),
      sprintf("The model has %s.", quote_names(labels))
    ), argument = "scope")
  }
  scope
}

#' Labels of the terms to add
#' @noRd
addable_terms <- function(object, scope) {
  if (!is.null(object$x_user)) {
    abort_logreg("not_available", c(
      "The fit was made from a matrix, so there is no data frame to take further terms from.",
      "Put the columns in a data frame and use a formula."
    ))
  }
  if (!is.character(scope)) {
    check_argument(checkmate::check_formula(scope), "scope")
    scope <- stats::add.scope(object, stats::update.formula(object, scope))
  }
  if (length(scope) == 0) {
    abort_logreg("argument", "`scope` has no term that the model does not have already.", argument = "scope")
  }
  scope
}

#' The data object of the model with all terms of the scope, on the rows complete for it
#' @noRd
enlarged_data <- function(object, scope) {
  formula <- stats::update.formula(object, stats::reformulate(c(".", scope)))
  enlarged <- object
  enlarged$call$formula <- formula
  enlarged$terms <- stats::terms(formula)
  frame <- rebuild_frame(enlarged, list())
  data <- formula_data(frame, formula, object$data, object$contrasts, object$call$offset)
  if (data$n < length(object$y)) {
    warn_logreg("fewer_rows", sprintf(
      "The new terms have missing values: all models use %d of the %s of the fit.",
      data$n, count_of(length(object$y), "row")
    ))
  }
  data
}

#' Labels of terms with the parts of an interaction in the order of the alphabet
#' @noRd
sorted_labels <- function(labels) {
  vapply(strsplit(labels, ":", fixed = TRUE), function(parts) paste(sort(parts), collapse = ":"), "")
}

#' Rank and deviance of a model fitted again and, on demand, the score of a larger model over it
#' @noRd
refit_summary <- function(data, larger) {
  core <- refit(data)
  deviance <- core$deviance %||% sum(row_terms_(core$linear_predictors, data$y, data$weight)$deviance_terms)
  c(list(rank = core$rank, deviance = deviance), score = if (!is.null(larger)) score_of(data, larger))
}

#' Rao's score statistic of a larger model at the estimate of a smaller one
#' @noRd
score_of <- function(smaller, larger) {
  terms <- row_terms_(refit(smaller)$linear_predictors, smaller$y, smaller$weight)
  explained <- stats::glm.fit(dense_design(larger), terms$working, terms$weight)
  explained$null.deviance - explained$deviance
}

#' The table of `drop1()` and `add1()`
#' @param models One list a term, with `rank`, `deviance` and for the score test `score`.
#' @noRd
single_term_table <- function(object, base, models, scope, test, k) {
  rank <- c(base$rank, vapply(models, function(model) as.double(model$rank), 1))
  deviance <- c(base$deviance, vapply(models, function(model) model$deviance, 1))
  aic <- deviance + k * rank
  table <- data.frame(
    Df = c(NA, abs(rank - rank[[1]])[-1]), Deviance = deviance,
    AIC = aic + stats::extractAIC(object, k = k)[[2]] - aic[[1]], row.names = c("<none>", scope)
  )
  statistic <- if (test == "Rao") {
    list("Rao score" = c(NA, pmax(0, vapply(models, function(model) model$score, 1))))
  } else if (test != "none") {
    list(LRT = c(NA, abs(deviance - deviance[[1]])[-1]))
  }
  if (is.null(statistic)) {
    return(table)
  }
  table[[names(statistic)]] <- statistic[[1]]
  table[["Pr(>Chi)"]] <- stats::pchisq(statistic[[1]], ifelse(table$Df > 0, table$Df, NA), lower.tail = FALSE)
  table
}

#' Heading and class of a table of tests
#' @noRd
with_heading <- function(table, title, object) {
  structure(table,
    heading = c(title, "\nModel:", deparse(stats::formula(object))),
    class = c("anova", "data.frame")
  )
}
