penalised_cars <- function() logreg(am ~ wt + hp, data = mtcars, penalty = penalty_ridge(0.05))

test_that("what a penalised fit does not have is refused, with the reason and the remedy", {
  fit <- penalised_cars()
  refused <- list(
    vcov, confint, profile, anova, drop1, influence, hatvalues, rstandard, rstudent, cooks.distance, dfbeta,
    dfbetas, as_glm, function(fit) add1(fit, . ~ . + qsec), function(fit) predict(fit, se.fit = TRUE),
    function(fit) predict(fit, mtcars, type = "response", interval = "confidence"),
    function(fit) step(fit, trace = 0)
  )
  for (method in refused) {
    error <- expect_error(method(fit), class = "logreg_error_penalized")
    expect_match(conditionMessage(error), "penalised")
    expect_match(conditionMessage(error), "without `penalty`|rows that they have not seen")
  }
})

test_that("what a penalised fit has works", {
  fit <- penalised_cars()
  eta <- drop(cbind(1, mtcars$wt, mtcars$hp) %*% coef(fit))
  expect_equal(unname(predict(fit)), eta, tolerance = 1e-12)
  expect_equal(unname(predict(fit, mtcars[1:2, ], type = "response")), plogis(eta[1:2]), tolerance = 1e-12)
  expect_equal(unname(fitted(fit)), plogis(eta), tolerance = 1e-12)
  expect_equal(deviance(fit), -2 * sum(dbinom(mtcars$am, 1, plogis(eta), log = TRUE)), tolerance = 1e-10)
  expect_equal(unname(residuals(fit, "response")), mtcars$am - plogis(eta), tolerance = 1e-12)
  expect_identical(dim(predict(fit, type = "terms")), c(32L, 2L))
  expect_identical(nrow(simulate(fit, seed = 1)), 32L)
  expect_identical(dim(model.matrix(fit)), c(32L, 3L))
  expect_s3_class(update(fit, . ~ . - hp), "logreg_penalized")
})
