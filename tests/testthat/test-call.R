text_of <- function(call) {
  call[[1]] <- quote(logreg) # `logreg::logreg` where the package is not attached
  paste(deparse(call), collapse = " ")
}

# A stand-in for a method of logreg(): what it would store as its call.
stored <- function(formula, data, ...) tidy_call(match.call(), parent.frame(), formula)

test_that("the call carries the formula itself, however it was given", {
  call <- stored(y ~ x, d)
  expect_identical(text_of(call), "logreg(formula = y ~ x, data = d)")
  f <- y ~ x
  expect_identical(stored(f, d)$formula, f)
})

test_that("what a wrapper passes on in its dots is stored as the user wrote it", {
  wrapper <- function(f, ...) stored(f, ...)
  expect_identical(text_of(wrapper(y ~ x, data = d, weights = w)), "logreg(formula = y ~ x, data = d, weights = w)")
  outer <- function(...) wrapper(...)
  expect_identical(text_of(outer(y ~ x, d, weights = w + 1)), "logreg(formula = y ~ x, data = d, weights = w + 1)")
  calls <- lapply(list(y ~ x, y ~ 1), stored, data = d)
  expect_identical(text_of(calls[[2]]), "logreg(formula = y ~ 1, data = d)")
})

test_that("formula and data exchange their names when the data came first", {
  call <- exchange_formula_and_data(quote(logreg(formula = d, data = y ~ x, weights = w)))
  expect_identical(call, quote(logreg(formula = y ~ x, data = d, weights = w)))
})

test_that("the function is called with its package where it is not visible", {
  visible <- list2env(list(logreg = logreg), parent = baseenv())
  expect_identical(tidy_call(quote(FUN(x = 1)), visible)[[1]], quote(logreg))
  hidden <- new.env(parent = baseenv())
  expect_identical(tidy_call(quote(f(x = 1)), hidden)[[1]], quote(logreg::logreg))
})
