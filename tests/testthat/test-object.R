test_that("a fit has every component of a glm object, in its order of classes, types and names", {
  for (pair in glm_pairs()) {
    expect_s3_class(pair$ours, c("logreg_fit", "glm", "lm"), exact = TRUE)
    expect_setequal(setdiff(names(pair$glm), names(pair$ours)), character())
    for (part in c(
      "coefficients", "residuals", "fitted.values", "linear.predictors", "weights", "prior.weights", "y",
      "deviance", "null.deviance", "aic", "df.residual", "df.null", "rank", "xlevels", "contrasts",
      "na.action", "offset", "boundary", "converged"
    )) {
      expect_equal(pair$ours[[part]], pair$glm[[part]], tolerance = 1e-6, info = part)
    }
    expect_identical(pair$ours$family$link, "logit")
  }
})

test_that("the model frame is kept, or left out and built again from the call", {
  kept <- logreg(am ~ wt, data = mtcars)
  without <- logreg(am ~ wt, data = mtcars, model = FALSE)
  expect_null(without$model)
  expect_equal(model.frame(without), kept$model)
  expect_identical(names(model.frame(glm(am ~ wt, binomial, mtcars))), names(kept$model))
})

test_that("the p x p triangle stands for the n x p decomposition", {
  pair <- fit_both(am ~ wt + hp, data = mtcars)
  expect_identical(dim(pair$ours$qr$qr), c(3L, 3L))
  # R is unique up to the signs of its rows.
  expect_equal(abs(pair$ours$R), abs(pair$glm$R), tolerance = 1e-6)
  expect_equal(crossprod(qr.R(pair$ours$qr)), crossprod(qr.R(pair$glm$qr)), tolerance = 1e-6)
  expect_equal(diag(3), qr.Q(pair$ours$qr))
})

test_that("an aliased column comes last in the triangle and alias() finds what it repeats", {
  pair <- fit_both(am ~ wt + twice + drat, data = cars_with_gaps, epsilon = 1e-12)
  expect_identical(pair$ours$qr$pivot, c(1L, 2L, 4L, 3L))
  expect_identical(colnames(pair$ours$R), colnames(pair$glm$R))
  expect_equal(abs(pair$ours$R), abs(pair$glm$R), tolerance = 1e-6)
  found <- alias(pair$ours)$Complete
  expect_equal(c(found), c(0, 2, 0), tolerance = 1e-10) # by hand: twice = 2 * wt
  expect_identical(dimnames(found), dimnames(alias(pair$glm)$Complete))
})

test_that("in many rows the dependence is found too, also where a sample does not show it", {
  set.seed(4)
  n <- 5000
  data <- data.frame(x = stats::rnorm(n), g = gl(3, 1, n), rare = as.double(seq_len(n) %in% 17:18), w = rep(0:1, n / 2))
  data$sum <- data$x - 3 * (data$g == "2")
  data$part <- 2 * data$rare + data$x # two rows in 5000, which a sample would hardly contain
  data$y <- stats::rbinom(n, 1, 0.5)
  data$y[17:18] <- 0:1
  found <- function(row, columns, ...) {
    complete <- alias(logreg(data = data, ...))$Complete
    stats::setNames(as.vector(complete[row, columns]), columns)
  }
  expect_equal(found("sum", c("x", "g2"), y ~ x + g + sum), c(x = 1, g2 = -3), tolerance = 1e-10)
  expect_equal(found("sum", c("x", "g2"), y ~ x + g + sum, weights = data$w), c(x = 1, g2 = -3), tolerance = 1e-10)
  expect_equal(found("part", c("x", "rare"), y ~ x + rare + part), c(x = 1, rare = 2), tolerance = 1e-10)
})

test_that("rows of weight 0 count neither as rows nor in the deviance", {
  fit <- logreg(Survived ~ Class, data = titanic_rows, weights = Freq)
  expect_identical(fit$df.residual, sum(titanic_rows$Freq > 0) - 4L)
  without <- logreg(Survived ~ Class, data = titanic_rows, weights = Freq, subset = Freq > 0)
  expect_equal(fit$deviance, without$deviance, tolerance = 1e-13)
  expect_equal(fit$aic, without$aic, tolerance = 1e-13)
})

test_that("the null deviance is that of the mean, by hand", {
  fit <- logreg(am ~ wt, data = mtcars)
  expect_equal(fit$null.deviance, -2 * (13 * log(13 / 32) + 19 * log(19 / 32)), tolerance = 1e-14)
  through_zero <- logreg(am ~ 0 + wt, data = mtcars)
  expect_equal(through_zero$null.deviance, 2 * 32 * log(2), tolerance = 1e-14)
})

test_that("the AIC does not become infinite where a probability rounds to 1", {
  x <- c(-50, -1, 0, 1, 2, 60) # at 60 the log-odds pass 37, where 1 - p is 0 in double precision
  y <- c(0, 0, 1, 0, 1, 1)
  fit <- suppressWarnings(logreg(y ~ x, data = data.frame(x, y), start = NULL))
  by_hand <- 4 + 2 * sum(log1p(exp(-ifelse(y == 1, 1, -1) * fit$linear.predictors)))
  expect_equal(fit$aic, by_hand, tolerance = 1e-12)
  counts <- logreg(cbind(c(0, 30, 20), c(40, 10, 20)) ~ offset(c(-40, 1, 0)))
  p <- plogis(counts$linear.predictors)
  expect_equal(counts$aic, 2 - 2 * sum(dbinom(c(0, 30, 20), 40, p, log = TRUE)), tolerance = 1e-10)
})

test_that("rows keep their names, for a matrix those of x or y", {
  x <- as.matrix(mtcars[c("wt", "hp")])
  expect_identical(names(fitted(logreg(x, mtcars$am))), rownames(mtcars))
  rownames(x) <- NULL
  expect_identical(names(fitted(logreg(x, mtcars$am))), as.character(1:32))
  expect_identical(names(fitted(logreg(x, setNames(mtcars$am, letters[c(1:26, 1:6)])))), letters[c(1:26, 1:6)])
})

test_that("a penalised fit is no glm and counts its effective degrees of freedom", {
  fit <- logreg(am ~ wt + hp, data = mtcars, penalty = penalty_ridge(0.05))
  expect_s3_class(fit, c("logreg_penalized", "logreg_fit"), exact = TRUE)
  expect_null(fit$qr)
  expect_gt(fit$effective_df, 1)
  expect_lt(fit$effective_df, 3)
  expect_equal(fit$df.residual, 32 - fit$effective_df, tolerance = 1e-14)
  expect_equal(fit$aic, fit$deviance + 2 * fit$effective_df, tolerance = 1e-14)
})

test_that("a fit survives being written and read", {
  fit <- logreg(am ~ wt, data = mtcars)
  file <- withr::local_tempfile()
  saveRDS(fit, file)
  again <- readRDS(file)
  expect_identical(predict(again, mtcars, se.fit = TRUE), predict(fit, mtcars, se.fit = TRUE))
  expect_identical(confint(again), confint(fit))
})

test_that("parts that do not fit together are found out", {
  fit <- logreg(am ~ wt, data = mtcars)
  fit$y <- fit$y[-1]
  expect_error(validate_logreg_fit(fit))
})
