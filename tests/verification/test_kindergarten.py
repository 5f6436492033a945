"""Who goes to kindergarten, against the shares that were counted and the place that parents give at a door.

Theory: a child goes if u < e f / m, with u uniform and drawn with the child, e the share of its year's children who go,
f the mean of its parents' places and m that of all lives in a grade. So among children with place f a share
min(e f / m, 1) goes, and without gates a share e. Who was moved needs another place at school from then on.

Source: binomial limits; enrolment of 2010 and 2021, lif-002 and svc-023.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from credopolis.core.schema import DEAD
from credopolis.engine.world import column_of
from credopolis.mechanisms.kindergarten import AT_HOME, GOES
from credopolis.mechanisms.stages import KINDERGARTEN, STAYS
from credopolis.mechanisms.vital import first_day
from credopolis.rulebook.conduct import ActConduct, Who

from .plain import FAR, rules, scene
from .test_consequences import GATES, GRADES, places_of
from .tools import Watched, report, watch

TOGETHER = {2010: 0.566, 2021: 0.881}
"""Children enrolled, as counted."""


@cache
def lived(refused: float = 1.0, first: float = 1.0, worth: float = 0.1) -> Watched:
    """Three years from 2021 on in which members of the party fall in the first weeks, once, and nobody else does."""
    act = ActConduct(rate=60.0, who=Who(is_=frozenset({"party_member"})))
    book = rules(
        {"harm": "{points: -1, seen_by: {records: 1}, cap: {times: 1}}"}, gates=GATES, grades=GRADES,
        entitlements="{school_admission: {no: {grades: [low], decides: refused}, "
        "yes: {grades: [high], decides: first}}}",
    )  # fmt: skip
    return watch(scene(
        book, {"harm": act}, people=60_000, years=3.0, seed=7, provinces=2, stages__stands=True,
        consequences__stands=True, consequences__school_first=first, consequences__school_refused=refused,
        kindergarten__stands=True, kindergarten__head_start=worth,
    ))  # fmt: skip


def came_to_the_door(watched: Watched) -> Any:
    """Children with a parent who turned three half a year after the start or later, and live."""
    person = watched.person
    turned = person["birth_day"] + 3 * 365.25
    inside = (turned > 200) & (turned < watched.scenario.days - 1) & (person["flags"] & DEAD == 0)
    return inside & ((person["mother"] != 0) | (person["father"] != 0))


def where(watched: Watched) -> Any:
    return column_of(watched.engine.world.blocks, "kindergarten", "kindergarten")


def test_without_gates_as_many_go_as_were_counted() -> None:
    watched, share = lived(), TOGETHER[2021]
    door = came_to_the_door(watched)
    goes = int((where(watched)[door] == GOES).sum())
    z = (goes - share * door.sum()) / np.sqrt(share * (1 - share) * door.sum())
    report("kindergarten", goes=goes, of=int(door.sum()), z=float(z))
    assert abs(z) < FAR and door.sum() > 1000 and set(where(watched)[door]) == {GOES, AT_HOME}
    assert not watched.total("schooling").any()
    stages = watched.total("stages").sum(axis=(0, 1))
    turned = watched.person["birth_day"] + first_day(3)
    three = (turned > 0) & (turned < watched.scenario.days)
    assert stages[KINDERGARTEN] + stages[STAYS] == three.sum()


@pytest.mark.parametrize(("refused", "first"), [(0.5, 1.0), (1.0, 1.4)])
def test_children_go_by_their_parents_place(refused: float, first: float) -> None:
    watched = lived(refused, first)
    door, place, share = came_to_the_door(watched), places_of(watched, first, refused), TOGETHER[2021]
    mean = float(places_of_all(watched, first, refused))
    worst, groups = 0.0, 0
    for value in np.unique(place[door]):
        mine = door & (place == value)
        expected = min(share * value / mean, 1.0)
        went = float((where(watched)[mine] == GOES).mean())
        z = (went - expected) / np.sqrt(max(expected * (1 - expected), 1e-6) / mine.sum())
        worst, groups = max(worst, abs(float(z))), groups + 1
        report("place", value=float(value), went=went, expected=expected, z=float(z), n=int(mine.sum()))
    assert worst < FAR and groups >= 3


def places_of_all(watched: Watched, first: float, refused: float) -> float:
    """The mean place of all lives: members of the party are refused, all others put first."""
    members = watched.person["flags"] & 8 > 0
    return float(np.where(members, refused, first).mean())


def test_who_was_moved_needs_another_place_at_school() -> None:
    """Beside the same draws without gates: 1 / 0.9 times as good a place for who was kept out, 0.9 for who came in."""
    with_gates, without = lived(0.5), lived()
    door = came_to_the_door(without)
    mine, its = (where(watched)[door] for watched in (with_gates, without))
    needs, needed = (run.engine.world.blocks.chances["senior"][door].astype(int) for run in (with_gates, without))
    out, let = (mine == AT_HOME) & (its == GOES), (mine == GOES) & (its == AT_HOME)
    assert out.sum() > 20 and let.sum() > 5 and (needs == needed)[~out & ~let].all()
    known = needed < 50_000
    np.testing.assert_array_equal(needs[out & known], np.ceil(needed[out & known] / 0.9 - 1e-9))
    np.testing.assert_array_equal(needs[let & known], np.floor(needed[let & known] * 0.9 + 1e-9))
    counted = with_gates.total("schooling").sum(axis=(0, 1))[2]
    assert counted[0] >= out.sum() and counted[1] >= let.sum()
