"""What is found of the times between grades, and how the way to an entry is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from credopolis.audit.proofs.graph import Graph
from credopolis.audit.proofs.model import Witness

Pair = tuple[int, int]
LONGEST_TOLD = 250
"""Steps of a story that is told; a longer one is left out."""


@dataclass
class Times:
    """Least times by (from, to), grades counted from the lowest. unproved : pairs whose time is only a bound.

    A time that is unproved is the shortest that was found, None if none was; floors : days that none undercuts.
    reachable : grades that may be reached.
    """

    least: dict[Pair, int | None] = field(default_factory=dict)
    longest: dict[Pair, int | None] = field(default_factory=dict)
    witnesses: dict[Pair, Witness] = field(default_factory=dict)
    enterable: frozenset[int] = frozenset()
    reachable: frozenset[int] = frozenset()
    unproved: set[Pair] = field(default_factory=set)
    floors: dict[Pair, int] = field(default_factory=dict)
    longest_unproved: set[Pair] = field(default_factory=set)


def joined(some: Times | None, others: Times) -> Times:
    """What is known of all pairs by two ways together: the larger floor, the quicker life, and what one has proved."""
    if some is None:
        return others
    for pair in [pair for pair in others.unproved if pair in some.least]:
        floor = max(some.floors.get(pair, 0), others.floors.get(pair, 0))
        if pair not in some.unproved or _quicker(some.least[pair], others.least[pair]):
            others.least[pair] = some.least[pair]
            others.witnesses.pop(pair, None)
            others.witnesses |= {pair: some.witnesses[pair]} if pair in some.witnesses else {}
        others.floors[pair] = floor
        if pair not in some.unproved or others.least[pair] == floor:
            others.unproved.discard(pair)
    return others


def _quicker(days: int | None, than: int | None) -> bool:
    return days is not None and (than is None or days < than)


@dataclass(frozen=True)
class Bound:
    """No time from a grade is shorter, and a pair without one can never be.

    least : by (from, to). longest : the same from the worst way of entering, None where from some way it can never be;
    pairs of which that is not known are left out.
    """

    least: dict[Pair, int | None]
    longest: dict[Pair, int | None]


def history(graph: Graph, entry: tuple[int, int]) -> list[int] | None:
    """Acts and ends of locks that lead from the start to an entry, and the entry; None if they are too many to tell."""
    hows: list[int] = []
    before, how = entry
    while before >= 0:
        if len(hows) == LONGEST_TOLD:
            return None
        hows.append(how)
        before, how = int(graph.came_from[before]), int(graph.came_by[before])
    return hows[::-1]
