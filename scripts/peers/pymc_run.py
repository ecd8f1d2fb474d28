"""PyMC-Marketing: adstock of eight weeks, logistic saturation, default priors, trend and holiday, two yearly waves."""

import common

import time
import warnings

import numpy
import pandas

warnings.filterwarnings("ignore")

import arviz
from pymc_marketing.mmm import MMM, GeometricAdstock, LogisticSaturation

MEMORY = 8


def interval(draws):
    return {"low": float(numpy.quantile(draws, 0.05)), "high": float(numpy.quantile(draws, 0.95))}


def fit(table, seed, task):
    chains, tune, draws = (2, 500, 500) if task.small else (4, 1000, 1000)
    frame = table.assign(trend=numpy.arange(len(table)) / (len(table) - 1))
    model = MMM(
        date_column=common.DATE, channel_columns=common.CHANNELS, target_column=common.TARGET,
        adstock=GeometricAdstock(l_max=MEMORY), saturation=LogisticSaturation(),
        control_columns=["trend", common.CONTROL], yearly_seasonality=2,
    )
    begun = time.perf_counter()
    model.fit(
        frame.drop(columns=common.TARGET), frame[common.TARGET], nuts_sampler="nutpie", chains=chains, tune=tune,
        draws=draws, cores=1 if task.small else 2, random_seed=seed, progressbar=False,
    )
    seconds = time.perf_counter() - begun

    posterior = model.idata["posterior"]
    scale = float(model.get_scales_as_xarray()["target_scale"].values)
    channels = {}
    for name in common.CHANNELS:
        effect = posterior["channel_contribution"].sel(channel=name).sum("date").values.ravel() * scale
        returns = effect / float(table[name].sum())
        decay = posterior["adstock_alpha"].sel(channel=name).values.ravel()
        weights = decay[:, None] ** numpy.arange(MEMORY)
        channels[name] = common.Channel(
            roi=float(returns.mean()), **interval(returns),
            half_life=float(numpy.median(numpy.log(0.5) / numpy.log(decay))),
            carried=float((1 - 1 / weights.sum(axis=1)).mean()),
        )
    if task.everything:
        add_marginal_returns(model, channels)
        add_budget(model, table, channels)

    free = posterior.to_dataset()[[v.name for v in model.model.free_RVs]]
    worst = arviz.rhat(free)
    return common.Fit(
        fitted=(posterior["mu"].mean(("chain", "draw")).values * scale).tolist(), channels=channels, seconds=seconds,
        settings=f"GeometricAdstock(8) normalised; LogisticSaturation; default priors; trend 0 to 1 and holiday as"
        f" controls; yearly_seasonality 2; nutpie {chains} chains of {tune} + {draws}; intervals 5 to 95 %;"
        " optimiser: bounds 0 to the whole budget and the next 104 weeks",
        rhat_max=float(max(worst[v].max() for v in worst.data_vars)),
        divergences=int(model.idata["sample_stats"]["diverging"].sum()),
    )


def add_marginal_returns(model, channels):
    """What one per cent more of a channel's spend brings, by the package's own function."""
    returns = model.incrementality.marginal_contribution_over_spend(frequency="all_time")
    for name, channel in channels.items():
        channel.mroi = float(returns.sel(channel=name).mean())


def add_budget(model, table, channels):
    """The same budget for as many weeks after the data, spread by the package's own optimiser."""
    first = table[common.DATE].max() + pandas.Timedelta(weeks=1)
    last = table[common.DATE].max() + pandas.Timedelta(weeks=len(table))
    optimiser = model.budget_optimizer(start_date=str(first.date()), end_date=str(last.date()))
    plan = optimiser.allocate_budget(total_budget=float(table[common.CHANNELS].to_numpy().sum())).budgets
    for name, channel in channels.items():
        channel.budget = float(plan.sel(channel=name) / plan.sum())


if __name__ == "__main__":
    common.main("pymc_marketing", "pymc-marketing", fit)
