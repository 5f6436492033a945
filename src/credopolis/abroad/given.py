"""The parameters of adoption abroad: each with its range and where it comes from, and the factors that can be off."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from credopolis.core.errors import BadValue
from credopolis.core.lopsided import value_at


@dataclass(frozen=True)
class AbroadGiven:
    """A parameter: its usual value, its range, what it is, and a fact's id or the word assumption.

    times : whether it multiplies something, so that it is drawn on the scale of its logarithm. fitted : to which rows.
    """

    value: float
    low: float
    high: float
    meaning: str
    source: str = "assumption"
    times: bool = False
    fitted: str = ""

    def at(self, share: float) -> float:
        """A value of the range: the usual one is the median, and either side is even (in logarithms where `times`)."""
        low, value, high = (math.log(x) if self.times else x for x in (self.low, self.value, self.high))
        found = value_at(low, value, high, share)
        return math.exp(found) if self.times else found


_TABLE: Final = "the table of countries"
GIVEN: Final[dict[str, AbroadGiven]] = {
    "level": AbroadGiven(
        0.02, 0.002, 0.2, "first parts adopted a year where no factor is at work and nobody adopted yet", times=True,
        fitted=_TABLE,
    ),
    "trade": AbroadGiven(
        1.0, 0.25, 4.0, "how many times as often in the trade list (Belt and Road, 2018)", times=True, fitted=_TABLE
    ),
    "regime": AbroadGiven(
        1.0, 0.1, 10.0, "how many times as often at a digital repression of 100 as at 0", times=True, fitted=_TABLE
    ),
    "training": AbroadGiven(1.3, 0.7, 3.0, "how many times as often where officials were trained", times=True),
    "neighbours": AbroadGiven(
        1.0, 0.0, 8.0, "how much more often, in times the level, once all others of the region adopted", fitted=_TABLE
    ),
    "peers": AbroadGiven(
        1.0, 0.0, 8.0, "the same of all others in the band of digital repression", fitted=_TABLE
    ),
    "vendors": AbroadGiven(
        1.0, 0.0, 8.0, "the same of all others of the region supplied by Chinese vendors", fitted=_TABLE
    ),
    "standards": AbroadGiven(
        1.0, 0.0, 8.0, "the same of all countries that support the exporter's standards", fitted=_TABLE
    ),
    "support": AbroadGiven(
        0.1, 0.02, 0.5, "chance a year that a supplied country begins to support the standards", times=True
    ),
    "start": AbroadGiven(2008.0, 2005.0, 2011.0, "year in which it could first be bought abroad", "exp-014"),
    "in_list": AbroadGiven(
        0.48, 0.4, 0.65, "share of all countries in the trade list; remembered: the index's report counts 86"
    ),
    "trained": AbroadGiven(0.4, 0.2, 0.6, "share of countries whose officials were trained", "exp-017"),
    "after": AbroadGiven(
        10.0, 1.0, 60.0, "how many times as often a further part, once one is there", times=True, fitted="parts of 2019"
    ),
    "city": AbroadGiven(
        1.0, 0.3, 3.0, "how often a city's platform, of cameras that know faces", times=True, fitted="parts of 2019"
    ),
    "policing": AbroadGiven(
        1.0, 0.3, 3.0, "how often policing by forecast, of cameras that know faces", times=True, fitted="parts of 2019"
    ),
    "chinese": AbroadGiven(0.84, 0.75, 0.9, "share of adopters with Chinese vendors", "dif-002", fitted="dif-002"),
    "american": AbroadGiven(0.43, 0.33, 0.53, "share of adopters with American vendors", "exp-003", fitted="exp-003"),
    "japanese": AbroadGiven(0.23, 0.15, 0.31, "share of adopters with Japanese vendors", "exp-003", fitted="exp-003"),
    "pressed": AbroadGiven(
        0.1, 0.0, 0.5, "foreign platforms that are pressed to take something down, a year and supplied country"
    ),
    "law": AbroadGiven(
        0.0, 0.0, 0.02, "chance a year that who has all parts makes a law that scores people; the table records none"
    ),
}  # fmt: skip
OF_ADOPTION: Final = (
    "level", "trade", "regime", "training", "neighbours", "peers", "vendors", "standards", "support", "start",
    "in_list", "trained",
)  # fmt: skip
"""Parameters on which it hangs when a country adopts anything."""
OF_PARTS: Final = ("after", "city", "policing")
OF_FLOWS: Final = tuple(name for name in GIVEN if name not in (*OF_ADOPTION, *OF_PARTS))
"""Parameters of what flows from adoption, which are fitted to nothing else."""
NEUTRAL: Final = {
    "trade": 1.0, "regime": 1.0, "training": 1.0, "neighbours": 0.0, "peers": 0.0, "vendors": 0.0, "standards": 0.0,
}  # fmt: skip
"""The factors, each with the value at which it does nothing."""
FACTOR_WORDS: Final = {
    "trade": "trade: the Belt and Road list", "regime": "regime: digital repression",
    "training": "training of officials", "neighbours": "others of the region that adopted",
    "peers": "others of like repression that adopted", "vendors": "Chinese vendors in the region",
    "standards": "standards that others support",
}  # fmt: skip


def read_given(changes: Mapping[str, float]) -> dict[str, float]:
    """Parameters that somebody set.

    Raises
    ------
    BadValue
        If there is no such parameter, or a value lies outside its range or is none.
    """
    for name, value in changes.items():
        one = GIVEN.get(name)
        if one is None:
            raise BadValue("the parameter", name, ", ".join(GIVEN))
        if isinstance(value, bool) or not isinstance(value, int | float) or not one.low <= value <= one.high:
            raise BadValue(f"the parameter {name}", value, f"{one.low:g} to {one.high:g}")
    return {name: float(value) for name, value in changes.items()}


def read_off(names: Iterable[str]) -> tuple[str, ...]:
    """Factors that are off, in the order of the table.

    Raises
    ------
    BadValue
        If there is no such factor.
    """
    asked = tuple(names)
    for name in asked:
        if name not in NEUTRAL:
            raise BadValue("the factor", name, ", ".join(NEUTRAL))
    return tuple(name for name in NEUTRAL if name in asked)


def without(values: Mapping[str, float], off: Iterable[str]) -> dict[str, float]:
    """Values with some factors off."""
    return {**values, **{name: NEUTRAL[name] for name in off}}
