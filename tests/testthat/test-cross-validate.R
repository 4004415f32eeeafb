# The same folds by glm: predictions of each fold by a fit of the others.
glm_folds <- function(found, formula, data, weights = rep(1, nrow(data))) {
  data$weight_here <- weights
  held <- found$predictions
  eta <- rep(NA_real_, nrow(held))
  for (fold in unique(held$fold)) {
    rows <- held$row[held$fold == fold]
    fit <- glm(formula, binomial(), data[-rows, ], weights = weight_here, epsilon = 1e-12)
    eta[held$fold == fold] <- predict(fit, data[rows, ])
  }
  eta
}

test_that("each fold is predicted by a fit of the others, as glm predicts it", {
  births <- shape_data()
  formulas <- list(
    low ~ lwt + age, low ~ lwt + race + smoke, low ~ poly(lwt, 2) + smoke, low ~ log1p(lwt) * smoke, low ~ lwt - 1,
    low ~ lwt + offset(age / 50), low ~ lwt + visits
  )
  for (formula in formulas) {
    found <- cross_validate(logreg(formula, data = births), folds = 5, seed = 1)
    expect_identical(sort(found$predictions$row), 1:189)
    expect_equal(found$predictions$eta, glm_folds(found, formula, births), tolerance = 1e-6, info = deparse(formula))
  }
})

test_that("the measures are those of the held-out predictions", {
  births <- shape_data()
  fit <- logreg(low ~ lwt + race + smoke, data = births)
  found <- cross_validate(fit, folds = 5, repeats = 2, seed = 1)
  held <- found$predictions
  expect_identical(nrow(held), 378L)
  y <- births$low[held$row]
  of <- setNames(found$measures$held_out, found$measures$measure)
  expect_equal(of[["log_loss"]], -mean(dbinom(y, 1, held$prob, log = TRUE)))
  expect_equal(of[["brier"]], mean((y - held$prob)^2))
  expect_equal(of[["accuracy"]], mean((held$prob >= 0.5) == y))
  areas <- sapply(split(seq_along(y), paste(held$repetition, held$fold)), function(rows) pairs_won(signif(held$eta[rows], 10), y[rows]))
  expect_equal(of[["auc"]], mean(areas))
  # The constant is the share in the other folds.
  share <- sapply(seq_along(y), function(i) {
    inside <- held$repetition == held$repetition[i]
    mean(y[inside & held$fold != held$fold[i]])
  })
  expect_equal(found$measures$constant[2], -mean(dbinom(y, 1, share, log = TRUE)))
  own <- evaluate(fit)
  expect_equal(found$measures$training, own$value[1:4])
  better <- c(1, -1, -1, 1)
  expect_equal(found$measures$flattery, better * (own$value[1:4] - found$measures$held_out))
  expect_gt(min(found$measures$flattery), 0)
})

test_that("weights, offset given beside the formula, penalties and solvers are those of the fit", {
  births <- shape_data()
  weighted <- cross_validate(model_shapes()$weights, folds = 4, seed = 2)
  theirs <- glm_folds(weighted, low ~ lwt + age, births, births$trials)
  expect_equal(weighted$predictions$eta, theirs, tolerance = 1e-6)
  expect_equal(weighted$measures$held_out[[3]], weighted.mean((births$low - weighted$predictions$prob[order(weighted$predictions$row)])^2, births$trials))
  # By a fit of the package to the rows of the other folds.
  for (name in c("offset_argument", "ridge", "firth", "matrix", "descent")) {
    fit <- model_shapes()[[name]]
    found <- cross_validate(fit, folds = 3, seed = 3)
    rows <- found$predictions$row[found$predictions$fold == 1]
    again <- switch(name,
      offset_argument = logreg(low ~ lwt, data = births[-rows, ], offset = age / 50),
      ridge = logreg(low ~ lwt + age + race, data = births[-rows, ], penalty = penalty_ridge(0.1)),
      firth = logreg(low ~ lwt + age + race, data = births[-rows, ], penalty = penalty_firth()),
      matrix = logreg(low ~ lwt + age, data = births[-rows, ]),
      descent = logreg(low ~ lwt + age, data = births[-rows, ], solver = solver_gradient_descent(standardize = TRUE))
    )
    expect_equal(found$predictions$eta[found$predictions$fold == 1], unname(predict(again, births[rows, ])), tolerance = 1e-6, info = name)
  }
})

test_that("grouped counts are validated by trials", {
  found <- cross_validate(grouped_and_single()$counts, folds = 4, seed = 1)
  held <- found$predictions
  expect_identical(nrow(held), 120L)
  expect_equal(as.vector(tapply(held$y, held$row, sum)), c(1, 4, 9, 13, 18, 20))
  first <- held[held$fold != 1, ]
  theirs <- glm(y ~ I(row - 1), binomial(), first, epsilon = 1e-12)
  expect_equal(held$eta[held$fold == 1], unname(predict(theirs, held[held$fold == 1, ])), tolerance = 1e-7)
  expect_output(print(found), "120 trials, dealt evenly by outcome")
})

test_that("a row whose level no other fold has is not predicted, and that is said", {
  data <- data.frame(x = 1:20, y = rep(c(0, 1, 1, 0), 5), level = factor(c("rare", rep(c("a", "b"), c(9, 10)))))
  for (contrasts in list(NULL, list(level = "contr.sum"), list(level = "contr.helmert"))) {
    fit <- suppressWarnings(logreg(y ~ x + level, data = data, contrasts = contrasts, penalty = penalty_firth()))
    found <- cross_validate(fit, folds = 4, seed = 1)
    unknown <- found$predictions$row[is.na(found$predictions$eta)]
    expect_identical(unknown, 1L)
    expect_identical(sum(found$folds$unpredicted), 1L)
    known <- found$predictions[-which(is.na(found$predictions$eta)), ]
    expect_equal(found$measures$held_out[3], mean((known$y - known$prob)^2))
    expect_output(print(found), "1 held-out row")
  }
})

test_that("aliased columns of the fit itself leave every row predicted", {
  found <- cross_validate(model_shapes()$aliased, folds = 3, seed = 1)
  expect_false(anyNA(found$predictions$eta))
  expect_equal(found$predictions$eta, cross_validate(model_shapes()$two_numbers, folds = 3, seed = 1)$predictions$eta, tolerance = 1e-7)
})

test_that("separated folds and folds of one class are reported", {
  found <- cross_validate(model_shapes()$quasi, folds = 6, seed = 1)
  expect_true(any(startsWith(found$folds$status, "separated")))
  expect_output(print(found), "Separated without the held-out rows")
  one <- data.frame(x = c(1, 2, 3, 4, 5, 6), y = c(0, 0, 1, 0, 0, 0))
  lonely <- cross_validate(logreg(y ~ x, data = one), folds = 6, seed = 1)
  expect_identical(sum(lonely$folds$status == "one_class"), 1L)
  expect_identical(sum(is.na(lonely$predictions$eta)), 1L)
  expect_identical(lonely$measures$held_out[4], NA_real_)
  expect_output(print(lonely), "one class only: 1 of 6 folds")
  # Firth's penalty makes a fit of one class.
  firth <- cross_validate(logreg(y ~ x, data = one, penalty = penalty_firth()), folds = 6, seed = 1)
  expect_false(anyNA(firth$predictions$eta))
})

test_that("the basis that comes from all rows is named", {
  expect_output(print(cross_validate(model_shapes()$poly, folds = 3, seed = 1)), "`poly(lwt, 2)`: the basis", fixed = TRUE)
  expect_length(cross_validate(model_shapes()$log1p, folds = 3, seed = 1)$notes, 0)
})

test_that("a seed repeats the folds and leaves the stream as it was, with a solver that draws as well", {
  withr::local_seed(5)
  before <- .Random.seed
  solver <- solver_gradient_descent(epochs = 5, batch_size = 20)
  stochastic <- suppressWarnings(logreg(low ~ lwt, data = shape_data(), solver = solver))
  set.seed(5)
  one <- cross_validate(stochastic, folds = 3, seed = 9)
  expect_identical(.Random.seed, before)
  expect_identical(one$predictions, cross_validate(stochastic, folds = 3, seed = 9)$predictions)
  expect_false(identical(one$predictions$row, cross_validate(stochastic, folds = 3)$predictions$row))
})

test_that("every shape can be validated, and the sum of the folds is all rows", {
  for (name in names(model_shapes())) {
    fit <- model_shapes()[[name]]
    found <- cross_validate(fit, folds = 3, seed = 1)
    expect_equal(sum(found$folds$rows), sum(fit$prior.weights), info = name)
    expect_equal(sum(found$folds$events), sum(fit$prior.weights * fit$y), info = name)
    expect_output(print(found), "training flatters by")
  }
})

test_that("a sparse matrix is validated as its dense twin", {
  skip_if_not_installed("Matrix")
  x <- as.matrix(shape_data()[c("lwt", "smoke")])
  y <- shape_data()$low
  sparse <- cross_validate(logreg(Matrix::Matrix(x, sparse = TRUE), y), folds = 3, seed = 1)
  expect_equal(sparse$predictions, cross_validate(logreg(x, y), folds = 3, seed = 1)$predictions, tolerance = 1e-8)
})

test_that("more repeats than anybody waits for are refused", {
  expect_error(cross_validate(model_shapes()$one_number, repeats = 1e6), "`repeats`", class = "logreg_error_argument")
})
