test_that("a fit without predictors or one class has nothing to rank", {
  for (what in c("roc", "precision_recall", "threshold", "calibration")) {
    expect_error(plot_data(model_shapes()$intercept_only, what), "same prediction", class = "logreg_error_plot")
    new <- data.frame(lwt = c(100, 120), low = c(0, 0))
    expect_error(plot_data(model_shapes()$one_number, what, newdata = new), "one class only", class = "logreg_error_plot")
  }
})

test_that("it is said on which rows a fit is judged", {
  fit <- model_shapes()$gaps
  for (what in c("roc", "precision_recall", "threshold", "calibration")) {
    own <- plot_data(fit, what)$words[["caption"]]
    expect_match(own, "186 training rows, which flatters")
    new <- plot_data(fit, what, newdata = shape_data())$words[["caption"]]
    expect_match(new, "186 new rows; 3 rows with a missing value")
    expect_false(grepl("flatters", new))
  }
})

test_that("other fits stand beside, each with a name and its own warning", {
  early <- model_shapes()["unconverged"]
  data <- plot_data(model_shapes()$two_numbers, "roc", with = list(early = early[[1]]))
  expect_identical(levels(data$curve$fit), c("Newton", "early"))
  expect_match(data$words[["subtitle"]], "early: not converged")
  for (what in c("roc", "precision_recall", "threshold", "calibration")) {
    expect_draws(ggplot2::autoplot(model_shapes()$two_numbers, what, with = early))
  }
  expect_error(plot_data(early[[1]], "roc", with = 1), "`with`", class = "logreg_error_argument")
})

test_that("a curve of very many thresholds is drawn at 2,000 of them, its ends included", {
  curve <- data.frame(at = 1:5001, sensitivity = 0)
  expect_identical(range(drawn_curve(curve)$at), c(1L, 5001L))
  expect_identical(nrow(drawn_curve(curve)), 2000L)
  expect_identical(drawn_words(list(curve)), "Drawn at 2,000 of up to 5,001 thresholds.")
  expect_null(drawn_words(list(curve[1:2000, ])))
})
