newton <- logreg(passed ~ hours, data = study_hours)
descent <- suppressWarnings(logreg(passed ~ hours,
  data = study_hours, solver = "gradient_descent", epochs = 300
))

test_that("the lines are the traces", {
  data <- plot_data(descent, "loss", with = list(Newton = newton))
  expect_identical(levels(data$trace$fit), c("Gradient descent", "Newton"))
  own <- data$trace[data$trace$fit == "Gradient descent", ]
  expect_identical(own$epoch, descent$trace$epoch)
  expect_identical(own$loss, descent$trace$loss)
  expect_identical(data$trace$loss[data$trace$fit == "Newton"], newton$trace$loss)
})

test_that("the dashed line is the smallest loss, as glm finds it", {
  reference <- glm(passed ~ hours, binomial, study_hours, control = list(epsilon = 1e-14))
  expect_equal(plot_data(newton, "loss")$optimum, deviance(reference) / 24, tolerance = 1e-10)
  expect_match(plot_data(newton, "loss")$words[["caption"]],
    format(deviance(reference) / 24, digits = 6), fixed = TRUE)
})

test_that("the subtitle says why and when each solver stopped", {
  early <- suppressWarnings(logreg(passed ~ hours,
    data = study_hours, solver = "gradient_descent", epochs = 3, learning_rate = 0.1
  ))
  words <- gsub("\n", " ", plot_data(early, "loss", with = list(newton))$words[["subtitle"]])
  expect_match(words, "Gradient descent: not converged after 3 epochs, ", fixed = TRUE)
  expect_match(words, "Newton: converged after [0-9]+ epochs?\\.")
})

test_that("the distance that is left is that from glm's estimate, in standard errors", {
  early <- suppressWarnings(logreg(passed ~ hours,
    data = study_hours, solver = "gradient_descent", epochs = 3, learning_rate = 0.1
  ))
  reference <- glm(passed ~ hours, binomial, study_hours, control = list(epsilon = 1e-14))
  gap <- coef(early) - coef(reference)
  distance <- sqrt(drop(gap %*% solve(vcov(reference)) %*% gap))
  expect_equal(distance_left(early), distance, tolerance = 1e-6)
  expect_true(is.na(distance_left(newton)))
})

test_that("fits of one solver get names of their own", {
  expect_identical(names(named_fits(newton, list(newton, b = newton))),
    c("Newton", "Newton 1", "b"))
  expect_identical(names(named_fits(newton, newton)), c("Newton", "Newton 1"))
})

test_that("an axis is logarithmic where numbers span a wide range, or as asked", {
  expect_identical(wide_axes(data.frame(epoch = 0:100, loss = 1)), "")
  expect_identical(wide_axes(data.frame(epoch = 0:200, loss = 1)), "x")
  expect_identical(wide_axes(data.frame(epoch = 0:1, loss = c(1, 1e-3))), "y")
  expect_identical(wide_axes(data.frame(epoch = c(0, 500), loss = c(Inf, 1e-3))), "x")
  both <- plot_data(newton, "loss", log = "xy")
  expect_identical(both$log, "xy")
  expect_identical(both$words[["x"]], "epoch (log scale)")
  expect_identical(both$words[["y"]], "mean log loss (log scale)")
  expect_identical(plot_data(newton, "loss", log = "")$words[["x"]], "epoch")
  expect_error(plot_data(newton, "loss", log = "z"), "`log`", class = "logreg_error_argument")
})

test_that("marks of a logarithmic axis of epochs stand where their epoch is drawn", {
  axis <- epoch_axis(data.frame(epoch = c(0, 2500)), TRUE)
  expect_identical(axis$labels, c("0", "1", "10", "100", "1,000"))
  expect_identical(axis$breaks, c(0, 1, 10, 100, 1000) + 1)
})

test_that("every combination draws in silence", {
  for (log in c("", "x", "y", "xy")) {
    expect_draws(ggplot2::autoplot(descent, "loss", log = log))
    expect_draws(ggplot2::autoplot(descent, "loss", with = list(newton), log = log))
  }
})

test_that("a penalised fit shows the objective its solver descends on", {
  ridge <- logreg(passed ~ hours, data = study_hours, penalty = penalty_ridge(0.1))
  data <- plot_data(ridge, "loss")
  expect_identical(data$trace$loss, ridge$trace$objective)
  expect_identical(data$words[["y"]], "mean log loss + penalty")
})

test_that("what stands beside a fit must be fits", {
  expect_error(plot_data(newton, "loss", with = list(1)), "`with`", class = "logreg_error_argument")
})
