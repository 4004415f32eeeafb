test_that("the curves are the shares and mean costs of single trials, on every shape", {
  costs <- c(false_positive = 1, false_negative = 4)
  for (name in setdiff(judged_shapes(), c("quasi", "complete"))) {
    fit <- model_shapes()[[name]]
    trials <- single_trials(fit)
    data <- plot_data(fit, "threshold", costs = costs)
    inside <- which(data$curve$threshold > 0 & data$curve$threshold < 1)
    for (i in inside[unique(round(seq(1, length(inside), length.out = 9)))]) {
      point <- data$curve[i, ]
      predicted <- trials$prob >= point$threshold - 1e-8
      expected <- switch(as.character(point$measure),
        sensitivity = mean(predicted[trials$y == 1]), specificity = mean(!predicted[trials$y == 0]),
        cost = mean((predicted & trials$y == 0) + 4 * (!predicted & trials$y == 1))
      )
      expect_equal(point$value, expected, info = name)
    }
    expect_equal(data$least$cost, min(data$curve$value[data$curve$measure == "cost"]), info = name)
  }
})

test_that("from 0 to 1, in order, from all found to nothing found", {
  data <- plot_data(model_shapes()$one_number, "threshold")
  found <- data$curve[data$curve$measure == "sensitivity", ]
  expect_identical(range(found$threshold), c(0, 1))
  expect_false(is.unsorted(found$threshold))
  expect_identical(found$value[c(1, nrow(found))], c(1, 0))
  expect_null(data$least)
})

test_that("it draws with costs and other fits, and checks the costs", {
  fit <- model_shapes()$one_number
  picture <- ggplot2::autoplot(fit, "threshold", costs = c(false_positive = 1, false_negative = 4), with = model_shapes()["two_numbers"])
  expect_draws(picture)
  # a panel for each measure, and fits differ in line and colour
  built <- ggplot2::ggplot_build(picture)
  expect_identical(as.character(built$layout$layout$panel), c("sensitivity", "specificity", "mean cost"))
  expect_identical(nrow(unique(built$data[[1]][c("colour", "linetype")])), 2L)
  expect_identical(as.integer(unique(built$data[[2]]$PANEL)), 3L)
  expect_error(plot_data(fit, "threshold", costs = c(1, 2)), "`costs`", class = "logreg_error_argument")
  expect_snapshot(cat(plot_data(fit, "threshold", costs = c(false_positive = 1, false_negative = 4))$words, sep = "\n"))
})
