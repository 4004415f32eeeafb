test_that("code with a seed leaves the stream of the user as it was", {
  withr::local_preserve_seed()
  set.seed(7)
  expected <- runif(3)
  set.seed(7)
  first <- runif(1)
  drawn <- with_stream(1, runif(2))
  expect_identical(c(first, runif(2)), expected)
  set.seed(1)
  expect_identical(drawn, runif(2))
})

test_that("a stream that did not exist does not exist afterwards", {
  withr::local_preserve_seed()
  if (exists(".Random.seed", globalenv())) rm(".Random.seed", envir = globalenv())
  with_stream(1, runif(1))
  expect_false(exists(".Random.seed", globalenv(), inherits = FALSE))
})

test_that("an error inside restores the stream, and a bad seed is refused", {
  withr::local_preserve_seed()
  set.seed(7)
  before <- .Random.seed
  expect_error(with_stream(1, stop("inside")), "inside")
  expect_identical(.Random.seed, before)
  expect_error(with_stream("one", 1), "`seed`", class = "logreg_error_argument")
})
