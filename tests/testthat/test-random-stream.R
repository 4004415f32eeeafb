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

test_that("a seed gives the same numbers under every generator, which stays the user's", {
  withr::local_preserve_seed()
  expected <- withr::with_seed(5, c(runif(1), rnorm(1), sample(1e6, 1)), "default", "default", "default")
  kind <- RNGkind()
  withr::defer(suppressWarnings(do.call(RNGkind, as.list(kind))))
  suppressWarnings(RNGkind("Wichmann-Hill", "Box-Muller", "Rounding"))
  own <- RNGkind()
  set.seed(3)
  before <- .Random.seed
  expect_identical(with_stream(5, c(runif(1), rnorm(1), sample(1e6, 1))), expected)
  expect_identical(RNGkind(), own)
  expect_identical(.Random.seed, before)
  rm(".Random.seed", envir = globalenv())
  expect_silent(with_stream(5, runif(1)))
  expect_false(exists(".Random.seed", globalenv(), inherits = FALSE))
  expect_identical(RNGkind(), own)
})
