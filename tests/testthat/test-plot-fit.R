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
    if (shape %in% c("plain", "interaction", "weights", "grouped")) expect_draws(draw_fit_picture(data))
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

test_that("a bin has the observed proportion, Wilson's interval and the mean fitted probability of its rows", {
  fit <- model_shapes()$grouped
  cancer <- reference_data("esoph")
  cancer$age <- as.numeric(factor(cancer$agegp))
  theirs <- glm(cbind(ncases, ncontrols) ~ age + alcgp, binomial(), cancer, epsilon = 1e-14)
  trials <- cancer$ncases + cancer$ncontrols
  bins <- plot_data(fit, "fit")$bins
  # Six ages, so a bin each.
  expect_identical(bins$x, as.numeric(1:6))
  expect_equal(bins$proportion, as.vector(tapply(cancer$ncases, cancer$age, sum) / tapply(trials, cancer$age, sum)))
  expect_equal(bins$fitted, as.vector(tapply(trials * fitted(theirs), cancer$age, sum) / tapply(trials, cancer$age, sum)), tolerance = 1e-7)
  third <- suppressWarnings(prop.test(bins$events[3], bins$trials[3], correct = FALSE))$conf.int
  expect_equal(c(bins$lower[3], bins$upper[3]), as.vector(third))

  several <- plot_data(model_shapes()$several, "fit", predictor = "lwt")$bins
  births <- shape_data()
  probability <- fitted(glm(low ~ lwt + age + smoke + race, binomial(), births, epsilon = 1e-14))
  expect_lte(nrow(several), 10)
  for (i in seq_len(nrow(several))) {
    inside <- births$lwt >= several$from[i] & births$lwt <= several$to[i]
    expect_equal(several$proportion[i], mean(births$low[inside]))
    expect_equal(several$fitted[i], mean(probability[inside]), tolerance = 1e-7)
  }
})

test_that("the mean fitted probability stands beside the observed one only where other predictors are held", {
  alone <- plot_data(model_shapes()$one_number, "fit")
  expect_no_match(alone$words[["caption"]], "diamonds")
  among <- plot_data(model_shapes()$several, "fit", predictor = "lwt")
  expect_match(gsub("\n", " ", among$words[["caption"]]), "Compare them with the diamonds, not with the curve")
  layers <- function(data) sum(vapply(draw_fit_picture(data)$layers, function(layer) "mean fitted in the bin" %in% layer$data$mean_of, TRUE))
  expect_identical(c(layers(alone), layers(among)), c(0L, 1L))
})

test_that("the curve goes a tenth beyond the data, marked as extrapolation, or to the limits", {
  fit <- model_shapes()$one_number
  curve <- plot_data(fit, "fit")$curve
  # The data go from 80 to 250.
  expect_equal(range(curve$x), c(63, 267))
  expect_identical(range(curve$x[curve$range == "data"]), c(80, 250))
  expect_true(all(curve$x[curve$range == "below"] < 80) && all(curve$x[curve$range == "above"] > 250))
  expect_equal(curve$prob, unname(predict(fit, data.frame(lwt = curve$x), type = "response")))
  wide <- plot_data(fit, "fit", limits = c(0, 400))$curve
  expect_equal(range(wide$x), c(0, 400))
  inside <- plot_data(fit, "fit", limits = c(150, 100))
  expect_equal(range(inside$curve$x), c(100, 150))
  expect_no_match(inside$words[["caption"]], "extrapolation")
  expect_draws(draw_fit_picture(inside))
  expect_draws(ggplot2::autoplot(fit, "fit", limits = c(300, 400)))
  for (limits in list(1, c(1, NA), c(2, 2), "x")) {
    expect_error(plot_data(fit, "fit", limits = limits), "`limits`", class = "logreg_error_argument")
  }
})

test_that("the curve does not go to where the model has no value", {
  births <- MASS::birthwt
  logarithm <- logreg(low ~ log(lwt - 75), data = births)
  curve <- expect_silent(plot_data(logarithm, "fit"))$curve
  expect_gt(min(curve$x), 75)
  expect_error(plot_data(logarithm, "fit", limits = c(50, 200)), "`limits` reach to where", class = "logreg_error_argument")
  # No hours below 0, though a tenth of the range would reach there.
  expect_identical(min(plot_data(logreg(passed ~ hours, data = study_hours), "fit")$curve$x), 0)
  # Between 0 and 1 of an indicator there are no data, beyond them no sense.
  expect_identical(range(plot_data(model_shapes()$several, "fit", predictor = "smoke")$curve$x), c(0, 1))
})

test_that("other fits are drawn at the same values of what is held", {
  shapes <- model_shapes()
  data <- plot_data(shapes$several, "fit", predictor = "lwt", at = list(race = "black"), with = list(ridge = shapes$ridge))
  expect_identical(levels(data$curve$fit), c("this fit", "ridge"))
  other <- data$curve[data$curve$fit == "ridge", ]
  rows <- data.frame(lwt = other$x, age = 23, race = "black")
  expect_equal(other$prob, unname(predict(shapes$ridge, rows, type = "response")))
  expect_match(data$words[["caption"]], "of \"this fit\"", fixed = TRUE)
  expect_draws(draw_fit_picture(data))
  expect_error(plot_data(shapes$several, "fit", predictor = "smoke", with = list(ridge = shapes$ridge)), "\"ridge\" has no predictor `smoke`",
    class = "logreg_error_plot")
  expect_error(plot_data(shapes$one_number, "fit", with = list(shapes$response_in_words)), "same event", class = "logreg_error_argument")
  late <- plot_data(shapes$two_numbers, "fit", predictor = "lwt", with = list(early = shapes$unconverged))
  expect_match(late$words[["subtitle"]], "^early: not converged")
})

test_that("what the picture \"fit\" says", {
  expect_snapshot({
    data <- plot_data(model_shapes()$several, "fit", predictor = "lwt")
    writeLines(data$words)
    print(data$bins, digits = 3)
    print(data$curve[seq(1, nrow(data$curve), 40), ], digits = 3)
  })
})
