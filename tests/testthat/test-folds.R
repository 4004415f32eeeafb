test_that("outcomes are dealt evenly: folds differ by one of each at most", {
  withr::local_seed(1)
  y <- rep(c(1, 0), c(23, 78))
  fold <- deal_units(data.frame(y = y), 7L)
  expect_identical(sort(unique(fold)), 1:7)
  for (outcome in 0:1) expect_lte(diff(range(table(fold[y == outcome]))), 1)
  expect_lte(diff(range(table(fold))), 1)
  expect_false(identical(fold, deal_units(data.frame(y = y), 7L)))
})

test_that("groups stay together", {
  withr::local_seed(1)
  births <- shape_data()
  units <- fold_units(model_shapes()$one_number, births$race)
  fold <- deal_units(units, 3L)
  expect_true(all(rowSums(table(births$race, fold) > 0) == 1))
  expect_identical(units$group, match(births$race, unique(births$race)))
  expect_identical(fold_units(model_shapes()$one_number, ~race)$group, units$group)
})

test_that("groups of unlike sizes make folds of like size, anew in each repeat", {
  size <- c(100, rep(c(1, 2, 5, 17), 15))
  kind <- rep_len(c(TRUE, FALSE, FALSE), length(size))
  folds_of <- function(seed) with_stream(seed, deal_groups(kind, size, 4))
  fold <- folds_of(1)
  expect_lte(diff(range(rowsum(size, fold))), 5)
  # The folds without the one large group have their share of each kind, but for a group of the largest others.
  shares <- tapply(kind * size, fold, sum)[-fold[[1]]] / tapply(size, fold, sum)[-fold[[1]]]
  expect_lte(diff(range(shares)), 17 / 119)
  expect_identical(sort(unique(fold)), 1:4)
  expect_identical(fold, folds_of(1))
  expect_false(identical(fold, folds_of(2)))
  expect_identical(sort(as.vector(rowsum(c(10, 5, 5), deal_groups(rep(TRUE, 3), c(10, 5, 5), 2)))), c(10, 10))
})

test_that("grouped counts are dealt by trials, weighted rows as rows", {
  grouped <- model_shapes()$grouped
  units <- fold_units(grouped)
  cancer <- reference_data("esoph")
  expect_true(attr(units, "trials"))
  expect_identical(nrow(units), as.integer(sum(cancer$ncases + cancer$ncontrols)))
  expect_equal(as.vector(tapply(units$y, factor(units$row, seq_len(nrow(cancer))), sum)), cancer$ncases)
  weighted <- fold_units(model_shapes()$weights)
  expect_false(attr(weighted, "trials"))
  expect_equal(weighted$weight, shape_data()$trials)
  expect_identical(nrow(fold_units(grouped, seq_len(nrow(cancer)))), nrow(cancer))
})

test_that("trials gathered into rows are the rows they came from", {
  for (name in c("grouped", "weights", "offset", "matrix", "several", "excluded")) {
    fit <- model_shapes()[[name]]
    data <- fit_data(fit)
    part <- unit_data(data, fold_units(fit)[nrow(fold_units(fit)):1, ])
    again <- refit(part)
    expect_equal(unname(again$coefficients), unname(coef(fit)), tolerance = 1e-7, info = name)
  }
})

test_that("what cannot be dealt is refused", {
  fit <- model_shapes()$complete
  expect_error(cross_validate(fit, folds = 1), "`folds`", class = "logreg_error_argument")
  expect_error(cross_validate(fit, folds = 7), "6 rows to deal", class = "logreg_error_argument")
  expect_error(cross_validate(fit, folds = 3, group = c(1, 1, 1, 2, 2, 2)), "2 groups to deal", class = "logreg_error_argument")
  expect_error(cross_validate(fit, folds = 2, group = 1:3), "`group`", class = "logreg_error_argument")
  expect_error(cross_validate(fit, folds = 2, group = list(1:6, 1:6)), "one way", class = "logreg_error_argument")
})
