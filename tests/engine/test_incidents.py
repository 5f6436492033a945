"""Accidents, missing people, risk reports and freed desk time in whole runs: on against off, on the same draws."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest

from credopolis.core.labels import OFFICES, WATCHED
from credopolis.mechanisms.channels import OFFICERS
from credopolis.mechanisms.incidents import ACCIDENTS, MISSING, REPORTS
from credopolis.mechanisms.quarter import ACCIDENTS_AVOIDED, DESK_HOURS_SAVED, MISSING_FOUND, RISK_REPORTS

from .cases import BUSY, EVERYTHING, Ran, run, under


@cache
def ran(off: str = "", seed: int = 7) -> Ran:
    """A busy year in which offices are overloaded and robots common, with one mechanism off."""
    office = BUSY.office.model_copy(update={"decisions_a_day": 1300.0, "longest_days": 400})
    faces = BUSY.faces.model_copy(update={"missing_per_1000": 60.0})
    regime = BUSY.model_copy(update={"office": office, "faces": faces})
    scenario, _ = under(EVERYTHING, people=3000, days=365, seed=seed, regime=regime, off=(off,) if off else ())
    return run(scenario, trace=False)


def incidents(of: Ran) -> np.ndarray:
    """(periods, provinces, kinds, 2)."""
    return np.array([period.incidents for period in of.periods])


def office(of: Ran, name: str) -> float:
    return float(sum(period.offices[:, OFFICES.index(name)].sum() for period in of.periods))


def test_numbers_are_those_expected() -> None:
    total = incidents(ran()).sum(axis=(0, 1))
    expected = np.sum([period.benefits.sum(axis=0) for period in ran().periods], axis=0)
    lives_years = 3000 * 365 / 365.25
    for kind, mean in (
        (ACCIDENTS, BUSY.robots.accidents_per_1000 * lives_years / 1000),
        (MISSING, 60 * lives_years / 1000),
    ):
        assert total[kind, 0] == pytest.approx(mean, abs=4.5 * np.sqrt(mean))
    for kind, use in ((ACCIDENTS, ACCIDENTS_AVOIDED), (MISSING, MISSING_FOUND)):
        assert total[kind, 1] == pytest.approx(expected[use], abs=4.5 * np.sqrt(expected[use]))
    reports = expected[RISK_REPORTS]
    assert total[REPORTS, 0] == pytest.approx(reports, abs=4.5 * np.sqrt(reports))
    assert 0 < total[REPORTS, 1] < 0.3 * total[REPORTS, 0]


def test_a_run_without_robots_has_the_same_accidents_and_avoids_none() -> None:
    on, off = incidents(ran()), incidents(ran("robots"))
    np.testing.assert_array_equal(on[..., ACCIDENTS, 0], off[..., ACCIDENTS, 0])
    np.testing.assert_array_equal(on[..., MISSING, 0], off[..., MISSING, 0])
    assert on[..., ACCIDENTS, 1].sum() > 5 and not off[..., ACCIDENTS, 1].any()
    assert not off[..., REPORTS, :].any()
    assert not incidents(ran("faces"))[..., MISSING, 1].any()
    assert (incidents(ran(seed=8)) != on).any()


def test_desk_time_saved_closes_cases_and_shortens_the_queue() -> None:
    on, off = ran(), ran("robots")
    p = BUSY.office
    saved = sum(period.benefits[:, DESK_HOURS_SAVED].sum() for period in on.periods)
    gained = saved * p.freed_to_cases / p.clerk_hours_a_case
    assert gained > 10
    assert office(on, "capacity") - office(off, "capacity") == pytest.approx(gained)
    waiting = [of.periods[-1].offices[:, OFFICES.index("backlog")].sum() for of in (on, off)]
    waits = [of.periods[-1].offices[:, OFFICES.index("wait_days")].mean() for of in (on, off)]
    assert 0 < waiting[0] < waiting[1]
    assert 0 < waits[0] < waits[1]
    none = dataclasses.replace(
        on.scenario,
        regime=on.scenario.regime.model_copy(
            update={
                "office": p.model_copy(update={"freed_to_cases": 0.0, "decisions_a_day": 1300.0, "longest_days": 400})
            }
        ),
    )
    assert office(run(none, trace=False), "capacity") == pytest.approx(office(off, "capacity"))


def test_risk_reports_take_officers_from_patrol() -> None:
    reach = []
    for reports in (5.0, 0.0):
        robots = BUSY.robots.model_copy(update={"reports_per_1000": reports})
        officers = BUSY.officers.model_copy(update={"per_1000": 10.0})
        regime = BUSY.model_copy(update={"robots": robots, "officers": officers})
        scenario, _ = under(EVERYTHING, people=1000, days=60, regime=regime)
        reach.append(run(scenario, trace=False).periods[-1].watched[:, WATCHED.index("reach"), OFFICERS].mean())
    assert reach[0] < reach[1]
