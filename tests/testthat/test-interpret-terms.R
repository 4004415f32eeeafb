test_that("a step is straight where it moves the columns alike from everywhere", {
  births <- shape_data()
  straight <- function(formula, name = "lwt") {
    fit <- logreg(formula, data = births)
    is_straight(fit, name, births[[name]], typical_row(fit), 10)
  }
  expect_true(straight(low ~ lwt + age))
  expect_true(straight(low ~ I(lwt / 100) + age))
  expect_true(straight(low ~ lwt * smokes))
  expect_true(straight(low ~ lwt + offset(lwt / 100)))
  expect_false(straight(low ~ log(lwt)))
  expect_false(straight(low ~ lwt + I(lwt^2)))
  expect_false(straight(low ~ pmax(lwt - 130, 0)))
  expect_false(straight(low ~ lwt + offset(log(lwt))))
})

test_that("partners are the variables that change what a step does, and no others", {
  births <- shape_data()
  partners <- function(formula, name, from, to) {
    fit <- logreg(formula, data = births)
    partners_of(fit, name, predictor_values(fit), typical_row(fit), from, to)
  }
  expect_identical(partners(low ~ lwt * smokes + age, "lwt", 120, 121), "smokes")
  expect_identical(partners(low ~ lwt * smokes + age, "smokes", FALSE, TRUE), "lwt")
  expect_identical(partners(low ~ lwt * smokes + age, "age", 20, 21), character())
  expect_identical(partners(low ~ I(lwt * age) + smokes, "lwt", 120, 121), "age")
  expect_identical(partners(low ~ I(lwt + age) + smokes, "lwt", 120, 121), character())
  expect_identical(partners(low ~ lwt * smokes * race, "lwt", 120, 121), c("smokes", "race"))
})

test_that("levels are compared with the reference, whichever it is", {
  births <- shape_data()
  last <- interpret(logreg(low ~ race, data = births, contrasts = list(race = "contr.SAS")))
  expect_identical(last$from, c("other", "other"))
  expect_identical(last$to, c("white", "black"))
  first <- interpret(model_shapes()$ordered)
  expect_identical(first$from[-1], rep("0", 3))
  logical <- interpret(model_shapes()$logical)
  expect_identical(c(logical$from[2], logical$to[2]), c("FALSE", "TRUE"))
  # A number that the formula makes a factor of goes from class to class.
  classes <- interpret(logreg(low ~ factor(ftv > 0) + age, data = births))
  expect_identical(classes$variable, c("ftv", "age"))
  expect_equal(classes$odds_ratio[1], exp(unname(coef(glm(low ~ (ftv > 0) + age, binomial(), births))[2])), tolerance = 1e-6)
})


test_that("formulas of other kinds are put into words that hold", {
  births <- shape_data()
  births$`odd name` <- births$lwt
  odd <- interpret(logreg(low ~ `odd name` * smokes, data = births))
  expect_identical(unique(odd$variable), c("odd name", "smokes"))
  expect_match(attr(odd, "notes"), "units = c(`odd name` = 30)", fixed = TRUE, all = FALSE)
  # Nothing changes below the knot, and the probability stays.
  hinge <- interpret(logreg(low ~ pmax(lwt - 130, 0), data = births))
  expect_match(hinge$sentence[1], "stay as they are, since no column changes. The probability stays at", fixed = TRUE)
  # An offset moves along with a variable that is in it.
  shifted <- logreg(low ~ lwt + offset(lwt / 100), data = births)
  twin <- glm(low ~ lwt + offset(lwt / 100), binomial(), births, epsilon = 1e-12)
  expect_equal(interpret(shifted)$log_odds_ratio, unname(diff(predict(twin, data.frame(lwt = 121:122)))), tolerance = 1e-6)
  # Between the two middle values of an even number of rows is no level.
  even <- data.frame(cylinders = c(4, 4, 4, 8, 8, 8), y = c(0, 1, 1, 0, 0, 1))
  expect_identical(interpret(logreg(y ~ factor(cylinders), data = rbind(even, transform(even, cylinders = cylinders + 1))))$from, rep("4", 3))
  classes <- interpret(logreg(low ~ I(age > 25), data = births))
  expect_match(attr(classes, "notes"), "a value from the middle stands for each of its classes", fixed = TRUE)
  births$both <- as.matrix(births[c("lwt", "age")])
  expect_error(interpret(logreg(low ~ both, data = births)), "`both` is a matrix", class = "logreg_error_not_available")
})


test_that("a step that is little beside the spread is told, of straight and curved variables alike", {
  for (formula in list(am ~ hp, am ~ log(hp))) {
    found <- interpret(logreg(formula, data = mtcars))
    expect_match(paste(attr(found, "notes"), collapse = " "), "A step of 1 is little beside the spread of `hp`")
  }
})

test_that("steps of one standard deviation are those of sd(), counted by trials", {
  births <- shape_data()
  found <- interpret(model_shapes()$two_numbers, units = "sd")
  expect_equal(as.numeric(found$to) - as.numeric(found$from), signif(c(sd(births$lwt), sd(births$age)), 3))
  expect_match(found$sentence, "one standard deviation")
  trials <- interpret(model_shapes()$weights, units = c(age = "sd"))
  expect_equal(as.numeric(trials$to[2]) - 23, signif(sd(rep(births$age, births$trials)), 3))
})

test_that("a step down is the step up turned round", {
  for (shape in c("several", "poly", "interaction")) {
    fit <- model_shapes()[[shape]]
    down <- interpret(fit, units = c(lwt = -20))
    down <- down[down$variable == "lwt", ]
    expect_match(down$sentence, sprintf("from %s to %s (20 less)", down$from[1], as.numeric(down$from[1]) - 20), fixed = TRUE, all = FALSE)
    for (i in seq_len(nrow(down))) {
      lower <- as.numeric(down$to[i])
      up <- interpret(fit, at = c(list(lwt = lower), if (shape == "interaction") list(smoke = as.numeric(sub(".*= ", "", down$where[i])))), units = c(lwt = 20))
      up <- up[up$variable == "lwt" & up$from == down$to[i] & up$where == down$where[i], ]
      expect_equal(down$odds_ratio[i] * up$odds_ratio, 1)
      expect_equal(c(down$lower[i] * up$upper, down$upper[i] * up$lower), c(1, 1), tolerance = 1e-6)
      expect_equal(c(down$prob_from[i], down$prob_to[i]), c(up$prob_to, up$prob_from))
    }
  }
  expect_length(attr(interpret(model_shapes()$several, units = c(lwt = -20)), "notes")["lwt"] |> stats::na.omit(), 0)
  expect_match(attr(interpret(model_shapes()$several, units = c(lwt = -1)), "notes")[["lwt"]], "A step of -1 is little", fixed = TRUE)
})
