#' Cross-validation: how good a fit is on rows that it has not seen
#'
#' The rows are dealt into folds. Each fold is predicted by the same model fitted to the other folds, so that no row is
#' predicted by coefficients it had a share in. What the training rows show beyond that is flattery.
#'
#' Every fold is fitted as the fit was: the same terms, penalty, solver, weights and offset, the same levels of factors.
#' Outcomes are dealt evenly, so each fold has about the same share of the event. Grouped counts are dealt trial by trial,
#' which gives what their single rows would give; to hold out whole rows, give each a group of its own. Groups
#' of unlike sizes make folds of like size.
#'
#' @param fit A fit of [logreg()].
#' @param folds How many folds: a whole number from 2 to the number of rows (or trials, or groups). As many as there are
#'   is to leave one out.
#' @param repeats How often to deal and fit anew. A whole number, 1 or more.
#' @param group What tells which rows belong together and stay in one fold: a vector with one value a row, or a formula
#'   such as `~ clinic`.
#' @param seed A seed for the dealing, which leaves R's random stream as it was; `NULL` draws on from that stream.
#' @param threshold Probability from which on the event is predicted, for the accuracy.
#' @return A list of class `logreg_cross_validation` that prints in words:
#'   * `measures`: a data frame with a row for `accuracy`, `log_loss`, `brier` and `auc`, and the columns `measure`;
#'     `training`, on the rows of the fit; `held_out`; `flattery`, by how much training looks better; `constant`, held
#'     out as well, of the share of the event in the other folds. The log loss, Brier score and accuracy are pooled
#'     over all rows and repeats; the AUC is the mean over the folds that have both classes, since predictions of
#'     different fits are not to be ranked together.
#'   * `folds`: a data frame with a row for each fold: `repetition`, `fold`, `rows` and `events` (both by weight) held
#'     out, `status` (as [convergence()] has it, or `"one_class"` where the other folds have one class and nothing
#'     was fitted), `unpredicted` (rows without a prediction), `accuracy`, `log_loss`, `brier`, `auc`.
#'   * `predictions`: a data frame with a row for each held-out row or trial: `repetition`, `fold`, `row` (its place among
#'     the rows of the fit), `eta`, `prob`, `y`, `weight`.
#'   * `settings`: `folds`, `repeats`, `groups` (their number), `trials` (were single trials dealt?), `seed`, `threshold`.
#'   * `event`, `notes`.
#' @section What is not predicted: A level that occurs in one fold only is unknown to the fit of the others, and so is any
#'   row whose columns are no combination of theirs. Such rows have no prediction; they are left out of the measures and
#'   counted. Folds that are separated predict 0 or 1 where the limit is so: wrong once, and the log loss is infinite. Both
#'   are printed.
#' @section What the folds share: Terms such as `poly(x, 2)`, `ns(x, 3)` or `scale(x)` keep the basis that they made from all
#'   rows. Held-out rows have thereby had a share in the placing of knots or centres, never by their outcomes. For
#'   polynomials without a penalty it makes no difference at all.
#' @section Errors:
#'   `logreg_error_argument` for folds, repeats, groups or a seed that cannot be used.
#' @seealso [evaluate()][evaluate.logreg_fit()] on new rows; [choose_threshold()]
#' @examples
#' fit <- logreg(admitted ~ exam1 + exam2, data = exam_marks)
#' cross_validate(fit, folds = 5, seed = 1)
#' @export
cross_validate <- function(fit, folds = 10, repeats = 1, group = NULL, seed = NULL, threshold = 0.5) {
  check_argument(checkmate::check_class(fit, "logreg_fit"), "fit")
  threshold <- check_threshold(threshold)
  check_argument(check_whole(repeats, 1), "repeats")
  check_argument(if (repeats <= 1e5) TRUE else "it must be 100,000 at most: each repeat fits every fold anew", "repeats")
  units <- fold_units(fit, group)
  folds <- check_folds(folds, units)
  predictions <- with_stream(seed, predict_folds(fit, units, folds, repeats))
  table <- do.call(rbind, lapply(predictions, fold_row, threshold = threshold))
  held <- do.call(rbind, lapply(predictions, `[[`, "rows"))
  structure(
    list(
      measures = validated_measures(fit, held, table, threshold), folds = table,
      predictions = held[c("repetition", "fold", "row", "eta", "prob", "y", "weight")],
      settings = list(
        folds = folds, repeats = repeats, groups = if (!is.null(group)) max(units$group), trials = attr(units, "trials"),
        seed = seed, threshold = threshold
      ),
      event = fit$event, notes = validation_notes(fit, table, folds, repeats)
    ),
    class = "logreg_cross_validation"
  )
}

#' Fit and predict every fold of every repeat
#'
#' @param each What to keep of a fold: a function of its rows (all of them, with `held` and predictions) and its status.
#' @return A list with an element for each fold.
#' @noRd
predict_folds <- function(fit, units, folds, repeats, each = held_out_rows) {
  data <- fit_data(fit)
  refit_as_called <- fold_fitter(fit)
  bar <- if (interactive()) cli::cli_progress_bar("Fitting folds", total = folds * repeats)
  found <- list()
  for (repetition in seq_len(repeats)) {
    number <- deal_units(units, folds)
    for (fold in seq_len(folds)) {
      result <- predict_fold(data, units, number == fold, refit_as_called)
      result$rows[c("repetition", "fold")] <- list(repetition, fold)
      found <- c(found, list(each(result)))
      if (!is.null(bar)) cli::cli_progress_update(id = bar)
    }
  }
  found
}

#' What cross_validate() keeps of a fold
#' @noRd
held_out_rows <- function(result) {
  result$rows <- result$rows[result$rows$held, ]
  result
}

#' Fit the rows that are not held out and predict all
#' @noRd
predict_fold <- function(data, units, held, refit_as_called) {
  train <- unit_data(data, units[!held, ])
  share <- sum(train$y * train$weight) / sum(train$weight)
  core <- refit_as_called(train)
  eta <- rep(NA_real_, nrow(units))
  if (!is.null(core)) eta <- fold_predictor(data_of_rows(data, units$row), core, train, held)
  rows <- data.frame(
    row = units$row, y = units$y, weight = units$weight, eta = eta, prob = sigmoid_(eta), constant = share, held = held
  )
  list(rows = rows, status = if (is.null(core)) "one_class" else core$convergence$reason)
}

#' Log-odds of rows by the fit of a fold; `NA` where it does not know them
#' @noRd
fold_predictor <- function(rows, core, train, held) {
  eta <- if (is_limit(core)) limit_predictor(rows, core) else linear_predictor(rows, core$coefficients)
  if (core$rank < length(core$pivot)) {
    places <- which(held)
    design <- dense_design(data_of_rows(rows, places))[, core$pivot, drop = FALSE]
    kept <- seq_len(core$rank)
    # A column left out repeats others in the rows of the fit: what follows from them must hold in the held-out rows too.
    expected <- design[, kept, drop = FALSE] %*% dependence(core, train)
    known <- rowSums(abs(design[, -kept, drop = FALSE] - expected) > 1e-7 * (1 + abs(expected))) == 0
    eta[places[!known]] <- NA
  }
  eta
}

#' A function that fits a data object as the fit was fitted; `NULL` for one class, of which only Firth makes a fit
#' @noRd
fold_fitter <- function(fit) {
  solver <- fit$solver
  if (!is.null(solver$options$verbose)) solver$options$verbose <- 0
  separation <- decided_separation(NULL, solver)
  function(train) {
    if (!is.null(solver$options$batch_size)) solver$options$batch_size <- min(solver$options$batch_size, train$n)
    one_class <- all(train$y == 0) || all(train$y == 1)
    if (one_class && !is_firth(fit$penalty)) NULL else fit_core(train, solver, fit$penalty, NULL, separation)
  }
}

#' Measures of one fold, over the rows that have a prediction
#' @noRd
fold_row <- function(result, threshold) {
  rows <- result$rows
  known <- rows[!is.na(rows$eta), ]
  none <- nrow(known) == 0
  scores <- if (!none) scores_of(known, known$constant, threshold)$value
  data.frame(
    repetition = rows$repetition[[1]], fold = rows$fold[[1]], rows = sum(rows$weight),
    events = sum(rows$weight * rows$y), status = result$status, unpredicted = nrow(rows) - nrow(known),
    accuracy = if (none) NA_real_ else scores[["accuracy"]], log_loss = if (none) NA_real_ else scores[["log_loss"]],
    brier = if (none) NA_real_ else scores[["brier"]],
    auc = if (none) NA_real_ else area_under_curve(ranking(known))$auc
  )
}

#' Training, held out, what the one flatters, and the constant model held out
#' @noRd
validated_measures <- function(fit, held, table, threshold) {
  own <- judged_rows(fit)$rows
  training <- c(scores_of(own, training_share(fit), threshold)$value, auc = area_under_curve(ranking(own))$auc)
  known <- held[!is.na(held$eta), ]
  missing <- c(accuracy = NA_real_, log_loss = NA_real_, brier = NA_real_)
  scores <- if (nrow(known)) scores_of(known, known$constant, threshold) else list(value = missing, constant = missing)
  auc <- if (all(is.na(table$auc))) NA_real_ else mean(table$auc, na.rm = TRUE)
  out <- c(scores$value, auc = auc)
  better <- c(accuracy = 1, log_loss = -1, brier = -1, auc = 1)
  data.frame(
    measure = names(out), training = unname(training), held_out = unname(out),
    flattery = unname(better * (training - out)), constant = unname(c(scores$constant, 0.5))
  )
}

#' What a reader must know of the folds
#' @noRd
validation_notes <- function(fit, table, folds, repeats) {
  of_all <- function(these) sprintf("%d of %s", sum(these), count_of(nrow(table), "fold"))
  separated <- startsWith(table$status, "separat")
  unfinished <- !separated & !table$status %in% c("converged", "one_class")
  made <- data_made_terms(fit)
  c(
    if (any(table$status == "one_class")) {
      sprintf("Not fitted, since the other folds have one class only: %s.", of_all(table$status == "one_class"))
    },
    if (any(separated)) {
      sprintf("Separated without the held-out rows, so that predictions may be 0 or 1: %s.", of_all(separated))
    },
    if (any(unfinished)) sprintf("Not converged: %s.", of_all(unfinished)),
    if (sum(table$unpredicted) > 0) {
      sprintf(
        "Without a prediction, and so left out: %s. Their level is in no other fold, or the separated fit does not settle them.",
        count_of(sum(table$unpredicted), "held-out row")
      )
    },
    if (any(is.infinite(table$log_loss))) {
      sprintf("The log loss is infinite in %s: an outcome was called impossible.", of_all(is.infinite(table$log_loss)))
    },
    if (anyNA(table$auc)) {
      sprintf("The AUC is the mean over %s; the others have no two classes to rank.", of_all(!is.na(table$auc)))
    },
    if (length(made)) {
      sprintf("%s: the basis comes from all rows, held-out ones included (not from their outcomes).", quote_names(made))
    }
  )
}

#' The terms whose basis was made from the data, such as polynomials and splines
#' @noRd
data_made_terms <- function(fit) {
  variables <- as.list(attr(fit$terms, "variables"))[-1]
  known <- as.list(attr(fit$terms, "predvars"))[-1]
  if (length(known) != length(variables)) {
    return(character())
  }
  made <- !mapply(identical, variables, known)
  vapply(variables[made], expression_text, "")
}

#' @rdname cross_validate
#' @param x A result of `cross_validate()`.
#' @param digits Significant digits of the numbers.
#' @param ... Not used.
#' @export
print.logreg_cross_validation <- function(x, digits = 3L, ...) {
  title <- sprintf("%d-fold cross-validation, P(%s)", x$settings$folds, x$event$label)
  cat(cli::style_bold(title), "\n", sep = "")
  cat_wrapped(dealt_words(x))
  names <- c(
    accuracy = sprintf("accuracy at %s", format(x$settings$threshold)), log_loss = "log loss", brier = "Brier score",
    auc = "AUC"
  )
  number <- function(value) vapply(value, function(one) format(signif(one, digits), digits = digits), "")
  table <- as.matrix(vapply(x$measures[-1], number, character(nrow(x$measures))))
  dimnames(table) <- list(names[x$measures$measure], c("training", "held out", "training flatters by", "constant"))
  cat("\n")
  print(table, quote = FALSE, right = TRUE)
  cat("\n")
  cat_wrapped("Constant: the share of the event in the other folds, for every held-out row.")
  for (note in x$notes) cat_wrapped(note)
  invisible(x)
}

#' How the rows were dealt, in words
#' @noRd
dealt_words <- function(x) {
  settings <- x$settings
  held <- x$predictions[x$predictions$repetition == 1, ]
  paste0(
    count_of(nrow(held), if (settings$trials) "trial" else "row"),
    if (!is.null(settings$groups)) sprintf(" in %s that stay together", count_of(settings$groups, "group")),
    ", dealt evenly by outcome",
    if (settings$repeats > 1) sprintf(", %s", count_of(settings$repeats, "time")),
    if (!is.null(settings$seed)) sprintf(" (seed %s)", format(settings$seed)), "."
  )
}
