skip_if_not_installed("Matrix")

# A matrix with many zeros and what is fitted to it: the log-odds depend on its first two columns.
thin_data <- function(n, p, share, seed = 1) {
  withr::with_seed(seed, {
    x <- matrix(ifelse(runif(n * p) < share, round(rnorm(n * p), 2), 0), n, p)
    colnames(x) <- sprintf("v%d", seq_len(p))
    eta <- 0.3 + x[, 1] - if (p > 1) 0.5 * x[, 2] else 0
    list(x = x, y = as.integer(runif(n) < plogis(eta)), weights = sample(0:3, n, TRUE), offset = runif(n))
  })
}

as_sparse <- function(x) as(as(as(x, "dMatrix"), "generalMatrix"), "CsparseMatrix")

# The parts of two fits that must be the same numbers.
expect_same_fit <- function(sparse, dense, tolerance = 1e-10) {
  parts <- c("coefficients", "fitted.values", "linear.predictors", "deviance", "null.deviance", "aic", "df.residual", "rank", "prior.weights")
  for (part in parts) expect_equal(sparse[[part]], dense[[part]], tolerance = tolerance, ignore_attr = "names", info = part)
  expect_identical(names(sparse$coefficients), names(dense$coefficients))
  expect_equal(sparse$convergence$reason, dense$convergence$reason)
  if (!is.null(dense$covariance)) expect_equal(sparse$covariance, dense$covariance, tolerance = tolerance)
}

test_that("a sparse fit is the dense fit, whatever the shape", {
  shapes <- list(
    usual = thin_data(300, 6, 0.2), one_column = thin_data(60, 1, 0.3), few_rows = thin_data(30, 2, 0.5),
    many_rows = thin_data(20000, 8, 0.05), nearly_full = thin_data(200, 4, 0.9), half_full = thin_data(200, 4, 0.5),
    full = thin_data(200, 3, 1)
  )
  shapes$empty_rows <- thin_data(300, 4, 0.2)
  shapes$empty_rows$x[101:300, ] <- 0
  shapes$moved <- thin_data(300, 4, 0.3)
  shapes$moved$x[, 2] <- 1e6 * shapes$moved$x[, 2]
  shapes$moved$x[, 3] <- 1e-6 * shapes$moved$x[, 3]
  for (name in names(shapes)) {
    d <- shapes[[name]]
    s <- as_sparse(d$x)
    expect_same_fit(logreg(s, d$y), logreg(d$x, d$y))
    expect_same_fit(logreg(s, d$y, intercept = FALSE), logreg(d$x, d$y, intercept = FALSE))
    expect_same_fit(
      suppressWarnings(logreg(s, d$y, weights = d$weights, offset = d$offset)),
      suppressWarnings(logreg(d$x, d$y, weights = d$weights, offset = d$offset))
    )
  }
})

test_that("every solver and penalty takes the same path, in z-scores too", {
  d <- thin_data(400, 5, 0.25)
  s <- as_sparse(d$x)
  lbfgs <- lapply(list(as_sparse(d$x), d$x), logreg, y = d$y, solver = "lbfgs")
  expect_same_fit(lbfgs[[1]], lbfgs[[2]], tolerance = 1e-7)
  for (solver in list(
    solver_gradient_descent(epochs = 40), solver_gradient_descent(epochs = 40, standardize = FALSE),
    solver_gradient_descent(epochs = 5, batch_size = 32), solver_adam(epochs = 40), solver_adam(epochs = 40, standardize = FALSE)
  )) {
    fits <- lapply(list(s, d$x), function(x) withr::with_seed(3, suppressWarnings(logreg(x, d$y, solver = solver))))
    expect_same_fit(fits[[1]], fits[[2]])
    expect_equal(fits[[1]]$trace, fits[[2]]$trace, tolerance = 1e-10)
  }
  for (standardize in c(TRUE, FALSE)) {
    penalty <- penalty_ridge(0.1, standardize = standardize)
    expect_same_fit(logreg(s, d$y, penalty = penalty), logreg(d$x, d$y, penalty = penalty))
  }
})

test_that("columns that add nothing are aliased as in a dense matrix", {
  d <- thin_data(300, 4, 0.3)
  x <- cbind(d$x, empty = 0, twice = 2 * d$x[, 1], sum = d$x[, 2] + d$x[, 3])
  sparse <- logreg(as_sparse(x), d$y)
  dense <- logreg(x, d$y)
  expect_same_fit(sparse, dense)
  expect_identical(names(which(is.na(coef(sparse)))), c("empty", "twice", "sum"))
  expect_equal(sparse$R, dense$R, tolerance = 1e-8)
  for (name in c("qr", "aliased")) expect_equal(sparse[[name]], dense[[name]], tolerance = 1e-8)
  zero <- logreg(as_sparse(0 * d$x), d$y)
  expect_equal(coef(zero)[[1]], qlogis(mean(d$y)))
  expect_true(all(is.na(coef(zero)[-1])))
})

test_that("explicit zeros change nothing, and entries twice there are refused", {
  d <- thin_data(100, 3, 0.3)
  s <- as_sparse(d$x)
  zeros <- s
  zeros@x[seq(1, length(zeros@x), by = 3)] <- 0
  expect_same_fit(logreg(zeros, d$y), logreg(as.matrix(zeros), d$y))
  broken <- s
  broken@i[2] <- broken@i[1]
  expect_error(logreg(broken, d$y), class = "logreg_error_core")
})

test_that("all classes of the package Matrix are read", {
  d <- thin_data(50, 50, 0.05)
  square <- as_sparse(d$x)
  symmetric <- Matrix::forceSymmetric(square)
  expected <- function(x) coef(logreg(as.matrix(x) + 0, d$y, penalty = penalty_ridge(1)))
  for (x in list(
    as(square, "TsparseMatrix"), as(square, "RsparseMatrix"), symmetric, as(square, "lMatrix"), as(square, "nMatrix"),
    Matrix::Diagonal(50), Matrix::Matrix(d$x, sparse = FALSE), Matrix::triu(square)
  )) {
    fit <- logreg(x, d$y, penalty = penalty_ridge(1))
    expect_equal(unname(coef(fit)), unname(expected(x)), tolerance = 1e-9, info = class(x))
    expect_identical(fit$x_user, x)
  }
})

test_that("names, missing values and numbers that are not finite are treated as in a dense matrix", {
  d <- thin_data(200, 3, 0.3)
  x <- d$x
  x[c(5, 90), 1] <- NA
  y <- replace(d$y, 17, NA)
  sparse <- logreg(as_sparse(x), y)
  dense <- logreg(x, y)
  expect_same_fit(sparse, dense)
  expect_identical(sparse$na.action, dense$na.action)
  expect_identical(names(coef(logreg(as_sparse(unname(x)), y))), c("(Intercept)", "x1", "x2", "x3"))
  withr::with_options(list(na.action = "na.exclude"), {
    expect_equal(residuals(logreg(as_sparse(x), y)), residuals(logreg(x, y)), tolerance = 1e-9)
  })
  x[7, 2] <- Inf
  error <- expect_error(logreg(as_sparse(x), y), class = "logreg_error_not_finite")
  expect_identical(error[c("column", "row")], list(column = "v2", row = 7L))
  x[, 3] <- NA
  x[7, 2] <- 0
  expect_error(logreg(as_sparse(x), y), class = "logreg_error_all_missing")
  twice <- as_sparse(d$x)
  colnames(twice) <- c("a", "a", "b")
  expect_error(logreg(twice, d$y), class = "logreg_error_column_names")
  expect_error(logreg(twice[, 0], d$y), class = "logreg_error_no_columns")
  expect_error(logreg(twice), class = "logreg_error_argument")
})

test_that("what is asked of a fit is answered as for the dense one", {
  d <- thin_data(150, 3, 0.3)
  weights <- pmax(d$weights, 1)
  sparse <- logreg(as_sparse(d$x), d$y, weights = weights)
  dense <- logreg(d$x, d$y, weights = weights)
  expect_equal(summary(sparse)$coefficients, summary(dense)$coefficients, tolerance = 1e-9)
  expect_equal(influence(sparse), influence(dense), tolerance = 1e-8)
  expect_equal(vcov(sparse), vcov(dense), tolerance = 1e-9)
  expect_equal(confint(sparse), confint(dense), tolerance = 1e-6)
  expect_equal(residuals(sparse, "pearson"), residuals(dense, "pearson"), tolerance = 1e-9)
  expect_equal(convergence(sparse), convergence(dense), tolerance = 1e-6, ignore_attr = TRUE)
  expect_equal(predict(sparse, se.fit = TRUE), predict(dense, se.fit = TRUE), tolerance = 1e-9)
  expect_equal(coef(as_glm(sparse)), coef(dense), tolerance = 1e-9)
  expect_equal(unname(simulate(sparse, 2, seed = 1)), unname(simulate(dense, 2, seed = 1)), ignore_attr = TRUE)
  expect_identical(format(formula(sparse)), "`d$y` ~ x")
  expect_identical(model.response(model.frame(sparse)), model.response(model.frame(dense)))
  expect_equal(unserialize(serialize(sparse, NULL))$coefficients, sparse$coefficients)
  expect_output(print(sparse), "v3")
})

test_that("model.matrix() gives the sparse matrix back, with the intercept", {
  d <- thin_data(80, 3, 0.3)
  x <- d$x
  x[4, 1] <- NA
  fit <- logreg(as_sparse(x), d$y)
  design <- model.matrix(fit)
  expect_s4_class(design, "dgCMatrix")
  expect_equal(as.matrix(design), model.matrix(logreg(x, d$y)), ignore_attr = "assign")
  expect_identical(colnames(model.matrix(logreg(as_sparse(x), d$y, intercept = FALSE))), colnames(x))
})

test_that("new rows may be sparse or dense, for fits of both", {
  d <- thin_data(150, 3, 0.3)
  new <- thin_data(20, 3, 0.4, seed = 2)$x
  new[3, 2] <- NA
  rownames(new) <- letters[1:20]
  sparse <- logreg(as_sparse(d$x), d$y)
  dense <- logreg(d$x, d$y)
  expected <- predict(dense, new, type = "response", interval = "confidence")
  for (fit in list(sparse, dense)) {
    for (rows in list(new, as_sparse(new), as(as_sparse(new), "TsparseMatrix"), as_sparse(new)[, 3:1], as.data.frame(new))) {
      expect_equal(predict(fit, rows, type = "response", interval = "confidence"), expected, tolerance = 1e-9)
    }
  }
  expect_error(predict(sparse, as_sparse(new)[, 1:2]), class = "logreg_error_missing_variable")
  offset <- d$x[, 1]
  v1 <- d$x[, 1]
  with_offset <- logreg(as_sparse(d$x[, 2:3]), d$y, offset = v1)
  by_hand <- drop(cbind(1, new[, 2:3]) %*% coef(with_offset)) + new[, 1]
  expect_equal(unname(predict(with_offset, as_sparse(new))), unname(by_hand), tolerance = 1e-9)
})

test_that("a fit can be updated", {
  d <- thin_data(150, 3, 0.3)
  x <- as_sparse(d$x)
  y <- d$y
  fit <- logreg(x, y)
  expect_equal(coef(update(fit, solver = "lbfgs")), coef(fit), tolerance = 1e-5)
  expect_error(update(fit, . ~ 1), class = "logreg_error_not_available")
})

test_that("the matrix is never made dense", {
  n <- 20000
  p <- 400
  x <- withr::with_seed(1, Matrix::rsparsematrix(n, p, 0.01))
  y <- rep(0:1, n / 2)
  logreg(x[, 1:2], y)
  before <- sum(gc(reset = TRUE)[, 2])
  fit <- logreg(x, y)
  peak <- sum(gc()[, 6]) - before
  # A dense copy takes 61 MiB; the entries take one, a matrix of p x p numbers 1.2.
  expect_lt(peak, 25)
  expect_equal(fit$rank, p + 1)
})

test_that("memory is asked of the system where it can tell", {
  file <- withr::local_tempfile(lines = c("MemTotal: 9 kB", "MemAvailable:    2048 kB"))
  expect_identical(memory_left(file), 2048 * 1024)
  expect_identical(memory_left("no such file"), Inf)
})

test_that("so many columns that their Hessian does not fit into memory are an error that says so", {
  local_mocked_bindings(memory_left = function(...) 1e9)
  expect_true(check_width(1000))
  error <- expect_error(check_width(5000), class = "logreg_error_too_wide")
  expect_identical(error$columns, 5000)
})

test_that("without the package Matrix the message says what to install", {
  local_mocked_bindings(requireNamespace = function(...) FALSE, .package = "base")
  expect_error(logreg(as_sparse(thin_data(10, 2, 0.5)$x), rep(0:1, 5)), class = "logreg_error_missing_package")
})
