"""Offers of free software against the firewall: access alone wakes no demand, looking does.

    use                u = access * (i + (1 - i) * complies)     complies only where and while looking is paid for
    interest           di/dt = habit * u^2 * (1 - i) + tells * u of the paid * (1 - i) - lapse * (i - base)
                       the second term of friends of the paid alone;   access is 1 of who is offered it, `own_access` of friends

Three groups have a share `i` who want what the wall stops: who is offered access, who is paid for looking as well for
`pays_days`, and friends of the paid, one for each, who have what access they find. A habit comes of looking often, so it goes with
the square of use: rare looks wake nothing, and what was woken keeps itself up. An example: with the values given 5 in 100 use
it eighteen months after they were offered access; of those paid for four months 84 in 100 look in the end, and 78 a year later.

It is counted by province, day by day, and changes nobody's life; who gets around the wall by himself is apart (`firewall`,
which it needs). It is off unless a regime asks for it (`regime.offers.stands`).

Source: cen-001 and cen-002, to which all values were fitted; the form is an assumption.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import Axis
from credopolis.core.jit import formula, hot_kernel
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Book, Card, Sheet, Table, Term, Value, terms_of
from credopolis.mechanisms.firewall import walls_in
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.posts import PEOPLE
from credopolis.mechanisms.programme import year_of

FIGURES: Final = (
    "offered",
    "used",
    "use_offered",
    "use_paid",
    "use_friends",
    "want_offered",
    "want_paid",
    "want_friends",
)
OFFERED, USED, USE_OFFERED, USE_PAID, USE_FRIENDS, WANT_OFFERED, WANT_PAID, WANT_FRIENDS = range(len(FIGURES))
_STUDY: Final = ("cen-001", "cen-002")


def _a_year(default: float, meaning: str, low: float, high: float) -> Any:
    return given(default, meaning, unit="a year", least=0, most=100, low=low, high=high, source=_STUDY, note="fitted")


class OffersParameters(Parameters):
    """Who is offered what, and how a habit comes and goes."""

    stands: bool = given(False, "whether free software is offered", assumed=True, no_range="off and on")
    from_year: float = given(
        0.0, "date on which it is offered, as a year; 0 for the first day", assumed=True, no_range="of a scenario",
        unit="calendar year", least=0, most=2100,
    )  # fmt: skip
    offered: float = share(0.001, "share of people online who are offered it", low=0.0001, high=0.01)
    paid: float = share(0.5, "share of these who are paid for looking", low=0.2, high=0.8)
    pays_days: float = given(
        120.0, "days for which looking is paid", low=60, high=180, least=0, most=3650, unit="days", source="cen-002"
    )
    complies: float = share(
        0.6, "share who look because they are paid", low=0.4, high=0.8, source=_STUDY, note="fitted"
    )
    base: float = share(
        0.04,
        "share who want it unasked",
        low=0.02,
        high=0.05,
        source="cen-001",
        note="fitted: fewer than 5 in 100 used it",
    )
    own_access: float = share(0.3, "access that friends of the paid find by themselves", low=0.1, high=0.5)
    habit: float = _a_year(6.0, "who comes to want it, if all look", 4, 8)
    tells: float = _a_year(0.1, "friends who come to want it, if all of the paid look", 0.02, 0.3)
    lapse: float = _a_year(1.0, "who loses interest that was woken", 0.6, 1.5)


@formula
def used(want, access, complies):
    """Share of a group who look: who wants it, who can, and who does so for pay."""
    return access * (want + (1.0 - want) * complies)


@formula
def want_a_day_later(want, use, of_paid, habit, tells, lapse, base):
    """The share who want it a day later, by Euler's step. of_paid : use among the paid, of their friends; else 0."""
    woken = (habit * use * use + tells * of_paid) * (1.0 - want)
    return min(max(want + (woken - lapse * (want - base)) / DAYS_PER_YEAR_OF_RATES, 0.0), 1.0)


def _of(scenario: Any) -> OffersParameters:
    parameters: OffersParameters = scenario.regime.offers
    return parameters


def offers_made(scenario: Any) -> bool:
    """Whether free software is offered in a scenario, or under a set of rules."""
    return bool(_of(scenario).stands) and "offers" not in scenario.off and walls_in(scenario)


def _first_day(scenario: Any) -> float:
    """The day of the run on which it is offered; not below 0."""
    year = _of(scenario).from_year
    return max(float(round((year - year_of(scenario.start)) * DAYS_PER_YEAR_OF_RATES)), 0.0) if year > 0.0 else 0.0


@hot_kernel
def offer(first_day, days, about, terms, books, offers):
    """What comes of offers in every province over a tick of so many days, day by day.

    about : (n_provinces, len(posts.ABOUT)). offers : (n_provinces, len(FIGURES)), flows of the interval and latest levels.
    """
    for p in range(offers.shape[0]):
        its, book = terms[p], books[p]
        if its["offers"] == 0:
            continue
        alone, paid, friends = book["want_offered"], book["want_paid"], book["want_friends"]
        habit, lapse, base = its["offers_habit"], its["offers_lapse"], its["offers_base"]
        by_alone = by_paid = by_friends = 0.0
        for day in range(first_day, first_day + days):
            if day < its["offers_day"]:
                continue
            pays = its["offers_complies"] if day < its["offers_day"] + its["offers_pays_days"] else 0.0
            by_alone, by_paid = used(alone, 1.0, 0.0), used(paid, 1.0, pays)
            by_friends = used(friends, its["offers_own_access"], 0.0)
            people = about[p, PEOPLE] * its["offers_offered"]
            offers[p, OFFERED] += people
            offers[p, USED] += people * (its["offers_paid"] * by_paid + (1.0 - its["offers_paid"]) * by_alone)
            friends = want_a_day_later(friends, by_friends, by_paid, habit, its["offers_tells"], lapse, base)
            alone = want_a_day_later(alone, by_alone, 0.0, habit, 0.0, lapse, base)
            paid = want_a_day_later(paid, by_paid, 0.0, habit, 0.0, lapse, base)
        book["want_offered"], book["want_paid"], book["want_friends"] = alone, paid, friends
        offers[p, USE_OFFERED], offers[p, USE_PAID], offers[p, USE_FRIENDS] = by_alone, by_paid, by_friends
        offers[p, WANT_OFFERED], offers[p, WANT_PAID], offers[p, WANT_FRIENDS] = alone, paid, friends


def _at_first(scenario: Any, lives: Any) -> float:
    return _of(scenario).base if offers_made(scenario) else 0.0


BOOKS: Final = (
    Book("want_offered", "share who want what the wall stops, of who is offered access", _at_first),
    Book("want_paid", "the same of who is paid for looking besides", _at_first),
    Book("want_friends", "the same of friends of these", _at_first),
)
TERMS: Final = (
    Term("offers", offers_made, "i8"),
    Term("offers_day", _first_day),
    *terms_of(
        _of, offers_offered="offered", offers_paid="paid", offers_pays_days="pays_days", offers_complies="complies",
        offers_base="base", offers_own_access="own_access", offers_habit="habit", offers_tells="tells",
        offers_lapse="lapse",
    ),
)  # fmt: skip
SHEETS: Final = (Sheet("offers", (Axis("figure", len(FIGURES), (), FIGURES),), needed=offers_made),)
TABLES: Final = (
    Table(
        "offers", "who uses free software against the firewall that is offered, as expected", "provinces",
        (
            Value.of_sheet("offers", "offered", "person-days", "days of people who are offered it"),
            Value.of_sheet("offers", "used", "person-days", "of these the days on which they use it"),
            Value.of_sheet("offers", "use_offered", "share", "who uses it, of who is offered access alone, at the end"),
            Value.of_sheet("offers", "use_paid", "share", "the same of who is or was paid for looking"),
            Value.of_sheet("offers", "use_friends", "share", "the same of friends of these"),
            Value.of_sheet("offers", "want_offered", "share", "who wants it, of who is offered access alone, at the end"),
            Value.of_sheet("offers", "want_paid", "share", "the same of who is or was paid for looking"),
            Value.of_sheet("offers", "want_friends", "share", "the same of friends of these"),
        ),
        every_place=True, needed=offers_made,
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate("offers_used", "days on which offered software is used", "net", Quantity("offers", "used")),
)


CARDS: Final = (
    Card(
        "offers",
        "Offers against the firewall",
        "free access wakes no demand, looking does; off unless `regime.offers.stands`",
        "cen-001, cen-002; assumptions",
    ),
)
