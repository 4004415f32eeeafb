value_of <- function(table, measure) table$value[match(measure, table$measure)]

# Every measure from single trials, by its textbook formula.
expected_measures <- function(prob, eta, y, share) {
  loss <- -mean(ifelse(y == 1, plogis(eta, log.p = TRUE), plogis(-eta, log.p = TRUE)))
  constant <- -mean(dbinom(y, 1, share, log = TRUE))
  n <- length(y)
  cox_snell <- 1 - (exp(-n * constant) / exp(-n * loss))^(2 / n)
  c(
    accuracy = mean((prob >= 0.5) == y), log_loss = loss, brier = mean((y - prob)^2), r2_mcfadden = 1 - loss / constant,
    r2_cox_snell = cox_snell, r2_nagelkerke = cox_snell / (1 - exp(-n * constant)^(2 / n)),
    r2_tjur = mean(prob[y == 1]) - mean(prob[y == 0])
  )
}

test_that("every measure is recomputed from single trials, on every shape", {
  for (name in setdiff(names(model_shapes()), c("quasi", "complete"))) {
    fit <- model_shapes()[[name]]
    trials <- single_trials(fit)
    found <- evaluate(fit)
    expected <- expected_measures(trials$prob, qlogis(trials$prob), trials$y, mean(trials$y))
    # exp(-n C) underflows where there are many trials.
    same <- is.finite(expected)
    expect_equal(setNames(value_of(found, names(expected)), names(expected))[same], expected[same], tolerance = 1e-8, info = name)
    expect_identical(attr(found, "training"), TRUE)
    expect_output(print(found), "Training rows: flatters")
  }
})

test_that("what a constant gets stands beside it", {
  fit <- model_shapes()$several
  y <- shape_data()$low
  found <- evaluate(fit)
  share <- 59 / 189
  reference <- setNames(found$reference, found$measure)
  expect_equal(reference[["accuracy"]], 130 / 189)
  expect_equal(reference[["log_loss"]], -(share * log(share) + (1 - share) * log(1 - share)))
  expect_equal(reference[["brier"]], share * (1 - share))
  expect_identical(reference[["auc"]], 0.5)
})

test_that("the constant of new rows is that of the training rows", {
  births <- shape_data()
  train <- births[seq(1, 189, 2), ]
  new <- births[seq(2, 189, 2), ]
  fit <- logreg(low ~ lwt + smoke, data = train)
  found <- evaluate(fit, new)
  share <- mean(train$low)
  expect_equal(found$reference[1:3], c(mean(new$low == 0), -mean(dbinom(new$low, 1, share, log = TRUE)), mean((new$low - share)^2)))
  prob <- predict(glm(low ~ lwt + smoke, binomial(), train), new, type = "response")
  expect_equal(value_of(found, "brier"), mean((new$low - prob)^2), tolerance = 1e-8)
  expect_equal(value_of(found, "auc"), pairs_won(signif(prob, 10), new$low), tolerance = 1e-8)
  # Calibration by glm: the intercept with the log-odds as offset, the slope with them as column.
  eta <- qlogis(prob)
  intercept <- glm(low ~ offset(eta), binomial(), new)
  slope <- glm(low ~ eta, binomial(), new)
  line <- found[match(c("calibration_intercept", "calibration_slope"), found$measure), ]
  expect_equal(line$value, unname(c(coef(intercept), coef(slope)[2])), tolerance = 1e-6)
  error <- c(sqrt(vcov(intercept)), sqrt(vcov(slope)[2, 2]))
  expect_equal(line$upper, line$value + qnorm(0.975) * error, tolerance = 1e-5)
  expect_equal(line$reference, c(0, 1))
  expect_output(print(found), "^New rows")
})

test_that("without new rows there is no calibration, since there it is perfect by construction", {
  expect_false(any(grepl("calibration", evaluate(model_shapes()$several)$measure)))
})

test_that("grouped counts, shares and single rows agree, on the rows of the fit and on new ones", {
  fits <- grouped_and_single()
  tables <- lapply(fits, evaluate)
  expect_equal(tables$counts$value, tables$single$value, tolerance = 1e-9)
  expect_equal(tables$shares$value, tables$single$value, tolerance = 1e-9)
  expect_equal(tables$counts[c("lower", "upper")], tables$single[c("lower", "upper")], tolerance = 1e-9)
  grouped <- data.frame(x = c(0, 2, 5), events = c(2, 4, 5), n = c(6, 8, 6))
  single <- data.frame(x = rep(grouped$x, c(6, 8, 6)), y = c(rep(1:0, c(2, 4)), rep(1:0, c(4, 4)), rep(1:0, c(5, 1))))
  expect_equal(as.data.frame(evaluate(fits$counts, grouped)), as.data.frame(evaluate(fits$single, single)), tolerance = 1e-7, ignore_attr = TRUE)
})

test_that("weights of 2 are the same as every row twice, and the order of rows is nothing", {
  births <- shape_data()
  fit <- logreg(low ~ lwt + smoke, data = births)
  twice <- evaluate(fit, births, weights = rep(2, 189))
  expect_equal(twice$value, evaluate(fit, rbind(births, births))$value, tolerance = 1e-10)
  expect_equal(twice$lower, evaluate(fit, rbind(births, births))$lower, tolerance = 1e-8)
  expect_equal(evaluate(fit, births[189:1, ])$value, evaluate(fit, births)$value, tolerance = 1e-10)
  expect_equal(evaluate(fit)$value, evaluate(fit, births)$value[1:8], tolerance = 1e-10)
})

test_that("factor, logical and text responses of new rows are read as in the fit", {
  births <- shape_data()
  births$outcome <- factor(births$low, labels = c("normal", "low"))
  births$words <- as.character(births$outcome)
  plain <- evaluate(logreg(low ~ lwt, data = births), births[1:150, ])$value
  expect_equal(evaluate(logreg(outcome ~ lwt, data = births), births[1:150, ])$value, plain, tolerance = 1e-8)
  expect_equal(evaluate(logreg(low == 1 ~ lwt, data = births), births[1:150, ])$value, plain, tolerance = 1e-8)
  # In the order of the alphabet "normal" is the event.
  words <- evaluate(logreg(words ~ lwt, data = births), births[1:150, ])
  expect_equal(words$value[1:4], plain[1:4], tolerance = 1e-8)
})

test_that("a separated fit predicts 0 and 1, and an impossible outcome costs all", {
  fit <- model_shapes()$complete
  found <- evaluate(fit)
  expect_identical(value_of(found, c("accuracy", "log_loss", "brier", "auc")), c(1, 0, 0, 1))
  expect_true(is.na(found$lower[found$measure == "auc"]))
  expect_output(print(found), "The fit is not at an optimum")
  new <- data.frame(dose = c(1, 6, 6), age = c(1, 6, 6), ill = c(0, 1, 0))
  new <- suppressWarnings(evaluate(fit, new))
  expect_identical(value_of(new, "log_loss"), Inf)
  expect_identical(value_of(new, "calibration_slope"), NA_real_)
  expect_output(print(new), "log loss is infinite: 1 row had a predicted probability of 0 or 1")
  expect_output(print(new), "No calibration intercept and slope: some rows are predicted")
  # By hand: 4 of 12 rows are predicted for certain, the others by the finite limit.
  quasi <- model_shapes()$quasi
  eta <- qlogis(fitted(glm(ill ~ dose, binomial(), data.frame(dose = 1:8, ill = c(0, 0, 1, 0, 1, 0, 1, 1)))))
  loss <- sum(-dbinom(c(0, 0, 1, 0, 1, 0, 1, 1), 1, plogis(eta), log = TRUE)) / 12
  expect_equal(value_of(evaluate(quasi), "log_loss"), loss, tolerance = 1e-8)
})

test_that("one class in new rows leaves no area and no calibration", {
  found <- evaluate(model_shapes()$one_number, data.frame(lwt = c(100, 150), low = c(0, 0)))
  expect_identical(value_of(found, c("auc", "r2_tjur", "calibration_slope")), rep(NA_real_, 3))
  expect_output(print(found), "one class only")
  constant <- evaluate(model_shapes()$intercept_only, shape_data())
  expect_identical(value_of(constant, "auc"), 0.5)
  expect_output(print(constant), "No calibration slope: all rows have the same prediction")
})

test_that("what is printed is in the table", {
  found <- evaluate(model_shapes()$several)
  text <- paste(capture.output(print(found)), collapse = "\n")
  expect_match(text, "P(low = 1) in 189 training rows; the event in 31.2%.", fixed = TRUE)
  expect_match(text, sprintf("accuracy at 0.5 +%s +0.688 by always saying 0", format(signif(value_of(found, "accuracy"), 3))))
  expect_match(text, sprintf("log loss +%s +0.621 for the constant 0.312", format(signif(value_of(found, "log_loss"), 3))))
  expect_match(text, "95% interval")
  expect_output(print(found["measure"]), "measure")
})

test_that("a threshold, a level and arguments are checked", {
  fit <- model_shapes()$one_number
  expect_equal(value_of(evaluate(fit, threshold = 0.3), "accuracy"), confusion_matrix(fit, threshold = 0.3)$accuracy)
  expect_error(evaluate(fit, threshold = 2), "`threshold`", class = "logreg_error_argument")
  expect_error(evaluate(fit, level = 1), "`level`", class = "logreg_error_argument")
  expect_error(evaluate(fit, data = 1), "data", class = "logreg_error_argument")
  expect_error(evaluate(fit, weights = 1), "`weights`", class = "logreg_error_argument")
  expect_error(evaluate(fit, data.frame(lwt = 1)), "`low`", class = "logreg_error_missing_variable")
})

test_that("new rows that are the training rows, in any order, are recognised", {
  fit <- model_shapes()$several
  same <- evaluate(fit, shape_data()[189:1, ])
  expect_true(any(grepl("prediction and the outcome of a training row", attr(same, "notes"))))
  expect_identical(attr(same, "repeats_training"), TRUE)
  printed <- capture.output(print(same))
  expect_identical(printed[1], "Training rows, given as new ones: flatters")
  expect_match(printed[2], "in 189 training rows", fixed = TRUE)
  expect_identical(attr(evaluate(fit, shape_data()[150:60, ]), "repeats_training"), TRUE)
  # One row of another outcome is enough to tell them apart, and so is one that was not there.
  nearly <- shape_data()[60:150, ]
  expect_match(capture.output(print(evaluate(fit, transform(nearly, low = replace(low, 7, 1 - low[7])))))[1:2], "[Nn]ew rows")
  expect_identical(attr(evaluate(fit, transform(nearly, lwt = replace(lwt, 7, 333))), "repeats_training"), FALSE)
  expect_equal(
    distance_to_kind(data.frame(y = c(0, 1, 1, 0.5), prob = c(0.2, 0.2, 1, 0.2)), data.frame(y = c(0, 0, 1), prob = c(0.1, 0.25, 0.9))),
    c(0.05, 0.7, 0.1, Inf)
  )
  # With one factor every new row is like some old one.
  classes <- logreg(low ~ race, shape_data())
  expect_identical(attr(evaluate(classes, nearly), "repeats_training"), FALSE)
  changed <- transform(shape_data(), low = rev(low))
  expect_false(any(grepl("prediction and the outcome of a training row", attr(evaluate(fit, changed), "notes"))))
})

test_that("weights of the fit that new rows have are counted, and the print says so", {
  fit <- model_shapes()$weights
  new <- shape_data()[1:100, ]
  note <- "`newdata` has the weights of the fit, trials, so its rows are counted by them. weights = rep(1, nrow(newdata)) counts"
  found <- evaluate(fit, new)
  expect_identical(attr(found, "trials"), sum(new$trials))
  expect_match(gsub("\n", " ", paste(capture.output(print(found)), collapse = " ")), note, fixed = TRUE)
  once <- evaluate(fit, new, weights = rep(1, 100))
  expect_identical(attr(once, "trials"), 100)
  without <- evaluate(fit, new[names(new) != "trials"])
  expect_identical(attr(without, "trials"), 100)
  for (plain in list(once, without, evaluate(fit), evaluate(model_shapes()$several, new))) {
    expect_no_match(paste(c("", attr(plain, "notes")), collapse = " "), "weights of the fit", fixed = TRUE)
  }
  # Shares have no rows that count once.
  shares <- data.frame(x = 1:4, share = c(0.25, 0.5, 0.5, 0.75), n = c(4, 4, 8, 4))
  notes <- attr(evaluate(logreg(share ~ x, data = shares, weights = n), shares[1:3, ]), "notes")
  expect_identical(grep("weights", notes, value = TRUE), "`newdata` has the weights of the fit, n, so its rows are counted by them.")
})
