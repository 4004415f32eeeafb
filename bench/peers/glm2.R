# glm() with steps that are halved while the deviance rises.

peer(
  "glm2", "glm2", "table",
  function(case, setting) {
    control <- stats::glm.control(epsilon = setting, maxit = 100L)
    from_table(stats::coef(summary(glm2::glm2(case$formula, stats::binomial(), case$data, control = control))))
  },
  settings = c(1e-6, 1e-8, 1e-10, 1e-12), slow = TRUE
)
