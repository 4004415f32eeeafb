test_that("coefficients are glm's, with and without the aliased ones", {
  expect_as_glm(coef, tolerance = 1e-8)
  expect_as_glm(function(fit) coef(fit, complete = FALSE), tolerance = 1e-8)
})

test_that("odds ratios are the exponentials of the log-odds", {
  fit <- logreg(am ~ wt, data = mtcars)
  expect_equal(coef(fit, type = "odds_ratio"), exp(coef(fit)), tolerance = 1e-15)
  expect_error(coef(fit, type = "probability"), class = "logreg_error_argument")
})
