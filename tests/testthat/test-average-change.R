# Average probabilities and their change by glm()'s coefficients, with the delta method by central differences.
by_differences <- function(twin, before, after, weight = rep(1, nrow(before)), vcov = stats::vcov(twin), offset = NULL) {
  design <- function(rows) {
    terms <- delete.response(terms(twin))
    frame <- model.frame(terms, rows, xlev = twin$xlevels)
    list(x = model.matrix(terms, frame, contrasts.arg = twin$contrasts), offset = offset %||% model.offset(frame) %||% 0)
  }
  parts <- list(design(before), design(after))
  measures <- function(beta) {
    p <- vapply(parts, function(part) weighted.mean(plogis(drop(part$x %*% beta) + part$offset), weight), 0)
    c(p, p[2] - p[1], log(p[2] / p[1]))
  }
  beta <- coef(twin)
  slopes <- vapply(seq_along(beta), function(j) {
    h <- 1e-5 * max(abs(beta[j]), 1e-3)
    (measures(replace(beta, j, beta[j] + h)) - measures(replace(beta, j, beta[j] - h))) / (2 * h)
  }, numeric(4))
  list(value = measures(beta), error = sqrt(diag(slopes %*% vcov %*% t(slopes))), slopes = slopes)
}

expect_change <- function(row, reference, z = qnorm(0.975), info = NULL) {
  value <- reference$value
  error <- reference$error
  expect_equal(c(row$prob_from, row$prob_to, row$difference), value[1:3], tolerance = 1e-6, info = info)
  expect_equal(row$difference_error, error[3], tolerance = 1e-5, info = info)
  expect_equal(c(row$difference_lower, row$difference_upper), value[3] + c(-z, z) * error[3], tolerance = 1e-5, info = info)
  expect_equal(c(row$ratio, row$ratio_lower, row$ratio_upper), exp(value[4] + c(0, -z, z) * error[4]), tolerance = 1e-5, info = info)
}

test_that("steps and levels agree with glm() and differences, on the shapes that glm() fits", {
  checked <- 0
  for (name in names(model_shapes())) {
    twin <- glm_twin(name)
    fit <- model_shapes()[[name]]
    if (is.null(twin) || name %in% c("unconverged", "intercept_only", "aliased")) next
    rows <- as.data.frame(c(predictor_values(fit), offset_values(fit)))
    for (variable in names(predictor_values(fit))) {
      before <- after <- rows
      if (is.numeric(rows[[variable]]) && length(unique(rows[[variable]])) > 2) {
        after[[variable]] <- rows[[variable]] + 5
        found <- average_change(fit, variable, step = 5)
        expect_identical(found$to, paste(variable, "+ 5"))
      } else {
        levels <- sort(unique(rows[[variable]]))
        before[[variable]][] <- levels[1]
        after[[variable]][] <- levels[2]
        found <- average_change(fit, variable)
        expect_identical(c(found$from[1], found$to[1]), as.character(levels[1:2]), info = name)
      }
      reference <- by_differences(twin, before, after, twin$prior.weights, offset = twin$offset)
      expect_change(found[1, ], reference, info = paste(name, variable))
      checked <- checked + 1
    }
  }
  expect_gt(checked, 25)
})

test_that("two stated values put every row at them, and the level moves the limits", {
  fit <- model_shapes()$interaction
  twin <- glm_twin("interaction")
  births <- shape_data()
  found <- average_change(fit, "lwt", from = 100, to = 150, level = 0.8)
  expect_change(found, by_differences(twin, transform(births, lwt = 100), transform(births, lwt = 150)), z = qnorm(0.9))
  back <- average_change(fit, "lwt", from = 150, to = 100)
  expect_equal(back$difference, -found$difference)
  expect_equal(back$ratio, 1 / found$ratio)
  one <- average_change(fit, "race", from = "other", to = "black")
  expect_identical(nrow(one), 1L)
  put <- function(level) transform(births, race = factor(level, levels(births$race)))
  expect_change(one, by_differences(twin, put("other"), put("black")))
})

test_that("averages within the values of another variable, and how far they lie apart", {
  fit <- model_shapes()$interaction_levels
  twin <- glm_twin("interaction_levels")
  births <- shape_data()
  found <- average_change(fit, "smokes", by = "race")
  expect_identical(found$by, levels(births$race))
  expect_identical(as.vector(found$rows), as.vector(table(births$race)) + 0)
  pieces <- lapply(levels(births$race), function(level) {
    part <- births[births$race == level, ]
    by_differences(twin, transform(part, smokes = FALSE), transform(part, smokes = TRUE))
  })
  for (i in 1:3) expect_change(found[i, ], pieces[[i]])
  apart <- attr(found, "differences")
  expect_equal(apart$difference, found$difference[2:3] - found$difference[1])
  slope <- pieces[[3]]$slopes[3, ] - pieces[[1]]$slopes[3, ]
  expect_equal(apart$difference_error[2], sqrt(drop(slope %*% vcov(twin) %*% slope)), tolerance = 1e-5)
  # A variable of the data that is not in the model serves too.
  expect_identical(average_change(model_shapes()$two_numbers, "lwt", by = "smoke")$by, c("0", "1"))
})

test_that("new rows, gaps in them, and the weights of the fit", {
  fit <- model_shapes()$weights
  births <- shape_data()
  new <- births[1:20, ]
  new$lwt[3] <- NA
  found <- average_change(fit, "age", newdata = new)
  twin <- glm_twin("weights")
  part <- new[-3, ]
  expect_change(found, by_differences(twin, part, transform(part, age = age + 1), part$trials))
  expect_identical(found$rows, 19)
  expect_output(print(found), "19 rows of new data; 1 row with a missing value left out")
})

test_that("grouped counts and the same trials as rows have the same averages", {
  fit <- model_shapes()$grouped
  cancer <- fit$data
  rows <- cancer[rep(seq_len(nrow(cancer)), cancer$ncases + cancer$ncontrols), ]
  rows$case <- unlist(Map(function(cases, controls) rep(1:0, c(cases, controls)), cancer$ncases, cancer$ncontrols))
  single <- logreg(case ~ age + alcgp, data = rows)
  columns <- c("prob_from", "prob_to", "difference_error", "ratio_upper")
  expect_equal(average_change(fit, "age")[columns], average_change(single, "age")[columns], tolerance = 1e-6, ignore_attr = TRUE)
})

test_that("robust covariances reach the intervals", {
  fit <- model_shapes()$two_numbers
  births <- shape_data()
  reference <- by_differences(glm_twin("two_numbers"), births, transform(births, age = age + 1), vcov = vcov(fit, type = "HC1"))
  expect_equal(average_change(fit, "age", vcov = "HC1")$difference_error, reference$error[3], tolerance = 1e-5)
  clustered <- average_change(fit, "age", cluster = births$race)
  reference <- by_differences(glm_twin("two_numbers"), births, transform(births, age = age + 1), vcov = vcov(fit, cluster = births$race))
  expect_equal(clustered$difference_error, reference$error[3], tolerance = 1e-5)
})

test_that("fits without standard errors have estimates only, those without estimates are refused", {
  births <- shape_data()
  ridge <- average_change(model_shapes()$ridge, "age", step = 2)
  prob <- function(data) mean(predict(model_shapes()$ridge, data, type = "response"))
  expect_equal(ridge$difference, prob(transform(births, age = age + 2)) - prob(births))
  expect_true(all(is.na(unlist(ridge[c("difference_error", "difference_lower", "ratio_upper")]))))
  expect_output(print(ridge), "Ridge")
  # Treated rows are all ill: among the others the limit is glm's.
  quasi <- average_change(model_shapes()$quasi, "treated")
  others <- glm(ill ~ dose, binomial(), model_shapes()$quasi$model[model_shapes()$quasi$model$treated == "no", ], epsilon = 1e-12)
  expect_equal(quasi$prob_from, mean(predict(others, model_shapes()$quasi$model, type = "response")), tolerance = 1e-6)
  expect_identical(quasi$prob_to, 1)
  expect_true(is.na(quasi$difference_error))
  expect_error(average_change(model_shapes()$complete, "dose"), class = "logreg_error_separated")
  expect_error(average_change(model_shapes()$complete_descent, "dose"), class = "logreg_error_separated")
  expect_error(average_change(model_shapes()$unconverged, "age"), class = "logreg_error_not_available")
  expect_error(average_change(model_shapes()$ridge, "age", vcov = "HC3"), class = "logreg_error_penalized")
})

test_that("columns that repeat each other move together or not at all", {
  births <- transform(shape_data(), twice = 2 * lwt)
  fit <- model_shapes()$aliased
  expect_change(average_change(fit, "lwt"), by_differences(glm_twin("two_numbers"), births, transform(births, lwt = lwt + 1)))
  apart <- suppressWarnings(logreg(low ~ lwt + twice + age, data = births))
  expect_error(average_change(apart, "twice"), class = "logreg_error_rank_deficient")
})

test_that("blocks of rows do not change the answer", {
  births <- shape_data()
  many <- births[rep(seq_len(nrow(births)), 300), ]
  fit <- model_shapes()$several
  expect_equal(average_change(fit, "smoke", newdata = many)$difference_error, average_change(fit, "smoke")$difference_error)
  expect_equal(
    average_change(fit, "smoke", by = "race", newdata = many)$prob_to, average_change(fit, "smoke", by = "race")$prob_to
  )
})

test_that("the print states the numbers of the table", {
  found <- average_change(model_shapes()$several, "race")
  expect_snapshot(found)
  expect_snapshot(average_change(model_shapes()$interaction, "smoke", by = "race"))
  expect_snapshot(average_change(model_shapes()$grouped, "age", step = 2))
  sentence <- average_sentence(as.list(found[1, ]), 0.95, NULL)
  number <- "([-+0-9.]*[0-9])"
  expect_shown(paste0("goes from ", number), sentence, 100 * found$prob_from[1])
  expect_shown(paste0("goes from [0-9.]+% to ", number), sentence, 100 * found$prob_to[1])
  expect_shown(paste0("by ", number, " percentage points"), sentence, 100 * found$difference[1])
  expect_shown(paste0("points \\(95% interval ", number), sentence, 100 * found$difference_lower[1])
  expect_shown(paste0("points \\(95% interval [-+0-9.]* to ", number), sentence, 100 * found$difference_upper[1])
  expect_shown(paste0("risk ratio of ", number), sentence, found$ratio[1])
  expect_shown(paste0("risk ratio of [0-9.]* \\(95% interval ", number), sentence, found$ratio_lower[1])
  expect_shown(paste0("risk ratio of [0-9.]* \\(95% interval [0-9.]* to ", number), sentence, found$ratio_upper[1])
  expect_output(print(found[1:6]), "prob_from")
})

test_that("bad arguments are named", {
  fit <- model_shapes()$several
  expect_error(average_change(1, "age"), "`fit`", class = "logreg_error_argument")
  expect_error(average_change(fit, "weight"), "`variable`", class = "logreg_error_argument")
  expect_error(average_change(fit), "Give one of `.*`age`", class = "logreg_error_argument")
  expect_error(average_change(fit, "agge"), "Did you mean \"age\"", class = "logreg_error_argument")
  nothing <- logreg(am ~ 1, mtcars)
  expect_error(average_change(nothing), "no variable", class = "logreg_error_argument")
  expect_error(average_change(fit, "age", step = 0), "`step`", class = "logreg_error_argument")
  expect_error(average_change(fit, "race", step = 1), "`step`", class = "logreg_error_argument")
  expect_error(average_change(fit, "age", step = 1, from = 20, to = 30), "`step`", class = "logreg_error_argument")
  expect_error(average_change(fit, "age", from = 20), "`to`", class = "logreg_error_argument")
  expect_error(average_change(fit, "race", to = "green"), "`to`", class = "logreg_error_argument")
  expect_error(average_change(fit, "age", by = "bwt"), "`by`", class = "logreg_error_argument")
  expect_error(average_change(fit, "age", by = "nothing"), "`by`", class = "logreg_error_argument")
  expect_error(average_change(fit, "age", newdata = shape_data()["age"]), class = "logreg_error_missing_variable")
  curved <- logreg(low ~ log(lwt), data = shape_data())
  expect_error(average_change(curved, "lwt", step = -100), "not finite", class = "logreg_error_argument")
})

test_that("a name in a matrix or with a missing name of its own is that name, and a value is atomic", {
  fit <- model_shapes()$several
  plain <- average_change(fit, "race")
  expect_equal(average_change(fit, matrix("race")), plain)
  expect_equal(average_change(fit, c(a = "race")), plain)
  expect_error(average_change(fit, "race", to = expression(black)), "`to`", class = "logreg_error_argument")
})
