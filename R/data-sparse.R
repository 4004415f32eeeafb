#' A matrix of the package Matrix as the core reads it
#'
#' @return A `dgCMatrix` for a sparse one, which is returned untouched if it is one; else a plain matrix.
#' @noRd
readable_matrix <- function(x) {
  if (!inherits(x, "Matrix")) {
    return(x)
  }
  require_package("Matrix", sprintf("to read a matrix of class %s", class(x)[[1]]))
  if (is_sparse(x)) {
    x
  } else if (inherits(x, "sparseMatrix")) {
    methods::as(methods::as(methods::as(x, "dMatrix"), "generalMatrix"), "CsparseMatrix")
  } else {
    as.matrix(x)
  }
}

#' @noRd
is_sparse <- function(x) {
  isS4(x) && inherits(x, "dgCMatrix")
}

#' Was the fit made from a sparse matrix?
#' @noRd
is_sparse_fit <- function(fit) {
  isS4(fit$x_user) && inherits(fit$x_user, "sparseMatrix")
}

#' Terms with the whole sparse matrix as one variable
#'
#' A formula of thousands of names would be larger than the data and too deep for R to print.
#' @inheritParams matrix_terms
#' @noRd
sparse_terms <- function(names, intercept, response) {
  terms <- matrix_terms("x", intercept, response)
  attr(terms, "dataClasses")[["x"]] <- paste0("nmatrix.", length(names))
  attr(terms, "matrix_columns") <- names
  terms
}

#' Facts of the entries, see [scan_columns()]; zeros have none
#' @noRd
sparse_facts <- function(x) {
  if (length(x@x) == 0) 0L else scan_columns(list(x@x))$facts
}

#' Stop at a column with an entry that is not finite, or without any value
#' @noRd
check_sparse_columns <- function(x, facts) {
  if (facts == 0L) {
    return(invisible(TRUE))
  }
  names <- matrix_names(x)
  places <- which(!is.finite(x@x)) - 1L
  for (j in unique(findInterval(places, x@p))) check_column(x[, j], names[[j]], row_number)
}

#' Which rows of a matrix or data frame have all their values
#' @noRd
rows_without_gaps <- function(x) {
  if (!is_sparse(x)) {
    return(stats::complete.cases(x))
  }
  complete <- rep(TRUE, nrow(x))
  complete[x@i[is.na(x@x)] + 1L] <- FALSE
  complete
}

#' The design of a sparse fit as a sparse matrix, the intercept included
#' @noRd
sparse_design <- function(data, rows = NULL) {
  design <- data$columns[[1]]$values
  if (data$intercept) design <- cbind(1, design)
  dimnames(design) <- list(rows, data$names)
  design
}

#' The design of a fit as `model.matrix()` gives it, but always with all its zeros
#' @noRd
plain_model_matrix <- function(fit) {
  if (is_sparse_fit(fit)) dense_model_matrix(fit) else stats::model.matrix(fit)
}

#' @noRd
dense_model_matrix <- function(fit) {
  own <- fit_data(fit)
  structure(dense_design(own), dimnames = list(names(fit$y), names(fit$coefficients)), assign = own$assign)
}

#' The aliased columns as combinations of the kept ones, from products of columns in units of their length
#' @noRd
sparse_dependence <- function(core, data) {
  design <- sparse_design(data)[, core$pivot, drop = FALSE]
  if (!is.null(data$weight)) design <- design[data$weight > 0, , drop = FALSE]
  products <- as.matrix(Matrix::crossprod(design))
  length <- sqrt(diag(products))
  length[length == 0] <- 1
  products <- products / outer(length, length)
  kept <- seq_len(core$rank)
  combination <- qr.coef(qr(products[kept, kept, drop = FALSE], tol = 1e-14), products[kept, -kept, drop = FALSE])
  outer(1 / length[kept], length[-kept]) * combination
}

#' The model frame of a fit of a sparse matrix, which is one variable of it
#' @noRd
frame_of_sparse <- function(fit) {
  variables <- list(without_rows(fit$y_user, fit$na.action), fit_data(fit)$columns[[1]]$values)
  names(variables) <- all.vars(fit$terms)
  frame <- structure(variables, class = "data.frame", row.names = names(fit$y))
  structure(frame, terms = fit$terms, na.action = fit$na.action)
}

#' Stop where the Hessian of so many columns does not fit into memory
#'
#' Two of its size are summed by the threads, and half a dozen are in use while it is factored.
#' @noRd
check_width <- function(columns) {
  hessians <- 8
  needed <- 8 * columns^2 * hessians
  if (columns < 2000 || needed <= memory_left()) {
    return(invisible(TRUE))
  }
  size <- function(bytes) sprintf("%.1f GB", bytes / 1e9)
  abort_logreg(
    "too_wide",
    c(
      sprintf("`x` has %s, and their Hessian does not fit into memory.", count_of(columns, "column")),
      sprintf("The fit would take %s, and %s are free.", size(needed), size(memory_left())),
      "Leave out rare columns, or put them together."
    ),
    argument = "x", columns = columns
  )
}

#' Bytes of memory that are free, where the system says it in a file; else no limit
#' @noRd
memory_left <- function(file = "/proc/meminfo") {
  lines <- if (file.exists(file)) grep("^MemAvailable:", readLines(file), value = TRUE)
  if (length(lines) == 1) 1024 * as.numeric(gsub("[^0-9]", "", lines)) else Inf
}
