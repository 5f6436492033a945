"""What commands share: where they print, which run they mean, and the options that several take."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, redirect_stdout, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from credopolis.core.standard_input import DASH
from credopolis.core.terminal import safe, safe_json

if TYPE_CHECKING:
    from rich.console import Console

    from credopolis.store.run import Run

WIDTH: Final = 110
NARROWEST: Final = 40  # below that a table of words is a column of letters

ARGUMENTS: Final[ContextVar[tuple[str, ...]]] = ContextVar("ARGUMENTS", default=())
"""The arguments of the command that runs, as they were typed."""

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


def page_option(help_: str) -> Any:
    """The option that names the file of a page, `--html` for every command."""
    return typer.Option("--html", metavar="FILE", help=help_, show_default=False)


ThreadsOption = Annotated[
    str | None,
    typer.Option(
        "--threads", metavar="T", help="Worker threads; results are the same for any number.", show_default=False
    ),
]


def console(stderr: bool = False) -> Console:
    """A Rich console; plain text when the output is no terminal. No text can steer the terminal (`core.terminal`)."""
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    class SafeConsole(Console):
        """Writes control characters of texts as escapes; those of styles are the console's own."""

        def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
            for segment in super().render(renderable, options):
                yield segment if segment.control else Segment(safe(segment.text), segment.style)

    wide = None if (sys.stderr if stderr else sys.stdout).isatty() else WIDTH
    found = SafeConsole(stderr=stderr, highlight=False, markup=False, emoji=False, width=wide)
    if found.width < NARROWEST:
        found.width = NARROWEST
    return found


def print_json(value: Any) -> None:
    """Print one JSON value."""
    in_utf = (sys.stdout.encoding or "").lower().startswith("utf")
    sys.stdout.write(safe_json(json.dumps(value, ensure_ascii=not in_utf, indent=2)) + "\n")


def print_result(
    value: dict[str, Any], seeds: Iterable[int] = (), hashes: Mapping[str, Any] | None = None, command: str = ""
) -> None:
    """Print a result with what it came from: version, command (the one in hand, if none is named), seeds, hashes."""
    from credopolis.store.provenance import provenance, repeat_command, without_folders

    given = ARGUMENTS.get()
    command = without_folders(command or (repeat_command(given) if given else ""))
    print_json({**value, "provenance": provenance(command=command or None, seeds=tuple(seeds), hashes=hashes)})


def say(text: str = "") -> None:
    """Print a line without markup."""
    sys.stdout.write(safe(text) + "\n")


def warn(text: str) -> None:
    """Print a line to the error stream; if that cannot be written, what was asked for is done all the same."""
    with suppress(OSError):
        sys.stderr.write(safe(text) + "\n")


@contextmanager
def words_beside(*files: Path | None) -> Iterator[None]:
    """Print to the error stream while a file is written to the standard output, so that a pipe gets the file alone."""
    from credopolis.core.outputs import is_stdout

    with redirect_stdout(sys.stderr) if any(map(is_stdout, files)) else nullcontext():
        yield


def input_file(text: str) -> str:
    """A file that a command reads, as it was typed; `-` is the standard input, which is read now.

    Before a comma, as `compare` takes its regimes, it is read as well.
    """
    from credopolis.core.standard_input import take
    from credopolis.core.textfile import SIZE_LIMIT

    name, comma, changes = text.partition(",")
    return f"{take(SIZE_LIMIT)}{comma}{changes}" if name == DASH else text


def the_run(folder: Path | None, partial: bool = False) -> Run:
    """Open the run that is meant; what is not whole about it is said on the error stream."""
    from credopolis.analysis.open import open_run
    from credopolis.store.folder import latest_run

    opened = open_run(folder or latest_run(), partial=partial)
    for note in opened.notes:
        warn(f"Note: {note}")
    return opened
