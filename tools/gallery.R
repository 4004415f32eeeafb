# Every picture of the package on six data sets, on one page: gallery/index.html. A picture that a fit refuses has its
# message there; any other error ends the run.
# Usage: Rscript tools/gallery.R

source("tools/report.R")

library(logreg)

gallery <- "gallery"

#' A picture is drawn at 6 x 4 inches, the size that all must be legible at.
draw_into <- function(picture, path) {
  grDevices::png(path, width = 6, height = 4, units = "in", res = 110)
  on.exit(grDevices::dev.off())
  print(picture)
}

births <- function() {
  births <- MASS::birthwt
  births$race <- factor(births$race, labels = c("white", "black", "other"))
  births
}

#' A million rows with three predictors, the log-odds known.
million <- function() {
  set.seed(1)
  rows <- 1e6
  data <- data.frame(age = round(stats::runif(rows, 20, 80)), dose = stats::rexp(rows), ward = factor(sample(letters[1:4], rows, TRUE)))
  log_odds <- -3 + 0.04 * data$age + 0.5 * data$dose - 0.3 * as.integer(data$ward)
  data$ill <- as.integer(stats::runif(rows) < stats::plogis(log_odds))
  data
}

#' Cases and controls by age, the middle of each group, and by alcohol.
esophagus <- function() {
  cancer <- datasets::esoph
  cancer$age <- c(30, 40, 50, 60, 70, 80)[unclass(cancer$agegp)]
  cancer$alcohol <- factor(cancer$alcgp, ordered = FALSE)
  cancer
}

#' What is shown: a fit, and the options that some of its pictures need or show more with.
shown_fits <- function() {
  list(
    "study_hours: gradient descent" = shown_hours(), "exam_marks: two predictors" = shown_marks(),
    "birthwt: several predictors" = shown_births(), "esoph: grouped counts" = shown_esophagus(),
    "eight separated rows" = shown_separated(), "a million rows" = shown_million()
  )
}

shown_hours <- function() {
  at_rate <- function(rate) {
    suppressWarnings(logreg(passed ~ hours, data = study_hours, solver = solver_gradient_descent(rate, 300, standardize = FALSE)))
  }
  fit <- logreg(passed ~ hours, data = study_hours, solver = solver_gradient_descent(learning_rate = 0.5, standardize = FALSE))
  scaled <- logreg(passed ~ hours, data = study_hours, solver = "gradient_descent")
  ridge <- logreg(passed ~ hours, data = study_hours, penalty = penalty_ridge(0.05))
  list(fit = fit, options = list(
    loss = list(with = list("rate 0.01" = at_rate(0.01), "rate 1.3" = at_rate(1.3), "rate 2" = at_rate(2))),
    path = list(coefficients = c("(Intercept)", "hours"), with = list("z-scores" = scaled)),
    fit = list(with = list(ridge = ridge)), odds = list(with = list(ridge = ridge)),
    threshold = list(costs = c(false_positive = 1, false_negative = 3)), boundary = list(threshold = 0.8),
    effects = list(units = c(hours = 1))
  ))
}

shown_marks <- function() {
  fit <- logreg(admitted ~ exam1 + exam2, data = exam_marks, solver = "gradient_descent")
  one <- logreg(admitted ~ exam1, data = exam_marks)
  list(fit = fit, options = list(
    fit = list(predictor = "exam1"), scales = list(predictor = "exam1", at = list(exam2 = 50)),
    path = list(coefficients = c("exam1", "exam2")), surface = list(coefficients = c("exam1", "exam2")),
    odds = list(units = c(exam1 = 10, exam2 = 10)), roc = list(with = list("exam1 alone" = one)),
    precision_recall = list(with = list("exam1 alone" = one)),
    threshold = list(costs = c(false_positive = 1, false_negative = 1), with = list("exam1 alone" = one)),
    residuals = list(type = "quantile")
  ))
}

shown_births <- function() {
  births <- births()
  fit <- logreg(low ~ lwt + age + smoke + race, data = births)
  ridge <- logreg(low ~ lwt + age + smoke + race, data = births, penalty = penalty_ridge(0.1))
  list(fit = fit, options = list(
    fit = list(predictor = "lwt", at = list(smoke = 1)), scales = list(predictor = "lwt"),
    odds = list(units = c(lwt = 10, age = 5), with = list(ridge = ridge)), boundary = list(at = list(smoke = 1, race = "white")),
    effects = list(at = list(smoker = list(smoke = 1), "no smoker" = list(smoke = 0)), units = c(lwt = 10, age = 5)),
    threshold = list(costs = c(false_positive = 1, false_negative = 4)), calibration = list(with = list(ridge = ridge)),
    surface = list(coefficients = c("lwt", "smoke")), residuals = list(against = "lwt")
  ))
}

shown_esophagus <- function() {
  fit <- logreg(cbind(ncases, ncontrols) ~ age + alcohol, data = esophagus())
  list(fit = fit, options = list(
    odds = list(units = c(age = 10)), effects = list(units = c(age = 10)), threshold = list(costs = c(false_positive = 1, false_negative = 5))
  ))
}

shown_separated <- function() {
  apart <- data.frame(dose = c(1, 2, 3, 4, 5, 6, 7, 8), ill = c(0, 0, 0, 0, 1, 1, 1, 1))
  fit <- suppressWarnings(logreg(ill ~ dose, data = apart, solver = "gradient_descent", epochs = 2000))
  finite <- list(
    Firth = logreg(ill ~ dose, data = apart, penalty = penalty_firth()),
    ridge = logreg(ill ~ dose, data = apart, penalty = penalty_ridge(0.05))
  )
  list(fit = fit, options = list(separation = list(with = finite), fit = list(with = finite), odds = list(with = finite)))
}

shown_million <- function() {
  list(fit = logreg(ill ~ age + dose + ward, data = million()), options = list(
    fit = list(predictor = "age"), scales = list(predictor = "dose"), odds = list(units = c(age = 10)),
    threshold = list(costs = c(false_positive = 1, false_negative = 2)), boundary = list(at = list(ward = "a"))
  ))
}

pictures <- function() names(getNamespace("logreg")$picture_registry())

#' One picture as a part of the page: drawn, or why it is not.
card <- function(fit, what, options, path) {
  started <- proc.time()[["elapsed"]]
  refusal <- tryCatch(
    {
      draw_into(do.call(ggplot2::autoplot, c(list(fit, what), options)), path)
      NULL
    },
    logreg_error_plot = conditionMessage
  )
  seconds <- proc.time()[["elapsed"]] - started
  body <- if (is.null(refusal)) {
    sprintf("<img src=\"%s\" alt=\"%s\">", knitr::image_uri(path), what)
  } else {
    sprintf("<p class=\"refused\">%s</p>", gsub("\n", "<br>", escape(refusal)))
  }
  sprintf("<figure><figcaption>%s <small>%.1f s</small></figcaption>%s</figure>", escape(call_words(what, options)), seconds, body)
}

call_words <- function(what, options) {
  given <- if (length(options)) paste0(", ", paste(names(options), "= ...", collapse = ", "))
  sprintf("plot(fit, \"%s\"%s)", what, given %||% "")
}

escape <- function(text) gsub(">", "&gt;", gsub("<", "&lt;", gsub("&", "&amp;", text, fixed = TRUE), fixed = TRUE), fixed = TRUE)

`%||%` <- function(left, right) if (is.null(left)) right else left

section <- function(title, shown) {
  message(title)
  fit <- shown$fit
  cards <- vapply(pictures(), function(what) {
    path <- file.path(gallery, paste0(gsub("[^a-z0-9]+", "-", tolower(paste(title, what))), ".png"))
    card(fit, what, shown$options[[what]] %||% list(), path)
  }, "")
  sprintf("<h2>%s</h2><pre>%s</pre><div class=\"cards\">%s</div>", escape(title), escape(deparse1(fit$call)), paste(cards, collapse = "\n"))
}

page <- function(sections) {
  sprintf(
    "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>logreg: every picture</title><style>
body { font-family: sans-serif; margin: 2em; color: #222; } h2 { margin-top: 2em; }
.cards { display: flex; flex-wrap: wrap; gap: 1em; } figure { margin: 0; width: 600px; border: 1px solid #ddd; padding: 8px; }
figcaption { font-family: monospace; margin-bottom: 6px; } img { width: 100%%; } small { color: #666; }
.refused { color: #555; font-style: italic; } pre { white-space: pre-wrap; }
#grey:checked ~ main img { filter: grayscale(1); }
</style></head><body><h1>logreg: every picture</h1><input type=\"checkbox\" id=\"grey\"><label for=\"grey\"> without colours</label>
<main>%s</main></body></html>", paste(sections, collapse = "\n")
  )
}

if (started_as("gallery.R")) {
  dir.create(gallery, showWarnings = FALSE)
  fits <- shown_fits()
  sections <- unlist(Map(section, names(fits), fits))
  writeLines(page(sections), file.path(gallery, "index.html"))
  cat("The page is gallery/index.html.\n")
}
