"""Exactness: the same bits for any number of threads, any order of districts, recorded or not, run or replayed.

Theory: every draw is a function of (seed, purpose, who, when) and districts meet only through sums of whole numbers
taken in a fixed order, so neither scheduling nor recording can enter the results.

Source: Salmon, Moraes, Dror and Shaw 2011, Parallel random numbers: as easy as 1, 2, 3 (SC11), and
docs/architecture.md, Lives down, fields up.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from credopolis.analysis.open import execute
from credopolis.engine.replay import read_trace, replay_life
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from tests.periods import assert_same_period

from .tools import Watched, report, watch


def scenario() -> Scenario:
    """All mechanisms on, many small districts."""
    loaded = load_scenario("popular-account", people=12_000, years=3, seed=91)
    return replace(loaded, grid_lives=250, district_grids=2)


@pytest.fixture(scope="module")
def reference() -> Watched:
    return watch(scenario(), threads=1)


def assert_same(one: Watched, other: Watched) -> None:
    assert one.outcome.state_digest == other.outcome.state_digest
    for ours, theirs in zip(one.periods, other.periods, strict=True):
        assert_same_period(ours, theirs)
    assert np.array_equal(one.fields, other.fields)
    assert all(np.array_equal(a.grades, b.grades) for a, b in zip(one.ticks, other.ticks, strict=True))


@pytest.mark.parametrize("threads", [2, 8])
def test_threads(reference: Watched, threads: int) -> None:
    assert_same(reference, watch(scenario(), threads=threads))


@pytest.mark.parametrize("kind", ["reversed", "shuffled"])
def test_order_of_districts(reference: Watched, kind: str) -> None:
    n = reference.engine.layout.n_districts
    assert n > 31
    order = np.arange(n)[::-1] if kind == "reversed" else np.random.default_rng(4).permutation(n)
    for threads in (1, 2):
        assert_same(reference, watch(scenario(), threads=threads, order=np.ascontiguousarray(order)))


def test_another_seed_is_another_run(reference: Watched) -> None:
    """The check can fail."""
    other = watch(replace(scenario(), seed=92))
    assert other.outcome.state_digest != reference.outcome.state_digest


def test_recording_fields_changes_nothing(reference: Watched, tmp_path: Path) -> None:
    runs = [
        execute(scenario(), out=tmp_path / f"{k}", threads=threads, fields=fields)
        for k, (threads, fields) in enumerate([(1, True), (2, False), (8, True)])
    ]
    assert runs[0].fingerprint is not None
    assert {run.fingerprint for run in runs} == {runs[0].fingerprint}
    assert runs[0].manifest["outcome"]["state_digest"] == reference.outcome.state_digest


def test_tracing_changes_nothing(reference: Watched) -> None:
    assert_same(reference, watch(scenario(), traced=np.arange(0, 12_000, 97)))


def test_fifty_lives_replayed_agree_with_a_tracing_run(reference: Watched) -> None:
    lives = np.sort(np.random.default_rng(5).choice(12_000, 50, replace=False))
    traced = watch(scenario(), traced=lives)
    told = 0
    for life in lives.tolist():
        story = read_trace(traced.engine, life)
        assert replay_life(scenario(), life, reference.fields) == story
        told += len(story)
        stands = traced.standing[life]
        if story and story[-1].grade != "unscored":
            assert story[-1].score == stands["score"]
    report("replay", lives=50, lines=told)
    assert told > 150
