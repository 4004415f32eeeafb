test_that("binned residuals are observed less fitted, with the model's standard errors", {
  for (shape in c("several", "grouped", "weights", "ridge", "firth", "offset", "unconverged")) {
    fit <- model_shapes()[[shape]]
    bins <- plot_data(fit, "residuals")$bins
    prob <- unname(fitted(fit))
    weight <- unname(weights(fit))
    for (i in seq_len(nrow(bins))) {
      rows <- which(prob >= bins$from[i] & prob <= bins$to[i])
      expect_equal(bins$trials[i], sum(weight[rows]), info = shape)
      expect_equal(bins$residual[i], sum(weight[rows] * (unname(fit$y)[rows] - prob[rows])) / sum(weight[rows]), info = shape)
      expect_equal(bins$upper[i], 2 * sqrt(sum(weight[rows] * prob[rows] * (1 - prob[rows]))) / sum(weight[rows]), info = shape)
    }
    expect_equal(bins$lower, -bins$upper)
    expect_equal(sum(bins$rows), length(prob))
  }
})

test_that("a predictor can stand in the place of the probability", {
  fit <- model_shapes()$two_numbers
  bins <- plot_data(fit, "residuals", against = "age", bins = 5)$bins
  age <- shape_data()$age
  expect_identical(nrow(bins), 5L)
  rows <- age >= bins$from[2] & age <= bins$to[2]
  expect_equal(bins$residual[2], mean(shape_data()$low[rows]) - mean(fitted(fit)[rows]))
  expect_error(plot_data(fit, "residuals", against = "race"), "`lwt`, `age`", class = "logreg_error_argument")
  expect_error(plot_data(model_shapes()$factor_only, "residuals", against = "race"), "none", class = "logreg_error_argument")
})

test_that("grouped rows and the same trials one by one have the same bins", {
  beetle <- reference_data("beetle")
  grouped <- logreg(cbind(killed, n - killed) ~ dose, beetle)
  single <- beetle[rep(seq_len(nrow(beetle)), beetle$n), ]
  single$dead <- unlist(Map(function(killed, n) rep(1:0, c(killed, n - killed)), beetle$killed, beetle$n))
  columns <- c("x", "trials", "residual", "upper")
  expect_equal(
    plot_data(grouped, "residuals", against = "dose")$bins[columns],
    plot_data(logreg(dead ~ dose, single), "residuals", against = "dose")$bins[columns], tolerance = 1e-7
  )
})

test_that("quantile residuals lie between the quantiles of F(y - 1) and F(y)", {
  for (shape in c("several", "grouped", "weights", "ridge", "complete")) {
    fit <- last_iterate(model_shapes()[[shape]])
    trials <- if (shape == "grouped") unname(fit$prior.weights) else rep(1, length(fit$y))
    residual <- quantile_residuals(fit, 1)
    events <- round(trials * unname(fit$y))
    expect_true(all(residual >= qnorm(pbinom(events - 1, trials, fit$fitted.values)) - 1e-9), info = shape)
    expect_true(all(residual <= qnorm(pbinom(events, trials, fit$fitted.values)) + 1e-9), info = shape)
  }
})

test_that("they are standard normal where the model holds", {
  # Events and others in the shares that the probabilities say, at every x.
  x <- rep(seq(-2, 2, length.out = 41), each = 100)
  y <- as.numeric(rep(1:100, 41) <= round(100 * plogis(x)))
  residual <- quantile_residuals(logreg(y ~ x, data.frame(x, y)), 3)
  expect_gt(stats::ks.test(residual, "pnorm")$p.value, 0.01)
  counts <- data.frame(x = seq(-2, 2, length.out = 400), n = 50)
  counts$s <- qbinom((1:400 * 0.618) %% 1, 50, plogis(counts$x))
  expect_gt(stats::ks.test(quantile_residuals(logreg(cbind(s, n - s) ~ x, counts), 3), "pnorm")$p.value, 0.01)
})

test_that("the seed decides, and R's own stream is left as it was", {
  fit <- model_shapes()$several
  set.seed(42)
  before <- .Random.seed
  one <- plot_data(fit, "residuals", type = "quantile")
  expect_identical(.Random.seed, before)
  expect_identical(plot_data(fit, "residuals", type = "quantile", seed = 1)$rows, one$rows)
  expect_false(identical(plot_data(fit, "residuals", type = "quantile", seed = 2)$rows, one$rows))
  withr::with_preserve_seed({
    rm(".Random.seed", envir = globalenv())
    expect_identical(plot_data(fit, "residuals", type = "quantile")$rows, one$rows)
    expect_false(exists(".Random.seed", globalenv()))
  })
  expect_match(one$words[["caption"]], sprintf("%d rows beyond them", sum(abs(one$rows$residual) > 2)), fixed = TRUE)
})

test_that("the words count bins outside and rows drawn", {
  data <- plot_data(model_shapes()$several, "residuals")
  outside <- sum(abs(data$bins$residual) > data$bins$upper)
  expect_match(gsub("\n", " ", data$words[["caption"]]), sprintf("%d of %d bins outside", outside, nrow(data$bins)), fixed = TRUE)
  rows <- data.frame(x = (1:6000 * 0.618) %% 1, y = rep(c(0, 1, 1, 0), 1500))
  many <- plot_data(logreg(y ~ x, rows), "residuals", type = "quantile")
  expect_identical(nrow(many$rows), 5000L)
  expect_match(many$words[["caption"]], "5,000 of 6,000 rows are drawn")
  expect_error(plot_data(model_shapes()$several, "residuals", type = "raw"), "`type`", class = "logreg_error_argument")
  expect_error(plot_data(model_shapes()$several, "residuals", bins = 1), "`bins`", class = "logreg_error_argument")
})

test_that("texts are as they were, and every kind is drawn", {
  expect_snapshot(cat(plot_data(model_shapes()$grouped, "residuals")$words, sep = "\n"))
  for (shape in names(model_shapes())) {
    expect_silent(data <- plot_data(model_shapes()[[shape]], "residuals", type = "quantile"))
    if (shape %in% c("several", "grouped", "intercept_only", "complete")) expect_draws(draw_residuals_picture(data))
  }
})
