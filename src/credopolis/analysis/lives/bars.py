"""Bars: from when until when a life held a grade, sat in a lock, stood on a list, and had gates open or closed to it.

Everything follows from the lines of its dossier: each says where the life stands after it, and nothing moves a life
without a line. What opens and closes a gate are the grade and the lists of the rulebook, as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from credopolis.analysis.lives.happenings import Happening
    from credopolis.rulebook.compile import CompiledRulebook

GRADE: Final = "grade"
LOCK: Final = "lock"
LIST: Final = "list"
BENEFIT: Final = "benefit"
RESTRICTION: Final = "restriction"


@dataclass(frozen=True)
class Spell:
    """Days from the first to before the end. chain : of the dossier, which began it; None from the first day on.

    by : what of the rulebook makes it so, as places in it, such as ("grades.D",).
    """

    first_day: int
    end_day: int
    chain: int | None
    by: tuple[str, ...]


@dataclass(frozen=True)
class Bar:
    """Spells of one thing. kind : one of those above. name : of the grade, list or gate."""

    kind: str
    name: str
    spells: tuple[Spell, ...]

    def as_json(self) -> dict[str, Any]:
        """The bar as plain data."""
        return asdict(self)


class _Stand(NamedTuple):
    """Where a life stands from a day on. chain : of the line that brought it there."""

    day: int
    grade: str
    locked_until: int
    lists: tuple[str, ...]
    chain: int | None


def bars_of(book: CompiledRulebook, happenings: tuple[Happening, ...], grade: str, end_day: int) -> tuple[Bar, ...]:
    """The bars of a life until a day: its grades, its locks, lists, and the gates closed to it and those opened.

    grade : held on day 0.
    """
    stands = _stands(happenings, grade)
    ends = [*(one.day for one in stands[1:]), end_day]
    found = [_bar(GRADE, name, stands, ends, _held(name)) for name in (*book.grade_names, "unscored")]
    found += [_locks(name, stands, ends) for name in book.grade_names]
    found += [_bar(LIST, name, stands, ends, _listed(name)) for name in book.list_names]
    for gate in book.gate_names:
        found.append(_bar(RESTRICTION, gate, stands, ends, _closed(book, gate)))
        found.append(_bar(BENEFIT, gate, stands, ends, _opened(book, gate)))
    return tuple(bar for bar in found if bar.spells)


def _stands(happenings: tuple[Happening, ...], grade: str) -> list[_Stand]:
    """Where the life stands, change by change; of several on one day the last counts."""
    found = [_Stand(0, grade, 0, (), None)]
    for line in happenings:
        until = line.day + (line.lock_until - line.date).days if line.lock_until else 0
        last = found[-1]
        if (line.grade, until, line.lists) == (last.grade, last.locked_until, last.lists):
            continue
        if last.locked_until <= line.day and not until and (line.grade, line.lists) == (last.grade, last.lists):
            continue  # a lock that was over
        if last.day == line.day:
            found.pop()
        found.append(_Stand(line.day, line.grade, until, line.lists, line.chain))
    return found


_Why = Callable[[_Stand], tuple[str, ...]]


def _bar(kind: str, name: str, stands: list[_Stand], ends: list[int], why: _Why) -> Bar:
    """Spells in which something of the rulebook makes it so."""
    spells: list[Spell] = []
    for stand, end in zip(stands, ends, strict=True):
        by = why(stand)
        if not by or stand.day >= end:
            continue
        if spells and spells[-1].end_day == stand.day and spells[-1].by == by:
            spells[-1] = Spell(spells[-1].first_day, end, spells[-1].chain, by)
        else:
            spells.append(Spell(stand.day, end, stand.chain, by))
    return Bar(kind, name, tuple(spells))


def _locks(name: str, stands: list[_Stand], ends: list[int]) -> Bar:
    """Spells in the lock of a grade; one that was begun anew, or became longer, is one more."""
    spells: list[Spell] = []
    until_before = -1
    for stand, end in zip(stands, ends, strict=True):
        stop = min(end, stand.locked_until)
        if stand.grade != name or stand.day >= stop:
            continue
        if spells and spells[-1].end_day == stand.day and until_before == stand.locked_until:
            spells[-1] = Spell(spells[-1].first_day, stop, spells[-1].chain, spells[-1].by)
        else:
            spells.append(Spell(stand.day, stop, stand.chain, (f"grades.{name}",)))
        until_before = stand.locked_until
    return Bar(LOCK, name, tuple(spells))


def _held(name: str) -> _Why:
    return lambda stand: (f"grades.{name}",) if stand.grade == name else ()


def _listed(name: str) -> _Why:
    return lambda stand: (f"lists.{name}",) if name in stand.lists else ()


def _closed(book: CompiledRulebook, gate: str) -> _Why:
    grades = {name for name, gates in zip(book.grade_names, book.grade_refuses, strict=True) if gate in gates}
    lists = {name for name, gates in zip(book.list_names, book.list_refuses, strict=True) if gate in gates}
    if gate not in book.states_refused:
        return lambda stand: tuple(_places(stand, grades, lists))
    refused = book.states_refused[gate]

    def why(stand: _Stand) -> tuple[str, ...]:
        mask = sum(1 << k for k, name in enumerate(book.list_names) if name in stand.lists)
        scored = stand.grade in book.grade_names
        return (f"entitlements.{gate}",) if scored and refused[book.grade_names.index(stand.grade), mask] else ()

    return why


def _opened(book: CompiledRulebook, gate: str) -> _Why:
    grades = {name for name, gates in zip(book.grade_names, book.grade_opens, strict=True) if gate in gates}
    if gate in book.states_refused:
        return lambda stand: (f"entitlements.{gate}",) if stand.grade in grades else ()
    return lambda stand: tuple(_places(stand, grades, set()))


def _places(stand: _Stand, grades: set[str], lists: set[str]) -> Iterator[str]:
    if stand.grade in grades:
        yield f"grades.{stand.grade}"
    yield from (f"lists.{name}" for name in stand.lists if name in lists)
