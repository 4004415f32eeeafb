test_that("the curve is predict() on every shape of model", {
  fits <- shapes_with_one_number()
  held <- list(
    factor = list(race = "white"), contr_sum = list(race = "white"),
    interaction = list(race = "white"), offset = list(age = 23), offset_argument = list(age = 23),
    grouped = list(alcgp = "0-39g/day")
  )
  for (shape in names(fits)) {
    fit <- fits[[shape]]
    data <- plot_data(fit, "fit")
    variable <- if (shape == "grouped") "age" else "lwt"
    rows <- data.frame(c(stats::setNames(list(data$curve$x), variable), held[[shape]]))
    expect_equal(data$curve$prob, unname(predict(fit, rows, type = "response")), info = shape)
    expect_true(all(data$curve$lower <= data$curve$prob & data$curve$prob <= data$curve$upper),
      info = shape)
    expect_draws(ggplot2::autoplot(fit, "fit"))
  }
})

test_that("the band is estimate -+ 1.96 standard errors in log-odds, as glm has them", {
  data <- plot_data(logreg(passed ~ hours, data = study_hours), "fit")
  reference <- glm(passed ~ hours, binomial, study_hours, control = list(epsilon = 1e-14))
  link <- predict(reference, data.frame(hours = data$curve$x), se.fit = TRUE)
  expect_equal(data$curve$upper, unname(plogis(link$fit + qnorm(0.975) * link$se.fit)),
    tolerance = 1e-6)
  expect_equal(data$curve$lower, unname(plogis(link$fit - qnorm(0.975) * link$se.fit)),
    tolerance = 1e-6)
  narrow <- plot_data(logreg(passed ~ hours, data = study_hours), "fit", level = 0.5)
  expect_true(all(narrow$curve$upper < data$curve$upper))
})

test_that("points are the observations; those that coincide are moved apart, always alike", {
  data <- plot_data(logreg(passed ~ hours, data = study_hours), "fit")
  expect_identical(data$points$x, study_hours$hours)
  expect_identical(data$points$drawn, as.numeric(study_hours$passed))

  doubled <- rbind(study_hours, study_hours)
  points <- plot_data(logreg(passed ~ hours, data = doubled), "fit")$points
  expect_identical(points$y, as.numeric(doubled$passed))
  expect_true(all(abs(points$drawn - points$y) <= 0.03))
  expect_identical(anyDuplicated(points[c("x", "drawn")]), 0L)
  expect_identical(points, plot_data(logreg(passed ~ hours, data = doubled), "fit")$points)
})

test_that("grouped data are drawn as shares whose area shows the trials", {
  beetle <- reference_data("beetle")
  data <- plot_data(logreg(cbind(killed, n - killed) ~ dose, data = beetle), "fit")
  expect_equal(data$points$drawn, beetle$killed / beetle$n)
  expect_equal(data$points$trials, beetle$n)
  expect_match(data$words[["caption"]], "area shows trials")
})

test_that("at most 5,000 points are drawn, and the caption says so", {
  # An arithmetic pattern with both classes at every x.
  many <- data.frame(x = rep(seq(0, 1, length.out = 6000), 2))
  many$y <- rep(c(0, 1), each = 6000)
  data <- plot_data(logreg(y ~ x, data = many), "fit")
  expect_identical(nrow(data$points), 5000L)
  expect_match(data$words[["caption"]], "5,000 of 12,000 rows")
})

test_that("with several numeric predictors one must be named, and the others are stated", {
  fit <- logreg(admitted ~ exam1 + exam2, data = exam_marks)
  expect_error(plot_data(fit, "fit"), "predictor = \"exam1\"", class = "logreg_error_plot")
  expect_error(plot_data(fit, "fit", predictor = "exam3"), "`predictor`",
    class = "logreg_error_argument")
  data <- plot_data(fit, "fit", predictor = "exam2", at = list(exam1 = 45))
  rows <- data.frame(exam1 = 45, exam2 = data$curve$x)
  expect_equal(data$curve$prob, unname(predict(fit, rows, type = "response")))
  expect_match(data$words[["caption"]], "exam1 = 45 (chosen)", fixed = TRUE)
  middle <- plot_data(fit, "fit", predictor = "exam2")
  # The median of exam1 is 67.0347, read off the sorted file.
  expect_match(middle$words[["caption"]], "exam1 = 67.03 (median)", fixed = TRUE)
})

test_that("without a numeric predictor the picture is refused with a reason", {
  births <- MASS::birthwt
  only_factor <- logreg(low ~ factor(smoke), data = births)
  births$smokes <- births$smoke == 1
  expect_error(plot_data(logreg(low ~ smokes, data = births), "fit"), "no numeric predictor",
    class = "logreg_error_plot")
  expect_error(plot_data(logreg(low ~ 1, data = births), "fit"), "no numeric predictor",
    class = "logreg_error_plot")
})

test_that("a penalised fit has a curve without a band and says so", {
  ridge <- logreg(passed ~ hours, data = study_hours, penalty = penalty_ridge(0.1))
  data <- plot_data(ridge, "fit")
  expect_true(all(is.na(data$curve$lower)))
  expect_match(data$words[["caption"]], "No confidence band")
  expect_draws(ggplot2::autoplot(ridge, "fit"))
})

test_that("a fit that has not converged says so on the picture and has no band", {
  early <- suppressWarnings(logreg(passed ~ hours,
    data = study_hours, solver = "gradient_descent", epochs = 3, learning_rate = 0.1
  ))
  data <- plot_data(early, "fit")
  expect_match(gsub("\n", " ", data$words[["subtitle"]]),
    "Gradient descent: not converged after 3 epochs, [0-9.]+ standard errors away")
  expect_match(data$words[["caption"]], "No confidence band: the fit is not at the optimum")
  expect_true(all(is.na(data$curve$upper)))
  expect_draws(ggplot2::autoplot(early))
  converged <- logreg(passed ~ hours, data = study_hours)
  expect_false("subtitle" %in% names(plot_data(converged, "fit")$words))
})

test_that("a separated fit says so and has no band", {
  apart <- suppressWarnings(logreg(y ~ x, data = data.frame(x = 1:6, y = c(0, 0, 0, 1, 1, 1))))
  data <- plot_data(apart, "fit")
  expect_match(data$words[["subtitle"]], "separat")
  expect_match(data$words[["caption"]], "no finite estimate")
  expect_true(all(is.na(data$curve$upper)))
  expect_draws(ggplot2::autoplot(apart))
})

test_that("close to the optimum the band is kept, though the solver says it has not converged", {
  near <- suppressWarnings(logreg(passed ~ hours,
    data = study_hours, solver = "gradient_descent", epochs = 30, tolerance = 1e-9
  ))
  expect_false(near$converged)
  best <- plot_data(logreg(passed ~ hours, data = study_hours), "fit")
  expect_equal(plot_data(near, "fit")$curve$upper, best$curve$upper, tolerance = 1e-3)
})

test_that("a fit with an aliased column is refused by name", {
  doubled <- transform(study_hours, minutes = 60 * hours)
  fit <- suppressWarnings(logreg(passed ~ hours + minutes, data = doubled))
  expect_error(plot_data(fit, "fit", predictor = "hours"), "`minutes`", class = "logreg_error_plot")
})
