# Padding makes glm() lose the constant of its terms.
without_constant <- function(prediction) {
  if (is.list(prediction)) attr(prediction$fit, "constant") <- NULL else attr(prediction, "constant") <- NULL
  prediction
}

test_that("predictions for the rows of the fit are glm's, padded where rows were excluded", {
  pairs <- glm_pairs()
  for (type in c("link", "response", "terms")) {
    expect_as_glm(function(fit) without_constant(predict(fit, type = type)), pairs)
    expect_as_glm(function(fit) without_constant(predict(fit, type = type, se.fit = TRUE)), pairs)
  }
  expect_as_glm(function(fit) attr(predict(fit, type = "terms"), "constant"), pairs[names(pairs) != "excluded"])
})

test_that("predictions for new rows are glm's", {
  pairs <- glm_pairs()
  new <- list(
    mtcars = mtcars[5:9, ], infert = infert[c(7, 100), ], esoph = esoph[c(1, 50, 88), ],
    titanic = titanic_rows[3:9, ], polynomial = data.frame(mpg = c(10, 20, 40)), offset = infert[1:4, ],
    no_intercept = infert[1:3, ], factor_response = cars_with_gaps[c(1, 30), ]
  )
  for (name in names(new)) {
    for (type in c("link", "response", "terms")) {
      expect_as_glm(function(fit) predict(fit, new[[name]], type = type, se.fit = TRUE), pairs[name])
    }
  }
})

test_that("missing values in new rows predict NA, or are dropped on demand", {
  fit <- logreg(am ~ hp, data = mtcars)
  expect_identical(names(predict(fit, cars_with_gaps)), rownames(mtcars))
  expect_identical(unname(which(is.na(predict(fit, cars_with_gaps)))), c(3L, 17L))
  expect_identical(unname(which(is.na(predict(fit, cars_with_gaps, se.fit = TRUE)$se.fit))), c(3L, 17L))
  expect_identical(unname(which(is.na(predict(fit, cars_with_gaps, type = "prob")[, 1]))), c(3L, 17L))
  expect_length(predict(fit, cars_with_gaps, na.action = na.omit), 30)
})

test_that("the fit's rows and the same rows as new ones predict the same bits", {
  fit <- logreg(case ~ education + age, data = infert)
  expect_identical(unname(predict(fit, infert)), unname(predict(fit)))
  expect_identical(unname(predict(fit, infert[17, ])), unname(predict(fit)[17]))
})

test_that("odds are probability / (1 - probability), with a standard error by the delta rule", {
  fit <- logreg(am ~ wt, data = mtcars)
  p <- predict(fit, type = "response")
  odds <- predict(fit, type = "odds", se.fit = TRUE)
  expect_equal(odds$fit, p / (1 - p), tolerance = 1e-12)
  expect_equal(odds$se.fit, p / (1 - p) * predict(fit, se.fit = TRUE)$se.fit, tolerance = 1e-12)
})

test_that("the probabilities of both classes are exact at either end", {
  fit <- logreg(passed ~ hours, data = study_hours)
  both <- predict(fit, data.frame(hours = c(-1000, 2, 40)), type = "prob")
  expect_identical(colnames(both), c("0", "1"))
  eta <- predict(fit, data.frame(hours = c(-1000, 2, 40)))
  expect_equal(unname(both[2, ]), c(1, exp(eta[[2]])) / (1 + exp(eta[[2]])), tolerance = 1e-14)
  # 1 - p is 0 in double precision here; to first order it is exp(-eta).
  expect_equal(both[[3, "0"]], exp(-eta[[3]]), tolerance = 1e-12)
  expect_identical(unname(both[1, ]), c(1, 0))
})

test_that("classes have the type of the response", {
  class_of <- function(formula, ...) unname(predict(logreg(formula, cars_with_gaps, ...), type = "class"))
  straight <- unname(fitted(logreg(vs ~ wt, data = cars_with_gaps)) >= 0.5)
  expect_identical(class_of(vs ~ wt), as.numeric(straight))
  expect_identical(class_of(vs == 1 ~ wt), straight)
  expect_identical(class_of(engine ~ wt), factor(ifelse(straight, "straight", "V"), c("V", "straight")))
  # Words are ordered by the alphabet of the session: "straight" or "V" may be the event.
  expect_identical(class_of(shape ~ wt), ifelse(straight, "straight", "V"))
})

test_that("the threshold moves the classes, and a probability equal to it is the event", {
  fit <- logreg(am ~ 1, data = data.frame(am = c(0, 0, 0, 1)))
  quarter <- fitted(fit)[[1]]
  expect_identical(unname(predict(fit, type = "class", threshold = quarter)), rep(1, 4))
  expect_identical(unname(predict(fit, type = "class")), rep(0, 4))
  expect_error(predict(fit, type = "class", threshold = 2), class = "logreg_error_argument")
})

test_that("the interval is built in log-odds and taken to the scale of the type", {
  fit <- logreg(am ~ wt, data = mtcars)
  new <- data.frame(wt = c(2, 3))
  link <- predict(fit, new, se.fit = TRUE)
  limits <- link$fit + outer(link$se.fit, qnorm(c(0.5, 0.05, 0.95)))
  colnames(limits) <- c("fit", "lwr", "upr")
  expect_equal(predict(fit, new, interval = "confidence", level = 0.9), limits)
  expect_equal(predict(fit, new, type = "response", interval = "confidence", level = 0.9), plogis(limits))
  expect_equal(predict(fit, new, type = "odds", interval = "confidence", level = 0.9), exp(limits))
  both <- predict(fit, new, interval = "confidence", se.fit = TRUE)
  expect_named(both, c("fit", "se.fit", "residual.scale"))
  expect_identical(dim(both$fit), c(2L, 3L))
})

test_that("what has no standard error or interval says so", {
  fit <- logreg(am ~ wt, data = mtcars)
  expect_error(predict(fit, type = "class", se.fit = TRUE), class = "logreg_error_argument")
  expect_error(predict(fit, type = "terms", interval = "confidence"), class = "logreg_error_argument")
  expect_error(predict(fit, type = "logit"), class = "logreg_error_argument")
  expect_error(predict(fit, interval = "prediction"), class = "logreg_error_argument")
})

test_that("aliased columns count as 0, with a warning for new rows only", {
  pair <- fit_both(am ~ wt + twice + drat, data = cars_with_gaps, epsilon = 1e-12)
  expect_silent(predict(pair$ours))
  expect_warning(
    prediction <- predict(pair$ours, cars_with_gaps[1:3, ], se.fit = TRUE),
    "twice", class = "logreg_warning_rank_deficient"
  )
  expect_equal(prediction, suppressWarnings(predict(pair$glm, cars_with_gaps[1:3, ], se.fit = TRUE)), tolerance = 1e-6)
})

test_that("predictions follow the coefficients in the fit, and unknown arguments are ignored", {
  fit <- logreg(am ~ wt, data = mtcars)
  fit$coefficients[] <- c(1, 2)
  expect_equal(unname(predict(fit, data.frame(wt = 3), re.form = NULL)), 7)
})

test_that("terms can be chosen", {
  pair <- fit_both(am ~ wt + hp, data = mtcars)
  expect_as_glm(function(fit) predict(fit, type = "terms", terms = "hp", se.fit = TRUE), list(pair))
})

test_that("new rows of a matrix fit may be a matrix or a data frame", {
  x <- as.matrix(mtcars[c("wt", "hp")])
  fit <- logreg(x, mtcars$am)
  by_formula <- logreg(am ~ wt + hp, data = mtcars)
  expect_equal(predict(fit, x[1:3, ]), predict(by_formula, mtcars[1:3, ]), tolerance = 1e-10)
  expect_equal(predict(fit, mtcars[1:3, ], se.fit = TRUE), predict(by_formula, mtcars[1:3, ], se.fit = TRUE), tolerance = 1e-8)
  expect_equal(predict(fit, type = "terms"), predict(by_formula, type = "terms"), tolerance = 1e-8)
})
