"""Who serves in the army, who wins, and what parents make of it, against counts worked out elsewhere.

Theory: the day on which a life asks is uniform between two birthdays and independent of all else. So of a cohort the
share that has asked by an age is the chance times the part of these years that is over, and the share that serves is
the chance times the part of them that lies within one time of service, whatever the day. Championships are a Poisson
process in age. Days on which parents hear are worked out tick by tick for each child.

Source: binomial and Poisson limits.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credopolis.core import purposes
from credopolis.core.schema import EMPLOYED, FEMALE, PARTY, STUDENT
from credopolis.engine.world import column_of
from credopolis.mechanisms.army import HAS_SERVED, OUTCOMES, SERVES, WAS_REFUSED
from credopolis.mechanisms.stages import FIRST_WORK, OUT_OF_WORK
from credopolis.rulebook.conduct import ActConduct, Who
from credopolis.society.people import IN_SCHOOL
from tests.engine.twin_state import draw, key_of

from .plain import FAR, rules, scene, z_of
from .tools import Watched, report, watch

PEOPLE, MEN, WOMEN, TICK = 30_000, 0.5, 0.2, 7
GATES = "{army: {kind: restriction}}"
GRADES = "{high: {from: 1000}, low: {restrictions: [army]}}"
JOINS, COMES_BACK, BY_OWN, BY_PARENTS = (OUTCOMES.index(name) for name in OUTCOMES)
ACTS = {
    "harm": "{points: -9, seen_by: {records: 1}, cap: {times: 1}}",
    "enlists": "{points: 1, seen_by: {records: 1}, cap: {times: 1}}",
    "medal": "{points: 1, seen_by: {records: 1}, cap: {times: 1}}",
}


@cache
def served(falls: float = 0.0) -> Watched:
    """Five years, in which members of the party fall in the first weeks and stay low, or in which nobody falls."""
    acts: dict[str, Any] = {
        "harm": ActConduct(rate=falls, who=Who(is_=frozenset({"party_member"}))),
        "enlists": ActConduct(rate=0.0, of_a_couple=True, done_by_child="army"),
        "medal": ActConduct(rate=0.0, of_a_couple=True, done_by_child="championship"),
    }
    return watch(scene(
        rules(ACTS, gates=GATES, grades=GRADES), acts, people=PEOPLE, years=5.0, seed=17, provinces=2, tick=TICK,
        stages__stands=True, army__stands=True, army__men=MEN, army__women=WOMEN, championships__stands=True,
        championships__a_year=0.3,
    ))  # fmt: skip


def asking_days(watched: Watched) -> NDArray[np.int64]:
    """The day on which each life asks, from its own draw; far away for who never does."""
    days = np.full(len(watched.person), 10**6)
    for i, person in enumerate(watched.person):
        bits = draw(key_of(watched.scenario.seed, int(purposes.ARMY), i, 0), 0)
        share = WOMEN if person["flags"] & FEMALE else MEN
        if (bits & 0xFFFFFFFF) / 2**32 < share:
            first, last = (-(-1461 * years // 4) for years in (18, 22))
            days[i] = int(person["birth_day"]) + first + int((bits >> 32) / 2**32 * (last - first))
    return days


def of_army(watched: Watched) -> NDArray[Any]:
    return np.asarray(column_of(watched.engine.world.blocks, "army", "army"))


def test_as_many_of_each_age_have_served_and_serve_as_the_chance_says() -> None:
    watched = served()
    end = watched.scenario.days - 1
    age = (end - watched.person["birth_day"].astype(int)) / 365.25
    state, worst = of_army(watched), 0.0
    for women, share in ((0, MEN), (1, WOMEN)):
        sex = (watched.person["flags"] & FEMALE > 0) == bool(women)
        for low, high in ((18, 19), (19, 20), (20, 21), (21, 22), (22, 23), (23, 24), (24, 27)):
            mine = sex & (age >= low) & (age < high)
            asked = np.clip((age[mine] - 18) / 4, 0, 1)
            within = asked - np.clip((age[mine] - 2 - 18) / 4, 0, 1)
            for found, chance in (
                (np.isin(state[mine], (SERVES, HAS_SERVED)).sum(), share * asked),
                ((state[mine] == SERVES).sum(), share * within),
            ):
                # The answer takes up to two ticks, by which who has just asked does not serve yet.
                slack = 2 * TICK / 365.25 / 4 * share * mine.sum()
                z = max(abs(found - chance.sum()) - slack, 0) / max(np.sqrt((chance * (1 - chance)).sum()), 1)
                worst = max(worst, float(z))
    report("served", worst=worst, serving=int((state == SERVES).sum()))
    assert worst < FAR and (state == SERVES).sum() > 150


def test_who_serves_neither_works_nor_studies_and_goes_back_to_what_it_did() -> None:
    watched = served()
    person, state = watched.person, of_army(watched)
    away, work = state == SERVES, person["occupation"]
    assert not (person["flags"][away] & (STUDENT | EMPLOYED)).any()
    assert ((person["flags"] & STUDENT > 0) == ((work == IN_SCHOOL) & ~away)).all()
    works = (work >= FIRST_WORK) & (work < OUT_OF_WORK) & ~away
    assert ((person["flags"] & EMPLOYED > 0) == works).all()
    age = (watched.scenario.days - 1 - person["birth_day"].astype(int)) / 365.25
    late = (work == IN_SCHOOL) & (age > 22)
    assert late.sum() > 20 and np.isin(state[late], (SERVES, HAS_SERVED)).all(), "college ends two years later"
    counts = watched.total("army").sum(axis=(0, 1))
    asked = asking_days(watched)
    assert counts[COMES_BACK] == ((asked < watched.scenario.days) & (asked > -730) & (state == HAS_SERVED)).sum() > 300


def test_who_is_refused_is_who_stands_low_or_has_a_parent_who_does() -> None:
    """Members of the party stand low from the first weeks on, and all others high: counted life by life."""
    watched = served(60.0)
    person, own = watched.person, np.arange(len(watched.person))
    low = watched.standing["grade"] == 0
    parents = np.zeros(len(person), bool)
    for name in ("mother", "father"):
        offset = person[name].astype(int)
        parents |= (offset != 0) & low[own + offset]
    asked, state = asking_days(watched), of_army(watched)
    late = (asked > 150) & (asked < watched.scenario.days - 3 * TICK)
    assert (low == (person["flags"] & PARTY > 0))[late].mean() > 0.99
    refused = state == WAS_REFUSED
    np.testing.assert_array_equal(refused[late], (low | parents)[late])
    counts = watched.total("army").sum(axis=(0, 1))
    report("refused", own=int(counts[BY_OWN]), parents=int(counts[BY_PARENTS]), joined=int(counts[JOINS]))
    assert (low & refused).sum() <= counts[BY_OWN] and counts[BY_PARENTS] > 30 and counts[BY_OWN] > 5
    assert not served().total("army").sum(axis=(0, 1))[[BY_OWN, BY_PARENTS]].any()
    np.testing.assert_array_equal(asked, asking_days(served()))


def test_parents_have_the_act_of_each_child_that_joins() -> None:
    """Mothers on the first day of the tick after, fathers a tick later, as far as the run reaches."""
    watched = served()
    person, days = watched.person, watched.scenario.days
    asked = asking_days(watched)
    joins = (asked // TICK + 2) * TICK
    heard = (joins // TICK + 1) * TICK
    joined = (asked > 0) & (joins < days)
    both = joined & (person["mother"] != 0) & (person["father"] != 0)
    one = joined & ((person["mother"] != 0) != (person["father"] != 0))
    expected = (joined & (one | both) & (heard < days)).sum() + (both & (heard + TICK < days)).sum()
    acts = watched.total("acts").sum(axis=(0, 3))
    found = int(acts.sum(axis=0)[watched.scenario.act_names.index("enlists")])
    assert watched.total("army").sum(axis=(0, 1))[JOINS] == joined.sum()
    assert found == expected > 300, acts.shape


def test_children_win_as_often_as_the_hazard_says() -> None:
    """Years that lives from 8 to 21 live within the run, worked out from birthdays, times the hazard of a day."""
    watched = served()
    born, days = watched.person["birth_day"].astype(np.int64), watched.scenario.days
    first, last = born + (1461 * 8 + 3) // 4, born + (1461 * 22 + 3) // 4
    lived = np.clip(np.minimum(last, days) - np.maximum(first, 1), 0, None).sum()
    z = z_of(float(watched.total("championships").sum()), 0.3 / 365.25 * float(lived), "championships")
    assert abs(z) < FAR
    ages = watched.total("championships").sum(axis=0)
    assert ages.sum() > 500
