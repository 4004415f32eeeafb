# What broom gives for the glm fit of a pair.
by_broom <- function(what, pair, ...) {
  skip_if_not_installed("broom")
  suppressWarnings(getExportedValue("broom", what)(pair$glm, ...))
}

test_that("tidy() has broom's columns and numbers", {
  for (pair in glm_pairs()[c("mtcars", "esoph", "titanic", "aliased")]) {
    expect_equal(as.data.frame(tidy(pair$ours)), as.data.frame(by_broom("tidy", pair)), tolerance = 1e-6)
  }
})

test_that("tidy() adds the profile interval and takes both to odds ratios", {
  fit <- logreg(am ~ wt, data = mtcars)
  wide <- tidy(fit, conf.int = TRUE, conf.level = 0.9, exponentiate = TRUE)
  expect_identical(names(wide)[6:7], c("conf.low", "conf.high"))
  expect_equal(cbind(wide$conf.low, wide$conf.high), unname(exp(confint(fit, level = 0.9))))
  expect_equal(wide$estimate, unname(exp(coef(fit))))
  expect_equal(wide$std.error, tidy(fit)$std.error)
})

test_that("glance() is one row with broom's columns and numbers", {
  pairs <- glm_pairs()
  for (pair in pairs[names(pairs) != "titanic"]) { # glm() counts rows of weight 0 in its BIC
    expect_equal(as.data.frame(glance(pair$ours)), as.data.frame(by_broom("glance", pair)), tolerance = 1e-6)
  }
})

test_that("augment() adds broom's columns to the rows of the fit", {
  for (pair in glm_pairs()[c("mtcars", "infert", "factor_response")]) {
    for (type in c("link", "response")) {
      ours <- augment(pair$ours, type.predict = type, type.residuals = "pearson", se_fit = TRUE)
      theirs <- by_broom("augment", pair, type.predict = type, type.residuals = "pearson", se_fit = TRUE)
      expect_setequal(names(ours), names(theirs))
      shared <- setdiff(names(theirs), ".std.resid") # broom gives deviance ones whatever was asked for
      attr(theirs, "terms") <- NULL
      expect_equal(as.data.frame(ours[shared]), as.data.frame(theirs[shared]), tolerance = 1e-6)
    }
  }
})

test_that("augment() keeps new rows as they are, missing values included", {
  fit <- logreg(am ~ hp, data = mtcars)
  new <- augment(fit, newdata = cars_with_gaps, type.predict = "response")
  expect_identical(nrow(new), 32L)
  expect_identical(which(is.na(new$.fitted)), c(3L, 17L))
  expect_false(".resid" %in% names(new))
  expect_identical(new$.rownames, rownames(mtcars))
})

test_that("a penalised fit has estimates only", {
  fit <- logreg(am ~ wt, data = mtcars, penalty = penalty_ridge(0.1))
  expect_equal(tidy(fit)$estimate, unname(coef(fit)))
  expect_true(all(is.na(tidy(fit)$std.error)))
  expect_identical(names(glance(fit)), names(glance(logreg(am ~ wt, data = mtcars))))
  expect_true(".resid" %in% names(augment(fit)))
})

test_that("augment() puts the rows of the fit beside those of the data, whatever became of missing values", {
  data <- mtcars
  data$wt[3] <- NA
  full <- augment(logreg(am ~ wt, data = mtcars[-3, ]))
  for (action in c("na.omit", "na.exclude")) {
    fit <- logreg(am ~ wt, data, na.action = action)
    expect_equal(augment(fit)$.fitted, full$.fitted, info = action)
    beside <- augment(fit, data = data)
    expect_identical(nrow(beside), if (action == "na.exclude") 32L else 31L, info = action)
    expect_equal(beside$.cooksd[match("Datsun 710", beside$.rownames, nomatch = 0)], if (action == "na.exclude") NA_real_ else numeric())
    expect_equal(beside$.fitted[beside$.rownames == "Valiant"], full$.fitted[full$.rownames == "Valiant"], info = action)
  }
  expect_error(augment(fit, data = mtcars[1:5, ]), class = "logreg_error_length")
})
