"""Simulates the worlds of the bias map with the engine itself, and reads their true returns from the record of the run.

Writes `<world>-<seed>.csv` for every data set and `truth.csv` (world, seed, channel, truth) into one folder.
"""

import argparse
import csv
import json
import os
import pathlib
import subprocess
import tempfile

# How far budgets follow the demand that the retailer expects.
WORLDS = {"following": 0.85, "calm": 0.0}


def notebook(seeds):
    """A notebook that simulates each data set, saves it and asks what generated it."""
    lines = ["---", "title: Worlds", "---", "", "# Worlds", ""]
    for world, confounding in WORLDS.items():
        for seed in seeds:
            lines += [
                "```mix",
                f"{world}_{seed} = simulate retail weeks=104 seed={seed} confounding={confounding}",
                f"{world}_{seed}_truth = truth {world}_{seed}",
                f"save {world}_{seed} to=data/{world}-{seed}.csv",
                "```",
                "",
            ]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder to write")
    parser.add_argument("--seeds", type=int, default=25, help="data sets of each world")
    given = parser.parse_args()
    seeds = range(1, given.seeds + 1)
    binary = pathlib.Path(os.environ.get("MIXBOOK", ".build/release/mixbook")).absolute()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        project = pathlib.Path(name)
        (project / "mixbook.yml").write_text("title: Worlds\nnotebooks: notebooks\nartifacts: artifacts\n")
        (project / "notebooks").mkdir()
        (project / "notebooks" / "worlds.md").write_text(notebook(seeds))
        subprocess.run([binary, "run", "notebooks/worlds.md"], cwd=project, check=True, stdout=subprocess.DEVNULL)
        values = json.loads((project / "artifacts" / "runs" / "worlds.json").read_text())["values"]
        with open(given.out / "truth.csv", "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["world", "seed", "channel", "truth"])
            for world in WORLDS:
                for seed in seeds:
                    fields = values[f"{world}_{seed}_truth"]["fields"]
                    for field, value in fields.items():
                        if field.startswith("roi."):
                            writer.writerow([world, seed, field[4:], value])
        for path in (project / "data").iterdir():
            (given.out / path.name).write_bytes(path.read_bytes())


if __name__ == "__main__":
    main()
