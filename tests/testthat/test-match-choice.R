test_that("a choice may be abbreviated, and the whole default means its first element", {
  choices <- c("profile", "wald")
  expect_identical(match_choice(choices, choices, "method"), "profile")
  expect_identical(match_choice("wa", choices, "method"), "wald")
})

test_that("a wrong choice is an error that names the argument and the choices", {
  for (wrong in list("bayes", 1, character(), c("wald", "profile"), NA_character_)) {
    error <- expect_error(match_choice(wrong, c("profile", "wald"), "method"), class = "logreg_error_argument")
    expect_match(conditionMessage(error), "`method` must be one of \"profile\", \"wald\"", fixed = TRUE)
    expect_identical(error$argument, "method")
  }
})

test_that("arguments that a method does not have are named", {
  expect_null(refuse_dots("confint"))
  expect_error(refuse_dots("confint", metod = "wald"), "`confint()` does not have the argument metod", fixed = TRUE)
  expect_error(refuse_dots("confint", 3), class = "logreg_error_argument")
})
