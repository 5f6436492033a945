"""Entitlements: what a gate decides for whom, where a rulebook says more than that grades and lists open or close it.

Rules of a gate stand in the order of the file, and the first that fits decides. A rule fits whoever is in one of its
grades, on one of its lists and in one of its provinces; what it does not name does not matter. Where none fits, and for
a gate without rules, benefits and restrictions of grades and lists decide: a benefit that one of them opens puts first,
a restriction that one of them closes refuses, and all else is granted in the ordinary way.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

GRANTED, FIRST, DELAYED, REFUSED, PRICED = DECIDES = ("granted", "first", "delayed", "refused", "priced")
LARGEST_FACTOR: Final = 100.0
MOST_RULES_OF_A_GATE: Final = 20
MOST_PLACES_NAMED: Final = 100


@dataclass(frozen=True)
class Entitlement:
    """What a gate decides for some: `decides`, of DECIDES. grades, lists, provinces : for whom; all if none is named.

    days : by which a delayed request waits. factor : of the usual price, where another one is asked.
    """

    decides: str
    grades: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    days: int = 0
    factor: float = 1.0

    def fits(self, grade: str, on: Collection[str]) -> bool:
        """Whether it decides for somebody of a grade who is on some lists, where it holds."""
        return (not self.grades or grade in self.grades) and (not self.lists or any(name in on for name in self.lists))

    def opens(self, kind: str) -> bool:
        """Whether a gate stands open: a benefit for who is put first or pays less, a restriction unless refused."""
        if kind == "restriction":
            return self.decides != REFUSED
        return self.decides == FIRST or (self.decides == PRICED and self.factor < 1.0)

    @property
    def burdens(self) -> bool:
        """Whether it takes something: the service, time, or money."""
        return self.decides in (REFUSED, DELAYED) or (self.decides == PRICED and self.factor > 1.0)


IN_ORDINARY: Final = Entitlement(GRANTED)
PUT_FIRST: Final = Entitlement(FIRST)
TURNED_AWAY: Final = Entitlement(REFUSED)
