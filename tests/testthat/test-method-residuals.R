test_that("residuals of every kind are glm's", {
  for (type in c("deviance", "pearson", "working", "response", "partial")) {
    expect_as_glm(function(fit) {
      values <- residuals(fit, type)
      attr(values, "constant") <- NULL # of the partial residuals; padding makes glm() lose it
      values
    })
  }
})

test_that("fitted probabilities are glm's, padded where rows were excluded", {
  expect_as_glm(fitted, tolerance = 1e-8)
  fit <- logreg(am ~ hp, data = cars_with_gaps, na.action = na.exclude)
  expect_length(fitted(fit), 32)
  expect_identical(which(is.na(fitted(fit))), c("Datsun 710" = 3L, "Chrysler Imperial" = 17L))
})

test_that("residuals keep their digits where the probability rounds to 1", {
  y <- c(1, 0, 1)
  fit <- logreg(cbind(c(1, 0), c(1, 2)) ~ offset(c(50, -40)))
  eta <- fit$linear.predictors
  # To first order the deviance residual of a row of two misses is -sqrt(2 * 2 * p), p = exp(eta).
  expect_equal(residuals(fit, "deviance")[[2]], -sqrt(4 * exp(eta[[2]])), tolerance = 1e-8)
})

test_that("an unknown kind is an error", {
  expect_error(residuals(logreg(am ~ wt, data = mtcars), "raw"), class = "logreg_error_argument")
})
