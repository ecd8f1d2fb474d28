"""Reference numbers for the daily pipeline's model in Tests/MarketingTests: 90 days of four campaigns.

    python3 scripts/reference/daily_pipeline.py > Tests/MarketingTests/Reference/daily_pipeline.json

The table is made up here, from a fixed seed and rounded to cents. On it stand what scikit-learn and SciPy find: the design,
the cross-validated ridge, its hold-out, contributions over all days, lasso and elastic net at one penalty each, and the best
steady budgets. What could lose digits, or is reached by steps, is found in a second way too, and the script stops where
the two differ: ridge by least squares with a row for each coefficient, nets by the equations of their signs, budgets by the
price of money.

Tools: scikit-learn (GridSearchCV, TimeSeriesSplit, StandardScaler, Ridge, Lasso, ElasticNet, metrics), SciPy (SLSQP, brentq)
and numpy; their versions are in the output.
"""

import datetime
import json
import math

import numpy as np
import scipy
import sklearn
from scipy.optimize import brentq, minimize
from sklearn.linear_model import ElasticNet, Lasso, Ridge
from sklearn.metrics import (
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    r2_score,
)
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

SEED = 7
DAYS, HELD_OUT = 90, 18
FIRST = datetime.date(2024, 10, 1)
DATES = [FIRST + datetime.timedelta(days=day) for day in range(DAYS)]
# campaign: carryover from day to day, usual spend a day, share of days without, revenue for each unit of ln(1 + stock)
CAMPAIGNS = {
    "brand_awareness": (0.7, 600, 0.0, 900), "product_launch": (0.5, 400, 0.3, 500),
    "retargeting": (0.3, 250, 0.1, 350), "lead_gen": (0.4, 150, 0.2, 60),
}
RETENTIONS = np.array([campaign[0] for campaign in CAMPAIGNS.values()])
PENALTIES = [0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0]


def shopping_days(year):
    """The days of shopping, by their rules: Thanksgiving is the fourth Thursday of November."""
    def nth(month, weekday, count):
        first = datetime.date(year, month, 1)
        return first + datetime.timedelta((weekday - first.weekday()) % 7 + 7 * (count - 1))

    thanksgiving = nth(11, 3, 4)
    return {
        datetime.date(year, 2, 14),  # Valentine's Day
        nth(5, 6, 2),  # Mother's Day
        nth(6, 6, 3),  # Father's Day
        datetime.date(year, 11, 11),  # Singles' Day
        thanksgiving + datetime.timedelta(1),  # Black Friday
        thanksgiving + datetime.timedelta(4),  # Cyber Monday
        datetime.date(year, 12, 25),  # Christmas
    }


HOLIDAYS = [float(date in shopping_days(date.year)) for date in DATES]


def carried(spend):
    """a = x + retention * a of the day before, a column a campaign."""
    stock, rows = np.zeros(spend.shape[1]), []
    for today in spend:
        stock = today + RETENTIONS * stock
        rows.append(stock)
    return np.array(rows)


def made_up_data():
    """Spend and revenue in whole cents, so that both sides read exactly the same."""
    rng = np.random.default_rng(SEED)
    columns = []
    for _, usual, share, _ in CAMPAIGNS.values():
        amounts = np.round(usual * np.exp(rng.normal(0, 0.6, DAYS)), 2)
        amounts[rng.random(DAYS) < share] = 0
        columns.append(amounts)
    spend = np.column_stack(columns)
    # A mean of whole double units makes every budget below and its bounds, 5 % and 60 % of it, whole cents.
    cents = round(spend.sum() * 100)
    spend[-1, -1] = round(spend[-1, -1] + (-cents % (200 * DAYS)) / 100, 2)
    effects = np.array([campaign[3] for campaign in CAMPAIGNS.values()])
    weekday = np.array([date.weekday() for date in DATES])
    revenue = (
        1500 + 5.0 * np.arange(DAYS) + np.array([0, 60, -40, 90, 150, 320, 260])[weekday]
        + np.array([0, 200, 450])[[date.month - 10 for date in DATES]] + 1200 * np.array(HOLIDAYS)
        + np.log1p(carried(spend)) @ effects + rng.normal(0, 180, DAYS))
    return spend, np.round(revenue, 2)


def features(spend):
    """The columns by name: campaigns, levels but the lowest, holidays, trend."""
    columns = dict(zip(CAMPAIGNS, np.log1p(carried(spend)).T))
    for month in sorted({date.month for date in DATES[:-HELD_OUT]})[1:]:
        columns[f"month_{month}"] = [float(date.month == month) for date in DATES]
    for weekday in range(2, 8):
        columns[f"weekday_{weekday}"] = [float(date.isoweekday() == weekday) for date in DATES]
    columns["weekend"] = [float(date.isoweekday() >= 6) for date in DATES]
    columns["holidays"] = HOLIDAYS
    columns["trend"] = [float(day) for day in range(DAYS)]
    return {name: np.array(column) for name, column in columns.items()}


def agree(what, found, other, share=1e-10):
    """Stops where two ways to a result differ by more than a share of the largest number of it."""
    found, other = np.atleast_1d(found), np.atleast_1d(other)
    difference = np.abs(found - other).max() / np.abs(other).max()
    if not difference <= share:
        raise SystemExit(f"{what}: two ways differ by {difference:.1e}")


def augmented(X, y, penalty):
    """Ridge as least squares with a row for each coefficient: scale by hand, no method in common with scikit-learn's."""
    mean, scale = X.mean(0), X.std(0)
    scale[scale == 0] = 1
    rows = np.vstack([(X - mean) / scale, math.sqrt(penalty) * np.eye(X.shape[1])])
    right = np.concatenate([y - y.mean(), np.zeros(X.shape[1])])
    slopes = np.linalg.lstsq(rows, right, rcond=None)[0] / scale
    return slopes, y.mean() - slopes @ mean


def own_scale(pipeline):
    scaler, model = pipeline[0], pipeline[1]
    slopes = model.coef_ / scaler.scale_
    return slopes, float(model.intercept_ - slopes @ scaler.mean_)


def ridge(X, y, train):
    """The penalty of the least error of five folds, and the fit with it on all rows before the hold-out."""
    search = GridSearchCV(
        Pipeline([("scale", StandardScaler()), ("ridge", Ridge(solver="svd"))]),
        {"ridge__alpha": PENALTIES}, cv=TimeSeriesSplit(5), scoring="neg_mean_squared_error")
    search.fit(X[:train], y[:train])
    errors = -search.cv_results_["mean_test_score"]
    other = []
    for penalty in PENALTIES:
        folds = []
        for past, following in TimeSeriesSplit(5).split(X[:train]):
            slopes, intercept = augmented(X[past], y[past], penalty)
            folds.append(np.mean((y[following] - intercept - X[following] @ slopes) ** 2))
        other.append(np.mean(folds))
    for penalty, error, second in zip(PENALTIES, errors, other):
        agree(f"the error at {penalty}", error, second)
    slopes, intercept = own_scale(search.best_estimator_)
    penalty = search.best_params_["ridge__alpha"]
    again = augmented(X[:train], y[:train], penalty)
    agree("the ridge", slopes, again[0])
    agree("its intercept", intercept, again[1])
    return errors.tolist(), penalty, slopes, intercept


def polished(X, y, mix, penalty, slopes):
    """The solution of an elastic net's own equations for the signs that descent ended with, proved to be the optimum."""
    Z, n = (X - X.mean(0)) / X.std(0), len(y)
    on = np.flatnonzero(slopes)
    signs = np.sign(slopes[on])
    square, absolute = penalty * (1 - mix), penalty * mix
    beta = np.zeros(X.shape[1])
    hessian = Z[:, on].T @ Z[:, on] / n + square * np.eye(len(on))
    beta[on] = np.linalg.solve(hessian, Z[:, on].T @ (y - y.mean()) / n - absolute * signs)
    gradient = Z.T @ (y - y.mean() - Z @ beta) / n - square * beta
    off = np.setdiff1d(np.arange(X.shape[1]), on)
    if (np.sign(beta[on]) != signs).any() or (np.abs(gradient[off]) >= absolute).any():
        raise SystemExit(f"elastic net of mix {mix}: no optimum at these signs")
    residuals = y - y.mean() - Z @ beta
    objective = residuals @ residuals / (2 * n) + absolute * np.abs(beta).sum() + square / 2 * beta @ beta
    return beta / X.std(0), float(objective)


def net(X, y, mix, penalty):
    options = {"alpha": penalty, "tol": 1e-14, "max_iter": 10_000_000}
    model = Lasso(**options) if mix == 1 else ElasticNet(l1_ratio=mix, **options)
    pipeline = make_pipeline(StandardScaler(), model).fit(X, y)
    rough, _ = own_scale(pipeline)
    slopes, objective = polished(X, y, mix, penalty, model.coef_)
    agree(f"the net of mix {mix}", rough, slopes, share=1e-6)
    return {
        "mix": mix, "penalty": penalty, "coefficients": slopes.tolist(),
        "intercept": float(y.mean() - slopes @ X.mean(0)), "objective": objective,
    }


def amounts(slopes, budget):
    """The steady daily spend of a budget that sells most, by the price at which each campaign buys, and that price."""
    def bought(price):
        """Where the next unit of money returns the price, within 5 % and 60 % of the budget."""
        return np.clip(slopes / price - (1 - RETENTIONS), 0.05 * budget, 0.6 * budget)

    price = math.exp(brentq(
        lambda log: bought(math.exp(log)).sum() - budget, math.log(1e-9), math.log(1e9),
        xtol=1e-15, rtol=4 * np.finfo(float).eps))
    return bought(price), price


def plan(slopes, budget):
    """The best plan of a budget, its sales, and what the next unit of budget brings, bounds moving with it."""
    def sales(money):
        return float(np.sum(slopes * np.log1p(money / (1 - RETENTIONS))))

    spend, price = amounts(slopes, budget)
    count = len(slopes)
    size = sales(np.full(count, budget / count))
    run = minimize(
        lambda share: -sales(share * budget) / size, np.full(count, 1 / count),
        jac=lambda share: -slopes / (share * budget + 1 - RETENTIONS) * budget / size, method="SLSQP",
        bounds=[(0.05, 0.6)] * count,
        constraints=[{"type": "eq", "fun": lambda share: share.sum() - 1, "jac": np.ones_like}],
        options={"ftol": 1e-15, "maxiter": 1000})
    agree(f"the plan of {budget}", run.x * budget, spend, share=1e-6)
    agree(f"the sales of {budget}", sales(run.x * budget), sales(spend), share=1e-12)
    # A unit more raises what the bounds hold by their shares, which others pay or get at the price.
    slope = slopes / (spend + 1 - RETENTIONS)
    low, high = spend <= 0.05 * budget * (1 + 1e-12), spend >= 0.6 * budget * (1 - 1e-12)
    multiplier = float(price + 0.05 * (slope - price)[low].sum() + 0.6 * (slope - price)[high].sum())
    step = 1e-4 * budget
    more, less = (sales(amounts(slopes, budget + move)[0]) for move in (step, -step))
    agree(f"the multiplier of {budget}", (more - less) / (2 * step), multiplier, share=1e-7)
    return {"budget": budget, "spend": spend.tolist(), "sales": sales(spend), "multiplier": multiplier}


def main():
    spend, revenue = made_up_data()
    columns = features(spend)
    X, train = np.column_stack(list(columns.values())), DAYS - HELD_OUT
    errors, penalty, slopes, intercept = ridge(X, revenue, train)
    betas = slopes[:len(CAMPAIGNS)]
    if (betas <= 0).any() or penalty in (PENALTIES[0], PENALTIES[-1]):
        raise SystemExit(f"another seed, please: penalty {penalty}, campaigns {betas}")
    predicted = intercept + X @ slopes
    actual, seen = revenue[train:], predicted[train:]
    parts = X * slopes
    today = round(spend.mean(0).sum(), 2)
    result = {
        "tool": f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, numpy {np.__version__}",
        "first": FIRST.isoformat(), "heldOut": HELD_OUT, "retentions": RETENTIONS.tolist(),
        "channels": list(CAMPAIGNS),
        "spend": spend.T.tolist(), "revenue": revenue.tolist(),
        "features": list(columns), "columns": X.T.tolist(),
        "penalties": PENALTIES, "errors": errors, "penalty": penalty,
        "coefficients": slopes.tolist(), "intercept": intercept,
        "predicted": seen.tolist(),
        "test": {
            "r2": r2_score(actual, seen), "mae": mean_absolute_error(actual, seen),
            "rmse": math.sqrt(mean_squared_error(actual, seen)),
            "mape": mean_absolute_percentage_error(actual, seen),
        },
        "contributions": parts[:, :len(CAMPAIGNS)].sum(0).tolist(),
        "baseline": float(intercept * DAYS + parts[:, len(CAMPAIGNS):].sum()),
        "nets": [net(X[:train], revenue[:train], 1.0, 20.0), net(X[:train], revenue[:train], 0.5, 2.0)],
        "scales": X[:train].std(0).tolist(),
        "plans": [{"multiple": m, **plan(betas, round(m * today, 2))} for m in (0.9, 1.0, 1.1, 1.2, 1.5)],
    }
    print("{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in result.items()) + "\n}")


main()
