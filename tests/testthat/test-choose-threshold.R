# Every threshold that differs, by brute force over single trials.
tried_thresholds <- function(prob) {
  places <- sort(unique(signif(prob, 10)))
  c(0, (places[-1] + places[-length(places)]) / 2, (1 + max(places)) / 2)
}

counts_by_hand <- function(prob, y, threshold) {
  predicted <- prob >= threshold
  c(sum(predicted & y == 1), sum(predicted & y == 0), sum(!predicted & y == 1), sum(!predicted & y == 0))
}

test_that("the least cost is that of a search over all thresholds, on every shape", {
  costs <- c(false_negative = 5, false_positive = 2)
  for (name in setdiff(names(model_shapes()), c("quasi", "complete", "complete_descent"))) {
    fit <- model_shapes()[[name]]
    trials <- single_trials(fit)
    mean_cost <- function(threshold) {
      counts <- counts_by_hand(trials$prob, trials$y, threshold)
      (2 * counts[2] + 5 * counts[3]) / nrow(trials)
    }
    found <- choose_threshold(fit, costs = costs, folds = 3, seed = 1)
    expect_equal(found$chosen$cost, min(sapply(tried_thresholds(trials$prob), mean_cost)), info = name)
    expect_equal(found$chosen$cost, mean_cost(found$threshold), info = name)
    expect_equal(found$theory, 2 / 7)
  }
})

test_that("the highest recall with the precision asked for, and the other way round", {
  fit <- logreg(admitted ~ exam1 + exam2, data = exam_marks)
  prob <- fitted(fit)
  y <- exam_marks$admitted
  all <- t(sapply(tried_thresholds(prob), function(threshold) counts_by_hand(prob, y, threshold)))
  precision <- all[, 1] / (all[, 1] + all[, 2])
  recall <- all[, 1] / (all[, 1] + all[, 3])
  by_precision <- choose_threshold(fit, min_precision = 0.95, folds = 3, seed = 1)
  expect_equal(by_precision$chosen$recall, max(recall[which(precision >= 0.95)]))
  expect_gte(by_precision$chosen$precision, 0.95)
  by_recall <- choose_threshold(fit, min_recall = 0.9, folds = 3, seed = 1)
  expect_equal(by_recall$chosen$precision, max(precision[which(recall >= 0.9)]))
  expect_gte(by_recall$chosen$recall, 0.9)
  table <- confusion_matrix(fit, threshold = by_recall$threshold)
  expect_equal(by_recall$chosen$true_positives, table$counts[[2, 2]])
  expect_equal(by_recall$chosen$accuracy, table$accuracy)
})

test_that("what is achieved is counted in folds that had no share in fit or threshold", {
  births <- shape_data()
  fit <- logreg(low ~ lwt + smoke, data = births)
  costs <- c(false_positive = 1, false_negative = 3)
  found <- choose_threshold(fit, costs = costs, folds = 4, seed = 1)
  # The same seed deals the same folds.
  held <- cross_validate(fit, folds = 4, seed = 1)$predictions
  total <- 0
  for (fold in 1:4) {
    rows <- held$row[held$fold == fold]
    theirs <- glm(low ~ lwt + smoke, binomial(), births[-rows, ])
    y <- births$low[-rows]
    cost <- sapply(tried_thresholds(fitted(theirs)), function(threshold) sum(c(1, 3) * counts_by_hand(fitted(theirs), y, threshold)[2:3]))
    threshold <- found$folds$threshold[fold]
    expect_equal(sum(c(1, 3) * counts_by_hand(fitted(theirs), y, threshold)[2:3]), min(cost))
    total <- total + counts_by_hand(predict(theirs, births[rows, ], type = "response"), births$low[rows], threshold)
  }
  expect_equal(unname(unlist(found$achieved[outcome_names])), total)
  expect_equal(found$achieved$cost, sum(c(1, 3) * total[2:3]) / 189)
  expect_output(print(found), "held-out rows")
})

test_that("an aim out of reach is an answer", {
  fit <- model_shapes()$factor_only
  found <- choose_threshold(fit, min_precision = 0.9, folds = 3, seed = 1)
  expect_identical(found$threshold, NA_real_)
  expect_false(found$attainable)
  expect_null(found$achieved)
  # By hand: black women have the highest share, 11 of 26.
  expect_equal(found$highest, 11 / 26)
  expect_output(print(found), "Not attainable: .* on the 189 training rows; the highest\\s+is 0.423")
})

test_that("folds in which the aim is out of reach are told and not counted", {
  found <- choose_threshold(model_shapes()$factor_only, min_precision = 0.423, folds = 10, seed = 1)
  out <- is.na(found$folds$threshold)
  expect_true(any(out) && !all(out))
  expect_equal(found$achieved$trials, sum(found$folds[!out, outcome_names]))
  expect_output(print(found), sprintf("Not attainable in %d folds, which are not counted", sum(out)))
  expect_output(print(found), "On held-out rows the aim was missed")
})

test_that("on new rows the threshold is chosen there, and no fold is fitted", {
  births <- shape_data()
  fit <- logreg(low ~ lwt, data = births[1:100, ], penalty = penalty_firth())
  new <- births[101:189, ]
  found <- choose_threshold(fit, new, min_recall = 0.8)
  expect_null(found$folds)
  expect_null(found$achieved)
  expect_equal(found$chosen$trials, 89)
  expect_output(print(found), "new rows, where it was chosen (flatters)", fixed = TRUE)
})

test_that("grouped counts, single rows and weights of 2 choose the same", {
  fits <- grouped_and_single()
  costs <- c(false_positive = 1, false_negative = 2)
  one <- choose_threshold(fits$counts, costs = costs, folds = 3, seed = 1)
  two <- choose_threshold(fits$single, costs = costs, folds = 3, seed = 1)
  expect_equal(one$threshold, two$threshold, tolerance = 1e-8)
  expect_equal(one$chosen, two$chosen)
  births <- shape_data()
  fit <- model_shapes()$several
  doubled <- choose_threshold(fit, births, costs = costs, weights = rep(2, 189))
  once <- choose_threshold(fit, births[189:1, ], costs = costs)
  expect_equal(doubled$threshold, once$threshold)
  expect_equal(doubled$chosen$true_positives, 2 * once$chosen$true_positives)
})

test_that("nothing is predicted where a false alarm costs all, and all where only misses cost", {
  fit <- model_shapes()$one_number
  quiet <- choose_threshold(fit, costs = c(false_positive = 1, false_negative = 0), folds = 2, seed = 1)
  expect_identical(c(quiet$chosen$true_positives, quiet$chosen$false_positives, quiet$chosen$cost), c(0, 0, 0))
  expect_gt(quiet$threshold, max(fitted(fit)))
  loud <- choose_threshold(fit, costs = c(false_positive = 0, false_negative = 1), folds = 2, seed = 1)
  expect_identical(c(loud$chosen$false_negatives, loud$chosen$cost), c(0, 0))
  expect_lt(loud$threshold, min(fitted(fit)))
})

test_that("exactly one aim is to be given, and costs have two names", {
  fit <- model_shapes()$one_number
  expect_error(choose_threshold(fit), "exactly one", class = "logreg_error_argument")
  expect_error(choose_threshold(fit, min_recall = 0.5, min_precision = 0.5), "exactly one", class = "logreg_error_argument")
  for (costs in list(c(1, 5), c(false_positive = 1), c(false_positive = 0, false_negative = 0), c(false_positive = -1, false_negative = 1))) {
    expect_error(choose_threshold(fit, costs = costs), "false_positive and false_negative", class = "logreg_error_argument")
  }
  expect_error(choose_threshold(fit, min_recall = 1.1), "`min_recall`", class = "logreg_error_argument")
  expect_error(choose_threshold(fit, min_precision = 0), "`min_precision`", class = "logreg_error_argument")
})

test_that("of thresholds that cost the same the one next to theory is taken, of others the highest", {
  # From the top: an event, another, an event, another. With equal costs 0.75 and 0.3 both cost 1, and theory says 0.5.
  rows <- data.frame(eta = qlogis(c(0.9, 0.6, 0.5, 0.1)), prob = c(0.9, 0.6, 0.5, 0.1), y = c(1, 0, 1, 0), weight = 1)
  equal <- threshold_aim(c(false_positive = 1, false_negative = 1), NULL, NULL)
  expect_equal(best_threshold(rows, equal), 0.3)
  expect_equal(best_threshold(rows, threshold_aim(NULL, NULL, 0.5)), 0.75)
  expect_equal(best_threshold(rows, threshold_aim(NULL, 0.6, NULL)), 0.3)
  # A probability of 1 leaves no threshold that predicts nothing.
  certain <- transform(rows, eta = c(Inf, eta[-1]), prob = c(1, prob[-1]))
  expect_equal(candidate_thresholds(certain)$threshold, c(0.8, 0.55, 0.3, 0.05))
})

test_that("an aim in an array is a number", {
  fit <- model_shapes()$two_numbers
  expect_equal(choose_threshold(fit, shape_data(), min_recall = matrix(0.5))$threshold, choose_threshold(fit, shape_data(), min_recall = 0.5)$threshold)
})
