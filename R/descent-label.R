#' How a solver goes, from its own trace
#'
#' The rule, for the objective f that was recorded, T the last epoch and f* the least value there is:
#' * `"diverging"`: the solver stopped as `"diverged"`, a recorded value is not finite, or the second half of the run lies
#'   above its start on average. A run that leaps about may touch a new least value by chance, so that the solver, which
#'   stops after 100 epochs without one, goes on.
#' * `"converging"`: the fit has converged; or the excess f - f* falls, by the pace of the last two quarters of the run, to
#'   half within T epochs: its mean over the last quarter is at most 2^(-d/T) of that over the quarter before, d the
#'   epochs between their middles. A run that goes to and fro must have halved it from quarter to quarter.
#' * `"oscillating"`: it does not get on so fast, and goes to and fro: in the second half the rises of f are at least a
#'   quarter of all its changes, or at least half of the steps of the coefficients point against the step before.
#' * `"crawling"`: it does not get on so fast, and goes one way.
#' * `"no optimum"`: separated data, where the loss falls for ever and coefficients run away: none of the four is true.
#' * `NA`: f* is not known.
#' @return One word, or `NA`.
#' @noRd
descent_label <- function(fit, lowest = known_optimum(fit)) {
  trace <- loss_trace(fit, "")
  if (!is.null(fit$separation) || fit$convergence$reason == "separation_undecided") {
    return("no optimum")
  }
  if (fit$convergence$reason == "diverged" || stays_higher(trace)) {
    return("diverging")
  }
  if (isTRUE(fit$converged)) {
    return("converging")
  }
  if (is.null(lowest)) {
    return(NA_character_)
  }
  to_and_fro <- goes_to_and_fro(trace, recorded_path(fit))
  if (gets_on(trace$epoch, pmax(trace$loss - lowest, 0), to_and_fro)) {
    return("converging")
  }
  if (to_and_fro) "oscillating" else "crawling"
}

#' Is a value not finite, or is the second half above the start on average?
#' @noRd
stays_higher <- function(trace) {
  any(!is.finite(trace$loss)) || mean(trace$loss[trace$epoch >= max(trace$epoch) / 2]) > trace$loss[[1]]
}

#' Does an excess fall at the end at a pace that halves it within as many epochs as were run, or from quarter to quarter?
#' @noRd
gets_on <- function(epoch, excess, to_and_fro) {
  end <- max(epoch)
  late <- epoch > 0.75 * end
  early <- epoch > 0.5 * end & !late
  if (!any(early)) early <- epoch == max(epoch[!late], 0)
  apart <- mean(epoch[late]) - mean(epoch[early])
  enough <- if (to_and_fro) 0.5 else 2^(-apart / end)
  end > 0 && mean(excess[late]) <= enough * mean(excess[early])
}

#' Do the values rise, or the steps turn back, again and again in the second half?
#' @noRd
goes_to_and_fro <- function(trace, path) {
  second <- which(trace$epoch >= max(trace$epoch) / 2)
  changes <- diff(trace$loss[second])
  changes[abs(changes) < 1e-12 * abs(trace$loss[second[-1]])] <- 0
  width <- apply(path, 2, function(beta) diff(range(beta)))
  path <- sweep(path[second, width > 0, drop = FALSE], 2, width[width > 0], "/")
  steps <- diff(path)
  turns <- rowSums(steps[-1, , drop = FALSE] * steps[-nrow(steps), , drop = FALSE]) < 0
  sum(pmax(changes, 0)) >= max(0.25 * sum(abs(changes)), 1e-300) || isTRUE(mean(turns) >= 0.5)
}
