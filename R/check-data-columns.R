# The single checks of check_data(): each takes the facts of `facts_of_data()` and returns findings, or NULL.

#' @noRd
check_missing <- function(facts) {
  dropped <- length(facts$data$na_action)
  if (dropped == 0) {
    return(NULL)
  }
  share <- dropped / facts$origin$chosen
  finding(
    "missing values", list_words(names(facts$origin$missing)), if (share > 0.05) "attention" else "note", dropped,
    sprintf(
      "%s of %s dropped (%s), values are missing in %s.", count_of(dropped, "row"),
      format(facts$origin$chosen, big.mark = ","), share_words(share), missing_words(facts$origin$missing)
    ),
    "The estimates are those of the complete rows. If what is missing goes with the outcome, they are biased.",
    "Ask why the values are missing. Compare the event's share in the rows dropped; imputation keeps them."
  )
}

#' @noRd
check_balance <- function(facts) {
  share <- rarer_count(facts) / facts$trials
  if (share >= 0.1) {
    return(NULL)
  }
  event <- facts$data$event$label
  rare <- if (facts$events <= facts$trials / 2) event else paste("not", event)
  common <- if (facts$events <= facts$trials / 2) paste("not", event) else event
  finding(
    "balance", facts$data$event$name, "note", share,
    sprintf("%s of the trials are %s.", share_words(share), rare),
    sprintf("To say \"%s\" every time would be right in %s: accuracy says little here.", common, share_words(1 - share)),
    paste(
      "Judge the fit by log loss and calibration, and choose a threshold by what errors cost. Do not balance the classes",
      "by resampling: that spoils the probabilities."
    )
  )
}

#' @noRd
check_events <- function(facts) {
  slopes <- length(facts$names)
  ratio <- rarer_count(facts) / max(slopes, 1)
  if (slopes == 0 || ratio >= 10) {
    return(NULL)
  }
  finding(
    "events per coefficient", facts$data$event$name, "attention", ratio,
    sprintf(
      "The rarer class has %s for %s beside the intercept: %s each.", count_of(rarer_count(facts), "trial"),
      count_of(slopes, "coefficient"), figure(ratio)
    ),
    "Below about 10 estimates tend to be too large, intervals too short, and predictions of new rows too extreme.",
    "Leave out terms on grounds other than their p-values, or fit with penalty_firth() or penalty_ridge()."
  )
}

#' @noRd
check_references <- function(facts) {
  findings <- lapply(names(facts$data$contrasts), function(name) {
    levels <- factor_level_names(facts$data, name)
    reference <- reference_level(facts$data$contrasts[[name]], levels)
    every <- !facts$data$intercept && identical(name, every_level_factor(facts))
    trials <- drop(rowsum(facts$weight, as.character(facts$data$frame[[name]])))
    share <- trials[reference] / sum(trials)
    if (every || is.na(reference) || share >= 0.05) {
      return(NULL)
    }
    common <- names(which.max(trials))
    finding(
      "reference level", name, "note", share,
      sprintf("The reference of %s is %s, which has %s of the trials.", name, reference, share_words(share)),
      "Every coefficient of the factor compares with that level, so all of them are as uncertain as it is.",
      sprintf("A common level makes a better reference: relevel(%s, ref = \"%s\"). The model stays the same.", name, common)
    )
  })
  do.call(rbind, findings)
}

#' Columns that are constant beside an intercept, or zero without one
#' @noRd
constant_columns <- function(facts) {
  if (facts$data$intercept) facts$moments$spread == 0 else diag(facts$cosines) == 0
}

#' @noRd
check_constant <- function(facts) {
  value <- facts$moments$center[constant_columns(facts)]
  single <- unlist(facts$origin$single)
  names <- c(facts$names[constant_columns(facts)], names(single))
  if (length(names) == 0) {
    return(NULL)
  }
  fate <- rep(c("Its coefficient will be NA.", "logreg() will refuse it: one level has no contrast."), c(length(value), length(single)))
  finding(
    "constant column", names, "attention", c(value, rep(NA, length(single))),
    sprintf("`%s` is %s in every row used.", names, c(data_figures(value, 7), sprintf("\"%s\"", single))),
    paste("It tells no row from another.", fate),
    "Leave it out of the formula; if it should vary, look how it was made and what `subset` left."
  )
}

#' Values of the data as text: the year 1986 has no mark for the thousands
#' @noRd
data_figures <- function(values, digits) {
  vapply(signif(values, digits), format, "", digits = digits, USE.NAMES = FALSE)
}

#' Pairs of columns of which one is the other times a number (plus one, beside an intercept)
#' @return A matrix of two columns: the earlier and the later one of each pair, every later one once.
#' @noRd
repeated_pairs <- function(facts) {
  same <- abs(facts$cosines) > 1 - 1e-12
  same[lower.tri(same, diag = TRUE)] <- FALSE
  pairs <- which(same, arr.ind = TRUE, useNames = FALSE)
  pairs[!duplicated(pairs[, 2]), , drop = FALSE]
}

#' @noRd
check_repeated <- function(facts) {
  pairs <- repeated_pairs(facts)
  if (nrow(pairs) == 0) {
    return(NULL)
  }
  size <- sqrt(diag(facts$moments$cross) + (!facts$data$intercept) * facts$moments$rows * facts$moments$center^2)
  factor <- facts$cosines[pairs] * size[pairs[, 2]] / size[pairs[, 1]]
  shift <- if (facts$data$intercept) facts$moments$center[pairs[, 2]] - factor * facts$moments$center[pairs[, 1]] else 0 * factor
  # What rounding leaves of a shift of nothing.
  shift[abs(shift) < 1e-9 * abs(facts$moments$center[pairs[, 2]])] <- 0
  finding(
    "repeated column", facts$names[pairs[, 2]], "attention", factor,
    sprintf("`%s` repeats `%s`: it is %s.", facts$names[pairs[, 2]], facts$names[pairs[, 1]], line_in_words(factor, shift)),
    "No data can tell the two apart. The coefficient of the later one will be NA.",
    "Keep one of them."
  )
}

#' "60 times it", "-1 times it plus 100"
#' @noRd
line_in_words <- function(factor, shift) {
  shown <- function(values) data_figures(values, 5)
  times <- ifelse(abs(factor - 1) < 1e-9, "the same", paste(shown(factor), "times it"))
  ifelse(shift == 0, times, sprintf("%s %s %s", times, ifelse(shift > 0, "plus", "minus"), shown(abs(shift))))
}

#' Columns that several others make up together
#' @noRd
check_dependent <- function(facts) {
  known <- constant_columns(facts)
  known[repeated_pairs(facts)[, 2]] <- TRUE
  left <- which(!facts$independent & !known)
  if (length(left) == 0) {
    return(NULL)
  }
  kept <- which(facts$independent)
  shares <- solve(facts$cosines[kept, kept, drop = FALSE], facts$cosines[kept, left, drop = FALSE])
  makers <- apply(shares, 2, function(share) list_words(sprintf("`%s`", facts$names[kept][abs(share) > 1e-6]), 12L))
  finding(
    "dependent columns", facts$names[left], "attention", NA,
    sprintf("`%s` is a combination of %s%s.", facts$names[left], makers, if (facts$data$intercept) " and the intercept" else ""),
    "No data can tell it apart from them. Its coefficient will be NA.",
    "Leave one of these columns out; which one changes no prediction, but what the other coefficients mean."
  )
}

#' @noRd
check_correlated <- function(facts) {
  high <- abs(facts$correlations) > 0.9 & abs(facts$cosines) <= 1 - 1e-12
  high[lower.tri(high, diag = TRUE)] <- FALSE
  high <- high & outer(facts$terms, facts$terms, "!=") & outer(facts$independent, facts$independent)
  pairs <- which(high, arr.ind = TRUE, useNames = FALSE)
  if (nrow(pairs) == 0) {
    return(NULL)
  }
  shared <- terms_sharing_variables(facts$labels)[cbind(facts$terms[pairs[, 1]], facts$terms[pairs[, 2]])]
  value <- facts$correlations[pairs]
  finding(
    "correlated columns", paste(facts$names[pairs[, 1]], facts$names[pairs[, 2]], sep = ", "), "note", value,
    sprintf("`%s` and `%s`: correlation %s.", facts$names[pairs[, 1]], facts$names[pairs[, 2]], vapply(value, figure, "")),
    ifelse(shared,
      "They are made of the same variable, so this is as it must be; it harms no prediction.",
      "The data say much about the two together and little about each: both coefficients will be uncertain."
    ),
    ifelse(shared,
      "Centring the variable, or poly(), takes it away and leaves the fit the same.",
      "Do not read their coefficients one by one. Keep one, or a sum or difference that means something."
    )
  )
}

#' Which terms are made of a variable in common? A matrix, terms x terms
#' @noRd
terms_sharing_variables <- function(labels) {
  variables <- lapply(labels, function(label) all.vars(str2lang(label)))
  share <- function(i, j) length(intersect(variables[[i]], variables[[j]])) > 0
  outer(seq_along(labels), seq_along(labels), Vectorize(share))
}

#' @noRd
check_inflation <- function(facts) {
  if (!facts$data$intercept && length(facts$names) > 1) {
    return(not_checked(
      "variance inflation", "", "Variance inflation compares with columns that are unrelated about their means, and the model has no intercept.",
      "Fit with an intercept, or read the condition numbers in the finding about scaling."
    ))
  }
  table <- facts$inflation
  table <- table[table$per_df >= 5, ]
  if (is.null(table) || nrow(table) == 0) {
    return(NULL)
  }
  shared <- rowSums(terms_sharing_variables(facts$labels))[match(table$term, facts$labels)] > 1
  finding(
    "variance inflation", table$term, ifelse(table$per_df >= 10 & !shared, "attention", "note"), table$gvif,
    ifelse(table$df == 1,
      sprintf("%s: variance inflation %s.", table$term, vapply(table$gvif, figure, "")),
      sprintf(
        "%s: generalised variance inflation %s with %d degrees of freedom, %s for each.", table$term,
        vapply(table$gvif, figure, ""), table$df, vapply(table$per_df, figure, "")
      )
    ),
    ifelse(shared,
      "It shares a variable with another term, a product or a power. Such inflation hangs on where zero is and harms no prediction.",
      sprintf(
        "The other terms nearly tell this one: its standard errors will be about %s times what they would be if unrelated.",
        vapply(sqrt(table$per_df), figure, "")
      )
    ),
    ifelse(shared,
      "Test the terms together, by anova() of the fits with and without them. Centring the variable lowers it.",
      "Predictions do not suffer. For coefficients choose between terms that say the same; ridge spreads the effect over them."
    )
  )
}

#' The places of numbers that have more than two values and are a term of their own, unlike the parts of a polynomial
#' @noRd
measured_columns <- function(facts) {
  alone <- tabulate(facts$terms, length(facts$labels))[facts$terms[facts$numbers]] == 1
  numbers <- facts$numbers[alone]
  numbers[vapply(numbers, function(place) has_several_values(slope_values(facts$data, place)), TRUE)]
}

#' More than two different values?
#' @noRd
has_several_values <- function(x) any(x != x[[1]] & x != x[x != x[[1]]][1])

#' Numbers that may stand for levels, such as 1, 2, 3 for three countries
#' @noRd
check_codes <- function(facts) {
  places <- facts$measured
  values <- lapply(places, function(place) few_whole_numbers(slope_values(facts$data, place)[facts$weight > 0]))
  places <- places[lengths(values) > 0]
  values <- values[lengths(values) > 0]
  if (length(places) == 0) {
    return(NULL)
  }
  finding(
    "few whole numbers", facts$names[places], "note", lengths(values),
    sprintf("`%s` has the values %s only: is it a code?", facts$names[places], vapply(values, function(x) list_words(data_figures(x, 15)), "")),
    "As a number it has one coefficient: every step of 1 is taken to multiply the odds by the same. Codes have no such order.",
    sprintf("If the numbers stand for levels, write factor(%s). Counts and marks may stay as they are.", facts$names[places])
  )
}

#' The different values of a column if they are three to six whole numbers, else `NULL`
#' @noRd
few_whole_numbers <- function(x) {
  # Most columns have more values than that among their first rows.
  if (length(unique(utils::head(x, 100))) > 6) {
    return(NULL)
  }
  values <- sort(unique(x))
  if (length(values) %in% 3:6 && all(values == round(values))) values
}

#' @noRd
check_skew <- function(facts) {
  places <- facts$measured
  places <- places[abs(facts$moments$skewness[places]) > 2]
  if (length(places) == 0) {
    return(NULL)
  }
  value <- facts$moments$skewness[places]
  positive <- vapply(places, function(place) min(slope_values(facts$data, place)) > 0, TRUE)
  finding(
    "skew", facts$names[places], "note", value,
    sprintf("`%s` has skewness %s.", facts$names[places], vapply(value, figure, "")),
    "A few rows with extreme values settle its coefficient. Logistic regression does not need normal columns.",
    ifelse(positive,
      "Compare log(x) and sqrt(x) after the fit: check_fit() says whether one lowers the AIC.",
      "Look at plot(fit, \"linearity\") after the fit, and at the rows with most leverage."
    )
  )
}

#' From how many standard deviations on a value is far out: 5, or what one normal sample in a hundred of that size reaches
#' @noRd
far_out <- function(rows) max(5, stats::qnorm(0.005 / rows, lower.tail = FALSE))

#' @noRd
check_far_out <- function(facts) {
  places <- facts$measured
  places <- places[facts$moments$far_z[places] > far_out(facts$moments$rows)]
  if (length(places) == 0) {
    return(NULL)
  }
  rows <- facts$moments$far[places]
  value <- vapply(seq_along(places), function(i) slope_values(facts$data, places[[i]])[[rows[[i]]]], 0)
  # In a model with this column alone.
  alone <- 1 / facts$moments$rows + facts$moments$far_z[places]^2 / facts$moments$rows
  finding(
    "far-out value", facts$names[places], "note", facts$moments$far_z[places],
    sprintf(
      "`%s` is %s in row %s: %s standard deviations from the mean, leverage %s by this column alone.", facts$names[places],
      data_figures(value, 5), facts$row_names[rows], vapply(facts$moments$far_z[places], figure, ""),
      vapply(alone, figure, "")
    ),
    "Such a value pulls the coefficient towards itself. It may be a slip of the pen, another unit, or the truth.",
    "Look at the row. Correct what is wrong; keep what is right, and see whether log() or a spline suits it better."
  )
}

#' @noRd
check_design_leverage <- function(facts) {
  hat <- design_leverage(facts$data, facts$moments, facts$independent)
  columns <- sum(facts$independent) + facts$data$intercept
  high <- which(hat > 3 * columns / facts$moments$rows & hat > 0.2)
  if (length(high) == 0) {
    return(NULL)
  }
  high <- high[order(-hat[high])]
  shown <- utils::head(high, 6)
  finding(
    "leverage", list_words(facts$row_names[high]), "note", hat[[high[[1]]]],
    sprintf(
      "%s leverage above 0.2 and 3 times the mean %s: %s%s.",
      if (length(high) == 1) "1 row has" else paste(count_of(length(high), "row"), "have"), figure(columns / facts$moments$rows),
      paste(sprintf("row %s (%s)", facts$row_names[shown], vapply(hat[shown], figure, "")), collapse = ", "),
      if (length(high) > 6) sprintf(" and %d more", length(high) - 6L) else ""
    ),
    "These rows lie apart from the others in the columns of the design: the fit will follow them, whatever their outcome.",
    "Look at them. A fit with and without them, both reported, shows what hangs on them: check_fit() names the influential ones."
  )
}

#' Events and others at every level of what has levels
#' @return A data frame: `variable`, `level`, `events`, `others`.
#' @noRd
cell_counts <- function(facts) {
  frame <- facts$data$frame
  coding <- term_coding(facts$data$terms, frame)
  used <- vapply(rownames(coding)[rowSums(coding) > 0], frame_name, "", frame = frame)
  used <- used[vapply(frame[used], has_levels, TRUE)]
  tables <- lapply(used, function(name) {
    counts <- rowsum(cbind(facts$weight * facts$data$y, facts$weight * (1 - facts$data$y)), as.character(frame[[name]]))
    counts <- counts[rowSums(counts) > 0, , drop = FALSE]
    data.frame(variable = name, level = rownames(counts), events = unname(counts[, 1]), others = unname(counts[, 2]))
  })
  none <- data.frame(variable = character(), level = character(), events = numeric(), others = numeric())
  do.call(rbind, c(list(none), unname(tables)))
}

#' @noRd
check_cells <- function(facts) {
  cells <- facts$cells
  least <- pmin(cells$events, cells$others)
  cells <- cells[least < 5, ]
  least <- least[least < 5]
  findings <- lapply(unique(cells$variable), function(name) {
    rbind(empty_cells(cells[cells$variable == name & least == 0, ]), small_cells(cells[cells$variable == name & least > 0, ]))
  })
  do.call(rbind, findings)
}

#' @noRd
empty_cells <- function(cells) {
  if (nrow(cells) == 0) {
    return(NULL)
  }
  all_events <- cells$others == 0
  words <- sprintf(
    "%s (%s, %s)", cells$level, vapply(cells$events + cells$others, count_of, "", singular = "trial"),
    ifelse(all_events, "all events", "no event")
  )
  finding(
    "sparse cell", cells$variable[[1]], "attention", 0,
    sprintf("%s: one class only at %s.", cells$variable[[1]], list_words(words)),
    "The data are separated there: with this variable in the model its coefficient has no finite estimate.",
    "Ask whether the cell could have been filled. Merge levels that belong together, or fit with penalty_firth()."
  )
}

#' @noRd
small_cells <- function(cells) {
  if (nrow(cells) == 0) {
    return(NULL)
  }
  words <- sprintf("%s (%s, %s)", cells$level, vapply(cells$events, count_of, "", "event"), vapply(cells$others, count_of, "", "other"))
  finding(
    "sparse cell", cells$variable[[1]], "note", min(cells$events, cells$others),
    sprintf("%s: fewer than 5 of a class at %s.", cells$variable[[1]], list_words(words)),
    "Wald intervals are poor for such a level, and its coefficient tends to be too large.",
    "Take profile intervals (the default of confint()), merge levels that belong together, or use penalty_firth()."
  )
}

#' @noRd
check_scaling <- function(facts) {
  kept <- which(c(if (facts$data$intercept) TRUE, facts$independent))
  if (length(facts$names) == 0 || length(kept) < 2) {
    return(NULL)
  }
  condition <- condition_numbers_(core_data(facts$data), kept)
  if (condition[[2]] < 10 * condition[[1]]) {
    return(NULL)
  }
  finding(
    "scaling", list_words(facts$names), "note", condition[[2]], scale_words(condition[[2]], condition[[1]]),
    paste(
      "Gradient descent in the raw columns needs very many epochs: the step that suits one column is too long or too short",
      "for another. Newton's method does not mind."
    ),
    "standardize = TRUE descends in z-scores, and the coefficients come back in the units of the data."
  )
}

#' @noRd
check_leakage <- function(facts) {
  by_number <- vapply(facts$numbers, function(place) {
    single_column_auc(slope_values(facts$data, place), facts$data$y, facts$weight)
  }, 0)
  areas <- c(stats::setNames(by_number, facts$names[facts$numbers]), areas_of_levels(facts))
  areas <- pmax(areas, 1 - areas)
  areas <- areas[!duplicated(names(areas)) & areas >= 0.99]
  if (length(areas) == 0) {
    return(NULL)
  }
  finding(
    "nearly decides", names(areas), "attention", areas,
    sprintf(
      "`%s` alone %s the outcome (area under the ROC curve %s).", names(areas), ifelse(areas == 1, "decides", "nearly decides"),
      sprintf(ifelse(areas == 1, "%.0f", "%.3f"), areas)
    ),
    paste(
      "It is either the answer in disguise, known only after the outcome (leakage), or it separates the classes, so that no",
      "finite estimate exists."
    ),
    "Ask whether it is known when the prediction is wanted. If it is, and the data are separated, fit with penalty_firth()."
  )
}

#' Areas of factors, their levels in the order of their share of events
#' @noRd
areas_of_levels <- function(facts) {
  variables <- unique(facts$cells$variable)
  vapply(stats::setNames(variables, variables), function(name) {
    cells <- facts$cells[facts$cells$variable == name, ]
    trials <- c(cells$events, cells$others)
    share <- cells$events / (cells$events + cells$others)
    single_column_auc(c(share, share), rep(c(1, 0), each = nrow(cells)), trials)
  }, 0)
}

#' Area under the ROC curve of a single column: the probability that an event has more of it than another row, ties half
#'
#' Ties are equal values, whatever the unit of the column.
#' @param y 0, 1 or a proportion of each row. `NA` without both classes.
#' @noRd
single_column_auc <- function(x, y, weight) {
  order <- order(x, method = "radix")
  sorted <- x[order]
  first <- which(c(TRUE, sorted[-1] != sorted[-length(sorted)]))
  area_under_curve(counts_by_value(y, weight, order, first))$auc
}
