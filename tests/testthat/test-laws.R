# Laws that the answer must keep when the question is put in other words. Tolerances, relative in each
# coefficient, are those of section 3.1 of the reliability report: ten to a hundred times what a fit by
# orthogonal reduction loses; where ours is looser, it says why.

births <- reference_data("lowbwt")
law_sets <- list(
  marks = list(x = as.matrix(exam_marks[c("exam1", "exam2")]), y = exam_marks$admitted),
  cars = list(x = as.matrix(mtcars[c("mpg", "qsec")]), y = mtcars$am),
  births = list(x = cbind(as.matrix(births[c("age", "lwt", "smoke", "ht")]), black = births$race == 2), y = births$low),
  icu = list(x = as.matrix(reference_data("icu")[c("age", "can", "sys", "typ")]), y = reference_data("icu")$sta),
  infert = list(x = as.matrix(infert[c("age", "parity", "induced", "spontaneous")]), y = infert$case)
)

# The stop rule is a distance of 1e-10 standard errors, which is not 1e-12 of a coefficient; the laws are
# about the optimum, so the fits run to the floor of rounding.
exact <- function(x, y, ...) {
  withCallingHandlers(
    logreg(x, y, solver = "newton", tolerance = 0, ...),
    logreg_warning_non_integer_successes = function(warning) invokeRestart("muffleWarning")
  )
}

for_each_set <- function(check) for (name in names(law_sets)) check(law_sets[[name]]$x, law_sets[[name]]$y, name)

expect_same <- function(ours, theirs, tolerance, name) {
  expect_true(all(names(ours) == names(theirs)), info = name)
  expect_lt(max(abs(ours - theirs) / abs(theirs)), tolerance, label = name)
}

errors_of <- function(fit) sqrt(diag(vcov(fit)))

test_that("M1: the order of the rows does not matter", {
  set.seed(1)
  for_each_set(function(x, y, name) {
    order <- sample(nrow(x))
    expect_same(coef(exact(x[order, ], y[order])), coef(exact(x, y)), 1e-12, name)
  })
})

test_that("M2: the order of the columns permutes the answer", {
  for_each_set(function(x, y, name) {
    turned <- exact(x[, rev(seq_len(ncol(x)))], y)
    fit <- exact(x, y)
    expect_same(coef(turned)[names(coef(fit))], coef(fit), 1e-12, name)
    expect_same(errors_of(turned)[names(coef(fit))], errors_of(fit), 1e-12, name)
  })
})

test_that("M3: rows written twice are rows of weight 2, and of weight 1/2 are rows written once", {
  for_each_set(function(x, y, name) {
    twice <- exact(rbind(x, x), c(y, y))
    weighted <- exact(x, y, weights = rep(2, length(y)))
    once <- exact(x, y)
    expect_same(coef(twice), coef(weighted), 1e-12, name)
    expect_same(errors_of(twice), errors_of(weighted), 1e-12, name)
    expect_same(coef(exact(rbind(x, x), c(y, y), weights = rep(0.5, 2 * length(y)))), coef(once), 1e-12, name)
    expect_same(errors_of(twice) * sqrt(2), errors_of(once), 1e-12, name)
    uneven <- rep(1:3, length.out = length(y))
    rows <- rep(seq_along(y), uneven)
    expect_same(coef(exact(x[rows, ], y[rows])), coef(exact(x, y, weights = uneven)), 1e-12, name)
  })
})

test_that("M4: a common factor of the weights changes only the standard errors", {
  for_each_set(function(x, y, name) {
    plain <- exact(x, y)
    for (factor in c(1e-12, 1e-6, 7, 400, 1e12)) {
      fit <- exact(x, y, weights = rep(factor, length(y)))
      label <- paste(name, factor)
      expect_same(coef(fit), coef(plain), 1e-12, label)
      expect_same(errors_of(fit) * sqrt(factor), errors_of(plain), 1e-12, label)
    }
  })
})

test_that("M5: the other event flips every sign and keeps the deviance", {
  for_each_set(function(x, y, name) {
    expect_same(coef(exact(x, 1 - y)), -coef(exact(x, y)), 1e-12, name)
    expect_equal(deviance(exact(x, 1 - y)), deviance(exact(x, y)), tolerance = 1e-13, info = name)
  })
})

test_that("M6: columns in other units have coefficients in other units, bit by bit for powers of two", {
  for_each_set(function(x, y, name) {
    plain <- exact(x, y)
    for (unit in c(1e3, 1e8, 1e-10)) {
      expect_same(coef(exact(x * unit, y)) * c(1, rep(unit, ncol(x))), coef(plain), 1e-12, paste(name, unit))
      expect_same(errors_of(exact(x * unit, y)) * c(1, rep(unit, ncol(x))), errors_of(plain), 1e-12, paste(name, unit))
    }
    for (unit in 2^c(-20, 3, 40)) {
      expect_identical(coef(exact(x * unit, y)) * c(1, rep(unit, ncol(x))), coef(plain), info = paste(name, unit))
    }
  })
})

test_that("M7: shifted columns keep their slopes and their standard errors", {
  for_each_set(function(x, y, name) {
    plain <- exact(x, y)
    for (shift in c(100, 1e6)) {
      # the rows are rounded when they are shifted; shifting back shows to what
      rounded <- exact((x + shift) - shift, y)
      fit <- exact(x + shift, y)
      label <- paste(name, shift)
      expect_same(coef(fit)[-1], coef(plain)[-1], if (shift == 100) 1e-11 else 1e-9, label)
      expect_same(coef(fit)[-1], coef(rounded)[-1], if (shift == 100) 1e-11 else 1e-10, label)
      expect_same(errors_of(fit)[-1], errors_of(rounded)[-1], if (shift == 100) 1e-11 else 1e-10, label)
    }
  })
})

test_that("M8: mixing the columns by an invertible matrix unmixes the coefficients", {
  set.seed(8)
  for_each_set(function(x, y, name) {
    p <- ncol(x)
    mix <- diag(p) + matrix(stats::runif(p^2, -0.3, 0.3), p)
    mixed <- exact(x %*% mix, y)
    plain <- exact(x, y)
    expect_same(stats::setNames(drop(mix %*% coef(mixed)[-1]), colnames(x)), coef(plain)[-1], 1e-11, name)
    expect_equal(unname(fitted(mixed)), unname(fitted(plain)), tolerance = 1e-11, info = name)
  })
})

test_that("M9: a constant offset goes into the intercept", {
  for_each_set(function(x, y, name) {
    plain <- exact(x, y)
    for (offset in c(-3, 10)) {
      fit <- exact(x, y, offset = rep(offset, length(y)))
      expect_same(coef(fit), coef(plain) - c(offset, rep(0, ncol(x))), 1e-12, paste(name, offset))
      expect_equal(unname(fitted(fit)), unname(fitted(plain)), tolerance = 1e-12, info = name)
    }
  })
})

test_that("M10: rows without weight might as well not be there", {
  for_each_set(function(x, y, name) {
    set.seed(10)
    extra <- x[1:5, ] * 1e6
    weight <- rep(1:0, c(length(y), 5))
    fit <- exact(rbind(x, extra), c(y, stats::rbinom(5, 1, 0.5)), weights = weight)
    plain <- exact(x, y)
    expect_same(coef(fit), coef(plain), 1e-14, name)
    expect_same(errors_of(fit), errors_of(plain), 1e-14, name)
    expect_identical(nobs(fit), nobs(plain), info = name)
    expect_identical(df.residual(fit), df.residual(plain), info = name)
    expect_equal(convergence(fit)$condition_number, convergence(plain)$condition_number, tolerance = 1e-12, info = name)
    descent <- function(...) suppressWarnings(logreg(..., solver = "gradient_descent", epochs = 20, tolerance = 0))
    expect_equal(
      descent(rbind(x, extra), c(y, 0, 1, 0, 1, 0), weights = weight)$trace, descent(x, y)$trace, tolerance = 1e-12, info = name
    )
  })
})

test_that("M11: grouped, ungrouped, proportions and weighted rows are one data set", {
  dead <- c(1, 4, 9, 13, 18, 20)
  dose <- 0:5
  rows <- data.frame(dose = rep(dose, each = 20), y = unlist(lapply(dead, function(k) rep(1:0, c(k, 20 - k)))))
  twelve <- data.frame(dose = rep(dose, 2), y = rep(1:0, each = 6), w = c(dead, 20 - dead))
  fits <- list(
    counts = logreg(cbind(dead, 20 - dead) ~ dose, tolerance = 0),
    proportions = logreg(dead / 20 ~ dose, weights = rep(20, 6), tolerance = 0),
    rows = logreg(y ~ dose, rows, tolerance = 0), weighted = logreg(y ~ dose, twelve, weights = w, tolerance = 0)
  )
  for (name in names(fits)) { # 60-digit figures of case W2
    expect_same(coef(fits[[name]]), c("(Intercept)" = -2.81855496731552, dose = 1.25894942420395), 1e-12, name)
    expect_same(errors_of(fits[[name]]), errors_of(fits$rows), 1e-12, name)
    grouped <- name %in% c("counts", "proportions")
    expect_equal(deviance(fits[[name]]), if (grouped) 1.88097008142 else 96.2644138024, tolerance = 1e-11, info = name)
  }
})

test_that("M12: the score vanishes at the answer", {
  for_each_set(function(x, y, name) {
    x <- cbind(1, x)
    for (solver in list("newton", solver_newton(tolerance = 0))) {
      fit <- logreg(x[, -1], y, solver = solver)
      p <- stats::plogis(drop(x %*% coef(fit)))
      score <- drop(crossprod(x, y - p)) / sqrt(colSums(x^2 * p * (1 - p)))
      expect_lt(max(abs(score)), if (is.character(solver)) 1e-10 else 1e-12, label = name)
    }
  })
})

test_that("M13: with an intercept or a full factor, as many events are expected as were seen", {
  fit <- logreg(case ~ education + age + spontaneous, infert, tolerance = 0)
  expect_equal(sum(fitted(fit)), sum(infert$case), tolerance = 1e-12)
  expect_equal(tapply(fitted(fit), infert$education, sum), tapply(infert$case, infert$education, sum), tolerance = 1e-12)
})

test_that("M15: a fit that starts at the answer stays there", {
  for_each_set(function(x, y, name) {
    for (solver in unique(logreg:::solver_registry()$solver)) {
      fit <- exact(x, y)
      again <- logreg(x, y, solver = solver, start = coef(fit))
      expect_lte(again$iter, 1)
      expect_true(again$converged, info = paste(name, solver))
      # start is in the user's units; on the way into scaled columns and back it is rounded
      expect_same(coef(again), coef(fit), 1e-12, paste(name, solver))
    }
  })
})

test_that("M16: another column cannot raise the deviance, nor a larger penalty the norm", {
  set.seed(16)
  for_each_set(function(x, y, name) {
    expect_lte(deviance(exact(cbind(x, noise = stats::rnorm(length(y))), y)), deviance(exact(x, y)) * (1 + 1e-14))
    deviation <- apply(x, 2, stats::sd)
    norms <- vapply(c(0, 1e-8, 0.01, 0.1, 1, 10), function(strength) {
      sqrt(sum((coef(logreg(x, y, penalty = penalty_ridge(strength)))[-1] * deviation)^2))
    }, 1)
    expect_true(all(diff(norms) < 0), info = name)
    expect_equal(norms[[2]], norms[[1]], tolerance = 1e-3, info = name)
    expect_equal(coef(logreg(x, y, penalty = penalty_ridge(0))), coef(exact(x, y)), tolerance = 1e-9, info = name)
  })
})

test_that("M17: with every interaction, a model is two models", {
  births$smoke <- factor(births$smoke)
  full <- logreg(low ~ smoke / (age + lwt) - 1, births, tolerance = 0)
  for (level in levels(births$smoke)) {
    alone <- logreg(low ~ age + lwt, births, subset = smoke == level, tolerance = 0)
    expect_equal(unname(coef(full)[grepl(paste0("smoke", level), names(coef(full)))]), unname(coef(alone)), tolerance = 1e-10)
  }
})

test_that("M18: predictions of the rows fitted are the fitted values, in any batches", {
  fit <- logreg(admitted ~ exam1 + exam2, exam_marks)
  predicted <- predict(fit, exam_marks, type = "response")
  # fitted values come from scaled columns, predictions from the coefficients in the user's units
  expect_equal(predicted, predict(fit, type = "response"), tolerance = 1e-14)
  one_by_one <- vapply(seq_len(100), function(i) predict(fit, exam_marks[i, ], type = "response"), 1)
  expect_identical(unname(one_by_one), unname(predicted))
})

test_that("M20: a fit that was stored and read predicts the same bits", {
  fit <- logreg(admitted ~ exam1 + exam2, exam_marks)
  file <- withr::local_tempfile()
  saveRDS(fit, file)
  again <- readRDS(file)
  expect_identical(coef(again), coef(fit))
  expect_identical(predict(again, exam_marks, se.fit = TRUE), predict(fit, exam_marks, se.fit = TRUE))
})

test_that("every solver keeps the laws that do not depend on its path", {
  for (solver in unique(logreg:::solver_registry()$solver)) {
    d <- law_sets$births
    fit <- function(x, y, ...) coef(logreg(x, y, solver = solver, ...))
    plain <- fit(d$x, d$y)
    # both runs stop within 1e-6 standard errors of the optimum, and not at the same point
    expect_equal(fit(d$x * 1e6, d$y) * c(1, rep(1e6, ncol(d$x))), plain, tolerance = 1e-5, info = solver)
    expect_equal(fit(d$x, 1 - d$y), -plain, tolerance = 1e-10, info = solver) # the path is mirrored exactly
    expect_equal(fit(d$x, d$y, weights = rep(8, nrow(d$x))), plain, tolerance = 1e-5, info = solver)
    expect_equal(fit(d$x[nrow(d$x):1, ], rev(d$y)), plain, tolerance = 1e-5, info = solver)
  }
})
