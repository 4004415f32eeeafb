# What the figures were measured on, without a name of a host or a path.

first_line <- function(command, arguments) {
  tryCatch(suppressWarnings(system2(command, arguments, stdout = TRUE, stderr = FALSE))[1L], error = function(e) NA)
}

processor <- function() {
  if (!file.exists("/proc/cpuinfo")) return(list(model = unname(Sys.info()[["machine"]]), sets = character()))
  lines <- readLines("/proc/cpuinfo")
  field <- function(key) sub(".*:[[:space:]]*", "", grep(paste0("^", key, "[[:space:]]*:"), lines, value = TRUE)[1L])
  known <- c("sse2", "avx", "avx2", "fma", "avx512f", "avx512dq", "avx512vl")
  list(model = field("model name"), sets = intersect(known, strsplit(field("flags"), " ")[[1L]]))
}

#' Gigabytes of memory, NA where the system does not say.
memory_gigabytes <- function() {
  if (!file.exists("/proc/meminfo")) return(NA_real_)
  round(as.numeric(gsub("[^0-9]", "", readLines("/proc/meminfo", 1L))) / 1024^2)
}

#' The name and version of the BLAS that R runs with; Debian keeps OpenBLAS's version in a neighbour's name.
blas_name <- function() {
  path <- normalizePath(extSoftVersion()[["BLAS"]], mustWork = FALSE)
  if (grepl("openblas", path)) {
    neighbours <- list.files(dirname(path), "^libopenblas.*-r[0-9.]+\\.so$")
    return(trimws(paste("OpenBLAS", sub(".*-r([0-9.]+)\\.so$", "\\1", c(neighbours, "")[1L]))))
  }
  file <- basename(path)
  if (grepl("^libblas\\.so", file)) paste("reference BLAS", sub("libblas\\.so\\.", "", file)) else file
}

compiler_name <- function() {
  program <- strsplit(first_line(file.path(R.home("bin"), "R"), c("CMD", "config", "CXX17")), " ")[[1L]][1L]
  first_line(program, "--version")
}

wall_text <- function(wall) {
  sprintf("%d threads read %.1f GB/s and do %.0f GFLOP/s", wall$threads, wall$bandwidth / 1e9, wall$peak / 1e9)
}

#' One named text a fact, in the order in which they are printed.
machine_facts <- function(peers, wall) {
  cpu <- processor()
  packages <- unique(vapply(peers, `[[`, "", "package"))
  versions <- vapply(packages, function(package) as.character(utils::packageVersion(package)), "")
  c(
    date = format(Sys.Date()), processor = sprintf("%s, %d cores", cpu$model, parallel::detectCores()),
    "vector sets" = paste(cpu$sets, collapse = " "), memory = sprintf("%.0f GB", memory_gigabytes()),
    wall = wall_text(wall),
    R = R.version.string, BLAS = blas_name(), compiler = compiler_name(),
    packages = paste(packages, versions, collapse = ", ")
  )
}

#' The kind of machine as part of a file name: "amd-epyc-2-cores".
machine_kind <- function() {
  text <- sprintf("%s %d cores", processor()$model, parallel::detectCores())
  gsub("^-|-$", "", gsub("[^a-z0-9]+", "-", tolower(gsub("\\((R|TM)\\)|CPU|@.*Hz", "", text))))
}
