"""`credopolis studio`: a society in the browser, drawn as it lives."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credopolis.cli import parse
from credopolis.cli.common import say, the_run, warn
from credopolis.core.extras import need

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

EXAMPLE = "Example: credopolis studio   (or: credopolis studio --run runs/popular-account-1-1)"
_MOST_PORT = 65_535
_MOST_KEEP_SECONDS = 86_400


def studio_command(
    port: Annotated[
        str | None,
        typer.Option(metavar="N", help="Port. [default: the first free one from 8420 on]", show_default=False),
    ] = None,
    host: Annotated[
        str, typer.Option(metavar="H", help="Address to listen at; any but this machine's own needs --token.")
    ] = "127.0.0.1",
    token: Annotated[
        str,
        typer.Option(metavar="T", help="Word that a browser must know, of 16 characters or more.", show_default=False),
    ] = "",
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    run: Annotated[
        Path | None,
        typer.Option("--run", metavar="RUN", help="Show this run: it is lived again as it was.", show_default=False),
    ] = None,
    keep: Annotated[
        str, typer.Option(metavar="S", help="Seconds that a run goes on after its page was closed.")
    ] = "60",
) -> None:
    """Open a page in the browser on which a society lives: every life a point, coloured by grade, lock or list.

    Nothing leaves this machine. The page is at the address that is printed; Ctrl-C ends the studio and its runs.
    """
    number = 0 if port is None else parse.whole("--port", port, 1, _MOST_PORT)
    seconds = parse.whole("--keep", keep, 1, _MOST_KEEP_SECONDS)
    for library in ("starlette", "uvicorn", "websockets"):
        need(library, "The studio", "studio")

    from credopolis.studio.server import ListensAt, serve

    where = ListensAt(host, number, token, seconds)
    with suppress(KeyboardInterrupt):  # which is how it ends
        serve(where, None if run is None else _scenario_of(run), lambda address: _opened(address, no_open))
    say("The studio has ended.")


def _scenario_of(folder: Path) -> Scenario:
    """The scenario of a run, as it was run."""
    from credopolis.runs.again import one_set_of_rules, rebuild

    opened = the_run(folder)
    one_set_of_rules(opened, "The studio shows one set of rules. Open the run that it came from instead.")
    return rebuild(opened)


def _opened(address: str, no_open: bool) -> None:
    """Say where the studio is, and open it."""
    import sys
    import webbrowser

    say(f"The studio is open at {address}\nCtrl-C ends it.")
    sys.stdout.flush()
    if not no_open and not webbrowser.open(address):
        warn("No browser could be opened; open the address above in one.")
