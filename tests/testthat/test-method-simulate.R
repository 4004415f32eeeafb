test_that("the draws are glm's at the same seed", {
  for (pair in glm_pairs()) {
    expect_equal(simulate(pair$ours, 3, seed = 7), suppressWarnings(simulate(pair$glm, 3, seed = 7)))
  }
})

test_that("excluded rows are NA, and the others keep the weights of their own", {
  data <- data.frame(y = c(0.2, NA, 0.5, 0.9), trials = c(10, 5, 2, 1000))
  fit <- logreg(y ~ 1, data = data, weights = trials, na.action = na.exclude)
  expect_silent(drawn <- simulate(fit, 50, seed = 1))
  expect_true(all(is.na(drawn[2, ])))
  counts <- as.matrix(drawn) * data$trials
  expect_equal(counts, round(counts), tolerance = 1e-9)
  expect_lte(max(abs(as.numeric(drawn[4, ]) - fitted(fit)[[4]])), 6 * sqrt(0.25 / 1000))
})

test_that("a response of words is drawn as words", {
  fit <- logreg(shape ~ wt, data = cars_with_gaps)
  drawn <- simulate(fit, 2, seed = 1)
  as_numbers <- logreg(shape == fit$event$level ~ wt, data = cars_with_gaps)
  expect_identical(drawn$sim_1, fit$event$levels[simulate(as_numbers, 2, seed = 1)$sim_1 + 1])
})

test_that("a seed leaves the generator where it was", {
  fit <- logreg(am ~ wt, data = mtcars)
  set.seed(1)
  before <- .Random.seed
  simulate(fit, seed = 5)
  expect_identical(.Random.seed, before)
})
