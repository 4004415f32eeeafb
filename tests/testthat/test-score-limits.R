# Rao's statistic of a coefficient's value, by glm() and an offset.
rao_when_held <- function(pair, name, value) {
  x <- model.matrix(pair$glm)[, !is.na(coef(pair$glm)), drop = FALSE]
  weight <- pair$glm$prior.weights
  offset <- if (is.null(pair$glm$offset)) 0 else pair$glm$offset
  held <- suppressWarnings(glm.fit(x[, colnames(x) != name, drop = FALSE], pair$glm$y, weight,
    offset = offset + value * x[, name], family = binomial(), control = list(epsilon = 1e-14, maxit = 200)
  ))
  p <- plogis(held$linear.predictors)
  score <- sum(weight * x[, name] * (pair$glm$y - p))
  score^2 * solve(crossprod(x, weight * p * (1 - p) * x), tol = 0)[name, name]
}

test_that("score limits are where Rao's statistic is the quantile", {
  pairs <- glm_pairs()
  for (name in c("infert", "esoph", "titanic", "offset", "no_intercept", "excluded", "aliased")) {
    pair <- pairs[[name]]
    limits <- confint(pair$ours, level = 0.9, method = "score")
    for (term in names(coef(pair$ours, complete = FALSE))) {
      for (side in 1:2) {
        expect_equal(rao_when_held(pair, term, limits[term, side]), qchisq(0.9, 1),
          tolerance = 1e-7, info = paste(name, term, side)
        )
      }
    }
    expect_true(all(limits[, 1] < coef(pair$ours), na.rm = TRUE))
    expect_true(all(limits[, 2] > coef(pair$ours), na.rm = TRUE))
    expect_identical(is.na(limits[, 1]), is.na(coef(pair$ours)))
  }
})

test_that("the score interval of an intercept alone is Wilson's", {
  fit <- logreg(y ~ 1, data = data.frame(y = rep(0:1, c(15, 5))))
  # Wilson (1927) by hand: |p - 1/4| = z sqrt(p (1 - p) / 20).
  z <- qnorm(0.975)
  middle <- (0.25 + z^2 / 40) / (1 + z^2 / 20)
  half <- z / (1 + z^2 / 20) * sqrt(0.25 * 0.75 / 20 + z^2 / 1600)
  expect_equal(c(confint(fit, method = "score")), qlogis(c(middle - half, middle + half)), tolerance = 1e-9)
})

test_that("score limits need a fit that has reached its optimum", {
  separated <- suppressWarnings(logreg(y ~ x, data = data.frame(x = 1:6, y = c(0, 0, 0, 1, 1, 1))))
  expect_error(confint(separated, method = "score"), class = "logreg_error_not_available")
})
