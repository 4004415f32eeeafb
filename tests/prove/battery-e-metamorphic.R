# Laws M1 to M20 that the answer keeps when the question is put in other words (reliability report, section 3.1), over
# the real data sets with random permutations, shifts and mixtures. M12 is battery F, M14 battery G. The figure is the
# largest change over what its law allows.

helper <- reference_helper()

#' Real data sets as columns, response, trials
metamorphic_sets <- function() {
  models <- grep("^adv_|_null$|add0", helper$reference_model_names(), value = TRUE, invert = TRUE)
  sets <- lapply(models, function(model) {
    case <- helper$reference_model(model)
    design_set(case$formula, case$data)
  })
  names(sets) <- models
  more <- list(
    endometrial = HG ~ PI + EH, sex2 = case ~ age + oc + vic + vicl + vis,
    titanic_table = Survived == "Yes" ~ Class + Sex
  )
  for (name in names(more)) {
    data <- helper$reference_data(name)
    sets[[name]] <- design_set(more[[name]], data, if (name == "titanic_table") data$Freq)
  }
  sets
}

design_set <- function(formula, data, weight = NULL) {
  frame <- stats::model.frame(formula, data)
  x <- stats::model.matrix(formula, frame)
  x <- x[, colnames(x) != "(Intercept)", drop = FALSE]
  colnames(x) <- paste0("x", seq_len(ncol(x)))
  y <- stats::model.response(frame)
  trials <- if (is.matrix(y)) rowSums(y) else if (is.null(weight)) rep(1, length(y)) else weight
  y <- if (is.matrix(y)) ifelse(trials > 0, y[, 1L] / pmax(trials, 1), 0) else as.numeric(y)
  list(x = x, y = unname(y), w = unname(trials))
}

#' Fits to the floor of rounding: the laws are about the optimum, and the stop rule is not 1e-12 of a coefficient
exactly <- function(subject, x, y, w, ...) {
  suppressWarnings(subject$logreg(x, y, weights = w, solver = "newton", tolerance = 0, ...))
}

#' Largest relative difference; what is 0 in both has none. Coefficients are compared in units of their standard errors
#' where those are larger: a coefficient that happens to be near 0 has no digits of its own.
apart <- function(found, expected, unit = 0) max(abs(found - expected) / pmax(abs(expected), unit, 1e-300))

#' The laws: each a function of a set and a fit of it that returns changes over what is allowed, by name
laws_of_order <- function(set, plain, subject) {
  rows <- sample(length(set$y))
  turned <- rev(seq_len(ncol(set$x)))
  by_rows <- exactly(subject, set$x[rows, , drop = FALSE], set$y[rows], set$w[rows])
  by_columns <- exactly(subject, set$x[, turned, drop = FALSE], set$y, set$w)
  c(
    M1 = apart(subject$coef(by_rows), plain$beta, plain$error) / 1e-12,
    M2 = apart(subject$coef(by_columns)[names(plain$beta)], plain$beta, plain$error) / 1e-12
  )
}

laws_of_weights <- function(set, plain, subject) {
  twice <- exactly(subject, rbind(set$x, set$x), rep(set$y, 2L), rep(set$w, 2L))
  halves <- exactly(subject, rbind(set$x, set$x), rep(set$y, 2L), rep(set$w, 2L) / 2)
  doubled <- exactly(subject, set$x, set$y, 2 * set$w)
  factor <- sample(c(1e-12, 1e-6, 7, 400, 1e12), 1L)
  times <- exactly(subject, set$x, set$y, factor * set$w)
  extra <- rbind(set$x, set$x[rep_len(seq_along(set$y), 3L), , drop = FALSE] * 1e6)
  idle <- exactly(subject, extra, c(set$y, 0, 1, 1), c(set$w, 0, 0, 0))
  used <- sum(set$w > 0)
  c(
    M3 = apart(subject$coef(twice), subject$coef(doubled), plain$error) / 1e-12,
    M3 = apart(subject$coef(halves), plain$beta, plain$error) / 1e-12,
    M3 = apart(errors_of(twice, subject) * sqrt(2), plain$error) / 1e-12,
    M3 = apart(subject$deviance(doubled), 2 * plain$deviance, 1) / 1e-12,
    M4 = apart(subject$coef(times), plain$beta, plain$error) / 1e-12,
    M4 = apart(errors_of(times, subject) * sqrt(factor), plain$error) / 1e-12,
    M10 = apart(subject$coef(idle), plain$beta, plain$error) / 1e-14,
    M10 = abs(stats::nobs(idle) - used) + abs(stats::df.residual(idle) - (used - length(plain$beta)))
  )
}

laws_of_units <- function(set, plain, subject) {
  p <- ncol(set$x)
  unit <- sample(c(1e3, 1e8, 1e-10), 1L)
  power <- 2^sample(c(-20, 3, 40), 1L)
  scaled <- exactly(subject, set$x * unit, set$y, set$w)
  exact <- exactly(subject, set$x * power, set$y, set$w)
  shifted <- exactly(subject, set$x + 100, set$y, set$w)
  # adding 1e6 rounds the rows themselves: what is fitted beside it are those rows, shifted back
  far <- exactly(subject, set$x + 1e6, set$y, set$w)
  rounded <- exactly(subject, (set$x + 1e6) - 1e6, set$y, set$w)
  mix <- diag(p) + matrix(stats::runif(p^2, -0.3, 0.3), p)
  mixed <- exactly(subject, set$x %*% mix, set$y, set$w)
  constant <- stats::runif(1L, -3, 10)
  moved <- exactly(subject, set$x, set$y, set$w, offset = rep(constant, length(set$y)))
  slopes <- function(fit) subject$coef(fit)[-1L]
  c(
    M6 = apart(slopes(scaled) * unit, plain$beta[-1L], plain$error[-1L]) / 1e-12,
    M6 = as.numeric(!identical(slopes(exact) * power, plain$beta[-1L])) * 10,
    M7 = apart(slopes(shifted), plain$beta[-1L], plain$error[-1L]) / 1e-11,
    M7 = apart(slopes(far), slopes(rounded), plain$error[-1L]) / 1e-10,
    M8 = apart(drop(mix %*% slopes(mixed)), plain$beta[-1L], plain$error[-1L]) / 1e-11,
    M9 = apart(subject$coef(moved), plain$beta - c(constant, rep(0, p)), plain$error) / 1e-12
  )
}

laws_of_events <- function(set, plain, subject) {
  other <- exactly(subject, set$x, 1 - set$y, set$w)
  with <- set$w * set$y
  split <- exactly(subject, rbind(set$x, set$x), rep(1:0, each = length(set$y)), c(with, set$w - with))
  expected <- sum(set$w * stats::fitted(plain$fit))
  c(
    M5 = apart(subject$coef(other), -plain$beta, plain$error) / 1e-12,
    M5 = apart(subject$deviance(other), plain$deviance, 1) / 1e-12,
    M11 = apart(subject$coef(split), plain$beta, plain$error) / 1e-12,
    M11 = apart(errors_of(split, subject), plain$error) / 1e-12,
    M13 = abs(expected - sum(with)) / (1e-10 * sum(set$w))
  )
}

laws_of_more <- function(set, plain, subject) {
  noise <- exactly(subject, cbind(set$x, noise = stats::rnorm(length(set$y))), set$y, set$w)
  again <- suppressWarnings(subject$logreg(set$x, set$y, weights = set$w, start = plain$beta))
  spread <- apply(set$x, 2L, stats::sd)
  norms <- vapply(c(0, 0.01, 0.1, 1), function(strength) {
    fit <- suppressWarnings(subject$logreg(set$x, set$y, weights = set$w, penalty = logreg::penalty_ridge(strength)))
    sqrt(sum((subject$coef(fit)[-1L] * spread)^2))
  }, 1)
  group <- rep(0:1, length.out = length(set$y))
  c(
    M16 = (subject$deviance(noise) - plain$deviance) / max(plain$deviance, 1) / 1e-12,
    M16 = as.numeric(any(diff(norms) > 0)) * 10,
    M15 = apart(subject$coef(again), plain$beta, plain$error) / 1e-12,
    M15 = as.numeric(again$iter > 1L) * 10,
    M17 = law_of_subgroups(set, group, subject)
  )
}

#' A model with every interaction is two models
law_of_subgroups <- function(set, group, subject) {
  x <- set$x[, 1L] # one column, so that both halves keep an overlap
  alone <- lapply(0:1, function(k) exactly(subject, cbind(x = x[group == k]), set$y[group == k], set$w[group == k]))
  if (any(vapply(alone, said_of, "") != "converged") || anyNA(unlist(lapply(alone, subject$coef)))) return(NULL)
  joint <- cbind(a = 1 - group, ax = (1 - group) * x, b = group, bx = group * x)
  full <- exactly(subject, joint, set$y, set$w, intercept = FALSE)
  errors <- unlist(lapply(alone, errors_of, subject))
  apart(subject$coef(full), unlist(lapply(alone, subject$coef)), errors) / 1e-10
}

laws_of_prediction <- function(set, plain, subject) {
  new <- as.data.frame(set$x)
  predicted <- unname(subject$predict(plain$fit, new, type = "response"))
  some <- sample(nrow(new), min(20L, nrow(new)))
  singly <- vapply(some, function(i) unname(subject$predict(plain$fit, new[i, , drop = FALSE], type = "response")), 1)
  stored <- unserialize(serialize(plain$fit, NULL))
  link <- subject$predict(plain$fit, new)
  c(
    M18 = apart(predicted, unname(stats::fitted(plain$fit))) / 1e-12,
    M18 = as.numeric(!identical(singly, predicted[some])) * 10,
    M19 = max(abs(subject$sigmoid(link) + subject$sigmoid(-link) - 1)) / (2 * .Machine$double.eps),
    M20 = as.numeric(!identical(unname(subject$predict(stored, new, type = "response")), predicted)) * 10
  )
}

errors_of <- function(fit, subject) sqrt(diag(subject$vcov(fit)))

all_laws <- list(laws_of_order, laws_of_weights, laws_of_units, laws_of_events, laws_of_more, laws_of_prediction)

changes_of_set <- function(name, set, subject) {
  fit <- exactly(subject, set$x, set$y, set$w)
  plain <- list(fit = fit, beta = subject$coef(fit), error = errors_of(fit, subject), deviance = subject$deviance(fit))
  changes <- unlist(lapply(all_laws, function(law) law(set, plain, subject)))
  changes[is.na(changes)] <- Inf
  data.frame(set = name, law = names(changes), change = unname(changes))
}

run_metamorphic <- function(size, seed, subject) {
  sets <- metamorphic_sets()
  rounds <- max(1, size)
  if (size < 1) sets <- utils::head(sets, 3L)
  changes <- lapply(seq_len(rounds), function(round) {
    set.seed(seed + round)
    do.call(rbind, Map(changes_of_set, names(sets), sets, MoreArgs = list(subject = subject)))
  })
  changes <- do.call(rbind, changes)
  broken <- changes[changes$change > 1, ]
  broken <- broken[order(-broken$change), ]
  measured(
    "E laws M1 to M20 on real data: largest change over what its law allows", nrow(changes), max(changes$change), 1,
    complaints = sprintf("%s on %s: %.3g of what is allowed", broken$law, broken$set, broken$change)
  )
}

battery(
  "Metamorphic laws", c(small = 1, full = 10, fault = 0), run_metamorphic,
  faults = list(
    "weights counted twice" = function(subject) sound_subject(vcov = function(fit) stats::vcov(fit) / fit$prior.weights[[1L]]),
    "an answer that depends on the order of the rows" = with_changed_fit(function(fit) {
      fit$coefficients <- fit$coefficients * (1 + 1e-9 * fit$y[[1L]])
      fit
    }),
    "a probability that is clamped" = function(subject) sound_subject(predict = function(...) pmax(stats::predict(...), 0.01))
  )
)
