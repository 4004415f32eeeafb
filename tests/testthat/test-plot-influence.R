# The rows behind the shape "grouped".
reference_esoph <- function() {
  cancer <- reference_data("esoph")
  cancer$age <- as.numeric(factor(cancer$agegp))
  cancer
}

test_that("the rows are glm's leverage, residuals and distances, the most influential ones named", {
  for (shape in c("several", "grouped", "weights", "no_intercept", "gaps")) {
    fit <- model_shapes()[[shape]]
    data <- plot_data(fit, "influence", labels = 3)
    rows <- if (shape == "grouped") reference_esoph() else shape_data()
    rows$once <- if (shape == "weights") rows$trials else 1
    theirs <- do.call(glm, list(formula(fit), binomial, rows, weights = rows$once, epsilon = 1e-12))
    expect_equal(data$rows$leverage, unname(hatvalues(theirs)[data$rows$row]), tolerance = 1e-5, info = shape)
    expect_equal(data$rows$residual, unname(rstandard(theirs, type = "pearson")[data$rows$row]), tolerance = 1e-5, info = shape)
    distance <- cooks.distance(theirs)
    expect_equal(data$rows$cooks_distance, unname(distance[data$rows$row]), tolerance = 1e-5, info = shape)
    expect_setequal(data$rows$label[nzchar(data$rows$label)], names(sort(distance, decreasing = TRUE))[1:3])
    expect_match(data$words[["caption"]], sprintf("the largest is %s of row %s.", signif(max(distance), 3), names(which.max(distance))), fixed = TRUE)
  }
})

test_that("the curves join places of equal distance, and the limits are 2 and 3 times the mean", {
  fit <- model_shapes()$several
  data <- plot_data(fit, "influence")
  lines <- data$contours
  expect_equal(lines$residual^2 * lines$leverage / (6 * (1 - lines$leverage)), lines$distance)
  expect_true(all(unique(lines$distance) <= max(data$rows$cooks_distance)))
  expect_equal(data$limits$leverage, c(2, 3) * 6 / 189)
  expect_match(data$words[["caption"]], sprintf("%d rows above 3 times", sum(hatvalues(fit) > 18 / 189)), fixed = TRUE)
})

test_that("rows of weight 0 have no place", {
  births <- transform(shape_data(), w = rep(c(1, 0, 2), 63))
  data <- plot_data(logreg(low ~ lwt, births, weights = w), "influence")
  expect_identical(data$rows$row, row.names(births)[births$w > 0])
})

test_that("fits without a known influence are refused with a reason", {
  for (shape in c("ridge", "firth")) {
    expect_error(plot_data(model_shapes()[[shape]], "influence"), "has a penalty", class = "logreg_error_plot", info = shape)
  }
  for (shape in c("quasi", "complete", "complete_descent")) {
    expect_error(plot_data(model_shapes()[[shape]], "influence"), "no finite estimate", class = "logreg_error_plot", info = shape)
  }
  expect_error(plot_data(model_shapes()$unconverged, "influence"), "not at the optimum", class = "logreg_error_plot")
  expect_error(plot_data(model_shapes()$several, "influence", labels = -1), "`labels`", class = "logreg_error_argument")
})

test_that("of many rows some are drawn, the named ones among them", {
  rows <- data.frame(x = (1:6000 * 0.618) %% 1, y = rep(c(0, 1, 1, 0), 1500))
  rows$x[17] <- 5
  data <- plot_data(logreg(y ~ x, rows), "influence")
  expect_lte(nrow(data$rows), 5005)
  expect_true("17" %in% data$rows$label)
  expect_match(data$words[["caption"]], "of 6,000 rows are drawn")
})

test_that("texts are as they were", {
  expect_snapshot(cat(plot_data(model_shapes()$several, "influence")$words, sep = "\n"))
  expect_draws(ggplot2::autoplot(model_shapes()$several, "influence", labels = 0))
})

test_that("the values of the lines stand on either side of them, within the picture", {
  built <- ggplot2::ggplot_build(ggplot2::autoplot(model_shapes()$several, "influence"))
  labels <- Filter(function(layer) "label" %in% names(layer) && all(nzchar(layer$label)), built$data)[[1]]
  expect_true(all(labels$hjust == 1))
  above <- labels$vjust < 0
  outer <- labels$label == max(labels$label)
  expect_identical(above, outer == (labels$y > 0))
  expect_setequal(labels$label, as.character(unique(plot_data(model_shapes()$several, "influence")$contours$distance)))
})
