"""Growth of the apparatus: orders of surveillance, counties that place them, cameras by year and their share of the
world's.

    orders of a year     cameras that come onto the platform in it, and a part of those on it that are replaced
    index                orders over those of 2010, less 1, in %
    notices              the notices that were counted, spread over the years as orders are
    counties that buy    1 - (1 + notices a county / evenness)^-evenness, a negative binomial over counties
    the world            cameras of China by the curve; of the rest by a count of 2020 and a growth a year

The curve is that of the channel `cameras`. What the state orders are cameras of its own
and the joining of private ones, so orders follow the platform and not all cameras. A pure reckoning: no society is
lived.

Source: seed-083 (index), seed-084 (a third of counties), seed-085 (notices), seed-082 and cam-009 (share of the
world's), cam-008 (all cameras).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from credopolis.analysis.words import spread
from credopolis.core.digits import figures
from credopolis.core.errors import BadValue
from credopolis.core.lopsided import value_at
from credopolis.mechanisms.cameras import CamerasParameters, platform_per_1000, stock_per_1000
from credopolis.mechanisms.parameters import given_of

FIRST, LAST, BASE, TOLD = 2004, 2022, 2010, 2019
MOST_DRAWS: Final = 1000
PEOPLE: Final = 1.4e9
COUNTED: Final = 2020
"""The year of the count of the world's cameras."""
MET, NOT_MET = "met", "not met"
FITTED, CHECKED = "fitted", "checked"
"""Fitted: a parameter of the curve or an assumption cites the same row, so that agreement checks nothing."""


@dataclass(frozen=True)
class GrowthGiven:
    """An assumption beside the curve: its value, its range, what it is, and where it comes from."""

    value: float
    low: float
    high: float
    meaning: str
    source: str = "assumption"


ASSUMED: Final[Mapping[str, GrowthGiven]] = {
    "life": GrowthGiven(6.0, 4.0, 10.0, "years after which a camera of the platform is replaced"),
    "notices": GrowthGiven(76000.0, 76000.0, 76000.0, "notices of orders, 2004 to May 2020: a count", "seed-085"),
    "counties": GrowthGiven(2850.0, 2840.0, 2860.0, "counties and districts; remembered"),
    "evenness": GrowthGiven(
        0.1, 0.05, 0.2, "how even counties are in ordering; chosen so that a third bought in 2019", "seed-084"
    ),
    "rest": GrowthGiven(354.0, 320.0, 390.0, "million cameras outside China in 2020: 46 % of 770 million", "cam-009"),
    "rest_grows": GrowthGiven(0.08, 0.0, 0.15, "growth of these a year"),
}  # fmt: skip


@dataclass(frozen=True)
class GrowthDoubted:
    """A figure at the usual values, and the middle 90 % over draws of the assumptions; None without draws."""

    value: float
    least: float | None
    most: float | None


@dataclass(frozen=True)
class GrowthYear:
    """A year. index : orders, % more than in 2010. counties : % that buy. cameras : million in China at its end. world
    : China's share of the world's, %."""

    year: int
    index: GrowthDoubted
    counties: GrowthDoubted
    cameras: GrowthDoubted
    world: GrowthDoubted


@dataclass(frozen=True)
class GrowthCheck:
    """Something on record beside the model. verdict : met, if the published lies in the middle 90 % of draws."""

    words: str
    published: float
    found: GrowthDoubted
    use: str
    verdict: str
    source: tuple[str, ...]


@dataclass(frozen=True)
class GrowthFound:
    """The growth of the apparatus. draws : of the assumptions; there is no chance in it."""

    draws: int
    years: tuple[GrowthYear, ...]
    checks: tuple[GrowthCheck, ...]


def ranges() -> dict[str, tuple[float, float, float]]:
    """All that is drawn: value, low and high, of the curve's parameters that have a range and of the assumptions
    here."""
    found = {}
    for name, field in CamerasParameters.model_fields.items():
        given = given_of(field)
        if given is not None and given.low is not None and given.high is not None and _of_curve(name):
            found[name] = (float(field.default), float(given.low), float(given.high))
    return found | {name: (one.value, one.low, one.high) for name, one in ASSUMED.items()}


def _of_curve(name: str) -> bool:
    return name.startswith(("ceiling", "skynet", "sharp_eyes", "private", "merged"))


def growth(*, draws: int = 200, seed: int = 1) -> GrowthFound:
    """Reckon the growth of the apparatus. draws : of all assumptions at once, 0 for none.

    Raises
    ------
    BadValue
        If a number lies outside its bounds.
    """
    for name, number, high in (("the number of draws", draws, MOST_DRAWS), ("the seed", seed, 2**62)):
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= high:
            raise BadValue(name, number, f"0 to {high:,}")
    usual = course({name: one[0] for name, one in ranges().items()})
    drawn = [course(one) for one in _drawn(draws, seed)]

    def figure(key: str, year: int) -> GrowthDoubted:
        values = [one[key][year] for one in drawn]
        least, most = np.quantile(values, [0.05, 0.95]).tolist() if values else (None, None)
        return GrowthDoubted(usual[key][year], least, most)

    years = tuple(
        GrowthYear(year, *(figure(key, year) for key in ("index", "counties", "cameras", "world")))
        for year in range(FIRST + 1, LAST + 1)
    )
    checks = tuple(
        _check(words, published, figure(key, year), use, source) for words, published, key, year, use, source in RECORD
    )
    return GrowthFound(draws, years, checks)


RECORD: Final = (
    ("orders in 2019, % more than in 2010", 1900.0, "index", 2019, FITTED, ("seed-083",)),
    ("counties that bought in 2019, %", 33.0, "counties", 2019, FITTED, ("seed-084",)),
    ("cameras in China in 2017, million", 170.0, "cameras", 2017, FITTED, ("cam-008",)),
    ("cameras in China in 2018, million", 200.0, "cameras", 2018, FITTED, ("cam-008",)),
    ("the same by a wider count", 349.0, "cameras", 2018, CHECKED, ("sur-001",)),
    ("cameras in China in 2021, million, as forecast", 567.0, "cameras", 2021, FITTED, ("cam-008",)),
    ("share of the world's cameras in 2019, %", 50.0, "world", 2019, CHECKED, ("seed-082",)),
    ("share of the world's cameras in 2020, %", 54.0, "world", 2020, FITTED, ("cam-009",)),
)
"""What is on record: in words, the number, which figure and year of the model, how it was used, and the source."""


def _check(words: str, published: float, found: GrowthDoubted, use: str, source: tuple[str, ...]) -> GrowthCheck:
    low, high = (found.value if end is None else end for end in (found.least, found.most))
    return GrowthCheck(words, published, found, use, MET if low <= published <= high else NOT_MET, source)


def _drawn(draws: int, seed: int) -> list[dict[str, float]]:
    """Values from the ranges, of which the usual one is the median."""
    shares = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 6, 0])).random((draws, len(ranges())))
    return [
        {
            name: value_at(low, value, high, share)
            for (name, (value, low, high)), share in zip(ranges().items(), row, strict=True)
        }
        for row in shares.tolist()
    ]


def course(values: Mapping[str, float]) -> dict[str, dict[int, float]]:
    """Figures by name and year. values : by name, as `ranges` has them."""
    curve = CamerasParameters(**{name: values[name] for name in values if name not in ASSUMED})
    every = range(FIRST, LAST + 1)
    ordered = {year: orders_of(curve, year, values["life"]) for year in every}
    until_may = sum(ordered[year] for year in every if year < COUNTED) + 5 / 12 * ordered[COUNTED]
    cameras = {year: stock_per_1000(year + 1.0, curve) * PEOPLE / 1e9 for year in every}
    rest = {year: values["rest"] * (1 + values["rest_grows"]) ** (year - COUNTED) for year in every}
    return {
        "index": {year: 100.0 * (ordered[year] / ordered[BASE] - 1.0) for year in every},
        "counties": {
            year: 100.0 * buyers(values["notices"] * ordered[year] / until_may / values["counties"], values["evenness"])
            for year in every
        },
        "cameras": cameras,
        "world": {year: 100.0 * cameras[year] / (cameras[year] + rest[year]) for year in every},
    }


def orders_of(curve: CamerasParameters, year: int, life: float) -> float:
    """Cameras a year and 1,000 people that are ordered: what comes onto the platform, and what is replaced there."""
    begun, ended = platform_per_1000(float(year), curve), platform_per_1000(year + 1.0, curve)
    return ended - begun + begun / life


def buyers(notices: float, evenness: float) -> float:
    """The share of counties that place any order, of so many in the mean."""
    return float(1.0 - (1.0 + notices / evenness) ** -evenness)


def lines_in_words(found: GrowthFound, years: Sequence[int] = (2005, 2010, 2015, 2019, 2022)) -> list[tuple[str, ...]]:
    """Years as rows of words."""

    def told(one: GrowthDoubted) -> str:
        doubt = "" if one.least is None or one.most is None else f" ({one.least:,.0f} to {one.most:,.0f})"
        return f"{one.value:,.0f}{doubt}"

    return [
        (str(one.year), told(one.index), told(one.counties), told(one.cameras), told(one.world))
        for one in found.years
        if one.year in years
    ]


COLUMNS: Final = ("year", "orders, % over 2010", "counties that buy, %", "cameras, million", "of the world's, %")
CHECKS: Final = ("on record", "published", "here", "middle 90 % of draws", "use", "verdict", "source")
NOTE: Final = (
    "Growth along the curve of the channel of cameras; in brackets the middle 90 % of draws of its assumptions. "
    "Fitted: a parameter cites the same row."
)


def check_row(one: GrowthCheck) -> tuple[str, ...]:
    """A row on record as words."""
    found = one.found
    doubt = "not asked" if found.least is None or found.most is None else spread(found.least, found.most)
    told = f"{one.published:,.0f}", figures(found.value), doubt
    return (one.words, *told, one.use, one.verdict, ", ".join(one.source))


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


_TEXT, _NUMBER, _OR_NULL = {"type": "string"}, {"type": "number"}, {"type": ["number", "null"]}
_DOUBTED: Final = _object(value=_NUMBER, least=_OR_NULL, most=_OR_NULL)
_YEAR: Final = _object(year={"type": "integer"}, index=_DOUBTED, counties=_DOUBTED, cameras=_DOUBTED, world=_DOUBTED)
_CHECK: Final = _object(
    words=_TEXT, published=_NUMBER, found=_DOUBTED, use={"enum": [FITTED, CHECKED]}, verdict={"enum": [MET, NOT_MET]},
    source={"type": "array", "items": _TEXT},
)  # fmt: skip
_COST: Final = _object(
    item=_TEXT, quantity=_NUMBER, unit=_TEXT, unit_yuan=_NUMBER, yuan=_NUMBER, low=_NUMBER, high=_NUMBER, source=_TEXT
)
SCHEMA: Final = {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "credopolis-apparatus/1",
    **_object(
        draws={"type": "integer"}, years={"type": "array", "items": _YEAR}, checks={"type": "array", "items": _CHECK},
        costs={"anyOf": [{"type": "null"}, {"type": "array", "items": _COST}]}, provenance={"type": "object"},
    ),
}  # fmt: skip
