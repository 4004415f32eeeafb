# Coordinate descent with the penalty at 0. It gives no standard errors.

peer(
  "glmnet, lambda 0", "glmnet", "matrix",
  function(case, setting) {
    fit <- glmnet::glmnet(case$x, case$y, family = "binomial", lambda = 0, thresh = setting)
    list(coefficients = as.vector(stats::coef(fit)), errors = NULL)
  },
  settings = c(1e-7, 1e-9, 1e-11, 1e-13, 1e-15), suits = function(case) has_matrix(case) && case$p > 1L
)
