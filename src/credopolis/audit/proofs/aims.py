"""Where a plan of a life stands, and what it aims at; see `plan`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from credopolis.audit.proofs.graph import Nodes
from credopolis.audit.proofs.ops import Standing
from credopolis.audit.proofs.state import Lists
from credopolis.audit.proofs.ways import Ways

NOTHING: Final = -2
OLD: Final = -1
BEFORE, SINCE = 1, 2


class At(NamedTuple):
    """Where a plan stands.

    counting : whether the first grade is entered. last : the grade before this morning, -1 if it is none. standing :
    ((act, moved, day entered or OLD), how many) of entries that will end. used : entries of each capped act. years :
    whether a cap year that began is counted on: BEFORE the first grade is entered, SINCE, or both. Plans that differ in
    it are kept apart, for their days may exist in one and not in the other; the first day begins a year. recent : days
    entered or OLD of the entries within each window that rolls, the oldest first. taken : day or OLD of the last entry
    after which the score does not return to its start for a time, NOTHING without one. turned : whether a cycle ended
    since the time began. clean : the same of clean time that gives points back, or the day on which it last did.
    today : points lost and gained on this day, where a day has a limit. gained : how often clean time has
    added points to a newcomer's, NOTHING if it does no more. newly : whether the time began on the first scored
    day. made : entries of each act with other points soon after earlier ones, as many as may change them. lost : points
    that entries took which counters may still count, no more than they ask for.
    """

    counting: bool
    last: int
    node: int
    standing: Standing
    used: tuple[int, ...]
    years: int
    lists: Lists
    recent: tuple[tuple[int, ...], ...] = ()
    taken: int = NOTHING
    turned: bool = False
    clean: int = NOTHING
    today: tuple[int, int] = (0, 0)
    gained: int = NOTHING
    newly: bool = False
    made: tuple[int, ...] = ()
    lost: int = 0


class Goal(NamedTuple):
    """From entering a grade, or from an entry of an act that drops to one (`act`, None for the former), to any of some
    grades."""

    of: int
    act: int | None
    grades: frozenset[int]


@dataclass(frozen=True)
class Aim:
    """What is planned: a goal, entered by an act of so many points (0: or in another way). ways, before : least days to
    its grades, and steps to the nodes of entering. floor : days that no life undercuts."""

    goal: Goal
    points: int
    ways: Ways
    before: Nodes
    floor: int
