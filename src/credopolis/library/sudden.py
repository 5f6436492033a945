"""Sudden changes: rules drawn anew from the seed on dates that nobody knows before, as a stress test of a regime.

At each of `times` dates, which lie anywhere in the run with equal chance, the points of every act and the length of
every lock and listing are drawn anew: what the rulebook says, times a factor between 1/`factor` and `factor` whose
logarithm is uniform. An example: -50 points under a factor of 2 become -25 to -100. Nothing adds up: each change is
drawn from the rulebook as it was written. Points that differ by repetition or are an
official's choice, and lengths that grow with repetition, stay.

Source: assumption. It is no account of any regime; it shows what follows where rules are no rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zlib import crc32

import numpy as np

from credopolis.core.purposes import SUDDEN as PURPOSE
from credopolis.core.reading import Source
from credopolis.core.shapes import Key, Number, Record, Whole
from credopolis.library.timeline import RuleChange
from credopolis.rulebook import Rulebook

MOST_CHANGES: Final = 50


@dataclass(frozen=True)
class Sudden:
    """How many changes there are in a run, and by how much at most each value is more or less than the rulebook's."""

    times: int
    factor: float = 2.0


SUDDEN: Final = Record(
    Sudden,
    {
        "times": Key(Whole(1, MOST_CHANGES), meaning="changes within the run"),
        "factor": Key(Number(1.0, 10.0), default=2.0, meaning="most by which a value is multiplied or divided"),
    },
)


def sudden_steps(sudden: Sudden | None, book: Rulebook, start: date, days: int, seed: int) -> list[RuleChange]:
    """The changes of a run as steps of a timeline. days : of the run."""
    if sudden is None or days < 2:
        return []
    steps = []
    for k in range(sudden.times):
        day = 1 + int(_drawn(seed, "", k) * (days - 1))
        values = {
            path: _written(old, sudden.factor ** (2.0 * _drawn(seed, path, k) - 1.0)) for path, old in _values_of(book)
        }
        title = f"Sudden change {k + 1} of {sudden.times}"
        source = Source(("assumption",), "drawn from the seed, as a stress test")
        steps.append(
            RuleChange((start + timedelta(days=day)).isoformat(), title, values, name=f"sudden-{k + 1}", source=source)
        )
    return steps


def _drawn(seed: int, path: str, change: int) -> float:
    """What a change draws for the value at a path, or for its own date: in [0, 1)."""
    from credopolis.core.draws import draw_at, key_of, unit

    key = np.uint64(key_of(seed, PURPOSE, crc32(path.encode()), change))
    return float(unit(np.uint64(draw_at(key, 0))))


def _values_of(book: Rulebook) -> list[tuple[str, int | str]]:
    """What is drawn anew, as the rulebook has it: points, and lengths in days as text."""
    found: list[tuple[str, int | str]] = []
    for name, act in book.acts.items():
        if act.points and act.again is None and act.discretion is None:
            found.append((f"rulebook.acts.{name}.points", act.points))
    for name, grade in book.grades.items():
        if grade.lock is not None and not grade.lock.again:
            found.append((f"rulebook.grades.{name}.lock.lasts", f"{grade.lock.days}d"))
    found += [(f"rulebook.lists.{name}.lasts", f"{its.days}d") for name, its in book.lists.items() if its.days]
    return found


def _written(old: int | str, factor: float) -> int | str:
    """A value as a rulebook writes it, times a factor: never of another sign, and never nothing."""
    if isinstance(old, str):
        return f"{max(1, round(int(old[:-1]) * factor))}d"
    return (1 if old > 0 else -1) * max(1, round(abs(old) * factor))
