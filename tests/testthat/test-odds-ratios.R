fit <- logreg(admitted ~ exam1 + exam2, data = exam_marks)

test_that("odds ratios are the exponentials of the reference coefficients", {
  reference <- reference_fit("ex2data1")
  table <- odds_ratios(fit)
  expect_s3_class(table, c("logreg_odds_ratios", "data.frame"), exact = TRUE)
  expect_identical(table$term, reference$term)
  # exp() multiplies a relative error of the intercept, -25, by 25.
  expect_equal(table$odds_ratio, exp(reference$estimate), tolerance = 1e-8)
})

test_that("Wald limits are estimate -+ 1.96 standard errors on the log scale", {
  reference <- reference_fit("ex2data1")
  table <- odds_ratios(fit, level = 0.9, method = "wald")
  z <- 1.6448536269514722
  expect_equal(table$lower, exp(reference$estimate - z * reference$std_error), tolerance = 1e-6)
  expect_equal(table$upper, exp(reference$estimate + z * reference$std_error), tolerance = 1e-6)
  expect_identical(unique(table$method), "wald")
})

test_that("profile limits are the default and solve the likelihood-ratio equation", {
  table <- odds_ratios(logreg(passed ~ hours, data = study_hours))
  expect_identical(unique(table$method), "profile")
  # By glm: with the slope held at a limit the deviance is higher by the chi-squared quantile.
  lowest <- deviance(glm(passed ~ hours, binomial, study_hours))
  for (limit in log(c(table$lower[2], table$upper[2]))) {
    held <- glm(passed ~ 1 + offset(limit * hours), binomial, study_hours,
      control = list(epsilon = 1e-14)
    )
    expect_equal(deviance(held) - lowest, 3.8414588206941, tolerance = 1e-4)
  }
})

test_that("the intercept's row is named as odds, not as a ratio", {
  table <- odds_ratios(fit, method = "wald")
  expect_identical(table$meaning[1], "odds where every column is zero")
  expect_identical(unique(table$meaning[-1]), "ratio of odds per unit")
  shifted <- logreg(passed ~ hours, data = study_hours, offset = rep(1, 12))
  expect_match(odds_ratios(shifted, method = "wald")$meaning[1], "offset")
})

test_that("a model without slopes or without intercept has its rows", {
  only <- odds_ratios(logreg(y ~ 1, data = data.frame(y = c(1, 1, 1, 0))), method = "wald")
  expect_equal(only$odds_ratio, 3)   # three to one
  without <- odds_ratios(logreg(passed ~ hours - 1, data = study_hours), method = "wald")
  expect_identical(without$term, "hours")
  expect_identical(without$meaning, "ratio of odds per unit")
})

test_that("an aliased column has NA in its row", {
  doubled <- transform(study_hours, minutes = 60 * hours)
  table <- odds_ratios(suppressWarnings(logreg(passed ~ hours + minutes, data = doubled)))
  expect_identical(is.na(table$odds_ratio), c(FALSE, FALSE, TRUE))
  expect_identical(is.na(table$lower), c(FALSE, FALSE, TRUE))
})

test_that("a penalised fit has no intervals and says so", {
  ridge <- logreg(passed ~ hours, data = study_hours, penalty = penalty_ridge(0.1))
  table <- odds_ratios(ridge)
  expect_true(all(is.na(table$lower)) && all(is.na(table$upper)))
  expect_identical(unique(table$method), "none")
  expect_output(print(table), "without intervals")
  expect_equal(table$odds_ratio, unname(exp(coef(ridge))))
})

test_that("the print names the event and the kind of interval", {
  expect_output(print(odds_ratios(fit, method = "wald")), "admitted = 1.*95% Wald")
  expect_output(print(odds_ratios(fit, level = 0.9)), "90% profile likelihood")
})

test_that("bad arguments are named", {
  expect_error(odds_ratios(1), "`fit`", class = "logreg_error_argument")
  expect_error(odds_ratios(fit, level = 95), "`level`", class = "logreg_error_argument")
  expect_error(odds_ratios(fit, method = "exact"), "`method`", class = "logreg_error_argument")
})

test_that("a date of one number is a level, and its class does not get in the way", {
  fit <- logreg(am ~ wt, data = mtcars)
  dated <- structure(0.5, class = "Date")
  expect_identical(confint(fit, level = dated), confint(fit, level = 0.5))
  expect_identical(odds_ratios(fit, level = dated), odds_ratios(fit, level = 0.5))
})

test_that("levels say against which level they stand, and other columns what they are", {
  births <- shape_data()
  meaning <- function(...) {
    table <- odds_ratios(suppressWarnings(logreg(..., data = births)), method = "wald")
    stats::setNames(table$meaning, table$term)
  }
  unit <- "ratio of odds per unit"
  column <- "ratio of odds per unit of column"
  several <- meaning(low ~ lwt + race + smokes + factor(ftv > 1) + as.character(race == "x" | age > 20))
  expect_identical(unname(several[-1]), c(
    unit, rep("ratio of odds to race = white", 2), "ratio of odds to smokes = FALSE", "ratio of odds to factor(ftv > 1) = FALSE",
    "ratio of odds to as.character(race == \"x\" | age > 20) = FALSE"
  ))
  expect_identical(unique(meaning(low ~ race, contrasts = list(race = "contr.SAS"))[-1]), "ratio of odds to race = other")
  based <- contr.treatment(c("white", "black", "other"), base = 2)
  expect_identical(unique(meaning(low ~ race, contrasts = list(race = based))[-1]), "ratio of odds to race = black")
  for (coding in list("contr.sum", "contr.helmert", cbind(c(0, 1, 1), c(0, 0, 1)))) {
    expect_identical(unique(meaning(low ~ race, contrasts = list(race = coding))[-1]), column)
  }
  expect_identical(unique(meaning(low ~ visits)[-1]), column)
  expect_identical(unname(meaning(low ~ log(lwt) + poly(age, 2) + scale(ht))[-1]), c(unit, column, column, unit))
  mixed <- meaning(low ~ lwt * smokes + race)
  expect_identical(unname(mixed[-1]), c(column, column, rep("ratio of odds to race = white", 2), column))
  # Without an intercept the levels of the first factor have odds, which by hand are those of its rows.
  births$smokes <- as.character(births$smokes)
  every <- odds_ratios(logreg(low ~ race - 1, births))
  expect_identical(every$meaning, sprintf("odds at race = %s, all else zero", c("white", "black", "other")))
  expect_equal(every$odds_ratio, as.vector(tapply(births$low, births$race, function(y) sum(y) / sum(1 - y))), tolerance = 1e-7)
  expect_identical(unname(meaning(low ~ lwt + smokes + race - 1)), c(
    unit, "odds at smokes = FALSE, all else zero", "odds at smokes = TRUE, all else zero", rep("ratio of odds to race = white", 2)
  ))
  expect_identical(odds_ratios(model_shapes()$matrix)$meaning[-1], rep(unit, 2))
})

test_that("every shape has a meaning for each coefficient", {
  for (shape in names(model_shapes())) {
    meaning <- odds_ratios(model_shapes()[[shape]], method = "wald")$meaning
    expect_match(meaning, "^(odds|ratio of odds) ", info = shape)
  }
})

test_that("below the odds ratios of separated data stands what the infinite ones are", {
  last_lines <- function(fit) {
    printed <- suppressWarnings(capture.output(print(odds_ratios(fit))))
    paste(printed[(max(which(printed == "")) + 1):length(printed)], collapse = " ")
  }
  expect_identical(last_lines(model_shapes()$quasi), paste(
    "The data are separated. Inf or 0: no finite estimate, since the likelihood rises for ever towards it; what limit it",
    "has is on one side only. The others are finite and valid in this limit. See ?separation."
  ))
  complete <- last_lines(model_shapes()$complete)
  expect_match(complete, "NA: the data do not determine it. See ?separation.", fixed = TRUE)
  expect_no_match(complete, "The others")
  expect_match(last_lines(model_shapes()$complete_descent), "solver's last step, which mean little")
  expect_match(last_lines(model_shapes()$unconverged), "The fit is not at an optimum")
  expect_no_match(last_lines(model_shapes()$firth_separated), "separated")
})
