# Reference numbers for Tests/MarketingTests: ridge regressions as Robyn asks glmnet for them, on its example data.
#
#     Rscript scripts/reference/robyn_ridge.R dt_simulated_weekly.csv \
#         > Tests/MarketingTests/Reference/robyn_ridge.json
#
# The file is Robyn's example data (MIT), facebookexperimental/Robyn, R/data/dt_simulated_weekly as CSV. Tools: R with
# glmnet and jsonlite; versions are in the output. Robyn itself is not called: its formulas for carryover, saturation,
# the range of the penalty, NRMSE and DECOMP.RSSD are written out below, the regressions are glmnet's, to its last digits.

suppressMessages(library(glmnet))
library(jsonlite)

raw <- read.csv(commandArgs(trailingOnly = TRUE)[1])
raw$DATE <- as.Date(raw$DATE)
media <- c("tv_S", "ooh_S", "print_S", "facebook_S", "search_S")
window <- which(raw$DATE >= "2016-01-01" & raw$DATE <= "2018-12-31")

geometric <- function(x, theta) Reduce(function(kept, spend) spend + theta * kept, x, accumulate = TRUE)
hill <- function(x, alpha, gamma) x^alpha / (x^alpha + (gamma * max(x))^alpha)
population <- function(x) sqrt(mean((x - mean(x))^2))

lambda_range <- function(x, y) {
  z <- scale(x, center = TRUE, scale = apply(x, 2, population))
  largest <- 0.1 * max(abs(colSums(z * y))) / (0.001 * nrow(x))
  c(largest * 1e-4, largest)
}

refit <- function(x, y, lambda, lower, upper, factors) {
  ask <- function(intercept) {
    glmnet(x, y, family = "gaussian", alpha = 0, lambda = lambda, lower.limits = lower,
           upper.limits = upper, intercept = intercept, standardize = TRUE, thresh = 1e-24,
           maxit = 1e8, penalty.factor = factors, type.measure = "mse")
  }
  model <- ask(TRUE)
  if (as.numeric(model$a0) < 0) model <- ask(FALSE)
  model
}

case <- function(name, theta, alpha, gamma, place, controls, lower0, upper0, rows = window,
                 shift = 0, factors = NULL) {
  spend <- as.matrix(raw[, media])
  carried <- sapply(seq_along(media), function(i) geometric(spend[, i], theta[i]))
  x <- sapply(seq_along(media), function(i) hill(carried[rows, i], alpha[i], gamma[i]))
  x <- cbind(x, as.matrix(raw[rows, controls, drop = FALSE]))
  y <- raw$revenue[rows] - shift
  span <- lambda_range(cbind(spend[rows, ], as.matrix(raw[rows, controls, drop = FALSE])), y)
  lambda <- span[1] + (span[2] - span[1]) * place
  lower <- c(rep(lower0, length(media)), rep(-Inf, length(controls)))
  upper <- c(rep(upper0, length(media)), rep(Inf, length(controls)))
  if (is.null(factors)) factors <- rep(1, ncol(x))
  model <- refit(x, y, lambda, lower, upper, factors)
  beta <- as.numeric(model$beta)
  fitted <- as.numeric(model$a0) + as.numeric(x %*% beta)
  effect <- colSums(sweep(x[, seq_along(media)], 2, beta[seq_along(media)], "*"))
  share <- effect / sum(effect)
  paid <- colSums(spend[rows, ]) / sum(spend[rows, ])
  rssd <- sqrt(sum((share - paid)^2)) * (1 + mean(round(share, 4) == 0))
  list(name = name, theta = theta, alpha = alpha, gamma = gamma, place = place,
       controls = as.list(controls), lower = if (is.finite(lower0)) lower0 else NULL,
       upper = if (is.finite(upper0)) upper0 else NULL, shift = shift, factors = factors,
       lambdaLeast = span[1], lambdaMost = span[2], lambda = lambda,
       intercept = as.numeric(model$a0), coefficients = beta,
       nrmse = sqrt(mean((y - fitted)^2)) / (max(y) - min(y)), rssd = rssd,
       effectShare = as.numeric(share), spendShare = as.numeric(paid))
}

thetas <- c(.5, .25, .2, .1, .05)
alphas <- c(1.5, 2, 1, .8, 1.2)
gammas <- c(.6, .5, .7, .4, .9)
both <- c("competitor_sales_B", "newsletter")
cases <- list(
  case("positive media", thetas, alphas, gammas, .02, both, 0, Inf),
  case("no bounds", thetas, alphas, gammas, .02, both, -Inf, Inf),
  case("strong penalty", rep(.3, 5), c(.5, 3, 2, 1, .7), rep(.3, 5), .9, both, 0, Inf),
  case("weak penalty", c(0, .8, .6, .4, .2), rep(1, 5), rep(1, 5), 0, both, 0, Inf),
  case("upper bounds too", thetas, alphas, gammas, .01, both, 0, 2e5),
  case("channels alone", thetas, alphas, gammas, .005, character(0), 0, Inf),
  case("an intercept below zero", thetas, alphas, gammas, .001, both, 0, Inf, shift = 8e5),
  case("below zero and bounded above", thetas, alphas, gammas, .001, both, 0, 2e5, shift = 8e5),
  case("controls free", thetas, alphas, gammas, .05, both, 0, Inf,
       factors = c(1, 1, 1, 1, 1, 0, 0))
)
cat(toJSON(list(
  tool = paste0("R ", getRversion(), ", glmnet ", packageVersion("glmnet")),
  first = format(raw$DATE[min(window)]), last = format(raw$DATE[max(window)]),
  rows = length(window), range = diff(range(raw$revenue[window])), cases = cases),
  auto_unbox = TRUE, digits = NA, null = "null"), "\n")
