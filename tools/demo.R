# The tour that `make demo` gives: four small tasks, every figure beside the one it should be, and the
# pictures in demo/. Exits non-zero if a figure is not what it should be.

library(logreg)

pictures <- "demo"
dir.create(pictures, showWarnings = FALSE)

# ---- how a figure is shown ------------------------------------------------------------------------

mismatches <- 0L

#' 15 significant digits; counts as they are.
digits15 <- function(x) {
  trimws(ifelse(x == round(x), formatC(x, format = "d"), formatC(x, digits = 15L, format = "g", flag = "#")))
}

#' One line a figure: what it is, what came out, what was expected, and whether they agree.
figures <- function(what, got, expected, tolerance) {
  got <- unname(got)
  agree <- abs(got - expected) <= tolerance * abs(expected)
  agree[is.na(agree)] <- FALSE
  verdict <- ifelse(agree, "ok", "MISMATCH")
  cat(sprintf("  %-32s %22s %22s  %s\n", what, digits15(got), digits15(expected), verdict), sep = "")
  mismatches <<- mismatches + sum(!agree)
}

heading <- function(...) {
  cat("\n", strrep("=", 90L), "\n", ..., "\n", strrep("=", 90L), "\n", sep = "")
}

say <- function(...) {
  cat("\n", paste0(strwrap(paste0(...), width = 90L), "\n"), sep = "")
}

show <- function(x, ...) {
  cat("\n")
  print(x, ...)
}

columns <- function(against) cat(sprintf("\n  %-32s %22s %22s\n", "", "here", against))

#' What the package says of how a fit ended: the words, up to the table of numbers below them.
show_convergence <- function(fit) {
  lines <- utils::capture.output(print(convergence(fit)))
  words <- lines[seq_len(match("", lines, nomatch = length(lines) + 1L) - 1L)]
  cat(paste0("  ", words, "\n"), sep = "")
}

save_picture <- function(picture, name) {
  path <- file.path(pictures, name)
  ggplot2::ggsave(path, picture, width = 7, height = 4.5, dpi = 150)
  cat("  picture:", path, "\n")
}

# ---- 1. hours studied, exam passed ----------------------------------------------------------------

demo_hours <- function() {
  heading("1. Hours studied, exam passed")
  say("Twelve students, the hours that each studied, and whether the exam was passed (1) or not (0). ",
      "The model says: log-odds of passing = intercept + slope * hours. Two roads lead to the same ",
      "coefficients: gradient descent, which takes many small steps downhill on the mean log loss, and ",
      "Newton's method, which takes a few large ones. glm(), R's own function, stands beside them.")
  show(study_hours, row.names = FALSE)

  descent <- logreg(passed ~ hours, data = study_hours, solver = "gradient_descent", tolerance = 1e-10)
  newton <- logreg(passed ~ hours, data = study_hours)
  peer <- glm(passed ~ hours, data = study_hours, family = binomial(), epsilon = 1e-14)

  say("The loss falls with every epoch (one epoch is one look at all rows):")
  shown <- descent$trace$epoch %in% c(0, 1, 2, 5, 10, 20, 50)
  show(descent$trace[shown, ], row.names = FALSE, digits = 6)
  columns("glm()")
  figures(paste("gradient descent,", names(coef(peer))), coef(descent), coef(peer), 1e-8)
  figures(paste("Newton,", names(coef(peer))), coef(newton), coef(peer), 1e-11)
  figures(paste("standard error,", names(coef(peer))), sqrt(diag(vcov(newton))), sqrt(diag(vcov(peer))), 1e-6)
  figures("deviance", deviance(newton), deviance(peer), 1e-12)
  say("Gradient descent took ", convergence(descent)$iterations, " epochs, Newton ",
      convergence(newton)$iterations, " iterations. Log-odds are hard to picture, odds ratios less so: ",
      "each hour more multiplies the odds of passing by the odds ratio of hours.")
  show(odds_ratios(newton))
  cat("\n")
  show_convergence(descent)
  save_picture(ggplot2::autoplot(newton, "fit"), "hours-fit.png")
  save_picture(ggplot2::autoplot(descent, "loss"), "hours-loss.png")
}

# ---- 2. exam marks --------------------------------------------------------------------------------

#' The published path: mean log loss at these epochs, and the coefficients at the end.
known_path <- data.frame(
  epoch = c(1, 1001, 2001, 3001, 4001),
  loss = c(0.6091560801945126, 0.20374328488490531, 0.20350230881468107, 0.20349779972872903, 0.20349770371660017)
)
known_end <- c(1.718409131148932, 4.01281584290694, 3.743819171539308)

demo_marks_descent <- function(marks) {
  say("First the columns are z-scored by hand (mean 0, sample standard deviation 1), and descent runs ",
      "on them as they are, from a given start, 5,000 epochs at learning rate 1/3 on the mean log loss.")
  say("The article that this example comes from divides the gradient by the number of coefficients, 3, ",
      "where it means the number of rows, 100. Its rate of 0.01 is therefore 1/3 on the mean log loss.")
  scored <- as.data.frame(scale(marks[c("exam1", "exam2")]))
  scored$admitted <- marks$admitted
  descent <- logreg(
    admitted ~ exam1 + exam2, data = scored, start = c(0.06879018957747185, 0.060750489548129484, 0.081224887916095),
    solver = solver_gradient_descent(learning_rate = 1 / 3, epochs = 5000, standardize = FALSE, tolerance = 0)
  )
  columns("expected")
  loss <- descent$trace$loss[match(known_path$epoch, descent$trace$epoch)]
  figures(paste("mean log loss, epoch", known_path$epoch), loss, known_path$loss, 1e-12)
  figures(paste0(names(coef(descent)), ", epoch 5000"), coef(descent), known_end, 1e-12)
  descent
}

demo_marks_newton <- function(marks) {
  say("On the marks as they are, Newton needs no z-scores: it scales inside and maps back exactly.")
  newton <- logreg(admitted ~ exam1 + exam2, data = marks)
  columns("expected")
  figures(names(coef(newton)), coef(newton), c(-25.1613335666396, 0.206231713293984, 0.201471600441964), 1e-12)
  figures("mean log loss", mean(log_loss(newton$y, eta = newton$linear.predictors)), 0.203497701589440, 1e-12)
  applicant <- data.frame(exam1 = 45, exam2 = 85)
  figures("P(admitted | 45, 85)", predict(newton, applicant, type = "response"), 0.776290690776613, 1e-12)
  newton
}

demo_marks <- function() {
  heading("2. Exam marks, admission")
  say("A hundred applicants, their marks in two exams, and whether they were admitted (Andrew Ng's ",
      "machine-learning course).")
  descent <- demo_marks_descent(exam_marks)
  table <- confusion_matrix(descent, threshold = 0.5)
  say("Whoever has a probability of at least 0.5 is predicted to be admitted:")
  show(table)
  columns("expected")
  figures("true positives", table$counts["1", "1"], 55, 0)
  figures("true negatives", table$counts["0", "0"], 34, 0)
  figures("false positives", table$counts["1", "0"], 6, 0)
  figures("false negatives", table$counts["0", "1"], 5, 0)
  figures("accuracy", table$accuracy, 0.89, 1e-15)
  newton <- demo_marks_newton(exam_marks)
  save_picture(ggplot2::autoplot(newton, "boundary"), "marks-boundary.png")
  save_picture(ggplot2::autoplot(descent, "loss"), "marks-loss.png")
}

# ---- 3. two clusters ------------------------------------------------------------------------------

#' `rows` points around two centres, half of them of class 1.
simulate_clusters <- function(rows, distance) {
  class <- rep(0:1, each = rows / 2)
  data.frame(x1 = rnorm(rows, distance * class), x2 = rnorm(rows, distance * class), class = class)
}

#' How far the boundary of the last epoch is from separating the points.
wrong_rows <- function(fit) {
  wrong <- sum(predict(fit, type = "class") != fit$y)
  if (wrong == 0) "The line of the last epoch separates them already."
  else sprintf("The line of the last epoch does not separate them yet: %d points are on its wrong side.", wrong)
}

#' Whether there is an optimum to descend to.
tell_separation <- function(fit) {
  if (startsWith(convergence(fit)$reason, "separated")) {
    say("These clusters are separated: a line puts every point on its own side. Steeper is then always ",
        "better, the loss falls towards 0 for ever, the coefficients grow without end, and no ",
        "maximum-likelihood estimate exists. ", wrong_rows(fit), " In the package's own words:")
  } else {
    say("These clusters overlap: no line separates them. So there is a best line, the loss has a lowest ",
        "value, and descent nears both, however slowly at this rate. In the package's own words:")
  }
  cat("\n")
  show_convergence(fit)
}

demo_clusters <- function() {
  heading("3. Two clusters")
  say("150 simulated points with two features. Descent starts at random coefficients, set.seed() decides ",
      "which, and its loss is printed every 10 epochs.")
  set.seed(42)
  clusters <- simulate_clusters(150, distance = 4)
  cat("\n")
  # It warns that it did not converge; what follows says so at length.
  descent <- suppressWarnings(logreg(
    class ~ x1 + x2, data = clusters, start = "random",
    solver = solver_gradient_descent(learning_rate = 0.01, epochs = 100, standardize = FALSE, verbose = 10)
  ))
  tell_separation(descent)
  save_picture(ggplot2::autoplot(descent, "boundary"), "clusters-boundary.png")
  save_picture(ggplot2::autoplot(descent, "loss"), "clusters-loss.png")
}

# ---- 4. by hand -----------------------------------------------------------------------------------

demo_by_hand <- function() {
  heading("4. From height to sex, by hand")
  say("With intercept -100 and slope 0.6 per centimetre, someone of 150 cm has log-odds ",
      "-100 + 0.6 * 150 = -10 of being male. The sigmoid turns log-odds into a probability, and a ",
      "probability p has the odds p / (1 - p).")
  columns("expected")
  figures("P(male | 150 cm)", sigmoid(-100 + 0.6 * 150), 4.53978687024e-05, 1e-12)
  figures("odds of probability 0.8", odds(0.8), 4, 1e-15)
  save_picture(plot_sigmoid(), "sigmoid.png")
  save_picture(plot_log_loss(), "log-loss.png")
}

demo_hours()
demo_marks()
demo_clusters()
demo_by_hand()

cat("\n")
if (mismatches > 0L) {
  message(mismatches, " figures are not what they should be: see MISMATCH above.")
  quit(status = 1L)
}
cat("Every figure agrees. The pictures are in ", pictures, "/.\n", sep = "")
