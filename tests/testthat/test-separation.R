# Separated data: verdicts, limits and what every method gives. Limits by hand, from published analyses
# (endometrial cancer, automobile repair) or from the rows of the face fitted by glm.

quietly <- function(...) suppressWarnings(logreg(...))

limits_of <- function(...) unname(quietly(...)$separation$limits)

touching <- data.frame(x = c(-1, 0, 0, 1), y = c(0, 0, 1, 1))
apart <- data.frame(x = 1:6, y = c(0, 0, 0, 1, 1, 1))
level <- data.frame(g = factor(c("a", "a", "a", "b", "b", "b")), y = c(0, 1, 0, 1, 1, 1))

test_that("complete separation has infinite coefficients, deviance 0 and no standard errors", {
  warning <- expect_warning(fit <- logreg(y ~ x, apart), class = "logreg_warning_separation")
  expect_identical(warning$separation$type, "complete")
  expect_identical(coef(fit), c("(Intercept)" = -Inf, x = Inf))
  expect_identical(deviance(fit), 0)
  expect_true(all(is.na(vcov(fit))))
  expect_identical(unname(fitted(fit)), apart$y)
  expect_identical(fit$separation$rows_apart, 6)
  expect_identical(convergence(fit)$exists, "complete")
  expect_identical(unname(residuals(fit)), numeric(6))
})

test_that("a boundary row that both classes share keeps the finite part of the limit", {
  fit <- quietly(y ~ x, touching)
  expect_equal(coef(fit), c("(Intercept)" = 0, x = Inf))
  expect_equal(deviance(fit), 4 * log(2))
  expect_equal(as.numeric(logLik(fit)), -2 * log(2))
  # two rows at probability one half hold half an information
  expect_equal(vcov(fit), matrix(c(2, NA, NA, NA), 2, dimnames = rep(list(names(coef(fit))), 2)))
  expect_equal(unname(fitted(fit)), c(0, 0.5, 0.5, 1))
  expect_identical(convergence(fit)$reason, "separated_quasi")
})

test_that("a level with one class is named, and the others are as without it", {
  fit <- quietly(y ~ g, level)
  expect_equal(coef(fit), c("(Intercept)" = -log(2), gb = Inf))
  expect_equal(deviance(fit), 3.819085010, tolerance = 1e-9)
  expect_identical(fit$separation$levels, "g = b: 3 rows, all events.")
  expect_identical(fit$separation$rows, c("4", "5", "6"))
})

test_that("published analyses: endometrial cancer and automobile repair", {
  endometrial <- reference_data("endometrial")
  fit <- quietly(HG ~ NV + PI + EH, endometrial)
  expect_equal(unname(coef(fit)), c(4.304517783, Inf, -0.042183403, -2.902605614), tolerance = 1e-9)
  expect_equal(deviance(fit), 55.39326036, tolerance = 1e-9)
  rest <- glm(HG ~ PI + EH, binomial, endometrial, subset = NV == 0, epsilon = 1e-14)
  expect_equal(standard_errors(fit)[-2], sqrt(diag(vcov(rest))), tolerance = 1e-8, ignore_attr = TRUE)
  repair <- reference_data("stata_repair")
  fit <- quietly(cbind(foreign, n - foreign) ~ relevel(factor(repair), "3"), repair)
  expect_equal(unname(coef(fit)), c(0, -Inf, -2.19722457733622), tolerance = 1e-10)
  expect_equal(standard_errors(fit)[[3]], 0.769800358919501, tolerance = 1e-10)
  # by rows, not by counts, the log-likelihood is the printed one
  rows <- repair[rep(seq_len(nrow(repair)), repair$n), ]
  rows$foreign <- unlist(Map(function(k, n) rep(c(1, 0), c(k, n - k)), repair$foreign, repair$n))
  expect_equal(as.numeric(logLik(quietly(foreign ~ factor(repair), rows))), -22.2291384518, tolerance = 1e-10)
})

test_that("one shared point: both coefficients without bound, the sum at that point is 0", {
  ghq <- reference_data("silvapulle1981")
  x <- c(rep(0, 18), rep(1, 8), 2, 2, 4, 5, 5, 5, 7, 7, 10)
  y <- c(rep(0, 26), 0, 1, rep(1, 7))
  fit <- quietly(y ~ x)
  expect_identical(unname(coef(fit)), c(-Inf, Inf))
  expect_equal(predict(fit, data.frame(x = c(1, 2, 3)), type = "response"), c("1" = 0, "2" = 0.5, "3" = 1))
  expect_equal(deviance(fit), 4 * log(2), tolerance = 1e-9)
  expect_identical(limits_of(y ~ ghqs, ghq), c("-Inf", "Inf"))
})

test_that("a separation that no column shows alone, and one whose directions disagree", {
  oblique <- data.frame(a = c(0:3, 0:3), b = c(3:0, 4:1), y = rep(0:1, each = 4))
  expect_identical(unname(coef(quietly(y ~ a + b, oblique))), c(-Inf, Inf, Inf))
  x <- cbind(a = c(1, 1, 2, 2, -1), b = c(1, -1, 1, -1, 0))
  fit <- quietly(x, c(1, 1, 1, 1, 0), intercept = FALSE)
  expect_identical(fit$separation$limits, c(a = "Inf", b = "not determined"))
  expect_identical(coef(fit), c(a = Inf, b = NA))
  expect_output(print(fit), "Not determined, since separating directions disagree: b.", fixed = TRUE)
  warning <- expect_warning(
    found <- predict(fit, cbind(a = c(1, 1, -3, 0), b = c(0, 5, 1, 0))), "1 row of `newdata`.*directions disagree",
    class = "logreg_warning_undetermined"
  )
  expect_identical(unname(found), c(Inf, NA, -Inf, 0))
  expect_identical(warning$rows, 2L)
  expect_no_warning(predict(fit, cbind(a = 1, b = 0)))
  expect_false(any(is.nan(suppressWarnings(predict(fit, cbind(a = 1, b = 5), type = "response")))))
})

test_that("an aliased column stays aliased beside an infinite one", {
  data <- transform(touching, twice = 2 * x)
  fit <- quietly(y ~ x + twice, data)
  expect_identical(fit$separation$limits, c("(Intercept)" = "finite", x = "Inf", twice = "aliased"))
  expect_identical(names(coef(fit, complete = FALSE)), c("(Intercept)", "x"))
  expect_identical(dim(vcov(fit, complete = FALSE)), c(2L, 2L))
})

test_that("predictions of new rows are limits, with standard errors where they are finite", {
  fit <- quietly(y ~ g, level)
  expect_equal(predict(fit, data.frame(g = c("a", "b")), type = "response"), c("1" = 1 / 3, "2" = 1))
  spread <- predict(fit, data.frame(g = c("a", "b")), se.fit = TRUE)
  # three rows of probability 1/3: variance 1 / (3 * 2/9)
  expect_equal(unname(spread$se.fit), c(sqrt(1.5), NA))
  expect_equal(predict(fit, level), predict(fit), ignore_attr = TRUE)
  expect_identical(unname(predict(fit, data.frame(g = "b"), type = "odds")), Inf)
  expect_identical(unname(predict(fit, data.frame(g = "b"), type = "class")), 1)
  expect_error(predict(fit, type = "terms"), class = "logreg_error_separated")
  expect_length(predict(fit, level[0, ], se.fit = TRUE)$se.fit, 0)
  expect_equal(unname(predict(fit, data.frame(g = c(NA, "a")), type = "response")), c(NA, 1 / 3))
})

test_that("rows of weight 0 get the limit of their place", {
  data <- rbind(touching, data.frame(x = c(2, 0, -2), y = c(0, 1, 1)))
  fit <- quietly(y ~ x, data, weights = c(1, 1, 1, 1, 0, 0, 0))
  expect_equal(unname(fitted(fit)), c(0, 0.5, 0.5, 1, 1, 0.5, 0))
  expect_equal(deviance(fit), 4 * log(2))
  expect_identical(nobs(fit), 4L)
})

test_that("the same verdict and limit from rows, weights, counts, few cells, a matrix and a sparse matrix", {
  rows <- data.frame(x = rep(c(-1, 0, 1), c(4, 6, 5)), y = c(rep(0, 4), 0, 1, 1, 0, 1, 1, rep(1, 5)))
  half <- log(2)
  expected <- c("(Intercept)" = half, x = Inf)
  expect_equal(coef(quietly(y ~ x, rows)), expected)
  expect_equal(coef(quietly(y ~ factor(x), rows)), c("(Intercept)" = -Inf, "factor(x)0" = Inf, "factor(x)1" = Inf))
  counts <- data.frame(x = -1:1, yes = c(0, 4, 5), no = c(4, 2, 0))
  grouped <- quietly(cbind(yes, no) ~ x, counts)
  expect_equal(coef(grouped), expected)
  expect_equal(deviance(grouped), 0)
  expect_equal(AIC(grouped), 4 - 2 * dbinom(4, 6, 2 / 3, log = TRUE))
  shares <- quietly(yes / (yes + no) ~ x, counts, weights = yes + no)
  expect_equal(coef(shares), expected)
  expect_equal(coef(quietly(cbind(x = rows$x), rows$y)), expected)
  skip_if_not_installed("Matrix")
  expect_equal(coef(quietly(Matrix::Matrix(cbind(x = rows$x), sparse = TRUE), rows$y)), expected)
  many <- rows[rep(1:15, 4000), ]
  many$g <- factor(rep(c("u", "v"), length.out = nrow(many)))
  fit <- quietly(y ~ factor(x) + g, many)
  expect_identical(unname(fit$separation$limits), c("-Inf", "Inf", "Inf", "finite"))
  expect_equal(range(fitted(fit)), c(0, 1))
})

test_that("an offset moves the finite part only", {
  fit <- quietly(y ~ x, touching, offset = c(100, 1, 1, -100))
  expect_equal(coef(fit), c("(Intercept)" = -1, x = Inf))
})

test_that("a descent keeps its last step and knows the limit; Newton can be told to", {
  fit <- quietly(y ~ x, touching, solver = "gradient_descent", epochs = 50)
  expect_equal(unname(coef(fit)), unname(unlist(utils::tail(fit$trace, 1)[c("(Intercept)", "x")])))
  expect_identical(fit$separation$limits, c("(Intercept)" = "finite", x = "Inf"))
  state <- convergence(fit)
  expect_equal(state$log_likelihood_missing, deviance(fit) / 2 - 2 * log(2), tolerance = 1e-6)
  last <- quietly(y ~ x, touching, separated = "last")
  expect_true(all(is.finite(coef(last))))
  expect_identical(coef(last), last$separation$last)
  expect_identical(unname(coef(quietly(y ~ x, touching, solver = "gradient_descent", separated = "limit")))[[2]], Inf)
  expect_error(logreg(y ~ x, touching, separated = "never"), class = "logreg_error_argument")
})

test_that("the option makes it an error that carries the fit, or silence", {
  withr::local_options(logreg.separation = "error")
  error <- expect_error(logreg(y ~ x, touching), class = "logreg_error_separation")
  expect_identical(error$fit$separation$type, "quasi-complete")
  withr::local_options(logreg.separation = "silent")
  expect_silent(logreg(y ~ x, touching))
  withr::local_options(logreg.separation = "loud")
  expect_error(logreg(y ~ x, touching), class = "logreg_error_argument")
})

test_that("what needs finite coefficients gets the last ones or refuses", {
  fit <- quietly(y ~ g, level)
  expect_true(all(is.finite(coef(as_glm(fit)))))
  expect_silent(data <- plot_data(fit, "loss"))
  table <- summary(fit)$coefficients
  expect_equal(table["gb", ], c(Estimate = Inf, "Std. Error" = NA, "z value" = NA, "Pr(>|z|)" = NA))
  expect_true(all(is.na(hatvalues(fit)[4:6])))
  expect_equal(unname(hatvalues(fit)[1:3]), rep(1 / 3, 3))
  expect_output(print(summary(fit)), "quasi-completely separated")
  copy <- unserialize(serialize(fit, NULL))
  expect_identical(predict(copy, data.frame(g = "b")), predict(fit, data.frame(g = "b")))
})

test_that("a coefficient without bound has a one-sided interval and a likelihood-ratio test", {
  fit <- quietly(HG ~ NV + PI + EH, reference_data("endometrial"))
  tests <- summary(fit)$infinite
  expect_equal(tests["NV", "statistic"], 9.357643, tolerance = 1e-7)
  expect_equal(tests["NV", "p_value"], 0.00222, tolerance = 1e-2)
  limits <- confint(fit)
  expect_identical(limits[["NV", 2]], Inf)
  # held at its limit, the deviance of the others has risen by the quantile
  held <- glm(HG ~ PI + EH + offset(limits[["NV", 1]] * NV), binomial, reference_data("endometrial"), epsilon = 1e-14)
  expect_equal(deviance(held) - deviance(fit), qchisq(0.95, 1), tolerance = 1e-7)
  expect_output(print(summary(fit)), "Likelihood-ratio tests of coefficients without bound")
  expect_true(all(is.finite(limits[-2, ])))
})

test_that("the words name terms, rows and levels and the way out", {
  fit <- quietly(y ~ g, level)
  words <- gsub("\\s+", " ", paste(utils::capture.output(print(fit$separation)), collapse = " "))
  expect_match(words, "A combination of the columns puts 3 rows strictly on their own side and none on the wrong one")
  expect_match(words, "Without bound: gb (Inf).", fixed = TRUE)
  expect_match(words, "Rows strictly on their own side: 4, 5, 6.", fixed = TRUE)
  expect_match(words, "g = b: 3 rows, all events.", fixed = TRUE)
  expect_match(words, "penalty_firth()", fixed = TRUE)
})

test_that("the unit and place of columns, the order of rows and the number of threads change nothing", {
  endometrial <- reference_data("endometrial")
  fit <- quietly(HG ~ NV + PI + EH, endometrial)
  moved <- quietly(HG ~ NV + PI + EH, transform(endometrial, PI = 1e6 + 3 * PI, NV = 1e-8 * NV))
  expect_identical(moved$separation$limits, fit$separation$limits)
  expect_equal(coef(moved)[["PI"]] * 3, coef(fit)[["PI"]], tolerance = 1e-8)
  shuffled <- quietly(HG ~ NV + PI + EH, endometrial[rev(seq_len(nrow(endometrial))), ])
  expect_equal(coef(shuffled), coef(fit), tolerance = 1e-12)
  withr::local_options(logreg.threads = 1L)
  expect_identical(coef(quietly(HG ~ NV + PI + EH, endometrial)), coef(fit))
  turned <- quietly(I(1 - HG) ~ NV + PI + EH, endometrial)
  expect_equal(coef(turned), -coef(fit), tolerance = 1e-10)
})

test_that("rows of zeros beside separated ones keep their offset, and nothing else", {
  x <- matrix(c(1, 2, -1, 0, 0), dimnames = list(NULL, "x"))
  fit <- quietly(x, c(1, 1, 0, 1, 0), intercept = FALSE, offset = c(0, 0, 0, 1, 2))
  expect_identical(coef(fit), c(x = Inf))
  expect_identical(fit$separation$rows_apart, 3)
  expect_equal(deviance(fit), 2 * (log1p(exp(-1)) + log1p(exp(2))))
  expect_equal(unname(fit$linear.predictors), c(Inf, Inf, -Inf, 1, 2))
  expect_identical(unname(vcov(fit)), matrix(NA_real_))
  expect_output(print(summary(fit)), "x")
  grouped <- quietly(cbind(a, b) ~ x - 1, data.frame(a = c(3, 0, 2), b = c(0, 4, 5), x = c(1, -1, 0)))
  expect_equal(deviance(grouped), 2 * (7 * log(2) + 2 * log(2 / 7) + 5 * log(5 / 7)))
})
