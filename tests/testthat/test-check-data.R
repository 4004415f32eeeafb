ledger_value <- function(found, item, part = "value") {
  ledger <- attr(found, "ledger")
  ledger[[part]][ledger$item == item]
}

test_that("the ledger counts rows in, left out, dropped and used, by column", {
  births <- shape_data()
  births$w <- rep(c(1, 1, 0), 63)
  found <- check_data(low ~ weight_gap + age, births, weights = w, subset = age > 15)
  chosen <- births$age > 15
  complete <- chosen & !is.na(births$weight_gap)
  expect_identical(ledger_value(found, "rows in the data"), "189")
  expect_identical(ledger_value(found, "left out by subset"), as.character(sum(!chosen)))
  expect_identical(ledger_value(found, "dropped, values missing"), as.character(sum(chosen & !complete)))
  expect_identical(ledger_value(found, "dropped, values missing", "detail"), sprintf("weight_gap (%d)", sum(chosen & !complete)))
  expect_identical(ledger_value(found, "left out by weight 0"), as.character(sum(complete & births$w == 0)))
  expect_identical(ledger_value(found, "rows used"), as.character(sum(complete & births$w > 0)))
  expect_identical(ledger_value(found, "events"), as.character(sum(births$low[complete & births$w > 0])))
  expect_equal(attr(found, "missing"), c(weight_gap = sum(chosen & !complete)))
  # As logreg() uses them.
  fit <- logreg(low ~ weight_gap + age, births, weights = w, subset = age > 15)
  expect_identical(ledger_value(found, "rows used"), as.character(nobs(fit)))
})

test_that("event, trials and coefficients are the fit's, on every shape of a formula", {
  births <- shape_data()
  checks <- list(
    one_number = check_data(low ~ lwt, births), several = check_data(low ~ lwt + age + smoke + race, births),
    contr_sum = check_data(low ~ lwt + race, births, contrasts = list(race = "contr.sum")),
    poly = check_data(low ~ poly(lwt, 2) + smoke, births), interaction_levels = check_data(low ~ lwt + smokes * race, births),
    offset = check_data(low ~ lwt + offset(age / 50), births), offset_argument = check_data(low ~ lwt, births, offset = age / 50),
    no_intercept = check_data(low ~ lwt - 1, births), intercept_only = check_data(low ~ 1, births),
    weights = check_data(low ~ lwt + age, births, weights = trials), gaps = check_data(low ~ weight_gap + age, births),
    response_in_words = check_data(ifelse(low == 1, "low", "normal") ~ lwt, births),
    aliased = check_data(low ~ lwt + I(2 * lwt) + age, births)
  )
  for (shape in names(checks)) {
    fit <- model_shapes()[[shape]]
    found <- checks[[shape]]
    expect_identical(ledger_value(found, "coefficients"), as.character(length(coef(fit))), info = shape)
    expect_identical(ledger_value(found, "events"), format(sum(fit$prior.weights * fit$y)), info = shape)
    expect_match(ledger_value(found, "events", "detail"), paste("the event is", fit$event$label), fixed = TRUE, info = shape)
    expect_silent(capture.output(print(found)))
  }
})

test_that("factors are listed with reference or coding", {
  births <- shape_data()
  detail <- function(found, name = "race") ledger_value(found, name, "detail")
  expect_identical(detail(check_data(low ~ race, births)), "every level against white, the reference")
  expect_match(detail(check_data(low ~ race, births, contrasts = list(race = "contr.sum"))), "other has minus the sum of the others")
  expect_match(detail(check_data(low ~ race, births, contrasts = list(race = "contr.helmert"))), "the ones before it")
  expect_identical(detail(check_data(low ~ race, births, contrasts = list(race = "contr.SAS"))), "every level against other, the reference")
  expect_match(detail(check_data(low ~ visits, births), "visits"), "trends over 0 < 1 < 2 < 3+", fixed = TRUE)
  expect_match(detail(check_data(low ~ race - 1, births)), "a coefficient for every level")
  own <- check_data(low ~ race, births, contrasts = list(race = cbind(c(0, 1, 1), c(0, 0, 1))))
  expect_match(detail(own), "contrasts of its own")
  expect_identical(detail(check_data(low ~ smokes, births), "smokes"), "every level against FALSE, the reference")
})

test_that("data may stand first, and arguments are looked up as logreg() does", {
  births <- shape_data()
  first <- check_data(low ~ lwt, data = births)
  expect_equal(births |> check_data(low ~ lwt), first, ignore_attr = TRUE)
  lwt <- births$lwt
  low <- births$low
  expect_identical(ledger_value(check_data(low ~ lwt), "rows used"), "189")
  wrapped <- function(...) check_data(low ~ lwt, births, ...)
  expect_identical(ledger_value(wrapped(subset = age < 20), "rows used"), as.character(sum(births$age < 20)))
})

test_that("data that cannot be fitted are refused as logreg() refuses them", {
  births <- shape_data()
  births$same <- 1
  expect_error(check_data(same ~ lwt, births), class = "logreg_error_one_class")
  expect_error(check_data(low ~ nowhere, births), class = "logreg_error_missing_variable")
  expect_error(check_data(~lwt, births), class = "logreg_error_formula")
  expect_error(check_data("low ~ lwt", births), "`formula`", class = "logreg_error_argument")
  expect_error(check_data(data = low ~ lwt), "`data`", class = "logreg_error_argument")
})

test_that("nothing is changed: data and random numbers are as before", {
  births <- shape_data()
  before <- births
  set.seed(1)
  seed <- .Random.seed
  check_data(low ~ lwt + race, births)
  expect_identical(births, before)
  expect_identical(.Random.seed, seed)
})

test_that("the whole of it reads as a student should find it", {
  expect_snapshot(print(check_data(low ~ lwt + age + race + visits, shape_data())))
})
