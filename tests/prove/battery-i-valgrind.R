# The small set under valgrind: no read or write outside of memory, no use of what was never set, nothing lost.

run_valgrind <- function(size, seed, subject) {
  what <- "I valgrind on the small set: errors"
  if (!nzchar(Sys.which("valgrind"))) return(skipped_row(what, "valgrind is not installed"))
  log <- tempfile()
  on.exit(unlink(log))
  walk <- if (size > 0) readLines(file.path("tests", "prove", "small-set.R")) else "cat('THE SMALL SET REACHED ITS END\\n')"
  tool <- c("valgrind", "--tool=memcheck", "--leak-check=full", "--show-leak-kinds=definite", "--errors-for-leak-kinds=none", "--num-callers=20", paste0("--log-file=", log))
  script <- tempfile(fileext = ".R")
  writeLines(c(sprintf(".libPaths(%s)", paste(deparse(.libPaths()), collapse = "")), "library(logreg)", subject$preamble, walk), script)
  said <- suppressWarnings(system2(
    file.path(R.home("bin"), "R"), c("--vanilla", "--no-echo", "-d", shQuote(paste(tool, collapse = " ")), "-f", script),
    stdout = TRUE, stderr = TRUE, timeout = 1800
  ))
  found <- if (file.exists(log)) readLines(log, warn = FALSE) else character()
  summary <- grep("ERROR SUMMARY", found, value = TRUE)
  errors <- if (length(summary)) as.numeric(gsub(",", "", sub(".*ERROR SUMMARY: ([0-9,]+) errors.*", "\\1", utils::tail(summary, 1L)))) else NA
  ended <- any(grepl("REACHED ITS END", said))
  lost <- grepl("definitely lost in loss record", found) & seq_along(found) < length(found)
  in_package <- vapply(which(lost), function(at) any(grepl("logreg[.]so", found[at + 0:20])), NA)
  complaints <- c(
    if (!ended) c("it did not reach its end", utils::tail(said, 5L)), if (any(in_package)) sprintf("%d blocks of the package are lost", sum(in_package)),
    if (!is.na(errors) && errors > 0) utils::head(grep("Invalid|uninit|at 0x|by 0x", found, value = TRUE), 8L)
  )
  measured(what, 1L, errors + sum(in_package), 0, complaints = as.character(complaints))
}

battery(
  "Valgrind", c(small = 1, full = 1, fault = 0), run_valgrind, full_only = TRUE,
  faults = list("a read behind the end" = function(subject) sound_subject(preamble = planted_fault()))
)
