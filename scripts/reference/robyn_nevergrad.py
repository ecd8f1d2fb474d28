#!/usr/bin/env python3
"""Times Robyn's search as NumPy and nevergrad do it, as a yardstick, on the very model that `search robyn` judges candidates by.

Carryover, Hill saturation, ridge on glmnet's path of penalties within bounds, NRMSE and DECOMP.RSSD for each candidate; nevergrad's
TwoPointsDE with both objectives breeds them. Written to be quick: all channels at once, what no candidate changes computed once, one
Cholesky solve where no bound is touched, and no scikit-learn, pandas or logging in the loop. One core, as Robyn's own loop.

Usage: robyn_nevergrad.py MODEL.json [SEED] [ITERATIONS]
MODEL.json is what `robyn-bench model` prints; stops where a candidate's objectives there are not found here to 1e-6. Prints one line of
JSON: seconds of import and loop, evaluations a second with and without the optimiser, the first front.

Made with nevergrad 1.0.12, numpy 2.4.6, scipy 1.17.1, Python 3.11.
"""

import json
import sys
import time

started = time.perf_counter()
import os  # noqa: E402

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import nevergrad as ng  # noqa: E402
import numpy as np  # noqa: E402
from scipy.linalg.lapack import dposv  # noqa: E402

imported = time.perf_counter()

np.seterr(divide="ignore", over="ignore", invalid="ignore")


class Model:
    """The rows, and what no candidate changes."""

    def __init__(self, told):
        self.sales = np.array(told["sales"])
        self.spend = np.array(told["spend"])
        self.channels, self.rows = self.spend.shape
        n, m = self.rows, self.channels
        self.mean = self.sales.mean()
        self.centred = self.sales - self.mean
        self.range = np.ptp(self.sales)
        self.share = self.spend.sum(1) / self.spend.sum()
        baseline = np.array(told["baseline"])
        self.base_means, self.base_scales = baseline.mean(1), baseline.std(1)
        self.base = (baseline - self.base_means[:, None]) / self.base_scales[:, None]
        k = self.features = m + len(baseline)
        self.products, self.moments = np.empty((k, k)), np.empty(k)
        self.products[m:, m:] = self.base @ self.base.T
        self.moments[m:] = self.base @ self.centred
        self.columns = np.empty((k, n))
        self.columns[m:] = self.base
        self.means, self.scales = np.empty(k), np.empty(k)
        self.means[m:], self.scales[m:] = self.base_means, self.base_scales
        self.lower, self.upper = np.zeros(k), np.full(k, np.inf)
        bounds = np.array(told["lower"]), np.array(told["upper"])
        self.lower[m:] = np.where(bounds[0] < -1e299, -np.inf, bounds[0] * self.base_scales)
        self.upper[m:] = np.where(bounds[1] > 1e299, np.inf, bounds[1] * self.base_scales)
        # glmnet's penalties; without an intercept it measures the response by its root mean square.
        self.penalty_of = lambda place: n * told["largest_lambda"] * (1e-4 + (1 - 1e-4) * place) / self.sales.std()
        self.without_intercept = self.sales.std() / np.sqrt(np.mean(self.sales**2))
        # Retention, half-point and slope of each channel in turn, then the place in the penalties.
        self.low = np.array([0, 0.3, 0.5] * m + [0.0])
        self.high = np.array([0.8, 1, 3] * m + [1.0])

    def bounded(self, matrix, moments):
        """The minimum of half a quadratic form less moments, within bounds; sets of bounds are guessed at once."""
        found = dposv(matrix, moments)[1]
        below, above = found < self.lower, found > self.upper
        if not (below.any() or above.any()):
            return found
        for _ in range(40):
            held = below | above
            free = np.flatnonzero(~held)
            found = np.where(below, self.lower, np.where(above, self.upper, 0.0))
            if len(free):
                found[free] = dposv(matrix[np.ix_(free, free)], (moments - matrix @ found)[free])[1]
            pull = moments - matrix @ found
            small = 1e-13 * np.abs(moments).max()
            next_below = np.where(held, below & ~(pull > small), found < self.lower)
            next_above = np.where(held, above & ~(pull < -small), found > self.upper)
            if (next_below == below).all() and (next_above == above).all():
                return found
            below, above = next_below, next_above
        raise ArithmeticError("no set of bounds holds")

    def judged(self, values):
        """NRMSE and DECOMP.RSSD of a candidate."""
        n, m = self.rows, self.channels
        retention, half, slope = values[:-1].reshape(m, 3).T
        # 1. Carryover: 1/(1 - r L) is the product of (1 + r^j L^j) over j = 1, 2, 4 and so on.
        x, factor, step = self.spend.copy(), retention[:, None].copy(), 1
        while step < n:
            x[:, step:] += factor * x[:, :-step]
            factor *= factor
            step *= 2
        # 2. Saturation.
        x /= (half * x.max(1))[:, None]
        x **= slope[:, None]
        x /= 1 + x
        # 3. Standardised, and the products.
        means = x.sum(1) / n
        z = x - means[:, None]
        scales = np.sqrt(np.einsum("ij,ij->i", z, z) / n)
        z /= scales[:, None]
        self.columns[:m] = z
        self.means[:m], self.scales[:m] = means, scales
        products, moments = self.products, self.moments
        across = z @ self.columns.T
        products[:m] = across
        products[m:, :m] = across[:, m:].T
        moments[:m] = z @ self.centred
        # 4. Ridge, once more without an intercept where it is below 0.
        penalty = self.penalty_of(values[-1])
        matrix = products.copy()
        matrix.flat[:: self.features + 1] += penalty
        found = self.bounded(matrix, moments)
        tilt = self.means / self.scales
        intercept = self.mean - found @ tilt
        if intercept < 0:
            intercept = 0.0
            matrix.flat[:: self.features + 1] -= penalty * (1 - self.without_intercept)
            found = self.bounded(matrix + n * np.outer(tilt, tilt), moments + n * self.mean * tilt)
        # 5. Objectives.
        residuals = self.centred - found @ self.columns + (self.mean - intercept - found @ tilt)
        nrmse = np.sqrt(residuals @ residuals / n) / self.range
        effects = found[:m] * tilt[:m]
        total = effects.sum()
        if total == 0:
            return np.inf, np.inf
        shares = effects / total
        distance = shares - self.share
        rssd = np.sqrt(distance @ distance) * (1 + np.count_nonzero(np.abs(shares) <= 0.00005) / m)
        return nrmse, rssd


def main():
    told = json.load(open(sys.argv[1]))
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    iterations = int(sys.argv[3]) if len(sys.argv) > 3 else 2000
    model = Model(told)
    apart = 0.0
    for values in told["candidates"]:
        found = model.judged(np.array(values[:-2]))
        apart = max(apart, *(abs(ours / theirs - 1) for ours, theirs in zip(found, values[-2:])))
    if not apart < 1e-6:
        sys.exit(f"{len(told['candidates'])} candidates: an objective is off by {apart:.2g} of itself")
    width = len(model.low)
    space = ng.p.Array(shape=(width,), lower=0.0, upper=1.0)
    optimizer = ng.optimizers.registry["TwoPointsDE"](space, budget=iterations, num_workers=1)
    optimizer.parametrization.random_state.seed(seed)
    optimizer.tell(ng.p.MultiobjectiveReference(), [1.0, 1.0])
    found, judging = [], 0.0
    begun, busy = time.perf_counter(), time.process_time()
    for _ in range(iterations):
        candidate = optimizer.ask()
        start = time.perf_counter()
        objectives = model.judged(model.low + candidate.value * (model.high - model.low))
        judging += time.perf_counter() - start
        found.append(objectives)
        optimizer.tell(candidate, [min(float(value), 1e9) for value in objectives])
    loop, busy = time.perf_counter() - begun, time.process_time() - busy
    front, least = [], np.inf
    for nrmse, rssd in sorted(found):
        if rssd < least:
            front.append([float(nrmse), float(rssd)])
            least = rssd
    print(json.dumps({
        "import_s": imported - started, "loop_s": loop, "evaluations": iterations, "evaluations_per_s": iterations / loop,
        "evaluations_per_processor_s": iterations / busy, "judged_per_s": iterations / judging, "largest_difference": apart, "seed": seed, "front": front}))


main()
