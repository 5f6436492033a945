"""`credopolis company watch`: asking again whenever a rulebook's file or the company's changes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from credopolis.cli import parse
from credopolis.cli.common import JsonOption, say, warn

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A company's file (`company schema`).")]
OnOption = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="The day that is asked about. [default: today]", show_default=False),
]


def watch_command(
    file: FileArgument,
    rulebook: Annotated[
        list[str],
        typer.Option("--rulebook", metavar="NAME|FILE", help="A rulebook to watch; may be given again."),
    ] = ["company-2020"],  # noqa: B006, as Typer takes defaults of lists
    on: OnOption = None,
    every: Annotated[str, typer.Option("--every", metavar="S", help="Seconds between two looks.")] = "1",
    as_json: JsonOption = False,
) -> None:
    """Ask again whenever a rulebook's file or the company's changes, and say what moved. Ctrl-C ends it, with 0.

    A file that is gone or faulty is told, and asked again when it changes. --json prints one JSON object a line.
    """
    import json
    import sys

    from credopolis.company import desk
    from credopolis.company.result import plain_data
    from credopolis.core.terminal import safe_json

    seconds = parse.whole("--every", every, 1, 3600)
    desk.day_of(on)
    desk.load_company(file)
    for name in rulebook:
        desk.book_of(name)
    try:
        for look in desk.watch(file, rulebook, on, every=seconds):
            if as_json:
                sys.stdout.write(safe_json(json.dumps(plain_data(look))) + "\n")
            else:
                say("\n".join(_look_lines(look)))
            sys.stdout.flush()
    except KeyboardInterrupt:  # which is how it ends
        warn("No longer watching.")


def _look_lines(look: Any) -> list[str]:
    from credopolis.company.result import short_place

    name = short_place(f"{look.rulebook}:").rstrip(":")
    if look.faulty:
        return [f"{name}: cannot be asked", *(f"  {line}" for line in look.moved)]
    if not look.changed:
        return [f"{name}: {look.found.standing} on {look.found.on}. Watching; Ctrl-C ends it."]
    return [f"{name}: {look.found.standing}", *(f"  {line}" for line in look.moved or ("nothing moved",))]
