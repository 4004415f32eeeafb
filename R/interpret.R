#' A fit in words: sentences that contrast two stated rows
#'
#' For every variable of the model: what goes up or down, from which value to which, by how much the odds of the event
#' are multiplied, and from which probability to which that takes a stated row. Then the same odds ratio at other
#' probabilities, and what may not be said. Every number is computed from the fit.
#'
#' A number goes up by one unit, or by the step in `units`, from the value at which it is held. A number that has two
#' values only goes from the lower to the higher. A factor goes from its reference level to each of the others; where no
#' level is the reference (`contr.sum`, ordered factors) from the first. What has no one odds ratio is not given one:
#' a variable that is curved (`log(x)`, `poly(x, 2)`, a spline) takes the step from both quartiles and the held value,
#' and one in an interaction takes it at each level of its partner, or at the quartiles and the held value of a
#' numeric one.
#'
#' A fit that is completely [separated][separation], or further than a tenth of a standard error from its optimum, is
#' explained and not interpreted: it has no rows. Of a quasi-completely separated fit the finite contrasts are
#' interpreted, and the others are said to have no finite estimate.
#'
#' @param fit A fit of [logreg()].
#' @param at A named list of values at which predictors are held. The others are held at their median, or at the
#'   commonest of what has no median (factors, numbers with two values).
#' @param units Steps for numeric predictors, each other than 0: `c(age = 10)`, `list(age = 10, weight = "sd")`, or `"sd"`
#'   for one standard deviation (to three figures) of each. One unit by default.
#' @param level Coverage of the intervals, one number in (0, 1).
#' @param method `"profile"`, the default, takes profile likelihood intervals where a contrast is a multiple of one
#'   coefficient, and Wald's elsewhere; `"wald"` takes Wald's.
#' @param vcov,cluster Which covariance the intervals come from, as in [vcov.logreg_fit()]; Wald's then.
#' @return A data frame of class `logreg_interpretation`, a row for each contrast:
#'   * `variable`; `from`, `to`: the two values, as text; `where`: the values of the variables on which the odds ratio
#'     depends, as text, `""` if there are none; `at`: the values of the others, with how they were chosen.
#'   * `log_odds_ratio`, `odds_ratio`; `lower`, `upper`: limits of the odds ratio; `method`: `"profile"`, `"wald"` or
#'     `"none"`.
#'   * `prob_from`, `prob_to`: probability of the event in the two rows, 0 to 1.
#'   * `status`: `"finite"`, `"infinite"`, or `"not determined"`.
#'   * `sentence`.
#'
#'   Attributes: `event`, `level`; `baselines`, a data frame with the probability to which each finite odds ratio takes
#'   one of 2, 20, 50 and 80%; `held`, the held row; `intercept`, `notes`, `warnings`, what else is printed;
#'   `stopped`, why there are no rows.
#' @section Errors:
#'   `logreg_error_argument` for `at` or `units` that name no such variable or give no such value;
#'   `logreg_error_plot` if a variable can no longer be found, or an offset is not made of variables;
#'   `logreg_error_not_available` for a variable that is a matrix and a fit of a sparse one; `logreg_error_penalized` or `logreg_error_separated` for
#'   `vcov` and `cluster` with a fit that has none.
#' @section Method:
#'   The log odds ratio is (x1 - x0)'b, with standard error sqrt((x1 - x0)'V(x1 - x0)); with odds ratio r a probability p
#'   goes to rp / (1 - p + rp). A probability moves by at most a quarter of the log odds ratio: Gelman and Hill (2007),
#'   *Data Analysis Using Regression and Multilevel/Hierarchical Models*, section 5.2.
#' @seealso [odds_ratios()] for the coefficients, [average_change()] for changes of probability over all rows.
#' @examples
#' fit <- logreg(admitted ~ exam1 + exam2, data = exam_marks)
#' interpret(fit, units = c(exam1 = 10, exam2 = 10))
#'
#' fit <- logreg(case ~ age * spontaneous + education, data = infert)
#' found <- interpret(fit, at = list(education = "12+ yrs"), units = c(age = 10))
#' found
#' found[c("variable", "from", "to", "where", "odds_ratio")]
#' @export
interpret <- function(fit, at = list(), units = NULL, level = 0.95, method = c("profile", "wald"), vcov = NULL, cluster = NULL) {
  check_argument(checkmate::check_class(fit, "logreg_fit"), "fit")
  level <- check_level(level)
  method <- match_choice(method, c("profile", "wald"), "method")
  refuse_unstated(fit)
  units <- units_of_fit(fit, units)
  row <- stated_row(fit, at)
  check_stated(fit, row, "at")
  stopped <- stopped_words(fit)
  chosen <- is.null(stopped) && is_covariance_chosen(fit, vcov, cluster)
  style <- sentence_style(fit, level)
  plans <- if (is.null(stopped)) variable_plans(fit, row, units) else list()
  table <- interpreted_contrasts(fit, plans, row, style, list(level = level, method = method, vcov = vcov, cluster = cluster))
  structure(table,
    class = c("logreg_interpretation", "data.frame"), event = fit$event$label, level = level,
    baselines = if (is.null(stopped)) baseline_table(table), held = row, stopped = stopped,
    intercept = if (is.null(stopped)) intercept_words(fit, style, intercept_limits(fit, level, method, vcov, cluster)),
    notes = unlist(lapply(plans, function(plan) stats::setNames(as.character(plan$note), rep(plan$variable, length(plan$note))))),
    kind = c(
      kind_words(fit, if (chosen) covariance_choice(fit, vcov, cluster)$words), interval_kind_words(table$method),
      held_beyond_words(fit, row)
    ),
    warnings = warning_words(style), style = style
  )
}

#' The columns that users see
#' @noRd
interpretation_columns <- c(
  "variable", "from", "to", "where", "at", "log_odds_ratio", "odds_ratio", "lower", "upper", "method", "prob_from",
  "prob_to", "status", "sentence"
)

#' Stop at stated rows of which the formula makes no finite columns, as log(x) does of 0
#' @noRd
check_stated <- function(fit, rows, argument) {
  if (nrow(rows) == 0 || length(rows) == 0) {
    return(invisible())
  }
  data <- suppressWarnings(new_design(fit, rows))
  if (data$n < nrow(rows) || !all(is.finite(dense_design(data)))) {
    abort_logreg("argument", c(
      "At a stated row the formula gives columns that are not finite, as log(x) does at 0.",
      sprintf("Choose other values by `%s`.", argument)
    ), argument = argument)
  }
}

#' The table of all contrasts with their sentences
#' @noRd
interpreted_contrasts <- function(fit, plans, row, style, interval) {
  rows <- pair_rows(plans, row)
  check_stated(fit, rows$from, "at")
  check_stated(fit, rows$to, "units")
  count <- length(rows$variable)
  stated <- function(data) {
    vapply(seq_len(count), function(i) value_words(plain_value(data[[rows$variable[[i]]]][i])), "")
  }
  table <- data.frame(
    variable = as.character(rows$variable), from = stated(rows$from), to = stated(rows$to),
    where = vapply(rows$where, where_words, ""),
    at = vapply(seq_len(count), function(i) profile_words(row, c(rows$variable[[i]], names(rows$where[[i]]))), "")
  )
  found <- if (count > 0) do.call(row_contrasts, c(list(fit, rows$from, rows$to), interval))
  table <- cbind(table, found %||% no_contrasts())
  of_plan <- match(table$variable, vapply(plans, `[[`, "", "variable"))
  table$step_words <- vapply(of_plan, function(i) plans[[i]]$step_words, "")
  values <- predictor_values(fit)
  table$beyond <- vapply(seq_len(count), function(i) {
    name <- rows$variable[[i]]
    beyond_words(name, values[[name]], c(rows$from[[name]][i], rows$to[[name]][i]))
  }, "")
  table$one_number <- vapply(of_plan, function(i) plans[[i]]$one_number, TRUE)
  table$sentence <- contrast_sentences(table, style)
  # What is printed below the held row and the kind of fit need not repeat them.
  brief <- replace(style, "none", "no interval")
  short <- vapply(seq_len(count), function(i) contrast_sentence(as.list(table[i, ]), brief), "")
  structure(table[interpretation_columns], short = short)
}

#' What [row_contrasts()] gives, without a row
#' @noRd
no_contrasts <- function() {
  nothing <- numeric()
  data.frame(
    log_odds_ratio = nothing, std_error = nothing, odds_ratio = nothing, lower = nothing, upper = nothing,
    method = character(), prob_from = nothing, prob_to = nothing, status = character()
  )
}

#' Where each finite odds ratio takes four probabilities: rp / (1 - p + rp)
#' @noRd
baseline_table <- function(table) {
  table <- table[table$status == "finite", ]
  ratio <- table$odds_ratio
  reached <- lapply(c("2%" = 0.02, "20%" = 0.2, "50%" = 0.5, "80%" = 0.8), function(p) ratio * p / (1 - p + ratio * p))
  data.frame(unclass(table)[c("variable", "from", "to", "where", "odds_ratio")], reached, check.names = FALSE)
}

#' Limits of the odds where every column is zero; `NA` where the fit has none
#' @noRd
intercept_limits <- function(fit, level, method, vcov, cluster) {
  if (!has_intercept(fit) || !has_intervals(fit) || !is.null(zero_row(fit)$why)) {
    return(c(NA_real_, NA_real_))
  }
  if (!is.null(vcov) || !is.null(cluster)) method <- "wald"
  exp(as.vector(with_covariance(stats::confint, list(fit, "(Intercept)", level = level, method = method), vcov, cluster)))
}

#' Is there a choice of a covariance? Stops where the fit has no such choice
#' @noRd
is_covariance_chosen <- function(fit, vcov, cluster) {
  chosen <- !is.null(vcov) || !is.null(cluster)
  if (chosen && !is.null(fit$penalty)) refuse_penalized(if (is.null(vcov)) "cluster = " else "vcov = ", fit_without_penalty)
  if (chosen) refuse_limit(fit, "A chosen covariance")
  chosen
}

#' Stop at fits of whose predictors no row can be stated
#' @noRd
refuse_unstated <- function(fit) {
  matrices <- if (is.null(fit$x_user)) Filter(is.matrix, predictor_values(fit))
  if (isS4(fit$x_user) || length(matrices)) {
    what <- if (isS4(fit$x_user)) "The predictors are a sparse matrix" else sprintf("%s is a matrix", quote_names(names(matrices)))
    abort_logreg("not_available", c(
      paste0(what, ", so no row can be held and none of its columns moved alone."),
      "Fit again with its columns as variables of their own; odds_ratios() has the odds ratios."
    ))
  }
}

#' @rdname interpret
#' @param x What `interpret()` returned.
#' @param most How many contrasts of one variable are printed.
#' @param ... Not used.
#' @export
print.logreg_interpretation <- function(x, most = 12L, ...) {
  # Some of its columns or rows are an ordinary table.
  if (length(attr(x, "short")) != nrow(x) || !all(interpretation_columns %in% names(x))) {
    return(NextMethod())
  }
  cat("What the fit says of ", attr(x, "event"), "\n", sep = "")
  if (!is.null(attr(x, "stopped"))) {
    for (line in attr(x, "stopped")) cat_wrapped(line)
    return(invisible(x))
  }
  for (line in attr(x, "kind")) cat_wrapped(line)
  held <- profile_words(attr(x, "held"))
  if (nzchar(held)) cat_wrapped(sprintf("Held unless stated otherwise: %s.", held))
  for (name in unique(x$variable)) print_variable(x, name, most)
  cat("\n")
  cat_wrapped(attr(x, "intercept"))
  print_baselines(attr(x, "baselines"), most)
  if (nrow(x) > 0) {
    cat("\nWhat may not be said:\n")
    for (line in attr(x, "warnings")) cat_wrapped_item(line)
  }
  invisible(x)
}

#' @noRd
print_variable <- function(x, name, most) {
  cat("\n", cli::style_bold(name), "\n", sep = "")
  notes <- attr(x, "notes")
  before <- startsWith(as.character(notes), "Not one number")
  for (line in notes[names(notes) == name & before]) cat_wrapped(line)
  sentences <- attr(x, "short")[x$variable == name]
  for (line in utils::head(sentences, most)) cat_wrapped_item(line)
  for (line in notes[names(notes) == name & !before]) cat_wrapped(line)
  if (length(sentences) > most) cat(sprintf("... and %d more, in the table\n", length(sentences) - most))
}

#' The same odds ratios at four probabilities
#' @noRd
print_baselines <- function(table, most) {
  if (NROW(table) == 0) {
    return(invisible())
  }
  shown <- utils::head(table, 2 * most)
  columns <- c("2%", "20%", "50%", "80%")
  cells <- vapply(columns, function(column) vapply(shown[[column]], percent, ""), character(nrow(shown)))
  cells <- matrix(cells, nrow(shown), dimnames = list(NULL, columns))
  cells <- cbind("odds ratio" = vapply(shown$odds_ratio, ratio_figure, ""), cells)
  where <- ifelse(nzchar(shown$where), paste0(" (", shown$where, ")"), "")
  rownames(cells) <- sprintf("%s %s to %s%s", shown$variable, shown$from, shown$to, where)
  cat("\nThe same odds ratio takes a probability of 2%, 20%, 50% or 80% to:\n")
  print(cells, quote = FALSE, right = TRUE)
  if (nrow(table) > nrow(shown)) cat(sprintf("... and %d more\n", nrow(table) - nrow(shown)))
}
