fit <- logreg(passed ~ hours, study_hours)

test_that("both surfaces are the losses at the coefficients, from z-scores", {
  grid <- plot_data(fit, "surface")$grid
  z <- drop(scale(study_hours$hours))
  y <- study_hours$passed
  for (k in c(1, 700, 1861, 3000, 3721)) {
    p <- plogis(grid$x[[k]] + grid$y[[k]] * z)
    log_loss <- grid[grid$loss == "log loss", ][k, ]
    squared <- grid[grid$loss == "squared error", ][k, ]
    expect_equal(squared$value, mean((y - p)^2))
    expect_equal(log_loss$value, mean(log(1 + exp(grid$x[[k]] + grid$y[[k]] * z)) - y * (grid$x[[k]] + grid$y[[k]] * z)))
  }
  expect_identical(range(grid$share), c(0, 1))
})

test_that("slope and convexity are those of numerical derivatives", {
  grid <- plot_data(fit, "surface")$grid
  z <- drop(scale(study_hours$hours))
  y <- study_hours$passed
  value <- list(
    "squared error" = function(b) mean((y - plogis(b[[1]] + b[[2]] * z))^2),
    "log loss" = function(b) mean(log(1 + exp(b[[1]] + b[[2]] * z)) - y * (b[[1]] + b[[2]] * z))
  )
  for (loss in names(value)) {
    part <- grid[grid$loss == loss, ]
    for (k in c(1500, 1861, 2000, 2500)) {
      at <- c(part$x[[k]], part$y[[k]])
      hessian <- stats::optimHess(at, value[[loss]])
      slope <- sapply(1:2, function(j) {
        h <- replace(c(0, 0), j, 1e-5)
        (value[[loss]](at + h) - value[[loss]](at - h)) / 2e-5
      })
      expect_equal(part$slope[[k]], sqrt(sum(slope^2)), tolerance = 1e-5)
      least <- min(eigen(hessian)$values)
      if (abs(least) > 1e-4) expect_identical(part$convex[[k]], least > 0)
    }
  }
  expect_true(all(grid$convex[grid$loss == "log loss"]))
  expect_false(all(grid$convex[grid$loss == "squared error"]))
})

test_that("the caption's numbers are those of the grid", {
  data <- plot_data(fit, "surface")
  caption <- gsub("\n", " ", data$words[["caption"]])
  squared <- data$grid[data$grid$loss == "squared error", ]
  expect_match(caption, sprintf("The squared error is not convex in %.0f%% of the picture, the log loss in 0%%.", 100 * mean(!squared$convex)), fixed = TRUE)
  worst <- squared[which.max(squared$value), ]
  p <- plogis(worst$x + worst$y * drop(scale(study_hours$hours)))
  y <- study_hours$passed
  slope <- c(mean(2 * (p - y) * p * (1 - p)), mean(2 * (p - y) * p * (1 - p) * drop(scale(study_hours$hours))))
  expect_match(caption, sprintf("its slope is %s,", format(signif(sqrt(sum(slope^2)), 2))), fixed = TRUE)
})

test_that("the cross is the fit in z-scores, and other coefficients are held there", {
  several <- logreg(low ~ lwt + age + smoke, MASS::birthwt)
  data <- plot_data(several, "surface", coefficients = c("lwt", "smoke"))
  expect_equal(unlist(data$fit), coef(several)[c("lwt", "smoke")] * c(sd(MASS::birthwt$lwt), sd(MASS::birthwt$smoke)), ignore_attr = TRUE)
  expect_match(gsub("\n", " ", data$words[["caption"]]), "Held as in the fit: `(Intercept)`, `age`.", fixed = TRUE)
  eta <- predict(several)
  expect_lt(abs(min(data$grid$value[data$grid$loss == "log loss"]) - deviance(several) / (2 * 189)), 0.01)
  early <- model_shapes()$unconverged
  expect_match(plot_data(early, "surface")$words[["caption"]], "Cross: where the solver stopped.", fixed = TRUE)
})

test_that("words, options and refusals", {
  expect_snapshot(cat(plot_data(fit, "surface")$words, sep = "\n"))
  expect_identical(range(plot_data(fit, "surface", reach = 2)$grid$x)[[1]] < -1.9, TRUE)
  expect_error(plot_data(fit, "surface", reach = -1), "`reach`", class = "logreg_error_argument")
  expect_error(plot_data(fit, "surface", coefficients = "hours"), "`coefficients`", class = "logreg_error_argument")
  expect_error(plot_data(fit, "surface", coefficients = c("hours", "x")), "`coefficients`", class = "logreg_error_argument")
  expect_error(plot_data(model_shapes()$intercept_only, "surface"), "over two coefficients", class = "logreg_error_plot")
})

test_that("many rows are sampled, which is said", {
  many <- data.frame(x = sin(seq_len(20000)))
  many$y <- as.numeric(sin(seq_len(20000) * 1.3) < many$x)
  expect_match(plot_data(logreg(y ~ x, many), "surface")$words[["caption"]], "From 2,000 of 20,000 rows.", fixed = TRUE)
})
