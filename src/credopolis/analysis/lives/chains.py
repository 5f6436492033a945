"""The chain behind an entry: the act (or none, for a false alarm), the case, the decision, and what became of it.

The lines of a replay are told by the day, the act, the truth and the day to which each points back; from these the
chains are put together again. What cannot be told apart in that way (two entries for one act on one day) is given to
the chain that came first and has no such line yet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from credopolis.engine.replay import TraceEvent

DECIDED: Final = ("entry", "dismissed", "waived", "capped")
OF_AN_ENTRY: Final = ("notice", "appeal", "refused")
STRIKES: Final = ("correction", "repair", "expiry")
ALONE: Final = (
    "lock_end", "came_of_age", "list_end", "reset", "set", "given", "gained", "newcomer", "reform", "death", "born",
    "birth", "joins", "leaves", "not_scored",
)  # fmt: skip


@dataclass
class Chain:
    """Lines that belong together, in the order in which they were written: places in the list of events."""

    number: int
    lines: list[int] = field(default_factory=list)
    filed: set[int] = field(default_factory=set)  # places of cases that are not decided yet
    entries: list[int] = field(default_factory=list)
    used: set[tuple[int, str]] = field(default_factory=set)  # (place of an entry, what is known of it already)


def chain_numbers(events: Sequence[TraceEvent]) -> list[int]:
    """For each event the number of its chain, counted in the order of their first lines.

    events : in the order in which a replay gives them.
    """
    chains: list[Chain] = []
    number = [0] * len(events)
    waiting: list[int] = []  # removals and ends of entries, which are written just before the entry that makes them

    def put(chain: Chain, place: int) -> Chain:
        chain.lines.append(place)
        number[place] = chain.number
        return chain

    def begin(place: int) -> Chain:
        chains.append(Chain(len(chains)))
        return put(chains[-1], place)

    for place, event in enumerate(events):
        if event.kind in ("removal", "ended"):
            waiting.append(place)
            continue
        chain = _home(event, place, events, chains)
        chain = begin(place) if chain is None else put(chain, place)
        if event.kind == "case":
            chain.filed.add(place)
        elif event.kind == "entry":
            chain.entries.append(place)
        if event.kind == "entry" and waiting:
            for removal in waiting:
                put(chain, removal)
            waiting.clear()
    for removal in waiting:
        begin(removal)
    return _in_order(number)


def _home(event: TraceEvent, place: int, events: Sequence[TraceEvent], chains: list[Chain]) -> Chain | None:
    """The chain to which an event belongs, None if it begins one."""
    if event.kind in ALONE or event.kind in ("visit", "search"):
        return None
    if event.kind == "act":
        return _last(chains, lambda last: last.kind == "visit" and last.day == event.day, events)
    if event.kind in ("case", "lost"):
        return _of_case(event, events, chains)
    if event.kind in DECIDED:
        return _of_decision(event, events, chains)
    if event.kind in OF_AN_ENTRY:
        return _of_entry(event, event.day, events, chains)
    return _of_entry(event, event.due_day, events, chains)


def _last(chains: list[Chain], fits: Callable[[TraceEvent], bool], events: Sequence[TraceEvent]) -> Chain | None:
    """The latest chain, if its last line fits."""
    return chains[-1] if chains and fits(events[chains[-1].lines[-1]]) else None


def _of_case(event: TraceEvent, events: Sequence[TraceEvent], chains: list[Chain]) -> Chain | None:
    """The act or search that a case was filed for, or the false entry from which an error spread."""
    if event.channel == "office" and event.truth == "mistaken":
        return _holder(
            chains, events, lambda e: e.act == event.act and e.day == event.day and e.truth != "true", "spread"
        )
    if event.truth != "true":
        return None

    def saw(last: TraceEvent) -> bool:
        if last.kind == "search":
            return last.day == event.day and event.channel == "officers"
        return last.kind == "act" and (last.day, last.act, last.channel) == (event.day, event.act, event.channel)

    return _last(chains, saw, events)


def _of_decision(event: TraceEvent, events: Sequence[TraceEvent], chains: list[Chain]) -> Chain | None:
    """The case that is decided; one that is posted on the day of the act has none of its own."""
    for chain in chains:
        for place in sorted(chain.filed):
            case = events[place]
            told = (case.day, case.due_day, case.act, case.channel, case.truth)
            if told == (event.due_day, event.day, event.act, event.channel, event.truth):
                chain.filed.discard(place)
                return chain

    def did(last: TraceEvent) -> bool:
        return last.kind == "act" and (last.day, last.act, last.channel) == (event.due_day, event.act, event.channel)

    return _last(chains, did, events)


def _of_entry(event: TraceEvent, day: int, events: Sequence[TraceEvent], chains: list[Chain]) -> Chain | None:
    """The entry of a day with which something happens that happens once."""
    step = "strike" if event.kind in STRIKES else event.kind
    return _holder(chains, events, lambda e: (e.day, e.act, e.truth) == (day, event.act, event.truth), step)


def _holder(
    chains: list[Chain], events: Sequence[TraceEvent], fits: Callable[[TraceEvent], bool], step: str
) -> Chain | None:
    """The first chain with an entry that fits and has not gone through a step yet."""
    for chain in chains:
        for place in chain.entries:
            if fits(events[place]) and (place, step) not in chain.used:
                chain.used.add((place, step))
                return chain
    return None


def _in_order(number: list[int]) -> list[int]:
    """The same grouping, numbered by first appearance."""
    seen: dict[int, int] = {}
    return [seen.setdefault(n, len(seen)) for n in number]
