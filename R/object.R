#' Build the fitted object
#'
#' Every component of a `glm` object is filled, in `glm`'s names, types and lengths, so that tools
#' written for `glm` work untouched. A penalised fit never has the class `glm`: refits that inherited
#' methods would do know nothing of the penalty.
#' @param core What `fit_core()` returned.
#' @param data The `logreg_data` that was fitted.
#' @param model Keep the model frame?
#' @param user_data The `data` argument of the call, or the formula's environment.
#' @noRd
new_logreg_fit <- function(core, data, solver, penalty, call, model = TRUE, user_data = NULL) {
  data <- unclass(data) # `$` of a list without a class looks for no method
  parts <- glm_components(core, data)
  if (has_offset(data) && data$intercept && parts$null.deviance > 0) {
    parts$null.deviance <- null_deviance_with_offset(data)
  }
  if (is.null(core$covariance)) {
    parts <- penalised_components(parts, core)
  }
  fit <- fit_of_parts_(parts, core, data, list(
    model = if (model) data$frame, call = call, data = user_data, control = glm_control, solver = solver,
    penalty = penalty
  ))
  validate_logreg_fit(fit)
}

#' Family and control of every fit, made once because they cost more than a small fit does
#' @noRd
logit_family <- stats::binomial()

#' @noRd
glm_control <- stats::glm.control(epsilon = 1e-10, maxit = 100)

#' Stop if the parts of a fit do not fit together
#'
#' A failure here is a mistake of this package, not of the user.
#' @noRd
validate_logreg_fit <- function(fit) {
  if (!fits_together_(fit)) stop("The parts of a fit do not fit together.")
  fit
}

#' What `glm.fit()` returns, from the core's answer
#'
#' What has a number a row computes itself when it is read, see `src/r_lazy.cpp`.
#' @noRd
glm_components <- function(core, data) {
  rows <- row_vectors_(
    core$linear_predictors, if (is.null(core$y)) data$y else core$y, data$weight, case_names(data), !identical(data$event$kind, "counts")
  )
  glm_components_(
    core, rows, row_measures(core, data, rows$events), triangle_with_aliased(core, data), logit_family, data$intercept
  )
}

#' The deviances, minus twice the log-likelihood, and the number of rows used
#'
#' @param events Their number, where the response is 0/1, else `NA`.
#' @noRd
row_measures <- function(core, data, events) {
  deviance <- core$deviance %||% deviance_of_rows(core$linear_predictors, data)
  if (is.null(data$weight) && !is.na(events)) {
    # Without weights the deviance of a 0/1 response is minus twice its log-likelihood.
    null <- core$null_deviance %||%
      if (is.null(data$offset) || data$intercept) binary_null_deviance_(events, data$n, data$intercept) else null_deviance(data)
    return(list(deviance = deviance, null_deviance = null, minus_twice_log_likelihood = deviance, used = data$n))
  }
  list(
    deviance = deviance, null_deviance = core$null_deviance %||% null_deviance(data),
    minus_twice_log_likelihood = minus_twice_log_likelihood(core, data, !is.na(events), deviance), used = used_rows(data)
  )
}

#' Rows of positive weight
#' @noRd
used_rows <- function(data) {
  if (is.null(data$weight)) data$n else sum(data$weight > 0)
}

#' @noRd
deviance_of_rows <- function(eta, data) {
  sum(row_terms_(eta, response_of(data), data$weight)$deviance_terms)
}

#' What a penalty without standard errors changes in the components of a fit
#'
#' The effective degrees of freedom take the place of the rank. `R` and `qr` are left out: methods
#' for `lm` would read a covariance from them.
#' @noRd
penalised_components <- function(parts, core) {
  parts$aic <- parts$aic + 2 * (core$convergence$effective_df - parts$rank)
  parts$df.residual <- parts$df.residual + parts$rank - core$convergence$effective_df
  parts$effective_df <- core$convergence$effective_df
  parts[setdiff(names(parts), c("R", "qr", "effects"))]
}

#' Names of the rows that were fitted, as `glm()` names them
#'
#' Numbers become text only when somebody reads them: `as.character()` of integers is lazy.
#' @noRd
case_names <- function(data) {
  if (!is.null(data$frame)) {
    return(row_labels(.row_names_info(data$frame, 0L)))
  }
  rows <- rownames(data$x)
  if (is.null(rows)) {
    rows <- names(data$y_user)
  }
  if (is.null(rows)) {
    kept <- seq_len(data$n + length(data$na_action))
    return(as.character(without_rows(kept, data$na_action)))
  }
  without_rows(rows, data$na_action)
}

#' Row names of a data frame as text, from the form in which the data frame keeps them
#' @noRd
row_labels <- function(kept) {
  automatic <- is.integer(kept) && length(kept) == 2 && is.na(kept[[1]])
  as.character(if (automatic) seq_len(abs(kept[[2]])) else kept)
}

#' The response as `glm()` keeps it: rows of weight 0 count as 0, which changes no estimate
#' @noRd
response_of <- function(data) {
  y <- data$y
  if (!is.null(data$weight) && !identical(data$event$kind, "counts") && any(data$weight == 0)) {
    y[data$weight == 0] <- 0
  }
  y
}

#' Is there an offset that is not zero everywhere?
#' @noRd
has_offset <- function(data) {
  !is.null(data$offset) && any(data$offset != 0)
}

#' Deviance of the model without columns: the mean with an intercept, the offset alone without
#' @noRd
null_deviance <- function(data) {
  if (!data$intercept) {
    return(deviance_of_rows(if (is.null(data$offset)) numeric(data$n) else data$offset, data))
  }
  y <- response_of(data)
  weight <- row_weights(data)
  total <- sum(weight)
  events <- sum(weight * y)
  share <- y > 0 & y < 1
  saturated <- sum(weight[share] * (y[share] * log(y[share]) + (1 - y[share]) * log1p(-y[share])))
  2 * (saturated - total * (x_log_x(events / total) + x_log_x((total - events) / total)))
}

#' x log x, 0 at 0
#' @noRd
x_log_x <- function(x) if (x > 0) x * log(x) else 0

#' Null deviance with an offset: no closed form, so an intercept-only fit by the core
#' @noRd
null_deviance_with_offset <- function(data) {
  data$columns <- list()
  data$names <- "(Intercept)"
  data$assign <- 0L
  core <- refit(data)
  core$deviance %||% deviance_of_rows(core$linear_predictors, data)
}

#' -2 log-likelihood as `binomial()$aic()` counts it, but from the log-odds
#'
#' `binomial()$aic()` rounds trials and events to whole numbers and takes the log of the rounded
#' probability, which is -Inf from log-odds of 37 on. For a 0/1 response with whole weights it is the
#' deviance.
#' @noRd
minus_twice_log_likelihood <- function(core, data, is_binary, deviance) {
  weight <- row_weights(data)
  counted <- counted_trials(data)
  several <- any(counted > 1)
  if (is_binary && !several && all(weight == round(weight))) {
    return(deviance)
  }
  trials <- if (several) counted else weight
  size <- round(trials)
  events <- round(trials * response_of(data))
  eta <- core$linear_predictors
  # Nothing times an infinite loss is nothing: rows that a separated fit puts apart.
  loss_of <- function(count, eta) ifelse(count > 0, count * log1p_exp_(eta), 0)
  log_likelihood <- lchoose(size, events) - loss_of(events, -eta) - loss_of(size - events, eta)
  -2 * sum(ifelse(trials > 0, weight / trials, 0) * log_likelihood)
}

#' Trials of each row: the row sums of a two-column response, otherwise 1
#' @noRd
counted_trials <- function(data) {
  if (!identical(data$event$kind, "counts")) {
    return(1)
  }
  if (!is.null(data$trials)) {
    return(data$trials)
  }
  counts <- if (is.null(data$frame)) without_rows(data$y_user, data$na_action) else data$y_user
  unname(rowSums(counts))
}

#' The triangle of all p columns, kept columns first, named as `glm()` names it
#'
#' The part above the aliased columns is what `alias()` reads.
#' @noRd
triangle_with_aliased <- function(core, data) {
  p <- length(core$pivot)
  if (core$rank == p) {
    return(core$triangle)
  }
  kept <- seq_len(core$rank)
  triangle <- matrix(0, p, p, dimnames = rep(list(data$names[core$pivot]), 2))
  triangle[kept, kept] <- core$triangle
  triangle[kept, -kept] <- core$triangle %*% dependence(core, data)
  triangle
}

#' The aliased columns as combinations of the kept ones: rank x (p - rank)
#'
#' The combination holds in every row, so of many rows a sample will do in which the kept columns are
#' clearly independent.
#' @noRd
dependence <- function(core, data) {
  if (identical(data$columns[[1]]$kind, "sparse")) {
    return(sparse_dependence(core, data))
  }
  kept <- seq_len(core$rank)
  used <- if (is.null(data$weight)) seq_len(data$n) else which(data$weight > 0)
  places <- unique(round(seq(1, length(used), length.out = 1000 + 20 * length(core$pivot))))
  if (length(places) < length(used)) {
    design <- design_of_rows(used[places], data)[, core$pivot, drop = FALSE]
    decomposition <- qr(design[, kept, drop = FALSE], tol = 1e-7)
    if (decomposition$rank == core$rank) {
      return(qr.coef(decomposition, design[, -kept, drop = FALSE]))
    }
  }
  design <- design_of_rows(used, data)[, core$pivot, drop = FALSE]
  qr.coef(qr(design[, kept, drop = FALSE], tol = 1e-13), design[, -kept, drop = FALSE])
}
