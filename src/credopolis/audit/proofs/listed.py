"""Repairs of acts that put on a list: one must be off it too."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from credopolis.audit.proofs.lists import is_blacklist
from credopolis.audit.proofs.model import Repair
from credopolis.core.units import format_duration
from credopolis.rulebook.grade import BAND
from credopolis.rulebook.model import Act, Rulebook

NOTHING: Final = "An entry takes nothing from anybody: score and grade stay as they were."


def title(book: Rulebook, act: str) -> str:
    """An act in words."""
    return book.acts[act].title or act.replace("_", " ")


def with_list(book: Rulebook, act: Act, ladder: Repair, shut: Collection[str] = ()) -> Repair:
    """The repair of an act that also puts on a blacklist by its first entry: one must be off that too.

    shut : acts that nobody can ever do.
    """
    if not act.adds_to or act.adds_after > 1 or not is_blacklist(book.lists[act.adds_to]):
        return ladder
    listed = of_list(book, ladder.act, act, shut)
    words = f"On the ladder: {ladder.words} On the list: {listed.words}" if ladder.words != NOTHING else listed.words
    if listed.never or ladder.never:
        reason = " ".join(part for part in (ladder.reason, listed.reason) if part)
        return replace(listed, entries=None, days=None, soonest_days=None, by_waiting_days=None, acts=(), alone={},
                       words=reason, reason=reason, proved=ladder.proved)  # fmt: skip
    off = dict(listed.acts)
    more = {} if any(a in off or book.acts[a].removes_from == act.adds_to for a, _ in ladder.acts) else off
    waiting = None if listed.by_waiting_days is None else _later(ladder.by_waiting_days, listed.by_waiting_days)
    return replace(
        ladder,
        entries=None if ladder.entries is None else ladder.entries + sum(more.values()),
        days=_later(ladder.days, listed.days),
        soonest_days=_later(ladder.soonest_days, listed.soonest_days),
        by_waiting_days=waiting,
        acts=(*ladder.acts, *more.items()),
        alone={},
        words=words,
        witness=None,
    )


def with_grades(
    book: Rulebook, act: Act, ladder: Repair, grades: tuple[str, str], shut: Collection[str] = ()
) -> Repair:
    """The same where grades list. grades : where the entry leads from and to.

    Which other listing grades the way back leads through is not followed: it is not proved then.
    """
    names = list(book.grades)
    burdens = {name: held.listing for name, held in book.grades.items() if held.listing}
    burdens = {name: listing for name, listing in burdens.items() if is_blacklist(book.lists[listing])}
    of, to = grades
    if to in burdens and (to != of or act.falls_to == to):
        ladder = with_list(book, replace(act, adds_to=burdens[to], adds_after=1), ladder, shut)
    held = book.grades[to].lock
    sinks = (held is not None and held.release != BAND) or any(
        a.points > 0 and a.expires_days for a in book.acts.values()
    )
    way = names[names.index(of) :] if sinks else names[names.index(of) : names.index(to)]
    if to != of and any(name in way for name in burdens if name != to):
        words = f"{ladder.words} Whether another grade on the way lists is not followed."
        return replace(ladder, entries=None, days=None, soonest_days=None, by_waiting_days=None, acts=(), alone={},
                       words=words, witness=None, proved=False)  # fmt: skip
    return ladder


def _later(days: int | None, listed: int | None) -> int | None:
    return None if days is None else max(days, listed or 0)


def of_list(book: Rulebook, name: str, act: Act, shut: Collection[str] = ()) -> Repair:
    """An act that only lists: an act that takes off the list undoes it, or the end of its term.

    shut : acts that nobody can ever do.
    """
    listing = book.lists[act.adds_to]
    acts = {} if listing.removal else {a: priced for a, priced in book.acts.items() if a not in shut}
    off = tuple(a for a, priced in acts.items() if priced.removes_from == act.adds_to)
    waiting = listing.days or None
    lasts = f"it ends by itself after {format_duration(listing.days)}" if waiting else "it never ends by itself"
    if off:
        words = f"One entry of '{title(book, off[0])}' ends the listing at once; {lasts}."
        return Repair(name, act.points, 1, 0, 0, waiting, ((off[0], 1),), dict.fromkeys(off, (1, 0)), words, "", None)
    if waiting:
        words = f"No act ends the listing; {lasts}."
        return Repair(name, act.points, 0, waiting, waiting, waiting, (), {}, words, "", None)
    reason = "No act ends the listing, and it never ends by itself."
    return Repair(name, act.points, None, None, None, None, (), {}, reason, reason, None)
