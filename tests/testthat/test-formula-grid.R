# model.matrix() and glm() stand for what a formula means. See the helper for the grid and for what is
# compared.

data <- grid_data()
formulas <- grid_formulas()

# The call with glm() in the place of `fit`, and with logreg().
both_fits <- function(call) {
  arguments <- as.list(call)[-1]
  strict <- list(
    family = quote(stats::binomial()), control = stats::glm.control(epsilon = 1e-11, maxit = 50), method = fit_twice
  )
  suppressWarnings(list(
    ours = eval(as.call(c(quote(logreg::logreg), arguments)), parent.frame()),
    glm = eval(as.call(c(quote(stats::glm), arguments, strict)), parent.frame())
  ))
}

# The same right-hand side with counts as response: no row is all one class, so every fit is finite.
with_counts <- function(formula) {
  formula[[2]] <- quote(cbind(wins, losses))
  formula
}

# All cells of some formulas that differ.
differing <- function(formulas, data, ...) {
  unlist(lapply(formulas, differing_cells, data, ...))
}

test_that("the grid has what it should", {
  expect_gte(length(formulas), 60)
  expect_identical(anyDuplicated(vapply(formulas, deparse1, "")), 0L)
  frames <- lapply(formulas, stats::model.frame, data = data)
  classes <- unique(unlist(lapply(frames, function(frame) attr(attr(frame, "terms"), "dataClasses"))))
  expect_setequal(
    classes,
    c("numeric", "logical", "factor", "ordered", "character", "other", "nmatrix.1", "nmatrix.2",
    "nmatrix.3", "nmatrix.4", "nmatrix.5")
  )
})

test_that("complete data give the design of model.matrix()", {
  expect_identical(differing(formulas, data), character())
})

test_that("contrasts of the argument give the design of model.matrix()", {
  has_factor <- vapply(formulas, function(formula) !is.null(grid_contrasts("sum", model.frame(formula, data))), NA)
  expect_gte(sum(has_factor), 60)
  expect_identical(differing(formulas[has_factor], data, contrast_choices), character())
  expect_identical(differing(crossed_formulas(), data, "function"), character())
})

test_that("contrasts of the factors and of the options give the design of model.matrix()", {
  own <- with_own_contrasts(data)
  expect_identical(differing(formulas, own), character())
  expect_identical(differing(crossed_formulas(), own, "helmert"), character())
  withr::local_options(contrasts = c("contr.sum", "contr.treatment"))
  expect_identical(differing(formulas, data), character())
})

test_that("rows with missing values are dropped as model.frame() drops them", {
  found <- lapply(formulas, function(formula) differing_cells(formula, data, gaps = patterns_for(formula, data)))
  expect_identical(unlist(found), character())
})

test_that("the model frame is the one of model.frame(), with all its attributes", {
  for (gaps in names(gap_patterns)) {
    pierced <- with_own_contrasts(gap_patterns[[gaps]](data))
    omitted <- vapply(formulas, differing_frame, "", data = pierced, na.action = stats::na.omit)
    excluded <- vapply(formulas, differing_frame, "", data = pierced, na.action = "na.exclude")
    # Its matrix has names on the names of its columns, which na.omit() takes away.
    expect_identical(setdiff(c(omitted, excluded), c("", "y ~ poly(x, z, degree = 2)")), character(), info = gaps)
  }
})

test_that("the model frame is the one of model.frame() for data of any form", {
  pierced <- gap_patterns$several(data)
  named <- `rownames<-`(pierced, paste0("case ", 60:1))
  labelled <- pierced
  attr(labelled$x, "label") <- "a label"
  attr(labelled$f, "note") <- list("kept")
  names(labelled$y) <- names(labelled$x) <- paste0("row", 1:60)
  rownames(labelled$m) <- paste0("m", 1:60)
  forms <- list(
    named = named, part = pierced[-(1:4), ],
    shuffled = pierced[c(40:1, 60:41), ], labelled = labelled, list = as.list(data),
    environment = list2env(as.list(labelled))
  )
  for (form in names(forms)) {
    for (action in c("na.omit", "na.exclude", "na.fail")) {
      found <- vapply(crossed_formulas(), differing_frame, "", data = forms[[form]], na.action = action)
      expect_identical(setdiff(found, ""), character(), info = paste(form, action))
    }
  }
})

test_that("gaps are found at every place of long columns", {
  n <- 1100
  rows <- rep_len(1:60, n)
  long <- data[rows, c("y", "x", "i", "l", "t", "f", "m")]
  rownames(long) <- NULL
  for (name in names(long)) {
    for (places in list(1, 511:513, 1024, 1025, n, c(7, 512, n))) {
      pierced <- long
      if (name == "m") pierced$m[places, 2] <- NA else pierced[places, name] <- NA
      found <- differing_frame(y ~ x + i + l + t + f + m, pierced, na.action = stats::na.omit)
      expect_identical(found, "", info = paste(name, toString(places)))
    }
  }
})

test_that("contrasts and missing values together give the design of model.matrix()", {
  choices <- c("sum", "poly", "matrix", "narrow")
  own <- with_own_contrasts(data)
  found <- lapply(crossed_formulas(), function(formula) {
    patterns <- patterns_for(formula, data)
    c(
      differing_cells(formula, data, choices, patterns, stats::na.exclude),
      differing_cells(formula, own, gaps = patterns)
    )
  })
  expect_identical(unlist(found), character())
})

test_that("a dot stands for the columns that it stands for in model.matrix()", {
  for (case in dot_cases()) {
    for (gaps in c("none", "several")) {
      some <- gap_patterns[[gaps]](data)[case[[2]]]
      expect_identical(differing_cells(case[[1]], some, c("none", "sum")), character())
    }
  }
})

test_that("every response is read beside the design of model.matrix()", {
  for (case in response_cases(data)) {
    columns <- c(all.vars(case$formula[[2]]), "x", "f")
    expect_identical(differing_cells(case$formula, data[columns]), character())
    expect_identical(handed_to_core(case$formula, data[columns])$y, as.double(case$y), info = deparse1(case$formula))
  }
})

test_that("variables of the formula's environment are found", {
  degree <- 3
  outside <- data$x + data$z
  expect_identical(
    differing(list(y ~ poly(x, degree), y ~ outside * f, y ~ splines::ns(outside, degree):g), data), character()
  )
  ours <- handed_to_core(y ~ x * f + l, list2env(as.list(data)))
  frame <- model.frame(y ~ x * f + l, data)
  expect_identical(design_differences(ours, model.matrix(y ~ x * f + l, frame), frame), character())
})

test_that("names that need back-quotes or look like code are those of model.matrix()", {
  odd <- data[c("y", "x", "z", "f", "g")]
  odd$`back\\slash` <- odd$x
  odd$`tick\`s` <- odd$z
  odd$`x^2` <- odd$g
  odd$`a:b` <- odd$f
  odd$`if` <- odd$z - 1
  formulas <- list(
    y ~ `back\\slash` * f, y ~ `tick\`s`:f, y ~ x + `x^2`, y ~ `a:b` * x, y ~ `a:b`:`x^2`, y ~ `if` * `a:b` - 1,
    y ~ ., y ~ .^2,
    y ~ log(`tick\`s`):`a:b`
  )
  expect_identical(differing(formulas, odd, c("none", "sum")), character())
})

test_that("every formula's fit is glm()'s", {
  found <- lapply(formulas, function(formula) differing_fit(with_counts(formula), data))
  expect_null(unlist(found))
})

test_that("fits with contrasts and missing values are glm()'s", {
  found <- lapply(seq_along(formulas), function(i) {
    patterns <- patterns_for(formulas[[i]], data)
    gaps <- patterns[[i %% length(patterns) + 1]]
    choice <- contrast_choices[[i %% length(contrast_choices) + 1]]
    na_action <- if (i %% 3 == 0) stats::na.omit else stats::na.exclude
    formula <- with_counts(formulas[[i]])
    known <- !is.null(grid_frame(formula, gap_patterns[[gaps]](data), na_action))
    if (known) differing_fit(formula, data, choice, gaps, na_action)
  })
  expect_null(unlist(found))
})

test_that("weights, offsets, subsets and rows are those of glm()", {
  named <- gap_patterns$several(data)
  rownames(named) <- paste0("case_", rev(seq_len(60)))
  weighted <- within(data, {
    i[c(50, 51)] <- NA
    x[c(3, 50)] <- NA
  })
  listed <- as.list(data)
  outside <- data$trials
  inner_names <- data.frame(
    data[c("wins", "losses")], call = data$x, frame = data$f, data = data$trials, formula = data$z, terms = data$i / 5,
    screen = data$g, na_action = data$l, design = data$t
  )
  w <- data$wins
  l <- data$losses
  h <- data$x
  calls <- list(
    quote(fit(cbind(wins, losses) ~ call * frame + design, data = inner_names, weights = data, subset = formula > 0.1)),
    quote(fit(cbind(wins, losses) ~ screen + na_action + offset(terms), data = inner_names, offset = formula / 2)),
    quote(fit(cbind(w, l) ~ h, weights = outside)),
    quote(fit(cbind(wins, losses) ~ x * f, data = named)),
    quote(fit(cbind(wins, losses) ~ x * f, data = named, na.action = na.exclude, subset = z < 1)),
    quote(fit(cbind(wins, losses) ~ x + f, data = data, weights = trials)),
    quote(fit(cbind(wins, losses) ~ x + f, data = weighted, weights = trials, offset = i / 5)),
    quote(fit(cbind(wins, losses) ~ x + f + offset(i / 2), data = weighted, offset = log(z), na.action = na.exclude)),
    quote(fit(cbind(wins, losses) ~ t * x, data = data, subset = -(1:9), weights = outside)),
    quote(fit(cbind(wins, losses) ~ f + o, data = data, subset = f %in% c("d", "a") & o != 2)),
    quote(fit(cbind(wins, losses) ~ f, data = data, subset = ifelse(x > 1, NA, z > 0.2))),
    quote(fit(cbind(wins, losses) ~ x + t, data = data, subset = c(1, 1, 2:30, 2))),
    quote(fit(cbind(wins, losses) ~ x * g, data = listed, weights = trials)),
    quote(fit(wins / (wins + losses) ~ x * l, data = data, weights = wins + losses)),
    quote(fit(y ~ x + g, data = named, na.action = "na.exclude")),
    quote(fit(answer ~ z + l, data = data, subset = t != "red")),
    quote(fit(cbind(wins, losses) ~ f * x, data = data, contrasts = list(f = "contr.sum"), subset = f != "b"))
  )
  for (call in calls) {
    newdata <- cbind(data, h = data$x, inner_names[-(1:2)])[c(60, 31, 42), ]
    expect_identical(fit_differences(both_fits(call), newdata), character(), info = deparse1(call))
  }
})

test_that("few rows and many pairs of levels give the design of model.matrix()", {
  few <- data.frame(
    y = rep(0:1, 6), wins = 1:12, losses = 12:1, a = gl(6, 2), b = gl(4, 1, 12),
    k = rep(c(0.5, -1, 2), 4), s = gl(2, 3, 12)
  )
  for (formula in list(y ~ a:b, y ~ a * b, y ~ a:b:k, y ~ a:b - 1, y ~ a / k, y ~ b %in% a, y ~ a:b:s, y ~ s + a:b)) {
    for (choice in c("none", "sum")) {
      expect_identical(differing_cells(formula, few, choice), character())
      chosen <- if (choice == "sum") list(a = "contr.sum", b = "contr.sum")
      pair <- fit_pair(with_counts(formula), few, contrasts = chosen)
      expect_identical(fit_differences(pair, few[c(3, 12), ]), character(), info = deparse1(formula))
    }
  }
})

test_that("where the design differs from model.matrix()'s on purpose, it is an error that says why", {
  odd <- data[c("y", "x", "f", "z")]
  odd$not_finite <- replace(odd$x, 3, NaN)
  odd$endless <- replace(odd$x, 4, Inf)
  odd$level <- "k"
  odd$complex <- odd$x + 1i
  odd$truths <- cbind(odd$x > 0, odd$x > 1)
  odd$words <- cbind(data$t, data$t)
  cases <- list(
    # model.matrix() drops the response from the right-hand side with a warning
    list(y ~ y + x, "formula"),
    # there is nothing to estimate
    list(y ~ 0, "formula"), list(y ~ offset(z) - 1, "formula"), list(~ x, "formula"),
    # na.omit() takes NaN for a missing value
    list(y ~ not_finite, "not_finite"), list(y ~ endless:f, "not_finite"), list(y ~ log(z - z), "not_finite"),
    # model.matrix() fails too, but does not say where
    list(y ~ level, "one_level"), list(y ~ complex, "column_type"), list(y ~ truths, "column_type"),
    list(y ~ words, "column_type")
  )
  for (case in cases) {
    class <- paste0("logreg_error_", case[[2]])
    error <- tryCatch(suppressWarnings(handed_to_core(case[[1]], odd)), error = identity)
    expect_true(inherits(error, class), info = paste(deparse1(case[[1]]), class(error)[[1]]))
  }
  # glm() drops the row
  odd$w <- replace(rep(1, 60), 5, NA)
  expect_error(logreg(y ~ x, data = odd, weights = w), class = "logreg_error_weights")
})
