"""Checking what a rulebook says of entries and locks that are repeated, and how many entries are remembered."""

from __future__ import annotations

from itertools import pairwise

from credopolis.core.shapes import Reading
from credopolis.core.units import format_duration
from credopolis.core.yamlfile import KeyPath
from credopolis.rulebook.grade import Lock
from credopolis.rulebook.model import MOST_IN_WINDOWS, Act, Rulebook


def check_windows(rulebook: Rulebook, reading: Reading) -> None:
    """No more entries are remembered than a life has room for."""
    kept = 0
    for name, act in rulebook.acts.items():
        kept += act.cap.times if act.cap is not None else 0
        kept += len(act.again.points) if act.again is not None else 0
        if (act.cap is not None or act.again is not None) and kept > MOST_IN_WINDOWS:
            allowed = f"at most {MOST_IN_WINDOWS} in all windows together"
            at = ("cap", "times") if act.cap is not None else ("again", "points")
            reading.refuse(("acts", name, *at), "too many entries to remember of a life", kept, allowed)
            return


def check_again(lock: Lock, path: KeyPath, reading: Reading) -> None:
    """No later lock is shorter than an earlier one."""
    lengths = (lock.days, *lock.again.days) if lock.again is not None else ()
    for before, then in pairwise(lengths):
        if then < before:
            allowed = f"at least {format_duration(before)}, as the lock before it"
            reading.refuse((*path, "lasts"), "a lock that is repeated is shorter", format_duration(then), allowed)
            return


def check_repeated(act: Act, at: KeyPath, reading: Reading) -> None:
    """Entries that are repeated move points the same way, and no official chooses them."""
    if act.discretion is not None:
        reading.refuse(at, "an official chooses the points of this act", remedy="Remove again or discretion.")
    if any(points * act.points <= 0 for points in act.all_points):
        which = "over 0" if act.points > 0 else "below 0" if act.points < 0 else "none: the act moves no points"
        reading.refuse(at, "a repeated entry must move points the way that the first does", ..., which)
