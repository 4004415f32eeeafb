#' @section Picture "separation":
#'   For separated data: the coefficients that run away, epoch by epoch, while the loss falls to a limit that no
#'   coefficients reach. Each has a panel and a scale of its own, up to four, those without bound first; the caption names
#'   those that are left out. The axis of the epochs is logarithmic for solvers that descend, whose coefficients grow like the
#'   logarithm of the epoch. Fits with [penalty_firth()] or [penalty_ridge()] in `with`, a named list, show the finite
#'   estimates that these have.
#'
#'   `plot_data()`: `coefficients` (term, epoch, value, limit), `loss` (epoch, loss), `limit`, the mean log loss of the
#'   limit, and `others` (fit, term, value).
#' @name plot.logreg_fit
NULL

#' The picture "separation": coefficients that run away while the loss falls to its limit
#' @noRd
picture_of_separation <- function() {
  list(
    shows = "coefficients of separated data running away while the loss falls to its limit",
    data = separation_picture_data,
    draw = draw_separation_picture,
    limit = TRUE
  )
}

#' Traces, limit, other fits and words of the picture "separation"
#' @noRd
separation_picture_data <- function(fit, with = list()) {
  refuse_unseparated(fit)
  fits <- named_fits(fit, with)
  check_finite_fits(fits[-1], fit)
  terms <- runaway_terms(fit)
  # The coefficients are the last columns of a trace, whose other columns may have the name of a term.
  trace <- fit$trace[shown_epochs(nrow(fit$trace)), ]
  paths <- utils::tail(as.list(trace), length(fit$coefficients))
  limits <- fit$separation$limits
  data <- list(
    coefficients = do.call(rbind, lapply(terms, function(term) {
      data.frame(term = factor(term, terms), epoch = trace$epoch, value = paths[[term]], limit = limits[[term]])
    })),
    loss = data.frame(epoch = trace$epoch, loss = trace$loss), limit = fit$separation$loss,
    others = other_estimates(fits[-1], terms), logarithmic = !is.null(unclass(fit$solver)$options$epochs)
  )
  data$words <- separation_words(fit, terms, data)
  data
}

#' Stop at a fit that is not separated
#' @noRd
refuse_unseparated <- function(fit) {
  if (!is.null(fit$separation)) {
    return(invisible())
  }
  why <- if (inherits(fit, c("logreg_penalized", "logreg_firth"))) {
    "a fit with a penalty has finite estimates whatever the data."
  } else if (isTRUE(fit$converged)) {
    "the data are not separated, the fit has finite estimates."
  } else {
    "no separation was found."
  }
  refuse_picture("separation", why,
    "Draw plot(fit) for the picture that suits it, or plot(fit, \"loss\") for how it was found."
  )
}

#' Fits beside a separated one have finite estimates of the same event
#' @noRd
check_finite_fits <- function(others, fit) {
  for (name in names(others)) {
    other <- others[[name]]
    if (other$event$label != fit$event$label || !is.null(other$separation)) {
      abort_logreg("argument", c(
        sprintf("`with` must have finite fits of the same event; \"%s\" is none.", name),
        "Fit the same formula with penalty = penalty_firth() or penalty = penalty_ridge()."
      ), argument = "with")
    }
  }
}

#' The terms to draw, in their order: those without a finite limit and, if there is room, others; four at most
#'
#' The intercept gives way to what is asked about.
#' @noRd
runaway_terms <- function(fit) {
  limits <- fit$separation$limits
  limits <- limits[limits != "aliased"]
  first <- order(limits == "finite", names(limits) == "(Intercept)")
  names(limits)[sort(utils::head(first, 4))]
}

#' All epochs, or 2,000 of which half are evenly spread and half more and more apart
#' @noRd
shown_epochs <- function(count) {
  if (count <= 2000) {
    return(seq_len(count))
  }
  sort(unique(round(c(seq(1, count, length.out = 1000), exp(seq(0, log(count), length.out = 1000))))))
}

#' Estimates of the other fits for the terms that are drawn
#' @noRd
other_estimates <- function(others, terms) {
  tables <- lapply(names(others), function(name) {
    found <- others[[name]]$coefficients
    shared <- intersect(terms, names(found))
    data.frame(
      fit = factor(rep(name, length(shared)), names(others)), term = factor(shared, terms), value = unname(found[shared])
    )
  })
  do.call(rbind, tables)
}

#' What the picture "separation" says
#' @noRd
separation_words <- function(fit, terms, data) {
  found <- fit$separation
  hidden <- setdiff(names(found$limits)[found$limits != "aliased"], terms)
  c(
    title = "Separated data: coefficients run away while the loss falls",
    x = paste0("epoch", if (data$logarithmic) " (log scale)"), y = "log-odds per unit, and loss",
    subtitle = unconverged_words(fit),
    caption = caption_lines(paste(collapse = " ", c(
      rows_words(fit),
      term_words("Without bound:", found, c("Inf", "-Inf")),
      undetermined_words(found),
      if (length(hidden)) sprintf("Not drawn: %s.", list_words(hidden)),
      utils::head(found$levels, 3),
      sprintf("Dashed: the limit of the mean log loss, %s.", format(data$limit, digits = 4)),
      if (!is.null(data$others)) sprintf("Marks: the finite estimates of %s.", list_words(levels(data$others$fit)))
    )))
  )
}

#' Which rows are on their own side
#'
#' The fit of a solver that descends keeps no names of them, but what tells them from the others.
#' @noRd
rows_words <- function(fit) {
  found <- fit$separation
  if (found$type == "complete") {
    return("A combination of the columns puts every row on its own side.")
  }
  apart <- row_limits(fit_data(fit), fit) %in% c(-1L, 1L) & fit$prior.weights > 0
  found$rows <- names(fit$y)[utils::head(which(apart), 10)]
  rows_apart_words(found)
}

#' Draw the picture "separation": a panel for each coefficient, since one in grams hides one in litres, and one for the loss
#' @noRd
draw_separation_picture <- function(data) {
  panels <- c(levels(data$coefficients$term), "mean log loss")
  in_panel <- function(frame, panel) cbind(frame, panel = factor(panel, panels))
  loss <- in_panel(data$loss, "mean log loss")
  data$coefficients$place <- data$coefficients$epoch + data$logarithmic
  loss$place <- loss$epoch + data$logarithmic
  blue <- picture_colours[["blue"]]
  ggplot2::ggplot(in_panel(data$coefficients, data$coefficients$term), map_columns(x = "place")) +
    ggplot2::geom_line(map_columns(y = "value"), linewidth = 0.9, colour = blue) +
    ggplot2::geom_line(map_columns(y = "loss"), data = loss, linewidth = 0.9) +
    ggplot2::geom_hline(map_columns(yintercept = "limit"), data = in_panel(data.frame(limit = data$limit), "mean log loss"),
      linetype = "dashed", colour = "grey40"
    ) +
    (if (!is.null(data$others)) other_marks(in_panel(data$others, data$others$term), max(loss$place), data$logarithmic)) +
    ggplot2::facet_wrap("panel", nrow = if (length(panels) > 3) 2 else 1, scales = "free_y") +
    epoch_axis(data$loss, data$logarithmic, most = 4) +
    picture_labels(data$words) +
    picture_theme() +
    ggplot2::theme(strip.text = ggplot2::element_text(face = "bold"))
}

#' Finite estimates at the right edge, by shape, with a thin line at their height
#' @noRd
other_marks <- function(others, last, logarithmic) {
  shift <- as.integer(others$fit) * 0.04
  others$place <- if (logarithmic) last^(1 + shift) else last * (1 + shift)
  list(
    ggplot2::geom_hline(map_columns(yintercept = "value"), data = others, linetype = "dotted", colour = "grey40"),
    ggplot2::geom_point(map_columns(x = "place", y = "value", shape = "fit"), data = others, size = 3,
      colour = picture_colours[["vermillion"]]
    ),
    ggplot2::scale_shape_manual(values = rep_len(c(17, 15, 18, 8, 1, 2), nlevels(others$fit)))
  )
}
