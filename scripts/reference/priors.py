"""Reference numbers for the tests of priors: log densities, tails, quantiles and moments by SciPy.

Run: python3 priors.py > ../../Tests/StatisticsTests/Reference/priors.json   (needs scipy)
"""
import json
import platform
import sys

import numpy
import scipy
from scipy import integrate, special, stats

infinity = numpy.inf


def cut(mean, deviation, lower, upper):
    return stats.truncnorm((lower - mean) / deviation, (upper - mean) / deviation, mean, deviation)


cases = {
    "normal(0.3, 2.5)": stats.norm(0.3, 2.5),
    "halfnormal(1.7)": stats.halfnorm(scale=1.7),
    "truncatednormal(0.8, 0.8, 0.1, 10)": cut(0.8, 0.8, 0.1, 10),
    "truncatednormal(-3, 0.5, 0, inf)": cut(-3, 0.5, 0, infinity),
    "truncatednormal(2, 1, -inf, 1)": cut(2, 1, -infinity, 1),
    "lognormal(0.2, 0.9)": stats.lognorm(0.9, scale=numpy.exp(0.2)),
    "beta(1, 3)": stats.beta(1, 3),
    "beta(2.5, 0.7)": stats.beta(2.5, 0.7),
    "gamma(3, 1)": stats.gamma(3),
    "gamma(0.6, 2.5)": stats.gamma(0.6, scale=1 / 2.5),
    "inversegamma(3.5, 2)": stats.invgamma(3.5, scale=2),
    "exponential(0.7)": stats.expon(scale=1 / 0.7),
    "uniform(-1, 3)": stats.uniform(-1, 4),
    "student(3, 0.5, 2)": stats.t(3, 0.5, 2),
    "student(1, 0, 2.5)": stats.cauchy(0, 2.5),
    "halfstudent(4, 1.5)": None,
    "laplace(0.4, 1.2)": stats.laplace(0.4, 1.2),
}
probabilities = [1e-6, 0.01, 0.25, 0.5, 0.8, 0.99, 0.999]
out = {}
for name, law in cases.items():
    if law is None:
        # SciPy has no half t: twice the t's density, the quantile of t² / (4 + t²), and the mean by an integral.
        whole = stats.t(4, scale=1.5)
        share = [special.betaincinv(0.5, 2, p) for p in probabilities]
        x = [float(1.5 * numpy.sqrt(4 * z / (1 - z))) for z in share]
        mean = 2 * integrate.quad(lambda v: v * whole.pdf(v), 0, infinity, epsabs=0, epsrel=1e-13)[0]
        out[name] = {"x": x, "log": [float(whole.logpdf(v) + numpy.log(2)) for v in x],
                     "mean": mean, "variance": float(whole.var() - mean * mean)}
    else:
        x = [float(law.ppf(p)) for p in probabilities]
        out[name] = {"x": x, "log": [float(law.logpdf(v)) for v in x],
                     "mean": float(law.mean()), "variance": float(law.var())}
    out[name] = {key: value if isinstance(value, list) or numpy.isfinite(value) else None
                 for key, value in out[name].items()}
json.dump({"tool": f"scipy {scipy.__version__}, numpy {numpy.__version__}, Python {platform.python_version()}",
           "probabilities": probabilities, "priors": out}, sys.stdout, indent=1)
