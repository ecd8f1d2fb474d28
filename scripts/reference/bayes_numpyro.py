#!/usr/bin/env python3
"""Times the Bayesian mix model of PyMC-Marketing's defaults in NumPyro, as a yardstick.

The same model, data, scaling and priors as `fit bayes … preset=pymc`: geometric adstock of 8 periods, logistic or
Hill saturation, two yearly Fourier pairs by day of the year, controls as they are, 4 chains × 1,000 warm-up ×
1,000 draws, target acceptance 0.8, diagonal metric (NumPyro's default).

Usage: bayes_numpyro.py DATA.csv logistic|hill [SEED] [--once]
Prints one line of JSON: seconds of import, compilation and sampling, effective draws, R-hat, divergences. The model is sampled
twice, the second time without compilation; with --once a single time, as an analyst does.

Made with numpyro 0.22.0, jax 0.10.2, arviz 0.23.4, numpy 2.4.6, Python 3.11.
"""

import csv
import datetime
import json
import os
import sys
import time

# Loops as small as these cost more to dispatch, operation by operation, than to compute; as one function they do not.
os.environ.setdefault(
    "XLA_FLAGS",
    "--xla_cpu_multi_thread_eigen=false "
    "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=10000000")
started = time.perf_counter()
import jax  # noqa: E402

jax.config.update("jax_enable_x64", True)
import numpyro  # noqa: E402

numpyro.set_host_device_count(4)
import arviz as az  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import numpyro.distributions as dist  # noqa: E402
from numpyro.infer import MCMC, NUTS  # noqa: E402

imported = time.perf_counter()

LAGS = 8


def read(path):
    """The columns of the file, scaled as the model wants them."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    names = [n for n in rows[0] if n not in ("date", "sales", "trend", "holiday")]
    sales = np.array([float(r["sales"]) for r in rows])
    spend = np.array([[float(r[n]) for n in names] for r in rows])
    controls = np.array([[float(r["trend"]), float(r["holiday"])] for r in rows])
    days = np.array([datetime.date.fromisoformat(r["date"]).timetuple().tm_yday for r in rows])
    angles = 2 * np.pi * np.outer(days, [1, 2]) / 365.25
    waves = np.hstack([np.sin(angles), np.cos(angles)])
    return names, sales / sales.max(), spend / spend.max(axis=0), controls, waves


def model(y, lagged, controls, waves, saturation):
    """Sales of each week around base, controls, waves and saturated carried-over spend."""
    channels = lagged.shape[0]
    base = numpyro.sample("intercept_contribution", dist.Normal(0, 2))
    control = numpyro.sample("gamma_control", dist.Normal(0, 2).expand([controls.shape[1]]))
    fourier = numpyro.sample("gamma_fourier", dist.Laplace(0, 1).expand([waves.shape[1]]))
    sigma = numpyro.sample("y_sigma", dist.HalfNormal(2))
    alpha = numpyro.sample("adstock_alpha", dist.Beta(1, 3).expand([channels]))
    weights = alpha[None, :] ** jnp.arange(LAGS)[:, None]
    weights = weights / weights.sum(axis=0)
    # A product of matrices: of a sum of products XLA would compute everything anew for each lag's derivative.
    carried = jnp.einsum("ctl,lc->tc", lagged, weights)
    if saturation == "logistic":
        lam = numpyro.sample("saturation_lam", dist.Gamma(3, 1).expand([channels]))
        beta = numpyro.sample("saturation_beta", dist.HalfNormal(2).expand([channels]))
        effect = jnp.tanh(lam * carried / 2)
    else:
        slope = numpyro.sample("saturation_slope", dist.HalfNormal(1.5).expand([channels]))
        kappa = numpyro.sample("saturation_kappa", dist.HalfNormal(1.5).expand([channels]))
        beta = numpyro.sample("saturation_beta", dist.HalfNormal(1.5).expand([channels]))
        safe = jnp.where(carried > 0, carried, 1.0)
        ratio = jnp.exp(slope * (jnp.log(kappa) - jnp.log(safe)))
        effect = jnp.where(carried > 0, 1 / (1 + ratio), 0.0)
    mean = base + (effect * beta).sum(1) + (controls * control).sum(1) + (waves * fourier).sum(1)
    numpyro.sample("y", dist.Normal(mean, sigma), obs=y)


def main():
    words = [word for word in sys.argv[1:] if word != "--once"]
    path, saturation = words[0], words[1]
    seed = int(words[2]) if len(words) > 2 else 42
    once = len(words) < len(sys.argv) - 1
    _, y, spend, controls, waves = read(path)
    padded = np.vstack([np.zeros((LAGS - 1, spend.shape[1])), spend])
    lagged = np.stack([padded[LAGS - 1 - lag : LAGS - 1 - lag + len(y)] for lag in range(LAGS)])
    lagged = np.ascontiguousarray(lagged.transpose(2, 1, 0))
    sampler = MCMC(
        NUTS(model, target_accept_prob=0.8), num_warmup=1000, num_samples=1000, num_chains=4,
        chain_method="parallel", progress_bar=False)
    data = (y, lagged, controls, waves, saturation)
    # The first call compiles; a second with another seed is sampling alone.
    first = time.perf_counter()
    if not once:
        sampler.run(jax.random.PRNGKey(seed + 1), *data, extra_fields=("diverging", "num_steps"))
        jax.block_until_ready(sampler.get_samples())
    second = time.perf_counter()
    sampler.run(jax.random.PRNGKey(seed), *data, extra_fields=("diverging", "num_steps"))
    jax.block_until_ready(sampler.get_samples())
    sampled = time.perf_counter() - second
    summary = az.summary(az.from_numpyro(sampler), kind="diagnostics", round_to=None)
    effective = float(summary["ess_bulk"].min())
    compiled = 0 if once else second - first - sampled
    whole = imported - started + compiled + sampled
    extra = sampler.get_extra_fields()
    print(json.dumps({
        "import_s": round(imported - started, 2), "compile_s": round(compiled, 2),
        "sampling_s": round(sampled, 3), "whole_s": round(whole, 2),
        "ess_bulk_min": round(effective), "rhat_max": round(float(summary["r_hat"].max()), 4),
        "divergences": int(extra["diverging"].sum()),
        "leapfrogs_per_draw": round(float(extra["num_steps"].mean()), 1),
        "ess_per_second_sampling": round(effective / sampled, 1),
        "ess_per_second_whole": round(effective / whole, 1),
    }))


if __name__ == "__main__":
    main()
