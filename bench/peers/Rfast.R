# Newton's method on a ready matrix, with a stop rule in absolute units of the log-likelihood.

peer(
  "Rfast", "Rfast", "matrix",
  function(case, setting) {
    fit <- Rfast::glm_logistic(case$x, case$y, full = TRUE, tol = setting)
    list(coefficients = unname(fit$info[, 1L]), errors = unname(fit$info[, 2L]))
  },
  settings = c(1e-6, 1e-9, 1e-12), suits = has_matrix
)
