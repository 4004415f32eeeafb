hours <- data.frame(hours = (1:12) / 2, passed = c(0, 0, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1), w = rep(1:3, 4))
glm_fit <- stats::glm(passed ~ hours, stats::binomial(), hours, epsilon = 1e-14)
weighted <- stats::glm(passed ~ hours, stats::binomial(), hours, weights = w, epsilon = 1e-14)
x <- as.matrix(hours["hours"])

text_of <- function(fit) {
  call <- fit$call
  call[[1]] <- quote(logreg) # `logreg::logreg` where the package is not attached
  paste(deparse(call), collapse = " ")
}

# Fits that are stopped early on purpose say so.
stopped_early <- function(fit) suppressWarnings(fit, classes = "logreg_warning")

test_that("formula and data are found in any order, by name or place, and piped", {
  fits <- list(
    logreg(passed ~ hours, hours), logreg(passed ~ hours, data = hours), logreg(data = hours, formula = passed ~ hours),
    logreg(formula = passed ~ hours, hours), logreg(data = hours, passed ~ hours), logreg(hours, passed ~ hours),
    logreg(hours, formula = passed ~ hours), hours |> logreg(passed ~ hours),
    logreg(solver = "newton", data = hours, formula = passed ~ hours), logreg(hours, solver = "newton", passed ~ hours)
  )
  for (fit in fits) {
    expect_equal(coef(fit), coef(glm_fit), tolerance = 1e-9)
    expect_identical(sub("solver = \"newton\", ", "", sub(", solver = \"newton\"", "", text_of(fit))), "logreg(formula = passed ~ hours, data = hours)")
  }
})

test_that("weights are found in the data in every order of the arguments", {
  fits <- list(
    logreg(passed ~ hours, hours, w), logreg(hours, passed ~ hours, w), hours |> logreg(passed ~ hours, weights = w),
    logreg(weights = w, data = hours, formula = passed ~ hours), logreg(hours, weights = w, passed ~ hours)
  )
  for (fit in fits) {
    expect_equal(coef(fit), coef(weighted), tolerance = 1e-9)
    expect_identical(fit$call$weights, quote(w))
  }
})

test_that("a matrix or a data frame of numbers with a response gives the fit of the formula", {
  fits <- list(
    logreg(x, hours$passed), logreg(x = x, y = hours$passed), logreg(y = hours$passed, x = x),
    logreg(hours["hours"], hours$passed), logreg(hours$passed, x = hours["hours"])
  )
  for (fit in fits) expect_equal(coef(fit), coef(glm_fit), tolerance = 1e-9)
  expect_equal(
    unname(coef(logreg(x, hours$passed, intercept = FALSE, weights = hours$w, offset = hours$w / 10))),
    unname(coef(stats::glm(passed ~ hours - 1, stats::binomial(), hours, weights = w, offset = w / 10, epsilon = 1e-14))),
    tolerance = 1e-9
  )
})

test_that("the data are evaluated once, whichever place they have", {
  count <- 0
  counted <- function() {
    count <<- count + 1
    hours
  }
  logreg(counted(), passed ~ hours)
  logreg(passed ~ hours, counted())
  counted() |> logreg(passed ~ hours)
  logreg(counted()["hours"], hours$passed)
  expect_identical(count, 4)
})

test_that("the call can be evaluated again from a wrapper, lapply() and do.call()", {
  wrapper <- function(f, ...) logreg(f, ...)
  f <- passed ~ hours
  made <- list(
    wrapper(f, data = hours), wrapper(passed ~ hours, hours, solver = "lbfgs"), lapply(list(f), logreg, data = hours)[[1]],
    do.call(logreg, list(f, data = quote(hours))), do.call("logreg", list(f, hours)), do.call(logreg, list(hours, f)),
    lapply(list(hours), logreg, formula = f)[[1]], logreg::logreg(f, hours)
  )
  hours_twice <- rbind(hours, hours)
  for (fit in made) {
    expect_equal(coef(stats::update(fit, data = hours_twice)), coef(glm_fit), tolerance = 1e-9)
    expect_named(coef(stats::update(fit, . ~ 1, data = hours)), "(Intercept)")
  }
  expect_equal(coef(stats::update(made[[1]], weights = w)), coef(weighted), tolerance = 1e-9)
})

test_that("a fit made inside a function can be updated there", {
  inside <- function() {
    rows <- hours
    fit <- logreg(passed ~ hours, data = rows, weights = w)
    stats::update(fit, . ~ . + I(hours^2))
  }
  expect_named(coef(inside()), c("(Intercept)", "hours", "I(hours^2)"))
})

test_that("options of the solver are given beside its name or in its constructor", {
  beside <- stopped_early(logreg(passed ~ hours, hours, solver = "gradient_descent", epochs = 20, learning_rate = 0.5))
  inside <- stopped_early(logreg(passed ~ hours, hours, solver = solver_gradient_descent(epochs = 20, learning_rate = 0.5)))
  expect_identical(beside$solver, inside$solver)
  expect_identical(beside$trace, inside$trace)
  expect_identical(logreg(x, hours$passed, solver = "lbfgs", memory = 4)$solver, solver_lbfgs(memory = 4))
})

test_that("the start is in the user's units, for every solver", {
  for (solver in c("gradient_descent", "adam")) {
    fit <- stopped_early(logreg(passed ~ hours, hours, solver = solver, epochs = 1, start = c(hours = 1, `(Intercept)` = -2)))
    expect_equal(unlist(fit$trace[1, c("(Intercept)", "hours")]), c(`(Intercept)` = -2, hours = 1), tolerance = 1e-12)
  }
  set.seed(8)
  drawn <- stopped_early(logreg(passed ~ hours, hours, solver = "gradient_descent", epochs = 1, start = "random"))
  set.seed(8)
  expect_equal(unname(unlist(drawn$trace[1, c("(Intercept)", "hours")])), rnorm(2), tolerance = 1e-12)
})

test_that("family and method are accepted as tools for glm() give them", {
  expect_equal(coef(logreg(passed ~ hours, hours, family = binomial())), coef(glm_fit), tolerance = 1e-9)
  expect_equal(coef(logreg(x, hours$passed, family = "binomial")), coef(glm_fit), tolerance = 1e-9)
  expect_identical(
    logreg(passed ~ hours, hours, weights = w, method = "model.frame"),
    stats::glm(passed ~ hours, stats::binomial(), hours, weights = w, method = "model.frame")
  )
})

test_that("variables are found where the formula was written when there are no data", {
  passed <- hours$passed
  studied <- hours$hours
  expect_equal(unname(coef(logreg(passed ~ studied))), unname(coef(glm_fit)), tolerance = 1e-9)
})

test_that("a fit touches the random number generator only where the help page says so", {
  set.seed(1)
  before <- .Random.seed
  logreg(passed ~ hours, hours)
  stopped_early(logreg(passed ~ hours, hours, solver = "gradient_descent", epochs = 5))
  stopped_early(logreg(passed ~ hours, hours, solver = "adam", epochs = 5))
  logreg(passed ~ hours, hours, solver = "lbfgs")
  expect_identical(.Random.seed, before)
  stopped_early(logreg(passed ~ hours, hours, solver = "gradient_descent", batch_size = 3, epochs = 2))
  expect_false(identical(.Random.seed, before))
})

test_that("arguments that logreg() does not have are errors that name them", {
  named <- function(...) expect_error(logreg(passed ~ hours, hours, ...), class = "logreg_error_argument")$argument
  expect_identical(named(control = list()), "control")
  expect_identical(named(epsilon = 1e-8), "epsilon")
  expect_identical(named(maxit = 5), "maxit")
  expect_identical(named(singular.ok = TRUE), "singular.ok")
  expect_identical(named(x = TRUE), "x")
  expect_identical(named(y = FALSE), "y")
  expect_identical(named(etastart = 1), "etastart")
  expect_identical(named(method = "glm.fit"), "method")
  expect_identical(named(learning_rate = 1), "learning_rate")
  expect_identical(named(solver = solver_adam(), epochs = 3), "epochs")
  expect_identical(named(family = poisson()), "family")
  expect_identical(named(model = NA), "model")
  expect_identical(named(penalty = 1), "penalty")
  expect_identical(named(solver = "gradient_descent", batch_size = 13), "batch_size")
  expect_identical(named(solver = "gradient_descent", learning_rate = 0), "learning_rate")
  expect_identical(named(solver = "adam", epochs = 0), "epochs")
  expect_identical(named(start = c(1, 2, 3)), "start")
  error <- expect_error(logreg(x, hours$passed, method = "model.frame"), class = "logreg_error_argument")
  expect_identical(error$argument, "method")
})

test_that("a first argument that is neither formula, data nor matrix is an error", {
  for (first in list("passed ~ hours", 1:3, list(1), NULL, mean)) {
    expect_error(logreg(first, hours), class = "logreg_error_argument")
  }
  expect_error(logreg(), class = "logreg_error_argument")
  expect_error(logreg(solver = "newton"), class = "logreg_error_argument")
  expect_error(logreg(hours), class = "logreg_error_argument")
  expect_error(logreg(x), class = "logreg_error_argument")
  expect_error(logreg(x, passed ~ hours), class = "logreg_error_argument")
  expect_error(logreg(x = hours, y = passed ~ hours), class = "logreg_error_argument")
})

# What an error says. (Versions of testthat differ in how they show a condition in a snapshot.)
refusal <- function(expression) {
  error <- tryCatch(expression, error = identity)
  cat(conditionMessage(error), "\n", sep = "")
}

test_that("messages for bad input say what was found and what to do", {
  bad <- data.frame(
    y = c(0, 1, 0, 1, 1), x = c(1, 2, 3, 4, 5), inf = c(1, 2, 3, Inf, 5), nan = c(1, NaN, 3, NaN, 5),
    gap = NA_real_, some = c(1, NA, 3, 4, 5), one = factor("a"), two = c(1, 2, 1, 2, 2), sign = c(-1, 1, -1, 1, 1),
    grade = factor(c("a", "b", "c", "a", "b")), same = "yes", minus = c(1, 1, -1, 1, 1), weight = c(1, NA, 1, 1, 1)
  )
  expect_snapshot({
    refusal(logreg(same ~ x, bad))
    refusal(logreg(grade ~ x, bad))
    refusal(logreg(two ~ x, bad))
    refusal(logreg(sign ~ x, bad))
    refusal(logreg(y ~ inf, bad))
    refusal(logreg(y ~ nan, bad))
    refusal(logreg(y ~ gap, bad))
    refusal(logreg(y ~ x, bad[0, ]))
    refusal(logreg(y ~ x, bad, subset = x > 9))
    refusal(logreg(y ~ some, bad, na.action = na.pass))
    refusal(logreg(y ~ x, bad, weights = minus))
    refusal(logreg(y ~ x, bad, weights = weight))
    refusal(logreg(y ~ x, bad, weights = 0 * x))
    refusal(logreg(y ~ x, bad, weights = 1:3))
    refusal(logreg(y ~ one, bad))
    refusal(logreg(y ~ nowhere, bad))
    refusal(logreg(cbind(x, minus) ~ 1, bad))
    refusal(logreg(~x, bad))
    refusal(logreg(y ~ x, bad, start = c(1, 2, 3)))
    refusal(logreg(y ~ x, bad, solver = "gradient_descent", learning_rate = 0))
    refusal(logreg(y ~ x, bad, solver = "gradient_descent", epochs = 0))
    refusal(logreg(y ~ x, bad, solver = "gradient_descent", batch_size = 6))
    refusal(logreg(y ~ x, bad, solver = "gradient_descent", learningrate = 0.1))
    refusal(logreg(y ~ x, bad, solver = solver_adam(), epochs = 10))
    refusal(logreg(y ~ x, bad, solver = "newtn"))
    refusal(logreg(y ~ x, bad, maxit = 50))
    refusal(logreg(y ~ x, bad, family = binomial("probit")))
    refusal(logreg(y ~ x, binomial, bad))
    refusal(logreg("y ~ x", bad))
    refusal(logreg(bad[c("x", "grade")], bad$y))
    refusal(logreg(as.matrix(bad["x"]), bad$y[-1]))
  })
})

test_that("messages for bad new data say what was found and what to do", {
  data <- data.frame(y = c(0, 1, 0, 1, 1, 0), x = 1:6, f = factor(c("a", "b", "b", "a", "b", "a")))
  fit <- logreg(y ~ x + f, data)
  expect_snapshot({
    refusal(predict(fit, data.frame(f = "a")))
    refusal(predict(fit, data.frame(x = 1:3, f = c("a", "c", "d"))))
    refusal(predict(fit, data.frame(x = 1, f = 2)))
    refusal(predict(fit, 3))
  })
})

# Many rows: the numbers are left to the core to look at (see fit_unseen()).
many_rows <- function(n, p = 2) {
  withr::with_seed(11, {
    x <- matrix(stats::rnorm(n * p), n, p, dimnames = list(NULL, paste0("x", seq_len(p))))
    data.frame(x, y = stats::rbinom(n, 1, stats::plogis(drop(x %*% rep(0.5, p)))))
  })
}

test_that("among many rows a missing value is found wherever it is, and its row dropped, by every solver", {
  for (n in c(20001, 70000)) {
    data <- many_rows(n)
    for (row in c(1, 15321, n)) {
      gap <- data
      gap$x2[[row]] <- NA
      fit <- logreg(y ~ x1 + x2, gap)
      plain <- logreg(y ~ x1 + x2, data[-row, ])
      expect_identical(coef(fit), coef(plain), info = paste(n, row))
      expect_identical(unname(c(fit$na.action)), as.integer(row))
      expect_identical(length(fit$y), as.integer(n - 1))
    }
    x <- as.matrix(gap[c("x1", "x2")])
    expect_identical(coef(logreg(x, gap$y)), coef(plain))
    expect_identical(coef(logreg(y ~ x1 + x2, gap, start = c(0, 0, 0))), coef(logreg(y ~ x1 + x2, data[-n, ], start = c(0, 0, 0))))
    ways <- list(list(solver = "lbfgs"), list(penalty = penalty_ridge(0.1)), list(solver = "gradient_descent", epochs = 3))
    for (way in ways) {
      both <- suppressWarnings(lapply(list(gap, data[-n, ]), function(d) coef(do.call(logreg, c(list(y ~ x1 + x2, d), way)))))
      expect_identical(both[[1]], both[[2]])
    }
  }
})

test_that("among many rows a number that is not finite is an error that names its column and row", {
  data <- many_rows(70000)
  for (wrong in c(NaN, Inf, -Inf)) {
    data$x1[[66001]] <- wrong
    expect_error(logreg(y ~ x1 + x2, data), "x1.*row 66001", class = "logreg_error_not_finite")
    expect_error(logreg(y ~ I(2 * x1), data), "row 66001", class = "logreg_error_not_finite")
    expect_error(logreg(as.matrix(data[c("x1", "x2")]), data$y), "x1.*row 66001", class = "logreg_error_not_finite")
  }
  # NA elsewhere drops a row of its own, never the one of the NaN.
  data$x1[[66001]] <- NaN
  gap <- transform(data, f = factor(rep(c("a", "b"), 35000)), i = 1:70000)
  gap$f[[5]] <- gap$i[[6]] <- NA
  for (formula in list(y ~ x1 + f, y ~ x1 + i, y ~ f + x1 * i)) {
    expect_error(logreg(formula, gap), "x1.*row 66001", class = "logreg_error_not_finite")
  }
  gap$y[[7]] <- NA
  expect_error(logreg(y ~ x1, gap), "row 66001", class = "logreg_error_not_finite")
  expect_error(logreg(as.matrix(gap["x1"]), gap$y), "row 66001", class = "logreg_error_not_finite")
  data$x1[[66001]] <- 0
  expect_true(logreg(y ~ x1 + x2, data)$converged)
})

test_that("among many rows a column that hardly varies, or not at all, is told apart", {
  data <- many_rows(70000)
  data$rare <- as.double(seq_len(70000) == 33333)
  data$same <- 1e6
  data$twice <- 2 * data$x1
  fit <- suppressWarnings(logreg(y ~ x1 + x2 + same + twice, data))
  expect_identical(names(which(is.na(coef(fit)))), c("same", "twice"))
  data$rare[33334] <- 1
  data$y[33333:33334] <- 0:1
  both <- fit_both(y ~ x1 + rare, data = data, epsilon = 1e-12)
  expect_equal(coef(both$ours), coef(both$glm), tolerance = 1e-7)
  expect_equal(sqrt(diag(vcov(both$ours))), sqrt(diag(vcov(both$glm))), tolerance = 1e-5)
})

test_that("among many rows columns that make no frame are errors of the same classes as among few", {
  data <- many_rows(20001)
  short <- 1:7
  expect_error(logreg(y ~ x1 + short, data), "short", class = "logreg_error_length")
  expect_error(logreg(y ~ x1 + short, data[1:30, ]), "short", class = "logreg_error_length")
  data$listed <- as.list(data$x1)
  for (rows in list(1:20001, 1:30)) {
    expect_identical(
      class(tryCatch(logreg(y ~ x1 + listed, data[rows, ]), error = identity)),
      class(tryCatch(logreg(y ~ listed + x1, data[1:30, ]), error = identity))
    )
  }
})
