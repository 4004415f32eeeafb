test_that("glm() with this fitter gives what glm() gives", {
  for (pair in glm_pairs()) {
    theirs <- pair$glm
    call <- theirs$call
    call$method <- quote(logreg::logreg_glm_fit)
    ours <- suppressWarnings(eval(call, environment(formula(theirs))))
    expect_s3_class(ours, c("glm", "lm"), exact = TRUE)
    for (part in setdiff(names(theirs), c("call", "method", "iter", "qr", "R", "effects", "family", "terms", "formula"))) {
      expect_equal(ours[[part]], theirs[[part]], tolerance = 1e-6, info = part)
    }
    expect_equal(abs(ours$effects[seq_len(ours$rank)]), abs(theirs$effects[seq_len(ours$rank)]), tolerance = 1e-5)
    expect_equal(summary(ours)$coefficients, summary(theirs)$coefficients, tolerance = 1e-6)
    expect_equal(hatvalues(ours), hatvalues(theirs), tolerance = 1e-6)
  }
})

test_that("a model without columns is its offset", {
  empty <- glm(am ~ 0, binomial(), mtcars, method = logreg_glm_fit)
  expect_equal(empty$deviance, 2 * 32 * log(2), tolerance = 1e-14)
  expect_identical(empty$rank, 0L)
})

test_that("other families and dependent columns that are not allowed are errors", {
  expect_error(glm(carb ~ wt, poisson(), mtcars, method = logreg_glm_fit), class = "logreg_error_argument")
  expect_error(glm(am ~ wt, binomial("probit"), mtcars, method = logreg_glm_fit), class = "logreg_error_argument")
  x <- cbind(a = 1, b = mtcars$wt, c = 2 * mtcars$wt)
  error <- expect_error(
    logreg_glm_fit(x, mtcars$am, family = binomial(), singular.ok = FALSE),
    class = "logreg_error_rank_deficient"
  )
  expect_match(conditionMessage(error), "Not determined: c", fixed = TRUE)
})

test_that("a fit that does not converge says so", {
  expect_warning(
    fit <- glm(am ~ wt + qsec, binomial(), mtcars, method = logreg_glm_fit),
    class = "logreg_warning_not_converged"
  )
  expect_false(fit$converged)
})

test_that("the gaussian family, which the score test needs, is least squares", {
  expect_equal(
    coef(logreg_glm_fit(cbind(1, mtcars$wt), mtcars$mpg)), coef(lm(mpg ~ wt, mtcars)),
    ignore_attr = TRUE, tolerance = 1e-10
  )
})
