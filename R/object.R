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
  parts <- glm_components(core, data)
  if (has_offset(data) && data$intercept) {
    parts$null.deviance <- null_deviance_with_offset(data)
  }
  if (!is.null(penalty)) {
    parts <- penalised_components(parts, core)
  }
  fit <- c(
    parts,
    if (model && !is.null(data$frame)) list(model = data$frame),
    if (!is.null(data$na_action)) list(na.action = data$na_action),
    list(
      call = call, formula = data$formula, terms = data$terms,
      data = user_data, offset = data$offset, control = stats::glm.control(epsilon = 1e-10, maxit = 100),
      method = "logreg_glm_fit", contrasts = data$contrasts, xlevels = data$xlevels,
      event = data$event, solver = solver, penalty = penalty, trace = core$trace,
      convergence = core[setdiff(names(core), parts_of_core)],
      covariance = core$covariance, scaling = core$scaling, aliased = core$aliased
    ),
    if (!is.null(data$x)) list(x_user = data$x, y_user = data$y_user)
  )
  class <- if (is.null(penalty)) c("logreg_fit", "glm", "lm") else c("logreg_penalized", "logreg_fit")
  validate_logreg_fit(structure(fit, class = class))
}

#' The parts of the core's answer that have a place of their own in the fit; the others tell how the
#' solver got there and make up `$convergence`
#' @noRd
parts_of_core <- c(
  "coefficients", "linear_predictors", "kept", "rank", "pivot", "aliased", "triangle", "covariance",
  "scaling", "trace"
)

#' Stop if the parts of a fit do not fit together
#'
#' A failure here is a mistake of this package, not of the user.
#' @noRd
validate_logreg_fit <- function(fit) {
  rows <- c("linear.predictors", "fitted.values", "residuals", "weights", "prior.weights", "y")
  stopifnot(
    lengths(fit[rows]) == length(fit$y),
    length(fit$offset) %in% c(0, length(fit$y)),
    !is.null(names(fit$coefficients)) || length(fit$coefficients) == 0,
    fit$rank == sum(!is.na(fit$coefficients)),
    is.null(fit$covariance) || identical(dim(fit$covariance), rep(as.integer(fit$rank), 2))
  )
  fit
}

#' What `glm.fit()` returns, from the core's answer
#' @noRd
glm_components <- function(core, data) {
  rows <- case_names(data)
  y <- response_of(data)
  eta <- core$linear_predictors
  terms <- row_terms_(eta, y, data$weight)
  rank <- as.integer(core$rank)
  used <- sum(data$weight > 0)
  deviance <- sum(terms$deviance_terms)
  triangle <- triangle_with_aliased(core, data)
  list(
    coefficients = stats::setNames(core$coefficients, data$names),
    residuals = stats::setNames(terms$working, rows),
    fitted.values = stats::setNames(terms$prob, rows),
    effects = NULL, R = triangle, rank = rank, qr = compact_qr(triangle, core),
    family = stats::binomial(),
    linear.predictors = stats::setNames(eta, rows),
    deviance = deviance,
    aic = minus_twice_log_likelihood(eta, y, data, deviance) + 2 * rank,
    null.deviance = null_deviance(data, y), iter = as.integer(core$iterations),
    weights = stats::setNames(terms$weight, rows),
    prior.weights = stats::setNames(data$weight, rows),
    df.residual = used - rank, df.null = used - as.integer(data$intercept),
    y = stats::setNames(y, rows),
    converged = core$reason == "converged", boundary = FALSE
  )
}

#' What a penalty changes in the components of a fit
#'
#' The effective degrees of freedom take the place of the rank. `R` and `qr` are left out: methods
#' for `lm` would read a covariance from them.
#' @noRd
penalised_components <- function(parts, core) {
  parts$aic <- parts$aic + 2 * (core$effective_df - parts$rank)
  parts$df.residual <- parts$df.residual + parts$rank - core$effective_df
  parts$effective_df <- core$effective_df
  parts[setdiff(names(parts), c("R", "qr", "effects"))]
}

#' Names of the rows that were fitted, as `glm()` names them
#' @noRd
case_names <- function(data) {
  if (!is.null(data$frame)) {
    return(as.character(attr(data$frame, "row.names")))
  }
  rows <- rownames(data$x)
  if (is.null(rows)) {
    rows <- names(data$y_user)
  }
  if (is.null(rows)) {
    rows <- as.character(seq_len(data$n + length(data$na_action)))
  }
  without_rows(rows, data$na_action)
}

#' The response as `glm()` keeps it: rows of weight 0 count as 0, which changes no estimate
#' @noRd
response_of <- function(data) {
  y <- data$y
  if (!identical(data$event$kind, "counts") && any(data$weight == 0)) {
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
null_deviance <- function(data, y) {
  if (!data$intercept) {
    eta <- if (is.null(data$offset)) numeric(data$n) else data$offset
    return(sum(row_terms_(eta, y, data$weight)$deviance^2))
  }
  total <- sum(data$weight)
  events <- sum(data$weight * y)
  share <- y > 0 & y < 1
  saturated <- sum(data$weight[share] * (x_log_x(y[share]) + x_log_x(1 - y[share])))
  2 * (saturated - total * (x_log_x(events / total) + x_log_x((total - events) / total)))
}

#' x log x, 0 at 0
#' @noRd
x_log_x <- function(x) {
  ifelse(x == 0, 0, x * log(x))
}

#' Null deviance with an offset: no closed form, so an intercept-only fit by the core
#' @noRd
null_deviance_with_offset <- function(data) {
  data$columns <- list()
  data$names <- "(Intercept)"
  data$assign <- 0L
  eta <- refit(data)$linear_predictors
  sum(row_terms_(eta, response_of(data), data$weight)$deviance^2)
}

#' -2 log-likelihood as `binomial()$aic()` counts it, but from the log-odds
#'
#' `binomial()$aic()` rounds trials and events to whole numbers and takes the log of the rounded
#' probability, which is -Inf from log-odds of 37 on.
#' @noRd
minus_twice_log_likelihood <- function(eta, y, data, deviance) {
  trials <- data$weight
  counted <- counted_trials(data)
  if (any(counted > 1)) {
    trials <- counted
  } else if (all(trials == round(trials)) && all(y == 0 | y == 1)) {
    return(deviance)
  }
  size <- round(trials)
  events <- round(trials * y)
  log_likelihood <- lchoose(size, events) -
    events * log1p_exp_(-eta) - (size - events) * log1p_exp_(eta)
  -2 * sum(ifelse(trials > 0, data$weight / trials, 0) * log_likelihood)
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
  kept <- seq_len(core$rank)
  triangle <- matrix(0, p, p, dimnames = rep(list(data$names[core$pivot]), 2))
  triangle[kept, kept] <- core$triangle
  if (core$rank < p) {
    triangle[kept, -kept] <- core$triangle %*% dependence(core, data)
  }
  triangle
}

#' The aliased columns as combinations of the kept ones: rank x (p - rank)
#' @noRd
dependence <- function(core, data) {
  design <- dense_design(data)[data$weight > 0, , drop = FALSE]
  kept <- core$pivot[seq_len(core$rank)]
  aliased <- core$pivot[-seq_len(core$rank)]
  qr.coef(qr(design[, kept, drop = FALSE], tol = 1e-13), design[, aliased, drop = FALSE])
}

#' A `qr` object of the p x p triangle
#'
#' With `qraux` 0 its Q is the identity, so `qr.R()` and `chol2inv()` give what they would from
#' the n x p decomposition.
#' @noRd
compact_qr <- function(triangle, core) {
  structure(
    list(
      qr = triangle, rank = as.integer(core$rank), qraux = numeric(ncol(triangle)),
      pivot = core$pivot, tol = 1e-13
    ),
    class = "qr"
  )
}
