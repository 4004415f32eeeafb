parts <- function() {
  list(
    response = list(y = c(0, 1), weight = c(1, 1), event = new_event("numeric", "y", c("0", "1"))),
    design = list(
      columns = list(
        list(kind = "numeric", values = 1:2),
        list(kind = "factor", codes = factor(c("a", "b")), contrast = matrix(c(0, 1), 2)),
        list(kind = "matrix", values = matrix(1, 2, 2))
      ),
      names = c("(Intercept)", "x", "fb", "m1", "m2"), assign = c(0L, 1L, 2L, 3L, 3L), contrasts = NULL
    ),
    offset = NULL, intercept = TRUE, origin = list(n = 2L)
  )
}

test_that("a data object has every component of the contract, absent ones as NULL", {
  data <- do.call(logreg_data, parts())
  expect_s3_class(data, "logreg_data", exact = TRUE)
  expect_identical(names(data), c(
    "n", "y", "weight", "offset", "intercept", "columns", "names", "assign", "event", "terms",
    "frame", "xlevels", "contrasts", "na_action", "formula", "x", "y_user", "unseen"
  ))
  expect_null(data$frame)
  expect_identical(data$n, 2L)
})

test_that("parts that do not fit together are refused", {
  refused <- function(...) expect_error(do.call(logreg_data, utils::modifyList(parts(), list(...))))
  refused(design = list(names = c("(Intercept)", "x")))
  refused(design = list(assign = 0:1))
  refused(intercept = FALSE)
  refused(offset = 1)
  refused(origin = list(n = 3L))
  refused(response = list(y = 1L))
  refused(response = list(weight = c(1, 1, 1)))
  expect_silent(do.call(logreg_data, parts()))
})

test_that("columns are counted in each kind of specification", {
  columns <- parts()$design$columns
  expect_identical(vapply(columns, column_count, 1L), c(1L, 1L, 2L))
  expect_identical(vapply(columns, column_rows, 1L), c(2L, 2L, 2L))
})

test_that("rows without weights weigh 1", {
  expect_identical(row_weights(list(n = 3L, weight = NULL)), c(1, 1, 1))
  expect_identical(row_weights(list(n = 2L, weight = c(2, 0))), c(2, 0))
})

test_that("the width of a design is counted, and rows that differ are seen", {
  columns <- parts()$design$columns
  expect_identical(design_width_(columns, 2), sum(vapply(columns, column_count, 1L)))
  expect_identical(design_width_(columns, 3), NA_integer_)
  expect_identical(design_width_(list(), 3), 0L)
})
