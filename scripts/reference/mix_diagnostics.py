"""Reference numbers for the diagnostics of a least-squares mix in Tests/MarketingTests: statsmodels and SciPy.

    python3 scripts/reference/mix_diagnostics.py > Tests/MarketingTests/Reference/mix_diagnostics.json

The data, 24 weeks of two channels and a price, are made up and stand below; week 17 is far off.
"""

import json
import sys

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.diagnostic import acorr_ljungbox, het_breuschpagan
from statsmodels.stats.outliers_influence import variance_inflation_factor
from statsmodels.stats.stattools import durbin_watson
from statsmodels.tsa.stattools import acf, pacf

TV = [12, 0, 8, 15, 0, 0, 20, 18, 5, 0, 9, 14, 0, 22, 7, 0, 16, 11, 0, 13, 6, 0, 19, 10]
RADIO = [4, 5, 3, 6, 2, 1, 8, 7, 3, 2, 4, 4, 1, 9, 5, 2, 6, 3, 2, 5, 4, 1, 7, 6]
PRICE = [99, 101, 100, 98, 102, 103, 97, 99, 100, 101, 104, 98, 100, 96, 99, 102, 100, 101, 103, 97, 100, 99, 98, 102]
SALES = [318, 262, 291, 341, 243, 239, 389, 371, 268, 251, 279, 333, 249, 402, 303, 240, 428, 301, 236, 331, 287, 250, 371,
         309]

y = np.array(SALES, float)
X = np.column_stack([TV, RADIO, PRICE]).astype(float)
design = sm.add_constant(X)


def tests(fit, rows):
    e = fit.resid
    lags = min(10, max(1, rows // 5))
    box = acorr_ljungbox(e, lags=[lags])
    shapiro, jarque = stats.shapiro(e), stats.jarque_bera(e)
    breusch = het_breuschpagan(e, fit.model.exog, robust=True)
    return {
        "shapiroWilk": [float(shapiro.statistic), float(shapiro.pvalue)],
        "jarqueBera": [float(jarque.statistic), float(jarque.pvalue)],
        "ljungBox": [float(box.lb_stat.iloc[0]), float(box.lb_pvalue.iloc[0])],
        "breuschPagan": [float(breusch[0]), float(breusch[1])],
        "lags": lags,
        "durbinWatson": float(durbin_watson(e)),
    }


fit = sm.OLS(y, design).fit()
influence = fit.get_influence()
unit = design / np.linalg.norm(design, axis=0)
cooks = influence.cooks_distance[0]
json.dump(
    {
        "tool": f"statsmodels {statsmodels.__version__}, SciPy {scipy.__version__}, numpy {np.__version__}",
        "tv": TV, "radio": RADIO, "price": PRICE, "sales": SALES,
        "additive": tests(fit, len(y)),
        # ln of sales on ln(1 + spend / median of the weeks with spend) and the price as it is.
        "logLog": tests(
            sm.OLS(np.log(y), sm.add_constant(np.column_stack(
                [np.log1p(c / np.median(c[c > 0])) for c in X[:, :2].T] + [X[:, 2]]))).fit(), len(y)),
        "vif": [float(variance_inflation_factor(design, j)) for j in (1, 2, 3)],
        "conditionNumber": float(np.linalg.cond(unit)),
        "leverages": influence.hat_matrix_diag.tolist(), "cooks": cooks.tolist(),
        "cookRow": int(cooks.argmax()) + 1,
        "acf": acf(fit.resid, nlags=6).tolist()[1:],
        "pacf": pacf(fit.resid, nlags=6, method="ywm").tolist()[1:],
    },
    sys.stdout, indent=1)
print()
