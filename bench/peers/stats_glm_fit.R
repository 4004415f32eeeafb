# glm()'s engine on a ready matrix, with the covariance that summary() takes from its triangle.

peer(
  "glm.fit", "stats", "matrix",
  function(case, setting) {
    control <- stats::glm.control(epsilon = setting, maxit = 100L)
    fit <- stats::glm.fit(case$design, case$y, family = stats::binomial(), control = control)
    kept <- seq_len(fit$rank)
    from_covariance(fit$coefficients[fit$qr$pivot[kept]], chol2inv(fit$qr$qr[kept, kept, drop = FALSE]))
  },
  settings = c(1e-6, 1e-8, 1e-10, 1e-12), suits = has_matrix
)
