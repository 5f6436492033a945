"""When a run is frozen to disk, and finding where a stopped one goes on from."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from credopolis.core.errors import RunFolderError
from credopolis.store.checkpoint import DamagedCheckpoint, checkpoints_of, read_checkpoint, write_checkpoint
from credopolis.store.written import Written, read_written

if TYPE_CHECKING:
    from credopolis.engine.freeze import Frozen

EVERY_SECONDS: Final = 60.0
_MOST_SHARE: Final = 0.05
_ROWS: Final = "rows:"


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
        rows = {f"{_ROWS}{name}": array for name, array in written.arrays().items()}
        about = {"frozen": frozen.about(), "written": written.about()}
        try:
            write_checkpoint(self.folder, frozen.tick, about, {**frozen.arrays, **rows})
        except RunFolderError as error:
            self.warn(f"Note: no checkpoint was written on day {day}, and the run goes on. {error}")
        took = time.monotonic() - began
        self._due_at = began + took + max(self.every_seconds or 0.0, took / _MOST_SHARE)
        self._last_day = day


def latest_checkpoint(folder: Path, through_day: int | None = None) -> tuple[Frozen | None, Written, list[str]]:
    """The latest whole checkpoint of a run, what its results held by then, and a note on each damaged one.

    through_day : none that lies after this day is taken.
    """
    from credopolis.engine.freeze import Frozen

    notes = []
    for path in checkpoints_of(folder):
        try:
            about, arrays = read_checkpoint(path)
        except DamagedCheckpoint as error:
            notes.append(f"{path.name} {error.problem}; the one before is used.")
            continue
        if through_day is not None and about["frozen"]["day"] > through_day:
            continue
        rows: dict[str, Any] = {n.removeprefix(_ROWS): a for n, a in arrays.items() if n.startswith(_ROWS)}
        state = {name: array for name, array in arrays.items() if not name.startswith(_ROWS)}
        return Frozen(**about["frozen"], arrays=state), read_written(about["written"], rows), notes
    if notes:
        notes[-1] = notes[-1].replace("the one before is used", "the run begins again on day 0")
    return None, Written(), notes
