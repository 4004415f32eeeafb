#' Summary of a fit
#'
#' What `summary()` shows for `glm`, with the odds ratios added: estimates, standard errors, z tests,
#' deviances, AIC.
#'
#' @param object A fit of [logreg()].
#' @param dispersion Multiplies the covariance; 1, the binomial's, by default.
#' @param correlation Add the correlations of the estimates?
#' @param vcov,cluster Which covariance the standard errors come from: a type such as `"HC3"`, a matrix
#'   or a function of the fit, and clusters such as `~ clinic`; see [vcov.logreg_fit()].
#' @param x What `summary()` returned.
#' @param digits Significant digits.
#' @param signif.stars Print stars beside the p-values?
#' @param ... Passed to [stats::printCoefmat()] by `print()`; otherwise not used.
#' @return An object of class `c("summary.logreg_fit", "summary.glm")`: a list with the components of
#'   `summary()` for `glm` (`coefficients` is a matrix with the columns `Estimate`, `Std. Error`,
#'   `z value` and `Pr(>|z|)`, aliased rows left out; `cov.unscaled`, `cov.scaled`, `df`, `aliased`
#'   and so on), and
#'   * `odds_ratios`: a matrix with the odds ratio and its 95 % Wald limits, one row a coefficient;
#'   * `covariance`: which covariance was used, in words; `NULL` for the model's own. `cov.unscaled` and
#'     `cov.scaled` are that covariance too;
#'   * `infinite`: of a [separated][separation] fit, the likelihood-ratio tests of the coefficients without bound, a data
#'     frame with `statistic` (one degree of freedom) and `p_value`: Wald's test has nothing to say of them;
#'   * `event`, `solver`, `penalty`, `intercept`, `rows` and `ending`: what `print()` puts into words.
#'
#'   For a penalised fit the class is `"summary.logreg_penalized"`, and there are coefficients and
#'   odds ratios only: no standard errors, which would not hold.
#' @section Errors:
#'   Those of [vcov.logreg_fit()] for `vcov` and `cluster`.
#' @section Where this differs from `glm()`:
#'   Standard errors come from the information at the returned coefficients, `glm()`'s from one step
#'   earlier.
#' @examples
#' fit <- logreg(am ~ wt, data = mtcars)
#' summary(fit)
#' summary(fit, vcov = "HC3")
#' @export
summary.logreg_fit <- function(object, dispersion = NULL, correlation = FALSE, vcov = NULL, cluster = NULL, ...) {
  check_argument(checkmate::check_number(dispersion, lower = 0, null.ok = TRUE), "dispersion")
  check_argument(checkmate::check_flag(correlation), "correlation")
  dispersion <- if (is.null(dispersion)) 1 else as.double(dispersion)
  covariance <- covariance_choice(object, vcov, cluster)
  unscaled <- covariance$matrix
  scaled <- if (identical(dispersion, 1)) unscaled else dispersion * unscaled
  result <- c(
    summary_basis(object),
    list(
      deviance.resid = stats::naresid(object$na.action, residual_rows(object, "deviance")),
      coefficients = z_table(object, scaled),
      aliased = is_aliased(object), dispersion = dispersion,
      df = c(object$rank, object$df.residual, length(object$coefficients)),
      cov.unscaled = unscaled, cov.scaled = scaled
    ),
    if (correlation && object$rank > 0) list(correlation = stats::cov2cor(unscaled)),
    if (!is.null(covariance$words)) list(covariance = covariance$words),
    if (is_limit(object)) list(infinite = infinite_term_tests(object)),
    summary_words(object)
  )
  result$odds_ratios <- odds_ratio_table(result$coefficients)
  structure(result, class = c("summary.logreg_fit", "summary.glm"))
}

#' @rdname summary.logreg_fit
#' @export
summary.logreg_penalized <- function(object, ...) {
  if (any(c("vcov", "cluster") %in% ...names())) refuse_penalized("summary(vcov = , cluster = )", fit_without_penalty)
  estimate <- object$coefficients
  result <- c(
    summary_basis(object),
    list(
      coefficients = cbind(Estimate = estimate), odds_ratios = cbind("odds ratio" = exp(estimate)),
      effective_df = object$effective_df
    ),
    summary_words(object)
  )
  structure(result, class = "summary.logreg_penalized")
}

#' @rdname summary.logreg_fit
#' @export
print.summary.logreg_fit <- function(x, digits = max(3L, getOption("digits") - 3L),
                                     signif.stars = getOption("show.signif.stars"), ...) {
  print_summary_head(x)
  cat("\nLog-odds:\n")
  if (length(x$aliased) == 0) {
    cat("No coefficients\n")
  } else {
    stats::printCoefmat(with_aliased_rows(x$coefficients, x$aliased),
      digits = digits, signif.stars = signif.stars, na.print = "NA", ...
    )
    if (!is.null(x$covariance)) cat_wrapped(sprintf("Standard errors: %s.", x$covariance))
    cat("\nOdds ratios, with 95 % Wald limits:\n")
    print_ratios(with_aliased_rows(x$odds_ratios, x$aliased), digits)
  }
  if (length(x$infinite) > 0) {
    cat("\nLikelihood-ratio tests of coefficients without bound:\n")
    print(format(x$infinite, digits = digits))
  }
  if (!is.null(x$correlation)) {
    cat("\nCorrelation of the estimates:\n")
    print(x$correlation, digits = digits)
  }
  print_summary_foot(x, digits)
}

#' @rdname summary.logreg_fit
#' @export
print.summary.logreg_penalized <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  print_summary_head(x)
  cat("\n")
  print_ratios(cbind("log-odds" = x$coefficients[, 1], x$odds_ratios), digits)
  cat_wrapped("No standard errors: they would describe a fit without the penalty.")
  cat_wrapped(sprintf("Effective degrees of freedom: %s.", format(x$effective_df, digits = digits)))
  print_summary_foot(x, digits)
}

#' The components a summary takes over from the fit
#' @noRd
summary_basis <- function(fit) {
  shared <- c(
    "call", "terms", "family", "deviance", "aic", "contrasts", "df.residual", "null.deviance",
    "df.null", "iter", "na.action"
  )
  fit <- unclass(fit)
  fit[shared[shared %in% names(fit)]]
}

#' What a summary prints about the fit in words; the words themselves wait for `print()`
#' @noRd
summary_words <- function(fit) {
  list(
    event = fit$event, solver = fit$solver, penalty = fit$penalty, intercept = has_intercept(fit),
    rows = rows_of(fit), ending = ending(fit)
  )
}

#' Estimates, standard errors, z and its two-sided probability; aliased coefficients left out
#' @noRd
z_table <- function(fit, covariance) {
  estimate <- fit$coefficients[rownames(covariance)]
  error <- sqrt(diag(covariance))
  z <- estimate / error
  table <- cbind(estimate, error, z, 2 * stats::pnorm(-abs(z)))
  dimnames(table) <- list(names(estimate), c("Estimate", "Std. Error", "z value", "Pr(>|z|)"))
  table
}

#' Odds ratios with their Wald limits
#' @noRd
odds_ratio_table <- function(coefficients) {
  estimate <- coefficients[, "Estimate"]
  half_width <- stats::qnorm(0.975) * coefficients[, "Std. Error"]
  table <- exp(cbind(estimate, estimate - half_width, estimate + half_width))
  dimnames(table) <- list(rownames(coefficients), c("odds ratio", "2.5 %", "97.5 %"))
  table
}

#' Put rows of `NA` in for the aliased coefficients
#' @noRd
with_aliased_rows <- function(table, aliased) {
  full <- matrix(NA_real_, length(aliased), ncol(table), dimnames = list(names(aliased), colnames(table)))
  full[!aliased, ] <- table
  full
}

#' A table of numbers of any size, each with its own significant digits
#' @noRd
print_ratios <- function(table, digits) {
  written <- table
  written[] <- vapply(table, format, "", digits = digits)
  print(written, quote = FALSE, right = TRUE)
}

#' The lines above the tables of a summary
#' @noRd
print_summary_head <- function(x) {
  cat(cli::style_bold(paste0("Logistic regression, modelling P(", x$event$label, ")")), "\n", sep = "")
  cat_wrapped(rows_in_words(x$rows))
}

#' The lines below the tables of a summary
#' @noRd
print_summary_foot <- function(x, digits) {
  if (x$intercept) {
    cat_wrapped("(Intercept): the odds where every column is zero.")
  }
  cat("\n")
  print_deviances(x, digits)
  cat_wrapped(solver_line(x))
  cat_wrapped(statement(x$ending))
  invisible(x)
}
