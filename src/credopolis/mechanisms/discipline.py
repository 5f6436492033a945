"""Discipline inspection: favours and made-up entries come to light, and officials heed that.

    found        =  inspected + (1 - inspected) * open_to_all * public     chance that a wrong comes to light
    heed         =  exp(-caution * found)
    favours      =  corruption * guanxi * heed                             see `discretion`
    padding      =  that of `quotas` * heed, of the shortfall
    exposed      =  found * (cases waived + entries made up)               expected
    cases opened =  exposed + other_a_year * years that scored lives lived
    punished     =  punished * cases opened                                persons

`open_to_all` is the share of what offices decide that anybody may read, `public` the chance that a wrong in it is then told
of. So making entries public exposes favours, and there are fewer of them; a quota breeds made-up entries, of which more
come to light the more there are. An example: found is 0.02 where nothing is public, and 0.02 + 0.98 * 0.5 * 0.1 = 0.069 where half
is; with a caution of 5 heed is 0.905 and 0.708, so there are 22 in 100 fewer favours.

`other_a_year` is everything else that inspectors look into, which the model does not have: it was chosen by the cases of
2018, so a run near that count checks nothing. What the model adds are the cases that a regime itself makes, beside it. Provinces
differ by their rules, by what is done there, and by how much is public (`transparency`). Audits of whole provinces stand with
`audits`, careers that hang on reported figures with `careers`. Not modelled: how long a case takes. The whole mechanism is off unless a regime asks for it
(`regime.discipline.stands`).

Source: cases opened and persons punished from 2016 to 2023, gov2-008 to gov2-011, gov2-026 to gov2-028; that full publicity
would reduce corruption, seed-069; how far provinces publish, gov2-036. Chances and caution are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import Axis, TableColumn
from credopolis.core.jit import hot_kernel
from credopolis.core.labels import CASE_STAGES
from credopolis.core.maths import exp
from credopolis.core.schema import FABRICATED
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Card, Sheet, Table, Term, Value
from credopolis.mechanisms.parameters import Parameters, a_life_and_year, given, share

FIGURES: Final = ("others", "found", "punished")
OTHERS, FOUND, PUNISHED = range(len(FIGURES))
_WAIVED, _POSTED = CASE_STAGES.index("waived"), CASE_STAGES.index("posted")


class DisciplineParameters(Parameters):
    """Whether inspectors look into favours and made-up entries, how much comes to light, and how officials heed it."""

    stands: bool = given(False, "whether there is discipline inspection", assumed=True, no_range="off and on")
    inspected: float = share(
        0.02, "chance that inspectors find a wrong of which nothing is public", low=0.002, high=0.1
    )
    open_to_all: float = share(
        0.5, "share of what offices decide that anybody may read", low=0, high=0.85, source="gov2-036",
        note="provinces score 59 to 73 of 100 for what they publish, the best; most lie below",
    )  # fmt: skip
    public: float = share(0.1, "chance that a wrong in what is public is told of", low=0, high=0.4, source="seed-069")
    caution: float = given(5.0, "how much officials heed the chance of being found", low=0, high=20, least=0, most=100)
    other_a_year: float = a_life_and_year(
        0.00057, "cases of wrongs of other kinds, a scored life", low=0.00037, high=0.00058, most=1,
        source=("gov2-008", "gov2-009", "gov2-010", "gov2-011", "gov2-026", "gov2-027", "gov2-028"),
        note="413,000 in 2016 to 638,000 in 2018, among some 1.1 billion adults",
    )  # fmt: skip
    punished: float = share(
        0.97, "persons punished for each case", low=0.94, high=1, source=("gov2-008", "gov2-010", "gov2-028"),
        note="415,000 for 413,000, 621,000 for 638,000, 610,000 for 626,000",
    )  # fmt: skip


def _of(scenario: Any) -> DisciplineParameters:
    parameters: DisciplineParameters = scenario.regime.discipline
    return parameters


def inspects(scenario: Any) -> bool:
    """Whether there is discipline inspection in a scenario, or under a set of rules."""
    return _of(scenario).stands and "discipline" not in scenario.off


def found_where(scenario: Any, times: float) -> float:
    """Chance that a favour or a made-up entry comes to light where so many times as much is public; 0 where nobody
    inspects.
    """
    p = _of(scenario)
    public = min(1.0, max(0.0, p.open_to_all * times)) * p.public
    return float(p.inspected + (1.0 - p.inspected) * public) if inspects(scenario) else 0.0


def chance_found(scenario: Any) -> float:
    """The same in the mean province."""
    return found_where(scenario, 1.0)


def heed(scenario: Any) -> float:
    """What the chance of being found leaves of favours and of padding, 1 where nobody inspects."""
    return float(exp(-_of(scenario).caution * chance_found(scenario))) if inspects(scenario) else 1.0


@hot_kernel
def inspect(grades, days, terms, books, discipline):
    """Cases of other kinds in every province over a tick of so many days, and how it is inspected.

    grades : (n_provinces, n_grades + 1) int64, lives by grade, of those in none last. terms, books : (n_provinces,)
    records. discipline : (n_provinces, len(FIGURES)), of no province where nobody inspects.
    """
    for p in range(discipline.shape[0]):
        its, scored = terms[p], 0
        for g in range(grades.shape[1] - 1):
            scored += grades[p, g]
        discipline[p, OTHERS] += its["other_cases"] * scored * days / DAYS_PER_YEAR_OF_RATES
        discipline[p, FOUND], discipline[p, PUNISHED] = its["wrong_found"] * books[p]["openness"], its["punished"]


def wrongs_of(period: Any) -> NDArray[np.float64]:
    """Favours, and made-up entries, of one interval: (n_provinces, 2)."""
    cases = period.cases.sum(axis=1)  # (n_provinces, truths, stages)
    return np.stack([cases[..., _WAIVED].sum(axis=1), cases[:, FABRICATED, _POSTED]], axis=1).astype(np.float64)


def _exposed(period: Any) -> NDArray[np.float64]:
    sheet: NDArray[np.float64] = period.discipline
    exposed: NDArray[np.float64] = sheet[:, FOUND] * wrongs_of(period)[: len(sheet)].sum(axis=1)
    return exposed


def _opened(period: Any) -> NDArray[np.float64]:
    sheet: NDArray[np.float64] = period.discipline
    return _exposed(period) + sheet[:, OTHERS]


TERMS: Final = (
    Term("other_cases", lambda s: _of(s).other_a_year if inspects(s) else 0.0),
    Term("wrong_found", chance_found),
    Term("punished", lambda s: _of(s).punished if inspects(s) else 0.0),
)
SHEETS: Final = (Sheet("discipline", (Axis("figure", len(FIGURES), (), FIGURES),), needed=inspects),)


def _number(name: str, unit: str, meaning: str, of: Any) -> Value:
    return Value(TableColumn(name, "float64", unit, meaning), of=of)


TABLES: Final = (
    Table(
        "discipline", "favours and made-up entries, those that come to light, and cases of discipline inspection", "provinces",
        (
            _number("opened", "cases", "cases opened, as expected: the sum of the next two", _opened),
            _number("exposed", "cases", "favours and made-up entries that come to light, as expected", _exposed),
            Value(TableColumn("others", "float64", "cases", "cases of other kinds, as expected"), "discipline", "others"),
            _number("favours", "person-times", "cases that officials waived",
                    lambda period: wrongs_of(period)[: len(period.discipline), 0]),
            _number("made_up", "person-times", "entries that officials made up",
                    lambda period: wrongs_of(period)[: len(period.discipline), 1]),
            Value(TableColumn("found", "float64", "share", "chance that a wrong comes to light, on the last day"),
                  "discipline", "found"),
            Value(TableColumn("punished", "float64", "persons", "persons punished, as expected"), "discipline", "punished",
                  lambda period: _opened(period) * period.discipline[:, PUNISHED]),
        ),
        needed=inspects,
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "discipline",
        "Discipline inspection",
        "favours and made-up entries come to light, and officials heed it; off unless `regime.discipline.stands`",
        "gov2-008, gov2-009, gov2-010, gov2-011, gov2-026, gov2-027, gov2-028, gov2-036, seed-069; assumptions",
    ),
)
