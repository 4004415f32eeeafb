# The rows of a fit as single trials, from predict() and its response: a row a trial. Sums over them are plain means.
single_trials <- function(fit) {
  eta <- unname(fit$linear.predictors)
  trials <- unname(fit$prior.weights)
  events <- round(trials * unname(fit$y))
  rows <- seq_along(eta)
  place <- c(rep(rows, events), rep(rows, trials - events))
  # To ten digits, so that rows that are alike are equal.
  data.frame(eta = signif(eta[place], 10), prob = plogis(eta[place]), y = rep(c(1, 0), c(sum(events), sum(trials - events))))
}

# Mann and Whitney's count of pairs, by brute force.
pairs_won <- function(score, y) {
  above <- outer(score[y == 1], score[y == 0], "-")
  mean((above > 0) + (above == 0) / 2)
}

# Every row as often as its weight says, or one row with that weight.
grouped_and_single <- function() {
  grouped <- data.frame(x = 0:5, events = c(1, 4, 9, 13, 18, 20), n = 20)
  single <- data.frame(x = rep(grouped$x, 20), y = unlist(lapply(1:20, function(i) as.numeric(grouped$events >= i))))
  list(
    counts = logreg(cbind(events, n - events) ~ x, data = grouped),
    shares = logreg(events / n ~ x, data = grouped, weights = n), single = logreg(y ~ x, data = single)
  )
}

judged_shapes <- function() setdiff(names(model_shapes()), "intercept_only")
