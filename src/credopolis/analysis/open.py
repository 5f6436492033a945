"""Runs with all that can be asked of them: made from a scenario, gone on with, or opened where they lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from credopolis.core.terminal import tell_stderr
from credopolis.core.textfile import named
from credopolis.runs.checkpoints import EVERY_SECONDS
from credopolis.runs.kept import AlreadyWhole
from credopolis.runs.session import Session
from credopolis.runs.settings import Progress, RunSettings
from credopolis.store import reader
from credopolis.store.run import Run

if TYPE_CHECKING:
    from credopolis.analysis.lives.panel import Panel
    from credopolis.engine.scenario import Scenario


def run(
    scenario: str | Path = "popular-account",
    *,
    people: int | None = None,
    years: float | None = None,
    seed: int | None = None,
    tick: int | None = None,
    regime: str | Path | None = None,
    off: Sequence[str] = (),
    set: Mapping[str, int | float | str | bool] | None = None,
    interval: str | None = None,
    scale: int | None = None,
    by_district: bool | None = None,
    timeline: bool | None = None,
    out: str | Path | None = None,
    threads: int | None = None,
    fields: bool = True,
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
    people, years, seed, tick, regime, off, set, interval : changes to the scenario; None keeps its own.
    scale : people that one simulated life stands for.
    by_district : also keep lives by grade of every district, at each recording interval: the table `districts`.
    timeline : whether the scenario's changes of rules come to pass; None: unless another regime is named.
    out : the run's folder, new or empty; None takes the next free `runs/<scenario>-<seed>-<n>`.
    threads : worker threads; results are the same for any number.
    fields : keep the fields of every tick, so that any life can be replayed.
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
    from credopolis.engine.warm import start_compiling
    from credopolis.library.catalogue import load_scenario

    start_compiling()  # where it was never done, that takes longest of all
    built = load_scenario(
        scenario, people=people, years=years, seed=seed, tick=tick, regime=regime, off=off,
        set=set, interval=interval, scale=scale, by_district=by_district,
        timeline=timeline,
    )  # fmt: skip
    return execute(
        built, out=out, threads=threads, fields=fields, checkpoint_every=checkpoint_every,
        checkpoint_days=checkpoint_days, emit=emit, progress=progress, command=command,
        workers=workers, cluster=cluster,
    )  # fmt: skip


def execute(
    scenario: Scenario,
    *,
    out: str | Path | None = None,
    threads: int | None = None,
    fields: bool = True,
    checkpoint_every: float | None = EVERY_SECONDS,
    checkpoint_days: int | None = None,
    emit: str | Path | None = None,
    progress: Progress | None = None,
    command: str | None = None,
    workers: int | None = None,
    cluster: str | None = None,
) -> Run:
    """Run a scenario that is loaded already; see `run`."""
    settings = RunSettings(
        out=out, in_folder=True, threads=threads, fields=fields, checkpoint_every=checkpoint_every,
        checkpoint_days=checkpoint_days, emit=emit, progress=progress, command=command, workers=workers,
        cluster=cluster, hold_period=False,
    )  # fmt: skip
    with Session.begin(scenario, settings) as session:
        session.finish()
        assert session.folder is not None
    return open_run(session.folder)


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
    settings = RunSettings(
        threads=threads, checkpoint_every=checkpoint_every, checkpoint_days=checkpoint_days, emit=emit,
        progress=progress, tell=tell or tell_stderr, hold_period=False,
    )  # fmt: skip
    try:
        session = Session.resume(folder, settings, scenario=scenario)
    except AlreadyWhole:
        return open_run(folder)
    with session:
        session.finish()
    return open_run(folder)


def open_run(folder: str | Path, *, partial: bool = False) -> Run:
    """Open a run folder; see `store.reader.open_run`."""
    from credopolis.analysis.charts.shown import Shown
    from credopolis.analysis.lives.dossier import replay_dossier
    from credopolis.analysis.lives.panel import sample_lives
    from credopolis.analysis.told.summary import tell
    from credopolis.library.settings import read_path

    folder = named(read_path(folder, "the run", "the path of a run folder"))
    return reader.open_run(
        folder, partial=partial, summarise=tell, replay=replay_dossier, sample=sample_lives, shown_by=Shown
    )


def panel(
    run: str | Path | Run,
    lives: int = 1000,
    *,
    seed: int | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Panel:
    """A reproducible sample of whole lives of a run, also as Parquet; see `analysis.lives.panel.sample_lives`."""
    from credopolis.analysis.lives.panel import sample_lives

    opened = run if isinstance(run, Run) else open_run(run)
    return sample_lives(opened, lives, seed=seed, threads=threads, out=out, progress=progress)
