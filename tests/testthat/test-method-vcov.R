# V S V from its definition, with dense matrices. `weigh` turns the matrix of scores into the filling S.
sandwich_by_hand <- function(x, y, beta, weight = rep(1, length(y)), offset = 0, weigh = crossprod) {
  eta <- drop(x %*% beta) + offset
  bread <- solve(crossprod(x, weight * dlogis(eta) * x))
  bread %*% weigh(weight * (y - plogis(eta)) * x, weight * dlogis(eta) * rowSums((x %*% bread) * x)) %*% bread
}

# The fillings of the types, and of clusters.
fillings <- list(
  HC0 = function(scores, hat) crossprod(scores),
  HC1 = function(scores, hat) crossprod(scores) * nrow(scores) / (nrow(scores) - ncol(scores)),
  HC2 = function(scores, hat) crossprod(scores, scores / (1 - hat)),
  HC3 = function(scores, hat) crossprod(scores, scores / (1 - hat)^2)
)
filling_of_clusters <- function(cluster) {
  groups <- length(unique(cluster))
  function(scores, hat) crossprod(rowsum(scores, cluster)) * groups / (groups - 1)
}
filling_of_two_ways <- function(one, other) {
  function(scores, hat) {
    ways <- list(one, other, paste(one, other))
    parts <- lapply(ways, function(cluster) filling_of_clusters(cluster)(scores, hat))
    parts[[1]] + parts[[2]] - parts[[3]]
  }
}

# Fits of every kind beside their dense design: 0/1 rows, counts, weights with an offset and a column far from zero,
# a wide factor (which the core keeps as codes), an aliased column, a matrix, a sparse matrix.
robust_cases <- function() {
  set.seed(3)
  n <- 300
  data <- data.frame(
    x = rnorm(n), z = rexp(n), g = factor(sample(letters[1:8], n, TRUE)), w = sample(5, n, TRUE), o = rnorm(n),
    m = sample(9, n, TRUE), clinic = sample(40, n, TRUE), year = sample(25, n, TRUE)
  )
  data$y <- rbinom(n, 1, plogis(0.5 * data$x + data$o))
  data$k <- rbinom(n, data$m, plogis(0.5 * data$x))
  data$twice <- 2 * data$x
  plain <- model.matrix(~ x + z, data)
  wide <- model.matrix(~ x + g, data)
  cases <- list(
    rows = list(fit = logreg(y ~ x + z, data), x = plain, y = data$y),
    counts = list(fit = logreg(cbind(k, m - k) ~ x + z, data), x = plain, y = data$k / data$m, weight = data$m),
    weights = list(fit = logreg(y ~ x + z, data, weights = w, offset = o), x = plain, y = data$y, weight = data$w, offset = data$o),
    codes = list(fit = logreg(y ~ x + g, data), x = wide, y = data$y),
    aliased = list(fit = logreg(y ~ x + twice + z, data), x = plain, y = data$y),
    matrix = list(fit = logreg(wide[, -1], data$y), x = wide, y = data$y)
  )
  if (requireNamespace("Matrix", quietly = TRUE)) {
    cases$sparse <- list(fit = logreg(Matrix::Matrix(wide[, -1], sparse = TRUE), data$y), x = wide, y = data$y)
  }
  list(cases = cases, data = data)
}

by_hand <- function(case, weigh) {
  weight <- if (is.null(case$weight)) rep(1, length(case$y)) else case$weight
  offset <- if (is.null(case$offset)) 0 else case$offset
  sandwich_by_hand(case$x, case$y, coef(case$fit, complete = FALSE), weight, offset, weigh)
}

test_that("the covariance is glm's, with and without the aliased coefficients", {
  expect_as_glm(vcov)
  expect_as_glm(function(fit) vcov(fit, complete = FALSE))
})

test_that("the covariance is the inverse information at the coefficients themselves", {
  fit <- logreg(case ~ spontaneous + induced + age, data = infert)
  x <- cbind(1, as.matrix(infert[c("spontaneous", "induced", "age")]))
  p <- plogis(drop(x %*% coef(fit)))
  expect_equal(unname(vcov(fit)), unname(solve(crossprod(x, x * p * (1 - p)))), tolerance = 1e-10)
})

test_that("HC0 to HC3 are their formulas, for every kind of fit", {
  cases <- robust_cases()$cases
  for (name in names(cases)) {
    for (type in names(fillings)) {
      found <- vcov(cases[[name]]$fit, type = type, complete = FALSE)
      expect_equal(unname(found), unname(by_hand(cases[[name]], fillings[[type]])), tolerance = 1e-10, info = paste(name, type))
      expect_identical(found, t(found))
    }
  }
  aliased <- cases$aliased$fit
  whole <- vcov(aliased, type = "HC3")
  expect_true(all(is.na(whole["twice", ])) && all(is.na(whole[, "twice"])))
  expect_identical(whole[-3, -3], vcov(aliased, type = "HC3", complete = FALSE))
})

test_that("clustered covariances are their formulas, for one way and two", {
  made <- robust_cases()
  clinic <- made$data$clinic
  year <- made$data$year
  for (name in names(made$cases)) {
    case <- made$cases[[name]]
    n <- nrow(case$x)
    one <- unname(by_hand(case, filling_of_clusters(clinic)))
    expect_equal(unname(vcov(case$fit, cluster = clinic, complete = FALSE)), one, tolerance = 1e-10, info = name)
    expect_equal(unname(vcov(case$fit, type = "HC1", cluster = clinic, complete = FALSE)), one * (n - 1) / (n - ncol(case$x)),
      tolerance = 1e-10, info = name
    )
    two <- unname(by_hand(case, filling_of_two_ways(clinic, year)))
    if (min(eigen(two, TRUE, TRUE)$values) < 0) next
    expect_equal(unname(vcov(case$fit, cluster = list(clinic, year), complete = FALSE)), two, tolerance = 1e-10, info = name)
  }
})

test_that("a column far from zero costs no digits", {
  data <- robust_cases()$data
  data$x <- round(data$x * 1024) / 1024 # so that no digit is lost by the shift itself
  near <- logreg(y ~ x + z, data)
  far <- logreg(y ~ I(x + 2^30) + z, data)
  expect_equal(unname(vcov(far, type = "HC3")[-1, -1]), unname(vcov(near, type = "HC3")[-1, -1]), tolerance = 1e-10)
  expect_equal(unname(vcov(far, cluster = ~clinic)[-1, -1]), unname(vcov(near, cluster = ~clinic)[-1, -1]), tolerance = 1e-10)
})

test_that("laws of robust covariances", {
  data <- robust_cases()$data
  robust <- list(
    HC0 = function(fit) vcov(fit, type = "HC0"), HC3 = function(fit) vcov(fit, type = "HC3"),
    one = function(fit) vcov(fit, cluster = ~clinic), two = function(fit) suppressWarnings(vcov(fit, cluster = ~ clinic + year))
  )
  fit <- logreg(y ~ x + g, data)
  # Twice the weight: the scores double and V halves. Every row twice: V halves, and twice as many scores are squared.
  double <- logreg(y ~ x + g, data, weights = rep(2, nrow(data)))
  twice <- logreg(y ~ x + g, rbind(data, data))
  expect_equal(vcov(double, type = "HC0"), vcov(fit, type = "HC0"), tolerance = 1e-9)
  expect_equal(vcov(twice, type = "HC0"), vcov(fit, type = "HC0") / 2, tolerance = 1e-9)
  # A copy in the cluster of its original changes nothing.
  expect_equal(vcov(twice, cluster = ~clinic), vcov(fit, cluster = ~clinic), tolerance = 1e-9)
  # Clusters of one row each.
  n <- nrow(data)
  expect_equal(vcov(fit, cluster = seq_len(n)), vcov(fit, type = "HC0") * n / (n - 1), tolerance = 1e-12)
  expect_equal(vcov(fit, type = "HC1", cluster = seq_len(n)), vcov(fit, type = "HC1"), tolerance = 1e-12)
  # A second way that repeats the first, and one that splits it.
  expect_equal(vcov(fit, cluster = ~ clinic + clinic), vcov(fit, cluster = ~clinic), tolerance = 1e-12)
  expect_equal(vcov(fit, cluster = list(data$clinic, data$clinic)), vcov(fit, cluster = ~clinic), tolerance = 1e-12)
  shuffled <- data[sample(nrow(data)), ]
  for (name in names(robust)) {
    covariance <- robust[[name]](fit)
    expect_equal(robust[[name]](logreg(y ~ x + g, shuffled)), covariance, tolerance = 1e-9, info = name)
    expect_equal(robust[[name]](logreg(1 - y ~ x + g, data)), covariance, tolerance = 1e-9, info = name)
    scaled <- robust[[name]](logreg(y ~ I(1000 * x) + g, data))
    expect_equal(unname(scaled * outer(c(1, 1000, rep(1, 7)), c(1, 1000, rep(1, 7)))), unname(covariance), tolerance = 1e-9, info = name)
  }
})

test_that("rows of weight 0 do not count", {
  data <- robust_cases()$data
  data$v <- rep(c(0, 1, 1), 100)
  # The clusters of these rows have no other rows.
  data$clinic[data$v == 0] <- paste("closed", seq_len(100))
  fit <- logreg(y ~ x + z, data, weights = v)
  without <- logreg(y ~ x + z, data[data$v > 0, ])
  for (type in c("HC0", "HC1", "HC3")) expect_equal(vcov(fit, type = type), vcov(without, type = type), tolerance = 1e-10)
  expect_equal(vcov(fit, type = "HC1", cluster = ~clinic), vcov(without, type = "HC1", cluster = ~clinic), tolerance = 1e-10)
})

test_that("clusters are looked up in the data, then where the formula was written, and lose the rows that the fit lost", {
  data <- robust_cases()$data
  data$x[c(4, 90)] <- NA
  fit <- logreg(y ~ x + z, data)
  complete <- logreg(y ~ x + z, data[-c(4, 90), ])
  expected <- vcov(complete, cluster = data$clinic[-c(4, 90)])
  elsewhere <- data$clinic
  expect_identical(vcov(fit, cluster = ~clinic), expected)
  expect_identical(vcov(fit, cluster = ~elsewhere), expected)
  expect_identical(vcov(fit, cluster = data$clinic), expected)
  expect_identical(vcov(fit, cluster = factor(data$clinic)[-c(4, 90)]), expected)
  expect_identical(vcov(fit, cluster = ~ paste(clinic)), expected)
  half <- logreg(y ~ x + z, data, subset = z < 1)
  rows <- which(data$z < 1 & !is.na(data$x))
  expect_equal(vcov(half, cluster = ~clinic), vcov(logreg(y ~ x + z, data[rows, ]), cluster = ~clinic), tolerance = 1e-9)
  expect_identical(vcov(half, cluster = data$clinic), vcov(half, cluster = ~clinic))
})

test_that("what cannot be a cluster is refused", {
  data <- robust_cases()$data
  fit <- logreg(y ~ x + z, data)
  expect_error(vcov(fit, cluster = 1:7), "7 values, but the fit used 300 rows", class = "logreg_error_argument")
  expect_error(vcov(fit, cluster = replace(data$clinic, 9, NA)), "row 9", class = "logreg_error_argument")
  expect_error(vcov(fit, cluster = rep(1, 300)), "one cluster", class = "logreg_error_argument")
  expect_error(vcov(fit, cluster = ~nowhere), "cannot be evaluated", class = "logreg_error_argument")
  expect_error(vcov(fit, cluster = ~ clinic:year), "one side", class = "logreg_error_argument")
  expect_error(vcov(fit, cluster = y ~ clinic), "one side", class = "logreg_error_argument")
  expect_error(vcov(fit, cluster = ~ clinic + year + m), "one or two", class = "logreg_error_argument")
  expect_error(vcov(fit, type = "HC3", cluster = ~clinic), class = "logreg_error_not_available")
  expect_error(vcov(fit, type = "model", cluster = ~clinic), class = "logreg_error_not_available")
  expect_error(vcov(fit, type = "HC4"), class = "logreg_error_argument")
})

test_that("a row of leverage 1 has no HC2 and HC3, and is named", {
  # The second group is one row of 9 trials: it alone determines its coefficient.
  data <- data.frame(k = c(1, 4, 2, 3), m = c(6, 7, 8, 9), g = c(0, 0, 0, 1), row.names = c("a", "b", "c", "alone"))
  fit <- logreg(cbind(k, m - k) ~ g, data)
  error <- expect_error(vcov(fit, type = "HC3"), class = "logreg_error_not_available")
  expect_identical(error$rows, "alone")
  expect_true(all(is.finite(vcov(fit, type = "HC0"))))
})

test_that("a two-way covariance with negative eigenvalues is mended, with a warning, the same in all units", {
  data <- robust_cases()$data
  data$clinic <- rep(1:2, 150)
  data$year <- rep(1:3, each = 100)
  fit <- logreg(y ~ x + z, data)
  raw <- by_hand(list(fit = fit, x = model.matrix(fit), y = data$y), filling_of_two_ways(data$clinic, data$year))
  expect_lt(min(eigen(raw, TRUE, TRUE)$values), 0)
  expect_warning(mended <- vcov(fit, cluster = ~ clinic + year), class = "logreg_warning_not_positive")
  expect_gt(min(eigen(mended, TRUE, TRUE)$values), -1e-12)
  # By hand: the eigenvalues of R raw R', R'R = the information, cut off at 0.
  root <- chol(solve(vcov(fit)))
  parts <- eigen(root %*% raw %*% t(root), TRUE)
  cut <- solve(root) %*% parts$vectors
  expect_equal(unname(mended), unname(cut %*% (pmax(parts$values, 0) * t(cut))), tolerance = 1e-9)
  other <- suppressWarnings(vcov(logreg(y ~ I(x / 50) + z, data), cluster = ~ clinic + year))
  expect_equal(unname(other / outer(c(1, 50, 1), c(1, 50, 1))), unname(mended), tolerance = 1e-8)
})

test_that("the number of threads does not change a bit", {
  set.seed(4)
  data <- data.frame(x = rnorm(2e4), g = factor(sample(9, 2e4, TRUE)), y = rbinom(2e4, 1, 0.4))
  fit <- logreg(y ~ x + g, data)
  found <- lapply(c(1L, 2L, 3L), function(threads) {
    withr::local_options(logreg.threads = threads)
    list(vcov(fit, type = "HC0"), vcov(fit, type = "HC3"), vcov(fit, cluster = data$g))
  })
  expect_identical(found[[1]], found[[2]])
  expect_identical(found[[1]], found[[3]])
})

test_that("the same choice works in every function that has standard errors", {
  data <- robust_cases()$data
  fit <- logreg(y ~ x + z, data)
  robust <- vcov(fit, type = "HC3")
  errors <- sqrt(diag(robust))
  limits <- cbind(coef(fit) - qnorm(0.975) * errors, coef(fit) + qnorm(0.975) * errors)
  hc3 <- function(fit) vcov(fit, type = "HC3")
  for (choice in list("HC3", robust, hc3)) {
    table <- summary(fit, vcov = choice)
    expect_equal(coef(table)[, "Std. Error"], errors, tolerance = 1e-14)
    expect_equal(coef(table)[, "z value"], coef(fit) / errors, tolerance = 1e-14)
    expect_equal(unname(confint(fit, vcov = choice)), unname(limits), tolerance = 1e-14)
    expect_equal(unname(confint(fit, "z", vcov = choice)), unname(limits[3, , drop = FALSE]), tolerance = 1e-14)
    expect_equal(odds_ratios(fit, vcov = choice)$lower, unname(exp(limits[, 1])), tolerance = 1e-14)
    expect_equal(tidy(fit, vcov = choice, conf.int = TRUE)$conf.high, unname(limits[, 2]), tolerance = 1e-14)
    expect_equal(tidy(fit, vcov = choice)$std.error, unname(errors), tolerance = 1e-14)
    x <- model.matrix(fit)
    expected <- sqrt(rowSums((x %*% robust) * x))
    expect_equal(predict(fit, se.fit = TRUE, vcov = choice)$se.fit, expected, tolerance = 1e-10)
    expect_equal(predict(fit, data[1:9, ], se.fit = TRUE, vcov = choice)$se.fit, expected[1:9], tolerance = 1e-10)
    centred <- x[, "z"] - mean(x[, "z"])
    expect_equal(predict(fit, type = "terms", se.fit = TRUE, vcov = choice)$se.fit[, "z"], abs(centred) * errors[["z"]], tolerance = 1e-10)
  }
  expect_equal(unname(predict(fit, data[1, ], interval = "confidence", cluster = ~clinic)[, "upr"]),
    unname(predict(fit, data[1, ])) + qnorm(0.975) * predict(fit, data[1, ], se.fit = TRUE, cluster = ~clinic)$se.fit[[1]],
    tolerance = 1e-12
  )
  expect_identical(confint(fit, method = "wald", vcov = "model"), confint(fit, method = "wald"))
  expect_identical(confint(fit, vcov = "model"), confint(fit))
  expect_match(capture.output(print(summary(fit, vcov = "HC3"))), "Standard errors: robust (HC3).", fixed = TRUE, all = FALSE)
  expect_match(capture.output(print(summary(fit, cluster = ~clinic))), "clustered by clinic (40 clusters), HC0.", fixed = TRUE, all = FALSE)
  expect_no_match(capture.output(print(summary(fit))), "Standard errors:")
})

test_that("a covariance where none is used, or that does not fit, is refused", {
  fit <- logreg(am ~ wt + hp, data = mtcars)
  expect_error(confint(fit, method = "profile", vcov = "HC0"), class = "logreg_error_argument")
  expect_error(odds_ratios(fit, method = "profile", cluster = mtcars$cyl), class = "logreg_error_argument")
  expect_error(summary(fit, vcov = diag(2)), "each of the 3 coefficients", class = "logreg_error_argument")
  expect_error(summary(fit, vcov = diag(3), cluster = mtcars$cyl), class = "logreg_error_argument")
  penalised <- logreg(am ~ wt, data = mtcars, penalty = penalty_ridge(0.1))
  expect_error(vcov(penalised, type = "HC0"), class = "logreg_error_penalized")
  expect_error(summary(penalised, vcov = "HC0"), class = "logreg_error_penalized")
})

test_that("aliased columns take a covariance of all or of the kept coefficients", {
  fit <- logreg(am ~ wt + twice + hp, data = cars_with_gaps)
  kept <- vcov(fit, type = "HC0", complete = FALSE)
  expect_equal(summary(fit, vcov = kept)$coefficients, summary(fit, vcov = "HC0")$coefficients)
  expect_equal(summary(fit, vcov = vcov(fit, type = "HC0"))$coefficients, summary(fit, vcov = "HC0")$coefficients)
})
