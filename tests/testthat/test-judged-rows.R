test_that("the rows of a fit are its own, without those of weight 0", {
  births <- shape_data()
  births$trials[c(1, 7)] <- 0
  fit <- logreg(low ~ lwt, data = births, weights = trials)
  found <- judged_rows(fit)
  expect_identical(nrow(found$rows), 187L)
  expect_equal(sum(found$rows$weight), sum(births$trials))
  expect_equal(found$rows$prob, plogis(found$rows$eta))
  expect_identical(judged_words(found), "187 training rows counted by weight or trials, 376 in all")
  expect_equal(training_share(fit), weighted.mean(births$low, births$trials))
})

test_that("rows with a missing value are counted, and none that is complete is an error", {
  births <- shape_data()
  fit <- logreg(low ~ weight_gap + age, data = births)
  found <- judged_rows(fit, births)
  expect_identical(c(nrow(found$rows), found$missing), c(186L, 3L))
  expect_match(judged_words(found), "186 new rows; 3 rows with a missing value left out")
  expect_error(judged_rows(fit, births[c(3, 50), ]), "weight above 0", class = "logreg_error_no_rows")
})

test_that("rows about which separating directions disagree are not called missing", {
  apart <- data.frame(a = c(1, 2, 3, 4), b = c(1, 1.5, 3.5, 4), y = c(0, 0, 1, 1))
  fit <- suppressWarnings(logreg(y ~ a + b, data = apart))
  new <- data.frame(a = c(0, 9, NA), b = c(9, 0, 1), y = c(0, 1, 1))
  eta <- suppressWarnings(predict(fit, new))
  skip_if(!all(is.na(eta[1:2])))
  new <- rbind(new, apart)
  found <- judged_rows(fit, new)
  expect_identical(c(found$undetermined, found$missing), c(2L, 1L))
  expect_match(judged_words(found), "2 rows left out, for which the separated fit has no prediction")
})
