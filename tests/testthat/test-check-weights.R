test_that("weights of 0 or more are accepted, and none at all", {
  expect_silent(check_weights(NULL))
  expect_silent(check_weights(c(0, 1, 2.5)))
  expect_silent(check_weights(1:3))
  expect_silent(check_weights(matrix(1, 3, 1)))
})

test_that("negative, missing and infinite weights name their first row", {
  for (bad in list(-1, NA, NaN, Inf)) {
    error <- expect_error(check_weights(c(1, 2, bad, bad)), class = "logreg_error_weights")
    expect_identical(error$row, 3L)
    expect_identical(error$argument, "weights")
    expect_match(conditionMessage(error), "row 3", fixed = TRUE)
  }
})

test_that("weights that are all 0 or no numbers are errors", {
  for (bad in list(c(0, 0), c("1", "2"), matrix(1, 2, 2), factor(1:2), list(1, 2))) {
    expect_error(check_weights(bad), class = "logreg_error_weights")
  }
})
