"""Where companies are: the districts of a society, and how many of its people work in each."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.schema import BORN_WITH, OCCUPATIONS
from credopolis.firms.course import Town
from credopolis.library.rules import society_folder
from credopolis.society.generate import populate
from credopolis.society.layout import Layout, plan
from credopolis.society.tables import SocietyTables, load_tables

WORKS: Final = tuple(OCCUPATIONS.index(name) for name in ("worker", "service", "professional", "official"))
"""Who works for a legal entity: farmers and who works for themselves do not."""
LIVES_AT_ONCE: Final = 1_000_000


def town_of(society: str, people: int, seed: int, threads: int = 1) -> Town:
    """The districts of a society as a run of people has them: the same lives, of whom only work is asked.

    Raises
    ------
    UnknownName, FaultyFile, BadValue
        If there is no such society, its tables cannot be used, or it is too small.
    """
    tables = load_tables(society_folder(society))
    layout = plan(tables, people)
    lives = np.diff(layout.grid_start[layout.district_grid_start])
    return Town(
        lives.astype(np.int64), employed(tables, layout, seed, threads), layout.district_province.astype(np.int64),
        layout.province_names,
    )  # fmt: skip


def employed(tables: SocietyTables, layout: Layout, seed: int, threads: int = 1) -> NDArray[np.int64]:
    """(districts,) who works for a legal entity on day 0."""
    found = np.zeros(layout.n_districts, np.int64)
    starts = layout.grid_start[layout.district_grid_start]
    first = 0
    while first < layout.n_districts:
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + LIVES_AT_ONCE, side="right")) - 1)
        n = int(starts[last] - starts[first])
        lives = {column.name: np.zeros(n, column.dtype) for column in BORN_WITH}
        populate(tables, layout, lives, seed, (first, last), threads)
        works = np.isin(lives["occupation"], WORKS).astype(np.int64)
        found[first:last] = np.add.reduceat(works, (starts[first:last] - starts[first]).astype(np.int64))
        first = last
    return found
