test_that("print shows event, rows, log-odds beside odds, solver and the line on convergence", {
  fit <- logreg(passed ~ hours, data = study_hours)
  text <- capture.output(shown <- withVisible(print(fit)))
  expect_false(shown$visible)
  expect_identical(shown$value, fit)
  expect_match(text, "modelling P(passed = 1)", fixed = TRUE, all = FALSE)
  expect_match(text, "12 rows used.", fixed = TRUE, all = FALSE)
  expect_match(text, "log-odds +odds ratio", all = FALSE)
  expect_match(text, "Solver: newton.", fixed = TRUE, all = FALSE)
  expect_match(paste(text, collapse = " "), gsub("\\s+", " ", paste(convergence_line(fit), collapse = " ")), fixed = TRUE)
  row <- grep("^hours", text, value = TRUE)
  numbers <- as.numeric(strsplit(trimws(sub("hours", "", row)), " +")[[1]])
  expect_equal(numbers[[2]], exp(numbers[[1]]), tolerance = 1e-2)
})

test_that("print counts dropped rows, trials and rows of weight 0", {
  line <- function(...) rows_line(logreg(...))
  expect_identical(line(am ~ hp, data = cars_with_gaps), "30 rows used, 2 rows dropped because of missing values.")
  expect_identical(line(Survived ~ Sex, data = titanic_rows, weights = Freq), "24 rows used, 8 rows left out by weight 0.")
  expect_identical(line(cbind(dead, 20 - dead) ~ dose, data = toxic), "12 rows used with 240 trials.")
})

test_that("print says why a coefficient is NA", {
  data <- transform(mtcars, twice = 2 * wt, constant = 3)
  fit <- suppressMessages(suppressWarnings(logreg(am ~ wt + twice + constant, data = data)))
  text <- capture.output(print(fit))
  expect_match(text, "^twice: NA, because .* wt", all = FALSE)
  expect_match(text, "^constant: NA, because the column is constant", all = FALSE)
})

test_that("print names the penalty, and digits are obeyed", {
  text <- capture.output(print(logreg(am ~ wt, data = mtcars, penalty = penalty_ridge(0.25))))
  expect_match(text, "ridge penalty 0.25 on the mean log loss", fixed = TRUE, all = FALSE)
  fit <- logreg(passed ~ hours, data = study_hours)
  expect_gt(
    nchar(grep("^hours", capture.output(print(fit, digits = 10)), value = TRUE)),
    nchar(grep("^hours", capture.output(print(fit, digits = 3)), value = TRUE))
  )
})

test_that("nothing but plain text is printed where there is no terminal", {
  text <- capture.output(print(logreg(am ~ wt, data = mtcars)))
  expect_no_match(text, "\033")
  expect_lte(max(nchar(text)), getOption("width"))
})
