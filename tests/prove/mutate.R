# Calls with typed mutations of their arguments, and what becomes of them. Read by child processes of the battery
# h-mutated-calls; a call is made from its number alone, so that one that ends a process can be repeated.

fuzz_data <- data.frame(
  y = c(0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0), x = c(1.5, 2, 0.3, 4, 2.2, 1, 3.1, 2.5, 0.4, 5, 2.8, 1.1), k = rep(1:3, 4),
  g = factor(rep(c("a", "b", "c"), each = 4)), l = rep(c(TRUE, FALSE), 6), t = rep(c("u", "v", "v"), 4), w = rep(c(1, 2), 6)
)
fuzz_x <- as.matrix(fuzz_data[c("x", "k")])

#' What is called. A fault replaces one of these.
targets <- list(
  logreg = logreg::logreg, predict = stats::predict, confint = stats::confint, vcov = stats::vcov, summary = base::summary,
  coef = stats::coef, residuals = stats::residuals, anova = stats::anova, sigmoid = logreg::sigmoid, logit = logreg::logit,
  odds = logreg::odds, log_loss = logreg::log_loss, odds_ratios = logreg::odds_ratios,
  confusion_matrix = logreg::confusion_matrix, convergence = logreg::convergence, as_glm = logreg::as_glm,
  solver_newton = logreg::solver_newton, solver_lbfgs = logreg::solver_lbfgs, solver_adam = logreg::solver_adam,
  solver_gradient_descent = logreg::solver_gradient_descent, penalty_ridge = logreg::penalty_ridge,
  tidy = logreg::tidy, glance = logreg::glance, augment = logreg::augment, plot_data = logreg::plot_data,
  simulate = stats::simulate, drop1 = stats::drop1, hatvalues = stats::hatvalues, interpret = logreg::interpret,
  average_change = logreg::average_change, explain_step = logreg::explain_step, compare_fits = logreg::compare_fits,
  check_data = logreg::check_data, check_fit = logreg::check_fit, evaluate = logreg::evaluate,
  cross_validate = logreg::cross_validate, choose_threshold = logreg::choose_threshold, predict_count = logreg::predict_count
)

#' Calls that are right: a function's name and its arguments. Methods keep their fit, whose generics decide by it.
sound_calls <- function() {
  fit <- logreg::logreg(y ~ x + g, fuzz_data)
  ridge <- logreg::logreg(y ~ x + g, fuzz_data, penalty = logreg::penalty_ridge(0.1))
  by_matrix <- logreg::logreg(fuzz_x, fuzz_data$y)
  descent <- suppressWarnings(logreg::logreg(y ~ x, fuzz_data, solver = "gradient_descent", epochs = 5))
  call <- function(name, ..., keep = character()) list(name = name, arguments = list(...), keep = keep)
  on <- function(name, fit, ...) call(name, fit, ..., keep = 1L)
  formula_calls <- lapply(list(y ~ x, y ~ x + g, y ~ k * l, y ~ t + x, cbind(k, 3 - k) ~ x, y ~ ., l ~ poly(x, 2)), function(formula) {
    call("logreg", formula, data = fuzz_data)
  })
  c(formula_calls, formula_calls, list(
    call("logreg", y ~ x, data = fuzz_data, weights = fuzz_data$w, offset = fuzz_data$x / 10),
    call("logreg", y ~ x, data = fuzz_data, subset = fuzz_data$k < 3, na.action = stats::na.omit, model = FALSE),
    call("logreg", y ~ x + g, data = fuzz_data, contrasts = list(g = "contr.sum"), start = c(0, 0, 0, 0)),
    call("logreg", y ~ x, data = fuzz_data, solver = "gradient_descent", learning_rate = 0.1, epochs = 3, batch_size = 4),
    call("logreg", y ~ x, data = fuzz_data, solver = "adam", epochs = 3), call("logreg", y ~ x, data = fuzz_data, solver = "lbfgs", memory = 3),
    call("logreg", y ~ x, data = fuzz_data, penalty = logreg::penalty_ridge(0.1), solver = logreg::solver_newton()),
    call("logreg", fuzz_x, fuzz_data$y), call("logreg", fuzz_x, fuzz_data$y, weights = fuzz_data$w, offset = fuzz_data$x, intercept = FALSE),
    call("logreg", fuzz_data[c("x", "k")], fuzz_data$y), call("logreg", fuzz_x, factor(fuzz_data$t), start = "random"),
    call("logreg", Matrix::Matrix(fuzz_x, sparse = TRUE), fuzz_data$y, weights = fuzz_data$w),
    on("predict", fit, newdata = fuzz_data), on("predict", fit, newdata = fuzz_data, type = "response", se.fit = TRUE),
    on("predict", by_matrix, fuzz_x), on("predict", ridge, newdata = fuzz_data, type = "link"),
    on("predict", fit, fuzz_data, interval = "confidence", level = 0.9), on("predict", fit, fuzz_data, type = "terms"),
    on("confint", fit, parm = 2, level = 0.9, method = "wald"), on("vcov", fit, complete = TRUE), on("summary", fit, dispersion = 1),
    on("coef", fit, type = "log_odds"), on("residuals", fit, type = "pearson"), on("anova", fit, test = "Chisq"),
    call("sigmoid", c(-1, 0, 2)), call("logit", c(0.2, 0.5)), call("odds", c(0.1, 0.9)), call("log_loss", c(0, 1), c(0.2, 0.7)),
    call("log_loss", c(0, 1), eta = c(-2, 3), mean = TRUE, weights = c(1, 2)), call("odds_ratios", fit, level = 0.9),
    call("confusion_matrix", fit, threshold = 0.4), call("convergence", fit), call("as_glm", fit), call("solver_newton", tolerance = 1e-8, max_iterations = 10),
    call("solver_lbfgs", memory = 5), call("solver_adam", learning_rate = 0.01, epochs = 10),
    call("solver_gradient_descent", learning_rate = 0.1, epochs = 10, batch_size = 5, momentum = 0.5, nesterov = TRUE, decay = 0.1),
    call("penalty_ridge", 0.1, standardize = FALSE), on("tidy", fit, conf.int = TRUE, conf.level = 0.9, exponentiate = TRUE), on("glance", fit),
    on("augment", fit, newdata = fuzz_data), call("plot_data", fit, "scales", predictor = "x"), on("simulate", fit, nsim = 2, seed = 1),
    on("drop1", fit, scope = ~ x, test = "Chisq"), on("hatvalues", fit),
    call("interpret", fit, at = list(g = "b"), units = c(x = 2), level = 0.9), call("average_change", fit, "x", step = 2, by = "g"),
    call("average_change", fit, "g", from = "a", to = "c", newdata = fuzz_data), call("explain_step", descent, epoch = 2, rows = 3),
    call("compare_fits", descent, descent), call("check_data", y ~ x + g, fuzz_data, weights = fuzz_data$w), call("check_fit", fit),
    on("evaluate", fit, newdata = fuzz_data, threshold = 0.4, level = 0.9),
    call("cross_validate", fit, folds = 3, repeats = 1, group = fuzz_data$k, seed = 1),
    call("choose_threshold", fit, costs = c(false_positive = 1, false_negative = 5), folds = 3, seed = 1),
    call("choose_threshold", fit, newdata = fuzz_data, min_recall = 0.5), call("predict_count", fit, fuzz_data, level = 0.9, draws = 5, seed = 1),
    call("plot_data", fit, "fit", predictor = "x", at = list(g = "b"), level = 0.9, limits = c(0, 6)),
    call("plot_data", fit, "odds", units = c(x = 2), at = list(g = "a")), call("plot_data", fit, "effects", at = list(g = "a"), units = "sd"),
    call("plot_data", fit, "boundary", at = list(g = "a"), threshold = 0.4), call("plot_data", descent, "path", coefficients = c("(Intercept)", "x")),
    call("plot_data", descent, "surface", reach = 4), call("plot_data", descent, "loss", with = list(a = descent), log = "x"),
    call("plot_data", fit, "threshold", costs = c(false_positive = 1, false_negative = 2)), call("plot_data", fit, "calibration", newdata = fuzz_data, bins = 3),
    call("plot_data", fit, "residuals", against = "x", bins = 3), call("plot_data", fit, "residuals", type = "quantile", seed = 1)
  ))
}

junk <- function() {
  list(
    NULL, NA, NaN, Inf, -Inf, -1, 0, 0.5, 1e308, 5e-324, 2^31, .Machine$integer.max, NA_integer_, NA_character_, "a", "", character(), numeric(),
    logical(), list(), list(1, "b"), TRUE, c(TRUE, NA), factor("a"), factor(character()), Sys.Date(), .POSIXct(0), mean, globalenv(),
    quote(x), quote(x + 1), y ~ x, ~x, y ~ nothing_like_it, 1i, as.raw(1), matrix(0, 0, 0), matrix(1:4, 2), array(0, c(2, 2, 2)), data.frame(),
    data.frame(x = 1), structure(list(), class = "strange"), structure(1, class = "strange"), expression(a), as.name("y"), 1:12, rep("a", 12),
    stats::ts(1:12), as.difftime(1, units = "secs"), numeric_version("1.0"), "\u00e9\u4e2d", new.env(), -1:10, c(a = 1, b = 2), letters
  )
}

pick <- function(list) list[[sample(length(list), 1L)]]

#' A place in a vector gets a value that is out of place
spoil_place <- function(value) {
  if (!is.atomic(value) || length(value) == 0L) return(pick(junk()))
  at <- sample(length(value), 1L)
  wrong <- pick(list(NA, NaN, Inf, -Inf, -1, 2, 1e308, 1e-308, "a", 0.5))
  if (is.factor(value)) value[at] <- NA else value[at] <- wrong
  value
}

spoil_length <- function(value) {
  switch(sample(5L, 1L), value[-1L], value[0L], rep(value, 2L), rev(value), value[c(1L, length(value) + 3L)])
}

spoil_type <- function(value) {
  cast <- pick(list(as.integer, as.character, as.logical, as.complex, as.list, as.factor, as.numeric, as.raw, function(x) .Date(as.numeric(x))))
  suppressWarnings(cast(value))
}

spoil_attributes <- function(value) {
  switch(sample(7L, 1L),
    stats::setNames(value, rep("a", length(value))), unname(value), structure(value, class = "strange"), structure(value, dim = length(value)),
    structure(value, dim = c(length(value), 1L)), unclass(value), structure(value, names = rep(NA_character_, length(value)))
  )
}

spoil_matrix <- function(value) {
  switch(sample(7L, 1L),
    value[, 0L, drop = FALSE], value[0L, , drop = FALSE], value[, c(1L, 1L)], spoil_place(value), `colnames<-`(value, c("", NA)[seq_len(ncol(value))]),
    `mode<-`(value, pick(list("character", "logical", "integer", "complex", "list"))), cbind(value, value * 2)
  )
}

spoil_frame <- function(value) {
  column <- sample(length(value), 1L)
  switch(sample(8L, 1L),
    { value[[column]] <- spoil(value[[column]]); value }, value[-column], value[0L, , drop = FALSE], `names<-`(value, rep("x", length(value))),
    { value[[column]] <- as.list(value[[column]]); value }, { value$g <- factor("a"); value }, { value[[column]] <- matrix(1:24, 12); value },
    `names<-`(value, c("", NA, names(value)[-(1:2)])[seq_along(value)])
  )
}

spoil <- function(value) {
  way <- sample(6L, 1L)
  if (way == 1L) return(pick(junk()))
  if (is.data.frame(value)) return(spoil_frame(value))
  if (is.matrix(value)) return(spoil_matrix(value))
  if (!is.atomic(value) || is.null(value)) return(pick(junk()))
  switch(way - 1L, spoil_place(value), spoil_length(value), spoil_type(value), spoil_attributes(value), spoil_place(spoil_type(value)))
}

#' A call made wrong in one or two places, by its number
mutated_call <- function(number, calls) {
  set.seed(number, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
  call <- pick(calls)
  free <- setdiff(seq_along(call$arguments), call$keep)
  if (length(free) == 0L || sample(12L, 1L) == 1L) {
    call$arguments <- c(call$arguments, stats::setNames(list(pick(junk())), pick(list("nonsense", "level", "type", "newdata", "weights"))))
    return(call)
  }
  for (at in free[sample(length(free), min(length(free), sample(2L, 1L)))]) {
    # a cast that R itself refuses gives no call: junk takes its place
    wrong <- tryCatch(spoil(call$arguments[[at]]), error = function(error) pick(junk()))
    call$arguments[at] <- list(wrong)
  }
  if (sample(15L, 1L) == 1L) call$arguments <- call$arguments[-free[[1L]]]
  call
}

#' Errors of base R that are the user's own, each with its reason
allowed_errors <- c(
  "object '[^']*' not found" = "a name in the user's own expression is not known",
  "^unused argument" = "R itself matches arguments to a function without dots",
  "matched by multiple actual arguments|matches multiple formal arguments" = "R itself matches arguments: one was given twice, or shortened so that it may be two",
  "not defined for \"(POSIXt|Date|difftime)\" objects" = "a date or a span of time where a number belongs: R has no such arithmetic",
  "^argument \"[^\"]*\" is missing, with no default" = "R itself says which argument was not given"
)

#' What became of a call: "answered", "refused" by a classed error, "allowed", "hung", or the message of any other error
fate_of_call <- function(call, seconds) {
  setTimeLimit(elapsed = seconds, transient = TRUE)
  on.exit(setTimeLimit(elapsed = Inf))
  tryCatch(
    {
      utils::capture.output(suppressWarnings(suppressMessages(print(do.call(targets[[call$name]], call$arguments, quote = TRUE)))))
      "answered"
    },
    logreg_error = function(error) "refused",
    error = function(error) {
      said <- conditionMessage(error)
      if (grepl("reached elapsed time limit", said)) return("hung")
      if (any(vapply(names(allowed_errors), grepl, NA, said))) return("allowed")
      paste0("unclassed: ", strsplit(said, "\n")[[1L]][[1L]])
    }
  )
}

#' Makes and tries calls; a line in `file` before each and after, so that the last line names a call that ended the process
try_calls <- function(numbers, file, seconds) {
  calls <- sound_calls()
  for (number in numbers) {
    call <- mutated_call(number, calls)
    cat(number, "\t", call$name, "\t", sep = "", file = file, append = TRUE)
    cat(gsub("[\t\n]", " ", fate_of_call(call, seconds)), "\n", sep = "", file = file, append = TRUE)
  }
}
