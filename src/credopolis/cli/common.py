"""What commands share: where they print, which run they mean, and the options that several take."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from credopolis.store.run import Run

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
RunArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[RUN]", help="Run folder; without one, the latest in ./runs.", show_default=False),
]
PartialOption = Annotated[bool, typer.Option("--partial", help="Open what can still be read of a damaged run.")]

RegimeOption = Annotated[
    str | None, typer.Option("--regime", metavar="NAME|FILE", help="Another regime or rulebook.", show_default=False)
]
LevelOption = Annotated[str, typer.Option("--level", metavar="90|95", help="Level of the intervals, in %.")]
ScaleOption = Annotated[
    str | None,
    typer.Option("--scale", metavar="K", help="People that one simulated life stands for.", show_default=False),
]
OffOption = Annotated[
    list[str] | None,
    typer.Option("--off", metavar="MECHANISM", help="Switch a mechanism off; may be given again.", show_default=False),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a parameter; may be given again.", show_default=False),
]
CheckpointOption = Annotated[
    str | None,
    typer.Option(
        "--checkpoint-every",
        metavar="TIME",
        help="Time between checkpoints: 30s, 10m, 2h, or 90d of simulated days, or never. [default: 60s]",
        show_default=False,
    ),
]
EmitOption = Annotated[
    Path | None,
    typer.Option(
        "--emit",
        metavar="DIR",
        help="Also write recorded tables as Arrow IPC streams while running, into a new folder.",
        show_default=False,
    ),
]
ThreadsOption = Annotated[
    str | None,
    typer.Option(
        "--threads", metavar="T", help="Worker threads; results are the same for any number.", show_default=False
    ),
]


def console(stderr: bool = False) -> Console:
    """A Rich console; plain text when the output is no terminal."""
    from rich.console import Console

    wide = None if (sys.stderr if stderr else sys.stdout).isatty() else 110
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=wide)


def print_json(value: Any) -> None:
    """Print one JSON value."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def say(text: str = "") -> None:
    """Print a line without markup."""
    sys.stdout.write(text + "\n")


def warn(text: str) -> None:
    """Print a line to the error stream; if that cannot be written, what was asked for is done all the same."""
    with suppress(OSError):
        sys.stderr.write(text + "\n")


@contextmanager
def words_beside(*files: Path | None) -> Iterator[None]:
    """Print to the error stream while a file is written to the standard output, so that a pipe gets the file alone."""
    from credopolis.core.outputs import is_stdout

    with redirect_stdout(sys.stderr) if any(map(is_stdout, files)) else nullcontext():
        yield


def the_run(folder: Path | None, partial: bool = False) -> Run:
    """Open the run that is meant; what is not whole about it is said on the error stream."""
    from credopolis.analysis.simulate import open_run
    from credopolis.store.folder import latest_run

    opened = open_run(folder or latest_run(), partial=partial)
    for note in opened.notes:
        warn(f"Note: {note}")
    return opened
