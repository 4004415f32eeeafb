# Plain formulas take a short way through C++. Sent by the general way they must give the same objects, the
# same errors and the same warnings.

by_general_way <- function(code) {
  made_before$general_only <- TRUE
  on.exit(made_before$general_only <- FALSE)
  code
}

outcome <- function(...) {
  said <- NULL
  result <- withCallingHandlers(
    tryCatch(logreg(...), error = function(error) list(class(error), conditionMessage(error))),
    warning = function(warning) {
      said <<- c(said, conditionMessage(warning))
      invokeRestart("muffleWarning")
    }
  )
  list(result, said)
}

expect_same_ways <- function(...) {
  # The order of attributes counts as well.
  expect_true(identical(outcome(...), by_general_way(outcome(...)), attrib.as.set = FALSE))
}

rows <- withr::with_seed(2, data.frame(
  y = rep(c(0, 1, 1, 0, 1, 0), 2), a = rnorm(12), b = rnorm(12), i = 1:12, whole = rep(0:1, 6),
  gap = c(NA, rnorm(11)), two = rep(1:2, 6), share = runif(12), f = gl(3, 4)
))
rows$"a b" <- rev(rows$a)
rows$named <- stats::setNames(rows$b, letters[1:12])
rows$scaled <- scale(rows$a)
rows$above <- rows$a > 0
outside <- rows$b^2

formulas <- c(
  y ~ a + b, y ~ a, y ~ 1, y ~ 0, y ~ a - 1, y ~ b + a, y ~ a + a, y ~ a + b - b, y ~ a - y, y ~ y, whole ~ a + i,
  y ~ `a b`, y ~ named, named ~ a, y ~ scaled, y ~ above, above ~ a, y ~ f, y ~ gap, two ~ a, share ~ a, i ~ a,
  y ~ outside, y ~ a + outside, y ~ log(i), y ~ I(a), y ~ a + offset(b), y ~ a * b, y ~ a:b, y ~ ., ~a, y ~ missing_one,
  y ~ a + "text", y ~ . - scaled - above - f - gap
)

test_that("plain formulas are fitted as by the general way", {
  lettered <- rows
  rownames(lettered) <- LETTERS[1:12]
  for (data in list(rows, lettered, rows[-5, ], rows[1:2, ], rows[0, ])) {
    for (formula in formulas) expect_same_ways(formula, data)
  }
})

test_that("plain formulas with other arguments are fitted as by the general way", {
  expect_same_ways(y ~ a, rows, weights = i)
  expect_same_ways(y ~ a, rows, subset = a > -1)
  expect_same_ways(y ~ a, rows, offset = b)
  expect_same_ways(y ~ gap, rows, na.action = na.exclude)
  expect_same_ways(y ~ a, rows, model = FALSE)
  expect_same_ways(y ~ a, rows, method = "model.frame")
  expect_same_ways(y ~ a, rows, penalty = penalty_ridge(0.1))
  expect_same_ways(y ~ a, rows, solver = "lbfgs")
  expect_same_ways(y ~ a, rows, start = c(0, 0))
  expect_same_ways(y ~ a, as.list(rows))
})

test_that("plain formulas take the short way, others do not", {
  short <- function(formula, data = rows, terms = NULL) {
    suppressWarnings(plain_formula_fit(formula, terms, data, quote(logreg())))
  }
  by_terms <- function(formula) short(formula, terms = formula_terms(formula, rows))
  for (formula in c(y ~ a + b, whole ~ i)) expect_s3_class(short(formula), "logreg_fit")
  for (formula in c(y ~ a + b, whole ~ i, y ~ 1, y ~ a - 1, y ~ a + a)) expect_s3_class(by_terms(formula), "logreg_fit")
  for (formula in c(y ~ 1, y ~ a - 1, y ~ a + a, y ~ a + y, y ~ `a b`, y ~ ., y ~ a + I(2 * a), y ~ log(i), y ~ (a + b))) expect_false(short(formula))
  for (formula in c(y ~ f, y ~ gap, y ~ outside, above ~ a, ~a)) expect_null(short(formula))
  for (formula in c(y ~ a + I(2 * a), y ~ f, y ~ gap, y ~ log(i), y ~ outside, above ~ a, ~a)) expect_null(by_terms(formula))
  expect_null(short(y ~ a, as.list(rows)))
})

numbers <- as.matrix(rows[c("a", "b")])
rownames(numbers) <- NULL

test_that("plain matrices are fitted as by the general way", {
  bare <- unname(numbers)
  lettered <- `rownames<-`(numbers, LETTERS[1:12])
  for (x in list(numbers, bare, lettered, numbers[, 1, drop = FALSE], numbers[1:2, ], numbers[1, , drop = FALSE])) {
    y <- rows$y[seq_len(nrow(x))]
    expect_same_ways(x, y)
    expect_same_ways(x, y, intercept = FALSE)
    expect_same_ways(x, as.integer(y))
    expect_same_ways(x, rows$y[seq_len(nrow(x))])
  }
})

test_that("matrices that are not plain are fitted, or refused, as by the general way", {
  y <- rows$y
  named <- function(...) `colnames<-`(numbers, c(...))
  names <- list(c("y", "b"), c("a b", "b"), c("a", "a"), c("(Intercept)", "b"), c("if", "b"), c("..1", "b"), c("a", ""), c("a", NA), c("\u00e4", "b"), c("_a", "b"))
  for (both in names) expect_same_ways(named(both), y)
  with_gap <- replace(numbers, 3, NA)
  for (x in list(
    round(numbers), numbers > 0, `storage.mode<-`(round(numbers), "integer"), with_gap, replace(numbers, 3, Inf), replace(numbers, 3, NaN),
    cbind(numbers, c = 1), cbind(numbers, c = rows$a), numbers[, 0], numbers[0, ], `dimnames<-`(numbers, list(1:12, NULL)),
    structure(numbers, class = "odd"), structure(numbers, note = "kept"), numbers[1:11, ], cbind(a = rows$y - 0.5)
  )) {
    expect_same_ways(x, y)
  }
  for (response in list(
    rows$y == 1, factor(rows$y), rows$whole, rows$share, rows$gap, stats::setNames(y, letters[1:12]), y + 1, replace(y, 2, NA),
    replace(y, 2, 2), y * 0, as.character(y), cbind(y, 1 - y), y[-1]
  )) {
    expect_same_ways(numbers, response)
  }
})

test_that("plain matrices with other arguments are fitted as by the general way", {
  y <- rows$y
  `odd name` <- y
  expect_same_ways(numbers, `odd name`)
  expect_same_ways(numbers, rows$"y")
  expect_same_ways(numbers, (y))
  expect_same_ways(numbers, c(y[1:6], y[7:12]))
  expect_same_ways(numbers, y, weights = 1:12)
  expect_same_ways(numbers, y, weights = NULL)
  expect_same_ways(numbers, y, offset = rows$b)
  expect_same_ways(numbers, y, intercept = NA)
  expect_same_ways(numbers, y, penalty = penalty_ridge(0.1))
  expect_same_ways(numbers, y, solver = "lbfgs")
  expect_same_ways(numbers, y, max_iterations = 1)
  expect_same_ways(numbers, y, start = c(0, 0, 0))
  expect_same_ways(rows[c("a", "b")], y)
})

test_that("plain matrices take the short way, others do not", {
  short <- function(x, y = rows$y, response = "y", intercept = TRUE) {
    suppressWarnings(!is.null(plain_matrix_fit(x, y, intercept, response, quote(logreg()))))
  }
  expect_true(all(short(numbers), short(unname(numbers)), short(numbers, response = "data$passed"), short(numbers, intercept = FALSE)))
  expect_true(short(numbers, rows$whole))
  expect_false(any(
    short(round(numbers) > 0), short(`colnames<-`(numbers, c("y", "b"))), short(replace(numbers, 3, NA)), short(cbind(numbers, c = 1)),
    short(numbers, rows$share), short(numbers, rows$y == 1), short(numbers, response = "back`quote")
  ))
})
