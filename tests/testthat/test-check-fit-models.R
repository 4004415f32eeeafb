test_that("the epochs of descent are about those that a run takes, from 0 at the rate 1/L", {
  births <- shape_data()
  for (formula in list(low ~ lwt + age, low ~ smoke + race, low ~ lwt + age - 1)) {
    facts <- facts_of_fit(logreg(formula, births))
    run <- logreg(formula, births, solver = solver_gradient_descent())
    expect_true(run$converged)
    expect_lt(abs(log(facts$epochs[["standardized"]] / run$convergence$iterations)), log(1.25))
  }
  # In the columns as they are, where these are not too unlike for a run.
  rows <- data.frame(x = (1:100 * 0.618) %% 1 + 1, y = rep(c(0, 1, 1, 0), 25))
  run <- logreg(y ~ x, rows, solver = solver_gradient_descent(standardize = FALSE, epochs = 1e5))
  expect_lt(abs(log(facts_of_fit(logreg(y ~ x, rows))$epochs[["raw"]] / run$convergence$iterations)), log(1.25))
})

test_that("the epochs are those of the eigenvalues, by hand for one column", {
  # One direction of curvature c under a bound L: the distance falls by 1 - c / L an epoch.
  epochs <- epochs_from_zero(matrix(4), matrix(1), 3, total = 100)
  expect_equal(epochs, ceiling(log(1e-6 / sqrt(100 * 9)) / log(3 / 4)))
  expect_identical(epochs_from_zero(matrix(4), matrix(1), 0, total = 100), 0)
})

test_that("a note about descent stands where z-scores save nine tenths, and not else", {
  births <- shape_data()
  found <- check_fit(model_shapes()$two_numbers)
  expect_identical(found$severity[found$check == "descent"], "note")
  near <- data.frame(x = (1:100 * 0.618) %% 1 - 0.5, y = rep(c(0, 1, 1, 0), 25))
  near$x <- near$x / sd(near$x)
  expect_length(which(check_fit(logreg(y ~ x, near))$check == "descent"), 0)
})

test_that("z-scores map to the columns as their definition says", {
  births <- shape_data()
  data <- fit_data(logreg(low ~ lwt + age, births))
  back <- z_score_matrix(data, design_moments(data))
  beta <- c(-1, 0.02, 0.3)
  x <- cbind(1, births$lwt, births$age)
  z <- cbind(1, scale(births$lwt), scale(births$age))
  expect_equal(drop(z %*% solve(back, beta)), drop(x %*% beta))
})

test_that("one more column is one more column", {
  births <- shape_data()
  data <- with_column(fit_data(logreg(low ~ lwt, births)), births$age, "age")
  expect_equal(deviance_again(data)$deviance, deviance(glm(low ~ lwt + age, binomial, births, epsilon = 1e-12)), tolerance = 1e-8)
  expect_identical(deviance_again(data)$rank, 3L)
  expect_false(deviance_again(data)$separated)
  apart <- with_column(fit_data(logreg(low ~ lwt, births)), births$bwt, "bwt")
  expect_true(deviance_again(apart)$separated)
})
