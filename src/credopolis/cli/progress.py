"""The bar of a run: how far, how fast in person-days a second, how long still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[str, int, int, int], None]

_WORDS = {
    "building": "building the society and compiling (the first time takes longer)",
    "running": "simulating",
    "writing": "writing results",
}


@contextmanager
def progress_bar(shown: bool) -> Iterator[Tell | None]:
    """A bar on the error stream, or nothing; gives the function to call with stage, day, days and lives."""
    if not shown:
        yield None
        return
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from credopolis.cli.common import console

    columns = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"), TimeElapsedColumn(), TextColumn("{task.fields[after]}"),
        TimeRemainingColumn(), TextColumn("{task.fields[left]}"),
    )  # fmt: skip
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(_WORDS["building"], total=None, rate="", after="gone", left="")

        def tell(stage: str, day: int, days: int, people: int) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed * people / 1e6:,.0f} million person-days/s" if speed and stage == "running" else ""
            total = days if stage != "building" else None
            running = stage == "running"
            bar.update(
                task, description=_WORDS[stage], total=total, completed=day, rate=rate,
                after="gone," if running else "gone", left="left" if running else "",
            )  # fmt: skip

        yield tell


@contextmanager
def count_bar(shown: bool, words: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar over things that are counted, with the time left, or nothing; gives the function to call: done, in all."""
    if not shown:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from credopolis.cli.common import console

    columns = TextColumn(words), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("left")
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def log_lines(words: str, every_seconds: float = 30.0) -> Callable[[int, int], None]:
    """For output that is no terminal: a line on the error stream now and then, with the time left."""
    import time

    from credopolis.cli.common import warn

    begun = told = time.monotonic()
    first = -1

    def tell(done: int, total: int) -> None:
        nonlocal first, told
        now = time.monotonic()
        first = done if first < 0 else first
        if now - told < every_seconds and done != first:
            return
        told = now
        left = (now - begun) / (done - first) * (total - done) if done > first else None
        tail = f", about {_duration(left)} left" if left is not None and done < total else ""
        warn(f"{done:,} of {total:,} {words}{tail}")

    return tell


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


@contextmanager
def proving_line() -> Iterator[Callable[[str], None] | None]:
    """A line on a terminal's error stream with what is being proved, gone in the end; nothing elsewhere."""
    import sys

    if not sys.stderr.isatty():
        yield None
        return
    from credopolis.cli.common import console

    with console(stderr=True).status("reading the rules") as line:
        yield lambda what: line.update(f"proving {what}")
