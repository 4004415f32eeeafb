test_that("likelihood, deviance and criteria are glm's", {
  expect_as_glm(logLik)
  expect_as_glm(AIC)
  expect_as_glm(BIC)
  expect_as_glm(deviance)
  expect_as_glm(nobs)
  expect_as_glm(df.residual)
})

test_that("extractAIC charges k for a coefficient; rows of weight 0 are no coefficients", {
  pairs <- glm_pairs()
  # glm() counts a row of weight 0 as a degree of freedom here.
  expect_as_glm(function(fit) extractAIC(fit, k = 3), pairs[setdiff(names(pairs), "titanic")])
  titanic <- pairs$titanic$ours
  expect_equal(extractAIC(titanic), c(titanic$rank, AIC(titanic)))
})

test_that("a penalised fit charges its effective degrees of freedom", {
  fit <- logreg(am ~ wt + hp, data = mtcars, penalty = penalty_ridge(0.05))
  expect_equal(as.numeric(logLik(fit)), -fit$deviance / 2, tolerance = 1e-14)
  expect_identical(attr(logLik(fit), "df"), fit$effective_df)
  expect_identical(nobs(fit), 32L)
  expect_equal(extractAIC(fit), c(fit$effective_df, fit$deviance + 2 * fit$effective_df))
})
