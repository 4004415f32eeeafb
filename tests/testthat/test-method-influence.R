test_that("leverage and influence are glm's", {
  pairs <- glm_pairs()
  expect_as_glm(hatvalues, pairs)
  expect_as_glm(rstandard, pairs)
  expect_as_glm(function(fit) rstandard(fit, type = "pearson"), pairs)
  expect_as_glm(rstudent, pairs)
  expect_as_glm(cooks.distance, pairs)
  expect_as_glm(dfbeta, pairs)
  expect_as_glm(dfbetas, pairs)
})

test_that("the influence list is glm's, with and without the coefficients", {
  expect_as_glm(function(fit) influence(fit))
  expect_as_glm(function(fit) influence(fit, do.coef = FALSE)[c("hat", "sigma", "dev.res", "pear.res")])
  expect_null(influence(logreg(am ~ wt, data = mtcars), do.coef = FALSE)$coefficients)
})

test_that("influence.measures() has glm's table, covariance ratio included", {
  pairs <- glm_pairs()[c("mtcars", "infert", "esoph")]
  expect_as_glm(function(fit) influence.measures(fit)$infmat, pairs)
})

test_that("leverages sum to the rank", {
  fit <- logreg(case ~ education + age, data = infert)
  expect_equal(sum(hatvalues(fit)), 4, tolerance = 1e-10)
})

test_that("effects() says where to find them", {
  expect_error(effects(logreg(am ~ wt, data = mtcars)), "as_glm", class = "logreg_error_not_available")
})
