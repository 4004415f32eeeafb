# Shapes that are explained and not put into numbers.
stopped_shapes <- c("unconverged", "complete", "complete_descent")

# A step that is not the default where there is a number, so that steps are seen to count.
interpret_shape <- function(name, ...) {
  values <- predictor_values(model_shapes()[[name]])
  numbers <- names(values)[vapply(values, function(x) is.numeric(x) && length(unique(x)) > 2, TRUE)]
  interpret(model_shapes()[[name]], units = stats::setNames(rep(10, length(numbers)), numbers), ...)
}

# Everything that is said of a shape.
words_of <- function(name) {
  found <- interpret_shape(name)
  parts <- lapply(c("stopped", "kind", "notes"), attr, x = found)
  c(paste0("[", name, "]"), unlist(parts), found$sentence, attr(found, "intercept"))
}

test_that("every sentence of every shape is as it was", {
  for (name in names(model_shapes())) {
    expect_snapshot(cat(words_of(name), sep = "\n"))
  }
})

test_that("it prints for a reader", {
  expect_snapshot(interpret(model_shapes()$several, at = list(race = "black"), units = list(lwt = 10, age = "sd")))
  expect_snapshot(interpret(model_shapes()$interaction))
  expect_snapshot(interpret(model_shapes()$complete))
})

# What a sentence must say, from the log-odds of both rows by another road.
expect_odds_words <- function(sentence, from, to, info) {
  expect_shown("multiplied by ([0-9.,e+-]*[0-9])", sentence, exp(to - from), info)
  shown <- number_in("multiplied by ([0-9.,e+-]*[0-9])", sentence)
  change <- text_in("that is ((lowered|raised|divided) by [0-9.,e+]*[0-9])", sentence)
  if (shown > 2) {
    expect_identical(change, NA_character_, info = info)
  } else if (shown < 0.1) {
    expect_shown("divided by ([0-9.,e+]*[0-9])", sentence, exp(from - to), info)
  } else {
    expect_identical(sub(" .*$", "", change), if (to < from) "lowered" else "raised", info = info)
    expect_equal(number_in("(?:lowered|raised) by ([0-9.]*[0-9])%", sentence), 100 * abs(shown - 1), tolerance = 1e-9, info = info)
  }
  expect_shown("goes from ([0-9.]+)%", sentence, 100 * plogis(from), info)
  expect_shown("goes from [0-9.]+% to ([0-9.]+)%", sentence, 100 * plogis(to), info)
}

# A quarter of the log odds ratio, rounded up to two figures, where it is one number and says anything.
expect_bound_words <- function(sentence, log_ratio, one_number, info) {
  bound <- number_in("at most ([0-9.]+) percentage point", sentence)
  if (!one_number || abs(log_ratio) > 1) {
    expect_identical(bound, NA_real_, info = info)
  } else {
    expect_gte(bound, 25 * abs(log_ratio) - 1e-9)
    expect_lte(bound, 25 * abs(log_ratio) * 1.1)
  }
}

# The columns of a row by model.matrix().
matrix_row <- function(model, row) {
  terms <- delete.response(terms(model))
  model.matrix(terms, model.frame(terms, row, xlev = model$xlevels), contrasts.arg = model$contrasts)
}

test_that("the odds ratios and probabilities of every sentence are those of glm(), or of the coefficients by hand", {
  checked <- character()
  for (name in setdiff(names(model_shapes()), c(stopped_shapes, "intercept_only", "quasi"))) {
    fit <- model_shapes()[[name]]
    twin <- glm_twin(name)
    link <- function(row) {
      if (is.null(twin)) drop(matrix_row(fit, row) %*% coef(fit)) else suppressWarnings(predict(twin, row))
    }
    for (sentence in interpret_shape(name)$sentence) {
      rows <- rows_of_sentence(sentence, c(predictor_values(fit), offset_values(fit)))
      from <- unname(link(rows$from))
      to <- unname(link(rows$to))
      expect_odds_words(sentence, from, to, name)
      curved <- name %in% c("log1p", "poly") && rows$variable == "lwt"
      mixed <- name == "interaction" && rows$variable != "race" || name == "interaction_levels" && rows$variable != "lwt"
      expect_bound_words(sentence, to - from, !curved && !mixed, paste(name, sentence))
      if (nzchar(rows$step)) {
        expect_equal(number_in("\\(([0-9.]+) more", sentence), rows$to[[rows$variable]] - rows$from[[rows$variable]])
      }
      checked <- c(checked, paste(name, rows$variable))
    }
    expect_setequal(sub("^.* ", "", checked[startsWith(checked, paste0(name, " "))]), names(predictor_values(fit)))
  }
})

test_that("Wald's limits are those of glm()'s covariance, profile limits solve the likelihood-ratio equation", {
  methods <- character()
  for (name in setdiff(names(model_shapes()), c(stopped_shapes, "intercept_only"))) {
    twin <- glm_twin(name)
    if (is.null(twin)) next
    fit <- model_shapes()[[name]]
    known <- names(coef(twin))[!is.na(coef(twin))]
    table <- interpret_shape(name, level = 0.9)
    for (i in seq_len(nrow(table))) {
      rows <- rows_of_sentence(table$sentence[i], c(predictor_values(fit), offset_values(fit)))
      step <- (matrix_row(twin, rows$to) - matrix_row(twin, rows$from))[, known, drop = TRUE]
      limits <- c(table$lower[i], table$upper[i])
      if (table$method[i] == "wald") {
        error <- sqrt(drop(step %*% vcov(twin)[known, known] %*% step))
        expect_equal(log(limits), sum(step * coef(twin)[known]) + c(-1, 1) * qnorm(0.95) * error, tolerance = 1e-5, info = name)
      } else {
        column <- which(step != 0)
        expect_length(column, 1)
        design <- model.matrix(twin)[, known, drop = FALSE]
        for (limit in log(limits) / step[column]) {
          held <- suppressWarnings(glm.fit(design[, -column, drop = FALSE], twin$y, twin$prior.weights,
            offset = design[, column] * limit + (twin$offset %||% 0), family = binomial(), control = list(epsilon = 1e-12)
          ))
          expect_equal(held$deviance - deviance(twin), qchisq(0.9, 1), tolerance = 1e-4, info = name)
        }
      }
      expect_shown("90% interval ([0-9.,e+-]*[0-9])", table$sentence[i], limits[1], name)
      expect_shown("90% interval [0-9.,e+-]* to ([0-9.,e+-]*[0-9])", table$sentence[i], limits[2], name)
      expect_identical(grepl("includes 1", table$sentence[i]), limits[1] < 1 && limits[2] > 1, info = name)
      methods <- c(methods, table$method[i])
    }
  }
  expect_gt(min(table(methods)), 10)
})

test_that("of a quasi-separated fit the finite contrast is that of the rows on the border, the other is one-sided", {
  fit <- model_shapes()$quasi
  table <- interpret(fit)
  others <- glm(ill ~ dose, binomial(), fit$model[fit$model$treated == "no", ], epsilon = 1e-12)
  link <- unname(predict(others, data.frame(dose = c(4.5, 5.5))))
  expect_odds_words(table$sentence[1], link[1], link[2], "quasi")
  expect_identical(table$status, c("finite", "infinite"))
  expect_match(table$sentence[2], "no finite estimate, the fitted odds of ill = 1 grow without bound; the one-sided 95% interval", fixed = TRUE)
  expect_match(table$sentence[2], "goes from 50.0% to 100%, in the limit", fixed = TRUE)
  # With the coefficient held at the limit the deviance is above its infimum by the chi-squared quantile.
  held <- glm(ill ~ dose, binomial(), fit$model, offset = log(table$lower[2]) * (treated == "yes"), epsilon = 1e-12)
  expect_equal(deviance(held) - deviance(others), qchisq(0.95, 1), tolerance = 1e-5)
  expect_shown("at least ([0-9.]*[0-9])", table$sentence[2], table$lower[2])
  expect_match(interpret(fit, at = list(treated = "yes"))$sentence[1], "100% before and after, the limit of a separated fit", fixed = TRUE)
  # The other way round the odds fall towards 0, and the limit is an upper one.
  reversed <- transform(fit$model, treated = relevel(treated, "yes"))
  back <- interpret(suppressWarnings(logreg(ill ~ dose + treated, data = reversed)))
  expect_match(back$sentence[2], "fall towards 0; the one-sided 95% interval says that they are multiplied by at most", fixed = TRUE)
  expect_equal(back$upper[2], 1 / table$lower[2], tolerance = 1e-6)
})

test_that("an odds ratio of 2 takes 2, 20, 50 and 80% to 3.9, 33, 67 and 89%", {
  # Odds 10 to 20 and 10 to 10.
  apart <- data.frame(x = rep(0:1, c(30, 20)), y = rep(c(1, 0, 1, 0), c(10, 20, 10, 10)))
  found <- interpret(logreg(y ~ x, data = apart))
  expect_equal(found$odds_ratio, 2)
  baselines <- attr(found, "baselines")
  expect_equal(unlist(baselines[c("2%", "20%", "50%", "80%")], use.names = FALSE), c(2 / 51, 1 / 3, 2 / 3, 8 / 9))
  expect_output(print(found), "x 0 to 1 +2.00 +3.9% +33.3% +66.7% +88.9%")
  expect_match(attr(found, "intercept"), "where x = 0 the odds of y = 1 are 0.5 (95% interval", fixed = TRUE)
})

test_that("every finite odds ratio is in the table of baselines, moved in log-odds", {
  for (name in c("several", "interaction", "quasi", "grouped")) {
    found <- interpret(model_shapes()[[name]])
    baselines <- attr(found, "baselines")
    expect_identical(baselines$odds_ratio, found$odds_ratio[found$status == "finite"])
    for (p in c(0.02, 0.2, 0.5, 0.8)) {
      expect_equal(baselines[[paste0(100 * p, "%")]], plogis(qlogis(p) + log(baselines$odds_ratio)), info = name)
    }
  }
})

test_that("a chosen covariance reaches the intervals, and is refused where there is none", {
  fit <- model_shapes()$two_numbers
  error <- sqrt(diag(vcov(fit, type = "HC3")))
  found <- interpret(fit, vcov = "HC3")
  expect_equal(found$upper, unname(exp(coef(fit) + qnorm(0.975) * error))[-1])
  expect_match(attr(found, "kind"), "HC3", all = FALSE)
  expect_error(interpret(model_shapes()$ridge, vcov = "HC3"), class = "logreg_error_penalized")
  expect_error(interpret(model_shapes()$firth, cluster = 1:189), class = "logreg_error_penalized")
  expect_error(interpret(model_shapes()$quasi, vcov = "HC3"), class = "logreg_error_separated")
  expect_identical(unique(interpret(fit, method = "wald")$method), "wald")
})

test_that("bad arguments are named", {
  fit <- model_shapes()$several
  expect_error(interpret(1), "`fit`", class = "logreg_error_argument")
  expect_error(interpret(fit, units = c(weight = 10)), "`weight`", class = "logreg_error_argument")
  expect_error(interpret(fit, units = c(race = 1)), "no number in the model", class = "logreg_error_argument")
  expect_error(interpret(fit, units = c(lwt = 0)), "other than 0", class = "logreg_error_argument")
  expect_error(interpret(fit, units = 10), "`units`", class = "logreg_error_argument")
  expect_error(interpret(fit, at = list(race = "green")), "`race`", class = "logreg_error_argument")
  expect_error(interpret(fit, level = 95), "`level`", class = "logreg_error_argument")
  curved <- logreg(low ~ log(lwt), data = shape_data())
  expect_error(interpret(curved, at = list(lwt = 0)), "not finite", class = "logreg_error_argument")
  skip_if_not_installed("Matrix")
  sparse <- logreg(x = Matrix::Matrix(as.matrix(shape_data()[c("lwt", "age")]), sparse = TRUE), y = shape_data()$low)
  expect_error(interpret(sparse), "sparse", class = "logreg_error_not_available")
})

test_that("some of its columns print as a table", {
  found <- interpret(model_shapes()$several)
  expect_output(print(found[c("variable", "odds_ratio")]), "variable odds_ratio")
  expect_output(print(found[1:2, ]), "log_odds_ratio")
})
