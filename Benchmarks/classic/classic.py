"""The classic pipeline as a scikit-learn notebook does it: the work of classic-bench, step by step.

Run: python3 classic.py FILE [repeats of the work within the process, default 1]
Prints one line of JSON: seconds of the imports and of each step (the medians of the repeats), and the results.
"""
import time

START = time.perf_counter()
import json
import sys

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_percentage_error, r2_score
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

IMPORTED = time.perf_counter()
DECAYS = np.array([0.5, 0.4, 0.6, 0.2])
SCALE = 50.0
PENALTIES = [0.001, 0.01, 0.1, 1, 10, 100, 1000]


def log_adstock(spend):
    """ln(1 + a / 50) with a = x + decay · a of the day before.

    Once over all days. As a step of the pipeline, which is how many notebooks have it, it would begin at nothing in each
    fold's test and punish small penalties for that.
    """
    carried = np.empty_like(spend)
    stock = np.zeros(spend.shape[1])
    for day in range(len(spend)):
        stock = spend[day] + DECAYS * stock
        carried[day] = stock
    return np.log1p(carried / SCALE)


def work(path):
    begin = time.perf_counter()
    table = pd.read_csv(path, parse_dates=["date"])
    spend = table.drop(columns=["date", "revenue"])
    revenue = table["revenue"]
    read = time.perf_counter()
    features = log_adstock(spend.to_numpy(float))
    pipeline = Pipeline([("scale", StandardScaler()), ("ridge", Ridge())])
    search = GridSearchCV(pipeline, {"ridge__alpha": PENALTIES}, cv=TimeSeriesSplit(5), scoring="neg_mean_squared_error")
    search.fit(features, revenue)
    predicted = search.predict(features)
    r2, mape = r2_score(revenue, predicted), mean_absolute_percentage_error(revenue, predicted)
    fitted = time.perf_counter()
    best = search.best_estimator_
    slopes = best["ridge"].coef_ / best["scale"].scale_
    today = spend.mean().to_numpy()

    def loss(money):
        return -np.sum(slopes * np.log1p(money / (1 - DECAYS) / SCALE))

    budget = round(today.sum(), 2)
    # SciPy's own ftol of 1e-6 stops where sales are right to a millionth and amounts are not yet.
    plan = minimize(
        loss, today, method="SLSQP", bounds=[(0.2 * money, 3 * money) for money in today],
        constraints=[{"type": "eq", "fun": lambda money: money.sum() - budget}],
        options={"maxiter": 200, "ftol": 1e-12})
    planned = time.perf_counter()
    return {
        "seconds": {"read": read - begin, "fit": fitted - read, "budget": planned - fitted, "work": planned - begin},
        "r2": r2, "mape": mape, "penalty": search.best_params_["ridge__alpha"], "uplift": loss(today) - plan.fun,
        "budget": dict(zip(spend.columns, plan.x.round(2).tolist()))}


repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 1
runs = [work(sys.argv[1]) for _ in range(repeats)]
result = runs[0]
result["seconds"] = {step: float(np.median([run["seconds"][step] for run in runs])) for step in result["seconds"]}
result["seconds"]["imports"] = IMPORTED - START
print(json.dumps(result))
