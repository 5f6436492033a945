"""Common random numbers: the difference between two regimes is measured far more sharply on shared draws.

Theory: Var(A - B) = Var A + Var B - 2 Cov(A, B); shared draws make the covariance large when the regimes are alike, so
paired differences need far fewer seeds than unpaired ones.

Source: Glasserman and Yao 1992, Some guidelines and guarantees for common random numbers, Management Science 38(6).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from credopolis.library.catalogue import load_scenario

from .tools import Watched, report, watch

SEEDS = range(100, 124)
MILD = {"rulebook.acts.negative_post.seen_by.records": 0.06}

OUTCOMES: dict[str, Callable[[Watched], float]] = {
    "mean score": lambda w: float(w.standing["score"].mean()),
    "share below A-": lambda w: float((w.standing["grade"] < 3).mean()),
    "entries a life": lambda w: float(w.total("entries").sum() / w.scenario.people),
}


def ratios() -> dict[str, float]:
    """Variance of the unpaired over that of the paired difference, by outcome."""
    values: dict[str, list[tuple[float, float]]] = {name: [] for name in OUTCOMES}
    regimes = [load_scenario("popular-account", people=3000, years=3, interval="year", set=o) for o in ({}, MILD)]
    for seed in SEEDS:
        pair = [watch(replace(regime, seed=seed)) for regime in regimes]
        for name, measure in OUTCOMES.items():
            values[name].append((measure(pair[0]), measure(pair[1])))
    out = {}
    for name, pairs in values.items():
        a, b = np.array(pairs).T
        out[name] = float((a.var(ddof=1) + b.var(ddof=1)) / (a - b).var(ddof=1))
    return out


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    found = ratios()
    for name, ratio in found.items():
        report("common draws", outcome=name, unpaired_over_paired=ratio)
    return found


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_pairing_lowers_the_variance(outcome: str, measured: dict[str, float]) -> None:
    assert measured[outcome] > 10.0
