test_that("few trials by adding up all outcomes", {
  prob <- c(0.1, 0.5, 0.7, 0.95)
  outcomes <- as.matrix(expand.grid(rep(list(0:1), 4)))
  mass <- apply(outcomes, 1, function(y) prod(ifelse(y == 1, prob, 1 - prob)))
  expect_equal(count_distribution(qlogis(prob)), as.vector(tapply(mass, rowSums(outcomes), sum)))
})

test_that("equal probabilities give the binomial, in its tails and after Fourier transforms", {
  expect_equal(count_distribution(rep(qlogis(0.3), 500)), dbinom(0:500, 500, 0.3), tolerance = 1e-12)
  # Relative error: the tail of 512 rows keeps its digits.
  expect_equal(count_distribution(rep(qlogis(0.01), 500))[100] / dbinom(99, 500, 0.01), 1, tolerance = 1e-9)
  expect_lt(max(abs(count_distribution(rep(qlogis(0.3), 20000)) - dbinom(0:20000, 20000, 0.3))), 1e-12)
  expect_lt(max(abs(count_distribution(rep(qlogis(1e-5), 3001)) - dbinom(0:3001, 3001, 1e-5))), 1e-12)
})

test_that("two probabilities give the convolution of two binomials, on both ways", {
  for (sizes in list(c(30, 60), c(700, 900))) {
    expected <- sapply(0:sum(sizes), function(k) sum(dbinom(0:k, sizes[1], 0.2) * dbinom(k - 0:k, sizes[2], 0.6)))
    eta <- rep(qlogis(c(0.2, 0.6)), sizes)[order(sin(seq_len(sum(sizes))))]
    expect_lt(max(abs(count_distribution(eta) - expected)), 1e-12)
  }
})

test_that("certain trials only move the count, and probabilities next to 1 keep their complement", {
  expect_identical(count_distribution(c(Inf, -Inf, Inf)), c(0, 0, 1, 0))
  # As ratios: numbers as small as these count as equal to 0 otherwise.
  expect_equal(count_distribution(c(40, 40))[1:2] / c(plogis(-40)^2, 2 * plogis(-40)), c(1, 1), tolerance = 1e-12)
})

test_that("mean and variance are the sums of the rows', on every shape", {
  births <- shape_data()
  for (name in c("several", "poly", "offset", "offset_argument", "weights", "no_intercept", "ridge", "firth", "matrix", "unconverged", "gaps")) {
    fit <- model_shapes()[[name]]
    found <- predict_count(fit, births, draws = 5, seed = 1)
    prob <- predict(fit, births, type = "response")
    missing <- sum(is.na(prob))
    prob <- prob[!is.na(prob)]
    expect_identical(c(found$rows, found$missing), c(length(prob), missing), info = name)
    expect_equal(found$summary$mean[1], sum(prob), info = name)
    expect_equal(found$summary$sd[1], sqrt(sum(prob * (1 - prob))), info = name)
  }
})

test_that("the interval is central and holds its level", {
  found <- predict_count(model_shapes()$several, shape_data(), level = 0.9, draws = 5, seed = 1)
  below <- cumsum(found$distribution$exact)
  expect_equal(found$summary$lower[1], min(found$distribution$count[below > 0.05]))
  expect_equal(found$summary$upper[1], min(found$distribution$count[below >= 0.95]))
  # Two even trials: 0, 1 or 2 with probabilities 1/4, 1/2, 1/4, so the middle half is 1 alone.
  expect_equal(unlist(count_summary("exact", c(1, 2, 1) / 4, 0.5)[c("lower", "upper")]), c(lower = 1, upper = 1))
})

test_that("the uncertainty of the coefficients is that of their normal approximation", {
  # An intercept only: the log-odds are N(b, v), so the mean and variance of the count are integrals over it.
  fit <- logreg(y ~ 1, data = data.frame(y = rep(c(0, 1), c(30, 10))))
  found <- predict_count(fit, data.frame(z = 1:50), draws = 4000, seed = 1)
  error <- sqrt(1 / 30 + 1 / 10)
  over <- function(f) integrate(function(b) f(plogis(b)) * dnorm(b, log(1 / 3), error), -5, 4, rel.tol = 1e-10)$value
  mean <- 50 * over(identity)
  variance <- over(function(p) 50 * p * (1 - p) + 2500 * p^2) - mean^2
  # 4,000 draws: three standard errors of their mean, and as much of their variance.
  expect_lt(abs(found$summary$mean[2] - mean), 3 * 50 * sqrt(over(function(p) p^2) - over(identity)^2) / sqrt(4000))
  expect_equal(found$summary$sd[2], sqrt(variance), tolerance = 0.04)
  expect_equal(sum(found$distribution$predictive), 1)
})

test_that("the drawn coefficients have the covariance of the fit", {
  withr::local_seed(1)
  fit <- model_shapes()$aliased
  drawn <- coefficient_draws(fit, 20000)
  kept <- !is.na(coef(fit))
  expect_true(all(drawn[!kept, ] == 0))
  error <- sqrt(diag(vcov(fit)))[names(coef(fit))[kept]]
  z <- (drawn[kept, ] - coef(fit)[kept]) / error
  expect_lt(max(abs(rowMeans(z))), 0.03)
  expect_lt(max(abs(cov(t(z)) - cov2cor(vcov(fit)[names(error), names(error)]))), 0.04)
})

test_that("many rows: the drawn counts have the mean and spread of the mixture", {
  fit <- model_shapes()$one_number
  new <- shape_data()[rep(1:189, 10), ]
  found <- predict_count(fit, new, draws = 2000, seed = 1)
  prob <- predict(fit, new, type = "response")
  gradient <- colSums(prob * (1 - prob) * cbind(1, new$lwt))
  # Delta method; the draws of the mean add some per cent.
  expected <- sqrt(sum(prob * (1 - prob)) + drop(gradient %*% vcov(fit) %*% gradient))
  expect_equal(found$summary$sd[2], expected, tolerance = 0.06)
  expect_equal(sum(found$distribution$predictive), 1)
})

test_that("several fits: the sum of their counts", {
  fits <- model_shapes()[c("one_number", "factor_only")]
  new <- list(shape_data()[1:5, ], shape_data()[100:106, ])
  found <- predict_count(fits, new, draws = 10, seed = 1)
  prob <- c(predict(fits[[1]], new[[1]], type = "response"), predict(fits[[2]], new[[2]], type = "response"))
  expect_equal(found$distribution$exact, count_distribution(qlogis(prob)))
  expect_identical(found$rows, 12L)
  expect_output(print(found), "12 rows for 2 fits together")
  expect_output(print(found), "taken to be independent of each other")
  expect_error(predict_count(fits, new[1]), "`newdata`", class = "logreg_error_argument")
  expect_error(predict_count(fits), "it is missing; give the rows", class = "logreg_error_argument")
  expect_error(predict_count(fits, shape_data()[1:2]), "`newdata`", class = "logreg_error_argument")
})

test_that("the same fit twice is one fit: its coefficients are drawn once", {
  fit <- model_shapes()$several
  births <- shape_data()
  parts <- predict_count(list(fit, fit), list(births[1:100, ], births[101:189, ]), draws = 20, seed = 1)
  expect_equal(parts$distribution, predict_count(fit, births, draws = 20, seed = 1)$distribution)
  expect_length(parts$notes, 0)
})

test_that("fits without a covariance have the exact part only, and say why", {
  for (name in c("ridge", "unconverged", "quasi", "complete")) {
    fit <- model_shapes()[[name]]
    new <- if (name %in% c("quasi", "complete")) fit$data else shape_data()
    found <- predict_count(fit, new, seed = 1)
    expect_true(all(is.na(found$distribution$predictive)), info = name)
    expect_output(print(found), "Without the uncertainty of the coefficients")
  }
  expect_equal(predict_count(model_shapes()$complete, model_shapes()$complete$data)$distribution$exact, c(0, 0, 0, 1, 0, 0, 0))
})

test_that("a fit of counts counts rows, and says so", {
  found <- predict_count(model_shapes()$grouped, transform(reference_data("esoph"), age = 3), draws = 5, seed = 1)
  expect_output(print(found), "Each row is one trial")
})

test_that("a seed repeats the draws and leaves the stream; order and missing rows", {
  withr::local_seed(3)
  before <- .Random.seed
  fit <- model_shapes()$gaps
  births <- shape_data()
  one <- predict_count(fit, births, draws = 20, seed = 2)
  expect_identical(.Random.seed, before)
  expect_identical(one, predict_count(fit, births, draws = 20, seed = 2))
  expect_equal(predict_count(fit, births[189:1, ], draws = 20, seed = 2)$distribution, one$distribution)
  expect_output(print(one), "3 rows without a prediction")
  expect_error(predict_count(fit, births[c(3, 50), ]), class = "logreg_error_no_rows")
})
