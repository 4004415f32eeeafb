# Calls of the package's functions with arguments of wrong types, lengths, names, classes, with NA, Inf and dates in
# wrong places (mutate.R). Each is answered or refused by an error of class logreg_error; none ends the process, none
# takes more than 10 seconds. In processes of their own, so that a crash is counted.

#' Tries calls in a child; where it dies, the call that was tried last has ended it, and the next child goes on after it
fates_of_calls <- function(numbers, subject, seconds = 10) {
  file <- tempfile()
  on.exit(unlink(file))
  while (length(numbers)) {
    code <- c(
      sprintf("setwd(%s)", deparse(getwd())), "grDevices::pdf(NULL)", "source('tests/prove/mutate.R')", subject$preamble,
      sprintf("try_calls(%s, %s, %g)", paste(deparse(numbers), collapse = ""), deparse(file), seconds)
    )
    child <- run_child(code, 60 + length(numbers) * 0.5)
    lines <- if (file.exists(file)) readLines(file, warn = FALSE) else character()
    if (child$status == 0L) break
    last <- utils::tail(lines, 1L)
    open <- length(last) && length(strsplit(last, "\t")[[1L]]) < 3L
    if (!open) return(data.frame(number = NA, name = "", fate = paste("unclassed: the child stopped:", utils::tail(child$said, 1L))))
    cat(if (child$status == 124L) "hung" else "crashed", "\n", sep = "", file = file, append = TRUE)
    numbers <- numbers[numbers > as.integer(sub("\t.*", "", last))]
  }
  utils::read.table(file, sep = "\t", quote = "", comment.char = "", col.names = c("number", "name", "fate"))
}

run_mutated_calls <- function(size, seed, subject) {
  halves <- split(seed + seq_len(size), rep(1:2, length.out = size))
  ran <- if (size > 1000) parallel::mclapply(halves, fates_of_calls, subject, mc.cores = 2L) else lapply(list(seed + seq_len(size)), fates_of_calls, subject)
  fates <- do.call(rbind, ran)
  bad <- fates[!fates$fate %in% c("answered", "refused", "allowed"), ]
  measured(
    "H2 mutated calls that crash, hang or stop with an error without a class", nrow(fates), nrow(bad), 0,
    complaints = sprintf("call %s, %s: %s", bad$number, bad$name, bad$fate)
  )
}

planted <- function(code) function(subject) sound_subject(preamble = code)

battery(
  "Mutated calls", c(small = 500, full = 20000, fault = 60), run_mutated_calls,
  faults = list(
    "an error of base R" = planted("targets$logreg <- function(...) tryCatch(logreg::logreg(...), error = function(e) stop(conditionMessage(e)))"),
    "a crash" = planted("targets$predict <- function(...) tools::pskill(Sys.getpid(), tools::SIGKILL)"),
    "a call that does not end" = planted("targets$plot_data <- function(...) Sys.sleep(600); try_calls <- (function(old) function(numbers, file, seconds) old(numbers, file, 0.2))(try_calls)")
  )
)
