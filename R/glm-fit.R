#' The fitter in the shape of `glm.fit()`
#'
#' Puts Newton's method of this package behind [stats::glm()]: `glm(..., method = logreg_glm_fit)`.
#' The result is a plain `glm` object. [anova()][anova.logreg_fit] refits with it.
#'
#' @param x The design: a numeric matrix, the column of the intercept included.
#' @param y The response, as [stats::binomial()] takes it.
#' @param weights Prior weights, one a row; 1 by default.
#' @param start Coefficients to start from, in log-odds per unit; zero by default.
#' @param etastart,mustart Not used.
#' @param offset Known part of the log-odds, one a row; 0 by default.
#' @param family `binomial()` with the logit link. A gaussian family, which is the default of
#'   `glm.fit()` and what `anova(test = "Rao")` asks for, goes to [stats::glm.fit()].
#' @param control Not used: Newton's method stops by the rule of [solver_newton()].
#' @param intercept Does the null model have an intercept?
#' @param singular.ok Are linearly dependent columns allowed?
#' @return A list with the components of [stats::glm.fit()], the n x p QR decomposition included.
#' @section Errors and warnings:
#'   `logreg_error_argument` for another family; `logreg_error_rank_deficient` for dependent columns
#'   when `singular.ok = FALSE`. `logreg_warning_not_converged` if there is no finite estimate in reach.
#' @examples
#' glm(am ~ wt, family = binomial(), data = mtcars, method = logreg_glm_fit)
#' @export
logreg_glm_fit <- function(x, y, weights = NULL, start = NULL, etastart = NULL, mustart = NULL,
                           offset = NULL, family = stats::gaussian(), control = list(),
                           intercept = TRUE, singular.ok = TRUE) {
  if (identical(family$family, "gaussian")) {
    return(stats::glm.fit(x, y, weights,
      offset = offset, family = family, intercept = intercept, singular.ok = singular.ok
    ))
  }
  check_logit(family)
  data <- glm_data(as.matrix(x), initialise_response(y, weights, family), offset)
  core <- refit(data, start)
  if (core$rank < ncol(x) && !singular.ok) {
    abort_logreg("rank_deficient", c(
      "Columns of `x` are linearly dependent and `singular.ok` is FALSE.",
      sprintf("Not determined: %s.", toString(data$names[core$pivot[-seq_len(core$rank)]]))
    ), argument = "x")
  }
  if (core$convergence$reason != "converged") {
    warn_logreg("not_converged", sprintf(
      "The fit has not converged: %s.", gsub("_", " ", core$convergence$reason, fixed = TRUE)
    ), reason = core$convergence$reason)
  }
  parts <- glm_components(core, data)
  parts$null.deviance <- glm_null_deviance(data, intercept)
  parts$df.null <- sum(data$weight > 0) - as.integer(intercept)
  names_of_rows <- if (is.matrix(y)) rownames(y) else names(y)
  with_full_qr(set_row_names(parts, names_of_rows), dense_design(data))
}

#' Stop unless the family is binomial with the logit link
#' @noRd
check_logit <- function(family) {
  if (identical(family$family, "binomial") && identical(family$link, "logit")) {
    return(invisible(family))
  }
  abort_logreg("argument", c(
    "`family` must be binomial() with the logit link.",
    sprintf("It is %s with the link %s.", family$family, family$link)
  ), argument = "family")
}

#' Response, weights and trials as the family makes them from what was given
#' @noRd
initialise_response <- function(y, weights, family) {
  nobs <- NROW(y)
  is_counts <- NCOL(y) == 2
  if (is.null(weights)) {
    weights <- rep(1, nobs)
  }
  n <- mustart <- etastart <- start <- NULL # what the expression of the family expects to find
  eval(family$initialize)
  list(y = unname(y), weight = as.double(weights), trials = n, kind = if (is_counts) "counts" else "numeric")
}

#' A data object from a design matrix that holds its intercept as a column
#' @noRd
glm_data <- function(x, response, offset) {
  intercept <- ncol(x) > 0 && all(x[, 1] == 1)
  slopes <- if (intercept) x[, -1, drop = FALSE] else x
  storage.mode(slopes) <- "double"
  names <- colnames(x)
  structure(
    list(
      n = nrow(x), y = as.double(response$y), weight = response$weight, offset = offset,
      intercept = intercept,
      columns = if (ncol(slopes)) list(list(kind = "matrix", values = unname(slopes))) else list(),
      names = if (is.null(names)) sprintf("x%d", seq_len(ncol(x))) else names,
      event = list(kind = response$kind), trials = response$trials
    ),
    class = "logreg_data"
  )
}

#' Null deviance as `glm.fit()` has it: with an intercept the offset does not enter
#' @noRd
glm_null_deviance <- function(data, intercept) {
  data$intercept <- intercept
  null_deviance(data)
}

#' Name the n-long components of a fit
#' @noRd
set_row_names <- function(parts, names) {
  rows <- c("residuals", "fitted.values", "linear.predictors", "weights", "prior.weights", "y")
  parts[rows] <- lapply(parts[rows], stats::setNames, nm = names)
  parts
}

#' Put the n x p QR decomposition and the effects in the place of the p x p triangle
#'
#' Columns go in with the aliased ones last, so the decomposition has nothing to pivot. The weights
#' may underflow to 0; `glm.fit()` leaves such rows out, and so does this.
#' @noRd
with_full_qr <- function(parts, design) {
  pivot <- parts$qr$pivot
  if (length(pivot) == 0) {
    parts[c("R", "qr")] <- list(NULL)
    return(parts)
  }
  good <- parts$weights > 0
  root <- sqrt(unname(parts$weights[good]))
  offset_free <- drop(design[good, pivot, drop = FALSE] %*% kept_coefficients(parts)[pivot])
  target <- root * (offset_free + unname(parts$residuals[good]))
  decomposition <- qr(root * design[good, pivot, drop = FALSE], tol = 0)
  parts$effects <- structure(
    qr.qty(decomposition, target),
    names = c(colnames(design)[pivot][seq_len(parts$rank)], rep("", sum(good) - parts$rank))
  )
  parts$R <- qr.R(decomposition)
  dimnames(parts$R) <- rep(list(colnames(design)[pivot]), 2)
  decomposition$rank <- parts$rank
  decomposition$pivot <- pivot
  decomposition$tol <- parts$qr$tol
  parts$qr <- structure(unclass(decomposition)[c("qr", "rank", "qraux", "pivot", "tol")], class = "qr")
  parts
}

#' Coefficients with 0 for the aliased ones
#' @noRd
kept_coefficients <- function(fit) {
  ifelse(is.na(fit$coefficients), 0, fit$coefficients)
}
