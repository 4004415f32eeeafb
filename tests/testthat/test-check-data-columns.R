# Rows in which every check can be made to find something, or nothing: 200 of two classes at an even pace.
plain_rows <- function(n = 200) {
  data.frame(y = rep(c(0, 1, 1, 0), n / 4), x = (seq_len(n) * 0.618) %% 1, z = (seq_len(n) * 0.414) %% 1)
}

about <- function(found, check) found$about[found$check == check]
value <- function(found, check) found$value[found$check == check]
severity <- function(found, check) found$severity[found$check == check]

test_that("rows without fault have no finding at all", {
  expect_identical(nrow(check_data(y ~ x + z, plain_rows())), 0L)
})

test_that("missing values: a note, and attention from 5 % on", {
  rows <- plain_rows()
  rows$x[1:4] <- NA
  rows$z[4:6] <- NA
  found <- check_data(y ~ x + z, rows)
  expect_identical(severity(found, "missing values"), "note")
  expect_equal(value(found, "missing values"), 6)
  expect_match(found$found, "6 rows of 200 dropped (3%), values are missing in x (4), z (3)", fixed = TRUE)
  rows$x[1:20] <- NA
  expect_identical(severity(check_data(y ~ x, rows), "missing values"), "attention")
})

test_that("balance is told below 10 %, with the rate that a constant answer has", {
  rows <- plain_rows()
  rows$y <- as.numeric(seq_len(200) %in% (1:19 * 10))
  found <- check_data(y ~ x, rows)
  expect_equal(value(found, "balance"), 0.095)
  expect_match(found$meaning[found$check == "balance"], "\"not y = 1\" every time would be right in 90.5%", fixed = TRUE)
  rows$y <- 1 - rows$y
  expect_match(check_data(y ~ x, rows)$found[[1]], "9.5% of the trials are not y = 1", fixed = TRUE)
  rows$y[5] <- 1 - rows$y[5]
  expect_length(about(check_data(y ~ x, rows), "balance"), 0)
})

test_that("events per coefficient counts the rarer class by trials", {
  rows <- plain_rows(40)
  rows$y <- c(rep(1, 19), rep(0, 21))
  found <- check_data(y ~ x + z, rows)
  expect_equal(value(found, "events per coefficient"), 9.5)
  expect_length(about(check_data(y ~ x, rows), "events per coefficient"), 0)
  expect_length(about(check_data(y ~ x + z, transform(rows, w = 2), weights = w), "events per coefficient"), 0)
})

test_that("a rare reference level is told, and by which level to replace it", {
  rows <- plain_rows()
  rows$g <- factor(c(rep("a", 9), rep(c("b", "c", "b"), length.out = 191)))
  found <- check_data(y ~ x + g, rows)
  expect_equal(value(found, "reference level"), 9 / 200)
  expect_match(found$remedy[found$check == "reference level"], "relevel(g, ref = \"b\")", fixed = TRUE)
  expect_length(about(check_data(y ~ x + g, rows, contrasts = list(g = "contr.sum")), "reference level"), 0)
  expect_length(about(check_data(y ~ g - 1, rows), "reference level"), 0)
  rows$g[10] <- "a"
  expect_length(about(check_data(y ~ x + g, rows), "reference level"), 0)
})

test_that("constant, repeated and dependent columns are those that the fit leaves out", {
  rows <- plain_rows()
  rows$one <- 0.1
  rows$minutes <- 60 * rows$x + 3
  rows$sum <- rows$x + rows$z
  found <- check_data(y ~ x + one + minutes + z + sum, rows)
  expect_identical(about(found, "constant column"), "one")
  expect_identical(about(found, "repeated column"), "minutes")
  expect_match(found$found[found$check == "repeated column"], "`minutes` repeats `x`: it is 60 times it plus 3.", fixed = TRUE)
  expect_identical(about(found, "dependent columns"), "sum")
  expect_match(found$found[found$check == "dependent columns"], "combination of `x`, `z` and the intercept", fixed = TRUE)
  left_out <- names(which(is.na(coef(glm(y ~ x + one + minutes + z + sum, binomial, rows)))))
  expect_setequal(found$about[found$severity == "attention"], left_out)
})

test_that("a factor or text of one level is a constant column, and all else is that of the formula without it", {
  rows <- transform(plain_rows(), country = "France", g = factor("u v"), h = factor(rep(c("k", "l"), 100)), year = 1986)
  rows$`odd name` <- factor("q")
  found <- check_data(y ~ x * g + h + country + `odd name`, rows, contrasts = list(g = "contr.sum", h = "contr.sum"))
  expect_identical(about(found, "constant column"), c("g", "country", "odd name"))
  expect_identical(found$found[1:2], c("`g` is \"u v\" in every row used.", "`country` is \"France\" in every row used."))
  expect_match(found$meaning[[1]], "logreg() will refuse it", fixed = TRUE)
  expect_error(logreg(y ~ x + country, rows), class = "logreg_error_one_level")
  bare <- check_data(y ~ x + h, rows, contrasts = list(h = "contr.sum"))
  expect_equal(found[-(1:3), ], bare, ignore_attr = TRUE)
  ledger <- attr(found, "ledger")
  expect_equal(utils::head(ledger, -3), attr(bare, "ledger"))
  expect_identical(utils::tail(ledger$item, 3), c("g", "country", "odd name"))
  expect_match(utils::tail(ledger$detail, 1), "\"q\" in every row used; all else here is without it", fixed = TRUE)
  expect_match(attr(found, "title"), "country", fixed = TRUE)
  # What is left by the subset counts, and a dot in the formula is known.
  expect_identical(about(check_data(y ~ x + h, rows, subset = h == "k"), "constant column"), "h")
  expect_identical(about(check_data(y ~ ., rows), "constant column"), c("year", "country", "g", "odd name"))
  expect_identical(attr(check_data(y ~ country, rows), "ledger")$value[4], "1")
  expect_error(check_data(y ~ country - 1, rows), class = "logreg_error_one_level")
})

test_that("values of the data have no marks for thousands", {
  rows <- transform(plain_rows(), year = 1986, born = 1000 + round(20 * x), shifted = 5000 + 1500 * x)
  found <- check_data(y ~ x + year + shifted, rows)
  expect_identical(found$found[found$check == "constant column"], "`year` is 1986 in every row used.")
  expect_identical(found$found[found$check == "repeated column"], "`shifted` repeats `x`: it is 1500 times it plus 5000.")
  rows$born[8] <- 9999
  expect_match(check_data(y ~ born, rows)$found, "`born` is 9999 in row 8", fixed = TRUE, all = FALSE)
})

test_that("three to six whole numbers may be a code", {
  rows <- transform(plain_rows(), two = rep(0:1, 100), three = rep_len(c(3, 1, 2), 200), six = rep_len(1:6 * 1000, 200),
    seven = rep_len(1:7, 200), halves = rep_len(c(1, 2, 2.5), 200))
  found <- check_data(y ~ x + two + three + six + seven + halves, rows)
  expect_identical(about(found, "few whole numbers"), c("three", "six"))
  expect_identical(value(found, "few whole numbers"), c(3, 6))
  expect_identical(severity(found, "few whole numbers"), c("note", "note"))
  expect_match(found$found, "`three` has the values 1, 2, 3 only: is it a code?", fixed = TRUE, all = FALSE)
  expect_match(found$found, "1000, 2000, 3000, 4000, 5000, 6000 only", fixed = TRUE, all = FALSE)
  expect_match(found$remedy, "factor(three)", fixed = TRUE, all = FALSE)
  expect_length(about(check_data(y ~ factor(three) + x, rows), "few whole numbers"), 0)
  # Rows of weight 0 are no rows.
  rows$seventh <- ifelse(rows$seven == 7, 0.5, rows$seven)
  expect_identical(about(check_data(y ~ seventh, rows, weights = as.numeric(seven < 7)), "few whole numbers"), "seventh")
})

test_that("without an intercept a constant stays, and a shifted column is another one", {
  rows <- transform(plain_rows(), one = 1, shifted = x + 5, twice = -2 * x)
  found <- check_data(y ~ x + one + twice - 1, rows)
  expect_length(about(found, "constant column"), 0)
  expect_identical(about(found, "repeated column"), "twice")
  expect_match(found$found[found$check == "repeated column"], "-2 times it.", fixed = TRUE)
  expect_length(about(check_data(y ~ x + shifted - 1, rows), "repeated column"), 0)
  expect_identical(about(check_data(y ~ x + one + shifted - 1, rows), "dependent columns"), "shifted")
})

test_that("correlated columns are pairs of different terms", {
  rows <- transform(plain_rows(), near = x + 0.1 * ((1:200 * 0.732) %% 1))
  found <- check_data(y ~ x + z + near, rows)
  expect_identical(about(found, "correlated columns"), "x, near")
  expect_equal(value(found, "correlated columns"), cor(rows$x, rows$near))
  expect_match(found$meaning[found$check == "correlated columns"], "little about each")
  square <- check_data(y ~ x + I(x^2), rows)
  expect_match(square$meaning[square$check == "correlated columns"], "made of the same variable")
  expect_length(about(check_data(y ~ poly(x, 3), rows), "correlated columns"), 0)
  expect_length(about(check_data(y ~ x + z, rows), "correlated columns"), 0)
})

test_that("variance inflation is told from 5 a degree of freedom on", {
  found <- check_data(am ~ wt + disp + factor(cyl), mtcars)
  # car::vif(lm(am ~ wt + disp + factor(cyl), mtcars)) of car 3.1
  expect_equal(attr(found, "inflation")$gvif, c(5.34895518858, 12.77214365029, 6.96935962148), tolerance = 1e-9)
  expect_setequal(about(found, "variance inflation"), c("wt", "disp"))
  expect_identical(severity(found, "variance inflation")[about(found, "variance inflation") == "disp"], "attention")
  expect_match(paste(found$meaning, collapse = " "), format(sqrt(12.77214365), digits = 3), fixed = TRUE)
  expect_length(about(check_data(y ~ x + z, plain_rows()), "variance inflation"), 0)
  bare <- check_data(y ~ x + z - 1, plain_rows())
  expect_identical(severity(bare, "variance inflation"), "not available")
  product <- check_data(y ~ x * z, transform(plain_rows(), z = z + 5))
  expect_true(all(severity(product, "variance inflation") == "note"))
})

test_that("skew and far-out values name column and row", {
  rows <- plain_rows()
  rows$skewed <- exp(4 * rows$x)^2
  found <- check_data(y ~ skewed + z, rows)
  deviation <- rows$skewed - mean(rows$skewed)
  expect_equal(value(found, "skew"), mean(deviation^3) / mean(deviation^2)^1.5)
  expect_match(found$remedy[found$check == "skew"], "log(x)", fixed = TRUE)
  expect_length(about(check_data(y ~ poly(skewed, 2), rows), "skew"), 0)

  rows$z[77] <- 4
  found <- check_data(y ~ z, rows)
  deviation <- rows$z - mean(rows$z)
  expect_equal(value(found, "far-out value"), max(deviation) / sqrt(mean(deviation^2)))
  words <- found$found[found$check == "far-out value"]
  expect_match(words, "`z` is 4 in row 77", fixed = TRUE)
  expect_match(words, format(signif(unname(hatvalues(lm(y ~ z, rows)))[77], 3), digits = 3), fixed = TRUE)
  expect_equal(far_out(100), 5)
  expect_equal(far_out(1e6), qnorm(1 - 0.005 / 1e6))
})

test_that("rows of high leverage are named with it", {
  rows <- plain_rows()
  rows$x[50] <- 8
  found <- check_data(y ~ x + z, rows)
  hat <- hatvalues(lm(y ~ x + z, rows))
  expect_equal(value(found, "leverage"), hat[[50]])
  expect_identical(about(found, "leverage"), "50")
  expect_match(found$found[found$check == "leverage"], "1 row has leverage above 0.2 and 3 times the mean 0.015: row 50", fixed = TRUE)
  expect_false(any(grepl("delete|remove the row|drop the row", found$remedy)))
})

test_that("sparse cells are counted by trials, empty ones need attention", {
  rows <- plain_rows()
  rows$g <- factor(c(rep("rare", 6), rep(c("a", "b"), 97)))
  rows$y[1:6] <- c(1, 1, 1, 1, 0, 0)
  found <- check_data(y ~ x + g, rows)
  expect_identical(severity(found, "sparse cell"), "note")
  expect_match(found$found[found$check == "sparse cell"], "rare (4 events, 2 others)", fixed = TRUE)
  table <- table(rows$g, rows$y)
  expect_equal(attr(found, "cells")$events, unname(table[, "1"]))
  expect_equal(attr(found, "cells")$others, unname(table[, "0"]))
  rows$y[5:6] <- 1
  found <- check_data(y ~ x + g, rows)
  expect_identical(severity(found, "sparse cell"), "attention")
  expect_match(found$found[[1]], "rare (6 trials, all events)", fixed = TRUE)
  # And that fit is separated.
  expect_warning(logreg(y ~ x + g, rows), class = "logreg_warning_separation")
  expect_length(about(check_data(y ~ x + g, rows, subset = g != "rare"), "sparse cell"), 0)
})

test_that("scaling has the condition numbers and words of convergence()", {
  found <- check_data(admitted ~ exam1 + exam2, exam_marks)
  raw <- kappa(cbind(1, as.matrix(exam_marks[1:2])), exact = TRUE)
  scaled <- kappa(cbind(1, scale(as.matrix(exam_marks[1:2]))), exact = TRUE)
  expect_equal(value(found, "scaling"), raw, tolerance = 1e-6)
  expect_match(found$found[found$check == "scaling"], sprintf("is %s, in z-scores %s.", signif(raw, 3), signif(scaled, 3)), fixed = TRUE)
  expect_length(about(check_data(y ~ x + z, plain_rows()), "scaling"), 0)
})

test_that("a column that nearly decides is told by its area under the ROC curve", {
  births <- shape_data()
  found <- check_data(low ~ age + bwt, births)
  expect_identical(about(found, "nearly decides"), "bwt")
  expect_equal(value(found, "nearly decides"), 1)
  rows <- plain_rows()
  rows$leak <- rows$y + c(rep(0, 199), 1.5)
  found <- check_data(y ~ leak + z, rows)
  area <- unname(wilcox.test(rows$leak[rows$y == 1], rows$leak[rows$y == 0], exact = FALSE)$statistic) / 100^2
  expect_equal(value(found, "nearly decides"), area)
  expect_match(found$found[found$check == "nearly decides"], sprintf("nearly decides the outcome (area under the ROC curve %.3f)", area), fixed = TRUE)
  rows$leak <- -rows$leak
  expect_equal(value(check_data(y ~ leak + z, rows), "nearly decides"), area)
  expect_identical(about(check_data(y ~ z + factor(y + 1), rows), "nearly decides"), "factor(y + 1)")
  expect_length(about(check_data(low ~ age + lwt, births), "nearly decides"), 0)
})

test_that("the area of a column is the Mann-Whitney statistic, weights as repeated rows", {
  x <- c(3, 1, 4, 1, 5, 9, 2, 6, 5, 3)
  y <- c(0, 0, 1, 1, 0, 1, 0, 1, 1, 0)
  pairs <- outer(x[y == 1], x[y == 0], function(a, b) (a > b) + (a == b) / 2)
  expect_equal(single_column_auc(x, y, rep(1, 10)), mean(pairs))
  weight <- c(1, 2, 0, 3, 1, 1, 2, 1, 1, 4)
  expect_equal(single_column_auc(x, y, weight), single_column_auc(rep(x, weight), rep(y, weight), rep(1, sum(weight))))
  expect_equal(single_column_auc(c(1, 2), c(0.5, 0.5), c(2, 2)), 0.5)
  # In whatever unit.
  expect_equal(single_column_auc(1e-13 * x, y, weight), single_column_auc(x, y, weight))
})
