"""The columns of a company, and of what stands about it."""

from __future__ import annotations

from typing import Final

import numpy as np

from credopolis.rulebook.model import MOST_LISTS

MOST_HIDDEN: Final = 6
"""Acts of a rulebook that only an inspection finds."""
FEW_ENTRIES, MOST_ENTRIES, MANY_TIES = 32, 160, 12
"""Entries of a company that expire, or can be repaired, and stand at once: of one with fewer ties, and of another."""
PRIVATE, STATE = 0, 1
NATIONAL: Final = -1
"""In place of a district: the company is one of the national table."""

FIRM: Final = np.dtype(
    [
        ("province", "u1"),
        ("sector", "u1"),
        ("owner", "u1"),
        ("connected", "u1"),
        ("vacant", "u1"),
        ("grade", "u1"),
        ("due", "u1"),
        ("n_entries", "u1"),
        ("fallen", "u1"),
        ("hidden", "u1", (MOST_HIDDEN,)),
        ("generation", "u2"),
        ("district", "i4"),
        ("size", "i4"),
        ("founded", "i4"),
        ("reopens", "i4"),
        ("score", "i4"),
        ("lock_until", "i4"),
        ("resets_on", "i4"),
        ("gives_on", "i4"),
        ("newcomer_until", "i4"),
        ("sets_on", "i4"),
        ("head_until", "i4"),
        ("year", "i4"),
        ("next", "i4"),
        ("day", "i4"),
        ("list_until", "i4", (MOST_LISTS,)),
        ("list_on", "i4", (MOST_LISTS,)),
        ("careless", "f4"),
        ("dishonest", "f4"),
        ("large", "f4"),
    ]
)
"""A company and where it stands.

province, sector : indices. district : index, or NATIONAL. owner : PRIVATE or STATE. connected : 1 if officials know it.
size : people who work there. founded : day of its registration, below 0 before the run. generation : how many
companies had this place before it. vacant : 1 between two of them, until the day `reopens`. careless, dishonest :
how many times as often as the mean of companies it is late, or breaks a rule; hidden from everybody. large : the same
by its size. hidden : breaches that nobody has found, by act. Then the ladder, days for all: score, grade (0 is the
lowest), lock_until (0 for no lock), the clocks, `due` (the band that is set on the day `sets_on`), head_until (a head
start holds until then), list_until (0 if it is not on the list, -1 without an end) and list_on (since when). fallen :
1 if sanctions of all offices hold. year : of the counts towards caps. next : the next day on which something happens
by itself. day : up to which it has lived.
"""

ENTRY: Final = np.dtype([("day", "i4"), ("until", "i4"), ("moved", "i2"), ("act", "u1"), ("free", "u1")])
"""An entry that stands: the day of it, the day on which it expires (0 for never), the points that it really moved."""
