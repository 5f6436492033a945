"""How a run is made: where its results go, with which processors, and when it is frozen to disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credopolis.core.errors import BadValue
from credopolis.core.memory import peak_bytes
from credopolis.core.terminal import tell_stderr
from credopolis.runs.checkpoints import EVERY_SECONDS

if TYPE_CHECKING:
    from credopolis.engine.cluster import Cluster

Progress = Callable[[str, int, int, int], None]
"""Called with a stage (`building`, `running`, `writing`), days done, days in all, and lives."""


@dataclass(frozen=True)
class RunSettings:
    """How a run is made; none of it changes what comes out.

    in_folder : keep results in a folder: `out` (new or empty), or the next free `runs/<scenario>-<seed>-<n>`. Without
    it, and without `out`, they stay in memory, with whoever watches.
    threads : that live the districts; None takes all processors. With `workers` they are shared among them.
    fields : keep the fields of every tick, so that any life can be replayed.
    checkpoint_every, checkpoint_days : seconds, and simulated days, between checkpoints of a run in a folder; None and
    None keep one only when it is stopped.
    emit : a folder, new or empty, for Arrow IPC streams of the tables while they are recorded.
    progress : called as the run goes on. tell : told what goes wrong and costs no result. command : that asked for the
    run, for its manifest.
    workers, cluster : processes over which the districts are spread, and the address of a Dask scheduler whose workers
    to use.
    hold_period : keep the latest recording interval at hand (`Session.period`): its rows are then not used again, which
    costs a tenth to a fifth of the time.

    Raises
    ------
    BadValue
        If `threads` or `workers` are no whole number from 1 on, or streams are to go into the run's own folder, or one
        inside it.
    """

    out: str | Path | None = None
    in_folder: bool = False
    threads: int | None = None
    fields: bool = True
    checkpoint_every: float | None = EVERY_SECONDS
    checkpoint_days: int | None = None
    emit: str | Path | None = None
    progress: Progress | None = None
    tell: Callable[[str], None] = tell_stderr
    command: str | None = None
    workers: int | None = None
    cluster: str | None = None
    hold_period: bool = True

    def __post_init__(self) -> None:
        for name, value in (("threads", self.threads), ("workers", self.workers)):
            if value is not None and (not isinstance(value, Integral) or isinstance(value, bool) or value < 1):
                raise BadValue(name, value, "a whole number from 1 on, or None")
        if self.emit is None or self.out is None:
            return
        if Path(os.path.realpath(self.emit)).is_relative_to(os.path.realpath(self.out)):
            raise BadValue("--emit", str(self.emit), "another folder than that of --out, and outside of it")

    @property
    def keeps(self) -> bool:
        """Whether results go to a folder."""
        return self.in_folder or self.out is not None

    @property
    def spreads(self) -> bool:
        """Whether the lives are with workers elsewhere."""
        return self.workers is not None or self.cluster is not None

    def say(self, stage: str, day: int, days: int, people: int) -> None:
        """Tell how far the run is, if anybody wants to know."""
        if self.progress is not None:
            self.progress(stage, day, days, people)

    def open_cluster(self, opened: ExitStack) -> Cluster | None:
        """The workers that are asked for, until `opened` is closed; None for this process alone."""
        if not self.spreads:
            return None
        from credopolis.engine.cluster import open_cluster

        return opened.enter_context(open_cluster(self.workers, self.cluster))

    def threads_for(self, cluster: Cluster | None) -> int:
        """Threads of this process, or of each worker: an equal share of those asked for or there are, at least one."""
        if cluster is None:
            return self.threads or available_threads()
        if self.threads is None and not cluster.local:
            return min(cluster.threads().values())
        return max(1, (self.threads or available_threads()) // len(cluster.addresses()))


def available_threads() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def means_used(threads: int, cluster: Cluster | None) -> dict[str, Any]:
    """What a run has used, for its manifest; with workers, their memory too."""
    means: dict[str, Any] = {"threads": threads, "peak_rss_bytes": peak_bytes()}
    if cluster is not None:
        means["workers"] = len(cluster.addresses())
        means["peak_rss_bytes"] += sum(cluster.everywhere(peak_bytes).values())
    return means
