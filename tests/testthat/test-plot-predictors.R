births <- MASS::birthwt
births$race <- factor(births$race, labels = c("white", "black", "other"))

test_that("predictors are the variables behind the terms, in the rows of the fit", {
  degree <- 2
  fit <- logreg(low ~ poly(lwt, degree) + log(age) * race, data = births, subset = age > 20)
  values <- predictor_values(fit)
  expect_setequal(names(values), c("lwt", "age", "race"))
  expect_identical(values$lwt, births$lwt[births$age > 20])
  expect_identical(values$race, births$race[births$age > 20])
  expect_identical(predictor_values(logreg(low ~ 1, data = births)), list())
})

test_that("rows with missing values are left out as in the fit", {
  births$lwt[3] <- NA
  fit <- logreg(low ~ log(lwt), data = births)
  expect_identical(predictor_values(fit)$lwt, births$lwt[-3])
})

test_that("variables of the workspace are found by the formula's environment", {
  dose <- c(1, 2, 3, 4, 5, 6)
  killed <- c(0, 0, 1, 0, 1, 1)
  fit <- logreg(killed ~ log(dose))
  expect_identical(predictor_values(fit)$dose, dose)
})

test_that("a variable of the offset is no predictor, but is held", {
  fit <- logreg(low ~ lwt + offset(age / 50), data = births)
  expect_named(predictor_values(fit), "lwt")
  expect_identical(offset_values(fit), list(age = births$age))
  given <- logreg(low ~ lwt, data = births, offset = age / 50)
  expect_identical(offset_values(given), list(age = births$age))
  fixed <- logreg(low ~ lwt, data = births, offset = rep(1, 189))
  expect_error(offset_values(fixed), "offset is not made of variables", class = "logreg_error_plot")
  pointed <- logreg(x = births["lwt"], y = births$low, offset = births$age / 50)
  expect_error(offset_values(pointed), "offset is not made of", class = "logreg_error_plot")
})

test_that("what is not drawn is held at the median or the commonest value", {
  held <- held_values(list(
    age = c(20, 30, 70), smoke = c(0, 1, 1), race = births$race, city = c("b", "a", "a")
  ))
  expect_identical(held$age, 30)
  expect_identical(held$smoke, 1)
  expect_identical(as.character(held$race), "white")
  expect_identical(levels(held$race), levels(births$race))
  expect_identical(held$city, "a")
  expect_identical(
    held_words(held),
    "age = 30 (median), smoke = 1 (commonest), race = white (commonest), city = a (commonest)"
  )
})

test_that("a value that is chosen must be one the variable can have", {
  values <- list(age = c(20, 30, 70), race = births$race)
  held <- held_values(values, at = list(race = "black"))
  expect_identical(as.character(held$race), "black")
  expect_match(held_words(held), "race = black (chosen)", fixed = TRUE)
  for (at in list(list(race = "green"), list(age = "old"), list(age = 1:2), list(age = NA))) {
    expect_error(held_values(values, at), "`at` must give", class = "logreg_error_argument")
  }
  expect_error(held_values(values, list(height = 1)), "`height`", class = "logreg_error_argument")
  expect_error(held_values(values, list(1)), "`at`", class = "logreg_error_argument")
})

test_that("a matrix among the predictors is refused", {
  births$both <- as.matrix(births[c("age", "lwt")])
  fit <- logreg(low ~ log(both), data = births)
  expect_error(predictor_values(fit), "`both` is a matrix", class = "logreg_error_plot")
})

test_that("data that are gone are an error that says so", {
  fit <- logreg(low ~ log(lwt), data = births)
  fit$data <- NULL
  environment(fit$formula) <- baseenv()
  expect_error(predictor_values(fit), "`lwt` are not in the fit", class = "logreg_error_plot")
})

test_that("up to 5,000 rows are drawn, from the first to the last", {
  expect_identical(drawn_rows(3), 1:3)
  rows <- drawn_rows(12345)
  expect_identical(length(rows), 5000L)
  expect_identical(range(rows), c(1, 12345))
  expect_identical(anyDuplicated(rows), 0L)
})

test_that("numbers move by a step, two values and levels from one to the other", {
  values <- list(age = c(20, 30, 70), smoke = c(0, 1, 1), race = births$race[c(1, 2, 3)], city = c("b", "a", "a"),
    ill = c(TRUE, FALSE, TRUE))
  moves <- predictor_moves(values, list(age = 5))
  expect_identical(vapply(moves, `[[`, "", "variable"), c("age", "smoke", "race", "race", "city", "ill"))
  expect_identical(moves[[1]]$step, 5)
  expect_identical(moves[[2]][c("reference", "level")], list(reference = 0, level = 1))
  last <- moves[[length(moves)]]
  expect_identical(last[c("reference", "level")], list(reference = FALSE, level = TRUE))
  expect_identical(predictor_moves(values["age"], list(age = structure(26.5, deviation = TRUE)))[[1]][-1], list(step = 26.5, words = "26.5 (1 SD)"))
  expect_identical(predictor_moves(values["smoke"], list(smoke = 2))[[1]]$step, 2)
})

test_that("partners share a term or an offset", {
  fit <- logreg(low ~ lwt * smoke + I(age / ht) + race, data = transform(births, ht = ht + 1))
  known <- names(predictor_values(fit))
  expect_identical(partners(fit, "lwt", known), "smoke")
  expect_identical(partners(fit, "age", known), "ht")
  expect_identical(partners(fit, "race", known), character(0))
})

test_that("a line is straight up to rounding", {
  x <- seq(1e6, 1e6 + 1, length.out = 50)
  expect_true(is_straight_line(x, 3 - 2 * x))
  expect_true(is_straight_line(x, rep(0.1, 50)))
  expect_false(is_straight_line(1:50, log(1:50)))
  expect_false(is_straight_line(1:50, 1:50 + 1e-3 * (1:50 == 20)))
})

test_that("numbers that the formula takes as levels are levels", {
  fit <- logreg(low ~ factor(ftv > 0) + lwt, data = births)
  expect_identical(level_variables(fit), "ftv")
  expect_named(number_values(fit), "lwt")
  counts <- c(0, 2, 1)
  expect_identical(vapply(predictor_moves(list(ftv = counts), levels = "ftv"), `[[`, 0, "level"), c(1, 2))
  smoking <- logreg(low ~ factor(smoke) + lwt, data = births)
  expect_identical(plot_data(smoking, "fit")$words[["x"]], "lwt")
  expect_draws(ggplot2::autoplot(smoking, "boundary"))
})

test_that("a matrix can be neither held nor moved", {
  births$both <- as.matrix(births[c("age", "lwt")])
  fit <- logreg(low ~ both + smoke, data = births)
  for (picture in c("fit", "scales", "odds", "effects", "boundary")) {
    expect_error(plot_data(fit, picture), "`both` is a matrix", class = "logreg_error_plot")
  }
})

test_that("a label keeps its words on lines of their own", {
  long <- "a predictor with a long name: one level vs another level"
  expect_identical(gsub("\n", " ", label_lines(long)), long)
  expect_true(all(nchar(strsplit(label_lines(long), "\n")[[1]]) <= 30))
})

test_that("labels of many rows are shortened to the lines that there is room for, names and levels alike", {
  long <- "a predictor with a long name: one level with words vs another level with words"
  lines_of <- function(rows, below = 0) lengths(strsplit(label_lines(rep(long, rows), below), "\n"))
  expect_identical(lines_of(6), rep(3L, 6))
  expect_identical(lines_of(6, below = 1), rep(2L, 6))
  expect_identical(lines_of(15), rep(1L, 15))
  expect_match(label_lines(rep(long, 15))[[1]], "^a p.*[.]{3}: one.*[.]{3} vs ano.*[.]{3}$")
  expect_identical(label_lines(rep("sex: m vs f", 30))[[1]], "sex: m vs f")
})
