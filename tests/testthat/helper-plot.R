# A picture draws without a message, a warning or an error.
expect_draws <- function(picture) {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  testthat::expect_silent(ggplot2::ggplotGrob(picture))
}

# The texts of a picture, whatever version of ggplot2 drew it.
picture_texts <- function(picture) {
  unlist(picture$labels[c("title", "subtitle", "caption", "x", "y", "fill")])
}

# Models of every shape a picture with one numeric predictor must be right on.
shapes_with_one_number <- function() {
  births <- MASS::birthwt
  births$race <- factor(births$race, labels = c("white", "black", "other"))
  births$trials <- rep(c(1, 2, 3), 63)
  esoph <- reference_data("esoph")
  esoph$age <- as.numeric(factor(esoph$agegp))
  list(
    plain = logreg(low ~ lwt, data = births),
    no_intercept = logreg(low ~ lwt - 1, data = births),
    log = logreg(low ~ log1p(lwt), data = births),
    poly = logreg(low ~ poly(lwt, 2), data = births),
    factor = logreg(low ~ lwt + race, data = births),
    contr_sum = logreg(low ~ lwt + race, data = births, contrasts = list(race = "contr.sum")),
    interaction = logreg(low ~ lwt * race, data = births),
    offset = logreg(low ~ lwt + offset(age / 50), data = births),
    offset_argument = logreg(low ~ lwt, data = births, offset = age / 50),
    weights = logreg(low ~ lwt, data = births, weights = trials),
    subset = logreg(low ~ log(lwt), data = births, subset = age > 20),
    grouped = logreg(cbind(ncases, ncontrols) ~ age + alcgp, data = esoph),
    matrix = logreg(x = as.matrix(births["lwt"]), y = births$low)
  )
}
