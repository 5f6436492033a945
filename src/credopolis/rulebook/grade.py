"""What a rulebook says of a grade: its band, its gates, and its lock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BAND: Final = "band"


@dataclass(frozen=True)
class Again:
    """A lock that is longer soon after earlier ones of its grade. within : days for which one makes others longer, from
    its beginning, or with `after_its_end` from the end of its whole length. days : the length with one earlier lock,
    with two, and so on; the last holds for more."""

    within: int
    days: tuple[int, ...]
    after_its_end: bool = False

    def length(self, usual: int, earlier: int) -> int:
        """Days of a lock with so many earlier ones that make it longer."""
        return self.days[min(earlier, len(self.days)) - 1] if earlier else usual

    def stands_for(self, days: int) -> int:
        """Days from its beginning for which a lock makes others longer."""
        return self.within + days * self.after_its_end


@dataclass(frozen=True)
class Lock:
    """A lock that begins on entering a grade: days it lasts, and the release, a grade's name or `band`.

    sets_score : the score that its release sets, with all that was on file cleared; None if the score is kept. again :
    how much longer it lasts soon after earlier ones, None if all are of one length. cycles : ends of cycles after it
    began, with the last of which it ends; 0 if days count, else `days` are those of so many cycles. at_most :
    the highest grade to which it releases to the band, "" for any.
    """

    days: int = 0
    release: str = BAND
    sets_score: int | None = None
    again: Again | None = None
    cycles: int = 0
    at_most: str = ""

    @property
    def longest(self) -> int:
        """The most days that it ever lasts."""
        return self.days if self.again is None else self.again.days[-1]


@dataclass(frozen=True)
class Grade:
    """A grade: the lowest score of its band (None: the score's minimum), and what it opens and closes.

    `highest` is the highest score of the band if the file states it, for checking only. listing : the list on which
    whoever enters the grade is put, or whose lock there begins anew; "" for none. only_newcomers : whether only
    newcomers have a band of it. without_band : whether nobody has: one comes there by what drops or releases.
    next_start : points by which the next cycle of the score starts otherwise for whom the end of one sets to it."""

    lowest: int | None = None
    highest: int | None = None
    title: str = ""
    benefits: tuple[str, ...] = ()
    restrictions: tuple[str, ...] = ()
    lock: Lock | None = None
    listing: str = ""
    only_newcomers: bool = False
    without_band: bool = False
    next_start: int = 0

    @property
    def banded(self) -> bool:
        """Whether some score deserves it of whoever is no newcomer."""
        return not (self.only_newcomers or self.without_band)
