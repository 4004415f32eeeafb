#' Print a fit
#'
#' Shows the event that is modelled, the rows used and dropped, the coefficients as log-odds and as
#' odds ratios side by side, the deviance, the solver and how far the fit got.
#'
#' @param x A fit of [logreg()].
#' @param digits Significant digits.
#' @param ... Not used.
#' @return `x`, invisibly.
#' @section Where this differs from `glm()`:
#'   The call is not printed; it is in `fit$call`.
#' @seealso [summary.logreg_fit()] for standard errors and tests.
#' @examples
#' logreg(am ~ wt, data = mtcars)
#' @export
print.logreg_fit <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  print_heading(x)
  cat("\n")
  print_coefficients(x, digits)
  cat("\n")
  print_deviances(x, digits)
  cat_wrapped(solver_line(x))
  cat_wrapped(convergence_line(x))
  invisible(x)
}

#' The event that is modelled and the rows it is modelled on
#' @noRd
print_heading <- function(fit) {
  cat(cli::style_bold(paste0("Logistic regression, modelling P(", fit$event$label, ")")), "\n", sep = "")
  cat_wrapped(rows_line(fit))
}

#' Text folded at the width of the console
#' @noRd
cat_wrapped <- function(text) {
  cat(strwrap(text, width = getOption("width")), sep = "\n")
}

#' Rows used and dropped, in words
#' @noRd
rows_line <- function(fit) rows_in_words(rows_of(fit))

#' Counts of the rows used, left out by weight 0 and dropped, and of the trials if there are any
#' @noRd
rows_of <- function(fit) {
  used <- stats::nobs(fit)
  list(
    used = used, unweighted = length(fit$y) - used, dropped = length(fit$na.action),
    trials = if (identical(fit$event$kind, "counts")) sum(fit$prior.weights)
  )
}

#' @noRd
rows_in_words <- function(rows) {
  paste0(
    count_of(rows$used, "row"), " used",
    if (!is.null(rows$trials)) sprintf(" with %s", count_of(rows$trials, "trial")),
    if (rows$dropped > 0) sprintf(", %s dropped because of missing values", count_of(rows$dropped, "row")),
    if (rows$unweighted > 0) sprintf(", %s left out by weight 0", count_of(rows$unweighted, "row")),
    "."
  )
}

#' Log-odds and odds ratios side by side, and what needs saying about single rows
#' @noRd
print_coefficients <- function(fit, digits) {
  estimate <- fit$coefficients
  if (length(estimate) == 0) {
    cat("No coefficients\n")
    return(invisible())
  }
  table <- cbind(
    "log-odds" = format(estimate, digits = digits),
    "odds ratio" = vapply(exp(estimate), format, "", digits = digits)
  )
  rownames(table) <- names(estimate)
  print(table, quote = FALSE, right = TRUE)
  if (has_intercept(fit)) {
    cat_wrapped("(Intercept): the odds where every column is zero.")
  }
  for (entry in fit$aliased) {
    cat_wrapped(aliased_line(entry, names(estimate)))
  }
  undetermined <- if (is_limit(fit)) undetermined_words(fit$separation)
  if (!is.null(undetermined)) cat_wrapped(undetermined)
}

#' Why a coefficient is `NA`
#' @noRd
aliased_line <- function(entry, names) {
  name <- names[[entry$column]]
  if (length(entry$repeats) == 0) {
    return(sprintf("%s: NA, because the column is constant.", name))
  }
  sprintf("%s: NA, because the column repeats %s.", name, toString(names[entry$repeats]))
}

#' Null and residual deviance with their degrees of freedom, and the AIC
#' @noRd
print_deviances <- function(fit, digits) {
  size <- format(vapply(c(fit$null.deviance, fit$deviance), format, "", digits = max(5L, digits + 1L)), justify = "right")
  df <- format(vapply(c(fit$df.null, fit$df.residual), format, "", digits = digits), justify = "right")
  cat(
    sprintf("Null deviance:     %s on %s degrees of freedom\n", size[[1]], df[[1]]),
    sprintf("Residual deviance: %s on %s degrees of freedom\n", size[[2]], df[[2]]),
    sprintf("AIC: %s\n", format(fit$aic, digits = max(4L, digits + 1L))),
    sep = ""
  )
}

#' Solver and penalty, in words
#' @noRd
solver_line <- function(fit) {
  paste0("Solver: ", gsub("_", " ", fit$solver$name, fixed = TRUE), penalty_in_words(fit$penalty), ".")
}

#' @noRd
penalty_in_words <- function(penalty) {
  if (is.null(penalty)) {
    return(NULL)
  }
  if (is_firth(penalty)) {
    return(", Firth's penalty")
  }
  sprintf(", %s penalty %s on the mean log loss", penalty$name, format(penalty$options$penalty, digits = 4))
}
