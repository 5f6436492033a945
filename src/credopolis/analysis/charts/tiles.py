"""Provinces as tiles: one square each, placed roughly as on a map where we know the map, else in rows."""

from __future__ import annotations

import math

import polars as pl

from credopolis.analysis.measures.doubt import adjusted
from credopolis.analysis.measures.exact import chance_of_split
from credopolis.analysis.measures.intervals import LEVEL
from credopolis.core.figure import Figure
from credopolis.core.svg import shade

_CHANCE = "#e7e7e3"

# Column, row and short name. Source: own arrangement after the administrative map; areas are not to scale.
CHINA: dict[str, tuple[int, int, str]] = {
    "Heilongjiang": (7, 0, "HL"), "Xinjiang": (0, 1, "XJ"), "Inner Mongolia": (5, 1, "NM"), "Liaoning": (6, 1, "LN"),
    "Jilin": (7, 1, "JL"), "Qinghai": (1, 2, "QH"), "Gansu": (2, 2, "GS"), "Ningxia": (3, 2, "NX"),
    "Shanxi": (4, 2, "SX"), "Hebei": (5, 2, "HE"), "Beijing": (6, 2, "BJ"), "Tianjin": (7, 2, "TJ"),
    "Shaanxi": (3, 3, "SN"), "Henan": (4, 3, "HA"), "Shandong": (5, 3, "SD"), "Jiangsu": (6, 3, "JS"),
    "Tibet (Xizang)": (1, 4, "XZ"), "Sichuan": (2, 4, "SC"), "Chongqing": (3, 4, "CQ"), "Hubei": (4, 4, "HB"),
    "Anhui": (5, 4, "AH"), "Zhejiang": (6, 4, "ZJ"), "Shanghai": (7, 4, "SH"), "Yunnan": (2, 5, "YN"),
    "Guizhou": (3, 5, "GZ"), "Hunan": (4, 5, "HN"), "Jiangxi": (5, 5, "JX"), "Fujian": (6, 5, "FJ"),
    "Guangxi": (3, 6, "GX"), "Guangdong": (4, 6, "GD"), "Hainan": (4, 7, "HI"),
}  # fmt: skip


def places(provinces: tuple[str, ...]) -> dict[str, tuple[int, int, str]]:
    """Where each province's tile goes: the map of China if all are on it, else rows of up to eight."""
    if all(p in CHINA for p in provinces):
        return {p: CHINA[p] for p in provinces}
    across = min(8, max(1, math.ceil(math.sqrt(len(provinces)))))
    return {p: (k % across, k // across, p[:9]) for k, p in enumerate(provinces)}


def province_tiles(values: pl.DataFrame, provinces: tuple[str, ...], name: str, title: str, unit: str) -> Figure:
    """One tile a province: values with columns `province`, `value` (in `unit`; null where there are no lives), and
    `count` and `exposure` behind it. Provinces that are no more unlike the whole than chance makes them have no colour.
    """
    by_name = dict(values.select("province", "value").iter_rows())
    apart = unlike_the_whole(values)
    known = [v for v in by_name.values() if v is not None and math.isfinite(v)]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    scale = f"From {low:.3g} (lightest) to {high:.3g} (darkest)" if apart else "No province has a colour"
    caption = (
        f"{title}, {unit}. {scale}. Grey: no more unlike the whole than chance would make it (false-discovery rate "
        f"{100 * (1 - LEVEL):.0f} % over all provinces, lives taken as independent): {len(by_name) - len(apart)} of "
        f"{len(by_name)}. Areas are not to scale."
    )
    if not values["exposure"].sum():
        caption = f"{title}, {unit}. No lives are counted."
    where = places(provinces)
    table = tuple((p, _words(by_name.get(p)), "yes" if p in apart else "may be chance") for p in provinces)
    tiles = [
        {
            "name": province, "short": short, "column": column, "row": row, "text": _words(by_name.get(province)),
            "colour": _colour(by_name.get(province), low, high) if province in apart else _CHANCE,
            "says": f"{province}: {_words(by_name.get(province))} {unit}"
            + ("" if province in apart else "; no more unlike the whole than chance would make it"),
        }
        for province, (column, row, short) in where.items()
    ]  # fmt: skip
    counted = values.select("province", "value", "count", "exposure").iter_rows()
    numbers = tuple((*row, row[0] in apart) for row in counted)
    header = ("province", unit, "unlike the whole")
    columns_of = ("province", unit, "count", "of", "unlike the whole")
    drawn = {"kind": "tiles", "tiles": tiles, "unit": unit}
    return Figure(name, title, caption, header, table, drawn, (columns_of, numbers))


def unlike_the_whole(values: pl.DataFrame) -> set[str]:
    """Provinces whose share or rate stands apart from that of all others, as one of so many comparisons.

    values : columns `province`, `count` (of lives or events) and `exposure` (lives or life-years).
    """
    rows = [(p, int(k or 0), float(n or 0.0)) for p, k, n in values.select("province", "count", "exposure").iter_rows()]
    total, exposed = sum(k for _, k, _ in rows), sum(n for *_, n in rows)
    if total <= 0 or exposed <= 0:
        return set()
    chances = [chance_of_split(k, total - k, n / exposed) if 0 < n < exposed else 1.0 for _, k, n in rows]
    return {p for (p, *_), chance in zip(rows, adjusted(chances), strict=True) if chance <= 1 - LEVEL}


def _colour(value: float | None, low: float, high: float) -> str:
    known = value is not None and math.isfinite(value) and high > low
    return shade((value - low) / (high - low) if known and value is not None else 0.0)


def _words(value: float | None) -> str:
    return "no lives" if value is None or not math.isfinite(value) else f"{value:#.3g}".removesuffix(".")
