#' Read a response: which class is the event, and in which share of each row's trials it came
#'
#' @param y The response as the user gave it, without missing values.
#' @param weights Prior weights or `NULL`.
#' @param name The response as text, for messages and for the event.
#' @param scanned Is it known that all numbers are finite?
#' @return A list: `y` (n numbers in 0..1), `weight` (n, trials times prior weights; `NULL` for 1 in
#'   every row) and `event`.
#' @noRd
parse_response <- function(y, weights, name, scanned = FALSE) {
  plain <- scanned && is.null(attributes(y)) && (is.double(y) || is.integer(y))
  if (!plain) check_response_values(y, name, scanned)
  weight <- if (!is.null(weights)) as.double(weights)
  read <- if (is.matrix(y) && ncol(y) > 1) read_counts(y, weight, name) else read_vector(as_plain(y), weight, name)
  if (!read$whole) warn_not_whole(name, read$event$kind)
  check_two_classes(read, name)
  list(y = read$y, weight = read$weight, event = read$event)
}

#' A matrix of one column, or a one-way array, is a vector
#' @noRd
as_plain <- function(y) {
  if (is.null(dim(y))) y else as.vector(y)
}

#' @noRd
check_response_values <- function(y, name, scanned = FALSE) {
  check_column_type(y, name)
  if (length(dim(y)) > 2 || !(is.numeric(y) || is.logical(y) || is.factor(y) || is.character(y))) {
    abort_response(name, sprintf("It is of class %s.", class(y)[[1]]))
  }
  if (!scanned && is.numeric(y)) {
    check_column(y, name, row_number)
  }
}

#' A vector as numbers, with what one scan says of them: see [scan_response_()]
#' @noRd
read_vector <- function(y, weight, name) {
  text <- is.character(y)
  if (text) y <- factor(y)
  if (is.factor(y)) y <- used_levels(y)
  if (is.double(y) && !is.null(attributes(y))) y <- as.double(y)
  read <- scan_response_(y, weight)
  read$event <- if (is.factor(y)) {
    label_event(y, name, if (text) "character" else "factor")
  } else if (is.logical(y)) {
    new_event("logical", name, c("FALSE", "TRUE"))
  } else if (read$zero_one) {
    new_event("numeric", name, c("0", "1"))
  } else if (read$share) {
    new_event("proportion", name, c("0", "1"))
  } else {
    abort_coding(y, name)
  }
  read$weight <- weight
  read
}

#' A factor without the levels that no row has, as `drop.unused.levels` leaves it in a model frame
#' @noRd
used_levels <- function(y) {
  unused <- scan_columns_(list(y), 1L)$facts >= column_facts[["unused_level"]]
  if (unused) y[, drop = TRUE] else y
}

#' Two labels: the second level is the event, as in `glm()`
#' @noRd
label_event <- function(y, name, kind) {
  levels <- levels(y)
  if (length(levels) > 2) {
    kept <- paste0("c(", paste(dQuote(levels[1:2], FALSE), collapse = ", "), ")")
    abort_response(
      name, sprintf("It has %d levels: %s.", length(levels), list_words(levels)),
      sprintf("Keep two of them (subset = %s %%in%% %s), or ask for one against the rest (%s == %s).",
        name, kept, name, dQuote(levels[[length(levels)]], FALSE)),
      levels = levels
    )
  }
  if (length(levels) < 2) {
    abort_one_class(name, length(y), levels)
  }
  new_event(kind, name, levels)
}

#' Numbers outside 0..1: the two values of another coding, or counts that lack their counterpart
#' @noRd
abort_coding <- function(y, name) {
  values <- sort(unique(y))
  recoded <- if (identical(as.double(values), c(1, 2))) {
    sprintf("%s - 1", name)
  } else if (identical(as.double(values), c(-1, 1))) {
    sprintf("(%s + 1) / 2", name)
  } else {
    sprintf("as.numeric(%s == %s)", name, format(values[[length(values)]]))
  }
  if (length(values) <= 2) {
    remedy <- sprintf("To model %s = %s, write %s in its place.", name, format(values[[length(values)]]), recoded)
    abort_response(name, sprintf("Its values are %s.", paste(format(values, trim = TRUE), collapse = " and ")), remedy)
  }
  row <- which(y < 0 | y > 1)[[1]]
  abort_response(
    name, sprintf("It is %s in %s of those used.", format(y[[row]]), row_number(row)),
    "Counts of successes need their failures beside them: cbind(successes, failures)."
  )
}

#' Two columns of counts: successes and failures
#' @noRd
read_counts <- function(y, weight, name) {
  if (ncol(y) != 2 || !is.numeric(y)) {
    abort_response(name, sprintf("It is a matrix of type %s with %d columns.", typeof(y), ncol(y)))
  }
  if (min(y) < 0) {
    bad <- which(y < 0, arr.ind = TRUE)[1, ]
    value <- format(y[bad[[1]], bad[[2]]])
    found <- sprintf("Column %d is %s in %s of those used.", bad[[2]], value, row_number(bad[[1]]))
    abort_response(name, found, "Counts must be 0 or more.")
  }
  trials <- as.double(y[, 1]) + y[, 2]
  share <- as.double(y[, 1]) / trials
  share[trials == 0] <- 0
  labels <- colnames(y) %||% c("", "")
  labels <- ifelse(labels == "", c("success", "failure"), labels)
  weight <- if (is.null(weight)) unname(trials) else weight * unname(trials)
  read <- scan_response_(unname(share), weight)
  read$whole <- all(abs(y - round(y)) <= 1e-3)
  read$event <- new_event("counts", name, rev(labels))
  read$weight <- weight
  read
}

#' What is modelled: the second of two levels
#'
#' `label` is what stands in "modelling P(...)". A comparison says by itself what the event is.
#' @noRd
new_event <- function(kind, name, levels) {
  comparison <- kind == "logical" && grepl("[<>=!&|]|%in%", name)
  label <- switch(kind, counts = levels[[2]], proportion = name, if (comparison) name else paste0(name, " = ", levels[[2]]))
  list(label = label, name = name, level = levels[[2]], levels = levels, kind = kind)
}

#' Warn where `glm()` does: weight times proportion should be a count
#' @noRd
warn_not_whole <- function(name, kind) {
  found <- switch(kind,
    proportion = c(
      sprintf("The successes in `%s`, proportion times weight, are not whole numbers.", name),
      "Proportions need the numbers of trials as `weights`."
    ),
    counts = sprintf("The counts in `%s` are not whole numbers.", name),
    sprintf("The weights are not whole numbers where `%s` is the event.", name)
  )
  warn_logreg(
    "non_integer_successes",
    c(found, "The coefficients are those of the rows as given; standard errors take a weight for a number of trials."),
    argument = if (kind %in% c("proportion", "counts")) name else "weights"
  )
}

#' Both classes must occur among the rows that count, unless the caller accepts one: see [accept_one_class()]
#' @param read From [read_vector()] or [read_counts()]: the counts of rows with a weight above 0.
#' @noRd
check_two_classes <- function(read, name) {
  if (read$rows == 0) {
    check_weights_argument("no row is left with a weight above 0 and a trial")
  }
  one_class <- c(read$zeros, read$ones) == read$rows
  if (any(one_class)) {
    withRestarts(
      abort_one_class(name, read$rows, read$event$levels[[which(one_class)]]),
      accept_one_class = function() NULL
    )
  }
}

#' Read data of which the response may have one class, as it may with Firth's penalty
#' @noRd
accept_one_class <- function(data) {
  withCallingHandlers(data, logreg_error_one_class = function(error) {
    tryInvokeRestart("accept_one_class")
  })
}

#' @noRd
abort_one_class <- function(name, n, level) {
  abort_logreg(
    "one_class",
    c(
      sprintf(
        "`%s` has one class only: it is %s in every row used (%s).",
        name, list_words(dQuote(level, FALSE)), count_of(n, "row")
      ),
      "Both classes must occur, or no finite estimate exists. Check `subset`, `weights` and how the response was made."
    ),
    argument = name, level = level
  )
}

#' @noRd
abort_response <- function(name, found, remedy = NULL, ...) {
  abort_logreg(
    "response",
    c(
      sprintf("The response `%s` must be 0/1, logical, a factor or text with two values,", name),
      "cbind(successes, failures), or proportions.",
      found, remedy
    ),
    argument = name, ...
  )
}
