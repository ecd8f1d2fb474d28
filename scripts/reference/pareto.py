"""Reference numbers for the tests of fronts, evolutionary optimisers and clusters.

Ranks and crowding distances by pymoo, hypervolumes by moocore, within-cluster sums of squares by scikit-learn, and how far
nevergrad's TwoPointsDE and pymoo's NSGA-II come on ZDT1, ZDT2 and ZDT3.

Run: python3 pareto.py > ../../Tests/StatisticsTests/Reference/pareto.json
(needs nevergrad, pymoo, moocore, scikit-learn; about 5 minutes)
"""
import json
import platform
import sys
import warnings
from importlib.metadata import version

import moocore
import nevergrad
import numpy
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.operators.survival.rank_and_crowding.metrics import calc_crowding_distance
from pymoo.optimize import minimize
from pymoo.problems import get_problem
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting
from sklearn.cluster import KMeans

warnings.simplefilter("ignore")
DIMENSIONS, EVALUATIONS, SEEDS = 10, 2000, 21
REFERENCE = [2.0, 2.0]


def point_sets():
    rng = numpy.random.default_rng(7)
    cloud = rng.random((60, 2)).round(1)  # with ties and duplicates
    triples = rng.random((60, 3)).round(1)
    direction = numpy.abs(rng.normal(size=(120, 3)))
    sphere = 1 - direction / numpy.linalg.norm(direction, axis=1, keepdims=True)
    curve = numpy.sort(rng.random(80))
    beyond = rng.random((50, 3)) * 1.6  # some beyond the reference point
    for points in (cloud, triples, sphere, numpy.c_[curve, 1 - numpy.sqrt(curve)], beyond):
        fronts = NonDominatedSorting().do(points)
        ranks = numpy.empty(len(points), int)
        for rank, members in enumerate(fronts, 1):
            ranks[members] = rank
        front = numpy.unique(points[ranks == 1], axis=0)
        crowding = calc_crowding_distance(front) * points.shape[1]  # pymoo: the mean over objectives
        yield {"points": points.tolist(), "ranks": ranks.tolist(),
               "front": front.tolist(),
               "crowding": [float(c) if numpy.isfinite(c) else -1 for c in crowding],
               "hypervolume": float(moocore.hypervolume(points, ref=[1.0] * points.shape[1]))}


def zdt(number, x):
    first, slope = x[0], 1 + 9 * numpy.mean(x[1:])
    ratio = first / slope
    shape = {1: 1 - numpy.sqrt(ratio), 2: 1 - ratio**2,
             3: 1 - numpy.sqrt(ratio) - ratio * numpy.sin(10 * numpy.pi * first)}[number]
    return first, slope * shape


def two_points_de(number, seed):
    box = nevergrad.p.Array(shape=(DIMENSIONS,), lower=0, upper=1)
    box.random_state.seed(seed)
    optimizer = nevergrad.optimizers.registry["TwoPointsDE"](box, budget=EVALUATIONS, num_workers=1)
    optimizer.tell(nevergrad.p.MultiobjectiveReference(), (1, 1))
    told = []
    for _ in range(EVALUATIONS):
        candidate = optimizer.ask()
        told.append(zdt(number, candidate.value))
        optimizer.tell(candidate, told[-1])
    return numpy.array(told)


def nsga2(number, seed):
    told = []
    minimize(get_problem(f"zdt{number}", n_var=DIMENSIONS), NSGA2(pop_size=100), ("n_eval", EVALUATIONS), seed=seed,
             callback=lambda run: told.append((run.pop if run.off is None else run.off).get("F")))
    return numpy.vstack(told)


def quality():
    for name, run in (("TwoPointsDE", two_points_de), ("NSGA2", nsga2)):
        for number in (1, 2, 3):
            volumes = []
            for seed in range(1, SEEDS + 1):
                told = run(number, seed)
                assert len(told) == EVALUATIONS
                volumes.append(moocore.hypervolume(told, ref=REFERENCE))
            yield {"optimizer": name, "problem": number, "median": float(numpy.median(volumes)),
                   "low": float(numpy.quantile(volumes, 0.25)), "high": float(numpy.quantile(volumes, 0.75))}


def clusters():
    rng = numpy.random.default_rng(11)
    centres = rng.normal(size=(5, 3)) * 2.5
    points = (centres[rng.integers(5, size=90)] + rng.normal(size=(90, 3))).round(6)
    sums = [float(KMeans(k, n_init=500, tol=0, max_iter=1000, random_state=1).fit(points).inertia_)
            for k in range(1, 8)]
    return {"points": points.tolist(), "sums": sums}


tools = ", ".join(f"{name} {version(name)}" for name in
                  ("nevergrad", "pymoo", "moocore", "scikit-learn", "numpy"))
json.dump({"tool": f"{tools}, Python {platform.python_version()}",
           "sets": list(point_sets()), "clusters": clusters(),
           "quality": {"dimensions": DIMENSIONS, "evaluations": EVALUATIONS, "seeds": SEEDS,
                       "reference": REFERENCE, "runs": list(quality())}},
          sys.stdout, indent=1)
