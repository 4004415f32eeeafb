wide_data <- function(levels = 40, rows = 3000) {
  set.seed(3)
  data <- data.frame(
    f = factor(sample(levels, rows, TRUE), seq_len(levels)), g = factor(sample(9, rows, TRUE)),
    x = rnorm(rows), z = rnorm(rows, 100), w = sample(0:3, rows, TRUE)
  )
  data$y <- rbinom(rows, 1, plogis(rnorm(levels, 0, 0.7)[data$f] + 0.4 * data$x))
  data
}

expect_same_fit <- function(formula, data, weights = NULL) {
  environment(formula) <- environment()
  fit <- logreg(formula, data, weights = weights)
  oracle <- suppressWarnings(glm(formula, binomial, data, weights = weights, epsilon = 1e-10))
  error <- sqrt(diag(vcov(oracle)))
  expect_identical(is.na(coef(fit)), is.na(coef(oracle)))
  expect_lt(max(abs(coef(fit) - coef(oracle)) / error, na.rm = TRUE), 1e-6)
  expect_equal(vcov(fit), vcov(oracle), tolerance = 1e-4)
  expect_equal(deviance(fit), deviance(oracle), tolerance = 1e-12)
  kept <- seq_len(fit$rank)
  expect_equal(crossprod(fit$R[kept, kept]), solve(vcov(fit)[names(coef(fit))[!is.na(coef(fit))], names(coef(fit))[!is.na(coef(fit))]]),
    tolerance = 1e-8, ignore_attr = TRUE
  )
  expect_equal(hatvalues(fit), hatvalues(oracle), tolerance = 1e-5)
  invisible(fit)
}

test_that("a wide factor gives glm()'s fit, with or without an intercept and beside other columns", {
  data <- wide_data()
  expect_same_fit(y ~ f + x, data)
  expect_same_fit(y ~ f - 1, data)
  expect_same_fit(y ~ x + f + z, data)
  expect_same_fit(y ~ f + g + x, data)
  expect_same_fit(y ~ f + x, data, weights = data$w)
})

test_that("the contrasts of a wide factor are a matter of coordinates", {
  data <- wide_data()
  treatment <- expect_same_fit(y ~ f + x, data)
  sums <- logreg(y ~ f + x, data, contrasts = list(f = "contr.sum"))
  helmert <- logreg(y ~ f + x, data, contrasts = list(f = "contr.helmert"))
  expect_equal(deviance(sums), deviance(treatment), tolerance = 1e-13)
  expect_equal(deviance(helmert), deviance(treatment), tolerance = 1e-13)
  expect_equal(unname(coef(sums)["x"]), unname(coef(treatment)["x"]), tolerance = 1e-10)
  expect_equal(vcov(helmert)["x", "x"], vcov(treatment)["x", "x"], tolerance = 1e-10)
})

test_that("levels that do not occur, and levels that another factor knows, are aliased as in glm()", {
  data <- wide_data()
  data$u <- factor(data$f, seq_len(45))
  expect_same_fit(y ~ u + x, data)
  data$k <- factor(ifelse(as.integer(data$f) <= 5, "p", rep_len(c("q", "r", "s", "t"), nrow(data))))
  expect_same_fit(y ~ f + k + x, data)
  data$h <- factor(rep_len(letters[1:6], nrow(data)))
  data <- data[!(data$g == "3" & data$h == "b"), ]
  expect_same_fit(y ~ g:h + x, data)
})

test_that("a factor of codes and the same indicators as numbers are one fit", {
  data <- wide_data()
  coded <- logreg(y ~ f + x, data)
  dense <- logreg(cbind(model.matrix(~ f + x, data)[, -1]), data$y)
  expect_equal(unname(coef(coded)), unname(coef(dense)), tolerance = 1e-9)
  expect_equal(unname(vcov(coded)), unname(vcov(dense)), tolerance = 1e-9)
  expect_equal(unname(sqrt(diag(vcov(coded)))), unname(summary(coded)$coefficients[, 2]), tolerance = 1e-12)
})

test_that("ridge knows a wide factor's effective number of coefficients", {
  data <- wide_data()
  fit <- logreg(y ~ f + x, data, penalty = penalty_ridge(0.05, standardize = FALSE))
  x <- model.matrix(~ f + x, data)
  prob <- unname(fitted(fit))
  information <- crossprod(x, x * prob * (1 - prob))
  curvature <- diag(c(0, rep(0.05 * nrow(x), ncol(x) - 1)))
  expect_equal(fit$effective_df, sum(diag(solve(information + curvature, information))), tolerance = 1e-7)
})

test_that("threads change no bit of a fit with wide factors", {
  data <- wide_data(rows = 40000)
  fits <- lapply(c(1L, 2L, 4L, 8L), function(threads) {
    withr::with_options(list(logreg.threads = threads), logreg(y ~ f + g + x + z, data))
  })
  for (fit in fits[-1]) {
    expect_identical(coef(fit), coef(fits[[1]]))
    expect_identical(vcov(fit), vcov(fits[[1]]))
  }
})
