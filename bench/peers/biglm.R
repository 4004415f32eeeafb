# QR by rotations, chunk of rows by chunk of rows.

peer(
  "bigglm", "biglm", "table",
  function(case, setting) {
    fit <- biglm::bigglm(
      case$formula, case$data, family = stats::binomial(), chunksize = 10000L, tolerance = setting, maxit = 100L
    )
    table <- summary(fit)$mat
    list(coefficients = stats::setNames(table[, "Coef"], rownames(table)), errors = table[, "SE"])
  },
  settings = c(1e-4, 1e-6, 1e-8, 1e-10), slow = TRUE
)
