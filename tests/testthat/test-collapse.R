# Rows that agree in every column are fitted as one row with their number as weight. None of it may be seen: the same
# columns as a matrix of doubles are fitted row by row.

few_cells <- function(n = 30000) {
  withr::with_seed(4, {
    data <- data.frame(
      group = factor(sample(letters[1:5], n, TRUE)), half = factor(sample(c("low", "high"), n, TRUE)),
      steps = sample(-2:3, n, TRUE), late = stats::runif(n) < 0.3
    )
    eta <- -0.4 + 0.3 * as.integer(data$group) - 0.2 * data$steps + 0.5 * data$late
    data$y <- as.integer(stats::runif(n) < stats::plogis(eta))
    data$w <- sample(c(0, 1, 2, 0.5), n, TRUE)
    data
  })
}

# Was this fit one of cells? Only those have log-odds that are computed when somebody reads them.
is_of_cells <- function(fit) !logreg:::is_materialised_(fit$linear.predictors)

by_rows <- function(formula, data, y, ...) {
  x <- stats::model.matrix(formula, data)
  logreg(x[, -1], y, ...)
}

expect_same_numbers <- function(fit, other) {
  expect_equal(unname(coef(fit)), unname(coef(other)), tolerance = 1e-9)
  # The information of glm() is that of its last step but one.
  expect_equal(unname(vcov(fit)), unname(vcov(other)), tolerance = 1e-6)
  parts <- c("deviance", "null.deviance", "aic", "df.residual", "df.null", "rank", "converged")
  expect_equal(unclass(fit)[parts], unclass(other)[parts], tolerance = 1e-10)
  # The weights of glm() are those of its last step but one.
  rows <- c("y", "fitted.values", "linear.predictors", "residuals", "prior.weights", if (inherits(other, "logreg_fit")) "weights")
  for (part in rows) expect_lt(max(abs(fit[[part]] - other[[part]])), 1e-7)
}

test_that("a fit of cells is that of the rows, and glm()'s", {
  data <- few_cells()
  fit <- logreg(y ~ group + half + steps + late, data)
  expect_true(is_of_cells(fit))
  rows <- by_rows(~ group + half + steps + late, data, data$y)
  expect_false(is_of_cells(rows))
  expect_same_numbers(fit, rows)
  numbers <- c("condition_number", "condition_number_raw")
  expect_equal(unclass(convergence(fit))[numbers], unclass(convergence(rows))[numbers], tolerance = 1e-8)
  reference <- stats::glm(y ~ group + half + steps + late, stats::binomial(), data, epsilon = 1e-14)
  expect_same_numbers(fit, reference)
  expect_equal(names(fit$y), names(reference$y))
  expect_equal(summary(fit)$coefficients, summary(reference)$coefficients, tolerance = 1e-8)
})

test_that("every kind of response gives the same", {
  data <- few_cells()
  fit <- logreg(y ~ group + steps, data)
  kinds <- list(logical = data$y == 1, factor = factor(data$y, labels = c("no", "yes")), double = as.double(data$y), text = c("a", "b")[data$y + 1])
  for (kind in names(kinds)) {
    data$y <- kinds[[kind]]
    again <- logreg(y ~ group + steps, data)
    expect_true(is_of_cells(again), info = kind)
    expect_identical(coef(again), coef(fit), info = kind)
    expect_identical(again$y, fit$y, info = kind)
    expect_identical(fitted(again), fitted(fit), info = kind)
  }
})

test_that("weights of any kind, also 0, are summed", {
  data <- few_cells()
  data$y[data$w == 0.5] <- 0L
  for (weights in list(data$w, round(data$w), 2 * round(data$w))) {
    fit <- suppressWarnings(logreg(y ~ group + steps, data, weights = weights))
    if (identical(weights, round(weights))) expect_true(is_of_cells(fit))
    expect_same_numbers(fit, suppressWarnings(by_rows(~ group + steps, data, data$y, weights = weights)))
    expect_same_numbers(fit, suppressWarnings(stats::glm(y ~ group + steps, stats::binomial(), data, weights = weights, epsilon = 1e-14)))
  }
})

test_that("counts and proportions keep their own deviance", {
  data <- few_cells()
  data$trials <- withr::with_seed(5, sample(4, nrow(data), TRUE))
  data$events <- withr::with_seed(6, stats::rbinom(nrow(data), data$trials, 0.4))
  reference <- stats::glm(cbind(events, trials - events) ~ group + steps, stats::binomial(), data, epsilon = 1e-14)
  counts <- logreg(cbind(events, trials - events) ~ group + steps, data)
  expect_same_numbers(counts, reference)
  shares <- logreg(events / trials ~ group + steps, data, weights = trials)
  expect_same_numbers(shares, reference)
})

test_that("no intercept, an interaction, and an aliased column", {
  data <- few_cells()
  data$same <- data$group
  expect_fit <- function(formula) {
    fit <- logreg(formula, data)
    expect_true(is_of_cells(fit))
    reference <- stats::glm(formula, stats::binomial(), data, epsilon = 1e-8)
    expect_equal(coef(fit), coef(reference), tolerance = 1e-6)
    expect_equal(c(fit$deviance, fit$null.deviance), c(reference$deviance, reference$null.deviance), tolerance = 1e-10)
  }
  expect_fit(y ~ group - 1)
  expect_fit(y ~ group * half + late)
  expect_fit(y ~ group + same)
  expect_fit(y ~ 1)
})

test_that("methods read a fit of cells as any other", {
  data <- few_cells()
  fit <- logreg(y ~ group + steps, data)
  rows <- by_rows(~ group + steps, data, data$y)
  expect_equal(predict(fit, data[1:50, ]), predict(fit)[1:50], tolerance = 1e-12)
  for (type in c("deviance", "pearson", "working", "response")) {
    expect_equal(unname(residuals(fit, type)), unname(residuals(rows, type)), tolerance = 1e-8)
  }
  expect_equal(unname(hatvalues(fit)), unname(hatvalues(rows)), tolerance = 1e-8)
  expect_equal(unname(cooks.distance(fit)), unname(cooks.distance(rows)), tolerance = 1e-8)
  expect_equal(nrow(stats::model.frame(fit)), nrow(data))
  expect_equal(coef(stats::update(fit, . ~ . - steps)), coef(stats::glm(y ~ group, stats::binomial(), data)), tolerance = 1e-8)
  path <- withr::local_tempfile()
  saveRDS(logreg(y ~ group + steps, data), path)
  read <- readRDS(path)
  expect_identical(read$linear.predictors, fit$linear.predictors)
  expect_identical(read$y, fit$y)
  expect_equal(fit$y, stats::setNames(as.double(data$y), seq_len(nrow(data))))
})

test_that("a fit of cells keeps nothing of the user's columns", {
  data <- few_cells()
  columns <- lapply(data[c("steps", "y")], function(column) column + 0L)
  fit <- logreg(y ~ steps, as.data.frame(columns))
  before <- c(data$y)
  eta <- unname(coef(fit)[1] + coef(fit)[2] * data$steps)
  columns$y[] <- 0L
  columns$steps[] <- 1L
  gc()
  expect_equal(unname(fit$y), before)
  expect_equal(unname(fit$linear.predictors), eta, tolerance = 1e-12)
})

test_that("rows with missing values are left out first", {
  data <- few_cells()
  data$group[c(3, 500)] <- NA
  data$y[7] <- NA
  fit <- logreg(y ~ group + steps, data, na.action = na.exclude)
  reference <- stats::glm(y ~ group + steps, stats::binomial(), data, na.action = na.exclude, epsilon = 1e-14)
  expect_true(is_of_cells(fit))
  expect_equal(fitted(fit), fitted(reference), tolerance = 1e-8)
  expect_equal(which(is.na(residuals(fit))), which(is.na(residuals(reference))))
})

test_that("threads do not change a bit", {
  data <- few_cells()
  fits <- lapply(c(1L, 2L, 4L, 8L), function(threads) {
    withr::with_options(list(logreg.threads = threads), logreg(y ~ group + half + steps, data, weights = w + 0.1))
  }) |> suppressWarnings()
  for (fit in fits[-1]) {
    expect_identical(coef(fit), coef(fits[[1]]))
    expect_identical(vcov(fit), vcov(fits[[1]]))
  }
})

test_that("descents, offsets, numbers and few rows keep their rows", {
  data <- few_cells()
  data$x <- withr::with_seed(8, stats::rnorm(nrow(data)))
  expect_false(is_of_cells(logreg(y ~ group + x, data)))
  expect_false(is_of_cells(logreg(y ~ group, data, offset = x)))
  expect_false(is_of_cells(logreg(y ~ group, data[1:5000, ])))
  descent <- suppressWarnings(logreg(y ~ group, data, solver = "gradient_descent", epochs = 5))
  expect_false(is_of_cells(descent))
})

test_that("separated cells are found as separated rows are", {
  data <- few_cells()
  data$y <- as.integer(data$late)
  expect_warning(fit <- logreg(y ~ late + group, data), class = "logreg_warning")
  expect_match(fit$convergence$reason, "separat")
})
