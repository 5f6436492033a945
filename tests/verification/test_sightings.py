"""Every channel that sees an act is counted; the first of those that see it opens the case.

Theory: channels see independently, so of Poisson acts at rate r records see a share p, cameras a share q, and what
cameras are the first to see is a share (1 - p) q: thinned Poisson processes, whatever the order in which channels are
asked.

Source: Kingman 1993, Poisson Processes, chapter 5 (colouring and thinning).
"""

from __future__ import annotations

import pytest

from credopolis.core.schema import TRUE
from credopolis.engine.tally import FILED
from credopolis.engine.world import REACH
from credopolis.mechanisms.channels import CAMERAS, CHANNELS, RECORDS

from .one_act import society
from .tools import Watched, poisson_z, report, watch, with_rulebook, z_limit

RATE, BY_RECORDS, BY_CAMERAS, PEOPLE = 2.0, 0.4, 0.9, 20_000
BOOK = f"""
format: credopolis-rulebook/1
name: one-act
title: One act that two channels can see
account: hypothetical
source: assumption
score: {{start: 1000, min: -16000, max: 16000}}
scored_from_age: 0d
grades: {{high: {{from: 0}}, low: {{}}}}
acts:
  act: {{points: -1, seen_by: {{records: {BY_RECORDS}, cameras: {BY_CAMERAS}}}, decision: none}}
"""
CHECKS = 4


@pytest.fixture(scope="module")
def watched() -> Watched:
    changed = {"regime.records.coverage": 1.0, "regime.cameras.by_eye": 1.0}
    quiet = society("records", RATE, people=PEOPLE, years=2, seed=5, off=("false_alarms", "office", "faces"),
                    overrides=changed)  # fmt: skip
    return watch(with_rulebook(quiet, BOOK))


def shares(watched: Watched) -> tuple[float, float]:
    """Shares that records and cameras see of the acts of the run, which come evenly over lives and ticks."""
    reach = watched.fields[:, :, REACH : REACH + CAMERAS + 1].mean(axis=(0, 1))
    assert 0.05 < reach[CAMERAS] < 1
    return BY_RECORDS * float(reach[RECORDS]), BY_CAMERAS * float(reach[CAMERAS])


def z_of(found: float, theory: float, what: str) -> float:
    """How far a Poisson count is from its mean, in standard deviations."""
    z = poisson_z(found, theory)
    report("sightings", of=what, found=float(found), theory=theory, z=z)
    return z


@pytest.mark.parametrize("channel", [RECORDS, CAMERAS])
def test_all_that_see_an_act_are_counted_and_the_first_reports(channel: int, watched: Watched) -> None:
    acts = RATE * PEOPLE * watched.scenario.days / 365.25
    pair = watched.periods[0].pairs[:, 1].tolist().index(channel)
    by_records, by_cameras = shares(watched)
    seen, first = (by_records, by_records) if channel == RECORDS else (by_cameras, (1 - by_records) * by_cameras)
    sighted = watched.total("sightings")[:, pair].sum()
    filed = watched.total("cases")[:, pair, TRUE, int(FILED)].sum()
    assert abs(z_of(sighted, acts * seen, f"seen by {CHANNELS[channel]}")) < z_limit(CHECKS)
    assert abs(z_of(filed, acts * first, f"first {CHANNELS[channel]}")) < z_limit(CHECKS)
