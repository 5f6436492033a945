"""When a run is frozen to disk."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from credopolis.core.errors import RunFolderError
from credopolis.store.checkpoint import write_checkpoint
from credopolis.store.written import Written

if TYPE_CHECKING:
    from credopolis.engine.freeze import Frozen

EVERY_SECONDS: Final = 60.0
_MOST_SHARE: Final = 0.05
ROWS: Final = "rows:"


@dataclass
class Checkpoints:
    """Writes a checkpoint when it is time to.

    folder : the run's. every_seconds : wall time between checkpoints (None: only when the run is stopped); stretched so
    that writing them takes at most a twentieth of the run. every_days : also after so many simulated days. written :
    what the results hold. warn : told when a checkpoint cannot be written; the run goes on.
    """

    folder: Path
    written: Callable[[], Written]
    warn: Callable[[str], None]
    every_seconds: float | None = EVERY_SECONDS
    every_days: int | None = None
    _due_at: float = field(init=False)
    _last_day: int = 0

    def __post_init__(self) -> None:
        self._due_at = time.monotonic() + (self.every_seconds or 0.0)

    def on_pause(self, freeze: Callable[[], Frozen], day: int, stopping: bool) -> None:
        """Write a checkpoint if it is time to, or if the run is about to be stopped."""
        timed = self.every_seconds is not None and time.monotonic() >= self._due_at
        by_days = self.every_days is not None and day - self._last_day >= self.every_days
        if timed or by_days or stopping:
            self.write(freeze(), day)

    def write(self, frozen: Frozen, day: int) -> None:
        """Write a checkpoint; one that cannot be written is told of, and costs nothing else."""
        began = time.monotonic()
        written = self.written()
        rows = {f"{ROWS}{name}": array for name, array in written.arrays().items()}
        about = {"frozen": frozen.about(), "written": written.about()}
        try:
            write_checkpoint(self.folder, frozen.tick, about, {**frozen.arrays, **rows})
        except RunFolderError as error:
            self.warn(f"Note: no checkpoint was written on day {day}, and the run goes on. {error}")
        took = time.monotonic() - began
        self._due_at = began + took + max(self.every_seconds or 0.0, took / _MOST_SHARE)
        self._last_day = day
