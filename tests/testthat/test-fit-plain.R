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
  short <- function(formula, data = rows) {
    about <- list(call = quote(logreg()), model = TRUE, user_data = data)
    suppressWarnings(!is.null(plain_formula_fit(formula_terms(formula, data), formula, solver_newton(), NULL, NULL, about)))
  }
  expect_true(all(short(y ~ a + b), short(whole ~ i), short(y ~ 1), short(y ~ a - 1)))
  expect_false(any(short(y ~ a + I(2 * a)), short(y ~ f), short(y ~ gap), short(y ~ log(i)), short(y ~ outside), short(above ~ a), short(~a)))
})
