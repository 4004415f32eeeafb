# Builds and installs the package, without leaving anything built in the source tree.
# Usage: Rscript tools/install.R user|build
#   user   into your R library, so that library(logreg) works afterwards
#   build  into _build/library, where the tests look for it
#
# The sources are copied to _build/package and compiled there. Objects are kept between runs as long
# as nothing that they are made from has changed.

source("tools/setup.R")

package_parts <- c("DESCRIPTION", "NAMESPACE", "LICENSE", "NEWS.md", "R", "src", "inst", "man", "data")

#' One text for everything that decides what the compiled objects contain.
compiled_from <- function(root) {
  files <- list.files(file.path(root, c("src", "inst/include")), recursive = TRUE, full.names = TRUE)
  files <- grep("\\.(o|so|dll)$", files, value = TRUE, invert = TRUE)
  versions <- vapply(c("Rcpp", "RcppEigen"), function(p) as.character(utils::packageVersion(p)), "")
  c(R.version.string, versions, paste(sub(root, "", files, fixed = TRUE), tools::md5sum(files)))
}

#' Copies the package's own files to `stage`. What is compiled there stays while it is still good.
stage_package <- function(root = ".", stage = "_build/package") {
  stamp <- file.path(dirname(stage), "compiled-from.txt")
  now <- unname(compiled_from(root))
  good <- file.exists(stamp) && identical(readLines(stamp), now)
  parts <- if (good) setdiff(package_parts, "src") else package_parts
  dir.create(stage, recursive = TRUE, showWarnings = FALSE)
  unlink(file.path(stage, parts), recursive = TRUE)
  found <- file.path(root, parts)
  file.copy(found[file.exists(found)], stage, recursive = TRUE, copy.date = TRUE)
  if (!good) unlink(list.files(file.path(stage, "src"), "\\.(o|so|dll)$", full.names = TRUE))
  writeLines(now, stamp)
}

#' Installs the staged package into `library`; stops with the compiler's own words if that fails.
install_staged <- function(library, stage = "_build/package") {
  dir.create(library, recursive = TRUE, showWarnings = FALSE)
  log <- file.path(dirname(stage), "install.log")
  cores <- max(1L, parallel::detectCores(), na.rm = TRUE)
  status <- system2(
    file.path(R.home("bin"), "R"),
    c("CMD", "INSTALL", paste0("--library=", shQuote(library)), shQuote(stage)),
    stdout = log, stderr = log, env = paste0("MAKEFLAGS=-j", cores)
  )
  if (status != 0L) {
    message(paste(utils::tail(readLines(log), 60L), collapse = "\n"))
    stop("logreg could not be installed: the lines above are the end of ", log, call. = FALSE)
  }
  invisible(library)
}

install_logreg <- function(library) {
  stage_package()
  install_staged(library)
}

if (started_as("install.R")) {
  target <- match.arg(commandArgs(TRUE)[1L], c("user", "build"))
  tryCatch(
    install_logreg(switch(target, user = writable_library(), build = "_build/library")),
    error = function(e) stop_plainly(conditionMessage(e))
  )
}
