odds_table <- function(name, ...) plot_data(model_shapes()[[name]], "odds", ...)$table

test_that("an odds ratio is that of the predictions of its two rows, on every shape", {
  drawn <- 0
  for (name in setdiff(names(model_shapes()), c("quasi", "complete"))) {
    fit <- model_shapes()[[name]]
    data <- tryCatch(plot_data(fit, "odds"), logreg_error_plot = function(error) NULL)
    if (is.null(data)) next
    drawn <- drawn + 1
    expected <- exp(unname(predict(fit, data$rows$to) - predict(fit, data$rows$from)))
    expect_equal(data$table$odds_ratio, expected, tolerance = 1e-8, info = name)
    # The two rows differ in the variable of the row and in nothing else.
    for (i in seq_len(nrow(data$table))) {
      differ <- names(data$rows$from)[mapply(function(a, b) a[i] != b[i], data$rows$from, data$rows$to)]
      expect_identical(differ, as.character(data$table$variable[i]), info = name)
    }
    expect_false(any(grepl("Intercept", data$table$label)), info = name)
  }
  expect_gt(drawn, 20)
})

test_that("steps are a unit, those chosen, or a standard deviation", {
  births <- MASS::birthwt
  theirs <- coef(glm(low ~ lwt + age, binomial(), births, epsilon = 1e-14))[-1]
  expect_equal(odds_table("two_numbers")$odds_ratio, unname(exp(theirs)), tolerance = 1e-7)
  chosen <- odds_table("two_numbers", units = c(age = 10))
  expect_equal(chosen$odds_ratio, unname(exp(theirs * c(1, 10))), tolerance = 1e-7)
  expect_identical(as.character(chosen$label), c("lwt + 1", "age + 10"))
  deviations <- signif(c(sd(births$lwt), sd(births$age)), 3)
  spread <- odds_table("two_numbers", units = "sd")
  expect_equal(spread$odds_ratio, unname(exp(theirs * deviations)), tolerance = 1e-7)
  expect_identical(as.character(spread$label), sprintf("%s + %s (1 SD)", c("lwt", "age"), format(signif(deviations, 3), trim = TRUE, drop0trailing = TRUE)))
  limits <- confint(model_shapes()$two_numbers)["age", ]
  expect_equal(c(chosen$lower[2], chosen$upper[2]), unname(exp(10 * limits)))
  for (units in list(c(race = 1), c(age = 0), 10, c(age = NA), "iqr", list(age = "x"))) {
    expect_error(odds_table("several", units = units), "`units`", class = "logreg_error_argument")
  }
})

test_that("levels stand against the reference level whatever the contrasts", {
  births <- shape_data()
  plain <- glm(low ~ lwt + race, binomial(), births, epsilon = 1e-14)
  found <- odds_table("contr_sum")
  expect_identical(as.character(found$label), c("lwt + 1", "race: black vs white", "race: other vs white"))
  expect_equal(found$odds_ratio, unname(exp(coef(plain)[-1])), tolerance = 1e-7)
  # Two coefficients of contr.sum in one contrast: Wald, as that of the treatment contrasts.
  expect_equal(found$upper[2], exp(coef(plain)[["raceblack"]] + qnorm(0.975) * sqrt(vcov(plain)["raceblack", "raceblack"])), tolerance = 1e-5)
  births$visits <- factor(births$visits, ordered = FALSE)
  unordered <- glm(low ~ lwt + visits, binomial(), births, epsilon = 1e-14)
  expect_equal(odds_table("ordered")$odds_ratio, unname(exp(coef(unordered)[-1])), tolerance = 1e-7)
})

test_that("in an interaction the odds ratio holds at stated values, never as a main effect", {
  theirs <- coef(glm(low ~ lwt * smoke + race, binomial(), shape_data(), epsilon = 1e-14))
  at_median <- plot_data(model_shapes()$interaction, "odds")
  # The median weight is 121, the commonest smoke 0.
  expect_equal(at_median$table$odds_ratio[1:2],
    unname(exp(c(theirs["lwt"], theirs["smoke"] + 121 * theirs["lwt:smoke"]))), tolerance = 1e-7)
  caption <- gsub("\n", " ", at_median$words[["caption"]])
  expect_match(caption, "the odds ratios of lwt, smoke hold at smoke = 0 (commonest), lwt = 121 (median).", fixed = TRUE)
  chosen <- plot_data(model_shapes()$interaction, "odds", at = list(smoke = 1, lwt = 200))
  expect_equal(chosen$table$odds_ratio[1:2],
    unname(exp(c(theirs["lwt"] + theirs["lwt:smoke"], theirs["smoke"] + 200 * theirs["lwt:smoke"]))), tolerance = 1e-7)
  expect_no_match(plot_data(model_shapes()$several, "odds")$words[["caption"]], "Interactions")
})

test_that("where the odds ratio depends on where a step begins the label says from where to where", {
  births <- shape_data()
  slope <- coef(glm(low ~ log1p(lwt) + age, binomial(), births, epsilon = 1e-14))[["log1p(lwt)"]]
  logarithm <- odds_table("log1p", units = c(lwt = 10))
  expect_identical(as.character(logarithm$label), c("lwt: 121 to 131", "age + 1"))
  expect_equal(logarithm$odds_ratio[1], exp(slope * log(132 / 122)), tolerance = 1e-7)
  bent <- glm(low ~ poly(lwt, 2) + smoke, binomial(), births, epsilon = 1e-14)
  eta <- predict(bent, data.frame(lwt = c(100, 101), smoke = 0))
  expect_equal(odds_table("poly", at = list(lwt = 100))$odds_ratio[1], exp(eta[[2]] - eta[[1]]), tolerance = 1e-7)
})

test_that("an infinite odds ratio is an arrow from its finite limit, and is said to be one", {
  data <- plot_data(model_shapes()$quasi, "odds")
  expect_identical(as.character(data$table$status), c("finite", "infinite"))
  expect_identical(data$table$odds_ratio[2], Inf)
  expect_match(data$words[["caption"]], "Arrows: infinite")
  expect_match(data$words[["subtitle"]], "quasi-completely separated")
  picture <- draw_odds_picture(data)
  arrows <- Filter(function(layer) "begin" %in% names(layer$data), picture$layers)[[1]]$data
  expect_identical(arrows$begin, data$table$lower[2])
  expect_draws(picture)
  expect_error(plot_data(model_shapes()$complete, "odds"), "settle no odds ratio", class = "logreg_error_plot")
})

test_that("fits stand side by side, each with what it has", {
  shapes <- model_shapes()
  data <- plot_data(shapes$several, "odds", with = list(ridge = shapes$ridge, Firth = shapes$firth))
  expect_identical(levels(data$table$fit), c("this fit", "ridge", "Firth"))
  expect_identical(as.vector(table(data$table$fit)), c(5L, 4L, 4L))
  ridge <- data$table[data$table$fit == "ridge", ]
  expect_equal(ridge$odds_ratio, unname(exp(coef(shapes$ridge)[-1])))
  expect_true(all(is.na(ridge$lower)))
  expect_match(gsub("\n", " ", data$words[["caption"]]), "No intervals of \"ridge\": a penalised fit has none", fixed = TRUE)
  expect_draws(draw_odds_picture(data))
})

test_that("a model without predictors, or with a repeated column, is refused", {
  expect_error(odds_table("intercept_only"), "no predictor", class = "logreg_error_plot")
  expect_error(odds_table("aliased"), "I(2 * lwt)", fixed = TRUE, class = "logreg_error_plot")
  expect_error(odds_table("several", at = list(race = "green")), "`at`", class = "logreg_error_argument")
})

test_that("of many levels the first fifteen are drawn and all are in the table", {
  sites <- data.frame(site = factor(rep(letters[1:18], each = 12)), y = rep(c(0, 0, 1, 0, 1, 1), 36))
  data <- plot_data(logreg(y ~ site, data = sites), "odds")
  expect_identical(nrow(data$table), 17L)
  expect_match(data$words[["caption"]], "The first 15 of 17 are drawn")
  expect_identical(nrow(ggplot2::ggplot_build(draw_odds_picture(data))$data[[2]]), 15L)
})

test_that("what the picture \"odds\" says", {
  expect_snapshot({
    data <- plot_data(model_shapes()$interaction, "odds", units = c(lwt = 10))
    writeLines(data$words)
    print(data$table[c("label", "from", "to", "odds_ratio", "lower", "upper", "method", "status")], digits = 3)
  })
  expect_snapshot({
    data <- plot_data(model_shapes()$quasi, "odds")
    writeLines(data$words)
    writeLines(odds_row_labels(data$table, FALSE))
  })
})
