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

test_that("one or three predictors, or a factor, are refused with a reason", {
  expect_error(plot_data(logreg(passed ~ hours, data = study_hours), "boundary"),
    "exactly two predictors, both numeric. This model has `hours`", class = "logreg_error_plot")
  births <- transform(MASS::birthwt, race = factor(race))
  expect_error(plot_data(logreg(low ~ lwt + race, data = births), "boundary"), "`race`",
    class = "logreg_error_plot")
  expect_error(plot_data(logreg(low ~ 1, data = births), "boundary"), "none",
    class = "logreg_error_plot")
})
