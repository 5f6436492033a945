"""Dossiers of many lives at once: a scenario lived in memory with every line written of those who are traced.

A dossier says everything that happened to a life and where it stood after each line, so what no table counts can be
counted from it. The lines of all traced lives lie in memory, which bounds how many can be traced for how long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import CredopolisError
from credopolis.engine.build import TRACE_ROWS
from credopolis.engine.run import begin
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import TRACE_COLUMNS

COLUMN: Final = {name: place for place, name in enumerate(TRACE_COLUMNS)}


@dataclass(frozen=True)
class Dossiers:
    """What was written of traced lives.

    lines : (n_lines, len(TRACE_COLUMNS)) int32, life by life, each in the order of days. standing : (n_lives,) records,
    where all lives stand at the end. bands : grade that each score deserves, from the lowest score on.
    """

    scenario: Scenario
    lines: NDArray[Any]
    standing: NDArray[Any]
    bands: NDArray[Any]

    def of_each(self) -> dict[int, NDArray[Any]]:
        """The lines of each life that has any."""
        lives, starts = np.unique(self.lines[:, COLUMN["life"]], return_index=True)
        return dict(zip(lives.tolist(), np.split(self.lines, starts[1:]), strict=True))


def write_dossiers(scenario: Scenario, lives: NDArray[np.int64], rows: int = TRACE_ROWS) -> Dossiers:
    """Live a scenario and write the dossiers of some lives. rows : lines that each district has room for.

    Raises
    ------
    CredopolisError
        If the lines of a district do not fit.
    """
    course = begin(scenario, 1, traced=lives, trace_rows=rows)
    try:
        while not course.over:
            course.stride()
            if course.records:
                course.take()
        engine = course.engine
        world, found = engine.world, []
        for district in world.districts:
            start, wrote, room = (int(district[name]) for name in ("trace_start", "trace_rows", "trace_size"))
            if wrote > room:
                raise CredopolisError(
                    f"The dossiers of a district have {wrote:,} lines, and there is room for {room:,}. Trace fewer "
                    "lives, or in smaller districts."
                )
            found.append(world.trace[start : start + wrote])
        lines = np.concatenate(found)
        lines = lines[np.argsort(lines[:, COLUMN["life"]], kind="stable")]
        return Dossiers(scenario, lines.copy(), world.standing.copy(), np.array(engine.bands))
    finally:
        course.close()
