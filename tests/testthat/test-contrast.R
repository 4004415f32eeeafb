# Two rows of a fit: the second one step further in one of its variables.
two_rows <- function(fit, variable = names(typical_row(fit))[[1]]) {
  from <- to <- typical_row(fit)
  values <- predictor_values(fit)[[variable]]
  if (is.numeric(values)) {
    to[[variable]] <- from[[variable]] + 1
  } else {
    from[[variable]] <- sort(unique(values))[1]
    to[[variable]] <- sort(unique(values))[2]
  }
  list(from = from, to = to)
}

test_that("a contrast is the difference of two predictions, on every shape", {
  for (name in setdiff(names(model_shapes()), c("intercept_only", "aliased", "quasi", "complete"))) {
    fit <- model_shapes()[[name]]
    pair <- two_rows(fit)
    found <- row_contrasts(fit, pair$from, pair$to)
    link <- function(row) as.vector(predict(fit, row))
    expect_equal(found$log_odds_ratio, link(pair$to) - link(pair$from), tolerance = 1e-10, info = name)
    expect_equal(found$odds_ratio, odds(found$prob_to) / odds(found$prob_from), tolerance = 1e-8, info = name)
    expect_identical(found$status, "finite", info = name)
  }
})

test_that("its standard error is that of glm's covariance", {
  births <- shape_data()
  theirs <- glm(low ~ lwt * smoke + race, binomial(), births, epsilon = 1e-12)
  from <- data.frame(lwt = 100, smoke = 0, race = "white")
  to <- data.frame(lwt = 130, smoke = 1, race = "black")
  found <- row_contrasts(model_shapes()$interaction, from, to)
  design <- function(row) {
    row$race <- factor(row$race, levels(births$race))
    model.matrix(~ lwt * smoke + race, row)
  }
  step <- design(to) - design(from)
  error <- sqrt(drop(step %*% vcov(theirs) %*% t(step)))
  expect_equal(found$std_error, error, tolerance = 1e-6)
  expect_equal(found$lower, exp(sum(step * coef(theirs)) - qnorm(0.975) * error), tolerance = 1e-5)
  expect_identical(found$method, "wald")
})

test_that("a multiple of one coefficient has that coefficient's profile limits", {
  fit <- model_shapes()$two_numbers
  from <- data.frame(lwt = 100, age = 20)
  limits <- confint(fit, "lwt")
  up <- row_contrasts(fit, from, transform(from, lwt = 110))
  down <- row_contrasts(fit, transform(from, lwt = 110), from)
  expect_equal(log(c(up$lower, up$upper)), 10 * as.vector(limits))
  expect_equal(log(c(down$lower, down$upper)), -10 * rev(as.vector(limits)))
  expect_identical(up$method, "profile")
})

test_that("a separated fit has the finite contrasts of its limit, and says which are infinite", {
  fit <- model_shapes()$quasi
  row <- data.frame(dose = 4, treated = "no")
  # Treated rows are all ill: the others decide about the dose.
  others <- glm(ill ~ dose, binomial(), fit$model[fit$model$treated == "no", ], epsilon = 1e-12)
  for (treated in c("no", "yes")) {
    row$treated <- treated
    found <- row_contrasts(fit, row, transform(row, dose = 5))
    expect_equal(found$log_odds_ratio, coef(others)[["dose"]], tolerance = 1e-7)
    expect_equal(found$std_error, sqrt(vcov(others)[2, 2]), tolerance = 1e-6)
  }
  across <- row_contrasts(fit, transform(row, treated = "no"), transform(row, treated = "yes"))
  expect_identical(across[c("odds_ratio", "upper", "prob_to", "status")], data.frame(odds_ratio = Inf, upper = Inf, prob_to = 1, status = "infinite"))
  expect_true(is.finite(across$lower))
  back <- row_contrasts(fit, transform(row, treated = "yes"), transform(row, treated = "no"))
  expect_identical(back$odds_ratio, 0)
})

test_that("no intervals where there are none", {
  for (name in c("ridge", "unconverged", "complete_descent")) {
    fit <- model_shapes()[[name]]
    pair <- two_rows(fit)
    found <- row_contrasts(fit, pair$from, pair$to)
    expect_identical(unlist(found[c("lower", "upper")], use.names = FALSE), c(NA_real_, NA_real_), info = name)
    expect_identical(found$method, "none", info = name)
  }
})

test_that("the held row says how it was chosen", {
  row <- typical_row(model_shapes()$several, list(race = "black"))
  expect_identical(attr(row, "how"), c(lwt = "median", age = "median", smoke = "commonest", race = "chosen"))
  expect_identical(as.character(row$race), "black")
  expect_identical(row$lwt, median(MASS::birthwt$lwt))
  expect_identical(dim(typical_row(model_shapes()$intercept_only)), 1:0)
})
