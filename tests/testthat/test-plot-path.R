births <- MASS::birthwt
descent <- suppressWarnings(logreg(low ~ lwt + smoke, births, solver = "gradient_descent", epochs = 60))
newton <- logreg(low ~ lwt + smoke, births)
reference <- glm(low ~ lwt + smoke, binomial, births, control = list(epsilon = 1e-14))

# Mean log loss by glm's own arithmetic, one coefficient vector at a time.
loss_at <- function(beta, x = model.matrix(reference), y = births$low) {
  eta <- drop(x %*% beta)
  mean(log(1 + exp(eta)) - y * eta)
}

test_that("the traces are what was recorded, with glm's estimate as the dashed lines", {
  data <- plot_data(descent, "path")
  expect_identical(levels(data$trace$panel), c("mean log loss", names(coef(descent))))
  for (name in names(coef(descent))) {
    expect_identical(data$trace$value[data$trace$panel == name], descent$trace[[name]])
  }
  expect_identical(data$trace$value[data$trace$panel == "mean log loss"], descent$trace$loss)
  expect_equal(data$optimum$value, unname(c(deviance(reference) / (2 * 189), coef(reference))), tolerance = 1e-6)
})

test_that("the sentence about the coefficient that lags is arithmetic on the trace", {
  # slow enough that neither 0.9 % nor 1.1 % is reached at the same epoch
  descent <- suppressWarnings(logreg(low ~ lwt + smoke, births, solver = "gradient_descent", learning_rate = 0.1, epochs = 400))
  caption <- gsub("\n", " ", plot_data(descent, "path")$words[["caption"]])
  lowest <- deviance(reference) / (2 * 189)
  k <- which(descent$trace$loss - lowest <= 0.01 * (descent$trace$loss[[1]] - lowest))[[1]]
  left <- abs(unlist(descent$trace[k, names(coef(descent))]) - coef(reference)) / abs(coef(reference))
  expect_match(caption, sprintf("At epoch %d the loss has done 99%% of its fall; `%s` is then still %s%% of its way",
    descent$trace$epoch[[k]], names(which.max(left)), format(signif(100 * max(left), 2))), fixed = TRUE)
})

test_that("of many coefficients those that settle last are drawn, or those that are asked for", {
  several <- model_shapes()$several
  data <- plot_data(several, "path")
  expect_identical(nlevels(data$trace$panel), 5L)
  expect_match(data$words[["caption"]], "4 of 6 coefficients", fixed = TRUE)
  expect_identical(levels(plot_data(several, "path", coefficients = "smoke")$trace$panel), c("mean log loss", "smoke"))
  asked <- plot_data(several, "path", coefficients = c("age", "smoke"), contours = FALSE)
  expect_identical(levels(asked$trace$panel), c("mean log loss", "age", "smoke"))
  path <- list(trace = data.frame(epoch = 0:3, a = c(0, 1, 1, 1), b = c(0, 0, 0.5, 1), c = c(0, 0.5, 1, 1)), coefficients = c(a = 1, b = 1, c = 1))
  expect_identical(last_to_settle(path, 2), c("b", "c"))
})

test_that("contours lie where the loss, the other coefficient at its best, is as high as they say", {
  data <- plot_data(descent, "path", coefficients = c("lwt", "smoke"))
  raw <- data$contours[data$contours$panel == "columns as given", ]
  lowest <- loss_at(coef(reference))
  levels <- sort(unique(raw$level))
  for (level in levels[c(1, 4, 8)]) {
    for (ray in c(1, 12, 30)) {
      point <- raw[raw$level == level & raw$ray == ray, ]
      held <- glm(low ~ 1, binomial, births, offset = point$x * lwt + point$y * smoke, control = list(epsilon = 1e-12))
      expect_equal(deviance(held) / (2 * 189) - lowest, level, tolerance = 0.02)
    }
  }
  # the highest but one goes through the start
  start <- glm(low ~ 1, binomial, births)
  expect_equal(levels[[7]], deviance(start) / (2 * 189) - lowest, tolerance = 1e-6)
  # z-scored slopes are slopes times the standard deviation, so are their contours
  z <- data$contours[data$contours$panel == "z-scores", ]
  inner <- raw$level == levels[[1]]
  expect_equal(z$x[inner], raw$x[inner] * sd(births$lwt), tolerance = 0.02)
})

test_that("with two coefficients nothing is profiled, and the path is that of the trace in both panels", {
  fit <- suppressWarnings(logreg(passed ~ hours, study_hours, solver = "gradient_descent", epochs = 9))
  data <- plot_data(fit, "path", coefficients = c("(Intercept)", "hours"), with = list(Newton = logreg(passed ~ hours, study_hours)))
  own <- data$path[data$path$fit == "Gradient descent", ]
  raw <- own[own$panel == "columns as given", ]
  expect_equal(raw$x, fit$trace[["(Intercept)"]])
  expect_equal(raw$y, fit$trace$hours)
  z <- own[own$panel == "z-scores", ]
  expect_equal(z$y, fit$trace$hours * sd(study_hours$hours))
  expect_equal(z$x, fit$trace[["(Intercept)"]] + fit$trace$hours * mean(study_hours$hours))
  best <- glm(passed ~ hours, binomial, study_hours, control = list(epsilon = 1e-14))
  rings <- data$contours[data$contours$panel == "columns as given", ]
  x <- model.matrix(best)
  for (k in c(5, 100, 200)) {
    rise <- loss_at(c(rings$x[[k]], rings$y[[k]]), x, study_hours$passed) - deviance(best) / 24
    expect_equal(rise, rings$level[[k]], tolerance = 0.02)
  }
  expect_equal(unlist(data$optimum[1, 2:3]), coef(best), tolerance = 1e-6, ignore_attr = TRUE)
})

test_that("the condition numbers are those of the Hessian at glm's estimate", {
  shape <- plot_data(descent, "path", coefficients = c("lwt", "smoke"))$shape
  x <- model.matrix(reference)
  v <- fitted(reference) * (1 - fitted(reference))
  condition <- function(x) {
    values <- eigen(crossprod(x, v * x), symmetric = TRUE)$values
    max(values) / min(values)
  }
  expect_equal(shape$condition, c(condition(x), condition(cbind(1, scale(x[, -1])))), tolerance = 1e-4)
  # of two profiled coefficients the Hessian is the inverse of their part of the covariance
  part <- eigen(vcov(reference)[2:3, 2:3])$values
  expect_equal(shape$ratio[[1]], sqrt(part[[1]] / part[[2]]), tolerance = 1e-4)
})

test_that("the words say how contours came about, and in which columns descent stepped", {
  raw <- suppressWarnings(logreg(low ~ lwt + smoke, births, solver = "gradient_descent", epochs = 20, standardize = FALSE))
  words <- plot_data(descent, "path", coefficients = c("lwt", "smoke"), with = list(raw = raw))$words
  expect_snapshot(cat(words, sep = "\n"))
})

test_that("many rows are sampled for contours, which is said", {
  many <- data.frame(x = sin(seq_len(20000)), z = cos(seq_len(20000) * 0.7))
  many$y <- as.numeric(sin(seq_len(20000) * 1.3) < many$x)
  words <- plot_data(logreg(y ~ x + z, many), "path", coefficients = c("x", "z"))$words
  expect_match(words[["caption"]], "Contours from 5,000 of 20,000 rows.", fixed = TRUE)
})

test_that("contours are drawn of every penalty, and refused where there is no optimum or too much to profile", {
  ridge <- logreg(low ~ lwt + smoke, births, penalty = penalty_ridge(0.1))
  data <- plot_data(ridge, "path", coefficients = c("lwt", "smoke"))
  expect_identical(data$words[["title"]], "The path over contours of the loss + penalty")
  expect_draws(ggplot2::autoplot(ridge, "path", coefficients = c("lwt", "smoke")))
  firth <- logreg(low ~ lwt, births, penalty = penalty_firth())
  expect_draws(ggplot2::autoplot(firth, "path", coefficients = c("(Intercept)", "lwt")))
  refused <- function(fit, coefficients, words, ...) {
    expect_error(plot_data(fit, "path", coefficients = coefficients, ...), words, class = "logreg_error_plot")
  }
  refused(model_shapes()$firth, c("lwt", "age"), "Firth")
  refused(model_shapes()$quasi, c("(Intercept)", "dose"), "separated")
  refused(newton, "lwt", "two coefficients", contours = TRUE)
})

test_that("what cannot be is an error that names the argument", {
  wrong <- function(..., argument) {
    expect_error(plot_data(newton, "path", ...), sprintf("`%s`", argument), class = "logreg_error_argument")
  }
  wrong(coefficients = c("lwt", "nothing"), argument = "coefficients")
  wrong(coefficients = c("lwt", "lwt"), argument = "coefficients")
  wrong(with = list(logreg(low ~ lwt, births)), argument = "with")
  wrong(contours = NA, argument = "contours")
  wrong(log = "y", argument = "log")
})

test_that("paths that run off are cut at the box, and everything draws in silence", {
  wild <- suppressWarnings(logreg(passed ~ hours, study_hours, solver = "gradient_descent", epochs = 40, learning_rate = 200))
  calm <- suppressWarnings(logreg(passed ~ hours, study_hours, solver = "gradient_descent", epochs = 40))
  picture <- ggplot2::autoplot(calm, "path", coefficients = c("(Intercept)", "hours"), with = list(wild = wild))
  expect_draws(picture)
  expect_draws(ggplot2::autoplot(calm, "path", with = list(wild = wild), log = "x"))
  data <- plot_data(calm, "path", coefficients = c("(Intercept)", "hours"), with = list(wild = wild))
  far <- data$shape$right[[1]] - data$shape$left[[1]]
  expect_lt(far, 40) # 4 times the start's distance on either side, and a margin
})

test_that("a sample that misses a level is refused, not an error of linear algebra", {
  many <- data.frame(x = sin(seq_len(20000)), rare = replace(numeric(20000), c(2, 3, 6, 7), 1))
  many$y <- as.numeric(sin(seq_len(20000) * 1.3) < many$x)
  many$y[c(2, 3, 6, 7)] <- c(0, 1, 0, 1)
  fit <- logreg(y ~ x + rare, many)
  expect_error(plot_data(fit, "path", coefficients = c("x", "rare")), "too little", class = "logreg_error_plot")
})
