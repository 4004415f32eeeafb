test_that("numbers are held to their ranges, ends included or not as documented", {
  expect_true(check_at_least(0, 0))
  expect_true(check_at_least(1L, 0))
  expect_true(check_above(1e-300, 0))
  expect_true(check_whole(3, 1))
  expect_true(check_whole(1L, 1))
  expect_true(check_share(0))
  expect_true(check_share(0.999))
})

test_that("everything else gives a sentence that says what was found", {
  for (bad in list(-1, NA_real_, NaN, Inf, "1", c(1, 2), NULL, numeric(), TRUE)) {
    expect_type(check_at_least(bad, 0), "character")
    expect_type(check_above(bad, 0), "character")
    expect_type(check_share(bad), "character")
    expect_type(check_whole(bad, 1), "character")
  }
  expect_match(check_above(0, 0), "above 0, and is 0", fixed = TRUE)
  expect_match(check_share(1), "below 1, and is 1", fixed = TRUE)
  expect_match(check_whole(0, 1), "1 or more, and is 0", fixed = TRUE)
  expect_match(check_whole(1.5, 1), "and is 1.5", fixed = TRUE)
})

test_that("values are described in a few words", {
  expect_identical(describe_value(NULL), "NULL")
  expect_identical(describe_value("a"), "\"a\"")
  expect_identical(describe_value(2), "2")
  expect_identical(describe_value(1:3), "of class integer and length 3")
  expect_identical(describe_value(list(1)), "of class list")
  expect_identical(describe_value(mean), "of class function")
})

test_that("a flag is what checkmate calls one", {
  for (value in list(TRUE, FALSE, c(a = TRUE), NA, 1, "TRUE", logical(), c(TRUE, FALSE), NULL)) {
    expect_identical(is_flag(value), checkmate::test_flag(value))
  }
})

test_that("a whole number between two is one, and a complex one is not", {
  expect_true(check_integer(2, 1, 3, "nsim"))
  for (bad in list(0, 4, 1.5, 2+0i, NA, "2", 1:2, NULL)) {
    expect_identical(expect_error(check_integer(bad, 1, 3, "nsim"), class = "logreg_error_argument")$argument, "nsim")
  }
})
