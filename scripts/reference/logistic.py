"""Reference logistic regressions and scores for Tests/StatisticsTests.

    python3 scripts/reference/logistic.py > Tests/StatisticsTests/Reference/logistic.json

Grouped binomial rows, some counts fractional: statsmodels' GLM (Binomial, Newton), coefficients, standard errors and
log-likelihood without binomial coefficients. Ridge: scikit-learn's LogisticRegression (newton-cholesky, C = 1/penalty),
standardised or not; the standardised ones brought back to the columns' own scale. Scores: scikit-learn, weighted.

Tools: statsmodels, scikit-learn, numpy; their versions are in the output.
"""

import json
from importlib.metadata import version

import numpy as np
import statsmodels.api as sm
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

rng = np.random.default_rng(43)


def log_likelihood(s, f, eta):
    return float(-(s * np.logaddexp(0, -eta) + f * np.logaddexp(0, eta)).sum())


def doubled(x, s, f):
    return np.vstack([x, x]), np.r_[np.ones(len(s)), np.zeros(len(f))], np.r_[s, f]


designs = []
for rows, scales, constants, whole in (
    (60, [1, 1, 1], [-0.5, 1.0, -2.0, 0.3], True),
    (200, [1, 30, 0.01, 5], [-3.0, 0.4, 0.02, 40.0, -0.1], False),
):
    x = rng.normal(size=(rows, len(scales))) * scales
    x[:, 0] = (x[:, 0] > 0.4) * 1.0
    if len(scales) > 3:
        x[:, 3] = 1000 + x[:, 3]
    eta = constants[0] + (x - x.mean(0)) @ np.array(constants[1:])
    n = rng.integers(1, 30, rows).astype(float)
    s = rng.binomial(n.astype(int), expit(eta)).astype(float)
    if not whole:
        s, n = s * 0.75, n * 0.75 + 0.125
    designs.append((np.round(x, 6), s, n - s))

free, ridge = [], []
for number, (x, s, f) in enumerate(designs):
    model = sm.GLM(np.c_[s, f], sm.add_constant(x), family=sm.families.Binomial())
    fit = model.fit(method="newton", tol=1e-14, maxiter=200)
    eta = sm.add_constant(x) @ fit.params
    # Fractional trials: statsmodels' weights are the trials, so that errors are of the same information.
    free.append({
        "design": number, "coefficients": fit.params.tolist(), "errors": fit.bse.tolist(),
        "log_likelihood": log_likelihood(s, f, eta),
    })
    for penalty in (0.1, 1.0, 25.0):
        for standardized in (False, True):
            n = s + f
            mean = (n[:, None] * x).sum(0) / n.sum()
            scale = np.sqrt((n[:, None] * (x - mean) ** 2).sum(0) / n.sum())
            units = scale if standardized else np.ones(x.shape[1])
            xx, y, w = doubled((x - mean) / units, s, f)
            found = LogisticRegression(
                C=1 / penalty, solver="newton-cholesky", tol=1e-13, max_iter=500
            ).fit(xx, y, w)
            slopes = found.coef_[0] / units
            ridge.append({
                "design": number, "penalty": penalty, "standardized": standardized,
                "coefficients": [float(found.intercept_[0] - slopes @ mean), *slopes.tolist()],
            })

probabilities = np.round(rng.uniform(0.01, 0.99, 80), 2)  # rounded: ties
trials = rng.integers(0, 9, 80)
s = rng.binomial(trials, probabilities).astype(float) * 0.5
f = (trials * 0.5 - s)
_, y, w = doubled(np.zeros((80, 1)), s, f)
pp = np.r_[probabilities, probabilities]
scores = {
    "probabilities": probabilities.tolist(), "successes": s.tolist(), "failures": f.tolist(),
    "area": roc_auc_score(y, pp, sample_weight=w), "log_loss": log_loss(y, pp, sample_weight=w),
    "brier": brier_score_loss(y, pp, sample_weight=w),
}

print(json.dumps({
    "tools": {name: version(name) for name in ("statsmodels", "scikit-learn", "numpy", "scipy")},
    "designs": [{"rows": x.tolist(), "successes": s.tolist(), "failures": f.tolist()} for x, s, f in designs],
    "free": free, "ridge": ridge, "scores": scores,
}, separators=(",", ":")))
