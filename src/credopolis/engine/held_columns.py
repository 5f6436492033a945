"""What a life remembers of its entries themselves: those in a mean, and which of them stand, in columns of
`World.extra`.

What stands is remembered under all rules of a run alike, as soon as any of them asks for it, so that it is known when
these hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from credopolis.core.errors import BadValue
from credopolis.engine.scenario import Scenario
from credopolis.mechanisms import all as mechanisms

BITS: Final = 15
"""Acts of which an entry stands, a bit each, in a column of 16 bits that is never below 0."""
MOST_HELD: Final = 60
_ONE_ENTRY: Final = 1
_MANY: Final = 2


@dataclass(frozen=True)
class RatedColumns:
    """Entries in the mean: how many there are, then the points of as many as there can be, the latest last, and if
    entries may be struck, as many days, a day more, and their turns, see `rating`. column : the first, -1 where no
    score is a mean."""

    column: int = -1
    most: int = 0
    days: bool = False


@dataclass(frozen=True)
class HeldAct:
    """An act of which it matters whether an entry stands. bit : its number among them.

    stands : column of how many stand, -1 if one at most does. gains, losses : columns of the points that those that
    stand gave and took, -1 if it never does; two each if `wide`. ended : columns of the day on which they were ended
    last, a day more, and how often on it, -1 if nothing asks.
    """

    bit: int
    stands: int
    gains: int
    losses: int
    wide: int
    ended: int


@dataclass(frozen=True)
class HeldColumns:
    """Entries that stand. column : of the first bits, -1 if nothing asks; words : how many such columns. together :
    the first of two columns of points that things have together, -1 for none. acts : by name."""

    column: int = -1
    words: int = 0
    together: int = -1
    acts: dict[str, HeldAct] | None = None

    def of(self, act: str) -> HeldAct | None:
        """What is remembered of an act."""
        return (self.acts or {}).get(act)


def may_strike(scenario: Scenario) -> bool:
    """Whether entries may be repaired or corrected under any of a scenario's rules."""
    dial = next(dial for dial in mechanisms.DIALS if dial.name == "safeguards")
    return any(bool(dial.of(variant)) for variant in scenario.variants)


def rated_columns(scenario: Scenario, first: int) -> tuple[RatedColumns, int]:
    """Columns for the mean, and the first one after them."""
    most = max(variant.rulebook.mean[0] for variant in scenario.variants)
    if not most:
        return RatedColumns(), first
    days = may_strike(scenario)
    return RatedColumns(first, most, days), first + 1 + most * (1 + 2 * days)


def held_columns(scenario: Scenario, first: int) -> tuple[HeldColumns, int]:
    """Columns for entries that stand, and the first one after them.

    Raises
    ------
    BadValue
        If it matters of too many acts.
    """
    books = [variant.rulebook for variant in scenario.variants]
    names = list(dict.fromkeys(name for book in books for name in book.held))
    if not names:
        return HeldColumns(), first
    if len(names) > MOST_HELD:
        what = "the acts that end others, or have points together, in all rules of the run"
        raise BadValue(what, len(names), f"at most {MOST_HELD}", "Change fewer of them, or begin another run.")
    words = -(-len(names) // BITS)
    column, at = first, first + words
    together = -1
    if any(book.together.groups for book in books):
        together, at = at, at + 2
    acts = dict[str, HeldAct]()
    for bit, name in enumerate(names):
        acts[name], at = _held_act(scenario, bit, name, at)
    return HeldColumns(column, words, together, acts), at


def _held_act(scenario: Scenario, bit: int, name: str, at: int) -> tuple[HeldAct, int]:
    books = [variant.rulebook for variant in scenario.variants]
    priced = [(book, book.act_names.index(name)) for book in books if name in book.act_names]
    alone = all(name in book.act_ends[k] for book, k in priced)
    endable = any(name in ended for book in books for ended in book.act_ends)
    ranges = [(*book.act_range[k].tolist(), int(book.act_points[k])) for book, k in priced]
    expires = any(book.act_expires_days[k] > 0 for book, k in priced)
    width, asked = _ONE_ENTRY if alone else _MANY, list[int]()
    for size in (
        0 if alone else 1,
        width if max(max(found) for found in ranges) > 0 else 0,
        width if min(min(found) for found in ranges) < 0 else 0,
        2 if endable and (expires or may_strike(scenario)) else 0,
    ):
        asked.append(at if size else -1)
        at += size
    stands, gains, losses, ended = asked
    return HeldAct(bit, stands, gains, losses, int(not alone), ended), at
