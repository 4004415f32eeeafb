# Newton's method in Fortran, with the indexes that a regression modeller asks for. Its tolerances have had
# several names over the years, so it runs with its own.

peer(
  "lrm", "rms", "table",
  function(case, setting) {
    fit <- rms::lrm(case$formula, case$data)
    list(coefficients = unname(stats::coef(fit)), errors = sqrt(diag(stats::vcov(fit))))
  },
  slow = TRUE
)
