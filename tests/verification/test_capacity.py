"""Capacity binds: twice the cameras with as many engines does not see twice as much.

Runs are paired: the same seed, and so the same acts on the same days. Cameras are few, so that coverage itself has
hardly begun to saturate; with engines to spare, detections rise nearly in proportion, and what falls short of that
is the closed form of coverage. With few engines they rise far less: sightings wait, and are dropped.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from credopolis.engine.tally import FILED
from credopolis.engine.world import REACH
from credopolis.mechanisms.channels import CAMERAS, FACES

from .one_act import society
from .tools import Watched, report, watch

SEEDS = range(61, 67)
CEILING = 20.0
CAPACITY, DEMAND, USED, DROPPED = range(4)
AMPLE, SCARCE = 100_000.0, 8.0
ALONE = ("records", "office", "false_alarms")
T_95, T_999 = 2.571, 6.869
"""Student's t for six pairs: two-sided at 0.05 and 0.001."""


@cache
def seen(ceiling: float, engines: float, seed: int) -> Watched:
    """Two years in which everybody does something in public twice a year, and operators know few by eye."""
    overrides = {
        "regime.cameras.ceiling_per_1000": ceiling,
        "regime.cameras.by_eye": 0.05,
        "regime.faces.engines_per_million": engines,
        "regime.faces.searches_an_hour": 10.0,
        "regime.faces.missing_per_1000": 0.0,
        "regime.faces.trips_a_year": 0.0,
        "regime.faces.searches_a_year": 0.0,
    }
    scenario = society("cameras", 2.0, people=31_000, years=2, seed=seed, off=ALONE, overrides=overrides)
    return watch(scenario)


def detections(watched: Watched) -> tuple[int, int]:
    """Cases filed by operators who knew a face, and by face matching."""
    pairs = watched.periods[-1].pairs[:, 1]
    filed = watched.total("cases")[:, :, 0, int(FILED)].sum(axis=0)
    return int(filed[pairs == CAMERAS].sum()), int(filed[pairs == FACES].sum())


def gains(engines: float, times: float) -> tuple[list[float], float]:
    """For each pair the log of how many times as many detections so many times the cameras bring, and the log of how
    many times as much the cameras cover."""
    logs, reach = [], []
    for seed in SEEDS:
        few, many = seen(CEILING, engines, seed), seen(CEILING * times, engines, seed)
        assert few.total("acts").sum() == many.total("acts").sum(), "pairs must do the same acts"
        logs.append(math.log(sum(detections(many)) / sum(detections(few))))
        covered = [run.fields[:, :, REACH + CAMERAS].mean() for run in (many, few)]
        reach.append(math.log(covered[0] / covered[1]))
    return logs, float(np.mean(reach))


def error_of(logs: list[float]) -> float:
    """Standard error of a mean."""
    return float(np.std(logs, ddof=1)) / math.sqrt(len(logs))


@pytest.mark.parametrize("times", [2.0, 4.0])
def test_more_cameras_with_the_same_engines_bring_less_than_in_proportion(times: float) -> None:
    highest = {}
    for name, engines in (("ample", AMPLE), ("scarce", SCARCE)):
        logs, reach = gains(engines, times)
        mean, half = float(np.mean(logs)), T_95 * error_of(logs)
        report("more cameras", cameras=times, engines=name, detections=math.exp(mean), low=math.exp(mean - half),
               high=math.exp(mean + half), coverage=math.exp(reach))  # fmt: skip
        highest[name] = math.exp(mean + T_999 * error_of(logs))
        if name == "ample":
            assert abs(mean - reach) < T_999 * error_of(logs), "with engines to spare, detections follow coverage"
            assert mean > 0.8 * math.log(times)
    assert highest["scarce"] < 0.8 * times, "less than in proportion"


def test_engines_that_are_too_few_are_used_up_and_drop_what_they_cannot_search() -> None:
    watched = seen(4 * CEILING, SCARCE, SEEDS[0])
    work = watched.total("watched")[:, :, FACES].sum(axis=0)
    report("engines", used=work[USED] / work[CAPACITY], dropped=work[DROPPED] / work[DEMAND])
    assert work[USED] == pytest.approx(work[CAPACITY], rel=0.02)
    assert work[DROPPED] > 0.3 * work[DEMAND]
