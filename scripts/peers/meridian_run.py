"""Meridian: a national model, default priors, the holiday as a control, knots where its automatic selection puts them."""

import common

import os
import time
import warnings

warnings.filterwarnings("ignore")
os.environ["MERIDIAN_BACKEND"] = "jax"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy
from meridian.analysis import analyzer, optimizer
from meridian.data import data_frame_input_data_builder as builder
from meridian.model import model, spec

LONGEST = 8  # lags of the default adstock


def interval(draws):
    return {"low": float(numpy.quantile(draws, 0.05)), "high": float(numpy.quantile(draws, 0.95))}


def inputs(table):
    frame = table.rename(columns={common.DATE: "time"}).assign(geo="national_geo")
    frame["time"] = frame["time"].dt.strftime("%Y-%m-%d")
    data = builder.DataFrameInputDataBuilder(
        kpi_type="revenue", default_kpi_column=common.TARGET, default_time_column="time", default_geo_column="geo")
    data = data.with_kpi(frame).with_controls(frame, control_cols=[common.CONTROL])
    channels = common.CHANNELS
    return data.with_media(frame, media_cols=channels, media_spend_cols=channels, media_channels=channels).build()


def fit(table, seed, task):
    chains, adapt, burn, keep = (2, 500, 0, 500) if task.small else (7, 500, 500, 1000)
    begun = time.perf_counter()
    mix = model.Meridian(input_data=inputs(table), model_spec=spec.ModelSpec(enable_aks=True))
    mix.sample_posterior(n_chains=chains, n_adapt=adapt, n_burnin=burn, n_keep=keep, seed=seed)
    seconds = time.perf_counter() - begun

    analysis = analyzer.Analyzer(model_context=mix.model_context, inference_data=mix.inference_data)
    width = len(common.CHANNELS)
    returns = numpy.asarray(analysis.roi()).reshape(-1, width)
    decays = mix.inference_data.posterior["alpha_m"].values.reshape(-1, width)
    weights = decays[:, :, None] ** numpy.arange(LONGEST + 1)
    channels = {
        name: common.Channel(
            roi=float(returns[:, i].mean()), **interval(returns[:, i]),
            half_life=float(numpy.median(numpy.log(0.5) / numpy.log(decays[:, i]))),
            carried=float((1 - 1 / weights[:, i].sum(axis=1)).mean()),
        )
        for i, name in enumerate(common.CHANNELS)
    }
    if task.everything:
        marginal = numpy.asarray(analysis.marginal_roi()).reshape(-1, width).mean(axis=0)
        plan = optimizer.BudgetOptimizer(mix).optimize().optimized_data
        for i, (name, channel) in enumerate(channels.items()):
            channel.mroi = float(marginal[i])
            channel.budget = float(plan.spend.sel(channel=name) / plan.spend.sum())

    expected = numpy.asarray(analysis.expected_outcome(aggregate_times=False))
    statistics = mix.inference_data.sample_stats
    return common.Fit(
        fitted=expected.reshape(-1, len(table)).mean(axis=0).tolist(), channels=channels, seconds=seconds,
        settings=f"national; JAX backend; default priors (ROI LogNormal(0.2, 0.9)); geometric adstock of 8 lags;"
        f" Hill of slope 1; holiday as control; enable_aks: {mix.knot_info.n_knots} knots; {chains} chains of {adapt} + {burn} + {keep};"
        " intervals 5 to 95 %; optimiser: 30 % down or up",
        rhat_max=float(numpy.nanmax(analysis.rhat_summary()["max_rhat"])),
        divergences=int(statistics["diverging"].values.sum()),
    )


if __name__ == "__main__":
    common.main("meridian", "google-meridian", fit)
