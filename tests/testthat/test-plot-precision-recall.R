test_that("every point is the precision and recall of its threshold, on every shape", {
  for (name in setdiff(judged_shapes(), c("quasi", "complete"))) {
    fit <- model_shapes()[[name]]
    trials <- single_trials(fit)
    data <- plot_data(fit, "precision_recall")
    for (i in unique(round(seq(1, nrow(data$curve), length.out = 7)))) {
      point <- data$curve[i, ]
      predicted <- trials$prob >= point$threshold - 1e-8
      expect_equal(point$recall, mean(predicted[trials$y == 1]), info = name)
      expect_equal(point$precision, mean(trials$y[predicted]), info = name)
    }
    expect_equal(data$summary$base_rate, mean(trials$y), info = name)
  }
})

test_that("the average precision is the mean precision at each event, ties by their common threshold", {
  trials <- single_trials(model_shapes()$several)
  at_event <- sapply(trials$eta[trials$y == 1], function(eta) mean(trials$y[trials$eta >= eta]))
  expect_equal(plot_data(model_shapes()$several, "precision_recall")$summary$average_precision, mean(at_event))
})

test_that("no dot where 0.5 predicts nothing, and the texts in short", {
  rare <- logreg(low ~ age, data = shape_data())
  expect_lt(max(fitted(rare)), 0.5)
  expect_identical(nrow(plot_data(rare, "precision_recall")$half), 0L)
  expect_draws(ggplot2::autoplot(rare, "precision_recall"))
  expect_snapshot(cat(plot_data(model_shapes()$several, "precision_recall")$words, sep = "\n"))
})
