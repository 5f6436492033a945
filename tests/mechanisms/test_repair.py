"""Repair: begun at its rate, and done after its steps and its wait."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.repair import DIALS, days_of_steps, repair_day, repairs_a_day
from credopolis.rulebook.model import DueProcess


def under(declared: DueProcess, off: tuple[str, ...] = ()) -> SimpleNamespace:
    """As much of a scenario as repair looks at."""
    return SimpleNamespace(rulebook=SimpleNamespace(due_process=declared), regime=RegimeParameters(), off=off)


def repaired_share(repairs_a_day: float, other_exits_a_day: float) -> float:
    """Share of exits that are repairs, where both happen at steady rates."""
    return repairs_a_day / (repairs_a_day + other_exits_a_day)


@given(st.integers(0, 5000), st.integers(0, 2000), st.floats(0, 1000), st.floats(0, 500))
def test_repair_takes_its_steps_and_its_wait(posted: int, later: int, wait: float, steps: float) -> None:
    begun = posted + later
    done = repair_day(posted, begun, wait, steps)
    assert done >= begun + int(steps)
    assert done >= posted + int(wait)
    assert done in (begun + int(steps), posted + int(wait))


def test_a_full_right_gives_the_behaviour_itself() -> None:
    full, its = under(DueProcess(repair=1.0, repair_wait_days=365)), RegimeParameters().repair
    assert repairs_a_day(full) * 365.25 == pytest.approx(its.uses_a_year)
    assert {dial.name: dial.of(full) for dial in DIALS}["repair_wait_days"] == 365
    assert days_of_steps(full) == its.steps * its.days_a_step
    assert days_of_steps(under(DueProcess(repair=1.0, repair_steps=7))) == 7 * its.days_a_step


def test_without_a_right_or_switched_off_nobody_repairs() -> None:
    assert repairs_a_day(under(DueProcess())) == repairs_a_day(under(DueProcess(repair=1.0), ("repair",))) == 0


def test_repairs_are_a_small_share_of_exits() -> None:
    """Beside performance and expiry: 2.18 million exits in 2018 from a stock of about 5 million (jd-016, jd-025)."""
    repairs = repairs_a_day(under(DueProcess(repair=0.5)))
    assert 0.02 < repaired_share(repairs, 2.1752e6 / 5e6 / 365.25) < 0.12
