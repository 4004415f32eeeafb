#' By how much the probability changes on average: risk difference and risk ratio
#'
#' Moves one variable in every row and averages the predicted probabilities before and after. An odds ratio is the same
#' for every row and hard to picture; the change of probability differs from row to row, and this is its average.
#'
#' What is averaged is the model's prediction for these rows. It says what would happen if somebody changed the variable
#' only if nothing that the model lacks goes along with it.
#'
#' @param fit A fit of [logreg()].
#' @param variable The name of a variable of the model: `x`, where the formula has `log(x)`.
#' @param step By how much a number goes up in every row. A number with two values, such as 0 and 1, goes from
#'   the lower to the higher unless a step is given.
#' @param from,to Two values or levels: every row is put at `from`, and then at `to`. With one of them, or neither, a
#'   factor goes from its first level (or `from`) to each of the others (or `to`).
#' @param by The name of a variable of the rows with up to 20 values: averages within each of them. With an
#'   interaction this shows the interaction on the scale of probabilities, which the coefficient does not.
#' @param newdata A data frame whose rows are averaged over; the rows of the fit by default. Rows with missing
#'   values are left out. They count by the weights of the fit if `newdata` has their variables, else once.
#' @param level Coverage of the intervals, one number in (0, 1).
#' @param vcov,cluster Which covariance the intervals come from, as in [vcov.logreg_fit()].
#' @return A data frame of class `logreg_average_change`, a row for each contrast and value of `by`:
#'   * `variable`; `from`, `to`: the values as text (`"x"` and `"x + 10"` for a step); `by`: the value of `by`, if given;
#'     `rows`: how many were averaged.
#'   * `prob_from`, `prob_to`: the average probabilities.
#'   * `difference`, with `difference_error`, `difference_lower`, `difference_upper`: `prob_to - prob_from`.
#'   * `ratio`, with `ratio_lower`, `ratio_upper`: `prob_to / prob_from`.
#'
#'   Attributes: `event`, `level`; with `by`, `differences`: how the difference in each value of `by` differs from that
#'   in the first, with its interval. A ridge fit has no intervals; neither has a separated one, whose averages are those
#'   of the limit.
#' @section Errors:
#'   `logreg_error_argument` for a variable, value or `by` that cannot be; `logreg_error_separated` for a completely
#'   separated fit, or one whose limit does not determine every row; `logreg_error_not_available` for a fit that is
#'   further than 0.1 standard errors from its optimum, or has a matrix as a variable, or of a sparse matrix; `logreg_error_rank_deficient` where
#'   dependent columns leave the moved rows undetermined; `logreg_error_penalized` for `vcov` or `cluster` with a
#'   penalised fit.
#' @section Method:
#'   With p_i the probability of a moved row and w_i its weight or trials the average is sum(w_i p_i) / sum(w_i), its
#'   gradient in the coefficients sum(w_i p_i (1 - p_i) x_i) / sum(w_i). The delta method gives standard errors of the
#'   difference and of the log of the ratio. They take the rows as given: of a sample from a larger population the
#'   interval is a little too narrow. Oehlert (1992), *The American Statistician* 46; Norton and Dowd (2018), *Health
#'   Services Research* 53.
#' @seealso [interpret()] for single stated rows.
#' @examples
#' fit <- logreg(case ~ age + spontaneous + education, data = infert)
#' average_change(fit, "age", step = 10)
#' average_change(fit, "education")
#' average_change(fit, "spontaneous", from = 0, to = 2, by = "education")
#' @export
average_change <- function(fit, variable, step = 1, from = NULL, to = NULL, by = NULL, newdata = NULL, level = 0.95,
                           vcov = NULL, cluster = NULL) {
  check_argument(checkmate::check_class(fit, "logreg_fit"), "fit")
  level <- check_level(level)
  refuse_unfinished(fit)
  rows <- rows_to_average(fit, newdata)
  check_variable(fit, if (!missing(variable)) variable)
  variable <- as.character(variable)[[1]] # without names or dimensions that it may have
  moves <- planned_moves(fit, variable, if (!missing(step)) step, from, to)
  groups <- group_of_rows(rows, by, fit)
  is_covariance_chosen(fit, vcov, cluster)
  covariance <- if (has_average_errors(fit)) known_covariance(fit, vcov, cluster)
  found <- lapply(moves, function(move) average_move(fit, rows, variable, move, groups, covariance, level))
  table <- do.call(rbind, lapply(found, `[[`, "table"))
  structure(table,
    class = c("logreg_average_change", "data.frame"), event = fit$event$label, level = level,
    differences = if (!is.null(by)) do.call(rbind, lapply(found, `[[`, "differences")),
    origin = c(rows = sum(rows$weight > 0), missing = rows$missing, new = !is.null(newdata)), by = by,
    notes = average_notes(fit, rows)
  )
}

#' Stop unless the model has a variable of that name
#' @noRd
check_variable <- function(fit, variable) {
  known <- names(predictor_values(fit))
  if (checkmate::test_choice(variable, known)) {
    return(invisible())
  }
  near <- if (checkmate::test_string(variable)) closest_name(variable, known)
  abort_logreg("argument", c(
    if (is.null(variable)) "`variable` is missing: whose change is to be averaged?"
    else sprintf("`variable` is not accepted: it is %s.", describe_value(variable)),
    if (length(known)) sprintf("Give one of %s.", quote_names(known)) else "The model has no variable to move.",
    if (!is.null(near)) sprintf("Did you mean %s?", dQuote(near, FALSE))
  ), argument = "variable")
}

#' Stop where averages would be of numbers that mean nothing
#' @noRd
refuse_unfinished <- function(fit) {
  refuse_unstated(fit)
  why <- stopped_words(fit)
  if (!is.null(why)) {
    abort_logreg(if (is.null(fit$separation)) "not_available" else "separated", why)
  }
}

#' The rows of the fit, or new ones without gaps: `data`, `weight`, and how many are `missing`
#' @noRd
rows_to_average <- function(fit, newdata) {
  directions <- null_directions(fit)
  if (is.null(newdata)) {
    data <- as.data.frame(c(predictor_values(fit), offset_values(fit)), optional = TRUE)
    if (length(data) == 0) check_argument("the model has no variable that could be moved", "fit")
    beside <- if (is.data.frame(fit$data)) fit$data[match(names(fit$y), row.names(fit$data)), , drop = FALSE]
    return(list(data = data, weight = unname(fit$prior.weights), missing = 0, beside = beside, directions = directions))
  }
  check_argument(checkmate::check_data_frame(newdata, min.rows = 1), "newdata")
  weight <- weights_of_new_rows(fit, newdata, NULL) %||% rep(1, nrow(newdata))
  known <- !is.na(plain_prediction(fit, newdata)) & !is.na(weight)
  data <- newdata[known, , drop = FALSE]
  if (nrow(data) == 0) check_argument("it has no row that the fit can predict", "newdata")
  list(data = data, weight = as.double(weight[known]), missing = sum(!known), beside = data, directions = directions)
}

#' What is done to every row: a list of lists with `from` and `to`, functions of the values, and both as words
#' @noRd
planned_moves <- function(fit, variable, step, from, to) {
  values <- predictor_values(fit)[[variable]]
  levels <- level_values(fit, variable, values)
  stated <- !is.null(from) || !is.null(to)
  if (!is.null(levels) || stated || (is.null(step) && length(unique(values)) == 2)) {
    if (!is.null(step)) {
      check_argument(if (stated) "it does not go with `from` and `to`" else "a factor has levels, not steps", "step")
    }
    levels <- levels %||% if (length(unique(values)) == 2) sort(unique(values))
    return(moves_between(levels, values, variable, from, to))
  }
  step <- step %||% 1
  check_argument(checkmate::check_number(step, finite = TRUE), "step")
  if (step == 0) check_argument("it must not be 0", "step")
  words <- c(variable, sprintf("%s %s %s", variable, if (step > 0) "+" else "-", value_words(abs(step))))
  list(list(from = identity, to = function(x) x + step, words = words))
}

#' Moves from one stated value to others
#' @noRd
moves_between <- function(levels, values, variable, from, to) {
  if (is.null(levels) && (is.null(from) || is.null(to))) {
    check_argument(sprintf("`%s` is a number, so give both `from` and `to`", variable), if (is.null(from)) "from" else "to")
  }
  from <- if (is.null(from)) plain_value(levels[[1]]) else stated_value(from, values, "from")
  targets <- if (is.null(to)) setdiff(levels, from) else stated_value(to, values, "to")
  lapply(as.list(targets), function(target) {
    list(
      from = function(x) put_all(x, from), to = function(x) put_all(x, target),
      words = c(value_words(from), value_words(target))
    )
  })
}

#' One value that a variable can have
#' @noRd
stated_value <- function(value, values, argument) {
  fits <- is.atomic(value) && length(value) == 1 && !is.na(value) &&
    if (is.numeric(values)) is.numeric(value) else as.character(value) %in% as.character(values)
  if (!fits) {
    check_argument(sprintf(
      "it must be one value that the variable can have%s",
      if (is.numeric(values)) "" else paste(":", list_words(as.character(sort(unique(values)))))
    ), argument)
  }
  plain_value(value)
}

#' @noRd
put_all <- function(values, value) {
  values[] <- value
  values
}

#' The groups of rows within which averages are taken: `codes` and `labels`
#' @noRd
group_of_rows <- function(rows, by, fit) {
  if (is.null(by)) {
    return(list(codes = rep(1L, length(rows$weight)), labels = NULL))
  }
  check_argument(checkmate::check_string(by), "by")
  values <- rows$data[[by]] %||% rows$beside[[by]]
  if (is.null(values)) check_argument(sprintf("the rows have no variable `%s`", by), "by")
  counted <- values[rows$weight > 0]
  if (anyNA(counted)) check_argument("it has missing values in these rows", "by")
  levels <- sort(unique(counted))
  if (length(levels) > 20) {
    check_argument(sprintf("`%s` has %d different values, and 20 can be told apart", by, length(levels)), "by")
  }
  list(codes = match(values, levels), labels = as.character(levels))
}

#' Do averages have standard errors? Not of a penalised fit, nor of the limit of a separated one
#' @noRd
has_average_errors <- function(fit) !is_limit(fit) && has_intervals(fit)

#' The covariance of all coefficients, those of aliased columns counting as known to be 0
#' @noRd
known_covariance <- function(fit, vcov, cluster) {
  covariance <- with_aliased_columns(covariance_choice(fit, vcov, cluster)$matrix, fit)
  covariance[is_aliased(fit), ] <- 0
  covariance[, is_aliased(fit)] <- 0
  covariance
}

#' One move: a row for each group, and with groups how their differences differ
#' @noRd
average_move <- function(fit, rows, variable, move, groups, covariance, level) {
  before <- average_probability(fit, rows, variable, move$from, groups)
  after <- average_probability(fit, rows, variable, move$to, groups)
  z <- stats::qnorm((1 + level) / 2)
  gradient <- after$gradient - before$gradient
  error <- gradient_error(gradient, covariance)
  difference <- after$prob - before$prob
  ratio <- after$prob / before$prob
  reach <- z * gradient_error(after$gradient / after$prob - before$gradient / before$prob, covariance)
  table <- data.frame(variable = variable, from = move$words[[1]], to = move$words[[2]])
  if (!is.null(groups$labels)) table <- cbind(table, by = groups$labels)
  table <- cbind(table, data.frame(
    rows = before$rows, prob_from = before$prob, prob_to = after$prob,
    difference = difference, difference_error = error, difference_lower = difference - z * error,
    difference_upper = difference + z * error, ratio = ratio, ratio_lower = ratio * exp(-reach), ratio_upper = ratio * exp(reach)
  ))
  list(table = table, differences = if (nrow(table) > 1) group_differences(table, gradient, covariance, z))
}

#' How the change in each group differs from that in the first: the interaction on the scale of probabilities
#'
#' Ai and Norton (2003), *Economics Letters* 80.
#' @noRd
group_differences <- function(table, gradient, covariance, z) {
  others <- seq_len(nrow(table))[-1]
  apart <- sweep(gradient[others, , drop = FALSE], 2, gradient[1, ])
  error <- gradient_error(apart, covariance)
  value <- table$difference[others] - table$difference[[1]]
  data.frame(
    from = table$from[others], to = table$to[others], by = table$by[others], reference = table$by[[1]], difference = value,
    difference_error = error, difference_lower = value - z * error, difference_upper = value + z * error
  )
}

#' sqrt(g'Vg) of every row of gradients
#' @noRd
gradient_error <- function(gradient, covariance) {
  if (is.null(covariance)) rep(NA_real_, nrow(gradient)) else unname(sqrt(rowSums((gradient %*% covariance) * gradient)))
}

#' The mean probability of each group after a move of every row, with its gradient in the coefficients
#'
#' Blocks of rows keep the moved design small.
#' @noRd
average_probability <- function(fit, rows, variable, move, groups, block = 50000L) {
  count <- max(groups$codes, na.rm = TRUE)
  sums <- list(weight = numeric(count), rows = numeric(count), prob = numeric(count), gradient = matrix(0, count, length(fit$coefficients)))
  starts <- seq(1, length(rows$weight), by = block)
  for (start in starts) {
    chosen <- seq(start, min(start + block - 1, length(rows$weight)))
    chosen <- chosen[rows$weight[chosen] > 0]
    if (length(chosen) > 0) sums <- Map(`+`, sums, block_sums(fit, rows, chosen, variable, move, groups$codes[chosen], count))
  }
  list(rows = sums$rows, prob = sums$prob / sums$weight, gradient = sums$gradient / sums$weight)
}

#' @noRd
block_sums <- function(fit, rows, chosen, variable, move, codes, count) {
  data <- rows$data[chosen, , drop = FALSE]
  data[[variable]] <- move(data[[variable]])
  moved <- suppressWarnings(new_design(fit, data)) # log() of a number below 0 is refused in words
  eta <- if (is_limit(fit)) limit_predictor(moved, fit) else linear_predictor(moved, fit$coefficients)
  design <- dense_design(moved)
  check_moved(fit, eta, design, rows$directions, moved$n == length(chosen))
  weight <- rows$weight[chosen]
  prob <- sigmoid_(eta)
  slope <- weight * prob * sigmoid_(-eta)
  of_group <- function(values) as.vector(tapply(values, factor(codes, seq_len(count)), sum, default = 0))
  gradient <- matrix(0, count, ncol(design))
  summed <- rowsum(design * slope, codes, reorder = TRUE)
  gradient[as.integer(rownames(summed)), ] <- summed
  list(weight = of_group(weight), rows = tabulate(codes, count), prob = of_group(weight * prob), gradient = gradient)
}

#' Every moved row must have a prediction
#' @noRd
check_moved <- function(fit, eta, design, directions, complete) {
  if (!complete || !all(is.finite(design))) {
    abort_logreg("argument", c(
      "Some moved rows have no prediction: the formula gives columns that are not finite, as log(x) does at 0.",
      "Choose another step, or other values."
    ), argument = "step")
  }
  if (anyNA(eta)) {
    abort_logreg("separated", c(
      "The fit is separated, and its limit does not determine the probability of every moved row.",
      "Fit with penalty = penalty_firth()."
    ))
  }
  if (any(is_aliased(fit)) && !all(is_estimable(fit, design, directions))) {
    abort_logreg("rank_deficient", c(
      "The moved rows are not determined: columns that repeat each other would have to move together.",
      "Fit again without the columns that repeat others."
    ))
  }
}

#' What needs saying below the table
#' @noRd
average_notes <- function(fit, rows) {
  c(
    if (is_limit(fit)) "The fit is separated: these are the averages of its limit, and they have no intervals.",
    if (inherits(fit, "logreg_penalized")) "Ridge: the penalty pulls the changes towards 0, and there are no intervals.",
    if (any(rows$weight != 1)) "Rows count by their weight or trials.",
    "These are averages of predictions: what would happen if somebody moved the variable is another question."
  )
}

#' @rdname average_change
#' @param x What `average_change()` returned.
#' @param ... Not used.
#' @export
print.logreg_average_change <- function(x, ...) {
  origin <- attr(x, "origin")
  if (is.null(origin) || !"ratio_upper" %in% names(x)) {
    return(NextMethod())
  }
  cat("Average change in P(", attr(x, "event"), ")\n", sep = "")
  cat_wrapped(paste0(
    sprintf("Mean over %s of %s", count_of(origin[["rows"]], "row"), if (origin[["new"]]) "new data" else "the fit"),
    if (origin[["missing"]] > 0) sprintf("; %s with a missing value left out", count_of(origin[["missing"]], "row")), "."
  ))
  cat("\n")
  for (i in seq_len(nrow(x))) cat_wrapped_item(average_sentence(as.list(x[i, ]), attr(x, "level"), attr(x, "by")))
  apart <- attr(x, "differences")
  if (!is.null(apart)) {
    cat("\nHow far these differences lie apart, in percentage points:\n")
    for (i in seq_len(nrow(apart))) cat_wrapped_item(apart_sentence(as.list(apart[i, ]), attr(x, "level"), attr(x, "by")))
  }
  cat("\n")
  for (line in attr(x, "notes")) cat_wrapped(line)
  invisible(x)
}

#' @noRd
average_sentence <- function(row, level, by) {
  shown <- percents_apart(row$prob_from, row$prob_to)
  move <- if (row$from == row$variable) "%2$s in place of %1$s" else paste(row$variable, "from %1$s to %2$s")
  sprintf(
    "%s%s: the average probability goes from %s to %s, by %s percentage points%s, a risk ratio of %s%s.",
    sprintf(move, row$from, row$to), if (is.null(by)) "" else sprintf(", where %s = %s", by, row$by), shown[[1]], shown[[2]],
    points_figure(row$difference), interval_of(points_figure, row$difference_lower, row$difference_upper, level),
    ratio_figure(row$ratio), interval_of(function(x) limit_figure(x, row$ratio), row$ratio_lower, row$ratio_upper, level)
  )
}

#' @noRd
apart_sentence <- function(row, level, by) {
  sprintf(
    "%s to %s: %s where %s = %s, against %s%s.", row$from, row$to, points_figure(row$difference), by, row$by,
    row$reference, interval_of(points_figure, row$difference_lower, row$difference_upper, level)
  )
}

#' A difference of probabilities in percentage points, with its sign
#' @noRd
points_figure <- function(value) {
  sub("[.]$", "", formatC(100 * value, digits = 3, format = "fg", flag = "#+"))
}

#' " (95% interval 1 to 2)"; nothing where there is none
#' @noRd
interval_of <- function(figures, lower, upper, level) {
  if (is.na(lower)) "" else sprintf(" (%s%% interval %s to %s)", format(100 * level), figures(lower), figures(upper))
}
