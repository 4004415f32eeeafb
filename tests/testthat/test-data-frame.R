framed <- function(formula, data, na_action = "na.omit", ...) {
  formula_frame(tidy_call(match.call(), parent.frame()), formula, data, na_action)
}

glm_frame <- function(...) {
  call <- match.call()
  call[[1]] <- quote(stats::glm)
  call$family <- quote(stats::binomial())
  call$method <- "model.frame"
  eval(call, parent.frame())
}

d <- data.frame(
  y = c(0, 1, 0, 1, 1, 0), x = c(1, NA, 3, 4, 5, 6), w = c(1, 2, 3, 1, 2, 3), o = 6:1 / 10,
  f = factor(c("a", "b", "a", "c", "b", "a"))
)

test_that("the frame is the one that glm() builds", {
  expect_identical(framed(y ~ x + f, d), glm_frame(y ~ x + f, data = d))
  expect_identical(framed(y ~ x, d, weights = w, offset = o), glm_frame(y ~ x, data = d, weights = w, offset = o))
  expect_identical(framed(y ~ x, d, subset = w > 1), glm_frame(y ~ x, data = d, subset = w > 1))
  expect_identical(framed(y ~ f, d, subset = f != "c"), glm_frame(y ~ f, data = d, subset = f != "c"))
  expect_identical(framed(y ~ x, d, "na.exclude"), glm_frame(y ~ x, data = d, na.action = na.exclude))
  expect_identical(framed(y ~ log(x) + offset(o), d), glm_frame(y ~ log(x) + offset(o), data = d))
  expect_identical(framed(y ~ poly(o, 2), d), glm_frame(y ~ poly(o, 2), data = d))
})

test_that("rows with missing values are dropped and remembered", {
  frame <- framed(y ~ x, d)
  expect_identical(as.vector(attr(frame, "na.action")), 2L)
  expect_null(attr(framed(y ~ f, d), "na.action"))
})

test_that("weights, subset and offset are found in the data, then where the formula was written", {
  w <- rep(9, 6)
  mine <- 6:1
  expect_identical(framed(y ~ 1, d, weights = w)[["(weights)"]], d$w)
  expect_identical(framed(y ~ 1, d, weights = mine)[["(weights)"]], 6:1)
  made <- local({
    elsewhere <- 11:16
    y ~ 1
  })
  expect_identical(framed(made, d, weights = elsewhere)[["(weights)"]], 11:16)
})

test_that("the action for missing values is the data's own, else the option's", {
  expect_identical(resolve_na_action(d), getOption("na.action"))
  own <- d
  attr(own, "na.action") <- "na.exclude"
  expect_identical(resolve_na_action(own), "na.exclude")
  withr::with_options(list(na.action = "na.pass"), expect_identical(resolve_na_action(d), "na.pass"))
  withr::with_options(list(na.action = NULL), expect_identical(resolve_na_action(d), "na.fail"))
})

test_that("errors of model.frame() are classed and name what is wrong", {
  error <- expect_error(framed(y ~ nowhere, d), class = "logreg_error_missing_variable")
  expect_identical(error$column, "nowhere")
  expect_identical(expect_error(framed(y ~ x, d, weights = 1:4), class = "logreg_error_length")$column, "weights")
  short <- 1:3
  expect_identical(expect_error(framed(y ~ short, d), class = "logreg_error_length")$column, "short")
  expect_error(framed(y ~ mean, d), class = "logreg_error_model_frame")
})

test_that("data must be something a formula can be evaluated in", {
  for (good in list(d, as.list(d), globalenv())) expect_silent(check_data_argument(good))
  for (bad in list(as.matrix(d["y"]), 1, "d", NULL, stats::binomial, stats::binomial())) {
    error <- expect_error(check_data_argument(bad), class = "logreg_error_argument")
    expect_identical(error$argument, "data")
  }
})

test_that("the data object holds what the contract says", {
  data <- formula_data(framed(y ~ x + f, d, weights = w, offset = o), y ~ x + f, d)
  expect_identical(data$n, 5L)
  expect_identical(data$y, c(0, 0, 1, 1, 0))
  expect_identical(data$weight, c(1, 3, 1, 2, 3))
  expect_identical(data$offset, c(6, 4, 3, 2, 1) / 10)
  expect_true(data$intercept)
  expect_identical(data$names, c("(Intercept)", "x", "fb", "fc"))
  expect_identical(data$assign, c(0L, 1L, 2L, 2L))
  expect_identical(data$xlevels, list(f = c("a", "b", "c")))
  expect_identical(data$contrasts, list(f = "contr.treatment"))
  expect_identical(as.vector(data$na_action), 2L)
  expect_identical(data$event$label, "y = 1")
  expect_identical(data$y_user, c(0, 0, 1, 1, 0))
  expect_null(data$x)
})

test_that("offsets in the formula and in the argument are added", {
  data <- formula_data(framed(y ~ offset(w) + f, d, offset = o), y ~ offset(w) + f, d)
  expect_equal(data$offset, d$w + d$o)
  expect_null(formula_data(framed(y ~ f, d), y ~ f, d)$offset)
})

test_that("terms, levels and contrasts are those of glm()", {
  formula <- y ~ f + poly(o, 2)
  data <- formula_data(framed(formula, d), formula, d)
  glm <- stats::glm(formula, stats::binomial(), d)
  expect_identical(data$xlevels, glm$xlevels)
  expect_identical(data$contrasts, glm$contrasts)
  terms <- data$terms
  attr(terms, "data_variables") <- NULL # ours, for predict()
  expect_equal(terms, glm$terms)
})

test_that("a formula needs a response and something to estimate", {
  expect_error(formula_data(framed(~x, d), ~x, d), class = "logreg_error_formula")
  expect_error(formula_data(framed(y ~ 0, d), y ~ 0, d), class = "logreg_error_formula")
  expect_error(formula_data(framed(y ~ 0 + offset(o), d), y ~ 0 + offset(o), d), class = "logreg_error_formula")
})

test_that("variables that new data must bring are told from constants of the formula", {
  k <- 2
  outside <- c(5, 3, 1, 2, 4, 6)
  needed <- function(formula, data, ...) data_variables(stats::terms(formula, data = data), data, ...)
  expect_identical(needed(y ~ poly(o, k) + f, d), c("o", "f"))
  expect_identical(needed(y ~ x + outside, d), c("x", "outside"))
  expect_identical(needed(y ~ x + offset(log(w)), d), c("x", "w"))
  expect_identical(needed(y ~ x, d, quote(o * k)), c("x", "o"))
  expect_identical(needed(y ~ ., d[c("y", "x", "w")]), c("x", "w"))
  y <- d$y
  expect_identical(needed(y ~ outside + poly(outside, k), environment()), "outside")
})
