"""`credopolis panel`: a sample of whole lives of a run, as Parquet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from credopolis.cli import parse
from credopolis.cli.common import JsonOption, PartialOption, RunArgument, ThreadsOption, print_json, say, the_run

if TYPE_CHECKING:
    from credopolis.analysis.lives.panel import Panel

EXAMPLE = "Example: credopolis panel runs/popular-account-1-1 --lives 1000"
_COUNT: Final = {"type": "integer", "minimum": 0}
_TEXT: Final = {"type": "string"}


def _record(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object", "properties": properties, "required": [*properties], "additionalProperties": False,
    }  # fmt: skip


_TABLE: Final = _record(
    file=_TEXT, rows=_COUNT, bytes=_COUNT, blake2b={"type": "string", "pattern": "^[0-9a-f]{32}$"},
    columns={"type": "array", "items": _record(name=_TEXT, kind=_TEXT, unit=_TEXT, meaning=_TEXT)},
)  # fmt: skip
PANEL_SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "credopolis-panel/1",
    "title": "what `credopolis panel --json` prints: a sample of lives, and the tables that hold them",
    **_record(
        format={"const": "credopolis-panel/1"},
        run=_record(
            folder=_TEXT, scenario=_TEXT, seed=_COUNT, start={"type": "string", "format": "date"},
            fingerprint={"type": ["string", "null"]}, status=_TEXT,
        ),
        people=_COUNT, scale=_COUNT, lives=_COUNT, seed=_COUNT,
        days={"type": "array", "items": _COUNT},
        tables=_record(lives=_TABLE, states=_TABLE, events=_TABLE),
        folder={"type": ["string", "null"]},
    ),
}  # fmt: skip


def panel_command(
    run: RunArgument = None,
    lives: Annotated[str, typer.Option(metavar="N", help="Lives in the sample; all, if there are no more.")] = "1000",
    seed: Annotated[
        str | None, typer.Option(metavar="S", help="Seed of the sample. [default: the run's own]", show_default=False)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder, new or empty. [default: panels/RUN-lives-seed]", show_default=False),
    ] = None,
    threads: ThreadsOption = None,
    partial: PartialOption = False,
    schema: Annotated[bool, typer.Option("--schema", help="Only print the JSON Schema of what --json prints.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Keep a sample of whole lives as Parquet: who they are, where they stand, all that happens to them.

    The sample is simple, random and reproducible; its districts are lived again, so nothing was kept of single lives.
    Three tables, joined by the life's number: lives, states at the ends of recording intervals, events.
    """
    if schema:
        print_json(PANEL_SCHEMA)
        return
    number = parse.whole("--lives", lives, 1, 1_000_000)
    keyed = None if seed is None else parse.whole("--seed", seed, 0, parse.MOST_SEED)
    count = None if threads is None else parse.whole("--threads", threads, 1, parse.MOST_THREADS)

    from credopolis.analysis.lives.panel import PANELS
    from credopolis.cli.progress import count_bar

    opened = the_run(run, partial)
    key = opened.manifest["scenario"]["seed"] if keyed is None else keyed
    where = out or Path(PANELS) / f"{opened.folder.absolute().name}-{number}-{key}"
    with count_bar(sys.stderr.isatty(), "lives") as tell:
        found = opened.panel(number, seed=keyed, threads=count, out=where, progress=tell)
    if as_json:
        print_json(found.as_json())
    else:
        _print(found)


def _print(found: Panel) -> None:
    about = found.about
    say(
        f"{about['lives']:,} of {about['people']:,} synthetic lives of {about['run']['folder']}, sampled with seed "
        f"{about['seed']}: {found.states.height:,} states on {len(about['days'])} days, {found.events.height:,} events."
    )
    for table in about["tables"].values():
        say(f"  {found.folder}/{table['file']}")
