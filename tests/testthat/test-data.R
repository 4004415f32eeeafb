test_that("study_hours is the table of the exercise", {
  expect_identical(names(study_hours), c("hours", "passed"))
  expect_identical(study_hours$hours, seq(0.5, 6, by = 0.5))
  expect_identical(study_hours$passed, c(0L, 0L, 0L, 0L, 1L, 0L, 1L, 1L, 0L, 1L, 1L, 1L))
})

test_that("exam_marks is the file with the published checksum", {
  expect_identical(exam_marks, reference_data("ex2data1"))
})

test_that("exam_marks gives the figures printed in the exercise", {
  # Printed with three or four decimals: cost and gradient of the mean log loss in plain R.
  design <- cbind(1, exam_marks$exam1, exam_marks$exam2)
  cost <- function(theta) {
    eta <- drop(design %*% theta)
    mean(log(1 + exp(eta)) - exam_marks$admitted * eta)
  }
  gradient <- function(theta) {
    drop(crossprod(design, 1 / (1 + exp(-drop(design %*% theta))) - exam_marks$admitted)) / 100
  }
  expect_equal(round(cost(c(0, 0, 0)), 3), 0.693)
  expect_equal(round(gradient(c(0, 0, 0)), 4), c(-0.1, -12.0092, -11.2628))
  expect_equal(round(cost(c(-24, 0.2, 0.2)), 3), 0.218)
  expect_equal(round(gradient(c(-24, 0.2, 0.2)), 3), c(0.043, 2.566, 2.647))
  optimum <- c(-25.1613335666396, 0.206231713293984, 0.201471600441964)
  expect_equal(cost(optimum), 0.203497701589440, tolerance = 1e-13)
})
