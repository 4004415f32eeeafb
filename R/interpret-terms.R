# Which pairs of rows interpret() contrasts: for each variable a step or its levels, and where the answer depends on
# the start or on another variable, the same step at several stated places.

#' The contrasts of all variables, in the order of the formula
#'
#' @param row The held row, of [typical_row()].
#' @param units A named list of steps, of [units_of_fit()].
#' @return A list with an element for each variable: `variable`, `pairs` (a list of lists with `from`, `to` and `where`,
#'   the values of the partners), `step_words` (`""` without a step), `one_number` (has each step of the variable one odds
#'   ratio, whatever the row?), `note`.
#' @noRd
variable_plans <- function(fit, row, units) {
  values <- predictor_values(fit)
  lapply(names(values), function(name) variable_plan(fit, name, values, row, units[[name]]))
}

#' The steps of [check_units()] for one fit, in which classes of a number are levels
#' @noRd
units_of_fit <- function(fit, units) {
  values <- predictor_values(fit)
  classes <- Filter(function(name) !is.null(class_expression(fit, name)), names(values))
  check_units(units, values, weights_of_values(fit, values), classes)
}

#' @noRd
variable_plan <- function(fit, name, values, row, unit) {
  own <- values[[name]]
  ends <- stated_ends(fit, name, own, row[[name]], unit)
  straight <- is.null(ends$step) || is_straight(fit, name, own, row, ends$step)
  if (!straight) ends$from <- sort(unique(c(quartiles(own), row[[name]])))
  if (!is.null(ends$step)) ends$to <- ends$from + ends$step
  partners <- partners_of(fit, name, values, row, ends$from[[1]], ends$to[[length(ends$to)]])
  list(
    variable = name, pairs = stated_pairs(ends$from, ends$to, partner_places(partners, values, row)),
    step_words = step_words(ends$step, unit), one_number = straight && length(partners) == 0,
    note = c(
      if (!straight) curved_words(fit, name), if (length(partners)) partner_words(name, partners),
      small_step_words(name, own, ends$step), class_words(fit, name, own, ends)
    )
  )
}

#' Where the contrasts of a variable start and end: at its levels or two values, or a `step` apart
#' @noRd
stated_ends <- function(fit, name, values, held, unit) {
  levels <- level_values(fit, name, values)
  if (is.null(levels) && is.null(unit) && length(unique(values)) == 2) levels <- sort(unique(values))
  if (is.null(levels)) {
    return(list(from = held, step = as.double(unit %||% 1)))
  }
  list(from = rep(levels[1], length(levels) - 1), to = levels[-1])
}

#' The lower and upper quartile, as values that occur
#' @noRd
quartiles <- function(values) stats::quantile(values, c(0.25, 0.75), type = 1, names = FALSE)

#' The values that stand for the levels of a variable, the reference first; `NULL` for a number
#'
#' A number that the formula cuts into classes, as `factor(x)` or `cut(x, 3)` do, is represented by a value of each class.
#' @noRd
level_values <- function(fit, name, values) {
  if (is_categorical(values)) {
    present <- if (is.factor(values)) levels(droplevels(values)) else sort(unique(as.character(values)))
    present <- reference_first(fit, c(name, expressions_with(fit, name)), present)
    return(if (is.logical(values)) present == "TRUE" else present)
  }
  expression <- class_expression(fit, name)
  if (is.null(expression)) {
    return(NULL)
  }
  classes <- frame_values(fit, expression)
  middle <- tapply(values, classes, function(x) stats::quantile(x, 0.5, type = 1, names = FALSE))
  middle <- middle[!is.na(middle)]
  unname(middle[match(reference_first(fit, expression, names(middle)), names(middle))])
}

#' The expression that makes classes of a number, if there is one
#' @noRd
class_expression <- function(fit, name) {
  if (!is.null(fit$x_user)) {
    return(NULL)
  }
  Find(function(expression) {
    length(all.vars(str2lang(expression))) == 1 && is_categorical(frame_values(fit, expression))
  }, expressions_with(fit, name))
}

#' The held row, with the lower of two middle values where a number enters as classes: between them may be no level
#' @noRd
stated_row <- function(fit, at) {
  row <- typical_row(fit, at)
  values <- predictor_values(fit)
  for (name in names(values)[attr(row, "how")[names(values)] == "median"]) {
    between <- !row[[name]] %in% values[[name]]
    if (between && !is.null(class_expression(fit, name))) {
      row[[name]] <- stats::quantile(values[[name]], 0.5, type = 1, names = FALSE)
    }
  }
  row
}

#' What the model frame has for an expression of the formula
#' @noRd
frame_values <- function(fit, expression) {
  frame <- stats::model.frame(fit)
  frame[[frame_name(expression, frame)]]
}

#' Levels with the one first whose columns are all zero, if there is such a level
#' @param names Expressions, the first of which that has such a level decides.
#' @noRd
reference_first <- function(fit, names, levels) {
  references <- lapply(names, function(name) intersect(zero_levels(fit, name), levels))
  reference <- unlist(Find(length, references))
  c(reference, setdiff(levels, reference))
}

#' The level whose contrasts are all zero; none for sums, trends and indicators of every level
#' @noRd
zero_levels <- function(fit, name) {
  name <- frame_name(name, fit$contrasts)
  contrasts <- fit$contrasts[[name]]
  levels <- fit$xlevels[[name]] %||% c("FALSE", "TRUE")
  if (is.null(contrasts)) {
    return(character())
  }
  levels[rowSums(factor_coding(contrasts, levels) != 0) == 0]
}

#' The expressions of the formula in which a variable occurs, as text
#' @noRd
expressions_with <- function(fit, name) {
  if (!is.null(fit$x_user)) {
    return(name)
  }
  expressions <- expression_texts(fit)
  expressions[vapply(expressions, function(text) name %in% all.vars(str2lang(text)), TRUE)]
}

#' All of them, with odd names in back-quotes, so that they can be read again
#' @noRd
expression_texts <- function(fit) {
  vapply(as.list(predictor_expressions(fit)), function(part) paste(deparse(part, 500L, backtick = TRUE), collapse = " "), "")
}

#' Does a step of a number change the columns by the same amount wherever it starts?
#' @noRd
is_straight <- function(fit, name, values, row, step) {
  if (is_bare(fit, name)) {
    return(TRUE)
  }
  range <- range(values)
  room <- max(0, range[[2]] - range[[1]] - abs(step))
  starts <- (if (step > 0) range[[1]] else range[[2]]) + sign(step) * seq(0, room, length.out = 7)
  from <- rows_along(row, name, starts)
  to <- rows_along(row, name, starts + step)
  # Splines warn of values beyond their boundary, and the logarithm of one below zero: then it is not straight.
  moved <- tryCatch(suppressWarnings(whole_step(fit, from, to)), error = function(error) NULL)
  !is.null(moved) && same_rows(moved)
}

#' Does a variable enter all of its terms as it stands, and not the offset?
#' @noRd
is_bare <- function(fit, name) {
  expressions <- if (is.null(fit$x_user)) expressions_with(fit, name) else name
  identical(unique(gsub("`", "", expressions)), name) && is.null(fit$offset)
}

#' How the columns and the offset change from one row to another
#' @noRd
whole_step <- function(fit, from, to) {
  step <- contrast_design(fit, from, to)
  cbind(step, attr(step, "offset"))
}

#' @noRd
same_rows <- function(rows) {
  spread <- abs(sweep(rows, 2, rows[1, ]))
  all(spread <= 1e-7 * max(abs(rows)))
}

#' The other variables on whose values the change of the columns depends
#' @noRd
partners_of <- function(fit, name, values, row, from, to) {
  depends <- vapply(variables_beside(fit, name, values), function(other) {
    before <- after <- rows_along(row, other, other_places(values[[other]], row[[other]]))
    before[[name]] <- rep(from, nrow(before))
    after[[name]] <- rep(to, nrow(after))
    !same_rows(whole_step(fit, before, after))
  }, TRUE)
  names(depends)[depends]
}

#' The variables that stand in a term or an expression together with another
#' @noRd
variables_beside <- function(fit, name, values) {
  if (!is.null(fit$x_user)) {
    return(character())
  }
  terms <- lapply(attr(fit$terms, "term.labels"), function(label) all.vars(str2lang(label)))
  together <- unlist(Filter(function(variables) name %in% variables, terms))
  intersect(setdiff(unique(together), name), names(values))
}

#' Values at which a partner is stated: its levels, both of two numbers, else the quartiles and the held value
#' @noRd
other_places <- function(values, held) {
  if (is_categorical(values)) {
    present <- sort(unique(values))
    return(if (is.factor(values)) as.character(present) else present)
  }
  if (length(unique(values)) == 2) {
    return(sort(unique(values)))
  }
  sort(unique(c(quartiles(values), held)))
}

#' One partner after the other at all its places, the rest held: lists of the partners' values
#' @noRd
partner_places <- function(partners, values, row) {
  held <- lapply(stats::setNames(nm = partners), function(name) plain_value(row[[name]]))
  places <- lapply(partners, function(name) {
    lapply(other_places(values[[name]], row[[name]]), function(value) replace(held, name, list(value)))
  })
  unique(c(if (!length(partners)) list(held), unlist(places, recursive = FALSE)))
}

#' @noRd
plain_value <- function(value) if (is.factor(value)) as.character(value) else value

#' Every step at every place
#' @noRd
stated_pairs <- function(from, to, places) {
  pairs <- lapply(places, function(where) {
    Map(function(from, to) list(from = from, to = to, where = where), from, to, USE.NAMES = FALSE)
  })
  unlist(pairs, recursive = FALSE)
}

#' The rows of all pairs as two data frames: where each contrast starts, and where it ends
#' @noRd
pair_rows <- function(plans, row) {
  pairs <- unlist(lapply(plans, `[[`, "pairs"), recursive = FALSE)
  of <- rep(vapply(plans, `[[`, "", "variable"), vapply(plans, function(plan) length(plan$pairs), 1L))
  from <- row[rep(1L, length(pairs)), , drop = FALSE]
  for (i in seq_along(pairs)) {
    where <- pairs[[i]]$where
    for (name in names(where)) from[[name]][i] <- where[[name]]
  }
  to <- from
  for (i in seq_along(pairs)) {
    from[[of[[i]]]][i] <- pairs[[i]]$from
    to[[of[[i]]]][i] <- pairs[[i]]$to
  }
  row.names(from) <- row.names(to) <- NULL
  list(from = from, to = to, variable = of, where = lapply(pairs, `[[`, "where"))
}
