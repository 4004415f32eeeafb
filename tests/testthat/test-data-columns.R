# The matrix that column specifications stand for, by the contract of logreg_data().
expanded <- function(columns, n) {
  blocks <- lapply(columns, function(column) {
    switch(column$kind,
      numeric = matrix(as.numeric(column$values)),
      factor = column$contrast[as.integer(column$codes), , drop = FALSE],
      matrix = column$values
    )
  })
  do.call(cbind, c(list(matrix(0, n, 0)), blocks))
}

expect_like_model_matrix <- function(formula, data, contrasts = NULL) {
  frame <- stats::model.frame(formula, data, drop.unused.levels = TRUE)
  terms <- attr(frame, "terms")
  expected <- stats::model.matrix(terms, frame, contrasts.arg = contrasts)
  design <- design_columns(terms, frame, contrasts)
  label <- paste(deparse1(formula), deparse1(contrasts))
  values <- expanded(design$columns, nrow(frame))
  if (attr(terms, "intercept") == 1) values <- cbind(1, values)
  expect_identical(design$names, colnames(expected), label = label)
  expect_identical(design$assign, attr(expected, "assign"), label = label)
  expect_identical(design$contrasts, attr(expected, "contrasts"), label = label)
  # Products of two doubles may be taken in another order than in model.matrix().
  expect_equal(values, unname(expected), tolerance = 1e-14, ignore_attr = TRUE, label = label)
}

n <- 60
data <- withr::with_seed(11, data.frame(
  y = rbinom(n, 1, 0.5), x = rnorm(n), z = rexp(n), i = sample(0:9, n, TRUE), l = rnorm(n) > 0,
  t = sample(c("red", "green", "blue"), n, TRUE), f = factor(sample(letters[1:4], n, TRUE)),
  g = factor(sample(c("no", "yes"), n, TRUE)), o = factor(sample(1:3, n, TRUE), ordered = TRUE),
  unused = factor(sample(c("a", "b"), n, TRUE), levels = c("a", "b", "c")), stringsAsFactors = FALSE
))
data$matrix <- withr::with_seed(12, matrix(rnorm(2 * n), n, dimnames = list(NULL, c("u", "v"))))
data$plain <- unname(data$matrix)
data$`odd name` <- data$x^2
data$day <- as.Date("2020-01-01") + data$i
data$ints <- matrix(rep(1:3, each = n) * data$i, n)

test_that("main effects of every kind of column are those of model.matrix()", {
  formulas <- list(
    y ~ 1, y ~ x, y ~ i, y ~ l, y ~ t, y ~ f, y ~ o, y ~ unused, y ~ x + i + l + t + f + o,
    y ~ matrix, y ~ plain, y ~ ints, y ~ `odd name`, y ~ day, y ~ x + offset(z), y ~ f + x + g
  )
  for (formula in formulas) expect_like_model_matrix(formula, data)
})

test_that("interactions of every kind are those of model.matrix()", {
  formulas <- list(
    y ~ x * z, y ~ x:z, y ~ x * f, y ~ x:f, y ~ f:x, y ~ f * g, y ~ f:g, y ~ f + f:g, y ~ g + f:g,
    y ~ f * g * o, y ~ f:g:o, y ~ x * f * g, y ~ l * f, y ~ l:x, y ~ l:t, y ~ matrix:x, y ~ matrix * f,
    y ~ plain:f, y ~ matrix:plain, y ~ (x + f + g)^2, y ~ (x + z + i)^3, y ~ f %in% g, y ~ f / g, y ~ g / x,
    y ~ f * x - x, y ~ f * x - f, y ~ `odd name`:f, y ~ o:x, y ~ x:i:f, y ~ t:f:x
  )
  for (formula in formulas) expect_like_model_matrix(formula, data)
})

test_that("designs without an intercept are those of model.matrix()", {
  formulas <- list(
    y ~ x - 1, y ~ 0 + f, y ~ f - 1, y ~ f + g - 1, y ~ x + f - 1, y ~ l - 1, y ~ x + l + f - 1, y ~ t + 0,
    y ~ f:g - 1, y ~ f * g - 1, y ~ x:f - 1, y ~ f / x - 1, y ~ o - 1, y ~ matrix + f - 1, y ~ g:x + f - 1,
    y ~ x * f + 0, y ~ f + f:g + 0
  )
  for (formula in formulas) expect_like_model_matrix(formula, data)
})

test_that("functions in a formula are evaluated as model.matrix() sees them", {
  formulas <- list(
    y ~ I(x^2), y ~ log(z), y ~ log(z) * f, y ~ poly(x, 3), y ~ poly(x, 2, raw = TRUE), y ~ poly(x, z, degree = 2),
    y ~ poly(x, 2):f, y ~ scale(x), y ~ scale(x):f, y ~ factor(i), y ~ factor(i) * x, y ~ cut(x, 3), y ~ (x > 0),
    y ~ I(x > 0):f, y ~ interaction(f, g), y ~ splines::ns(x, 3), y ~ splines::bs(z, df = 4) * g,
    y ~ ifelse(l, x, z), y ~ as.numeric(f), y ~ relevel(f, "c"), y ~ C(f, sum), y ~ C(o, treatment) + x,
    y ~ cbind(x, z), y ~ poly(x, 1)
  )
  for (formula in formulas) expect_like_model_matrix(formula, data)
})

test_that("a dot stands for all other columns", {
  expect_like_model_matrix(y ~ ., data[c("y", "x", "f", "t", "l")])
  expect_like_model_matrix(y ~ .^2, data[c("y", "x", "f", "l")])
  expect_like_model_matrix(cbind(y, 1 - y) ~ . - x, data[c("y", "x", "f", "l")])
})

test_that("contrasts come from the argument, the factor or the options, in this order", {
  choices <- list("contr.sum", "contr.helmert", "contr.treatment", "contr.poly", "contr.SAS", contr.sum(4), contr.helmert(4)[, 1:2])
  for (choice in choices) {
    for (formula in list(y ~ f, y ~ f * x, y ~ f:g, y ~ f - 1, y ~ g + f + o)) {
      expect_like_model_matrix(formula, data, list(f = choice))
    }
  }
  expect_like_model_matrix(y ~ l * t + o, data, list(l = "contr.sum", t = "contr.helmert", o = contr.treatment))
  own <- data
  contrasts(own$f) <- "contr.sum"
  contrasts(own$o) <- matrix(c(1, -1, 0, 1, 1, -2), 3, dimnames = list(NULL, c("first", "last")))
  expect_like_model_matrix(y ~ f + o, own)
  expect_like_model_matrix(y ~ f + o, own, list(f = "contr.helmert"))
  withr::with_options(
    list(contrasts = c("contr.helmert", "contr.treatment")),
    expect_like_model_matrix(y ~ f * o + t, data)
  )
})

address <- function(object) {
  on.exit(untracemem(object))
  tracemem(object)
}

test_that("plain numeric columns and factors are passed in place", {
  skip_if_not(capabilities("profmem"))
  big <- data[c("y", "x", "i", "f")]
  frame <- formula_frame(quote(logreg()), y ~ x + i + f, big, "na.omit")
  columns <- design_columns(attr(frame, "terms"), frame)$columns
  expect_identical(address(columns[[1]]$values), address(big$x))
  expect_identical(address(columns[[2]]$values), address(big$i))
  expect_identical(address(columns[[3]]$codes), address(big$f))
  expect_identical(vapply(columns, `[[`, "", "kind"), c("numeric", "numeric", "factor"))
})

test_that("an interaction of factors is one column of codes unless the pairs outnumber the rows", {
  frame <- stats::model.frame(y ~ f:g, data)
  column <- design_columns(attr(frame, "terms"), frame)$columns[[1]]
  expect_identical(column$kind, "factor")
  expect_identical(dim(column$contrast), c(8L, 8L))
  few <- data.frame(y = c(0, 1, 0, 1), f = factor(1:4), g = factor(c(1, 2, 3, 1)))
  expect_like_model_matrix(y ~ f:g, few)
  frame <- stats::model.frame(y ~ f:g, few)
  expect_identical(design_columns(attr(frame, "terms"), frame)$columns[[1]]$kind, "matrix")
})

test_that("terms without a response give the columns of the terms with one", {
  frame <- stats::model.frame(y ~ x * f, data)
  terms <- attr(frame, "terms")
  expect_identical(design_columns(stats::delete.response(terms), frame), design_columns(terms, frame))
})

test_that("missing values stay missing in every kind of column", {
  gaps <- data.frame(x = c(1, NA, 3), f = factor(c("a", "b", NA)), g = factor(c("u", "v", "u")))
  frame <- stats::model.frame(~ x + f + f:g + x:f, gaps, na.action = stats::na.pass)
  design <- design_columns(attr(frame, "terms"), frame)
  expect_identical(
    is.na(unname(expanded(design$columns, 3))),
    is.na(unname(stats::model.matrix(attr(frame, "terms"), frame)[, -1])),
    ignore_attr = TRUE
  )
})

test_that("a factor with one level is named", {
  frame <- stats::model.frame(y ~ k, data.frame(y = c(0, 1), k = factor(c("only", "only"))))
  error <- expect_error(design_columns(attr(frame, "terms"), frame), class = "logreg_error_one_level")
  expect_identical(error$column, "k")
})

test_that("a response on the right-hand side is an error", {
  expect_error(
    suppressWarnings(formula_data(stats::model.frame(y ~ y + x, data), y ~ y + x, data)),
    class = "logreg_error_formula"
  )
})

test_that("contrasts for a factor that is not in the model are passed over with a warning", {
  frame <- stats::model.frame(y ~ f, data)
  expect_warning(
    design <- design_columns(attr(frame, "terms"), frame, list(g = "contr.sum")),
    class = "logreg_warning_contrasts"
  )
  expect_identical(design$names, c("(Intercept)", "fb", "fc", "fd"))
  expect_error(design_columns(attr(frame, "terms"), frame, "contr.sum"), class = "logreg_error_argument")
})

test_that("a matrix of words or logicals is an error that names it", {
  odd <- data["y"]
  odd$words <- cbind(data$t, data$t)
  odd$truths <- cbind(data$l, !data$l)
  for (formula in list(y ~ words, y ~ truths)) {
    frame <- stats::model.frame(formula, odd)
    error <- expect_error(design_columns(attr(frame, "terms"), frame), class = "logreg_error_column_type")
    expect_identical(error$column, all.vars(formula)[[2]])
  }
})

test_that("contrasts are found under names that need back-quotes", {
  odd <- data.frame(y = c(0, 1, 0, 1, 1, 0), check.names = FALSE, `a b` = gl(3, 2))
  expect_like_model_matrix(y ~ `a b`, odd, list(`a b` = "contr.sum"))
})

test_that("plain numbers take the short way to the same columns", {
  for (formula in list(y ~ x + z + i, y ~ x - 1, y ~ `odd name` + x, y ~ x)) {
    frame <- stats::model.frame(formula, data)
    expect_like_model_matrix(formula, data)
    quick <- plain_columns(attr(frame, "terms"), frame)
    expect_identical(is.null(quick), "odd name" %in% all.vars(formula))
  }
  expect_null(plain_columns(terms(y ~ x:z), data))
  frame <- stats::model.frame(y ~ x + f, data)
  expect_null(plain_columns(attr(frame, "terms"), frame))
})

test_that("a complex column is an error", {
  frame <- stats::model.frame(y ~ c, data.frame(y = c(0, 1), c = c(1i, 2i)))
  expect_error(design_columns(attr(frame, "terms"), frame), class = "logreg_error_column_type")
})
