# The sentences of interpret(). Every number in them is one of its table, rounded.

#' One sentence for each contrast
#'
#' @param table The table of [interpret()] so far: `variable`, `from`, `to`, `where`, `held`, and what [row_contrasts()] gives.
#' @param style See [sentence_style()].
#' @noRd
contrast_sentences <- function(table, style) {
  vapply(seq_len(nrow(table)), function(i) {
    row <- as.list(table[i, ])
    held <- if (nzchar(row$at)) sprintf(" Held: %s.", row$at) else ""
    paste0(row$variable, " ", contrast_sentence(row, style), held)
  }, "")
}

#' "from 121 to 131 (10 more): the odds of ... are multiplied by .... The probability goes from ... to ...."
#' @noRd
contrast_sentence <- function(row, style) {
  where <- if (nzchar(row$where)) sprintf(", where %s", row$where) else ""
  odds <- switch(row$status,
    finite = ratio_words(row, style),
    infinite = infinite_words(row, style),
    "not determined" = style$undetermined
  )
  paste0(
    sprintf("from %s to %s%s%s: %s.", row$from, row$to, row$step_words, where, odds),
    probability_words(row, style), bound_words(row), row$beyond
  )
}

#' " (10 more)", " (10 less)", or nothing where there is no step
#' @noRd
step_words <- function(step, unit) {
  deviation <- if (isTRUE(attr(unit, "deviation"))) ", one standard deviation" else ""
  if (is.null(step)) "" else sprintf(" (%s %s%s)", value_words(abs(step)), if (step > 0) "more" else "less", deviation)
}

#' What all sentences share: the event, the coverage, and the word for the probability
#' @noRd
sentence_style <- function(fit, level) {
  list(
    event = fit$event$label, level = paste0(format(100 * level), "%"),
    probability = if (fit$event$kind %in% c("counts", "proportion")) "probability per trial" else "probability",
    none = no_interval_words(fit), undetermined = paste0(
      "the data do not determine this odds ratio, since ",
      if (is_limit(fit)) "separating directions disagree about it"
      else "the column repeats others, which would have to move as well"
    )
  )
}

#' Why a whole fit has no intervals, for the middle of a sentence
#' @noRd
no_interval_words <- function(fit) {
  if (inherits(fit, "logreg_penalized")) "no interval: the penalty makes the estimate biased on purpose" else "no interval"
}

#' By what the odds are multiplied, with the interval
#' @noRd
ratio_words <- function(row, style) {
  if (isTRUE(row$lower == row$upper)) {
    return(sprintf("the odds of %s stay as they are, since no column changes", style$event))
  }
  sprintf(
    "the odds of %s are multiplied by %s%s (%s)", style$event, ratio_figure(row$odds_ratio),
    change_words(row$odds_ratio), interval_of_ratio(row, style)
  )
}

#' ", that is lowered by 29%", from the ratio as it is shown, so that the two agree; a ratio below a tenth is a division
#' @noRd
change_words <- function(ratio) {
  shown <- as.numeric(gsub(",", "", ratio_figure(ratio), fixed = TRUE))
  if (shown == 1) {
    return(", so they hardly change")
  }
  if (shown > 2) {
    return("")
  }
  if (shown < 0.1) {
    return(sprintf(", that is divided by %s", figure(1 / ratio)))
  }
  by <- format(signif(100 * abs(shown - 1), 10), scientific = FALSE)
  sprintf(", that is %s by %s%%", if (shown < 1) "lowered" else "raised", by)
}

#' An odds ratio with three figures, and with two of its distance from 1 at least
#' @noRd
ratio_figure <- function(ratio) {
  if (!is.finite(ratio) || ratio < 0.1 || ratio > 10) {
    return(figure(ratio))
  }
  formatC(ratio, format = "f", digits = ratio_decimals(ratio))
}

#' @noRd
ratio_decimals <- function(ratio) {
  distance <- abs(ratio - 1)
  if (distance < 5e-8) 2 else min(7, max(2, 1 - floor(log10(distance))))
}

#' A limit with the decimals of its odds ratio, or with more if it would read 1 otherwise
#' @noRd
limit_figure <- function(limit, ratio) {
  if (limit < 0.1 || limit > 10 || ratio > 10) {
    return(figure(limit))
  }
  shown <- formatC(limit, format = "f", digits = ratio_decimals(ratio))
  if (as.numeric(shown) == 1) ratio_figure(limit) else shown
}

#' "95% interval 0.75 to 0.98"; whether it leaves the direction open
#' @noRd
interval_of_ratio <- function(row, style) {
  if (is.na(row$lower) || is.na(row$upper)) {
    return(style$none)
  }
  open <- row$lower < 1 && row$upper > 1
  sprintf(
    "%s interval %s to %s%s", style$level, limit_figure(row$lower, row$odds_ratio), limit_figure(row$upper, row$odds_ratio),
    if (open) ", which includes 1: the direction is not settled" else ""
  )
}

#' The slope of a probability is steepest at one half, where it is a quarter of the log-odds' slope
#'
#' Gelman and Hill (2007), *Data Analysis Using Regression and Multilevel/Hierarchical Models*, section 5.2. Shown while it
#' bounds anything.
#' @noRd
bound_words <- function(row) {
  bound <- abs(row$log_odds_ratio) / 4
  if (row$status != "finite" || !row$one_number || bound > 0.25 || bound < 1e-8) {
    return("")
  }
  # Rounded up: a bound that is rounded down is none.
  unit <- 10^(floor(log10(100 * bound)) - 1)
  points <- format(ceiling(100 * bound / unit - 1e-9) * unit)
  sprintf(
    " Wherever it starts, it moves by at most %s percentage %s, a quarter of the log odds ratio.",
    points, if (points == "1") "point" else "points"
  )
}

#' What can be said of an odds ratio without a finite estimate
#' @noRd
infinite_words <- function(row, style) {
  up <- row$log_odds_ratio > 0
  limit <- if (up) row$lower else row$upper
  known <- is.finite(limit) && limit > 0
  paste0(
    sprintf("no finite estimate, the fitted odds of %s %s", style$event, if (up) "grow without bound" else "fall towards 0"),
    if (known) {
      sprintf(
        "; the one-sided %s interval says that they are multiplied by at %s %s", style$level,
        if (up) "least" else "most", ratio_figure(limit)
      )
    } else {
      "; no interval"
    }
  )
}

#' The probability before and after
#' @noRd
probability_words <- function(row, style) {
  before <- row$prob_from
  after <- row$prob_to
  if (is.na(before) || is.na(after)) {
    return(if (row$status == "not determined") "" else sprintf(" The %s is not determined at this row.", style$probability))
  }
  if (before == after && before %in% 0:1) {
    return(sprintf(" The %s is %s%% before and after, the limit of a separated fit.", style$probability, 100 * before))
  }
  shown <- percents_apart(before, after)
  if (shown[[1]] == shown[[2]]) {
    return(sprintf(" The %s stays at %s.", style$probability, percent(before)))
  }
  limit <- if (row$status == "infinite") ", in the limit" else ""
  sprintf(" The %s goes from %s to %s%s.", style$probability, shown[[1]], shown[[2]], limit)
}

#' A probability in per cent, with two figures of the rarer of event and no event, one decimal at least
#' @noRd
percent <- function(prob, more = 0) {
  if (is.na(prob)) {
    return("")
  }
  rarer <- 100 * min(prob, 1 - prob)
  decimals <- if (rarer < 1e-10) 0 else max(1, 1 - floor(log10(rarer)))
  paste0(formatC(100 * prob, format = "f", digits = min(12, decimals + more)), "%")
}

#' Two probabilities with the decimals it takes to tell them apart
#' @noRd
percents_apart <- function(one, other) {
  for (more in 0:6) {
    shown <- c(percent(one, more), percent(other, more))
    if (shown[[1]] != shown[[2]]) break
  }
  shown
}

#' Values as they are stated: numbers with up to seven figures
#' @noRd
value_words <- function(value) {
  if (is.numeric(value)) format(value, digits = 7) else as.character(value)
}

#' "80 to 250"
#' @noRd
range_words <- function(range) paste(value_words(range[[1]]), "to", value_words(range[[2]]))

#' A warning where one of the values of a contrast lies outside the data; `""` where none does
#' @noRd
beyond_words <- function(name, values, stated) {
  if (!is.numeric(values) || (min(stated) >= min(values) && max(stated) <= max(values))) {
    return("")
  }
  sprintf(" This goes beyond the data, where %s is %s.", name, range_words(range(values)))
}

#' "smoke = 1, race = white"
#' @noRd
where_words <- function(where) {
  paste(sprintf("%s = %s", names(where), vapply(where, value_words, "")), collapse = ", ")
}

#' "age = 23 (median), race = white (commonest)": the held row without the variables named
#' @noRd
profile_words <- function(row, without = character(), most = 8L) {
  names <- setdiff(names(row), without)
  if (!length(names)) {
    return("")
  }
  values <- vapply(names, function(name) value_words(row[[name]]), "")
  list_words(sprintf("%s = %s (%s)", names, values, attr(row, "how")[names]), most)
}

#' Which intervals the sentences have
#' @noRd
interval_kind_words <- function(method) {
  profile <- "profile" %in% method
  if (profile && "wald" %in% method) {
    "Intervals: profile likelihood; Wald's where a contrast is of several coefficients."
  } else if (profile) {
    "Intervals: profile likelihood."
  } else if ("wald" %in% method) {
    "Intervals: Wald's."
  }
}

#' Why a number has no one odds ratio
#' @noRd
curved_words <- function(fit, name) {
  sprintf(
    "Not one number: `%s` enters as %s, so its odds ratio depends on where the step starts. The same step from several values:",
    name, list_words(expressions_with(fit, name))
  )
}

#' @noRd
partner_words <- function(name, partners) {
  sprintf(
    "Not one number: `%s` interacts with %s, so its odds ratio depends on the value that each line states.",
    name, quote_names(partners)
  )
}

#' A hint where the step is little beside the spread of the variable
#' @noRd
small_step_words <- function(name, values, step) {
  spread <- if (is.null(step)) 0 else stats::sd(values)
  if (isTRUE(spread > 10 * abs(step %||% 1))) {
    sprintf(
      "A step of %s is little beside the spread of `%s` (standard deviation %s): units = c(%s = %s) takes a larger one.",
      value_words(step), name, figure(spread), code_name(name), format(signif(spread, 1))
    )
  }
}

#' A name as it is written in code
#' @noRd
code_name <- function(name) if (make.names(name) == name) name else paste0("`", name, "`")

#' What stands for the classes that the formula makes of a number
#' @noRd
class_words <- function(fit, name, values, ends) {
  if (is.null(ends$step) && !is_categorical(values) && length(unique(values)) > length(unique(c(ends$from, ends$to)))) {
    sprintf("`%s` enters as %s: a value from the middle stands for each of its classes.", name, class_expression(fit, name))
  }
}

#' What the intercept is, or why it is not interpreted
#' @noRd
intercept_words <- function(fit, style, limits) {
  zero <- zero_row(fit)
  if (!has_intercept(fit)) {
    return(if (is.null(zero$why)) {
      sprintf("The model has no intercept: where %s it takes the %s to be 50%%.", zero$where, style$probability)
    } else {
      "The model has no intercept."
    })
  }
  beta <- fit$coefficients[["(Intercept)"]]
  if (!is.null(zero$why) || !is.finite(beta)) {
    why <- zero$why %||% "it has no finite estimate"
    return(sprintf("The intercept is the log-odds where every column is zero. It is not interpreted: %s.", why))
  }
  sprintf(
    "The intercept is no odds ratio: %s the odds of %s are %s (%s), the %s %s.",
    # A fit without other columns has one probability for every row.
    if (nzchar(zero$where)) paste("where", zero$where) else "in every row",
    style$event, figure(exp(beta)), interval_of_odds(limits, style), style$probability, percent(stats::plogis(beta))
  )
}

#' @noRd
interval_of_odds <- function(limits, style) {
  if (anyNA(limits)) style$none else sprintf("%s interval %s to %s", style$level, figure(limits[[1]]), figure(limits[[2]]))
}

#' The row at which every column is zero: `where` it is, in words, or `why` there is none
#' @noRd
zero_row <- function(fit) {
  offset <- if (!is.null(fit$offset)) "the offset is 0"
  columns <- columns_of_terms(fit)
  places <- lapply(names(columns), function(name) zero_place(fit, name, columns[[name]]))
  why <- unlist(lapply(places, `[[`, "why"))
  if (length(why)) {
    return(list(why = paste(utils::head(why, 1), collapse = "")))
  }
  where <- c(unlist(lapply(places, `[[`, "where")), offset)
  list(where = if (length(where) > 6) "every column is zero" else paste(where, collapse = ", "))
}

#' The variables of the model frame that are terms or parts of terms, or the columns of a matrix
#' @noRd
columns_of_terms <- function(fit) {
  if (!is.null(fit$x_user)) {
    return(predictor_values(fit))
  }
  lapply(stats::setNames(nm = expression_texts(fit)), frame_values, fit = fit)
}

#' Where the columns of one expression are zero
#' @noRd
zero_place <- function(fit, name, values) {
  if (is_categorical(values)) {
    first_of_all <- if (has_intercept(fit)) zero_levels(fit, name)
    return(if (length(first_of_all)) {
      list(where = sprintf("%s = %s", name, first_of_all[[1]]))
    } else {
      list(why = sprintf("no level of `%s` has zero in all of its columns", name))
    })
  }
  if (NCOL(values) > 1) {
    return(list(why = sprintf("no row has zero in all columns of %s", name)))
  }
  range <- range(values)
  if (range[[1]] > 0 || range[[2]] < 0) {
    return(list(why = sprintf("`%s` is %s in the data, never 0", gsub("`", "", name), range_words(range))))
  }
  list(where = sprintf("%s = 0", name))
}

#' Why a fit is not interpreted; `NULL` if it is
#' @noRd
stopped_words <- function(fit) {
  optimum <- fit$convergence$optimum
  near <- isTRUE(optimum$found) && isTRUE(optimum$distance < 0.1)
  if (isTRUE(fit$converged) || near || (is_limit(fit) && fit$separation$type != "complete")) {
    return(NULL)
  }
  c(convergence_line(fit), stopped_remedy(fit))
}

#' @noRd
stopped_remedy <- function(fit) {
  if (is.null(fit$separation)) {
    return("Its coefficients are those of an unfinished run, so they are not interpreted. convergence(fit) says what to do.")
  }
  paste0(
    "There is no finite estimate to put into words. ", "penalty = penalty_firth() has finite estimates with intervals",
    if (fit$separation$type != "complete") "; separated = \"limit\" has those that the data do determine", "."
  )
}

#' What the reader must not take from the sentences, kept short
#' @noRd
warning_words <- function(style) {
  c(
    "An odds ratio is no ratio of probabilities: what it does to a probability depends on where that starts.",
    "The odds ratios describe rows that differ, not what happens when somebody changes a row.",
    "They are not to be compared with those of a model with other predictors: they change with what is held."
  )
}

#' The variables that are held at values outside the data
#' @noRd
held_beyond_words <- function(fit, row) {
  values <- c(predictor_values(fit), offset_values(fit))
  beyond <- vapply(names(row), function(name) nzchar(beyond_words(name, values[[name]], row[[name]])), TRUE)
  ranges <- vapply(values[names(row)[beyond]], function(x) range_words(range(x)), "")
  if (any(beyond)) {
    sprintf("Held outside the data: %s.", list_words(sprintf("%s, which is %s there", names(ranges), ranges)))
  }
}

#' What needs saying about the kind of fit
#' @noRd
kind_words <- function(fit, words) {
  c(
    if (is_limit(fit)) paste(separation_statement(fit$separation), "What is finite is interpreted, in the limit."),
    if (inherits(fit, "logreg_penalized")) "Ridge: the penalty pulls all odds ratios towards 1, and there are no intervals.",
    if (is_firth(fit$penalty)) "Firth's penalty: the estimates and intervals are of the penalised likelihood.",
    if (isTRUE(fit$solver$options$standardize)) {
      "The descent ran in z-scores; the odds ratios are per unit of the columns as given."
    },
    if (!is.null(fit$offset)) "The offset is part of every row; it is held, unless what moves is in it.",
    if (!is.null(words)) sprintf("Standard errors: %s.", words)
  )
}
