test_that("%||% takes the right side for NULL only", {
  expect_identical(NULL %||% 1, 1)
  expect_identical(NA %||% 1, NA)
  expect_identical(list() %||% 1, list())
})

test_that("long lists of words are cut and counted", {
  expect_identical(list_words(c("a", "b")), "a, b")
  expect_identical(list_words(letters, 3), "a, b, c and 23 more")
  expect_identical(quote_names(c("x", "log(z)")), "`x`, `log(z)`")
})

test_that("counts agree with their nouns", {
  expect_identical(count_of(1, "row"), "1 row")
  expect_identical(count_of(1200000, "row"), "1,200,000 rows")
  expect_identical(count_of(0, "value"), "0 values")
  expect_identical(count_of(2, "class", "classes"), "2 classes")
})

test_that("the closest name is one that begins alike or differs in few letters", {
  options <- c("learning_rate", "epochs", "momentum")
  expect_identical(closest_name("epoch", options), "epochs")
  expect_identical(closest_name("lerning_rate", options), "learning_rate")
  expect_identical(closest_name("Momentum", options), "momentum")
  expect_null(closest_name("weights", options))
  expect_identical(closest_name("X", c("f", "x")), "x")
  expect_null(closest_name("x", c("f", "xylophone")))
  expect_null(closest_name("x", character()))
  expect_null(closest_name("", options))
})

test_that("expressions are spelt as the columns of a model frame", {
  formula <- cbind(a, `b c`) ~ I(x^2) + `odd name` + log(`d e`)
  data <- data.frame(a = 1:3, `b c` = 1:3, x = 1:3, `odd name` = 1:3, `d e` = 1:3, check.names = FALSE)
  variables <- as.list(attr(stats::terms(formula), "variables"))[-1]
  expect_identical(vapply(variables, expression_text, ""), names(stats::model.frame(formula, data)))
})
