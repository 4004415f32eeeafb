quasi <- model_shapes()$quasi

test_that("the coefficients are the trace, the limit of the loss that of the rows on the border", {
  data <- plot_data(quasi, "separation")
  treated <- data$coefficients[data$coefficients$term == "treatedyes", ]
  expect_identical(treated$value, quasi$trace$treatedyes)
  expect_identical(treated$epoch, quasi$trace$epoch)
  expect_identical(unique(treated$limit), "Inf")
  # Treated rows are all ill, so they cost nothing in the limit: the loss is that of the eight others, over twelve.
  others <- glm(ill ~ dose, binomial(), quasi$model[quasi$model$treated == "no", ], epsilon = 1e-14)
  expect_equal(data$limit, deviance(others) / 2 / 12, tolerance = 1e-8)
  expect_gt(min(data$loss$loss), data$limit)
  expect_draws(draw_separation_picture(data))
})

test_that("rows and terms are named, for descent as well", {
  rows <- suppressWarnings(logreg(ill ~ dose + treated, data = quasi$data, solver = solver_gradient_descent(epochs = 300)))
  for (fit in list(quasi, rows)) {
    caption <- gsub("\n", " ", plot_data(fit, "separation")$words[["caption"]])
    expect_match(caption, "Rows strictly on their own side: 9, 10, 11, 12.", fixed = TRUE)
    expect_match(caption, "Without bound: treatedyes (Inf).", fixed = TRUE)
    expect_match(caption, "treated = yes: 4 rows, all events.", fixed = TRUE)
  }
  complete <- plot_data(model_shapes()$complete, "separation")
  expect_identical(complete$limit, 0)
  expect_match(complete$words[["caption"]], "every row on its own side")
})

test_that("the axis of epochs is logarithmic for descent only", {
  expect_false(plot_data(quasi, "separation")$logarithmic)
  descent <- plot_data(model_shapes()$complete_descent, "separation")
  expect_true(descent$logarithmic)
  expect_match(descent$words[["x"]], "log scale")
  expect_draws(draw_separation_picture(descent))
})

test_that("finite fits beside it show their estimates", {
  firth <- model_shapes()$firth_separated
  data <- plot_data(quasi, "separation", with = list(Firth = firth))
  expect_identical(data$others$value, unname(coef(firth)))
  expect_match(data$words[["caption"]], "the finite estimates of Firth", fixed = TRUE)
  expect_draws(draw_separation_picture(data))
  expect_error(plot_data(quasi, "separation", with = list(again = quasi)), "\"again\" is none", class = "logreg_error_argument")
  other <- model_shapes()$one_number
  expect_error(plot_data(quasi, "separation", with = list(other = other)), "same event", class = "logreg_error_argument")
})

test_that("a fit that is not separated is refused", {
  expect_error(plot_data(model_shapes()$one_number, "separation"), "not separated", class = "logreg_error_plot")
  expect_error(plot_data(model_shapes()$firth_separated, "separation"), "penalty has finite estimates", class = "logreg_error_plot")
  expect_error(plot_data(model_shapes()$unconverged, "separation"), "no separation was found", class = "logreg_error_plot")
})

test_that("of many epochs two thousand are drawn, the first and the last among them", {
  rows <- shown_epochs(50001)
  expect_lte(length(rows), 2000)
  expect_identical(range(rows), c(1, 50001))
  expect_identical(shown_epochs(3), 1:3)
})

test_that("at most four terms are drawn, those that run away first, the intercept last of them", {
  fit <- quasi
  limits <- c(a = "finite", b = "Inf", c = "-Inf", d = "not determined", e = "Inf", f = "finite", g = "aliased")
  fit$separation$limits <- limits
  expect_identical(runaway_terms(fit), c("b", "c", "d", "e"))
  fit$separation$limits <- c("(Intercept)" = "-Inf", limits)
  expect_identical(runaway_terms(fit), c("b", "c", "d", "e"))
  fit$separation$limits <- c("(Intercept)" = "-Inf", limits[c("a", "b", "f")])
  expect_identical(runaway_terms(fit), c("(Intercept)", "a", "b", "f"))
  fit$separation$limits <- c("(Intercept)" = "finite", limits[c("a", "b", "f", "g", "c")])
  expect_identical(runaway_terms(fit), c("a", "b", "f", "c"))
})

test_that("coefficients of different size have scales of their own, and those left out are named", {
  births <- MASS::birthwt
  fit <- suppressWarnings(logreg(low ~ bwt, births))
  built <- ggplot2::ggplot_build(ggplot2::autoplot(fit, "separation"))
  panels <- built$layout$layout
  expect_identical(as.character(panels$panel), c("(Intercept)", "bwt", "mean log loss"))
  expect_identical(length(unique(panels$SCALE_Y)), 3L)
  # a line of a coefficient takes most of the height of its panel
  for (k in 1:2) {
    line <- built$data[[1]]$y[built$data[[1]]$PANEL == k]
    expect_gt(diff(range(line)) / diff(built$layout$panel_params[[k]]$y.range), 0.8)
  }
  many <- suppressWarnings(logreg(low ~ bwt + age + lwt + smoke + ftv, births))
  data <- plot_data(many, "separation")
  expect_identical(nlevels(data$coefficients$term), 4L)
  left <- setdiff(names(coef(many)), levels(data$coefficients$term))
  expect_match(gsub("\n", " ", data$words[["caption"]]), sprintf("Not drawn: %s.", paste(left, collapse = ", ")), fixed = TRUE)
})

test_that("what the picture \"separation\" says", {
  expect_snapshot({
    data <- plot_data(quasi, "separation", with = list(Firth = model_shapes()$firth_separated))
    writeLines(data$words)
    print(data$others, digits = 3)
  })
})
