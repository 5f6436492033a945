"""All proofs of one rulebook together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeVar

from credopolis.audit.proofs.doable import undoable
from credopolis.audit.proofs.drift import drift_of, is_measured
from credopolis.audit.proofs.drops import drops_of, standing_of
from credopolis.audit.proofs.effort import UNPROVED, Effort
from credopolis.audit.proofs.errors import Mistakes, errors_of
from credopolis.audit.proofs.found import Times
from credopolis.audit.proofs.lists import lists_of
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.model import Drift, ErrorFace, Proofs, Repair, StraightDrop
from credopolis.audit.proofs.repairs import repairs_of
from credopolis.audit.proofs.times import Ladder
from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.model import Rulebook

T = TypeVar("T")
_TIMES, _DROPS, _REPAIRS, _COURSES = 4.0, 1.5, 2.0, 2.5
"""Weights by which the effort is shared."""


def prove(
    book: Rulebook, conduct: Mapping[str, ActConduct] | None, mistakes: Mistakes | None = None,
    effort: Effort | None = None,
) -> Proofs:  # fmt: skip
    """Prove what follows from a rulebook.

    conduct : by act, how people come to do the acts that the rulebook does not describe itself (for the shipped
    society `library.rates.conduct_of`); its own `conduct` goes first. None: no drift. mistakes : rates of mistaken
    entries; None for the assumed ones of `errors`. effort : None for the usual.
    """
    effort = effort or Effort()
    machine = machine_of(book, conduct)
    times, drops, named = Times(), dict[str, StraightDrop](), Named(machine)
    if machine is not None:
        effort.say("least times")
        with effort.share(_TIMES, _TIMES + _DROPS + _REPAIRS + _COURSES) as part:
            ladder = Ladder.of(machine, part)
            times = ladder.times()
        with effort.share(_DROPS, _DROPS + _REPAIRS + _COURSES) as part:
            drops = drops_of(book, ladder.within(part), conduct)
    with effort.share(_REPAIRS, _REPAIRS + _COURSES) as part:
        repairs, limits = repairs_of(book, machine, part, conduct)
    with effort.share(5, 6) as part:
        drift = drift_of(book, conduct, part) if conduct is not None and book.subject == "person" else {}
    shut = tuple(undoable(book, conduct))
    effort.say("what mistakes do")
    errors = errors_of(book, conduct, mistakes, effort)
    unproved = Unproved(named.pairs(dict.fromkeys(times.unproved)), named.pairs(dict.fromkeys(times.longest_unproved)))
    told = [*unproved.sentences(drops, repairs, drift, errors), *limits, *_points(book, machine, drift)]
    return Proofs(
        rulebook=book.name,
        grades=tuple(book.grades),
        start_grade=machine.names[machine.band(machine.start)] if machine else "",
        standing_grade=machine.names[standing_of(machine)] if machine else "",
        least_time_days=named.pairs(times.least),
        longest_least_days=named.pairs(times.longest),
        witnesses=named.pairs(times.witnesses),
        absorbing=named.grades(_absorbing(times)),
        unreachable=named.grades([g for g in range(len(named)) if times.least and g not in times.reachable]),
        one_way=tuple((named[low], named[high]) for low, high in _one_way(machine, times)),
        drops=drops,
        repairs=repairs,
        lists=lists_of(book, shut),
        unproved=frozenset(unproved.least),
        at_least_days=named.pairs({pair: times.floors.get(pair, 0) for pair in times.unproved}),
        longest_unproved=frozenset(unproved.longest),
        drift=drift,
        errors=errors,
        undoable=shut,
        exact=not told,
        limits=tuple(told),
    )


def _points(book: Rulebook, machine: Machine | None, drift: Mapping[str, Drift]) -> Iterator[str]:
    """Points a year go by how often an act is done, wherever one stands: a bound where it is not open everywhere.

    The shares in good standing and the score over the years know where an act is open, and what else moves the score.
    """
    judged = {act for way in drift.values() for act in way.conduct}
    if machine is None or is_measured(machine):
        return
    heads = [name for name, act in book.acts.items() if act.head_start and name in judged]
    if heads:
        yield f"Points a year leave out what entries add to the starts of cycles: {', '.join(heads)}."
    acts = [name for name in book.acts if book.acts[name].only and any(name in d.by_act for d in drift.values())]
    if acts:
        yield f"Points a year are at most what is said where acts are open in some grades only: {', '.join(acts)}."
    repeated = [name for name, act in book.acts.items() if act.again and any(name in d.by_act for d in drift.values())]
    if repeated:
        yield f"Points a year are those of entries far apart where repeated ones move others: {', '.join(repeated)}."


@dataclass(frozen=True)
class Unproved:
    """Pairs of grades whose least and longest least times are not proved."""

    least: Mapping[tuple[str, str], None]
    longest: Mapping[tuple[str, str], None]

    def sentences(
        self,
        drops: Mapping[str, StraightDrop],
        repairs: Mapping[str, Repair],
        drift: Mapping[str, Drift],
        errors: ErrorFace,
    ) -> list[str]:
        """What is not proved, in one sentence."""
        parts = [
            _some("the least time from", [f"{of} to {to}" for of, to in self.least]),
            _some("the longest least time from", [f"{of} to {to}" for of, to in self.longest]),
            _some("the way back from", [act for act, drop in drops.items() if not drop.proved]),
            _some("the cheapest or soonest repair of", [act for act, repair in repairs.items() if not repair.proved]),
            _some("the years of", [k for k, way in drift.items() if not way.solved]),
            "what mistakes do over the years" if errors.unknown else "",
        ]
        told = "; ".join(part for part in parts if part)
        return [f"{UNPROVED[0].upper()}{UNPROVED[1:]}: {told}."] if told else []


_NAMED: Final = 3


def _some(what: str, names: list[str]) -> str:
    """A few of the names, and how many others there are."""
    more = f" and {len(names) - _NAMED} others" if len(names) > _NAMED else ""
    return f"{what} {', '.join(names[:_NAMED])}{more}" if names else ""


class Named:
    """Grades and pairs of grades by name, from places counted from the lowest."""

    def __init__(self, machine: Machine | None) -> None:
        self._names = machine.names if machine is not None else ()

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, grade: int) -> str:
        return self._names[grade]

    def grades(self, grades: Iterable[int]) -> tuple[str, ...]:
        """Names, highest first."""
        return tuple(self._names[g] for g in sorted(grades, reverse=True))

    def pairs(self, values: Mapping[tuple[int, int], T]) -> dict[tuple[str, str], T]:
        """Values by pair of names, highest first."""
        return {(self[of], self[to]): value for (of, to), value in sorted(values.items(), reverse=True)}


def _absorbing(times: Times) -> list[int]:
    """Grades that can be entered and never left."""
    others = {of: [days for (a, to), days in times.least.items() if a == of and to != of] for of in times.enterable}
    proved = {of for of, _ in times.unproved}
    return [of for of, days in others.items() if days and of not in proved and all(day is None for day in days)]


def _one_way(machine: Machine | None, times: Times) -> list[tuple[int, int]]:
    """Neighbouring grades of which the higher leads to the lower, and the lower never to the higher; a grade in which
    newcomers begin, and to which nobody comes back, stands beside the others."""
    order = sorted(times.enterable)
    first = machine.begins_in if machine is not None else -1
    if all(times.least.get((of, first)) is None and (of, first) not in times.unproved for of in order if of != first):
        order = [grade for grade in order if grade != first]
    return [
        (low, high)
        for low, high in pairwise(order)
        if high == low + 1 + (low + 1 == first)
        and (low, high) not in times.unproved
        and times.least.get((low, high)) is None
        and times.least.get((high, low)) is not None
    ]
