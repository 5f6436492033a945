"""Bars: from when until when a life held a grade, sat in a lock, stood on a list, and had gates open or closed to it.

Everything follows from the lines of its dossier: each says where the life stands after it, and nothing moves a life
without a line. What opens and closes a gate are the grade, the lists and the entitlements of the rulebook by which the
life lives on that day, in its province.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from credopolis.analysis.lives.happenings import Happening
    from credopolis.engine.scenario import Scenario
    from credopolis.rulebook.compile import CompiledRulebook

GRADE: Final = "grade"
LOCK: Final = "lock"
LIST: Final = "list"
BENEFIT: Final = "benefit"
RESTRICTION: Final = "restriction"


@dataclass(frozen=True)
class Spell:
    """Days from the first to before the end. chain : of the dossier, which began it; None where no line did, but the
    first day or a change of rules.

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
    """Where a life stands from a day on, and by which rules. chain : of the line that brought it there, if one did."""

    day: int
    grade: str
    locked_until: int
    lists: tuple[str, ...]
    chain: int | None
    book: CompiledRulebook


Books = Sequence[tuple[int, "CompiledRulebook"]]
"""The rulebooks by which a life lives, each with the day from which on: the first from day 0, later ones later."""


def books_of(scenario: Scenario, province: str, past: tuple[Scenario, int] | None = None) -> Books:
    """The rulebooks of a province in a run. past : the scenario that was lived under until a reform, and ticks done."""
    found = [(0, scenario.rulebook)]
    for era in sorted(scenario.eras, key=lambda era: era.day):
        if province in (era.provinces or (province,)):
            found = [one for one in found if one[0] < era.day] + [(era.day, era.rules.rulebook)]
    if past is None:
        return found
    before, reformed = past[0], past[1] * past[0].tick_days
    after = [(max(day, reformed), book) for day, book in found]
    latest = [one for k, one in enumerate(after) if k + 1 == len(after) or after[k + 1][0] > reformed]
    return [*(one for one in books_of(before, province) if one[0] < reformed), *latest]


def bars_of(books: Books, happenings: tuple[Happening, ...], grade: str, end_day: int) -> tuple[Bar, ...]:
    """The bars of a life until a day: its grades, its locks, lists, and the gates closed to it and those opened.

    grade : held on day 0.
    """
    stands = _by_rules(_stands(happenings, grade, books[0][1]), books)
    grades, lists, gates = (
        tuple(dict.fromkeys(name for _, book in books for name in getattr(book, names)))
        for names in ("grade_names", "list_names", "gate_names")
    )
    ends = [*(one.day for one in stands[1:]), end_day]
    found = [_bar(GRADE, name, stands, ends, _held(name)) for name in (*grades, "unscored")]
    found += [_locks(name, stands, ends) for name in grades]
    found += [_bar(LIST, name, stands, ends, _listed(name)) for name in lists]
    for gate in gates:
        found.append(_bar(RESTRICTION, gate, stands, ends, _closed(gate)))
        found.append(_bar(BENEFIT, gate, stands, ends, _opened(gate)))
    return tuple(bar for bar in found if bar.spells)


def _by_rules(stands: list[_Stand], books: Books) -> list[_Stand]:
    """The same with a new one on each day on which other rules begin."""
    found = []
    for k, stand in enumerate(stands):
        end = stands[k + 1].day if k + 1 < len(stands) else None
        held = [book for day, book in books if day <= stand.day][-1]
        found.append(stand._replace(book=held))
        found += [
            stand._replace(day=day, chain=None, book=book)
            for day, book in books
            if stand.day < day and (end is None or day < end)
        ]
    return found


def _stands(happenings: tuple[Happening, ...], grade: str, book: CompiledRulebook) -> list[_Stand]:
    """Where the life stands, change by change; of several on one day the last counts."""
    found = [_Stand(0, grade, 0, (), None, book)]
    for line in happenings:
        until = line.day + (line.lock_until - line.date).days if line.lock_until else 0
        last = found[-1]
        if (line.grade, until, line.lists) == (last.grade, last.locked_until, last.lists):
            continue
        if last.locked_until <= line.day and not until and (line.grade, line.lists) == (last.grade, last.lists):
            continue  # a lock that was over
        if last.day == line.day:
            found.pop()
        found.append(_Stand(line.day, line.grade, until, line.lists, line.chain, book))
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


def _closed(gate: str) -> _Why:
    def why(stand: _Stand) -> tuple[str, ...]:
        book, scored = stand.book, stand.grade in stand.book.grade_names
        if gate not in book.states_refused:
            refused = book.grade_refuses[book.grade_names.index(stand.grade)] if scored else ()
            refuses = dict(zip(book.list_names, book.list_refuses, strict=True))
            closes = [name for name in stand.lists if gate in refuses.get(name, ())]
            by_grade = (f"grades.{stand.grade}",) if gate in refused else ()
            return (*by_grade, *(f"lists.{name}" for name in closes))
        mask = sum(1 << k for k, name in enumerate(book.list_names) if name in stand.lists)
        held = scored and book.states_refused[gate][book.grade_names.index(stand.grade), mask]
        return (f"entitlements.{gate}",) if held else ()

    return why


def _opened(gate: str) -> _Why:
    def why(stand: _Stand) -> tuple[str, ...]:
        book = stand.book
        if stand.grade not in book.grade_names or gate not in book.grade_opens[book.grade_names.index(stand.grade)]:
            return ()
        return (f"entitlements.{gate}",) if gate in book.states_refused else (f"grades.{stand.grade}",)

    return why
