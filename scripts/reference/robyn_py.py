#!/usr/bin/env python3
"""Times robynpy, Meta's Python port of Robyn, as a yardstick: the search alone, and the whole process around it.

Prophet's trend and season, geometric carryover, the package's usual ranges, ridge by R's glmnet, TwoPointsDE, no validation, logging off:
what `search robyn` does by default. One trial; it runs on one core whatever it is told.

Usage: robyn_py.py DATA.csv [ITERATIONS]     columns date, sales, holiday and one for each channel
Prints one line of JSON on the last line: seconds of import, preparation and training, evaluations a second, best errors.

Needs R with glmnet and the packages of scripts/peers/requirements-robyn.txt. Made with robynpy 0.3.6, R 4.2.2, glmnet 4.1-6, Python 3.11.
"""

import json
import sys
import time

started = time.perf_counter()
import logging  # noqa: E402
import os  # noqa: E402
import pathlib  # noqa: E402
import tempfile  # noqa: E402
import warnings  # noqa: E402

logging.disable(logging.CRITICAL)
warnings.filterwarnings("ignore")
os.environ.setdefault("TQDM_DISABLE", "1")

import matplotlib  # noqa: E402

matplotlib.use("Agg")
import pandas  # noqa: E402
import robyn  # noqa: E402
from robyn.data.entities.enums import AdstockType, DependentVarType, ProphetSigns, ProphetVariableType  # noqa: E402
from robyn.data.entities.holidays_data import HolidaysData  # noqa: E402
from robyn.data.entities.hyperparameters import ChannelHyperparameters, Hyperparameters  # noqa: E402
from robyn.data.entities.mmmdata import MMMData  # noqa: E402
from robyn.modeling.entities.modelrun_trials_config import TrialsConfig  # noqa: E402
from robyn.robyn import Robyn  # noqa: E402

imported = time.perf_counter()


def main():
    frame = pandas.read_csv(sys.argv[1], parse_dates=["date"]).drop(columns="trend", errors="ignore")
    iterations = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    # It trips over a context variable called `holiday`.
    frame = frame.rename(columns={"holiday": "event"})
    channels = [name for name in frame.columns if name not in ("date", "sales", "event")]
    holidays = pathlib.Path(robyn.__file__).parent / "tutorials/resources/dt_prophet_holidays.csv"
    begun = time.perf_counter()
    project = Robyn(working_dir=tempfile.mkdtemp())
    logging.disable(logging.CRITICAL)
    project.initialize(
        mmm_data=MMMData(data=frame, mmmdata_spec=MMMData.MMMDataSpec(
            dep_var="sales", dep_var_type=DependentVarType.REVENUE, date_var="date", context_vars=["event"], organic_vars=[],
            factor_vars=[], paid_media_spends=channels, paid_media_vars=channels, window_start=frame.date.min(),
            window_end=frame.date.max())),
        holidays_data=HolidaysData(
            dt_holidays=pandas.read_csv(holidays), prophet_vars=[ProphetVariableType.TREND, ProphetVariableType.SEASON],
            prophet_signs=[ProphetSigns.DEFAULT] * 2, prophet_country="US"),
        hyperparameters=Hyperparameters(
            {name: ChannelHyperparameters(alphas=[0.5, 3], gammas=[0.3, 1], thetas=[0, 0.8]) for name in channels},
            adstock=AdstockType.GEOMETRIC, lambda_=[0, 1], train_size=[0.5, 0.8]))
    project.feature_engineering(display_plots=False)
    prepared, busy = time.perf_counter(), time.process_time()
    project.train_models(
        TrialsConfig(trials=1, iterations=iterations), ts_validation=False, add_penalty_factor=False, rssd_zero_penalty=True,
        cores=1, display_plots=False)
    trained, busy = time.perf_counter(), time.process_time() - busy
    tried = pandas.concat([trial.result_hyp_param for trial in project.model_outputs.trials], ignore_index=True)
    best = tried.loc[tried.nrmse.idxmin()]
    print(json.dumps({
        "import_s": imported - started, "prepare_s": prepared - begun, "train_s": trained - prepared, "evaluations": iterations,
        "evaluations_per_s": iterations / (trained - prepared), "evaluations_per_processor_s": iterations / busy, "best_nrmse": float(best["nrmse"]),
        "rssd_there": float(best["decomp.rssd"])}), flush=True)


main()
