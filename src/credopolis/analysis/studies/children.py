"""Children of a run in memory: the grades of their parents until the school's door, and what became of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.studies.families_result import GROUPS, OUTCOMES
from credopolis.core.schema import ABSENT, EDUCATION
from credopolis.mechanisms.stages import FIRST_WORK, OUT_OF_WORK

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

EARLY, DOOR = 12, 15
"""Ages until which a parent's fall is an early one, and at which the door is."""
_SENIOR, _TERTIARY = EDUCATION.index("senior secondary"), EDUCATION.index("tertiary")
_YEAR: Final = 365.25
_NOT_YET: Final = 127
Ints = NDArray[np.int64]


class Followed(NamedTuple):
    """Lives of one run, each (n_places,).

    early, until : the lowest grade of the parents until the child was `EARLY` and `DOOR` years old. door : theirs on
    that day. `_NOT_YET` where it was not so old in the run, or they had none. works : whether it started work.
    background : income class of its household on day 0.
    """

    early: Ints
    until: Ints
    door: Ints
    education: Ints
    income: Ints
    works: NDArray[np.bool_]
    background: Ints


def follow_children(scenario: Scenario) -> Followed:
    """Live a scenario, year by year, and keep what became of who was a child."""
    from credopolis.runs.session import Session

    with Session.begin(scenario) as session:
        person = session.course.engine.world.person
        background, began = person["income"].astype(np.int64), person["occupation"].astype(np.int64)
        parents, lowest = _parents(person), np.full(len(person), _NOT_YET, np.int64)
        early, until, door = (lowest.copy() for _ in range(3))
        seen = -math.inf
        while True:
            world = session.course.engine.world
            held = _held(world, len(scenario.rulebook.grade_names))
            lowest = np.minimum(lowest, held)
            for age, kept, of in ((EARLY, early, lowest), (DOOR, until, lowest), (DOOR, door, held)):
                at = _turned(world.person, age, seen, session.day)
                kept[at] = _of_parents(parents, of)[at]
            if session.over:
                break
            seen = session.day
            session.advance(min(scenario.days, int((session.day // _YEAR + 1) * _YEAR) + 1))
        end = session.course.engine.world.person
        occupation = end["occupation"].astype(np.int64)
        works = (occupation >= FIRST_WORK) & (occupation <= OUT_OF_WORK) & (began < FIRST_WORK)
        works &= (end["flags"] & ABSENT) == 0
        education, income = (end[name].astype(np.int64) for name in ("education", "income"))
        return Followed(early, until, door, education, income, works, background)


def _held(world: Any, n_grades: int) -> Ints:
    """The grade of each life, `_NOT_YET` of who is in none."""
    grade, present = world.standing["grade"].astype(np.int64), (world.person["flags"] & ABSENT) == 0
    return np.where((grade < n_grades) & present, grade, _NOT_YET)


def _parents(person: Any) -> list[Ints]:
    """The place of the mother and of the father of each life, its own where there is none."""
    own = np.arange(len(person))
    return [own + person[name].astype(np.int64) for name in ("mother", "father")]


def _of_parents(parents: list[Ints], grades: Ints) -> Ints:
    """The lower of the grades of both parents, `_NOT_YET` where neither has one."""
    own = np.arange(len(grades))
    found = [np.where(of == own, _NOT_YET, grades[of]) for of in parents]
    return np.minimum(*found)


def _turned(person: Any, years: int, seen: float, day: int) -> NDArray[np.bool_]:
    """Who turned so old since a day that was looked at, and until today."""
    birthday = person["birth_day"] + years * _YEAR
    return np.asarray((birthday > seen) & (birthday <= day) & (birthday > 0))


def group_of(on: Followed, good: int) -> Ints:
    """The group of each child, as an index into `GROUPS`, -1 for who was not at the door or has no parents there.

    good : the lowest grade in good standing.
    """
    below = on.door < good
    fell, early = on.until < good, on.early < good
    found = np.where(below, 3, np.where(fell & ~early, 2, np.where(fell, 1, 0)))
    return np.where(on.door == _NOT_YET, -1, found)


def means_of(on: Followed, off: Followed, good: int) -> dict[str, float]:
    """Means of the same children in both runs, by group and outcome, and the slope of ranks on ranks."""
    group, both = group_of(on, good), on.works & off.works
    found: dict[str, float] = {}
    for k, name in enumerate(GROUPS):
        mine = (group == k) & both
        found[f"{name} children"] = float(mine.sum())
        for way, of in (("on", on), ("off", off)):
            for outcome, value in zip(
                OUTCOMES,
                (100.0 * (of.education >= _SENIOR), 100.0 * (of.education >= _TERTIARY), of.income),
                strict=True,
            ):
                found[f"{name} {outcome} {way}"] = float(value[mine].mean()) if mine.any() else math.nan
    followed = both & (group >= 0)
    for way, of in (("on", on), ("off", off)):
        found[f"slope {way}"] = rank_slope(of.background[followed], of.income[followed])
    return found


def rank_slope(parents: Ints, children: Ints) -> float:
    """The slope of children's ranks on those of their parents, both as means of the ranks of their classes."""
    if len(parents) < 2:
        return math.nan
    x, y = (_ranks(of) for of in (parents, children))
    spread = float(((x - x.mean()) ** 2).sum())
    return float(((x - x.mean()) * (y - y.mean())).sum() / spread) if spread else math.nan


def _ranks(classes: Ints) -> NDArray[np.float64]:
    """The mean rank of a class, in [0, 1]."""
    values, which, counts = np.unique(classes, return_inverse=True, return_counts=True)
    middle = (np.cumsum(counts) - counts / 2) / counts.sum()
    assert len(values) == len(middle)
    return np.asarray(middle[which])
