#' Covariance of the coefficients
#'
#' `vcov()` gives the covariance matrix of the estimated log-odds: the model's own, one that is robust
#' to a wrong variance of the rows, or one for rows that come in clusters. [summary()], [confint()],
#' [predict()], [odds_ratios()] and [tidy()] take the same choice as `vcov` and `cluster`.
#'
#' @param object A fit of [logreg()].
#' @param complete Keep the coefficients of aliased columns, as `NA`?
#' @param type `"model"`: the inverse of the information, right if the rows are independent and the
#'   model holds. `"HC0"` to `"HC3"`: robust (sandwich) covariances, which need independent rows only;
#'   `"HC3"` is the most cautious one in small samples. Without `type` it is `"model"`, and with
#'   `cluster` it is `"HC0"`.
#' @param cluster What tells which rows belong together: a vector with one value a row; a formula such
#'   as `~ clinic`, looked up in the data of the fit and then where the formula was written; for two
#'   ways of clustering a formula `~ clinic + year` or a list of two vectors. A vector may be as long
#'   as the data: the rows that the fit has dropped are then dropped from it too. `type` is then
#'   `"HC0"` or `"HC1"`.
#' @param ... Not used.
#' @return A square matrix with one row and column a coefficient, in squared log-odds per unit.
#' @section In other functions:
#'   `summary(fit, vcov = "HC3")`, `confint(fit, vcov = "HC3")`, `predict(fit, se.fit = TRUE,
#'   cluster = ~ clinic)`: there `vcov` is a `type`, a covariance matrix, or a function that makes one
#'   of the fit (such as `sandwich::vcovHC`), and `cluster` is as here.
#' @section Method:
#'   With s_i = w_i (y_i - p_i) x_i, the score of a row, n rows of positive weight, p coefficients and
#'   V the model's covariance (X'WX)^-1, W = w p (1 - p), at the returned coefficients (`glm()` takes W
#'   one step earlier):
#'   * `"model"`: V.
#'   * `"HC0"`: V S V, S the sum of s_i s_i'.
#'   * `"HC1"`: the same times n / (n - p).
#'   * `"HC2"`, `"HC3"`: s_i s_i' divided by 1 - h_i, or by (1 - h_i)^2, with the leverage h_i.
#'   * `cluster`: S is the sum over the G clusters of the squared sum of their scores, times
#'     G / (G - 1); with `"HC1"` also times (n - 1) / (n - p). The first is what `sandwich::vcovCL()`
#'     does for `glm` and Stata's `vce(cluster)` for `logit`.
#'   * two ways: V1 + V2 - V12, the last for the clusters that agree in both, each with its own
#'     G / (G - 1). If the sum is not positive semi-definite its negative eigenvalues are set to 0, in
#'     coordinates in which V is the identity, so that the units of the columns do not matter.
#'
#'   A row of m trials counts as one row with weight m, so weights scale: twice the weight leaves a
#'   robust covariance as it is, while every row given twice halves it. Rows of weight 0 do not count.
#' @section Errors and warnings:
#'   `logreg_error_argument` for an unknown `type`, or a `cluster` of the wrong length, with missing
#'   values, or with one cluster only; `logreg_error_not_available` for `"HC2"` and `"HC3"` with
#'   clusters or rows of leverage 1; `logreg_error_separated` for a [separated][separation] fit;
#'   `logreg_error_penalized` for a penalised fit. `logreg_warning_not_positive` if a two-way
#'   covariance had negative eigenvalues.
#' @section Source:
#'   White (1980), *Econometrica* 48. MacKinnon and White (1985), *Journal of Econometrics* 29. Liang
#'   and Zeger (1986), *Biometrika* 73. Cameron, Gelbach and Miller (2011), *Journal of Business and
#'   Economic Statistics* 29. Zeileis (2006), *Journal of Statistical Software* 16(9).
#' @seealso [coef()], [confint.logreg_fit()]
#' @examples
#' fit <- logreg(case ~ spontaneous + induced, data = infert)
#' vcov(fit)
#' vcov(fit, type = "HC3")
#' vcov(fit, cluster = ~stratum)
#' summary(fit, cluster = ~stratum)
#' @export
vcov.logreg_fit <- function(object, complete = TRUE, type = c("model", "HC0", "HC1", "HC2", "HC3"),
                            cluster = NULL, ...) {
  check_argument(checkmate::check_flag(complete), "complete")
  type <- if (!missing(type)) match_choice(type, covariance_types, "type")
  covariance <- covariance_choice(object, type, cluster)$matrix
  if (complete) with_aliased_columns(covariance, object) else covariance
}

#' The covariances that `vcov()` knows by name
#' @noRd
covariance_types <- c("model", "HC0", "HC1", "HC2", "HC3")

#' The covariance that somebody asked for
#'
#' @param vcov `NULL`, a type, a matrix, or a function of the fit.
#' @return `matrix`, of the kept coefficients; `scaling`, the fit's with the root of that matrix
#'   (`NULL` if there is none); `words`, what it is (`NULL` for the model's own).
#' @noRd
covariance_choice <- function(fit, vcov = NULL, cluster = NULL) {
  if (is.function(vcov) || is.matrix(vcov)) {
    if (!is.null(cluster)) {
      abort_logreg("argument", c(
        "`cluster` goes with a type of covariance, not with a matrix or a function.",
        "Leave one of `vcov` and `cluster` out."
      ), argument = "cluster")
    }
    return(given_covariance(fit, vcov))
  }
  type <- if (is.null(vcov)) "model" else match_choice(vcov, covariance_types, "vcov")
  if (is.null(cluster)) {
    return(if (type == "model") model_covariance(fit) else sandwich_of_rows(fit, type))
  }
  sandwich_of_clusters(fit, if (is.null(vcov)) "HC0" else type, cluster)
}

#' The inverse of the information
#' @noRd
model_covariance <- function(fit) {
  kept <- kept_names(fit)
  list(
    matrix = matrix(fit$covariance, length(kept), dimnames = list(kept, kept)), scaling = fit$scaling, words = NULL
  )
}

#' @noRd
kept_names <- function(fit) {
  names(fit$coefficients)[fit$qr$pivot[seq_len(fit$rank)]]
}

#' A covariance with rows and columns of `NA` for the aliased coefficients
#' @noRd
with_aliased_columns <- function(covariance, fit) {
  known <- names(fit$coefficients)
  kept <- fit$qr$pivot[seq_len(fit$rank)]
  whole <- matrix(NA_real_, length(known), length(known), dimnames = list(known, known))
  whole[kept, kept] <- covariance
  whole
}

#' A matrix that the user brings, or that his function makes of the fit
#' @noRd
given_covariance <- function(fit, vcov) {
  words <- if (is.function(vcov)) "from the function that was given" else "from the matrix that was given"
  if (is.function(vcov)) vcov <- vcov(fit)
  kept <- fit$qr$pivot[seq_len(fit$rank)]
  if (is.matrix(vcov) && identical(dim(vcov), rep(length(fit$coefficients), 2L))) {
    vcov <- vcov[kept, kept, drop = FALSE]
  }
  if (!is.matrix(vcov) || !is.numeric(vcov) || !identical(dim(vcov), rep(length(kept), 2L))) {
    abort_logreg("argument", sprintf(
      "`vcov` must be a square matrix of numbers with a row for each of the %s.",
      count_of(length(kept), "coefficient")
    ), argument = "vcov")
  }
  dimnames(vcov) <- rep(list(kept_names(fit)), 2)
  list(matrix = vcov, scaling = NULL, words = words)
}

#' HC0 to HC3: every row for itself
#' @noRd
sandwich_of_rows <- function(fit, type) {
  rows <- stats::nobs(fit)
  piece <- list(
    factor = if (type == "HC1") rows / (rows - fit$rank) else 1,
    power = c(HC0 = 0L, HC1 = 0L, HC2 = 1L, HC3 = 2L)[[type]]
  )
  sandwich_covariance(fit, list(piece), sprintf("robust (%s)", type))
}

#' One or two ways of clustering
#' @noRd
sandwich_of_clusters <- function(fit, type, cluster) {
  if (!type %in% c("HC0", "HC1")) {
    abort_logreg("not_available", c(
      sprintf("A clustered covariance of type \"%s\" is not available.", type),
      "Leave the type out, or use \"HC0\" or \"HC1\"."
    ))
  }
  ways <- cluster_numbers(fit, cluster)
  pieces <- lapply(ways, cluster_piece, sign = 1)
  if (length(ways) == 2) {
    pieces <- c(pieces, list(cluster_piece(shared_clusters(ways), sign = -1)))
  }
  rows <- stats::nobs(fit)
  correction <- if (type == "HC1") (rows - 1) / (rows - fit$rank) else 1
  pieces <- lapply(pieces, function(piece) {
    piece$factor <- piece$factor * correction
    piece
  })
  sandwich_covariance(fit, unname(pieces), clusters_in_words(ways, type))
}

#' @noRd
cluster_piece <- function(numbers, sign) {
  clusters <- max(numbers)
  list(factor = sign * clusters / (clusters - 1), cluster = numbers, clusters = clusters)
}

#' Numbers of the clusters that two ways of clustering make together
#' @noRd
shared_clusters <- function(ways) {
  pair <- (ways[[1]] - 1) * max(ways[[2]]) + ways[[2]]
  match(pair, unique(pair))
}

#' "clustered by clinic (24 clusters) and year (5 clusters), HC0"
#' @noRd
clusters_in_words <- function(ways, type) {
  counts <- vapply(ways, function(numbers) count_of(max(numbers), "cluster"), "")
  names <- names(ways) %||% rep("", length(ways))
  each <- ifelse(names == "", counts, sprintf("%s (%s)", names, counts))
  sprintf("clustered by %s, %s", paste(each, collapse = " and "), type)
}

#' The covariance V S V whose filling S is the sum of `pieces`
#' @noRd
sandwich_covariance <- function(fit, pieces, words) {
  refuse_limit(fit, "A robust covariance")
  kept <- kept_names(fit)
  if (fit$rank == 0) {
    return(model_covariance(fit))
  }
  point <- list(eta = unname(fit$linear.predictors), scaling = fit$scaling, threads = core_threads())
  found <- sandwich_(core_data(fit_data(fit)), point, pieces)
  if (anyNA(found$covariance) && !anyNA(fit$covariance)) refuse_full_leverage(fit)
  if (found$adjusted) {
    warn_logreg("not_positive", c(
      "The two-way clustered covariance has negative eigenvalues, which were set to 0.",
      "With few clusters in one of the ways that happens; its standard errors are rough."
    ))
  }
  scaling <- fit$scaling
  scaling$root <- found$root
  list(matrix = structure(found$covariance, dimnames = list(kept, kept)), scaling = scaling, words = words)
}

#' x_i' V x_i of every row of a data object; from the root of V where there is one
#' @param covariance See [covariance_choice()].
#' @noRd
variance_of_rows <- function(data, covariance) {
  if (!is.null(covariance$scaling)) {
    return(row_variance(data, covariance$scaling))
  }
  known <- match(rownames(covariance$matrix), data$names)
  design <- dense_design(data)[, known, drop = FALSE]
  rowSums((design %*% covariance$matrix) * design)
}

#' Call a generic with the choice of a covariance, if there is one: not every kind of fit has that choice
#' @noRd
with_covariance <- function(generic, arguments, vcov, cluster) {
  chosen <- list(vcov = vcov, cluster = cluster)
  do.call(generic, c(arguments, chosen[!vapply(chosen, is.null, TRUE)]))
}

#' Stop at rows whose leverage is 1, where HC2 and HC3 divide by nothing
#' @noRd
refuse_full_leverage <- function(fit) {
  rows <- names(fit$y)[leverage(fit) > 1 - 1e-9]
  abort_logreg("not_available", c(
    sprintf("\"HC2\" and \"HC3\" are not available: %s of leverage 1 (%s).", count_of(length(rows), "row"), list_words(rows)),
    "Such a row alone determines a coefficient, so its residual says nothing of the variance. Use \"HC0\" or \"HC1\"."
  ), rows = rows)
}

#' The ways of clustering as numbers from 1 without gaps, one a row of the fit
#'
#' Rows of weight 0 have no score: they are put into the first cluster, and found none of their own.
#' @noRd
cluster_numbers <- function(fit, cluster) {
  ways <- cluster_values(fit, cluster)
  if (!length(ways) %in% 1:2 || !all(vapply(ways, is.atomic, TRUE))) {
    abort_logreg("argument", "`cluster` must be a vector, a formula, or a list of one or two vectors.", argument = "cluster")
  }
  counted <- fit$prior.weights > 0
  lapply(ways, function(values) {
    values <- check_cluster(values_of_rows(values, fit))[counted]
    numbers <- rep(1L, length(counted))
    numbers[counted] <- match(values, unique(values))
    if (max(numbers) < 2) {
      abort_logreg("argument", "`cluster` puts all rows into one cluster; there must be at least two.", argument = "cluster")
    }
    numbers
  })
}

#' A list of the vectors that `cluster` names or is
#' @noRd
cluster_values <- function(fit, cluster) {
  if (!inherits(cluster, "formula")) {
    return(if (is.list(cluster)) as.list(cluster) else list(cluster))
  }
  terms <- stats::terms(cluster)
  if (length(cluster) != 2 || any(attr(terms, "order") > 1)) {
    abort_logreg("argument", c(
      "`cluster` must be a formula with one side, such as `~ clinic` or `~ clinic + year`.",
      "For clusters that agree in both, write `~ interaction(clinic, year)`."
    ), argument = "cluster")
  }
  data <- if (is.null(fit$x_user)) fit$data else if (is.data.frame(fit$x_user)) fit$x_user
  tryCatch(
    as.list(stats::model.frame(terms, data %||% environment(cluster), na.action = stats::na.pass)),
    error = function(error) {
      abort_logreg("argument", sprintf("`cluster` cannot be evaluated: %s.", conditionMessage(error)), argument = "cluster")
    }
  )
}

#' The values that belong to the rows of a fit, from those or from all rows of its data
#' @noRd
values_of_rows <- function(values, fit) {
  used <- length(fit$y)
  if (length(values) == used) {
    return(values)
  }
  if (length(values) == used + length(fit$na.action)) {
    return(without_rows(values, fit$na.action))
  }
  if (is.data.frame(fit$data) && length(values) == nrow(fit$data)) {
    return(values[match(names(fit$y), row.names(fit$data))])
  }
  abort_logreg("argument", sprintf(
    "`cluster` has %s, but the fit used %s%s.", count_of(length(values), "value"), count_of(used, "row"),
    if (length(fit$na.action)) sprintf(" of %d", used + length(fit$na.action)) else ""
  ), argument = "cluster")
}

#' @noRd
check_cluster <- function(values) {
  missing <- which(is.na(values))
  if (length(missing)) {
    abort_logreg("argument", c(
      sprintf("`cluster` is missing in %s that the fit used, the first is row %d.", count_of(length(missing), "row"), missing[[1]]),
      "Every row must belong to a cluster: fill the values in, or fit without these rows."
    ), argument = "cluster", rows = missing)
  }
  values
}
