"""What the runners share: the data set, the measures of fit, the command line and the rows they write.

Every runner has one function `fit(table, seed, task)` that returns a `Fit`; `main` calls it and keeps the files. The
tables of results are written row by row, an old row with the same key replaced, so that a run that was stopped goes on
where it was.
"""

import time

STARTED = time.perf_counter()

import argparse
import csv
import dataclasses
import decimal
import fcntl
import importlib.metadata
import math
import os
import pathlib

CHANNELS = ["tv", "digital", "radio", "print", "social"]
CONTROL = "holiday"
DATE = "week"
TARGET = "sales"

# For every file its columns; the first ones, as many as the number says, tell which row is which.
RUNS = 3, ["framework", "version", "seed", "rows", "r2", "nrmse", "mape", "rhat_max", "divergences",
           "seconds_fit", "seconds_process", "seconds_cpu", "settings"]
SHARES = 3, ["framework", "seed", "channel", "spend", "contribution", "share", "roi", "roi_low", "roi_high", "mroi",
             "half_life_weeks", "carried_share", "budget_share"]
WORLDS = 4, ["framework", "world", "seed", "channel", "truth", "roi", "roi_low", "roi_high"]


@dataclasses.dataclass
class Task:
    """How much of the work is wanted."""

    small: bool = False  # fewer draws or iterations, as for many data sets
    everything: bool = False  # also what takes long: marginal returns, the framework's own optimiser


@dataclasses.dataclass
class Channel:
    """What a framework says about one channel; None where it says nothing."""

    roi: float
    low: float | None = None
    high: float | None = None
    mroi: float | None = None
    half_life: float | None = None
    carried: float | None = None
    budget: float | None = None


@dataclasses.dataclass
class Fit:
    """What a framework says about one data set."""

    fitted: list[float]  # expected sales of each week
    channels: dict[str, Channel]
    seconds: float  # of fitting alone
    settings: str
    rhat_max: float | None = None
    divergences: int | None = None


def plain(value):
    """A number as a decimal without exponent, at most ten significant digits; nothing for what is missing."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return ""
    if abs(value) < 1e-9:
        return "0"
    return format(decimal.Decimal(f"{float(value):.10g}").normalize(), "f")


def read(path):
    """The rows of a CSV file, none where there is no file."""
    if not path.exists():
        return []
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def write(path, columns, rows):
    """Writes a CSV file in one go, so that a reader never sees half of one."""
    half = path.with_suffix(".half")
    with open(half, "w", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)
    half.replace(path)


def put(path, table, rows):
    """Puts rows into a file, in place of those with the same key, and keeps the file sorted by key."""
    keys, columns = table
    if "version" in columns[:keys]:  # a run is known by framework and seed, whatever its version
        names = [c for c in columns[:keys] if c != "version"]
    else:
        names = columns[:keys]

    def key(row):
        return tuple(row[name] for name in names)

    def order(row):
        return tuple(
            int(row[n]) if n == "seed" else CHANNELS.index(row[n]) if n == "channel" else row[n] for n in names)

    rows = [{name: plain(row.get(name)) for name in columns} for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)  # its lock keeps two runners from writing at once
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        new = {key(row) for row in rows}
        kept = [row for row in read(path) if key(row) not in new]
        write(path, columns, sorted(kept + rows, key=order))
    finally:
        os.close(folder)


def put_fitted(path, table, framework, fitted):
    """Puts a framework's expected sales into its column of the file of weeks."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        old = {row["week"]: row for row in read(path)}
        rows = []
        for week, actual, value in zip(table[DATE], table[TARGET], fitted):
            week = str(week)[:10]
            known = {"week": week, "actual": plain(int(actual)), framework: plain(float(value))}
            rows.append({**old.get(week, {}), **known})
        others = sorted({name for row in rows for name in row} - {"week", "actual"})
        write(path, ["week", "actual", *others], rows)
    finally:
        os.close(folder)


def measures(actual, fitted):
    """Share of variance explained, root mean square error by the range, mean absolute error by the actual value."""
    pairs = list(zip((float(a) for a in actual), (float(f) for f in fitted)))
    mean = sum(a for a, _ in pairs) / len(pairs)
    squares = sum((a - f) ** 2 for a, f in pairs)
    low, high = min(a for a, _ in pairs), max(a for a, _ in pairs)
    return {
        "r2": 1 - squares / sum((a - mean) ** 2 for a, _ in pairs),
        "nrmse": math.sqrt(squares / len(pairs)) / (high - low),
        "mape": sum(abs(a - f) / abs(a) for a, f in pairs) / len(pairs),
    }


def load(path):
    """The data set, its weeks as dates."""
    import pandas

    return pandas.read_csv(path, parse_dates=[DATE])


def one(framework, package, fit, data, seed, out, everything):
    """Fits the course's data set once and writes what came of it."""
    table = load(data)
    result = fit(table, seed, Task(everything=everything))
    total = float(table[TARGET].sum())
    rows = []
    for name in CHANNELS:
        channel, spend = result.channels[name], float(table[name].sum())
        rows.append({
            "framework": framework, "seed": seed, "channel": name, "spend": spend,
            "contribution": channel.roi * spend, "share": channel.roi * spend / total, "roi": channel.roi,
            "roi_low": channel.low, "roi_high": channel.high, "mroi": channel.mroi,
            "half_life_weeks": channel.half_life, "carried_share": channel.carried, "budget_share": channel.budget,
        })
    put(out / "channels.csv", SHARES, rows)
    if everything:
        put_fitted(out / "weeks.csv", table, framework, result.fitted)
    used = os.times()
    put(out / "runs.csv", RUNS, [{
        "framework": framework, "version": importlib.metadata.version(package), "seed": seed, "rows": len(table),
        **measures(table[TARGET], result.fitted), "rhat_max": result.rhat_max, "divergences": result.divergences,
        "seconds_fit": round(result.seconds, 1), "seconds_process": round(time.perf_counter() - STARTED, 1),
        "seconds_cpu": round(used.user + used.system + used.children_user + used.children_system, 1),
        "settings": result.settings,
    }])


def many(framework, fit, worlds, out, first):
    """Fits the data sets that `worlds.py` simulated, of the first so many seeds, those left out that are done."""
    path = out / "worlds.csv"
    done = {(row["framework"], row["world"], row["seed"]) for row in read(path)}
    truth = {}
    for row in read(worlds / "truth.csv"):
        truth.setdefault((row["world"], row["seed"]), {})[row["channel"]] = float(row["truth"])
    for world, seed in sorted(truth, key=lambda k: (int(k[1]), k[0])):
        if int(seed) > first or (framework, world, seed) in done:
            continue
        begun = time.perf_counter()
        result = fit(load(worlds / f"{world}-{seed}.csv"), int(seed), Task(small=True))
        put(path, WORLDS, [{
            "framework": framework, "world": world, "seed": int(seed), "channel": name,
            "truth": truth[world, seed][name], "roi": channel.roi, "roi_low": channel.low, "roi_high": channel.high,
        } for name, channel in result.channels.items()])
        print(f"{framework} {world} {seed}: {time.perf_counter() - begun:.0f} s; {result.settings}", flush=True)


def main(framework, package, fit):
    """The command line of every runner."""
    parser = argparse.ArgumentParser(description=f"Runs {package} and writes its results.")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the results")
    parser.add_argument("--data", type=pathlib.Path, help="CSV of the data set to fit once")
    parser.add_argument("--seed", type=int, default=1, help="seed of that fit; seed 1 also writes what takes long")
    parser.add_argument("--worlds", type=pathlib.Path, help="folder of simulated data sets, to fit each of them")
    parser.add_argument("--first", type=int, default=10**6, help="of each world only this many")
    given = parser.parse_args()
    if given.data:
        one(framework, package, fit, given.data, given.seed, given.out, everything=given.seed == 1)
    if given.worlds:
        many(framework, fit, given.worlds, given.out, given.first)
