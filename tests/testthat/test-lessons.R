# inst/extdata/lessons.csv says what meets each documented misconception and each moment of insight. Here is an assertion on
# a fit for every one of its rows: what is said to meet it does.

lessons <- utils::read.csv(system.file("extdata", "lessons.csv", package = "logreg"))
hours <- logreg(passed ~ hours, data = study_hours)
marks <- logreg(admitted ~ exam1 + exam2, data = exam_marks)
births <- shape_data()
smoking <- logreg(low ~ lwt + smoke + race, data = births)
slow <- function(rate, epochs, ...) {
  solver <- solver_gradient_descent(rate, epochs, standardize = FALSE, tolerance = 0, ...)
  suppressWarnings(logreg(passed ~ hours, data = study_hours, solver = solver))
}
apart <- data.frame(dose = 1:6, ill = c(0, 0, 0, 1, 1, 1))
# The rows of a table: events among trials without and with x.
rows_of_table <- function(events, trials) {
  data.frame(x = rep(0:1, trials), y = c(rep(1:0, c(events[1], trials[1] - events[1])), rep(1:0, c(events[2], trials[2] - events[2]))))
}
printed <- function(x) paste(utils::capture.output(print(x)), collapse = " ")

assertions <- list(
  "misconception 1" = function() {
    table <- logreg(y ~ x, data = rows_of_table(c(40, 60), c(100, 100)))
    expect_equal(odds_ratios(table)$odds_ratio[2], 2.25)
    expect_equal(average_change(table, "x")$ratio, 1.5)
    expect_no_match(printed(interpret(table)), "times (more|less) likely|times as likely", ignore.case = TRUE)
  },
  "misconception 2" = function() {
    scales <- plot_data(hours, "scales")$curve
    value <- function(scale) scales$value[scales$scale == scale]
    expect_setequal(as.character(unique(scales$scale)), c("probability", "odds", "log-odds"))
    expect_equal(log(value("odds")), value("log-odds"))
    expect_equal(value("odds"), value("probability") / (1 - value("probability")))
    expect_equal(exp(coef(hours)[[1]]), unname(predict(hours, data.frame(hours = 0), type = "odds")))
    expect_match(odds_ratios(hours)$meaning[1], "odds where every column is zero")
  },
  "misconception 3" = function() {
    change <- function(from) diff(unname(predict(hours, data.frame(hours = from + 0:1), type = "response")))
    low <- interpret(hours, at = list(hours = 1))
    middle <- interpret(hours, at = list(hours = 3))
    expect_equal(low$odds_ratio, middle$odds_ratio)
    expect_equal(low$prob_to - low$prob_from, change(1))
    expect_equal(middle$prob_to - middle$prob_from, change(3))
    expect_gt(abs(change(3) - change(1)), 0.1)
  },
  "misconception 4" = function() {
    words <- factor(ifelse(births$low == 1, "low", "normal"))
    of_low <- logreg(relevel(words, "normal") ~ lwt, data = births)
    of_normal <- logreg(words ~ lwt, data = births)
    expect_equal(coef(of_low), -coef(of_normal))
    expect_match(printed(of_low), "low")
    expect_match(printed(of_normal), "normal")
    expect_match(printed(check_data(low ~ race, data = births)), "white")
  },
  "misconception 5" = function() {
    z <- transform(exam_marks, exam1 = scale(exam1)[, 1], exam2 = scale(exam2)[, 1])
    scored <- logreg(admitted ~ exam1 + exam2, data = z)
    expect_equal(coef(scored)[-1], coef(marks)[-1] * sapply(exam_marks[c("exam1", "exam2")], sd))
    descent <- update(marks, solver = solver_gradient_descent(tolerance = 1e-9))
    expect_equal(coef(descent), coef(marks), tolerance = 1e-6)
  },
  "misconception 6" = function() {
    # z is balanced over x, yet the log-odds of x grow when z comes in; the average change of probability does not.
    data <- expand.grid(x = 0:1, z = c(-3, 3), trials = 100)
    data$share <- plogis(data$x + data$z)
    without <- suppressWarnings(logreg(share ~ x, data = data, weights = trials))
    with <- suppressWarnings(logreg(share ~ x + z, data = data, weights = trials))
    expect_gt(coef(with)[["x"]], 1.5 * coef(without)[["x"]])
    expect_equal(average_change(with, "x")$difference, average_change(without, "x")$difference, tolerance = 1e-3)
    expect_error(compare_fits(with, without), class = "logreg_error")
  },
  "misconception 7" = function() {
    fit <- logreg(low ~ smokes * race, data = births)
    found <- average_change(fit, "smokes", by = "race")
    observed <- tapply(births$low, births[c("smokes", "race")], mean)
    expect_equal(found$difference, unname(observed["TRUE", ] - observed["FALSE", ]), tolerance = 1e-6)
    of_difference <- attr(found, "differences")
    expect_equal(of_difference$difference, unname(diff(observed)[, -1] - diff(observed)[, 1]), tolerance = 1e-6, ignore_attr = TRUE)
  },
  "misconception 8" = function() {
    cheap <- choose_threshold(smoking, costs = c(false_positive = 1, false_negative = 4), seed = 1)
    expect_equal(cheap$theory, 0.2)
    expect_lt(cheap$threshold, 0.5)
    rate <- max(mean(births$low), 1 - mean(births$low))
    measures <- evaluate(smoking)
    expect_equal(unlist(measures[measures$measure == "accuracy", ]$reference, use.names = FALSE), rate, tolerance = 1e-12)
  },
  "misconception 9" = function() {
    balanced <- update(smoking, weights = ifelse(low == 1, 2, 1))
    auc <- function(fit) plot_data(fit, "roc", newdata = births)$area$auc
    expect_equal(auc(balanced), auc(smoking), tolerance = 0.02)
    expect_equal(mean(predict(smoking, type = "response")), mean(births$low))
    expect_gt(mean(predict(balanced, type = "response")), mean(births$low) + 0.1)
  },
  "misconception 10" = function() {
    fit <- suppressWarnings(logreg(ill ~ dose, data = apart))
    expect_identical(fit$separation$type, "complete")
    expect_true(all(is.infinite(coef(fit))))
    firth <- logreg(ill ~ dose, data = apart, penalty = penalty_firth())
    expect_true(all(is.finite(confint(firth))))
  },
  "misconception 11" = function() {
    # The nearer the last cell is to empty, the smaller is z of Wald, and the larger the likelihood ratio.
    wald_z <- function(last) {
      data <- data.frame(x = c(0, 0, 1, 1), y = c(1, 0, 1, 0), count = c(100, 100, 25, last))
      fit <- logreg(y ~ x, data = data, weights = count)
      c(z = summary(fit)$coefficients["x", "z value"], lr = drop1(fit, test = "LRT")["x", "LRT"])
    }
    near <- suppressWarnings(wald_z(4))
    far <- suppressWarnings(wald_z(0.02))
    expect_lt(far[["z"]], near[["z"]])
    expect_gt(far[["lr"]], near[["lr"]])
  },
  "misconception 12" = function() {
    short <- slow(0.01, 200)
    state <- convergence(short)
    expect_false(state$converged)
    expect_gt(state$distance_to_optimum, 0.1)
    expect_gt(state$epochs_needed, 200)
    reference <- glm(passed ~ hours, binomial(), study_hours, epsilon = 1e-12)
    table <- compare_fits(short, long = hours, reference)$table
    expect_equal(table$distance[1], state$distance_to_optimum, tolerance = 1e-6)
    expect_lt(max(table$distance[-1]), 1e-4)
  },
  "misconception 13" = function() {
    expect_identical(log_loss(c(1, 0), eta = c(-1000, 1000)), c(1000, 1000))
    far <- suppressWarnings(logreg(passed ~ hours, data = study_hours, start = c(0, 500), solver = solver_gradient_descent(1, 3, standardize = FALSE)))
    expect_true(all(is.finite(far$trace$loss)))
  },
  "misconception 14" = function() {
    descent <- slow(0.3, 20000)
    expect_equal(coef(descent), coef(glm(passed ~ hours, binomial(), study_hours, epsilon = 1e-14)), tolerance = 1e-6)
    expect_equal(utils::tail(descent$trace$loss, 1), -as.numeric(logLik(hours)) / 12)
  },
  "misconception 15" = function() {
    measures <- evaluate(marks)
    expect_true(all(c("r2_mcfadden", "r2_cox_snell", "r2_nagelkerke", "r2_tjur") %in% measures$measure))
    expect_equal(measures$value[measures$measure == "r2_mcfadden"], 1 - deviance(marks) / marks$null.deviance)
    expect_no_match(printed(measures), "[0-9] ?%? of the variance")
  },
  "moment 1" = function() {
    line <- predict(lm(passed ~ hours, data = study_hours), data.frame(hours = c(0, 8)))
    expect_true(line[[1]] < 0 && line[[2]] > 1)
    curve <- plot_data(hours, "fit", limits = c(0, 8))$curve
    expect_true(all(curve$prob > 0 & curve$prob < 1))
  },
  "moment 2" = function() {
    bins <- plot_data(hours, "fit")$bins
    expect_equal(sum(bins$events), sum(study_hours$passed))
    expect_equal(bins$proportion, bins$events / bins$trials)
    # The score equation of the intercept: fitted and observed events are as many.
    expect_equal(sum(bins$fitted * bins$trials), sum(bins$events))
  },
  "moment 3" = function() {
    data <- plot_data(hours, "scales")
    expect_true(data$straight)
    straight <- data$curve[data$curve$scale == "log-odds", ]
    expect_equal(unname(coef(lm(value ~ x, data = straight))), unname(coef(hours)))
    expect_false(plot_data(logreg(low ~ log1p(lwt), data = births), "scales")$straight)
  },
  "moment 4" = function() {
    table <- logreg(y ~ x, data = rows_of_table(c(50, 80), c(100, 120)))
    found <- attr(interpret(table), "baselines")
    expect_equal(unlist(found[c("2%", "20%", "50%", "80%")], use.names = FALSE), c(2 / 51, 1 / 3, 2 / 3, 8 / 9), tolerance = 1e-7)
  },
  "moment 5" = function() {
    found <- interpret(hours, at = list(hours = -coef(hours)[[1]] / coef(hours)[[2]] - 0.005), units = c(hours = 0.01))
    expect_equal((found$prob_to - found$prob_from) / 0.01, coef(hours)[[2]] / 4, tolerance = 1e-4)
    bound <- sprintf("at most %.1f percentage points, a quarter of the log odds ratio", 100 * coef(marks)[["exam1"]] / 4)
    expect_match(interpret(marks)$sentence[1], bound, fixed = TRUE)
  },
  "moment 6" = function() {
    x <- seq(0.2, 4, length.out = 400)
    y <- as.integer((seq_along(x) * 0.618034) %% 1 < plogis(3 - 2 * (x - 2)^2))
    bent <- logreg(y ~ x, data = data.frame(x, y))
    right <- logreg(y ~ x + I(x^2), data = data.frame(x, y))
    misfit <- function(fit) {
      bins <- plot_data(fit, "linearity")$bins
      sum((bins$observed - bins$fitted)^2)
    }
    expect_gt(misfit(bent), 5 * misfit(right))
  },
  "moment 7" = function() {
    lines <- plot_data(marks, "boundary")$lines
    eta <- coef(marks)[[1]] + coef(marks)[[2]] * lines$x + coef(marks)[[3]] * lines$y
    expect_setequal(lines$prob, c(0.1, 0.5, 0.9))
    expect_equal(eta, qlogis(lines$prob), tolerance = 1e-6)
  },
  "moment 8" = function() {
    worst <- order(log_loss(marks$y, eta = unname(marks$linear.predictors)), decreasing = TRUE)[1:5]
    layers <- unlist(lapply(plot_log_loss(marks)$layers, function(layer) if (is.data.frame(layer$data)) nrow(layer$data)))
    expect_true(5 %in% layers)
    expect_gt(min(abs(marks$y - fitted(marks))[worst]), 0.5)
  },
  "moment 9" = function() {
    grid <- plot_data(hours, "surface")$grid
    share <- tapply(grid$convex, grid$loss, mean)
    expect_identical(sort(unname(share))[length(share)], 1)
    expect_lt(min(share), 1)
  },
  "moment 10" = function() {
    loss <- mean(log_loss(hours$y, eta = unname(hours$linear.predictors)))
    expect_equal(12 * loss, -as.numeric(logLik(hours)))
    expect_equal(2 * 12 * loss, deviance(hours))
    measures <- evaluate(hours)
    expect_equal(measures$value[measures$measure == "log_loss"], loss)
  },
  "moment 11" = function() {
    fit <- slow(0.1, 1)
    step <- explain_step(fit, 1)
    by_hand <- 0.1 * c(sum(study_hours$passed - 0.5), sum((study_hours$passed - 0.5) * study_hours$hours)) / 12
    expect_equal(step$coefficients$after, by_hand)
    expect_equal(unname(coef(fit)), by_hand)
  },
  "moment 12" = function() {
    limits <- convergence(slow(0.1, 50))
    label <- function(rate, epochs) plot_data(slow(rate, epochs), "loss")$fits$label
    expect_identical(label(0.0005, 50), "crawling")
    expect_identical(label(limits$rate_safe * 0.9, 3000), "converging")
    expect_true(label(limits$rate_optimum * 1.5, 300) %in% c("oscillating", "diverging"))
    expect_identical(label(limits$rate_optimum * 20, 300), "diverging")
    caption <- plot_data(slow(0.1, 50), "loss")$words[["caption"]]
    expect_match(caption, sprintf("safe below %.3f", limits$rate_safe))
  },
  "moment 13" = function() {
    state <- convergence(marks)
    expect_gt(state$condition_number_raw, 20 * state$condition_number)
    raw <- suppressWarnings(update(marks, solver = solver_gradient_descent(epochs = 50, standardize = FALSE)))
    z <- update(marks, solver = solver_gradient_descent(epochs = 2000))
    expect_true(convergence(z)$converged)
    expect_gt(convergence(raw)$epochs_needed, 100 * convergence(z)$iterations)
    shape <- plot_data(z, "path", coefficients = c("exam1", "exam2"))$shape
    expect_gt(max(shape$condition), 100 * min(shape$condition))
  },
  "moment 14" = function() {
    roads <- list(
      Newton = hours, descent = slow(0.3, 20000), "L-BFGS" = update(hours, solver = "lbfgs"),
      glm = glm(passed ~ hours, binomial(), study_hours, epsilon = 1e-12)
    )
    found <- compare_fits(roads)
    expect_identical(found$table$fit, names(roads))
    expect_lt(max(found$table$distance), 1e-3)
  },
  "moment 15" = function() {
    short <- slow(0.3, 100)
    state <- convergence(short)
    # Where the run stopped and the optimum, put into the log-likelihood.
    log_likelihood <- function(beta) sum(dbinom(study_hours$passed, 1, plogis(beta[[1]] + beta[[2]] * study_hours$hours), log = TRUE))
    expect_equal(state$log_likelihood_missing, log_likelihood(coef(hours)) - log_likelihood(coef(short)), tolerance = 1e-6)
    gap <- coef(short) - coef(hours)
    expect_equal(state$distance_to_optimum, sqrt(drop(gap %*% solve(vcov(hours), gap))), tolerance = 1e-6)
  },
  "moment 16" = function() {
    fit <- suppressWarnings(logreg(passed ~ hours, data = study_hours, solver = solver_gradient_descent(0.5, 1)))
    step <- explain_step(fit, 1)
    z <- step$columns
    of <- setNames(step$update$after, rownames(step$update) %||% step$update$coefficient)
    expect_equal(step$coefficients$after, step$coefficients$recorded)
    slope <- unname(step$update$after[2]) / z$scale[nrow(z)]
    expect_equal(unname(coef(fit)[2]), slope)
  },
  "moment 17" = function() {
    fit <- slow(0.05, 6000)
    fallen <- (fit$trace$loss[1] - fit$trace$loss) / (fit$trace$loss[1] - deviance(hours) / 24)
    flat <- which(fallen > 0.99)[1]
    expect_gt(1 - fit$trace$hours[flat] / coef(hours)[["hours"]], 0.1)
    drawn <- plot_data(fit, "path")
    of_slope <- drawn$trace[drawn$trace$panel == "hours", ]
    expect_equal(of_slope$value[match(fit$trace$epoch[flat], of_slope$epoch)], fit$trace$hours[flat])
    expect_equal(drawn$optimum$value[drawn$optimum$panel == "hours"], coef(hours)[["hours"]], tolerance = 1e-6)
  },
  "moment 18" = function() {
    fit <- suppressWarnings(logreg(ill ~ dose, data = apart, solver = solver_gradient_descent(epochs = 4000)))
    data <- plot_data(fit, "separation")
    slope <- data$coefficients[data$coefficients$term == "dose", ]
    expect_gt(slope$value[slope$epoch == 4000], slope$value[slope$epoch == 400])
    expect_gt(slope$value[slope$epoch == 400], slope$value[slope$epoch == 40])
    expect_true(all(diff(data$loss$loss) < 0))
    expect_equal(data$limit, 0)
  },
  "moment 19" = function() {
    data <- transform(births, again = lwt + rep(c(-2, 0, 1), 63))
    found <- check_data(low ~ lwt + again + age, data = data)
    inflation <- 1 / (1 - summary(lm(lwt ~ again + age, data = data))$r.squared)
    expect_match(printed(found), sprintf("variance inflation: lwt: variance inflation %.0f", inflation))
    expect_false("variance inflation" %in% check_data(low ~ lwt + age, data = births)$check)
  },
  "moment 20" = function() {
    # All but one of 25 rows with x had the event, as if separated: one row in a thousand counts.
    data <- data.frame(x = rep(0:1, c(200, 26)), y = c(rep(1:0, each = 100), rep(1:0, c(25, 1))), count = rep(c(1, 0.001), c(225, 1)))
    fit <- suppressWarnings(logreg(y ~ x, data = data, weights = count))
    found <- check_fit(fit)
    tests <- attr(found, "tests")
    reference <- suppressWarnings(glm(y ~ x, binomial(), data, weights = count, epsilon = 1e-12))
    expect_equal(tests$wald_p[tests$term == "x"], coef(summary(reference))["x", 4], tolerance = 1e-3)
    expect_equal(tests$lr_p[tests$term == "x"], pchisq(reference$null.deviance - deviance(reference), 1, lower.tail = FALSE), tolerance = 1e-4)
    expect_gt(tests$wald_p[tests$term == "x"], 0.5)
    expect_lt(tests$lr_p[tests$term == "x"], 1e-6)
    expect_true("Wald and likelihood ratio" %in% found$check)
  },
  "moment 21" = function() {
    gaps <- transform(births, lwt = replace(lwt, 1:7, NA), age = replace(age, 7:9, NA))
    said <- printed(check_data(low ~ lwt + age + race, data = gaps))
    expect_match(said, "189")
    expect_match(said, "180")
    expect_match(said, "lwt")
  },
  "moment 22" = function() {
    data <- plot_data(smoking, "threshold", costs = c(false_positive = 1, false_negative = 4))
    at <- data$least$threshold
    wrong <- function(threshold) {
      says <- fitted(smoking) >= threshold
      mean(ifelse(births$low == 1, 4 * !says, says))
    }
    expect_equal(data$least$cost, min(vapply(c(0, sort(fitted(smoking)) + 1e-9, 1.1), wrong, 0)), tolerance = 1e-9)
  },
  "moment 23" = function() {
    rare <- logreg(y ~ x, data = rows_of_table(c(3, 5), c(100, 100)))
    measures <- evaluate(rare)
    accuracy <- measures[measures$measure == "accuracy", ]
    expect_equal(accuracy$value, 192 / 200)
    expect_equal(accuracy$reference, 192 / 200)
  },
  "moment 24" = function() {
    # Events ten times over: the fit ranks as before, and its probabilities are too high.
    plain <- logreg(admitted ~ exam1 + exam2, data = exam_marks[1:60, ])
    heavy <- logreg(admitted ~ exam1 + exam2, data = exam_marks[c(1:60, rep(which(exam_marks$admitted[1:60] == 1), 9)), ])
    value <- function(fit, what) {
      found <- evaluate(fit, newdata = exam_marks[61:100, ])
      found$value[found$measure == what]
    }
    expect_equal(value(heavy, "auc"), value(plain, "auc"), tolerance = 0.03)
    expect_lt(value(heavy, "calibration_intercept"), value(plain, "calibration_intercept") - 1)
    predicted <- function(fit) with(plot_data(fit, "calibration", newdata = exam_marks[61:100, ])$bins, sum(x * trials))
    expect_gt(predicted(heavy), predicted(plain) + 2)
  },
  "moment 25" = function() {
    found <- cross_validate(smoking, folds = 5, seed = 1)$measures
    loss <- found[found$measure == "log_loss", ]
    expect_equal(loss$training, deviance(smoking) / 2 / 189)
    expect_equal(loss$flattery, loss$held_out - loss$training)
    expect_gt(loss$flattery, 0)
    expect_match(printed(evaluate(smoking)), "flatter")
  }
)

test_that("every misconception and moment has an assertion, and every assertion its row", {
  expect_identical(lessons$id, names(assertions))
  expect_identical(as.vector(table(lessons$kind)), c(15L, 25L))
  expect_true(all(nzchar(lessons$what) & nzchar(lessons$met_by)))
})

for (id in names(assertions)) {
  test_that(paste0(id, ": ", lessons$what[lessons$id == id]), assertions[[id]]())
}

test_that("every function that is said to meet one is there, and every picture", {
  calls <- unlist(regmatches(lessons$met_by, gregexpr("[A-Za-z_0-9]+(?=\\()", lessons$met_by, perl = TRUE)))
  for (name in unique(calls)) expect_true(exists(name, mode = "function"), info = name)
  pictures <- unlist(regmatches(lessons$met_by, gregexpr("(?<=fit, \")[a-z_]+", lessons$met_by, perl = TRUE)))
  expect_true(all(pictures %in% names(picture_registry())))
})
