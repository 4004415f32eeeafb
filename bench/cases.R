# The data of the benchmark: every shape is a parameter, every seed fixed.
#
# A case is a list: `name`, `n`, `p` (columns beside the intercept), `formula`, `data` (a data frame), for
# numeric cases also `x` (n x p), `design` (the same with a column of ones in front) and `y`. `careful` says
# that the columns are nearly dependent, `memory` and `kernel` that these are measured.

dense_formula <- function(p) stats::reformulate(paste0("x", seq_len(p)), "y")

#' A case from a matrix of numeric columns and their log-odds.
numeric_case <- function(name, x, eta, careful = FALSE, memory = FALSE, kernel = FALSE) {
  y <- as.double(stats::runif(nrow(x)) < stats::plogis(eta))
  colnames(x) <- paste0("x", seq_len(ncol(x)))
  list(
    name = name, kind = "numeric", n = nrow(x), p = ncol(x), formula = dense_formula(ncol(x)),
    data = data.frame(y = y, x), x = x, design = cbind("(Intercept)" = 1, x), y = y,
    careful = careful, memory = memory, kernel = kernel
  )
}

#' Independent normal columns; the log-odds have standard deviation 1 around -1, a third are events.
dense_case <- function(n, p, name = sprintf("%s x %d", count_text(n), p), memory = FALSE) {
  set.seed(1000 + p)
  x <- matrix(stats::rnorm(n * p), n, p)
  numeric_case(name, x, drop(x %*% stats::rnorm(p, sd = 1 / sqrt(p))) - 1, memory = memory, kernel = n >= 1e5)
}

#' Columns of every scale mixed by a rotation: the condition number survives scaling of the columns.
ill_conditioned_case <- function(condition, n = 1e4, p = 20) {
  set.seed(2000)
  z <- matrix(stats::rnorm(n * p), n, p)
  rotation <- qr.Q(qr(matrix(stats::rnorm(p * p), p, p)))
  x <- z %*% (condition^(-(seq_len(p) - 1) / (p - 1)) * t(rotation))
  numeric_case(sprintf("condition %.0e", condition), x, drop(z %*% stats::rnorm(p, sd = 0.3)), careful = TRUE)
}

#' Few events. Five columns, so that ten events among a million rows still have a finite estimate.
rare_case <- function(prevalence, n = 1e6, p = 5) {
  set.seed(3004)
  x <- matrix(stats::rnorm(n * p), n, p)
  slopes <- c(0.5, -0.3, 0.2, 0, 0.1)[seq_len(p)]
  # E exp(x'b) = exp(b'b / 2) lifts the share of events above the logistic function of the intercept.
  eta <- stats::qlogis(prevalence) - sum(slopes^2) / 2 + drop(x %*% slopes)
  numeric_case(sprintf("rare events %.0e", prevalence), x, eta)
}

#' A factor whose levels get rarer, as carriers and airports do, with level effects of the given spread.
draw_factor <- function(n, levels, uniform = TRUE) {
  chance <- if (uniform) rep(1, levels) else seq_len(levels)^-0.5
  codes <- sample.int(levels, n, replace = TRUE, prob = chance)
  structure(codes, levels = sprintf("%03d", seq_len(levels)), class = "factor")
}

factor_case <- function(name, data, eta, memory = FALSE) {
  y <- as.double(stats::runif(length(eta)) < stats::plogis(eta))
  terms <- names(data)
  data <- cbind(data.frame(y = y), data)
  columns <- vapply(data[terms], function(column) max(1L, nlevels(column) - 1L), 1L)
  list(
    name = name, kind = "factors", n = nrow(data), p = sum(columns),
    formula = stats::reformulate(terms, "y"), data = data, careful = FALSE, memory = memory
  )
}

effect_of <- function(column, spread) stats::rnorm(nlevels(column), sd = spread)[column]

#' Flights: month, day, weekday, hour, carrier, and three numbers; a fifth are events.
flights_case <- function(n = 1e6) {
  set.seed(4000)
  data <- data.frame(
    month = draw_factor(n, 12), day = draw_factor(n, 31), weekday = draw_factor(n, 7),
    hour = draw_factor(n, 24, uniform = FALSE), carrier = draw_factor(n, 300, uniform = FALSE),
    departure = stats::rnorm(n), distance = stats::rexp(n), load = stats::runif(n)
  )
  effects <- lapply(data[1:5], effect_of, spread = 0.2)
  eta <- Reduce(`+`, effects) + 0.3 * data$departure - 0.2 * data$distance + 0.4 * data$load - 1.5
  factor_case("factors", data, eta, memory = TRUE)
}

one_factor_case <- function(n = 2e4, levels = 500) {
  set.seed(5000)
  data <- data.frame(group = draw_factor(n, levels), x1 = stats::rnorm(n))
  factor_case(sprintf("%d levels", levels), data, effect_of(data$group, 0.3) + 0.5 * data$x1)
}

#' Four factors with 12 x 31 x 7 x 24 = 62,496 cells.
patterns_case <- function(n = 1e7) {
  set.seed(6000)
  levels <- c(month = 12, day = 31, weekday = 7, hour = 24)
  data <- as.data.frame(lapply(levels, function(k) draw_factor(n, k)))
  eta <- Reduce(`+`, lapply(data, effect_of, spread = 0.3)) - 0.5
  factor_case("patterns", data, eta, memory = TRUE)
}

dense_maker <- function(n, p, ...) {
  force(n)
  force(p)
  function() dense_case(n, p, ...)
}

#' Every case by name, as a function that makes it. Those that `make bench` runs come first.
case_makers <- function() {
  shapes <- list(c(12, 2), c(1e3, 5), c(1e4, 20), c(1e5, 30), c(1e6, 20), c(1e6, 50), c(2e5, 100))
  dense <- lapply(shapes, function(shape) dense_maker(shape[1L], shape[2L], memory = prod(shape) == 2e7))
  names(dense) <- vapply(shapes, function(shape) paste(count_text(shape[1L]), "x", shape[2L]), "")
  c(dense, list(
    factors = flights_case, "500 levels" = one_factor_case, patterns = patterns_case,
    "condition 1e+06" = function() ill_conditioned_case(1e6), "condition 1e+08" = function() ill_conditioned_case(1e8),
    "rare events 1e-03" = function() rare_case(1e-3), "rare events 1e-05" = function() rare_case(1e-5),
    "1e5 x 500" = dense_maker(1e5, 500)
  ))
}

full_only <- "1e5 x 500"

#' Small relatives of the cases, for a run of a few minutes.
quick_makers <- function() {
  makers <- case_makers()
  c(makers[c("12 x 2", "1e3 x 5", "1e4 x 20", "1e5 x 30")], list(
    "factors, 2e4 rows" = function() flights_case(2e4), "patterns, 1e6 rows" = function() patterns_case(1e6),
    "condition 1e+06" = makers[["condition 1e+06"]], "rare events 1e-03, 1e5 rows" = function() rare_case(1e-3, 1e5)
  ))
}

#' The case of a name, or of a shape such as "250000x40".
make_case <- function(name) {
  case <- maker_of(name)()
  case$name <- name
  case
}

maker_of <- function(name) c(case_makers(), quick_makers())[[name]] %||% shape_maker(name)

shape_maker <- function(text) {
  numbers <- suppressWarnings(as.numeric(strsplit(text, "[ ]*x[ ]*")[[1L]]))
  if (length(numbers) != 2L || anyNA(numbers) || any(numbers < 1)) {
    stop("\"", text, "\" is neither a case nor a shape such as 250000x40. Cases: ",
         paste(names(case_makers()), collapse = "; "), call. = FALSE)
  }
  dense_maker(numbers[1L], numbers[2L], name = text)
}

#' 1e6 as "1e6", 250000 as "250000".
count_text <- function(n) {
  exponent <- floor(log10(n))
  leading <- n / 10^exponent
  if (n >= 1e3 && leading == round(leading)) sprintf("%de%d", leading, exponent) else sprintf("%d", as.integer(n))
}

`%||%` <- function(x, y) if (is.null(x)) y else x

#' Bytes of the columns that a fit reads, as R stores them.
case_bytes <- function(case) {
  columns <- case$data[attr(stats::terms(case$formula), "term.labels")]
  sum(vapply(columns, function(column) if (is.double(column)) 8 else 4, 0)) * case$n
}

#' The first rows of a case, for a warm-up or for a guess at what all rows would take.
first_rows <- function(case, rows) {
  keep <- seq_len(rows)
  for (part in intersect(c("x", "design"), names(case))) case[[part]] <- case[[part]][keep, , drop = FALSE]
  case$data <- droplevels(case$data[keep, , drop = FALSE])
  if (!is.null(case$y)) case$y <- case$y[keep]
  case$n <- rows
  case
}
