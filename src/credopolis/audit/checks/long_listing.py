"""A listing of more than five years.

Anti-pattern
------------
The term of a listing is longer than the longest that the courts' list of judgment defaulters knows.

Better practice
---------------
Terms are short and in proportion to what was done.

Source
------
jd-031 (two years, up to five for violence or repetition), taken as the yardstick
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, words, years

LONGEST_DAYS: Final = 5 * 365


def find(subject: Subject) -> Iterator[Remark]:
    """Blacklists over the yardstick."""
    for name, listing in subject.blacklists():
        if listing.days > LONGEST_DAYS:
            yield Remark(("lists", name, "lasts"), f"a listing on {words(name)} lasts {years(listing.days)}")


CHECK: Final = Check("LI04", WARNING, find)
