"""Figures that were published, beside those of the model: which of them it was fitted to, and which it was not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from credopolis.economy.measures import GRADE

FITTED, CHECKED, UNLIKE = "fitted", "checked", "unlike"
"""Whether the model was fitted to it, was not, or is about other companies and is not held to it."""


@dataclass(frozen=True)
class Published:
    """A published figure. of : the figures of the model that add up to it. use : of the three."""

    words: str
    of: tuple[str, ...]
    value: float
    source: str
    use: str
    note: str = ""


def _grade(*names: str) -> tuple[str, ...]:
    return tuple(f"{GRADE}{name}" for name in names)


PUBLISHED: Final[dict[str, tuple[Published, ...]]] = {
    "tax-credit": (
        Published("D for 2018", _grade("D", "D_judged"), 7.01, "ctx-003", FITTED),
        Published("C for 2018", _grade("C"), 4.6, "ctx-006", FITTED, "derived from C and D of two years"),
        Published("A for 2018", _grade("A"), 4.89, "ctx-002", CHECKED, "8.28 for 2020; two grounds are left out, ctx-047"),
        Published("B and M for 2018", _grade("B", "M"), 83.5, "ctx-005", CHECKED, "what the others leave"),
    ),
    "company-2020": (
        Published("excellent, of coal firms", _grade("excellent"), 0.4, "cmp-061", UNLIKE, "a sector under suspicion"),
        Published("good, of coal firms", _grade("good"), 39.5, "cmp-061", UNLIKE),
        Published("medium, of coal firms", _grade("medium"), 49.3, "cmp-061", UNLIKE),
        Published("poor, of coal firms", _grade("poor"), 10.8, "cmp-061", UNLIKE),
    ),
}  # fmt: skip
COMMON: Final = (
    Published("closures of 2012", ("closures",), 6.2, "cmp-071", CHECKED, "9.3 in 2008; of hazards by age, cmp-070"),
    Published("people of a legal entity, 2018", ("people",), 17.6, "cmp-005", CHECKED),
    Published(
        "inspections a year of a company", ("inspections",), 0.05, "cmp-050", FITTED, "given to the ordinary class"
    ),
)
