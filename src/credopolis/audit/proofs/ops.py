"""What happens in a plan, one thing after another."""

from __future__ import annotations

from typing import NamedTuple

POST, EXPIRE, FADE, RELEASE, NEW_YEAR, SOME_YEAR, CLOSE, FREED, RESET, NEXT_DAY, GIVE, GAINED, SETTLED = range(13)
"""Kinds of what happens: an entry; an end of an entry, on a day that matters or on any until now; the end of a lock; a
new cap year, which is counted or lies in the past; the end of a morning; an entry leaves the window of a cap; the score
returns to its start; another day begins, on which entries count anew that were too many for one; clean time gives; it
adds points to a newcomer's; somebody is no newcomer any more."""


class Op(NamedTuple):
    """kind ; act : of an entry or its end; moved : points that the entry moved; enters : whether the time begins;
    earlier : entries of the act before it that change its points; drops : the grade that a counter drops to with it,
    lower than its own act's, -1 for none."""

    kind: int
    act: int = -1
    moved: int = 0
    enters: bool = False
    earlier: int = 0
    drops: int = -1


Ops = tuple[Op, ...]
Standing = tuple[tuple[tuple[int, int, int], int], ...]


def replaced(recent: tuple[tuple[int, ...], ...], window: int, made: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """The entries within windows, those of one window replaced."""
    return (*recent[:window], made, *recent[window + 1 :])


def filed(standing: Standing, entry: tuple[int, int, int]) -> Standing:
    """What stands with one more entry."""
    held = dict(standing)
    held[entry] = held.get(entry, 0) + 1
    return tuple(sorted(held.items()))


def unfiled(standing: Standing, entry: tuple[int, int, int]) -> Standing:
    """What stands without one of an entry."""
    return tuple((held, many - (held == entry)) for held, many in standing if held != entry or many > 1)
