test_that("a coefficient at infinity has a one-sided interval and a test", {
  # Ten at x = 0 with 5 events, four at x = 1 with 4: the limit deviance is 20 log 2.
  data <- data.frame(x = rep(0:1, c(10, 4)), y = rep(c(0, 1, 1), c(5, 5, 4)))
  design <- logreg:::fit_data(suppressWarnings(logreg(y ~ x, data)))
  limit <- 20 * log(2)
  deviance_at <- function(b) glm(y ~ 1, binomial, data, offset = b * x, control = list(epsilon = 1e-14))$deviance
  found <- logreg:::infinite_term_interval(design, 2, 1, limit)
  expect_identical(found[[2]], Inf)
  expect_equal(deviance_at(found[[1]]) - limit, qchisq(0.95, 1), tolerance = 1e-7)
  test <- logreg:::infinite_term_test(design, 2, limit)
  # By hand: without x there are 9 events in 14.
  statistic <- -2 * (9 * log(9 / 14) + 5 * log(5 / 14)) - limit
  expect_equal(test$statistic, statistic, tolerance = 1e-9)
  expect_equal(test$p_value, pchisq(statistic, 1, lower.tail = FALSE), tolerance = 1e-9)
  # The mirror image.
  design$y <- 1 - design$y
  expect_equal(logreg:::infinite_term_interval(design, 2, -1, limit), -rev(found), tolerance = 1e-8)
  # A level that 0 itself is outside of: the limit lies above 0; another below.
  narrow <- logreg:::infinite_term_interval(design, 2, -1, limit, level = 0.5)
  expect_true(narrow[[2]] < -found[[1]])
})

test_that("the endometrial data have the known test of neovascularisation", {
  endometrial <- reference_data("endometrial")
  design <- logreg:::fit_data(suppressWarnings(logreg(HG ~ NV + PI + EH, endometrial)))
  limit <- 55.39326036
  test <- logreg:::infinite_term_test(design, 2, limit)
  # Heinze and Schemper (2002): likelihood-ratio chi2 9.357643.
  expect_equal(test$statistic, 9.357643, tolerance = 1e-7)
  expect_equal(test$p_value, 0.00222, tolerance = 1e-3)
  lower <- logreg:::infinite_term_interval(design, 2, 1, limit)[[1]]
  held <- glm(HG ~ PI + EH, binomial, endometrial, offset = lower * NV, control = list(epsilon = 1e-14))
  expect_equal(held$deviance - limit, qchisq(0.95, 1), tolerance = 1e-6)
})
