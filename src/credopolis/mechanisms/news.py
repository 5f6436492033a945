"""News: what a piece of news about the regime does to private opinion, by how much of it is new to whom it reaches.

Two kinds of news may be told, each on a day of its own: of repression, and of order kept. Who is grown up and whom it reaches hears it on
the first settling day from then on, after thinking and before speaking, see `opinion`:

    reached by news of repression   u < repression_reach              u uniform in [0, 1), drawn for the life and the day of the news
    reached by talk of order        u >= 1 - order_reach              so on one day the two reach different people, as far as they can
    how informed, in [0, 1]         i = (1 if online, else offline) * (unschooled + (1 - unschooled) * schooling / 4)
    new to somebody                 n = exp(-reports * i * part)      part of the reports that say it; schooling 0 to 4
    part                            negative_share for repression, 1 - negative_share for order
    private opinion                 y = y + strength * n * (-1 - y)   at news of repression
                                    y = y + strength * n * (1 - y)    at talk of order

So one strength moves all, and what differs is what people know already: who has read `reports * i` reports, drawn from those that there
are, has missed all that say a thing with the chance `n`. State media tell of order every day, and of repression hardly ever. An
example: with 20 reports and 2.8 in 100 of them negative, news of repression is new to exp(-0.56) = 57 in 100 of the best informed and to
95 in 100 of those who have read two; talk of order is new to nobody who has read twenty, and to 14 in 100 of those who have read two.
With a strength of 0.3 the news takes an opinion of 0.5 to 0.5 - 0.3 * 0.57 * 1.5 = 0.24.

Then nothing holds it there: opinion drifts back, by half in about a year and a quarter with the usual weights. Who is against from then
on speaks or is silent as anybody else, so what a survey hears falls by less than what is thought. Each kind is told once by one set of
rules; a step of a timeline may tell it anew, and counts show whom the latest has reached. It reaches whom it reaches, as in an
experiment. Not modelled: that it frightens, that it is passed on, and that a filter keeps it from anybody. Who is informed by less than
a half is counted apart. It needs `opinion`. The whole mechanism is off unless a regime asks for it (`regime.news.stands`).

Source: an experiment in which students were told of repressive use, of order, or of nothing, srv-009, srv-010; what state media
say, srv-011. That news moves by what of it is new, what makes people informed, and all values but that share are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import TableColumn, Tally, labelled
from credopolis.core.jit import formula
from credopolis.core.maths import exp
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Card, Dial, Line, dials_of
from credopolis.mechanisms.headline import Headline, Quantity
from credopolis.mechanisms.opinion import SETTLING_DAYS, opines
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.programme import year_of

ARMS: Final = ("told nothing", "repression", "order", "both")
"""Which news has reached a life: places are 1 for repression plus 2 for order."""
INFORMED: Final = ("less", "more")
HALF: Final = 0.5
"""Who is less informed than this counts as less informed."""
FIGURES: Final = ("lives", "private", "expressed")
NEVER: Final = -1


def _told(meaning: str) -> Any:
    return given(
        0.0, f"date on which {meaning}, as a year; 0 for never", assumed=True, no_range="of a scenario",
        unit="calendar year", least=0, most=2100,
    )  # fmt: skip


def _reach(meaning: str) -> Any:
    return share(1.0, f"share of grown-ups whom {meaning}", assumed=True, no_range="of a scenario")


class NewsParameters(Parameters):
    """Which news is told when and to whom, and how far it moves an opinion. All are assumptions that sources inform."""

    stands: bool = given(False, "whether pieces of news move opinions", assumed=True, no_range="off and on")
    repression_from: float = _told("news of repression is told")
    repression_reach: float = _reach("news of repression reaches")
    order_from: float = _told("order is talked of")
    order_reach: float = _reach("talk of order reaches")
    strength: float = share(
        0.3, "how far news that is wholly new moves an opinion to the end that it speaks for", low=0.15, high=0.5,
        source="srv-009", note="fitted: news of repression lowers stated support by 12 in 100",
    )  # fmt: skip
    negative_share: float = share(
        0.028, "part of reports on the regime that tell of repression; all others tell of order", low=0.01, high=0.1,
        source="srv-011",
    )  # fmt: skip
    reports: float = given(
        20.0, "reports on the regime that who is best informed has come across", low=10, high=40, unit="reports",
        least=0, most=1000,
    )  # fmt: skip
    offline: float = share(0.3, "share of these that reaches who is not online", low=0.15, high=0.6)
    unschooled: float = share(0.4, "share of these that reaches who has no schooling", low=0.2, high=0.7)


@formula
def informed(online, schooling, offline, unschooled):
    """How informed somebody is: whether online (0 or 1), level of schooling 0 to 4, the two least shares -> in [0, 1]."""
    return (offline + (1.0 - offline) * online) * (unschooled + (1.0 - unschooled) * schooling / 4.0)


@formula
def is_new(read, part):
    """The chance that a thing is new to somebody: reports that they have come across, part of all that say it."""
    return exp(-read * part)


@formula
def moved_by_news(opinion, end, weight):
    """An opinion after news that speaks for an end of the scale, -1 or 1: in [-1, 1], weight in [0, 1] -> in [-1, 1]."""
    return opinion + weight * (end - opinion)


def _of(scenario: Any) -> NewsParameters:
    parameters: NewsParameters = scenario.regime.news
    return parameters


def news_goes(scenario: Any) -> bool:
    """Whether pieces of news move opinions in a scenario, or under a set of rules."""
    return bool(_of(scenario).stands) and "news" not in scenario.off and opines(scenario)


def told_day(scenario: Any, kind: str) -> int:
    """The day of the run on which news of a kind (`repression`, `order`) is told; `NEVER` if never, or before the run."""
    year: float = getattr(_of(scenario), f"{kind}_from")
    day = round((year - year_of(scenario.start)) * DAYS_PER_YEAR_OF_RATES)
    return day if year > 0.0 and day >= 0 and news_goes(scenario) else NEVER


def first_settling(day: int, tick_days: int) -> int:
    """The first settling day from a day on: the first beginning of a tick in each four weeks; `NEVER` stays."""
    if day < 0:
        return NEVER
    begins = -(-day // tick_days) * tick_days
    while begins % SETTLING_DAYS >= tick_days:
        begins += tick_days
    return begins


def _heard(kind: str) -> Any:
    return lambda s: first_settling(told_day(s, kind), s.tick_days)


def _day(kind: str) -> Any:
    return lambda s: told_day(s, kind)


DIALS: Final = (
    Dial("news_goes", news_goes, dtype="i8"),
    Dial("repression_day", _day("repression"), dtype="i8"),
    Dial("repression_heard", _heard("repression"), dtype="i8"),
    Dial("order_day", _day("order"), dtype="i8"),
    Dial("order_heard", _heard("order"), dtype="i8"),
    *dials_of(
        _of, "repression_reach", "order_reach", "negative_share", news_strength="strength", news_reports="reports",
        news_offline="offline", news_unschooled="unschooled",
    ),
)  # fmt: skip
LINES: Final = (
    Line("repression_news", "hears news of repression", "nothing"),
    Line("order_news", "hears talk of order", "nothing"),
)
SUMMED: Final = labelled("summed", FIGURES, "lives once at each settling day, or what they think or say, summed")
NEWS: Final = labelled("news", ARMS, "which of the latest news has reached the life")
HOW_INFORMED: Final = labelled("informed", INFORMED, "whether the life is informed by less than a half, or by more")
TALLIES: Final = (
    Tally(
        "news", (SUMMED, NEWS, HOW_INFORMED), (NEWS, HOW_INFORMED, SUMMED),
        TableColumn("amount", "int64", "person-times; percent", "lives; percent of the way from wholly against to the message"),
        "opinions by which news has reached people, on settling days from the first news on", "sums over lives (person-times)",
        needed=news_goes,
    ),
)  # fmt: skip
_AMOUNT: Final = Quantity("news", "amount")


def _support(name: str, whom: str, arm: str) -> Headline:
    """Stated support on a scale from 0 to 10, of whom some news has reached."""
    part, whole = _AMOUNT.only(summed="expressed", news=arm), _AMOUNT.only(summed="lives", news=arm)
    return Headline(name, f"support as stated, {whom}", "points of 10", "speech", part, whole, 0.1, asked=True)


HEADLINES: Final = (
    _support("support_told_nothing", "of whom no news has reached", "told nothing"),
    _support("support_told_of_repression", "of whom news of repression has reached", "repression"),
    _support("support_told_of_order", "of whom talk of order has reached", "order"),
)


CARDS: Final = (
    Card(
        "news",
        "News",
        "a piece of news moves private opinion by what of it is new; off unless `regime.news.stands`",
        "srv-009, srv-010, srv-011; assumptions",
    ),
)
