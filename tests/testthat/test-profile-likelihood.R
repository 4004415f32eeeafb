test_that("limits found together are those found one by one", {
  set.seed(2)
  data <- data.frame(x = rnorm(3e4), z = rexp(3e4), g = factor(sample(8, 3e4, TRUE)), w = sample(3, 3e4, TRUE))
  data$y <- rbinom(3e4, 1, plogis(data$x / 3 - 1))
  fit <- logreg(y ~ x + z + g, data, weights = w)
  together <- confint(fit)
  curves <- profile(fit, c("z", "g5"))
  alone <- local({
    testthat::local_mocked_bindings(
      profile_points_ = function(data, best, goals, with_score) {
        list(found = rep(FALSE, length(goals$column)), distance = rep(NA_real_, length(goals$column)))
      }, .package = "logreg"
    )
    list(limits = confint(fit, c("z", "g5")), curves = profile(fit, c("z", "g5")))
  })
  errors <- sqrt(diag(vcov(fit)))[c("z", "g5")]
  # 1e-8 of the statistic, whose slope in standard errors is 2 x 1.96.
  expect_lt(max(abs(together[c("z", "g5"), ] - alone$limits) / errors), 1e-8)
  expect_equal(curves$z, alone$curves$z, tolerance = 1e-6)
  expect_equal(curves$g5, alone$curves$g5, tolerance = 1e-6)
})

test_that("limits are the same for any number of threads", {
  set.seed(5)
  data <- data.frame(x = rnorm(2e4), z = rnorm(2e4))
  data$y <- rbinom(2e4, 1, plogis(data$x))
  fit <- logreg(y ~ x + z, data)
  limits <- lapply(1:3, function(threads) {
    withr::local_options(logreg.threads = threads)
    list(confint(fit), confint(fit, method = "score"))
  })
  expect_identical(limits[[1]], limits[[2]])
  expect_identical(limits[[1]], limits[[3]])
})

test_that("a column far from zero and counts in the millions keep their limits", {
  near <- confint(logreg(am ~ wt, data = mtcars))["wt", ]
  expect_equal(confint(logreg(am ~ I(wt + 2^20), data = mtcars))[2, ], near, tolerance = 1e-7)
  # By hand: for one count the deviance is that of a binomial, here 3e6 of 1e7.
  fit <- logreg(cbind(k, m - k) ~ 1, data = data.frame(k = 3e6, m = 1e7))
  for (limit in confint(fit)) {
    p <- plogis(limit)
    drop <- 2 * 3e6 * log1p((0.3 - p) / p) + 2 * 7e6 * log1p((p - 0.3) / (1 - p))
    expect_equal(drop, qchisq(0.95, 1), tolerance = 1e-6)
  }
})
