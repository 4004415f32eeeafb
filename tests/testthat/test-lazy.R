# Vectors with a number a row that compute themselves when they are read.

row_parts <- c("residuals", "fitted.values", "weights", "prior.weights", "y")

# Which parts of a fit have been computed. `fit[[part]]` hands the vector over without reading it.
materialised <- function(fit, parts = row_parts) {
  vapply(parts, function(part) logreg:::is_materialised_(fit[[part]]), NA)
}

none <- stats::setNames(rep(FALSE, length(row_parts)), row_parts)

binary_example <- function(n = 100) {
  set.seed(3)
  data <- data.frame(x = stats::rnorm(n), z = stats::runif(n), g = gl(4, 1, n), w = sample(0:3, n, TRUE))
  data$y <- stats::rbinom(n, 1, stats::plogis(data$x))
  data
}

test_that("nothing that has a number a row is computed by what does not ask for it", {
  data <- binary_example()
  fits <- list(
    logreg(y ~ x + z + g, data), logreg(y == 1 ~ x, data), logreg(as.matrix(data[c("x", "z")]), data$y),
    logreg(y ~ x, data, model = FALSE), logreg(y ~ x, data, penalty = penalty_ridge(0.1)),
    logreg(y ~ x, data, solver = "gradient_descent", epochs = 2000), logreg(y ~ x, data, na.action = na.omit)
  )
  for (fit in fits) {
    capture.output({
      print(fit)
      print(summary(fit))
      print(convergence(fit))
    })
    coef(fit)
    logLik(fit)
    AIC(fit)
    BIC(fit)
    nobs(fit)
    deviance(fit)
    extractAIC(fit)
    df.residual(fit)
    formula(fit)
    family(fit)
    tidy(fit)
    glance(fit)
    if (inherits(fit, "glm")) {
      vcov(fit)
      confint(fit, method = "wald")
      odds_ratios(fit, method = "wald")
    }
    predict(fit, data[1:3, ], type = "response")
    expect_identical(materialised(fit), none)
  }
  expect_false(logreg:::is_materialised_(summary(fits[[1]])$deviance.resid))
})

test_that("neither lengths nor names make a vector compute itself; a look at a number does", {
  fit <- logreg(y ~ x, binary_example())
  expect_identical(lengths(unclass(fit)[row_parts]), stats::setNames(rep(100L, 5), row_parts))
  for (part in row_parts) expect_identical(names(fit[[part]]), as.character(1:100))
  expect_identical(materialised(fit), none)
  expect_type(fit$fitted.values[[7]], "double")
  expect_identical(materialised(fit), replace(none, "fitted.values", TRUE))
  # what depends on y reads it where it is, and so does not make it write its numbers
  expect_type(fit$residuals[[7]], "double")
  expect_identical(materialised(fit)[["y"]], FALSE)
})

test_that("the vectors are those of glm(), and those computed at once from the log-odds", {
  data <- binary_example()
  calls <- alist(
    y ~ x + z, y ~ x + g, factor(y, labels = c("no", "yes")) ~ x, y ~ x + offset(z),
    cbind(y, 2 - y) ~ x, I(y / 2) ~ x, y ~ 0 + x
  )
  for (formula in calls) {
    formula <- eval(formula)
    weights <- if (identical(formula[[2]], quote(I(y / 2)))) rep(2, 100)
    ours <- do.call(logreg, list(formula, data, weights = weights))
    theirs <- do.call(stats::glm, list(formula, binomial(), data, weights = weights, control = list(epsilon = 1e-14)))
    for (part in row_parts) expect_equal(ours[[part]], theirs[[part]], tolerance = 1e-7, info = paste(part, deparse(formula)))
    eager <- logreg:::row_terms_(ours$linear.predictors, ours$y, ours$prior.weights)
    as_rows <- function(values) stats::setNames(values, as.character(1:100))
    expect_identical(ours$fitted.values, as_rows(eager$prob))
    expect_identical(ours$weights, as_rows(eager$weight))
    expect_identical(ours$residuals, as_rows(eager$working))
    expect_identical(residuals(ours, "deviance"), as_rows(eager$deviance))
    expect_identical(residuals(ours, "pearson"), as_rows(eager$pearson))
  }
})

test_that("rows of weight 0 and missing rows are as in glm()", {
  data <- binary_example()
  data$z[c(4, 50)] <- NA
  for (action in list(na.omit, na.exclude)) {
    pair <- fit_both(y ~ x + z, data = data, weights = w, na.action = action)
    for (part in row_parts) expect_equal(pair$ours[[part]], pair$glm[[part]], tolerance = 1e-7, info = part)
    expect_equal(residuals(pair$ours), residuals(pair$glm), tolerance = 1e-7)
  }
})

test_that("one thread and several give the same bits where there are enough rows for several", {
  data <- binary_example(70001) # an odd number, so the last byte of the packed response is not full
  read <- function(threads) {
    withr::local_options(logreg.threads = threads)
    fit <- logreg(y ~ x + z, data)
    lapply(unclass(fit)[row_parts], function(part) part + 0)
  }
  one <- read(1)
  expect_identical(read(2), one)
  expect_identical(read(5), one)
  expect_identical(unname(one$y), as.double(data$y))
})

test_that("an option that makes no sense by now does not stop a vector from being read", {
  data <- binary_example(70000)
  fit <- logreg(y ~ x, data)
  withr::local_options(logreg.threads = "many")
  expect_equal(mean(fit$fitted.values), mean(data$y), tolerance = 1e-10) # the score of the intercept is 0
})

test_that("everything that R does with a vector it does with these", {
  fresh <- function() logreg(y ~ x, binary_example())
  fit <- fresh()
  plain <- lapply(unclass(fit)[row_parts], function(part) {
    values <- numeric(length(part))
    for (i in seq_along(part)) values[[i]] <- part[[i]]
    stats::setNames(values, as.character(seq_along(values)))
  })
  uses <- list(
    identity, function(x) x[3:9], function(x) x[["5"]], function(x) x[c("2", "100")], rev, sort, order, unname, sum, mean,
    range, anyNA, function(x) 2 * x - 1, function(x) x > 0.5, as.double, as.integer, as.character, function(x) replace(x, 2, 9),
    function(x) stats::setNames(x, NULL), function(x) data.frame(x), function(x) head(x, 3), function(x) c(x, 1),
    function(x) matrix(x, 10), function(x) outer(x, x), function(x) capture.output(str(x)), function(x) split(x, x > 0.5),
    function(x) {
      x[[1]] <- 17
      names(x) <- rev(names(x))
      x
    },
    function(x) unserialize(serialize(x, NULL)), function(x) lapply(x, identity), format, table, function(x) x[-1],
    function(x) {
      attr(x, "dim") <- c(50L, 2L)
      x
    }
  )
  for (k in seq_along(uses)) {
    fit <- fresh()
    for (part in row_parts) {
      expect_identical(uses[[k]](fit[[part]]), uses[[k]](plain[[part]]), info = paste(part, k))
      # and the fit is what it was
      expect_identical(fit[[part]], plain[[part]], info = paste(part, k))
    }
  }
})

test_that("a change of one part of a fit does not reach the others", {
  fit <- logreg(y ~ x, binary_example())
  before <- logreg(y ~ x, binary_example())
  fit$y[1:50] <- 7
  fit$linear.predictors[] <- 0
  fit$prior.weights[3] <- 100
  for (part in c("fitted.values", "residuals", "weights")) expect_identical(fit[[part]], before[[part]])
  expect_identical(unname(fit$y[1:50]), rep(7, 50))
})

test_that("a written fit is read where the package is not", {
  fit <- logreg(y ~ x, binary_example())
  file <- withr::local_tempfile()
  saveRDS(fit, file)
  script <- sprintf(
    "fit <- readRDS(%s); stopifnot(!'logreg' %%in%% loadedNamespaces()); cat(format(sum(fit$fitted.values), digits = 15), range(fit$y), sum(fit$prior.weights))",
    deparse(file)
  )
  library <- withr::local_tempdir() # an empty one, so that nothing can be found
  answer <- withr::with_envvar(
    c(R_LIBS = library, R_LIBS_USER = library, R_LIBS_SITE = library, R_TESTS = ""),
    system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", "-e", shQuote(script)), stdout = TRUE)
  )
  # with an intercept the fitted values sum to the events
  expect_equal(as.numeric(strsplit(answer, " ")[[1]]), c(sum(binary_example()$y), 0, 1, 100), tolerance = 1e-10)
})

test_that("nothing is forgotten in a file, whatever was read before", {
  fit <- logreg(y ~ x + z, binary_example())
  again <- unserialize(serialize(fit, NULL))
  for (part in c(row_parts, "linear.predictors")) expect_identical(again[[part]], fit[[part]])
})

test_that("the fit does not change when the user's columns are sorted in place", {
  skip_if_not_installed("data.table")
  data <- transform(binary_example(), y = as.double(y), w = w + 0.5)
  fit_all <- function(data) {
    list(
      suppressWarnings(logreg(y ~ x, data, weights = w)), logreg(y ~ x, data),
      logreg(as.data.frame(data)["x"], data$y), suppressWarnings(logreg(y ~ x + z, data, solver = "adam", epochs = 3))
    )
  }
  kept <- fit_all(data)
  table <- getExportedValue("data.table", "as.data.table")(data)
  address <- getExportedValue("data.table", "address")(table$y)
  fits <- fit_all(table)
  getExportedValue("data.table", "setorder")(table, x)
  expect_identical(getExportedValue("data.table", "address")(table$y), address) # the very vector that was fitted is in another order now
  expect_false(is.unsorted(table$x))
  for (k in seq_along(fits)) {
    for (part in c(row_parts, "linear.predictors")) expect_identical(fits[[k]][[part]], kept[[k]][[part]])
  }
})

test_that("collection of garbage at any moment does no harm", {
  skip_on_cran()
  data <- binary_example(12)
  data$y <- rep(0:1, 6)
  plain <- lapply(unclass(logreg(y ~ x, data))[row_parts], function(part) part + 0)
  core <- logreg:::fit_core(logreg:::formula_data(model.frame(y ~ x, data), y ~ x, data), solver_newton())
  data <- logreg:::formula_data(model.frame(y ~ x, data), y ~ x, data)
  gctorture(TRUE)
  on.exit(gctorture(FALSE))
  rows <- logreg:::row_vectors_(core$linear_predictors, data$y, NULL, logreg:::case_names(data), TRUE)
  residual <- logreg:::residual_rows_("deviance", rows$linear.predictors, rows$y, rows$prior.weights, names(rows$y))
  read <- lapply(rows[row_parts], function(part) part[seq_along(part)])
  residual <- residual[seq_along(residual)]
  cells <- logreg:::cell_rows_(as.raw(c(1, 0, 1)), c(0.5, 0.25), 3)
  cells <- cells[1:3]
  gctorture(FALSE)
  expect_identical(read, plain)
  expect_equal(residual^2, -2 * log(abs(1 - data$y - plain$fitted.values)), tolerance = 1e-12)
  expect_identical(cells, c(0.25, 0.5, 0.25))
})

test_that("a forked child reads what its parent has not read", {
  skip_on_os("windows")
  fit <- logreg(y ~ x, binary_example(70000))
  withr::local_options(logreg.threads = 2)
  children <- parallel::mclapply(1:2, function(k) sum(fit$fitted.values) + k, mc.cores = 2)
  expect_identical(materialised(fit)[["fitted.values"]], FALSE)
  expect_identical(children, list(sum(fit$fitted.values) + 1, sum(fit$fitted.values) + 2))
})

test_that("a vector can be read after the namespace is gone", {
  skip_on_cran()
  script <- paste(
    sprintf(".libPaths(c(%s, .libPaths()))", deparse(dirname(system.file(package = "logreg")))),
    "fit <- logreg::logreg(am ~ wt, mtcars)", "unloadNamespace('logreg')",
    "cat(format(sum(fit$fitted.values), digits = 12))",
    sep = "; "
  )
  answer <- system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", "-e", shQuote(script)), stdout = TRUE)
  expect_equal(as.numeric(answer), sum(mtcars$am), tolerance = 1e-10)
})

test_that("log-odds of cells stand for those of the rows", {
  cell <- c(3L, 1L, 1L, 2L, 3L)
  eta <- c(-1, 0.5, 2)
  y <- c(0, 1, 0, 1, 1)
  lazy <- logreg:::cell_rows_(as.raw(cell - 1L), eta, 5)
  rows <- logreg:::row_vectors_(lazy, y, NULL, letters[1:5], TRUE)
  by_hand <- stats::setNames(eta[cell], letters[1:5])
  expect_identical(rows$fitted.values, stats::setNames(logreg:::sigmoid_(eta[cell]), letters[1:5]))
  expect_equal(rows$weights, stats::plogis(by_hand) * stats::plogis(-by_hand), tolerance = 1e-14)
  expect_false(logreg:::is_materialised_(rows$linear.predictors))
  expect_identical(rows$linear.predictors, by_hand)
  expect_true(logreg:::is_materialised_(rows$linear.predictors))
  # Two and four bytes for the number of a cell
  two <- logreg:::cell_rows_(writeBin(cell - 1L, raw(), size = 2), eta, 5)
  expect_identical(two[seq_along(two)], eta[cell])
  four <- logreg:::cell_rows_(writeBin(cell - 1L, raw()), eta, 5)
  expect_identical(four[seq_along(four)], eta[cell])
})

test_that("a response of 0 and 1 is packed and counted, another is kept as it is", {
  for (n in c(1, 7, 8, 9, 31, 64, 65)) {
    y <- rep_len(c(1, 0, 0, 1, 1), n)
    rows <- logreg:::row_vectors_(numeric(n), y, NULL, NULL, TRUE)
    expect_identical(rows$events, sum(y))
    expect_identical(rows$y, y)
  }
  shares <- c(0, 0.25, 1)
  rows <- logreg:::row_vectors_(numeric(3), shares, NULL, NULL, TRUE)
  expect_identical(rows$events, NA_real_)
  expect_identical(rows$y, shares)
  # a row of weight 0 counts as 0, unless it is a row of counts
  expect_identical(logreg:::row_vectors_(numeric(3), c(0.5, 1, 1), c(0, 0, 2), NULL, TRUE)$y, c(0, 0, 1))
  expect_identical(logreg:::row_vectors_(numeric(3), c(0.5, 1, 1), c(0, 0, 2), NULL, FALSE)$y, c(0.5, 1, 1))
})

test_that("weights of 1 are known to be so until they are read", {
  unit <- logreg:::row_vectors_(numeric(3), c(0, 1, 1), c(1, 1, 1), NULL, TRUE)$prior.weights
  expect_true(logreg:::has_unit_weights_(unit))
  expect_identical(unit, c(1, 1, 1))
  expect_false(logreg:::has_unit_weights_(unit))
  expect_false(logreg:::has_unit_weights_(c(1, 1)))
  other <- logreg:::row_vectors_(numeric(3), c(0, 1, 1), c(1, 2, 1), NULL, TRUE)$prior.weights
  expect_false(logreg:::has_unit_weights_(other))
})

test_that("parts of different lengths are refused", {
  expect_error(logreg:::row_vectors_(numeric(3), c(0, 1), NULL, NULL, TRUE))
  expect_error(logreg:::row_vectors_(numeric(2), c(0, 1), c(1, 1, 1), NULL, TRUE))
  expect_error(logreg:::residual_rows_("deviance", numeric(2), c(0, 1, 1), c(1, 1), NULL))
})
