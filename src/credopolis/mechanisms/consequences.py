"""Consequences: what a refusal or a wait at a gate does in a life: its health, its children's schooling, its income.

    health      hazard of death  =  that of `deaths` * (1 + care_risk_a_day * d)
                d                   days by which care comes later: `care_refused_days` where `healthcare` is refused, those
                                    of the rulebook where it is delayed, less than nothing (-`care_spared_days`) where it
                                    puts first, else 0
    schooling   goes on to senior secondary school, or to college, at 15 and at 18
                                    if f / mean f is at least what it needs
                f                   of who has parents in the household the mean of theirs, else 1; `school_first` where
                                    `school_admission` puts first, `school_refused` where it is refused, less a share
                                    `school_late` for each year of delay, and `school_private` where `private_schools`
                                    are refused
                mean f              over the grades of all scored lives of the province, a tick ago
    income      class of who starts work  =  that of a household of two with its schooling, in its area and province, less
                                    `door_points` where a gate refused the work that it wanted, and with the luck of its
                                    parents' household in `inherited_luck` of four parts

What a life needs is drawn with it: its draw of schooling says how many times as likely a level would have to be for the
life to reach it, and where that is 1 or less it does so in a society without gates. So with f = r * mean f for all
children of a kind, r times as many of them go on (where that is not more than all), and no draw is new. Places are as many
as before: where some count more, all others count less, by the mean. An example: 20 of 100 couples are put first,
f = 1.15, the mean is 1.03; of their children 1.117 times as many go on as the table has, of the others 0.971 times.

A hazard that changes with the grade moves the day of death, as everything that changes a hazard does: what is left of the
threshold stays, and nothing is drawn anew. Only who comes to another grade or list is touched. What children meet at the
school's door, and at that of a `kindergarten`, is their parents' standing as the tick began. Work follows from schooling, as in `stages`.

That those below wait longer for care where others go first stands with `crowding`. What refusals cost stands with
`debts`. Not modelled: trust. Lists are followed but where they put first. The whole mechanism is off unless a regime asks for it
(`regime.consequences.stands`), and it moves what `deaths` and `stages` move alone.

Source: deaths after four weeks' delay of surgery for cancer 1.06 to 1.08 times as many, Hanna et al. 2020 (remembered),
doi:10.1136/bmj.m4087, which informs the assumption on health; everything else is assumed. Income classes: the society's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import CELL, TableColumn, Tally, labelled
from credopolis.core.jit import formula
from credopolis.core.schema import Column
from credopolis.mechanisms.crowding import HOLDER, NOBODY, OTHER, most_days
from credopolis.mechanisms.deaths import lives_end
from credopolis.mechanisms.declare import Block, Card, Dial, Line, ProvinceField, Term
from credopolis.mechanisms.entitlements import states_that
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.jobs import hired_in_states, promoted_in_states
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.services import SERVICES, decided_in_states
from credopolis.mechanisms.stages import people_grow
from credopolis.mechanisms.vetting import closed_in_states
from credopolis.rulebook.model import MOST_GRADES

CARE_GATE, SCHOOL_GATE, PRIVATE_GATE = "healthcare", "school_admission", "private_schools"
LEVELS: Final = ("senior secondary school", "college or university", "kindergarten")
WAYS: Final = ("kept out", "let in")
ALIKE: Final = 1000
"""The place at school of whom no gate touches, in thousandths."""
NEVER_ENOUGH: Final = 65_535
LUCK_PARTS: Final = 4
_MILLION: Final = 1_000_000


class ConsequencesParameters(Parameters):
    """Whether refusals and waits do anything in a life, and how much."""

    stands: bool = given(False, "whether refusals and waits have consequences", assumed=True, no_range="off and on")
    care_risk_a_day: float = given(
        0.0005, "share by which the hazard of death is higher for each day that care comes later", unit="a day", least=0, most=0.01,
        low=0, high=0.002, source="doi:10.1136/bmj.m4087",
        note="0.002 to 0.003 a day with surgery for cancer; a part of all deaths is like these",
    )  # fmt: skip
    care_spared_days: float = given(
        3.0, "days that who is put first in care waits less", unit="days", low=0, high=6, least=0, most=99,
        note="of some six days of waiting for a hospital",
    )  # fmt: skip
    care_refused_days: float = given(
        60.0, "days of waiting that a refusal of care is like", unit="days", low=14, high=365, least=0, most=2000
    )
    school_first: float = given(
        1.15, "how many times as likely a place at school is for the children of who is put first", low=1, high=1.7, least=1, most=5,
        source="lif-008", note="1.7 ask for each academic place, so that nobody's chance can be more than 1.7 times the mean",
    )  # fmt: skip
    school_refused: float = share(0.5, "the same for the children of who is refused admission", low=0.1, high=0.9)
    school_late: float = share(0.1, "share of the chance that a year of delay takes", low=0, high=0.3)
    school_private: float = share(
        0.95, "how many times as likely a place is for the children of whom private schools refuse", low=0.8, high=1,
        source="svc-022", note="private schools take 1.4 of 8.8 million entrants to academic secondary school",
    )  # fmt: skip
    inherited_luck: int = given(
        2,
        "parts of four of a household's luck that its children have when they start work",
        low=0,
        high=4,
        least=0,
        most=4,
    )
    door_points: float = given(
        70.0, "points of a household's standing that a refusal at the door of work takes", unit="points", low=0, high=210, least=0,
        most=1000, note="one level of schooling of one adult is 70",
    )  # fmt: skip


def _of(scenario: Any) -> ConsequencesParameters:
    parameters: ConsequencesParameters = scenario.regime.consequences
    return parameters


def gates_bear(scenario: Any) -> bool:
    """Whether refusals and waits do anything in a life in a scenario, or under a set of rules."""
    return _of(scenario).stands and "consequences" not in scenario.off


def care_matters(scenario: Any) -> bool:
    """Whether lives end the sooner or later by what gates decide."""
    return gates_bear(scenario) and lives_end(scenario)


def schooling_matters(scenario: Any) -> bool:
    """Whether children go on at school by what gates decide."""
    return gates_bear(scenario) and people_grow(scenario)


def _later(scenario: Any, gate: str) -> NDArray[np.float64]:
    """Days by which a gate delays each state."""
    book = scenario.rulebook
    none = np.zeros((len(book.grade_names), 2 ** len(book.list_names)))
    return np.asarray(book.states_delayed.get(gate, none), np.float64)


def care_in_states(scenario: Any) -> NDArray[np.float64]:
    """How many times the hazard of death holds in each state at most, (n_grades, 2 ** n_lists); 1 where gates bear on
    nobody. Less where `crowding` stands and others wait as long."""
    p, later = _of(scenario), _later(scenario, CARE_GATE)
    if not care_matters(scenario):
        return np.ones_like(later)
    kinds, most = kinds_in_states(scenario), most_days(scenario)
    later = np.where(kinds == HOLDER, 0.0 if most else -p.care_spared_days, later) + most
    later = np.where(kinds == NOBODY, p.care_refused_days, later)
    return np.maximum(1.0 + p.care_risk_a_day * later, 0.0)


def kinds_in_states(scenario: Any) -> NDArray[np.int32]:
    """Who of each state is put first for care, is not, or waits for none, as `crowding` tells them apart."""
    first = states_that(scenario, CARE_GATE, "grade_opens") & (_later(scenario, CARE_GATE) == 0.0)
    found = np.where(first, HOLDER, OTHER)
    return np.where(states_that(scenario, CARE_GATE, "grade_refuses"), NOBODY, found).astype(np.int32)


def places_in_states(scenario: Any) -> NDArray[np.float64]:
    """How likely a place at school is for children of each state, beside those whom no gate touches."""
    p, later = _of(scenario), _later(scenario, SCHOOL_GATE)
    if not schooling_matters(scenario):
        return np.ones_like(later)
    found = np.maximum(1.0 - p.school_late * later / 365.0, 0.0)
    found = np.where(states_that(scenario, SCHOOL_GATE, "grade_opens") & (later == 0.0), p.school_first, found)
    found = np.where(states_that(scenario, SCHOOL_GATE, "grade_refuses"), p.school_refused, found)
    return np.where(states_that(scenario, PRIVATE_GATE, "grade_refuses"), found * p.school_private, found)


def _place(scenario: Any) -> NDArray[np.float64]:
    return np.minimum(np.rint(places_in_states(scenario) * ALIKE), NEVER_ENOUGH)


def _care(scenario: Any) -> NDArray[np.float64]:
    return np.rint(care_in_states(scenario) * _MILLION)


DECIDED: Final[dict[str, Callable[[Any], NDArray[Any]]]] = {
    "place": _place,
    "care": _care,
    "kind": kinds_in_states,
    "doors": closed_in_states,
    "hired": hired_in_states,
    "promoted": promoted_in_states,
}
"""What gates decide in each state besides requests: the place at school in thousandths, how many times the hazard of
death holds, in millionths, who waits for care, doors that are closed (`vetting`), and how soon who stands there finds
work and is promoted, in thousandths (`jobs`)."""


def decided_at(name: str) -> int:
    """The column of what gates decide that is called so, after those of requests (`services.decided_in_states`)."""
    return 1 + len(SERVICES) + [*DECIDED].index(name)


def decided_for(scenario: Any) -> NDArray[np.int32]:
    """All that gates decide in each state, (n_grades, 2 ** n_lists, any): requests, then what `DECIDED` says."""
    others = (np.asarray(of(scenario), np.int32)[..., None] for of in DECIDED.values())
    return np.concatenate([decided_in_states(scenario), *others], axis=2)


@formula
def needed_place(above, chance):
    """The place at school, in thousandths, at which a life reaches a level, at most `NEVER_ENOUGH`.

    above : of 65,536 draws those at or above its own. chance : of these as many as reach the level as the table has it.
    """
    if chance <= 0:
        return NEVER_ENOUGH
    return min((above * ALIKE + chance - 1) // chance, NEVER_ENOUGH)


def _school_of_grades(scenario: Any) -> NDArray[np.float64]:
    found = np.ones(MOST_GRADES)
    places = places_in_states(scenario)[:, 0]
    found[: len(places)] = np.rint(places * ALIKE) / ALIKE
    return found


def _points(scenario: Any) -> list[float]:
    """Points of a level of schooling of each of two adults, and those that a refusal at the door takes."""
    return [2.0 * scenario.tables.params.income.schooling_level.value, _of(scenario).door_points]


def told_of_an_entry(scenario: Any) -> float:
    """Events that one entry schedules besides: a day of death that moves, with a grade, a list and a removal."""
    return 3.0 if care_matters(scenario) else 0.0


BLOCKS: Final = (
    Block(
        "care",
        (Column("times", "float32", "times", "how many times the hazard of death holds"),),
        care_matters,
    ),
    Block(
        "chances",
        (
            Column("senior", "uint16", "1/1000", "place with which the life goes on to senior secondary school"),
            Column("tertiary", "uint16", "1/1000", "the same for college or university"),
            Column("place", "uint16", "1/1000", "place at school that the life gives its children"),
            Column("before", "uint16", "1/1000", "the same before it changed last"),
            Column("moved_on", "int16", "day that may come", "day on which it changed last"),
            Column("incomes", "uint16", "classes", "income class with each level of schooling, three bits each"),
            Column("refused_incomes", "uint16", "classes", "the same where a gate refused the work that it wanted"),
        ),
        schooling_matters,
    ),
)
DIALS: Final = (
    Dial("cares", care_matters, dtype="i8"),
    Dial("educates", schooling_matters, dtype="i8"),
    Dial("bears", lambda s: care_matters(s) or schooling_matters(s), dtype="i8"),
    Dial("inherited_luck", lambda s: _of(s).inherited_luck, dtype="i8"),
    Dial("points_of_work", _points, (2,)),
)
FIELDS: Final = (
    ProvinceField("school_places", "1", lambda scenario: float(schooling_matters(scenario)), needed=schooling_matters),
)
TERMS: Final = (
    Term("educates", schooling_matters, "i8"),
    Term("school_of_grades", _school_of_grades, f"{MOST_GRADES}f8"),
)
LINES: Final = (
    Line("kept_out", "finds no place in a {}, by its parents' standing", "level", labels=LEVELS),
    Line("let_in", "finds a place in a {}, by its parents' standing", "level", labels=LEVELS),
    Line("earns", "starts with income class {}", "class", labels=("1", "2", "3", "4", "5")),
)
LEVEL: Final = labelled("level", LEVELS, "school, or kindergarten, at whose door the child stood")
WAY: Final = labelled("way", WAYS, "who would have gone on without gates and did not, or the other way round")
INCOME: Final = labelled(
    "income", ("1", "2", "3", "4", "5"), "income class with which lives start work, 1 the lowest fifth"
)
TALLIES: Final = (
    Tally(
        "schooling", (LEVEL, WAY, CELL), (CELL, LEVEL, WAY),
        TableColumn("lives", "int64", "persons", "children whose schooling gates moved"),
        "children whom their parents' standing kept out of a school, or let in", "lives (persons)", needed=schooling_matters,
    ),
    Tally(
        "incomes", (INCOME, CELL), (CELL, INCOME), TableColumn("lives", "int64", "persons", "lives that started work"),
        "income classes with which lives start work", "lives (persons)", needed=schooling_matters,
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate(
        "kept_out", "kept out of a school for a gate", "lives", Quantity("schooling", "lives").only(way="kept out")
    ),
)


CARDS: Final = (
    Card(
        "consequences",
        "Consequences",
        "refusals and waits change health, children's schooling and incomes; off unless `regime.consequences.stands`",
        "doi:10.1136/bmj.m4087; lif-008, svc-022; assumptions",
    ),
)
