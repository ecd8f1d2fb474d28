"""Reference numbers for Tests/MarketingTests: ridge pipelines and diagnostics on a small made-up data set.

    python3 scripts/reference/mix_ridge.py > Tests/MarketingTests/Reference/mix_ridge.json

Tools: scikit-learn (Pipeline of StandardScaler and Ridge, TimeSeriesSplit, metrics) and numpy; their versions are in the output.
"""

import json
import math
import sys

import numpy as np
import sklearn
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import (
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    r2_score,
)
from sklearn.model_selection import TimeSeriesSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

ROWS = 60


def made_up_data():
    """Weekly data in whole numbers, so that both sides read exactly the same."""
    rng = np.random.default_rng(20240101)
    common = rng.normal(size=ROWS)
    first = np.round(20000 + 5000 * common + 2000 * rng.normal(size=ROWS))
    second = np.round(9000 + 2500 * common + 900 * rng.normal(size=ROWS))
    third = np.round(np.maximum(0, 4000 * rng.normal(size=ROWS)))
    price = np.round(100 + 5 * rng.normal(size=ROWS))
    week = np.arange(ROWS)
    y = np.round(
        150000 + 2.1 * first + 1.2 * second + 0.8 * third - 400 * price + 250 * week
        + 9000 * np.sin(2 * math.pi * week * 7 / 365.25) + 6000 * rng.normal(size=ROWS))
    return first, second, third, price, y


def features(first, second, third, price):
    """The design of trend=linear, season=yearly in one pair, weekly data."""
    week = np.arange(ROWS, dtype=float)
    angle = 2 * math.pi * week / (365.25 / 7)
    return np.column_stack([first, second, third, price, week, np.sin(angle), np.cos(angle)])


def metrics(actual, predicted):
    rmse = math.sqrt(mean_squared_error(actual, predicted))
    return {
        "r2": r2_score(actual, predicted), "rmse": rmse,
        "mae": mean_absolute_error(actual, predicted),
        "mape": mean_absolute_percentage_error(actual, predicted),
        "nrmse": rmse / (actual.max() - actual.min()),
    }


def fitted(X, y, penalty, train):
    model = make_pipeline(StandardScaler(), Ridge(alpha=penalty, solver="svd"))
    model.fit(X[:train], y[:train])
    scaler, ridge = model[0], model[1]
    own = ridge.coef_ / scaler.scale_
    out = {
        "penalty": penalty, "coefficients": own.tolist(),
        "intercept": float(ridge.intercept_ - own @ scaler.mean_),
        "training": metrics(y[:train], model.predict(X[:train])),
    }
    if train < len(y):
        out["test"] = metrics(y[train:], model.predict(X[train:]))
    return out


def cv_error(X, y, penalty, folds):
    errors = []
    for past, following in TimeSeriesSplit(folds).split(X):
        model = make_pipeline(StandardScaler(), Ridge(alpha=penalty, solver="svd"))
        model.fit(X[past], y[past])
        errors.append(mean_squared_error(y[following], model.predict(X[following])))
    return float(np.mean(errors))


def channels_only(X, y, penalty, channels):
    """Ridge that leaves all but the first columns free, from its normal equations."""
    mean, scale = X.mean(0), X.std(0)
    Z = np.column_stack([np.ones(len(y)), (X - mean) / scale])
    weights = np.array([0.0] + [penalty] * channels + [0.0] * (X.shape[1] - channels))
    beta = np.linalg.solve(Z.T @ Z + np.diag(weights), Z.T @ y)
    own = beta[1:] / scale
    return {
        "penalty": penalty, "coefficients": own.tolist(), "intercept": float(beta[0] - own @ mean),
    }


def diagnostics(X, y):
    vif = []
    for j in range(X.shape[1]):
        others = np.delete(X, j, 1)
        r2 = LinearRegression().fit(others, X[:, j]).score(others, X[:, j])
        vif.append(1 / (1 - r2))
    residual = y - LinearRegression().fit(X, y).predict(X)
    unit = np.column_stack([np.ones(len(y)), X])
    unit /= np.linalg.norm(unit, axis=0)
    return {
        "vif": vif, "conditionNumber": float(np.linalg.cond(unit)),
        "durbinWatson": float((np.diff(residual) ** 2).sum() / (residual**2).sum()),
        "autocorrelations": [
            float((residual[lag:] * residual[:-lag]).sum() / (residual**2).sum())
            for lag in (1, 2, 3)
        ],
    }


first, second, third, price, y = made_up_data()
X = features(first, second, third, price)
grid = [10 ** (k / 5 - 3) for k in range(41)]
json.dump(
    {
        "tool": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
        "first": first.tolist(), "second": second.tolist(), "third": third.tolist(),
        "price": price.tolist(), "sales": y.tolist(),
        "fixed": [fitted(X, y, penalty, ROWS) for penalty in (0.5, 10.0, 300.0)],
        "heldOut": fitted(X, y, 10.0, ROWS - 12),
        "channelsOnly": channels_only(X, y, 25.0, 3),
        "curvePenalties": grid,
        "curve": [cv_error(X, y, penalty, 5) for penalty in grid],
        "diagnostics": diagnostics(X, y),
    },
    sys.stdout, indent=1)
print()
