"""The table of countries: what the index of surveillance said of each in 2019 and in 2022, and what is known of it.

`countries.csv` is made of the Carnegie index of 2019 and its update of March 2022 (dif-001 to dif-004, exp-001 to
exp-006). Parts and suppliers of those that were not in the index of 2019 are not in it; regions of these are ours,
after the index's own six, and places on the map are ours too. `trade_list` (in the Belt and Road list of 2018) and
`regime` are known only of those that were in the index of 2019, so neither tells by itself who comes into it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from credopolis.core.errors import CredopolisError

PARTS: Final = ("city", "faces", "policing")
"""What is adopted: a platform that joins a city's records, cameras that know faces, policing by forecast."""
PART_WORDS: Final = ("a city's platform", "cameras that know faces", "policing by forecast")
SUPPLIERS: Final = ("chinese", "american", "japanese")
ORIGIN: Final = "CHN"
REGIONS: Final = {
    "WHA": "the Americas", "EUR": "Europe and the Caucasus", "MENA": "Middle East and North Africa",
    "AF": "Africa south of the Sahara", "SCA": "South and Central Asia", "EAP": "East Asia and the Pacific",
}  # fmt: skip
BANDS: Final = (20.0, 40.0, 60.0)
"""Ends of the bands of digital repression in which exp-006 counts."""
FIRST, SECOND = 2019, 2022
_FILE: Final = Path(__file__).parent / "countries.csv"


@dataclass(frozen=True)
class Country:
    """A country or territory of the index.

    column, row : of its tile in the block of its region. wave : 2019 or 2022, in which it first stood in the index;
    None if it did not. parts : those of 2019. kinds_2022 : kinds counted in 2022, of four; None where none were.
    suppliers : of 2019, by origin. trade_list : None where it is not known. repression : digital repression in 2021, 0
    to 100.
    """

    code: str
    name: str
    region: str
    column: int
    row: int
    wave: int | None
    parts: tuple[str, ...]
    kinds_2022: int | None
    suppliers: tuple[str, ...]
    trade_list: bool | None
    regime: str
    repression: float | None

    @property
    def band(self) -> int:
        """Which band of repression it is in; 4 where that is not known."""
        if self.repression is None:
            return len(BANDS) + 1
        return sum(self.repression >= end for end in BANDS)


@cache
def countries() -> tuple[Country, ...]:
    """All of the table, in its order.

    Raises
    ------
    CredopolisError
        If the package's table cannot be read.
    """
    try:
        with _FILE.open(encoding="utf-8", newline="") as file:
            return tuple(_country(row) for row in csv.DictReader(file))
    except (OSError, KeyError, ValueError, csv.Error) as error:
        raise CredopolisError(f"The table of countries cannot be read ({error}). Install the package again.") from None


def _country(row: dict[str, str]) -> Country:
    return Country(
        row["code"], row["country"], row["region"], int(row["column"]), int(row["row"]),
        int(row["wave"]) if row["wave"] else None, tuple(part for part in PARTS if row[part] == "1"),
        int(row["kinds_2022"]) if row["kinds_2022"] else None, tuple(one for one in SUPPLIERS if row[one] == "1"),
        row["trade_list"] == "1" if row["trade_list"] else None, row["regime"],
        float(row["repression"]) if row["repression"] else None,
    )  # fmt: skip
