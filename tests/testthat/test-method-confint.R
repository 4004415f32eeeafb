# Twice the drop of the log-likelihood when one coefficient is held, by glm() and an offset.
drop_when_held <- function(pair, name, value) {
  x <- model.matrix(pair$glm)
  x <- x[, !is.na(coef(pair$glm)), drop = FALSE]
  offset <- if (is.null(pair$glm$offset)) 0 else pair$glm$offset
  held <- suppressWarnings(glm.fit(x[, colnames(x) != name, drop = FALSE], pair$glm$y, pair$glm$prior.weights,
    offset = offset + value * x[, name], family = binomial(), control = list(epsilon = 1e-14, maxit = 200)
  ))
  held$deviance - pair$glm$deviance
}

test_that("profile limits solve the likelihood-ratio equation to 1e-8", {
  pairs <- glm_pairs()
  for (name in c("infert", "esoph", "titanic", "offset", "no_intercept", "excluded", "aliased")) {
    pair <- pairs[[name]]
    limits <- confint(pair$ours, level = 0.9)
    for (term in names(coef(pair$ours, complete = FALSE))) {
      for (side in 1:2) {
        expect_equal(drop_when_held(pair, term, limits[term, side]), qchisq(0.9, 1),
          tolerance = 1e-8, info = paste(name, term, side)
        )
      }
    }
    expect_true(all(limits[, 1] < coef(pair$ours), na.rm = TRUE))
    expect_true(all(limits[, 2] > coef(pair$ours), na.rm = TRUE))
  }
})

test_that("profile limits are near those that interpolation gives glm", {
  skip_if_not_installed("MASS")
  pair <- fit_both(case ~ spontaneous + induced, data = infert)
  # Interpolation in ten points a side is good to about 1e-3.
  expect_equal(confint(pair$ours), suppressMessages(confint(pair$glm)), tolerance = 2e-3)
})

test_that("an intercept alone has limits with a closed form", {
  # By hand: 2 (l(1/2) - l(p)) for 8 of 16 is -32 log(2) - 16 log(p (1 - p)), solved for p.
  fit <- logreg(y ~ 1, data = data.frame(y = rep(0:1, 8)))
  product <- exp(-(qchisq(0.95, 1) + 32 * log(2)) / 16)
  upper <- qlogis((1 + sqrt(1 - 4 * product)) / 2)
  expect_equal(c(confint(fit)), c(-upper, upper), tolerance = 1e-9)
})

test_that("Wald limits are estimate -/+ quantile x standard error", {
  expect_as_glm(function(fit) {
    if (inherits(fit, "logreg_fit")) confint(fit, method = "wald", level = 0.8) else confint.default(fit, level = 0.8)
  })
})

test_that("coefficients are chosen by name or number, and columns named after the level", {
  fit <- logreg(am ~ wt + hp, data = mtcars)
  all <- confint(fit)
  expect_identical(dimnames(all), list(names(coef(fit)), c("2.5 %", "97.5 %")))
  expect_identical(confint(fit, "hp"), all["hp", , drop = FALSE])
  expect_identical(confint(fit, 2:3), all[2:3, ])
  expect_identical(colnames(confint(fit, level = 0.9)), c("5 %", "95 %"))
  expect_identical(colnames(confint(fit, level = 0.999, method = "wald")), c("0.05 %", "99.95 %"))
  expect_error(confint(fit, "weight"), class = "logreg_error_argument")
  expect_error(confint(fit, 7), class = "logreg_error_argument")
  expect_error(confint(fit, level = 95), class = "logreg_error_argument")
  expect_error(confint(fit, metod = "wald"), class = "logreg_error_argument")
})

test_that("a limit that no finite value reaches is infinite", {
  # All 5 of one group have the event: the log odds ratio has no upper limit, but a lower one.
  data <- data.frame(y = c(rep(1, 5), 1, 0, 0, 1, 0), group = rep(c(1, 0), each = 5))
  fit <- suppressWarnings(logreg(y ~ group, data = data))
  limits <- suppressWarnings(confint(fit))
  expect_identical(limits[["group", 2]], Inf)
  lower <- limits[["group", 1]]
  held <- glm(y ~ 1, binomial, data, offset = lower * group, control = list(epsilon = 1e-14))
  # The largest log-likelihood: the group itself contributes nothing, the others 2 of 5.
  best <- 2 * log(2 / 5) + 3 * log(3 / 5)
  expect_equal(held$deviance + 2 * best, qchisq(0.95, 1), tolerance = 1e-6)
})

test_that("limits of completely separated data are those of the likelihood, not of the estimate", {
  fit <- suppressWarnings(logreg(am ~ wt + qsec, data = mtcars))
  limits <- suppressWarnings(confint(fit, c("wt", "qsec")))
  expect_identical(unname(limits[, 1]), c(-Inf, -Inf))
  for (name in c("wt", "qsec")) {
    other <- mtcars[[setdiff(c("wt", "qsec"), name)]]
    deviance <- function(b) {
      eta <- b[[1]] + b[[2]] * (other - mean(other)) + limits[name, 2] * mtcars[[name]]
      -2 * sum(plogis(ifelse(mtcars$am == 1, eta, -eta), log.p = TRUE))
    }
    # The largest log-likelihood is 0, approached without end.
    held <- optim(c(0, 0), deviance, control = list(maxit = 1e4, reltol = 1e-14))
    expect_equal(held$value, qchisq(0.95, 1), tolerance = 1e-6)
  }
  expect_identical(unname(suppressWarnings(confint(fit, 1))[, 2]), Inf)
})

test_that("the profile of a fit that stopped short belongs to the optimum, with a warning", {
  short <- suppressWarnings(logreg(am ~ wt,
    data = mtcars, solver = "gradient_descent", epochs = 3, tolerance = 0
  ))
  expect_false(short$converged)
  expect_warning(limits <- confint(short), class = "logreg_warning_not_converged")
  expect_equal(limits, confint(logreg(am ~ wt, data = mtcars)), tolerance = 1e-8)
})

test_that("profile() walks the grid that profile() for glm walks", {
  skip_if_not_installed("MASS")
  pair <- fit_both(case ~ spontaneous + induced, data = infert)
  ours <- profile(pair$ours)
  theirs <- profile(pair$glm)
  expect_s3_class(ours, c("profile.glm", "profile"), exact = TRUE)
  expect_identical(names(ours), names(theirs))
  for (name in names(ours)) {
    expect_equal(ours[[name]][[1]], theirs[[name]][[1]], tolerance = 1e-6)
    expect_equal(unname(ours[[name]]$par.vals), unname(theirs[[name]]$par.vals), tolerance = 1e-5)
  }
  expect_named(profile(pair$ours, which = "induced"), "induced")
})
