# The models that check_fit() fits beside the one it looks at, and what it computes of rows and descent.

#' The columns whose shape can be questioned: numbers of more than two values that are a term of their own
#' @return A data frame: `place` among the slopes, `term`, and `bare`, whether the term is a variable as it is that
#'   occurs in no other term.
#' @noRd
curve_columns <- function(facts) {
  places <- number_columns(facts$data)
  terms <- slope_terms(facts$data)
  places <- places[tabulate(terms, length(facts$labels))[terms[places]] == 1]
  places <- places[vapply(places, function(place) has_several_values(slope_values(facts$data, place)), TRUE)]
  shared <- if (length(facts$labels)) rowSums(terms_sharing_variables(facts$labels)) > 1 else logical()
  bare <- vapply(facts$labels, function(label) is.symbol(str2lang(label)), TRUE)
  data.frame(place = places, term = facts$labels[terms[places]], bare = unname(bare & !shared)[terms[places]])
}

#' The terms that have several numbers, such as polynomials and splines
#' @noRd
curve_terms <- function(facts) {
  terms <- slope_terms(facts$data)[number_columns(facts$data)]
  facts$labels[unique(terms[duplicated(terms)])]
}

#' The data object with one more column
#' @noRd
with_column <- function(data, values, name) {
  data$columns <- c(data$columns, list(list(kind = "numeric", values = as.double(values))))
  data$names <- c(data$names, name)
  data$assign <- c(data$assign, max(data$assign, 0L) + 1L)
  data
}

#' Deviance and rank of a model fitted again; `NA` where no optimum is found
#' @param start Where Newton's method starts: a neighbouring optimum takes fewer steps.
#' @return `separated`: are the rows separated in this model? Then the deviance is a little above that of the limit.
#' @noRd
deviance_again <- function(data, start = NULL) {
  core <- refit(data, start)
  deviance <- core$deviance %||% sum(row_terms_(core$linear_predictors, data$y, data$weight)$deviance_terms)
  separated <- core$convergence$reason %in% c("separated_complete", "separated_quasi")
  known <- separated || core$convergence$reason == "converged"
  list(deviance = if (known) deviance else NA_real_, rank = core$rank, separated = separated)
}

#' @noRd
kept_estimates <- function(facts) unname(facts$fit$coefficients[facts$data$names])

#' Box and Tidwell's tests, or those of the square where there are values of 0 or less
#' @noRd
linearity_tests <- function(facts) {
  tests <- lapply(seq_len(NROW(facts$columns)), function(i) {
    x <- slope_values(facts$data, facts$columns$place[[i]])
    positive <- min(x) > 0
    # About the mean, where the square is least tied to x; the model is the same.
    added <- if (positive) x * log(x) else (x - mean(x))^2
    larger <- deviance_again(with_column(facts$data, added, "added"), c(kept_estimates(facts), 0))
    df <- larger$rank - facts$fit$rank
    statistic <- max(0, facts$fit$deviance - larger$deviance)
    data.frame(
      term = facts$columns$term[[i]], added = if (positive) "x log(x)" else "x^2", statistic = statistic, df = df,
      p_value = if (df > 0) stats::pchisq(statistic, df, lower.tail = FALSE) else NA_real_, separated = larger$separated
    )
  })
  none <- data.frame(term = character(), added = character(), statistic = numeric(), df = integer(), p_value = numeric(), separated = logical())
  table <- do.call(rbind, c(list(none), tests))
  table[!is.na(table$p_value), ]
}

#' The AIC of the fit with another form of each variable that enters as it is
#' @noRd
transform_aics <- function(facts) {
  columns <- facts$columns[facts$columns$bare, ]
  tables <- lapply(seq_len(NROW(columns)), function(i) {
    x <- slope_values(facts$data, columns$place[[i]])
    without <- keep_design_columns(facts$data, seq_along(facts$data$names) != columns$place[[i]] + facts$data$intercept)
    models <- c(
      if (min(x) > 0) list("log(%s)" = with_column(without, log(x), "log")),
      if (min(x) >= 0) list("sqrt(%s)" = with_column(without, sqrt(x), "sqrt")),
      list("poly(%s, 2)" = with_column(facts$data, (x - mean(x))^2, "square"))
    )
    data.frame(
      term = columns$term[[i]], form = sprintf(names(models), columns$term[[i]]),
      aic = vapply(models, aic_again, 0, fit = facts$fit), aic_fit = stats::AIC(facts$fit), row.names = NULL
    )
  })
  none <- data.frame(term = character(), form = character(), aic = numeric(), aic_fit = numeric())
  do.call(rbind, c(list(none), tables))
}

#' The AIC of a model of the same rows, by its difference from the fit's; `NA` where it has no optimum
#' @noRd
aic_again <- function(data, fit) {
  again <- deviance_again(data)
  if (again$separated) {
    return(NA_real_)
  }
  stats::AIC(fit) + again$deviance - fit$deviance + 2 * (again$rank - fit$rank)
}

#' Wald's and the likelihood-ratio test of every coefficient but the intercept
#' @noRd
coefficient_tests <- function(facts) {
  data <- facts$data
  places <- which(data$names != "(Intercept)")
  if (facts$sparse) {
    places <- integer()
  }
  covariance <- model_covariance(facts$fit)$matrix
  z <- facts$fit$coefficients[data$names] / sqrt(diag(covariance))[data$names]
  ratio <- vapply(places, function(place) {
    smaller <- keep_design_columns(data, seq_along(data$names) != place)
    deviance_again(smaller, kept_estimates(facts)[-place])$deviance - facts$fit$deviance
  }, 0)
  data.frame(
    term = data$names[places], wald_p = unname(2 * stats::pnorm(-abs(z[places]))),
    lr_p = stats::pchisq(pmax(0, ratio), 1, lower.tail = FALSE)
  )
}

#' Leverage, standardised Pearson residual and Cook's distance: r^2 h / (p (1 - h)), Pregibon (1981)
#'
#' @return The 20 rows of most distance; all leverages and distances are attributes.
#' @noRd
influential_rows <- function(fit) {
  measures <- row_influence(fit)
  top <- utils::head(order(-measures$cooks_distance, -measures$leverage, na.last = NA), 20)
  structure(measures[top, ],
    row.names = seq_along(top), leverage = measures$leverage, cooks_distance = measures$cooks_distance
  )
}

#' The same of every row; `NA` for rows of weight 0. A fit with Firth's penalty has leverages only
#' @noRd
row_influence <- function(fit) {
  used <- fit$prior.weights > 0
  hat <- replace(unname(leverage(fit)), !used, NA)
  pearson <- unname(unpadded_residuals(fit, "pearson"))
  alone <- hat > 1 - 1e-9
  residual <- ifelse(alone, NA, pearson / sqrt(1 - hat))
  if (!is.null(fit$penalty)) residual <- residual * NA
  data.frame(
    row = names(fit$y), leverage = hat, residual = residual,
    cooks_distance = residual^2 * hat / (fit$rank * (1 - hat))
  )
}

#' About how many epochs full-batch descent needs from 0 at the rate 1 / L: in the columns as they are, in z-scores
#'
#' As in [epochs_needed()], with all of the coefficients as the error that is left.
#' @return `raw` and `standardized`, or `NULL` without columns.
#' @noRd
descent_epochs <- function(facts) {
  data <- facts$data
  if (length(data$names) == 0) {
    return(NULL)
  }
  weight <- row_weights(data)
  moments <- design_moments(data)
  cross <- weighted_cross_products(data, weight, unname(facts$fit$weights))
  beta <- facts$fit$coefficients[data$names]
  back <- z_score_matrix(data, moments)
  scores <- function(gram) t(back) %*% gram %*% back
  total <- stopping_weight(facts$fit)
  c(
    raw = epochs_from_zero(cross$bound, cross$curvature, beta, total),
    standardized = epochs_from_zero(scores(cross$bound), scores(cross$curvature), solve(back, beta), total)
  )
}

#' X'WX / (4 sum w) and X'WX with the working weights / sum w, in blocks of rows
#' @noRd
weighted_cross_products <- function(data, weight, working) {
  found <- list(bound = 0, curvature = 0)
  for (block in row_blocks(used_row_numbers(data))) {
    x <- design_of_rows(block, data)
    found$bound <- found$bound + crossprod(x, weight[block] * x)
    found$curvature <- found$curvature + crossprod(x, working[block] * x)
  }
  list(bound = found$bound / (4 * sum(weight)), curvature = found$curvature / sum(weight))
}

#' The matrix that turns coefficients of z-scores into those of the columns
#'
#' Without an intercept columns are divided by their root mean square and not centred.
#' @noRd
z_score_matrix <- function(data, moments) {
  center <- if (data$intercept) moments$center else 0 * moments$center
  size <- sqrt(diag(moments$cross) + moments$rows * (moments$center - center)^2)
  size <- ifelse(size > 0, size / sqrt(max(1, moments$rows - 1)), 1)
  if (!data$intercept) {
    return(diag(1 / size, length(size)))
  }
  rbind(c(1, -center / size), cbind(rep(0, length(size)), diag(1 / size, length(size))))
}

#' @param bound,curvature Hessians: the bound of all and that at the optimum.
#' @noRd
epochs_from_zero <- function(bound, curvature, beta, total) {
  rate <- 1 / max(eigen(bound, symmetric = TRUE, only.values = TRUE)$values)
  parts <- eigen(curvature, symmetric = TRUE)
  value <- pmax(parts$values, 0)
  squares <- total * value * drop(crossprod(parts$vectors, beta))^2
  distance <- function(epochs) sqrt(sum(squares * (1 - rate * value)^(2 * epochs)))
  epochs_until(distance, default_option("gradient_descent", "tolerance"))
}
