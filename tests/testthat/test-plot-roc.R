test_that("every point is the sensitivity and false alarms of its threshold, on every shape", {
  for (name in setdiff(judged_shapes(), c("quasi", "complete"))) {
    fit <- model_shapes()[[name]]
    trials <- single_trials(fit)
    data <- plot_data(fit, "roc")
    for (i in unique(round(seq(1, nrow(data$curve), length.out = 7)))) {
      point <- data$curve[i, ]
      predicted <- trials$prob >= point$threshold - 1e-8
      expect_equal(point$sensitivity, mean(predicted[trials$y == 1]), info = name)
      expect_equal(point$false_positive_rate, mean(predicted[trials$y == 0]), info = name)
    }
    predicted <- trials$prob >= 0.5
    expect_equal(data$half$sensitivity, mean(predicted[trials$y == 1]), info = name)
    expect_equal(data$area$auc, pairs_won(trials$eta, trials$y), info = name)
  }
})

test_that("new rows are judged by predict()", {
  births <- shape_data()
  fit <- logreg(low ~ lwt + smoke, data = births[1:100, ], penalty = penalty_firth())
  new <- births[101:189, ]
  data <- plot_data(fit, "roc", newdata = new)
  expect_equal(data$area$auc, pairs_won(signif(predict(fit, new), 10), new$low))
})

test_that("the texts and the numbers in short", {
  data <- plot_data(model_shapes()$several, "roc")
  expect_snapshot(cat(data$words, sep = "\n"))
  expect_snapshot(print(signif(data$area[-1], 5)))
})
