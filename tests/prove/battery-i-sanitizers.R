# The package itself, compiled with the address and the undefined-behaviour sanitizer, on the small set. (The core alone
# is under them, and under the thread sanitizer, in `make test`.)

sanitizer_flags <- "-fsanitize=address,undefined -fno-omit-frame-pointer"

#' A library with the sanitized package, made once; NULL and a reason where that cannot be
sanitized_library <- local({
  made <- NULL
  function() {
    if (is.null(made)) made <<- build_sanitized_library()
    made
  }
})

build_sanitized_library <- function() {
  folder <- file.path("_build", "sanitized")
  library <- file.path(folder, "library")
  dir.create(library, recursive = TRUE, showWarnings = FALSE)
  makevars <- file.path(normalizePath(folder), "Makevars")
  # with an optimizer Eigen compiles for many minutes under the sanitizers
  writeLines(paste(c("CXXFLAGS = -g1 -O0", "CXX17FLAGS = -g1 -O0", "LDFLAGS ="), sanitizer_flags), makevars)
  tools <- new.env(parent = globalenv())
  sys.source(file.path("tools", "install.R"), tools)
  stage <- file.path(folder, "package")
  tools$stage_package(".", stage)
  old <- Sys.getenv("R_MAKEVARS_USER", NA)
  Sys.setenv(R_MAKEVARS_USER = makevars)
  on.exit(if (is.na(old)) Sys.unsetenv("R_MAKEVARS_USER") else Sys.setenv(R_MAKEVARS_USER = old))
  log <- file.path(folder, "install.log")
  # the package cannot be loaded without the sanitizer's own library, so that R does not try
  status <- system2(
    file.path(R.home("bin"), "R"),
    c("CMD", "INSTALL", "--no-test-load", "--no-docs", "--no-byte-compile", paste0("--library=", shQuote(library)), shQuote(stage)),
    stdout = log, stderr = log, env = "MAKEFLAGS=-j2"
  )
  list(library = if (status == 0L) normalizePath(library), log = log)
}

#' The sanitizer's own library, which must be there before R is
sanitizer_runtime <- function() {
  compiler <- strsplit(system2(file.path(R.home("bin"), "R"), c("CMD", "config", "CXX17"), stdout = TRUE), " ")[[1L]][[1L]]
  files <- vapply(c("libasan.so", "libubsan.so"), function(name) system2(compiler, paste0("-print-file-name=", name), stdout = TRUE), "")
  files[file.exists(files)]
}

run_sanitizers <- function(size, seed, subject) {
  what <- "I package under the address and undefined-behaviour sanitizers, small set: reports"
  runtime <- sanitizer_runtime()
  if (length(runtime) < 2L) return(skipped_row(what, "the compiler brings no sanitizers"))
  made <- sanitized_library()
  if (is.null(made$library)) return(measured(what, 1L, NA_real_, 0, complaints = utils::tail(readLines(made$log), 10L)))
  walk <- if (size > 0) readLines(file.path("tests", "prove", "small-set.R")) else "cat('THE SMALL SET REACHED ITS END\\n')"
  script <- tempfile(fileext = ".R")
  on.exit(unlink(script))
  writeLines(c(sprintf(".libPaths(%s)", paste(deparse(c(made$library, .libPaths())), collapse = "")), "library(logreg)", subject$preamble, walk), script)
  environment <- c(
    paste0("LD_PRELOAD=", paste(runtime, collapse = ":")), "ASAN_OPTIONS=detect_leaks=0", "UBSAN_OPTIONS=print_stacktrace=1",
    "R_LIBS=", paste0("LD_LIBRARY_PATH=", file.path(R.home(), "lib"))
  )
  said <- suppressWarnings(system2(
    file.path(R.home("bin"), "exec", "R"), c("--vanilla", "--no-echo", "-f", script), stdout = TRUE, stderr = TRUE,
    env = c(environment, paste0("R_HOME=", R.home()))
  ))
  reports <- grep("runtime error:|ERROR: AddressSanitizer", said, value = TRUE)
  ended <- any(grepl("REACHED ITS END", said))
  measured(what, 1L, length(reports), 0, complaints = c(reports, if (!ended) c("it did not reach its end", utils::tail(said, 10L))))
}

battery(
  "Sanitizers", c(small = 1, full = 1, fault = 0), run_sanitizers, full_only = TRUE,
  faults = list("a read behind the end" = function(subject) sound_subject(preamble = planted_fault(strsplit(sanitizer_flags, " ")[[1L]])))
)
