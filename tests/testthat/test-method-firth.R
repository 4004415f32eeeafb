firth <- function(...) logreg(..., penalty = penalty_firth())

endometrial_fit <- function() firth(HG ~ NV + PI + EH, data = reference_data("endometrial"))
sex2_fit <- function() firth(case ~ age + oc + vic + vicl + vis + dia, data = reference_data("sex2"))

# The penalised log-likelihood in plain R, as Heinze and Schemper (2002) write it.
plain_penalised <- function(x, y, beta, weight = rep(1, length(y)), offset = 0) {
  eta <- drop(x %*% beta) + offset
  log_likelihood <- sum(weight * (y * plogis(eta, log.p = TRUE) + (1 - y) * plogis(-eta, log.p = TRUE)))
  log_likelihood + determinant(crossprod(x, weight * dlogis(eta) * x))$modulus[[1]] / 2
}

# The modified score X'(w (y - p) + h (1/2 - p)) of the same source; the square root of score' I^-1 score is the
# distance from its zero in standard errors.
penalised_decrement <- function(x, y, beta, weight = rep(1, length(y)), offset = 0) {
  p <- plogis(drop(x %*% beta) + offset)
  information <- crossprod(x, weight * p * (1 - p) * x)
  h <- weight * p * (1 - p) * rowSums((x %*% solve(information, tol = 0)) * x)
  score <- crossprod(x, weight * (y - p) + h * (0.5 - p))
  sqrt(drop(crossprod(score, solve(information, score, tol = 0))))
}

test_that("separated toys have the published finite estimates", {
  # reliability notes, table 1.3: brglm2 (AS_mean) to 1e-12, ten digits typed.
  expect_known <- function(fit, beta) expect_equal(unname(coef(fit)), beta, tolerance = 2e-9)
  expect_known(firth(y ~ x, data.frame(x = 1:6, y = c(0, 0, 0, 1, 1, 1))), c(-3.951193710, 1.128912489))
  quasi <- firth(y ~ x, data.frame(x = c(-1, 0, 0, 1), y = c(0, 0, 1, 1)))
  expect_equal(unname(coef(quasi)), c(0, 1.352564155), tolerance = 2e-9)
  expect_known(
    firth(y ~ x1 + x2, data.frame(
      x1 = c(0, 1, 2, 3, 0, 1, 2, 3), x2 = c(3, 2, 1, 0, 4, 3, 2, 1), y = rep(0:1, each = 4)
    )), c(-12.920786833, 3.691653381, 3.691653381)
  )
  expect_known(firth(y ~ g, data.frame(g = rep(c("a", "b"), each = 3), y = c(0, 1, 0, 1, 1, 1))), c(-0.510825624, 2.456735773))
})

test_that("tables and shares have their closed forms", {
  table <- data.frame(x = 0:1, events = c(5, 4), others = c(5, 0))
  fit <- firth(cbind(events, others) ~ x, table)
  expect_equal(unname(coef(fit)), c(0, log(9)), tolerance = 1e-10)
  rows <- data.frame(x = rep(0:1, c(10, 4)), y = c(rep(1, 5), rep(0, 5), rep(1, 4)))
  expect_equal(coef(firth(y ~ x, rows)), coef(fit), tolerance = 1e-10)
  expect_equal(unname(coef(firth(cbind(3, 8) ~ 1))), log(3.5 / 8.5), tolerance = 1e-12)
  expect_equal(coef(firth(y ~ factor(x), rows))[[2]], log(9), tolerance = 1e-10)
})

test_that("one class is allowed, where the event can be told from it", {
  expect_equal(unname(coef(firth(y ~ 1, data.frame(y = rep(1, 5))))), 2.397895273, tolerance = 1e-9)
  none <- firth(y ~ x, data.frame(x = 1:5, y = rep(FALSE, 5)))
  expect_true(none$converged)
  expect_identical(none$null.deviance, 0)
  expect_lt(penalised_decrement(cbind(1, 1:5), rep(0, 5), coef(none)), 1e-8)
  expect_error(firth(y ~ x, data.frame(x = 1:5, y = "yes")), class = "logreg_error_one_class")
  expect_error(logreg(y ~ x, data.frame(x = 1:5, y = 1)), class = "logreg_error_one_class")
  expect_error(logreg(y ~ x, data.frame(x = 1:5, y = 1), penalty = penalty_ridge(1)), class = "logreg_error_one_class")
})

test_that("endometrial and sex2 have the published estimates, errors, limits and likelihoods", {
  # reliability notes, section 2: from logistf and brglm2; limits of logistf at tolerance 1e-12.
  fit <- endometrial_fit()
  expect_equal(unname(coef(fit)), c(3.77455971, 2.92927335, -0.03475176, -2.60416393), tolerance = 3e-9)
  expect_equal(unname(sqrt(diag(vcov(fit)))), c(1.48869, 1.55076, 0.03958, 0.77602), tolerance = 1e-4)
  expect_equal(as.numeric(logLik(fit)), -24.03726780, tolerance = 1e-10)
  expect_equal(unname(confint(fit, "NV")[1, ]), c(0.609724436, 7.854631714), tolerance = 1e-8)
  expect_equal(unname(confint(fit)[, 1]), c(1.082537108448, 0.609724436303, -0.124458720852, -4.365183247263), tolerance = 1e-7)
  expect_equal(unname(confint(fit)[, 2]), c(7.2092804982469, 7.8546317138773, 0.0404554731806, -1.2327210572170), tolerance = 1e-7)
  expect_equal(
    unname(summary(fit)$coefficients[, 4]),
    c(4.19362788559e-03, 9.12366754709e-03, 3.87482203566e-01, 2.50686721486e-05),
    tolerance = 1e-6
  )
  other <- sex2_fit()
  # Its help page, at the default tolerance, has the last one as 3.09601166.
  expect_equal(
    unname(coef(other)), tolerance = 1e-10,
    c(0.1202540491338, -1.1059813313813, -0.0688167270619, 2.2688746522391, -2.1114081853032, -0.7883169513967, 3.0960118273514)
  )
  expect_equal(as.numeric(logLik(other)), -132.5393795, tolerance = 1e-9)
  expect_equal(unname(confint(other, "dia")[1, ]), c(0.77456817, 8.03029352), tolerance = 1e-8)
})

test_that("the object is no glm, and says what it is", {
  fit <- endometrial_fit()
  expect_s3_class(fit, c("logreg_firth", "logreg_fit"), exact = TRUE)
  expect_s3_class(fit$penalty, "logreg_penalty_firth")
  expect_true(fit$converged)
  expect_true(convergence(fit)$penalized)
  expect_lt(convergence(fit)$distance, 1e-9)
  without_rounding <- function(lines) sub("Converged: [0-9.e-]+", "Converged: 0", lines)
  expect_snapshot(fit, transform = without_rounding)
  expect_snapshot(summary(fit), transform = without_rounding)
  expect_snapshot(print(summary(fit, test = "wald"), signif.stars = FALSE), transform = without_rounding)
})

test_that("every solver ends at the zero of the modified score", {
  data <- reference_data("endometrial")
  x <- cbind(1, data$NV, data$PI, data$EH)
  # What a solver stops at, in standard errors; the decrement here is under the information, the solver's under the
  # Hessian, which differ by little.
  for (solver in c("newton", "lbfgs", "gradient_descent", "adam")) {
    options <- if (solver %in% c("newton", "lbfgs")) list() else list(epochs = 1e5)
    fit <- do.call(firth, c(list(HG ~ NV + PI + EH, data = data, solver = solver), options))
    expect_true(fit$converged, label = solver)
    expect_lt(penalised_decrement(x, data$HG, coef(fit)), 3e-6, label = solver)
  }
  error <- expect_error(
    firth(HG ~ NV, data = data, solver = "gradient_descent", batch_size = 8),
    class = "logreg_error_argument"
  )
  expect_identical(error$argument, "batch_size")
})

test_that("of several maxima of the penalised likelihood the highest found is the estimate", {
  # From 0 a search meets the lower one, at a slope of 0.617: logistf 1.26.1 gives it. brglm2 0.9: -2.1972, 3.8066.
  data <- data.frame(x = c(0, 0, 0, 0, 1, 1, 5), y = c(0, 0, 0, 0, 1, 1, 1))
  x <- cbind(1, data$x)
  profile <- vapply(seq(0.05, 8, by = 0.05), function(slope) {
    optimize(function(intercept) plain_penalised(x, data$y, c(intercept, slope)), c(-20, 20), maximum = TRUE)$objective
  }, 1)
  expect_identical(sum(diff(sign(diff(profile))) == -2), 2L)
  for (start in list(NULL, c(0, 0))) {
    fit <- firth(y ~ x, data, start = start)
    expect_lt(penalised_decrement(x, data$y, coef(fit)), 1e-8)
    expect_identical(as.numeric(logLik(fit)) > max(profile) - 1e-3, is.null(start))
  }
  expect_equal(unname(coef(firth(y ~ x, data))), c(-2.1972, 3.8066), tolerance = 1e-4)
})

test_that("weights are counts of rows", {
  data <- data.frame(x = c(1, 2, 3, 4, 5, 6, 7, 8), y = c(0, 0, 0, 1, 0, 1, 1, 1), w = c(2, 1, 3, 1, 2, 1, 1, 4))
  rows <- data[rep(1:8, data$w), ]
  weighted <- firth(y ~ x, data, weights = w)
  expanded <- firth(y ~ x, rows)
  expect_equal(coef(weighted), coef(expanded), tolerance = 1e-10)
  expect_equal(vcov(weighted), vcov(expanded), tolerance = 1e-9)
  expect_equal(confint(weighted), confint(expanded), tolerance = 1e-8)
  expect_equal(as.numeric(logLik(weighted)), as.numeric(logLik(expanded)), tolerance = 1e-10)
  counts <- aggregate(cbind(y, n = 1) ~ x, rows, sum)
  expect_equal(coef(firth(cbind(y, n - y) ~ x, counts)), coef(expanded), tolerance = 1e-10)
  expect_equal(coef(firth(y / n ~ x, counts, weights = n)), coef(expanded), tolerance = 1e-10)
  # So many rows of so few kinds are fitted as cells.
  many <- rows[rep(seq_len(nrow(rows)), 2000), ]
  many$x <- factor(many$x)
  cells <- aggregate(cbind(y, n = 1) ~ x, many, sum)
  expect_equal(coef(firth(y ~ x, many)), coef(firth(cbind(y, n - y) ~ x, cells)), tolerance = 1e-9)
  left_out <- firth(y ~ x, data, weights = c(0, rep(1, 7)))
  expect_equal(coef(left_out), coef(firth(y ~ x, data[-1, ])), tolerance = 1e-10)
  fractions <- suppressWarnings(firth(y ~ x, data, weights = w / 3), classes = "logreg_warning_non_integer_successes")
  expect_lt(penalised_decrement(cbind(1, data$x), data$y, coef(fractions), data$w / 3), 1e-9)
})

test_that("an offset, a matrix, a sparse matrix and factors are as for other fits", {
  data <- reference_data("sex2")
  o <- rep(c(-1, 0.5, 2), length.out = nrow(data))
  x <- as.matrix(data[c("age", "oc", "dia")])
  fit <- firth(case ~ age + oc + dia, data, offset = o)
  expect_lt(penalised_decrement(cbind(1, x), data$case, coef(fit), offset = o), 1e-8)
  expect_equal(unname(coef(firth(x, data$case, offset = o))), unname(coef(fit)), tolerance = 1e-10)
  expect_equal(unname(coef(firth(data[c("age", "oc", "dia")], data$case))), unname(coef(firth(x, data$case))), tolerance = 1e-12)
  skip_if_not_installed("Matrix")
  sparse <- Matrix::Matrix(x, sparse = TRUE)
  expect_equal(unname(coef(firth(sparse, data$case))), unname(coef(firth(x, data$case))), tolerance = 1e-9)
})

test_that("the laws of the estimate hold", {
  data <- reference_data("endometrial")
  fit <- endometrial_fit()
  flipped <- firth(1 - HG ~ NV + PI + EH, data)
  expect_equal(coef(flipped), -coef(fit), tolerance = 1e-9)
  moved <- firth(HG ~ NV + I(1e6 + 1e-3 * PI) + EH, data)
  expect_equal(coef(moved)[[3]], 1e3 * coef(fit)[[3]], tolerance = 1e-7)
  expect_equal(unname(confint(moved, 3)), 1e3 * unname(confint(fit, "PI")), tolerance = 1e-6)
  # Of order 1/n^2 is what remains of the difference times n; from n to 16 n it falls to a sixteenth.
  apart <- vapply(c(1, 16), function(times) {
    many <- reference_data("lowbwt")
    many <- many[rep(seq_len(nrow(many)), times), ]
    max(abs(coef(firth(low ~ age + lwt, many)) - coef(logreg(low ~ age + lwt, many))))
  }, 1)
  expect_equal(apart[[1]] / apart[[2]], 16, tolerance = 0.05)
})

test_that("an aliased column is dropped and named, and inference goes on without it", {
  data <- reference_data("endometrial")
  data$again <- 2 * data$PI + 1
  fit <- firth(HG ~ NV + PI + again + EH, data)
  expect_identical(names(which(is.na(coef(fit)))), "again")
  expect_equal(coef(fit)[-4], coef(endometrial_fit()), tolerance = 1e-9)
  expect_equal(confint(fit)[-4, ], confint(endometrial_fit()), tolerance = 1e-7)
  expect_true(all(is.na(confint(fit)["again", ])))
  expect_identical(rownames(summary(fit)$coefficients), names(coef(endometrial_fit())))
})

test_that("a limit is where the penalised likelihood has fallen, by a search in plain R", {
  data <- data.frame(x = c(1, 2, 3, 4, 5, 6, 7, 8), z = c(3, 1, 4, 1, 5, 9, 2, 6), y = c(0, 0, 0, 0, 1, 1, 1, 1))
  fit <- firth(y ~ x + z, data)
  x <- cbind(1, data$x, data$z)
  best <- plain_penalised(x, data$y, coef(fit))
  expect_equal(as.numeric(logLik(fit)), best, tolerance = 1e-12)
  limits <- confint(fit, level = 0.9)
  for (column in 1:3) {
    for (side in 1:2) {
      at <- function(others) plain_penalised(x, data$y, replace(numeric(3), -column, others) + replace(numeric(3), column, limits[column, side]))
      found <- optim(coef(fit)[-column], at, control = list(fnscale = -1, reltol = 1e-15, maxit = 5000))
      found <- optim(found$par, at, control = list(fnscale = -1, reltol = 1e-15, maxit = 5000))
      # The simplex search ends some 1e-7 short in the likelihood at worst.
      expect_equal(2 * (best - found$value), qchisq(0.9, 1), tolerance = 1e-6)
    }
  }
  expect_equal(unname(confint(fit, "x", method = "wald")[1, ]), coef(fit)[["x"]] + c(-1, 1) * qnorm(0.975) * sqrt(vcov(fit)["x", "x"]))
})

test_that("tests of terms and nested fits are those of the larger model's determinant", {
  fit <- endometrial_fit()
  single <- drop1(fit)
  expect_equal(single$Chisq, unname(summary(fit)$coefficients[-1, 3]), tolerance = 1e-7)
  # logistf 1.26.1, anova(), at tolerance 1e-12: the test of NV and EH together.
  both <- anova(firth(HG ~ PI, data = reference_data("endometrial")), fit)
  expect_equal(both$Chisq[[2]], 43.3549515167, tolerance = 1e-8)
  expect_identical(both$Df[[2]], 2L)
  sequence <- anova(fit)
  all_gone <- anova(firth(HG ~ 1, data = reference_data("endometrial")), fit)
  expect_equal(sum(sequence$Chisq), all_gone$Chisq[[2]], tolerance = 1e-7)
  expect_identical(sequence$Df, c(1L, 1L, 1L))
  expect_error(anova(fit, firth(HG ~ poly(PI, 2), reference_data("endometrial"))), class = "logreg_error_not_nested")
  expect_error(anova(fit, logreg(HG ~ PI, reference_data("endometrial"))), class = "logreg_error_penalized")
  expect_error(anova(logreg(HG ~ PI, reference_data("endometrial")), fit), class = "logreg_error_penalized")
})

test_that("likelihood and criteria say what they leave out", {
  fit <- endometrial_fit()
  plain <- sum(dbinom(fit$y, 1, fitted(fit), log = TRUE))
  expect_equal(AIC(fit), 8 - 2 * plain, tolerance = 1e-10)
  expect_equal(BIC(fit), 4 * log(79) - 2 * plain, tolerance = 1e-10)
  expect_equal(extractAIC(fit), c(4, 8 - 2 * plain), tolerance = 1e-10)
  expect_equal(deviance(fit), -2 * plain, tolerance = 1e-10)
  expect_identical(attr(logLik(fit), "df"), 4L)
  smaller <- update(fit, . ~ . - PI)
  expect_s3_class(smaller, "logreg_firth")
  expect_identical(rownames(AIC(fit, smaller)), c("fit", "smaller"))
  # A column in other units moves the penalised likelihood by the logarithm of the unit, and the AIC not at all.
  scaled <- update(fit, . ~ . - PI + I(PI / 10))
  expect_equal(as.numeric(logLik(scaled)), as.numeric(logLik(fit)) - log(10), tolerance = 1e-9)
  expect_equal(AIC(scaled), AIC(fit), tolerance = 1e-9)
})

test_that("predictions have standard errors, intervals and corrections", {
  data <- reference_data("endometrial")
  fit <- endometrial_fit()
  new <- data[c(1, 20, 60), ]
  x <- as.matrix(cbind(1, new[c("NV", "PI", "EH")]))
  link <- predict(fit, new, se.fit = TRUE)
  expect_equal(unname(link$fit), drop(unname(x) %*% coef(fit)), tolerance = 1e-12)
  expect_equal(unname(link$se.fit), sqrt(rowSums((unname(x) %*% unname(vcov(fit))) * unname(x))), tolerance = 1e-9)
  expect_identical(colnames(predict(fit, new, type = "response", interval = "confidence")), c("fit", "lwr", "upr"))
  expect_identical(unname(predict(fit, new, type = "class")), as.numeric(link$fit >= 0))

  flic <- predict(fit, type = "response", correction = "flic")
  expect_equal(mean(flic), mean(data$HG), tolerance = 1e-10)
  expect_lt(diff(range(qlogis(flic) - predict(fit))), 1e-9)
  expect_gt(abs(mean(fitted(fit)) - mean(data$HG)), 1e-3)
  flac <- predict(fit, type = "response", correction = "flac")
  expect_equal(mean(flac), mean(data$HG), tolerance = 1e-10)
  # Puhr et al. (2017), section 2.3, by glm(): each row again with response 1 and 0, half its leverage as weight.
  hat <- hatvalues(fit)
  pseudo <- rbind(cbind(data, g = 0, w = 1), cbind(data, g = 1, w = hat / 2), cbind(transform(data, HG = 1 - HG), g = 1, w = hat / 2))
  oracle <- suppressWarnings(glm(HG ~ NV + PI + EH + g, binomial, pseudo, weights = w, control = list(epsilon = 1e-14, maxit = 100)))
  expect_equal(unname(predict(fit, new, correction = "flac")), drop(unname(x) %*% coef(oracle)[1:4]), tolerance = 1e-7)
  expect_error(predict(fit, correction = "flic", se.fit = TRUE), class = "logreg_error_argument")
  expect_error(predict(update(fit, . ~ . - 1), correction = "flic"), class = "logreg_error_argument")
  expect_error(predict(fit, correction = "flick"), class = "logreg_error_argument")
  for (correction in c("flic", "flac")) {
    expect_error(predict(firth(y ~ 1, data.frame(y = c(1, 1))), correction = correction), class = "logreg_error_one_class")
  }
})

test_that("tables, odds ratios, leverages and refits work", {
  fit <- endometrial_fit()
  tidied <- tidy(fit, conf.int = TRUE)
  expect_equal(tidied$conf.low, unname(confint(fit)[, 1]))
  expect_equal(tidied$p.value, unname(summary(fit)$coefficients[, 4]))
  expect_equal(glance(fit)$logLik, as.numeric(logLik(fit)))
  expect_true(all(c(".fitted", ".resid") %in% names(augment(fit))))
  expect_equal(odds_ratios(fit)$lower, unname(exp(confint(fit)[, 1])))
  expect_equal(sum(hatvalues(fit)), 4, tolerance = 1e-10)
  expect_identical(nrow(simulate(fit, seed = 1)), 79L)
  path <- withr::local_tempfile()
  saveRDS(fit, path)
  expect_equal(confint(readRDS(path)), confint(fit))
})

test_that("what has no meaning is refused, with the remedy", {
  fit <- endometrial_fit()
  refused <- list(
    profile, influence, rstandard, rstudent, cooks.distance, dfbeta, dfbetas, as_glm, function(fit) add1(fit, . ~ . + I(PI^2)),
    function(fit) step(fit, scope = . ~ . + I(PI^2), direction = "forward", trace = 0)
  )
  for (method in refused) expect_error(method(fit), class = "logreg_error_penalized")
})
