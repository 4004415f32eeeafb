# A grid of formulas x contrasts x missing values, and what logreg() and model.matrix() or glm() make of
# each. Comparisons return words for what differs, nothing if all is equal, so that a test needs one
# expectation, which lists all that differs.

# 60 rows with a column of every kind. `wins` and `losses` are above 0 in each row, so that the classes
# overlap whatever the formula.
grid_data <- function() {
  n <- 60
  data <- withr::with_seed(20, data.frame(
    y = rbinom(n, 1, 0.5), wins = 1 + rpois(n, 3), losses = 1 + rpois(n, 3), trials = 1 + rpois(n, 2),
    answer = factor(sample(c("no", "yes"), n, TRUE)), word = sample(c("bad", "good"), n, TRUE),
    x = rnorm(n), z = rexp(n), i = sample(0:4, n, TRUE), l = rnorm(n) > 0,
    t = sample(c("red", "green", "blue"), n, TRUE), f = factor(sample(letters[1:4], n, TRUE)),
    g = factor(sample(c("no", "yes"), n, TRUE)), o = factor(sample(1:3, n, TRUE), ordered = TRUE),
    unused = factor(sample(c("a", "c"), n, TRUE), levels = c("a", "b", "c", "d")),
    town = factor(rep(c("Bern", "Basel", "Nice", "Metz", "Graz"), 12))
  ))
  data$country <- factor(c(Bern = "CH", Basel = "CH", Nice = "F", Metz = "F", Graz = "A")[as.character(data$town)])
  data$twin <- data$f
  data$m <- withr::with_seed(21, matrix(rnorm(2 * n), n, dimnames = list(NULL, c("u", "v"))))
  data$plain <- unname(data$m)[, 2:1]
  data$single <- data$m[, "u", drop = FALSE]^2
  data$ints <- cbind(data$i, rev(data$i))
  data$holed <- addNA(factor(ifelse(data$i == 4, NA, data$i %/% 2)))
  data$day <- as.Date("2020-01-01") + rev(data$i)
  data$wait <- as.difftime(data$z, units = "mins")
  data$series <- stats::ts(data$x + data$z, start = 2000)
  data$`one way` <- array(data$z)
  data$tagged <- stats::setNames(data$x, paste0("tag", 1:n))
  data$as_is <- I(data$t)
  data$blank <- factor(ifelse(data$l, "", "b c"))
  data$hour <- as.POSIXct("2020-01-01", tz = "UTC") + 3600 * data$i
  data$always <- TRUE
  data$zero <- 0
  data$big <- data$i * 400000000L
  data$`odd name` <- data$x^2
  data$`odd: factor` <- factor(ifelse(data$z > 1, "more than 1", "at most: 1"))
  data
}

grid_formulas <- function() {
  list(
    # one variable of each kind
    y ~ 1, y ~ x, y ~ i, y ~ l, y ~ t, y ~ f, y ~ o, y ~ unused, y ~ holed, y ~ m, y ~ plain, y ~ single, y ~ ints,
    y ~ day, y ~ wait, y ~ series, y ~ `odd name`, y ~ `odd: factor`, y ~ x + i + l + t + f + o + unused,
    y ~ f + x + o + z + t + m + g, y ~ `one way` + x, y ~ tagged * f, y ~ as_is + z, y ~ blank * x, y ~ hour,
    y ~ zero + x,
    y ~ always + f, y ~ ordered(blank):x,
    # interactions of two
    y ~ x:z, y ~ x * z, y ~ x * i, y ~ f:g, y ~ f * g, y ~ g * f, y ~ f + f:g, y ~ g + f:g, y ~ f:x, y ~ x:f,
    y ~ x * f,
    y ~ f * x - x, y ~ f * x - f, y ~ l:f, y ~ l * f, y ~ l * x, y ~ l:t, y ~ t * g, y ~ o * g, y ~ o:f,
    y ~ o:x, y ~ m:x,
    y ~ m * f, y ~ plain:f, y ~ m:plain, y ~ ints:g, y ~ m:l, y ~ unused * g, y ~ holed:x, y ~ day:g,
    y ~ `odd name` * `odd: factor`, y ~ `odd: factor`:f, y ~ x:x, y ~ single * o, y ~ big:i, y ~ big * g,
    # of three and more
    y ~ f * g * l, y ~ f:g:o, y ~ f:g:x, y ~ x:f:g, y ~ f:x:g, y ~ x * z * i, y ~ t:i:x, y ~ m:f:x, y ~ g * x * l,
    y ~ f:g + g:o + f:o, y ~ g * l * unused * x, y ~ x + f:g:l,
    # powers, nesting and what is taken away
    y ~ (x + f + g)^2, y ~ (x + z + i)^3, y ~ (f + g + l + x)^2 - f:g, y ~ f %in% g, y ~ g + f %in% g,
    y ~ f / g, y ~ g / x,
    y ~ f / (x + z), y ~ g / l / x, y ~ x + f - x, y ~ f + x + f:x - 1,
    # without an intercept
    y ~ x - 1, y ~ 0 + x + z, y ~ f - 1, y ~ 0 + f, y ~ f + g - 1, y ~ x + f + g - 1, y ~ l - 1,
    y ~ x + l + f - 1, y ~ t + 0,
    y ~ o - 1, y ~ o + f - 1, y ~ f:g - 1, y ~ f * g - 1, y ~ x:f - 1, y ~ f / x - 1, y ~ g:x + f - 1, y ~ m + f - 1,
    y ~ f + f:g + 0, y ~ f:g + f + 0, y ~ holed + unused - 1, y ~ x:g + x:f - 1, y ~ `odd: factor` + x - 1,
    # functions
    y ~ I(x^2), y ~ x + I(x^2) + I(x * z), y ~ log(z), y ~ log(z) * f, y ~ exp(x):g, y ~ sqrt(z) + i,
    y ~ (x > 0), y ~ I(x > 0):f,
    y ~ poly(x, 3), y ~ poly(x, 2, raw = TRUE) * g, y ~ poly(x, z, degree = 2), y ~ poly(x, 2):f, y ~ poly(z, 1),
    y ~ splines::ns(x, 3), y ~ splines::bs(z, df = 4) * g, y ~ scale(x), y ~ scale(m):g,
    y ~ scale(x, scale = FALSE) * f,
    y ~ factor(i), y ~ factor(i) * x, y ~ as.factor(l) + x, y ~ cut(x, c(-Inf, -1, 0, Inf)), y ~ cut(z, c(0, 1, 9)):x,
    y ~ interaction(f, g), y ~ interaction(g, l, sep = "/") + x, y ~ relevel(f, "c"), y ~ relevel(f, "b") * x,
    y ~ ifelse(l, x, z), y ~ as.numeric(f), y ~ cbind(x, z), y ~ cbind(a = x, b = z):g, y ~ pmin(x, z) + nchar(t),
    y ~ C(f, sum), y ~ C(o, treatment) + x, y ~ lag(series, 2) + f, y ~ C(f, helmert, 2):g, y ~ ordered(i) + x,
    y ~ is.na(f) + x,
    # offsets
    y ~ x + offset(z), y ~ offset(z), y ~ f + offset(log(z)) + offset(i / 5) - 1, y ~ offset(x) * f,
    y ~ f:x + offset(x),
    # columns that depend on others
    y ~ f + twin, y ~ f:twin, y ~ x + I(2 * x) + z, y ~ x + f + x:f + I(x / 2):f, y ~ country / town,
    y ~ town + country,
    y ~ country:town, y ~ f + f:g - 1 + g, y ~ x + z + I(x - z), y ~ m + m[, 1], y ~ f * unused * holed
  )
}

# The formulas on which contrasts and missing values are crossed in full.
crossed_formulas <- function() {
  list(
    y ~ x + f + o + t + l, y ~ f * g, y ~ f:o + x, y ~ x * f - 1, y ~ g / x + t, y ~ m:f + o, y ~ f:x:g,
    y ~ (o + l + t)^2,
    y ~ o:f - 1, y ~ unused * x
  )
}

# With `.`, the columns at hand make the formula.
dot_cases <- function() {
  list(
    list(y ~ ., c("y", "x", "f", "t", "l", "m")), list(y ~ . - x, c("y", "x", "f", "o")),
    list(y ~ .^2, c("y", "x", "f", "l")),
    list(y ~ . - 1, c("x", "g", "y", "f")), list(y ~ .:x, c("y", "x", "f")),
    list(y ~ . + I(x^2), c("f", "x", "y", "odd name")),
    list(y ~ f / ., c("y", "x", "f", "i")), list(y ~ . - f:x + f * x, c("y", "x", "f", "odd: factor")),
    list(y ~ log(z) + ., c("y", "z", "x", "f")), list(y ~ 1 + . - `odd name`, c("y", "odd name", "day", "unused"))
  )
}

# Each response with the same column of events and trials made by hand.
response_cases <- function(data) {
  list(
    list(formula = y ~ x + f, y = data$y),
    list(formula = y == 1 ~ x + f, y = data$y),
    list(formula = (i > 2) ~ x + f, y = data$i > 2),
    list(formula = answer ~ x + f, y = data$answer == "yes"),
    list(formula = word ~ x + f, y = data$word == "good"),
    list(formula = factor(word, c("good", "bad")) ~ x + f, y = data$word == "bad"),
    list(formula = as.logical(y) ~ x + f, y = data$y),
    list(formula = I(1 - y) ~ x + f, y = 1 - data$y),
    list(formula = unused == "c" ~ x + f, y = data$unused == "c"),
    list(formula = cbind(wins, losses) ~ x + f, y = data$wins / (data$wins + data$losses)),
    list(formula = cbind(losses, wins) ~ ., y = data$losses / (data$wins + data$losses)),
    list(formula = cbind(y, 1 - y) ~ x + f, y = data$y)
  )
}

# Gaps are in rows 1 to 30, which leaves the others for new data; but `lost_level` takes every row of
# level "b" of `f`, wherever it is.
gap_patterns <- list(
  none = identity,
  number = function(data) {
    data[c(3, 17, 30), c("x", "z")] <- NA
    data
  },
  factor = function(data) {
    data[c(1, 8, 9), c("f", "o", "unused", "odd: factor")] <- NA
    data
  },
  words = function(data) {
    data[c(2, 11), c("t", "l")] <- NA
    data$m[5, 2] <- data$ints[6, 1] <- NA
    data
  },
  response = function(data) {
    data[c(4, 5, 29), c("y", "wins")] <- NA
    data
  },
  several = function(data) {
    data$x[c(2, 3, 9)] <- NA
    data$f[c(3, 9, 10)] <- NA
    data$y[c(9, 20)] <- data$losses[c(9, 20)] <- NA
    data$i[c(20, 21)] <- NA
    data
  },
  lost_level = function(data) {
    data$x[data$f == "b"] <- NA
    data$t[data$g == "no" & data$l] <- NA
    data
  }
)

# The patterns that take values of a formula's variables away; without any, the design is the complete one.
patterns_for <- function(formula, data) {
  used <- intersect(all.vars(formula), names(data))
  hit <- vapply(gap_patterns, function(pattern) anyNA(pattern(data)[used], recursive = TRUE), NA)
  names(gap_patterns)[hit]
}

contrast_choices <- c("treatment", "sum", "helmert", "poly", "SAS", "matrix", "narrow")

# A `contrasts` argument that gives every factor of a model frame one choice, NULL if there is none.
grid_contrasts <- function(choice, frame) {
  levels <- vapply(frame[-1], function(values) {
    if (is.logical(values)) 2L else nlevels(if (is.character(values)) factor(values) else values)
  }, 1L)
  levels <- levels[levels > 0]
  if (choice != "none" && length(levels) > 0) lapply(levels, contrast_of, choice = choice)
}

contrast_of <- function(choice, levels) {
  lower <- unname(lower.tri(diag(levels), diag = TRUE)[, -1, drop = FALSE]) / 3
  switch(choice,
    "function" = stats::contr.sum,
    matrix = structure(lower, dimnames = list(NULL, paste0(".step", seq_len(levels - 1)))),
    narrow = lower[, 1, drop = FALSE],
    paste0("contr.", choice)
  )
}

# The factors carry their own contrasts.
with_own_contrasts <- function(data) {
  stats::contrasts(data$f) <- "contr.sum"
  stats::contrasts(data$g) <- stats::contr.helmert(2)
  stats::contrasts(data$o) <- matrix(c(1, -1, 0, 1, 1, -2), 3, dimnames = list(NULL, c("first", "last")))
  stats::contrasts(data$unused, 1) <- c(0, 1, 2, 3)
  data
}

# What logreg() hands to the core on the general way: the call as users make it, stopped where the numbers begin.
handed_to_core <- function(formula, data, ...) {
  state <- logreg:::made_before
  state$general_only <- TRUE
  on.exit(state$general_only <- FALSE)
  testthat::local_mocked_bindings(.package = "logreg", fit_core = function(data, ...) {
    stop(structure(class = c("handed", "error", "condition"), list(message = "handed", call = NULL, data = data)))
  })
  tryCatch(logreg::logreg(formula, data = data, ...), handed = function(handed) handed$data)
}

# What differs between a column list and the design of model.matrix().
design_differences <- function(ours, design, frame) {
  offset <- stats::model.offset(frame)
  same <- c(
    names = identical(ours$names, colnames(design)),
    assign = identical(ours$assign, attr(design, "assign")),
    contrasts = identical(ours$contrasts, attr(design, "contrasts")),
    rows = identical(as.double(c(ours$n, length(ours$y))), as.double(rep(nrow(design), 2))),
    offset = identical(ours$offset, if (!is.null(offset)) as.double(offset)),
    values = is_design(ours, design, attr(frame, "terms"))
  )
  names(same)[!same]
}

# One product of two numbers is the same whichever comes first; a product of more may be rounded
# differently once for each further factor.
is_design <- function(ours, design, terms) {
  dense <- logreg:::dense_design(ours)
  orders <- c(0, attr(terms, "order"))[attr(design, "assign") + 1]
  slack <- rep(pmax(0, orders - 2), each = nrow(design)) * .Machine$double.eps
  identical(dim(dense), dim(design)) && identical(colnames(dense), colnames(design)) &&
    all(abs(dense - design) <= slack * abs(design))
}

# NULL where R itself cannot evaluate the formula, as poly() with missing values.
grid_frame <- function(formula, data, na_action) {
  tryCatch(
    suppressWarnings(stats::model.frame(formula, data, na.action = na_action, drop.unused.levels = TRUE)),
    error = function(error) NULL
  )
}

# One cell of the grid: "" if the designs are equal, otherwise its name and what differs. Where
# there is no frame, ours must be an error as well.
cell <- function(formula, data, contrasts = "none", gaps = "none", na_action = stats::na.omit) {
  data <- gap_patterns[[gaps]](data)
  label <- paste(deparse1(formula), "| contrasts:", contrasts, "| gaps:", gaps)
  frame <- grid_frame(formula, data, na_action)
  if (is.null(frame)) {
    error <- tryCatch(handed_to_core(formula, data, na.action = na_action), logreg_error = identity)
    return(if (inherits(error, "logreg_error")) "" else paste(label, "| no error"))
  }
  chosen <- grid_contrasts(contrasts, frame)
  design <- stats::model.matrix(attr(frame, "terms"), frame, contrasts.arg = chosen)
  ours <- suppressWarnings(handed_to_core(formula, data, na.action = na_action, contrasts = chosen))
  found <- design_differences(ours, design, frame)
  if (length(found) > 0) paste(label, "|", toString(found)) else ""
}

# The cells of one formula that differ: every choice of contrasts with every pattern of missing values.
differing_cells <- function(formula, data, contrasts = "none", gaps = "none", ...) {
  grid <- expand.grid(contrasts = contrasts, gaps = gaps, stringsAsFactors = FALSE)
  found <- unlist(Map(function(choice, pattern) cell(formula, data, choice, pattern, ...), grid$contrasts, grid$gaps))
  unname(found[nzchar(found)])
}

# The model frame of a call of logreg(), and "" if it is the one of model.frame(), with all attributes
# and warnings; where that is an error, ours must be one.
differing_frame <- function(formula, data, ...) {
  theirs <- frame_and_warnings(stats::model.frame(formula, data, ..., drop.unused.levels = TRUE))
  ours <- frame_and_warnings(logreg::logreg(formula, data, ..., method = "model.frame"))
  same <- if (inherits(theirs$frame, "error")) inherits(ours$frame, "logreg_error") else identical(ours, theirs)
  if (same) "" else deparse1(formula)
}

frame_and_warnings <- function(expression) {
  heard <- character()
  frame <- tryCatch(
    withCallingHandlers(expression, warning = function(warning) {
      heard <<- c(heard, conditionMessage(warning))
      invokeRestart("muffleWarning")
    }),
    error = identity
  )
  list(frame = frame, warnings = heard)
}

# Both fits of one call. glm() takes columns for independent down to a pivot of epsilon / 1000, so that
# epsilon must not be smaller; a second run from where the first ended brings it to the optimum.
fit_pair <- function(formula, data, ...) {
  strict <- stats::glm.control(epsilon = 1e-11, maxit = 50)
  suppressWarnings(list(
    ours = logreg::logreg(formula, data = data, ...),
    glm = stats::glm(formula, stats::binomial(), data, ..., control = strict, method = fit_twice)
  ))
}

fit_twice <- function(..., etastart = NULL) {
  first <- stats::glm.fit(..., etastart = etastart)
  stats::glm.fit(..., etastart = first$linear.predictors)
}

# What differs between two fits of one call. Numbers may differ by 1e-7 relative to the largest:
# glm() loses digits where a column is far from zero, as `day` is. All else must be the same.
fit_differences <- function(pair, newdata) {
  exact <- list(
    names = function(fit) {
      lapply(list(coef(fit), fitted(fit), resid(fit, "working"), fit$y, fit$prior.weights, fit$weights), names)
    },
    aliased = function(fit) is.na(coef(fit)), xlevels = function(fit) fit$xlevels,
    contrasts = function(fit) fit$contrasts,
    df = function(fit) c(fit$df.residual, fit$df.null, fit$rank, nobs(fit)), na.action = function(fit) fit$na.action,
    y = function(fit) unname(fit$y), weights = function(fit) unname(fit$prior.weights),
    formula = function(fit) deparse1(formula(fit)), terms = comparable_terms, frame = comparable_frame,
    design = model.matrix, offset = function(fit) fit$offset
  )
  close <- list(
    coefficients = coef, vcov = vcov, fitted = fitted, residuals = function(fit) resid(fit, "pearson"),
    deviance = deviance, aic = AIC, null.deviance = function(fit) fit$null.deviance,
    prediction = function(fit) predict(fit, newdata, type = "response"),
    link = function(fit) link_and_error(fit, newdata)
  )
  same <- c(
    vapply(exact, function(part) identical(part(pair$ours), part(pair$glm)), NA),
    vapply(close, function(part) suppressWarnings(nearly(part(pair$ours), part(pair$glm))), NA)
  )
  same[["rebuilt"]] <- is_design(logreg:::fit_data(pair$ours), model.matrix(pair$glm), stats::terms(pair$glm))
  names(same)[!same]
}

# The terms without what only logreg() puts on them.
comparable_terms <- function(fit) {
  terms <- stats::terms(fit)
  attr(terms, "data_variables") <- NULL
  terms
}

# Without the attributes that na.omit() takes from a column when it drops rows, whether it drops any or
# none. A row's name and place stay.
comparable_frame <- function(fit) {
  frame <- stats::model.frame(fit)
  structure(frame[seq_len(nrow(frame)), , drop = FALSE], terms = NULL)
}

# glm() leaves the names out of the errors where the design has one column, and gives a number where
# only the offset is missing.
link_and_error <- function(fit, newdata) {
  link <- predict(fit, newdata, se.fit = TRUE)
  c(link$fit, unname(ifelse(is.na(link$fit), NA, link$se.fit)))
}

nearly <- function(ours, glm) {
  attr(glm, "non-estim") <- NULL
  scale <- max(1e-3, abs(glm), na.rm = TRUE)
  identical(names(ours), names(glm)) && identical(dimnames(ours), dimnames(glm)) &&
    identical(unname(is.na(ours)), unname(is.na(glm))) && max(0, abs(ours - glm), na.rm = TRUE) <= 1e-7 * scale
}

# What differs in the fits of one cell, with the cell's name: nothing if all is equal. The new rows
# have values of their own missing, and no level that a pattern takes away.
differing_fit <- function(formula, data, contrasts = "none", gaps = "none", na_action = stats::na.omit) {
  newdata <- data[c(60, 31, 42, 33, 57, 38), ]
  newdata$x[2] <- newdata$f[5] <- NA
  data <- gap_patterns[[gaps]](data)
  label <- paste(deparse1(formula), "| contrasts:", contrasts, "| gaps:", gaps)
  chosen <- grid_contrasts(contrasts, grid_frame(formula, data, na_action))
  pair <- fit_pair(formula, data, na.action = na_action, contrasts = chosen)
  found <- fit_differences(pair, newdata)
  if (length(found) > 0) paste(label, "|", toString(found))
}
