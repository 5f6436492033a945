"""Services: people ask for them at known rates, and the gates of the rulebook refuse some.

    asked for        on each day by chance, all services together with r = sum of a_year / 365.25, one a day at most,
                     where the rulebook has a gate of the service's name
    for which        service s with a_year(s) / sum of a_year, in vain where the age of who asks is none of its ages
    refused          where the grade of who asks, or a list that holds them, restricts the gate of that name, or the
                     rulebook's entitlements refuse it
    delayed          where the entitlements delay it: it is granted so many days later

A request that nobody refuses or delays changes nothing in a life, so it is not drawn: `waiting` begins only where somebody
enters a grade or a list that refuses or delays something, and ends with the first request of whoever it is not any more. An
example: all services are asked for 3.65 times a year, on 1 day of 100. Who falls to D on day 40 asks on day 112 for a seat
on a train, is refused, and asks again on day 230; by then the grade is C, which refuses loans but no trains, and nothing
is written down.

A rulebook may close journeys by air and by fast trains with one gate, `travel`, or apart, with `flights` and
`high_speed_rail`: then tickets refused are counted apart, as courts count them. A ticket refused is no person: who is on
a list for a year and asks twice is refused two.

Where a rulebook has the gate `rental_home` a landlord screens who asks for a home, and so tenant screening is a count of
requests refused like the others.

What the companies' gates of the popular account would refuse (shares, markets, trade, contracts, inspections, audits) no
person asks for; that comes with companies. Who is put first where places are few stands with `queues`, and requests that
are granted are counted with `gates`. A refusal frightens where fear stands, and through fear moves what the life does;
what closed gates do to health, to a child's schooling and to its income stands with `consequences`. The whole mechanism is off unless a regime asks for it (`regime.services.stands`).

Source: how often people fly and go by train, svc-042 and svc-009; that they ask as often once they are refused, and at the
same rate at all ages named, are assumptions. The rest stands with the parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import CELL, GRADE, Axis, TableColumn, Tally, labelled
from credopolis.core.maths import MOST_A_DAY
from credopolis.core.maths import days_between as mean_days_between
from credopolis.core.schema import Column
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Block, Card, Dial, Event, Line
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, a_life_and_year, given, share


@dataclass(frozen=True)
class Service:
    """What people ask for. name : of the gate that may refuse it. first_band, last_band : ages of those who ask, as
    indices of `schema.AGE_BANDS`."""

    name: str
    first_band: int
    last_band: int


SERVICES: Final = (
    Service("licences", 1, 3),
    Service("loans", 1, 3),
    Service("travel", 1, 5),
    Service("social_benefits", 1, 5),
    Service("public_services", 1, 5),
    Service("public_employment", 1, 2),
    Service("private_schools", 1, 3),
    Service("flights", 1, 5),
    Service("high_speed_rail", 1, 5),
    Service("rental_home", 1, 5),
)
NAMES: Final = tuple(service.name for service in SERVICES)
DELAYS: Final = 16
"""The bit from which on bits of a state are of delayed services."""
MOST_DAYS: Final = 30_000
_NEVER: Final = np.zeros(0, np.int32)


class ServicesParameters(Parameters):
    """Whether gates are asked, and how often somebody of the ages that ask does, a year."""

    stands: bool = given(False, "whether people ask for services", assumed=True, no_range="off and on")
    refusal_jolt: float = share(0.05, "share of the way to full fear at a request refused", low=0, high=0.2)
    licences: float = a_life_and_year(
        0.025, "requests for a licence to trade, ages 15 to 59", low=0.015, high=0.05, most=30, source="svc-059",
        note="17.2 million sole traders were registered in nine months, among 900 million people of these ages",
    )  # fmt: skip
    loans: float = a_life_and_year(
        0.3, "requests for a loan or a card, ages 15 to 59", low=0.1, high=1.7, most=30, source=("svc-014", "svc-055"),
        note="37 million new cards a quarter are 0.1 a head and year; queries of the registry, 1.7 a head, are more than requests",
    )  # fmt: skip
    travel: float = a_life_and_year(
        3.2, "journeys by air and rail, ages from 15", low=1.0, high=3.9, most=30, source=("svc-042", "svc-009"),
        note="0.47 flights and 2.7 journeys by rail a head; the low end leaves out trains that are not express trains",
    )  # fmt: skip
    social_benefits: float = a_life_and_year(
        0.04, "requests for the minimum living allowance, ages from 15", low=0.01, high=0.1, most=30, source="svc-029",
        note="44.3 million people receive it; that it is asked for once a year is assumed",
    )  # fmt: skip
    public_services: float = a_life_and_year(1.0, "requests to public offices, ages from 15", low=0.2, high=5, most=30)
    public_employment: float = a_life_and_year(
        0.004, "applications for posts of the state, ages 15 to 44", low=0.003, high=0.02, most=30, source="svc-044",
        note="1.9 million at the national exam of 2023, among some 560 million people; provinces have exams of their own",
    )  # fmt: skip
    private_schools: float = a_life_and_year(
        0.006, "requests for a child's place in a private school, ages 15 to 59", low=0.003, high=0.02, most=30,
        source="svc-022", note="5.4 million children enter one a year, for 900 million people of these ages",
    )  # fmt: skip
    flights: float = a_life_and_year(
        0.47, "journeys by air, ages from 15, where a gate closes these alone", low=0.2, high=1.5, most=30, source="svc-042",
        note="the mean of all in 2019; who is in business flies more",
    )  # fmt: skip
    high_speed_rail: float = a_life_and_year(
        0.3, "journeys in the trains or seats that are closed, ages from 15", low=0.1, high=1.5, most=30,
        note="a journey by a train that is not closed needs no request",
    )  # fmt: skip
    rental_home: float = a_life_and_year(
        0.1, "requests for a rented home, ages from 15, where a gate screens tenants", low=0.03, high=0.3, most=30,
        note="somebody who rents moves every few years, and asks for more than one home",
    )  # fmt: skip


def _services(scenario: Any) -> ServicesParameters:
    parameters: ServicesParameters = scenario.regime.services
    return parameters


def people_ask(scenario: Any) -> bool:
    """Whether people ask for services in a scenario, whether any gate may refuse them or not."""
    return _services(scenario).stands and "services" not in scenario.off


def serves(scenario: Any) -> bool:
    """Whether people ask for services that a gate may refuse in a scenario."""
    return people_ask(scenario) and sum(rates_of(scenario)) > 0.0


def rate_of(scenario: Any, name: str) -> float:
    """Requests a year of somebody of the ages that ask for a service, whether the rulebook has a gate for it or not."""
    return float(getattr(_services(scenario), name))


def rates_of(scenario: Any) -> list[float]:
    """Requests a year of somebody of the ages that ask, by service; 0 for what the rulebook has no gate for."""
    gates = scenario.rulebook.gate_names
    return [rate_of(scenario, name) if name in gates else 0.0 for name in NAMES]


def drawn_a_year(scenario: Any) -> list[float]:
    """The same as they are drawn: less where all services together are asked for on nearly every day."""
    rates = rates_of(scenario)
    return [rate * min(1.0, MOST_A_DAY * DAYS_PER_YEAR_OF_RATES / max(sum(rates), 1e-300)) for rate in rates]


def days_between(scenario: Any) -> float:
    """Mean of the exponential whose whole part is the days without a request: a day has one with chance r."""
    return mean_days_between(sum(rates_of(scenario))) if serves(scenario) else 0.0


def _ends(scenario: Any) -> Any:
    """Cumulative shares of the services among requests, (len(SERVICES),)."""
    rates = np.array(rates_of(scenario))
    ends = np.cumsum(rates) / max(rates.sum(), 1e-300)
    ends[-1] = 1.0
    return ends


def _bits(names: Any) -> int:
    return sum(1 << NAMES.index(name) for name in names if name in NAMES)


def decided_in_states(scenario: Any) -> NDArray[np.int32]:
    """What gates decide on requests of each state, (n_grades, 2 ** n_lists, 1 + len(SERVICES)).

    First a bit for each service that is refused, and from `DELAYS` on one for each that is delayed; then the days of each.
    """
    book = scenario.rulebook
    masks = np.arange(2 ** len(book.list_names))
    found = np.zeros((len(book.grade_names), len(masks), 1 + len(SERVICES)), np.int32)
    for grade, names in enumerate(book.grade_refuses):
        found[grade, :, 0] = _bits(names)
    for which, names in enumerate(book.list_refuses):
        found[:, masks >> which & 1 > 0, 0] |= _bits(names)
    for s, name in enumerate(NAMES):
        if name in book.states_refused:
            found[..., 0] = found[..., 0] & ~(1 << s) | book.states_refused[name] * (1 << s)
            found[..., 1 + s] = np.minimum(book.states_delayed[name], MOST_DAYS)
            found[..., 0] |= (found[..., 1 + s] > 0) * (1 << (DELAYS + s))
    return found


def delays(scenario: Any) -> bool:
    """Whether people ask for services that the rulebook delays to some."""
    return serves(scenario) and any(scenario.rulebook.states_delayed.get(name, _NEVER).any() for name in NAMES)


def told_of_an_entry(scenario: Any) -> float:
    """Events that one entry schedules, at most: the next request of whoever is now refused something."""
    return 1.0 if serves(scenario) else 0.0


BLOCKS: Final = (
    Block(
        "services",
        (
            Column(
                "asks_on",
                "int16",
                "day that may come",
                "day of the next request that may be refused; 0 if none is awaited",
            ),
        ),
        serves,
    ),
)
EVENTS: Final = (Event("request", 15, "somebody asks for a service that may be refused", serves),)
DIALS: Final = (
    Dial("serves", serves, dtype="i8"),
    Dial("days_between_requests", days_between),
    Dial("refusal_jolt", lambda s: _services(s).refusal_jolt),
    Dial("asked_until", _ends, (len(SERVICES),)),
    Dial(
        "asked_by",
        lambda scenario: [sum(1 << b for b in range(s.first_band, s.last_band + 1)) for s in SERVICES],
        (len(SERVICES),), "i8",
    ),
)  # fmt: skip
SERVICE: Final = labelled("service", NAMES, "what was asked for, by the name of the gate")
CLOSED_BY: Final = Axis("closed_by", 2, (), ("grade", "list"))
"""What refuses: the grade, or, where the grade does not, only a list."""
TALLIES: Final = (
    Tally(
        "refusals", (SERVICE, CELL), (CELL, SERVICE),
        TableColumn("refusals", "int64", "person-times", "requests refused"),
        "requests for services that gates refused", "requests refused (person-times)", needed=serves,
    ),
    Tally(
        "delays", (SERVICE, CELL), (CELL, SERVICE),
        TableColumn("delays", "int64", "person-times", "requests delayed"),
        "requests for services that gates delayed", "requests delayed (person-times)", needed=delays,
    ),
    Tally(
        "turned_away", (SERVICE, CLOSED_BY, GRADE), (SERVICE, CLOSED_BY, GRADE),
        TableColumn("refusals", "int64", "person-times", "requests refused"),
        "requests for services that gates refused, by grade", "requests refused (person-times)", needed=serves, own_table=False,
    ),
    Tally(
        "held_up", (SERVICE, CLOSED_BY, GRADE), (SERVICE, CLOSED_BY, GRADE),
        TableColumn("delayed", "int64", "person-times", "requests delayed"),
        "requests for services that gates delayed, by grade", "requests delayed (person-times)", needed=delays,
        own_table=False,
    ),
)  # fmt: skip
LINES: Final = (
    Line("refusal", "is refused: {}", "service", labels=NAMES),
    Line("delay", "must wait longer for: {}", "service", labels=NAMES),
)
HEADLINES: Final = (
    own_rate("refused", "requests refused", "services", Quantity("refusals", "refusals")),
    own_rate("delayed", "requests delayed", "services", Quantity("delays", "delays")),
)


CARDS: Final = (
    Card(
        "services",
        "Services",
        "people ask for services, and closed gates refuse them; off unless `regime.services.stands`",
        "svc-042, svc-009, svc-059, svc-029, svc-044, svc-022; assumptions",
    ),
)
