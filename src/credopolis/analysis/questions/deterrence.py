"""Which deters more: that an entry is certain, that it is severe, that it lasts, or that it comes soon?

Each is halved (the delay doubled) for all acts at once, and the acts that have a price are counted. Severity is how
far an entry takes down: half the points, and for an act that drops straight to a grade one grade less. Duration is how
long locks and listings last.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from credopolis.analysis.measures.acts import count_acts
from credopolis.analysis.questions.asked import AS_IS, LivedWay, Numbers, Question, Sought, key, percent_more
from credopolis.analysis.studies.elasticities import deterrable
from credopolis.analysis.studies.levers import moved
from credopolis.core.errors import Misuse
from credopolis.library.elasticities import CERTAINTY, DELAY, SEVERITY
from credopolis.library.overrides import Value

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

HALF: Final = "severity halved"
WAYS: Final = (
    LivedWay(AS_IS, "Nothing is changed."),
    LivedWay("certainty halved", "Every channel sees every act with half the chance.", lambda s: moved(s, CERTAINTY)),
    LivedWay(HALF, "An act takes half the points; one that drops to a grade drops one grade less.",
        lambda s: less_severe(s)),
    LivedWay("duration halved", "Every lock and every listing lasts half as long.", lambda s: moved(s, SEVERITY)),
    LivedWay("delay doubled", "From act to entry it takes twice as long.", lambda s: moved(s, DELAY)),
)  # fmt: skip
_SHORT: Final = {way.name: way.name.split()[0] for way in WAYS[1:]}


def less_severe(scenario: Scenario) -> dict[str, Value]:
    """Half the points of every act that takes some, and one grade less for every act that drops to one."""
    book, found = scenario.rulebook, dict[str, Value]()
    for k, act in enumerate(book.act_names):
        points, falls_to = int(book.act_points[k]), int(book.act_falls_to[k])
        if points < -1:
            found[f"rulebook.acts.{act}.points"] = -(-points // 2)
        if 0 <= falls_to < book.start_grade - 1:
            found[f"rulebook.acts.{act}.falls_to"] = book.grade_names[falls_to + 1]
    return found


def _ways(bases: Mapping[str, Scenario]) -> tuple[LivedWay, ...]:
    scenario = bases[""]
    if not deterrable(scenario):
        raise Misuse(f"{scenario.name} prices no act that can be deterred, so nothing can answer.")
    return tuple(way for way in WAYS if way.name == AS_IS or way.settings(scenario))


def _live(ways: Mapping[str, Scenario]) -> dict[str, float]:
    """How often every act of the rulebook is done: which of them can be deterred hangs on the draw."""
    found: dict[str, float] = {}
    for way, scenario in ways.items():
        found |= {key(way, act): float(done) for act, done in count_acts(scenario, 1).done.items()}
    return found


def _done(n: Numbers, way: str, acts: Sequence[str]) -> float:
    return sum(n.get(key(way, act), math.nan) for act in acts)


def _named(acts: Sequence[str]) -> str:
    return acts[0].replace("_", " ") if len(acts) == 1 else "all acts that have a price"


def _answer(acts: Sequence[str], way: str) -> Sought:
    """How many more of some acts are done if a lever is moved."""

    def found(n: Numbers) -> tuple[float, float, float]:
        before, after = _done(n, AS_IS, acts), _done(n, way, acts)
        return percent_more(after, before), before + after, 100.0 / before if before > 0 else math.nan

    what, said = _SHORT[way], _named(acts)
    return Sought(
        f"{way}: {said}", f"{said}, {way}", "% more acts", found,
        f"With {way}, more is done of {said}: {what} deters."
        if what != "delay" else f"With {way}, more is done of {said}: what comes soon deters more.",
        f"With {way}, less is done of {said}.",
    )  # fmt: skip


def _beside(acts: Sequence[str], one: str, other: str) -> Sought:
    """By how much more is done of some acts with one lever moved than with the other."""

    def found(n: Numbers) -> tuple[float, float, float]:
        before, a, b = (_done(n, way, acts) for way in (AS_IS, one, other))
        value = percent_more(a, before) - percent_more(b, before)
        return value, a + b, 100.0 / before if before > 0 else math.nan

    said, first, second = _named(acts), _SHORT[one], _SHORT[other]
    return Sought(
        f"{first} against {second}: {said}", f"{said}: {one}, less {other}", "percentage points", found,
        f"Of {said}, {first} deters more than {second}.", f"Of {said}, {second} deters more than {first}.",
    )  # fmt: skip


def _sought(bases: Mapping[str, Scenario]) -> tuple[Sought, ...]:
    every = deterrable(bases[""])
    alone = [(act,) for act in every] if len(every) > 1 else []
    moved_ways = [way.name for way in _ways(bases) if way.name != AS_IS]
    pairs = [(a, b) for k, a in enumerate(moved_ways) for b in moved_ways[k + 1 :]]
    return (
        *(_answer(acts, way) for acts in (every, *alone) for way in moved_ways),
        *(_beside(every, *pair) for pair in pairs),
        *(_beside(acts, *pair) for acts in alone for pair in pairs[:2]),
    )


QUESTION: Final = Question(
    "deterrence",
    "Certainty, severity, duration and delay",
    "Which deters more: that an entry is certain, that it is severe, that it lasts, or that it comes soon?",
    "Each is halved (the delay doubled) for all acts at once, and what follows from fewer entries is in the number. A "
    "fine that is halved is a smaller change in one rulebook than in another, so their order holds for these rules. "
    "How strongly people answer is an assumption of the society, moved with the others.",
    "popular-account",
    _ways,
    _live,
    _sought,
    people=40_000,
)
