# Reference data sets and the coefficients of models on them, computed in 60-digit arithmetic.
# What they are and where they come from: fixtures/reference/README.md.

# The rows of one data set. Altered copies of teaching data circulate, so the checksum is compared.
reference_data <- function(name) {
  file <- paste0(name, ".csv")
  path <- testthat::test_path("fixtures", "reference", file)
  checksums <- utils::read.csv(testthat::test_path("fixtures", "reference", "checksums.txt"))
  if (!identical(unname(tools::md5sum(path)), checksums$md5[checksums$file == file])) {
    stop("The reference file ", file, " is missing or was altered.")
  }
  utils::read.csv(path, stringsAsFactors = FALSE)
}

# The right answer for one model: term, estimate, std_error, deviance, minus2_bernoulli_loglik.
reference_fit <- function(model) {
  fits <- reference_data("reference_fits")
  rows <- fits[fits$model == model, setdiff(names(fits), "model")]
  if (nrow(rows) == 0) stop("No reference fit is called ", model, ".")
  rownames(rows) <- NULL
  rows
}

# The model behind a name of reference_fits.csv: list(formula, data), and `weights` in one case.
# Grouped data are counts. Terms come out named as in the file.
reference_model <- function(model) {
  if (startsWith(model, "adv_")) {
    return(adversarial_model(model))
  }
  spec <- reference_formulas[[model]]
  data <- reference_data(spec$data)
  if (!is.null(spec$prepare)) data <- spec$prepare(data)
  list(formula = spec$formula, data = data)
}

reference_model_names <- function() unique(reference_data("reference_fits")$model)

reference_formulas <- list(
  beetle = list(data = "beetle", formula = cbind(killed, n - killed) ~ dose),
  budworm = list(data = "budworm", formula = cbind(numdead, 20 - numdead) ~ sex * ldose),
  budworm_add0 = list(data = "budworm", formula = cbind(numdead, 20 - numdead) ~ sex + ldose - 1),
  burn1000 = list(data = "burn1000", formula = death ~ age + tbsa + inh + white + female + flame),
  challenger_any = list(data = "challenger", formula = (damaged > 0) ~ temp),
  challenger_rings = list(data = "challenger", formula = cbind(damaged, n - damaged) ~ temp),
  chdage = list(data = "chdage", formula = chd ~ age),
  esoph_agegp = list(
    data = "esoph",
    formula = cbind(ncases, ncontrols) ~ unclass(agegp) + unclass(tobgp) + unclass(alcgp),
    prepare = function(data) {
      data$agegp <- factor(data$agegp)
      data$alcgp <- factor(data$alcgp, c("0-39g/day", "40-79", "80-119", "120+"))
      data$tobgp <- factor(data$tobgp)
      data
    }
  ),
  ex2data1 = list(data = "ex2data1", formula = admitted ~ exam1 + exam2),
  icu_5 = list(data = "icu", formula = sta ~ age + can + sys + typ + I(loc > 0)),
  icu_age = list(data = "icu", formula = sta ~ age),
  infert_spont = list(data = "infert", formula = case ~ spontaneous + induced),
  kyphosis = list(data = "kyphosis", formula = (Kyphosis == "present") ~ Age + Number + Start),
  lowbwt_HL_T2.2 = list(data = "lowbwt", formula = low ~ age + lwt + factor(race) + ftv),
  lowbwt_main_MASS = list(
    data = "lowbwt", formula = low ~ age + lwt + factor(race) + smoke + ptl + ht + ui
  ),
  lowbwt_main_Stata_row76_lwt106 = list(
    data = "lowbwt", formula = low ~ age + lwt + factor(race) + smoke + ptl + ht + ui,
    prepare = function(data) {
      data$lwt[182] <- 106   # the mother with id 76, in Stata's copy
      data
    }
  ),
  menarche = list(data = "menarche", formula = cbind(Menarche, Total - Menarche) ~ Age),
  "sas_neuralgia_noInt_ref(P,M)" = list(
    data = "sas_neuralgia",
    formula = (pain == "No") ~ relevel(factor(treatment), "P") + relevel(factor(sex), "M") + age +
      duration
  ),
  sas_remission_final = list(data = "sas_remission", formula = remiss ~ cell + li + temp),
  sas_remission_full = list(
    data = "sas_remission", formula = remiss ~ cell + smear + infil + li + blast + temp
  ),
  silvapulle_null = list(data = "silvapulle1981", formula = y ~ 1),
  spector = list(data = "spector", formula = grade ~ gpa + tuce + psi),
  stata_repair_no1 = list(
    data = "stata_repair", formula = cbind(foreign, n - foreign) ~ factor(repair),
    prepare = function(data) {
      data$repair <- factor(data$repair, c(3, 2))
      data[data$repair %in% c("2", "3"), ]
    }
  ),
  ucla_binary = list(data = "ucla_binary", formula = admit ~ gre + gpa + factor(rank)),
  vaso_log = list(data = "vaso", formula = y ~ log(volume) + log(rate))
)

# The adversarial cases, typed in.
adversarial_model <- function(model) {
  y8 <- c(0, 0, 0, 1, 0, 1, 1, 1)
  y12 <- c(0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1)
  nearly_separated <- function(gap) {
    list(formula = y ~ x, data = data.frame(x = c(-3, -2, -1, -gap, gap, 1, 2, 3), y = y8))
  }
  counts <- function(x, successes, trials) {
    list(
      formula = cbind(successes, trials - successes) ~ x,
      data = data.frame(x = x, successes = successes, trials = trials)
    )
  }
  switch(model,
    adv_C10_years = list(
      formula = y ~ x + I(x^2) + I(x^3),
      data = data.frame(
        x = 2001:2020, y = c(0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1)
      )
    ),
    adv_C3_base = list(
      formula = y ~ x + z,
      data = data.frame(
        x = 1:12, y = y12, z = c(1, -1, 1, 1, -1, -1, -1, 1, -1, 1, 1, -1)
      )
    ),
    adv_E3_intercept_1110 = list(formula = y ~ 1, data = data.frame(y = c(1, 1, 1, 0))),
    adv_S6 = list(formula = y ~ x, data = data.frame(x = 1:8, y = y8)),
    "adv_S7_1e-3" = nearly_separated(1e-3),
    "adv_S7_1e-6" = nearly_separated(1e-6),
    "adv_S7_1e-9" = nearly_separated(1e-9),
    adv_T3 = counts(1:3, c(3, 1801, 1), c(6, 1822, 34)),
    adv_T5 = counts(1:5, c(2, 1, 729, 76, 41), c(227, 5, 791, 155, 102)),
    adv_W1 = list(formula = y ~ x, data = data.frame(x = 1:7, y = y8[-8])),
    adv_W2 = counts(0:5, c(1, 4, 9, 13, 18, 20), 20),
    adv_W3 = list(
      formula = y ~ x, data = data.frame(x = 1:8, y = y8),
      weights = c(0.5, 1.5, 2.25, 1, 1, 0.3, 0.7, 2)
    ),
    stop("No adversarial case is called ", model, ".")
  )
}
