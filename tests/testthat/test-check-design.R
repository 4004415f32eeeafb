screened <- function(formula, data, na_action = "na.omit", ...) {
  formula_frame(tidy_call(match.call(), parent.frame()), formula, data, na_action)
}

test_that("Inf and NaN are errors that name the column and the first row", {
  for (bad in c(Inf, -Inf, NaN)) {
    data <- data.frame(y = c(0, 1, 0, 1), x = c(1, 2, bad, bad), z = 1:4)
    error <- expect_error(screened(y ~ z + x, data), class = "logreg_error_not_finite")
    expect_identical(error$column, "x")
    expect_identical(error$row, 3L)
    expect_match(conditionMessage(error), "`x` is .* in row 3, and not finite in 1 more row[.]")
  }
})

test_that("a value that is not finite after a function is found under the function's name", {
  data <- data.frame(y = c(0, 1, 0), x = c(1, 0, 2))
  error <- expect_error(screened(y ~ log(x), data), class = "logreg_error_not_finite")
  expect_identical(error$column, "log(x)")
  expect_identical(error$row, 2L)
})

test_that("NaN is found before na.action drops its row, NA is not an error", {
  data <- data.frame(y = c(0, 1, 0, 1), x = c(1, NA, 3, 4))
  expect_identical(nrow(screened(y ~ x, data)), 3L)
  data$x[[2]] <- NaN
  expect_error(screened(y ~ x, data), class = "logreg_error_not_finite")
})

test_that("response, offset and columns of a matrix are checked as well", {
  data <- data.frame(y = c(0, NaN, 1), x = 1:3, o = c(1, 2, Inf))
  data$m <- cbind(a = 1:3, b = c(1, Inf, 2))
  column_of <- function(...) expect_error(screened(...), class = "logreg_error_not_finite")$column
  expect_identical(column_of(y ~ x, data), "y")
  expect_identical(column_of(x ~ 1, data, offset = o), "offset")
  expect_identical(column_of(x ~ offset(o), data), "offset(o)")
  expect_identical(column_of(x ~ m, data), "m[, \"b\"]")
})

test_that("an offset that is no numbers is an error", {
  data <- data.frame(y = c(0, 1, 0), t = c("a", "b", "c"))
  expect_identical(expect_error(screened(y ~ 1, data, offset = t), class = "logreg_error_argument")$argument, "offset")
  expect_identical(expect_error(screened(y ~ offset(t), data), class = "logreg_error_argument")$argument, "offset(t)")
})

test_that("the row is the one in the user's data, also under subset and with row names", {
  data <- data.frame(y = rep(0:1, 3), x = c(1, 2, 3, 4, Inf, 6))
  message <- function(...) conditionMessage(expect_error(screened(...), class = "logreg_error_not_finite"))
  expect_match(message(y ~ x, data, subset = x > 2), "in row 5.", fixed = TRUE)
  row.names(data) <- letters[1:6]
  expect_match(message(y ~ x, data, subset = x > 2), "in row 5 (\"e\").", fixed = TRUE)
  expect_match(message(y ~ x, data[4:6, ]), "in row 2 (\"e\").", fixed = TRUE)
})

test_that("a column with nothing but NA is named", {
  data <- data.frame(y = c(0, 1, 0), x = 1:3, gap = NA, text = NA_character_)
  expect_identical(expect_error(screened(y ~ x + gap, data), class = "logreg_error_all_missing")$column, "gap")
  expect_identical(expect_error(screened(y ~ text, data), class = "logreg_error_all_missing")$column, "text")
})

test_that("data without rows, and rows that all have gaps, are errors", {
  data <- data.frame(y = c(0, 1), x = c(NA, 1), z = c(1, NA))
  expect_error(screened(y ~ x, data[0, ]), class = "logreg_error_no_rows")
  expect_error(screened(y ~ x, data, subset = y > 5), class = "logreg_error_no_rows")
  error <- expect_error(screened(y ~ x + z, data), class = "logreg_error_no_rows")
  expect_match(conditionMessage(error), "`x` (1), `z` (1)", fixed = TRUE)
})

test_that("missing values that na.action keeps are named, with their row", {
  data <- data.frame(y = c(0, 1, 1), x = c(1, NA, 3), f = factor(c("a", "b", NA)))
  for (keep in list("na.pass", stats::na.pass, NULL)) {
    error <- expect_error(screened(y ~ x, data, keep), class = "logreg_error_missing_value")
    expect_identical(error$row, 2L)
  }
  expect_identical(expect_error(screened(y ~ f, data, NULL), class = "logreg_error_missing_value")$row, 3L)
  expect_error(screened(y ~ x, data, "na.fail"), class = "logreg_error")
})

test_that("lists and 64-bit integers are named", {
  data <- data.frame(y = c(0, 1, 0))
  data$l <- list(1, 2, 3)
  expect_error(screened(y ~ l, data), class = "logreg_error")
  data$big <- structure(c(1, 2, 3), class = "integer64")
  expect_identical(expect_error(check_column(data$big, "big", row_number), class = "logreg_error_column_type")$column, "big")
  expect_identical(expect_error(check_column(data$l, "l", row_number), class = "logreg_error_column_type")$column, "l")
})

test_that("a factor needs two levels", {
  expect_silent(check_levels(c("a", "b"), "f"))
  expect_identical(expect_error(check_levels("a", "f"), class = "logreg_error_one_level")$column, "f")
})

test_that("lengths that differ name the argument and both lengths", {
  expect_silent(check_row_count(1:3, 3, "y"))
  error <- expect_error(check_row_count(1:3, 4, "y"), class = "logreg_error_length")
  expect_match(conditionMessage(error), "`y` has 3 values, and `x` has 4 rows.", fixed = TRUE)
})
