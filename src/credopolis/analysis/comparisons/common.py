"""What two rulebooks can be compared by, and what each of them only says in its own words.

A grade of one name with another band is another grade, and a life whose gates stand open by its own rulebook's list of
gates is not better off than under a rulebook that names others. Such numbers are not subtracted, and no verdict is
given on who is better or worse off. What stays are measures that mean the same under both: entries, false entries, days
in which some service is closed to a life, days of liberty, and gates that both name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from credopolis.analysis.measures.headlines import Measure
from credopolis.analysis.measures.measured import RESTRICTED, Measured
from credopolis.analysis.measures.states import book_of, states_where
from credopolis.mechanisms.all import HEADLINES
from credopolis.mechanisms.headline import BELOW_START, DAYS, EACH, YEARS

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

GATES: Final = "they name other gates, or give them other worth"
LADDER: Final = "their grades have other bands"
SCORE: Final = "their scores have other scales"
Bands = Mapping[str, tuple[int, int]]


def own_terms(a: Scenario, b: Scenario) -> dict[str, str]:
    """Headline measures, by name, that two rulebooks mean differently, each with what differs."""
    bands, found = (bands_of(a), bands_of(b)), dict[str, str]()
    other_gates = not same_gates(a, b)
    for one in HEADLINES:
        places = {word for column, word in one.part.where if column == "grade"}
        if EACH in places:
            shared = [g for g in bands[0].keys() & bands[1].keys() if bands[0][g] != bands[1][g]]
            found |= {one.name.format(grade): LADDER for grade in shared}
        elif BELOW_START in places or one.part.column == "ever_below":
            if _start(a) != _start(b):
                found[one.name] = LADDER
        elif one.part.column == "score_sum":
            if _scale(a) != _scale(b):
                found[one.name] = SCORE
        elif one.needs == "gates" and other_gates:
            found[one.name] = GATES
    return found


def bands_of(scenario: Scenario) -> Bands:
    """The lowest and highest score of each grade, by name."""
    book = scenario.rulebook
    scores = {name: np.flatnonzero(book.band_of == g) + book.score_min for g, name in enumerate(book.grade_names)}
    return {name: (int(own[0]), int(own[-1])) for name, own in scores.items() if len(own)}


def _start(scenario: Scenario) -> tuple[int, int]:
    """Where lives start, and where the grade of the start begins."""
    book = scenario.rulebook
    return book.score_start, bands_of(scenario).get(book.grade_names[book.start_grade], (0, 0))[0]


def _scale(scenario: Scenario) -> tuple[int, int, int]:
    book = scenario.rulebook
    return book.score_start, book.score_min, book.score_max


def same_gates(a: Scenario, b: Scenario) -> bool:
    """Whether two rulebooks name the same gates, of the same kind and worth."""
    first, second = book_of(a), book_of(b)
    if first is None or second is None:
        return bool(np.array_equal(a.rulebook.worth, b.rulebook.worth))
    told = ({name: (gate.kind, gate.worth) for name, gate in book.gates.items()} for book in (first, second))
    return next(told) == next(told)


def same_ladder(a: Scenario, b: Scenario) -> bool:
    """Whether two rulebooks have the same grades with the same bands."""
    return a.rulebook.grade_names == b.rulebook.grade_names and bands_of(a) == bands_of(b)


def common_measures(scenarios: Sequence[Scenario]) -> tuple[Measure, ...]:
    """For rulebooks with other gates: days in which some service is closed, and every gate that all of them name."""
    if all(same_gates(scenarios[0], other) for other in scenarios[1:]):
        return ()
    books = [book for book in map(book_of, scenarios) if book is not None]
    if len(books) < len(scenarios):
        return ()
    shared = [gate for gate in books[0].gates if all(gate in book.gates for book in books)]
    days = Measure("restricted_days", "some service closed", "person-days per 1,000 life-years", _restricted, _no_count)
    gates = (
        Measure(
            f"gate {gate}",
            f"{gate.replace('_', ' ')} open",
            "% of lives, last day",
            partial(_share_open, gate),
            _no_count,
        )
        for gate in shared
    )
    return (days, *gates)


def _no_count(m: Measured) -> tuple[float, float]:
    return math.inf, math.nan


def _restricted(m: Measured) -> float:
    years, days = float(m.over_time["scored", YEARS].sum()), m.over_time.get((RESTRICTED, DAYS))
    return math.nan if days is None or years <= 0 else 1000.0 * float(np.sum(days)) / years


def _share_open(gate: str, m: Measured) -> float:
    """To how many lives a gate is open on the last day, in percent of those in a grade or on a list."""
    book, lives, rules = book_of(m.scenario), m.lives, m.scenario.rulebook
    if book is None or lives is None:
        return math.nan
    table = states_where(m.scenario, book, lambda gates: gate in gates)
    at = np.where(lives.grade < len(rules.grade_names), lives.grade, rules.start_grade).astype(np.int64)
    opened = table[at, lives.lists.astype(np.int64)] & ~lives.removed
    counted = lives.standing | lives.listed
    return 100.0 * float(opened[counted].mean()) if counted.any() else math.nan
