"""The ladder task, defined once, and the harness that every Python peer runs in.

N agents, D days, 31 regions. An agent starts with 1,000 points, grade A, no lock, in a region drawn uniformly.
On each day d = 0 .. D-1, for every agent:

1. with chance ``0.03 * (mean score of its region at the start of the day) / 1000`` one of nine deltas, picked by
   its weight, is added to the score;
2. the score's band is the number of thresholds at or below it (0 D, 1 C, 2 B, 3 A, 4 AA, 5 AAA);
3. a band below the grade: the grade falls to it, and a lock runs until d + 730 (B, C), d + 1,825 (D) or d (others);
4. a band above the grade: the grade rises to it if d has reached the lock's end.

Then the number of agents by region and grade is recorded: an array of shape (D, 31, 6).

What is timed is the D days, recording included. Import, compilation (a small warm-up run) and building the
agents come before. Memory is the peak while building and running, less what the process held before.

Source: none outside; the task is a plain stand-in for a points ladder, not a claim about any city's numbers.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

N_REGIONS, N_GRADES = 31, 6
GRADES = ("D", "C", "B", "A", "AA", "AAA")
START_SCORE, START_GRADE = 1000, 3
EVENT_CHANCE = 0.03
DELTAS = (-100, -50, -40, -40, 5, 10, 10, 20, 100)
WEIGHTS = (0.02, 0.06, 0.10, 0.10, 0.30, 0.18, 0.14, 0.08, 0.02)
CUMULATIVE = (0.02, 0.08, 0.18, 0.28, 0.58, 0.76, 0.90, 0.98, 1.0)
THRESHOLDS = (600, 850, 960, 1030, 1050)
LOCK_DAYS = (1825, 730, 730, 0, 0, 0)
WARM_UP = (2000, 3)
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "POLARS_MAX_THREADS")


@dataclass(frozen=True)
class Request:
    """What one run is asked for: agents, days, seed and threads allowed."""

    n: int
    days: int
    seed: int
    threads: int


def band(score: int) -> int:
    """The grade that a score deserves: score, points -> 0 (D) .. 5 (AAA)."""
    if score < 960:
        return 0 if score < 600 else 1 if score < 850 else 2
    return 3 if score < 1030 else 4 if score < 1050 else 5


def parse(argv: list[str]) -> Request:
    """Read ``N [DAYS] [SEED] [THREADS]``, and make the libraries obey THREADS.

    Raises
    ------
    SystemExit
        If a value is not a positive whole number.
    """
    values = [1_000_000, 365, 1, 2]
    try:
        for k, text in enumerate(argv[1:5]):
            values[k] = int(float(text))
    except ValueError:
        sys.exit(f"Usage: python {argv[0]} N [DAYS] [SEED] [THREADS], all whole numbers; got {' '.join(argv[1:])}")
    if values[0] < N_REGIONS or values[1] < 1 or values[2] < 0 or values[3] < 1:
        sys.exit(f"N must be at least {N_REGIONS}, DAYS and THREADS at least 1, SEED at least 0; got {values}")
    request = Request(*values)
    threads = str(request.threads)
    if any(os.environ.get(name) != threads for name in THREAD_VARIABLES):
        # These libraries read their thread count when imported, which has already happened: start over with it set.
        environment = os.environ | dict.fromkeys(THREAD_VARIABLES, threads)
        os.execve(sys.executable, [sys.executable, *argv], environment)
    return request


def _status_bytes(key: str) -> int:
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith(key + ":"):
                return int(line.split()[1]) * 1024
    return 0


def memory_now() -> int:
    """Resident memory of this process, bytes."""
    return _status_bytes("VmRSS")


def memory_peak() -> int:
    """Highest resident memory since `forget_peak`, bytes."""
    return _status_bytes("VmHWM")


def forget_peak() -> None:
    """Give back what the warm-up used and start the peak anew, so that neither hides nor adds to the agents' memory."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except AttributeError:
        pass  # not the GNU C library
    try:
        with open("/proc/self/clear_refs", "w") as control:
            control.write("5")
    except OSError:
        pass  # an old kernel: the peak then includes the warm-up, which is small for all peers


def report(
    name: str,
    version: str,
    request: Request,
    threads: int,
    run_s: float,
    shares: list[float],
    mean_score: float,
    base_rss_bytes: int,
) -> None:
    """Print the one line that the driver reads."""
    line = {
        "name": name,
        "version": version,
        "n": request.n,
        "days": request.days,
        "threads": threads,
        "run_s": run_s,
        "agent_steps_per_s": request.n * request.days / run_s,
        "final_shares": dict(zip(GRADES, shares, strict=True)),
        "mean_score": mean_score,
        "peak_rss_bytes": memory_peak(),
        "base_rss_bytes": base_rss_bytes,
    }
    print(json.dumps(line), flush=True)


def drive(
    name: str,
    version: str,
    build: Callable[[int, int, int], Any],
    simulate: Callable[[Any, int], Any],
    mean_score: Callable[[Any], float],
    *,
    parallel: bool = False,
) -> None:
    """Warm up, build, run, check that nobody was lost, and report.

    Parameters
    ----------
    build : (n, days, seed) -> model
    simulate : (model, days) -> counts of shape (days, 31, 6)
    mean_score : model -> mean score at the end, points
    parallel : whether the peer uses the threads it is allowed
    """
    import numpy as np

    request = parse(sys.argv)
    simulate(build(*WARM_UP, request.seed), WARM_UP[1])
    forget_peak()
    base = memory_now()
    model = build(request.n, request.days, request.seed)
    start = time.perf_counter()
    counts = np.asarray(simulate(model, request.days))
    run_s = time.perf_counter() - start
    if counts.shape != (request.days, N_REGIONS, N_GRADES):
        sys.exit(f"{name} recorded an array of shape {counts.shape}, not {(request.days, N_REGIONS, N_GRADES)}")
    if not (counts.sum(axis=(1, 2)) == request.n).all():
        sys.exit(f"{name} lost or invented agents: daily totals are not all {request.n}")
    shares = (counts[-1].sum(axis=0) / request.n).tolist()
    report(name, version, request, request.threads if parallel else 1, run_s, shares, float(mean_score(model)), base)
