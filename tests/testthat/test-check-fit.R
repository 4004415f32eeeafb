about <- function(found, check) found$about[found$check == check]
value <- function(found, check) found$value[found$check == check]
severity <- function(found, check) found$severity[found$check == check]

test_that("every shape has its findings, silently, and every check is accounted for", {
  checks <- attr(check_fit(model_shapes()$several), "checked")
  for (shape in names(model_shapes())) {
    expect_silent(found <- check_fit(model_shapes()[[shape]]))
    expect_identical(attr(found, "checked"), checks, info = shape)
    expect_true(all(found$check %in% checks), info = shape)
    expect_true(all(nzchar(found$found) & nzchar(found$meaning) & nzchar(found$remedy)), info = shape)
    expect_false(any(grepl("\\bNA\\b|NaN|NULL", found$found[found$check != "dependent columns"])), info = shape)
    expect_false(any(grepl("delete|remove the row|drop the row", found$remedy)), info = shape)
    expect_silent(capture.output(print(found)))
  }
})

test_that("a fit that is not at the maximum has no check that needs it, and says why", {
  needs <- c("linearity", "transform", "leverage", "influence", "Wald and likelihood ratio", "descent")
  why <- c(unconverged = "the fit is not there", complete = "separated", complete_descent = "separated", ridge = "has a penalty")
  for (shape in names(why)) {
    found <- check_fit(model_shapes()[[shape]])
    for (check in needs) {
      expect_identical(severity(found, check), "not available", info = paste(shape, check))
      expect_match(found$found[found$check == check], why[[shape]], info = paste(shape, check))
    }
  }
  found <- check_fit(model_shapes()$unconverged)
  expect_identical(severity(found, "convergence"), "attention")
  newton <- model_shapes()$two_numbers
  gap <- coef(model_shapes()$unconverged) - coef(newton)
  expect_equal(value(found, "convergence"), sqrt(drop(gap %*% solve(vcov(newton)) %*% gap)), tolerance = 1e-6)
  expect_length(about(check_fit(newton), "convergence"), 0)
})

test_that("Firth's fit has its leverages, and nothing that compares likelihoods", {
  fit <- model_shapes()$firth
  found <- check_fit(fit)
  high <- hatvalues(fit)
  high <- sort(high[high > 3 * 5 / 189], decreasing = TRUE)
  expect_identical(about(found, "leverage"), paste(names(high), collapse = ", "))
  expect_no_match(found$found[found$check == "leverage"], "Cook")
  expect_identical(severity(found, "influence"), "not available")
  expect_identical(severity(found, "Wald and likelihood ratio"), "not available")
})

test_that("separation names columns and levels, and has the likelihood-ratio p-value that Wald's test lacks", {
  fit <- model_shapes()$quasi
  found <- check_fit(fit)
  expect_identical(about(found, "separation"), "treatedyes")
  expect_equal(value(found, "separation"), 4)
  expect_match(found$meaning[found$check == "separation"], "treated = yes: 4 rows, all events", fixed = TRUE)
  # The limit: the untreated rows alone, and the treated rows without loss.
  rows <- model.frame(fit)
  limit <- deviance(glm(ill ~ dose, binomial, rows, subset = treated == "no", epsilon = 1e-12))
  without <- deviance(glm(ill ~ dose, binomial, rows, epsilon = 1e-12))
  expect_equal(value(found, "Wald and likelihood ratio"), pchisq(without - limit, 1, lower.tail = FALSE), tolerance = 1e-5)
  expect_length(about(check_fit(model_shapes()$several), "separation"), 0)
})

test_that("columns that were not estimated are named", {
  expect_identical(about(check_fit(model_shapes()$aliased), "dependent columns"), "I(2 * lwt)")
  expect_length(about(check_fit(model_shapes()$several), "dependent columns"), 0)
})

test_that("linearity speaks where the log-odds bend, and not where they do not", {
  x <- rep(seq(0.5, 10, 0.5), each = 40)
  trial <- rep(1:40, 20)
  bent <- data.frame(x = x, y = as.numeric(trial <= round(40 * plogis(-2 + 0.08 * (x - 5)^2))))
  straight <- data.frame(x = x, y = as.numeric(trial <= round(40 * plogis(-2 + 0.4 * x))))
  found <- check_fit(logreg(y ~ x, bent))
  larger <- glm(y ~ x + I(x * log(x)), binomial, bent, epsilon = 1e-12)
  statistic <- deviance(glm(y ~ x, binomial, bent, epsilon = 1e-12)) - deviance(larger)
  expect_identical(severity(found, "linearity"), "attention")
  expect_equal(value(found, "linearity"), pchisq(statistic, 1, lower.tail = FALSE), tolerance = 1e-6)
  expect_match(found$found[found$check == "linearity"], sprintf("x * log(x) gives a likelihood ratio of %s", signif(statistic, 3)), fixed = TRUE)
  expect_identical(nrow(attr(check_fit(logreg(y ~ x, straight)), "linearity")), 1L)
  expect_length(about(check_fit(logreg(y ~ x, straight)), "linearity"), 0)
})

test_that("with values of 0 or less the square is tested and said to be", {
  births <- shape_data()
  found <- check_fit(logreg(low ~ ftv + lwt, births))
  expect_identical(severity(found, "linearity"), "not available")
  expect_identical(about(found, "linearity"), "ftv")
  p_value <- anova(
    glm(low ~ ftv + lwt, binomial, births, epsilon = 1e-12), glm(low ~ ftv + I(ftv^2) + lwt, binomial, births, epsilon = 1e-12),
    test = "LRT"
  )[2, 5]
  table <- attr(found, "linearity")
  expect_equal(table$p_value[table$term == "ftv"], p_value, tolerance = 1e-6)
  expect_match(found$found[found$check == "linearity"], sprintf("The square was tested instead: p = %s", format(signif(p_value, 2))), fixed = TRUE)
  expect_match(check_fit(model_shapes()$poly)$found, "poly(lwt, 2) is a curve already", fixed = TRUE, all = FALSE)
})

test_that("a column whose bend separates the classes is told so", {
  found <- check_fit(logreg(admitted ~ exam1 + exam2, exam_marks))
  bent <- found[found$check == "linearity", ]
  expect_match(bent$found[bent$about == "exam1"], "at least", fixed = TRUE)
  expect_match(bent$meaning[bent$about == "exam1"], "the classes are separated", fixed = TRUE)
  expect_no_match(bent$meaning[bent$about == "exam2"], "separated")
})

test_that("a transform is named with both AICs where it lowers the AIC, and else not", {
  found <- check_fit(logreg(admitted ~ exam1 + exam2, exam_marks))
  before <- AIC(glm(admitted ~ exam1 + exam2, binomial, exam_marks))
  after <- AIC(glm(admitted ~ log(exam1) + exam2, binomial, exam_marks))
  row <- found[found$check == "transform" & found$about == "exam1", ]
  expect_equal(row$value, before - after, tolerance = 1e-6)
  expect_identical(row$found, sprintf("log(exam1) in the place of exam1 lowers the AIC from %.1f to %.1f.", before, after))
  table <- attr(found, "transforms")
  expect_equal(
    table$aic[table$form == "poly(exam2, 2)"],
    AIC(suppressWarnings(glm(admitted ~ exam1 + poly(exam2, 2), binomial, exam_marks))), tolerance = 1e-6
  )
  expect_equal(table$aic[table$form == "sqrt(exam2)"], AIC(glm(admitted ~ exam1 + sqrt(exam2), binomial, exam_marks)), tolerance = 1e-6)

  births <- shape_data()
  table <- attr(check_fit(model_shapes()$several), "transforms")
  expect_true(all(table$aic[table$term == "age"] > table$aic_fit[[1]]))
  expect_length(grep("age", about(check_fit(model_shapes()$several), "transform")), 0)
  # A variable in an interaction, or already transformed, is left alone.
  expect_identical(nrow(attr(check_fit(model_shapes()$interaction), "transforms")), 0L)
  expect_false("log1p(lwt)" %in% attr(check_fit(model_shapes()$log1p), "transforms")$term)
})

test_that("leverage and Cook's distance are glm's, rows by name", {
  births <- shape_data()
  fit <- model_shapes()$several
  theirs <- glm(low ~ lwt + age + smoke + race, binomial, births, epsilon = 1e-12)
  rows <- attr(check_fit(fit), "rows")
  expect_identical(rows$row, names(sort(cooks.distance(theirs), decreasing = TRUE))[1:20])
  expect_equal(rows$cooks_distance, unname(cooks.distance(theirs)[rows$row]), tolerance = 1e-6)
  expect_equal(rows$leverage, unname(hatvalues(theirs)[rows$row]), tolerance = 1e-6)
  expect_equal(rows$residual, unname(rstandard(theirs, type = "pearson")[rows$row]), tolerance = 1e-6)
  hat <- hatvalues(theirs)
  found <- check_fit(fit)
  expect_identical(about(found, "leverage"), paste(names(sort(hat[hat > 18 / 189], decreasing = TRUE)), collapse = ", "))
  expect_match(found$found[found$check == "leverage"], sprintf("%d rows above 2 times", sum(hat > 12 / 189)), fixed = TRUE)
  expect_length(about(found, "influence"), 0)
  expect_length(about(check_fit(model_shapes()$factor_only), "leverage"), 0)
})

test_that("an influential row is named with what the fit would be without it", {
  rows <- data.frame(x = c(1:10, 30), y = c(0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 0))
  theirs <- glm(y ~ x, binomial, rows, epsilon = 1e-12)
  found <- check_fit(logreg(y ~ x, rows))
  expect_equal(value(found, "influence"), max(cooks.distance(theirs)), tolerance = 1e-6)
  expect_identical(severity(found, "influence"), "attention")
  without <- coef(glm(y ~ x, binomial, rows[-11, ], epsilon = 1e-12))
  change <- abs(without - coef(theirs)) / sqrt(diag(vcov(theirs)))
  most <- names(which.max(change))
  expect_match(
    found$found[found$check == "influence"],
    sprintf("Without row 11 the coefficient of `%s` would be %s in the place of %s", most, signif(without[[most]], 3), signif(coef(theirs)[[most]], 3)),
    fixed = TRUE
  )
})

test_that("Wald's and the likelihood-ratio test stand together where they disagree", {
  tests <- attr(check_fit(model_shapes()$several), "tests")
  births <- shape_data()
  glm_fit <- glm(low ~ lwt + age + smoke + race, binomial, births, epsilon = 1e-12)
  expect_equal(tests$wald_p, unname(coef(summary(glm_fit))[-1, 4]), tolerance = 1e-5)
  likelihood_ratio <- drop1(glm_fit, test = "LRT")
  expect_equal(tests$lr_p[tests$term == "lwt"], likelihood_ratio["lwt", 5], tolerance = 1e-5)
  expect_equal(tests$lr_p[tests$term == "smoke"], likelihood_ratio["smoke", 5], tolerance = 1e-5)
  expect_length(about(check_fit(model_shapes()$one_number), "Wald and likelihood ratio"), 0)
})

test_that("a large effect that Wald's test does not see needs attention", {
  # Hauck and Donner: five outcomes against five, all but apart.
  few <- data.frame(x = c(1, 2, 3, 4, 5, 5.1, 6, 7, 8, 9), y = c(0, 0, 0, 0, 1, 0, 1, 1, 1, 1))
  theirs <- glm(y ~ x, binomial, few, epsilon = 1e-12)
  found <- check_fit(logreg(y ~ x, few))
  wald <- coef(summary(theirs))["x", 4]
  ratio <- pchisq(theirs$null.deviance - theirs$deviance, 1, lower.tail = FALSE)
  expect_true(wald > 0.05 && ratio < 0.01)
  expect_identical(severity(found, "Wald and likelihood ratio"), "attention")
  expect_equal(value(found, "Wald and likelihood ratio"), ratio, tolerance = 1e-6)
  expect_match(
    found$found[found$check == "Wald and likelihood ratio"],
    sprintf("p = %s by Wald's test, %s by the likelihood ratio", format(signif(wald, 2)), format(signif(ratio, 2))), fixed = TRUE
  )
})

test_that("a p-value is never rounded to the 0.05 that it is read against", {
  expect_identical(p_words(c(0.05021, 0.0496, 0.0612, 3e-7, NA)), c("0.0502", "0.0496", "0.061", "3e-07", "NA"))
})

test_that("overdispersion of counts is Pearson's chi-squared, and 0/1 rows are refused", {
  esoph <- reference_data("esoph")
  esoph$alcohol <- as.numeric(factor(esoph$alcgp))
  theirs <- glm(cbind(ncases, ncontrols) ~ alcohol, binomial, esoph, epsilon = 1e-12)
  found <- check_fit(logreg(cbind(ncases, ncontrols) ~ alcohol, esoph))
  statistic <- sum(residuals(theirs, "pearson")^2)
  expect_identical(severity(found, "overdispersion"), "attention")
  expect_equal(value(found, "overdispersion"), statistic / theirs$df.residual, tolerance = 1e-6)
  expected <- fitted(theirs) * (esoph$ncases + esoph$ncontrols)
  expect_match(found$meaning[found$check == "overdispersion"], sprintf("about %s times too small", signif(sqrt(statistic / theirs$df.residual), 3)), fixed = TRUE)
  small <- mean(pmin(expected, esoph$ncases + esoph$ncontrols - expected) < 1)
  expect_match(found$meaning[found$check == "overdispersion"], sprintf("%s%% of the rows expect less", signif(100 * small, 3)), fixed = TRUE)

  share <- transform(esoph, share = ncases / (ncases + ncontrols), n = ncases + ncontrols)
  by_share <- suppressWarnings(check_fit(logreg(share ~ alcohol, share, weights = n)))
  expect_equal(value(by_share, "overdispersion"), value(found, "overdispersion"))

  binary <- check_fit(model_shapes()$weights)
  expect_identical(severity(binary, "overdispersion"), "not available")
  expect_match(binary$found[binary$check == "overdispersion"], "single 0/1 outcomes")
  binomial <- data.frame(x = 1:20, n = 20, s = round(20 * plogis(-2 + 0.2 * (1:20))))
  expect_length(about(check_fit(logreg(cbind(s, n - s) ~ x, binomial)), "overdispersion"), 0)
})

test_that("a fit as large as its data has no dispersion", {
  groups <- data.frame(g = c("a", "b"), s = c(3, 5), f = c(4, 2))
  found <- check_fit(logreg(cbind(s, f) ~ g, groups))
  expect_match(found$found[found$check == "overdispersion"], "as many coefficients as rows")
})

test_that("the columns of a sparse matrix are not taken apart", {
  skip_if_not_installed("Matrix")
  births <- shape_data()
  births$black <- as.numeric(births$race == "black")
  found <- check_fit(logreg(Matrix::Matrix(as.matrix(births[c("smoke", "ht", "black")]), sparse = TRUE), births$low))
  for (check in c("linearity", "transform", "descent", "Wald and likelihood ratio")) {
    expect_match(found$found[found$check == check], "sparse matrix", info = check)
  }
  hat <- hatvalues(glm(low ~ smoke + ht + black, binomial, births, epsilon = 1e-12))
  expect_match(found$found[found$check == "leverage"], sprintf("%d above 3 times", sum(hat > 12 / 189)), fixed = TRUE)
})

test_that("something else than a fit is refused", {
  expect_error(check_fit(lm(dist ~ speed, cars)), class = "logreg_error_argument")
})

test_that("the whole of it reads as a student should find it", {
  expect_snapshot(print(check_fit(logreg(admitted ~ exam1 + exam2, exam_marks))))
  expect_snapshot(print(check_fit(model_shapes()$quasi)))
})
