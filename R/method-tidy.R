#' @importFrom generics tidy
#' @export
generics::tidy

#' @importFrom generics glance
#' @export
generics::glance

#' @importFrom generics augment
#' @export
generics::augment

#' Fits as tidy tables
#'
#' `tidy()` gives one row a coefficient, `glance()` one row a fit, `augment()` one row an observation,
#' in the column names of the broom package.
#'
#' @param x A fit of [logreg()].
#' @param conf.int Add an interval? It is the profile interval of [confint.logreg_fit()].
#' @param conf.level Its coverage, between 0 and 1.
#' @param vcov,cluster Which covariance standard errors and intervals come from, as in
#'   [vcov.logreg_fit()]; with either of them the interval is Wald's.
#' @param exponentiate Give odds ratios, and their interval, instead of log-odds?
#' @param data The data of the fit, to which columns are added; by default the model frame.
#' @param newdata New rows instead.
#' @param type.predict Scale of `.fitted`: see [predict.logreg_fit()].
#' @param type.residuals Kind of `.resid` and `.std.resid`.
#' @param se_fit Add `.se.fit`?
#' @param ... Not used.
#' @return A tibble if the package tibble is installed, otherwise a data frame.
#'   * `tidy()`: `term`, `estimate`, `std.error`, `statistic`, `p.value`, on demand `conf.low` and
#'     `conf.high`. Aliased terms are there, with `NA`. For a penalised fit all but `term` and
#'     `estimate` are `NA`; for one with Firth's penalty the tests are those of its `summary()`.
#'   * `glance()`: `null.deviance`, `df.null`, `logLik`, `AIC`, `BIC`, `deviance`, `df.residual`,
#'     `nobs`.
#'   * `augment()`: the columns of `data` or `newdata`, then `.fitted`, on demand `.se.fit`, and for
#'     the rows of the fit `.resid`, `.std.resid`, `.hat`, `.sigma` and `.cooksd` (for a penalised fit
#'     only `.resid`). `.rownames` comes first if the rows have names.
#' @section Errors:
#'   `logreg_error_penalized` for intervals and standard errors of a penalised fit.
#' @examples
#' fit <- logreg(am ~ wt, data = mtcars)
#' tidy(fit, conf.int = TRUE, exponentiate = TRUE)
#' glance(fit)
#' head(augment(fit, type.predict = "response"))
#' @name logreg-tidy
NULL

#' @rdname logreg-tidy
#' @export
tidy.logreg_fit <- function(x, conf.int = FALSE, conf.level = 0.95, exponentiate = FALSE, vcov = NULL,
                            cluster = NULL, ...) {
  check_argument(checkmate::check_flag(conf.int), "conf.int")
  check_argument(checkmate::check_flag(exponentiate), "exponentiate")
  estimate <- x$coefficients
  table <- data.frame(
    term = as.character(names(estimate)), estimate = unname(estimate), std.error = NA_real_,
    statistic = NA_real_, p.value = NA_real_
  )
  if (!inherits(x, "logreg_penalized")) {
    tests <- with_covariance(summary, list(x), vcov, cluster)$coefficients
    table[match(rownames(tests), table$term), -1] <- tests
  }
  if (conf.int) {
    table[c("conf.low", "conf.high")] <- unname(with_covariance(stats::confint, list(x, level = conf.level), vcov, cluster))
  }
  if (exponentiate) {
    scaled <- intersect(c("estimate", "conf.low", "conf.high"), names(table))
    table[scaled] <- exp(table[scaled])
  }
  as_tidy(table)
}

#' @rdname logreg-tidy
#' @export
glance.logreg_fit <- function(x, ...) {
  as_tidy(data.frame(
    null.deviance = x$null.deviance, df.null = x$df.null, logLik = as.numeric(stats::logLik(x)),
    AIC = stats::AIC(x), BIC = stats::BIC(x), deviance = x$deviance, df.residual = x$df.residual,
    nobs = stats::nobs(x)
  ))
}

#' @rdname logreg-tidy
#' @export
augment.logreg_fit <- function(x, data = stats::model.frame(x), newdata = NULL,
                               type.predict = c("link", "response", "odds"),
                               type.residuals = c("deviance", "pearson"), se_fit = FALSE, ...) {
  check_argument(checkmate::check_flag(se_fit), "se_fit")
  type.predict <- match_choice(type.predict, c("link", "response", "odds"), "type.predict")
  type.residuals <- match_choice(type.residuals, c("deviance", "pearson"), "type.residuals")
  if (is.null(newdata)) {
    rows <- rows_of_fit(data, x)
    x <- rows$fit
    data <- rows$data
  }
  prediction <- stats::predict(x, newdata, type = type.predict, se.fit = se_fit)
  table <- with_row_names(if (is.null(newdata)) data else newdata)
  table$.fitted <- unname(if (se_fit) prediction$fit else prediction)
  if (se_fit) {
    table$.se.fit <- unname(prediction$se.fit)
  }
  as_tidy(if (is.null(newdata)) add_diagnostics(table, x, type.residuals) else table)
}

#' The data and the fit with the same rows: those that were dropped are left out, or padded by `na.exclude`
#' @noRd
rows_of_fit <- function(data, fit) {
  used <- length(fit$y)
  dropped <- fit$na.action
  padded <- inherits(dropped, "exclude") && nrow(data) == used + length(dropped)
  if (!padded) fit$na.action <- NULL
  if (!padded && length(dropped) > 0 && nrow(data) == used + length(dropped)) data <- data[-dropped, , drop = FALSE]
  if (!padded && nrow(data) != used) {
    abort_logreg("length", c(
      sprintf("`data` has %s, but the fit used %s.", count_of(nrow(data), "row"), count_of(used, "row")),
      "Give the data of the fit, or rows to predict as `newdata`."
    ), argument = "data")
  }
  list(data = data, fit = fit)
}

#' Residuals and influence as columns; rows of weight 0 have leverage 0 and no standardised residual
#' @noRd
add_diagnostics <- function(table, fit, type) {
  table$.resid <- unname(stats::residuals(fit, type))
  if (inherits(fit, c("logreg_penalized", "logreg_firth"))) {
    return(table)
  }
  infl <- stats::influence(fit, do.coef = FALSE)
  counted <- !(stats::weights(fit) %in% 0)
  table$.std.resid <- NA_real_
  table[c(".hat", ".sigma", ".cooksd")] <- 0
  table$.std.resid[counted] <- stats::rstandard(fit, infl = infl, type = type)
  table$.hat[counted] <- infl$hat
  table$.sigma[counted] <- infl$sigma
  table$.cooksd[counted] <- stats::cooks.distance(fit, infl = infl)
  table
}

#' A plain data frame with the row names, if there are any, as its first column
#' @noRd
with_row_names <- function(data) {
  data <- as.data.frame(data)
  attr(data, "terms") <- NULL
  if (!identical(row.names(data), as.character(seq_len(nrow(data))))) {
    data <- cbind(.rownames = row.names(data), data)
  }
  row.names(data) <- NULL
  data
}

#' A tibble where that package is installed
#' @noRd
as_tidy <- function(table) {
  if (requireNamespace("tibble", quietly = TRUE)) tibble::as_tibble(table) else table
}
