# Fits, errors and interrupts leave no memory behind. R's own heap grows now and then by some 17 MiB and keeps it; what
# leaks grows every time. So all of them are done six times over: the first is the warm-up, and the figure is the
# smallest growth of resident memory over one of the others.

#' What the child does. Interrupts come from a shell, as from a user who presses a key; and again until they are heard,
#' because R hears none while it starts the shell.
leak_script <- function(fits, errors, interrupts) {
  c(
    "rows <- data.frame(x = sin(1:2000), z = cos(1:2000 * 1.7), g = factor(rep(1:4, 500)))",
    "rows$y <- as.integer(rows$x + rows$z + sin(1:2000 * 77) > 0.2)",
    "m <- as.matrix(rows[c('x', 'z')])",
    "fit_once <- function(k) {",
    "  switch(1 + k %% 4, logreg(y ~ x + g, rows), logreg(m, rows$y), logreg(y ~ x * g, rows, solver = 'lbfgs'),",
    "    predict(logreg(y ~ x, rows, penalty = penalty_ridge(0.1)), rows[1:5, ]))",
    "}",
    "fail_once <- function(k) {",
    "  bad <- rows; bad$x[k] <- c(Inf, NaN)[1 + k %% 2]",
    "  tryCatch(logreg(y ~ x + z, bad), error = function(e) NULL)",
    "  tryCatch(logreg(y ~ x, rows, weights = -x), error = function(e) NULL)",
    "}",
    "interrupt_once <- function(k) {",
    "  flag <- tempfile(); file.create(flag); done <- paste0(flag, '-done')",
    "  shell <- sprintf('(while [ -e %s ]; do sleep 0.05; kill -INT %d; done; touch %s) &', flag, Sys.getpid(), done)",
    "  system(shell, ignore.stdout = TRUE, ignore.stderr = TRUE)",
    "  ended <- tryCatch({",
    "    suppressWarnings(logreg(y ~ x + z + g, rows, solver = 'gradient_descent', learning_rate = 1e-6, epochs = 1e7, tolerance = 0))",
    "    'ended'",
    "  }, interrupt = function(i) 'interrupted')",
    "  # The shell may send one more: only when it has ended, and what it sent was heard, is the next task safe.",
    "  wait <- function() { unlink(flag); while (!file.exists(done)) Sys.sleep(0.02); Sys.sleep(0.02); TRUE }",
    "  while (!tryCatch(wait(), interrupt = function(i) FALSE)) NULL",
    "  ended",
    "}",
    "resident <- function() {",
    "  for (i in 1:3) gc(full = TRUE)",
    "  as.numeric(gsub('[^0-9]', '', grep('^VmRSS', readLines('/proc/self/status'), value = TRUE))) / 1024",
    "}",
    sprintf("many <- function() { for (k in 1:%d) fit_once(k); for (k in 1:%d) fail_once(k)", fits, errors),
    sprintf("  interrupted <<- sum(vapply(1:%d, interrupt_once, '') == 'interrupted'); resident() }", interrupts),
    "memory <- vapply(1:6, function(round) many(), 1)",
    "cat('GROWTH', min(diff(memory)), interrupted, '\\n')"
  )
}

run_leaks <- function(size, seed, subject) {
  what <- "I leaks: growth of resident memory over fits, errors and interrupts, MiB"
  if (!file.exists("/proc/self/status")) return(skipped_row(what, "/proc is not there"))
  tasks <- pmax(ceiling(c(1000, 200, 100) * size), c(10, 5, 2))
  child <- run_child(c(subject$preamble, leak_script(tasks[[1L]], tasks[[2L]], tasks[[3L]])), 900)
  line <- grep("^GROWTH", child$said, value = TRUE)
  if (length(line) != 1L) return(measured(what, 1L, NA_real_, 1, complaints = utils::tail(child$said, 5L)))
  found <- as.numeric(strsplit(line, " ")[[1L]][2:3])
  missed <- if (found[[2L]] < tasks[[3L]]) sprintf("%g of %g fits were interrupted", found[[2L]], tasks[[3L]])
  measured(what, sum(tasks), max(found[[1L]], 0), 1, complaints = as.character(missed))
}

battery(
  "Leaks", c(small = 0.1, full = 1, fault = 0.02), run_leaks,
  faults = list(
    "a fit that keeps its rows" = function(subject) {
      sound_subject(preamble = "kept <- list(); logreg <- function(...) { kept[[length(kept) + 1]] <<- runif(1e5); logreg::logreg(...) }")
    },
    "a fit that hears no interrupt" = function(subject) {
      sound_subject(preamble = "logreg <- function(...) if (!'epochs' %in% ...names()) logreg::logreg(...)")
    }
  )
)
