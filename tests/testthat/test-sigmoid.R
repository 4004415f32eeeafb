# 60-digit values, rounded to 18 digits, computed with mpmath and not with this package.
extremes <- data.frame(
  eta = c(-745, -710, -100, -40, -37, -30, -20, 0, 1, 18, 33.3, 710, 745, 1000),
  prob = c(
    2.82235073047193708e-324, 4.47628622567512996e-309, 3.72007597602083596e-44,
    4.24835425529158898e-18, 8.53304762574406507e-17, 9.35762296883929895e-14,
    2.06115361819020358e-9, 0.5, 0.731058578630004879, 0.999999984770020487,
    0.999999999999996549, 1, 1, 1
  ),
  other = c(
    1, 1, 1, 1, 0.999999999999999915, 0.999999999999906424, 0.999999997938846382, 0.5,
    0.268941421369995121, 1.52299795127603489e-8, 3.45138774437419456e-15,
    4.47628622567512996e-309, 2.82235073047193708e-324, 0
  )
)

# Four units in the last place: the exponential and the quotient round once each. Below the smallest
# normal number the unit is 2^-1074. 33.3 is no double: rounding it moves the small side by up to
# 33.3 half units.
expect_last_places <- function(object, expected) {
  unit <- pmax(abs(expected) * .Machine$double.eps, 2^-1074)
  allowed <- ifelse(extremes$eta == 33.3, 4 + 33.3 / 2, 4)
  expect_true(all(abs(object - expected) <= allowed * unit))
}

test_that("the sigmoid has the digits of the 60-digit table on both sides", {
  expect_last_places(sigmoid(extremes$eta), extremes$prob)
  expect_last_places(sigmoid(-extremes$eta), extremes$other)
  expect_identical(sigmoid(c(-Inf, Inf)), c(0, 1))
  expect_gt(sigmoid(-710), 0)
})

test_that("the probability of height by hand is that of the article", {
  expect_equal(sigmoid(-100 + 0.6 * 150), 4.53978687024e-05, tolerance = 1e-11)
})

test_that("the logit is the log of the odds, exact at the edges", {
  expect_identical(logit(c(0, 0.5, 1)), c(-Inf, 0, Inf))
  expect_equal(logit(0.8), log(4), tolerance = 1e-15)
  # log(p) to first order: p is far below the unit of 1.
  expect_equal(logit(1e-300), log(1e-300), tolerance = 1e-15)
})

test_that("the odds of 0.8 are 4", {
  expect_equal(odds(0.8), 4, tolerance = 1e-15)
  expect_identical(odds(c(0, 0.5, 0.75, 1)), c(0, 1, 3, Inf))
  expect_identical(odds(1e-300), 1e-300)
})

test_that("names, dimensions and missing values are kept, other attributes are not", {
  named <- c(a = 0, b = NA)
  expect_identical(sigmoid(named), c(a = 0.5, b = NA))
  expect_identical(odds(c(a = 0.5, b = NA)), c(a = 1, b = NA))
  square <- matrix(c(0.5, 0.5, 0.75, NA), 2, dimnames = list(c("r", "s"), NULL))
  expect_identical(dim(logit(square)), c(2L, 2L))
  expect_identical(rownames(logit(square)), c("r", "s"))
  expect_identical(odds(square)[["s", 1]], 1)
  expect_identical(sigmoid(structure(0L, class = "my_number")), 0.5)
  expect_identical(sigmoid(NA), NA_real_)
  expect_identical(sigmoid(numeric(0)), numeric(0))
})

test_that("a number that is no probability is named with its place", {
  expect_error(logit(c(0.5, NA, 1.2, -1)), "`p`.*Element 3 is 1.2", class = "logreg_error_argument")
  expect_error(odds(-0.1), "Element 1 is -0.1", class = "logreg_error_argument")
  expect_error(sigmoid("0"), "`x`", class = "logreg_error_argument")
  expect_error(logit(factor(1)), "`p`", class = "logreg_error_argument")
})
