"""Layers: what of every life the wall can show, each a small whole number with words and colours for its values."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.words import title
from credopolis.core.schema import FEMALE, MINORITY, URBAN
from credopolis.core.svg import BLUE, GREY, ORANGE, grade_colours
from credopolis.studio.layer import Layer, Reader, Sight, Values
from credopolis.studio.layers_of_minds import fear_layer, layers_of_minds

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario
    from credopolis.engine.world import World

COLUMNS: Final = ("income", "age", "flags")
"""What is told of every life on day 0, a byte each: income class 1 to 5, age in years (255 for more), bits below."""
BITS: Final = {"female": 1, "urban": 2, "minority": 4}
RECENT_DAYS: Final = 30
"""How long a change of grade is recent."""
ENTRY_DAYS: Final = 365
"""How long the latest entry against a life is shown."""
_LISTS: Final = ("#d95f0e", "#2b6cb0", "#7b3294", "#1b7837", "#7f2704", "#c51b7d", "#08519c", "#444444")
_NOT: Final = "#c9d3dc"
_UNDESERVED: Final = "#7b3294"


def layers_of(scenario: Scenario) -> tuple[Layer, ...]:
    """The layers of a scenario, the one that says most first; those it has."""
    from credopolis.mechanisms.fear import frightens

    graded = len(scenario.dimensions.grades) > 1
    found = [_grades(scenario)] if graded else []
    if scenario.dimensions.lists:
        found.append(_lists(scenario.dimensions.lists))
    if scenario.lock_days:
        found.append(Layer(
            "lock", "Lock", ("in no lock", "in a lock"), (_NOT, ORANGE), (1,), "in a lock", "grades", lambda: _locked,
        ))  # fmt: skip
    if not found:
        found.append(_grades(scenario))
    if graded:
        labels = ("same grade for a month", f"rose within {RECENT_DAYS} days", f"fell within {RECENT_DAYS} days")
        words = "newly in a lower grade"
        n_grades, colours = scenario.rulebook.n_graded, (_NOT, BLUE, ORANGE)
        found.append(Layer(
            "change", "Recent change", labels, colours, (2,), words, "flows", lambda: Changes(n_grades),
        ))  # fmt: skip
    if scenario.shows_entries:
        labels = ("no entry against them for a year", "latest entry deserved", "latest entry undeserved")
        words = "lately charged"
        colours = (_NOT, ORANGE, _UNDESERVED)
        found.append(Layer("entry", "True or false entry", labels, colours, (1, 2), words, "entries", lambda: _entry))
    if scenario.asks(frightens):
        found.append(fear_layer(scenario))
    return (*found, *layers_of_minds(scenario))


def _grades(scenario: Scenario) -> Layer:
    names, start = scenario.dimensions.grades, int(scenario.rulebook.start_grade)
    graded = scenario.rulebook.n_graded
    colours = (*(grade_colours(graded) if graded > 1 else (BLUE,)), *(_NOT,) * (len(names) - graded), GREY)
    start = start % graded
    below = f"below {names[start]}" if start else "in trouble"
    return Layer(
        "grade", "Grade", (*names, "unscored"), colours, tuple(range(start)), below, "ticks", lambda: _grade, len(names)
    )


def _lists(names: tuple[str, ...]) -> Layer:
    several = len(names) > 1
    labels = ("on no list", *map(title, names), *(("on several lists",) if several else ()))
    colours = (_NOT, *_LISTS[: len(names)], *(("#14181c",) if several else ()))
    on_any = tuple(range(1, len(labels)))
    return Layer("list", "List", labels, colours, on_any, "on a list", "listed", lambda: _lists_of(len(names)))


def _grade(sight: Sight) -> Values:
    return np.ascontiguousarray(sight.standing["grade"], np.uint8)


def _locked(sight: Sight) -> Values:
    return (sight.standing["lock_until"] > sight.day).astype(np.uint8)


def _entry(sight: Sight) -> Values:
    latest = sight.block("latest")
    shown = (latest["entry_on"] > 0) & (latest["entry_on"] > sight.day - ENTRY_DAYS)
    return np.where(shown, 1 + latest["undeserved"], 0).astype(np.uint8)


def _lists_of(n_lists: int) -> Reader:
    """Reads the list that each life is on: 0 for none, then the list's number from 1 on, then one for several."""
    table = np.full(256, n_lists + 1, np.uint8)
    table[0] = 0
    for k in range(n_lists):
        table[1 << k] = k + 1

    def read(sight: Sight) -> Values:
        return np.asarray(table[sight.standing["listed"].astype(np.uint8)])

    return read


class Changes:
    """Reads whether a life's latest change of grade within the last days was a rise (1) or a fall (2); else 0.

    Who comes into the grades or leaves them has neither risen nor fallen.
    """

    def __init__(self, n_grades: int) -> None:
        self._unscored = n_grades
        self._grade: Values | None = None
        self._value: Values = np.zeros(0, np.uint8)
        self._changed: NDArray[np.int32] = np.zeros(0, np.int32)
        self._recent: deque[tuple[int, NDArray[np.int64]]] = deque()

    def __call__(self, sight: Sight) -> Values:
        """The value of every life."""
        now, day = _grade(sight), sight.day
        if self._grade is None:
            self._value, self._changed = np.zeros(len(now), np.uint8), np.zeros(len(now), np.int32)
            self._grade = now.copy()
        while self._recent and self._recent[0][0] <= day - RECENT_DAYS:
            then, lives = self._recent.popleft()
            self._value[lives[self._changed[lives] == then]] = 0
        lives = np.flatnonzero(now != self._grade)
        if len(lives):
            before, after = self._grade[lives], now[lives]
            scored = (before < self._unscored) & (after < self._unscored)
            self._value[lives] = np.where(scored, np.where(after > before, 1, 2), 0)
            self._changed[lives] = day
            self._recent.append((day, lives))
            self._grade = now.copy()
        return self._value.copy()


def in_order(world: World) -> NDArray[np.int64] | slice:
    """Where lives lie, by number: everywhere, unless the society keeps places for who may be born."""
    if not len(world.place_of):
        return slice(None)
    return np.repeat(world.grids["start"], world.grids["lives"]) + world.place_of


def columns_of(world: World) -> Values:
    """What is told of every life on day 0, (len(COLUMNS), n_lives); before the first tick."""
    person = world.person[in_order(world)]
    years = np.clip(-person["birth_day"].astype(np.int64) / 365.25, 0, 255)
    flags = person["flags"]
    bits = np.zeros(len(person), np.uint8)
    for name, flag in (("female", FEMALE), ("urban", URBAN), ("minority", MINORITY)):
        bits[(flags & flag) > 0] |= BITS[name]
    return np.stack([person["income"], years.astype(np.uint8), bits])
