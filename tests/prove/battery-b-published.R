# Figures that were printed for these data elsewhere, to every digit that the 60-digit reference confirms. Each was
# rounded once, so ours may be half a unit in its last place away. Last digits that the reference does not confirm (runs that
# stopped early, or figures cut instead of rounded) are left out.

helper <- reference_helper()

# What was printed, by whom: model of reference_fits.csv, what it is, the numbers as text.
printed_figures <- list(
  list("ex2data1", "coef", "-25.161 0.206 0.201"),                                      # Ng, exercise 2
  list("ucla_binary", "coef", "-3.989979 .0022644 .80404 -.6754429 -1.340204 -1.551464"), # UCLA
  list("ucla_binary", "error", "1.139951 .001094 .3318193 .3164897 .3453064 .4178316"),
  list("ucla_binary", "log_likelihood", "-229.25875"),
  list("beetle", "coef", "-60.717455 34.270326"),                                       # Dobson, by glmlab
  list("beetle", "error", "5.180711 2.912140"),                                         # theirs are a step old
  list("beetle", "deviance", "11.232231"),
  list("spector", "coef", "-13.02135 2.82611 .0951577 2.37869"),                        # Stata; it stopped early
  list("spector", "error", "4.93132 1.26294 .1415542 1.06456"),
  list("lowbwt_HL_T2.2", "coef", "1.30 -0.0238 -0.0142 1.0039 0.4331 -0.0493"),       # Hosmer and Lemeshow, SAS
  list("lowbwt_HL_T2.2", "deviance", "222.573"),
  list("lowbwt_main_Stata_row76_lwt106", "coef",                                        # Stata's manual
       ".461224 -.02710031 -.01515082 1.26264728 .86207916 .92334482 .54183656 1.8325178 .75851348"),
  list("lowbwt_main_Stata_row76_lwt106", "log_likelihood", "-100.7239956"),
  list("lowbwt_main_MASS", "log_likelihood", "-100.7134756"),
  list("stata_repair_no1", "coef", "0 -2.197225"),                                      # Stata's manual
  list("chdage", "coef", "-5.309 0.111"),                                               # Hosmer and Lemeshow
  list("chdage", "error", "1.134 0.024"),
  list("sas_remission_final", "coef", "67.6339 9.652 3.8671 -82.074"),                # SAS
  list("sas_remission_final", "error", "56.8875 7.7511 1.7783 61.7124"),
  list("challenger_any", "coef", "15.0429 -0.2322"),                                    # Dalal and others
  list("challenger_rings", "coef", "11.6630 -0.2162"),
  list("menarche", "coef", "-21.2264 1.6320"),                                          # MASS
  list("menarche", "deviance", "26.703"),
  list("budworm_add0", "deviance", "6.757"),                                            # MASS
  list("kyphosis", "coef", "-2.03693 .01093 .41060 -.20651"),                           # S and R
  list("kyphosis", "deviance", "61.3799"),
  list("vaso_log", "coef", "-2.875 5.179 4.562"),                                       # Pregibon
  list("vaso_log", "deviance", "29.2274"),
  list("infert_spont", "coef", "-1.70786 1.19721 .41813")                               # R's help
)

numbers_of <- function(text) strsplit(text, " ")[[1L]]

#' Digits after the point of a number as it was printed
places_of <- function(text) nchar(sub("^[^.]*[.]?", "", text))

figures_of_fit <- function(fit, what, subject) {
  unname(switch(what,
    coef = subject$coef(fit), error = sqrt(diag(subject$vcov(fit))), deviance = subject$deviance(fit),
    log_likelihood = as.numeric(stats::logLik(fit))
  ))
}

#' How far our figures are from the printed ones, in units of their last place
units_away <- function(entry, subject) {
  case <- helper$reference_model(entry[[1L]])
  fit <- heard(subject$logreg(case$formula, case$data))$value
  printed <- numbers_of(entry[[3L]])
  abs(figures_of_fit(fit, entry[[2L]], subject) - as.numeric(printed)) * 10^places_of(printed)
}

run_published <- function(size, seed, subject) {
  entries <- utils::head(printed_figures, size)
  away <- lapply(entries, units_away, subject = subject)
  wrong <- vapply(away, max, 1) > 0.5 + 1e-6
  names <- vapply(entries, function(entry) paste(entry[[1L]], entry[[2L]]), "")
  measured(
    "B figures printed elsewhere: distance in units of their last place", length(unlist(away)), max(unlist(away)), 0.5 + 1e-6,
    complaints = names[wrong]
  )
}

battery(
  "Published figures", c(small = length(printed_figures), full = length(printed_figures), fault = 11), run_published,
  faults = list(
    "coefficients that end after 5 digits" = off_by(1e-5),
    "standard errors one step old" = function(subject) sound_subject(vcov = function(fit) stats::vcov(fit) * (1 + 1e-5))
  )
)
