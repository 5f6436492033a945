"""Members of the Party by age, against the share of each cohort that has come to the age at which it asks.

Theory: who would join is drawn with the life, and so is the age, independently and evenly within each of two spans.
So of lives with some schooling that were too young on day 0, the share of members at an age is the society's share of
members times the part of those who ask by that age.

Source: the society's tables; lif-018 for the two spans; binomial limits; members on record, lif-012, lif-013,
lif-015 and lif-016.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from credopolis.core.schema import FEMALE, OCCUPATIONS, PARTY
from credopolis.engine.build import build
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.party import HAS_ASKED, OUTCOMES
from credopolis.rulebook.conduct import ActConduct, Who
from credopolis.society.generate import calibrated

from .plain import FAR, rules, scene
from .tools import Watched, report, watch

PEOPLE, YEARS = 30_000, 12.0
GATES = "{political_vetting: {kind: restriction}}"
GRADES = "{high: {from: 1000}, low: {restrictions: [political_vetting]}}"
JOINS, BY_OWN, BY_PARENTS = range(len(OUTCOMES))
OFFICIAL = OCCUPATIONS.index("official")


@cache
def joined(falls: float = 0.0) -> tuple[Watched, Any]:
    """Twelve years, and the people of day 0; with `falls` members of the Party of day 0 stand low from then on."""
    acts: dict[str, Any] = {"harm": ActConduct(rate=falls, who=Who(is_=frozenset({"party_member", "parent"})))}
    book = rules({"harm": "{points: -1, seen_by: {records: 1}, cap: {times: 1}}"}, gates=GATES, grades=GRADES)
    scenario = scene(book, acts, people=PEOPLE, years=YEARS, seed=31, provinces=2, stages__stands=True,
                     party__stands=True)  # fmt: skip
    return watch(scenario), build(scenario, 1).world.person.copy()


def asked_by(age: Any, by_35: float = 0.808) -> Any:
    """Share of those who would join that have asked by an age in years."""
    early, late = np.clip((age - 18) / 18, 0, 1), np.clip((age - 36) / 24, 0, 1)
    return by_35 * early + (1 - by_35) * late


def test_members_of_each_age_are_those_who_have_come_to_ask() -> None:
    watched, _ = joined()
    person, shares = watched.person, calibrated(watched.scenario.tables).party / 65_536
    party = watched.scenario.regime.party
    shares[:, :-1] *= party.level
    shares[:, -2] *= party.with_college
    odds = party.elders * shares / (1 - shares)
    born = np.datetime64(watched.scenario.start) + person["birth_day"].astype("timedelta64[D]")
    elder = born < np.datetime64("1961-01-01")
    age = (watched.scenario.days - 1 - person["birth_day"].astype(np.int64)) / 365.25
    worst, found = 0.0, 0
    for sex in (0, 1):
        for level in range(5):
            for low, high in ((22.1, 30), (30, 40), (40, 60), (60, 200)):
                mine = (
                    ((person["flags"] & FEMALE) == sex) & (person["education"] == level) & (age >= low) & (age < high)
                )
                # Who was an official once may be a member by that; officials are looked at below.
                mine &= person["occupation"] != OFFICIAL
                chance = np.where(elder[mine], odds[sex, level] / (1 + odds[sex, level]), shares[sex, level])
                chance *= asked_by(age[mine] - 14 / 365.25)
                there = int((person["flags"][mine] & PARTY > 0).sum())
                z = (there - chance.sum()) / max(np.sqrt((chance * (1 - chance)).sum()), 1.0)
                worst, found = max(worst, abs(float(z))), found + there
    officials = person["occupation"] == OFFICIAL
    share = np.where(person["flags"][officials] & FEMALE, shares[1, 5], shares[0, 5])
    there = int((person["flags"][officials] & PARTY > 0).sum())
    z = (there - share.sum()) / np.sqrt((share * (1 - share)).sum())
    report("members", worst=worst, members=found, officials=there, z=float(z))
    assert worst < FAR and abs(z) < FAR and found > 1000 and there > 100


def test_members_are_as_many_as_published_and_of_their_ages() -> None:
    """Fitted: 6.85 % of all, 28.1 % of them 61 or older, 53.2 % with college. Not fitted: the other ages, and women."""
    scenario = load_scenario("popular-account", people=100_000,
                             set={"regime.stages.stands": True, "regime.party.stands": True})  # fmt: skip
    person = build(scenario, 2).world.person
    age, there = -person["birth_day"].astype(np.int64) / 365.25, person["flags"] & PARTY > 0
    share, members = float(there.mean()), person[there]
    college, women = float((members["education"] == 4).mean()), float((members["flags"] & FEMALE > 0).mean())
    ends = (18, 31, 36, 41, 46, 51, 56, 61, 200)
    ages = np.histogram(age[there], ends)[0] / len(members)
    report("published", share=share, ages=ages.tolist(), college=college, women=women)
    assert abs(share - 0.0685) < 0.004 and abs(college - 0.532) < 0.02 and abs(women - 0.294) < 0.02
    on_record = np.array([12.624, 11.535, 9.780, 8.775, 9.364, 8.776, 8.648, 27.210])
    np.testing.assert_allclose(ages, on_record / on_record.sum(), atol=0.025)


def test_nobody_leaves_and_nobody_is_counted_twice() -> None:
    watched, before = joined()
    was, now = before["flags"] & PARTY > 0, watched.person["flags"] & PARTY > 0
    joins = int(watched.total("party").sum(axis=(0, 1))[JOINS])
    assert now[was].all() and joins == int((now & ~was).sum()) > 100
    assert (watched.engine.world.blocks.party["party"][now & ~was] == HAS_ASKED).all()
    assert not watched.total("party").sum(axis=(0, 1))[[BY_OWN, BY_PARENTS]].any()


def test_admissions_are_of_the_size_of_those_on_record() -> None:
    """2.4 million in 2020 and 4.4 million in the year after, of 1.41 billion people: 1.7 to 3.1 a thousand and year."""
    watched, _ = joined()
    found = watched.total("party").sum(axis=(0, 1))[JOINS] / PEOPLE / YEARS * 1000
    report("admissions", a_thousand_and_year=float(found))
    assert 0.8 < found < 3.1


def test_children_of_members_who_stand_low_stay_out_and_no_others() -> None:
    (open_, before), (closed, _) = joined(), joined(60.0)
    own, low = np.arange(PEOPLE), closed.standing["grade"] == 0
    parents = np.zeros(PEOPLE, bool)
    for name in ("mother", "father"):
        offset = before[name].astype(int)
        parents |= (offset != 0) & low[own + offset]
    was = before["flags"] & PARTY > 0
    one, other = (run.person["flags"] & PARTY > 0 for run in (open_, closed))
    asked = one & ~was
    counts = closed.total("party").sum(axis=(0, 1))
    report("kept out", parents=int(counts[BY_PARENTS]), own=int(counts[BY_OWN]), joined=int(counts[JOINS]))
    kept = asked & ~other
    assert kept.sum() == counts[BY_OWN] + counts[BY_PARENTS] and counts[BY_PARENTS] > 5
    # Who asks in the first weeks may do so before the parents have fallen, and nobody asks twice.
    assert (parents | low)[kept].all() and (asked & parents & other).sum() <= 3
