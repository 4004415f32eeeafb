test_that("few values have a bin each, with counts by hand", {
  table <- binned_proportions(c(1, 1, 2, 2, 2, 4), c(0, 1, 1, 1, 0, 1))
  expect_equal(table$x, c(1, 2, 4))
  expect_equal(table$trials, c(2, 3, 1))
  expect_equal(table$events, c(1, 2, 1))
  expect_equal(table$proportion, c(1 / 2, 2 / 3, 1))
  expect_identical(attr(table, "bin"), c(1L, 1L, 2L, 2L, 2L, 3L))
})

test_that("intervals are those of prop.test() without its correction", {
  table <- binned_proportions(c(1, 2, 3), c(0.25, 1, 0), weight = c(8, 5, 9), level = 0.9)
  for (i in 1:3) {
    theirs <- suppressWarnings(stats::prop.test(table$events[i], table$trials[i], conf.level = 0.9, correct = FALSE))
    expect_equal(c(table$lower[i], table$upper[i]), as.vector(theirs$conf.int))
  }
})

test_that("bins hold about equally many trials, keep ties together and lose no row", {
  x <- c(sqrt(1:197), rep(3, 80))
  y <- as.numeric(seq_along(x) %% 3 == 0)
  table <- binned_proportions(x, y, bins = 5)
  expect_identical(nrow(table), 5L)
  expect_equal(c(sum(table$rows), sum(table$events)), c(277, sum(y)))
  expect_true(all(table$trials > 20 & table$trials < 140))
  expect_true(all(utils::head(table$to, -1) < table$from[-1]))
  expect_equal(as.vector(tapply(y, attr(table, "bin"), mean)), table$proportion)
})

test_that("rows of weight 0 make no bin, and doubled weights are doubled rows", {
  x <- c(1, 2, 2, 5)
  y <- c(0, 1, 0, 1)
  expect_identical(binned_proportions(x, y, c(1, 1, 1, 0))$x, c(1, 2))
  doubled <- binned_proportions(x, y, rep(2, 4))
  twice <- binned_proportions(rep(x, 2), rep(y, 2))
  expect_equal(doubled[setdiff(names(doubled), "rows")], twice[setdiff(names(twice), "rows")], ignore_attr = TRUE)
})
