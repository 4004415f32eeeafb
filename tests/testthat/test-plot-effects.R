test_that("the probabilities are predict() before and after, on every shape", {
  drawn <- 0
  for (name in names(model_shapes())) {
    fit <- model_shapes()[[name]]
    data <- tryCatch(plot_data(fit, "effects"), logreg_error_plot = function(error) NULL)
    if (is.null(data)) next
    drawn <- drawn + 1
    row <- typical_row(fit)
    expect_equal(data$table$prob_from, rep(unname(predict(fit, row, type = "response")), nrow(data$table)), info = name)
    for (i in seq_len(nrow(data$table))) {
      after <- row
      variable <- data$table$variable[[i]]
      before <- row[[variable]]
      values <- predictor_values(fit)[[variable]]
      after[[variable]] <- if (grepl("+", data$table$label[[i]], fixed = TRUE) && is.numeric(before)) {
        before + signif(sd(rep(values, fit$prior.weights)), 3)
      } else {
        values[match(data$table$to[[i]], as.character(values))]
      }
      expect_equal(data$table$prob_to[[i]], unname(predict(fit, after, type = "response")), info = paste(name, variable))
    }
  }
  expect_gt(drawn, 20)
})

test_that("the interval of a change is that of the delta method with glm's covariance", {
  births <- shape_data()
  theirs <- glm(low ~ lwt + age + smoke + race, binomial(), births, epsilon = 1e-14)
  found <- plot_data(model_shapes()$several, "effects", at = list(race = "black"), level = 0.9)$table
  # The derivative of the change in the coefficients, by central differences.
  row <- c(1, 121, 23, 0, 1, 0)
  smoking <- row + c(0, 0, 0, 1, 0, 0)
  change <- function(beta) plogis(sum(smoking * beta)) - plogis(sum(row * beta))
  beta <- coef(theirs)
  gradient <- vapply(seq_along(beta), function(j) {
    step <- replace(numeric(6), j, 1e-5)
    (change(beta + step) - change(beta - step)) / 2e-5
  }, 0)
  error <- sqrt(drop(gradient %*% vcov(theirs) %*% gradient))
  smoke <- found[found$variable == "smoke", ]
  expect_equal(smoke$change, change(beta), tolerance = 1e-7)
  expect_equal(smoke$std_error, error, tolerance = 1e-6)
  expect_equal(smoke$upper, change(beta) + qnorm(0.95) * error, tolerance = 1e-6)
})

test_that("every level but that of the profile is gone to, several profiles stand beside each other", {
  fit <- model_shapes()$several
  one <- plot_data(fit, "effects", at = list(race = "black", smoke = 1))$table
  expect_identical(as.character(one$label[3:5]), c("smoke = 0", "race = white", "race = other"))
  data <- plot_data(fit, "effects", at = list(list(race = "white"), list(race = "black", smoke = 1)))
  expect_identical(levels(data$table$profile), c("race = white", "race = black, smoke = 1"))
  expect_equal(data$table$prob_to[data$table$profile == "race = black, smoke = 1"], one$prob_to)
  frame <- plot_data(fit, "effects", at = data.frame(race = c("white", "black"), smoke = c(0, 1)))
  expect_equal(frame$table$prob_to, data$table$prob_to)
  expect_identical(as.character(frame$profiles$race), c("white", "black"))
  expect_match(gsub("\n", " ", data$words[["caption"]]), "In all of them lwt = 121 (median), age = 23 (median).", fixed = TRUE)
  named <- plot_data(fit, "effects", at = list(light = list(lwt = 90), heavy = list(lwt = 200)))
  expect_identical(levels(named$table$profile), c("light", "heavy"))
  expect_draws(draw_effects_picture(data))
  expect_error(plot_data(fit, "effects", at = list(list(race = "green"))), "`at`", class = "logreg_error_argument")
})

test_that("what separated data do not settle has no mark or is refused; a ridge fit has no intervals", {
  quasi <- plot_data(model_shapes()$quasi, "effects")$table
  expect_identical(quasi$prob_to[quasi$variable == "treated"], 1)
  expect_true(is.na(quasi$lower[quasi$variable == "treated"]))
  expect_error(plot_data(model_shapes()$complete, "effects"), "settle none", class = "logreg_error_plot")
  ridge <- plot_data(model_shapes()$ridge, "effects")
  expect_true(all(is.na(ridge$table$lower)))
  expect_match(ridge$words[["caption"]], "No intervals: a penalised fit has none", fixed = TRUE)
  expect_error(plot_data(model_shapes()$intercept_only, "effects"), "no predictor", class = "logreg_error_plot")
})

test_that("a probability is written with two digits that say something", {
  expect_identical(vapply(c(0.1544, 0.0386, 0.99871, 0, 1), short_prob, ""), c("0.15", "0.039", "0.9987", "0", "1"))
})

test_that("what the picture \"effects\" says", {
  expect_snapshot({
    data <- plot_data(model_shapes()$several, "effects", units = c(lwt = 10))
    writeLines(data$words)
    print(data$table[-1], digits = 3)
  })
})

test_that("a table of profiles without a row is refused", {
  expect_error(plot_data(model_shapes()$several, "effects", at = data.frame(lwt = 1)[0, , drop = FALSE]), "`at`", class = "logreg_error_argument")
})
