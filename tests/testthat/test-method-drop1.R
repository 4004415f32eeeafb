test_that("dropping and adding terms gives glm's tables", {
  pairs <- glm_pairs()
  several <- pairs[c("mtcars", "infert", "esoph", "offset", "excluded", "factor_response")]
  for (test in c("none", "LRT", "Rao")) {
    expect_as_glm(function(fit) drop1(fit, test = test), several)
    expect_as_glm(function(fit) add1(fit, . ~ . + I(age^2), test = test), pairs["infert"])
    expect_as_glm(function(fit) add1(fit, . ~ . + qsec + wt, test = test), pairs["factor_response"])
  }
  expect_as_glm(function(fit) add1(fit, . ~ . + unclass(agegp):unclass(alcgp)), pairs["esoph"])
})

test_that("terms can be added where the response is words", {
  pair <- fit_both(shape ~ wt, data = cars_with_gaps, glm_formula = factor(shape) ~ wt)
  ours <- add1(pair$ours, . ~ . + drat, test = "LRT")
  expect_equal(ours$Deviance, add1(pair$glm, . ~ . + drat, test = "LRT")$Deviance, tolerance = 1e-6)
})

test_that("columns of a matrix fit can be dropped", {
  fit <- logreg(as.matrix(mtcars[c("wt", "hp")]), mtcars$am)
  expect_equal(drop1(fit)$Deviance, drop1(glm(am ~ wt + hp, binomial, mtcars))$Deviance, tolerance = 1e-6)
})

test_that("step() takes the way it takes with glm", {
  pair <- fit_both(case ~ spontaneous + age + parity, data = infert)
  scope <- ~ spontaneous * age + parity + induced
  ours <- step(pair$ours, scope, trace = 0)
  theirs <- step(pair$glm, scope, trace = 0)
  expect_s3_class(ours, "logreg_fit")
  expect_identical(format(formula(ours)), format(formula(theirs)))
  expect_equal(ours$anova$AIC, theirs$anova$AIC, tolerance = 1e-6)
})

test_that("a new term with missing values puts all models on the complete rows", {
  pair <- fit_both(am ~ wt, data = cars_with_gaps)
  expect_warning(ours <- add1(pair$ours, ~ . + hp), class = "logreg_warning_fewer_rows")
  expect_equal(ours$Deviance, suppressWarnings(add1(pair$glm, ~ . + hp))$Deviance, tolerance = 1e-6)
})

test_that("an added column that repeats another adds no degree of freedom", {
  ours <- add1(logreg(am ~ wt + hp, data = mtcars), ~ . + I(2 * wt), test = "LRT")
  expect_identical(ours$Df[[2]], 0)
  expect_true(is.na(ours[["Pr(>Chi)"]][[2]]))
})

test_that("the order of the parts of an interaction does not matter", {
  fit <- logreg(case ~ age + induced, data = infert)
  expect_equal(add1(fit, "induced:age")$Deviance, add1(fit, "age:induced")$Deviance)
})

test_that("dropping the only term leaves the intercept, or nothing", {
  expect_equal(drop1(logreg(am ~ wt, data = mtcars))$Deviance[[2]], glm(am ~ 1, binomial, mtcars)$deviance, tolerance = 1e-10)
  expect_equal(drop1(logreg(am ~ 0 + wt, data = mtcars))$Deviance[[2]], 2 * 32 * log(2), tolerance = 1e-12)
})

test_that("unknown, missing and impossible scopes are errors", {
  fit <- logreg(am ~ wt, data = mtcars)
  expect_error(drop1(fit, "hp"), class = "logreg_error_argument")
  expect_error(add1(fit, ~ . + wt), class = "logreg_error_argument")
  expect_error(drop1(fit, test = "Wald"), class = "logreg_error_argument")
  expect_error(add1(logreg(as.matrix(mtcars["wt"]), mtcars$am), ~ . + hp), class = "logreg_error_not_available")
})

test_that("an F test is the method's for glm, with its warning", {
  pair <- fit_both(am ~ wt + hp, data = mtcars)
  expect_warning(ours <- drop1(pair$ours, test = "F"), "F test")
  expect_equal(ours, suppressWarnings(drop1(pair$glm, test = "F")), tolerance = 1e-6)
})
