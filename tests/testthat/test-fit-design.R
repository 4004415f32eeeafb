test_that("the design made again from a fit is the model matrix", {
  for (pair in glm_pairs()) {
    data <- fit_data(pair$ours)
    expect_equal(unname(dense_design(data)), unname(model.matrix(pair$glm))[, ], ignore_attr = TRUE)
    expect_identical(colnames(dense_design(data)), colnames(model.matrix(pair$glm)))
    expect_identical(data$assign, attr(model.matrix(pair$glm), "assign"))
  }
})

test_that("the design of a matrix fit is the matrix, without the rows dropped", {
  x <- as.matrix(mtcars[c("wt", "hp")])
  x[3, 2] <- NA
  data <- fit_data(logreg(x, mtcars$am))
  expect_equal(unname(dense_design(data)), unname(cbind(1, x[-3, ])))
  frame <- fit_data(logreg(as.data.frame(x), mtcars$am, intercept = FALSE))
  expect_equal(unname(dense_design(frame)), unname(x[-3, ]))
  expect_identical(frame$assign, 1:2)
})

test_that("columns can be kept and dropped one by one in every kind of block", {
  data <- list(
    n = 3, intercept = TRUE, names = c("(Intercept)", "a", "f2", "f3", "m1", "m2"), assign = c(0, 1, 2, 2, 3, 3),
    columns = list(
      list(kind = "numeric", values = c(5L, 6L, 7L)),
      list(kind = "factor", codes = factor(c("q", "p", "r")), contrast = rbind(c(0, 0), c(1, 0), c(0, 1))),
      list(kind = "matrix", values = cbind(11:13, 21:23) + 0)
    )
  )
  by_hand <- cbind(1, 5:7, c(1, 0, 0), c(0, 0, 1), 11:13, 21:23)
  for (j in 1:6) {
    one <- keep_design_columns(data, seq_len(6) == j)
    expect_equal(unname(dense_design(one)), by_hand[, j, drop = FALSE])
    rest <- keep_design_columns(data, seq_len(6) != j)
    expect_equal(unname(dense_design(rest)), by_hand[, -j])
    expect_identical(rest$intercept, j != 1)
    expect_identical(rest$names, data$names[-j])
  }
})
