"""Reference numbers for Tests/MarketingTests: what Prophet makes of a weekly revenue.

    python3 scripts/reference/prophet_baseline.py dt_simulated_weekly.csv \
        > Tests/MarketingTests/Reference/prophet_baseline.json

The file is Robyn's example data (MIT), facebookexperimental/Robyn, R/data/dt_simulated_weekly as CSV with columns DATE and
revenue. Tool: prophet; its version is in the output. Trend of 25 possible bends over the first 80 %, yearly season of 10
and of 3 pairs, nothing else; the posterior mode that prophet itself finds (no sampling), once by the optimiser that it asks Stan for and otherwise by
Newton's method.
"""

import csv
import json
import logging
import sys

import cmdstanpy
import numpy as np
import pandas as pd
import prophet

logging.getLogger("cmdstanpy").setLevel(logging.WARNING)


def rows(path, first, last):
    with open(path, newline="") as file:
        found = [(row["DATE"], float(row["revenue"])) for row in csv.DictReader(file)]
    return pd.DataFrame(
        [(day, value) for day, value in found if first <= day <= last], columns=["ds", "y"])


def fitted(frame, pairs, tight):
    model = prophet.Prophet(
        yearly_seasonality=pairs, weekly_seasonality=False, daily_seasonality=False,
        uncertainty_samples=0)
    # L-BFGS, which prophet asks for, stops a little short of a mode with kinks; Newton's method goes on.
    options = {"algorithm": "Newton", "iter": 100000} if tight else {}
    model.fit(frame.assign(ds=pd.to_datetime(frame.ds)), **options)
    said = model.predict(model.history[["ds"]])
    y, yhat = model.history["y"].to_numpy(), said["yhat"].to_numpy()
    return {
        "pairs": pairs, "first": frame.ds.iloc[0], "last": frame.ds.iloc[-1], "rows": len(frame),
        "tight": tight,
        "trend": said["trend"].round(3).tolist(), "season": said["yearly"].round(3).tolist(),
        "r2": float(1 - ((y - yhat) ** 2).sum() / ((y - y.mean()) ** 2).sum()),
        "sigma": float(np.mean(model.params["sigma_obs"])) * float(model.y_scale),
        "changes": np.mean(model.params["delta"], axis=0).round(9).tolist(),
        "bends": [day.strftime("%Y-%m-%d") for day in model.changepoints],
    }


path = sys.argv[1]
window = rows(path, "2016-01-01", "2018-12-31")
everything = rows(path, "2000-01-01", "2030-01-01")
json.dump(
    {
        "tool": f"prophet {prophet.__version__}, cmdstanpy {cmdstanpy.__version__}",
        "fits": [
            fitted(window, 10, False), fitted(window, 10, True), fitted(window, 3, True),
            fitted(everything, 10, True),
        ],
    },
    sys.stdout, indent=None)
print()
