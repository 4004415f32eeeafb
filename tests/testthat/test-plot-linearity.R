test_that("the points are empirical log-odds and the line those of the events expected", {
  for (shape in c("one_number", "several", "grouped", "weights", "log1p", "poly", "interaction", "offset", "ridge", "unconverged", "gaps")) {
    fit <- model_shapes()[[shape]]
    bins <- plot_data(fit, "linearity")$bins
    prob <- unname(fitted(fit))
    weight <- unname(fit$prior.weights)
    y <- unname(fit$y)
    for (i in seq_len(nrow(bins))) {
      x <- predictor_values(fit)[[as.character(bins$predictor[i])]]
      rows <- which(x >= bins$from[i] & x <= bins$to[i])
      trials <- sum(weight[rows])
      log_odds <- function(events) log((events + 0.5) / (trials - events + 0.5))
      expect_equal(bins$observed[i], log_odds(sum((weight * y)[rows])), info = shape)
      expect_equal(bins$fitted[i], log_odds(sum((weight * prob)[rows])), info = shape)
    }
  }
})

test_that("limits are those of the halves, by hand", {
  rows <- data.frame(x = rep(1:3, each = 4), y = c(0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1))
  bins <- plot_data(logreg(y ~ x, rows), "linearity")$bins
  expect_equal(bins$observed, log(c(1.5 / 3.5, 1, 4.5 / 0.5)))
  expect_equal(bins$upper - bins$observed, qnorm(0.975) * sqrt(c(1 / 1.5 + 1 / 3.5, 2 / 2.5, 1 / 4.5 + 1 / 0.5)))
  expect_equal(bins$observed - bins$lower, bins$upper - bins$observed)
})

test_that("numeric predictors of more than two values are drawn, or those that are named", {
  fit <- model_shapes()$several
  expect_identical(levels(plot_data(fit, "linearity")$bins$predictor), c("lwt", "age"))
  expect_identical(levels(plot_data(fit, "linearity", predictor = "age")$bins$predictor), "age")
  expect_error(plot_data(fit, "linearity", predictor = c("age", "race")), "`predictor`.*`lwt`, `age`", class = "logreg_error_argument")
  expect_identical(levels(plot_data(fit, "linearity", predictor = c("age", "lwt"))$bins$predictor), c("age", "lwt"))
  expect_error(plot_data(fit, "linearity", bins = 0), "`bins`", class = "logreg_error_argument")
  expect_identical(nrow(plot_data(fit, "linearity", predictor = "lwt", bins = 4)$bins), 4L)
  for (shape in c("factor_only", "intercept_only")) {
    expect_error(plot_data(model_shapes()[[shape]], "linearity"), "nothing can bend", class = "logreg_error_plot", info = shape)
  }
})

test_that("beyond six predictors the others are named in the caption", {
  rows <- as.data.frame(outer(1:80, sqrt(c(2, 3, 5, 6, 7, 8, 10)), function(i, r) (i * r) %% 1))
  rows$y <- rep(c(0, 1, 1, 0), 20)
  data <- plot_data(logreg(y ~ ., rows), "linearity")
  expect_identical(levels(data$bins$predictor), paste0("V", 1:6))
  expect_match(data$words[["caption"]], "Not drawn: V7", fixed = TRUE)
})

test_that("the caption counts the bins that the line misses", {
  rows <- data.frame(x = rep(1:10, each = 40))
  rows$y <- as.numeric(rep(1:40, 10) <= round(40 * plogis(-2 + 0.2 * (rows$x - 5.5)^2)))
  data <- plot_data(logreg(y ~ x, rows), "linearity")
  missed <- sum(data$bins$fitted < data$bins$lower | data$bins$fitted > data$bins$upper)
  expect_gt(missed, 2)
  expect_match(gsub("\n", " ", data$words[["caption"]]), sprintf("It lies outside the limits in %d of 10 bins.", missed), fixed = TRUE)
  level <- plot_data(logreg(y ~ x, data.frame(x = rep(1:6, each = 20), y = rep(0:1, 60))), "linearity")
  expect_match(gsub("\n", " ", level$words[["caption"]]), "It lies within the limits of all 6 bins.", fixed = TRUE)
})

test_that("texts are as they were", {
  expect_snapshot(cat(plot_data(model_shapes()$several, "linearity")$words, sep = "\n"))
})
