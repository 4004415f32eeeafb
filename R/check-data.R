#' What the data are like before a model is fitted, and what a fit is like afterwards
#'
#' `check_data()` reads the data as [logreg()] would and fits nothing: which rows are used, what the event is, how the
#' factors are coded, and what in the columns would make a fit fail or hard to read. `check_fit()` asks of a fit whether
#' its model suits the data. Both return a table with a row for each finding, which prints in words: what was found, what
#' it means and what to do. Nothing is changed, and no finding is a reason to delete rows.
#'
#' @param formula,data,weights,subset,na.action,offset,contrasts As for [logreg()]. The data may stand first.
#' @return A data frame of class `logreg_findings`, one row a finding, the gravest first:
#'   * `check`: which check found it.
#'   * `about`: the columns, terms or rows that it is about.
#'   * `severity`: `"attention"`, `"note"`, or `"not available"` for a check that has no answer here.
#'   * `value`: the number behind it, in the unit that `found` says; `NA` if there is none.
#'   * `found`, `meaning`, `remedy`: in words, what was found, what it means, what to do.
#'
#'   Attributes: `ledger`, a data frame (`item`, `value`, `detail`) of what the data or the fit consist of; `checked`, the
#'   names of all checks; `in_order`, of those that found nothing; `title`. Of `check_data()` also `inflation` (`term`,
#'   `df`, `gvif`, `per_df`), `missing` (missing values of each variable, in the rows of the subset) and `cells`
#'   (`variable`, `level`, `events`, `others`).
#' @section What `check_data()` looks at:
#'   * `missing values`: rows dropped, and by which variable.
#'   * `balance`: the rarer class has less than 10 % of the trials.
#'   * `events per coefficient`: less than 10 trials of the rarer class for each coefficient beside the intercept.
#'   * `reference level`: the level that all others are compared with has less than 5 % of the trials.
#'   * `constant column`, `repeated column`, `dependent columns`: columns that a fit cannot tell apart. A factor or text
#'     of one level, which [logreg()] refuses, is left out of the ledger's counts and of all other checks.
#'   * `correlated columns`: correlation above 0.9 between columns of different terms.
#'   * `variance inflation`: generalised variance inflation of 5 or more per degree of freedom; attention from 10 on.
#'   * `few whole numbers`: a numeric column of three to six different values, all of them whole: is it a code?
#'   * `skew`: skewness beyond 2. `far-out value`: more than 5 standard deviations from the mean, or with very many rows
#'     further than a normal sample of that size gets once in a hundred times.
#'   * `leverage`: rows whose leverage in the design, x'(X'X)^-1 x, is above 3 times its mean p / n and above 0.2.
#'   * `sparse cell`: fewer than 5 events or others at a level; attention where there is none of them.
#'   * `scaling`: the condition number of the design as given is 10 times that in z-scores or more.
#'   * `nearly decides`: a single column whose area under the ROC curve is 0.99 or more.
#'
#'   Rows of weight 0 are left out; otherwise weights and trials count in events and cells, and each row once in
#'   correlations, leverage and condition numbers. The thresholds are conventions: they say where to look.
#' @section Errors:
#'   Those of [logreg()] for data that it cannot use.
#' @section Source:
#'   Events per coefficient: Peduzzi and others (1996), *Journal of Clinical Epidemiology* 49; van Smeden and others
#'   (2016), *BMC Medical Research Methodology* 16, on what the rule is worth. Variance inflation: Fox and Monette (1992),
#'   *Journal of the American Statistical Association* 87. Balance: van den Goorbergh and others (2022), *Journal of the
#'   American Medical Informatics Association* 29.
#' @seealso [convergence()], [separation]; the pictures `"linearity"`, `"influence"` and `"residuals"` of
#'   [plot()][plot.logreg_fit()].
#' @examples
#' check_data(admitted ~ exam1 + exam2, data = exam_marks)
#'
#' found <- check_data(am ~ wt + disp + factor(cyl), data = mtcars)
#' found
#' attr(found, "inflation")
#' @export
check_data <- function(formula, data, weights, subset, na.action, offset, contrasts = NULL) {
  call <- match.call()
  if (!missing(data) && inherits(data, "formula")) {
    if (missing(formula)) check_argument("it is a formula, and no data are given; write check_data(formula, data)", "data")
    call <- exchange_formula_and_data(call)
    given <- formula
    formula <- data
    data <- given
  }
  check_argument(checkmate::check_class(formula, "formula"), "formula")
  call <- tidy_call(call, parent.frame(), formula)
  if (missing(data)) data <- environment(formula)
  check_data_argument(data)
  na_action <- if (missing(na.action)) resolve_na_action(data) else na.action
  frame <- formula_frame(call, formula, data, na_action)
  single <- single_levels(frame)
  kept <- without_variables(attr(frame, "terms"), formula, names(single))
  if (length(single) && !is.null(kept)) {
    frame <- formula_frame(call, kept, data, na_action)
    contrasts <- contrasts[!names(contrasts) %in% names(single)]
  }
  read <- formula_data(frame, kept %||% formula, data, contrasts, call$offset)
  findings_of_data(read, c(rows_of_call(call, kept %||% formula, data), list(formula = formula, single = single)))
}

#' The factors and texts of the terms that have one level only, each with that level
#'
#' No contrast can code them, so that [logreg()] refuses them; the data are looked at without them.
#' @return A list named by the columns of the frame.
#' @noRd
single_levels <- function(frame) {
  coding <- term_coding(attr(frame, "terms"), frame)
  used <- vapply(rownames(coding)[rowSums(coding) > 0], frame_name, "", frame = frame)
  levels <- lapply(frame[used], function(values) {
    if (is.character(values) && is.null(dim(values))) unique(values) else levels(values)
  })
  levels[lengths(levels) == 1]
}

#' A formula without the terms in which some variables stand
#'
#' @param terms The terms of the formula, with which a dot in it is known.
#' @return The formula itself where there are no such variables; `NULL` where neither a term nor an intercept is left.
#' @noRd
without_variables <- function(terms, formula, names) {
  if (length(names) == 0) {
    return(formula)
  }
  coding <- attr(terms, "factors")
  gone <- colSums(coding[gsub("`", "", rownames(coding)) %in% gsub("`", "", names), , drop = FALSE]) > 0
  if (all(gone) && attr(terms, "intercept") == 0) {
    return(NULL)
  }
  less <- str2lang(paste(c(". ~ .", colnames(coding)[gone]), collapse = " - "))
  stats::update(stats::formula(terms), stats::as.formula(less, environment(formula)))
}

#' Rows before and after the subset, and how many values each variable lacks there
#' @noRd
rows_of_call <- function(call, formula, data) {
  terms <- stats::terms(formula, data = if (is.environment(data)) NULL else data)
  columns <- frame_columns(terms, call, data)
  rows <- if (length(columns)) NROW(columns[[1]]) else 0L
  chosen <- seq_len(rows)
  if (!is.null(call$subset)) {
    chosen <- chosen[eval(call$subset, data, environment(formula))]
    chosen <- chosen[!is.na(chosen)]
  }
  missing <- vapply(columns, function(values) sum(incomplete_values(values)[chosen]), 0)
  list(rows = rows, chosen = length(chosen), missing = missing[missing > 0])
}

#' @noRd
incomplete_values <- function(values) {
  if (length(dim(values)) < 2) as.vector(is.na(values)) else rowSums(is.na(values)) > 0
}

#' All findings about a data object
#' @param origin From [rows_of_call()].
#' @noRd
findings_of_data <- function(data, origin) {
  facts <- facts_of_data(data, origin)
  checks <- list(
    "missing values" = check_missing, balance = check_balance, "events per coefficient" = check_events,
    "reference level" = check_references, "constant column" = check_constant, "repeated column" = check_repeated,
    "dependent columns" = check_dependent, "correlated columns" = check_correlated,
    "variance inflation" = check_inflation, "few whole numbers" = check_codes, skew = check_skew,
    "far-out value" = check_far_out, leverage = check_design_leverage, "sparse cell" = check_cells,
    scaling = check_scaling, "nearly decides" = check_leakage
  )
  findings <- lapply(checks, function(check) check(facts))
  title <- sprintf("Data ledger of %s", expression_text(origin$formula))
  new_findings(findings, data_ledger(facts), names(checks), title,
    inflation = facts$inflation, missing = origin$missing, cells = facts$cells
  )
}

#' What the checks share: moments, correlations, counts of events and cells
#' @noRd
facts_of_data <- function(data, origin) {
  moments <- design_moments(data)
  cosines <- column_cosines(moments, data$intercept)
  independent <- independent_columns(cosines)
  weight <- row_weights(data)
  facts <- list(
    data = data, origin = origin, moments = moments, cosines = cosines, independent = independent,
    correlations = column_cosines(moments, TRUE), labels = attr(data$terms, "term.labels"), terms = slope_terms(data),
    names = slope_names(data), row_names = case_names(data), trials = sum(weight), events = sum(weight * data$y),
    numbers = number_columns(data), weight = weight
  )
  facts$measured <- measured_columns(facts)
  facts$cells <- cell_counts(facts)
  facts$inflation <- if (data$intercept && sum(independent) > 1) {
    generalised_inflation(
      facts$correlations[independent, independent], facts$terms[independent], facts$labels
    )
  }
  facts
}

#' The columns of the design that are a number of their own: neither coded levels nor products
#' @return Their places among the slopes.
#' @noRd
number_columns <- function(data) {
  kind <- vapply(data$columns, function(column) column$kind, "")
  owner <- rep(seq_along(data$columns), vapply(data$columns, column_count, 1L))
  which(kind[owner] %in% c("numeric", "matrix") & attr(data$terms, "order")[slope_terms(data)] == 1)
}

#' The values of one slope's column
#' @noRd
slope_values <- function(data, place) {
  data$columns <- keep_design_columns(data, seq_along(data$names) == place + data$intercept)$columns
  drop(dense_block(data$columns[[1]]))
}

#' The lines of the data ledger
#' @noRd
data_ledger <- function(facts) {
  data <- facts$data
  origin <- facts$origin
  dropped <- length(data$na_action)
  without <- origin$rows - origin$chosen
  unweighted <- data$n - facts$moments$rows
  lines <- rbind(
    ledger_lines("rows in the data", whole_words(origin$rows)),
    if (without > 0) ledger_lines("left out by subset", whole_words(without)),
    if (dropped > 0) ledger_lines("dropped, values missing", whole_words(dropped), missing_words(origin$missing)),
    if (unweighted > 0) ledger_lines("left out by weight 0", whole_words(unweighted)),
    ledger_lines("rows used", whole_words(facts$moments$rows)),
    if (any(facts$weight != 1)) ledger_lines("trials or weight", whole_words(facts$trials), "in all"),
    ledger_lines("events", whole_words(facts$events), event_line(facts)),
    ledger_lines("coefficients", whole_words(length(data$names)), coefficient_line(facts))
  )
  rbind(lines, factor_lines(facts), single_lines(origin$single))
}

#' A line for each factor or text of one level, which is in no coefficient and no check
#' @noRd
single_lines <- function(single) {
  if (length(single)) {
    ledger_lines(names(single), "1 level", sprintf("\"%s\" in every row used; all else here is without it", unlist(single)))
  }
}

#' @noRd
whole_words <- function(count) format(count, big.mark = ",", scientific = FALSE, trim = TRUE, digits = 7)

#' @noRd
missing_words <- function(missing) {
  names <- vapply(names(missing), column_label, "")
  list_words(sprintf("%s (%s)", names, format(missing, trim = TRUE, big.mark = ",")), 8L)
}

#' @noRd
event_line <- function(facts) {
  event <- facts$data$event
  second <- if (event$kind %in% c("factor", "character")) sprintf(", the second of %s", paste(event$levels, collapse = ", ")) else ""
  sprintf("%s: the event is %s%s", share_words(facts$events / facts$trials), event$label, second)
}

#' @noRd
coefficient_line <- function(facts) {
  slopes <- length(facts$names)
  sprintf(
    "%s%s", if (facts$data$intercept) "with the intercept" else "no intercept",
    if (slopes > 0) sprintf("; %s of the rarer class for each other one", figure(rarer_count(facts) / slopes)) else ""
  )
}

#' @noRd
rarer_count <- function(facts) min(facts$events, facts$trials - facts$events)

#' A line for each factor: levels, reference and coding
#' @noRd
factor_lines <- function(facts) {
  contrasts <- facts$data$contrasts
  lines <- lapply(names(contrasts), function(name) {
    levels <- factor_level_names(facts$data, name)
    ledger_lines(name, sprintf("%d levels", length(levels)), coding_words(facts, name, levels))
  })
  do.call(rbind, lines)
}

#' The levels of a factor, text or logical
#' @noRd
factor_level_names <- function(data, name) levels(factor_codes(data$frame[[name]]))

#' How a factor is coded, in words
#' @noRd
coding_words <- function(facts, name, levels) {
  contrast <- facts$data$contrasts[[name]]
  if (!facts$data$intercept && identical(name, every_level_factor(facts))) {
    return("no intercept: a coefficient for every level, which is its log-odds")
  }
  reference <- reference_level(contrast, levels)
  if (!is.na(reference)) {
    return(sprintf("every level against %s, the reference", reference))
  }
  known <- if (is.character(contrast)) contrast else ""
  switch(known,
    contr.sum = sprintf("contr.sum: levels against the mean of the levels; %s has minus the sum of the others", utils::tail(levels, 1)),
    contr.poly = sprintf("contr.poly: trends over %s taken as equally spaced", paste(levels, collapse = " < ")),
    contr.helmert = "contr.helmert: every level against the mean of the ones before it",
    "contrasts of its own: see the contrasts of the fit"
  )
}

#' The factor that has an indicator of every level: without an intercept the first one
#' @noRd
every_level_factor <- function(facts) {
  coding <- term_coding(facts$data$terms, facts$data$frame)
  names <- rownames(coding)[rowSums(coding == 2) > 0]
  vapply(names, frame_name, "", frame = facts$data$frame, USE.NAMES = FALSE)[1]
}

#' The level that the others are compared with, each by a coefficient of its own; `NA` for codings without one
#' @noRd
reference_level <- function(contrast, levels) {
  coding <- factor_coding(contrast, levels)
  zero <- which(rowSums(coding != 0) == 0)
  indicators <- all(coding == 0 | coding == 1) && all(colSums(coding) == 1)
  if (indicators && length(zero) == 1) levels[[zero]] else NA_character_
}

#' The matrix of contrasts, a row for each level, from their name or themselves
#' @noRd
factor_coding <- function(contrast, levels) {
  if (is.matrix(contrast)) contrast else get(contrast, mode = "function")(levels)
}
