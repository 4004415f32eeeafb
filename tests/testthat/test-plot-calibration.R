test_that("bins hold every trial, with the mean prediction and the share of the event", {
  for (name in setdiff(judged_shapes(), c("quasi", "complete"))) {
    fit <- model_shapes()[[name]]
    trials <- single_trials(fit)
    bins <- plot_data(fit, "calibration")$bins
    expect_equal(sum(bins$trials), nrow(trials), info = name)
    expect_equal(sum(bins$events), sum(trials$y), info = name)
    for (i in seq_len(nrow(bins))) {
      inside <- trials$prob >= bins$from[i] - 1e-9 & trials$prob <= bins$to[i] + 1e-9
      expect_equal(c(bins$x[i], bins$proportion[i]), c(mean(trials$prob[inside]), mean(trials$y[inside])), tolerance = 1e-7, info = name)
    }
  }
})

test_that("the curve is glm's on ns(eta, 3) of single trials, with its band", {
  skip_if_not_installed("splines")
  for (name in c("several", "grouped", "weights", "ridge")) {
    trials <- single_trials(model_shapes()[[name]])
    theirs <- glm(y ~ splines::ns(eta, 3), binomial(), trials, epsilon = 1e-12)
    smooth <- plot_data(model_shapes()[[name]], "calibration", level = 0.9)$smooth
    # The ends of the grid may lie outside the boundary knots by the rounding of the trials.
    inside <- smooth[2:(nrow(smooth) - 1), ]
    link <- predict(theirs, data.frame(eta = qlogis(inside$x)), se.fit = TRUE)
    expect_equal(inside$observed, unname(plogis(link$fit)), tolerance = 1e-6, info = name)
    expect_equal(inside$upper, unname(plogis(link$fit + qnorm(0.95) * link$se.fit)), tolerance = 1e-5, info = name)
  }
})

test_that("quantiles of weighted values are those of the values repeated", {
  values <- c(3, 1, 4, 1.5, 9, 2.6)
  weight <- c(1, 3, 2, 4, 1, 2)
  for (share in c(0, 0.1, 1 / 3, 0.5, 2 / 3, 0.99, 1)) {
    expect_equal(trial_quantiles(values, weight, share), quantile(rep(values, weight), share, names = FALSE))
  }
})

test_that("without enough different predictions there are bins only, and that is said", {
  data <- plot_data(model_shapes()$factor_only, "calibration")
  expect_identical(nrow(data$smooth), 0L)
  expect_match(data$words[["caption"]], "No curve: there are too few different predictions")
  expect_draws(ggplot2::autoplot(model_shapes()$factor_only, "calibration"))
  expect_match(plot_data(model_shapes()$quasi, "calibration")$words[["caption"]], "all but 0 or 1")
})

test_that("grouped counts and single rows give the same picture; bins can be chosen", {
  fits <- grouped_and_single()
  expect_equal(plot_data(fits$counts, "calibration")$smooth, plot_data(fits$single, "calibration")$smooth, tolerance = 1e-7)
  expect_equal(plot_data(fits$counts, "calibration")$bins[c("trials", "proportion")], plot_data(fits$single, "calibration")$bins[c("trials", "proportion")])
  expect_identical(nrow(plot_data(model_shapes()$several, "calibration", bins = 5)$bins), 5L)
  expect_error(plot_data(model_shapes()$several, "calibration", bins = 1), "`bins`", class = "logreg_error_argument")
  expect_snapshot(cat(plot_data(model_shapes()$several, "calibration")$words, sep = "\n"))
})
