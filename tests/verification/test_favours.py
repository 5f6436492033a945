"""Officials waive cases of the connected, and choose points around the usual ones.

Theory: each case of what somebody did is waived with the chance corruption x guanxi, so posted entries are a thinned
Poisson process of each life (Kingman 1993, chapter 5). Points chosen evenly on the harsh side with chance h and evenly
on the mild side else are the usual ones on average if h is the mild side's share of the range; the score is then a
compound Poisson process, whose variance is t r E p^2 (Feller 1971, chapter VI.4).
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from credopolis.core.schema import MINORITY

from .plain import FAR, cases_of, rules, scene, years_of, z_of
from .tools import Watched, report, watch

PEOPLE, YEARS, RATE, CORRUPTION = 20_000, 2, 3.0, 0.6
USUAL, HARSH, MILD = -10, -50, -5
POSITIVE = "{points: 1, seen_by: {records: 1}}"
NEGATIVE = "{points: -1, seen_by: {records: 1}}"
RANGED = f"{{points: {USUAL}, seen_by: {{records: 1}}, discretion: [{HARSH}, {MILD}]}}"


@pytest.fixture(scope="module")
def favoured() -> Watched:
    text = rules({"harm": NEGATIVE, "help": POSITIVE})
    return watch(scene(
        text, {"harm": RATE, "help": 1.0}, people=PEOPLE, years=YEARS, seed=23, on=("discretion", "false_alarms"),
        room={"records": 0.1}, records__mistakes_a_year=0.1, discretion__corruption=CORRUPTION,
    ))  # fmt: skip


@pytest.mark.parametrize("quarter", range(4))
def test_cases_of_the_connected_are_waived(quarter: int, favoured: Watched) -> None:
    """Lives in four groups by connections: points lost, with what mistakes and good deeds give besides."""
    guanxi = favoured.person["guanxi"] / 255.0
    ranks = np.argsort(np.argsort(guanxi, kind="stable"))
    group = ranks * 4 // PEOPLE == quarter
    t = years_of(favoured)
    theory = t * float((RATE * (1.0 - CORRUPTION * guanxi[group])).sum()) + t * (0.1 - 1.0) * int(group.sum())
    events = t * float((RATE * (1.0 - CORRUPTION * guanxi[group]) + 1.1).sum())
    found = float((1000 - favoured.standing["score"][group].astype(float)).sum())
    z = (found - theory) / math.sqrt(events)
    report("favours", quarter=quarter, guanxi=float(guanxi[group].mean()), lost=found, theory=theory, z=z)
    assert abs(z) < FAR


def test_favours_are_for_what_was_done_and_takes_away(favoured: Watched) -> None:
    guanxi = favoured.person["guanxi"] / 255.0
    waived = RATE * years_of(favoured) * CORRUPTION * float(guanxi.sum())
    assert abs(z_of(cases_of(favoured, "harm", 0)["waived"], waived, "waived")) < FAR
    assert cases_of(favoured, "harm", 1)["filed"] > 3000 == 3000 + cases_of(favoured, "harm", 1)["waived"]
    assert cases_of(favoured, "help")["filed"] > 30_000 == 30_000 + cases_of(favoured, "help")["waived"]


def points(usual: int, harsh: int, mild: int, harsher: float = 0.0) -> tuple[float, float]:
    """Mean and mean square of points of an entry, one possible number after the other."""
    below, above = np.arange(harsh, usual + 1), np.arange(usual, mild + 1)
    to_harsh = (mild - usual) / (mild - harsh)
    to_harsh = harsher + (1.0 - harsher) * to_harsh
    mean = to_harsh * below.mean() + (1.0 - to_harsh) * above.mean()
    return float(mean), float(to_harsh * (below**2).mean() + (1.0 - to_harsh) * (above**2).mean())


@pytest.mark.parametrize(("used", "harsh", "mild"), [(1.0, HARSH, MILD), (0.5, -30, -8)])
def test_chosen_points_are_the_usual_ones_on_average_and_spread_as_far_as_the_range(
    used: float, harsh: int, mild: int
) -> None:
    """Half of the range 5 below to 40 above ten points lost: from 8 to 30, half a point rounded to the even."""
    chosen = watch(scene(
        rules({"harm": RANGED}), {"harm": RATE}, people=PEOPLE, years=YEARS, seed=24, on=("discretion",),
        discretion__corruption=0.0, discretion__points_range=used,
    ))  # fmt: skip
    mean, square = points(USUAL, harsh, mild)
    assert mean == pytest.approx(USUAL)
    t, lost = years_of(chosen), 1000.0 - chosen.standing["score"].astype(float)
    variance = RATE * t * square
    z = (lost.mean() + RATE * t * USUAL) / math.sqrt(variance / PEOPLE)
    report("points chosen", used=used, mean=float(lost.mean()), theory=-RATE * t * USUAL, variance=float(lost.var()),
           of_theory=variance, z=z)  # fmt: skip
    assert abs(z) < FAR
    assert lost.var() == pytest.approx(variance, rel=0.05)


def test_officials_who_are_harsher_on_the_minority_are_so_by_the_stated_share() -> None:
    chosen = watch(scene(
        rules({"harm": RANGED}), {"harm": RATE}, people=PEOPLE, years=YEARS, seed=25, on=("discretion",), provinces=31,
        discretion__corruption=0.0, discretion__harsher_on_minority=0.3,
    ))  # fmt: skip
    minority = (chosen.person["flags"] & MINORITY) > 0
    t, lost = years_of(chosen), 1000.0 - chosen.standing["score"].astype(float)
    # Three entries in ten at the mean of the harsh side, 30 points lost; the others at the usual 10.
    for group, theory in ((minority, 0.3 * 30 + 0.7 * 10), (~minority, 10.0)):
        z = (lost[group].mean() - RATE * t * theory) / math.sqrt(RATE * t * 35**2 / group.sum())
        report("harsher", lives=int(group.sum()), mean=float(lost[group].mean()), theory=RATE * t * theory, z=z)
        assert group.sum() > 500
        assert abs(z) < FAR
    assert lost[minority].mean() > 1.3 * lost[~minority].mean()
