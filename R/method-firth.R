# Methods of a fit with Firth's penalty. What is not here it shares with other fits, unless its meaning hangs on
# maximum likelihood: then it refuses.

#' Inference for a fit with Firth's penalty
#'
#' A fit with [penalty_firth()] has standard errors, intervals and tests of its own: they come from the
#' penalised likelihood, which holds up where few events, or separation, make those of maximum likelihood
#' meaningless.
#'
#' @section What is what:
#'   * `summary()` tests each coefficient by the penalised likelihood-ratio test: how much of the penalised
#'     log-likelihood is lost where the coefficient is 0. Wald tests, by `test = "wald"`, are poor exactly
#'     where Firth's penalty is needed: the standard error grows faster than the estimate.
#'   * `confint()` gives, by default, the values of a coefficient that this test does not reject.
#'   * `vcov()` is the inverse of the information X'WX at the estimate, with W = weight p (1 - p).
#'   * `logLik()` is the *penalised* log-likelihood: the log-likelihood plus half the logarithm of the
#'     determinant of the information. It depends on the units of the columns, and so serves to compare
#'     coefficients of one model, not models. `AIC()`, `BIC()`, `extractAIC()` and `deviance()` therefore leave
#'     the penalty out: they are of the log-likelihood at the estimate.
#'   * `anova()` and `drop1()` test terms, or nested models, by the penalised likelihood-ratio test. The
#'     determinant is that of the larger model, in which coefficients are held at 0, so that the test does
#'     not depend on units.
#'   * `predict(correction = )` repairs what the penalty does to probabilities: it pulls them towards 1/2,
#'     so that their mean is not the share of events. `"flic"` moves the intercept alone until it is.
#'     `"flac"` fits again by maximum likelihood, the rows that the penalty stands for marked by a column of
#'     their own; the slopes change as well. Both are for prediction; the coefficients of the fit stay.
#'
#' Residuals, simulations, odds ratios and tables work as for other fits. Leverages are those of the information.
#' Case deletion (`influence()`, `cooks.distance()` and so on), `profile()`, `add1()`, `step()` and [as_glm()] are
#' refused: their formulas, or their refits, are of maximum likelihood.
#'
#' @param object,model,fitted A fit of [logreg()] with `penalty = penalty_firth()`.
#' @param test The test of each coefficient: `"lr"`, by the penalised likelihood ratio, or `"wald"`. The first fits the
#'   model once a coefficient.
#' @param parm The coefficients, by name or number; all of them by default.
#' @param level Coverage, one number between 0 and 1.
#' @param method `"profile"` for limits of the penalised profile likelihood, `"wald"` for estimate -/+
#'   quantile x standard error.
#' @param newdata,type,se.fit,interval As in [predict.logreg_fit()].
#' @param correction `"none"`, `"flic"` or `"flac"`, see above; the last two have no standard errors here.
#' @param complete Keep the coefficients of aliased columns, as `NA`?
#' @param scope For `drop1()`: the terms to test; all that can be left out by default.
#' @param k The charge for one degree of freedom; 2 gives the AIC.
#' @param x What `summary()` returned.
#' @param digits,signif.stars As for other summaries.
#' @param ... For `anova()` and `AIC()` further fits; for `predict()` passed to [predict.logreg_fit()]; else not used.
#' @return
#'   * `summary()`: an object of class `"summary.logreg_firth"` with the matrix `coefficients` (`Estimate`,
#'     `Std. Error`, `Chisq` or `z value`, and its probability), `cov.unscaled`, `odds_ratios`, `log_likelihood` (the
#'     penalised one) and what `print()` puts into words.
#'   * `confint()`: a matrix as from [confint.logreg_fit()].
#'   * `anova()`, `drop1()`: a table of class `"anova"` with `Df`, `Chisq` and its probability.
#'   * `logLik()`: of class `"logLik"`, with `df` the number of coefficients.
#' @section Errors and warnings:
#'   `logreg_error_penalized` for what is refused; `logreg_error_argument` for a correction without an
#'   intercept or with standard errors; `logreg_error_one_class` for one where the response has one
#'   class; `logreg_error_not_nested` from `anova()`. `logreg_warning_not_converged` where a test or limit
#'   could not be found: it is `NA`.
#' @section Method:
#'   The penalised profile likelihood holds one coefficient and maximises the rest; a limit is where twice
#'   its fall is `qchisq(level, 1)`, solved by a bracketed Newton iteration to 1e-9. Heinze and Schemper (2002),
#'   *Statistics in Medicine* 21, 2409-2419. Corrections: Puhr, Heinze, Nold, Lusa and Geroldinger (2017),
#'   *Statistics in Medicine* 36, 2302-2317.
#' @seealso [penalty_firth()]
#' @examples
#' # Nobody below 21 hours passed, and everybody above: maximum likelihood has no finite estimate
#' apart <- data.frame(hours = c(12, 15, 18, 20, 22, 25, 28, 30), passed = c(0, 0, 0, 0, 1, 1, 1, 1))
#' fit <- logreg(passed ~ hours, data = apart, penalty = penalty_firth())
#' summary(fit)
#' confint(fit)
#' predict(fit, data.frame(hours = 21), type = "response", correction = "flic")
#' @name logreg-firth
NULL

#' Is this Firth's penalty?
#' @noRd
is_firth <- function(penalty) inherits(penalty, "logreg_penalty_firth")

#' @rdname logreg-firth
#' @export
vcov.logreg_firth <- function(object, complete = TRUE, ...) vcov.logreg_fit(object, complete)

#' @rdname logreg-firth
#' @export
summary.logreg_firth <- function(object, test = c("lr", "wald"), ...) {
  test <- match_choice(test, c("lr", "wald"), "test")
  covariance <- stats::vcov(object, complete = FALSE)
  table <- z_table(object, covariance)
  if (test == "lr") table <- with_lr_tests(table, object)
  result <- c(
    summary_basis(object),
    list(
      coefficients = table, aliased = is.na(object$coefficients), cov.unscaled = covariance,
      cov.scaled = covariance, dispersion = 1, df = c(object$rank, object$df.residual, length(object$coefficients)),
      log_likelihood = stats::logLik(object), test = test,
      odds_ratios = cbind("odds ratio" = exp(table[, "Estimate"]))
    ),
    summary_words(object)
  )
  structure(result, class = "summary.logreg_firth")
}

#' The table of coefficients with likelihood-ratio tests in the place of Wald's
#' @noRd
with_lr_tests <- function(table, fit) {
  statistic <- firth_statistics(fit, as.list(seq_len(fit$rank)))
  table[, 3] <- statistic
  table[, 4] <- stats::pchisq(statistic, 1, lower.tail = FALSE)
  colnames(table)[3:4] <- c("Chisq", "Pr(>Chisq)")
  table
}

#' @rdname logreg-firth
#' @export
print.summary.logreg_firth <- function(x, digits = max(3L, getOption("digits") - 3L),
                                       signif.stars = getOption("show.signif.stars"), ...) {
  print_summary_head(x)
  cat("\nLog-odds, with ", if (x$test == "lr") "penalised likelihood-ratio" else "Wald", " tests:\n", sep = "")
  stats::printCoefmat(with_aliased_rows(x$coefficients, x$aliased),
    digits = digits, signif.stars = signif.stars, na.print = "NA", ...
  )
  cat("\nOdds ratios (odds_ratios() has their limits):\n")
  print_ratios(with_aliased_rows(x$odds_ratios, x$aliased), digits)
  print_summary_foot(x, digits)
  print_penalised_likelihood(x$log_likelihood, digits)
  invisible(x)
}

#' @rdname print.logreg_fit
#' @export
print.logreg_firth <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  NextMethod()
  print_penalised_likelihood(stats::logLik(x), digits)
  invisible(x)
}

#' @noRd
print_penalised_likelihood <- function(log_likelihood, digits) {
  cat_wrapped(sprintf(
    "Penalised log-likelihood: %s. Deviance and AIC leave the penalty out.",
    format(as.numeric(log_likelihood), digits = max(5L, digits + 1L))
  ))
}

#' @rdname logreg-firth
#' @export
logLik.logreg_firth <- function(object, ...) {
  triangle <- object$R
  places <- cbind(seq_len(object$rank), seq_len(object$rank))
  plain <- log_likelihood_without_penalty(object)
  plain[[1]] <- plain[[1]] + sum(log(abs(triangle[places])))
  structure(plain, penalised = TRUE)
}

#' @noRd
log_likelihood_without_penalty <- function(fit) {
  structure(fit$rank - fit$aic / 2, nobs = stats::nobs(fit), df = fit$rank, class = "logLik")
}

#' @rdname logreg-firth
#' @export
AIC.logreg_firth <- function(object, ..., k = 2) {
  fits <- list(object, ...)
  values <- vapply(fits, function(fit) stats::extractAIC(fit, k = k), c(df = 1, AIC = 1))
  if (length(fits) == 1) {
    return(values[["AIC", 1]])
  }
  written <- as.list(match.call())[-1]
  written$k <- NULL
  data.frame(t(values), row.names = make.unique(vapply(written, expression_text, "", USE.NAMES = FALSE)))
}

#' @rdname logreg-firth
#' @export
BIC.logreg_firth <- function(object, ...) {
  stats::AIC(object, ..., k = log(stats::nobs(object)))
}

#' @rdname logreg-firth
#' @export
confint.logreg_firth <- function(object, parm, level = 0.95, method = c("profile", "wald"), ...) {
  refuse_dots("confint", ...)
  level <- coverage_of_limits(level)
  method <- match_choice(method, c("profile", "wald"), "method")
  chosen <- coefficient_numbers(object, if (missing(parm)) NULL else parm, "parm")
  limits <- switch(method, profile = firth_limits(object, chosen, level),
    wald = wald_limits(object, chosen, level, model_covariance(object)$matrix)
  )
  with_limit_names(limits, object, chosen, level)
}

#' Limits of the penalised profile likelihood, one row a coefficient
#' @noRd
firth_limits <- function(fit, chosen, level) {
  kept <- which(!is.na(fit$coefficients))
  known <- chosen %in% kept
  limits <- matrix(NA_real_, length(chosen), 2)
  columns <- match(chosen[known], kept)
  limits[known, ] <- firth_limits_(firth_data(fit), fit$coefficients[kept], columns, stats::qchisq(level, 1), core_threads())
  warn_not_found(anyNA(limits[known, ]), "limit")
  limits
}

#' Penalised likelihood-ratio statistics of sets of coefficients, numbered among those that are not `NA`
#' @noRd
firth_statistics <- function(fit, sets) {
  kept <- !is.na(fit$coefficients)
  statistics <- firth_statistics_(firth_data(fit), fit$coefficients[kept], lapply(sets, as.integer), core_threads())
  warn_not_found(anyNA(statistics), "test")
  statistics
}

#' The rows of a fit and its columns that are not aliased, as the core reads them
#' @noRd
firth_data <- function(fit) {
  core_data(keep_design_columns(fit_data(fit), !is.na(fit$coefficients)))
}

#' @noRd
warn_not_found <- function(missing, what) {
  if (missing) {
    warn_logreg("not_converged", c(
      sprintf("A %s of the penalised likelihood could not be found and is NA: no optimum with the coefficient held.", what),
      "`confint(method = \"wald\")` and `summary(test = \"wald\")` need none."
    ))
  }
}

#' @rdname logreg-firth
#' @export
drop1.logreg_firth <- function(object, scope = NULL, ...) {
  refuse_dots("drop1", ...)
  scope <- droppable_terms(object, scope)
  numbers <- match(scope, attr(object$terms, "term.labels"))
  terms <- term_numbers(object)
  sets <- lapply(numbers, function(number) which(terms == number))
  lr_table(firth_statistics(object, sets), lengths(sets), scope, "Single term deletions", object)
}

#' @rdname logreg-firth
#' @export
anova.logreg_firth <- function(object, ...) {
  fits <- list(object, ...)
  if (length(fits) > 1) {
    return(compare_firth_fits(fits))
  }
  labels <- attr(object$terms, "term.labels")
  terms <- term_numbers(object)
  left_out <- lapply(c(0, seq_along(labels)), function(number) which(terms > number))
  lost <- c(firth_statistics(object, left_out[lengths(left_out) > 0]), numeric(sum(lengths(left_out) == 0)))
  size <- tabulate(terms, length(labels))
  lr_table(pmax(0, -diff(lost)), size, labels, "Terms added one after the other", object)
}

#' The number of the term of each coefficient that is not aliased; 0 for the intercept
#' @noRd
term_numbers <- function(fit) fit_data(fit)$assign[!is.na(fit$coefficients)]

#' A table of penalised likelihood-ratio tests
#' @noRd
lr_table <- function(statistic, df, labels, title, fit) {
  table <- data.frame(
    Df = df, Chisq = statistic, "Pr(>Chisq)" = stats::pchisq(statistic, ifelse(df > 0, df, NA), lower.tail = FALSE),
    row.names = labels, check.names = FALSE
  )
  with_heading(table, paste0(title, ", penalised likelihood-ratio tests"), fit)
}

#' Each of several nested fits against the next larger one
#' @noRd
compare_firth_fits <- function(fits) {
  check_comparable(fits)
  rank <- vapply(fits, function(fit) fit$rank, 1L)
  fits <- fits[order(rank)]
  pairs <- Map(nested_test, fits[-length(fits)], fits[-1])
  formulas <- vapply(fits, function(fit) expression_text(stats::formula(fit)), "")
  df <- c(NA, diff(sort(rank)))
  statistic <- c(NA, unlist(pairs))
  table <- data.frame(
    Coefficients = sort(rank), Df = df, Chisq = statistic,
    "Pr(>Chisq)" = stats::pchisq(statistic, df, lower.tail = FALSE), check.names = FALSE
  )
  heading <- c("Nested fits, penalised likelihood-ratio tests\n", paste0("Model ", format(seq_along(fits)), ": ", formulas, collapse = "\n"))
  structure(table, heading = heading, class = c("anova", "data.frame"))
}

#' @noRd
check_comparable <- function(fits) {
  if (!all(vapply(fits, inherits, TRUE, what = "logreg_firth"))) {
    refuse_penalized("anova()", "Compare fits that all have `penalty_firth()`.")
  }
  first <- fits[[1]]
  same <- vapply(fits, function(fit) {
    identical(unname(fit$y), unname(first$y)) && identical(unname(fit$prior.weights), unname(first$prior.weights))
  }, TRUE)
  if (!all(same)) {
    abort_not_nested("The fits were made from different rows or responses.", "Fit them to the same rows, those complete for the largest model.")
  }
}

#' The statistic of a smaller model within a larger one
#' @noRd
nested_test <- function(smaller, larger) {
  of <- function(fit) names(fit$coefficients)[!is.na(fit$coefficients)]
  extra <- which(!of(larger) %in% of(smaller))
  if (length(extra) != larger$rank - smaller$rank || length(extra) == 0) {
    abort_not_nested(
      sprintf("The smaller model has coefficients that the larger one lacks: %s.", quote_names(setdiff(of(smaller), of(larger)))),
      "Compare models of which one has all columns of the other, and more."
    )
  }
  firth_statistics(larger, list(extra))
}

#' @noRd
abort_not_nested <- function(found, remedy) abort_logreg("not_nested", c(found, remedy))

#' @rdname logreg-firth
#' @export
predict.logreg_firth <- function(object, newdata = NULL, type = "link", se.fit = FALSE, interval = "none", ...,
                                 correction = c("none", "flic", "flac")) {
  correction <- match_choice(correction, c("none", "flic", "flac"), "correction")
  if (correction != "none") {
    check_correction(object, correction, !isFALSE(se.fit) || !identical(interval[[1]], "none"))
    object <- switch(correction, flic = with_flic, flac = with_flac)(object)
  }
  predict.logreg_fit(object, newdata, type, se.fit = se.fit, interval = interval, ...)
}

#' @noRd
check_correction <- function(fit, correction, spread) {
  if (spread) {
    abort_logreg("argument", c(
      sprintf("`correction = \"%s\"` has no standard errors or intervals here.", correction),
      "Ask for them without a correction: they are about the same log-odds."
    ), argument = "correction")
  }
  if (!has_intercept(fit)) {
    check_argument("it moves the intercept, and the model has none", "correction")
  }
  classes <- unique(unname(fit$y[fit$prior.weights > 0]))
  if (length(classes) == 1 && classes %in% 0:1) {
    abort_logreg("one_class", c(
      sprintf("`correction = \"%s\"` has no finite intercept: the response has one class.", correction),
      "Use `correction = \"none\"`."
    ))
  }
}

#' The fit with the intercept for which the mean probability is the share of events
#' @noRd
with_flic <- function(fit) {
  data <- fit_data(fit)
  data$columns <- list()
  data$names <- "(Intercept)"
  data$assign <- 0L
  data$offset <- unname(fit$linear.predictors) + 0
  shift <- refit(data)$coefficients[[1]]
  fit$coefficients[[1]] <- fit$coefficients[[1]] + shift
  fit$linear.predictors <- fit$linear.predictors + shift
  fit
}

#' The fit by maximum likelihood to the rows and, marked by a column of their own, the rows that the penalty
#' stands for: each again with a response of 1/2 and its leverage as weight
#' @noRd
with_flac <- function(fit) {
  data <- fit_data(fit)
  core <- refit(with_pseudo_rows(data, unname(leverage(fit))))
  if (core$convergence$reason != "converged") {
    warn_logreg("not_converged", "The fit behind `correction = \"flac\"` did not converge; its predictions are not to be trusted.")
  }
  fit$coefficients[] <- core$coefficients[seq_along(fit$coefficients)]
  fit$linear.predictors[] <- core$linear_predictors[seq_along(fit$linear.predictors)]
  fit
}

#' @noRd
with_pseudo_rows <- function(data, leverage) {
  twice <- rep(seq_len(data$n), 2)
  data$weight <- c(row_weights(data), leverage)
  data$columns <- c(rows_of_columns(data$columns, twice), list(list(kind = "numeric", values = rep(c(0, 1), each = data$n))))
  data$names <- make.unique(c(data$names, "pseudo"))
  data$assign <- c(data$assign, max(data$assign) + 1L)
  data$y <- c(data$y, rep(0.5, data$n))
  if (!is.null(data$offset)) data$offset <- rep(data$offset, 2)
  data$n <- length(twice)
  data
}

#' Stop: not for a fit with Firth's penalty
#' @noRd
refuse_firth <- function(what, instead = "Fit without `penalty` for it.") {
  abort_logreg("penalized", c(
    sprintf("`%s` is not available for a fit with Firth's penalty.", what),
    "Its formula, or the fits that it makes, are of maximum likelihood.", instead
  ))
}

#' @rdname logreg-firth
#' @export
hatvalues.logreg_firth <- function(model, ...) {
  stats::naresid(model$na.action, stats::setNames(unname(leverage(model)), names(model$y)))
}

#' @rdname logreg-firth
#' @export
profile.logreg_firth <- function(fitted, ...) refuse_firth("profile()", "`confint()` has the limits of the penalised profile.")

#' @rdname logreg-firth
#' @export
add1.logreg_firth <- function(object, ...) refuse_firth("add1()", "Fit the larger model, and compare by `anova()`.")

#' @rdname logreg-firth
#' @export
influence.logreg_firth <- function(model, ...) refuse_firth("influence()", "`hatvalues()` has the leverages.")

#' @rdname logreg-firth
#' @export
rstandard.logreg_firth <- function(model, ...) refuse_firth("rstandard()")

#' @rdname logreg-firth
#' @export
rstudent.logreg_firth <- function(model, ...) refuse_firth("rstudent()")

#' @rdname logreg-firth
#' @export
cooks.distance.logreg_firth <- function(model, ...) refuse_firth("cooks.distance()")

#' @rdname logreg-firth
#' @export
dfbeta.logreg_firth <- function(model, ...) refuse_firth("dfbeta()")

#' @rdname logreg-firth
#' @export
dfbetas.logreg_firth <- function(model, ...) refuse_firth("dfbetas()")
