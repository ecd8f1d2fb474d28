"""This project's own models of `data/raw/retail.csv`, each as a notebook of one cell: how long they take beside the others.

    python3 scripts/peers/ours_run.py --out data/external/peers

Time is that of the whole process, report included, with an empty cache; MIXBOOK is the program, `.build/release/mixbook` where not
set. Only `runs.csv` is written: what these models say is computed by the lesson itself.
"""

import argparse
import json
import os
import pathlib
import resource
import shutil
import subprocess
import tempfile
import time

import common

COMMON = "target=sales channels=tv, digital, radio, print, social controls=holiday"
MODELS = {
    "mixbook ridge": f"fit ridge retail {COMMON} trend=linear season=fourier(2) adstock=geometric(0.5) saturation=hill(1)",
    "mixbook search robyn": f"search robyn retail {COMMON}",
    "mixbook bayes": f"fit bayes retail {COMMON} trend=linear season=fourier(2)",
}


def run(binary, statement, data, seed):
    """The fields of the fit, and seconds by the clock and by the processor."""
    with tempfile.TemporaryDirectory() as name:
        project = pathlib.Path(name)
        (project / "notebooks").mkdir()
        (project / "mixbook.yml").write_text("title: Runs\nnotebooks: notebooks\nartifacts: artifacts\n")
        shutil.copy(data, project / "retail.csv")
        cell = f"```mix\nretail = load retail.csv date=week\nfitted = {statement} seed={seed}\nshow fitted\n```\n"
        (project / "notebooks" / "run.md").write_text(f"---\ntitle: Run\n---\n\n{cell}")
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([binary, "run", "notebooks/run.md"], cwd=project, check=True, stdout=subprocess.DEVNULL)
        seconds, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return json.loads((project / "artifacts" / "runs" / "run.json").read_text()), seconds, used


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the results")
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("data/raw/retail.csv"))
    given = parser.parse_args()
    binary = pathlib.Path(os.environ.get("MIXBOOK", ".build/release/mixbook")).absolute()
    rows = []
    for framework, statement in MODELS.items():
        for seed in (1, 2, 3):
            record, seconds, used = run(binary, statement, given.data, seed)
            fields = record["values"]["fitted"]["fields"]
            rows.append({
                "framework": framework, "version": record["engine"], "seed": seed, "rows": 104,
                **{name: fields[name] for name in ("r2", "nrmse", "mape")}, "rhat_max": fields.get("rhat_max"),
                "divergences": fields.get("divergences"), "seconds_fit": None, "seconds_process": round(seconds, 2),
                "seconds_cpu": round(used, 2), "settings": statement.replace(",", "") + "; whole process with its report, empty cache",
            })
    common.put(given.out / "runs.csv", common.RUNS, rows)


if __name__ == "__main__":
    main()
