# One case: every tool searched for its loosest setting that is exact enough, then timed in turn.

source("bench/libraries.R")
source("bench/cases.R")
source("bench/peers.R")
source("bench/reference.R")
source("bench/wall.R")
source("bench/memory.R")

exact_enough <- 1e-3

#' Wall and CPU seconds of one call, over `repeats` calls.
stopwatch <- function(call, repeats = 1L) {
  gc(FALSE)
  before <- proc.time()
  start <- Sys.time()
  for (i in seq_len(repeats)) call()
  wall <- as.numeric(difftime(Sys.time(), start, units = "secs"))
  spent <- proc.time() - before
  c(wall = wall, cpu = spent[["user.self"]] + spent[["sys.self"]]) / repeats
}

quietly <- function(expression) suppressMessages(suppressWarnings(expression))

#' One fit and how long it took.
try_fit <- function(peer, case, setting) {
  answer <- NULL
  seconds <- quietly(stopwatch(function() answer <<- peer$fit(case, setting)))
  list(answer = answer, seconds = seconds)
}

#' Loads the package and runs each path once, on few rows.
warm_up <- function(peer, case) {
  loadNamespace(peer$package)
  some <- first_rows(case, min(case$n, 1000))
  try(try_fit(peer, some, peer$settings[[1L]]), silent = TRUE)
}

#' What a fit of the whole case would take, from a fit of its first rows; 0 where it cannot be told.
predicted_seconds <- function(peer, case) {
  rows <- max(2000, ceiling(case$n / 200), 5 * case$p)
  if (peer$package == "logreg" || rows > case$n / 4) return(0)
  some <- balance(first_rows(case, rows))
  seconds <- tryCatch(try_fit(peer, some, peer$settings[[1L]])$seconds, error = function(e) 0)
  # The processor's time where that is less: what else runs on the machine does not count.
  min(seconds) * case$n / rows
}

#' Events in turn within the levels of the longest factor: rare events or rare levels among the first rows
#' would be separated, and a fit of them would take more steps than one of all rows.
balance <- function(case) {
  levels <- vapply(case$data, nlevels, 1L)
  order <- if (any(levels)) order(case$data[[which.max(levels)]]) else seq_len(case$n)
  case$data$y[order] <- rep_len(c(0, 1), case$n)
  if (!is.null(case$y)) case$y <- case$data$y
  case
}

#' A model matrix and what is made beside it would not fit into this machine's memory.
is_too_large <- function(peer, case) {
  peer$package != "logreg" && case$kind == "factors" && !peer$partial && 5 * 8 * case$n * case$p > memory_of_machine()
}

memory_of_machine <- function() {
  if (!file.exists("/proc/meminfo")) return(Inf)
  as.numeric(gsub("[^0-9]", "", readLines("/proc/meminfo", 1L))) * 1024
}

#' A contestant is a peer with the setting it is timed at, or with the reason why it is not timed.
prepare_contestant <- function(peer, case, reference, limit) {
  if (is_too_large(peer, case)) return(left_out(peer, "too large for this machine"))
  warm_up(peer, case)
  expected <- predicted_seconds(peer, case)
  if (expected > limit) return(left_out(peer, sprintf("slow: about %.0f s a fit", expected)))
  failed <- function(e) left_out(peer, paste("error:", one_line(e)))
  tryCatch(search_setting(peer, case, reference, limit), error = failed)
}

left_out <- function(peer, why, scores = c(distance = NA_real_, errors_off = NA_real_), setting = NA) {
  list(peer = peer, status = why, scores = scores, setting = setting, times = NULL)
}

one_line <- function(condition) strtrim(gsub("[[:space:]]+", " ", conditionMessage(condition)), 80L)

#' The loosest setting that is exact enough, and what its fit took. The search ends without one when a
#' fit takes longer than the limit: the next setting would take no less.
search_setting <- function(peer, case, reference, limit) {
  for (setting in peer$settings) {
    tried <- try_fit(peer, case, setting)
    scores <- score(tried$answer, reference, peer$partial)
    if (scores[["distance"]] <= exact_enough) {
      found <- list(peer = peer, status = "ok", scores = scores, setting = setting, times = NULL)
      return(c(found, list(first = tried$seconds)))
    }
    if (tried$seconds[["wall"]] > limit) break
  }
  left_out(peer, "missing", scores, setting)
}

#' So many calls in one reading of the clock that it shows 20 ms at least.
repeats_for <- function(contestant, case) {
  if (contestant$first[["wall"]] > 0.2) return(1L)
  warm <- try_fit(contestant$peer, case, contestant$setting)$seconds[["wall"]]
  as.integer(min(2000, max(1, ceiling(0.02 / warm))))
}

#' Times the contestants in turn, round by round, until each has its runs or has used its share of the
#' cell's seconds. A fit that alone takes more than the share is not repeated: the search has timed it.
time_in_turn <- function(contestants, case, runs, seconds) {
  share <- seconds / max(1L, length(contestants))
  for (i in seq_along(contestants)) {
    if (contestants[[i]]$first[["wall"]] > share) contestants[[i]]$times <- list(contestants[[i]]$first)
    else contestants[[i]]$repeats <- repeats_for(contestants[[i]], case)
  }
  repeat {
    due <- which(vapply(contestants, is_due, NA, runs = runs, share = share))
    if (!length(due)) return(contestants)
    for (i in due) contestants[[i]] <- time_once(contestants[[i]], case)
  }
}

is_due <- function(contestant, runs, share) {
  if (is.null(contestant$repeats) || length(contestant$times) >= runs) return(FALSE)
  used <- sum(vapply(contestant$times, `[[`, 0, "wall")) * contestant$repeats
  # Ours has all its runs: every ratio stands on it.
  contestant$peer$package == "logreg" || used < share
}

time_once <- function(contestant, case) {
  call <- function() contestant$peer$fit(case, contestant$setting)
  contestant$times <- c(contestant$times, list(quietly(stopwatch(call, contestant$repeats))))
  contestant
}

result_row <- function(contestant, case, wall, memory) {
  wall_times <- vapply(contestant$times, `[[`, 0, "wall")
  cpu_times <- vapply(contestant$times, `[[`, 0, "cpu")
  spread <- if (length(wall_times)) stats::quantile(wall_times, c(0.25, 0.75), names = FALSE) else c(NA, NA)
  seconds <- if (length(wall_times)) stats::median(wall_times) else NA_real_
  data.frame(
    case = case$name, n = case$n, p = case$p, stopwatch = contestant$peer$stopwatch, tool = contestant$peer$name,
    package = contestant$peer$package, threads = contestant$peer$threads, setting = contestant$setting,
    status = contestant$status, runs = length(wall_times), seconds = seconds, seconds_lower = spread[1L],
    seconds_upper = spread[2L], cpu_seconds = if (length(cpu_times)) stats::median(cpu_times) else NA_real_,
    distance_se = contestant$scores[["distance"]], errors_off = contestant$scores[["errors_off"]],
    wall_distance = distance_to_wall(seconds, case, wall), memory_bytes = memory, data_bytes = case_bytes(case)
  )
}

#' The rows of one stopwatch.
measure_stopwatch <- function(kind, case, peers, reference, plan) {
  mine <- Filter(function(one) one$stopwatch == kind && isTRUE(one$suits(case)), peers)
  contestants <- lapply(mine, prepare_contestant, case = case, reference = reference, limit = plan$slow)
  ready <- vapply(contestants, function(one) one$status == "ok", NA)
  contestants[ready] <- time_in_turn(contestants[ready], case, plan$runs, plan$seconds)
  memory <- peak_memory(contestants, case, plan)
  rows <- Map(result_row, contestants, memory = memory, MoreArgs = list(case = case, wall = plan$wall))
  do.call(rbind, rows)
}

#' Nanoseconds per row and pass of the package's kernels, where it lets itself be asked: its internal
#' kernel_time_(x, y, threads, passes) gives them by name, `gradient` and `hessian`.
kernel_rows <- function(case, plan) {
  if (!isTRUE(case$kernel)) return(NULL)
  if (!exists("kernel_time_", asNamespace("logreg"), inherits = FALSE)) {
    cat("  kernel: this logreg has no kernel_time_(), left out\n")
    return(NULL)
  }
  kernel_time <- get("kernel_time_", asNamespace("logreg"))
  runs <- replicate(plan$runs, unlist(kernel_time(case$x, case$y, bench_threads(), 5L)))
  do.call(rbind, lapply(rownames(runs), function(pass) kernel_row(pass, runs[pass, ] * 1e-9 * case$n, case, plan)))
}

kernel_row <- function(pass, seconds, case, plan) {
  as_peer <- list(name = paste("logreg,", pass), package = "logreg", stopwatch = "kernel", threads = bench_threads())
  none <- c(distance = NA_real_, errors_off = NA_real_)
  times <- lapply(seconds, function(one) c(wall = one, cpu = NA_real_))
  measured <- list(peer = as_peer, setting = NA, status = "ok", scores = none, times = times)
  row <- result_row(measured, case, plan$wall, memory = NA_real_)
  least <- if (pass == "gradient") case_bytes(case) / plan$wall$bandwidth else wall_seconds(case, plan$wall)
  row$wall_distance <- row$seconds / least
  row
}

#' The reference starts where logreg ends, which saves passes and decides nothing: it takes its own
#' steps from there until its own gradient vanishes.
reference_of <- function(case) {
  start <- tryCatch(quietly(stats::coef(logreg::logreg(case$formula, data = case$data))), error = function(e) NULL)
  reference <- reference_fit(case, start)
  cat(sprintf("  reference: %.1e standard errors from the optimum by its own gradient\n", reference$decrement))
  reference
}

#' All rows of a case, as a data frame.
measure_case <- function(case, peers, plan) {
  kinds <- intersect(plan$stopwatches, stopwatches)
  reference <- if (length(kinds)) reference_of(case)
  rows <- lapply(kinds, measure_stopwatch, case = case, peers = peers, reference = reference, plan = plan)
  if ("kernel" %in% plan$stopwatches) rows <- c(rows, list(kernel_rows(case, plan)))
  do.call(rbind, rows)
}
