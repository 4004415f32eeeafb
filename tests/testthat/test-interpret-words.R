test_that("odds ratios have two figures of their distance from 1, and the change agrees with what is shown", {
  expect_identical(vapply(c(0.71, 0.98612, 0.99951, 1.4, 2.345, 9.999, 12.34, 0.0123, 1210), ratio_figure, ""),
    c("0.71", "0.986", "0.99951", "1.40", "2.35", "10.00", "12.3", "0.0123", "1,210")
  )
  expect_identical(change_words(0.71), ", that is lowered by 29%")
  expect_identical(change_words(0.98612), ", that is lowered by 1.4%")
  expect_identical(change_words(1.4), ", that is raised by 40%")
  expect_identical(change_words(2), ", that is raised by 100%")
  expect_identical(change_words(3), "")
  expect_identical(change_words(0.02), ", that is divided by 50")
  expect_identical(change_words(1 + 1e-12), ", so they hardly change")
})

test_that("a limit never reads 1 where it is not", {
  expect_identical(limit_figure(0.9974, 0.86), "0.9974")
  expect_identical(limit_figure(0.974, 0.86), "0.97")
  expect_identical(limit_figure(1.0003, 2), "1.00030")
  expect_identical(limit_figure(35.2, 2), "35.2")
})

test_that("probabilities near 0 and 1 keep their figures", {
  expect_identical(vapply(c(0.02, 0.2, 0.5, 0.99986, 0.0000581, 0, 1), percent, ""), c("2.0%", "20.0%", "50.0%", "99.986%", "0.0058%", "0%", "100%"))
  expect_identical(percents_apart(0.31181, 0.31179), c("31.181%", "31.179%"))
})

test_that("the bound is a quarter of the log odds ratio, never rounded down", {
  bound <- function(log_ratio, one_number = TRUE) {
    number_in("at most ([0-9.]+) ", bound_words(list(status = "finite", log_odds_ratio = log_ratio, one_number = one_number)))
  }
  expect_equal(bound(0.4), 10)
  expect_equal(bound(-0.0401), 1.1)
  expect_equal(bound(0.0321), 0.81)
  expect_identical(bound(1.2), NA_real_)
  expect_identical(bound(0.4, FALSE), NA_real_)
  # It bounds: the steepest place is one half.
  for (b in c(0.05, 0.4, 0.99)) expect_gte(bound(b), 100 * (plogis(b / 2) - plogis(-b / 2)))
})

test_that("a small step is called small, with the spread of the variable", {
  found <- interpret(model_shapes()$several)
  notes <- attr(found, "notes")
  expect_identical(names(notes), "lwt")
  expect_shown("deviation ([0-9.]*[0-9])", notes, sd(MASS::birthwt$lwt))
  expect_length(attr(interpret(model_shapes()$several, units = c(lwt = 10)), "notes"), 0)
  expect_match(attr(found, "intercept"), "`lwt` is 80 to 250 in the data", fixed = TRUE) # range(birthwt$lwt)
})


test_that("values outside the data are said to be so", {
  found <- interpret(model_shapes()$several, at = list(age = 50), units = c(lwt = 200))
  expect_match(found$sentence[1], "This goes beyond the data, where lwt is 80 to 250.", fixed = TRUE)
  expect_match(found$sentence[2], "where age is 14 to 45.", fixed = TRUE)
  expect_no_match(found$sentence[-(1:2)], "beyond")
  expect_match(attr(found, "kind"), "Held outside the data: age, which is 14 to 45 there.", fixed = TRUE, all = FALSE)
  expect_no_match(attr(interpret(model_shapes()$several), "kind"), "outside")
})


test_that("the intercept is the odds of a row that can be, or is not interpreted", {
  words <- function(name) attr(interpret(model_shapes()[[name]]), "intercept")
  races <- table(shape_data()$race, shape_data()$low)
  expect_shown("are ([0-9.]*[0-9]) ", words("factor_only"), races["white", 2] / races["white", 1])
  expect_match(words("factor_only"), "where race = white")
  expect_shown("are ([0-9.]*[0-9]) ", words("intercept_only"), 59 / 130)
  expect_shown("probability ([0-9.]*[0-9])%", words("intercept_only"), 100 * 59 / 189)
  # Likelihood limits of 59 events in 189 rows: log-likelihood lower by half the chi-squared quantile.
  lost <- function(odds) 2 * (dbinom(59, 189, 59 / 189, log = TRUE) - dbinom(59, 189, odds / (1 + odds), log = TRUE)) - qchisq(0.95, 1)
  limits <- c(uniroot(lost, c(0.1, 59 / 130), tol = 1e-10)$root, uniroot(lost, c(59 / 130, 2), tol = 1e-10)$root)
  expect_shown("interval ([0-9.]*[0-9]) to", words("intercept_only"), limits[1])
  expect_shown("interval [0-9.]* to ([0-9.]*[0-9])\\)", words("intercept_only"), limits[2])
  for (name in c("one_number", "several", "log1p", "ridge")) expect_match(words(name), "never 0", info = name)
  expect_match(words("poly"), "no row has zero in all columns of poly(lwt, 2)", fixed = TRUE)
  births <- shape_data()
  sums <- logreg(low ~ race, data = births, contrasts = list(race = "contr.sum"))
  expect_match(attr(interpret(sums), "intercept"), "no level of `race`", fixed = TRUE)
  expect_identical(words("no_intercept"), "The model has no intercept.")
  centred <- logreg(low ~ I(lwt - 120) - 1 + offset(I(age - 20) / 50), data = births)
  expect_match(attr(interpret(centred), "intercept"), "where I(lwt - 120) = 0, the offset is 0 it takes the probability to be 50%", fixed = TRUE)
})


# Shapes that are explained and not put into numbers.
stopped_shapes <- c("unconverged", "complete", "complete_descent")

test_that("what is separated or not at its optimum is explained, and has no row", {
  for (name in stopped_shapes) {
    found <- interpret(model_shapes()[[name]])
    expect_identical(nrow(found), 0L, info = name)
    expect_match(paste(attr(found, "stopped"), collapse = " "), "completely separated|standard errors from", info = name)
    expect_output(print(found), "separated|not interpreted")
  }
  # Descent that takes the last coefficients of quasi-separated data points to the limit.
  last <- suppressWarnings(update(model_shapes()$quasi, separated = "last", data = model_shapes()$quasi$data))
  expect_match(attr(interpret(last), "stopped")[2], "separated = \"limit\"", fixed = TRUE)
})


test_that("no sentence calls an odds ratio a likelihood, and intervals are where they exist", {
  for (name in names(model_shapes())) {
    printed <- paste(capture.output(print(interpret(model_shapes()[[name]]))), collapse = " ")
    expect_no_match(printed, "likely|chance|risk|NA|NaN", info = name)
  }
  ridge <- interpret(model_shapes()$ridge)
  expect_true(all(is.na(ridge$lower)) && all(ridge$method == "none"))
  expect_match(ridge$sentence, "no interval: the penalty makes the estimate biased on purpose", fixed = TRUE)
  firth <- interpret(model_shapes()$firth)
  limits <- exp(confint(model_shapes()$firth))
  expect_equal(cbind(firth$lower, firth$upper), unname(limits[c("lwt", "age", "raceblack", "raceother"), ]))
  expect_match(attr(firth, "kind"), "Firth", all = FALSE)
})
