test_that("the summary has glm's components and numbers", {
  for (pair in glm_pairs()) {
    ours <- summary(pair$ours)
    theirs <- summary(pair$glm)
    expect_s3_class(ours, c("summary.logreg_fit", "summary.glm"), exact = TRUE)
    parts <- setdiff(names(theirs), c("call", "iter", "family", "terms"))
    expect_identical(setdiff(parts, names(ours)), character())
    for (part in parts) expect_equal(ours[[part]], theirs[[part]], tolerance = 1e-6, info = part)
  }
})

test_that("odds ratios and their Wald limits are added", {
  fit <- logreg(am ~ wt + hp, data = mtcars)
  expect_equal(unname(summary(fit)$odds_ratios), unname(exp(cbind(coef(fit), confint(fit, method = "wald")))), tolerance = 1e-12)
})

test_that("dispersion and correlation are as for glm", {
  pair <- fit_both(am ~ wt + hp, data = mtcars)
  expect_as_glm(function(fit) summary(fit, dispersion = 2)$coefficients[, 2], list(pair))
  expect_as_glm(function(fit) summary(fit, correlation = TRUE)$correlation, list(pair))
})

test_that("the summary prints tests, odds ratios, deviances and convergence", {
  fit <- logreg(am ~ wt + hp, data = mtcars)
  text <- capture.output(shown <- withVisible(print(summary(fit))))
  expect_false(shown$visible)
  expect_match(text, "modelling P(am = 1)", fixed = TRUE, all = FALSE)
  expect_match(text, "Std. Error z value Pr(>|z|)", fixed = TRUE, all = FALSE)
  expect_match(text, "Odds ratios, with 95 % Wald limits:", fixed = TRUE, all = FALSE)
  expect_match(text, "Residual deviance: 10.059 on 29 degrees of freedom", fixed = TRUE, all = FALSE)
  aliased <- logreg(am ~ wt + twice, data = cars_with_gaps)
  expect_match(capture.output(print(summary(aliased))), "^twice +NA +NA", all = FALSE)
})

test_that("the summary of a penalised fit has coefficients but no tests", {
  fit <- logreg(am ~ wt, data = mtcars, penalty = penalty_ridge(0.1))
  shown <- summary(fit)
  expect_identical(coef(shown), cbind(Estimate = coef(fit)))
  text <- capture.output(print(shown))
  expect_match(text, "No standard errors", all = FALSE)
  expect_match(text, "Effective degrees of freedom", all = FALSE)
})
