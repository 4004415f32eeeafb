test_that("errors and warnings carry their classes, lines and fields", {
  error <- expect_error(abort_logreg("response", c("First.", "Second."), column = "x"), class = "logreg_error_response")
  expect_identical(class(error), c("logreg_error_response", "logreg_error", "error", "condition"))
  expect_identical(conditionMessage(error), "First.\nSecond.")
  expect_identical(error$column, "x")
  expect_null(conditionCall(error))

  warning <- expect_warning(warn_logreg("separation", "Careful.", row = 3), class = "logreg_warning_separation")
  expect_identical(class(warning), c("logreg_warning_separation", "logreg_warning", "warning", "condition"))
  expect_identical(warning$row, 3)
})

test_that("a failed check names its argument and a passed one says nothing", {
  expect_silent(check_argument(TRUE, "level"))
  error <- expect_error(check_argument(checkmate::check_flag(1), "level"), class = "logreg_error_argument")
  expect_identical(error$argument, "level")
  expect_match(conditionMessage(error), "^`level` is not accepted: must be .*[.]$")
  expect_error(check_argument("it is odd", "rows", what = "weights"), class = "logreg_error_weights")
})

test_that("a missing package is asked for with the line that installs it", {
  expect_silent(require_package("stats", "to fit"))
  error <- expect_error(require_package("noSuchPackage", "to draw"), class = "logreg_error_missing_package")
  expect_match(conditionMessage(error), "needed to draw", fixed = TRUE)
  expect_match(conditionMessage(error), 'install.packages("noSuchPackage")', fixed = TRUE)
})
