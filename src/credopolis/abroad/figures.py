"""What is drawn of adoption abroad: the map of tiles, the course of adopters, and what each factor does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from credopolis.abroad.countries import REGIONS, countries
from credopolis.abroad.found import AbroadFound
from credopolis.abroad.tables import countries_of, doubts, number, percent, span
from credopolis.core.drawn import along, marks_about_zero
from credopolis.core.figure import Figure
from credopolis.core.svg import BLUE, shade

_HAS: Final = "#14181c"
"""Of who had adopted: no shade of the sequence, so that it is told apart by anybody."""
_WIDE: Final[Mapping[str, tuple[int, int]]] = {
    "WHA": (0, 2), "EUR": (7, 0), "MENA": (8, 8), "AF": (7, 13), "SCA": (16, 5), "EAP": (20, 5),
}  # fmt: skip
"""Where the block of each region begins on a wide map: column and row."""


def figures_of(found: AbroadFound) -> list[Figure]:
    """All of them."""
    return [map_of(found), course_of(found), factors_of(found)]


def map_of(found: AbroadFound) -> Figure:
    """A tile a country, in blocks of regions: side by side where there is room, else one below the other."""
    below = _below()
    tiles = []
    for country, one in zip(countries(), found.countries, strict=True):
        column, row = _WIDE[country.region]
        doubt = "" if one.least is None or one.most is None else f", {span_of(one.least, one.most)} by the parameters"
        said = f"in the index since {one.since}" if one.since else f"{percent(one.chance)} %{doubt}"
        tiles.append({
            "name": one.name, "short": one.code, "column": column + country.column, "row": row + country.row,
            "narrow": [country.column, below[country.region] + country.row],
            "colour": _HAS if one.since else shade(0.05 + 0.9 * one.chance),
            "text": "in" if one.since else percent(one.chance), "says": f"{one.name}: {said}",
        })  # fmt: skip
    table = countries_of(found)
    return Figure(
        "adoption-map", f"Chance of having adopted a part by {found.until}",
        "Each tile is a country or territory, by region; places are rough and areas are not to scale. Black: in the "
        f"index by {found.since}. Else the chance in %, the darker the higher. Adopted is what the index counts, and "
        "no social credit.",
        table.header, table.rows, {"kind": "tiles", "tiles": tiles, "unit": "% chance, or in"},
    )  # fmt: skip


def span_of(least: float, most: float) -> str:
    """The ends of a chance."""
    return f"{percent(least)} to {percent(most)} %"


def _below() -> dict[str, int]:
    """The row in which each region's block begins where blocks lie one below the other."""
    at, found = 0, {}
    for region in REGIONS:
        found[region] = at
        at += 1 + max(one.row for one in countries() if one.region == region)
    return found


def course_of(found: AbroadFound) -> Figure:
    """Countries with a part, year by year, with the wider of both doubts."""
    whole = len(found.countries)

    def shares(values: list[float]) -> list[float]:
        return [round(100.0 * value / whole, 3) for value in values]

    rows = [one.adopted for one in found.years]
    low = [min(one.low, one.low if one.least is None else one.least) for one in rows]
    high = [max(one.high, one.high if one.most is None else one.most) for one in rows]
    curve = {
        "name": "countries with a part", "colour": BLUE, "at": [one.year - found.since for one in found.years],
        "going": shares([one.value for one in rows]), "low": shares(low), "high": shares(high), "rule": 0,
    }  # fmt: skip
    table = tuple((f"{one.year:.0f}", *doubts(one.adopted)) for one in found.years)
    return Figure(
        "adoption-course", "Countries with a part, year by year",
        f"Of all {whole}, in %, from the start of {found.since} on; the band is the wider of both doubts.",
        ("start of", "countries", "by chance", "by the parameters"), table,
        {"kind": "curves", "axis": f"years after {found.since}", "curves": [curve], "smooth": True},
    )  # fmt: skip


def factors_of(found: AbroadFound) -> Figure:
    """Dots: newcomers that each factor brings, with both doubts."""
    ends = [
        abs(x) for one in found.factors for x in (one.effect.low, one.effect.high, one.effect.most) if x is not None
    ]
    reach = max([1.0, *ends])
    rows: list[dict[str, Any]] = []
    for one in found.factors:
        effect = one.effect
        row: dict[str, Any] = {
            "name": one.words, "at": along(effect.value, -reach, reach), "low": along(effect.low, -reach, reach),
            "high": along(effect.high, -reach, reach), "clear": one.told == "finding", "text": number(effect.value),
            "says": f"{one.words}: {number(effect.value)} newcomers; {one.told}",
        }  # fmt: skip
        if effect.least is not None and effect.most is not None:
            words = f"by the parameters {span(effect.least, effect.most)}"
            row["behind"] = {
                "low": along(effect.least, -reach, reach),
                "high": along(effect.most, -reach, reach),
                "says": words,
            }
        rows.append(row)
    table = tuple((one.words, *doubts(one.effect), one.told) for one in found.factors)
    marks = marks_about_zero(reach, lambda value: f"{value:+.0f}")
    return Figure(
        "adoption-factors", "What each factor does",
        f"Newcomers by {found.until} with it, less those without it. Factors stand in for one another, so "
        "their effects do not add up.",
        ("factor", "newcomers", "by chance", "by the parameters", "told"), table,
        {"kind": "dots", "rows": rows, "marks": marks, "axis": "countries",
         "keys": ["each seed under another draw of the parameters, middle 90 %", "by the parameters alone"]},
    )  # fmt: skip
