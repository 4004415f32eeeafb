# 37 models whose coefficients were computed in 60-digit arithmetic, outside this package.

models <- reference_model_names()
adversarial <- grepl("^adv_", models)

# Number of correct digits, at most 15. Where the truth is zero (stored as 1e-46 or so), a digit is
# lost for each power of ten of a standard error that is missing.
correct_digits <- function(computed, truth, unit = abs(truth)) {
  pmin(15, -log10(abs(computed - truth) / pmax(abs(truth), 1e-6 * unit)))
}

fit_reference <- function(model) {
  case <- reference_model(model)
  case$data$row_weight <- case$weights %||% rep(1, nrow(case$data))
  withCallingHandlers(
    logreg(case$formula, case$data, weights = row_weight),
    logreg_warning_non_integer_successes = function(warning) invokeRestart("muffleWarning") # adv_W3
  )
}

scores <- lapply(models, function(model) {
  fit <- fit_reference(model)
  truth <- reference_fit(model)
  p <- fit$prior.weights * (fit$y * log(fit$fitted.values) + (1 - fit$y) * stats::plogis(-fit$linear.predictors, log.p = TRUE))
  list(
    reason = convergence(fit)$reason, names = identical(names(coef(fit)), truth$term),
    coefficient = min(correct_digits(coef(fit), truth$estimate, truth$std_error)),
    error = min(correct_digits(sqrt(diag(vcov(fit))), truth$std_error)),
    likelihood = correct_digits(-2 * sum(ifelse(fit$y == 0 & fit$fitted.values == 0, 0, p)), truth$minus2_bernoulli_loglik[[1]]),
    deviance = if (truth$deviance[[1]] > 1e-8) correct_digits(deviance(fit), truth$deviance[[1]]) else -log10(abs(deviance(fit)))
  )
})
names(scores) <- models
score_of <- function(what) vapply(scores, function(score) score[[what]], 1)

test_that("all 37 reference models are there and are fitted as meant", {
  expect_length(models, 37)
  for (model in models) {
    expect_true(scores[[model]]$names, info = model)
    expect_identical(scores[[model]]$reason, "converged", info = model)
  }
})

test_that("coefficients have 9 correct digits on real data, 7 on adversarial, 13 in the median", {
  digits <- score_of("coefficient")
  expect_identical(names(which(digits < ifelse(adversarial, 7, 9))), character())
  expect_gte(stats::median(digits), 13)
})

test_that("standard errors have 8 correct digits on real data, 7 on adversarial, 12 in the median", {
  digits <- score_of("error")
  expect_identical(names(which(digits < ifelse(adversarial, 7, 8))), character())
  expect_gte(stats::median(digits), 12)
})

test_that("deviance and log-likelihood have 12 correct digits", {
  expect_identical(names(which(score_of("deviance") < 12)), character())
  expect_identical(names(which(score_of("likelihood") < 12)), character())
})

test_that("figures that were printed for these data come out", {
  expect_equal(unname(coef(fit_reference("ex2data1"))), c(-25.161, 0.206, 0.201), tolerance = 5e-5)
  expect_equal(unname(coef(fit_reference("spector"))), c(-13.02135, 2.82611, 0.0951577, 2.37869), tolerance = 1e-6)
  ucla <- fit_reference("ucla_binary")
  expect_equal(
    unname(coef(ucla)), c(-3.989979, .0022644, .8040377, -.6754429, -1.340204, -1.551464),
    tolerance = 1e-6
  )
  expect_equal(as.numeric(logLik(ucla)), -229.25875, tolerance = 2e-8)
  expect_equal(unname(sqrt(diag(vcov(fit_reference("beetle"))))), c(5.180711, 2.912140), tolerance = 1e-6)
})
