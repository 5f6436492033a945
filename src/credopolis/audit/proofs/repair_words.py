"""A repair in words."""

from __future__ import annotations

from credopolis.audit.proofs.effort import UNPROVED
from credopolis.audit.proofs.listed import title
from credopolis.core.units import format_duration
from credopolis.rulebook.model import Rulebook


def of_mean(last: int) -> str:
    """What is known of how an entry is made good where the score is a mean of so many."""
    more = "1 more has" if last == 1 else f"{last:,} more have"
    return (
        f"An entry has left the mean once {more} come after it; how it is made good sooner is not followed, for others "
        "decide with it."
    )


def reason_of(score: int, grade: str, gains: bool) -> str:
    """Why nothing undoes an entry of who stood at a score in a grade. gains : whether any act adds points."""
    if not gains:
        return f"No act adds points, and no time brings back the score of {score} and grade {grade}."
    return f"No sequence of gaining acts brings back the score of {score} and grade {grade}."


def words_of(
    book: Rulebook, name: str, acts: tuple[tuple[str, int], ...], days: int, alone: dict[str, tuple[int, int]]
) -> str:
    """What undoes one entry: acts and how often, days from the entry on, and acts that do so alone."""
    what = f"one entry of '{title(book, name)}'"
    when = f"after {format_duration(days)}" if days else "at once"
    if not acts:
        return f"No act is needed: {when} {what} is undone."
    needed = " and ".join(f"{times} of '{title(book, act)}'" for act, times in acts)
    others = [
        f"{entries} of '{title(book, act)}'{f' after {format_duration(d)}' if d != days else ''}"
        for act, (entries, d) in alone.items()
        if (act, entries) not in acts or len(acts) > 1
    ]
    also = f"; so do {', or '.join(others)}" if others else ""
    return f"{needed} undo {what} {when}{also}."


def besides(waiting: int | None, proved: bool) -> str:
    """What is said after that: when it is undone without any act (None: said already), and what is not proved."""
    told = "" if waiting is None else f" Without any act it is undone after {format_duration(waiting)}."
    return told if proved else f"{told} That nothing is cheaper or sooner is {UNPROVED}."
