# The maximum-likelihood estimate in plain R, without this package: damped Newton in an orthonormal
# basis of the columns, where their units and their correlations do not matter. The loss comes from eta,
# so offsets of any size are safe; a step is halved until the loss does not rise.
oracle_fit <- function(x, y, weight = rep(1, length(y)), offset = rep(0, length(y))) {
  parts <- qr(x, LAPACK = TRUE)
  back <- parts$pivot[seq_len(ncol(x))]
  q <- qr.Q(parts) * sqrt(nrow(x))
  w <- weight / mean(weight[weight > 0])
  softplus <- function(eta) pmax(eta, 0) + log1p(exp(-abs(eta)))
  loss <- function(gamma) {
    eta <- drop(q %*% gamma) + offset
    sum(w * (y * softplus(-eta) + (1 - y) * softplus(eta)))
  }
  gamma <- if (any(offset != 0)) drop(crossprod(q, -offset)) / nrow(x) else numeric(ncol(x))
  for (iteration in 1:200) {
    eta <- drop(q %*% gamma) + offset
    score <- drop(crossprod(q, w * (y * stats::plogis(-eta) - (1 - y) * stats::plogis(eta))))
    step <- solve(crossprod(q, w * stats::dlogis(eta) * q), score, tol = 0)
    while (loss(gamma + step) > loss(gamma) * (1 + 1e-14)) step <- step / 2
    gamma <- gamma + step
    if (max(abs(step)) < 1e-14 * max(1, abs(gamma))) break
  }
  beta <- backsolve(qr.R(parts), gamma * sqrt(nrow(x)))[order(back)]
  list(beta = beta, loss = loss(gamma) / sum(w), information = oracle_information(x, beta, weight, offset))
}

# X'WX at a point, in the user's weights.
oracle_information <- function(x, beta, weight = rep(1, nrow(x)), offset = rep(0, nrow(x))) {
  crossprod(x, weight * stats::dlogis(drop(x %*% beta) + offset) * x)
}

# Distance between two points in standard errors, under the information at the second.
distance_in_errors <- function(from, to, information) {
  gap <- from - to
  sqrt(drop(crossprod(gap, information %*% gap)))
}

# The Newton decrement and the reach at a point, from their definitions: sqrt(g' I^-1 g) and max |x'd|.
oracle_certificate <- function(x, y, beta, weight = rep(1, nrow(x)), offset = rep(0, nrow(x))) {
  eta <- drop(x %*% beta) + offset
  score <- drop(crossprod(x, weight * (y * stats::plogis(-eta) - (1 - y) * stats::plogis(eta))))
  root <- qr(sqrt(weight * stats::dlogis(eta)) * x, LAPACK = TRUE)
  half <- backsolve(qr.R(root), score[root$pivot], transpose = TRUE)
  step <- backsolve(qr.R(root), half)[order(root$pivot)]
  list(decrement = sqrt(sum(half^2)), reach = max(abs(x %*% step)[weight > 0]), step = step)
}
