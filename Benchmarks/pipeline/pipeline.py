"""The daily pipeline in pandas, scikit-learn and SciPy: the yardstick of `mixbook pipeline`, step by step the same work.

Run: python3 pipeline.py [--out FOLDER, default data] [--data FILE, default 90 simulated days of four campaigns] [--clean]

With --clean the rows are taken as they are, so that the model can be compared with another's on the same rows.

Raw rows (date x campaign) are validated, cleaned and given derived measures; a ridge on carried-over, saturated spend is
chosen by cross-validation and tested on the last fifth of the days; its coefficients give contributions and budgets. Writes
marketing_data.db with seven tables, facebook_ads_processed.csv and data_summary.txt, and prints one line of JSON: r2 of the
hold-out, penalty, seconds of the imports and of each step.
"""
import time

START = time.perf_counter()
import argparse
import json
import pathlib
import sqlite3

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error, mean_absolute_percentage_error, mean_squared_error, r2_score
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

IMPORTED = time.perf_counter()
REQUIRED = ["date", "campaign_name", "spend", "impressions", "clicks", "conversions", "revenue"]
MEASURES = REQUIRED[2:]
RETENTION = {"Brand Awareness": 0.7, "Product Launch": 0.5, "Retargeting": 0.3, "Lead Gen": 0.4}
CAMPAIGN_TYPE = {
    "Brand Awareness": "Awareness", "Product Launch": "Consideration", "Retargeting": "Conversion", "Lead Gen": "Conversion"}
OTHER_RETENTION, OTHER_TYPE = 0.5, "Other"
PENALTIES = [0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0]
LOWER, UPPER = 0.05, 0.60
SCENARIOS = [0.9, 1.0, 1.1, 1.2, 1.5]


def shopping_days(years):
    """Valentine's, Mother's, Father's and Singles' Day, Black Friday, Cyber Monday, Christmas."""
    def nth(year, month, weekday, count):
        first = pd.Timestamp(year, month, 1)
        return first + pd.Timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))

    days = []
    for year in years:
        thanksgiving = nth(year, 11, 3, 4)
        days += [pd.Timestamp(year, 2, 14), nth(year, 5, 6, 2), nth(year, 6, 6, 3), pd.Timestamp(year, 11, 11),
                 thanksgiving + pd.Timedelta(days=1), thanksgiving + pd.Timedelta(days=4),
                 pd.Timestamp(year, 12, 25)]
    return pd.DatetimeIndex(days)


def is_holiday(dates):
    return dates.isin(shopping_days(range(dates.min().year, dates.max().year + 1))).astype(int)


# 1. Data


def simulate(days=90, seed=42):
    """Rows of four campaigns with carryover, saturation, weekends, holidays, ends of months, and the troubles of exports."""
    rng = np.random.default_rng(seed)
    dates = pd.Series(pd.date_range("2024-10-01", periods=days))
    season = (
        np.where(dates.dt.day_of_week >= 5, 1.2, 1.0) * np.where(is_holiday(dates) == 1, 1.5, 1.0)
        * np.where(dates.dt.day >= 26, 1.1, 1.0))
    # usual spend, money for a thousand views, clicks a view, conversions a click, revenue for each unit of ln(1 + stock),
    # revenue of a day without advertising
    profiles = {
        "Brand Awareness": (500, 8, 0.010, 0.02, 260, 500), "Product Launch": (400, 10, 0.015, 0.04, 340, 400),
        "Retargeting": (250, 12, 0.030, 0.09, 380, 200), "Lead Gen": (300, 9, 0.020, 0.06, 300, 300)}
    frames = []
    for name, (usual, cpm, ctr, cvr, effect, organic) in profiles.items():
        spend = usual * season * rng.lognormal(0, 0.5, days)
        impressions = rng.poisson(1000 * spend / cpm)
        clicks = rng.binomial(impressions, ctr)
        conversions = rng.binomial(clicks, cvr)
        revenue = season * organic + effect * np.log1p(adstock(spend, RETENTION[name])) + rng.normal(0, 100, days)
        frames.append(pd.DataFrame({
            "date": dates, "campaign_name": name, "spend": spend.round(2), "impressions": impressions.astype(float),
            "clicks": clicks.astype(float), "conversions": conversions.astype(float),
            "revenue": revenue.clip(0).round(2)}))
    rows = pd.concat(frames).sort_values(["date", "campaign_name"], ignore_index=True)
    # Troubles: cells without a value, amounts ten times too large or negative, rows twice.
    for column in ["spend", "clicks", "conversions", "revenue"]:
        rows.loc[rng.choice(len(rows), 6, replace=False), column] = np.nan
    rows.loc[rng.choice(len(rows), 4, replace=False), "spend"] *= 10
    rows.loc[rng.choice(len(rows), 3, replace=False), "spend"] *= -1
    return pd.concat([rows, rows.sample(5, random_state=seed)], ignore_index=True)


def validate(rows):
    """What is wrong with the rows, in words; stops where columns are missing."""
    missing = [column for column in REQUIRED if column not in rows]
    if missing:
        raise SystemExit(f"no column {', '.join(missing)}; the file has {', '.join(rows.columns)}")
    found = [f"{count} rows without {column}" for column, count in rows[REQUIRED].isna().sum().items() if count]
    found += [f"{count} negative {column}" for column, count in (rows[MEASURES] < 0).sum().items() if count]
    counts = {
        "rows twice": rows.duplicated(["date", "campaign_name"]).sum(),
        "rows with more clicks than impressions": (rows["clicks"] > rows["impressions"]).sum(),
        "rows with more conversions than clicks": (rows["conversions"] > rows["clicks"]).sum()}
    return found + [f"{count} {what}" for what, count in counts.items() if count]


def clean(rows):
    """One row a day and campaign, every measure present and possible; and what was changed."""
    log = []

    def note(what, count):
        if count:
            log.append(f"{what}: {int(count)}")

    before = len(rows)
    rows = rows.dropna(subset=["date", "campaign_name"])
    note("rows without date or campaign left out", before - len(rows))
    before = len(rows)
    rows = rows.drop_duplicates(["date", "campaign_name"])
    note("rows twice left out", before - len(rows))
    rows = rows.sort_values(["date", "campaign_name"], ignore_index=True)
    campaigns = rows["campaign_name"]
    for column in MEASURES:
        negative = rows[column] < 0
        note(f"negative {column} taken as missing", negative.sum())
        rows[column] = rows[column].mask(negative)
        missing = rows[column].isna()
        note(f"missing {column} filled with the campaign's median", missing.sum())
        rows[column] = rows[column].fillna(rows.groupby(campaigns)[column].transform("median"))
    for column in ["spend", "revenue"]:
        grouped = rows.groupby(campaigns)[column]
        low, high = grouped.transform("quantile", 0.25), grouped.transform("quantile", 0.75)
        limit = high + 3 * (high - low)
        note(f"{column} beyond 3 spreads of the middle half capped", (rows[column] > limit).sum())
        rows[column] = rows[column].clip(upper=limit)
    for part, whole in [("clicks", "impressions"), ("conversions", "clicks")]:
        note(f"{part} beyond {whole} capped", (rows[part] > rows[whole]).sum())
        rows[part] = rows[[part, whole]].min(axis=1)
    return rows, log


def derive(rows):
    """Rates, costs, places in the calendar."""
    def over(above, below):
        return rows[above] / rows[below].where(rows[below] != 0)

    dates = rows["date"].dt
    rows = rows.assign(
        ctr=over("clicks", "impressions"), cvr=over("conversions", "clicks"), cpc=over("spend", "clicks"),
        cpm=1000 * over("spend", "impressions"), cpa=over("spend", "conversions"), roas=over("revenue", "spend"),
        day_of_week=dates.day_name(), is_weekend=(dates.day_of_week >= 5).astype(int), is_holiday=is_holiday(rows["date"]),
        campaign_type=rows["campaign_name"].map(CAMPAIGN_TYPE).fillna(OTHER_TYPE),
        time_period=pd.cut(dates.day, [0, 10, 20, 31], labels=["early", "mid", "late"]).astype(str))
    return rows


# 2. Model


def daily(rows):
    """Revenue and spend by campaign, one row a day; a campaign that is not there that day spends nothing."""
    days = pd.date_range(rows["date"].min(), rows["date"].max())
    spend = rows.pivot_table(index="date", columns="campaign_name", values="spend", aggfunc="sum")
    known = [name for name in RETENTION if name in spend]
    spend = spend[known + [name for name in spend if name not in RETENTION]]
    return spend.reindex(days).fillna(0), rows.groupby("date")["revenue"].sum().reindex(days).fillna(0)


def adstock(spend, retention):
    """a = x + retention * a of the day before."""
    carried, stock = np.empty(len(spend)), 0.0
    for day, amount in enumerate(spend):
        stock = amount + retention * stock
        carried[day] = stock
    return carried


def features(spend):
    """Carried-over, saturated spend; levels of weekdays and months, weekend, holidays, trend."""
    dates = pd.Series(spend.index, index=spend.index)
    columns = {name: np.log1p(adstock(spend[name].to_numpy(), RETENTION.get(name, OTHER_RETENTION))) for name in spend}
    columns |= {f"weekday_{day}": dates.dt.day_of_week == day - 1 for day in range(2, 8)}
    columns["weekend"] = dates.dt.day_of_week >= 5
    columns |= {f"month_{month}": dates.dt.month == month for month in sorted(dates.dt.month.unique())[1:]}
    columns["holidays"] = is_holiday(dates)
    columns["trend"] = np.arange(len(spend))
    return pd.DataFrame(columns, index=spend.index).astype(float)


def fit(x, y):
    search = GridSearchCV(
        Pipeline([("scale", StandardScaler()), ("ridge", Ridge())]), {"ridge__alpha": PENALTIES},
        cv=TimeSeriesSplit(5), scoring="neg_mean_squared_error")
    search.fit(x, y)
    scaler, ridge = search.best_estimator_["scale"], search.best_estimator_["ridge"]
    slopes = pd.Series(ridge.coef_ / scaler.scale_, index=x.columns)
    return search, slopes, ridge.intercept_ - slopes @ scaler.mean_


def evaluate(actual, predicted):
    return {
        "r2": r2_score(actual, predicted), "mae": mean_absolute_error(actual, predicted),
        "rmse": mean_squared_error(actual, predicted) ** 0.5,
        "mape": mean_absolute_percentage_error(actual, predicted)}


def contributions(rows, x, slopes, intercept, campaigns):
    """What the model says that each campaign sold, beside what it cost and what the rows book to it."""
    sold = (x[campaigns] * slopes[campaigns]).sum()
    totals = rows.groupby("campaign_name")[["spend", "revenue"]].sum().loc[campaigns]
    whole = float(intercept * len(x) + (x @ slopes).sum())
    return pd.DataFrame({
        "Campaign": campaigns, "Total_Contribution": sold.to_numpy(), "Percentage": 100 * sold.to_numpy() / whole,
        "Total_Spend": totals["spend"].to_numpy(), "ROI": (sold / totals["spend"]).to_numpy(),
        "ROAS": (totals["revenue"] / totals["spend"]).to_numpy()})


# 3. Budget


def steady_revenue(spend, slopes, rest):
    """What steady spend a day sells a day, by campaign."""
    return slopes * np.log1p(spend / rest)


def optimize(budget, slopes, rest):
    """The spend a day that sells most, each campaign between its bounds."""
    count = len(slopes)
    upper = max(UPPER, 1 / count)
    plan = minimize(
        lambda spend: -steady_revenue(spend, slopes, rest).sum(), np.full(count, budget / count), method="SLSQP",
        jac=lambda spend: -slopes / (rest + spend), bounds=[(LOWER * budget, upper * budget)] * count,
        constraints=[{"type": "eq", "fun": lambda spend: spend.sum() - budget, "jac": np.ones_like}],
        options={"maxiter": 500, "ftol": 1e-12})
    return plan.x


def budgets(spend, slopes, days):
    """The best plan of today's budget, and what more or less money would do; money over the data's whole length."""
    campaigns = list(spend)
    rest = np.array([1 - RETENTION.get(name, OTHER_RETENTION) for name in campaigns])
    effects, today = slopes[campaigns].to_numpy(), spend.mean().to_numpy()
    best = optimize(today.sum(), effects, rest)
    now, then = (steady_revenue(money, effects, rest) for money in (today, best))
    plan = pd.DataFrame({
        "Campaign": campaigns, "Optimal_Spend": best * days, "Optimal_Pct": 100 * best / best.sum(),
        "Expected_Revenue": then * days, "Revenue_Increase_Pct": 100 * (then / now - 1)})
    scenarios = []
    for multiple in SCENARIOS:
        money = optimize(multiple * today.sum(), effects, rest)
        revenue = steady_revenue(money, effects, rest).sum()
        scenarios.append({
            "Total_Budget": money.sum() * days, "Predicted_Revenue": revenue * days, "Expected_ROI": revenue / money.sum(),
            **dict(zip(campaigns, money * days))})
    return plan, pd.DataFrame(scenarios)


# 4. Output


def store(folder, tables, summary):
    """Seven tables, the rows as CSV, the summary."""
    folder.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(folder / "marketing_data.db") as database:
        for name, table in tables.items():
            table.to_sql(name, database, if_exists="replace", index=False)
    database.close()
    tables["facebook_ads"].to_csv(folder / "facebook_ads_processed.csv", index=False)
    (folder / "data_summary.txt").write_text(summary)


def summarize(rows, troubles, log, performance, tables):
    """Key findings as text."""
    shares, plan = tables["mmm_channel_contributions"], tables["mmm_budget_optimization"]
    return "\n".join([
        "Data", f"{len(rows)} rows, {rows.shape[1]} columns, {rows['date'].min():%Y-%m-%d} to {rows['date'].max():%Y-%m-%d}",
        f"Campaigns: {', '.join(rows['campaign_name'].unique())}",
        f"Spend {rows['spend'].sum():,.2f}, revenue {rows['revenue'].sum():,.2f}, "
        f"ROAS {rows['revenue'].sum() / rows['spend'].sum():.2f}",
        "", "Found", *troubles, "", "Changed", *log,
        "", "Model", f"R2 {performance['r2']:.3f}, MAE {performance['mae']:,.2f}, MAPE {100 * performance['mape']:.1f} %",
        "", "Contributions", shares.round(2).to_string(index=False), "", "Budget", plan.round(2).to_string(index=False),
        "", "Columns", ", ".join(rows.columns), ""])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=pathlib.Path, default="data")
    parser.add_argument("--data")
    parser.add_argument("--clean", action="store_true")
    options = parser.parse_args()
    begin = time.perf_counter()
    raw = pd.read_csv(options.data, parse_dates=["date"]) if options.data else simulate()
    troubles = validate(raw)
    rows, log = (raw, []) if options.clean else clean(raw)
    rows = derive(rows)
    prepared = time.perf_counter()
    spend, revenue = daily(rows)
    x = features(spend)
    split = len(x) - round(0.2 * len(x))
    search, slopes, intercept = fit(x[:split], revenue[:split])
    predicted = search.predict(x[split:])
    performance = evaluate(revenue[split:], predicted)
    fitted = time.perf_counter()
    penalty, campaigns = search.best_params_["ridge__alpha"], list(spend)
    plan, scenarios = budgets(spend, slopes, len(x))
    kinds = {name: "Channel" for name in campaigns}
    tables = {
        "facebook_ads": rows,
        "mmm_channel_contributions": contributions(rows, x, slopes, intercept, campaigns),
        "mmm_budget_optimization": plan, "mmm_budget_scenarios": scenarios,
        "mmm_model_performance": pd.DataFrame([
            {**performance, "n_samples": len(x) - split, "model_type": "ridge", "regularization_alpha": penalty}]),
        "mmm_model_coefficients": pd.DataFrame({
            "Feature": ["intercept", *slopes.index], "Coefficient": [intercept, *slopes],
            "Feature_Type": ["Intercept", *(kinds.get(name, "Time") for name in slopes.index)]}),
        "mmm_predictions": pd.DataFrame({
            "date": x.index[split:], "actual_revenue": revenue[split:].to_numpy(), "predicted_revenue": predicted,
            "error": revenue[split:].to_numpy() - predicted})}
    planned = time.perf_counter()
    store(options.out, tables, summarize(rows, troubles, log, performance, tables))
    stored = time.perf_counter()
    print(json.dumps({
        "r2": performance["r2"], "alpha": penalty,
        "seconds": {
            "imports": IMPORTED - START, "data": prepared - begin, "model": fitted - prepared, "budget": planned - fitted,
            "output": stored - planned, "all": stored - START}}))


main()
