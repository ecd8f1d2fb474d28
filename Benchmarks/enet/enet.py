"""The path of enet-bench by scikit-learn's enet_path, on the same numbers, on one thread.

Run: OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python3 enet.py [runs] [tolerance, default 1e-4, theirs] [share]
Standardisation is timed with the path, as in enet-bench; the seconds of enet_path alone come second.
"""
import sys
import time

import numpy
import sklearn
from sklearn.linear_model import enet_path

runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
tolerance = float(sys.argv[2]) if len(sys.argv) > 2 else 1e-4
share = float(sys.argv[3]) if len(sys.argv) > 3 else 0.3
rows, columns = 1000, 100


def uniforms(count):
    """SplitMix64 from the state 42."""
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(42) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z = z ^ (z >> numpy.uint64(31))
    return (z >> numpy.uint64(11)).astype(float) * 2.0 ** -53


normals = uniforms(12 * rows * (columns + 2)).reshape(-1, 12).sum(axis=1) - 6
normals = normals.reshape(columns + 2, rows)
x = numpy.asfortranarray((share * normals[0] + normals[1:-1]).T)
truth = numpy.array([j // 5 + 1 if j % 5 == 0 else 0 for j in range(columns)], dtype=float)
y = 10 + x @ truth + 20 * normals[-1]

best, alone = numpy.inf, numpy.inf
for _ in range(runs):
    start = time.perf_counter()
    z = numpy.asfortranarray((x - x.mean(axis=0)) / x.std(axis=0))
    v = y - y.mean()
    middle = time.perf_counter()
    penalties, coefficients, gaps = enet_path(
        z, v, l1_ratio=0.5, eps=1e-3, n_alphas=100, tol=tolerance, max_iter=10_000) \
        if sklearn.__version__ < "1.9" else enet_path(
        z, v, l1_ratio=0.5, eps=1e-3, alphas=100, tol=tolerance, max_iter=10_000)
    end = time.perf_counter()
    best, alone = min(best, end - start), min(alone, end - middle)
print(f"scikit-learn {sklearn.__version__}, numpy {numpy.__version__}")
print(f"enet path {rows} x {columns}, {len(penalties)} penalties: {best} s, enet_path alone {alone} s")
print(f"largest gap {gaps.max()}; their limit {tolerance * (v @ v) / rows}")
print(f"last coefficients {(coefficients[:, -1] / x.std(axis=0))[:3].tolist()}")
