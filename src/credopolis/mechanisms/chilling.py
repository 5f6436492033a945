"""Chilling: what people leave unread, unsaid and unwritten because they have in mind that it can be seen.

    minded, where it rests    rest = 1 - (1 - wary) * (1 - exposure)     exposure of the province as `fear` has it, 0 without
    minded after t days       m = rest + (m - rest) * 2^(-t / half_life_days)
    when surveillance is told m = m + told * (1 - m)                     on the day `told_from`, before anything else
    left out on a channel     c = m * (1 - exp(-caution * seen))         seen : how far people take it to be watched
    readers                   dr/dt = take_up * (1 - c) * (1 - r) - drop * r           c : of reading
    views a day               = online * views_a_day * r * (1 - c)

Minded is the share of people online who have surveillance in mind, readers the share of them who look up what is
sensitive. When it is told views fall at once by what those leave who now have it in mind; and fewer take it up, so that they
also grow less from then on. An example: with the values given views fall by 22 % in a day, and four months later 28 in 100
leave out something on social media, 23 on the telephone and in mail, 16 in what they write.

Nobody's life has a line for it: it is counted in closed form by province. What is said in a neighbourhood is apart
(`opinion`), and so is what is posted (`posts`). It needs `posts`, which say who is online, and is off unless a regime asks
for it (`regime.chilling.stands`).

Source: levels by channel and who worries, ch-002 to ch-005; that behaviour does not go back where feelings do, spk-042. The
form is an assumption; `caution` was fitted to ch-002.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import Axis
from credopolis.core.jit import formula, hot_kernel
from credopolis.core.maths import exp
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Book, Card, Sheet, Table, Term, Value, terms_of
from credopolis.mechanisms.fear import fear_now
from credopolis.mechanisms.firewall import towards
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.posts import PEOPLE, people_post
from credopolis.mechanisms.programme import year_of

FIGURES: Final = ("person_days", "views", "unread", "readers", "minded", "social", "calls", "writing", "reading")
PERSON_DAYS, VIEWS, UNREAD, READERS, MINDED, SOCIAL, CALLS, WRITING, READING = range(len(FIGURES))
NEVER_TOLD: Final = -1.0


def _a_year(default: float, meaning: str, low: float, high: float) -> Any:
    return given(default, meaning, unit="a year", least=0, most=100, low=low, high=high)


class ChillingParameters(Parameters):
    """Who has surveillance in mind, what they then leave, and how reading goes on. Assumptions that sources inform."""

    stands: bool = given(False, "whether surveillance is had in mind", assumed=True, no_range="off and on")
    wary: float = share(0.1, "share who have it in mind where nothing is told and nobody is struck", low=0, high=0.4)
    told_from: float = given(
        0.0, "date on which much surveillance is told of at once, as a year; 0 for never", assumed=True,
        no_range="of a scenario", unit="calendar year", least=0, most=2100,
    )  # fmt: skip
    told: float = share(
        0.85, "share of the others who have it in mind from then on", low=0.4, high=0.95, source="ch-005",
        note="85 in 100 writers worried; they had chosen to answer",
    )  # fmt: skip
    half_life_days: float = given(
        1500.0, "days in which half of who has it in mind forgets", low=500, high=5000, above=0, most=36_500,
        unit="days", source="spk-042", note="feelings level off within months, behaviour does not go back",
    )  # fmt: skip
    caution: float = given(
        0.42, "how readily something is left out", low=0.2, high=0.8, least=0, most=20, source="ch-002",
        note="fitted: 28 in 100 left out something on social media",
    )  # fmt: skip
    seen_social: float = share(1.0, "how far social media are taken to be watched", low=0.9, high=1)
    seen_calls: float = share(0.8, "the same of telephone and mail", low=0.6, high=0.95)
    seen_writing: float = share(0.5, "the same of what is written to be printed", low=0.3, high=0.7)
    seen_reading: float = share(0.8, "the same of what is looked up", low=0.5, high=1)
    views_a_day: float = given(
        0.01, "sensitive pages that a reader looks up", low=0.001, high=0.1, least=0, most=1000, unit="a day"
    )
    readers: float = share(0.4, "share of people online who are readers on the first day", low=0.1, high=0.45)
    take_up: float = _a_year(0.5, "who becomes a reader", 0.1, 1)
    drop: float = _a_year(0.5, "readers who stop", 0.1, 1)


@formula
def left_out(minded, caution, seen):
    """Share who leave something out on a channel: who has surveillance in mind, caution, how far it is watched."""
    return minded * (1.0 - exp(-caution * seen))


def _of(scenario: Any) -> ChillingParameters:
    parameters: ChillingParameters = scenario.regime.chilling
    return parameters


def chills(scenario: Any) -> bool:
    """Whether surveillance is had in mind in a scenario, or under a set of rules."""
    return bool(_of(scenario).stands) and "chilling" not in scenario.off and people_post(scenario)


def _told_day(scenario: Any) -> float:
    """The day of the run on which it is told; below 0 if never, or before the run."""
    year = _of(scenario).told_from
    day = round((year - year_of(scenario.start)) * DAYS_PER_YEAR_OF_RATES)
    return float(day) if year > 0.0 and day >= 0 else NEVER_TOLD


@hot_kernel
def chill(first_day, days, about, terms, books, chilling):
    """What is left out in every province over a tick of so many days, day by day.

    about : (n_provinces, len(posts.ABOUT)). chilling : (n_provinces, len(FIGURES)), flows of the interval and latest levels.
    """
    for p in range(chilling.shape[0]):
        its, book = terms[p], books[p]
        if its["chills"] == 0:
            continue
        minded, readers = book["minded"], book["readers"]
        exposure = 1.0 - exp(-its["exposure_gain"] * book["jolts"]) if its["frightens"] > 0 else 0.0
        rest = 1.0 - (1.0 - its["chill_wary"]) * (1.0 - exposure)
        for day in range(first_day, first_day + days):
            if day == its["told_day"]:
                minded += its["chill_told"] * (1.0 - minded)
            left = left_out(minded, its["chill_caution"], its["seen_reading"])
            wanted = about[p, PEOPLE] * its["chill_views_a_day"] * readers
            chilling[p, PERSON_DAYS] += about[p, PEOPLE]
            chilling[p, VIEWS] += wanted * (1.0 - left)
            chilling[p, UNREAD] += wanted * left
            gain = its["chill_take_up"] * (1.0 - left) / DAYS_PER_YEAR_OF_RATES
            readers = towards(readers, gain, its["chill_drop"] / DAYS_PER_YEAR_OF_RATES, 1.0)
            minded = fear_now(minded, 1.0, rest, its["chill_half_life"])
        book["minded"], book["readers"] = minded, readers
        chilling[p, READERS], chilling[p, MINDED] = readers, minded
        chilling[p, SOCIAL] = left_out(minded, its["chill_caution"], its["seen_social"])
        chilling[p, CALLS] = left_out(minded, its["chill_caution"], its["seen_calls"])
        chilling[p, WRITING] = left_out(minded, its["chill_caution"], its["seen_writing"])
        chilling[p, READING] = left_out(minded, its["chill_caution"], its["seen_reading"])


def _first(name: str) -> Any:
    """A parameter as the level of the first day."""
    return lambda scenario, lives: float(getattr(_of(scenario), name)) if chills(scenario) else 0.0


BOOKS: Final = (
    Book("minded", "share of people online who have surveillance in mind", _first("wary")),
    Book("readers", "share of people online who look up what is sensitive", _first("readers")),
)
TERMS: Final = (
    Term("chills", chills, "i8"),
    Term("told_day", _told_day),
    *terms_of(
        _of, "seen_social", "seen_calls", "seen_writing", "seen_reading", chill_wary="wary", chill_told="told",
        chill_caution="caution", chill_half_life="half_life_days", chill_views_a_day="views_a_day",
        chill_take_up="take_up", chill_drop="drop",
    ),
)  # fmt: skip
SHEETS: Final = (Sheet("chilling", (Axis("figure", len(FIGURES), (), FIGURES),), needed=chills),)
TABLES: Final = (
    Table(
        "chilling", "what people leave unread and unsaid because they have surveillance in mind, as expected", "provinces",
        (
            Value.of_sheet("chilling", "person_days", "person-days", "days of people online"),
            Value.of_sheet("chilling", "views", "views", "sensitive pages looked up"),
            Value.of_sheet("chilling", "unread", "views", "pages that readers left unread for it"),
            Value.of_sheet("chilling", "readers", "share", "people online who look up what is sensitive, at the end"),
            Value.of_sheet("chilling", "minded", "share", "people online who have surveillance in mind, at the end"),
            Value.of_sheet("chilling", "social", "share", "people online who leave out something on social media, at the end"),
            Value.of_sheet("chilling", "calls", "share", "the same on the telephone and in mail"),
            Value.of_sheet("chilling", "writing", "share", "the same in what is written to be printed"),
            Value.of_sheet("chilling", "reading", "share", "the same in what is looked up"),
        ),
        every_place=True, needed=chills,
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate("sensitive_views", "sensitive pages looked up", "net", Quantity("chilling", "views")),
    own_rate(
        "left_unread", "sensitive pages left unread for fear of being seen", "net", Quantity("chilling", "unread")
    ),
)


CARDS: Final = (
    Card(
        "chilling",
        "Chilling",
        "who has surveillance in mind reads and says less; off unless `regime.chilling.stands`",
        "ch-002, ch-003, ch-004, ch-005, spk-042; assumptions",
    ),
)
