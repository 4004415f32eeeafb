#' @section Picture "odds":
#'   Odds ratios with their intervals on a logarithmic axis: of each numeric predictor for a step of one unit, of each
#'   level against the reference level, whatever the contrasts. Each is a contrast of two stated rows that differ in one
#'   predictor only. Where a predictor is in an interaction its odds ratio holds at the values that the caption states;
#'   where the odds ratio of a step depends on where the step begins (`poly()`, `log()`) the label says from where to
#'   where. The intercept is no odds ratio. An infinite odds ratio of separated data is an arrow to the edge that begins
#'   at its finite limit.
#'
#'   Options: `units`, steps as in [interpret()]: `c(age = 10)`, or `"sd"` for one standard deviation each; `at`, a named list of
#'   values from which steps begin and at which the others are held; `level`, 0.95 by default; `with`, a named list of
#'   other fits of the same event, which need not have the same predictors.
#'
#'   `plot_data()`: `table` (fit, variable, label, from, to, odds_ratio, lower, upper, method: `"profile"`, `"wald"` or
#'   `"none"`, prob_from, prob_to, status: `"finite"`, `"infinite"` or `"not determined"`), and `rows`, a list of the two
#'   data frames `from` and `to` that were compared.
#' @name plot.logreg_fit
NULL

#' The picture "odds": odds ratios with intervals
#' @noRd
picture_of_odds <- function() {
  list(
    shows = "odds ratios with intervals, each between two stated rows",
    data = odds_picture_data,
    draw = draw_odds_picture,
    limit = TRUE
  )
}

#' Table and words of the picture "odds"
#' @noRd
odds_picture_data <- function(fit, units = NULL, at = list(), level = 0.95, with = list()) {
  level <- check_level(level)
  fits <- comparable_fits(fit, with, "odds")
  known <- variables_of_fits(fits)
  held <- held_values(known, at)
  predictors <- lapply(fits, function(fit) names(predictor_values(fit)))
  moving <- known[names(known) %in% unlist(predictors)]
  levels <- unlist(lapply(fits, level_variables))
  moves <- predictor_moves(moving, check_units(units, moving, weights_of_fits(fits), levels), levels)
  if (!length(moves)) {
    refuse_picture("odds", "the model has no predictor, so there is no odds ratio.",
      "Read odds_ratios(fit) for the odds themselves."
    )
  }
  rows <- moved_rows(moves, held_row(held))
  moved <- vapply(moves, `[[`, "", "variable")
  labels <- move_labels(fits, moves, rows, names(known))
  tables <- lapply(names(fits), function(name) {
    here <- which(moved %in% predictors[[name]])
    found <- fast_contrasts(fits[[name]], rows$from[here, , drop = FALSE], rows$to[here, , drop = FALSE], level)
    cbind(fit = factor(rep(name, length(here)), names(fits)), variable = moved[here],
      label = factor(labels[here], unique(labels)), from = rows$from_words[here], to = rows$to_words[here], found)
  })
  table <- do.call(rbind, tables)
  refuse_undetermined(table)
  list(table = table, rows = rows[c("from", "to")], words = odds_words(fits, held, table, level))
}

#' Stop where separated data settle no odds ratio at all
#' @noRd
refuse_undetermined <- function(table) {
  if (all(table$status == "not determined")) {
    refuse_picture("odds", "the data are completely separated, and they settle no odds ratio, not even as infinite.",
      "Draw plot(fit, \"separation\"), or fit with penalty = penalty_firth()."
    )
  }
}

#' Contrasts with profile limits, or with Wald's where so many rows make them the same and slow
#' @noRd
fast_contrasts <- function(fit, from, to, level) {
  row_contrasts(fit, from, to, level, if (length(fit$y) > 1e5) "wald" else "profile")
}

#' For each move the row from which it goes and the row to which it goes
#'
#' @return `from`, `to`: data frames with a row a move; `from_words`, `to_words`: the values of what moves, as text.
#' @noRd
moved_rows <- function(moves, row) {
  from <- to <- row[rep(1L, length(moves)), , drop = FALSE]
  row.names(from) <- row.names(to) <- NULL
  for (i in seq_along(moves)) {
    move <- moves[[i]]
    if (is.null(move$step)) from[[move$variable]][i] <- move$reference
    to[[move$variable]][i] <- if (is.null(move$step)) move$level else from[[move$variable]][i] + move$step
  }
  words <- function(rows) vapply(seq_along(moves), function(i) short_number(rows[[moves[[i]]$variable]][[i]]), "")
  list(from = from, to = to, from_words = words(from), to_words = words(to))
}

#' "age + 10", "race: black vs white", or "lwt: 121 to 131" where the odds ratio depends on where the step begins
#' @noRd
move_labels <- function(fits, moves, rows, known) {
  vapply(seq_along(moves), function(i) {
    move <- moves[[i]]
    if (is.null(move$step)) {
      return(sprintf("%s: %s vs %s", move$variable, rows$to_words[[i]], rows$from_words[[i]]))
    }
    having <- Filter(function(fit) move$variable %in% all.vars(predictor_expressions(fit)), fits)
    anywhere <- all(vapply(having, same_anywhere, TRUE, rows = rows, i = i, move = move))
    if (anywhere) {
      return(sprintf("%s %s %s", move$variable, if (move$step < 0) "-" else "+", sub("^-", "", move$words)))
    }
    sprintf("%s: %s to %s", move$variable, rows$from_words[[i]], rows$to_words[[i]])
  }, "")
}

#' Is a step the same in the design wherever it begins? Not for log(x) or poly(x, 2)
#' @noRd
same_anywhere <- function(fit, rows, i, move) {
  from <- rows$from[c(i, i), , drop = FALSE]
  from[[move$variable]][2] <- from[[move$variable]][1] + move$step
  to <- from
  to[[move$variable]] <- from[[move$variable]] + move$step
  step <- contrast_design(fit, from, to)
  step <- cbind(step, attr(step, "offset"))
  max(abs(step[1, ] - step[2, ])) <= 1e-9 * max(abs(step))
}

#' What the picture "odds" says
#' @noRd
odds_words <- function(fits, held, table, level) {
  fit <- fits[[1]]
  late <- unconverged_words_of(fits)
  c(
    title = title_lines(sprintf("Odds ratios of %s", fit$event$label)),
    x = "odds ratio (log scale)",
    subtitle = late,
    caption = caption_lines(paste(collapse = " ", c(
      interval_note(fits, table, level),
      condition_words(fits, held),
      if (any(table$status == "infinite")) {
        "Arrows: infinite, or 0, since the data are separated; they begin at the finite limit."
      },
      if (any(table$status == "not determined")) "No mark: separated data that do not settle the direction.",
      if (nlevels(table$label) > most_rows) sprintf("The first %d of %d are drawn.", most_rows, nlevels(table$label)),
      "An odds ratio is a ratio of odds, not of probabilities."
    )))
  )
}

#' How many rows a table may have that is drawn
#' @noRd
most_rows <- 15L

#' Which intervals are drawn, and why some fits have none
#' @noRd
interval_note <- function(fits, table, level) {
  methods <- intersect(c("profile", "wald"), table$method)
  names <- c(profile = "profile likelihood", wald = "Wald")
  without <- Filter(Negate(has_intervals), fits)
  whose <- if (length(fits) > 1) sprintf(" of \"%s\"", names(without)) else ""
  c(
    if (length(methods)) {
      sprintf("Bars: %s%% intervals (%s).", format(100 * level), paste(names[methods], collapse = " or "))
    },
    if (length(without)) sprintf("No intervals%s: %s.", whose, vapply(without, no_band, ""))
  )
}

#' At which values the odds ratios hold of what is in interactions
#' @noRd
condition_words <- function(fits, held) {
  pairs <- lapply(fits, function(fit) {
    variables <- names(predictor_values(fit))
    others <- lapply(stats::setNames(variables, variables), partners, fit = fit, known = names(held))
    list(bound = variables[lengths(others) > 0], by = unlist(others))
  })
  bound <- unique(unlist(lapply(pairs, `[[`, "bound")))
  if (length(bound)) {
    by <- unique(unlist(lapply(pairs, `[[`, "by")))
    at <- structure(unclass(held)[by], how = attr(held, "how")[match(by, names(held))])
    sprintf("Interactions: the odds ratios of %s hold at %s.", list_words(bound), held_words(at))
  }
}

#' Draw the picture "odds"
#' @noRd
draw_odds_picture <- function(data) {
  table <- data$table[as.integer(data$table$label) <= most_rows, ]
  several <- nlevels(table$fit) > 1
  ends <- odds_ends(table)
  table$label <- factor(table$label, rev(levels(droplevels(table$label))))
  table$label_place <- as.integer(table$label) + fit_shift(table$fit)
  ggplot2::ggplot(table, map_columns(y = "label_place", colour = "fit", shape = "fit")) +
    ggplot2::geom_vline(xintercept = 1, linetype = "dashed", colour = "grey50") +
    bar_layer(table, ends) +
    infinite_arrows(table, ends) +
    ggplot2::geom_point(map_columns(x = "odds_ratio"), data = table[table$status == "finite", ], size = 2.4) +
    ggplot2::scale_x_log10(limits = ends) +
    ggplot2::scale_y_continuous(breaks = seq_along(levels(table$label)), labels = odds_row_labels(table, several),
      limits = c(0.5, nlevels(table$label) + 0.5)
    ) +
    fit_scales(levels(table$fit)) +
    picture_labels(data$words) +
    picture_theme() +
    ggplot2::theme(axis.title.y = ggplot2::element_blank(), panel.grid.major.y = ggplot2::element_blank())
}

#' Fits beside each other in a row, the first on top
#' @noRd
fit_shift <- function(fit) {
  count <- nlevels(fit)
  if (count == 1) 0 else 0.5 * (0.5 - (as.integer(fit) - 1) / (count - 1))
}

#' Colour and shape of each fit; no legend for one
#' @noRd
fit_scales <- function(names) {
  count <- length(names)
  guide <- if (count == 1) "none" else "legend"
  list(
    ggplot2::scale_colour_manual(values = series_colours(count), limits = names, guide = guide),
    ggplot2::scale_shape_manual(values = rep_len(c(16, 17, 15, 18, 1, 2), count), limits = names, guide = guide)
  )
}

#' The label of each row; for one fit with the numbers below it
#' @noRd
odds_row_labels <- function(table, several) {
  labels <- levels(table$label)
  if (several || length(labels) > 9) {
    return(label_lines(labels))
  }
  found <- table[match(labels, table$label), ]
  numbers <- vapply(seq_len(nrow(found)), function(i) {
    three <- short_odds(unlist(found[i, c("odds_ratio", "lower", "upper")]))
    if (is.na(found$lower[[i]])) three[[1]] else sprintf("%s (%s to %s)", three[[1]], three[[2]], three[[3]])
  }, "")
  paste0(label_lines(labels, below = 1), "\n", ifelse(found$status == "not determined", "not determined", numbers))
}

#' An odds ratio and its limits with two decimals, or four where it is near 1
#' @noRd
short_odds <- function(values) {
  digits <- if (isTRUE(abs(values[[1]] - 1) < 0.05)) 4 else 2
  plain <- is.finite(values) & values >= 0.1 & values < 10
  ifelse(plain, formatC(values, format = "f", digits = digits), vapply(signif(values, 3), format, ""))
}

#' The ends of the axis: all that is finite and above 0, with room for arrows
#' @noRd
odds_ends <- function(table) {
  values <- c(1, table$odds_ratio, table$lower, table$upper)
  values <- values[is.finite(values) & values > 0]
  ends <- range(values)
  infinite <- any(table$status == "infinite") || any(table$upper %in% Inf) || any(table$lower %in% 0)
  room <- if (infinite) max(4, (ends[[2]] / ends[[1]])^0.25) else max(1.0002, (ends[[2]] / ends[[1]])^0.04)
  c(ends[[1]] / room, ends[[2]] * room)
}

#' The intervals of finite odds ratios, cut at the ends of the axis
#' @noRd
bar_layer <- function(table, ends) {
  bars <- table[table$status == "finite" & !is.na(table$lower), ]
  bars$lower <- pmax(bars$lower, ends[[1]])
  bars$upper <- pmin(bars$upper, ends[[2]])
  ggplot2::geom_segment(map_columns(x = "lower", xend = "upper", yend = "label_place"), data = bars, linewidth = 0.7)
}

#' Arrows to the edge, from the finite limit where there is one
#' @noRd
infinite_arrows <- function(table, ends) {
  infinite <- table[table$status == "infinite", ]
  up <- infinite$odds_ratio > 0
  begin <- ifelse(up, infinite$lower, infinite$upper)
  infinite$begin <- ifelse(is.finite(begin) & begin > 0, begin, 1)
  infinite$end <- ifelse(up, ends[[2]], ends[[1]])
  ggplot2::geom_segment(map_columns(x = "begin", xend = "end", yend = "label_place"), data = infinite, linewidth = 0.9,
    arrow = ggplot2::arrow(length = ggplot2::unit(0.1, "inches"), type = "closed"), show.legend = FALSE
  )
}
