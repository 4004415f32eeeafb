fit <- logreg(admitted ~ exam1 + exam2, data = exam_marks)

test_that("the shading is predict() on the grid, bent models included", {
  births <- MASS::birthwt
  models <- list(
    logreg(low ~ age + lwt, data = births),
    logreg(low ~ age * lwt, data = births),
    logreg(low ~ poly(age, 2) + log(lwt), data = births),
    logreg(low ~ age + I(lwt^2) + age:lwt - 1, data = births),
    logreg(x = births[c("age", "lwt")], y = births$low)
  )
  for (model in models) {
    grid <- plot_data(model, "boundary")$grid
    rows <- data.frame(age = grid$x, lwt = grid$y)
    expect_equal(grid$prob, unname(predict(model, rows, type = "response")))
    expect_draws(ggplot2::autoplot(model, "boundary"))
  }
})

test_that("the lines are where the probability is 0.1, 0.5 and 0.9", {
  lines <- plot_data(fit, "boundary")$lines
  expect_identical(sort(unique(lines$prob)), c(0.1, 0.5, 0.9))
  # By hand: the log-odds are linear, so the lines are exact.
  beta <- reference_fit("ex2data1")$estimate
  expect_equal(plogis(beta[1] + beta[2] * lines$x + beta[3] * lines$y), lines$prob,
    tolerance = 1e-6)
  curved <- logreg(low ~ poly(age, 2) * lwt, data = MASS::birthwt)
  bent <- plot_data(curved, "boundary")$lines
  expect_gt(nrow(bent), 50)
  found <- unname(predict(curved, data.frame(age = bent$x, lwt = bent$y), type = "response"))
  # Between the places of the grid the line is straight.
  expect_lt(max(abs(found - bent$prob)), 0.01)
})

test_that("the rows that 0.5 gets wrong are ringed: 11 of 100, as the exercise has it", {
  data <- plot_data(fit, "boundary")
  expect_identical(sum(data$points$wrong), 11L)
  expect_identical(nrow(data$points), 100L)
  expect_match(data$words[["caption"]], "Ringed: 11 of 100 rows")
  expect_match(data$words[["caption"]], "where P(admitted = 1) is 0.1, 0.5, 0.9", fixed = TRUE)
  expect_identical(as.character(data$points$observed), as.character(exam_marks$admitted))
  expect_identical(levels(data$points$observed), c("1", "0"))
})

test_that("grouped data are shown by shade, without rings", {
  grid <- expand.grid(u = 1:3, v = 1:3)
  grid$events <- c(1, 2, 3, 2, 3, 4, 3, 4, 4)
  grouped <- logreg(cbind(events, 5 - events) ~ u + v, data = grid)
  data <- plot_data(grouped, "boundary")
  expect_equal(data$points$share, grid$events / 5)
  expect_false(any(data$points$wrong))
  expect_match(data$words[["caption"]], "observed share")
  expect_draws(ggplot2::autoplot(grouped, "boundary"))
})

test_that("at most 5,000 points are drawn, and all are counted", {
  many <- exam_marks[rep(1:100, 60), ]
  data <- plot_data(logreg(admitted ~ exam1 + exam2, data = many), "boundary")
  expect_identical(nrow(data$points), 5000L)
  expect_match(data$words[["caption"]], "Ringed: 660 of 6,000 rows, .*5,000 of the rows are drawn")
})

test_that("a model in which the event is likely everywhere has no line and still draws", {
  even <- data.frame(u = c(1, 2, 1, 2), v = c(1, 1, 2, 2), y = 0.7)
  flat <- logreg(y ~ u + v, data = even, weights = rep(10, 4))
  data <- plot_data(flat, "boundary")
  expect_identical(nrow(data$lines), 0L)
  expect_match(data$words[["caption"]], "No line: P(y) goes from 0.7 to 0.7 here", fixed = TRUE)
  expect_draws(ggplot2::autoplot(flat, "boundary"))
})

test_that("a variable of the offset is held and stated", {
  marks <- transform(exam_marks, bonus = rep(0:3, 25))
  shifted <- logreg(admitted ~ exam1 + exam2 + offset(bonus), data = marks)
  data <- plot_data(shifted, "boundary")
  rows <- data.frame(exam1 = data$grid$x, exam2 = data$grid$y, bonus = 1.5)
  expect_equal(data$grid$eta, unname(predict(shifted, rows)))
  expect_match(data$words[["caption"]], "bonus = 1.5 (median)", fixed = TRUE)
})

test_that("labels stand away from the points", {
  lines <- data.frame(line = 1L, prob = 0.5, x = seq(0, 1, length.out = 101), y = 0.5)
  points <- data.frame(x = c(0, 0.25, 0.5, 1), y = c(0, 0.5, 0.5, 1))
  label <- line_labels(lines, points)
  # Between 0.15 and 0.85 of the line the place furthest from 0.25 and 0.5 is the far end.
  expect_equal(label$x, 0.85)
})

test_that("along one predictor every crossing is found, with its formula where the log-odds are straight", {
  hours <- logreg(passed ~ hours, data = study_hours)
  data <- plot_data(hours, "boundary")
  theirs <- coef(glm(passed ~ hours, binomial(), study_hours, epsilon = 1e-14))
  expect_equal(data$crossings$x, -theirs[[1]] / theirs[[2]], tolerance = 1e-7)
  expect_identical(data$crossings$direction, "rises")
  caption <- gsub("\n", " ", data$words[["caption"]])
  expect_match(caption, sprintf("The log-odds are %.4f + %.4f x hours", theirs[[1]], theirs[[2]]), fixed = TRUE)
  expect_match(caption, sprintf("at (0 - (%.4f)) / %.4f = 3.25", theirs[[1]], theirs[[2]]), fixed = TRUE)
  expect_draws(ggplot2::autoplot(hours, "boundary"))

  at <- plot_data(hours, "boundary", threshold = 0.9)
  expect_equal(at$crossings$x, (log(9) - theirs[[1]]) / theirs[[2]], tolerance = 1e-7)
  expect_equal(at$curve$prob, unname(predict(hours, data.frame(hours = at$curve$x), type = "response")))
})

test_that("a bent curve has several crossings and no formula, a low one has none", {
  x <- seq(-3, 3, length.out = 60)
  valley <- data.frame(x = x, y = as.numeric(x^2 + 1.5 * sin(7 * seq_along(x)) > 2))
  bent <- logreg(y ~ x + I(x^2), data = valley)
  data <- plot_data(bent, "boundary")
  b <- coef(glm(y ~ x + I(x^2), binomial(), valley, epsilon = 1e-14))
  expect_equal(data$crossings$x, sort(Re(polyroot(b))), tolerance = 1e-7)
  expect_identical(data$crossings$direction, c("falls", "rises"))
  expect_no_match(data$words[["caption"]], "log-odds")
  expect_draws(ggplot2::autoplot(bent, "boundary"))

  low <- plot_data(model_shapes()$one_number, "boundary")
  expect_identical(nrow(low$crossings), 0L)
  theirs <- coef(glm(low ~ lwt, binomial(), MASS::birthwt, epsilon = 1e-14))
  caption <- gsub("\n", " ", low$words[["caption"]])
  # 80 and 250 pounds are the ends of the data.
  expect_match(caption, sprintf("at no lwt in the range of the data: it goes from %.3f to %.2f", plogis(theirs[[1]] + 250 * theirs[[2]]),
    plogis(theirs[[1]] + 80 * theirs[[2]])), fixed = TRUE)
  expect_match(caption, sprintf("= %.3f. That is beyond the data", -theirs[[1]] / theirs[[2]]), fixed = TRUE)
  expect_draws(ggplot2::autoplot(model_shapes()$one_number, "boundary"))
})

test_that("a crossing at a place of the grid is found once, a flat curve at the threshold crosses nowhere", {
  line <- function(x) x - 0.5
  places <- c(0, 0.5, 1)
  expect_identical(find_crossings(places, line(places), line), data.frame(x = 0.5, direction = "rises"))
  expect_identical(find_crossings(places, -line(places), function(x) -line(x))$direction, "falls")
  expect_identical(nrow(find_crossings(places, c(0, 0, 0), function(x) 0 * x)), 0L)
})

test_that("a jump crosses, a pole does not", {
  step <- function(x) ifelse(x < 0.4321, -1, 2)
  places <- seq(0, 1, 0.1)
  expect_equal(find_crossings(places, step(places), step)$x, 0.4321, tolerance = 1e-6)
  pole <- function(x) 1 / (x - 0.4321)
  expect_identical(nrow(find_crossings(places, pole(places), pole)), 0L)
})

test_that("one number beside a factor is drawn at a level that the caption states", {
  births <- shape_data()
  fit <- model_shapes()$contr_sum
  data <- plot_data(fit, "boundary", at = list(race = "black"))
  theirs <- coef(glm(low ~ lwt + race, binomial(), births, epsilon = 1e-14))
  expect_equal(data$crossings$x, -(theirs[["(Intercept)"]] + theirs[["raceblack"]]) / theirs[["lwt"]], tolerance = 1e-7)
  expect_match(data$words[["caption"]], "race = black (chosen)", fixed = TRUE)
})

test_that("more predictors need a choice; the cut is predict() there, and no row is ringed", {
  several <- model_shapes()$several
  expect_error(plot_data(several, "boundary"), "predictor = c(\"lwt\", \"age\"), at = list(smoke = 0)", fixed = TRUE, class = "logreg_error_plot")
  for (data in list(
    plot_data(several, "boundary", at = list(smoke = 1, race = "other")),
    plot_data(several, "boundary", predictor = c("lwt", "age"), at = list(smoke = 1, race = "other"))
  )) {
    rows <- data.frame(lwt = data$grid$x, age = data$grid$y, smoke = 1, race = "other")
    expect_equal(data$grid$eta, unname(predict(several, rows)))
    expect_false(any(data$points$wrong))
    expect_match(data$words[["caption"]], "smoke = 1 (chosen), race = other (chosen)", fixed = TRUE)
    expect_match(data$words[["caption"]], "none is ringed")
  }
  expect_draws(ggplot2::autoplot(several, "boundary", at = list(smoke = 1, race = "other")))
  # With an offset the row's own probability is not that of the shading.
  shifted <- logreg(admitted ~ exam1 + exam2 + offset(bonus), data = transform(exam_marks, bonus = rep(0:3, 25)))
  expect_false(any(plot_data(shifted, "boundary")$points$wrong))
})

test_that("what has no number to draw, and options that do not fit, are refused", {
  shapes <- model_shapes()
  expect_error(plot_data(shapes$factor_only, "boundary"), "This model has `race`", class = "logreg_error_plot")
  expect_error(plot_data(shapes$intercept_only, "boundary"), "none", class = "logreg_error_plot")
  expect_error(plot_data(shapes$two_numbers, "boundary", threshold = 0.4), "`threshold`", class = "logreg_error_argument")
  expect_error(plot_data(shapes$one_number, "boundary", threshold = 1), "`threshold`", class = "logreg_error_argument")
  expect_error(plot_data(shapes$several, "boundary", predictor = "race"), "`predictor`", class = "logreg_error_argument")
  expect_error(plot_data(shapes$several, "boundary", predictor = c("lwt", "age", "smoke")), "`predictor`", class = "logreg_error_argument")
})

test_that("a separated fit shows where it crosses and no formula of coefficients that mean little", {
  apart <- suppressWarnings(logreg(y ~ x, data = data.frame(x = 1:6, y = c(0, 0, 0, 1, 1, 1))))
  data <- plot_data(apart, "boundary")
  expect_equal(data$crossings$x, 3.5, tolerance = 1e-6)
  expect_no_match(data$words[["caption"]], "log-odds")
})

test_that("lines and their labels lie over the points, which are faint where they are many", {
  many <- data.frame(a = (1:600 * 0.618) %% 1, b = (1:600 * 0.414) %% 1)
  many$y <- as.numeric((1:600 * 0.732) %% 1 < many$a)
  picture <- ggplot2::autoplot(logreg(y ~ a + b, many), "boundary")
  geoms <- vapply(picture$layers, function(layer) class(layer$geom)[[1]], "")
  expect_gt(min(which(geoms %in% c("GeomPath", "GeomLabel"))), max(which(geoms == "GeomPoint")))
  alpha <- function(picture) picture$layers[[which(geoms == "GeomPoint")[[1]]]]$aes_params$alpha
  expect_lt(alpha(picture), 1)
  expect_identical(alpha(ggplot2::autoplot(model_shapes()$two_numbers, "boundary")), 1)
})
