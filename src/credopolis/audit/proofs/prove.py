"""All proofs of one rulebook together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from credopolis.audit.proofs.drift import drift_of
from credopolis.audit.proofs.drops import drops_of, standing_of
from credopolis.audit.proofs.errors import Mistakes, errors_of
from credopolis.audit.proofs.lists import lists_of
from credopolis.audit.proofs.machine import Machine, machine_of
from credopolis.audit.proofs.model import Proofs
from credopolis.audit.proofs.repairs import repairs_of
from credopolis.audit.proofs.times import Ladder, Times
from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.model import Rulebook

T = TypeVar("T")


def prove(book: Rulebook, conduct: Mapping[str, ActConduct] | None, mistakes: Mistakes | None = None) -> Proofs:
    """Prove what follows from a rulebook.

    conduct : by act, how people come to do the acts that the rulebook does not describe itself (for the shipped
    society `library.conduct.conduct_of`); its own `conduct` goes first. None: no drift. mistakes : rates of mistaken
    entries; None for the assumed ones of `errors`.
    """
    machine = machine_of(book)
    ladder = Ladder.of(machine) if machine is not None else None
    times = ladder.times() if ladder is not None else Times()
    limits = [] if ladder is not None or machine is None else ["The score is too wide to prove times between grades."]
    limits += _unproved(machine, times)
    drops, more = drops_of(book, ladder) if ladder is not None else ({}, [])
    repairs, still_more = repairs_of(book, machine)
    limits += more + still_more
    named = Named(machine)
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
        one_way=tuple((named[low], named[high]) for low, high in _one_way(times)),
        drops=drops,
        repairs=repairs,
        lists=lists_of(book),
        drift=drift_of(book, conduct) if conduct is not None else {},
        errors=errors_of(book, conduct, mistakes),
        exact=not limits,
        limits=tuple(limits),
    )


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


def _unproved(machine: Machine | None, times: Times) -> list[str]:
    named = Named(machine)
    return [
        f"The {which} time from {named[of]} to {named[to]} is not proved: the search grew too large."
        for which, pairs in (("least", times.unproved), ("longest least", times.longest_unproved))
        for of, to in sorted(pairs)
    ]


def _absorbing(times: Times) -> list[int]:
    """Grades that can be entered and never left."""
    others = {of: [days for (a, to), days in times.least.items() if a == of and to != of] for of in times.enterable}
    proved = {of for of, _ in times.unproved}
    return [of for of, days in others.items() if days and of not in proved and all(day is None for day in days)]


def _one_way(times: Times) -> list[tuple[int, int]]:
    """Neighbouring grades of which the higher leads to the lower, and the lower never to the higher."""
    return [
        (low, low + 1)
        for low in sorted(times.enterable)
        if low + 1 in times.enterable
        and (low, low + 1) not in times.unproved
        and times.least.get((low, low + 1)) is None
        and times.least.get((low + 1, low)) is not None
    ]
