"""Where companies are: the districts of a society, and how many of its people work in each."""

from __future__ import annotations

import numpy as np

from credopolis.engine.workplaces import employed
from credopolis.firms.course import Town
from credopolis.library.rules import society_folder
from credopolis.society.layout import plan
from credopolis.society.tables import load_tables


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
