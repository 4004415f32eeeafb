#' The variables behind the predictors of a fit, with their values in the rows of the fit
#'
#' Variables as the user has them: `x` for a term `log(x)` or `poly(x, 2)`. Constants such as a degree
#' are left out.
#' @return A named list of vectors.
#' @noRd
predictor_values <- function(fit) {
  variable_values(fit, all.vars(predictor_expressions(fit)))
}

#' The same for variables that occur in the offset only
#' @noRd
offset_values <- function(fit) {
  given <- fit$call$offset
  if (!is.null(given) && !is_made_of_variables(given)) {
    abort_logreg("plot", c(
      "The offset is not made of variables, so it has no value away from the rows of the fit.",
      "Put it in `data` as a column, and name that column as the offset."
    ))
  }
  inside <- as.expression(as.list(attr(fit$terms, "variables"))[-1][attr(fit$terms, "offset")])
  variables <- c(all.vars(inside), all.vars(given))
  variable_values(fit, setdiff(variables, all.vars(predictor_expressions(fit))))
}

#' Can an expression be evaluated in new rows? `rep(1, 12)` and `old$time` cannot
#' @noRd
is_made_of_variables <- function(expression) {
  length(all.vars(expression)) > 0 && !any(c("$", "[[", "[", "@") %in% all.names(expression))
}

#' The expressions that occur in the terms of a model
#' @noRd
predictor_expressions <- function(fit) {
  used <- attr(stats::delete.response(fit$terms), "factors")
  if (!length(used)) {
    return(expression())
  }
  str2expression(rownames(used)[rowSums(used) > 0])
}

#' Values of variables in the rows of a fit
#' @noRd
variable_values <- function(fit, variables) {
  if (!length(variables)) {
    return(list())
  }
  frame <- stats::model.frame(fit)
  values <- lapply(stats::setNames(variables, variables), find_variable, fit = fit, frame = frame)
  Filter(Negate(is.null), values)
}

#' One variable: from the model frame, from the data or from the formula's environment
#'
#' `NULL` for a constant. Rows are matched by name, since some may have been left out of the fit.
#' @noRd
find_variable <- function(name, fit, frame) {
  if (name %in% names(frame)) {
    return(frame[[name]])
  }
  own <- is.list(fit$data) && name %in% names(fit$data)
  values <- if (own) fit$data[[name]] else get0(name, environment(fit$formula))
  if (length(values) == 1 && nrow(frame) > 1) {
    return(NULL)
  }
  row_names <- if (is.data.frame(fit$data)) row.names(fit$data) else seq_along(values)
  found <- match(names(fit$y), row_names)
  if (is.null(values) || anyNA(found)) {
    abort_logreg("plot", c(
      sprintf("The values of `%s` are not in the fit and can no longer be found.", name),
      "Fit again with the variable in `data`."
    ), column = name)
  }
  refuse_matrix(values, name)
  values[found]
}

#' Stop at a variable that is a matrix, sparse or not
#' @noRd
refuse_matrix <- function(values, name) {
  if (length(dim(values)) > 1) {
    abort_logreg("plot", c(
      sprintf("`%s` is a matrix: it is no single predictor that could be drawn or held.", name),
      "Fit again with its columns as variables of their own."
    ), column = name)
  }
}

#' The variables that stand in the formula as levels, whatever they are in the data: `x` of `factor(x)`
#'
#' Between two of their values the model has no probability.
#' @noRd
level_variables <- function(fit) {
  as_levels <- c("factor", "as.factor", "ordered", "as.ordered", "as.character", "interaction")
  inside <- lapply(predictor_expressions(fit), function(term) {
    if (is.call(term) && is.name(term[[1]]) && as.character(term[[1]]) %in% as_levels) all.vars(term)
  })
  unique(unlist(inside))
}

#' The predictors that can be drawn as numbers
#' @noRd
number_values <- function(fit, values = predictor_values(fit)) {
  values[setdiff(names(values)[vapply(values, is_plain_number, TRUE)], level_variables(fit))]
}

#' Is this a numeric vector?
#' @noRd
is_plain_number <- function(values) {
  is.numeric(values) && is.null(dim(values))
}

#' Values for the variables that are not drawn
#'
#' @param values Named list of the variables' values.
#' @param at Named list of the user's choices.
#' @return A named list of single values: the choice, else the median of a number with more than
#'   two values, else the commonest value. The attribute `how` says which.
#' @noRd
held_values <- function(values, at = list()) {
  Map(refuse_matrix, values, names(values))
  at <- as.list(at)
  check_argument(checkmate::check_list(at, names = if (length(at)) "unique"), "at")
  strange <- setdiff(names(at), names(values))
  if (length(strange)) {
    abort_logreg("argument", c(
      sprintf("`at` names %s, which is no predictor that is held.", quote_names(strange)),
      sprintf("Held are %s.", if (length(values)) quote_names(names(values)) else "none")
    ), argument = "at")
  }
  held <- lapply(values, typical_value)
  how <- ifelse(vapply(values, has_median, TRUE), "median", "commonest")
  how[names(at)] <- "chosen"
  for (name in names(at)) held[[name]] <- chosen_value(at[[name]], values[[name]], name)
  structure(held, how = unname(how))
}

#' The value the user chose, in the type of the variable
#' @noRd
chosen_value <- function(value, values, name) {
  fits <- length(value) == 1 && !is.na(value) && if (is.numeric(values)) {
    is.numeric(value)
  } else {
    as.character(value) %in% as.character(values)
  }
  if (!fits) {
    abort_logreg("argument", sprintf("`at` must give one value that `%s` can have.", name),
      argument = "at", column = name
    )
  }
  if (is.numeric(values)) value else values[match(as.character(value), as.character(values))]
}

#' Does the median stand for these values? Not for two of them, such as 0 and 1
#' @noRd
has_median <- function(values) {
  is.numeric(values) && length(unique(values)) > 2
}

#' The median, or the commonest value of what has no median
#' @noRd
typical_value <- function(values) {
  if (has_median(values)) {
    return(stats::median(values))
  }
  values[which.max(tabulate(match(values, values)))]
}

#' "age = 32 (median), race = white (commonest)"
#' @noRd
held_words <- function(held) {
  shown <- vapply(held, short_number, "")
  paste(sprintf("%s = %s (%s)", names(held), shown, attr(held, "how")), collapse = ", ")
}

#' The numeric predictor to draw
#' @noRd
choose_predictor <- function(values, predictor, what = "fit") {
  numeric <- names(values)[vapply(values, is_plain_number, TRUE)]
  if (!length(numeric)) {
    refuse_picture(what, "the model has no numeric predictor, so there is no curve.", c(
      "Draw plot(fit, \"odds\") or plot(fit, \"effects\"), or compare the levels with predict()."
    ))
  }
  if (is.null(predictor) && length(numeric) == 1) {
    return(numeric)
  }
  if (is.null(predictor)) {
    refuse_picture(what, sprintf("the model has %d numeric predictors.", length(numeric)), c(
      sprintf("Name one of %s: plot(fit, \"%s\", predictor = \"%s\").",
        quote_names(numeric), what, numeric[[1]])
    ))
  }
  if (!checkmate::test_choice(predictor, numeric)) {
    abort_logreg("argument", c(
      sprintf("`predictor` must name a numeric predictor of the model: %s.", quote_names(numeric))
    ), argument = "predictor")
  }
  predictor
}

#' A fit and those beside it by name, if they can stand on one picture: their event is the same and all is known
#' @noRd
comparable_fits <- function(fit, with, what) {
  fits <- named_fits(fit, with)
  for (name in names(fits)) {
    refuse_aliased(fits[[name]], what)
    if (fits[[name]]$event$label != fit$event$label) {
      abort_logreg("argument", c(
        sprintf("`with` must have fits of the same event, %s.", fit$event$label),
        sprintf("The event of \"%s\" is %s.", name, fits[[name]]$event$label)
      ), argument = "with")
    }
  }
  fits
}

#' The variables of the predictors and offsets of several fits; those of the first come first
#' @noRd
variables_of_fits <- function(fits) {
  values <- as.list(do.call(c, lapply(unname(fits), function(fit) c(predictor_values(fit), offset_values(fit)))))
  values[!duplicated(names(values))]
}

#' The weights of the rows in which [variables_of_fits()] has each variable
#' @noRd
weights_of_fits <- function(fits) {
  weights <- as.list(do.call(c, lapply(unname(fits), function(fit) {
    weights_of_values(fit, c(predictor_values(fit), offset_values(fit)))
  })))
  weights[!duplicated(names(weights))]
}

#' Held values as a data frame of one row
#' @noRd
held_row <- function(held) {
  if (length(held)) as.data.frame(unclass(held)[names(held)], optional = TRUE) else data.frame(row.names = 1L)
}

#' Do numbers lie on a straight line? Up to rounding
#' @noRd
is_straight_line <- function(x, eta) {
  if (!all(is.finite(eta))) {
    return(FALSE)
  }
  chord <- eta[[1]] + (eta[[length(eta)]] - eta[[1]]) * (x - x[[1]]) / (x[[length(x)]] - x[[1]])
  max(abs(eta - chord)) <= 1e-8 * max(1e-8, diff(range(eta)), abs(eta))
}

#' Observed proportions in at most ten bins of a predictor, beside the mean fitted probability of the same trials
#' @noRd
observed_bins <- function(fit, x, level) {
  weight <- unname(fit$prior.weights)
  bins <- binned_proportions(x, unname(fit$y), weight, bins = min(10, bin_count(sum(weight))), level = level)
  bin <- attr(bins, "bin")
  rows <- which(!is.na(bin))
  fitted <- rowsum((weight * unname(fit$fitted.values))[rows], bin[rows], reorder = TRUE)
  bins$fitted <- as.vector(fitted) / bins$trials
  bins
}

#' What the binned proportions are
#'
#' With several predictors a bin's rows differ in the others too, so only the fitted mean of the same rows compares.
#' @noRd
bin_words <- function(predictor, level, confounded) {
  c(
    sprintf("Black dots: observed proportions in bins of %s, with %s%% Wilson intervals.", predictor, format(100 * level)),
    if (confounded) {
      "Compare them with the diamonds, not with the curve: the rows of a bin differ in the other predictors too."
    }
  )
}

#' Observed proportions with their intervals and, where others are held, the fitted means of the same bins
#' @noRd
bin_layers <- function(bins, confounded) {
  means <- if (confounded) {
    ggplot2::geom_point(map_columns(y = "fitted", shape = "mean_of"), size = 3, stroke = 1,
      colour = picture_colours[["vermillion"]], data = transform(bins, mean_of = "mean fitted in the bin")
    )
  }
  list(
    ggplot2::geom_linerange(map_columns(ymin = "lower", ymax = "upper"), data = bins, linewidth = 0.5),
    ggplot2::geom_point(map_columns(y = "proportion", shape = "mean_of"), size = 2,
      data = transform(bins, mean_of = "observed in the bin")
    ),
    means,
    bin_shapes(confounded)
  )
}

#' A dot for what was observed in a bin and a diamond for what is fitted; a legend where both are drawn
#' @noRd
bin_shapes <- function(confounded) {
  ggplot2::scale_shape_manual(
    values = c("observed in the bin" = 16, "mean fitted in the bin" = 5), guide = if (confounded) "legend" else "none"
  )
}

#' What moves in turn, one predictor at a time: numbers by a step, the rest to each of its levels
#'
#' A number with two values, such as 0 and 1, goes from one to the other unless `units` names it.
#' @param values Named list of the predictors' values.
#' @param steps Named steps of [check_units()]: others are 1.
#' @param levels Names of those that are levels though their values are numbers.
#' @return A list of lists: `variable`, and either `step`, a number, with `words` for it, or `reference` and `level`,
#'   values in the type of the variable.
#' @noRd
predictor_moves <- function(values, steps = list(), levels = NULL) {
  unlist(lapply(names(values), function(name) {
    variable_moves(name, values[[name]], steps[[name]], name %in% levels)
  }), recursive = FALSE)
}

#' @noRd
variable_moves <- function(name, values, step = NULL, by_level = FALSE) {
  if (is.null(step) && (by_level || is_by_level(values))) {
    levels <- values[match(level_order(values), as.character(values))]
    return(lapply(seq_along(levels)[-1], function(i) {
      list(variable = name, reference = levels[1], level = levels[i])
    }))
  }
  words <- if (isTRUE(attr(step, "deviation"))) "%s (1 SD)" else "%s"
  step <- as.double(step %||% 1)
  list(list(variable = name, step = step, words = sprintf(words, short_number(step))))
}

#' Does a variable go from level to level? What is no number does, and a number with two values
#' @noRd
is_by_level <- function(values) {
  is.factor(values) || is.character(values) || is.logical(values) || (is.numeric(values) && !has_median(values))
}

#' The levels that occur, the reference first, as text
#' @noRd
level_order <- function(values) {
  if (is.factor(values)) {
    return(levels(droplevels(values)))
  }
  as.character(sort(unique(values)))
}

#' A number to read, with four digits
#' @noRd
short_number <- function(value) {
  if (is.numeric(value)) format(signif(value, 4)) else as.character(value)
}

#' A title on lines of its size, and the same for what stands along an axis of a picture 4 inches high
#' @noRd
title_lines <- function(title) wrap_lines(title, 56)

#' @noRd
axis_lines <- function(label) wrap_lines(label, 34)

#' Labels of rows that leave room for the picture and for each other
#'
#' @param below How many lines follow each label.
#' @noRd
label_lines <- function(labels, below = 0) {
  # As many lines of axis text as a picture of 4 inches has room for.
  room <- max(1, floor(20 / length(labels)) - below)
  vapply(labels, fitting_label, "", room = room, USE.NAMES = FALSE)
}

#' A label in so many lines: the names and levels in it lose their ends, evenly, until it fits
#' @noRd
fitting_label <- function(label, room) {
  between <- gregexpr(": | vs | = ", label)
  parts <- regmatches(label, between, invert = TRUE)[[1]]
  separators <- c(regmatches(label, between)[[1]], "")
  for (letters in seq(max(nchar(parts), 4), 4)) {
    long <- nchar(parts) > letters
    parts[long] <- paste0(substr(parts[long], 1, letters - 3), "...")
    shown <- wrap_lines(paste0(parts, separators, collapse = ""), width = 30)
    if (lengths(strsplit(shown, "\n")) <= room) break
  }
  shown
}

#' The variables that share a term or an offset with a variable: what its odds ratio depends on
#' @noRd
partners <- function(fit, variable, known) {
  used <- attr(stats::delete.response(fit$terms), "factors")
  inside <- lapply(rownames(used), function(text) all.vars(str2expression(text)))
  together <- lapply(seq_len(NCOL(used)), function(term) unlist(inside[used[, term] > 0]))
  offsets <- as.list(attr(fit$terms, "variables"))[-1][attr(fit$terms, "offset")]
  together <- c(together, lapply(offsets, all.vars), list(all.vars(fit$call$offset)))
  intersect(setdiff(unlist(together[vapply(together, function(names) variable %in% names, TRUE)]), variable), known)
}

#' Stop at a fit whose predictors cannot be moved one by one
#' @noRd
refuse_aliased <- function(fit, what) {
  unknown <- names(fit$coefficients)[is_aliased(fit)]
  if (length(unknown)) {
    refuse_picture(what, sprintf(
      "the fit does not know the coefficient of %s, so its predictors cannot be moved one by one.",
      quote_names(unknown)
    ), "Fit again without the columns that repeat others.")
  }
}

#' Which rows to draw: all, or 5,000 evenly spread over them
#' @noRd
drawn_rows <- function(rows, most = 5000L) {
  if (rows <= most) seq_len(rows) else round(seq(1, rows, length.out = most))
}
