# Eigen's decompositions on a ready matrix: 0 pivoted QR, 2 Cholesky, 3 Cholesky with a diagonal.

fastglm_by <- function(method, name) {
  fit <- function(case, setting) {
    fit <- fastglm::fastglmPure(case$design, case$y, family = stats::binomial(), method = method, tol = setting)
    from_covariance(fit$coefficients, fit$cov.unscaled)
  }
  peer(name, "fastglm", "matrix", fit, settings = c(1e-5, 1e-7, 1e-9, 1e-11, 1e-13), suits = has_matrix)
}

list(fastglm_by(0L, "fastglm QR"), fastglm_by(2L, "fastglm LLT"), fastglm_by(3L, "fastglm LDLT"))
