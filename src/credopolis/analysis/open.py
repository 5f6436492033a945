"""Runs with all that can be asked of them: made from a scenario, gone on with, or opened where they lie."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from credopolis.core.errors import BadValue
from credopolis.core.terminal import tell_stderr
from credopolis.runs.again import scenario_of
from credopolis.runs.checkpoints import EVERY_SECONDS
from credopolis.runs.live import Progress, live, silent
from credopolis.runs.means import available_threads, threads_a_worker
from credopolis.store import reader
from credopolis.store.folder import hold_folder, let_go
from credopolis.store.run import Run

if TYPE_CHECKING:
    from credopolis.engine.cluster import Cluster
    from credopolis.engine.scenario import Scenario


def run(
    scenario: str | Path = "popular-account",
    *,
    people: int | None = None,
    years: float | None = None,
    seed: int | None = None,
    tick_days: int | None = None,
    regime: str | Path | None = None,
    off: Sequence[str] = (),
    overrides: Mapping[str, int | float | str | bool] | None = None,
    interval: str | None = None,
    scale: int | None = None,
    by_district: bool | None = None,
    out: str | Path | None = None,
    threads: int | None = None,
    record_fields: bool = True,
    checkpoint_every: float | None = EVERY_SECONDS,
    checkpoint_days: int | None = None,
    emit: str | Path | None = None,
    progress: Progress | None = None,
    command: str | None = None,
    workers: int | None = None,
    cluster: str | None = None,
) -> Run:
    """Run a scenario and open what it leaves behind.

    Parameters
    ----------
    scenario : name of a shipped scenario, or the path of a scenario file.
    people, years, seed, tick_days, regime, off, overrides, interval : changes to the scenario; None keeps its own.
    scale : people that one simulated life stands for.
    by_district : also keep lives by grade of every district, at each recording interval: the table `districts`.
    out : the run's folder, new or empty; None takes the next free `runs/<scenario>-<seed>-<n>`.
    threads : worker threads; results are the same for any number.
    record_fields : keep the fields of every tick, so that any life can be replayed.
    checkpoint_every, checkpoint_days : seconds, and simulated days, between checkpoints, from which `resume` goes on;
        None and None keep one only when the run is stopped by Ctrl-C.
    emit : a folder, new or empty, for Arrow IPC streams of the recorded tables while the run goes on.
    progress : called as the run goes on.
    workers : processes over which the districts are spread (extra `scale`); `threads` are then shared among them.
    cluster : address of a Dask scheduler whose workers to use, at most `workers` of them.

    Raises
    ------
    Misuse
        If a name or value is off, or the lives do not fit into memory.
    RunFolderError
        If the folder cannot be written.
    """
    from credopolis.library.catalogue import load_scenario

    built = load_scenario(
        scenario, people=people, years=years, seed=seed, tick_days=tick_days, regime=regime, off=off,
        overrides=overrides, interval=interval, scale=scale, by_district=by_district,
    )  # fmt: skip
    return execute(
        built, out=out, threads=threads, record_fields=record_fields, checkpoint_every=checkpoint_every,
        checkpoint_days=checkpoint_days, emit=emit, progress=progress, command=command,
        workers=workers, cluster=cluster,
    )  # fmt: skip


def execute(
    scenario: Scenario,
    *,
    out: str | Path | None = None,
    threads: int | None = None,
    record_fields: bool = True,
    checkpoint_every: float | None = EVERY_SECONDS,
    checkpoint_days: int | None = None,
    emit: str | Path | None = None,
    progress: Progress | None = None,
    command: str | None = None,
    workers: int | None = None,
    cluster: str | None = None,
) -> Run:
    """Run a scenario that is loaded already; see `run`."""
    if workers is None and cluster is None:
        return _execute(scenario, None, out, threads, record_fields, (checkpoint_every, checkpoint_days), emit,
                        progress, command)  # fmt: skip
    from credopolis.engine.cluster import open_cluster

    with open_cluster(workers, cluster) as opened:
        a_worker = threads_a_worker(opened, threads)
        return _execute(scenario, opened, out, a_worker, record_fields, (None, None), emit, progress, command)


def _execute(
    scenario: Scenario,
    cluster: Cluster | None,
    out: str | Path | None,
    threads: int | None,
    record_fields: bool,
    every: tuple[float | None, int | None],
    emit: str | Path | None,
    progress: Progress | None,
    command: str | None,
) -> Run:
    """See `execute`. threads : of each worker, if there are any. every : seconds and days between checkpoints."""
    from credopolis.core.jit import kernels_digest
    from credopolis.store.streams import TableStreams
    from credopolis.store.writer import RunWriter

    if emit is not None and out is not None and Path(os.path.realpath(emit)).is_relative_to(os.path.realpath(out)):
        raise BadValue("--emit", str(emit), "another folder than that of --out, and outside of it")
    stream = None if emit is None else TableStreams(emit, tell_stderr)
    about = {"kernels": kernels_digest(), **({"command": command} if command else {})}
    with RunWriter(
        out, scenario, scenario.interval, record_fields=record_fields, extra=about, stream=stream, warn=tell_stderr
    ) as writer:
        live(writer, scenario, None, threads, every, progress, cluster)
    return open_run(writer.folder)


def resume(
    folder: str | Path,
    *,
    scenario: Scenario | None = None,
    threads: int | None = None,
    checkpoint_every: float | None = EVERY_SECONDS,
    checkpoint_days: int | None = None,
    emit: str | Path | None = None,
    progress: Progress | None = None,
    tell: Callable[[str], None] | None = None,
) -> Run:
    """Go on with a run that was stopped or killed, from its latest whole checkpoint; a complete one is only opened.

    Parameters
    ----------
    folder : the run's folder. The results are those of a run that was never stopped.
    scenario : only for a run of `execute`, whose scenario no file describes.
    emit : streams begin with what is recorded from here on.
    tell : told of damaged checkpoints and of where the run goes on from; None writes to the error stream.

    Raises
    ------
    RunFolderError
        If it is no run folder, is still being written, or was begun with another version or other files.
    """
    from credopolis.core.jit import kernels_digest
    from credopolis.engine.run import begin
    from credopolis.runs.taking_up import take_up_latest
    from credopolis.store.manifest import check_described, read_manifest, versions
    from credopolis.store.streams import TableStreams
    from credopolis.store.writer import RunWriter
    from credopolis.store.written import check_resumable

    folder, tell = Path(folder), tell or tell_stderr
    if read_manifest(folder)["status"] == "complete":
        return open_run(folder)
    held = hold_folder(folder)
    try:
        manifest = read_manifest(folder)  # as it is now that nobody else can write it
        if manifest["status"] == "complete":
            return open_run(folder)
        check_resumable(folder, manifest, {**versions(), "kernels": kernels_digest()})
        other = BadValue if scenario is not None else None  # a scenario of the caller's own: another one is his mistake
        scenario = scenario or scenario_of(
            folder, manifest["scenario"]["source"], manifest.get("inputs"), "resumed", tell
        )
        check_described(folder, manifest, scenario)
        threads = threads or available_threads()
        (progress or silent)("building", 0, scenario.days, scenario.people)
        begun = begin(scenario, threads)
        try:
            written, notes = take_up_latest(folder, begun[0], manifest, other_scenario=other)
            for note in notes:
                tell(f"Note: {note}")
            tell(f"Going on from day {begun[0].day} of {scenario.days}.")
            stream = None if emit is None else TableStreams(emit, tell)
            writer = RunWriter(
                folder, scenario, scenario.interval, record_fields=manifest["fields_recorded"],
                extra={"kernels": kernels_digest()}, stream=stream, resumed=written, held=held,
                warn=tell,
            )  # fmt: skip
        except BaseException:
            begun[0].workers.close()
            raise
        with writer:
            live(writer, scenario, begun, threads, (checkpoint_every, checkpoint_days), progress)
    finally:
        let_go(folder, held)
    return open_run(folder)


def open_run(folder: str | Path, *, partial: bool = False) -> Run:
    """Open a run folder; see `store.reader.open_run`."""
    from credopolis.analysis.lives.dossier import replay_dossier
    from credopolis.analysis.measures.summary import summarise
    from credopolis.library.settings import read_path

    folder = read_path(folder, "the run", "the path of a run folder")
    return reader.open_run(folder, partial=partial, summarise=summarise, replay=replay_dossier)
