# R's own: iteratively reweighted least squares on a pivoted QR of the model matrix.

peer(
  "glm", "stats", "table",
  function(case, setting) {
    control <- stats::glm.control(epsilon = setting, maxit = 100L)
    from_table(stats::coef(summary(stats::glm(case$formula, stats::binomial(), case$data, control = control))))
  },
  settings = c(1e-6, 1e-8, 1e-10, 1e-12)
)
