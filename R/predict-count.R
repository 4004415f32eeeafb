#' How many of some rows will be events?
#'
#' The distribution of the number of events among new rows. Given the coefficients it is exact for independent rows: the sum
#' of trials with different probabilities (Poisson's binomial). The coefficients are uncertain too, and for many rows that
#' is most of the uncertainty: it is the same for all rows and does not average out.
#'
#' @param fit A fit of [logreg()], or a list of fits.
#' @param newdata A data frame with the predictors, one trial a row. For a list of fits a list of data frames, one for each
#'   fit: the count is that of all rows together.
#' @param level Coverage of the intervals, between 0 and 1.
#' @param draws How many draws of the coefficients. A whole number, 1 or more.
#' @param seed A seed for the draws, which leaves R's random stream as it was; `NULL` draws on from that stream.
#' @return A list of class `logreg_count` that prints in words:
#'   * `distribution`: a data frame with `count`, from 0 to the number of rows; `exact`, its probability given the
#'     coefficients; `predictive`, with the uncertainty of the coefficients (`NA` where that is not known).
#'   * `summary`: a data frame with a row for `exact` and for `predictive`: `mean`, `sd`, `lower`, `upper`, the ends
#'     of a central interval that holds at least `level`.
#'   * `rows`, `missing` (rows without a prediction, which are not counted), `level`, `draws`, `event`, `notes`.
#' @section Method:
#'   The exact distribution is the convolution of the rows' own: row by row up to 512 rows, then by halves with fast Fourier
#'   transforms. Its probabilities are right to 1e-12, which is an absolute error: a tail below that is not resolved
#'   when there are more than 512 rows.
#'
#'   The coefficients are drawn from their normal approximation, N(estimate, vcov(fit)), independently for different fits of
#'   a list. Up to 512 rows `predictive` is the mean of the exact distributions of all draws; for more rows one count is
#'   drawn for each draw of the coefficients, in time that grows with rows times draws. A ridge fit has no covariance, and
#'   a fit that is separated or not at its optimum has none of use: they have the exact part only.
#' @section Errors:
#'   `logreg_error_argument` for a list of fits without as many data frames, a bad level, seed or number of draws;
#'   `logreg_error_no_rows` if no row has a prediction; those of [predict()][predict.logreg_fit()] for `newdata`.
#' @section Source:
#'   Hong (2013), On computing the distribution function for the Poisson binomial distribution, *Computational
#'   Statistics and Data Analysis* 59.
#' @examples
#' fit <- logreg(admitted ~ exam1 + exam2, data = exam_marks[1:70, ])
#' predict_count(fit, exam_marks[71:100, ], seed = 1)
#' @export
predict_count <- function(fit, newdata, level = 0.95, draws = 1000, seed = NULL) {
  if (missing(newdata)) {
    check_argument("it is missing; give the rows that are to be counted, a data frame with the predictors", "newdata")
  }
  pairs <- count_pairs(fit, newdata)
  level <- check_level(level)
  check_argument(check_whole(draws, 1), "draws")
  eta <- lapply(pairs, function(pair) as.vector(stats::predict(pair$fit, pair$newdata, type = "link")))
  known <- unlist(eta)[!is.na(unlist(eta))]
  if (length(known) == 0) {
    abort_logreg("no_rows", c(
      "No row of `newdata` has a prediction.", "Check its columns for missing values."
    ), argument = "newdata")
  }
  exact <- count_distribution(known)
  why <- unique(unlist(lapply(pairs, function(pair) no_band(pair$fit))))
  predictive <- if (is.null(why)) with_stream(seed, predictive_distribution(pairs, length(known), draws)) else exact * NA
  missing <- length(unlist(eta)) - length(known)
  structure(
    list(
      distribution = data.frame(count = seq_along(exact) - 1, exact = exact, predictive = predictive),
      summary = rbind(count_summary("exact", exact, level), count_summary("predictive", predictive, level)),
      rows = length(known), missing = missing, level = level, draws = draws, seed = seed,
      event = unique(vapply(pairs, function(pair) pair$fit$event$label, "")), fits = length(pairs),
      notes = count_notes(pairs, missing, why)
    ),
    class = "logreg_count"
  )
}

#' Every fit with its rows
#' @noRd
count_pairs <- function(fit, newdata) {
  if (inherits(fit, "logreg_fit")) {
    check_argument(checkmate::check_multi_class(newdata, c("data.frame", "matrix", "Matrix")), "newdata")
    return(list(list(fit = fit, newdata = newdata)))
  }
  check_argument(checkmate::check_list(fit, types = "logreg_fit", min.len = 1), "fit")
  check_argument(checkmate::check_list(newdata, len = length(fit)), "newdata")
  if (is.data.frame(newdata)) {
    check_argument("it is one data frame; give a list with one for each fit", "newdata")
  }
  unname(Map(function(fit, newdata) list(fit = fit, newdata = newdata), fit, newdata))
}

#' The distribution of the number of events among independent trials of given log-odds
#'
#' @return The probabilities of 0, 1, ..., n events.
#' @noRd
count_distribution <- function(eta) {
  # From the log-odds, so that the complement of a probability next to 1 keeps its digits.
  convolve_trials(sigmoid_(eta), sigmoid_(-eta))
}

#' @noRd
convolve_trials <- function(prob, complement) {
  count <- length(prob)
  if (count > rows_one_by_one) {
    half <- seq_len(count %/% 2)
    return(convolve_counts(convolve_trials(prob[half], complement[half]), convolve_trials(prob[-half], complement[-half])))
  }
  mass <- 1
  for (i in seq_len(count)) mass <- c(mass * complement[[i]], 0) + c(0, mass * prob[[i]])
  mass
}

#' Rows up to which a distribution is convolved one by one, which keeps the digits of its tails
#' @noRd
rows_one_by_one <- 512L

#' Distribution of the sum of two counts
#'
#' The transform has an absolute error of some 1e-17 in each probability, which may make one negative.
#' @noRd
convolve_counts <- function(one, other) {
  length <- length(one) + length(other) - 1
  size <- stats::nextn(length)
  padded <- function(mass) stats::fft(c(mass, numeric(size - length(mass))))
  mass <- Re(stats::fft(padded(one) * padded(other), inverse = TRUE))[seq_len(length)] / size
  mass <- pmax(mass, 0)
  mass / sum(mass)
}

#' The distribution of the count with the coefficients drawn from their normal approximation
#' @noRd
predictive_distribution <- function(pairs, rows, draws) {
  same <- same_fits(pairs)
  drawn <- lapply(unique(same), function(place) coefficient_draws(pairs[[place]]$fit, draws))
  data <- lapply(pairs, function(pair) new_design(pair$fit, pair$newdata))
  eta_of <- function(draw) {
    unlist(Map(function(rows, place) linear_predictor(rows, drawn[[place]][, draw]), data, match(same, unique(same))))
  }
  if (rows > rows_one_by_one) {
    counts <- vapply(seq_len(draws), function(draw) sum(stats::runif(rows) < sigmoid_(eta_of(draw))), 0)
    return(tabulate(counts + 1, rows + 1) / draws)
  }
  total <- numeric(rows + 1)
  for (draw in seq_len(draws)) total <- total + count_distribution(eta_of(draw))
  total / draws
}

#' For each fit the place of the first one that is the same: what is uncertain about it, is so in both
#' @noRd
same_fits <- function(pairs) {
  coefficients <- lapply(pairs, function(pair) pair$fit$coefficients)
  match(coefficients, coefficients)
}

#' Draws of the coefficients of a fit, a column each
#' @noRd
coefficient_draws <- function(fit, draws) {
  covariance <- stats::vcov(fit)
  kept <- !is.na(fit$coefficients)
  covariance <- covariance[kept, kept, drop = FALSE]
  # In units of the standard errors, where columns of very different size do no harm.
  error <- sqrt(diag(covariance))
  parts <- eigen(covariance / outer(error, error), symmetric = TRUE)
  root <- error * (parts$vectors %*% diag(sqrt(pmax(parts$values, 0)), length(error)))
  coefficients <- matrix(0, length(kept), draws)
  coefficients[kept, ] <- fit$coefficients[kept] + root %*% matrix(stats::rnorm(sum(kept) * draws), ncol = draws)
  coefficients
}

#' Mean, standard deviation and central interval of a distribution
#' @noRd
count_summary <- function(part, mass, level) {
  count <- seq_along(mass) - 1
  mean <- sum(count * mass)
  below <- cumsum(mass)
  tail <- (1 - level) / 2
  # The last digit of a sum of probabilities must not move an end of the interval.
  data.frame(
    part = part, mean = mean, sd = sqrt(sum((count - mean)^2 * mass)), lower = count[which(below > tail + 1e-12)[1]],
    upper = count[which(below >= 1 - tail - 1e-12)[1]]
  )
}

#' @noRd
count_notes <- function(pairs, missing, why) {
  c(
    if (any(vapply(pairs, function(pair) pair$fit$event$kind %in% c("counts", "proportion"), TRUE))) {
      "Each row is one trial, whatever the trials of the rows that were fitted."
    },
    if (missing > 0) {
      sprintf("%s without a prediction, for missing values or a limit that is not known: not counted.", count_of(missing, "row"))
    },
    if (!is.null(why)) sprintf("Without the uncertainty of the coefficients: %s.", list_words(why)),
    if (max(same_fits(pairs)) > 1 && is.null(why)) "The fits are taken to be independent of each other."
  )
}

#' @rdname predict_count
#' @param x A result of `predict_count()`.
#' @param digits Significant digits of the numbers.
#' @param ... Not used.
#' @export
print.logreg_count <- function(x, digits = 3L, ...) {
  cat(cli::style_bold(sprintf("How many will be %s", list_words(x$event))), "\n", sep = "")
  cat_wrapped(sprintf("Of %s%s.", count_of(x$rows, "row"), if (x$fits > 1) sprintf(" for %d fits together", x$fits) else ""))
  cat("\n", count_lines(x, digits), "\n", sep = "")
  cat_wrapped("Rows are taken to be independent of each other, given the coefficients.")
  for (note in x$notes) cat_wrapped(note)
  invisible(x)
}

#' The two distributions, one a line
#' @noRd
count_lines <- function(x, digits) {
  table <- x$summary[!is.na(x$summary$mean), ]
  what <- c(exact = "given the coefficients", predictive = "with their uncertainty")
  number <- function(value) format(signif(value, digits), digits = digits, big.mark = ",")
  whole <- function(value) format(value, big.mark = ",", scientific = FALSE)
  interval <- sprintf("%s to %s", vapply(table$lower, whole, ""), vapply(table$upper, whole, ""))
  text <- cbind(
    c("", what[table$part]), c("mean", vapply(table$mean, number, "")), c("sd", vapply(table$sd, number, "")),
    c(sprintf("%s%% interval", format(100 * x$level)), interval)
  )
  paste0(sub(" +$", "", apply(text_columns(text), 1, paste, collapse = "  ")), "\n")
}
