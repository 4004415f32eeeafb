test_that("steps are numbers other than 0, or standard deviations counted by trials", {
  values <- list(age = c(20, 30, 70), smoke = c(0, 1, 1), race = factor(c("a", "b", "a")))
  weights <- rep(list(c(1, 2, 3)), 3)
  names(weights) <- names(values)
  expect_identical(check_units(NULL, values, weights), list())
  expect_identical(check_units(c(age = -5, smoke = 2), values, weights), list(age = -5, smoke = 2))
  every <- sd(rep(c(20, 30, 70), 1:3))
  expect_equal(check_units("sd", values, weights), list(age = structure(signif(every, 3), deviation = TRUE)))
  mixed <- check_units(list(smoke = 1L, age = "sd"), values, weights)
  expect_identical(mixed$smoke, 1)
  expect_equal(as.double(mixed$age), signif(every, 3))
  # Weights that sum to 1 count no rows: the mean squared distance.
  weights$age <- c(1, 2, 3) / 6
  expect_equal(as.double(check_units("sd", values, weights)$age), signif(every * sqrt(5 / 6), 3))
})

test_that("interpret() and the pictures take and refuse the same steps, in the same words", {
  fit <- logreg(low ~ lwt + age + factor(ftv > 0) + race, data = shape_data())
  asked <- list(
    words = function(units) interpret(fit, units = units), odds = function(units) plot_data(fit, "odds", units = units),
    effects = function(units) plot_data(fit, "effects", units = units)
  )
  bad <- list(c(race = 1), c(age = 0), 10, c(age = NA), "iqr", list(age = "x"), list(age = 1:2), c(ftv = 1), c(age = 1, age = 2), c(age = Inf))
  for (units in bad) {
    said <- vapply(asked, function(ask) conditionMessage(expect_error(ask(units), "`units`", class = "logreg_error_argument")), "")
    expect_identical(unname(said), rep(said[["words"]], 3))
  }
  expect_match(conditionMessage(expect_error(interpret(fit, units = c(race = 1)))), "Numeric are `lwt`, `age`.", fixed = TRUE)
  for (units in list(c(age = -5), list(age = "sd", lwt = -2.5), "sd")) for (ask in asked) expect_silent(ask(units))
})

test_that("the same step is the same odds ratio in words and picture, up and down, by trials", {
  for (fit in model_shapes()[c("two_numbers", "weights", "grouped")]) {
    for (units in list(c(age = -2), list(age = "sd"), c(age = 3))) {
      words <- interpret(fit, units = units)
      picture <- plot_data(fit, "odds", units = units)$table
      expect_equal(words$odds_ratio[words$variable == "age"], picture$odds_ratio[picture$variable == "age"])
    }
  }
})
