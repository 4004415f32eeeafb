# The verdict on separation beside exact rational linear programmes: 2,000 random designs whose truth is stored in
# fixtures/separation.csv (see separation-designs.R), recomputed where the package rcdd is installed. None missed and
# none false where the boundary is further away than 1e-9 of the scale; nearer ones may be called undecided. Infinite
# terms are named with their signs, and those whose sign is not determined are not given one.

source(file.path("tests", "prove", "separation-designs.R"), local = TRUE)

#' What a fit says, in the words of the oracle. All that this battery knows of a fit's form is here.
verdict_of <- function(fit, subject) {
  status <- switch(reason_of(fit),
    converged = "finite", separated_complete = "complete", separated_quasi = "quasi", separation_undecided = "undecided",
    # An estimate that is proved to exist may still be out of a solver's reach.
    numerical_failure = if (identical(fit$convergence$existence, "proved")) "finite" else "numerical_failure",
    reason_of(fit)
  )
  beta <- unname(subject$coef(fit))
  terms <- ifelse(is.na(beta), "?", ifelse(is.finite(beta), "f", ifelse(beta > 0, "+", "-")))
  list(status = status, terms = paste(terms, collapse = ""))
}

read_truth <- function() {
  utils::read.csv(file.path("tests", "prove", "fixtures", "separation.csv"), colClasses = c(terms = "character"))
}

fit_design <- function(design, way, subject) {
  fitted <- heard(if (way == "columns") {
    subject$logreg(y ~ ., data.frame(design$x, y = design$y))
  } else {
    subject$logreg(design$x, design$y)
  })
  if (fitted$failed) list(status = paste("error:", conditionMessage(fitted$value)), terms = "") else verdict_of(fitted$value, subject)
}

#' Does a design come out as it did when its truth was stored, and is its truth what the oracle says now?
complain_of_design <- function(design, truth) {
  if (length(design$y) != truth$rows || abs(design_sum(design) - truth$sum) > 1e-6) {
    return(sprintf("design %d comes out differently here", truth$number))
  }
  if (!requireNamespace("rcdd", quietly = TRUE)) return(character())
  now <- separation_oracle(cbind(1, design$x), design$y)
  if (now$status != truth$status || now$terms != truth$terms) sprintf("design %d: the oracle now says %s %s", truth$number, now$status, now$terms)
}

#' One design: what was said of it, and what should have been
judge_design <- function(truth, subject) {
  design <- separation_design(truth$number)
  said <- fit_design(design, c("columns", "matrix")[1L + truth$number %% 2L], subject)
  near <- nearness(design) < 1e-9
  verdict <- said$status == truth$status || (near && said$status == "undecided")
  data.frame(
    # so near the boundary a direction may be there or not; what is said must be a verdict all the same
    verdict = verdict, terms = said$terms == truth$terms || (near && verdict),
    complaint = sprintf("design %d (%s): %s %s, said %s %s", truth$number, truth$family, truth$status, truth$terms, said$status, said$terms),
    fixture = paste(complain_of_design(design, truth), collapse = "")
  )
}

run_separation <- function(size, seed, subject) {
  truths <- read_truth()
  set.seed(seed)
  truths <- truths[sort(sample(nrow(truths), min(size, nrow(truths)))), ]
  judged <- do.call(rbind, lapply(split(truths, seq_len(nrow(truths))), judge_design, subject))
  drifted <- judged$fixture[nzchar(judged$fixture)]
  count <- nrow(judged)
  separated <- truths$status != "finite"
  rbind(
    measured(
      "D1 separation against exact rational linear programmes: verdicts missed or false", count, sum(!judged$verdict), 0,
      complaints = c(drifted, judged$complaint[!judged$verdict])
    ),
    measured(
      "D2 infinite terms, their signs and the terms left undetermined: designs with a wrong one", sum(separated),
      sum(!judged$terms[separated]), 0, complaints = judged$complaint[!judged$terms & separated]
    ),
    measured("D of the separated designs, the share that no column separates alone", sum(separated), mean(truths$oblique[separated]), 0.25, TRUE)
  )
}

battery(
  "Separation", c(small = 300, full = 2000, fault = 60), run_separation,
  faults = list(
    "always converged" = claims_convergence,
    "quasi-separation taken for complete" = with_changed_fit(function(fit) {
      if (reason_of(fit) == "separated_quasi") fit$convergence$reason <- "separated_complete"
      fit
    }),
    "one sign turned" = with_changed_fit(function(fit) {
      fit$coefficients[[1L]] <- -fit$coefficients[[1L]]
      fit
    })
  )
)
