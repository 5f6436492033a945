"""When does silence cascade: who falls silent as fear grows, because others have, and after the fear is gone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from credopolis.analysis.questions.asked import AS_IS, LivedWay, Numbers, Question, Sought, key, percent_more
from credopolis.core.errors import Misuse
from credopolis.library.overrides import Value
from credopolis.mechanisms.opinion import STANCES

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

_STEP: Final = 0.1
_MORE, _MOST = "more dread", "much more dread"
_ALONE, _ALONE_MORE = "others unseen", "others unseen, more dread"
_FRIGHT: Final = "a year of fright"
_YEAR: Final = 365


def dreading(steps: int) -> Any:
    """Settings that raise the dread that nobody escapes by so many steps of 0.1."""
    return lambda s: {"regime.opinion.dread": min(1.0, s.regime.opinion.dread + steps * _STEP)}


def _unseen(scenario: Scenario) -> dict[str, Value]:
    return {"regime.opinion.support": 0.0}


def _frightened(scenario: Scenario) -> dict[str, Value]:
    """Dread three steps higher, for the first year alone."""
    return dict(dreading(3)(scenario))


WAYS: Final = (
    LivedWay(AS_IS, "Nothing is changed."),
    LivedWay(_MORE, "The fear of speaking that nobody escapes is higher by a tenth.", dreading(1)),
    LivedWay(_MOST, "The same by two tenths.", dreading(2)),
    LivedWay(_ALONE, "That others speak gives nobody nerve.", _unseen),
    LivedWay(_ALONE_MORE, "The same, and the fear is higher by a tenth.", lambda s: {**_unseen(s), **dreading(1)(s)}),
    LivedWay(_FRIGHT, "The fear is higher by three tenths in the first year, then as before.", _frightened),
)


def _ways(bases: Mapping[str, Scenario]) -> tuple[LivedWay, ...]:
    from credopolis.mechanisms.opinion import opines

    if not opines(bases[""]):
        raise Misuse(f"Nobody thinks or speaks in {bases[''].name}. Ask it of spoken-word or quiet-streets, or set "
                     "regime.fear.stands and regime.opinion.stands.")  # fmt: skip
    if not bases[""].days > 2 * _YEAR:
        raise Misuse("The first year is one of fright, and what is said is counted in the last: give more than two.")
    return WAYS


class _Voices:
    """Who is for, who speaks against and who is silent in the last year, (len(STANCES),) person-times."""

    def __init__(self, days: int) -> None:
        self.last, self.found = days - _YEAR, np.zeros(len(STANCES))

    def on_tick(self, tick: Any) -> None:
        """Nothing is counted by the tick."""

    def on_period(self, period: Any) -> None:
        """Add an interval of the last year."""
        if period.end_day > self.last:
            self.found += period.arrays["voices"].sum(axis=(0, 1))


def _live(ways: Mapping[str, Scenario]) -> dict[str, float]:
    from credopolis.runs.session import Session
    from credopolis.runs.settings import RunSettings

    found: dict[str, float] = {}
    for way, scenario in ways.items():
        with Session.begin(scenario, RunSettings(threads=1, hold_period=False)) as session:
            voices = _Voices(scenario.days)
            session.watch(voices)
            if way == _FRIGHT:
                session.advance(_YEAR)
                session.set(ways[AS_IS])
            session.advance()
        found |= {key(way, stance): float(n) for stance, n in zip(STANCES, voices.found, strict=True)}
    return found


def _spoken(n: Numbers, way: str) -> tuple[float, float]:
    """Of who is against the message the share that says so, in percent, and the rarer of both."""
    speaks, silent = (n[key(way, stance)] for stance in STANCES[1:])
    return (100.0 * speaks / (speaks + silent) if speaks + silent else math.nan), min(speaks, silent)


def _change(way: str, than: str, title: str, above: str, below: str) -> Sought:
    def found(n: Numbers) -> tuple[float, float, float]:
        (a, events_a), (b, events_b) = _spoken(n, way), _spoken(n, than)
        return percent_more(a, b), min(events_a, events_b), math.nan

    return Sought(title, title, "% more of those against who say so", found, above, below)


def _second_step(n: Numbers) -> tuple[float, float, float]:
    (a, ea), (b, eb), (c, ec) = (_spoken(n, way) for way in (AS_IS, _MORE, _MOST))
    return (c - b) - (b - a), min(ea, eb, ec), math.nan


def _through_others(n: Numbers) -> tuple[float, float, float]:
    (a, ea), (b, eb), (c, ec), (d, ed) = (_spoken(n, way) for way in (AS_IS, _MORE, _ALONE, _ALONE_MORE))
    return percent_more(b, a) - percent_more(d, c), min(ea, eb, ec, ed), math.nan


def _most_silent(n: Numbers) -> tuple[float, float, float]:
    value, events = _spoken(n, AS_IS)
    return value, events, math.nan


def _sought(bases: Mapping[str, Scenario]) -> tuple[Sought, ...]:
    points = "percentage points"
    return (
        Sought("openness", "of those against the message, who say so", "%", _most_silent,
               "Most of those who are against the message say so.",
               "Most of those who are against the message are silent.", 50.0),
        _change(_MORE, AS_IS, "a tenth more dread", "With more dread, more speak.", "With more dread, fewer speak."),
        _change(_MOST, AS_IS, "two tenths more dread", "With much more dread, more speak.",
                "With much more dread, fewer speak."),
        Sought("the second tenth", "what the second tenth does, less what the first does", points, _second_step,
               "The second tenth silences fewer than the first: silence does not run away.",
               "The second tenth silences more than the first: silence gathers pace."),
        _change(AS_IS, _ALONE, "seeing others speak", "That others speak gives nerve: more speak than if it did not.",
                "That others speak gives no nerve: fewer speak than if it did not count."),
        Sought("through others", "what a tenth more dread does: where others are seen, less where they are not", points,
               _through_others, "Where others are seen, dread silences a smaller part than where they are not.",
               "Where others are seen, dread silences a larger part: silence spreads from one to the next."),
        _change(_FRIGHT, AS_IS, "a year of fright, in the last year",
                "A year of fright leaves more people speaking when it is over.",
                "A year of fright still silences people when it is over."),
    )  # fmt: skip


QUESTION: Final = Question(
    "silence",
    "When silence cascades",
    "Does silence spread from one to the next, does it gather pace, and does it outlast its cause?",
    "Counted in the last year, of grown-ups who are against the official message. The levels were fitted to one survey "
    "and one list experiment; how much nerve others give is an assumption with a wide range. Compared are ways, not "
    "countries.",
    "spoken-word",
    _ways,
    _live,
    _sought,
    people=10_000,
    years=3.0,
)
