"""Reference plans for Tests/MarketingTests: budgets split by SciPy's SLSQP, and by a fine grid where it may stick.

    python3 scripts/reference/budget_slsqp.py > Tests/MarketingTests/Reference/budget_slsqp.json

Every case: Hill curves beta * z^s / (z^s + k^s) with z = x / unit (carryover normalised, so steady spend stays as it is), a budget,
bounds, at most one group. SLSQP runs from 40 random starts with analytic gradients and ftol 1e-15; the best end is kept. The shadow
price is the central difference of that optimum with respect to the budget, bounds held in money.

Tools: SciPy (optimize.minimize, method SLSQP) and numpy; their versions are in the output.
"""

import json
import sys

import numpy as np
import scipy
from scipy.optimize import minimize

CASES = [
    # name, beta, half, slope, unit, budget, low, high, group (members, low, high) or None
    ("concave", [5e4, 3e4, 2e4], [1.2, 0.8, 2.0], [1, 1, 1], [2e4, 1e4, 5e3], 6e4,
     [3e3] * 3, [3.6e4] * 3, None),
    ("capped", [9e4, 2e4, 1e4, 6e3], [1.5, 0.8, 1.0, 0.5], [1, 1, 1, 1], [2e4, 1e4, 5e3, 5e3], 5e4,
     [2.5e3] * 4, [2e4] * 4, None),
    ("small effects", [5e-4, 3e-4, 2e-4], [1.2, 0.8, 2.0], [1, 1, 1], [2e4, 1e4, 5e3], 6e4,
     [3e3] * 3, [3.6e4] * 3, None),
    ("millions", [5e9, 3e9, 2e9, 1e9, 4e9], [1.2, 0.8, 2.0, 0.6, 1.0], [1, 0.8, 1, 1.2, 1],
     [2e8, 1e8, 5e7, 5e7, 9e7], 5e8, [2.5e7] * 5, [3e8] * 5, None),
    ("s-shaped", [6e4, 5e4, 4e4], [1.5, 1.0, 1.2], [3, 2.5, 1], [2e4, 2e4, 1e4], 5e4,
     [0.0] * 3, [5e4] * 3, None),
    ("grouped", [5e4, 3e4, 2e4, 4e4], [1.2, 0.8, 2.0, 1.0], [1, 1, 1, 1], [2e4, 1e4, 5e3, 1e4], 8e4,
     [4e3] * 4, [4.8e4] * 4, ([1, 3], 1e4, 3e4)),
]


def curves(case):
    beta, half, slope, unit = (np.array(v, float) for v in case[1:5])

    def value(x):
        z = np.maximum(x, 1e-12 * unit) / unit
        return float(np.sum(beta / (1 + (half / z) ** slope)))

    def gradient(x):
        z = np.maximum(x, 1e-12 * unit) / unit
        share = 1 / (1 + (half / z) ** slope)
        return beta * slope / z * share * (1 - share) / unit

    return value, gradient


def best(case, budget):
    value, gradient = curves(case)
    low, high, group = np.array(case[6]), np.array(case[7]), case[8]
    n = len(low)
    scale = budget
    size = max(abs(value(np.full(n, budget / n))), 1e-300)
    constraints = [{"type": "eq", "fun": lambda z: z.sum() - 1, "jac": lambda z: np.ones(n)}]
    if group:
        members = np.isin(np.arange(n), group[0]).astype(float)
        constraints += [
            {"type": "ineq", "fun": lambda z: members @ z - group[1] / scale, "jac": lambda z: members},
            {"type": "ineq", "fun": lambda z: group[2] / scale - members @ z, "jac": lambda z: -members},
        ]
    rng = np.random.default_rng(7)
    top = None
    for _ in range(40):
        start = rng.dirichlet(np.ones(n))
        run = minimize(
            lambda z: -value(z * scale) / size, np.clip(start, low / scale, high / scale),
            jac=lambda z: -gradient(z * scale) * scale / size, method="SLSQP",
            bounds=list(zip(low / scale, high / scale)), constraints=constraints,
            options={"ftol": 1e-15, "maxiter": 1000})
        z = np.clip(run.x, low / scale, high / scale)
        if abs(z.sum() - 1) > 1e-9:
            continue
        if group and not (group[1] / scale - 1e-9 <= members @ z <= group[2] / scale + 1e-9):
            continue
        if top is None or value(z * scale) > top[0]:
            top = (value(z * scale), z * scale)
    return top


def main():
    out = {"tool": "scipy", "scipy": scipy.__version__, "numpy": np.__version__, "cases": []}
    for case in CASES:
        name, beta, half, slope, unit, budget, low, high, group = case
        sales, spend = best(case, budget)
        step = 1e-4 * budget
        price = (best(case, budget + step)[0] - best(case, budget - step)[0]) / (2 * step)
        out["cases"].append({
            "name": name, "beta": beta, "half": half, "slope": slope, "unit": unit, "budget": budget,
            "low": low, "high": high,
            "group": {"members": group[0], "low": group[1], "high": group[2]} if group else None,
            "spend": spend.tolist(), "sales": sales, "price": price,
        })
    json.dump(out, sys.stdout, indent=1)
    print()


main()
