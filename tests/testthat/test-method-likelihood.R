test_that("likelihood, deviance and criteria are glm's", {
  pairs <- glm_pairs()
  expect_as_glm(logLik, pairs[names(pairs) != "titanic"])
  expect_as_glm(BIC, pairs[names(pairs) != "titanic"])
  expect_as_glm(AIC)
  expect_as_glm(deviance)
  expect_as_glm(nobs)
  expect_as_glm(df.residual)
})

test_that("rows of weight 0 do not enter the BIC, which for glm they do", {
  titanic <- glm_pairs()$titanic
  without <- logreg(Survived ~ Class + Sex * Age, data = titanic_rows, weights = Freq, subset = Freq > 0)
  expect_equal(BIC(titanic$ours), BIC(without), tolerance = 1e-12)
  expect_equal(as.numeric(logLik(titanic$ours)), as.numeric(logLik(titanic$glm)), tolerance = 1e-8)
  expect_identical(attr(logLik(titanic$ours), "nobs"), nobs(titanic$glm))
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
