"""What longer waits for care do to those below, against life tables at another level and against sums that must be 0.

Theory: where two classes stand still, each waits d days longer than all alike would, and its hazard is that of a life
table at level 1 + risk * d. The mean of d over a run comes from the fields that its lives read. After a long time d of
each class follows from the queue's equations: with all who ask at a and places c, who waits is (a - c) * patience, and
of those put first at most as many as ask beyond all places.

Source: Little 1961, doi:10.1287/opre.9.3.383; thinning, Lewis and Shedler 1979, doi:10.1002/nav.3800260304.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from credopolis.core.schema import DEAD, URBAN
from credopolis.engine.world import FIELDS
from credopolis.rulebook.conduct import ActConduct, Who

from .plain import FAR, rules, scene
from .tools import Watched, report, watch

PEOPLE, YEARS, RISK, PATIENCE, RIVALS, MOST = 90_000, 3.0, 0.01, 30.0, 3.0, 80.0
FIRST, OTHERS = FIELDS.index("care_first_days"), FIELDS.index("care_others_days")
FALLEN = ActConduct(rate=90.0, who=Who(is_not=frozenset({"urban"})))
BOOK = rules(
    {"harm": "{points: -1, seen_by: {records: 1}, cap: {times: 1}}"}, gates="{healthcare: {kind: benefit}}",
    grades="{high: {from: 1000}, low: {benefits: [healthcare]}}",
)  # fmt: skip


@cache
def lived(put_first: float = 1.0, level: float = 2.0, *, crowding: bool = True) -> Watched:
    """In the first days the countryside comes to the grade with the benefit, for good, and nobody else ever does."""
    return watch(scene(
        BOOK, {"harm": FALLEN}, people=PEOPLE, years=YEARS, seed=8, provinces=2, deaths__stands=True,
        deaths__level=level, queues__stands=True, queues__put_first=put_first, queues__healthcare_asks_per_place=RIVALS,
        queues__healthcare_patience_days=PATIENCE, consequences__stands=crowding, crowding__stands=crowding,
        consequences__care_risk_a_day=RISK, crowding__most_days=MOST,
    ))  # fmt: skip


def deaths(watched: Watched, rural: bool) -> int:
    flags = watched.person["flags"]
    return int((((flags & DEAD) != 0) & (((flags & URBAN) == 0) == rural)).sum())


def mean_days(watched: Watched, field: int) -> float:
    return float(watched.fields[..., field].mean())


@pytest.mark.parametrize("rural", [True, False], ids=["put first", "those below"])
def test_each_class_dies_as_a_life_table_at_the_level_of_its_wait(rural: bool) -> None:
    watched = lived()
    times = 1 + RISK * mean_days(watched, FIRST if rural else OTHERS)
    mine, its = deaths(watched, rural), deaths(lived(level=2.0 * times, crowding=False), rural)
    z = (mine - its) / np.sqrt(mine + its)
    report("deaths by wait", rural=rural, times=times, deaths=mine, at_that_level=its, z=float(z))
    assert abs(times - 1) > 0.07 and min(mine, its) > 300 and abs(z) < FAR
    assert deaths(lived(crowding=False), rural) != mine


def test_in_the_end_waits_are_those_of_the_equations() -> None:
    """Of those put first u * a ask, beyond all places c; w = Q / asked."""
    watched = lived()
    u = (watched.ticks[-1].grades[:, 0] / watched.ticks[-1].grades[:, :2].sum(axis=1)).mean()
    alike = (RIVALS - 1) * PATIENCE / RIVALS
    first = max(u * RIVALS - 1, 0) * PATIENCE / (u * RIVALS)
    others = ((RIVALS - 1) - max(u * RIVALS - 1, 0)) * PATIENCE / ((1 - u) * RIVALS)
    last = watched.fields[-1].mean(axis=0)
    assert last[FIRST] == pytest.approx(first - alike, rel=0.03)
    assert last[OTHERS] == pytest.approx(others - alike, rel=0.03)


@pytest.mark.parametrize("put_first", [0.3, 1.0])
def test_days_gained_and_days_lost_add_up_to_nothing(put_first: float) -> None:
    """In every province and tick, times who asks; what lives read is of the tick before."""
    watched = lived(put_first)
    for before, tick in zip(watched.ticks, watched.ticks[1:], strict=False):
        ahead = put_first * before.grades[:, 0]
        lost = ahead * tick.fields[:, FIRST] + (before.grades[:, :2].sum(axis=1) - ahead) * tick.fields[:, OTHERS]
        np.testing.assert_allclose(lost, 0, atol=1e-6 * PEOPLE)


def test_when_more_go_first_those_below_wait_longer_and_die_the_more() -> None:
    few, all_of_them = lived(0.3), lived(1.0)
    waits = [mean_days(run, OTHERS) for run in (few, all_of_them)]
    died = [deaths(run, rural=False) for run in (lived(crowding=False), few, all_of_them)]
    report("those below", days_few=waits[0], days_all=waits[1], deaths=died[0], deaths_few=died[1], deaths_all=died[2])
    assert waits[1] > 3 * waits[0] > 0 > mean_days(few, FIRST)
    assert died[2] > died[0] + 100 and died[2] > died[1]
