# L-BFGS on a ready matrix. It gives no standard errors.

peer(
  "fastLR", "RcppNumerical", "matrix",
  function(case, setting) {
    fit <- RcppNumerical::fastLR(case$design, case$y, eps_f = setting, eps_g = setting * 1e3, maxit = 1000L)
    list(coefficients = unname(fit$coefficients), errors = NULL)
  },
  settings = c(1e-8, 1e-10, 1e-12, 1e-14), suits = has_matrix
)
