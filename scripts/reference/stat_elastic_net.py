"""Reference numbers for ElasticNet and BoundedLeastSquares: scikit-learn's ElasticNet behind StandardScaler, its
time-series cross-validation, and SciPy's lsq_linear.

Run: python3 stat_elastic_net.py > ../../Tests/StatisticsTests/Reference/elastic_net.json   (needs scikit-learn, scipy)
"""
import json
import platform
import sys
import warnings

import numpy
import scipy
import sklearn
from scipy.optimize import lsq_linear
from sklearn.linear_model import ElasticNet, enet_path
from sklearn.model_selection import TimeSeriesSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore")
random = numpy.random.default_rng(5)
rows, columns = 60, 6
base = random.normal(size=rows)
x = numpy.column_stack(
    [(j + 1) * (base * 0.8 ** j + random.normal(size=rows)) + 5 * j for j in range(columns)])
y = 50 + x @ numpy.array([2, -1, 0.5, 0, 0.3, -0.2]) + random.normal(size=rows)


def model(penalty, ratio, positive=False):
    return make_pipeline(StandardScaler(), ElasticNet(
        alpha=penalty, l1_ratio=ratio, positive=positive, tol=1e-15, max_iter=1_000_000))


def own_scale(pipeline):
    scaler, net = pipeline[0], pipeline[1]
    slopes = net.coef_ / scaler.scale_
    return {"coefficients": slopes.tolist(),
            "intercept": float(net.intercept_ - slopes @ scaler.mean_)}


fits = [{"penalty": penalty, "ratio": ratio, "positive": positive,
         **own_scale(model(penalty, ratio, positive).fit(x, y))}
        for penalty in (0.01, 0.2, 1.0) for ratio in (1.0, 0.5, 0.1) for positive in (False, True)]
curve = []
for penalty in (1.0, 0.2, 0.01):
    errors = [float(numpy.mean((y[b] - model(penalty, 0.5).fit(x[a], y[a]).predict(x[b])) ** 2))
              for a, b in TimeSeriesSplit(n_splits=4, gap=2).split(x)]
    curve.append({"penalty": penalty, "mean": float(numpy.mean(errors)),
                  "standardError": float(numpy.std(errors, ddof=1) / 2)})
z = StandardScaler().fit_transform(x)
default = enet_path(z, y - y.mean(), l1_ratio=0.5)[0]
lower, upper = [0, 0, 0, -0.1, 0.2, -numpy.inf], [numpy.inf, numpy.inf, 0.3, 0.1, 0.25, 0]
ones = numpy.column_stack([numpy.ones(rows), x])
bounded = lsq_linear(ones, y, ([-numpy.inf] + lower, [numpy.inf] + upper), method="bvls", tol=1e-15)
penalties = [0.5, 0, 2, 10, 0, 1]
augmented = numpy.vstack([ones, numpy.diag(numpy.sqrt([0] + penalties))[1:]])
ridge = lsq_linear(augmented, numpy.concatenate([y, numpy.zeros(columns)]),
                   ([-numpy.inf] + lower, [numpy.inf] + upper), method="bvls", tol=1e-15)
json.dump({"tool": f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, numpy {numpy.__version__}, "
                   f"Python {platform.python_version()}",
           "columns": x.T.tolist(), "response": y.tolist(), "fits": fits, "curve": curve,
           "largestPenalty": float(default[0]),
           "lower": [v if numpy.isfinite(v) else -1e300 for v in lower],
           "upper": [v if numpy.isfinite(v) else 1e300 for v in upper],
           "penalties": penalties, "bounded": bounded.x.tolist(), "boundedRidge": ridge.x.tolist()},
          sys.stdout, indent=1)
