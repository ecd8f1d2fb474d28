"""robynpy: Meta's Python port of Robyn: prophet's trend and season, geometric adstock, the tutorial's ranges."""

import common

import logging
import os
import pathlib
import tempfile
import time
import warnings

logging.disable(logging.CRITICAL)
warnings.filterwarnings("ignore")
os.environ.setdefault("TQDM_DISABLE", "1")

import matplotlib

matplotlib.use("Agg")

import numpy
import pandas
import robyn
from matplotlib import pyplot
from robyn.allocator.entities.allocation_params import AllocatorParams
from robyn.data.entities.enums import AdstockType, DependentVarType, ProphetSigns, ProphetVariableType
from robyn.data.entities.holidays_data import HolidaysData
from robyn.data.entities.hyperparameters import ChannelHyperparameters, Hyperparameters
from robyn.data.entities.mmmdata import MMMData
from robyn.modeling.clustering.clustering_config import ClusterBy, ClusteringConfig
from robyn.modeling.entities.modelrun_trials_config import TrialsConfig
from robyn.modeling.model_executor import ModelExecutor
from robyn.robyn import Robyn

# robynpy looks for a target of this name when it splits effects in time, and trips over a variable called `holiday`.
NAMES = {common.TARGET: "revenue", common.CONTROL: "event"}
HOLIDAYS = pathlib.Path(robyn.__file__).parent / "tutorials" / "resources" / "dt_prophet_holidays.csv"


def prepared(table, folder):
    """A project with its data, its ranges and prophet's decomposition."""
    frame = table.rename(columns=NAMES)
    data = MMMData(data=frame, mmmdata_spec=MMMData.MMMDataSpec(
        dep_var="revenue", dep_var_type=DependentVarType.REVENUE, date_var=common.DATE, context_vars=["event"],
        organic_vars=[], factor_vars=[], paid_media_spends=common.CHANNELS, paid_media_vars=common.CHANNELS,
        window_start=frame[common.DATE].min(), window_end=frame[common.DATE].max(),
    ))
    # Its holidays would come from a list of public ones; the event is in the data.
    holidays = HolidaysData(
        dt_holidays=pandas.read_csv(HOLIDAYS), prophet_country="US",
        prophet_vars=[ProphetVariableType.TREND, ProphetVariableType.SEASON], prophet_signs=[ProphetSigns.DEFAULT] * 2,
    )
    ranges = Hyperparameters(
        {name: ChannelHyperparameters(alphas=[0.5, 3], gammas=[0.3, 1], thetas=[0, 0.8]) for name in common.CHANNELS},
        adstock=AdstockType.GEOMETRIC, lambda_=[0, 1], train_size=[0.5, 0.8],
    )
    project = Robyn(working_dir=folder)
    logging.disable(logging.CRITICAL)
    project.initialize(mmm_data=data, holidays_data=holidays, hyperparameters=ranges)
    project.feature_engineering(display_plots=False)
    return project


def searched(project, trials, iterations, candidates, clusters, seed):
    """The search and its selection. `Robyn.train_models` does the same as the first half, but takes no seed."""
    project.model_outputs = ModelExecutor(
        mmmdata=project.mmm_data, holidays_data=project.holidays_data, hyperparameters=project.hyperparameters,
        calibration_input=None, featurized_mmm_data=project.featurized_mmm_data,
    ).model_run(
        trials_config=TrialsConfig(trials=trials, iterations=iterations), ts_validation=False, add_penalty_factor=False,
        rssd_zero_penalty=True, seed=[seed], cores=1,
    )
    project.evaluate_models(
        pareto_config={"pareto_fronts": "auto", "min_candidates": candidates},
        cluster_config=ClusteringConfig(
            dep_var_type=DependentVarType.REVENUE, cluster_by=ClusterBy.HYPERPARAMETERS, weights=[1, 1, 1],
        ) if clusters else None,
        display_plots=False,
    )
    pyplot.close("all")


def fit(table, seed, task):
    trials, iterations, candidates = (1, 1000, 30) if task.small else (1, 2000, 100)
    with tempfile.TemporaryDirectory() as folder:
        project = prepared(table, folder)
        begun = time.perf_counter()
        searched(project, trials, iterations, candidates, clusters=not task.small, seed=100 * seed + 23)
        seconds = time.perf_counter() - begun

    # Of the clusters' winners, or without clusters of all models on the fronts, the one of the smallest error score.
    models = project.pareto_result.result_hyp_param
    winners = models if task.small else models[models["top_sol"].astype(bool)]
    chosen = winners.loc[winners["error_score"].idxmin()]
    name_of = chosen["sol_id"]
    effects = project.pareto_result.x_decomp_agg
    effects = effects[effects["sol_id"] == name_of].set_index("rn")
    weeks = project.pareto_result.x_decomp_vec_collect
    weeks = weeks[weeks["sol_id"] == name_of].sort_values("ds")

    channels = {}
    for name in common.CHANNELS:
        retention = float(chosen[f"{name}_thetas"])
        channels[name] = common.Channel(
            roi=float(effects.loc[name, "roi_total"]),
            low=None if task.small else float(effects.loc[name, "ci_low"]),
            high=None if task.small else float(effects.loc[name, "ci_up"]),
            half_life=float(numpy.log(0.5) / numpy.log(retention)) if retention > 0 else 0.0, carried=retention,
        )
    if task.everything:
        add_plan(project, name_of, channels)
    selection = (
        f"the smallest error score of {len(models)} models on the fronts, without clusters" if task.small else
        f"clusters by hyperparameters; of the {len(winners)} clusters' winners the smallest error score"
        f" (of {len(models)} models on the fronts); intervals: bootstrap within the cluster;"
        " optimiser: max_response and 0.7 to 1.2 of mean spend")
    return common.Fit(
        fitted=weeks["depVarHat"].astype(float).tolist(), channels=channels, seconds=seconds,
        settings=f"prophet trend and season; geometric adstock theta 0 to 0.8; Hill alpha 0.5 to 3 and gamma 0.3 to 1;"
        f" holiday as context variable event; ridge; no time series validation; {trials} x {iterations} evaluations"
        f" of TwoPointsDE; Pareto fronts for {candidates} candidates; {selection}",
    )


def add_plan(project, chosen, channels):
    """Marginal returns at mean spend and a plan, by the package's allocator, which wants its default bounds one by one."""
    width = len(channels)
    plan = project.optimize_budget(
        AllocatorParams(scenario="max_response", channel_constr_low=[0.7] * width, channel_constr_up=[1.2] * width),
        select_model=chosen, display_plots=False,
    ).result.dt_optimOut.set_index("channels")
    for name, channel in channels.items():
        channel.mroi = float(plan.loc[name, "initResponseMargUnit"])
        channel.budget = float(plan.loc[name, "optmSpendUnit"] / plan["optmSpendUnit"].sum())


if __name__ == "__main__":
    common.main("robynpy", "robynpy", fit)
