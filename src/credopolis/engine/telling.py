"""Telling: districts hear of their companies between two ticks, and what that means for lives is kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from credopolis.engine.build import Engine
from credopolis.engine.calendar import NO_AGENDA
from credopolis.engine.dismissing import NODES_OF_ONE, Means, tell_districts
from credopolis.engine.here import NO_RECORDS
from credopolis.engine.room import STEP, make_room
from credopolis.engine.team import Team
from credopolis.engine.workplaces import ToldOfMonth


def tell(engine: Engine, team: Team, told: ToldOfMonth, fields: NDArray[np.float64], tick: int) -> None:
    """Tell the districts that are built, before a tick is lived.

    fields : (n_provinces, n_fields), as the tick begins; of these only what the last tick left is read.

    Raises
    ------
    MemoryRanOut
        If the calendar must grow and cannot; nothing is changed then.
    """
    touched = np.zeros(len(engine.world.districts), np.int64)
    _each(engine, team, told, fields, tick, touched, kept=False)
    spare = engine.world.districts["node_size"] // STEP  # so that the tick needs no more before it begins
    engine.world = make_room(engine.world, np.where(touched > 0, NODES_OF_ONE * touched + spare, 0))
    _each(engine, team, told, fields, tick, np.zeros_like(touched), kept=True)


def _each(
    engine: Engine, team: Team, told: ToldOfMonth, fields: NDArray[np.float64], tick: int, touched: NDArray[np.int64],
    *, kept: bool,
) -> None:  # fmt: skip
    means, clock = Means(fields, NO_AGENDA, NO_RECORDS), engine.clocks[tick]
    whole = ToldOfMonth(told.month, np.ascontiguousarray(told.local))

    def work(chunk: NDArray[np.int64], thread: int) -> None:
        tell_districts(chunk, engine.world, engine.law, means, clock, whole, int(kept), touched)

    team.each(engine.chunks, work)
