test_that("coefficients are glm's, with and without the aliased ones", {
  expect_as_glm(coef, tolerance = 1e-8)
  expect_as_glm(function(fit) coef(fit, complete = FALSE), tolerance = 1e-8)
})

test_that("odds ratios are the exponentials of the log-odds", {
  fit <- logreg(am ~ wt, data = mtcars)
  expect_equal(coef(fit, type = "odds_ratio"), exp(coef(fit)), tolerance = 1e-15)
  expect_error(coef(fit, type = "probability"), class = "logreg_error_argument")
})

test_that("the covariance is glm's, with and without the aliased coefficients", {
  expect_as_glm(vcov)
  expect_as_glm(function(fit) vcov(fit, complete = FALSE))
})

test_that("the covariance is the inverse information at the coefficients themselves", {
  fit <- logreg(case ~ spontaneous + induced + age, data = infert)
  x <- cbind(1, as.matrix(infert[c("spontaneous", "induced", "age")]))
  p <- plogis(drop(x %*% coef(fit)))
  expect_equal(unname(vcov(fit)), unname(solve(crossprod(x, x * p * (1 - p)))), tolerance = 1e-10)
})
