fit <- logreg(admitted ~ exam1 + exam2, data = exam_marks)

test_that("the exam marks give the counts of the exercise", {
  result <- confusion_matrix(fit)
  expect_identical(dimnames(result$counts), list(predicted = c("0", "1"), observed = c("0", "1")))
  expect_equal(c(result$counts), c(34, 6, 5, 55))
  expect_equal(result$accuracy, 0.89)
  expect_equal(result$error_rate, 0.11)
  expect_equal(result$sensitivity, 55 / 60)
  expect_equal(result$specificity, 34 / 40)
  expect_equal(result$precision, 55 / 61)
  expect_equal(result$no_information_rate, 0.6)
  expect_identical(result$rows, 100L)
})

test_that("the event is predicted from the threshold on", {
  # Four rows of probability 1/2, all counted as the event at 1/2 and none above.
  even <- logreg(y ~ 1, data = data.frame(y = c(0, 1, 0, 1)))
  expect_equal(c(confusion_matrix(even)$counts), c(0, 2, 0, 2))
  above <- confusion_matrix(even, threshold = 0.6)
  expect_equal(c(above$counts), c(2, 0, 2, 0))
  expect_identical(above$precision, NA_real_)
  expect_equal(above$no_information_rate, 0.5)
})

test_that("grouped, weighted and ungrouped data give the same table", {
  grouped <- data.frame(x = 0:5, events = c(1, 4, 9, 13, 18, 20), n = 20)
  rows <- data.frame(
    x = rep(grouped$x, 20),
    y = unlist(lapply(1:20, function(i) as.numeric(grouped$events >= i)))
  )
  # By hand: the fitted probability passes 1/2 between x = 2 and x = 3.
  expected <- c(19 + 16 + 11, 7 + 2 + 0, 1 + 4 + 9, 13 + 18 + 20)
  counts <- confusion_matrix(logreg(cbind(events, n - events) ~ x, data = grouped))
  shares <- confusion_matrix(logreg(events / n ~ x, data = grouped, weights = n))
  single <- confusion_matrix(logreg(y ~ x, data = rows))
  expect_equal(c(counts$counts), expected)
  expect_equal(c(shares$counts), expected)
  expect_equal(c(single$counts), expected)
  expect_true(counts$weighted && shares$weighted && !single$weighted)
  expect_output(print(counts), "counted by weight or trials: 120 in all")
})

test_that("new rows are compared with their own response, whatever its type", {
  new <- data.frame(exam1 = c(30, 90, 90), exam2 = c(30, 90, 90), admitted = c(0, 1, 0))
  expect_equal(c(confusion_matrix(fit, new)$counts), c(1, 1, 0, 1))
  expect_equal(c(confusion_matrix(fit, exam_marks)$counts), c(34, 6, 5, 55))

  marks <- transform(exam_marks, result = factor(admitted, labels = c("no", "yes")))
  by_factor <- logreg(result ~ exam1 + exam2, data = marks)
  new$result <- c("no", "yes", "no")
  expect_equal(c(confusion_matrix(by_factor, new)$counts), c(1, 1, 0, 1))

  grouped <- data.frame(x = 0:5, events = c(1, 4, 9, 13, 18, 20), n = 20)
  counted <- logreg(cbind(events, n - events) ~ x, data = grouped)
  one <- confusion_matrix(counted, data.frame(x = c(0, 5), events = c(2, 3), n = c(10, 4)))
  expect_equal(c(one$counts), c(8, 1, 2, 3))
})

test_that("a fit of x and y finds the response in new rows by its name", {
  by_matrix <- logreg(x = exam_marks[c("exam1", "exam2")], y = exam_marks$admitted)
  expect_equal(c(confusion_matrix(by_matrix)$counts), c(34, 6, 5, 55))
  expect_equal(c(confusion_matrix(by_matrix, exam_marks)$counts), c(34, 6, 5, 55))
  expect_error(confusion_matrix(by_matrix, exam_marks[1:2]), "`admitted`",
    class = "logreg_error_missing_variable")
})

test_that("weights of new rows are those given, or those the fit's call names", {
  tripled <- transform(study_hours, w = 3)
  weighted <- logreg(passed ~ hours, data = tripled, weights = w)
  once <- confusion_matrix(logreg(passed ~ hours, data = study_hours))
  expect_equal(c(confusion_matrix(weighted)$counts), 3 * c(once$counts))
  expect_equal(c(confusion_matrix(weighted, tripled)$counts), 3 * c(once$counts))
  expect_equal(c(confusion_matrix(weighted, study_hours)$counts), c(once$counts))
  twice <- confusion_matrix(weighted, study_hours, weights = rep(2, 12))
  expect_equal(c(twice$counts), 2 * c(once$counts))

  shares <- logreg(p ~ x, data = data.frame(x = 1:4, p = c(0.25, 0.5, 0.5, 0.75)),
    weights = rep(4, 4))
  expect_error(confusion_matrix(shares, data.frame(x = 1, p = 0.5)), "`weights` are needed",
    class = "logreg_error_argument")
})

test_that("rows with a missing value are left out and counted", {
  new <- data.frame(exam1 = c(30, NA, 90), exam2 = c(30, 90, 90), admitted = c(0, 1, NA))
  result <- confusion_matrix(fit, new)
  expect_identical(result$missing, 2L)
  expect_equal(c(result$counts), c(1, 0, 0, 0))
  expect_identical(result$sensitivity, NA_real_)
  expect_output(print(result), "2 rows with a missing value left out")
})

test_that("the print names the event and the accuracy of a constant answer", {
  expect_output(print(confusion_matrix(fit)), "modelling P\\(admitted = 1\\)")
  expect_output(print(confusion_matrix(fit)), "no information rate +0.6 +right if 1 were predicted")
})

test_that("a response that is absent or strange is an error that names it", {
  new <- exam_marks[1:3, c("exam1", "exam2")]
  expect_error(confusion_matrix(fit, new), "`admitted`", class = "logreg_error_missing_variable")
  new$admitted <- c(0, 1, 2)
  expect_error(confusion_matrix(fit, new), "does not know: 2", class = "logreg_error_new_level")
  expect_error(confusion_matrix(fit, threshold = 2), "`threshold`", class = "logreg_error_argument")
  expect_error(confusion_matrix(fit, weights = 1), "`weights`", class = "logreg_error_argument")
  expect_error(confusion_matrix(1), "`fit`", class = "logreg_error_argument")
})
