#' The columns of a design, without building a model matrix
#'
#' Names, order, `assign` and contrasts are those of [stats::model.matrix()]. A numeric term is passed
#' in place, a factor as its codes and its contrast matrix; an interaction is the product of its
#' parts, as codes again where all of them are factors.
#'
#' @param terms A terms object, with its response or without.
#' @param frame The model frame of these terms.
#' @param contrasts As the argument of [stats::lm()]: a named list, or `NULL`.
#' @return A list: `columns` (without the intercept), `names` and `assign` (with it), `contrasts`, and
#'   `levels` of the variables that are text.
#' @noRd
design_columns <- function(terms, frame, contrasts = NULL) {
  plain <- if (is.null(contrasts)) plain_columns(terms, frame)
  if (!is.null(plain)) {
    return(plain)
  }
  coding <- term_coding(terms, frame)
  check_contrasts_argument(contrasts, frame)
  used <- rownames(coding)[rowSums(coding) > 0]
  variables <- lapply(stats::setNames(nm = used), function(name) {
    in_frame <- frame_name(name, frame)
    coded_variable(frame[[in_frame]], name, contrasts[[in_frame]])
  })
  blocks <- lapply(seq_len(ncol(coding)), function(j) term_block(coding[, j, drop = FALSE], variables))
  widths <- vapply(blocks, function(block) length(block$names), 1L)
  intercept <- attr(terms, "intercept") == 1
  list(
    columns = lapply(blocks, function(block) block$column),
    names = c(if (intercept) "(Intercept)", unlist(lapply(blocks, function(block) block$names))),
    assign = c(if (intercept) 0L, rep(seq_along(blocks), widths)),
    contrasts = used_contrasts(frame, terms, contrasts, variables),
    levels = text_levels(variables, frame)
  )
}

#' The design where every term is one numeric vector, without the algebra of terms; otherwise `NULL`
#' @noRd
plain_columns <- function(terms, frame) {
  labels <- attr(terms, "term.labels")
  response <- attr(terms, "response")
  if (any(attr(terms, "order") > 1L) || (response > 0L && any(labels == attr(frame, "names")[[response]]))) {
    return(NULL)
  }
  columns <- plain_columns_(frame, labels)
  if (is.null(columns)) {
    return(NULL)
  }
  intercept <- attr(terms, "intercept") == 1L
  list(
    columns = columns, names = if (intercept) c("(Intercept)", labels) else labels,
    assign = seq.int(if (intercept) 0L else 1L, length.out = length(labels) + intercept), contrasts = NULL
  )
}

#' How each variable enters each term: 0 not, 1 by contrasts, 2 by an indicator of every level
#'
#' This is the `factors` of a terms object with the change that `model.matrix()` makes: without an
#' intercept, the first factor in the formula is coded by an indicator of every level.
#' @return A matrix, one row a variable of the frame (in the spelling of the terms), one column a term.
#' @noRd
term_coding <- function(terms, frame) {
  coding <- attr(terms, "factors")
  if (length(coding) == 0) {
    return(matrix(0L, 0, 0))
  }
  response <- attr(terms, "response")
  if (response > 0) {
    check_response_not_explaining(coding[response, ], rownames(coding)[[response]])
    coding <- coding[-response, , drop = FALSE]
  }
  if (attr(terms, "intercept") == 0) {
    categorical <- vapply(rownames(coding), function(name) is_categorical(frame[[frame_name(name, frame)]]), TRUE)
    entries <- which(coding > 0 & categorical)
    coding[utils::head(entries, 1)] <- 2L
  }
  coding
}

#' @noRd
check_response_not_explaining <- function(coding, name) {
  if (any(coding > 0)) {
    abort_logreg(
      "formula",
      c(sprintf("`%s` is the response and stands on the right-hand side as well.", name), "Take it out there."),
      column = name
    )
  }
}

#' The frame's name of a variable: terms put odd names into back-quotes, frames do not
#' @noRd
frame_name <- function(name, frame) {
  if (name %in% names(frame)) name else gsub("\\\\(.)", "\\1", gsub("^`|`$", "", name))
}

#' Does `model.matrix()` treat a variable as a factor?
#' @noRd
is_categorical <- function(values) {
  is.factor(values) || is.logical(values) || is.character(values)
}

#' A variable as the parts that terms are made of
#'
#' @return For a factor `codes` and `stub`, which carries its levels and contrasts; for
#'   anything else `values`, a numeric vector or matrix.
#' @noRd
coded_variable <- function(values, name, contrast = NULL) {
  if (!is_categorical(values)) {
    return(list(name = name, values = numeric_values(values, name)))
  }
  if (!is.null(dim(values))) abort_matrix_column(values, name)
  codes <- factor_codes(values)
  check_levels(levels(codes), name)
  stub <- with_contrasts(codes, contrast)
  list(name = name, codes = codes, stub = stub, chosen = attr(stub, "contrasts"))
}

#' @noRd
abort_matrix_column <- function(values, name) {
  abort_logreg(
    "column_type",
    c(
      sprintf("`%s` is a matrix of type %s, and the matrices of a formula must be of numbers.", name, typeof(values)),
      "Make numbers of it, or take its columns out, one variable each."
    ),
    column = name
  )
}

#' A variable as a factor, without a copy where it is one
#' @noRd
factor_codes <- function(values) {
  if (is.factor(values)) {
    values
  } else if (is.logical(values)) {
    structure(as.vector(values) + 1L, levels = c("FALSE", "TRUE"), class = "factor")
  } else {
    factor(values)
  }
}

#' One row a level, carrying the contrasts: cheap to handle where the factor itself is long
#' @noRd
with_contrasts <- function(codes, contrast) {
  levels <- levels(codes)
  class <- if (is.ordered(codes)) c("ordered", "factor") else "factor"
  stub <- structure(seq_along(levels), levels = levels, class = class, contrasts = attr(codes, "contrasts"))
  if (!is.null(contrast)) {
    stats::contrasts(stub, how.many = if (is.matrix(contrast)) ncol(contrast)) <- contrast
  } else if (is.null(attr(stub, "contrasts"))) {
    stats::contrasts(stub) <- as.character(getOption("contrasts"))[[1 + is.ordered(codes)]]
  }
  stub
}

#' @noRd
numeric_values <- function(values, name) {
  if (!(is.double(values) || is.integer(values))) {
    abort_logreg(
      "column_type",
      sprintf("`%s` is of type %s, and a column must be numbers, logical, text or a factor.", name, typeof(values)),
      column = name
    )
  }
  if (is.matrix(values) && !is.double(values)) {
    storage.mode(values) <- "double"
  }
  values
}

#' The column specification of one term and the names of its columns
#' @param coding The term's column of [term_coding()], a matrix.
#' @noRd
term_block <- function(coding, variables) {
  parts <- rownames(coding)[coding > 0]
  blocks <- lapply(parts, function(name) variable_block(variables[[name]], coding[name, 1] == 2))
  Reduce(cross_blocks, blocks)
}

#' @noRd
variable_block <- function(variable, every_level) {
  if (!is.null(variable$codes)) {
    contrast <- stats::contrasts(variable$stub, contrasts = !every_level)
    labels <- colnames(contrast) %||% seq_len(ncol(contrast))
    attributes(contrast) <- list(dim = dim(contrast))
    if (!is.double(contrast)) storage.mode(contrast) <- "double"
    return(list(
      column = list(kind = "factor", codes = variable$codes, contrast = contrast),
      names = paste0(variable$name, labels)
    ))
  }
  values <- variable$values
  if (!is.matrix(values)) {
    return(list(column = list(kind = "numeric", values = values), names = variable$name))
  }
  labels <- if (ncol(values) > 1) colnames(values) %||% seq_len(ncol(values))
  list(column = list(kind = "matrix", values = values), names = paste0(variable$name, labels))
}

#' The interaction of two blocks: all products, the first block's columns running fastest
#' @noRd
cross_blocks <- function(first, second) {
  names <- as.vector(outer(first$names, second$names, paste, sep = ":"))
  if (first$column$kind == "factor" && second$column$kind == "factor") {
    joined <- cross_factors(first$column, second$column)
    if (nrow(joined$contrast) <= length(joined$codes)) {
      return(list(column = joined, names = names))
    }
  }
  left <- dense_block(first$column)
  right <- dense_block(second$column)
  i <- rep(seq_len(ncol(left)), ncol(right))
  j <- rep(seq_len(ncol(right)), each = ncol(left))
  list(column = list(kind = "matrix", values = left[, i, drop = FALSE] * right[, j, drop = FALSE]), names = names)
}

#' Two factors as one: a code for each pair of levels, products of their contrasts
#' @noRd
cross_factors <- function(first, second) {
  k <- nrow(first$contrast)
  list(
    kind = "factor",
    codes = as.integer(first$codes) + k * (as.integer(second$codes) - 1L),
    contrast = kronecker(second$contrast, first$contrast)
  )
}

#' A block as an n x m matrix of doubles
#' @noRd
dense_block <- function(column) {
  switch(column$kind,
    numeric = matrix(as.double(column$values), ncol = 1),
    factor = column$contrast[as.integer(column$codes), , drop = FALSE],
    matrix = matrix(as.double(column$values), nrow(column$values)),
    sparse = as.matrix(column$values)
  )
}

#' The `contrasts` that `model.matrix()` would report: one element a factor in the frame
#' @noRd
used_contrasts <- function(frame, terms, contrasts, variables) {
  chosen <- lapply(Filter(function(variable) !is.null(variable$codes), variables), function(variable) variable$chosen)
  if (length(chosen) > 0) stats::setNames(chosen, vapply(names(chosen), frame_name, "", frame = frame))
}

#' The levels that were found in text, by the names of the frame: to sort them once is enough
#' @noRd
text_levels <- function(variables, frame) {
  texts <- Filter(function(variable) !is.null(variable$codes), variables)
  stats::setNames(lapply(texts, function(variable) levels(variable$codes)), vapply(names(texts), frame_name, "", frame = frame))
}

#' `contrasts` must be a named list; a name that no factor has is passed over, as in `glm()`
#' @noRd
check_contrasts_argument <- function(contrasts, frame) {
  if (is.null(contrasts)) {
    return(invisible(TRUE))
  }
  if (!is.list(contrasts) || !checkmate::test_names(names(contrasts))) {
    check_argument(
      sprintf(
        "it must be a list with the factors' names, as in list(group = \"contr.sum\"), and is %s",
        describe_value(contrasts)
      ),
      "contrasts"
    )
  }
  for (name in names(contrasts)) {
    if (!is_categorical(frame[[name]])) {
      statement <- sprintf("`contrasts` names `%s`, which is no factor in the model; it is passed over.", name)
      warn_logreg("contrasts", statement, argument = "contrasts")
    }
  }
}
