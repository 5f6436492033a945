"""Recovery and hysteresis under all regimes: who comes back, and whether a hard year is still felt when it is over.

In the hard year every channel sees twice as well (at most always); then the rules are what they were. The same people
live without it on the same draws. What it did stands beside itself at the end of that year and at the end of the run.
A life is down while it stands in a lower grade than that of the start, or has fewer gates open than there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.questions.asked import AS_IS, LivedWay, Numbers, Question, Sought, key
from credopolis.core.errors import Misuse
from credopolis.library.overrides import Value

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

_YEAR: Final = 365
_HARD: Final = "a hard year"
REGIMES: Final = (
    "popular-account", "suining-2010", "rongcheng-2013", "rongcheng-2021", "us-bank-score", "judgment-defaulters",
    "dangan", "intensive-region",
)  # fmt: skip


def harder(scenario: Scenario) -> dict[str, Value]:
    """Every channel's chance to see any act twice as high, at most 1."""
    book = scenario.rulebook
    return {
        f"rulebook.acts.{act}.seen_by.{channel}": min(1.0, 2.0 * chance)
        for act, seen in zip(book.act_names, book.act_seen_by, strict=True)
        for channel, chance in seen.items()
    }


def _name(base: str, way: str) -> str:
    return f"{base}: {way}" if base else way


def _ways(bases: Mapping[str, Scenario]) -> tuple[LivedWay, ...]:
    return tuple(
        way
        for base in bases
        for way in (
            LivedWay(_name(base, AS_IS), "Nothing is changed.", base=base),
            LivedWay(_name(base, _HARD), "In the first year every channel sees twice as well, then as before.", harder,
                base=base),
        )
    )  # fmt: skip


def _live(ways: Mapping[str, Scenario]) -> dict[str, float]:
    found: dict[str, float] = {}
    for way, scenario in ways.items():
        before = ways[way.replace(_HARD, AS_IS)]
        down = followed(scenario, before)
        found |= {key(way, name): value for name, value in down.items()}
    return found


def followed(scenario: Scenario, after: Scenario) -> dict[str, float]:
    """Lives that are down after a year and at the end, and those of the former who are not down at the end.

    after : the scenario from the second year on; the same one changes nothing.
    """
    from credopolis.runs.session import Session
    from credopolis.runs.settings import RunSettings

    with Session.begin(scenario, RunSettings(threads=1, hold_period=False)) as session:
        session.advance(min(_YEAR, scenario.days))
        early = is_down(session.course.engine)
        if after is not scenario:
            session.set(after)
        session.advance()
        late = is_down(session.course.engine)
    return {
        "after a year": float(early.sum()), "at the end": float(late.sum()), "back": float((early & ~late).sum()),
        "lives": float(len(early)),
    }  # fmt: skip


def is_down(engine: Any) -> NDArray[np.bool_]:
    """Of every life of day 0 whether it stands lower than at the start, in grade or in gates, (n_lives,) bool."""
    from credopolis.engine.places import of_day_0

    standing, rules = engine.world.standing[of_day_0(engine.world)], engine.rules
    start, listed = int(rules["start_grade"]), standing["listed"].astype(np.int64)
    scored = standing["grade"] < int(rules["n_grades"])
    grade = np.where(scored, standing["grade"], start).astype(np.int64)
    removed = (listed & int(rules["removal_lists"])) != 0
    fewer = rules["worth"][grade, listed] < rules["worth"][start, 0]
    return np.asarray((scored & (grade < start)) | fewer | removed)


def _back(base: str) -> Sought:
    way = _name(base, AS_IS)

    def found(n: Numbers) -> tuple[float, float, float]:
        early, back = n[key(way, "after a year")], n[key(way, "back")]
        return (100.0 * back / early, early, 100.0 / early) if early else (math.nan, 0.0, math.nan)

    said = base or "these rules"
    return Sought(
        f"back: {said}", f"{said}: down after a year and not at the end", "% of those down after a year", found,
        f"Under {said}, most who were down after a year are not at the end.",
        f"Under {said}, most who were down after a year still are at the end.", 50.0,
    )  # fmt: skip


def _left(base: str) -> Sought:
    hard, plain = _name(base, _HARD), _name(base, AS_IS)

    def found(n: Numbers) -> tuple[float, float, float]:
        more, left = (n[key(hard, when)] - n[key(plain, when)] for when in ("after a year", "at the end"))
        return (100.0 * left / more if more > 0 else math.nan), max(more, 0.0), math.nan

    said = base or "these rules"
    return Sought(
        f"left: {said}", f"{said}: what a hard year did that is left at the end", "% of it", found,
        f"Under {said}, a hard year is still felt when it has long been over.",
        f"Under {said}, fewer are down after a hard year than without one.",
    )  # fmt: skip


def _slower(base: str, than: str) -> Sought:
    one, other = _back(base), _back(than)

    def found(n: Numbers) -> tuple[float, float, float]:
        (a, events_a, _), (b, events_b, _) = one.found(n), other.found(n)
        return a - b, min(events_a, events_b), math.nan

    return Sought(
        f"back: {base} against {than}", f"back at the end: {base}, less {than}", "percentage points", found,
        f"More come back under {base} than under {than}.", f"Fewer come back under {base} than under {than}.",
    )  # fmt: skip


def _sought(bases: Mapping[str, Scenario]) -> tuple[Sought, ...]:
    for base, scenario in bases.items():
        if not scenario.days > _YEAR + scenario.tick_days:
            raise Misuse(f"{base or scenario.name} is lived for {scenario.days} days; a hard year and what follows "
                         "need more than one year.")  # fmt: skip
    first, *others = bases
    return (
        *(_back(base) for base in bases), *(_left(base) for base in bases),
        *(_slower(base, first) for base in others),
    )  # fmt: skip


QUESTION: Final = Question(
    "recovery",
    "Recovery and hysteresis",
    "Who comes back, under which regime, and is a hard year still felt when it is over?",
    "Regimes stand in one society, on the same people and draws, whatever they were made for. Who is down need not be "
    "so throughout: who fell again counts as still down. A listing ends with its term and not with conduct.",
    "popular-account",
    _ways,
    _live,
    _sought,
    regimes=REGIMES,
    people=10_000,
    years=6.0,
    draws=40,
    least_years=1.5,
)
