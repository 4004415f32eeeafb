# Newton's method in Fortran, with the tables of ranks that a regression modeller asks for.

peer(
  "lrm", "rms", "table",
  function(case, setting) {
    fit <- rms::lrm(case$formula, case$data, eps = setting, maxit = 100L)
    list(coefficients = unname(stats::coef(fit)), errors = sqrt(diag(stats::vcov(fit))))
  },
  settings = c(1e-4, 1e-7, 1e-10), slow = TRUE
)
