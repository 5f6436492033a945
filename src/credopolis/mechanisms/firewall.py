"""The firewall: sites that are blocked by name and address or rerouted, who gets around it, and who watches for that.

    visits wanted, a day    =  online * visits_a_day to sites that are not approved;  from `from_year` on
    cooperating             =  part of them to platforms that were pressed and filter for the state: let through
    blocked of the rest     =  1 - (1 - by_name) * (1 - by_address)
    rerouted                =  share of the blocked that end on an approved site
    wrongly blocked         =  too_broad visits to sites that nobody meant, for each blocked
    c, share who get around :  dc/dt = adopt * blocked * (1 - c) - quit * c - hunt * d * c     outside supervised cafes
    d, how well that is seen:  dd/dt = learn * c * (1 - d) - renew * d,   from `watched_from` on;  0 before

An arms race: what many use is learned and found, and new software is written. Where neither side changes its means it rests
where both right sides are 0. An example: with the values given 4.5 in 100 get around it before the state watches, and 2.6 after.
In a cafe software sees what is done, so nobody gets around it there.

Which software users may have is part of `adopt`: where encryption needs a licence it is lower. The whole mechanism is off
unless a regime asks for it (`regime.firewall.stands`); it needs `posts`.

Source: seed-091 to seed-094; cen-001, cen-006, cen-007, net-011 to net-013. The form of the race, and its rates, are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import Axis
from credopolis.core.jit import formula, hot_kernel
from credopolis.core.maths import exp
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Book, Card, Sheet, Table, Term, Value, terms_of
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.posts import PEOPLE, people_post
from credopolis.mechanisms.programme import year_of

FIGURES: Final = (
    "wanted", "cooperating", "by_name", "by_address", "rerouted", "wrongly", "reached", "found", "circumventing", "detection",
)  # fmt: skip
WANTED, COOPERATING, BY_NAME, BY_ADDRESS, REROUTED, WRONGLY, REACHED, FOUND, AROUND, WATCH = range(len(FIGURES))


def _a_year(default: float, meaning: str, **evidence: Any) -> Any:
    return given(default, meaning, unit="a year", least=0, most=100, **evidence)


class FirewallParameters(Parameters):
    """What is blocked and how, and how fast users and the state learn."""

    stands: bool = given(False, "whether sites are blocked", assumed=True, no_range="off and on")
    from_year: float = given(
        2003.9, "date from which sites are blocked, as a year", source="seed-091",
        note="the project went into operation in November 2003 (Wikipedia, Golden Shield Project)", assumed=False,
        unit="calendar year", least=1990, most=2100,
    )  # fmt: skip
    watched_from: float = given(
        2012.98, "date from which software against it is watched for, as a year", source="seed-092",
        note="reports of detection and closing in December 2012 (Strategy Page)", assumed=True, low=2008, high=2015,
        unit="calendar year", least=1990, most=2100,
    )  # fmt: skip
    visits_a_day: float = given(
        0.2, "visits to sites abroad that are not approved, by a person online", low=0.02, high=1, least=0, most=1000,
        unit="a day", source="net-012", note="165 of the 1,000 most visited sites were blocked in 2018",
    )  # fmt: skip
    cooperating: float = share(
        0.1, "part of these to platforms that were pressed to filter for the state", low=0, high=0.4, source="net-014"
    )
    by_name: float = share(0.8, "share of the others blocked by their names", low=0.5, high=0.95, source="seed-094")
    by_address: float = share(
        0.6, "share of the others blocked by their addresses", low=0.3, high=0.9, source="seed-091"
    )
    rerouted: float = share(
        0.1, "share of the blocked that end on an approved site", low=0, high=0.5, source="seed-094"
    )
    too_broad: float = given(
        0.15, "visits wrongly blocked for each that was meant", low=0.05, high=0.3, least=0, most=10, source="net-011",
        note="41,000 innocent domains among 311,000",
    )  # fmt: skip
    in_cafes: float = share(
        0.18, "share of time online in supervised cafes", low=0.05, high=0.4, source="seed-093",
        note="17.7 % went there in 2016 (CNNIC, report of July 2016)",
    )  # fmt: skip
    adopt: float = _a_year(
        0.07, "who takes up software against it, if all that they want is blocked", low=0.02, high=0.3,
        source=("cen-001", "cen-007"), note="below 5 % used it even where it was free; estimates of users 1 to 5 %, or 33",
    )  # fmt: skip
    quit: float = _a_year(1.0, "who gives it up", low=0.3, high=3)
    hunt: float = _a_year(2.0, "whose software fails, if all of it is seen", low=0.5, high=10)
    learn: float = _a_year(20.0, "how fast the state learns what everybody uses", low=2, high=100)
    renew: float = _a_year(1.0, "how fast new software makes that useless", low=0.3, high=4)


def _of(scenario: Any) -> FirewallParameters:
    parameters: FirewallParameters = scenario.regime.firewall
    return parameters


def walls_in(scenario: Any) -> bool:
    """Whether sites are blocked in a scenario, or under a set of rules."""
    return bool(_of(scenario).stands) and "firewall" not in scenario.off and people_post(scenario)


def blocked_share(scenario: Any) -> float:
    """Share of what is wanted that is blocked once the wall stands, in [0, 1]."""
    p = _of(scenario)
    return (1.0 - p.cooperating) * (1.0 - (1.0 - p.by_name) * (1.0 - p.by_address))


@formula
def towards(value, gain, loss, days):
    """After so many days: dx/dt = gain * (1 - x) - loss * x. gain, loss : a day."""
    both = gain + loss
    if both <= 0.0:
        return value
    rest = gain / both
    return rest + (value - rest) * exp(-both * days)


@hot_kernel
def wall_in(first_day, days, about, terms, books, firewall):
    """The firewall of every province over a tick of so many days, day by day.

    about : (n_provinces, len(posts.ABOUT)). firewall : (n_provinces, len(FIGURES)), flows of the interval and latest levels.
    """
    for p in range(firewall.shape[0]):
        its, book = terms[p], books[p]
        if its["firewall"] == 0:
            continue
        around, seen = book["gets_around"], book["wall_watch"]
        for day in range(first_day, first_day + days):
            year = its["net_begins"] + day / DAYS_PER_YEAR_OF_RATES
            stands = 1.0 if year >= its["wall_from"] else 0.0
            watches = 1.0 if year >= its["wall_watched_from"] else 0.0
            wanted = about[p, PEOPLE] * its["visits_a_day"]
            free = its["wall_cooperating"] * wanted
            by_name = stands * its["wall_by_name"] * (wanted - free)
            by_address = stands * its["wall_by_address"] * (wanted - free - by_name)
            blocked = by_name + by_address
            outside = 1.0 - its["wall_in_cafes"]
            firewall[p, WANTED] += wanted
            firewall[p, COOPERATING] += free
            firewall[p, BY_NAME] += by_name
            firewall[p, BY_ADDRESS] += by_address
            firewall[p, REACHED] += blocked * outside * around
            firewall[p, REROUTED] += its["wall_rerouted"] * blocked * (1.0 - outside * around)
            firewall[p, WRONGLY] += its["wall_too_broad"] * blocked
            share = blocked / wanted if wanted > 0.0 else 0.0
            hunted = its["wall_hunt"] * seen * around
            firewall[p, FOUND] += about[p, PEOPLE] * outside * hunted / DAYS_PER_YEAR_OF_RATES
            gain, loss = its["wall_adopt"] * share, its["wall_quit"] + its["wall_hunt"] * seen
            learn, renew = watches * its["wall_learn"] * around, its["wall_renew"]
            around = towards(around, gain / DAYS_PER_YEAR_OF_RATES, loss / DAYS_PER_YEAR_OF_RATES, 1.0)
            seen = towards(seen, learn / DAYS_PER_YEAR_OF_RATES, renew / DAYS_PER_YEAR_OF_RATES, 1.0)
        book["gets_around"], book["wall_watch"] = around, seen
        firewall[p, AROUND], firewall[p, WATCH] = around * (1.0 - its["wall_in_cafes"]), seen


def _at_first(scenario: Any, lives: Any) -> float:
    """Who gets around it on the first day: as many as rest there before the state watches, if the wall stands by then."""
    p = _of(scenario)
    gain = p.adopt * blocked_share(scenario) if year_of(scenario.start) >= p.from_year else 0.0
    return gain / (gain + p.quit) if walls_in(scenario) and gain > 0.0 else 0.0


BOOKS: Final = (
    Book("gets_around", "share of people online outside cafes who get around the firewall", _at_first),
    Book("wall_watch", "how well software against the firewall is seen"),
)
TERMS: Final = (
    Term("firewall", walls_in, "i8"),
    *terms_of(
        _of, "visits_a_day", wall_from="from_year", wall_watched_from="watched_from", wall_cooperating="cooperating",
        wall_by_name="by_name", wall_by_address="by_address", wall_rerouted="rerouted", wall_too_broad="too_broad",
        wall_in_cafes="in_cafes", wall_adopt="adopt", wall_quit="quit", wall_hunt="hunt", wall_learn="learn",
        wall_renew="renew",
    ),
)  # fmt: skip
SHEETS: Final = (Sheet("firewall", (Axis("figure", len(FIGURES), (), FIGURES),), needed=walls_in),)
TABLES: Final = (
    Table(
        "firewall", "visits to sites abroad that the firewall stops, and who gets around it, as expected", "provinces",
        (
            Value.of_sheet("firewall", "wanted", "visits", "visits to sites abroad that are not approved, wanted"),
            Value.of_sheet("firewall", "cooperating", "visits", "of them to platforms that filter for the state"),
            Value.of_sheet("firewall", "by_name", "visits", "of the others those stopped by the site's name"),
            Value.of_sheet("firewall", "by_address", "visits", "those stopped by the site's address"),
            Value.of_sheet("firewall", "rerouted", "visits", "stopped visits that ended on an approved site"),
            Value.of_sheet("firewall", "wrongly", "visits", "visits stopped to sites that nobody meant"),
            Value.of_sheet("firewall", "reached", "visits", "stopped visits that software got through all the same"),
            Value.of_sheet("firewall", "found", "person-times", "people whose software was found and stopped"),
            Value.of_sheet("firewall", "circumventing", "share", "people online who get around it, at the end"),
            Value.of_sheet("firewall", "detection", "share", "how well their software is seen, at the end"),
        ),
        every_place=True, needed=walls_in,
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate("visits_stopped", "visits abroad stopped by name", "net", Quantity("firewall", "by_name")),
    own_rate("visits_got_through", "stopped visits that software got through", "net", Quantity("firewall", "reached")),
)


CARDS: Final = (
    Card(
        "firewall",
        "Firewall",
        "sites abroad are blocked, some get around it and the state learns how; off unless `regime.firewall.stands`",
        "seed-091, seed-092, seed-093, seed-094, cen-001, cen-006, cen-007, net-011, net-012, net-013, net-014; assumptions",
    ),
)
