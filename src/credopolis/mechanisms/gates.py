"""Gates: of nine benefits and fourteen restrictions, what was asked for, granted, put first, delayed and refused.

    asked for                      granted + put first + delayed + refused

    where people queue for it      asks_per_place * places a scored life and year * years lived in the grade, of which
      refused                      all, in a grade that the gate of the queue refuses
      put first                    put_first of the others, in a grade with the benefit
      delayed                      the rest, while requests of the province are put first and somebody waits, or in a
                                   grade that the entitlements of the rulebook delay
      granted                      the rest at other times

    where people ask for it        as often as `services` says, whoever is of an age that asks
      refused, delayed             requests that were drawn, one by one, and found the gate closed, or open only later
      granted                      a_year * years lived in the grade while it does neither * share of ages that ask,
                                   less those that only a list refused or delayed; never below 0
    for travel                     the same of `flights` and `high_speed_rail` together, where a rulebook closes these

Only a request that is refused or delayed changes a life, so only such are drawn, and all others are counted by years
lived in a grade: nothing is done for each of them. An example: 1,000 lives spend a year in grade A and 10 in D, 80 of 100 in each
are of an age that travels, 3.2 times a year, and D refuses it. 2,560 journeys are granted in A. In D some 26 requests
come and are refused; as many as were drawn stand there, and no more were asked for.

What a rulebook has no gate for everybody is granted. How each number is known stands beside it. For easier credit,
fares, tax relief and promotion nobody asks: whoever is in a grade with the benefit has it, so years lived with it are
counted and requests are not a number. What companies ask for is asked by companies, who come later, and is not a number
either; nor is that whose queue or service does not stand. Nobody is put first where there is no queue, and only
entitlements delay there. Who is on a list that lets through what the grade refuses is not counted.

A group is a grade here; who is of which sex, age, ethnic group and area stands with `askers`. Lives in no grade are left out, as in queues and prices, though they ask for services too, and
nobody refuses them. What lists close shows in refusals at services, not in years lived with a restriction. Ages that
ask are those of the grade in the province on the last day of the interval. Where so few ask that lists refuse more than
were expected to ask, as many are taken to have asked as were refused (4 of 425 refusals of 50,000 lives in three years
under the list of judgment defaulters). The table is there where queues or services stand, and changes nothing.

Source: counting by expected numbers what need not be drawn is the conditional Monte Carlo method, Asmussen and Glynn
2007, Stochastic Simulation, chapter V.4; the twenty-three names are those of the text, seed-029 to seed-051.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import Axis, TableColumn, category, labelled
from credopolis.core.jit import formula, hot_kernel
from credopolis.core.schema import AGE_BANDS, AREAS, GROUPS, SEXES
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Card, Sheet, Table, Term, Value
from credopolis.mechanisms.entitlements import days_delayed, grades_that, refused_at
from credopolis.mechanisms.queues import CLOSED_BY, QUEUE_NAMES, asked_a_year, people_queue
from credopolis.mechanisms.services import NAMES, SERVICES, drawn_a_year, people_ask, rate_of
from credopolis.rulebook.model import MOST_GRADES

BENEFITS: Final = (
    "school_admission", "job_assignment", "easier_credit", "procurement_priority", "healthcare", "transport_fares",
    "promotion", "public_housing", "tax_relief",
)  # fmt: skip
RESTRICTIONS: Final = (
    "licences", "share_issue", "market_segments", "production_and_trade", "public_contracts", "loans",
    "import_inspection", "general_sanctions", "unannounced_audits", "travel", "social_benefits", "public_services",
    "public_employment", "private_schools",
)  # fmt: skip
GATES: Final = (*BENEFITS, *RESTRICTIONS)
HELD_WITHOUT_ASKING: Final = ("easier_credit", "transport_fares", "promotion", "tax_relief")
"""Benefits that come with the grade; what neither people nor these stand for is asked for by companies."""
COUNTED: Final = (
    "as expected", "refusals as drawn", "held without asking", "asked by companies, who come later", "not in this run",
)  # fmt: skip
EXPECTED, DRAWN, HELD, COMPANIES, OFF = range(len(COUNTED))
FIGURES: Final = ("person_years", "holding_years", "granted", "put_first", "delayed", "refused")
YEARS, HOLDING, GRANTED, PUT_FIRST, DELAYED, REFUSED = range(len(FIGURES))
_QUEUE_OF: Final = tuple(QUEUE_NAMES.index(name) if name in QUEUE_NAMES else 0 for name in GATES)
SERVICES_OF: Final = {name: (name,) for name in NAMES if name in GATES} | {
    "travel": ("travel", "flights", "high_speed_rail"),
}
"""What is asked for at a gate, by the names of services: those that the rulebook has gates for, else the first."""
_BY_LIST: Final = 1
_KEPT: Final = "requests at gates"


@hot_kernel
def count_gates(grades, days, terms, waiting, gates):
    """Requests at every gate of every province over a tick of so many days, but refusals that are drawn.

    grades : (n_provinces, n_grades + 1) int64, lives by grade, of those in none last. terms : (n_provinces,) records with
    the terms below. waiting : of queues after the tick, see `queues.run_queues`. gates : (n_provinces, n_grades,
    len(GATES), len(COUNTED), len(FIGURES)), added to; of no province where nothing is to be counted.
    """
    years = days / DAYS_PER_YEAR_OF_RATES
    for p in range(gates.shape[0]):
        its = terms[p]
        for k in range(gates.shape[2]):
            how, ahead = its["gate_counted"][k], 0.0
            line = waiting[p, _QUEUE_OF[k]]
            if how == EXPECTED and line[0] + line[1] > 0.0:
                open_to = its["gate_grades"][k] & ~its["gate_refuses"][k]
                for g in range(gates.shape[1]):
                    ahead += its["put_first"] * ((open_to >> g) & 1) * grades[p, g]
            for g in range(gates.shape[1]):
                if grades[p, g] > 0:
                    count_gate(g, k, grades[p, g] * years, ahead > 0.0, its, gates[p, g, k, how])


@formula
def count_gate(g, k, lived, behind, its, figures):
    """One gate and grade over a tick. lived : years. behind : whether others of the province go before. figures :
    (len(FIGURES),)."""
    how, holds = its["gate_counted"][k], (its["gate_grades"][k] >> g) & 1
    figures[YEARS] += lived
    figures[HOLDING] += holds * lived
    figures[GRANTED] += its["gate_granted"][k * MOST_GRADES + g] * lived
    asked = its["gate_queue"][k] * lived
    if (its["gate_refuses"][k] >> g) & 1:
        figures[REFUSED] += asked
        return
    first = its["put_first"] * asked if how == EXPECTED and holds else 0.0
    figures[PUT_FIRST] += first
    if behind or (its["gate_delays"][k] >> g) & 1:
        figures[DELAYED] += asked - first
    else:
        figures[GRANTED] += asked - first


def gates_stand(scenario: Any) -> bool:
    """Whether people ask for anything at all in a scenario."""
    return people_queue(scenario) or people_ask(scenario)


def _counted(scenario: Any) -> list[int]:
    """How each gate is counted."""
    return [_counted_one(scenario, name) for name in GATES]


def _counted_one(scenario: Any, name: str) -> int:
    if name in QUEUE_NAMES:
        return EXPECTED if people_queue(scenario) else OFF
    if name in SERVICES_OF:
        return DRAWN if people_ask(scenario) else OFF
    return HELD if name in HELD_WITHOUT_ASKING else COMPANIES


def _grades(scenario: Any) -> list[int]:
    """Of each gate the grades that have the benefit, or the restriction, a bit each."""
    found = grades_that(scenario, "grade_opens", BENEFITS)
    for name in RESTRICTIONS:
        found.append(0)
        for grades in grades_that(scenario, "grade_refuses", SERVICES_OF.get(name, (name,))):
            found[-1] |= grades
    return found


def _refuses(scenario: Any) -> list[int]:
    """Of each gate at which people queue the grades whose requests are refused, a bit each."""
    return refused_at(scenario, GATES, CLOSED_BY)


def _delays(scenario: Any) -> list[int]:
    """Of each gate at which people queue the grades whose requests are delayed, a bit each."""
    delayed = days_delayed(scenario, tuple(name if name in QUEUE_NAMES else "" for name in GATES)) > 0
    return [int(sum(1 << int(g) for g in np.flatnonzero(row))) for row in delayed]


def _of_queues(scenario: Any) -> list[float]:
    """Requests of a life in a grade and year at gates where people queue; 0 at the others."""
    of = dict(zip(QUEUE_NAMES, asked_a_year(scenario), strict=True)) if people_queue(scenario) else {}
    return [of.get(name, 0.0) for name in GATES]


def _granted(scenario: Any) -> NDArray[np.float64]:
    """Requests that a grade does not refuse to somebody of an age that asks, a year: (len(GATES) * MOST_GRADES,)."""
    found = np.zeros((len(GATES), MOST_GRADES))
    drawn = dict(zip(NAMES, drawn_a_year(scenario), strict=True))
    for gate, services in SERVICES_OF.items() if people_ask(scenario) else ():
        known = [name for name in services if name in scenario.rulebook.gate_names]
        book = scenario.rulebook
        for grade, (refused, delayed) in enumerate(zip(book.grade_refuses, book.grade_delays, strict=True)):
            asked = sum(drawn[name] for name in known if name not in refused and name not in delayed)
            found[GATES.index(gate), grade] = asked if known else rate_of(scenario, gate)
    return found.reshape(-1)


def ages_that_ask(census: NDArray[np.int64]) -> NDArray[np.float64]:
    """The share of a grade's lives that are of ages which ask at each gate; 1 where all do.

    census : (n_provinces, N_CELLS, n_grades + 1), lives. Returns (n_provinces, n_grades, len(GATES)). Where nobody is in
    a grade of a province, that of the nation is taken, or of all grades.
    """
    bands = census[..., :-1].reshape(len(census), len(SEXES), len(AGE_BANDS), len(GROUPS) * len(AREAS), -1)
    bands = bands.sum(axis=(1, 3))  # (n_provinces, bands, n_grades)
    shares = np.ones((len(census), bands.shape[2], len(GATES)))
    lives = bands.sum(axis=1)
    for gate, (first, *_) in SERVICES_OF.items():
        service = SERVICES[NAMES.index(first)]
        ask = bands[:, service.first_band : service.last_band + 1].sum(axis=1)
        share = np.full(lives.shape, ask.sum() / max(lives.sum(), 1))
        for of, among in ((ask.sum(axis=0)[None], lives.sum(axis=0)[None]), (ask, lives)):
            share = np.where(among > 0, of / np.maximum(among, 1), share)
        shares[:, :, GATES.index(gate)] = share
    return shares


def requests_of(period: Any) -> NDArray[np.float64]:
    """Requests granted, put first, delayed and refused, and all asked for, of one interval: the last axis.

    period : an interval's arrays, `gates`, `turned_away`, `held_up` and `census`; it remembers what is worked out, which
    five columns ask for. Returns (n_provinces, n_grades, len(GATES), len(COUNTED), 5), NaN where requests are not a number.
    """
    kept: NDArray[np.float64] | None = vars(period).get(_KEPT)
    if kept is None:
        kept = vars(period)[_KEPT] = _worked_out(period)
    return kept


def _worked_out(period: Any) -> NDArray[np.float64]:
    """See `requests_of`."""
    found: NDArray[np.float64] = np.full((*period.gates.shape[:-1], 5), np.nan)
    if not found.size:
        return found
    for how in (EXPECTED, DRAWN):
        found[..., how, :4] = period.gates[..., how, GRANTED:]
    found[..., DRAWN, 0] *= ages_that_ask(period.census)
    refusals, delays = (np.moveaxis(drawn, -1, 1) for drawn in (period.turned_away, period.held_up))
    for gate, services in SERVICES_OF.items():  # (n_provinces, n_grades, services, by)
        names, of = [NAMES.index(name) for name in services], found[:, :, GATES.index(gate), DRAWN]
        refused, delayed = refusals[:, :, names].sum(axis=2), delays[:, :, names].sum(axis=2)
        of[..., 0] = np.maximum(of[..., 0] - refused[..., _BY_LIST] - delayed[..., _BY_LIST], 0.0)
        of[..., 2], of[..., 3] = delayed.sum(axis=-1), refused.sum(axis=-1)
    asked = found[..., : DRAWN + 1, :]
    asked[..., 4] = asked[..., 0] + asked[..., 1] + asked[..., 2] + asked[..., 3]
    return found


TERMS: Final = (
    Term("gate_counted", _counted, f"{len(GATES)}i8"),
    Term("gate_grades", _grades, f"{len(GATES)}i8"),
    Term("gate_refuses", _refuses, f"{len(GATES)}i8"),
    Term("gate_delays", _delays, f"{len(GATES)}i8"),
    Term("gate_queue", _of_queues, f"{len(GATES)}f8"),
    Term("gate_granted", _granted, f"{len(GATES) * MOST_GRADES}f8"),
)
STANDS_IN: Final = Axis("grade", "n_grades", (category("grade", "grade of those who ask"),))
GATE: Final = labelled("gate", GATES, "benefit or restriction, by the name that rulebooks give it")
HOW: Final = labelled("counted", COUNTED, "how the numbers are known; none are where requests are not a number")
SHEETS: Final = (Sheet("gates", (STANDS_IN, GATE, HOW, Axis("figure", len(FIGURES), (), FIGURES)), needed=gates_stand),)


def _requests(name: str, meaning: str, place: int) -> Value:
    column = TableColumn(name, "float64", "person-times", meaning, may_be_unknown=True)

    def of(period: Any) -> NDArray[np.float64]:
        values: NDArray[np.float64] = requests_of(period)[..., place]
        return values

    return Value(column, "gates", name, of) if name in FIGURES else Value(column, of=of)


TABLES: Final = (
    Table(
        "gates", "requests at each benefit and restriction, and what became of them", "provinces",
        (
            Value(TableColumn("person_years", "float64", "person-years", "years lived in the grade"), "gates", "person_years"),
            Value(
                TableColumn("holding_years", "float64", "person-years",
                            "of these, while the grade had the benefit, or the restriction"),
                "gates", "holding_years",
            ),
            _requests("asked", "requests: the sum of the four columns that follow", 4),
            _requests("granted", "requests granted in the ordinary way", 0),
            _requests("put_first", "requests put first", 1),
            _requests("delayed", "requests that wait behind those put first", 2),
            _requests("refused", "requests refused", 3),
        ),
        axes=(STANDS_IN, GATE, HOW), needed=gates_stand,
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "gates",
        "Gates",
        "what was asked for at each benefit and restriction, and what became of it; there where queues or services stand",
        "those of queues and services",
        can_be_off=False,
    ),
)
