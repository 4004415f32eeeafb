#' The same model by several roads
#'
#' Sets fits of the same data and terms side by side: where each ended, how many standard errors that is from the
#' maximum-likelihood estimate, and what it cost. So it shows that gradient descent, Newton's method and [stats::glm()]
#' have the same answer, and what is left where they do not.
#'
#' @param ... Fits of [logreg()] and fits of [stats::glm()] with family binomial and logit link, two or more, of the same
#'   rows, response, weights, offset and columns. Names, if there are any, are used in the table; otherwise the arguments
#'   as they are written, or their numbers where that is long. A list of fits may be given in their place.
#' @return A list of class `logreg_comparison` that prints as two tables:
#'   * `table`: a data frame with a row for each fit: `fit`, its name; `by`, the solver, or `"glm"`; `aims_at`,
#'     `"maximum likelihood"`, `"ridge"` or `"Firth"`; `status`, as in [status], where a `glm` of separated data is called
#'     separated, whatever it says of itself; `epochs`, its epochs or iterations;
#'     `passes` over the data, `NA` for `glm`, which does not count them; `mean_log_loss`; and `distance`, in standard
#'     errors, from the maximum-likelihood estimate: `NA` if none is known, or for coefficients that are not finite.
#'   * `coefficients`: a matrix, fits x coefficients, log-odds per unit; `NA` for aliased ones.
#'   * `estimate`: the maximum-likelihood estimate that distances are from; `NULL` if none is known.
#'   * `from`: the name of the fit that the estimate comes from; `looked_up`: is it the optimum that Newton's method found
#'     from where that fit stopped?
#'
#'   Times are not in it, since fits do not record them; [system.time()] measures a call.
#' @section Method:
#'   The estimate is that of the converged unpenalised fit whose Newton decrement is least, computed here from the data; if
#'   none has converged, that of a fit that stopped short, or the optimum that it looked up by Newton's method. It must be
#'   certified: under a full Newton step no log-odds change by 0.1, which proves that the estimate exists
#'   ([convergence()]). The distance of coefficients b from the estimate b* is sqrt((b - b*)' I (b - b*)), I the information
#'   at b*. A penalised fit aims at another point, so its distance says how far the penalty moves it.
#' @section Errors:
#'   `logreg_error_argument`, naming the fit, if one is of something else than the first: other rows, another response,
#'   weights, offset or columns; if it is not a fit, or of another family.
#' @seealso [convergence()]; `plot(fit, "loss", with = )` draws their losses.
#' @examples
#' newton <- logreg(passed ~ hours, data = study_hours)
#' descent <- logreg(passed ~ hours, data = study_hours, solver = "gradient_descent")
#' compare_fits(newton, descent, glm = glm(passed ~ hours, binomial, study_hours))
#' @export
compare_fits <- function(...) {
  fits <- fits_to_compare(list(...), vapply(as.list(substitute(list(...)))[-1], expression_text, ""))
  parts <- lapply(fits, parts_to_compare)
  check_same_model(parts)
  best <- best_estimate(fits, parts)
  distance <- vapply(parts, distance_from, 0, best = best)
  apart <- if (is.null(best)) known_separation(fits, parts)
  table <- data.frame(
    fit = names(fits), by = vapply(fits, solver_of, ""), aims_at = vapply(fits, aim_of, ""),
    status = vapply(fits, status_of, "", apart = apart), epochs = vapply(fits, epochs_of, 0), passes = vapply(fits, passes_of, 0),
    mean_log_loss = vapply(fits, mean_loss_of, 0), distance = distance, row.names = NULL
  )
  structure(list(
    table = table, coefficients = do.call(rbind, lapply(parts, `[[`, "coefficients")),
    estimate = best$estimate, from = best$from, looked_up = best$looked_up
  ), class = "logreg_comparison")
}

#' The fits with a name each
#' @noRd
fits_to_compare <- function(fits, written) {
  if (length(fits) == 1 && is.list(fits[[1]]) && !is.object(fits[[1]])) {
    fits <- fits[[1]]
    written <- sprintf("fit %d", seq_along(fits))
  }
  given <- names(fits) %||% rep("", length(fits))
  written <- ifelse(nchar(written) > 20, sprintf("fit %d", seq_along(fits)), written)
  names(fits) <- make.unique(as.character(ifelse(given == "", written, given)), sep = " ")
  check_argument(checkmate::check_list(fits, min.len = 2), "...")
  for (name in names(fits)) check_is_logit(fits[[name]], name)
  fits
}

#' @noRd
check_is_logit <- function(fit, name) {
  logit <- inherits(fit, "logreg_fit") ||
    (inherits(fit, "glm") && identical(fit$family$link, "logit") && grepl("binomial$", fit$family$family))
  if (!logit) {
    abort_logreg("argument", sprintf("`%s` is no fit of logreg(), nor of glm() with a binomial family and logit link.", name),
      argument = name
    )
  }
}

#' Response, weights, offset, design and finite coefficients of a fit
#' @noRd
parts_to_compare <- function(fit) {
  own <- inherits(fit, "logreg_fit")
  coefficients <- fit$coefficients
  aliased <- if (own) is_aliased(fit) else is.na(coefficients)
  if (own) refuse_wide(fit_data(fit))
  x <- if (own) dense_design(fit_data(fit)) else stats::model.matrix(fit)
  offset <- if (length(fit$offset)) unname(fit$offset) else numeric(length(fit$y))
  list(
    y = unname(fit$y), weight = unname(fit$prior.weights), offset = as.double(offset), x = x, coefficients = coefficients,
    aliased = aliased
  )
}

#' Stop unless all fits have the data and the columns of the first
#' @noRd
check_same_model <- function(parts) {
  first <- parts[[1]]
  for (name in names(parts)[-1]) {
    part <- parts[[name]]
    what <- if (length(part$y) != length(first$y)) {
      sprintf("it has %s, and the other %s", count_of(length(part$y), "row"), format(length(first$y), big.mark = ","))
    } else if (!same_numbers(part$weight, first$weight)) {
      "its weights or trials are others"
    } else if (!same_numbers((part$y * part$weight), (first$y * first$weight))) {
      "its response is another"
    } else if (!identical(colnames(part$x), colnames(first$x))) {
      sprintf(
        "its coefficients are %s, those of the other %s", quote_names(colnames(part$x)), quote_names(colnames(first$x))
      )
    } else if (!same_numbers(part$offset, first$offset)) {
      "its offset is another"
    } else if (!same_numbers(part$x, first$x)) {
      "its columns have other values"
    }
    if (!is.null(what)) {
      abort_logreg("argument", c(
        sprintf("`%s` cannot stand beside `%s`: %s.", name, names(parts)[[1]], what),
        "Compare fits of the same rows and terms."
      ), argument = name)
    }
  }
}

#' @noRd
same_numbers <- function(one, other) {
  isTRUE(all.equal(as.vector(one), as.vector(other), tolerance = 1e-10, check.attributes = FALSE))
}

#' The certified maximum-likelihood estimate with the least decrement, of converged fits if there are any; its information,
#' and whose it is
#' @noRd
best_estimate <- function(fits, parts) {
  certified <- lapply(names(fits), function(name) {
    fit <- fits[[name]]
    beta <- likelihood_candidate(fit)
    looked_up <- inherits(fit, "logreg_fit") && !isTRUE(fit$converged)
    if (!is.null(beta)) c(certificate_at(beta, parts[[name]]), from = name, looked_up = looked_up)
  })
  certified <- Filter(function(one) isTRUE(one$reach < 0.1), certified)
  settled <- Filter(function(one) isTRUE(fits[[one$from]]$converged), certified)
  if (length(settled)) certified <- settled
  if (length(certified)) certified[[which.min(vapply(certified, `[[`, 0, "decrement"))]]
}

#' "separated_complete", "separated_quasi" or `NULL`, as a fit of the data knows it; if none does, the data are asked
#' @noRd
known_separation <- function(fits, parts) {
  found <- lapply(fits, function(fit) if (inherits(fit, "logreg_fit")) fit$separation$type)
  type <- c(unlist(found), if (!length(unlist(found))) separation_of_part(fits, parts))
  if (length(type)) paste0("separated_", sub("-.*$", "", type[[1]]))
}

#' The separation of the data of a `glm` whose coefficients are no estimate; `NULL` without one
#'
#' Only whether a row has events and whether it has others counts, not how many.
#' @noRd
separation_of_part <- function(fits, parts) {
  theirs <- Filter(function(name) !inherits(fits[[name]], "logreg_fit"), names(fits))
  if (length(theirs) == 0) {
    return(NULL)
  }
  part <- parts[[theirs[[1]]]]
  x <- unname(part$x[, !part$aliased, drop = FALSE])
  event <- part$weight > 0 & part$y > 0
  other <- part$weight > 0 & part$y < 1
  told <- function(condition) condition$separation$type
  # The option logreg.separation says whether it is told by a warning, an error, or the fit alone.
  suppressWarnings(tryCatch(
    logreg(rbind(x[event, , drop = FALSE], x[other, , drop = FALSE]), rep(1:0, c(sum(event), sum(other))), intercept = FALSE)$separation$type,
    logreg_warning_separation = told, logreg_error_separation = told, logreg_error = function(error) NULL
  ))
}

#' Coefficients that may be the maximum-likelihood estimate; `NULL` for penalised and separated fits
#' @noRd
likelihood_candidate <- function(fit) {
  if (!inherits(fit, "logreg_fit")) {
    return(fit$coefficients)
  }
  if (is.null(fit$penalty) && is.null(fit$separation)) {
    stats::setNames(replace(fit$coefficients, !is_aliased(fit), best_coefficients(fit) %||% NA), names(fit$coefficients))
  }
}

#' Newton decrement, reach and information at coefficients, over the rows of positive weight
#' @noRd
certificate_at <- function(beta, part) {
  used <- part$weight > 0
  x <- part$x[used, !part$aliased, drop = FALSE]
  beta <- beta[!part$aliased]
  prob <- sigmoid_(drop(x %*% beta) + part$offset[used])
  information <- crossprod(x, part$weight[used] * prob * (1 - prob) * x)
  score <- crossprod(x, part$weight[used] * (part$y[used] - prob))
  # In units of the columns' spread, so that badly scaled columns can be solved.
  unit <- sqrt(diag(information))
  step <- tryCatch(
    drop(solve(information / outer(unit, unit), score / unit, tol = 1e-14)) / unit,
    error = function(error) rep(NA_real_, length(beta))
  )
  list(estimate = beta, information = information, decrement = sqrt(max(0, sum(score * step))), reach = max(abs(x %*% step)))
}

#' Distance of a fit's coefficients from the estimate in standard errors
#' @noRd
distance_from <- function(part, best) {
  gap <- part$coefficients[!part$aliased] - best$estimate
  if (is.null(best) || !all(is.finite(gap))) {
    return(NA_real_)
  }
  sqrt(sum(gap * (best$information %*% gap)))
}

#' @noRd
solver_of <- function(fit) if (inherits(fit, "logreg_fit")) gsub("_", " ", fit$solver$name) else "glm"

#' @noRd
aim_of <- function(fit) {
  if (!inherits(fit, "logreg_fit") || is.null(fit$penalty)) {
    return("maximum likelihood")
  }
  c(ridge = "ridge", firth = "Firth")[[fit$penalty$name]]
}

#' @noRd
status_of <- function(fit, apart) {
  if (inherits(fit, "logreg_fit")) {
    return(fit$convergence$reason)
  }
  apart %||% (if (fit$converged) "converged" else "max_iterations")
}

#' @noRd
epochs_of <- function(fit) as.double(if (inherits(fit, "logreg_fit")) fit$convergence$iterations else fit$iter)

#' @noRd
passes_of <- function(fit) if (inherits(fit, "logreg_fit")) fit$convergence$passes else NA_real_

#' @noRd
mean_loss_of <- function(fit) {
  log_loss(unname(fit$y), eta = unname(fit$linear.predictors), mean = TRUE, weights = unname(fit$prior.weights))
}

#' @export
print.logreg_comparison <- function(x, digits = 5, ...) {
  table <- x$table
  table$epochs <- format(table$epochs, big.mark = ",", scientific = FALSE)
  table$passes <- ifelse(is.na(table$passes), "", format(round(table$passes, 1), big.mark = ",", drop0trailing = TRUE))
  table$mean_log_loss <- format(table$mean_log_loss, digits = 7)
  table$distance <- ifelse(is.na(table$distance), "", vapply(table$distance, figure, "", digits = 2))
  row.names(table) <- table$fit
  table$aims_at <- if (any(table$aims_at != "maximum likelihood")) sub("maximum likelihood", "ML", table$aims_at)
  print(table[-1])
  cat("\nCoefficients, log-odds per unit\n")
  print(x$coefficients, digits = digits)
  cat("\n")
  for (line in comparison_words(x)) cat_wrapped(line)
  invisible(x)
}

#' What distances are from, and which fits aim elsewhere
#' @noRd
comparison_words <- function(x) {
  elsewhere <- x$table$fit[x$table$aims_at != "maximum likelihood"]
  unbounded <- any(startsWith(x$table$status, "separat"))
  c(
    if (!is.null(x$estimate)) {
      whose <- if (x$looked_up) "found by Newton's method from where %s stopped" else "here that of %s"
      sprintf("distance: standard errors from the maximum-likelihood estimate, %s.", sprintf(whose, x$from))
    } else if (unbounded) {
      "No distances: the data are separated, so there is no maximum-likelihood estimate to be near."
    } else {
      "No distances: none of the fits has found the maximum-likelihood estimate."
    },
    if (length(elsewhere)) {
      sprintf(
        "Penalised, so aiming elsewhere: %s. Such a distance is how far the penalty moves the estimate.",
        list_words(elsewhere)
      )
    }
  )
}
