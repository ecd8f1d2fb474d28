"""Reference numbers for Ridge: scikit-learn's Ridge behind StandardScaler, with TimeSeriesSplit.

Run: python3 stat_ridge.py > ../../Tests/StatisticsTests/Reference/ridge.json   (needs scikit-learn)
"""
import json
import platform
import sys

import numpy
import sklearn
from sklearn.linear_model import Ridge
from sklearn.model_selection import TimeSeriesSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

print(f"scikit-learn {sklearn.__version__}, numpy {numpy.__version__}", file=sys.stderr)
random = numpy.random.default_rng(11)
rows, columns = 47, 5
base = random.normal(size=rows)
x = numpy.column_stack(
    [(j + 1) * (base * 0.9 ** j + random.normal(size=rows)) + 10 * j for j in range(columns)])
y = 50 + x @ numpy.array([2, -1, 0.5, 0, 0.3]) + random.normal(size=rows)
penalties = [0.001, 0.1, 1.0, 10.0, 1000.0]


def model(penalty):
    return make_pipeline(StandardScaler(), Ridge(alpha=penalty, solver="svd"))


fits, curve = [], []
for penalty in penalties:
    ridge = model(penalty).fit(x, y)
    scaler, regression = ridge[0], ridge[1]
    slopes = regression.coef_ / scaler.scale_
    fits.append({"penalty": penalty, "coefficients": slopes.tolist(),
                 "intercept": float(regression.intercept_ - slopes @ scaler.mean_)})
    errors = [float(numpy.mean((y[b] - model(penalty).fit(x[a], y[a]).predict(x[b])) ** 2))
              for a, b in TimeSeriesSplit(n_splits=4, gap=2).split(x)]
    curve.append({"penalty": penalty, "mean": float(numpy.mean(errors)),
                  "standardError": float(numpy.std(errors, ddof=1) / 2)})
json.dump({"tool": f"scikit-learn {sklearn.__version__}, numpy {numpy.__version__}, "
                   f"Python {platform.python_version()}",
           "columns": x.T.tolist(), "response": y.tolist(), "fits": fits, "curve": curve},
          sys.stdout, indent=1)
