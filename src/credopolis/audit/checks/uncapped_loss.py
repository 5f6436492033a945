"""A small matter that leads to the bottom if it is entered often.

Anti-pattern
------------
Entries of one act are counted without limit. The same small matter, entered again and again, leads from the start to
the lowest grade: in Suining 14 missed repayments at 30 points each gave 580 points and grade D.

Better practice
---------------
A yearly cap, or a rule that several entries of one matter count once.

Source
------
sn-019, sn-020 (14 missed repayments at 30 points)
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import NOTE
from credopolis.audit.subject import Subject, counts_for, words, years
from credopolis.core.yamlfile import KeyPath
from credopolis.rulebook.model import Act

FEWEST_ENTRIES: Final = 4
"""An act of which so few lead to the bottom is no small matter."""
MOST_ENTRIES: Final = 52
"""One a week: more entries a year than that are not counted as plausible."""
FORGOTTEN_DAYS: Final = 365
"""Entries that are forgotten within a year bound one another."""


def find(subject: Subject) -> Iterator[Remark]:
    """Uncapped losses that, once a week at most, lead from the start to the lowest grade within a year."""
    if subject.book.score is not None and subject.book.score.mean is not None:
        return  # What one entry moves hangs on the others.
    by_score = list(_by_score(subject))
    yield from by_score
    yield from _by_counter(subject, {remark.path for remark in by_score})


def _small(act: Act) -> bool:
    return act.gravity in ("", "minor") and act.decision != "court"


def _by_counter(subject: Subject, told: Container[KeyPath]) -> Iterator[Remark]:
    """The same where points lost within a window drop to the lowest grade; `told` are left out."""
    score, lowest = subject.book.score, list(subject.book.grades)[-1:]
    if score is None:
        return
    for name, act in subject.book.acts.items():
        rule = ("acts", name, "points")
        if act.points >= 0 or act.falls_to or act.capped or not _small(act) or rule in told:
            continue
        for counter in score.counters.values():
            entries = -(-counter.lost // -act.points)
            often = MOST_ENTRIES * min(counter.days, FORGOTTEN_DAYS) // FORGOTTEN_DAYS
            if [counter.falls_to] == lowest and FEWEST_ENTRIES <= entries <= often:
                within = years(counter.days)
                yield Remark(
                    rule,
                    f"no cap: {entries} entries of {words(name)} within {within} lead to grade {counter.falls_to}",
                    witness=(f"{-act.points} x {entries} = {-act.points * entries} lost, {counter.lost} drop",),
                )
                break


def _by_score(subject: Subject) -> Iterator[Remark]:
    score, grades = subject.book.score, [name for name in subject.book.grades if subject.book.band_bounds(name)]
    if score is None or len(grades) < 2:
        return
    above = subject.book.grades[grades[-2]].lowest
    for name, act in subject.book.acts.items():
        bounded = act.capped or 0 < counts_for(subject.book, name, whatever_follows=True) <= FORGOTTEN_DAYS
        if above is None or act.points >= 0 or act.falls_to or bounded or score.start < above:
            continue
        entries = (score.start - above) // -act.points + 1
        left = max(score.start + entries * act.points, score.min)
        if _small(act) and FEWEST_ENTRIES <= entries <= MOST_ENTRIES:
            yield Remark(
                ("acts", name, "points"),
                f"no cap: {entries} entries of {words(name)} lead from {score.start:,} points to {left:,}, "
                f"grade {grades[-1]}",
                witness=(f"{score.start:,} {act.points:+d} x {entries} = {left:,}, grade {grades[-1]}",),
            )


CHECK: Final = Check("PT08", NOTE, find)
