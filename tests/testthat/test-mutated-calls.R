# Calls that once stopped with an error without a class, or without a reason; found by the battery of mutated calls
# (tests/prove/battery-h-mutated-calls.R), one test a fault.

calls_data <- data.frame(y = c(0, 1, 0, 1, 1, 0), x = c(1, 4, 2, 3, 6, 5), f = factor(rep(c("a", "b"), 3)))
calls_fit <- function() logreg(y ~ x + f, calls_data)
refuses <- function(expression, what = "argument") expect_error(expression, class = paste0("logreg_error_", what))

test_that("new data without rows predict no rows, with standard errors, by terms and in augment()", {
  none <- calls_data[0, ]
  expect_identical(unname(predict(calls_fit(), none)), numeric())
  expect_length(predict(calls_fit(), none, se.fit = TRUE)$se.fit, 0)
  expect_identical(dim(predict(calls_fit(), none, interval = "confidence")), c(0L, 3L))
  expect_identical(dim(predict(calls_fit(), none, type = "terms")), c(0L, 2L))
  expect_identical(nrow(augment(calls_fit(), newdata = none)), 0L)
})

test_that("new data with missing names, without names or of a strange class are refused by name", {
  nameless <- stats::setNames(calls_data, c("", NA, "f"))
  refuses(predict(calls_fit(), nameless), "missing_variable")
  refuses(predict(calls_fit(), list(1, "b")), "missing_variable")
  refuses(predict(calls_fit(), numeric_version("1.0")))
  refuses(augment(calls_fit(), newdata = structure(list(), class = "strange")))
})

test_that("arrays of one dimension, as table() makes them, are weights and responses like any other", {
  x <- cbind(x = calls_data$x)
  x[3, 1] <- NA
  w <- array(c(1, 2, 1, 1, 3, 1))
  expect_identical(coef(logreg(x, array(calls_data$y), weights = w)), coef(logreg(x, calls_data$y, weights = as.vector(w))))
})

test_that("a threshold in an array of one number is that number", {
  expect_identical(
    confusion_matrix(calls_fit(), threshold = array(0.4))$counts, confusion_matrix(calls_fit(), threshold = 0.4)$counts
  )
  expect_identical(predict(calls_fit(), type = "class", threshold = array(0.4)), predict(calls_fit(), type = "class", threshold = 0.4))
})

test_that("a formula as `data` and nothing else is refused", {
  expect_identical(refuses(logreg(data = y ~ x))$argument, "data")
})

test_that("flags and numbers of methods are checked", {
  fit <- calls_fit()
  for (bad in list(NA, NULL, "a", c(TRUE, FALSE), 2)) {
    refuses(coef(fit, complete = bad))
    refuses(vcov(fit, complete = bad))
    refuses(summary(fit, correlation = bad))
    refuses(tidy(fit, conf.int = bad))
    refuses(tidy(fit, exponentiate = bad))
    refuses(augment(fit, se_fit = bad))
  }
  for (bad in list(-1, "a", NA, c(1, 2))) {
    refuses(summary(fit, dispersion = bad))
    refuses(anova(fit, dispersion = bad))
  }
  expect_identical(summary(fit, dispersion = array(2))$cov.scaled, 2 * vcov(fit))
  for (bad in list(NA, "F?", 1, c("Chisq", "Rao"))) refuses(anova(fit, test = bad))
  for (bad in list(0, -1, NA, "2", 1:2, 2+0i, NA_complex_, .Machine$integer.max)) expect_identical(refuses(simulate(fit, bad))$argument, "nsim")
  for (bad in list("a", 1.5, 1:2, as.raw(1), 1i, 2^31, NA_complex_)) expect_identical(refuses(simulate(fit, 1, seed = bad))$argument, "seed")
  for (bad in list(NA, 3, quote(x), mean)) expect_identical(refuses(drop1(fit, scope = bad))$argument, "scope")
  for (bad in list(numeric_version("1.0"), c(-1, 2), mean)) expect_identical(refuses(confint(fit, parm = bad))$argument, "parm")
  refuses(logreg(y ~ x, calls_data, solver = "gradient_descent", batch_size = 2+0i))
})
