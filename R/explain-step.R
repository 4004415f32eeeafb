#' One step of a solver, worked out
#'
#' Shows how a solver got from one epoch to the next: the rows with their probability and residual, the residual times
#' each column, the gradient that these add up to, and the new coefficients. The numbers are computed in R from the
#' data and the recorded coefficients, apart from the solver, and set beside what it recorded.
#'
#' @param fit A fit of [logreg()].
#' @param epoch The step that ends with this epoch (for Newton and L-BFGS: iteration). A whole number, 1 or more.
#' @param rows How many rows to show. The sums are over all rows.
#' @return A list of class `logreg_step` that prints as a worked table:
#'   * `solver`, `epoch`, `rate`: the learning rate in that epoch, `NA` for solvers that have none.
#'   * `columns`: a data frame with `center` and `scale` of each column as the solver steps on it, (x - center) / scale.
#'   * `table`: a data frame of the first rows: `row`, the columns as stepped on, `y`, where there are such `weight`
#'     (divided by the mean weight) and `offset`, then `p`, `residual` (weight times y - p), with Firth's penalty
#'     `leverage` (and the residual has leverage times (1/2 - p) added), and `residual x <column>`.
#'   * `count`, `sums`: the number of rows of positive weight, and the sums of the last columns over them.
#'   * `update`: a data frame with a row for each coefficient of the columns as stepped on: `before`, `sum`, `penalty` (what
#'     a ridge penalty adds to the gradient), `gradient`, what the solver makes of it, and `after`. Gradient
#'     descent: `step`, minus rate times gradient, with momentum `kept`, the part of the last step that is kept. Adam:
#'     `mean`, `mean_square` (running, corrected for their start) and `step`. Newton: `full_step`. L-BFGS: `direction`.
#'   * `information`: for Newton, the Hessian of the mean loss and penalty, whose inverse times the gradient is the step.
#'   * `multiple`: how much of `full_step` or `direction` the solver took; `NA` if it took another direction.
#'   * `coefficients`: a data frame with the coefficients in the user's units `before` and `after`, and as `recorded`.
#'   * `difference`: the largest difference of `after` and `recorded`, in units of the largest coefficient.
#'   * `exact`: are `after` those that follow from the table? If not, `after` are the recorded ones, and the print says
#'     why.
#' @section What can be shown:
#'   Full-batch gradient descent (plain, with momentum, Nesterov's, decaying rates) and Adam in full. Of Newton's method the
#'   full step; where the solver took another one, since a full step would not have gone downhill, since it began with a
#'   pilot on some of the rows, or since it takes the exact second derivatives of Firth's penalty, that is said. Of L-BFGS
#'   the direction, from the steps before, and how far the line search went along it. A mini-batch or
#'   stochastic epoch is many steps in the order of a shuffle that is not kept, so it is refused.
#' @section Errors:
#'   `logreg_error_argument` for an epoch that the run did not have. `logreg_error_not_available` for mini-batches, and
#'   where the epochs needed were not recorded (`record_every`).
#' @section Method:
#'   With weights w of mean 1 and n rows, the gradient of the mean log loss is -(1/n) sum w (y - p) x. See [solvers] for the
#'   updates.
#' @seealso [solvers], [convergence()]; `plot(fit, "path")` draws all steps.
#' @examples
#' fit <- logreg(passed ~ hours, data = study_hours, solver = "gradient_descent",
#'   learning_rate = 0.1, standardize = FALSE, epochs = 3, tolerance = 0) |> suppressWarnings()
#' step <- explain_step(fit, epoch = 1)
#' step
#' step$coefficients
#' @export
explain_step <- function(fit, epoch = 1, rows = 12) {
  check_argument(checkmate::check_class(fit, "logreg_fit"), "fit")
  check_argument(check_whole(rows, 1), "rows")
  check_epoch(fit, epoch)
  fit <- last_iterate(fit)
  problem <- descent_problem(fit)
  map <- solver_map(fit, problem)
  own <- problem_in(problem, map$center, map$scale)
  path <- scaled_coefficients(recorded_path(fit), map$center, map$scale)
  row.names(path) <- fit$trace$epoch
  at <- function(e) path[as.character(e), ]
  worked <- switch(fit$solver$name,
    gradient_descent = momentum_update(fit, own, at, epoch),
    adam = adam_update(fit, own, at, epoch),
    newton = newton_update(own, at, epoch),
    lbfgs = lbfgs_update(fit, own, at, epoch)
  )
  finish_step(worked, fit, own, map, epoch, rows)
}

#' Stop unless the step to an epoch can be worked out from what the fit has recorded
#' @noRd
check_epoch <- function(fit, epoch) {
  last <- max(fit$trace$epoch)
  check_argument(check_whole(epoch, 1), "epoch")
  if (epoch > last) {
    check_argument(sprintf("it is %s, and the solver stopped after %s", format(epoch), count_of(last, "epoch")), "epoch")
  }
  batch <- fit$solver$options$batch_size
  if (!is.null(batch) && batch < stats::nobs(fit)) {
    abort_logreg("not_available", c(
      sprintf("An epoch of batches of %s is many steps, in the order of a shuffle that is not kept.", count_of(batch, "row")),
      "Fit with `batch_size = NULL` to see one step on all rows."
    ))
  }
  needed <- epochs_before(fit, epoch)
  path <- recorded_path(fit)[match(needed, fit$trace$epoch), , drop = FALSE]
  if (!all(is.finite(path))) {
    abort_logreg("not_available", c(
      sprintf("The step to epoch %s needs the coefficients of epochs that were not recorded, or are not finite.", format(epoch)),
      "Fit with `record_every = 1`."
    ))
  }
}

#' The epochs whose coefficients a step depends on, and the one that it leads to
#' @noRd
epochs_before <- function(fit, epoch) {
  memory <- switch(fit$solver$name,
    gradient_descent = 1 + (fit$solver$options$momentum > 0), adam = epoch, newton = 1, lbfgs = epoch
  )
  seq(max(0, epoch - memory), epoch)
}

#' The learning rate in an epoch
#' @noRd
rate_in <- function(fit, epoch) {
  fit$convergence$learning_rate / (1 + fit$solver$options$decay * epoch)
}

#' Gradient descent: velocity = momentum * velocity - rate * gradient, which Nesterov takes where momentum leads
#' @noRd
momentum_update <- function(fit, own, at, epoch) {
  options <- fit$solver$options
  rate <- rate_in(fit, epoch)
  before <- at(epoch - 1)
  kept <- if (options$momentum > 0 && epoch > 1) options$momentum * (before - at(epoch - 2)) else 0 * before
  point <- if (options$nesterov) before + kept else before
  gradient <- problem_gradient(own, point)
  update <- data.frame(before = before, gradient = gradient, step = -rate * gradient)
  if (options$momentum > 0) update$kept <- kept
  update$after <- before + kept - rate * gradient
  list(update = update, point = point, rate = rate, exact = TRUE, ahead = options$nesterov && any(kept != 0))
}

#' Adam: the moments from the gradients of all epochs so far
#' @noRd
adam_update <- function(fit, own, at, epoch) {
  options <- fit$solver$options
  if (epoch * length(own$x) > 1e9) {
    abort_logreg("not_available", c(
      "Adam's step depends on the gradients of all epochs before, which would take long to compute again.",
      "Ask for an earlier epoch."
    ))
  }
  rate <- rate_in(fit, epoch)
  mean <- square <- 0
  for (e in seq_len(epoch)) {
    gradient <- problem_gradient(own, at(e - 1))
    mean <- options$beta1 * mean + (1 - options$beta1) * gradient
    square <- options$beta2 * square + (1 - options$beta2) * gradient^2
  }
  mean <- mean / (1 - options$beta1^epoch)
  square <- square / (1 - options$beta2^epoch)
  step <- -rate * mean / (sqrt(square) + options$epsilon)
  before <- at(epoch - 1)
  update <- data.frame(before, gradient, mean, mean_square = square, step, after = before + step)
  list(update = update, point = before, rate = rate, exact = TRUE)
}

#' Newton: minus the inverse Hessian times the gradient, and what the solver did instead if it did
#' @noRd
newton_update <- function(own, at, epoch) {
  before <- at(epoch - 1)
  gradient <- problem_gradient(own, before)
  hessian <- problem_hessian(own, before)
  step <- tryCatch(-solve(hessian, gradient), error = function(error) NA * gradient)
  taken <- at(epoch) - before
  list(
    update = data.frame(before, gradient, full_step = step), point = before, rate = NA_real_, information = hessian,
    taken = taken, direction = step
  )
}

#' L-BFGS: the direction from the last steps and changes of the gradient; Nocedal and Wright (2006), algorithm 7.4
#' @noRd
lbfgs_update <- function(fit, own, at, epoch) {
  points <- lapply(seq(0, epoch), at)
  gradients <- lapply(points[seq_len(epoch)], problem_gradient, problem = own)
  steps <- Map(`-`, points[-1], points[-(epoch + 1)])[seq_len(epoch - 1)]
  changes <- Map(`-`, gradients[-1], gradients[-epoch])
  recent <- utils::tail(seq_along(changes), fit$solver$options$memory)
  gradient <- gradients[[epoch]]
  direction <- lbfgs_direction(gradient, steps[recent], changes[recent])
  list(
    update = data.frame(before = points[[epoch]], gradient, direction), point = points[[epoch]], rate = NA_real_,
    taken = points[[epoch + 1]] - points[[epoch]], direction = direction
  )
}

#' @noRd
lbfgs_direction <- function(gradient, steps, changes) {
  q <- -gradient
  if (!length(steps)) {
    return(q / max(1, sqrt(sum(q^2))))
  }
  products <- unlist(Map(function(step, change) sum(step * change), steps, changes))
  alpha <- numeric(length(steps))
  for (k in rev(seq_along(steps))) {
    alpha[[k]] <- sum(steps[[k]] * q) / products[[k]]
    q <- q - alpha[[k]] * changes[[k]]
  }
  last <- length(steps)
  q <- q * products[[last]] / sum(changes[[last]]^2)
  for (k in seq_along(steps)) q <- q + (alpha[[k]] - sum(changes[[k]] * q) / products[[k]]) * steps[[k]]
  q
}

#' How many times a direction was gone; `NA` if the step was another one
#' @noRd
multiple_of <- function(taken, direction, size) {
  multiple <- sum(taken * direction) / sum(direction^2)
  apart <- sqrt(sum((taken - multiple * direction)^2))
  # The recorded coefficients have lost digits of a short step.
  if (isTRUE(apart <= 1e-6 * sqrt(sum(taken^2)) + 1e-12 * size)) multiple else NA_real_
}

#' The parts that every solver's step has
#' @noRd
finish_step <- function(worked, fit, own, map, epoch, rows) {
  update <- worked$update
  recorded <- recorded_path(fit)[match(c(epoch - 1, epoch), fit$trace$epoch), , drop = FALSE]
  names <- colnames(recorded)
  if (is.null(worked$exact)) {
    size <- max(abs(update$before), abs(worked$taken))
    worked$multiple <- multiple_of(worked$taken, worked$direction, size)
    worked$exact <- !is.na(worked$multiple)
    # A whole step is taken as it was worked out, so that it can be compared with the recorded one.
    whole <- isTRUE(abs(worked$multiple - 1) <= 1e-6)
    if (!whole) update$taken <- worked$taken
    update$after <- update$before + if (whole) worked$direction else worked$taken
  }
  after <- user_coefficients(t(update$after), map$center, map$scale)
  sums <- step_sums(own, worked$point)
  update <- data.frame(
    before = update$before, sum = sums, penalty = own$strength * worked$point, update[-1],
    row.names = names, check.names = FALSE
  )
  if (all(own$strength == 0)) update$penalty <- NULL
  structure(list(
    solver = fit$solver$name, epoch = epoch, rate = worked$rate, event = fit$event$label,
    columns = data.frame(center = map$center, scale = map$scale, row.names = names),
    table = step_table(own, worked$point, names, names(fit$y), rows), count = own$rows, sums = stats::setNames(sums, names),
    update = update, information = worked$information, multiple = worked$multiple %||% NA_real_,
    ahead = isTRUE(worked$ahead), firth = own$firth, mean_weight = own$total / own$rows,
    coefficients = data.frame(before = recorded[1, ], after = drop(after), recorded = recorded[2, ], row.names = names),
    difference = max(abs(after - recorded[2, ])) / max(abs(recorded[2, ]), 1e-300), exact = worked$exact,
    momentum = fit$solver$options$momentum
  ), class = "logreg_step")
}

#' Sums of the residual times each column over all rows
#' @noRd
step_sums <- function(own, point) {
  drop(crossprod(own$x, problem_residuals(own, problem_prob(own, point))))
}

#' The first rows of the worked table
#' @noRd
step_table <- function(own, point, names, labels, rows) {
  shown <- seq_len(min(rows, nrow(own$x)))
  prob <- problem_prob(own, point)
  x <- own$x[shown, , drop = FALSE]
  residual <- problem_residuals(own, prob)[shown]
  products <- residual * x
  colnames(x) <- names
  colnames(products) <- paste("residual x", names)
  parts <- list(
    data.frame(row = labels[own$row[shown]]), as.data.frame(x), data.frame(y = own$y[shown]),
    if (any(own$weight != 1)) data.frame(weight = own$weight[shown]),
    if (any(own$offset != 0)) data.frame(offset = own$offset[shown]),
    data.frame(p = prob[shown]), if (own$firth) data.frame(leverage = problem_leverage(own, prob)[shown]),
    data.frame(residual = residual), as.data.frame(products)
  )
  table <- do.call(cbind, c(Filter(Negate(is.null), parts), list(deparse.level = 0)))
  row.names(table) <- NULL
  table
}

#' @export
print.logreg_step <- function(x, digits = 4, ...) {
  cat_wrapped(step_heading(x))
  is_scaled <- any(x$columns$center != 0 | x$columns$scale != 1)
  if (is_scaled) {
    cat("\nColumns as stepped on: (x - center) / scale\n")
    print(x$columns, digits = digits)
  }
  cat("\n")
  cat_wrapped(step_row_words(x))
  print_step_table(x, digits)
  cat("\n")
  cat_wrapped(step_update_words(x))
  print(x$update, digits = digits)
  if (!is.null(x$information)) {
    cat("\nHessian\n")
    print(zapsmall(x$information), digits = digits)
  }
  if (is_scaled) {
    cat("\nIn the units of the data: slope / scale; intercept - sum of center * slope\n")
    print(x$coefficients, digits = digits)
  }
  cat("\n")
  cat_wrapped(step_check_words(x))
  invisible(x)
}

#' @noRd
step_heading <- function(x) {
  name <- c(gradient_descent = "gradient descent", adam = "Adam", newton = "Newton's method", lbfgs = "L-BFGS")[[x$solver]]
  sprintf(
    "Step %s of %s, from epoch %s to epoch %s%s.", format(x$epoch), name, format(x$epoch - 1), format(x$epoch),
    if (is.na(x$rate)) "" else sprintf(", with learning rate %s", figure(x$rate, 4))
  )
}

#' What the columns of the rows' table are
#' @noRd
step_row_words <- function(x) {
  weighted <- "weight" %in% names(x$table)
  paste0(
    "Each row at ", if (x$ahead) "the point where momentum leads, before + kept" else "the coefficients before the step",
    sprintf(": p is its probability of %s, residual = %s", x$event, if (weighted) "weight (y - p)" else "y - p"),
    if (x$firth) " + leverage (1/2 - p)", ".",
    if (weighted) sprintf(" Weights are divided by their mean, %s.", figure(x$mean_weight, 4))
  )
}

#' The shown rows, those left out, and the sums
#' @noRd
print_step_table <- function(x, digits) {
  table <- x$table
  numbers <- as.matrix(format(table[-1], digits = digits))
  rownames(numbers) <- table$row
  left <- x$count - nrow(table)
  total <- rep("", ncol(numbers))
  total[startsWith(colnames(numbers), "residual x ")] <- format(x$sums, digits = digits)
  last <- rbind(if (left > 0) rep("", ncol(numbers)), total)
  rownames(last) <- c(if (left > 0) sprintf("(%s more)", format(left, big.mark = ",", scientific = FALSE)), "sum of all")
  print(rbind(numbers, last), quote = FALSE, right = TRUE)
}

#' How the update follows from the sums
#' @noRd
step_update_words <- function(x) {
  gradient <- sprintf(
    "gradient = -sum / %s%s", format(x$count, big.mark = ",", scientific = FALSE),
    if (is.null(x$update$penalty)) "" else " + penalty"
  )
  how <- switch(x$solver,
    gradient_descent = if (is.null(x$update$kept)) {
      "step = -learning rate * gradient; after = before + step"
    } else {
      sprintf(
        "step = -learning rate * gradient; kept = %s of the last change; after = before + step + kept",
        figure(x$momentum, 4)
      )
    },
    adam = "mean and mean_square are running means of gradient and gradient^2; step = -learning rate * mean / sqrt(mean_square)",
    newton = "full_step = -Hessian^-1 gradient",
    lbfgs = "direction = -(inverse Hessian as the last steps suggest it) gradient"
  )
  paste0(gradient, "; ", how, ".")
}

#' Whether the worked step is the solver's
#' @noRd
step_check_words <- function(x) {
  if (!x$exact) {
    return(sprintf(
      "The solver did not take this %s but the step `taken`: %s", if (x$solver == "newton") "full step" else "direction",
      if (x$solver == "newton" && x$firth) {
        "with Firth's penalty it takes second derivatives of the penalty too."
      } else if (x$solver == "newton") {
        "it began with a pilot on some of the rows, or kept within a trust region, so that the objective falls."
      } else {
        "it started its search anew, or rounding hides the direction."
      }
    ))
  }
  if (!is.null(x$update$taken)) {
    return(sprintf("The solver went %s times as far, where the objective falls enough.", figure(x$multiple, 4)))
  }
  sprintf(
    "The solver recorded the same coefficients; the largest difference is %s of the largest coefficient.", figure(x$difference, 2)
  )
}
