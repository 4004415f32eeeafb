#' @rdname check_data
#' @param fit A fit of [logreg()].
#' @section What `check_fit()` looks at:
#'   * `convergence`, `separation`, `dependent columns`: is there an optimum, and is the fit there?
#'   * `linearity`: Box and Tidwell's test of each number x > 0 that is a term of its own: x log(x) is added and tested by
#'     its likelihood ratio. Where x has values of 0 or less, the square is tested in its place. Attention below p = 0.01,
#'     a note below 0.05. Table `linearity` (`term`, `added`, `statistic`, `df`,
#'     `p_value`, `separated`, whether the larger model has no finite estimate).
#'   * `transform`: log(x), sqrt(x), and x with its square, each in the place of x; the best is named if it lowers the
#'     AIC of the fit. For variables that enter as they are and in no other term. Table `transforms` (`term`, `form`,
#'     `aic`, `aic_fit`).
#'   * `leverage`: rows whose leverage is above 3 times its mean p / n. `influence`: Cook's distance above 0.5,
#'     attention above 1. Table `rows` (`row`, `leverage`, `residual`, standardised Pearson, `cooks_distance`), the 20
#'     largest distances.
#'   * `Wald and likelihood ratio`: coefficients of which one test is below 0.05 and the other is not. Where an effect is
#'     large, Wald's test loses its power (Hauck and Donner). Table `tests` (`term`, `wald_p`, `lr_p`).
#'   * `descent`: how many epochs full-batch gradient descent needs from 0 at the rate 1 / L, in the columns as they are
#'     and in z-scores, to the tolerance of [solver_gradient_descent()]; a note where z-scores save nine tenths.
#'   * `overdispersion`: Pearson's chi-squared of rows with several trials. Refused for 0/1 rows: there it says
#'     nothing, nor does the deviance.
#'
#'   What needs the likelihood's optimum is not available for fits that are not there: unconverged, separated,
#'   penalised. Rows are counted once in `rows`; weights and trials count as in the fit.
#' @section Method of `check_fit()`:
#'   Every smaller or larger model is fitted again by Newton's method. The epochs are counted with the curvature at the
#'   optimum, as in [convergence()]: near the start the descent may be faster or slower. Box and Tidwell (1962),
#'   *Technometrics* 4. Pregibon (1981), *Annals of Statistics* 9. Hauck and Donner (1977), *Journal of the American
#'   Statistical Association* 72.
#' @examples
#' check_fit(logreg(admitted ~ exam1 + exam2, data = exam_marks))
#' @export
check_fit <- function(fit) {
  check_argument(checkmate::check_class(fit, "logreg_fit"), "fit")
  facts <- facts_of_fit(fit)
  checks <- list(
    convergence = check_convergence, separation = check_separation, "dependent columns" = check_aliased,
    linearity = check_linearity, transform = check_transforms, leverage = check_leverage, influence = check_influence,
    "Wald and likelihood ratio" = check_tests, descent = check_epochs, overdispersion = check_overdispersion
  )
  findings <- lapply(names(checks), function(check) {
    why <- why_not_checked(facts, check)
    if (is.null(why)) checks[[check]](facts) else not_checked(check, "", why[[1]], why[[2]])
  })
  title <- sprintf("Fit ledger of %s", expression_text(stats::formula(fit)))
  new_findings(findings, fit_ledger(facts), names(checks), title,
    linearity = facts$linearity, transforms = facts$transforms, rows = facts$influence, tests = facts$tests
  )
}

#' What the checks share: the data without dependent columns, the refits and the rows
#' @noRd
facts_of_fit <- function(fit) {
  data <- fit_data(fit)
  data$terms <- fit$terms
  data <- keep_design_columns(data, !is_aliased(fit))
  facts <- list(
    fit = fit, data = data, labels = attr(fit$terms, "term.labels"), maximum = is_maximum(fit),
    used = length(used_row_numbers(data)), sparse = any(vapply(data$columns, function(column) column$kind == "sparse", TRUE))
  )
  if (facts$maximum || (is_firth(fit$penalty) && fit$converged)) facts$influence <- influential_rows(fit)
  if (facts$maximum) {
    facts$columns <- if (!facts$sparse) curve_columns(facts)
    facts$curves <- if (!facts$sparse) curve_terms(facts)
    facts$linearity <- linearity_tests(facts)
    facts$transforms <- transform_aics(facts)
    facts$tests <- coefficient_tests(facts)
    facts$epochs <- if (!facts$sparse) descent_epochs(facts)
  } else if (is_limit(fit)) {
    facts$tests <- infinite_tests(fit)
  }
  facts
}

#' Likelihood-ratio tests of infinite coefficients, the intercept apart; `NULL` if there are none
#' @noRd
infinite_tests <- function(fit) {
  if (!any(is.infinite(fit$coefficients[names(fit$coefficients) != "(Intercept)"]))) {
    return(NULL)
  }
  tests <- infinite_term_tests(fit)
  tests <- tests[rownames(tests) != "(Intercept)", ]
  data.frame(term = rownames(tests), wald_p = NA_real_, lr_p = tests$p_value)
}

#' Is the fit at the maximum of the likelihood, or within a tenth of a standard error?
#' @noRd
is_maximum <- function(fit) is.null(fit$penalty) && !is_limit(fit) && is.null(no_band(fit))

#' Why a check has no answer for this fit, and what to do instead; `NULL` if it has one
#' @noRd
why_not_checked <- function(facts, check) {
  fit <- facts$fit
  needs_maximum <- c("linearity", "transform", "influence", "descent")
  needs_columns <- c("linearity", "transform", "Wald and likelihood ratio", "descent")
  open <- facts$maximum || !(check %in% needs_maximum ||
    (check == "leverage" && is.null(facts$influence)) || (check == "Wald and likelihood ratio" && is.null(facts$tests)) ||
    (check == "overdispersion" && has_several_trials(fit) && is.null(facts$influence)))
  if (open) {
    return(if (facts$maximum && facts$sparse && check %in% needs_columns) sparse_words)
  }
  if (!is.null(fit$penalty)) {
    return(c(
      "It compares likelihoods at their maximum, and this fit has a penalty.",
      "Run check_fit() on the fit without `penalty`; plot(fit, \"linearity\") and plot(fit, \"residuals\") are drawn of this one too."
    ))
  }
  if (!is.null(fit$separation)) {
    return(c(
      "It needs a finite maximum of the likelihood, and the data are separated.",
      "See the finding about separation; check_data() names columns and cells that separate."
    ))
  }
  c(
    "It needs the maximum of the likelihood, and the fit is not there.",
    "Fit again with solver = \"newton\", or run the descent to its end."
  )
}

#' @noRd
sparse_words <- c(
  "The columns of a sparse matrix are not taken apart for it.",
  "Make the columns in question dense, as variables of a data frame."
)

#' The lines of the fit ledger
#' @noRd
fit_ledger <- function(facts) {
  fit <- facts$fit
  weight <- row_weights(facts$data)
  condition <- condition_numbers(fit)
  rbind(
    ledger_lines("rows used", whole_words(facts$used)),
    if (any(weight != 1)) ledger_lines("trials or weight", whole_words(sum(weight)), "in all"),
    ledger_lines("events", whole_words(sum(weight * facts$data$y)), sprintf("the event is %s", fit$event$label)),
    ledger_lines("coefficients", whole_words(length(fit$coefficients)), coefficient_kinds(fit)),
    if (facts$maximum) ledger_lines("AIC", formatC(stats::AIC(fit), digits = 1, format = "f", big.mark = ",")),
    if (!anyNA(condition)) {
      ledger_lines("condition number", figure(condition[[2]]), sprintf("in z-scores %s", figure(condition[[1]])))
    },
    if (!is.null(facts$epochs)) {
      ledger_lines("epochs of descent", epoch_words(facts$epochs[["raw"]]),
        sprintf("in z-scores %s, from 0 at the rate 1/L", epoch_words(facts$epochs[["standardized"]])))
    }
  )
}

#' @noRd
coefficient_kinds <- function(fit) {
  aliased <- sum(is_aliased(fit))
  infinite <- sum(is.infinite(fit$coefficients))
  parts <- c(
    if (has_intercept(fit)) "with the intercept" else "no intercept", if (aliased > 0) sprintf("%d not estimated", aliased),
    if (infinite > 0) sprintf("%d infinite", infinite), if (!is.null(fit$penalty)) "penalised"
  )
  paste(parts, collapse = ", ")
}

#' @noRd
epoch_words <- function(epochs) {
  if (is.infinite(epochs)) "over 1e12" else format(signif(epochs, 2), big.mark = ",", scientific = FALSE, trim = TRUE)
}

#' @noRd
check_convergence <- function(facts) {
  state <- ending(facts$fit)
  if (state$converged || !is.null(facts$fit$separation)) {
    return(NULL)
  }
  near <- facts$maximum
  finding(
    "convergence", "", if (near) "note" else "attention", distance_left(facts$fit), statement(state),
    if (near) "That is near enough for what is said here." else "The coefficients are no estimate yet: nothing should be read from them.",
    paste(c(causes(convergence(facts$fit)), "Newton's method gets there in a few steps: solver = \"newton\"."), collapse = " ")
  )
}

#' @noRd
check_separation <- function(facts) {
  found <- facts$fit$separation
  if (is.null(found)) {
    return(NULL)
  }
  finding(
    "separation", list_words(names(found$limits)[!found$limits %in% c("finite", "aliased")], 12L), "attention", found$rows_apart,
    separation_statement(found),
    paste(c(
      term_words("Without bound:", found, c("Inf", "-Inf")), undetermined_words(found), found$levels
    ), collapse = " "),
    paste(
      "Ask whether such a column gives the answer away. If not: penalty_firth() has finite estimates with intervals,",
      "penalty_ridge() finite estimates. More iterations do not help. See ?separation."
    )
  )
}

#' @noRd
check_aliased <- function(facts) {
  names <- names(facts$fit$coefficients)[is_aliased(facts$fit)]
  if (length(names) == 0) {
    return(NULL)
  }
  lines <- vapply(facts$fit$aliased, aliased_line, "", names = names(facts$fit$coefficients))
  finding(
    "dependent columns", names, "attention", NA,
    if (length(lines) == length(names)) lines else sprintf("`%s` was not estimated.", names),
    "The data cannot tell these columns apart; predictions are those of the model without the later one.",
    "Leave one of the columns out, so that what the others mean is settled by you."
  )
}

#' @noRd
check_linearity <- function(facts) {
  table <- facts$linearity
  bent <- table[table$p_value < 0.05, ]
  handled <- table$term[table$added == "x^2"]
  rest <- table$p_value[table$added == "x^2"]
  rbind(
    if (nrow(bent)) {
      finding(
        "linearity", bent$term, ifelse(bent$p_value < 0.01, "attention", "note"), bent$p_value,
        sprintf(
          "%s: adding %s gives a likelihood ratio of %s%s on 1 degree of freedom, p = %s.", bent$term,
          added_words(bent), ifelse(bent$separated, "at least ", ""), vapply(bent$statistic, figure, ""), p_words(bent$p_value)
        ),
        ifelse(bent$separated,
          "With this added the classes are separated: that is more than a bend, and there is no finite estimate.",
          "The log-odds do not go up or down evenly with it, so one odds ratio per unit does not tell its effect."
        ),
        paste(
          "Look at plot(fit, \"linearity\"). Try the transform named here if there is one, poly(x, 2) or a spline.",
          "With many rows small bends show too."
        )
      )
    },
    if (length(handled)) {
      not_checked(
        "linearity", list_words(handled, 50L),
        sprintf(
          "%s: Box and Tidwell's test needs values above 0. The square was tested instead: %sp = %s%s.", list_words(handled),
          if (length(handled) > 1) "the least " else "", p_words(min(rest)),
          if (length(handled) > 1) sprintf(" for %s", handled[[which.min(rest)]]) else ""
        ),
        "Look at plot(fit, \"linearity\"). A constant added to x would settle the answer by its size."
      )
    },
    if (length(facts$curves)) {
      not_checked(
        "linearity", facts$curves, sprintf("%s is a curve already.", facts$curves),
        "Compare it with the straight line by anova() of the two fits."
      )
    }
  )
}

#' @noRd
added_words <- function(table) {
  ifelse(table$added == "x^2", sprintf("%s^2", table$term), sprintf("%s * log(%s)", table$term, table$term))
}

#' p-values with two figures, or with as many as tell them from the 0.05 that they are read against
#' @noRd
p_words <- function(p) {
  vapply(p, function(one) {
    if (is.na(one)) "NA" else if (one < 1e-4) format(one, digits = 2) else figures_apart(one, 0.05, least = 2)[[1]]
  }, "")
}

#' @noRd
check_transforms <- function(facts) {
  table <- facts$transforms
  findings <- lapply(unique(table$term), function(term) {
    tried <- table[table$term == term & !is.na(table$aic), ]
    best <- tried[which.min(tried$aic), ]
    gain <- best$aic_fit - best$aic
    if (!isTRUE(gain > 0)) {
      return(NULL)
    }
    aics <- decimals_apart(best$aic_fit, best$aic)
    finding(
      "transform", term, "note", gain,
      sprintf("%s in the place of %s lowers the AIC from %s to %s.", best$form, term, aics[[1]], aics[[2]]),
      if (gain < 2) {
        "A difference below 2 is slight: it may be chance."
      } else {
        "The AIC charges 2 for every coefficient; the model with the lower one predicts new rows better on average."
      },
      "Take it if it makes sense for the subject. A form chosen by the data makes intervals too short: test it on new rows."
    )
  })
  do.call(rbind, findings)
}

#' Two numbers with as many decimals as it takes to tell them apart, one at least
#' @noRd
decimals_apart <- function(one, other) {
  for (digits in 1:9) {
    shown <- formatC(c(one, other), digits = digits, format = "f", big.mark = ",")
    if (shown[[1]] != shown[[2]]) break
  }
  shown
}

#' @noRd
check_leverage <- function(facts) {
  all <- attr(facts$influence, "leverage")
  mean <- facts$fit$rank / facts$used
  high <- which(all > 3 * mean)
  if (length(high) == 0) {
    return(NULL)
  }
  high <- high[order(-all[high])]
  shown <- utils::head(high, 5)
  distance <- attr(facts$influence, "cooks_distance")[shown]
  names <- names(facts$fit$y)
  finding(
    "leverage", list_words(names[high]), "note", all[[high[[1]]]],
    sprintf(
      "%s above 2 times the mean leverage %s, %s above 3 times: %s%s.", count_of(sum(all > 2 * mean, na.rm = TRUE), "row"),
      figure(mean), format(length(high), big.mark = ","),
      paste(sprintf("row %s (%s%s)", names[shown], vapply(all[shown], figure, ""), distance_words(distance)), collapse = ", "),
      if (length(high) > 5) sprintf(" and %s more", format(length(high) - 5, big.mark = ",")) else ""
    ),
    "They lie apart in the columns of the model. That gives them weight; whether they pull the fit says Cook's distance.",
    "Look at them: are the values right, and does the model mean to speak of such rows?"
  )
}

#' @noRd
distance_words <- function(distance) {
  if (anyNA(distance)) "" else sprintf(", Cook's distance %s", vapply(distance, figure, ""))
}

#' @noRd
check_influence <- function(facts) {
  rows <- facts$influence[facts$influence$cooks_distance > 0.5, ]
  if (nrow(rows) == 0) {
    return(NULL)
  }
  finding(
    "influence", list_words(rows$row), if (rows$cooks_distance[[1]] > 1) "attention" else "note", rows$cooks_distance[[1]],
    sprintf(
      "Cook's distance above 0.5: %s.%s",
      list_words(sprintf("row %s (%s)", rows$row, vapply(rows$cooks_distance, figure, ""))), without_row_words(facts, rows$row[[1]])
    ),
    "Such a row alone moves the coefficients by much of their uncertainty.",
    "Look at it. Being influential is no fault: report the fit with it and the fit without it, and correct only what is wrong."
  )
}

#' Which coefficient the most influential row moves most, by a fit without that row
#' @noRd
without_row_words <- function(facts, row) {
  place <- match(row, names(facts$fit$y))
  # Weight 0 leaves the row out and the columns as they are.
  facts$data$weight <- replace(row_weights(facts$data), place, 0)
  core <- refit(facts$data)
  if (core$convergence$reason != "converged" || anyNA(core$coefficients)) {
    return(" Without it there is no finite estimate.")
  }
  with <- facts$fit$coefficients[facts$data$names]
  change <- abs(core$coefficients - with) / sqrt(diag(model_covariance(facts$fit)$matrix))
  most <- which.max(change)
  sprintf(
    " Without row %s the coefficient of `%s` would be %s in the place of %s.", row, facts$data$names[[most]],
    figure(core$coefficients[[most]]), figure(with[[most]])
  )
}

#' @noRd
check_tests <- function(facts) {
  table <- facts$tests
  table <- table[!is.na(table$lr_p) & (is.na(table$wald_p) | (table$wald_p < 0.05) != (table$lr_p < 0.05)), ]
  if (nrow(table) == 0) {
    return(NULL)
  }
  infinite <- is.na(table$wald_p)
  masked <- infinite | (table$wald_p > 0.05 & table$lr_p < 0.01)
  finding(
    "Wald and likelihood ratio", table$term, ifelse(masked, "attention", "note"), table$lr_p,
    ifelse(infinite,
      sprintf("`%s` is infinite and has no Wald p-value; by the likelihood ratio p = %s.", table$term, p_words(table$lr_p)),
      sprintf("`%s`: p = %s by Wald's test, %s by the likelihood ratio.", table$term, p_words(table$wald_p), p_words(table$lr_p))
    ),
    ifelse(infinite,
      "Wald's test has nothing to go by: elsewhere its p-value is printed near 1, however strong the effect (Hauck and Donner).",
      ifelse(masked, "Of a large effect Wald's test sees little, since its standard error grows faster than the estimate (Hauck and Donner).",
        "The two fall on different sides of 0.05, which is no sharp border."
      )
    ),
    "Go by the likelihood ratio: drop1(fit, test = \"LRT\"), and the profile intervals of confint()."
  )
}

#' @noRd
check_epochs <- function(facts) {
  epochs <- facts$epochs
  if (is.null(epochs) || anyNA(epochs) || epochs[["raw"]] < 10 * epochs[["standardized"]]) {
    return(NULL)
  }
  finding(
    "descent", "", "note", epochs[["raw"]],
    sprintf(
      "Full-batch gradient descent needs about %s epochs in the columns as they are and %s in z-scores (rate 1/L, from 0).",
      epoch_words(epochs[["raw"]]), epoch_words(epochs[["standardized"]])
    ),
    "It is the same model and the same optimum; only the way is long where columns differ much in size.",
    "Descend with standardize = TRUE, the default. Newton's method does not mind the scale."
  )
}

#' Do rows of this fit hold several trials?
#' @noRd
has_several_trials <- function(fit) {
  fit$event$kind %in% c("counts", "proportion") && any(fit$prior.weights > 1)
}

#' @noRd
check_overdispersion <- function(facts) {
  fit <- facts$fit
  if (!has_several_trials(fit)) {
    return(not_checked(
      "overdispersion", "",
      paste(
        "The rows are single 0/1 outcomes: their variance is p (1 - p) whatever the model, so neither the deviance nor",
        "Pearson's chi-squared says anything."
      ),
      paste(
        "For rows that belong together take summary(fit, cluster = ); for the fit as a whole look at calibration and",
        "plot(fit, \"residuals\")."
      )
    ))
  }
  found <- pearson_dispersion(fit)
  if (found$df < 1) {
    return(not_checked("overdispersion", "", "The model has as many coefficients as rows.", "Fit a smaller model."))
  }
  if (found$p_value >= 0.05) {
    return(NULL)
  }
  finding(
    "overdispersion", "", "attention", found$statistic / found$df,
    sprintf(
      "Pearson's chi-squared is %s on %s: %s times what it should be, p = %s.", figure(found$statistic),
      count_of(found$df, "degree", "degrees of freedom"), figure(found$statistic / found$df), p_words(found$p_value)
    ),
    paste0(
      "The counts spread more than binomial ones: standard errors are about ",
      figure(sqrt(found$statistic / found$df)), " times too small,",
      " or terms are missing from the model.",
      if (found$small > 0.2) sprintf(" But %s of the rows expect less than 1 of a class, so this is rough.", share_words(found$small)) else ""
    ),
    "Look for a missing term first (plot(fit, \"residuals\")). Otherwise take robust errors: summary(fit, vcov = \"HC3\")."
  )
}

#' Pearson's chi-squared of rows of trials, and the share of rows that expect less than 1 of a class
#' @noRd
pearson_dispersion <- function(fit) {
  used <- fit$prior.weights > 0
  statistic <- sum(unpadded_residuals(fit, "pearson")[used]^2)
  df <- sum(used) - fit$rank
  expected <- (fit$prior.weights * pmin(fit$fitted.values, 1 - fit$fitted.values))[used]
  list(
    statistic = statistic, df = df, p_value = stats::pchisq(statistic, df, lower.tail = FALSE), small = mean(expected < 1)
  )
}
