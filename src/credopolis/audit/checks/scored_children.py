"""Children who are scored.

Anti-pattern
------------
People are scored before they are of age, or the file names no age at all, so that a childhood leaves entries.

Better practice
---------------
Nobody under eighteen is scored or listed.

Source
------
Convention on the Rights of the Child, Articles 1, 16 and 40
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject

OF_AGE_DAYS: Final = 18 * 365


def find(subject: Subject) -> Iterator[Remark]:
    """A score that begins before the age of eighteen."""
    age = subject.book.scored_from_days
    if subject.of_persons and subject.book.score is not None and age < OF_AGE_DAYS:
        told = f"people are scored from the age of {age / 365:.0f}" if age else "everybody is scored, from birth on"
        yield Remark(("scored_from_age",) if age else ("score",), f"{told}: entries of a childhood count")


CHECK: Final = Check("PE06", WARNING, find)
