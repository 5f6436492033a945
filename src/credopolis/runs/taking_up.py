"""Finding where a stopped run goes on from: its latest checkpoint that can be of it, or its first day."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from credopolis.core.errors import BadValue
from credopolis.engine.bounds import Unsound
from credopolis.engine.freeze import Frozen
from credopolis.engine.needs import need_of
from credopolis.engine.run import Course
from credopolis.engine.soundness import check_plain
from credopolis.mechanisms.declare import Table
from credopolis.runs.checkpoints import ROWS
from credopolis.store.checkpoint import DamagedCheckpoint, checkpoints_of, read_checkpoint
from credopolis.store.manifest import Manifest
from credopolis.store.rows_check import BadRows
from credopolis.store.tables import TABLE_NAMES, run_tables
from credopolis.store.written import Written, check_written, read_written

_MOST_TRIED: Final = 8


def take_up_latest(
    folder: Path,
    course: Course,
    manifest: Manifest | None = None,
    through_day: int | None = None,
    *,
    other_scenario: type[Exception] | None = None,
) -> tuple[Written, list[str]]:
    """Put a course that is begun to the latest checkpoint that can be of its run -> what its results held by then, and
    a note on each checkpoint that cannot be used.

    manifest : the run's, to hold results against; None if they are not gone on with. through_day : none that lies after
    this day is taken. other_scenario : what not to pass over (`BadValue`, of a checkpoint of another scenario).
    """
    notes: list[str] = []
    most = 2 * need_of(course.engine.scenario).total
    for path in checkpoints_of(folder)[:_MOST_TRIED]:
        try:
            frozen, written = _unpacked(*read_checkpoint(path, most))
            if through_day is not None and frozen.day > through_day:
                continue
            if manifest is not None:
                check_plain(course.engine, frozen.about())
                check_written(written, manifest, _tables_of(course), _ends(course, frozen))
            course.take_up(frozen)
            return written, notes
        except DamagedCheckpoint as error:
            notes.append(f"{path.name} {error.problem}; the one before is used.")
        except (Unsound, BadRows, BadValue) as error:
            if other_scenario is not None and isinstance(error, other_scenario):
                raise
            notes.append(f"{path.name} cannot be of this run: {str(error).rstrip('.')}; the one before is used.")
    if notes:
        notes[-1] = notes[-1].replace("the one before is used", "the run begins again on day 0")
    return Written(), notes


def _unpacked(about: dict[str, Any], arrays: dict[str, Any]) -> tuple[Frozen, Written]:
    """A checkpoint's content by what it is."""
    if sorted(about) != ["frozen", "written"]:
        raise BadRows(f"it tells of {ascii(', '.join(sorted(about)))[:80]}, not of frozen and written")
    plain, names = about["frozen"], {f.name for f in fields(Frozen)} - {"arrays"}
    if not isinstance(plain, dict) or plain.keys() != names or type(plain["day"]) is not int:
        raise BadRows(f"what it says of where the run stood is not {', '.join(sorted(names))}")
    rows = {name.removeprefix(ROWS): array for name, array in arrays.items() if name.startswith(ROWS)}
    state = {name: array for name, array in arrays.items() if not name.startswith(ROWS)}
    return Frozen(**plain, arrays=state), read_written(about["written"], rows)


def _tables_of(course: Course) -> dict[str, Table]:
    dimensions = course.engine.scenario.dimensions
    names = [name for name in TABLE_NAMES if name not in dimensions.without]
    return {table.name: table for table in run_tables(dimensions.fields, dimensions.field_units, names)}


def _ends(course: Course, frozen: Frozen) -> list[int]:
    """The last days of recording intervals until a run was frozen, and the day on which it was."""
    s = course.engine.scenario
    ends = [min((k + 1) * s.tick_days, s.days) for k in range(frozen.tick) if course.records_at[k]]
    return [*ends, frozen.day]
