# Compiles a C++ file of bench/ with R CMD SHLIB into _build/bench and loads it.

load_compiled <- function(name) {
  folder <- file.path("_build", "bench")
  dir.create(folder, recursive = TRUE, showWarnings = FALSE)
  source_file <- file.path("bench", paste0(name, ".cpp"))
  library_file <- file.path(folder, paste0(name, .Platform$dynlib.ext))
  stale <- !file.exists(library_file) || file.mtime(library_file) < file.mtime(source_file)
  if (stale) compile(source_file, folder)
  dyn.load(library_file)
  invisible(library_file)
}

compile <- function(source_file, folder) {
  file.copy(source_file, folder, overwrite = TRUE)
  old <- setwd(folder)
  on.exit(setwd(old))
  log <- suppressWarnings(system2(
    file.path(R.home("bin"), "R"), c("CMD", "SHLIB", basename(source_file)),
    stdout = TRUE, stderr = TRUE, env = c("PKG_CXXFLAGS=-pthread", "PKG_LIBS=-pthread")
  ))
  if (!is.null(attr(log, "status"))) stop(paste(utils::tail(log, 20L), collapse = "\n"), call. = FALSE)
}
