"""Transparency: provinces differ in how much of what their offices decide anybody may read.

    found of a province  =  inspected + (1 - inspected) * min(1, open_to_all * index) * public       see `discipline`
    favours and padding  =  those of the nation's heed * exp(-caution * (found of the province - found))

`index` is how open a province is beside the mean of all, from a table of rankings. So where more is public more favours and
made-up entries come to light, and officials do fewer. An example: with `open_to_all` 0.5 and `public` 0.1 the nation's chance
is 0.069; Beijing's index of 1.35 makes it 0.086, Tibet's of 0.63 makes it 0.051, so with a caution of 5 Beijing has 8 in 100
fewer favours than the mean province, and Tibet 9 in 100 more.

It acts through discipline inspection, and does nothing where that does not stand. The whole mechanism is off unless a regime
asks for it (`regime.transparency.stands`).

Source: scores of 2011 (gov2-036) and ranks of 2015 (gov2-037, gov2-038); that a rank in between is as far from its neighbours
as any other, and that what is scored is what helps to find wrongs, are assumptions, and so is the spread.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.maths import exp
from credopolis.mechanisms.declare import Book, Card
from credopolis.mechanisms.discipline import chance_found, found_where, inspects
from credopolis.mechanisms.parameters import Parameters, given
from credopolis.mechanisms.vital import table


class TransparencyParameters(Parameters):
    """Whether provinces differ in how much is public, and how far."""

    stands: bool = given(False, "whether provinces differ in how much is public", assumed=True, no_range="off and on")
    spread: float = given(
        1.0, "how many times the table's differences hold", low=0, high=2, least=0, most=5,
        source=("gov2-036", "gov2-037", "gov2-038"), note="the last three score below 60 of 100, the first two above 85",
    )  # fmt: skip


def _of(scenario: Any) -> TransparencyParameters:
    parameters: TransparencyParameters = scenario.regime.transparency
    return parameters


def differs(scenario: Any) -> bool:
    """Whether provinces differ in how much is public in a scenario, or under a set of rules."""
    return bool(_of(scenario).stands) and "transparency" not in scenario.off and inspects(scenario)


@cache
def index_of(code: str) -> float:
    """How open a province is beside the mean of all: 1 where no table knows its code."""
    known = {row["code"]: float(row["index"]) for row in table("transparency")}
    return known.get(code, 1.0)


def found_more(scenario: Any, lives: Any) -> NDArray[np.float64]:
    """By how much the chance that a wrong comes to light lies above the nation's, (n_provinces,)."""
    none = np.zeros(len(lives))
    if not differs(scenario):
        return none
    nation, spread = chance_found(scenario), _of(scenario).spread
    codes = [row.code for row in scenario.tables.provinces]
    return none + [found_where(scenario, 1.0 + spread * (index_of(code) - 1.0)) - nation for code in codes]


def heed_more(scenario: Any, lives: Any) -> NDArray[np.float64]:
    """What is left of favours and padding in each province for each that the nation's heed leaves, (n_provinces,)."""
    caution = scenario.regime.discipline.caution
    return np.array([float(exp(-caution * more)) for more in found_more(scenario, lives).tolist()])


def openness(scenario: Any, lives: Any) -> NDArray[np.float64]:
    """The chance that a wrong comes to light in each province for each in the nation; 1 where nobody inspects."""
    nation = chance_found(scenario)
    return 1.0 + found_more(scenario, lives) / nation if nation > 0.0 else np.ones(len(lives))


BOOKS: Final = (
    Book("openness", "chance that a wrong comes to light for each in the nation", openness, given=True),
    Book("heed_more", "favours and padding left for each that the nation's heed leaves", heed_more, given=True),
)


CARDS: Final = (
    Card(
        "transparency",
        "Transparency",
        "provinces differ in how much is public, so in what comes to light; off unless `regime.transparency.stands`",
        "gov2-036, gov2-037, gov2-038, seed-069; assumptions",
    ),
)
