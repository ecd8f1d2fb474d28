"""Reference removal effects for Tests/MarketingTests: the four meanings of removal, by the package do-attribution.

    python3 scripts/reference/attribution_removal.py > Tests/MarketingTests/Reference/attribution_removal.json

Sixty journeys of five channels, drawn with a fixed seed, repeats and single touches among them; each path with conversions
and nulls as weights. `detour` is stored as the package gives it: (rate after - rate before) / rate before.

Tools: do-attribution 0.0.2 (MIT), numpy, pandas; their versions are in the output.
"""

import json
import random
import warnings
from importlib.metadata import version

from do_attribution.markov import MarkovAttribution

warnings.simplefilter("ignore")
CHANNELS = ["search", "email", "social", "display", "affiliate"]
random.seed(20)
rows = {}
while len(rows) < 60:
    length = random.choice([1, 1, 2, 2, 3, 4, 5, 7, 10])
    path = tuple(random.choices(CHANNELS, [5, 4, 3, 2, 1], k=length))
    rows[path] = (random.choice([0, 1, 1, 2, 5, 9]), random.choice([0, 2, 3, 7, 20, 40]))

paths, outcomes, weights = [], [], []
for path, (converted, lost) in rows.items():
    for outcome, count in ((1, converted), (0, lost)):
        if count:
            paths.append(" > ".join(path))
            outcomes.append(outcome)
            weights.append(float(count))

cases = []
for order in (1, 2, 3, 4):
    for strategy in ("redirect_to_null", "fail", "fail_refit", "detour"):
        model = MarkovAttribution(order=order, separator=" > ", removal_strategy=strategy)
        result = model.fit(paths, outcomes, weights)
        cases.append({
            "order": order, "strategy": strategy, "rate": result["total_conversion_probability"],
            "effects": {channel: result["removal_effects"][channel] for channel in CHANNELS},
        })

print(json.dumps({
    "tools": {name: version(name) for name in ("do-attribution", "numpy", "pandas")},
    "paths": [{"path": list(p), "conversions": c, "nulls": n} for p, (c, n) in rows.items()],
    "cases": cases,
}, indent=1))
