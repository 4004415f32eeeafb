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
  expect_match(words, "Gradient descent: crawling; not converged after 3 epochs, ", fixed = TRUE)
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
    c("this fit", "fit 2", "b"))
  expect_identical(names(named_fits(newton, newton)), c("this fit", "fit 2"))
  expect_identical(names(named_fits(newton, list(ridge = newton))), c("this fit", "ridge"))
  expect_identical(names(named_fits(newton, list(descent, descent, newton))), c("this fit", "fit 2", "fit 3", "fit 4"))
  expect_identical(names(named_fits(newton, list(descent, a = newton))), c("this fit", "Gradient descent", "a"))
  expect_identical(names(named_fits(newton, list())), "Newton")
  # another solver says nothing where another model or penalty is what differs
  shapes <- model_shapes()
  expect_identical(names(named_fits(shapes$descent, shapes["several"])), c("this fit", "several"))
  expect_identical(names(named_fits(shapes$descent, list(shapes$one_number))), c("this fit", "fit 2"))
  ridge <- logreg(low ~ lwt + age, data = shape_data(), penalty = penalty_ridge(0.1))
  expect_identical(names(named_fits(shapes$descent, list(ridge = ridge))), c("this fit", "ridge"))
  expect_identical(names(named_fits(shapes$descent, shapes$two_numbers)), c("Gradient descent", "Newton"))
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

test_that("each fit has its label, and full-batch descent its limits, in the words", {
  slow <- suppressWarnings(logreg(passed ~ hours, study_hours, solver = "gradient_descent", learning_rate = 0.01, epochs = 50))
  data <- plot_data(slow, "loss", with = list("rate 1" = descent, Newton = newton))
  expect_identical(data$fits$label, c("crawling", "converging", "converging"))
  expect_identical(as.character(data$fits$fit), c("this fit", "rate 1", "Newton"))
  expect_identical(is.na(data$fits$rate_safe), c(FALSE, FALSE, TRUE))
  expect_match(gsub("\n", " ", data$words[["subtitle"]]), sprintf(
    "this fit: crawling, %s SE away. rate 1: converged. Newton: converged.", format(signif(slow$convergence$optimum$distance, 2))
  ), fixed = TRUE)
  z <- cbind(1, scale(study_hours$hours))
  p <- fitted(glm(passed ~ hours, binomial, study_hours, control = list(epsilon = 1e-14)))
  curvature <- max(eigen(crossprod(z, p * (1 - p) * z) / 12)$values)
  caption <- gsub("\n", " ", data$words[["caption"]])
  expect_match(caption, sprintf("Full-batch rate 0.01, 4: safe below 8 (2 / L); at the optimum the limit is %s (2 / curvature there).",
    format(signif(2 / curvature, 3))), fixed = TRUE)
})

test_that("momentum has its own limits, and batches none", {
  fit_with <- function(...) suppressWarnings(logreg(passed ~ hours, study_hours, solver = "gradient_descent", epochs = 5, ...))
  words <- function(fit) gsub("\n", " ", plot_data(fit, "loss")$words[["caption"]])
  expect_match(words(fit_with(momentum = 0.5)), "safe below 12 (2 (1 + m) / L)", fixed = TRUE)
  expect_match(words(fit_with(momentum = 0.5, nesterov = TRUE)), "safe below 6 (2 (1 + m) / (1 + 2 m) / L)", fixed = TRUE)
  expect_no_match(words(fit_with(batch_size = 3)), "safe below")
  expect_no_match(words(newton), "safe below")
  both <- gsub("\n", " ", plot_data(descent, "loss", with = list(fast = fit_with(momentum = 0.5)))$words[["caption"]])
  expect_match(both, "rate 4 (this fit): safe below 8", fixed = TRUE)
  expect_match(both, "(fast): safe below 12", fixed = TRUE)
})

test_that("beside a penalised fit the dashed line is said to be that of the first", {
  ridge <- logreg(passed ~ hours, data = study_hours, penalty = penalty_ridge(0.1))
  words <- plot_data(newton, "loss", with = list(ridge = ridge))$words
  expect_match(words[["caption"]], "smallest mean log loss there is for this fit, 0.4189", fixed = TRUE)
  expect_identical(words[["y"]], "loss (+ penalty)")
  words <- plot_data(ridge, "loss", with = list(ML = newton))$words
  expect_match(words[["caption"]], "smallest mean log loss + penalty there is for this fit, 0.52", fixed = TRUE)
})

test_that("the words and numbers of the picture", {
  data <- plot_data(descent, "loss", with = list(Newton = newton))
  expect_snapshot(cat(data$words, sep = "\n"))
  expect_snapshot_value(lapply(data$fits[c("label", "reason", "rate_over")], as.character), style = "json2")
})

test_that("of separated data the caption says where the loss goes, by arithmetic", {
  quasi <- plot_data(model_shapes()$quasi, "loss")$words[["caption"]]
  # Without the treated, all of whom are ill, a finite fit is left: the limit's loss is theirs, over all rows.
  data <- data.frame(dose = 1:8, ill = c(0, 0, 1, 0, 1, 0, 1, 1))
  limit <- deviance(glm(ill ~ dose, binomial, data)) / 2 / 12
  expect_match(gsub("\n", " ", quasi), sprintf("the loss falls towards %s.", format(signif(limit, 4))), fixed = TRUE)
  complete <- plot_data(model_shapes()$complete, "loss")$words[["caption"]]
  expect_match(gsub("\n", " ", complete), "the loss falls towards 0.", fixed = TRUE)
})
