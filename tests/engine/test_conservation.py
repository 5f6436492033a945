"""Nothing is lost or made between tables: how a run is cut, ordered or watched changes no number."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from credopolis.core.schema import AGE_BANDS, AREAS, GROUPS, SEXES

from .cases import EVERYTHING, Ran, run, under

TALLIES = ("flows", "falls", "entries", "acts", "spells", "recoveries", "cases", "process", "encounters")


@cache
def ran(interval: str = "month") -> Ran:
    """Two thousand lives for a year and a half, three grids in the largest district."""
    scenario, _ = under(EVERYTHING, people=2000, days=500, interval=interval, grid_lives=60, district_grids=1)
    return run(scenario, trace=False)


@pytest.mark.parametrize("interval", ["tick", "quarter", "year"])
def test_the_interval_of_recording_changes_no_total(interval: str) -> None:
    other = ran(interval)
    assert len(other.periods) != len(ran().periods)
    assert other.outcome.state_digest == ran().outcome.state_digest
    for name in TALLIES:
        np.testing.assert_array_equal(other.total(name), ran().total(name), err_msg=name)
    for name in ("census", "locked", "listed", "score_sum", "removed", "liberty"):
        np.testing.assert_array_equal(getattr(other.periods[-1], name), getattr(ran().periods[-1], name), err_msg=name)


def test_order_and_watching_change_nothing() -> None:
    scenario = ran().scenario
    backwards = ran().engine.order[::-1].copy()
    for other in (run(scenario), run(scenario, trace=False, order=backwards)):
        assert other.outcome.state_digest == ran().outcome.state_digest
        for mine, its in zip(ran().periods, other.periods, strict=True):
            for name in (*TALLIES, "census", "locked", "listed", "score_sum", "removed", "liberty"):
                np.testing.assert_array_equal(getattr(mine, name), getattr(its, name), err_msg=name)


def test_another_seed_is_another_run() -> None:
    other = run(replace(ran().scenario, seed=8), trace=False)
    assert other.outcome.state_digest != ran().outcome.state_digest


def test_only_age_moves_lives_between_cells() -> None:
    shape = (-1, len(SEXES), len(AGE_BANDS), len(GROUPS), len(AREAS))
    lives = [period.census.sum(axis=-1).reshape(shape) for period in ran().periods]
    for now in lives:
        np.testing.assert_array_equal(now.sum(axis=2), lives[0].sum(axis=2))
    older = [now.sum(axis=(0, 1, 3, 4))[::-1].cumsum() for now in lives]
    assert all((after >= before).all() for before, after in zip(older, older[1:], strict=False))
    assert (older[-1][:-1] > older[0][:-1]).any()


def test_lives_enter_and_leave_the_unscored_by_flows_alone() -> None:
    flows = ran().total("flows").sum(axis=0)
    first, last = ran().periods[0].census[..., -1].sum(), ran().periods[-1].census[..., -1].sum()
    removed = ran().periods[-1].removed.sum()
    assert first - last == flows[-1].sum() - flows[:, -1].sum()
    assert flows[:, -1].sum() >= removed > 0
    assert flows[-1, ran().scenario.rulebook.start_grade] > 0


def test_time_in_locks_is_at_most_a_lock_long() -> None:
    lock_days = ran().scenario.rulebook.lock_days
    spells = ran().total("spells")
    for grade, days in enumerate(lock_days):
        assert spells[grade, int(days) // 30 + 1 :].sum() == 0
        released = spells[grade, :, 0]
        assert released.sum() == released[int(days) // 30]
    assert (spells.sum(axis=(1, 2)) > 0).tolist() == (lock_days > 0).tolist()
