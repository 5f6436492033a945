"""`credopolis examples`: examples, data of the documentation and JSON Schemas, copied out of the package."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from credopolis.cli.common import JsonOption, print_result, say

app = typer.Typer(
    help="List the examples, and copy them out of the installed package.",
    epilog="Example: credopolis examples copy own-rulebook",
    invoke_without_command=True,
    rich_markup_mode=None,
)
SCHEMAS: Final = "schemas"
_OF_SCHEMAS: Final = "The JSON Schema of every format that is read, and of what commands print with --json."


@app.callback()
def list_command(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the examples, each with what it shows. `examples copy NAME` writes one into a folder."""
    if context.invoked_subcommand is not None:
        return
    from credopolis.library.examples import examples

    found = {**examples(), SCHEMAS: _OF_SCHEMAS}
    if as_json:
        print_result({"examples": [{"name": name, "about": about} for name, about in found.items()]})
        return
    for name, about in found.items():
        say(f"{name:20} {about}")
    say("\nCopy one with: credopolis examples copy NAME")


@app.command("copy", short_help="write one into a folder", epilog="Example: credopolis examples copy own-rulebook")
def copy_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The example; `credopolis examples` lists them.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="The folder; else one of the example's name.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the files of an example into a folder. Nothing is written over."""
    from credopolis.library.examples import copy_example, write_files

    if name == SCHEMAS:
        texts = {f"{kind}.json": f"{json.dumps(made(), indent=1)}\n".encode() for kind, made in schemas().items()}
        written = write_files(texts, out or Path(name))
    else:
        written = copy_example(name, out)
    if as_json:
        print_result({"files": [path.as_posix() for path in written]})
        return
    say("\n".join(f"wrote {path}" for path in written))


def schemas() -> dict[str, Callable[[], dict[str, Any]]]:
    """What makes each JSON Schema, by the name of its file."""
    from credopolis.analysis.comparisons import rates
    from credopolis.analysis.questions import answered
    from credopolis.analysis.studies import elasticities, families_result, robust_result, validate_result
    from credopolis.cli.failures import ERROR_SCHEMA
    from credopolis.cli.panel import PANEL_SCHEMA
    from credopolis.company import shapes
    from credopolis.rulebook.shape import json_schema
    from credopolis.runs.reforms import reform_schema

    return {
        "rulebook": json_schema, "reform": reform_schema, "company": shapes.json_schema,
        "error": lambda: ERROR_SCHEMA, "panel": lambda: PANEL_SCHEMA, "rates": lambda: rates.SCHEMA,
        "question": lambda: answered.SCHEMA, "elasticities": lambda: elasticities.SCHEMA,
        "families": lambda: families_result.SCHEMA, "robust": lambda: robust_result.SCHEMA,
        "validate": lambda: validate_result.SCHEMA,
    }  # fmt: skip
