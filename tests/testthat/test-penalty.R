test_that("a ridge penalty holds its options", {
  ridge <- penalty_ridge(0.1)
  expect_s3_class(ridge, c("logreg_penalty_ridge", "logreg_penalty"), exact = TRUE)
  expect_identical(unclass(ridge), list(name = "ridge", options = list(penalty = 0.1, standardize = TRUE)))
  expect_identical(penalty_ridge(0, FALSE)$options, list(penalty = 0, standardize = FALSE))
})

test_that("a ridge penalty outside its range is an error that names the argument", {
  for (bad in list(-1, NA, Inf, "a", c(1, 2), NULL)) {
    error <- expect_error(penalty_ridge(bad), class = "logreg_error_argument")
    expect_identical(error$argument, "penalty")
  }
  expect_identical(expect_error(penalty_ridge(), class = "logreg_error_argument")$argument, "penalty")
  expect_identical(expect_error(penalty_ridge(1, NA), class = "logreg_error_argument")$argument, "standardize")
})

test_that("Firth's penalty has nothing to set", {
  expect_s3_class(penalty_firth(), c("logreg_penalty_firth", "logreg_penalty"), exact = TRUE)
  expect_identical(unclass(penalty_firth()), list(name = "firth", options = list()))
  expect_identical(check_penalty(penalty_firth()), penalty_firth())
  expect_snapshot(penalty_firth())
  expect_error(check_penalty("firth"), "penalty_firth() or penalty_ridge()", fixed = TRUE)
})

test_that("a penalty prints its name and options", {
  expect_snapshot(penalty_ridge(0.25, standardize = FALSE))
})

test_that("only NULL and penalty objects are penalties", {
  expect_null(check_penalty(NULL))
  expect_identical(check_penalty(penalty_ridge(1)), penalty_ridge(1))
  for (bad in list(0.5, "ridge", list(penalty = 1), solver_newton())) {
    expect_identical(expect_error(check_penalty(bad), class = "logreg_error_argument")$argument, "penalty")
  }
  expect_error(check_penalty(0.5), "write penalty = penalty_ridge(0.5)", fixed = TRUE)
})
