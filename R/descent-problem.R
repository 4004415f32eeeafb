# What a solver descends on, computed in R: small, for pictures and worked steps, and for tests of the core by a second hand.

#' The rows, weights and penalty of a fit as its solver meets them
#'
#' @param fit A fit whose coefficients are finite, see [last_iterate()].
#' @param most Rows at most; of more, so many evenly spread over them are taken.
#' @return A list: `x`, rows of positive weight x coefficients that are not aliased; `y`; `weight`, of mean 1; `offset`;
#'   `row`, the numbers of the rows; `strength`, of the ridge penalty on each coefficient; `firth`, is the penalty Firth's?
#'   `total`, the sum of the weights as given; `rows`, how many there are in all; `intercept`, is the first column the
#'   intercept's? and the means (`center`) and standard deviations (`scale`) of the columns as z-scores.
#' @noRd
descent_problem <- function(fit, most = Inf) {
  data <- keep_design_columns(fit_data(fit), !is_aliased(fit))
  refuse_wide(data)
  weight <- row_weights(data)
  used <- which(weight > 0)
  x <- dense_design(data)[used, , drop = FALSE]
  weight <- weight[used]
  scores <- z_score_map(x, weight, data$intercept)
  strength <- ridge_strength(fit$penalty, x, weight, data$intercept)
  rows <- drawn_rows(length(used), most)
  list(
    x = x[rows, , drop = FALSE], y = data$y[used][rows], weight = weight[rows] / mean(weight[rows]),
    offset = if (is.null(data$offset)) numeric(length(rows)) else data$offset[used][rows],
    row = used[rows], strength = strength, firth = is_firth(fit$penalty), total = sum(weight), rows = length(used),
    intercept = data$intercept, center = scores$center, scale = scores$scale
  )
}

#' Stop before a sparse or very wide design is made dense
#' @noRd
refuse_wide <- function(data) {
  if (as.double(data$n) * length(data$names) > 2e8) {
    abort_logreg("not_available", c(
      "The design has too many numbers to be laid out row by row.", "Fit some of the rows or columns to look at them."
    ))
  }
}

#' Means and standard deviations that make the columns z-scores, as [scale()] has them; the intercept stays
#' @noRd
z_score_map <- function(x, weight, intercept) {
  center <- if (intercept) colSums(weight * x) / sum(weight) else numeric(ncol(x))
  n <- nrow(x)
  scale <- vapply(seq_len(ncol(x)), function(j) sqrt(sum(weight * (x[, j] - center[[j]])^2) / sum(weight) * n / (n - 1)), 0)
  if (intercept) {
    center[[1]] <- 0
    scale[[1]] <- 1
  }
  list(center = unname(center), scale = scale)
}

#' The strength of a ridge penalty on each coefficient in the user's units: 1/2 strength beta^2; the intercept is free
#' @noRd
ridge_strength <- function(penalty, x, weight, intercept) {
  strength <- numeric(ncol(x))
  if (is.null(penalty) || is_firth(penalty)) {
    return(strength)
  }
  free <- intercept & seq_along(strength) == 1
  unit <- if (penalty$options$standardize) {
    colSums(weight * x^2) / sum(weight) - (colSums(weight * x) / sum(weight))^2
  } else {
    1
  }
  ifelse(free, 0, penalty$options$penalty * unit)
}

#' The same problem with columns (x - center) / scale
#' @noRd
problem_in <- function(problem, center, scale) {
  problem$x <- sweep(sweep(problem$x, 2, center), 2, scale, "/")
  problem$strength <- problem$strength / scale^2
  problem$center <- (problem$center - center) / scale
  problem$scale <- problem$scale / scale
  problem
}

#' Coefficients of columns (x - center) / scale from those of x, a row each, and back
#'
#' A centre is other than 0 only beside an intercept, which stands first.
#' @noRd
scaled_coefficients <- function(beta, center, scale) {
  scaled <- sweep(beta, 2, scale, "*")
  if (ncol(beta)) scaled[, 1] <- scaled[, 1] + drop(beta %*% center)
  scaled
}

#' @noRd
user_coefficients <- function(beta, center, scale) {
  user <- sweep(beta, 2, scale, "/")
  if (ncol(beta)) user[, 1] <- user[, 1] - drop(user %*% center)
  user
}

#' Probability of each row
#' @noRd
problem_prob <- function(problem, beta) {
  sigmoid_(drop(problem$x %*% beta) + problem$offset)
}

#' The objective: mean log loss and penalty
#'
#' Firth's is log det(X'VX / W) / (2 W) below the mean log loss, W the sum of the weights and V = w p (1 - p); it depends
#' on the columns by a constant.
#' @noRd
problem_value <- function(problem, beta) {
  eta <- drop(problem$x %*% beta) + problem$offset
  loss <- mean(problem$weight * (log1p_exp_(eta) - problem$y * eta)) + sum(problem$strength * beta^2) / 2
  if (!problem$firth) {
    return(loss)
  }
  information <- mean_information(problem, sigmoid_(eta))
  loss - as.numeric(determinant(information)$modulus) / (2 * problem$total)
}

#' X'VX / W
#' @noRd
mean_information <- function(problem, prob) {
  crossprod(problem$x, problem$weight * prob * (1 - prob) * problem$x) / nrow(problem$x)
}

#' What each row adds to the score: weight x residual, for Firth's penalty also leverage x (1/2 - p)
#' @noRd
problem_residuals <- function(problem, prob) {
  residual <- problem$weight * (problem$y - prob)
  if (!problem$firth) {
    return(residual)
  }
  residual + problem_leverage(problem, prob) * (0.5 - prob) * nrow(problem$x) / problem$total
}

#' Leverage of each row, by QR of the weighted rows
#' @noRd
problem_leverage <- function(problem, prob) {
  rowSums(qr.Q(qr(sqrt(problem$weight * prob * (1 - prob)) * problem$x))^2)
}

#' The gradient of the objective
#' @noRd
problem_gradient <- function(problem, beta) {
  residual <- problem_residuals(problem, problem_prob(problem, beta))
  problem$strength * beta - drop(crossprod(problem$x, residual)) / nrow(problem$x)
}

#' The Hessian of the mean log loss and a ridge penalty; with Firth's penalty the information
#' @noRd
problem_hessian <- function(problem, beta) {
  mean_information(problem, problem_prob(problem, beta)) + diag(problem$strength, length(beta))
}

#' Centres and scales of the columns as the solver of a fit steps on them
#' @noRd
solver_map <- function(fit, problem) {
  standardize <- fit$solver$options$standardize
  if (is.null(standardize)) {
    # Of a separated fit `scaling` belongs to the rows that have a finite estimate.
    whole <- if (is.null(fit$separation)) fit$scaling else fit$separation
    list(center = whole$center, scale = whole$scale)
  } else if (standardize) {
    list(center = problem$center, scale = problem$scale)
  } else {
    list(center = 0 * problem$center, scale = 1 + 0 * problem$scale)
  }
}

#' The coefficients with the least objective, aliased ones left out; `NULL` where none are known
#' @noRd
best_coefficients <- function(fit) {
  kept <- !is_aliased(fit)
  optimum <- fit$convergence$optimum
  if (isTRUE(fit$converged)) {
    fit$coefficients[kept]
  } else if (isTRUE(optimum$found) && is.null(fit$separation)) {
    stats::setNames(unname(optimum$coefficients)[kept], names(fit$coefficients)[kept])
  }
}

#' The recorded coefficients, aliased ones left out, a row each
#' @noRd
recorded_path <- function(fit) {
  as.matrix(fit$trace[names(fit$coefficients)[!is_aliased(fit)]])
}
