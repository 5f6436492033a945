"""Writing a run: tables in parts, each whole once it is named in the manifest, so that a stop loses no period."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from credopolis.core.errors import CredopolisError, Misuse, RunFolderError
from credopolis.store.checkpoint import give_way
from credopolis.store.digest import TableDigest, bytes_digest, fingerprint
from credopolis.store.folder import (
    RESERVE_BYTES,
    DiskFull,
    discard_empty,
    discard_folder,
    folders_to_make,
    forget_parts,
    hold_folder,
    let_go,
    new_folder,
    refuse_full,
    release_reserve,
    reserve,
    write_file,
)
from credopolis.store.inputs import forget_inputs, keep_inputs
from credopolis.store.manifest import (
    ScenarioLike,
    check_readable,
    first_manifest,
    labels_of,
    read_manifest,
    write_manifest,
)
from credopolis.store.parquet import parquet_bytes
from credopolis.store.provenance import Rules
from credopolis.store.streams import TableStreams
from credopolis.store.tables import TABLE_NAMES, part_path, run_tables
from credopolis.store.tidy import Rows, field_rows, open_spell_rows, period_rows, tick_rows
from credopolis.store.written import Written, begin_again, by_day, forget_later_parts, rows_on_disk

if TYPE_CHECKING:
    from credopolis.engine.records import Outcome, Period, Tick

PERIODS_PER_PART = 24
SECONDS_PER_PART = 30.0


class RunWriter:
    """Writes one run to its folder as periods and ticks arrive.

    A context manager: leaving it with an exception before `finish` marks the run `failed` (or `interrupted`, for
    Ctrl-C) and keeps all complete periods.

    Parameters
    ----------
    folder : the folder (new or empty), or None for the next free `runs/<scenario>-<seed>-<n>`.
    scenario : what is run.
    interval : the recording interval, as the user named it.
    record_fields : keep the provincial fields of every tick; without them no life can be replayed.
    extra : further entries of the manifest (threads, command, ...), outside the fingerprint.
    stream : receives every row as it is recorded, besides the folder.
    resumed : where a run that stopped in `folder` goes on from; its folder is taken up as it is.
    past : of a future of a fork, the scenario until then.
    held : its hold, if the caller has it already (`folder.hold_folder`).
    warn : told if checkpoints are given up for want of room, which results need more.

    Raises
    ------
    RunFolderError
        If the folder is not empty, cannot be written, or is held by a run that is still going.
    Misuse
        If the scenario holds what no reader of the manifest would take.
    """

    def __init__(
        self,
        folder: str | Path | None,
        scenario: ScenarioLike,
        interval: str,
        *,
        record_fields: bool = True,
        extra: Mapping[str, Any] | None = None,
        stream: TableStreams | None = None,
        resumed: Written | None = None,
        past: ScenarioLike | None = None,
        held: BinaryIO | None = None,
        warn: Callable[[str], None] | None = None,
    ) -> None:
        self.scenario = scenario
        self.record_fields = record_fields
        self.writing_seconds = 0.0
        self._labels = labels_of(scenario.dimensions)
        self._fields = tuple(scenario.dimensions.fields)
        names = [name for name in TABLE_NAMES if name not in scenario.dimensions.without]
        self._tables = run_tables(self._fields, tuple(scenario.dimensions.field_units), names)
        self._digests = {t.name: TableDigest(t, self._labels) for t in self._tables}
        self._waiting: dict[str, list[Rows]] = {t.name: [] for t in self._tables}
        self._waiting_periods = 0
        self._last_period: tuple[int, int] = (0, 0)
        self._flushed_at = time.monotonic()
        self._start_ordinal = scenario.start.toordinal() - date(1970, 1, 1).toordinal()
        self._done = False
        self._stream = stream
        self._warn = warn
        self._past = past
        about = {"fields_recorded": record_fields, "process": os.getpid(), **(extra or {})}
        self._made = folders_to_make(folder)
        if folder is None or resumed is None:
            self._hold = self._hold_fresh(folder)
            self.manifest = first_manifest(scenario, interval, self._tables, about)
        else:
            self.folder = Path(folder)
            self._hold = held or hold_folder(self.folder)
        try:
            self._begin(resumed, about)
        except BaseException:
            self._abandon(resumed is None)
            raise
        if stream is not None:
            stream.open(self._tables, self._labels, self._start_ordinal)

    def _hold_fresh(self, folder: str | Path | None) -> BinaryIO:
        """Make the folder of a new run, and hold it before anything is written there."""
        self.folder = new_folder(folder, Rules.of(self.scenario.name, self.scenario.source).stem, self.scenario.seed)
        if folder is None:
            self._made.insert(0, self.folder)
        try:
            hold = hold_folder(self.folder)
        except RunFolderError:
            discard_empty(self._made)
            raise
        try:
            refuse_full(self.folder)  # another run may have begun and ended here since the folder was found empty
        except RunFolderError:
            let_go(self.folder, hold)
            raise
        return hold

    def _begin(self, resumed: Written | None, about: Mapping[str, Any]) -> None:
        forget_parts(self.folder)
        if resumed is not None:
            self._take_up(resumed, about)
        else:
            self._keep_inputs()
            check_readable(self.manifest)
        self._with_room(RESERVE_BYTES, partial(reserve, self.folder))
        self._write_manifest()
        forget_later_parts(self.folder, len(self.manifest["parts"]))

    def _keep_inputs(self) -> None:
        """Keep the files that the run, and the past of a fork, were put together from."""
        for scenario, about in ((self.scenario, self.manifest), (self._past, self.manifest.get("fork"))):
            if scenario is not None and about is not None:
                about["inputs"] = keep_inputs(self.folder, getattr(scenario, "files", ()))

    def _abandon(self, fresh: bool) -> None:
        """Leave a folder in which the run could not begin as it was found."""
        if fresh:
            forget_inputs(self.folder)
            discard_folder(self.folder, self._hold, self._made)
        else:
            release_reserve(self.folder)
            let_go(self.folder, self._hold)

    def __enter__(self) -> RunWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._done and error is not None:
            self.stop("interrupted" if isinstance(error, KeyboardInterrupt) else "failed", error)

    def inherit(self, parts: Iterable[tuple[int, Mapping[str, Rows]]], since_day: int) -> None:
        """Begin with what another run recorded, part by part: the last day of each, and rows by table with this run's
        labels. A column that it did not have, such as the record of an act that only this run's rules know, is 0.

        since_day : first day of the last interval that is inherited.
        """
        for through_day, tables in parts:
            for table in self._tables:
                if table.name in tables:
                    rows = tables[table.name]
                    missing = {
                        name: np.zeros(len(rows["day"])) for name in (c.name for c in table.columns) if name not in rows
                    }
                    self._add(table.name, rows | missing)
            self._last_period = (since_day, through_day)
            self._flush(last=True)

    def on_period(self, period: Period) -> None:
        """Take one recording interval; every so often all that waits is written as one part a table."""
        began = time.perf_counter()
        for name, rows in period_rows(period).items():
            if name in self._digests:
                self._add(name, rows)
        self._last_period = (period.start_day, period.end_day)
        self._waiting_periods += 1
        if self._waiting_periods >= PERIODS_PER_PART or time.monotonic() - self._flushed_at > SECONDS_PER_PART:
            self._flush()
        if self._stream is not None:
            self._stream.flush()
        self.writing_seconds += time.perf_counter() - began

    def on_tick(self, tick: Tick) -> None:
        """Take the grades and fields of one tick."""
        began = time.perf_counter()
        self._add("ticks", tick_rows(tick))
        if self.record_fields:
            self._add("fields", field_rows(tick, self.scenario.dimensions))
        self.writing_seconds += time.perf_counter() - began

    def written(self) -> Written:
        """What a checkpoint keeps of the results so far: parts that are on disk, and rows that wait for theirs."""
        waiting = {
            name: {column: np.concatenate([rows[column] for rows in batches]) for column in batches[0]}
            for name, batches in self._waiting.items()
            if batches
        }
        parts = len(self.manifest["parts"])
        return Written(parts, self._waiting_periods, self._last_period, self.writing_seconds, waiting)

    def _take_up(self, resumed: Written, about: Mapping[str, Any]) -> None:
        """Go on with a run that stopped: hashes are worked out again from the parts that stay."""
        self.manifest = read_manifest(self.folder)
        begin_again(self.manifest, resumed, about)
        self._waiting_periods, self._last_period = resumed.waiting_periods, resumed.last_period
        self.writing_seconds = resumed.writing_seconds
        for name, rows in rows_on_disk(self.folder, self.manifest):
            self._digests[name].add(rows)
        for name, rows in resumed.waiting.items():
            self._digests[name].add(rows)
            self._waiting[name] = by_day(rows)

    def finish(self, outcome: Outcome, extra: Mapping[str, Any] | None = None) -> None:
        """Write what waits, and the manifest with hashes, timings and the fingerprint."""
        began = time.perf_counter()
        self._add("locks", open_spell_rows(outcome.open_spells, *self._last_period))
        self._flush(last=True)
        hashes = {name: d.hexdigest() for name, d in self._digests.items()}
        for name, table in self.manifest["tables"].items():
            table.update(rows=self._digests[name].rows, blake2b=hashes[name])
        self.writing_seconds += time.perf_counter() - began
        self.manifest["outcome"] = {
            "days_done": int(outcome.days_done),
            "state_digest": outcome.state_digest,
            "states": dict(outcome.states),
            "state_bytes": int(outcome.state_bytes),
        }
        self.manifest["timings"] = {
            "build_seconds": outcome.build_seconds,
            "compile_seconds": outcome.compile_seconds,
            "seconds": outcome.seconds,
            "step_seconds": dict(outcome.step_seconds),
            "writing_seconds": self.writing_seconds,
        }
        self.manifest["fingerprint"] = fingerprint(outcome.state_digest, hashes)
        self.manifest.update(extra or {})
        self._close("interrupted" if outcome.interrupted else "complete")

    def stop(self, status: str, error: BaseException | None = None) -> None:
        """End a run that cannot be finished: keep the complete periods, and say in the manifest why it stopped."""
        release_reserve(self.folder)
        nothing = not self.manifest["parts"] and not self._waiting_periods and not self.manifest.get("resumed")
        if isinstance(error, Misuse) and nothing:
            forget_inputs(self.folder)
            discard_folder(self.folder, self._hold, self._made)  # nothing was run, so nothing is left behind
            self._done = True
            return
        if not isinstance(error, RunFolderError):
            self._drop_incomplete()
            try:
                self._flush()
            except RunFolderError as full:
                error = full
        if error is not None and status == "failed":
            self.manifest["error"] = str(error) if isinstance(error, CredopolisError) else repr(error)
        try:
            self._close(status)
        except RunFolderError:
            self._let_go()  # the first error is the one to report; a manifest left "running" is read as stopped

    def _close(self, status: str) -> None:
        self.manifest["status"] = status
        release_reserve(self.folder)
        self._write_manifest()
        if self._stream is not None:
            self._stream.close()
        self._let_go()

    def _write_manifest(self) -> None:
        self._with_room(0, partial(write_manifest, self.folder, self.manifest))

    def _with_room(self, needed: int, write: Callable[[], None]) -> None:
        """Write; if the disk is full, checkpoints give way to the results, the oldest first."""
        while True:
            try:
                return write()
            except DiskFull:
                if not give_way(self.folder, needed):
                    raise
                if self._warn is not None:
                    self._warn("Note: the disk is full. A checkpoint was given up for results, and the run goes on.")

    def _let_go(self) -> None:
        let_go(self.folder, self._hold)
        self._done = True

    def _add(self, name: str, rows: Rows) -> None:
        self._digests[name].add(rows)
        self._waiting[name].append(rows)
        if self._stream is not None:
            self._stream.add(name, rows)

    def _drop_incomplete(self) -> None:
        """Forget rows of an interval that a stop cut short, and rows that a part holds already."""
        parts = self.manifest["parts"]
        kept_to = parts[-1]["through_day"] if parts else -1
        for name, batches in self._waiting.items():
            whole = (rows for rows in batches if rows["day"].size)
            self._waiting[name] = [rows for rows in whole if kept_to < rows["day"][0] <= self._last_period[1]]

    def _flush(self, last: bool = False) -> None:
        """Write all that waits as one part a table, then name the part in the manifest."""
        if not self._waiting_periods and not last:
            return
        number = len(self.manifest["parts"])
        files: dict[str, dict[str, Any]] = {}
        for table in self._tables:
            batches = [rows for rows in self._waiting[table.name] if rows["day"].size]
            if not batches and number:
                continue
            data = parquet_bytes(table, batches, self._labels, self._start_ordinal)
            path = part_path(table.name, number)
            self._with_room(len(data), partial(write_file, self.folder, path, data))
            files[table.name] = {
                "path": path,
                "rows": sum(rows["day"].size for rows in batches),
                "bytes": len(data),
                "blake2b": bytes_digest(data),
            }
        self.manifest["parts"].append({"through_day": self._last_period[1], "files": files})
        self._write_manifest()
        self._waiting = {t.name: [] for t in self._tables}
        self._waiting_periods = 0
        self._flushed_at = time.monotonic()
