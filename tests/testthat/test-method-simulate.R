test_that("the draws are glm's at the same seed", {
  for (pair in glm_pairs()) {
    expect_equal(simulate(pair$ours, 3, seed = 7), simulate(pair$glm, 3, seed = 7))
  }
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
