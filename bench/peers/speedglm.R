# Normal equations by the BLAS, in blocks of rows. Its summary leaves names off, so the fit's are used.

peer(
  "speedglm", "speedglm", "table",
  function(case, setting) {
    fit <- speedglm::speedglm(case$formula, case$data, stats::binomial(), acc = setting, maxit = 100L)
    table <- summary(fit)$coefficients
    list(coefficients = stats::coef(fit), errors = as.numeric(as.character(table[, 2L])))
  },
  settings = c(1e-6, 1e-8, 1e-10, 1e-12)
)
