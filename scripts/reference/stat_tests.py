"""Reference numbers for the tests of residuals, influence, Q-Q points and partial autocorrelation: SciPy and statsmodels.

Run: python3 stat_tests.py > ../../Tests/StatisticsTests/Reference/tests.json   (needs scipy, statsmodels)
"""
import json
import platform
import sys

import numpy
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.diagnostic import acorr_ljungbox, het_breuschpagan
from statsmodels.tsa.stattools import pacf

random = numpy.random.default_rng(8)
rows = 45
x = random.normal(size=(rows, 3)) * [1, 10, 0.1] + [0, 50, 3]
y = 5 + x @ [2, 0.3, -7] + random.standard_t(4, size=rows) * (1 + abs(x[:, 0]))
fit = sm.OLS(y, sm.add_constant(x)).fit()
e = fit.resid
influence = fit.get_influence()
shapiro = [{"count": n, "w": float(stats.shapiro(y[:n]).statistic),
            "p": float(stats.shapiro(y[:n]).pvalue)} for n in (3, 4, 5, 6, 11, 12, 45)]
boxes = []
for lags, fitted in ((1, 0), (5, 0), (10, 2)):
    found = acorr_ljungbox(e, lags=[lags], model_df=fitted)
    boxes.append({"lags": lags, "fitted": fitted, "statistic": float(found.lb_stat.iloc[0]),
                  "p": float(found.lb_pvalue.iloc[0])})
jarque = stats.jarque_bera(e)
(theoretical, ordered), (slope, intercept, r) = stats.probplot(y)
json.dump({"tool": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, numpy {numpy.__version__}, "
                   f"Python {platform.python_version()}",
           "columns": x.T.tolist(), "response": y.tolist(), "shapiro": shapiro, "ljungBox": boxes,
           "jarqueBera": [float(jarque.statistic), float(jarque.pvalue)],
           "studentized": [float(v) for v in het_breuschpagan(e, fit.model.exog, robust=True)],
           "original": [float(v) for v in het_breuschpagan(e, fit.model.exog, robust=False)],
           "leverages": influence.hat_matrix_diag.tolist(),
           "internal": influence.resid_studentized_internal.tolist(),
           "external": influence.resid_studentized_external.tolist(),
           "cooks": influence.cooks_distance[0].tolist(), "dffits": influence.dffits[0].tolist(),
           "theoretical": theoretical.tolist(), "line": [float(slope), float(intercept), float(r)],
           "pacf": pacf(y, nlags=12, method="ywm").tolist()}, sys.stdout, indent=1)
