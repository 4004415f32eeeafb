rows_of <- function(score, y, weight = rep(1, length(y))) {
  data.frame(eta = score, prob = plogis(score), y = y, weight = weight)
}

test_that("a curve by hand, with a tie", {
  # From the top: 1; then a tie of 1 and 0; then 0.
  curve <- cut_offs(ranking(rows_of(c(2, 1, 1, 0), c(1, 1, 0, 0))))
  expect_equal(curve$sensitivity, c(0, 0.5, 1, 1))
  expect_equal(curve$specificity, c(1, 1, 0.5, 0))
  expect_equal(curve$precision, c(NA, 1, 2 / 3, 1 / 2))
  expect_equal(curve$threshold, c(Inf, plogis(c(2, 1, 0))))
  expect_equal(average_precision(curve), 0.5 * 1 + 0.5 * 2 / 3)
  # Of four pairs three are won and one is a tie.
  expect_equal(area_under_curve(ranking(rows_of(c(2, 1, 1, 0), c(1, 1, 0, 0))))$auc, 3.5 / 4)
})

test_that("the area is Mann and Whitney's count of pairs, on every shape", {
  for (name in judged_shapes()) {
    fit <- model_shapes()[[name]]
    trials <- single_trials(fit)
    found <- area_under_curve(ranking(judged_rows(fit)$rows))
    expect_equal(found$auc, pairs_won(trials$eta, trials$y), tolerance = 1e-12, info = name)
  }
})

test_that("DeLong's variance is that of pROC", {
  births <- shape_data()
  # pROC 1.18: r <- roc(low, fitted(glm(low ~ lwt + race + smoke, binomial, birthwt)), direction = "<"); auc(r), var(r), ci.auc(r)
  found <- area_under_curve(ranking(judged_rows(logreg(low ~ lwt + race + smoke, data = births))$rows))
  expect_equal(found$auc, 0.685528031290743, tolerance = 1e-12)
  expect_equal(found$std_error^2, 0.00156171101014457, tolerance = 1e-10)
  expect_equal(c(found$lower, found$upper), c(0.608073215202297, 0.762982847379189), tolerance = 1e-10)
  # The same with low ~ race + smoke: six different predictions, so many ties.
  tied <- area_under_curve(ranking(judged_rows(logreg(low ~ race + smoke, data = births))$rows))
  expect_equal(tied$auc, 0.64973924380704, tolerance = 1e-12)
  expect_equal(tied$std_error^2, 0.0015799961557335, tolerance = 1e-10)
})

test_that("DeLong's variance by its definition, pair by pair", {
  score <- c(3, 1, 2, 2, 0, 1, 4, -1)
  y <- c(1, 0, 1, 0, 0, 1, 1, 0)
  won <- outer(score[y == 1], score[y == 0], function(a, b) (a > b) + (a == b) / 2)
  expected <- var(rowMeans(won)) / 4 + var(colMeans(won)) / 4
  expect_equal(area_under_curve(ranking(rows_of(score, y)))$std_error^2, expected)
})

test_that("weights count as rows, and the order of the rows does not", {
  score <- c(3, 1, 2, 2, 0, 1, 4, -1)
  y <- c(1, 0, 1, 0, 0, 1, 1, 0)
  weight <- c(1, 2, 3, 1, 2, 1, 1, 4)
  again <- rep(seq_along(y), weight)
  once <- area_under_curve(ranking(rows_of(score, y, weight)))
  expect_equal(once, area_under_curve(ranking(rows_of(score[again], y[again]))))
  mixed <- c(5, 2, 8, 1, 3, 7, 6, 4)
  expect_equal(once, area_under_curve(ranking(rows_of(score[mixed], y[mixed], weight[mixed]))))
})

test_that("an area of 0 or 1 has no interval, and one class no area", {
  perfect <- area_under_curve(ranking(rows_of(c(1, 2, 3, 4), c(0, 0, 1, 1))))
  expect_identical(perfect$auc, 1)
  expect_true(is.na(perfect$std_error) && is.na(perfect$lower) && is.na(perfect$upper))
  expect_identical(area_under_curve(ranking(rows_of(1:4, c(1, 1, 0, 0))))$auc, 0)
  expect_identical(area_under_curve(ranking(rows_of(1:4, c(1, 1, 1, 1))))$auc, NA_real_)
  expect_identical(area_under_curve(ranking(rows_of(c(1, 3, 2), c(0, 0, 1))))$std_error, NA_real_)
})

test_that("infinite log-odds are ranked, and tied with each other", {
  score <- c(-Inf, -Inf, 0, 1e-12, Inf, Inf)
  expect_identical(tie_numbers(score), c(1L, 1L, 2L, 2L, 3L, 3L))
  expect_equal(area_under_curve(ranking(rows_of(score, c(0, 1, 0, 1, 1, 1))))$auc, pairs_won(c(-9, -9, 0, 0, 9, 9), c(0, 1, 0, 1, 1, 1)))
  expect_identical(tie_numbers(c(-Inf, Inf)), 1:2)
  expect_identical(tie_numbers(5), 1L)
  expect_identical(tie_numbers(numeric()), integer())
})
