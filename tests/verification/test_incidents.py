"""Accidents, people missing and risk reports happen at their rates whatever stands, and channels help with a share.

Theory: incidents are Poisson, and those that a channel helps with are a thinning of them; the same incidents happen
where nobody helps (Kingman 1993, Poisson Processes, chapter 5).
"""

from __future__ import annotations

import numpy as np
import pytest

from credopolis.core.labels import INCIDENTS

from .plain import FAR, rules, scene, years_of, z_of
from .tools import Watched, watch

PEOPLE, YEARS = 31_000, 4
BOOK = rules({"harm": "{points: -1, seen_by: {cameras: 0.5}}"})
STAND = {"robots__from_year": 1990.0, "robots__ramp_years": 0.0, "faces__from_year": 1990.0, "faces__ramp_years": 0.0}


def happened(watched: Watched, what: str) -> tuple[int, int]:
    """Incidents of a kind, and those helped with."""
    found = watched.total("incidents")[:, INCIDENTS.index(what)].sum(axis=0)
    return int(found[0]), int(found[1])


def run(*on: str, **settings: object) -> Watched:
    """Four years in which hardly anybody does anything."""
    return watch(scene(BOOK, {"harm": 0.001}, people=PEOPLE, years=YEARS, seed=47, on=on, **{**STAND, **settings}))


def test_a_warning_avoids_accidents_where_there_is_a_robot() -> None:
    """100 a year per 1,000 lives, a tenth of them at places that a robot warns of, three tenths of these avoided."""
    settings = {"robots__accidents_per_1000": 100.0, "robots__places_warned": 0.1, "robots__avoided": 0.3}
    with_robots, without = run("robots", **settings), run(**settings)
    accidents, avoided = happened(with_robots, "accident")
    theory = 0.1 * PEOPLE * years_of(with_robots)
    assert abs(z_of(accidents, theory, "accidents")) < FAR
    assert abs(z_of(avoided, 0.03 * theory, "accidents avoided")) < FAR
    assert happened(without, "accident") == (accidents, 0)


def test_the_missing_are_found_where_cameras_and_searches_see_them() -> None:
    """All places covered, nine in ten on file, a fifth missed: 0.72 of those who are sought are found."""
    cameras = {"cameras__ceiling_per_1000": 2000.0, "cameras__saturation_per_1000": 1.0, "cameras__private_share": 0.0,
               "cameras__rural_factor": 1.0, "cameras__skynet_share": 1.0, "cameras__skynet_from": 1980.0}  # fmt: skip
    faces = {"faces__missing_per_1000": 100.0, "faces__searches_a_missing": 1.0, "faces__enrolled": 0.9,
             "faces__miss_rate": 0.2, "faces__engines_per_million": 1e5}  # fmt: skip
    found = run("cameras", "faces", **cameras, **faces)
    missing, helped = happened(found, "missing_person")
    theory = 0.1 * PEOPLE * years_of(found)
    assert abs(z_of(missing, theory, "missing")) < FAR
    assert abs(z_of(helped, 0.72 * theory, "missing found")) < FAR
    unsought = run("cameras", **cameras, **faces)
    assert happened(unsought, "missing_person") == (missing, 0)


@pytest.mark.parametrize("hours", [1.0, 0.25])
def test_risk_reports_are_looked_into_as_hours_allow(hours: float) -> None:
    """100 counter robots per million hear 480 questions an hour-of-ten each day: 4,800 x 0.1 reports a day and million.

    An officer per 1,000 in the field for 7 hours of the week has, per day and million, 1,000 hours, of which a half may
    not leave patrol; a report takes so many that these are enough for all, or for a quarter."""
    asked = 100 * 10 * 4.8 * 0.1
    report_hours = 500.0 / asked / hours
    watched = run(
        "robots", "officers", robots__counters_per_million=100.0, robots__counter_hours=10.0,
        robots__questions_an_hour=4.8, robots__reports_per_1000=100.0, robots__reports_right=0.4,
        robots__report_hours=report_hours, officers__per_1000=1.0, officers__hours_a_week=7.0,
        officers__field_share=1.0, officers__patrol_least=0.5, officers__mistaken_a_year=0.0,
    )  # fmt: skip
    reports, right = happened(watched, "risk_report")
    theory = asked * PEOPLE / 1e6 * watched.scenario.days
    assert abs(z_of(reports, theory, "risk reports")) < FAR
    assert abs(z_of(right, 0.4 * hours * theory, f"looked into and right, hours for {hours}")) < FAR
    assert np.all(watched.total("incidents") >= 0)
