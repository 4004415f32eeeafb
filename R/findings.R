# What check_data() and check_fit() return: a table of findings that prints in words, with a ledger.

#' One finding: a row of the table
#'
#' @param check The name of the check.
#' @param about The columns, terms or rows it is about, as text.
#' @param severity `"attention"`, `"note"` or `"not available"`.
#' @param value The number that the finding is about; `NA` if there is none.
#' @param found,meaning,remedy Sentences: what was found, what it means, what to do.
#' @noRd
finding <- function(check, about, severity, value, found, meaning, remedy) {
  data.frame(
    check = check, about = about, severity = severity, value = as.double(value),
    found = found, meaning = meaning, remedy = remedy
  )
}

#' A check that has no answer here, and why
#' @noRd
not_checked <- function(check, about, why, instead) {
  finding(check, about, "not available", NA, why, "This was not looked at, so nothing is known about it.", instead)
}

#' The table of the findings
#'
#' The attribute `in_order` has the checks that found nothing, which a part of the table could not tell.
#'
#' @param findings A list of tables with the same columns; `NULL` for a check that found nothing.
#' @param ledger From [ledger_lines()].
#' @param checked The names of all checks that were made or would have been.
#' @param ... Further attributes, tables behind the findings.
#' @noRd
new_findings <- function(findings, ledger, checked, title, ...) {
  none <- finding("", "", "", 0, "", "", "")[0, ]
  table <- do.call(rbind, c(list(none), unname(findings)))
  table <- table[order(match(table$severity, severities)), ]
  structure(table,
    row.names = seq_len(nrow(table)), class = c("logreg_findings", "data.frame"),
    title = title, ledger = ledger, checked = checked, in_order = setdiff(checked, table$check), ...
  )
}

#' In the order in which they are printed
#' @noRd
severities <- c("attention", "note", "not available")

#' Lines of a ledger: what, how much and, in words, of what
#' @noRd
ledger_lines <- function(item, value, detail = "") {
  data.frame(item = item, value = value, detail = detail)
}

#' @rdname check_data
#' @param x A table of `check_data()` or `check_fit()`.
#' @param ... Not used.
#' @export
print.logreg_findings <- function(x, ...) {
  if (!all(names(finding("", "", "", 0, "", "", "")) %in% names(x))) {
    return(NextMethod())
  }
  if (!is.null(attr(x, "title"))) cat(cli::style_bold(strwrap(attr(x, "title"), getOption("width"))), sep = "\n")
  if (!is.null(attr(x, "ledger"))) print_ledger(attr(x, "ledger"))
  headings <- c("attention" = "Needs attention", "note" = "Worth knowing", "not available" = "Not available")
  for (severity in severities) print_severity(x[x$severity == severity, ], headings[[severity]])
  in_order <- attr(x, "in_order")
  if (length(in_order)) {
    cat("\n")
    cat_wrapped(sprintf("Nothing to report of: %s.", list_words(in_order, 30L)))
  }
  invisible(x)
}

#' @noRd
print_ledger <- function(ledger) {
  item <- format(ledger$item)
  value <- formatC(ledger$value, width = max(nchar(ledger$value)))
  lead <- paste0("  ", item, "  ", value, "  ")
  room <- max(20, getOption("width") - nchar(lead[[1]]))
  for (i in seq_along(lead)) {
    lines <- if (nzchar(ledger$detail[[i]])) strwrap(ledger$detail[[i]], room) else ""
    pad <- strrep(" ", nchar(lead[[i]]))
    cat(trimws(paste0(c(lead[[i]], rep(pad, length(lines) - 1)), lines), "right"), sep = "\n")
  }
}

#' The findings of one severity, each with what it means and what to do
#' @noRd
print_severity <- function(findings, heading) {
  if (nrow(findings) == 0) {
    return(invisible())
  }
  cat("\n", cli::style_bold(heading), "\n", sep = "")
  if (findings$severity[[1]] == "not available") findings <- joined_checks(findings)
  # The same advice is not repeated below each of several columns.
  kind <- paste(findings$check, findings$meaning, findings$remedy)
  for (rows in split(seq_along(kind), factor(kind, unique(kind)))) print_kind(findings[rows, ])
}

#' Findings that mean the same: five of them, how many more there are, what they mean and what to do
#' @noRd
print_kind <- function(findings) {
  shown <- utils::head(findings, 5)
  for (line in sprintf("%s: %s", shown$check, shown$found)) cat_wrapped_item(line)
  more <- nrow(findings) - nrow(shown)
  if (more > 0) cat_indented(sprintf("and %s more of this kind: %s.", format(more, big.mark = ","), list_words(findings$about[-(1:5)])))
  if (shown$severity[[1]] != "not available") cat_indented(shown$meaning[[1]])
  cat_indented(paste0("> ", shown$remedy[[1]]), hanging = 2)
}

#' Checks that have no answer for the same reason as one line
#' @noRd
joined_checks <- function(findings) {
  reason <- match(findings$found, unique(findings$found))
  findings$check <- vapply(reason, function(one) list_words(unique(findings$check[reason == one]), 12L), "")
  findings[!duplicated(reason), ]
}

#' @noRd
cat_indented <- function(text, hanging = 0) {
  cat(strwrap(text, width = getOption("width"), indent = 4, exdent = 4 + hanging), sep = "\n")
}
