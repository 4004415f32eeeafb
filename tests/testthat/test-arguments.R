test_that("a solver is made from its name and options, or passed on as it is", {
  expect_identical(as_solver("newton"), solver_newton())
  expect_identical(as_solver("adam", list(epochs = 5, beta1 = 0.5)), solver_adam(epochs = 5, beta1 = 0.5))
  expect_identical(as_solver(solver_lbfgs(memory = 3)), solver_lbfgs(memory = 3))
})

test_that("unknown options are named, with the one that was probably meant", {
  named <- function(argument, ...) {
    error <- expect_error(as_solver(...), class = "logreg_error_argument")
    expect_identical(error$argument, argument)
    conditionMessage(error)
  }
  expect_match(named("lr", "gradient_descent", list(lr = 1)), "Did you mean `learning_rate`?", fixed = TRUE)
  expect_match(named("epoch", "adam", list(epoch = 1)), "Did you mean `epochs`?", fixed = TRUE)
  expect_match(named("maxit", "newton", list(maxit = 1)), "Did you mean `max_iterations`?", fixed = TRUE)
  expect_match(named("wieghts", "newton", list(wieghts = 1), "weights"), "Did you mean `weights`?", fixed = TRUE)
  expect_false(grepl("Did you mean", named("zzz", "newton", list(zzz = 1))))
  expect_match(
    named("epochs", "newton", list(epochs = 10)),
    "It is an option of solver = \"gradient_descent\" and \"adam\".",
    fixed = TRUE
  )
  expect_match(
    named("epochs", solver_gradient_descent(), list(epochs = 10)),
    "solver = solver_gradient_descent(epochs = ...)",
    fixed = TRUE
  )
  named("zzz", solver_newton(), list(zzz = 1))
  named("solver", "newtn")
  named("solver", solver_newton)
  named("solver", 1)
  named("solver", c("newton", "adam"))
  named("solver", NULL)
})

test_that("the logit family is accepted in every spelling, and no other", {
  for (family in list("binomial", stats::binomial, stats::binomial(), stats::binomial("logit"))) {
    expect_silent(check_family(family))
  }
  for (family in list("poisson", stats::binomial("probit"), stats::poisson(), stats::quasibinomial(), NULL, 1)) {
    error <- expect_error(check_family(family), class = "logreg_error_argument")
    expect_identical(error$argument, "family")
  }
})

test_that("dots are sorted into options and accepted arguments", {
  dots <- sort_dots(list(family = "binomial", epochs = 3, method = "model.frame"), c("family", "method"))
  expect_identical(dots, list(method = "model.frame", options = list(epochs = 3)))
  expect_identical(sort_dots(list(), "family"), list(method = NULL, options = list()))
  expect_identical(sort_dots(list(method = "model.frame"), "family")$options, list(method = "model.frame"))
  expect_error(sort_dots(list(3), "family"), class = "logreg_error_argument")
  expect_error(sort_dots(list(epochs = 3, epochs = 4), "family"), class = "logreg_error_argument")
  expect_error(sort_dots(list(method = "glm.fit"), c("family", "method")), class = "logreg_error_argument")
})

test_that("a start is NULL, numbers in the order of the coefficients, or random", {
  names <- c("(Intercept)", "x")
  expect_null(resolve_start(NULL, names))
  expect_identical(resolve_start(c(1L, 2L), names), c(1, 2))
  expect_identical(resolve_start(c(x = 2, `(Intercept)` = 1), names), c(1, 2))
  set.seed(3)
  drawn <- resolve_start("random", names)
  set.seed(3)
  expect_identical(drawn, rnorm(2))
})

test_that("a start that does not fit names the coefficients it should have", {
  names <- c("(Intercept)", "x")
  for (start in list(1, c(1, 2, 3), numeric(), c(1, NA), c(1, Inf), "zero", c(a = 1, x = 2), TRUE)) {
    error <- expect_error(resolve_start(start, names), class = "logreg_error_argument")
    expect_identical(error$argument, "start")
  }
  expect_error(resolve_start(1, names), "`(Intercept)`, `x`", fixed = TRUE)
})

test_that("only a random start touches the random number generator", {
  set.seed(1)
  before <- .Random.seed
  resolve_start(NULL, "x")
  resolve_start(2, "x")
  expect_identical(.Random.seed, before)
  resolve_start("random", "x")
  expect_false(identical(.Random.seed, before))
})

test_that("a batch may be as large as the data and not larger", {
  expect_silent(check_batch(solver_gradient_descent(batch_size = 12), 12))
  expect_silent(check_batch(solver_gradient_descent(), 12))
  expect_silent(check_batch(solver_newton(), 12))
  error <- expect_error(check_batch(solver_adam(batch_size = 13), 12), class = "logreg_error_argument")
  expect_identical(error$argument, "batch_size")
})

test_that("the default solver is made once and is the one of its constructor", {
  expect_identical(as_solver("newton"), solver_newton())
  expect_identical(as_solver("newton", list(tolerance = 1e-4)), solver_newton(tolerance = 1e-4))
  made <- 0
  once <- function() made_once("a test's value", made <<- made + 1)
  on.exit(rm("a test's value", envir = made_before))
  once()
  expect_identical(once(), 1)
  expect_identical(made, 1)
})
