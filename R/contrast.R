# Two stated rows beside each other: what words and pictures say about a fit are contrasts of its predictions.

#' The row at which predictors are held: medians, the commonest of what has no median, or what `at` says
#'
#' @return A data frame of one row with every variable of the predictors and the offset. The attribute `how` says of each
#'   variable `"median"`, `"commonest"` or `"chosen"`.
#' @noRd
typical_row <- function(fit, at = list()) {
  held <- held_values(c(predictor_values(fit), offset_values(fit)), at)
  row <- if (length(held)) as.data.frame(as.list(held), optional = TRUE) else data.frame(row.names = 1L)
  structure(row, how = stats::setNames(attr(held, "how"), names(held)))
}

#' That row once for each of the values of one of its variables
#' @noRd
rows_along <- function(row, variable, values) {
  rows <- row[rep(1L, length(values)), , drop = FALSE]
  rows[[variable]] <- values
  row.names(rows) <- NULL
  rows
}

#' Contrasts of predictions: from the rows of one data frame to those of another
#'
#' @param from,to Data frames with the same number of rows and every variable of the model.
#' @param method `"profile"` or `"wald"`: where a contrast is a multiple of one coefficient its profile limits are
#'   taken, as [odds_ratios()] does; other contrasts have Wald limits in any case.
#' @return A data frame with a row for each pair: `log_odds_ratio`, `std_error`, `odds_ratio`, `lower`, `upper` (of the
#'   odds ratio), `method` (`"profile"`, `"wald"` or `"none"`), `prob_from`, `prob_to`, and `status`: `"finite"`,
#'   `"infinite"` or, where a separated fit or dependent columns settle nothing, `"not determined"`.
#' @noRd
row_contrasts <- function(fit, from, to, level = 0.95, method = "profile", vcov = NULL, cluster = NULL) {
  step <- contrast_design(fit, from, to)
  known <- is_estimable(fit, step)
  step[, is_aliased(fit)] <- 0
  log_odds_ratio <- contrast_estimates(fit, step, from, to)
  log_odds_ratio[!known] <- NA
  wald <- contrast_errors(fit, step, vcov, cluster)
  wald[!is.finite(log_odds_ratio)] <- NA
  reach <- stats::qnorm((1 + level) / 2) * wald
  limits <- cbind(log_odds_ratio - reach, log_odds_ratio + reach)
  used <- ifelse(is.na(wald), "none", "wald")
  if (method == "profile" && is.null(vcov) && is.null(cluster)) {
    single <- which(rowSums(step != 0) == 1 & attr(step, "offset") == 0 & !is.na(log_odds_ratio))
    found <- profile_contrasts(fit, step[single, , drop = FALSE], level)
    limits[single, ] <- found
    used[single] <- ifelse(rowSums(is.na(found)) == 2, "none", "profile")
  }
  data.frame(
    log_odds_ratio = log_odds_ratio, std_error = wald, odds_ratio = exp(log_odds_ratio),
    lower = exp(limits[, 1]), upper = exp(limits[, 2]), method = used,
    prob_from = plain_prediction(fit, from), prob_to = plain_prediction(fit, to),
    status = ifelse(is.na(log_odds_ratio), "not determined", ifelse(is.finite(log_odds_ratio), "finite", "infinite"))
  )
}

#' Probability of the event in given rows, without names; `NA` where it is not determined
#' @noRd
plain_prediction <- function(fit, rows, type = "response") {
  predicted <- withCallingHandlers(
    unname(as.vector(stats::predict(fit, rows, type = type))),
    logreg_warning_undetermined = muffle, logreg_warning_rank_deficient = muffle
  )
  if (any(is_aliased(fit))) predicted[!is_estimable(fit, dense_design(new_design(fit, rows)))] <- NA
  predicted
}

#' By how much each column of the design goes up from one row to the other: a row each, named columns
#'
#' The attribute `offset` holds the same for the offset.
#' @noRd
contrast_design <- function(fit, from, to) {
  before <- new_design(fit, from)
  after <- new_design(fit, to)
  step <- dense_design(after) - dense_design(before)
  dimnames(step) <- list(NULL, names(fit$coefficients))
  structure(step, offset = row_offset(after) - row_offset(before))
}

#' @noRd
row_offset <- function(data) if (is.null(data$offset)) numeric(data$n) else data$offset

#' Log odds ratios of contrasts; infinite or `NA` where a separated fit says so
#' @noRd
contrast_estimates <- function(fit, step, from, to) {
  of <- function(beta) drop(step %*% ifelse(is.na(beta), 0, beta)) + attr(step, "offset")
  if (!is_limit(fit)) {
    return(of(fit$coefficients))
  }
  finite <- of(fit$separation$face)
  ifelse(is_across(fit, step), finite, contrast_limits(fit, step, from, to))
}

#' Do the separating directions leave a contrast as it is?
#' @noRd
is_across <- function(fit, step) {
  directions <- fit$separation$directions
  along <- abs(step %*% directions)
  size <- abs(step) %*% abs(directions)
  rowSums(along > 1e-9 * size) == 0
}

#' The sign of what has no finite limit: from the one coefficient it is about, else from the limits of the two rows
#' @noRd
contrast_limits <- function(fit, step, from, to) {
  rows <- plain_prediction(fit, to, "link") - plain_prediction(fit, from, "link")
  by_rows <- ifelse(is.infinite(rows), rows, NA_real_)
  vapply(seq_len(nrow(step)), function(i) {
    column <- which(step[i, ] != 0)
    if (length(column) == 1) unname(sign(step[i, column]) * fit$coefficients[[column]]) else by_rows[[i]]
  }, 0)
}

#' Standard errors of contrasts; `NA` where the fit has none
#' @noRd
contrast_errors <- function(fit, step, vcov = NULL, cluster = NULL) {
  if (!has_intervals(fit)) {
    return(rep(NA_real_, nrow(step)))
  }
  covariance <- with_aliased_columns(covariance_choice(fit, vcov, cluster)$matrix, fit)
  apply(step, 1, function(direction) {
    used <- direction != 0
    sqrt(drop(direction[used] %*% covariance[used, used, drop = FALSE] %*% direction[used]))
  })
}

#' Profile limits of contrasts that are multiples of one coefficient, in log-odds
#' @noRd
profile_contrasts <- function(fit, step, level) {
  limits <- matrix(NA_real_, nrow(step), 2)
  if (nrow(step) == 0 || !has_intervals(fit)) {
    return(limits)
  }
  column <- apply(step != 0, 1, which)
  found <- stats::confint(fit, parm = unique(column), level = level)
  found <- matrix(found, ncol = 2)[match(column, unique(column)), , drop = FALSE]
  factor <- step[cbind(seq_len(nrow(step)), column)]
  limits <- found * factor
  limits[factor < 0, ] <- limits[factor < 0, 2:1]
  limits
}

#' Standard errors mean something at the optimum, and for what of a separated fit has a finite limit
#' @noRd
has_intervals <- function(fit) is_limit(fit) || is.null(no_band(fit))
