# What goes over the border into the core, and how the core behaves while it works.

# What the core is handed by a call of logreg(), on the general way.
handed_over <- function(...) {
  made_before$general_only <- TRUE
  on.exit(made_before$general_only <- FALSE)
  handed <- NULL
  core <- logreg:::fit_
  testthat::local_mocked_bindings(
    fit_ = function(data, spec, report) {
      handed <<- list(data = data, spec = spec)
      core(data, spec, report)
    },
    .package = "logreg"
  )
  suppressWarnings(logreg(...))
  handed$data <- handed$data[c("y", "weight", "offset", "intercept", "columns")]
  handed
}

# Where a vector lies in memory.
address_of <- function(vector) {
  on.exit(untracemem(vector))
  tracemem(vector)
}

# Matrices with a row for each row of data, at any depth.
row_matrices <- function(part, rows) {
  if (is.list(part)) return(unlist(lapply(part, row_matrices, rows), recursive = FALSE))
  if (is.matrix(part) && nrow(part) == rows) list(dim(part))
}

example <- function(n = 60) {
  set.seed(1)
  data.frame(
    real = stats::rnorm(n), whole = sample.int(9, n, TRUE), flag = stats::runif(n) < 0.5,
    group = factor(sample(c("a", "b", "c"), n, TRUE)), site = factor(sample(c("u", "v"), n, TRUE)),
    more = stats::rexp(n), y = stats::rbinom(n, 1, 0.5), w = stats::rexp(n), o = stats::rnorm(n)
  )
}

test_that("numeric columns and factor codes are the user's own vectors, not copies", {
  skip_if_not(capabilities("profmem"))
  data <- example()
  handed <- handed_over(y ~ real + whole + group + more, data)$data
  expect_identical(vapply(handed$columns, function(column) column$kind, ""), c("numeric", "numeric", "factor", "numeric"))
  for (k in c(1, 2, 4)) {
    expect_identical(address_of(handed$columns[[k]]$values), address_of(data[[c("real", "whole", "", "more")[[k]]]]))
  }
  expect_identical(address_of(handed$columns[[3]]$codes), address_of(data$group))
})

test_that("the columns of a data frame without a formula are handed over in place too", {
  skip_if_not(capabilities("profmem"))
  data <- example()
  x <- data[c("real", "whole", "more")]
  handed <- handed_over(x, data$y)$data
  for (k in 1:3) expect_identical(address_of(handed$columns[[k]]$values), address_of(x[[k]]))
  matrix <- as.matrix(x)
  storage.mode(matrix) <- "double"
  expect_identical(address_of(handed_over(matrix, data$y)$data$columns[[1]]$values), address_of(matrix))
})

test_that("a formula of plain numbers and factors hands over no matrix with a row for each row", {
  data <- example()
  formulas <- list(
    y ~ real, y ~ real + whole + more, y ~ group, y ~ real + group + site, y ~ 0 + group + real,
    y ~ group:site, y ~ group * site + real, y ~ flag + real, y ~ real + offset(o), y ~ .
  )
  for (formula in formulas) {
    handed <- handed_over(formula, data, weights = w)
    expect_identical(row_matrices(handed, nrow(data)), NULL, info = deparse(formula))
  }
  # the test can fail: an expanded term is seen
  expect_identical(unname(row_matrices(handed_over(y ~ poly(real, 2), data), nrow(data))), list(c(60L, 2L)))
})

test_that("the design handed over is model.matrix()'s", {
  data <- example()
  formulas <- list(
    y ~ real + group, y ~ 0 + group + whole, y ~ group * site, y ~ real:group + flag, y ~ poly(real, 2) * site, y ~ I(real^2) + log(more)
  )
  for (formula in formulas) {
    handed <- handed_over(formula, data)$data
    blocks <- lapply(handed$columns, function(column) {
      switch(column$kind,
        numeric = as.double(column$values), factor = unname(column$contrast[as.integer(column$codes), ]), matrix = unname(column$values)
      )
    })
    design <- do.call(cbind, c(if (handed$intercept) list(rep(1, nrow(data))), blocks))
    expect_equal(design, unname(stats::model.matrix(formula, data)), ignore_attr = TRUE, info = deparse(formula))
  }
})

test_that("the user's data are never changed", {
  data <- example()
  copy <- lapply(data, function(column) column[seq_along(column)])
  for (solver in unique(logreg:::solver_registry()$solver)) {
    suppressWarnings(logreg(y ~ ., data, weights = w, offset = o, solver = solver))
    expect_identical(as.list(data), copy, info = solver)
  }
})

big_example <- function(n = 30000, p = 6) {
  set.seed(2)
  x <- matrix(stats::rnorm(n * p), n, p)
  list(x = x, y = stats::rbinom(n, 1, stats::plogis(x %*% seq(-1, 1, length.out = p))), w = stats::rexp(n))
}

test_that("1, 2, 4 and 8 threads give the same bits", {
  d <- big_example()
  run <- function(threads, ...) {
    withr::local_options(logreg.threads = threads)
    fit <- suppressWarnings(logreg(d$x, d$y, weights = d$w, ...))
    fit[c("coefficients", "trace", "deviance", "linear.predictors", "covariance", "R")]
  }
  ways <- list(
    list(), list(solver = "lbfgs"), list(solver = "gradient_descent", epochs = 15), list(solver = "adam", epochs = 10),
    list(penalty = penalty_ridge(0.1))
  )
  for (way in ways) {
    one <- do.call(run, c(list(1), way))
    for (threads in c(2, 4, 8)) {
      expect_identical(do.call(run, c(list(threads), way)), one, info = paste(threads, "threads", way[[1]]))
    }
  }
})

test_that("the thread count must be a whole number of 1 or more", {
  for (threads in list(0, -1, 1.5, "two", NA)) {
    withr::local_options(logreg.threads = threads)
    expect_error(logreg(y ~ real, example()), "logreg.threads", class = "logreg_error_argument")
  }
})

test_that("the instruction set must be one that the core knows", {
  for (isa in list("sse9", NA, 2, c("auto", "baseline"))) {
    withr::local_options(logreg.isa = isa)
    expect_error(logreg(y ~ real, example()), "logreg.isa", class = "logreg_error_argument")
  }
  withr::local_options(logreg.isa = NULL)
  expect_identical(handed_over(y ~ real, example())$spec$isa, "auto")
  withr::local_options(logreg.isa = "baseline")
  expect_identical(handed_over(y ~ real, example())$spec$isa, "baseline")
})

test_that("weights of 1 do not go over the border", {
  expect_null(handed_over(y ~ real, example())$data$weight)
  expect_null(handed_over(y ~ real, example(), weights = rep(1, 60))$data$weight)
  expect_identical(handed_over(y ~ real, example(), weights = w)$data$weight, example()$w)
})

test_that("a fit in a forked child does not hang and gives the parent's answer", {
  skip_on_os("windows")
  d <- big_example()
  withr::local_options(logreg.threads = 2)
  coefficients <- coef(logreg(d$x, d$y)) # the parent's pool of threads is awake now
  children <- lapply(1:2, function(k) parallel::mcparallel(coef(logreg(d$x, d$y))))
  on.exit(tools::pskill(vapply(children, function(child) child$pid, 1L), tools::SIGKILL))
  answers <- list()
  deadline <- Sys.time() + 30
  while (length(answers) < 2 && Sys.time() < deadline) {
    new <- suppressWarnings(parallel::mccollect(children, wait = FALSE, timeout = 1)) # of children already collected
    answers <- c(answers, Filter(Negate(is.null), new))
  }
  expect_length(answers, 2)
  for (answer in answers) expect_identical(answer, coefficients)
  expect_identical(coef(logreg(d$x, d$y)), coefficients) # and the parent still works
})

# A child R session that starts a fit far too long to wait for, gets SIGINT once it says that it has
# begun, and reports what it caught, when, and whether it can still fit.
interrupted_session <- function(call) {
  folder <- withr::local_tempdir()
  at <- function(name) file.path(folder, name)
  script <- c(
    sprintf(".libPaths(c(%s, .libPaths()))", deparse(dirname(system.file(package = "logreg")))),
    "library(logreg)",
    "set.seed(1); n <- 2e5; x <- matrix(rnorm(n * 10), n); y <- rbinom(n, 1, 0.5)",
    sprintf("writeLines(format(Sys.getpid()), %s)", deparse(at("pid"))),
    sprintf("caught <- tryCatch(%s, interrupt = function(condition) condition)", call),
    "stopped <- as.numeric(Sys.time())",
    "again <- coef(logreg(passed ~ hours, study_hours))",
    sprintf("saveRDS(list(caught = caught, stopped = stopped, again = again), %s)", deparse(at("part"))),
    sprintf("invisible(file.rename(%s, %s))", deparse(at("part")), deparse(at("answer")))
  )
  writeLines(script, at("script.R"))
  system2(file.path(R.home("bin"), "R"), c("--vanilla", "-s", "-f", at("script.R")), wait = FALSE, stdout = FALSE, stderr = at("errors"))
  wait_for <- function(name) {
    deadline <- Sys.time() + 40
    while (!file.exists(at(name)) && Sys.time() < deadline) Sys.sleep(0.05)
    file.exists(at(name))
  }
  if (!wait_for("pid")) stop("The session did not start: ", readLines(at("errors")))
  Sys.sleep(1.5)
  pid <- as.integer(readLines(at("pid")))
  on.exit(tools::pskill(pid, tools::SIGKILL))
  sent <- as.numeric(Sys.time())
  tools::pskill(pid, tools::SIGINT)
  if (!wait_for("answer")) return(NULL)
  c(readRDS(at("answer")), sent = sent)
}

test_that("an interrupt stops a fit within a second, keeps the session and carries what was reached", {
  skip_on_os("windows")
  skip_on_cran()
  calls <- c(
    "logreg(x, y, solver = 'gradient_descent', epochs = 1e7, tolerance = 0, record_every = 10)",
    "logreg(x, y, solver = 'gradient_descent', epochs = 1e7, batch_size = 1, learning_rate = 0.01)"
  )
  for (call in calls) {
    answer <- interrupted_session(call)
    expect_false(is.null(answer), info = call)
    if (is.null(answer)) next
    expect_s3_class(answer$caught, c("logreg_interrupt", "interrupt", "condition"), exact = TRUE)
    expect_lt(answer$stopped - answer$sent, 1)
    reached <- answer$caught$reached
    expect_named(reached, c("coefficients", "trace", "iterations"))
    expect_length(reached$coefficients, 11)
    expect_true(all(is.finite(reached$coefficients)))
    expect_gte(nrow(reached$trace), 1)
    expect_equal(answer$again, coef(stats::glm(passed ~ hours, stats::binomial(), study_hours)), tolerance = 1e-6)
  }
})

test_that("a fit says nothing unless asked, and a failing report does not hurt", {
  d <- big_example()
  expect_silent(logreg(d$x, d$y))
  expect_output(suppressWarnings(logreg(d$x, d$y, solver = "adam", epochs = 2, verbose = 1)), "epoch 2: mean log loss 0\\.")
  # R code that the core calls may fail: the error arrives, and the next fit is as good as ever
  reporter <- function() list(report = function(...) stop("no more output"), close = function() NULL)
  testthat::local_mocked_bindings(progress_reporter = reporter, .package = "logreg")
  expect_error(logreg(d$x, d$y, solver = "gradient_descent", epochs = 50, verbose = 1), "no more output")
  testthat::local_mocked_bindings(progress_reporter = function() list(report = NULL, close = function() NULL), .package = "logreg")
  expect_true(logreg(d$x, d$y)$converged)
})

test_that("the core refuses what the bridge should never hand over", {
  good <- list(y = c(0, 1, 1, 0), weight = NULL, offset = NULL, intercept = TRUE, columns = list(list(kind = "numeric", values = c(1, 2, 3, 5))), names = c("(Intercept)", "x"))
  spec <- list(
    solver = "newton", options = list(), penalty = "none", penalty_strength = 0, penalty_standardize = TRUE, start = NULL, threads = 1L
  )
  expect_identical(logreg:::fit_(good, spec, NULL)$convergence$reason, "converged")
  expect_refused <- function(data, spec, info) expect_named(logreg:::fit_(data, spec, NULL), "core", info = info)
  bad_data <- list(
    y = 0:1, weight = 1, offset = "a", columns = list(list(kind = "numeric", values = 1:3)),
    columns = list(list(kind = "numeric", values = letters[1:4])), columns = list(list(kind = "unknown", values = 1:4)),
    columns = list(list(kind = "factor", codes = c(1L, 2L, 3L, 1L), contrast = matrix(0:1, 2))),
    columns = list(list(kind = "matrix", values = matrix(1:4 + 0, 2))), weight = c(1, 1, 1, -1), weight = rep(0, 4),
    names = "x", names = NULL, columns = list(list(values = 1:4))
  )
  for (k in seq_along(bad_data)) {
    changed <- good
    changed[names(bad_data)[[k]]] <- bad_data[k]
    expect_refused(changed, spec, paste(k, names(bad_data)[[k]]))
  }
  bad_spec <- list(
    solver = "nothing", solver = NULL, solver = 1, penalty = "nothing", start = 1, options = list(tolerance = -1), options = list(nothing = 1), options = list(max_iterations = 1.5)
  )
  for (k in seq_along(bad_spec)) {
    changed <- spec
    changed[names(bad_spec)[[k]]] <- bad_spec[k]
    expect_refused(good, changed, names(bad_spec)[[k]])
  }
})

test_that("what the core refuses is an error of our class with its words, on either way", {
  for (formula in list(y ~ real, y ~ group)) {
    refuse <- function(words, code) {
      testthat::local_mocked_bindings(fit_ = function(...) words, plain_fit_ = function(...) words, .package = "logreg")
      code
    }
    refuse(c(core = "y has the wrong length"), expect_error(
      logreg(formula, example()), "refused its input.*y has the wrong length", class = "logreg_error_core"
    ))
    refuse(c(memory = "There is not enough memory for this fit."), expect_error(
      logreg(formula, example()), "not enough memory", class = "logreg_error_memory"
    ))
  }
})

test_that("aliased columns are NA everywhere, the others as without them", {
  data <- transform(example(), twice = 2 * real, same = 3)
  fit <- logreg(y ~ real + twice + same + more, data)
  plain <- logreg(y ~ real + more, data)
  expect_identical(names(which(is.na(coef(fit)))), c("twice", "same"))
  expect_equal(coef(fit)[c(1, 2, 5)], coef(plain), tolerance = 1e-12)
  expect_true(all(is.na(fit$trace$twice)) && !anyNA(fit$trace$more))
  expect_identical(fit$rank, 3L)
  expect_equal(fit$linear.predictors, plain$linear.predictors, tolerance = 1e-12, ignore_attr = TRUE)
})
