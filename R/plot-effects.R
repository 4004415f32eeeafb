#' @section Picture "effects":
#'   How the probability changes at a stated profile, the dashed line, when one predictor at a time changes: each number
#'   by a step, everything else to each of its other levels. The same odds ratio is another change at another profile, so
#'   that several profiles can be drawn beside each other. The bars are intervals of the change, not of the probability.
#'
#'   Options: `at`, a named list of values, a list of several such lists or a data frame with a row for each profile; what
#'   it leaves out is at its median or commonest value. `units`, `"sd"` by default, or steps as in [interpret()],
#'   `c(age = 10)`, with 1 for the others. `level`, 0.95 by default.
#'
#'   `plot_data()`: `table` (profile, variable, label, from, to, prob_from, prob_to, change, std_error, lower, upper, all
#'   three of the change) and `profiles`, a data frame of the rows that were held. The standard error is by the delta
#'   method (Agresti 2013, *Categorical Data Analysis*, section 16.1): with the change p(x1) - p(x0) and V the
#'   covariance of the coefficients its square is g'Vg, g = p1 (1 - p1) x1 - p0 (1 - p0) x0.
#' @name plot.logreg_fit
NULL

#' The picture "effects": changes in probability at stated profiles
#' @noRd
picture_of_effects <- function() {
  list(
    shows = "how the probability changes at stated profiles",
    data = effects_picture_data,
    draw = draw_effects_picture,
    limit = TRUE
  )
}

#' Table and words of the picture "effects"
#' @noRd
effects_picture_data <- function(fit, at = list(), units = "sd", level = 0.95) {
  level <- check_level(level)
  refuse_aliased(fit, "effects")
  values <- predictor_values(fit)
  if (!length(values)) {
    refuse_picture("effects", "the model has no predictor that could change.", "Read predict(fit, type = \"response\").")
  }
  known <- c(values, offset_values(fit))
  chosen <- profile_choices(at)
  check_argument(if (length(chosen)) TRUE else "it has no row, and each row is a profile", "at")
  held <- lapply(chosen, held_values, values = known)
  steps <- check_units(units, values, weights_of_values(fit, values), level_variables(fit))
  moves <- moves_from_anywhere(predictor_moves(values, steps, level_variables(fit)))
  names(held) <- profile_names(chosen, held)
  tables <- lapply(names(held), function(name) {
    cbind(profile = factor(name, names(held)), profile_table(fit, moves, held_row(held[[name]]), level))
  })
  data <- list(table = do.call(rbind, tables), profiles = do.call(rbind, lapply(unname(held), held_row)))
  data$table$label <- factor(data$table$label, vapply(moves, move_name, ""))
  refuse_unknown_change(data$table)
  data$words <- effects_words(fit, chosen, held, data$table, level)
  data
}

#' The profiles as a list of named lists
#' @noRd
profile_choices <- function(at) {
  if (is.data.frame(at)) {
    return(lapply(seq_len(nrow(at)), function(row) lapply(at, `[`, row)))
  }
  several <- is.list(at) && length(at) > 0 && all(vapply(at, is.list, TRUE))
  if (several) at else list(at)
}

#' The names of the profiles: those given, else what was chosen for each
#' @noRd
profile_names <- function(chosen, held) {
  given <- names(chosen) %||% rep("", length(chosen))
  words <- vapply(seq_along(chosen), function(i) {
    values <- vapply(held[[i]][names(chosen[[i]])], short_number, "")
    if (length(values)) paste(names(values), "=", values, collapse = ", ") else "typical row"
  }, "")
  make.unique(ifelse(given == "", words, given), sep = " ")
}

#' Moves from a row that may have any level: the reference is one to go to as well
#' @noRd
moves_from_anywhere <- function(moves) {
  variable <- vapply(moves, `[[`, "", "variable")
  unlist(lapply(seq_along(moves), function(i) {
    move <- moves[[i]]
    first <- is.null(move$step) && match(variable[[i]], variable) == i
    c(if (first) list(list(variable = move$variable, level = move$reference)), list(move))
  }), recursive = FALSE)
}

#' "age + 10", "race = black"
#' @noRd
move_name <- function(move) {
  if (is.null(move$step)) {
    return(sprintf("%s = %s", move$variable, short_number(move$level)))
  }
  sprintf("%s %s %s", move$variable, if (move$step < 0) "-" else "+", sub("^-", "", move$words))
}

#' What each move changes at one profile
#' @noRd
profile_table <- function(fit, moves, row, level) {
  moves <- Filter(function(move) !is.null(move$step) || move$level != row[[move$variable]], moves)
  moves <- lapply(moves, function(move) {
    if (is.null(move$step)) move$reference <- row[[move$variable]]
    move
  })
  rows <- moved_rows(moves, row)
  before <- plain_prediction(fit, rows$from)
  after <- plain_prediction(fit, rows$to)
  error <- change_errors(fit, rows$from, rows$to)
  reach <- stats::qnorm((1 + level) / 2) * error
  data.frame(
    variable = vapply(moves, `[[`, "", "variable"), label = vapply(moves, move_name, ""),
    from = rows$from_words, to = rows$to_words, prob_from = before, prob_to = after, change = after - before,
    std_error = error, lower = after - before - reach, upper = after - before + reach
  )
}

#' Standard errors of changes in probability by the delta method; `NA` where there are none
#' @noRd
change_errors <- function(fit, from, to) {
  if (!has_intervals(fit)) {
    return(rep(NA_real_, nrow(from)))
  }
  slope_times_row <- function(rows) {
    eta <- plain_prediction(fit, rows, "link")
    ifelse(is.finite(eta), sigmoid_(eta) * sigmoid_(-eta), NA) * dense_design(new_design(fit, rows))
  }
  contrast_errors(fit, slope_times_row(to) - slope_times_row(from))
}

#' Stop where separated data settle no change at all
#' @noRd
refuse_unknown_change <- function(table) {
  if (all(is.na(table$change))) {
    refuse_picture("effects", "the data are separated, and they settle none of the probabilities.",
      "Draw plot(fit, \"separation\"), or fit with penalty = penalty_firth()."
    )
  }
}

#' What the picture "effects" says
#' @noRd
effects_words <- function(fit, chosen, held, table, level) {
  event <- sprintf("P(%s)", fit$event$label)
  c(
    title = title_lines(sprintf("Changes of %s, one predictor at a time", event)),
    x = event,
    subtitle = unconverged_words(fit),
    caption = caption_lines(paste(collapse = " ", c(
      effect_profile_words(chosen, held, table, event),
      if (any(!is.na(table$lower))) {
        sprintf("Black bars: %s%% intervals of the change (delta method).", format(100 * level))
      } else if (!has_intervals(fit)) {
        sprintf("No intervals: %s.", no_band(fit))
      },
      if (anyNA(table$change)) "No mark: separated data that do not settle it.",
      if (nlevels(table$label) > most_rows) sprintf("The first %d of %d are drawn.", most_rows, nlevels(table$label))
    )))
  )
}

#' What the dashed line is and what is held
#' @noRd
effect_profile_words <- function(chosen, held, table, event) {
  if (length(held) == 1) {
    return(sprintf("Dashed: %s = %s at %s.", event, short_prob(table$prob_from[[1]]), held_words(held[[1]])))
  }
  free <- setdiff(names(held[[1]]), unlist(lapply(chosen, names)))
  rest <- structure(unclass(held[[1]])[free], how = attr(held[[1]], "how")[match(free, names(held[[1]]))])
  c(
    sprintf("Dashed: %s at the profile.", event),
    if (length(free)) sprintf("In all of them %s.", held_words(rest))
  )
}

#' A probability with two digits that are not 0 or 9
#' @noRd
short_prob <- function(prob) {
  digits <- if (!is.finite(prob) || prob %in% 0:1) 2 else max(2, 1 - floor(log10(min(prob, 1 - prob))))
  format(round(prob, digits), scientific = FALSE)
}

#' Draw the picture "effects"
#' @noRd
draw_effects_picture <- function(data) {
  table <- data$table[!is.na(data$table$change) & as.integer(data$table$label) <= most_rows, ]
  table$label <- factor(table$label, rev(levels(droplevels(table$label))))
  table$bar_from <- pmax(0, table$prob_from + table$lower)
  table$bar_to <- pmin(1, table$prob_from + table$upper)
  base <- table[!duplicated(table$profile), ]
  strips <- stats::setNames(sprintf("%s: P = %s", base$profile, vapply(base$prob_from, short_prob, "")), base$profile)
  ggplot2::ggplot(table, map_columns(y = "label")) +
    ggplot2::geom_vline(map_columns(xintercept = "prob_from"), data = base, linetype = "dashed", colour = "grey40") +
    ggplot2::geom_segment(map_columns(x = "prob_from", xend = "prob_to", yend = "label"), linewidth = 3,
      colour = picture_colours[["sky"]]
    ) +
    ggplot2::geom_segment(map_columns(x = "bar_from", xend = "bar_to", yend = "label"), linewidth = 0.5,
      data = table[!is.na(table$lower), ]
    ) +
    ggplot2::geom_point(map_columns(x = "prob_to"), size = 2.4, colour = picture_colours[["blue"]]) +
    ggplot2::scale_y_discrete(labels = label_lines) +
    (if (nlevels(table$profile) > 1) ggplot2::facet_wrap("profile", labeller = ggplot2::as_labeller(strips))) +
    picture_labels(data$words) +
    picture_theme() +
    ggplot2::theme(axis.title.y = ggplot2::element_blank(), panel.spacing.x = ggplot2::unit(1, "lines"))
}
