# Twice the drop of the log-likelihood when one coefficient is held, by glm() and an offset.
drop_when_held <- function(pair, name, value) {
  x <- model.matrix(pair$glm)
  x <- x[, !is.na(coef(pair$glm)), drop = FALSE]
  offset <- if (is.null(pair$glm$offset)) 0 else pair$glm$offset
  held <- suppressWarnings(glm.fit(x[, colnames(x) != name, drop = FALSE], pair$glm$y, pair$glm$prior.weights,
    offset = offset + value * x[, name], family = binomial(), control = list(epsilon = 1e-14, maxit = 200)
  ))
  held$deviance - pair$glm$deviance
}

test_that("profile limits solve the likelihood-ratio equation to 1e-8", {
  pairs <- glm_pairs()
  for (name in c("infert", "esoph", "titanic", "offset", "no_intercept", "excluded", "aliased")) {
    pair <- pairs[[name]]
    limits <- confint(pair$ours, level = 0.9)
    for (term in names(coef(pair$ours, complete = FALSE))) {
      for (side in 1:2) {
        expect_equal(drop_when_held(pair, term, limits[term, side]), qchisq(0.9, 1),
          tolerance = 1e-8, info = paste(name, term, side)
        )
      }
    }
    expect_true(all(limits[, 1] < coef(pair$ours), na.rm = TRUE))
    expect_true(all(limits[, 2] > coef(pair$ours), na.rm = TRUE))
  }
})

test_that("profile limits are near those that interpolation gives glm", {
  skip_if_not_installed("MASS")
  pair <- fit_both(case ~ spontaneous + induced, data = infert)
  # Interpolation in ten points a side is good to about 1e-3.
  expect_equal(confint(pair$ours), suppressMessages(confint(pair$glm)), tolerance = 2e-3)
})

test_that("an intercept alone has limits with a closed form", {
  # By hand: 2 (l(1/2) - l(p)) for 8 of 16 is -32 log(2) - 16 log(p (1 - p)), solved for p.
  fit <- logreg(y ~ 1, data = data.frame(y = rep(0:1, 8)))
  product <- exp(-(qchisq(0.95, 1) + 32 * log(2)) / 16)
  upper <- qlogis((1 + sqrt(1 - 4 * product)) / 2)
  expect_equal(c(confint(fit)), c(-upper, upper), tolerance = 1e-9)
})

test_that("Wald limits are estimate -/+ quantile x standard error", {
  expect_as_glm(function(fit) {
    if (inherits(fit, "logreg_fit")) confint(fit, method = "wald", level = 0.8) else confint.default(fit, level = 0.8)
  })
})

test_that("coefficients are chosen by name or number, and columns named after the level", {
  fit <- logreg(am ~ wt + hp, data = mtcars)
  all <- confint(fit)
  expect_identical(dimnames(all), list(names(coef(fit)), c("2.5 %", "97.5 %")))
  expect_identical(confint(fit, "hp"), all["hp", , drop = FALSE])
  expect_identical(confint(fit, 2:3), all[2:3, ])
  expect_identical(colnames(confint(fit, level = 0.9)), c("5 %", "95 %"))
  expect_identical(colnames(confint(fit, level = 0.999, method = "wald")), c("0.05 %", "99.95 %"))
  expect_error(confint(fit, "weight"), class = "logreg_error_argument")
  expect_error(confint(fit, 7), class = "logreg_error_argument")
  expect_error(confint(fit, level = 95), class = "logreg_error_argument")
  expect_error(confint(fit, metod = "wald"), class = "logreg_error_argument")
})

test_that("a limit that no finite value reaches is infinite", {
  # All 5 of one group have the event: the log odds ratio has no upper limit, but a lower one.
  data <- data.frame(y = c(rep(1, 5), 1, 0, 0, 1, 0), group = rep(c(1, 0), each = 5))
  fit <- suppressWarnings(logreg(y ~ group, data = data))
  limits <- suppressWarnings(confint(fit))
  expect_identical(limits[["group", 2]], Inf)
  lower <- limits[["group", 1]]
  held <- glm(y ~ 1, binomial, data, offset = lower * group, control = list(epsilon = 1e-14))
  # The largest log-likelihood: the group itself contributes nothing, the others 2 of 5.
  best <- 2 * log(2 / 5) + 3 * log(3 / 5)
  expect_equal(held$deviance + 2 * best, qchisq(0.95, 1), tolerance = 1e-6)
})

test_that("limits of completely separated data are those of the likelihood, not of the estimate", {
  fit <- suppressWarnings(logreg(am ~ wt + qsec, data = mtcars))
  limits <- suppressWarnings(confint(fit, c("wt", "qsec")))
  expect_identical(unname(limits[, 1]), c(-Inf, -Inf))
  for (name in c("wt", "qsec")) {
    other <- mtcars[[setdiff(c("wt", "qsec"), name)]]
    deviance <- function(b) {
      eta <- b[[1]] + b[[2]] * (other - mean(other)) + limits[name, 2] * mtcars[[name]]
      -2 * sum(plogis(ifelse(mtcars$am == 1, eta, -eta), log.p = TRUE))
    }
    # The largest log-likelihood is 0, approached without end.
    held <- optim(c(0, 0), deviance, control = list(maxit = 1e4, reltol = 1e-14))
    expect_equal(held$value, qchisq(0.95, 1), tolerance = 1e-6)
  }
  expect_identical(unname(suppressWarnings(confint(fit, 1))[, 2]), Inf)
})

test_that("the profile of a fit that stopped short belongs to the optimum, with a warning", {
  short <- suppressWarnings(logreg(am ~ wt,
    data = mtcars, solver = "gradient_descent", epochs = 3, tolerance = 0
  ))
  expect_false(short$converged)
  expect_warning(limits <- confint(short), class = "logreg_warning_not_converged")
  expect_equal(limits, confint(logreg(am ~ wt, data = mtcars)), tolerance = 1e-8)
})

test_that("profile() walks the grid that profile() for glm walks", {
  skip_if_not_installed("MASS")
  pair <- fit_both(case ~ spontaneous + induced, data = infert)
  ours <- profile(pair$ours)
  theirs <- profile(pair$glm)
  expect_s3_class(ours, c("profile.glm", "profile"), exact = TRUE)
  expect_identical(names(ours), names(theirs))
  for (name in names(ours)) {
    expect_equal(ours[[name]][[1]], theirs[[name]][[1]], tolerance = 1e-6)
    expect_equal(unname(ours[[name]]$par.vals), unname(theirs[[name]]$par.vals), tolerance = 1e-5)
  }
  expect_named(profile(pair$ours, which = "induced"), "induced")
})

# Rao's statistic of a coefficient's value, by glm() and an offset.
rao_when_held <- function(pair, name, value) {
  x <- model.matrix(pair$glm)[, !is.na(coef(pair$glm)), drop = FALSE]
  weight <- pair$glm$prior.weights
  offset <- if (is.null(pair$glm$offset)) 0 else pair$glm$offset
  held <- suppressWarnings(glm.fit(x[, colnames(x) != name, drop = FALSE], pair$glm$y, weight,
    offset = offset + value * x[, name], family = binomial(), control = list(epsilon = 1e-14, maxit = 200)
  ))
  p <- plogis(held$linear.predictors)
  score <- sum(weight * x[, name] * (pair$glm$y - p))
  score^2 * solve(crossprod(x, weight * p * (1 - p) * x), tol = 0)[name, name]
}

test_that("score limits are where Rao's statistic is the quantile", {
  pairs <- glm_pairs()
  for (name in c("infert", "esoph", "titanic", "offset", "no_intercept", "excluded", "aliased")) {
    pair <- pairs[[name]]
    limits <- confint(pair$ours, level = 0.9, method = "score")
    for (term in names(coef(pair$ours, complete = FALSE))) {
      for (side in 1:2) {
        expect_equal(rao_when_held(pair, term, limits[term, side]), qchisq(0.9, 1),
          tolerance = 1e-7, info = paste(name, term, side)
        )
      }
    }
    expect_true(all(limits[, 1] < coef(pair$ours), na.rm = TRUE))
    expect_true(all(limits[, 2] > coef(pair$ours), na.rm = TRUE))
    expect_identical(is.na(limits[, 1]), is.na(coef(pair$ours)))
  }
})

test_that("the score interval of an intercept alone is Wilson's", {
  fit <- logreg(y ~ 1, data = data.frame(y = rep(0:1, c(15, 5))))
  # Wilson (1927) by hand: |p - 1/4| = z sqrt(p (1 - p) / 20).
  z <- qnorm(0.975)
  middle <- (0.25 + z^2 / 40) / (1 + z^2 / 20)
  half <- z / (1 + z^2 / 20) * sqrt(0.25 * 0.75 / 20 + z^2 / 1600)
  expect_equal(c(confint(fit, method = "score")), qlogis(c(middle - half, middle + half)), tolerance = 1e-9)
})

test_that("score limits need a fit that has reached its optimum", {
  separated <- suppressWarnings(logreg(y ~ x, data = data.frame(x = 1:6, y = c(0, 0, 0, 1, 1, 1))))
  expect_error(confint(separated, method = "score"), class = "logreg_error_not_available")
})

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
