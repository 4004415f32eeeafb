# The CSV and the Markdown tables.

write_csv <- function(rows, facts, file) {
  connection <- file(file, "w")
  on.exit(close(connection))
  writeLines(sprintf("# %s: %s", names(facts), facts), connection)
  numeric <- vapply(rows, is.double, NA)
  rows[numeric] <- lapply(rows[numeric], signif, 6L)
  utils::write.csv(rows, connection, row.names = FALSE)
}

milliseconds <- function(seconds) {
  value <- seconds * 1e3
  ifelse(is.na(value), "", ifelse(value < 10, sprintf("%.3g", value), sprintf("%.0f", value)))
}

ratio_text <- function(ratio) {
  digits <- ifelse(ratio < 1, "%.2f", ifelse(ratio < 10, "%.1f", "%.0f"))
  ifelse(is.na(ratio), "", sprintf(ifelse(is.na(digits), "", digits), ratio))
}

quality_text <- function(distance) {
  ifelse(is.na(distance), "", ifelse(is.infinite(distance), "wrong coefficients", sprintf("%.0e", distance)))
}

markdown_table <- function(table) {
  line <- function(cells) paste0("| ", paste(cells, collapse = " | "), " |")
  body <- apply(as.matrix(table), 1L, line)
  c(line(names(table)), line(rep("---", length(table))), body)
}

titles <- c(
  table = "From formula and data frame to a coefficient table with standard errors",
  matrix = "From a numeric matrix to coefficients and covariance", kernel = "Kernels"
)

#' The row that the others of its cell are compared with: logreg's first.
base_row <- function(cell) cell[cell$package == "logreg", ][1L, ]

#' One line a case: our time, quality, distance to the wall, and how many times longer each peer takes.
overview <- function(rows) {
  tools <- unique(rows$tool[rows$package != "logreg"])
  lines <- lapply(split(rows, factor(rows$case, unique(rows$case))), function(cell) {
    ours <- base_row(cell)
    peers <- vapply(tools, function(tool) peer_cell(cell[cell$tool == tool, ], ours), "")
    facts <- c(
      case = ours$case, "logreg, ms" = paste0(milliseconds(ours$seconds), if (ours$status != "ok") ours$status),
      "off, se" = quality_text(ours$distance_se), D = ratio_text(ours$wall_distance)
    )
    as.data.frame(as.list(c(facts, peers)), check.names = FALSE)
  })
  do.call(rbind, lines)
}

#' A peer's ratio, or why there is none.
peer_cell <- function(row, ours) {
  if (nrow(row) == 0L) return("")
  if (row$status == "ok") return(ratio_text(row$seconds / ours$seconds))
  sub(":.*", "", row$status)
}

details <- function(cell) {
  ours <- base_row(cell)
  spread <- paste(milliseconds(cell$seconds_lower), "to", milliseconds(cell$seconds_upper))
  share <- cell$memory_bytes / cell$data_bytes
  data.frame(
    tool = cell$tool, threads = cell$threads, setting = ifelse(is.na(cell$setting), "", format(cell$setting)),
    ms = ifelse(cell$status == "ok", milliseconds(cell$seconds), cell$status),
    quartiles = ifelse(cell$runs > 1L, spread, ""),
    runs = ifelse(cell$runs > 0, cell$runs, ""), "CPU ms" = milliseconds(cell$cpu_seconds),
    ratio = ratio_text(cell$seconds / ours$seconds), "off, se" = quality_text(cell$distance_se),
    "se off" = quality_text(cell$errors_off), D = ratio_text(cell$wall_distance),
    "memory / data" = ifelse(is.na(share), "", sprintf("%.2f", share)), check.names = FALSE
  )
}

kernel_details <- function(rows) {
  data.frame(
    case = rows$case, pass = sub("logreg, ", "", rows$tool), threads = rows$threads,
    "ns a row" = sprintf("%.2f", rows$seconds / rows$n * 1e9), "times the wall" = ratio_text(rows$wall_distance),
    check.names = FALSE
  )
}

#' The Markdown of one stopwatch: the overview, then each case with all its figures.
stopwatch_section <- function(kind, rows) {
  rows <- rows[rows$stopwatch == kind, ]
  if (nrow(rows) == 0L) return(character())
  head <- c("", paste("##", titles[[kind]]), "")
  if (kind == "kernel") return(c(head, markdown_table(kernel_details(rows))))
  cells <- lapply(split(rows, factor(rows$case, unique(rows$case))), function(cell) {
    c("", paste0("### ", cell$case[1L], ", ", kind), "", markdown_table(details(cell)))
  })
  c(head, markdown_table(overview(rows)), unlist(cells))
}

blas_section <- function(rows, name) {
  sections <- lapply(names(titles), stopwatch_section, rows = rows)
  c("", paste("# With the", name), unlist(sections))
}

write_markdown <- function(rows, facts, file) {
  about <- sprintf("* %s: %s", names(facts), facts)
  legend <- c(
    "", "A peer's column says how many times as long as logreg it takes. bench/README.md explains the other columns."
  )
  parts <- lapply(split(rows, factor(rows$blas, unique(rows$blas))), function(part) blas_section(part, part$blas[1L]))
  writeLines(c(about, legend, unlist(parts)), file)
}
