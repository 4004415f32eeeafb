# Bad input and what its error must carry: the class after `logreg_error_`, and where there is one the argument, the
# column and the row. Read by test-bad-input.R and by the battery h-bad-input.

bad_input_data <- function() {
  data <- data.frame(
    y = c(0, 1, 0, 1, 0, 1), x = c(1, 2, 3, 1, 2, 3), inf = c(1, 2, 3, Inf, 5, 6), nan = c(1, NaN, 3, 4, NaN, 6), gap = NA_real_,
    some = c(1, NA, 3, 4, 5, 6), one = factor("a"), grade = factor(c("a", "b", "c", "a", "b", "c")), two = c(1, 2, 1, 2, 2, 1),
    sign = c(-1, 1, -1, 1, 1, -1), share = c(0, 0.5, 1.5, 0.2, 1, 0), same = 1, count = c(1, 0, -1, 2, 3, 1), minus = c(1, 1, -1, 1, 1, 1),
    heavy = c(1, 1, Inf, 1, 1, 1), miss = c(1, NA, 1, 1, 1, 1), f = gl(2, 3, labels = c("u", "v")), day = as.Date("2020-01-01") + 0:5,
    words = c("p", "q", "p", "q", "q", "p"), z = 1i * (1:6)
  )
  data$listed <- as.list(1:6)
  data
}

# What each refusal is about. The calls are evaluated where `d` is bad_input_data(), `fit` a fit of y ~ x + f and
# `mfit` a fit of the matrix `m`.
bad_inputs <- function() {
  refused <- function(call, class, argument = NULL, column = NULL, row = NULL) {
    list(call = substitute(call), class = class, argument = argument, column = column, row = row)
  }
  list(
    # the response
    refused(logreg(same ~ x, d), "one_class"), refused(logreg(cbind(same, 0) ~ x, d), "one_class"),
    refused(logreg(grade ~ x, d), "response"), refused(logreg(two ~ x, d), "response"), refused(logreg(sign ~ x, d), "response"),
    refused(logreg(share ~ x, d), "response"), refused(logreg(day ~ x, d), "response"), refused(logreg(z ~ x, d), "response"),
    refused(logreg(cbind(count, 1) ~ x, d), "response"), refused(logreg(cbind(y, y, y) ~ x, d), "response"),
    refused(logreg(inf ~ x, d), "not_finite", column = "inf", row = 4L), refused(logreg(gap ~ x, d), "all_missing", column = "gap"),
    refused(logreg(~x, d), "formula"), refused(logreg(m, y = NULL), "length"), refused(logreg(m), "argument", "y"),
    refused(logreg(m, d$y[-1]), "length"),
    # the columns
    refused(logreg(y ~ inf, d), "not_finite", column = "inf", row = 4L), refused(logreg(y ~ nan, d), "not_finite", column = "nan", row = 2L),
    refused(logreg(y ~ log(x - 1), d), "not_finite", column = "log(x - 1)", row = 1L), refused(logreg(y ~ gap, d), "all_missing", column = "gap"),
    refused(logreg(y ~ some, d, na.action = na.pass), "missing_value", column = "some", row = 2L),
    refused(logreg(y ~ some, d, na.action = na.fail), "model_frame"), refused(logreg(y ~ one, d), "one_level", column = "one"),
    refused(logreg(y ~ f, d, subset = f == "u"), "one_level", column = "f"), refused(logreg(y ~ listed, d), "model_frame"),
    refused(logreg(y ~ z, d), "column_type", column = "z"), refused(logreg(y ~ nowhere, d), "missing_variable", column = "nowhere"),
    refused(logreg(y ~ x + short, c(as.list(d), list(short = 1:3))), "length", column = "short"),
    refused(logreg(m_inf, d$y), "not_finite", column = "b", row = 5L), refused(logreg(matrix(letters[1:6]), d$y), "column_type"),
    refused(logreg(d[c("x", "f")], d$y), "column_type", column = "f"), refused(logreg(cbind(a = 1:6, a = 6:1), d$y), "column_names"),
    refused(logreg(m[, 0], d$y, intercept = FALSE), "no_columns"), refused(logreg(y ~ 0, d), "formula"),
    refused(logreg(y ~ 0 + I(0 * x), d), "no_columns"),
    # the rows
    refused(logreg(y ~ x, d[0, ]), "no_rows"), refused(logreg(y ~ x, d, subset = x > 9), "no_rows"), refused(logreg(m[0, ], numeric()), "no_rows"),
    refused(logreg(y ~ x + some + nan2, transform(d, nan2 = c(NA, 1, NA, NA, NA, NA))), "no_rows"),
    # weights and offset
    refused(logreg(y ~ x, d, weights = minus), "weights", "weights", row = 3L), refused(logreg(y ~ x, d, weights = heavy), "weights", "weights", row = 3L),
    refused(logreg(y ~ x, d, weights = miss), "weights", "weights", row = 2L), refused(logreg(y ~ x, d, weights = 0 * x), "weights", "weights"),
    refused(logreg(y ~ x, d, weights = words), "weights", "weights"), refused(logreg(y ~ x, d, weights = 1:3), "length"),
    refused(logreg(m, d$y, weights = 1:3), "length"), refused(logreg(y ~ x, d, offset = inf), "not_finite", column = "offset", row = 4L),
    refused(logreg(y ~ x, d, offset = words), "argument", "offset"), refused(logreg(m, d$y, offset = 1:3), "length"),
    # the arguments
    refused(logreg(), "argument", "x"), refused(logreg("y ~ x", d), "argument", "x"), refused(logreg(y ~ x, 3), "argument", "data"),
    refused(logreg(y ~ x, d, solver = "newtn"), "argument", "solver"), refused(logreg(y ~ x, d, maxit = 5), "argument", "maxit"),
    refused(logreg(y ~ x, d, solver = "adam", epochs = -1), "argument", "epochs"), refused(logreg(y ~ x, d, penalty = 1), "argument", "penalty"),
    refused(logreg(y ~ x, d, tolerance = NA), "argument", "tolerance"), refused(logreg(y ~ x, d, start = c(1, NA)), "argument", "start"),
    refused(logreg(y ~ x, d, start = c(a = 1, b = 2)), "argument", "start"), refused(logreg(y ~ x, d, model = 2), "argument", "model"),
    refused(logreg(y ~ x, d, family = poisson()), "argument", "family"), refused(logreg(m, d$y, intercept = NA), "argument", "intercept"),
    refused(penalty_ridge(-1), "argument", "penalty"), refused(solver_lbfgs(memory = 0), "argument", "memory"),
    # afterwards
    refused(predict(fit, data.frame(x = 1)), "missing_variable", "newdata", "f"), refused(predict(fit, 3), "argument", "newdata"),
    refused(predict(fit, data.frame(x = 1:2, f = c("u", "w"))), "new_level", "newdata", "f", 2L),
    refused(predict(fit, data.frame(x = "a", f = "u")), "column_type", "newdata", "x"), refused(predict(mfit, m[, 1, drop = FALSE]), "missing_variable", "newdata", "b"),
    refused(predict(fit, d, type = "odder"), "argument", "type"), refused(predict(fit, d, level = 2), "argument", "level"),
    refused(predict(fit, d, type = "class", se.fit = TRUE), "argument", "se.fit"), refused(confint(fit, "nobody"), "argument", "parm"),
    refused(confint(fit, level = 95), "argument", "level"), refused(sigmoid("a"), "argument", "x"), refused(logit(c(0.5, 2)), "argument", "p", row = 2L),
    refused(log_loss(c(0, 2), c(0.5, 0.5)), "argument", "y", row = 2L), refused(log_loss(1), "argument", "p"),
    refused(convergence(3), "argument", "fit"), refused(odds_ratios(lm(x ~ y, d)), "argument", "fit")
  )
}

# The place where the calls are evaluated.
bad_input_room <- function(logreg = logreg::logreg) {
  room <- new.env(parent = globalenv())
  room$d <- bad_input_data()
  room$m <- cbind(a = room$d$x, b = as.numeric(1:6))
  room$m_inf <- room$m
  room$m_inf[5, "b"] <- -Inf
  room$fit <- logreg(y ~ x + f, room$d)
  room$mfit <- logreg(room$m, room$d$y)
  for (name in getNamespaceExports("logreg")) assign(name, getExportedValue("logreg", name), room)
  room$logreg <- logreg
  room
}

# What is wrong with the refusal of one entry, "" if nothing is.
wrong_refusal <- function(entry, room) {
  error <- tryCatch(suppressWarnings(eval(entry$call, room)), error = identity)
  said <- paste(deparse(entry$call, 500L), collapse = " ")
  if (!inherits(error, "error")) return(paste(said, "is answered"))
  if (!inherits(error, paste0("logreg_error_", entry$class))) return(paste(said, "gives", class(error)[[1]], conditionMessage(error)))
  fields <- c("argument", "column", "row")
  wrong <- Filter(function(field) !is.null(entry[[field]]) && !identical(error[[field]], entry[[field]]), fields)
  if (length(wrong)) sprintf("%s: its %s is %s", said, wrong, vapply(wrong, function(field) format(error[[field]] %||% "none"), "")) else ""
}
