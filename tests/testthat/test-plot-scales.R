test_that("the three curves are one probability, on every shape that has them", {
  drawn <- 0
  for (name in names(model_shapes())) {
    fit <- model_shapes()[[name]]
    data <- tryCatch(plot_data(fit, "scales"), logreg_error_plot = function(error) NULL)
    if (is.null(data)) next
    drawn <- drawn + 1
    curve <- split(data$curve, data$curve$scale)
    predictor <- data$words[["x"]]
    rows <- rows_along(typical_row(fit), predictor, curve$probability$x)
    eta <- unname(predict(last_iterate(fit), rows))
    expect_equal(curve$probability$value, plogis(eta), info = name)
    expect_equal(curve$odds$value, exp(eta), info = name)
    expect_equal(curve[["log-odds"]]$value, eta, info = name)
  }
  expect_gt(drawn, 10)
})

test_that("bins are the same proportions on each scale, infinite ones at the edge", {
  data <- plot_data(logreg(passed ~ hours, data = study_hours), "scales")
  bins <- split(data$bins, data$bins$scale)
  # Twelve students in three bins of four: none, three and three passed.
  expect_equal(bins$probability$value, c(0, 0.75, 0.75))
  expect_equal(bins$odds$value, c(0, 3, 3))
  expect_equal(bins[["log-odds"]]$value, c(-Inf, log(3), log(3)))
  expect_identical(bins$probability$edge, rep("none", 3))
  expect_identical(bins$odds$edge, rep("none", 3))
  expect_identical(bins[["log-odds"]]$edge, c("bottom", "none", "none"))
  theirs <- suppressWarnings(prop.test(3, 4, correct = FALSE))$conf.int
  expect_equal(c(bins$odds$lower[2], bins$odds$upper[2]), theirs / (1 - theirs), ignore_attr = TRUE)
  expect_match(data$words[["caption"]], "Arrows")

  shown <- within_panels(data)$bins
  expect_true(all(is.finite(unlist(shown[c("value", "lower", "upper")]))))
  all_passed <- plot_data(suppressWarnings(logreg(y ~ x, data = data.frame(x = 1:6, y = c(0, 0, 0, 1, 1, 1)))), "scales")$bins
  expect_identical(all_passed$edge[all_passed$scale == "odds"], c("none", "none", "top"))
})

test_that("the log-odds are called straight only where they are", {
  shapes <- model_shapes()
  straight <- function(fit) plot_data(fit, "scales", predictor = "lwt")$straight
  for (name in c("one_number", "several", "interaction", "offset", "no_intercept", "contr_sum")) expect_true(straight(shapes[[name]]), info = name)
  for (name in c("log1p", "poly")) {
    expect_false(straight(shapes[[name]]), info = name)
    expect_match(gsub("\n", " ", plot_data(shapes[[name]], "scales", predictor = "lwt")$words[["caption"]]), "no straight line in lwt")
  }
  # A product with itself bends it, a product with what is held does not.
  expect_false(straight(logreg(low ~ lwt + I(lwt * lwt), data = MASS::birthwt)))
  expect_true(straight(logreg(low ~ lwt + I(lwt * age), data = MASS::birthwt)))
})

test_that("the slope that the caption states is that of the coefficients", {
  births <- MASS::birthwt
  theirs <- coef(glm(low ~ lwt * smoke, binomial(), births, epsilon = 1e-14))
  data <- plot_data(logreg(low ~ lwt * smoke, data = births), "scales", predictor = "lwt", at = list(smoke = 1))
  slope <- theirs[["lwt"]] + theirs[["lwt:smoke"]]
  expect_match(gsub("\n", " ", data$words[["caption"]]),
    sprintf("adds %s to the log-odds and multiplies the odds by %s.", format(signif(slope, 4)), format(signif(exp(slope), 4))), fixed = TRUE)
  apart <- suppressWarnings(logreg(y ~ x, data = data.frame(x = 1:6, y = c(0, 0, 0, 1, 1, 1))))
  expect_no_match(plot_data(apart, "scales")$words[["caption"]], "unit more")
})

test_that("without a number, or with several, the picture is refused", {
  expect_error(plot_data(model_shapes()$factor_only, "scales"), "no numeric predictor", class = "logreg_error_plot")
  expect_error(plot_data(model_shapes()$two_numbers, "scales"), "plot\\(fit, \"scales\", predictor = \"lwt\"\\)", class = "logreg_error_plot")
})

test_that("what the picture \"scales\" says", {
  expect_snapshot({
    data <- plot_data(logreg(passed ~ hours, data = study_hours), "scales")
    writeLines(data$words)
    print(data$bins[setdiff(names(data$bins), "fitted")], digits = 3)
  })
  expect_draws(draw_scales_picture(data))
})
