framed <- function(formula, data, na_action = "na.omit", ...) {
  formula_frame(tidy_call(match.call(), parent.frame()), formula, data, na_action)
}

glm_frame <- function(...) {
  call <- match.call()
  call[[1]] <- quote(stats::glm)
  call$family <- quote(stats::binomial())
  call$method <- "model.frame"
  eval(call, parent.frame())
}

d <- data.frame(
  y = c(0, 1, 0, 1, 1, 0), x = c(1, NA, 3, 4, 5, 6), w = c(1, 2, 3, 1, 2, 3), o = 6:1 / 10,
  f = factor(c("a", "b", "a", "c", "b", "a"))
)

test_that("the frame is the one that glm() builds", {
  expect_identical(framed(y ~ x + f, d), glm_frame(y ~ x + f, data = d))
  expect_identical(framed(y ~ x, d, weights = w, offset = o), glm_frame(y ~ x, data = d, weights = w, offset = o))
  expect_identical(framed(y ~ x, d, subset = w > 1), glm_frame(y ~ x, data = d, subset = w > 1))
  expect_identical(framed(y ~ f, d, subset = f != "c"), glm_frame(y ~ f, data = d, subset = f != "c"))
  expect_identical(framed(y ~ x, d, "na.exclude"), glm_frame(y ~ x, data = d, na.action = na.exclude))
  expect_identical(framed(y ~ log(x) + offset(o), d), glm_frame(y ~ log(x) + offset(o), data = d))
  expect_identical(framed(y ~ poly(o, 2), d), glm_frame(y ~ poly(o, 2), data = d))
})

# What stats::model.frame() makes of the same call, with the names of its rows as they are stored. Both warn of
# contrasts that are lost with a level.
expect_frame_of_stats <- function(formula, data, na_action = "na.omit", quick = TRUE, ...) {
  call <- match.call()
  extras <- as.list(call)[setdiff(names(call), c("", "formula", "data", "na_action", "quick"))]
  theirs <- suppressWarnings(eval(as.call(c(
    quote(stats::model.frame), list(formula, data = data, na.action = na_action, drop.unused.levels = TRUE), extras
  ))))
  label <- paste(deparse1(formula), deparse1(extras), deparse1(na_action))
  call <- as.call(c(quote(logreg), extras))
  ours <- suppressWarnings(formula_frame(call, formula, data, na_action))
  expect_identical(ours, theirs, label = label)
  expect_identical(.row_names_info(ours, 0L), .row_names_info(theirs, 0L), label = label)
  made <- suppressWarnings(quick_frame(call, formula, data, na_action))
  expect_identical(is.data.frame(made), quick, label = label)
}

n <- 40
every_kind <- withr::with_seed(3, data.frame(
  y = rep(0:1, n / 2), x = rnorm(n), z = rexp(n), i = sample(0:9, n, TRUE), l = rnorm(n) > 0,
  t = sample(c("red", "blue"), n, TRUE), f = factor(sample(letters[1:4], n, TRUE)), w = sample(1:3, n, TRUE),
  u = factor(sample(c("a", "b"), n, TRUE), levels = c("a", "b", "c")), o = factor(sample(1:3, n, TRUE), ordered = TRUE),
  stringsAsFactors = FALSE
))
every_kind$m <- matrix(every_kind$z^2, n, 2, dimnames = list(NULL, c("p", "q")))
every_kind$day <- as.Date("2020-01-01") + every_kind$i
every_kind$time <- as.POSIXct("2020-01-01", tz = "UTC") + every_kind$i
every_kind$`odd name` <- every_kind$x^2
every_kind$as <- I(every_kind$x)
every_kind$scaled <- scale(every_kind$x)
every_kind$coded <- every_kind$f
contrasts(every_kind$coded) <- "contr.sum"

frames <- list(
  y ~ x, y ~ 1, ~x, y ~ x + z + i - 1, y ~ f, y ~ u + o, y ~ t, y ~ l, y ~ ., y ~ I(x^2), y ~ log(z), y ~ poly(z, 2),
  y ~ splines::ns(z, 3), y ~ splines::bs(z, df = 4) + f, y ~ m, y ~ day + time, y ~ `odd name`, y ~ x * f, y ~ as,
  y ~ offset(z) + x, cbind(w, y) ~ x, f ~ x, y ~ coded, y ~ scale(z), y ~ scaled, y ~ factor(i), y ~ cut(z, 3), y ~ x:f,
  log(z) ~ I(z > 1), y ~ f %in% o, u ~ x, t ~ x
)

test_that("the quick frame is the one of stats, bit for bit", {
  expect_true(all(vapply(frames, inherits, TRUE, "formula")))
  named <- `row.names<-`(every_kind, paste0("case_", seq_len(n)))
  for (formula in frames) {
    for (data in list(every_kind, named, every_kind[7, ], every_kind[c(3, 9), ], list2env(every_kind))) {
      if (identical(formula, frames[[9]]) && is.environment(data)) next # a dot needs a data frame
      known <- tryCatch(stats::model.frame(formula, data, na.action = stats::na.pass), error = identity)
      if (inherits(known, "error") || anyNA(known, recursive = TRUE)) next # a spline through one row
      expect_frame_of_stats(formula, data)
    }
    expect_frame_of_stats(formula, every_kind, weights = w)
    expect_frame_of_stats(formula, every_kind, weights = w, offset = z)
    expect_frame_of_stats(formula, every_kind, subset = z > 0.5)
    expect_frame_of_stats(formula, named, subset = f != "a", offset = z)
    expect_frame_of_stats(formula, every_kind, subset = -(1:3))
    expect_frame_of_stats(formula, every_kind, subset = c(2, 2, 5:30))
  }
})

test_that("the quick frame drops incomplete rows as na.omit() and na.exclude() do", {
  gaps <- every_kind
  for (k in c(2:6, 9:13)) gaps[[k]][k + c(0, 12)] <- NA
  gaps$m[20, 2] <- NA
  gaps$scaled[21, 1] <- NA
  gaps$`odd name`[1] <- NA
  named <- `row.names<-`(gaps, paste0("case_", seq_len(n)))
  # Bases of a spline refuse NA, a dot holds all of the gaps.
  for (formula in Filter(function(formula) !any(all.names(formula) %in% c("poly", ".")), frames)) {
    for (action in c("na.omit", "na.exclude")) {
      expect_frame_of_stats(formula, gaps, action, weights = rep(2, n))
      expect_frame_of_stats(formula, named, action, subset = w < 3)
    }
  }
})

test_that("what is unusual is left to stats", {
  odd <- every_kind
  odd$series <- stats::ts(odd$x)
  expect_frame_of_stats(y ~ x, as.list(every_kind[c("y", "x")]), quick = FALSE)
  expect_frame_of_stats(stats::terms(y ~ x), every_kind, quick = FALSE)
  expect_frame_of_stats(structure(y ~ x, class = c("mine", "formula")), every_kind, quick = FALSE)
  expect_frame_of_stats(y ~ series, odd, quick = FALSE)
  expect_s3_class(odd$series, "ts") # the user's own is not touched
  odd$x[3] <- NA
  drop_some <- function(frame) frame[rowSums(is.na(frame)) == 0, , drop = FALSE]
  expect_frame_of_stats(y ~ x, odd, drop_some, quick = FALSE)
  odd$x <- structure(odd$x, class = "mine")
  expect_frame_of_stats(y ~ x, odd, quick = FALSE)
})

test_that("lost contrasts are warned of in the words of stats", {
  warned <- function(call) conditionMessage(tryCatch(call, warning = identity))
  matrix_coded <- every_kind
  contrasts(matrix_coded$coded) <- contr.sum(4)
  theirs <- warned(stats::model.frame(y ~ coded, matrix_coded, subset = f != "a", drop.unused.levels = TRUE))
  expect_identical(warned(framed(y ~ coded, matrix_coded, subset = f != "a")), theirs)
  expect_match(theirs, "contrasts dropped from factor coded")
})

test_that("no column of the data is copied", {
  skip_if_not(capabilities("profmem"))
  address <- function(object) {
    on.exit(untracemem(object))
    tracemem(object)
  }
  data <- every_kind
  frame <- framed(y ~ x + i + f + l + t, data, weights = w)
  fitted <- formula_data(frame, y ~ x + i + f + l + t, data)
  for (name in c("x", "i", "f", "l", "t")) expect_identical(address(frame[[name]]), address(data[[name]]), label = name)
  expect_identical(address(fitted$columns[[1]]$values), address(data$x))
  data$y <- as.double(data$y)
  expect_identical(address(formula_data(framed(y ~ x, data), y ~ x, data)$y), address(data$y))
})

test_that("the scan finds what is in a column, wherever it stands", {
  facts_of <- function(...) scan_columns_(list(...), 2L)$facts
  expect_identical(facts_of(c(1, NA), c(1, NaN), c(Inf, 1), c(-Inf, NA)), c(1L, 2L, 4L, 5L))
  expect_identical(facts_of(c(1L, NA), c(TRUE, NA), c("a", NA), factor(c("a", NA)), 1:2), c(1L, 1L, 1L, 1L, 0L))
  expect_identical(facts_of(factor("a", c("a", "b")), factor("a")), c(8L, 0L))
  expect_identical(facts_of(cbind(c(1, 2), c(NA, 3)), cbind(1:2, 3:4)), c(1L, 0L))
  expect_identical(facts_of(stats::ts(1:2), c(1i, 2i), array(1:2, 2)), c(16L, 16L, 16L))
  for (length in c(1, 3, 511, 512, 513, 1500, 70000, 140001)) {
    for (place in unique(c(1, length %/% 2 + 1, length))) {
      for (bad in c(NA, NaN, Inf, -Inf)) {
        expect_identical(facts_of(replace(numeric(length), place, bad)), c(1L, 2L, 4L, 4L)[match(format(bad), c("NA", "NaN", "Inf", "-Inf"))])
      }
      expect_identical(facts_of(replace(integer(length), place, NA)), 1L)
    }
  }
  expect_identical(facts_of(c(.Machine$double.xmax, -.Machine$double.xmin, 5e-324, -0)), 0L)
})

test_that("the scan says what makes no frame, and which columns are plain numbers", {
  expect_null(scan_columns_(list(), 1L))
  expect_null(scan_columns_(list(1:2, 1:3), 1L))
  expect_null(scan_columns_(list(1:2, list(1, 2)), 1L))
  scan <- scan_columns_(list(a = 1:2, b = c(0.5, 1), c = c(x = 1, y = 2)), 1L)
  expect_identical(scan[c("rows", "plain")], list(rows = 2L, plain = TRUE))
  expect_identical(scan$classes, c(a = "numeric", b = "numeric", c = "numeric"))
  expect_false(scan_columns_(list(c(1, NA)), 1L)$plain)
  expect_false(scan_columns_(list(Sys.Date()), 1L)$plain)
  classes <- scan_columns_(unclass(every_kind), 1L)$classes
  asked <- classes == ""
  expect_identical(classes[!asked], vapply(every_kind, stats::.MFclass, "")[!asked])
  expect_setequal(names(which(asked)), c("m", "day", "time", "as", "scaled"))
})

test_that("a NaN near the end of long data is found, and sequences that are not stored are read", {
  long <- data.frame(y = rep(0:1, 5e5), x = 1:1e6, z = rep(c(0.5, 1, 2, 4), 25e4))
  expect_identical(nrow(framed(y ~ x + z, long)), 1000000L)
  long$z[999999] <- NaN
  error <- expect_error(framed(y ~ x + z, long), class = "logreg_error_not_finite")
  expect_identical(error[c("column", "row")], list(column = "z", row = 999999L))
  long$z[999999] <- NA
  expect_identical(as.vector(attr(framed(y ~ x + z, long), "na.action")), 999999L)
})

test_that("threads change nothing of a scan", {
  columns <- withr::with_seed(5, replicate(3, replace(rnorm(2e5), sample(2e5, 3), c(NA, NaN, Inf)), simplify = FALSE))
  expect_identical(scan_columns_(columns, 1L), scan_columns_(columns, 4L))
})

test_that("rows with missing values are dropped and remembered", {
  frame <- framed(y ~ x, d)
  expect_identical(as.vector(attr(frame, "na.action")), 2L)
  expect_null(attr(framed(y ~ f, d), "na.action"))
})

test_that("weights, subset and offset are found in the data, then where the formula was written", {
  w <- rep(9, 6)
  mine <- 6:1
  expect_identical(framed(y ~ 1, d, weights = w)[["(weights)"]], d$w)
  expect_identical(framed(y ~ 1, d, weights = mine)[["(weights)"]], 6:1)
  made <- local({
    elsewhere <- 11:16
    y ~ 1
  })
  expect_identical(framed(made, d, weights = elsewhere)[["(weights)"]], 11:16)
})

test_that("the action for missing values is the data's own, else the option's", {
  expect_identical(resolve_na_action(d), getOption("na.action"))
  own <- d
  attr(own, "na.action") <- "na.exclude"
  expect_identical(resolve_na_action(own), "na.exclude")
  withr::with_options(list(na.action = "na.pass"), expect_identical(resolve_na_action(d), "na.pass"))
  withr::with_options(list(na.action = NULL), expect_identical(resolve_na_action(d), "na.fail"))
})

test_that("errors of model.frame() are classed and name what is wrong", {
  error <- expect_error(framed(y ~ nowhere, d), class = "logreg_error_missing_variable")
  expect_identical(error$column, "nowhere")
  expect_identical(expect_error(framed(y ~ x, d, weights = 1:4), class = "logreg_error_length")$column, "weights")
  short <- 1:3
  expect_identical(expect_error(framed(y ~ short, d), class = "logreg_error_length")$column, "short")
  expect_error(framed(y ~ mean, d), class = "logreg_error_model_frame")
})

test_that("data must be something a formula can be evaluated in", {
  for (good in list(d, as.list(d), globalenv())) expect_silent(check_data_argument(good))
  for (bad in list(as.matrix(d["y"]), 1, "d", NULL, stats::binomial, stats::binomial())) {
    error <- expect_error(check_data_argument(bad), class = "logreg_error_argument")
    expect_identical(error$argument, "data")
  }
})

test_that("the data object holds what the contract says", {
  data <- formula_data(framed(y ~ x + f, d, weights = w, offset = o), y ~ x + f, d)
  expect_identical(data$n, 5L)
  expect_identical(data$y, c(0, 0, 1, 1, 0))
  expect_identical(data$weight, c(1, 3, 1, 2, 3))
  expect_identical(data$offset, c(6, 4, 3, 2, 1) / 10)
  expect_true(data$intercept)
  expect_identical(data$names, c("(Intercept)", "x", "fb", "fc"))
  expect_identical(data$assign, c(0L, 1L, 2L, 2L))
  expect_identical(data$xlevels, list(f = c("a", "b", "c")))
  expect_identical(data$contrasts, list(f = "contr.treatment"))
  expect_identical(as.vector(data$na_action), 2L)
  expect_identical(data$event$label, "y = 1")
  expect_identical(data$y_user, c(0, 0, 1, 1, 0))
  expect_null(data$x)
})

test_that("offsets in the formula and in the argument are added", {
  data <- formula_data(framed(y ~ offset(w) + f, d, offset = o), y ~ offset(w) + f, d)
  expect_equal(data$offset, d$w + d$o)
  expect_null(formula_data(framed(y ~ f, d), y ~ f, d)$offset)
})

test_that("terms, levels and contrasts are those of glm()", {
  formula <- y ~ f + poly(o, 2)
  data <- formula_data(framed(formula, d), formula, d)
  glm <- stats::glm(formula, stats::binomial(), d)
  expect_identical(data$xlevels, glm$xlevels)
  expect_identical(data$contrasts, glm$contrasts)
  terms <- data$terms
  attr(terms, "data_variables") <- NULL # ours, for predict()
  expect_equal(terms, glm$terms)
})

test_that("a formula needs a response and something to estimate", {
  expect_error(formula_data(framed(~x, d), ~x, d), class = "logreg_error_formula")
  expect_error(formula_data(framed(y ~ 0, d), y ~ 0, d), class = "logreg_error_formula")
  expect_error(formula_data(framed(y ~ 0 + offset(o), d), y ~ 0 + offset(o), d), class = "logreg_error_formula")
})

test_that("variables that new data must bring are told from constants of the formula", {
  k <- 2
  outside <- c(5, 3, 1, 2, 4, 6)
  needed <- function(formula, data, ...) data_variables(stats::terms(formula, data = data), data, ...)
  expect_identical(needed(y ~ poly(o, k) + f, d), c("o", "f"))
  expect_identical(needed(y ~ x + outside, d), c("x", "outside"))
  expect_identical(needed(y ~ x + offset(log(w)), d), c("x", "w"))
  expect_identical(needed(y ~ x, d, quote(o * k)), c("x", "o"))
  expect_identical(needed(y ~ ., d[c("y", "x", "w")]), c("x", "w"))
  y <- d$y
  expect_identical(needed(y ~ outside + poly(outside, k), environment()), "outside")
})
