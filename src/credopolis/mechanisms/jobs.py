"""Jobs: who works loses work and finds other work, changes it, and is promoted; gates stand at the door and above it.

    loses work  with hazard  s = f * odds,   odds = u / (1 - u)
                u           share out of work of its age (`young` to 24, `twenties` to 29, else `older`) * that of its
                            schooling (`tertiary`, `others`) * that of its area (`rural` in the countryside)
    finds work  with hazard  f * min(j / mean j, 2)
                f           `finds_a_year`;  j : `first_hired` for who is put first in `job_assignment`, else 1
    which       as the society's table has it for its schooling and area, farming left out; what `public_employment` or
                `licences` refuse leaves the rest in proportion, as at the door of first work
    changes     with hazard `changes_a_year`, into work drawn alike
    is promoted with hazard  `promoted_a_year` * min(m / mean m, 2), into the next income class up to the highest
                m           `first_promoted` where `promotion` puts first, 0 where it is refused, else 1
    earns less  one income class less with chance `loses_class` when it has found work again, down to the lowest

The means are over all scored lives of the province in their grades, a tick ago, so places are as many as before: where some
are put first, the others wait longer; lists are followed, and are not in the mean. A day has an event with the chance of its hazard over 365.25. So in the long run the
share out of work of those who work or seek, all but farmers, is s / (s + f) of each age, schooling and area: that is u again. Of
those whom the society's table has without paid work, who keep house among them, as many seek on day 0, or when they leave
school, as these flows keep in balance: odds * (share at work, but for farmers) / (share without), at most all. An example: u is
0.0417 for somebody of 40 with senior secondary school in a city, f is 2 a year, so s is 0.0871 a year: work for eleven years,
half a year without.

Who serves in the army neither loses nor finds work, and who retires seeks none. Farmers stay on their land. Not modelled:
unemployment that follows from a province's economy, insurance, who gives up seeking, and moving for work. Classes that are
gained and lost need not balance. The whole mechanism is off unless a regime asks for it (`regime.jobs.stands`); it needs
`stages`.

Source: unemployment by age lif-024 and by schooling lif-025, in cities; advantages in assigning jobs seed-030, faster promotion
seed-035. How long it takes to find work, to change it and to be promoted, and what gates do to that, is assumed.
"""

from __future__ import annotations

from math import fsum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import CELL, TableColumn, Tally, labelled
from credopolis.core.maths import days_between
from credopolis.core.schema import EDUCATION, OCCUPATIONS, Column
from credopolis.mechanisms.declare import Block, Card, Dial, Event, Line, ProvinceField, Term
from credopolis.mechanisms.entitlements import states_that
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, a_life_and_year, given, share
from credopolis.mechanisms.stages import people_grow
from credopolis.rulebook.model import MOST_GRADES

HIRING, RISING = "job_assignment", "promotion"
"""Gates at the door of work, and above it."""
AGES: Final = (25, 30)
"""Birthdays on which the chance of losing work changes."""
N_AGES, N_SCHOOLED, N_AREAS = 3, 2, 2
OUTCOMES: Final = ("loses work", "finds work", "changes work", "is promoted")
LOSES, FINDS, CHANGES, RISES = range(len(OUTCOMES))
ALIKE: Final = 1000
"""The standing at these gates of whom none touches, in thousandths."""
MOST_TIMES: Final = 2.0
"""How many times the usual hazard of finding work, or of being promoted, holds at most."""


class JobsParameters(Parameters):
    """Whether people lose, find and change work and are promoted, and what gates do to that."""

    stands: bool = given(False, "whether people lose, find and change work", assumed=True, no_range="off and on")
    finds_a_year: float = a_life_and_year(2.0, "how often who seeks work finds some", low=1, high=4, most=50)
    young: float = share(
        0.149, "out of work, to the age of 24", low=0.12, high=0.19, source="lif-024", note="students left out"
    )
    twenties: float = share(0.061, "out of work, at 25 to 29", low=0.055, high=0.07, source="lif-024")
    older: float = share(0.039, "out of work, from 30 on", low=0.035, high=0.045, source="lif-024")
    tertiary: float = given(
        0.87, "how many times that holds with college or university", low=0.75, high=0.95, least=0, most=3, source="lif-025",
        note="3.9 % with junior college and 3.2 % with university, of 4.1 % in all",
    )  # fmt: skip
    others: float = given(
        1.07, "the same with less schooling", low=1, high=1.15, least=0, most=3, source="lif-025", note="4.4 % of 4.1 %"
    )
    rural: float = given(
        0.8, "the same in the countryside, of those who do not farm", low=0.4, high=1.2, least=0, most=3
    )
    changes_a_year: float = a_life_and_year(0.1, "changes of work without a time between", low=0.05, high=0.2, most=10)
    promoted_a_year: float = a_life_and_year(
        0.04, "promotions into a higher income class", low=0.02, high=0.08, most=10
    )
    loses_class: float = share(0.4, "of those who find work again, whose income class is lower", low=0.2, high=0.6)
    first_hired: float = given(
        1.25, "how many times as soon who is put first finds work", low=1, high=2, least=1, most=5, source="seed-030"
    )
    first_promoted: float = given(
        1.5, "how many times as soon who is put first is promoted", low=1, high=2, least=1, most=5, source="seed-035"
    )


def _of(scenario: Any) -> JobsParameters:
    parameters: JobsParameters = scenario.regime.jobs
    return parameters


def people_change_work(scenario: Any) -> bool:
    """Whether people lose, find and change work in a scenario, or under a set of rules."""
    return _of(scenario).stands and "jobs" not in scenario.off and people_grow(scenario)


def odds_out(scenario: Any) -> NDArray[np.float64]:
    """Lives out of work for each at work, by age, schooling and area, (N_AGES, N_SCHOOLED, N_AREAS)."""
    p = _of(scenario)
    out = np.array([p.young, p.twenties, p.older])[:, None, None] * np.array([p.others, p.tertiary])[:, None]
    out = np.minimum(out * np.array([p.rural, 1.0]), 0.9)
    return np.asarray(out / (1.0 - out))


def loses_a_year(scenario: Any) -> NDArray[np.float64]:
    """Hazard of losing work, a year, by age, schooling and area."""
    return _of(scenario).finds_a_year * odds_out(scenario)


def hired_in_states(scenario: Any) -> NDArray[np.int32]:
    """How soon who seeks finds work in each state, beside whom no gate touches, in thousandths."""
    first, refused = (states_that(scenario, HIRING, hold) for hold in ("grade_opens", "grade_refuses"))
    return np.where(first & ~refused, round(_of(scenario).first_hired * ALIKE), ALIKE).astype(np.int32)


def promoted_in_states(scenario: Any) -> NDArray[np.int32]:
    """How soon who works is promoted in each state, beside whom no gate touches, in thousandths."""
    first, refused = (states_that(scenario, RISING, hold) for hold in ("grade_opens", "grade_refuses"))
    found = np.where(first, round(_of(scenario).first_promoted * ALIKE), ALIKE)
    return np.where(refused, 0, found).astype(np.int32)


def _of_grades(found: NDArray[np.int32]) -> NDArray[np.float64]:
    """The same by grade alone, 1 where nobody stands, (MOST_GRADES,)."""
    grades = np.ones(MOST_GRADES)
    grades[: len(found)] = found[:, 0] / ALIKE
    return grades


def _workers_a_year(scenario: Any) -> NDArray[np.float64]:
    """Hazard of anything that may happen to who works, a year, by age, schooling and area."""
    p = _of(scenario)
    return np.asarray(loses_a_year(scenario) + p.changes_a_year + MOST_TIMES * p.promoted_a_year)


def _ends(scenario: Any) -> NDArray[np.float64]:
    """Of what may happen to who works, shares of losing work, and of that or changing it, (3, 2, 2, 2)."""
    whole, loses = np.maximum(_workers_a_year(scenario), 1e-300), loses_a_year(scenario)
    return np.stack([loses / whole, (loses + _of(scenario).changes_a_year) / whole], axis=-1)


def _gaps(scenario: Any) -> NDArray[np.float64]:
    found = _workers_a_year(scenario)
    return np.array([days_between(a_year) for a_year in found.ravel()]).reshape(found.shape)


def seeking(scenario: Any) -> NDArray[np.float64]:
    """Of those without paid work, the share that seeks some, by age, schooling and area, (3, 5, 2)."""
    work, odds = scenario.tables.params.work, odds_out(scenario)
    found = np.zeros((N_AGES, len(EDUCATION), N_AREAS))
    for area, rows in enumerate((work.rural, work.urban)):
        for level, row in enumerate(rows.value):
            at_work, without = fsum(row[1:-1]), row[-1]
            times = at_work / without if without > 0 else 0.0
            found[:, level, area] = np.minimum(odds[:, schooled(level), area] * times, 1.0)
    return found


def schooled(level: int) -> int:
    """Which of two levels of schooling the chance of losing work knows: 1 with college or university."""
    return int(level == len(EDUCATION) - 1)


BLOCKS: Final = (
    Block(
        "jobs",
        (
            Column(
                "job_on",
                "int16",
                "day that may come",
                "day on which work may be lost, found or changed; 0 if none is near",
            ),
            Column("seeks", "uint8", "1 or 0", "whether the life is out of work and seeks some"),
        ),
        people_change_work,
    ),
)
EVENTS: Final = (Event("job", 19, "work may be lost, found or changed, or a promotion comes", people_change_work),)
DIALS: Final = (
    Dial("employs", people_change_work, dtype="i8"),
    Dial("days_between_jobs", _gaps, (N_AGES, N_SCHOOLED, N_AREAS)),
    Dial("job_until", _ends, (N_AGES, N_SCHOOLED, N_AREAS, 2)),
    Dial("days_of_seeking", lambda s: days_between(MOST_TIMES * _of(s).finds_a_year)),
    Dial("seeking", seeking, (N_AGES, len(EDUCATION), N_AREAS)),
    Dial("loses_class", lambda s: _of(s).loses_class),
)
FIELDS: Final = (
    ProvinceField("hired", "1", lambda s: float(people_change_work(s)), needed=people_change_work),
    ProvinceField("promoted", "1", lambda s: float(people_change_work(s)), needed=people_change_work),
)
TERMS: Final = (
    Term("employs", people_change_work, "i8"),
    Term("hired_of_grades", lambda s: _of_grades(hired_in_states(s)), f"{MOST_GRADES}f8"),
    Term("promoted_of_grades", lambda s: _of_grades(promoted_in_states(s)), f"{MOST_GRADES}f8"),
)
LINES: Final = (
    Line("job", "{}", "job", labels=("loses its work", *(f"is promoted: income class {k}" for k in (2, 3, 4, 5)),
         *(f"earns less than before: income class {k}" for k in (1, 2, 3, 4)))),
    Line("hired", "finds work: {}", "occupation", labels=OCCUPATIONS),
    Line("changed", "changes its work: {}", "occupation", labels=OCCUPATIONS),
)  # fmt: skip
OUTCOME: Final = labelled("work_outcome", OUTCOMES, "what became of somebody's work")
TALLIES: Final = (
    Tally(
        "jobs", (OUTCOME, CELL), (CELL, OUTCOME), TableColumn("times", "int64", "person-times", "times that it happened"),
        "work that was lost, found and changed, and promotions", "jobs (person-times)", needed=people_change_work,
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate("work_lost", "lose work", "lives", Quantity("jobs", "times").only(work_outcome="loses work")),
    own_rate("promotions", "promotions", "lives", Quantity("jobs", "times").only(work_outcome="is promoted")),
)


CARDS: Final = (
    Card(
        "jobs",
        "Jobs",
        "people lose, find and change work and are promoted; off unless `regime.jobs.stands`",
        "lif-024, lif-025, seed-030, seed-035; assumptions",
    ),
)
