# What new_design() needs of a fit, without fitting.
as_fit <- function(data, call = quote(logreg())) {
  list(
    terms = data$terms, xlevels = data$xlevels, contrasts = data$contrasts, call = call,
    coefficients = stats::setNames(numeric(length(data$names)), data$names)
  )
}

formula_fit <- function(formula, data, contrasts = NULL, ...) {
  call <- tidy_call(match.call(), parent.frame())
  as_fit(formula_data(formula_frame(call, formula, data, "na.omit"), formula, data, contrasts, call$offset), call)
}

expanded <- function(design) {
  blocks <- lapply(design$columns, function(column) {
    switch(column$kind,
      numeric = matrix(as.numeric(column$values)),
      factor = column$contrast[as.integer(column$codes), , drop = FALSE],
      matrix = column$values
    )
  })
  values <- do.call(cbind, c(if (design$intercept) list(rep(1, design$n)), blocks))
  dimnames(values) <- list(NULL, design$names)
  values
}

n <- 30
old <- withr::with_seed(5, data.frame(
  y = rep(0:1, n / 2), x = rnorm(n), z = rexp(n), f = factor(sample(c("a", "b", "c"), n, TRUE)),
  t = sample(c("u", "v"), n, TRUE), l = rnorm(n) > 0, stringsAsFactors = FALSE
))
new <- data.frame(x = c(0, 1, -2), z = c(1, 2, 3), f = c("c", "a", "a"), t = c("v", "v", "u"), l = c(TRUE, FALSE, FALSE))

test_that("the design of new rows is the one predict.glm() uses", {
  formulas <- list(
    y ~ x, y ~ f * x, y ~ t + l, y ~ poly(x, 2) + f, y ~ splines::ns(z, 3), y ~ scale(x) * t, y ~ f - 1,
    y ~ log(z) + I(x^2), y ~ f:t, y ~ cut(x, c(-10, 0, 10))
  )
  for (formula in formulas) {
    glm <- suppressWarnings(stats::glm(formula, stats::binomial(), old))
    terms <- stats::delete.response(stats::terms(glm))
    frame <- stats::model.frame(terms, new, xlev = glm$xlevels)
    expected <- stats::model.matrix(terms, frame, contrasts.arg = glm$contrasts)
    design <- new_design(formula_fit(formula, old), new)
    expect_equal(expanded(design), expected, ignore_attr = c("assign", "contrasts", "dimnames"), label = deparse1(formula))
    expect_identical(design$names, colnames(expected))
  }
})

test_that("contrasts are those of the fit, whatever the options say now", {
  fit <- formula_fit(y ~ f + t, old, list(f = "contr.sum"))
  before <- expanded(new_design(fit, new))
  withr::with_options(list(contrasts = c("contr.helmert", "contr.poly")), expect_identical(expanded(new_design(fit, new)), before))
  expect_identical(unname(before[, 2:3]), rbind(c(-1, -1), c(1, 0), c(1, 0)))
})

test_that("a variable of the data must be in newdata; an object of that name is not picked up", {
  x <- c(1, 2, 3)
  fit <- formula_fit(y ~ x + f, old)
  error <- expect_error(new_design(fit, new["f"]), class = "logreg_error_missing_variable")
  expect_identical(error$column, "x")
  expect_error(new_design(fit, data.frame()), class = "logreg_error_missing_variable")
  expect_match(
    conditionMessage(expect_error(new_design(fit, data.frame(X = 1, f = "a")), class = "logreg_error_missing_variable")),
    "Did you mean the column `X`?",
    fixed = TRUE
  )
})

test_that("what came from the formula's environment still does", {
  k <- 2
  fit <- formula_fit(y ~ poly(x, k), old)
  expect_identical(new_design(fit, new)$names, c("(Intercept)", "poly(x, k)1", "poly(x, k)2"))
})

test_that("a variable with a value for each row must be in newdata even if it was in no data frame", {
  y <- old$y
  outside <- old$x
  fit <- formula_fit(y ~ outside, environment())
  expect_error(new_design(fit, new), class = "logreg_error_missing_variable")
  expect_identical(unname(expanded(new_design(fit, data.frame(outside = 7)))[, 2]), 7)
})

test_that("levels that the fit has not seen are named with their row", {
  fit <- formula_fit(y ~ f + t, old)
  bad <- new
  bad$f[2:3] <- c("d", "e")
  error <- expect_error(new_design(fit, bad), class = "logreg_error_new_level")
  expect_identical(error[c("column", "row", "level")], list(column = "f", row = 2L, level = c("d", "e")))
  bad <- new
  bad$t[[3]] <- "w"
  expect_identical(expect_error(new_design(fit, bad), class = "logreg_error_new_level")$column, "t")
})

test_that("a factor may be given as text and text as a factor, with any order of levels", {
  fit <- formula_fit(y ~ f + t, old)
  asked <- new
  asked$f <- factor(new$f, levels = c("c", "b", "a"))
  asked$t <- factor(new$t)
  expect_identical(expanded(new_design(fit, asked)), expanded(new_design(fit, new)))
})

test_that("another kind of variable than in the fit is an error", {
  fit <- formula_fit(y ~ x + f + l, old)
  other <- function(...) {
    bad <- new
    bad[names(list(...))] <- list(...)
    expect_error(new_design(fit, bad), class = "logreg_error_column_type")$column
  }
  expect_identical(other(f = c(1, 2, 3)), "f")
  expect_identical(other(x = c("1", "2", "3")), "x")
  expect_identical(other(x = factor(1:3)), "x")
  expect_identical(other(l = c(1, 0, 1)), "l")
})

test_that("rows with missing values are left out and padded by napredict()", {
  fit <- formula_fit(y ~ x + f, old)
  gaps <- new
  gaps$x[[1]] <- NA
  gaps$f[[3]] <- NA
  design <- new_design(fit, gaps)
  expect_identical(design$n, 1L)
  expect_identical(unname(stats::napredict(design$na_action, 5)), c(NA, 5, NA))
  expect_identical(unname(stats::napredict(new_design(fit, gaps, "na.omit")$na_action, 5)), 5)
  expect_error(new_design(fit, gaps, stats::na.fail), class = "logreg_error")
  expect_null(new_design(fit, new)$na_action)
})

test_that("a column of nothing but NA stands for numbers or levels alike", {
  fit <- formula_fit(y ~ x + f, old)
  expect_identical(new_design(fit, data.frame(x = NA, f = "a"))$n, 0L)
  expect_identical(new_design(fit, data.frame(x = 1, f = NA))$n, 0L)
})

test_that("offsets of formula and argument are taken from the new rows", {
  fit <- formula_fit(y ~ x + offset(log(z)), old, offset = 2 * x)
  expect_equal(new_design(fit, new)$offset, log(new$z) + 2 * new$x)
  expect_error(new_design(formula_fit(y ~ x, old, offset = z), new["x"]), class = "logreg_error_missing_variable")
})

test_that("newdata that is no data frame is an error", {
  fit <- formula_fit(y ~ x, old)
  for (bad in list(1, "new", as.matrix(new["x"]))) {
    expect_identical(expect_error(new_design(fit, bad), class = "logreg_error_argument")$argument, "newdata")
  }
})

x <- as.matrix(old[c("x", "z")])

test_that("a fit of a matrix takes its columns by name", {
  fit <- as_fit(matrix_data(x, old$y))
  expect_equal(unname(expanded(new_design(fit, new))), unname(cbind(1, new$x, new$z)))
  expect_equal(unname(expanded(new_design(fit, as.matrix(new[c("z", "x")])))), unname(cbind(1, new$x, new$z)))
  expect_identical(expect_error(new_design(fit, new["z"]), class = "logreg_error_missing_variable")$column, "x")
  expect_identical(expect_error(new_design(fit, data.frame(x = "1", z = 1)), class = "logreg_error_column_type")$column, "x")
  expect_error(new_design(fit, c(1, 2)), class = "logreg_error_argument")
})

test_that("a matrix without names gives its columns by place", {
  fit <- as_fit(matrix_data(x, old$y))
  expect_equal(unname(expanded(new_design(fit, unname(x)))), unname(cbind(1, x)))
  nameless <- as_fit(matrix_data(unname(x), old$y))
  expect_equal(unname(expanded(new_design(nameless, x))), unname(cbind(1, x)))
  expect_error(new_design(nameless, x[, 1, drop = FALSE]), class = "logreg_error_argument")
})

test_that("new rows of a matrix fit may have gaps and an offset", {
  fit <- as_fit(matrix_data(x, old$y, offset = old$z), quote(logreg(x, y, offset = z)))
  gaps <- data.frame(x = c(1, NA, 3), z = c(4, 5, 6))
  design <- new_design(fit, gaps)
  expect_identical(design$offset, c(4, 6))
  expect_identical(unname(stats::napredict(design$na_action, c(1, 2))), c(1, NA, 2))
  other <- as_fit(matrix_data(x, old$y, offset = old$z), quote(logreg(x, y, offset = known)))
  expect_identical(expect_error(new_design(other, gaps), class = "logreg_error_missing_variable")$column, "known")
})

test_that("a gap in a variable that no column uses leaves the prediction known", {
  formula <- y ~ a + b + offset(o) - a
  expect_identical(idle_variables(stats::terms(formula)), c("y", "a"))
  expect_identical(idle_variables(stats::delete.response(stats::terms(formula))), "a")
  gaps <- data.frame(a = c(NA, 1, 2), b = c(1, NA, 2), o = c(1, 2, NA))
  expect_identical(as.vector(attr(pass_complete(gaps, stats::na.pass, "a"), "na.action")), 2:3)
  expect_identical(as.vector(attr(pass_complete(gaps, stats::na.omit, "a"), "na.action")), 1:3)
  expect_identical(pass_complete(gaps[1, ], stats::na.pass, c("a", "o")), gaps[1, ])
})
