# Random designs on the boundary between separated and overlapping data, and what is true of each. All numbers are small
# integers, or such over a power of two, so that the boundary is exact in doubles and in rationals.
#
# With z_i = (2 y_i - 1) x_i the rows turned to their own side, C = {v : z_i'v >= 0 for all i} is the cone of directions
# along which the likelihood never falls (Albert and Anderson 1984). S are the rows with z_i'v > 0 for some v in C; the
# others are the face. S holds all rows: complete; some: quasi-complete; none: a finite estimate exists (X of full rank).
# Along any sequence towards the supremum z_i'beta grows without bound on S and settles on the face. So a coefficient is
# finite exactly if its unit vector lies in the row space of the face; else it goes to Inf if v_j >= 0 for all v in C
# (by Farkas' lemma it is then a sum of rows with weights >= 0, one of S among them), to -Inf if v_j <= 0, and if C
# holds both signs it is not determined.

#' A design by its number; the same on every machine, as sample() is
#'
#' @return `x` without the intercept, `y`, and `family`: what it was made to be, which an oracle must confirm.
separation_design <- function(number) {
  set.seed(number, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
  family <- c("complete", "quasi", "overlap", "near")[[1L + number %% 4L]]
  columns <- sample(1:4, 1L, prob = c(1, 3, 3, 2))
  x <- matrix(sample(-4:4, 60L * columns, TRUE), 60L, columns, dimnames = list(NULL, paste0("x", seq_len(columns))))
  if (columns > 2L && sample(3L, 1L) == 1L) x[, columns] <- as.integer(x[, columns] > 0) # an indicator
  direction <- c(sample(-3:3, 1L), sample(c(-2:-1, 1:2), columns, TRUE))
  if (columns > 1L && sample(3L, 1L) == 1L) direction[1L + sample(columns, 1L)] <- 0
  margin <- drop(cbind(1, x) %*% direction)
  rows <- sample((columns + 4L):(columns + 12L), 1L)
  kept <- some_on_boundary(margin == 0, rows, if (family == "quasi") columns + sample(2:4, 1L) else 2L)
  x <- x[kept, , drop = FALSE]
  margin <- margin[kept]
  y <- as.integer(margin > 0)
  boundary <- margin == 0
  made <- switch(family,
    complete = list(x = x[!boundary, , drop = FALSE], y = y[!boundary]),
    quasi = list(x = x, y = ifelse(boundary, sample(0:1, length(y), TRUE), y)),
    overlap = list(x = x, y = mislabelled(y)),
    near = near_design(x, y, boundary, columns)
  )
  c(made, family = family)
}

#' So many rows in all, of which so many are on the boundary where there are enough
some_on_boundary <- function(boundary, rows, wanted) {
  on <- utils::head(which(boundary), wanted)
  sort(c(on, utils::head(which(!boundary), rows - length(on))))
}

#' One or two rows on the wrong side
mislabelled <- function(y) {
  wrong <- sample(length(y), sample(2L, 1L))
  y[wrong] <- 1L - y[wrong]
  y
}

#' A boundary with rows of both classes on it, one of them moved off by a small power of two: to its own side, or across
near_design <- function(x, y, boundary, columns) {
  y[boundary] <- rep_len(0:1, sum(boundary))
  moved <- which(boundary)
  if (length(moved)) {
    row <- moved[[sample(length(moved), 1L)]]
    column <- sample(columns, 1L)
    x[row, column] <- x[row, column] + sample(c(-1, 1), 1L) * 2^-sample(c(12:26, 32:40), 1L)
  }
  list(x = x, y = y)
}

#' How far a near design is from the boundary, as a share of its scale; Inf for the others
nearness <- function(design) {
  off <- abs(design$x - round(design$x))
  if (any(off > 0)) min(off[off > 0]) / max(abs(design$x)) else Inf
}

#' Is X of full rank, and are both classes there?
is_regular <- function(design) {
  length(design$y) > 2L && length(unique(design$y)) == 2L && qr(cbind(1, design$x))$rank == ncol(design$x) + 1L
}

#' What is true of a design, by linear programmes in exact rationals (package rcdd)
#'
#' @param x All columns, the intercept among them.
#' @return `status`: "finite", "quasi" or "complete"; `terms`: for each coefficient, intercept first, one of "f" finite,
#'   "+" goes to Inf, "-" goes to -Inf, "?" not determined; `oblique`: is it separated, and by no column alone?
separation_oracle <- function(x, y) {
  z <- x * (2 * y - 1)
  strict <- strict_rows(z)
  status <- if (all(strict)) "complete" else if (any(strict)) "quasi" else "finite"
  terms <- vapply(seq_len(ncol(x)), fate_of_term, "", z = z, face = x[!strict, , drop = FALSE], strict = strict)
  list(status = status, terms = paste(terms, collapse = ""), oblique = status != "finite" && !any_column_separates(z))
}

#' Does one column with the intercept do it? The intercept comes first.
any_column_separates <- function(z) {
  any(vapply(seq_len(ncol(z))[-1L], function(j) any(strict_rows(z[, c(1L, j), drop = FALSE])), NA))
}

#' A linear programme in exact rationals: maximise objective'v where less v <= bound and equal v = value
exact_maximum <- function(objective, less, bound, equal = NULL, value = NULL) {
  rational <- function(numbers) rcdd::d2q(numbers)
  # For rcdd a row is: is it an equation, b, -a, where a'v <= b.
  rows <- cbind("0", rational(bound), rcdd::d2q(-less))
  if (!is.null(equal)) rows <- rbind(rows, cbind("1", rational(value), rcdd::d2q(-equal)))
  found <- rcdd::lpcdd(rows, rational(objective), minimize = FALSE)
  if (found$solution.type != "Optimal") return(NULL)
  list(value = rcdd::q2d(found$optimal.value), at = rcdd::q2d(found$primal.solution))
}

#' Rows that some direction of the cone puts strictly on their own side: maximise sum t with 0 <= t_i <= 1, z_i'v >= t_i.
#' Directions add up and can be made longer, so that t_i is 1 for all of these and 0 for the others.
strict_rows <- function(z) {
  n <- nrow(z)
  p <- ncol(z)
  slack <- cbind(matrix(0, n, p), diag(n))
  found <- exact_maximum(
    c(numeric(p), rep(1, n)), rbind(cbind(-z, diag(n)), slack, -slack), c(numeric(n), rep(1, n), numeric(n))
  )
  found$at[p + seq_len(n)] > 0.5
}

fate_of_term <- function(j, z, face, strict) {
  p <- ncol(z)
  unit <- as.numeric(seq_len(p) == j)
  box <- rbind(unit, -unit)
  # Not finite exactly if some direction moves it and leaves every row of the face where it is.
  moves <- any(strict) && !is.null(exact_maximum(numeric(p), box, c(1, 1), rbind(if (nrow(face)) face, unit), c(numeric(nrow(face)), 1)))
  if (!moves) return("f")
  up <- exact_maximum(unit, rbind(-z, box), c(numeric(nrow(z)), 1, 1))$value > 0
  down <- exact_maximum(-unit, rbind(-z, box), c(numeric(nrow(z)), 1, 1))$value > 0
  if (up && down) "?" else if (up) "+" else "-"
}

#' One number that tells whether a design came out as it did when its verdict was stored
design_sum <- function(design) sum(design$x * seq_along(design$x)) + sum(design$y)

#' Numbers of designs that are what they were made to be, with what is true of them: the fixture's rows
#'
#' At least a quarter of the separated ones are oblique; near ones stay whatever they turned out to be.
make_separation_fixture <- function(wanted = c(complete = 600, quasi = 600, overlap = 600, near = 200)) {
  kept <- list()
  left <- wanted
  number <- 0L
  while (any(left > 0)) {
    number <- number + 1L
    design <- separation_design(number)
    if (left[[design$family]] == 0 || !is_regular(design)) next
    truth <- separation_oracle(cbind(1, design$x), design$y)
    meant <- c(complete = "complete", quasi = "quasi", overlap = "finite", near = truth$status)[[design$family]]
    if (truth$status != meant || (design$family == "near" && is.infinite(nearness(design)))) next
    left[[design$family]] <- left[[design$family]] - 1
    kept[[length(kept) + 1L]] <- data.frame(
      number = number, family = design$family, rows = length(design$y), sum = design_sum(design),
      status = truth$status, terms = truth$terms, oblique = truth$oblique
    )
  }
  do.call(rbind, kept)
}
