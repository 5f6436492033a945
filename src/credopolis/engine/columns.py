"""What a life remembers beside where it stands: which column of `World.extra` holds what."""

from __future__ import annotations

from dataclasses import dataclass

from credopolis.engine.held_columns import HeldColumns, RatedColumns, held_columns, rated_columns
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import Array
from credopolis.rulebook.compile import NOT_SET, CompiledRulebook
from credopolis.rulebook.score import AtOnce, Resets


@dataclass(frozen=True)
class Columns:
    """Columns of `World.extra`: ends of listings, counts of acts towards them, which last, and yearly counts to caps.

    counted, capped : column of each act by name. cleared : of the day on which a lock's release, or the score's return
    to its start, or a life's joining or leaving of the score, cleared what was entered before, -1 if none does. resets
    : of the day on which the score is to return, 0 for none, -1 if it never does. today : of a day on which something
    was entered, a day more, and after it of the points lost and gained on it, -1 where a day has no limit. gives : of
    the day on which clean time gives points back, 0 for none, -1 where it never does. new : of the day until which a
    life is a newcomer, 0 for none, and after it of that on which clean time adds points to it, -1 where nobody is one.
    began : of the day on which the latest lock began, a day more, -1 where no lock is ever longer. locks : by grade
    whose lock is longer soon after earlier ones, the first column and how many: days until which those make it so, in
    any order. windows : by act with a cap that rolls, the first column and how many: a day more than that of each of
    its latest entries that counted, the oldest first, 0 where there is none yet. repeated : the same by act with other
    points soon after earlier entries. taken : the first column, and how many entries that took points are remembered:
    in as many columns each their days, a day more, and their points. sets : of the day from which a grade holds that a
    cycle has set, 0 for none, and after it of the band of the score then, -1 where no end of a cycle sets grades. heads
    : by act that moves starts of cycles, of the day until which it does, and after it of the day of its latest entry, a
    day more. rated, held : see `held_columns`. year : of the year of the caps; what lies beyond it is emptied each
    year.
    """

    counted: dict[str, int]
    cleared: int
    resets: int
    today: int
    gives: int
    new: int
    began: int
    locks: dict[str, tuple[int, int]]
    windows: dict[str, tuple[int, int]]
    repeated: dict[str, tuple[int, int]]
    taken: tuple[int, int]
    sets: int
    heads: dict[str, int]
    rated: RatedColumns
    held: HeldColumns
    year: int
    capped: dict[str, int]


def columns_of(scenario: Scenario) -> Columns:
    """Every column that any of a scenario's rules asks for, in the order of acts."""
    books = [variant.rulebook for variant in scenario.variants]
    counted = dict.fromkeys(name for b in books for name in _with(b, b.act_adds_after > 1))
    capped = dict.fromkeys(name for b in books for name in _with(b, b.act_cap > 0))
    first = len(scenario.rulebook.list_names)
    resets = any(book.resets != Resets() for book in books)
    clears = resets or any((book.sets_score != NOT_SET).any() or book.ungraded >= 0 for book in books)
    after = first + len(counted)
    limits = any(book.at_once != AtOnce() for book in books)
    year = after + clears + resets + 3 * limits
    today = year - 3 if limits else -1
    again, locks, windows = _again(books), dict[str, tuple[int, int]](), dict[str, tuple[int, int]]()
    began, year = (year, year + 1) if again or any(book.cycles.lock_cycles.any() for book in books) else (-1, year)
    gives, year = (year, year + 1) if any(book.gives_back.points for book in books) else (-1, year)
    new, year = (year, year + 2) if any(book.newcomers.days for book in books) else (-1, year)
    made, repeated = _repeated(books), dict[str, tuple[int, int]]()
    for known, kept in ((again, locks), (_windows(books), windows), (made, repeated)):
        for name, width in known.items():
            kept[name] = year, width
            year += width
    taken = year, max(book.remembered for book in books)
    year += 2 * taken[1]
    sets, heads, year = _cycles(books, year)
    rated, year = rated_columns(scenario, year)
    held, year = held_columns(scenario, year)
    return Columns(
        {name: first + k for k, name in enumerate(counted)}, after if clears else -1, after + 1 if resets else -1,
        today, gives, new, began, locks, windows, repeated, taken, sets, heads, rated, held, year,
        {name: year + 1 + k for k, name in enumerate(capped)},
    )  # fmt: skip


def _cycles(books: list[CompiledRulebook], year: int) -> tuple[int, dict[str, int], int]:
    """Columns of what the end of a cycle does besides, from one on, and the first one after them."""
    sets, year = (year, year + 2) if any(book.resets.sets_grade for book in books) else (-1, year)
    moving = dict.fromkeys(name for book in books for name in _with(book, book.cycles.head[:, 0] != 0))
    return sets, {name: year + 2 * k for k, name in enumerate(moving)}, year + 2 * len(moving)


def _windows(books: list[CompiledRulebook]) -> dict[str, int]:
    """Entries remembered of each act with a cap that rolls, the most of any of the rules."""
    counts: dict[str, int] = {}
    for book in books:
        for name, times in zip(book.act_names, book.act_window[:, 0].tolist(), strict=True):
            counts |= {name: max(times, counts.get(name, 0))} if times else {}
    return counts


def _again(books: list[CompiledRulebook]) -> dict[str, int]:
    """Lengths of the lock of each grade whose lock is longer soon after earlier ones, the most of any of the rules."""
    counts: dict[str, int] = {}
    for book in books:
        for name, lengths in zip(book.grade_names, (book.again > 0).sum(axis=1).tolist(), strict=True):
            counts |= {name: max(lengths, counts.get(name, 0))} if lengths else {}
    return counts


def _repeated(books: list[CompiledRulebook]) -> dict[str, int]:
    """Entries remembered of each act with other points soon after earlier ones, the most of any of the rules."""
    counts: dict[str, int] = {}
    for book in books:
        for name, times in zip(book.act_names, (book.act_again[:, 1:] != 0).sum(axis=1).tolist(), strict=True):
            counts |= {name: max(times, counts.get(name, 0))} if times else {}
    return counts


def _with(rulebook: CompiledRulebook, which: Array) -> list[str]:
    return [name for name, it_is in zip(rulebook.act_names, which.tolist(), strict=True) if it_is]
