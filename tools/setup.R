# Installs what `make demo`, `make test` or `make check` needs and the machine lacks.
# Usage: Rscript tools/setup.R demo|test|check
#
# What is needed is read from DESCRIPTION. R packages come from the configured CRAN repository,
# the rest from Debian where this is a Debian machine.

source("tools/report.R")

has_header <- function(header) any(file.exists(file.path(c("/usr/include", "/usr/local/include"), header)))

# Debian's packages by purpose; each is needed only when its probe finds nothing.
system_needs <- list(
  test = list(
    list(package = "doctest-dev", purpose = "the tests of the C++ core",
         found = function() has_header("doctest/doctest.h")),
    list(package = "libuv1-dev", purpose = "the R package fs, which testthat needs",
         found = function() is_installed("fs", "0") || has_header("uv.h"))
  ),
  check = list(
    list(package = "pandoc", purpose = "the vignettes", found = function() nzchar(Sys.which("pandoc"))),
    list(package = "qpdf", purpose = "R CMD check", found = function() nzchar(Sys.which("qpdf")))
  )
)

#' The packages that DESCRIPTION names in some fields, as a data frame of name and least version.
described <- function(description, fields) {
  text <- unlist(description[intersect(fields, names(description))])
  entries <- trimws(unlist(strsplit(as.character(text), ",")))
  entries <- entries[nzchar(entries)]
  least <- ifelse(grepl(">=", entries), gsub(".*>=\\s*([0-9.-]+).*", "\\1", entries), "0")
  needs <- data.frame(package = sub("\\s*\\(.*", "", entries), least = least)
  needs[!needs$package %in% "R", ]
}

needs_of <- function(description, purpose) {
  hard <- described(description, c("Depends", "Imports", "LinkingTo"))
  if (purpose == "demo") return(hard)
  soft <- described(description, "Suggests")
  if (purpose == "test") {
    soft <- soft[!soft$package %in% described(description, "VignetteBuilder")$package, ]
  }
  rbind(hard, soft)
}

is_installed <- function(package, least) {
  tryCatch(utils::packageVersion(package) >= least, error = function(e) FALSE)
}

#' What is needed and not there, or there without the packages that it needs itself.
missing_packages <- function(needs) {
  here <- mapply(is_installed, needs$package, needs$least)
  installed <- utils::installed.packages()
  behind <- tools::package_dependencies(needs$package[here], installed, c("Depends", "Imports"), recursive = TRUE)
  unique(c(needs$package[!here], setdiff(unlist(behind), rownames(installed))))
}

#' The library to install into: the first that can be written to and is not R's own; else the
#' user's own, made here and seen by every R that starts after.
writable_library <- function() {
  candidates <- setdiff(.libPaths(), .Library)
  writable <- candidates[file.access(candidates, 2L) == 0L]
  if (length(writable)) return(writable[1L])
  own <- path.expand(strsplit(Sys.getenv("R_LIBS_USER"), .Platform$path.sep, fixed = TRUE)[[1L]][1L])
  if (is.na(own) || !nzchar(own)) stop_plainly("No library can be written to, and R_LIBS_USER names none.")
  dir.create(own, recursive = TRUE, showWarnings = FALSE)
  .libPaths(c(own, .libPaths()))
  own
}

repositories <- function() {
  configured <- getOption("repos")
  unset <- is.na(configured) | configured == "@CRAN@"
  if (length(configured) && !any(unset)) return(configured)
  message("No CRAN repository is configured: using the first of R's own list of mirrors.")
  c(configured[!unset], CRAN = utils::getCRANmirrors(local.only = TRUE)$URL[1L])
}

install_packages <- function(packages) {
  # fs brings a copy of libuv for machines that have none.
  if (!has_header("uv.h")) Sys.setenv(USE_BUNDLED_LIBUV = "1")
  message("Installing from CRAN: ", paste(packages, collapse = ", "))
  utils::install.packages(
    packages, lib = writable_library(), repos = repositories(),
    Ncpus = max(1L, parallel::detectCores(), na.rm = TRUE), quiet = TRUE
  )
}

set_up_packages <- function(purpose) {
  description <- as.list(read.dcf("DESCRIPTION")[1L, ])
  needs <- needs_of(description, purpose)
  absent <- missing_packages(needs)
  if (length(absent)) install_packages(absent)
  left <- missing_packages(needs)
  if (length(left)) {
    stop_plainly("Could not install: ", paste(left, collapse = ", "), ". The messages above say why.")
  }
}

#' How to call apt-get: as root, through sudo where it asks nothing, or not at all (NULL).
apt_command <- function() {
  if (!nzchar(Sys.which("apt-get"))) return(NULL)
  if (identical(system2("id", "-u", stdout = TRUE), "0")) return("apt-get")
  asks_nothing <- nzchar(Sys.which("sudo")) && system2("sudo", c("-n", "true"), stdout = FALSE, stderr = FALSE) == 0L
  if (asks_nothing) "sudo -n apt-get" else NULL
}

apt_install <- function(apt, packages) {
  log <- tempfile()
  install <- sprintf("%s install -y --no-install-recommends %s", apt, paste(packages, collapse = " "))
  line <- sprintf("DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; { %s || { %s update && %s; }; } >%s 2>&1",
                  install, apt, install, log)
  if (system(line) != 0L) message(paste(utils::tail(readLines(log), 5L), collapse = "\n"))
}

set_up_system <- function(purpose) {
  needs <- switch(purpose, demo = list(), test = system_needs$test, check = unlist(system_needs, FALSE))
  lacking <- function() Filter(function(need) !need$found(), needs)
  absent <- lacking()
  if (!length(absent)) return(invisible())
  names_of <- function(list) vapply(list, `[[`, "", "package")
  apt <- apt_command()
  if (!is.null(apt)) {
    message("Installing from Debian: ", paste(names_of(absent), collapse = ", "))
    apt_install(apt, names_of(absent))
  }
  for (need in lacking()) {
    message("Please install ", need$package, " (for ", need$purpose, "): on Debian, as root, apt-get install ", need$package)
  }
}

#' R CMD config names a compiler even where there is none, so look for the program itself.
check_compiler <- function() {
  compiler <- system2(file.path(R.home("bin"), "R"), c("CMD", "config", "CXX17"), stdout = TRUE, stderr = FALSE)
  program <- strsplit(paste(compiler, collapse = " "), " ")[[1L]][1L]
  if (is.na(program) || !nzchar(Sys.which(program))) {
    stop_plainly("There is no C++17 compiler. On Debian or Ubuntu, as root: apt-get install r-base-dev")
  }
}

set_up <- function(purpose) {
  check_compiler()
  set_up_system(purpose)
  set_up_packages(purpose)
}

if (started_as("setup.R")) {
  purpose <- match.arg(commandArgs(TRUE)[1L], c("demo", "test", "check"))
  set_up(purpose)
}
