# What the tests of sentences share: the same model by glm(), rows made again from what a sentence states, and the
# reading of numbers.

# The twin of a shape by glm(), from the same call; NULL where glm() has no such fit.
glm_twin <- function(name) {
  fit <- model_shapes()[[name]]
  births <- shape_data()
  cancer <- reference_data("esoph")
  cancer$age <- as.numeric(factor(cancer$agegp))
  if (name == "matrix") {
    return(glm(low ~ lwt + age, binomial(), births, epsilon = 1e-12))
  }
  if (name == "response_in_words") {
    return(glm(low == 0 ~ lwt, binomial(), births, epsilon = 1e-12)) # "normal" is the second of its two words
  }
  if (!is.null(fit$penalty) || startsWith(fit$convergence$reason, "separated")) {
    return(NULL)
  }
  call <- fit$call
  call[[1]] <- quote(stats::glm)
  call$solver <- call$penalty <- NULL
  call$family <- quote(stats::binomial())
  call$epsilon <- 1e-12
  eval(call)
}

# "age = 23 (median), race = white (commonest)" as a list of values, in the types of the data.
stated_values <- function(text, values) {
  parts <- strsplit(strsplit(text, ", ", fixed = TRUE)[[1]], " = ", fixed = TRUE)
  names <- vapply(parts, `[[`, "", 1)
  stated <- sub(" \\((median|commonest|chosen)\\)$", "", vapply(parts, `[[`, "", 2))
  Map(function(name, value) typed_value(value, values[[name]]), stats::setNames(nm = names), stated)
}

typed_value <- function(text, values) {
  if (is.numeric(values)) {
    return(as.numeric(text))
  }
  if (is.factor(values)) factor(text, levels(values), ordered = is.ordered(values)) else as(text, class(values)[[1]])
}

# The two rows of a sentence "x from a to b (... more), where z = c: .... Held: w = d (median)."
rows_of_sentence <- function(sentence, values) {
  pattern <- "^(\\S+) from (\\S+) to ([^ :,]+)( \\([^)]*\\))?(, where ([^:]*))?: (.*)$"
  sentence <- sub(" This goes beyond the data, [^.]*[.]", "", sentence)
  stopifnot(grepl(pattern, sentence))
  part <- function(i) sub(pattern, paste0("\\", i), sentence)
  held <- if (grepl(" Held: ", sentence, fixed = TRUE)) sub("[.]$", "", sub("^.* Held: ", "", sentence)) else ""
  others <- paste(c(part(6), held)[nzchar(c(part(6), held))], collapse = ", ")
  row <- if (nzchar(others)) stated_values(others, values) else list()
  own <- values[[part(1)]]
  side <- function(text) as.data.frame(c(row, stats::setNames(list(typed_value(text, own)), part(1))))
  list(from = side(part(2)), to = side(part(3)), variable = part(1), step = part(4))
}

# The text that a pattern with one group finds in a sentence; NA if there is none.
text_in <- function(pattern, sentence) {
  found <- regmatches(sentence, regexec(pattern, sentence))[[1]]
  if (length(found)) found[[2]] else NA_character_
}

number_in <- function(pattern, sentence) as.numeric(gsub(",", "", text_in(pattern, sentence), fixed = TRUE))

# Is the number that the pattern finds the rounding of a value? Within half a unit of its last figure: as many decimals as
# it has, else three figures.
expect_shown <- function(pattern, sentence, value, info = NULL) {
  text <- gsub(",", "", text_in(pattern, sentence), fixed = TRUE)
  shown <- as.numeric(text)
  expect_false(is.na(shown), info = paste(info, pattern, sentence))
  plain <- grepl("[.]", text) && !grepl("e", text)
  unit <- if (plain) 10^-nchar(sub("^.*[.]", "", text)) else 10^(floor(log10(max(abs(shown), 1e-300))) - 2)
  testthat::expect_lte(abs(shown - value), 0.500001 * unit, label = paste(text, "for", value, info))
}
