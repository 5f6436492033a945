"""What a question is: ways in which the same people live, what is counted of them, and what is looked for in that."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from credopolis.library.overrides import Value

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

AS_IS: Final = "as it is"
"""The way in which nothing is changed."""
PARTS: Final = ("value", "events", "step")
Numbers = Mapping[str, float]
"""What was counted of all ways of one draw, by `key`."""
Settings = Callable[["Scenario"], Mapping[str, Value]]
"""Values by path that make a way out of the scenario as it is, or as a draw of its assumptions has it."""


def key(way: str, measure: str, part: str = "value") -> str:
    """The name of a number: of a way, a measure, and a part of `PARTS`."""
    return f"{way} | {measure} | {part}"


def unchanged(scenario: Scenario) -> Mapping[str, Value]:
    """Nothing is set."""
    return {}


@dataclass(frozen=True)
class LivedWay:
    """One way in which the people live. settings, off : what makes it out of the scenario. base : the regime that it
    is a way of, "" for the question's own.
    """

    name: str
    title: str
    settings: Settings = unchanged
    off: tuple[str, ...] = ()
    base: str = ""


@dataclass(frozen=True)
class Sought:
    """One number that is looked for.

    found : of the numbers of a draw the value, the events that it rests on, and what one event is worth (NaN if
    unknown). above, below : what it says if it lies above the reference, and below, as whole sentences.
    """

    name: str
    title: str
    unit: str
    found: Callable[[Numbers], tuple[float, float, float]]
    above: str
    below: str
    reference: float = 0.0


@dataclass(frozen=True)
class Question:
    """A question with all that answers it.

    asks : the question in a sentence. reads : how the numbers are to be read, and what they leave out. scenario :
    the shipped one that it is asked of. regimes : set in its place one after another, none for its own. stands :
    settings of all ways. ways : from the bases by regime. live : all ways of one draw lived and counted. sought : what
    is looked for, from the bases. years, seeds, draws, people : if nothing else is asked. least_years : below which it
    has no answer.
    """

    name: str
    title: str
    asks: str
    reads: str
    scenario: str
    ways: Callable[[Mapping[str, Scenario]], tuple[LivedWay, ...]]
    live: Callable[[Mapping[str, Scenario]], dict[str, float]]
    sought: Callable[[Mapping[str, Scenario]], tuple[Sought, ...]]
    regimes: tuple[str, ...] = ()
    stands: Mapping[str, Value] = field(default_factory=dict)
    people: int = 20_000
    years: float = 3.0
    seeds: int = 5
    draws: int = 60
    least_years: float = 0.0


def apart(
    measure: str, way: str, than: str, name: str, title: str, unit: str, above: str, below: str
) -> Sought:  # fmt: skip
    """By how much a measure is more in one way than in another."""

    def found(n: Numbers) -> tuple[float, float, float]:
        value, events, step = (_of(n, way, measure, part) for part in PARTS)
        value_than, events_than, step_than = (_of(n, than, measure, part) for part in PARTS)
        return value - value_than, events + events_than, (step + step_than) / 2

    return Sought(name, title, unit, found, above, below)


def alone(
    measure: str, way: str, name: str, title: str, unit: str, above: str, below: str, reference: float = 0.0
) -> Sought:  # fmt: skip
    """A measure of one way."""

    def found(n: Numbers) -> tuple[float, float, float]:
        value, events, step = (_of(n, way, measure, part) for part in PARTS)
        return value, events, step

    return Sought(name, title, unit, found, above, below, reference)


def percent_more(part: float, whole: float) -> float:
    """How many percent more one count is than another; NaN without the other."""
    return 100.0 * (part / whole - 1.0) if whole > 0 else math.nan


def _of(n: Numbers, way: str, measure: str, part: str) -> float:
    """A number; NaN where the rules have no such measure."""
    return n.get(key(way, measure, part), math.nan)
