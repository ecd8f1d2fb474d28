"""Reference boosted trees and their Shapley values for Tests/StatisticsTests.

    python3 scripts/reference/boosted_trees.py > Tests/StatisticsTests/Reference/boosted_trees.json

Margins and contributions by the Python package of XGBoost, same options; and Shapley values by counting all subsets of
columns (16 of them) in the trees as the package dumps them: a split whose column is not known sends both ways by cover.

Tools: xgboost (the version of Debian's libxgboost), numpy; their versions are in the output.
"""

import itertools
import json
from importlib.metadata import version
from math import factorial

import numpy as np
import xgboost

rng = np.random.default_rng(7)
COLUMNS = 4
x = rng.integers(0, 4, (90, COLUMNS)).astype(float)
x[:, 3] = np.round(x[:, 3] / 3, 3)
eta = -1 + 0.8 * (x[:, 0] > 1) - 0.6 * (x[:, 1] > 0) * (x[:, 2] > 1) + x[:, 3]
n = rng.integers(1, 40, 90)
s = rng.binomial(n, 1 / (1 + np.exp(-eta))).astype(float)
f = n - s
won, lost = np.flatnonzero(s > 0), np.flatnonzero(f > 0)
rows = np.r_[won, lost]
data = xgboost.DMatrix(
    x[rows], label=np.r_[np.ones(len(won)), np.zeros(len(lost))], weight=np.r_[s[won], f[lost]],
    missing=np.nan, nthread=1)
options = {
    "objective": "binary:logistic", "tree_method": "hist", "base_score": s.sum() / n.sum(),
    "max_depth": 3, "eta": 0.3, "min_child_weight": 2, "lambda": 0.5, "nthread": 1, "seed": 1,
}
booster = xgboost.train(options, data, num_boost_round=12)
asked = xgboost.DMatrix(x)
trees = [json.loads(t) for t in booster.get_dump(with_stats=True, dump_format="json")]


def value(node, row, known):
    if "leaf" in node:
        return node["leaf"]
    children = {child["nodeid"]: child for child in node["children"]}
    column = int(node["split"][1:])
    if column in known:
        # Single precision, as in the library: a split may lie right at a value.
        below = np.float32(row[column]) < np.float32(node["split_condition"])
        way = node["yes"] if below else node["no"]
        return value(children[way], row, known)
    return sum(c["cover"] * value(c, row, known) for c in node["children"]) / node["cover"]


def game(row, known):
    return sum(value(tree, row, known) for tree in trees)


def shapley(row):
    phi = []
    for column in range(COLUMNS):
        others = [c for c in range(COLUMNS) if c != column]
        total = 0.0
        for size in range(COLUMNS):
            weight = factorial(size) * factorial(COLUMNS - size - 1) / factorial(COLUMNS)
            for subset in itertools.combinations(others, size):
                total += weight * (game(row, set(subset) | {column}) - game(row, set(subset)))
        phi.append(total)
    return phi


print(json.dumps({
    "tools": {name: version(name) for name in ("xgboost", "numpy")},
    "rows": x.tolist(), "successes": s.tolist(), "failures": f.tolist(),
    "margins": [round(float(v), 7) for v in booster.predict(asked, output_margin=True)],
    "contributions": [
        [round(float(v), 7) for v in row] for row in booster.predict(asked, pred_contribs=True)
    ],
    "counted": [[round(v, 9) for v in shapley(row)] for row in x[:25]],
}, separators=(",", ":")))
