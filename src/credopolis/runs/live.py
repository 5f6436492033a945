"""A run lived into its folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credopolis.core.errors import MemoryRanOut
from credopolis.core.terminal import command as command_line
from credopolis.core.terminal import tell_stderr
from credopolis.runs.checkpoints import Checkpoints
from credopolis.runs.interruption import Interruption
from credopolis.runs.means import available_threads, peak_rss_bytes
from credopolis.store.checkpoint import discard_checkpoints

if TYPE_CHECKING:
    from credopolis.engine.cluster import Cluster
    from credopolis.engine.freeze import Frozen
    from credopolis.engine.records import Tick
    from credopolis.engine.run import Course
    from credopolis.engine.scenario import Scenario
    from credopolis.store.writer import RunWriter

Progress = Callable[[str, int, int, int], None]
"""Called with a stage (`building`, `running`, `writing`), days done, days in all, and lives."""


def live(
    writer: RunWriter,
    scenario: Scenario,
    begun: tuple[Course, float, float] | None,
    threads: int | None,
    every: tuple[float | None, int | None],
    progress: Progress | None,
    cluster: Cluster | None = None,
) -> None:
    """Run a scenario into a writer, from its start or from where it is taken up; workers keep no checkpoints."""
    from credopolis.engine.run import simulate

    tell = progress or silent
    threads = threads or available_threads()
    checkpoints = Checkpoints(writer.folder, writer.written, tell_stderr, *every)
    day = begun[0].day if begun else 0
    tell("building", day, scenario.days, scenario.people)
    with Interruption() as interruption:

        def on_tick(tick: Tick) -> None:
            nonlocal day
            interruption.between_ticks()
            writer.on_tick(tick)
            day = tick.end_day
            tell("running", day, scenario.days, scenario.people)

        def on_pause(freeze: Callable[[], Frozen], stopping: bool) -> None:
            checkpoints.on_pause(freeze, day, stopping)

        try:
            outcome = simulate(
                scenario,
                threads=threads,
                on_period=writer.on_period,
                on_tick=on_tick,
                should_stop=interruption.asked,
                cluster=cluster,
                begun=begun,
                on_pause=on_pause if cluster is None else None,
            )
        except (MemoryRanOut, MemoryError) as error:
            raise _kept(writer.folder, error) from None
    tell("writing", outcome.days_done, scenario.days, scenario.people)
    means: dict[str, Any] = {"threads": threads, "peak_rss_bytes": peak_rss_bytes()}
    if cluster is not None:
        means["workers"] = len(cluster.addresses())
        means["peak_rss_bytes"] += sum(cluster.everywhere(peak_rss_bytes).values())
    writer.finish(outcome, means)
    if not outcome.interrupted:
        discard_checkpoints(writer.folder)


def _kept(folder: Path, error: BaseException) -> MemoryRanOut:
    """Memory that ran out amid a run, told with what is kept of it."""
    problem = error.problem if isinstance(error, MemoryRanOut) else "Memory ran out, and the run stopped."
    again = command_line("resume", folder)
    return MemoryRanOut(problem, f"What was lived is kept in {folder}. Once there is more memory: {again}")


def silent(stage: str, day: int, days: int, people: int) -> None:
    """Tell nobody."""
