# Children of a process that has fitted on several threads fit as well: no hang in 60 seconds, and the same bits.

fork_script <- function(rounds) {
  c(
    "options(logreg.threads = 4L)",
    "rows <- data.frame(x = sin(1:60000), z = cos(1:60000 * 1.7))",
    "rows$y <- as.integer(rows$x + rows$z + 2 * sin(1:60000 * 77) > 0.2)",
    "parent <- coef(logreg(y ~ x + z, rows))",
    sprintf("same <- unlist(parallel::mclapply(seq_len(%d), function(i) identical(coef(logreg(y ~ x + z, rows)), parent), mc.cores = 4))", rounds),
    "again <- identical(coef(logreg(y ~ x + z, rows)), parent)",
    "cat('SAME', sum(same), again, '\\n')"
  )
}

run_fork <- function(size, seed, subject) {
  what <- "I children of mclapply() after a fit in the parent that hang or answer differently"
  if (.Platform$OS.type != "unix") return(skipped_row(what, "this system cannot fork"))
  child <- run_child(c(subject$preamble, fork_script(size)), if (size < 5) 8 else 60)
  line <- grep("^SAME", child$said, value = TRUE)
  bad <- if (length(line) == 1L) size - as.numeric(strsplit(line, " ")[[1L]][[2L]]) + !grepl("TRUE", line) else size
  measured(what, size, bad, 0, complaints = if (bad > 0) c(sprintf("status %d", child$status), utils::tail(child$said, 5L)) else character())
}

battery(
  "Forked children", c(small = 8, full = 100, fault = 2), run_fork,
  faults = list(
    "a child that waits for threads it does not have" = function(subject) {
      sound_subject(preamble = "home <- Sys.getpid(); logreg <- function(...) { if (Sys.getpid() != home) Sys.sleep(600); logreg::logreg(...) }")
    },
    "a child that answers differently" = function(subject) {
      sound_subject(preamble = "home <- Sys.getpid(); coef <- function(fit) stats::coef(fit) + (Sys.getpid() != home) * 1e-15")
    }
  )
)
