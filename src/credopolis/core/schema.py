"""The schema of a life: what it is born with, column by column, with its type, unit and meaning.

What changes is declared by the mechanisms that change it; `mechanisms.all.LIFE_COLUMNS` has both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Bits of the column `flags`.
FEMALE: Final = 1
URBAN: Final = 2
MINORITY: Final = 4
PARTY: Final = 8
INTERNET: Final = 16
PARTNERED: Final = 32
PARENT: Final = 64
EMPLOYED: Final = 128
STUDENT: Final = 256
UNBORN: Final = 512  # a place kept for who may be born; set by the generator, and no life has it
DEAD: Final = 1024  # set where a life ends; who is dead keeps the place
ABSENT: Final = UNBORN | DEAD

FLAG_NAMES: Final[dict[str, int]] = {
    "female": FEMALE,
    "urban": URBAN,
    "minority": MINORITY,
    "party_member": PARTY,
    "internet_user": INTERNET,
    "partnered": PARTNERED,
    "parent": PARENT,
    "employed": EMPLOYED,
    "student": STUDENT,
}

EDUCATION: Final = ("none", "primary", "junior secondary", "senior secondary", "tertiary")
OCCUPATIONS: Final = (
    "child", "student", "farmer", "worker", "service", "professional", "official", "self-employed", "unemployed",
    "retired",
)  # fmt: skip
TRAITS: Final = ("honesty", "prosociality", "dissent", "risk_aversion")

MOST_MEMBERS: Final = 10  # of a household
MOST_BORN: Final = 100  # into a household in a run, so that the offset to a mother fits a signed byte

# Groups that results are broken down by: one cell is sex x age band x group x urban.
SEXES: Final = ("male", "female")
AGE_BANDS: Final = ("0-14", "15-29", "30-44", "45-59", "60-74", "75+")
AGE_BAND_STARTS_YEARS: Final = (0, 15, 30, 45, 60, 75)
GROUPS: Final = ("majority", "minority")
AREAS: Final = ("rural", "urban")
N_CELLS: Final = len(SEXES) * len(AGE_BANDS) * len(GROUPS) * len(AREAS)

# How an entry came to be.
TRUTHS: Final = ("true", "mistaken", "malicious", "fabricated")
TRUE: Final = 0
MISTAKEN: Final = 1
MALICIOUS: Final = 2
FABRICATED: Final = 3


@dataclass(frozen=True)
class Column:
    """One column of a life's state: its name, NumPy type, unit and meaning; `fixed` if set at birth.

    bits : so many of a number that it shares with others, see `mechanisms.course`; 0 if it has one of its own.
    """

    name: str
    dtype: str
    unit: str
    meaning: str
    fixed: bool = False
    bits: int = 0


BORN_WITH: Final[tuple[Column, ...]] = (
    Column("birth_day", "int32", "days", "day of birth, counted from the start of the run (negative before it)", True),
    Column(
        "flags",
        "uint16",
        "bits",
        "sex, urban, minority, party member, internet, partnered, parent, employed, student",
        True,
    ),
    Column("education", "uint8", "level", "index into EDUCATION", True),
    Column("occupation", "uint8", "category", "index into OCCUPATIONS", True),
    Column("income", "uint8", "class", "income class within the nation, 1 (lowest fifth) to 5", True),
    Column("honesty", "uint8", "1/255", "trait in [0, 1]", True),
    Column("prosociality", "uint8", "1/255", "trait in [0, 1]", True),
    Column("dissent", "uint8", "1/255", "private dissent, trait in [0, 1]", True),
    Column("risk_aversion", "uint8", "1/255", "trait in [0, 1]", True),
    Column("guanxi", "uint8", "1/255", "connectedness to officials, in [0, 1]", True),
    Column(
        "place", "uint8", "lives", "place in the household: the household's first life is at index minus place", True
    ),
    Column("household_size", "uint8", "lives", "lives in the household", True),
    Column("mother", "int8", "lives", "offset from this life to its mother in the household, 0 if none", True),
    Column("father", "int8", "lives", "offset from this life to its father in the household, 0 if none", True),
    Column(
        "eldest_child", "int8", "lives", "offset from this life to its eldest child in the household, 0 if none", True
    ),
    Column("children", "uint8", "lives", "own children in the household", True),
)


def bytes_per_life(columns: tuple[Column, ...]) -> int:
    """Bytes of the columns above for one life."""
    import numpy as np

    return sum(np.dtype(c.dtype).itemsize for c in columns)
