x <- cbind(a = c(1, 2, 3, 4), b = c(0.5, 0.1, 0.9, 0.4))
y <- c(0, 1, 0, 1)

test_that("a matrix is one block of columns, in place", {
  skip_if_not(capabilities("profmem"))
  data <- matrix_data(x, y)
  expect_length(data$columns, 1)
  expect_identical(data$columns[[1]]$kind, "matrix")
  on.exit(untracemem(x))
  expect_identical(tracemem(data$columns[[1]]$values), tracemem(x))
})

test_that("the data object holds what the contract says", {
  data <- matrix_data(x, y, weights = 1:4, offset = c(0L, 1L, 0L, 1L), name = "passed")
  expect_identical(data$n, 4L)
  expect_identical(data$y, y)
  expect_identical(data$weight, c(1, 2, 3, 4))
  expect_identical(data$offset, c(0, 1, 0, 1))
  expect_identical(data$names, c("(Intercept)", "a", "b"))
  expect_identical(data$assign, 0:2)
  expect_identical(data$event$label, "passed = 1")
  expect_identical(data$x, x)
  expect_identical(data$y_user, y)
  expect_null(data$frame)
  expect_identical(deparse(data$formula), "passed ~ a + b")
})

test_that("without an intercept the names and terms say so", {
  data <- matrix_data(x, y, intercept = FALSE)
  expect_identical(data$names, c("a", "b"))
  expect_identical(data$assign, 1:2)
  expect_identical(attr(data$terms, "intercept"), 0L)
  expect_error(matrix_data(x, y, intercept = NA), class = "logreg_error_argument")
})

test_that("columns without names are called x1, x2, ...", {
  expect_identical(matrix_data(unname(x), y)$names, c("(Intercept)", "x1", "x2"))
})

test_that("names that are odd, empty, double or the intercept's are handled or refused", {
  odd <- x
  colnames(odd) <- c("a b", "log(z)")
  data <- matrix_data(odd, y)
  expect_identical(data$names, c("(Intercept)", "a b", "log(z)"))
  expect_identical(attr(data$terms, "term.labels"), c("`a b`", "`log(z)`"))
  for (names in list(c("a", ""), c("a", NA), c("a", "a"), c("a", "(Intercept)"))) {
    colnames(odd) <- names
    expect_error(matrix_data(odd, y), class = "logreg_error_column_names")
  }
})

test_that("a response named as a column gets a name of its own in the terms", {
  expect_identical(deparse(matrix_data(x, y, name = "a")$formula), "a.1 ~ a + b")
})

test_that("whole numbers and logicals become doubles", {
  values <- function(x) matrix_data(x, y)$columns[[1]]$values
  expect_identical(values(cbind(1:4)), cbind(c(1, 2, 3, 4)))
  expect_identical(values(cbind(c(TRUE, FALSE, TRUE, TRUE))), cbind(c(1, 0, 1, 1)))
})

test_that("a data frame of numbers is read column by column", {
  frame <- data.frame(a = 1:4, b = c(0.1, 0.2, 0.3, 0.4), l = c(TRUE, FALSE, TRUE, TRUE))
  data <- matrix_data(frame, y)
  expect_identical(vapply(data$columns, `[[`, "", "kind"), rep("numeric", 3))
  expect_identical(data$columns[[2]]$values, frame$b)
  expect_identical(data$names, c("(Intercept)", "a", "b", "l"))
})

test_that("columns that are no numbers are named", {
  frame <- data.frame(a = 1:4, f = factor(c("u", "v", "u", "v")))
  error <- expect_error(matrix_data(frame, y), class = "logreg_error_column_type")
  expect_identical(error$column, "f")
  frame$f <- c("u", "v", "u", "v")
  expect_error(matrix_data(frame, y), class = "logreg_error_column_type")
  expect_error(matrix_data(as.matrix(frame), y), class = "logreg_error_column_type")
  frame$f <- as.Date("2020-01-01") + 0:3
  expect_error(matrix_data(frame, y), class = "logreg_error_column_type")
})

test_that("rows with missing values are dropped as the option says", {
  gaps <- x
  gaps[2, "b"] <- NA
  long <- rbind(gaps, c(5, 6), c(7, 8))
  y6 <- c(0, 1, NA, 1, 0, 1)
  data <- matrix_data(long, y6, weights = 1:6, offset = c(1, 2, 3, 4, NA, 6))
  expect_identical(as.vector(data$na_action), c(2L, 3L, 5L))
  expect_s3_class(data$na_action, "omit")
  expect_identical(data$n, 3L)
  expect_identical(data$y, c(0, 1, 1))
  expect_identical(data$weight, c(1, 4, 6))
  expect_identical(data$offset, c(1, 4, 6))
  expect_identical(data$columns[[1]]$values, long[c(1, 4, 6), ])
  expect_identical(data$x, long)
  withr::with_options(list(na.action = "na.exclude"), expect_s3_class(matrix_data(long, y6)$na_action, "exclude"))
  withr::with_options(list(na.action = "na.fail"), expect_error(matrix_data(long, y6)))
  withr::with_options(list(na.action = "na.pass"), expect_error(matrix_data(long, y6), class = "logreg_error_missing_value"))
})

test_that("counts and tibble-like data frames lose the right rows", {
  frame <- structure(data.frame(a = c(1, NA, 3, 4)), class = c("odd_frame", "data.frame"))
  registerS3method("[", "odd_frame", function(x, ...) stop("its own way"), envir = environment())
  data <- matrix_data(frame, cbind(s = c(1, 2, 0, 1), f = c(1, 0, 2, 1)))
  expect_identical(data$y, c(0.5, 0, 0.5))
  expect_identical(data$columns[[1]]$values, c(1, 3, 4))
})

test_that("lengths that differ, no rows and no columns are errors", {
  expect_identical(expect_error(matrix_data(x, y[-1]), class = "logreg_error_length")$argument, "y")
  expect_identical(expect_error(matrix_data(x, y, weights = 1:3), class = "logreg_error_length")$argument, "weights")
  expect_identical(expect_error(matrix_data(x, y, offset = 1), class = "logreg_error_length")$argument, "offset")
  expect_error(matrix_data(x[0, ], y[0]), class = "logreg_error_no_rows")
  expect_error(matrix_data(x[, 0], y), class = "logreg_error_no_columns")
  expect_error(matrix_data(x, data.frame(y)), class = "logreg_error_response")
})

test_that("values that are not finite name column and row", {
  bad <- x
  bad[3, "b"] <- Inf
  error <- expect_error(matrix_data(bad, y), class = "logreg_error_not_finite")
  expect_identical(error[c("column", "row")], list(column = "b", row = 3L))
  expect_identical(expect_error(matrix_data(x, c(0, NaN, 1, 0)), class = "logreg_error_not_finite")$column, "y")
  expect_identical(expect_error(matrix_data(x, y, offset = c(0, Inf, 0, 0)), class = "logreg_error_not_finite")$column, "offset")
  expect_error(matrix_data(x, y, weights = c(1, -1, 1, 1)), class = "logreg_error_weights")
  expect_error(matrix_data(cbind(x, c = NA), y), class = "logreg_error_all_missing")
  expect_error(matrix_data(x, y, offset = letters[1:4]), class = "logreg_error_argument")
})

test_that("the terms are those that terms() makes of the formula", {
  by_parsing <- function(names, intercept, response) {
    quoted <- vapply(names, function(name) deparse(as.name(name), backtick = TRUE), "")
    terms <- stats::terms(stats::reformulate(quoted, as.name(response), intercept, env = baseenv()))
    attr(terms, "dataClasses") <- stats::setNames(rep("numeric", length(names) + 1), c(response, names))
    attr(terms, "predvars") <- attr(terms, "variables")
    attr(terms, "matrix_columns") <- names
    terms
  }
  all_names <- list("a", c("a", "b"), c("a b", "log(z)"), c("if", "x.1"), c("_z", "..1"), c("back\\slash", "t`ick"), paste0("v", 1:40))
  for (names in all_names) {
    for (intercept in c(TRUE, FALSE)) {
      for (response in c("y", "my y")) {
        made <- matrix_terms(names, intercept, response)
        expect_identical(made, by_parsing(names, intercept, response))
        expect_identical(formula_of(made), stats::formula(made))
      }
    }
  }
})

test_that("only columns with gaps are looked at again, and a whole matrix is never copied", {
  long <- matrix(rep(c(1, 2, 4, 8), 5e4), ncol = 4)
  response <- rep(c(0, 1), 25e3)
  invisible(gc(reset = TRUE))
  before <- sum(gc()[, 2])
  data <- matrix_data(long, response)
  grown <- sum(gc()[, 6]) - before
  expect_lt(grown, as.numeric(utils::object.size(long)) / 2^20)
  expect_identical(data$n, 50000L)
  long[49999, 3] <- NaN
  error <- expect_error(matrix_data(long, response), class = "logreg_error_not_finite")
  expect_identical(error[c("column", "row")], list(column = "x3", row = 49999L))
  whole <- matrix(1:6, 3)
  whole[2, 2] <- NA
  expect_identical(as.vector(matrix_data(whole, c(0, 1, 1))$na_action), 2L)
  expect_identical(expect_error(matrix_data(cbind(1:3, NA), c(0, 1, 1)), class = "logreg_error_all_missing")$column, "x2")
})
