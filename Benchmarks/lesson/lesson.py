# %% [markdown]
# # A lesson to measure
# The same work as `lesson.md`, cell by cell, in pandas, scikit-learn and matplotlib.
# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(11)
n = 104
week = pd.date_range("2022-01-03", periods=n, freq="W-MON")
channels = ["tv", "digital", "radio", "print", "social"]
demand = np.sin(2 * np.pi * np.arange(n) / 52.18)
spend = np.exp(rng.normal(0, 0.3, (n, 5)) + 0.3 * demand[:, None]) * [90, 60, 30, 20, 40]
spend[:, 0] *= rng.random(n) < 0.6
carried = np.zeros_like(spend)
for t in range(n):
    carried[t] = spend[t] + (0.6 * carried[t - 1] if t else 0)
holiday = (np.arange(n) % 26 == 25).astype(float)
sales = 500 + np.arange(n) + 60 * demand + 40 * holiday + carried @ [0.4, 0.5, 0.3, 0.2, 0.4] + rng.normal(0, 15, n)
retail = pd.DataFrame(spend, columns=channels).assign(week=week, holiday=holiday, sales=sales).set_index("week")
retail.head(8)
# %%
fig, ax = plt.subplots(figsize=(8, 3.2))
ax.plot(retail.index, retail["sales"])
ax.set_title("Weekly sales")
# %%
fig, axes = plt.subplots(5, 1, figsize=(8, 6), sharex=True)
for ax, channel in zip(axes, channels):
    ax.plot(retail.index, retail[channel])
    ax.set_title(channel, fontsize=8)
# %%
retail.describe().T
# %%
fig, ax = plt.subplots(figsize=(6, 5))
correlation = retail[channels + ["sales"]].corr()
ax.imshow(correlation, vmin=-1, vmax=1, cmap="RdBu")
ax.set_xticks(range(6), correlation.columns)
ax.set_yticks(range(6), correlation.columns)
for i in range(6):
    for j in range(6):
        ax.text(j, i, f"{correlation.iloc[i, j]:.2f}", ha="center", va="center", fontsize=8)
# %%
t = np.arange(n)
X = retail[channels + ["holiday"]].assign(trend=t)
for k in (1, 2):
    X[f"sin{k}"], X[f"cos{k}"] = np.sin(2 * np.pi * k * t / 52.18), np.cos(2 * np.pi * k * t / 52.18)
grid = np.logspace(-3, 5, 41)
search = GridSearchCV(
    make_pipeline(StandardScaler(), Ridge()), {"ridge__alpha": grid}, cv=TimeSeriesSplit(5),
    scoring="neg_mean_squared_error").fit(X, sales)
model = search.best_estimator_
beta = model[-1].coef_ / model[0].scale_
pd.DataFrame({"coefficient": beta}, index=X.columns)
# %%
fig, ax = plt.subplots(figsize=(8, 3.2))
ax.semilogx(grid, -search.cv_results_["mean_test_score"])
ax.axvline(search.best_params_["ridge__alpha"], ls=":")
ax.set_title("Error by penalty")
# %%
fitted = model.predict(X)
fig, (ax, below) = plt.subplots(2, 1, figsize=(8, 4.5), sharex=True)
ax.plot(retail.index, sales, label="actual")
ax.plot(retail.index, fitted, label="fitted")
ax.legend()
below.plot(retail.index, sales - fitted)
# %%
contribution = retail[channels] * beta[:5]
fig, ax = plt.subplots(figsize=(8, 3.2))
ax.stackplot(retail.index, contribution.T, labels=channels)
ax.legend(loc="upper left")
# %%
table = pd.DataFrame({"contribution": contribution.sum(), "spend": retail[channels].sum()})
table["roi"] = table["contribution"] / table["spend"]
assert model.score(X, sales) > 0.5
table
