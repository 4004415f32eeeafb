test_that("the table of one model is glm's, for every test", {
  pairs <- glm_pairs()
  for (test in list(NULL, "LRT", "Chisq", "Rao", "Cp")) {
    expect_as_glm(function(fit) anova(fit, test = test), pairs)
  }
})

test_that("tables of several models are glm's, and glm fits may stand among them", {
  small <- fit_both(case ~ age, data = infert)
  large <- fit_both(case ~ age + spontaneous + induced, data = infert)
  for (test in list("LRT", "Rao")) {
    theirs <- anova(small$glm, large$glm, test = test)
    expect_equal(anova(small$ours, large$ours, test = test), theirs, tolerance = 1e-6)
    expect_equal(anova(small$ours, large$glm, test = test), theirs, tolerance = 1e-6)
  }
})

test_that("the test done by default is the one that glm's anova does in this R", {
  pair <- fit_both(am ~ wt + hp, data = mtcars)
  expect_identical(names(anova(pair$ours)), names(anova(pair$glm)))
})

test_that("anova() works when the package is not attached", {
  fit <- logreg::logreg(am ~ wt + hp, data = mtcars)
  attached <- "package:logreg" %in% search()
  if (attached) {
    detach("package:logreg")
    withr::defer(attachNamespace("logreg"))
  }
  expect_equal(anova(fit)[["Resid. Dev"]], anova(glm(am ~ wt + hp, binomial, mtcars))[["Resid. Dev"]], tolerance = 1e-6)
})

test_that("a penalised fit among the models is refused", {
  fit <- logreg(am ~ wt, data = mtcars)
  penalised <- logreg(am ~ wt, data = mtcars, penalty = penalty_ridge(0.1))
  expect_error(anova(fit, penalised), class = "logreg_error_penalized")
})
