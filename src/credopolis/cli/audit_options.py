"""The options of `credopolis audit`, named as linters name theirs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Level(StrEnum):
    """From which severity on a finding makes the command end with 1."""

    error = "error"
    warning = "warning"
    note = "note"
    never = "never"


Sarif = Annotated[
    Path | None, typer.Option("--sarif", metavar="FILE", help="Also write the findings as SARIF 2.1.0, for code hosts.")
]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Also write one page that opens with a picture.")
]
Brief = Annotated[
    Path | None,
    typer.Option("--brief", metavar="FILE", help="Also write one page in plain words, for who decides or reports."),
]
FailOn = Annotated[
    Level | None, typer.Option("--fail-on", help="End with 1 if a finding is of this severity or graver.")
]
Effort = Annotated[
    str | None,
    typer.Option(
        "--effort",
        metavar="STEPS",
        help="Steps that the proofs of one rulebook may take: with more, more is proved. [default: 3000000]",
        show_default=False,
    ),
]
Compare = Annotated[bool, typer.Option("--compare", help="Two rulebooks: what the second mends and breaks.")]
Select = Annotated[
    list[str] | None,
    typer.Option("--select", metavar="CODES", help="Checks to ask: DP04, DP, ALL; may be given again."),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="CODES", help="Checks to leave out; the longer beginning of a code decides."),
]
BaselineFile = Annotated[
    Path | None, typer.Option("--baseline", metavar="FILE", help="Set aside what was found when it was written.")
]
WriteBaseline = Annotated[
    Path | None, typer.Option("--write-baseline", metavar="FILE", help="Write what is found now as a baseline.")
]
NoInline = Annotated[bool, typer.Option("--no-inline", help="Do not obey suppressions in the rulebooks.")]
Config = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings of this file, not of the nearest one.")
]
Isolated = Annotated[bool, typer.Option("--isolated", help="Take no settings from any file.")]
StdinName = Annotated[
    str | None, typer.Option("--stdin-filename", metavar="NAME", help="What to call the standard input.")
]
