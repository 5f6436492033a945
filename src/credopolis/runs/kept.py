"""The folder of a run: begun, or held and gone on with where its latest checkpoint stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from credopolis.core.errors import BadValue, MemoryRanOut, Misuse, RunFolderError, RunStopped
from credopolis.core.terminal import command as command_line
from credopolis.runs.again import scenario_of
from credopolis.store.folder import hold_folder, let_go

if TYPE_CHECKING:
    from credopolis.engine.run import Course
    from credopolis.engine.scenario import Scenario
    from credopolis.runs.settings import RunSettings
    from credopolis.store.manifest import Manifest
    from credopolis.store.streams import TableStreams
    from credopolis.store.writer import RunWriter


class AlreadyWhole(RunFolderError):
    """A run that is complete, so that there is nothing left to live."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "the run is complete, so there is nothing to go on with", "Open it: cp.open_run.")


def writer_for(scenario: Scenario, settings: RunSettings) -> AbstractContextManager[RunWriter | None]:
    """The writer of a new run into its folder, or nothing if its results stay in memory.

    Raises
    ------
    Misuse
        If streams are asked for without a folder, or a folder for a run whose rules differ by place or day without a
        timeline that says so.
    RunFolderError
        If the folder is not empty, cannot be written, or is held by a run that is still going.
    """
    if not settings.keeps:
        if settings.emit is not None:
            raise Misuse("Streams are of a run that is kept in a folder: give `out` or `in_folder` as well as `emit`.")
        return nullcontext()
    if scenario.eras and "timeline" not in scenario.source:
        raise Misuse(
            "A folder keeps what a scenario's file says, and that other rules hold in some place or from some day on "
            "is said by none. Write them as the timeline of a file, or live the run in memory: leave out `out`."
        )
    from credopolis.core.jit import kernels_digest
    from credopolis.store.writer import RunWriter

    about = {"kernels": kernels_digest(), "negative_acts": negative_acts(scenario)}
    about |= {"command": settings.command} if settings.command else {}
    return RunWriter(
        settings.out, scenario, scenario.interval, record_fields=settings.fields, extra=about,
        stream=_stream(settings), warn=settings.tell,
    )  # fmt: skip


def negative_acts(scenario: Scenario) -> list[str]:
    """Names of the acts that lose points or gates under any rules that hold in a run, for the manifest."""
    from credopolis.engine.compile import compile_acts

    found = set[str]()
    for rules in scenario.in_force:
        negative = compile_acts(rules)["negative"] > 0
        found.update(name for name, loses in zip(rules.act_names, negative.tolist(), strict=True) if loses)
    return [name for name in scenario.act_names if name in found]


def _stream(settings: RunSettings) -> TableStreams | None:
    if settings.emit is None:
        return None
    from credopolis.store.streams import TableStreams

    return TableStreams(settings.emit, settings.tell)


@dataclass(frozen=True)
class Stopped:
    """A run that was stopped or killed: its folder, held; what its manifest says; and the scenario it was begun with.

    own : whether the scenario is the caller's, so that another one is his mistake.
    """

    folder: Path
    held: BinaryIO
    manifest: Manifest
    scenario: Scenario
    own: bool

    def go_on(self, course: Course, settings: RunSettings) -> RunWriter:
        """Put a course that is begun to the run's latest checkpoint, and take up its results where they were then."""
        from credopolis.core.jit import kernels_digest
        from credopolis.runs.taking_up import take_up_latest
        from credopolis.store.writer import RunWriter

        other = BadValue if self.own else None
        written, notes = take_up_latest(self.folder, course, self.manifest, other_scenario=other)
        for note in notes:
            settings.tell(f"Note: {note}")
        settings.tell(f"Going on from day {course.day} of {self.scenario.days}.")
        return RunWriter(
            self.folder, self.scenario, self.scenario.interval, record_fields=self.manifest["fields_recorded"],
            extra={"kernels": kernels_digest()}, stream=_stream(settings), resumed=written, held=self.held,
            warn=settings.tell,
        )  # fmt: skip


@contextmanager
def stopped_run(folder: Path, scenario: Scenario | None, settings: RunSettings) -> Iterator[Stopped]:
    """Hold the folder of a run that was stopped, and check that it can be gone on with; let go unless it is.

    Raises
    ------
    AlreadyWhole
        If it is complete.
    Misuse
        If workers are asked for.
    RunFolderError
        If it is no run folder, is still being written, or was begun with another version or other files.
    """
    from credopolis.core.jit import kernels_digest
    from credopolis.store.manifest import check_described, read_manifest, versions
    from credopolis.store.written import check_resumable

    if settings.spreads:
        raise Misuse("A run is resumed in one process, on its threads: leave `workers` and `cluster` out.")
    if read_manifest(folder)["status"] == "complete":
        raise AlreadyWhole(folder)
    held = hold_folder(folder)
    try:
        manifest = read_manifest(folder)  # as it is now that nobody else can write it
        if manifest["status"] == "complete":
            raise AlreadyWhole(folder)
        check_resumable(folder, manifest, {**versions(), "kernels": kernels_digest()})
        own, source = scenario is not None, manifest["scenario"]["source"]
        scenario = scenario or scenario_of(folder, source, manifest.get("inputs"), "resumed", settings.tell)
        check_described(folder, manifest, scenario)
        yield Stopped(folder, held, manifest, scenario, own)
    except BaseException:
        let_go(folder, held)
        raise


def resumable(writer: RunWriter | None) -> Path | None:
    """The folder of a run that `resume` goes on with, if it is kept; a future of a fork is forked again instead."""
    return None if writer is None or "fork" in writer.manifest else writer.folder


@contextmanager
def told_where_it_is_kept(folder_of: Callable[[], Path | None]) -> Iterator[None]:
    """Memory that runs out amid a run in a folder, and Ctrl-C that ends it at once, are told with how to go on.

    folder_of : what `resumable` says, asked once something has happened: the folder may be made amid this.
    """
    try:
        yield
    except (MemoryRanOut, MemoryError) as error:
        if (folder := folder_of()) is None:
            raise
        problem = error.problem if isinstance(error, MemoryRanOut) else "Memory ran out, and the run stopped."
        remedy = f"What was lived is kept in {folder}. Once there is more memory: {command_line('resume', folder)}"
        raise MemoryRanOut(problem, remedy) from None
    except KeyboardInterrupt:
        if (folder := folder_of()) is None:
            raise
        message = f"Stopped. What was recorded is kept in {folder}.\nTo run it to the end: "
        raise RunStopped(message + command_line("resume", folder)) from None
