births_design <- function() {
  births <- shape_data()
  data <- formula_data(
    formula_frame(quote(f()), low ~ lwt + age + race + smoke, births, stats::na.omit), low ~ lwt + age + race + smoke, births
  )
  list(data = data, matrix = stats::model.matrix(low ~ lwt + age + race + smoke, births))
}

test_that("moments are those of the design matrix", {
  ours <- births_design()
  moments <- design_moments(ours$data)
  x <- ours$matrix[, -1]
  n <- nrow(x)
  expect_equal(moments$rows, n)
  expect_equal(unname(moments$center), unname(colMeans(x)))
  expect_equal(unname(moments$spread), unname(apply(x, 2, sd) * sqrt((n - 1) / n)))
  expect_equal(unname(moments$cross), unname(cov(x) * (n - 1)))
  z <- sweep(sweep(x, 2, colMeans(x)), 2, unname(moments$spread), "/")
  expect_equal(unname(moments$skewness), unname(colMeans(z^3)))
  expect_equal(unname(moments$far_z), unname(apply(abs(z), 2, max)))
  expect_equal(abs(z[cbind(moments$far, seq_len(ncol(z)))]), unname(apply(abs(z), 2, max)))
})

test_that("blocks of rows change nothing, and rows of weight 0 are left out", {
  births <- shape_data()
  read <- function(weights) {
    births$w <- weights
    formula_data(formula_frame(quote(f(weights = w)), low ~ lwt + race, births, stats::na.omit), low ~ lwt + race, births)
  }
  weights <- rep(c(1, 0, 2), 63)
  x <- stats::model.matrix(low ~ lwt + race, births)[weights > 0, ]
  moments <- design_moments(read(weights))
  expect_equal(moments$rows, 126)
  expect_equal(unname(moments$cross), unname(cov(x[, -1]) * 125))
  hat <- design_leverage(read(weights), moments, rep(TRUE, 3))
  expect_equal(hat[weights > 0], unname(stats::hat(x[, -1])))
  expect_true(all(is.na(hat[weights == 0])))
  expect_identical(unlist(row_blocks(1:10, 4L)), 1:10)
  expect_identical(lengths(row_blocks(1:10, 4L)), c(4L, 4L, 2L))
})

test_that("leverage is x'(X'X)^-1 x, with an intercept and without", {
  ours <- births_design()
  hat <- design_leverage(ours$data, design_moments(ours$data), rep(TRUE, 5))
  expect_equal(hat, unname(stats::hat(ours$matrix, intercept = FALSE)))
  births <- shape_data()
  bare <- formula_data(formula_frame(quote(f()), low ~ lwt + age - 1, births, stats::na.omit), low ~ lwt + age - 1, births)
  expect_equal(
    design_leverage(bare, design_moments(bare), c(TRUE, TRUE)), unname(stats::hat(as.matrix(births[c("lwt", "age")]), intercept = FALSE))
  )
})

test_that("generalised inflation is Fox and Monette's", {
  ours <- births_design()
  correlations <- stats::cor(ours$matrix[, -1])
  found <- generalised_inflation(correlations, c(1, 2, 3, 3, 4), c("lwt", "age", "race", "smoke"))
  # car::vif(lm(low ~ lwt + age + factor(race) + smoke, MASS::birthwt)) of car 3.1
  expect_equal(found$gvif, c(1.14135097054769, 1.09401155892355, 1.31657769042927, 1.15486893446984), tolerance = 1e-10)
  expect_identical(found$df, c(1L, 1L, 2L, 1L))
  expect_equal(found$per_df[[3]], sqrt(1.31657769042927), tolerance = 1e-10)
  # Of a single column it is 1 / (1 - R^2).
  squared <- summary(stats::lm(ours$matrix[, "lwt"] ~ ours$matrix[, c("age", "raceblack", "raceother", "smoke")]))$r.squared
  expect_equal(found$gvif[[1]], 1 / (1 - squared))
})

test_that("dependent columns are the later ones", {
  x <- cbind(a = c(1, 2, 4, 7, 1), b = c(0, 1, 0, 1, 1), c = 0)
  x <- cbind(x, d = x[, "a"] - 3 * x[, "b"])
  moments <- list(rows = 5, center = colMeans(x), cross = cov(x) * 4, spread = apply(x, 2, sd))
  expect_identical(independent_columns(column_cosines(moments, TRUE)), c(TRUE, TRUE, FALSE, FALSE))
})
