"""`credopolis rulebook`: begin, check, test, show and compare rulebooks, and print the schema of their format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from credopolis.cli.common import JsonOption, input_file, print_json, print_result, say
from credopolis.cli.rulebook_files import copy_command, new_command, test_command
from credopolis.core.errors import EXIT_FAILED, EXIT_MISUSE, Misuse

if TYPE_CHECKING:
    from credopolis.rulebook import Rulebook

app = typer.Typer(
    help="Begin, check, test, show and compare rulebooks.",
    epilog="Example: credopolis rulebook check my-rulebook.yaml",
    no_args_is_help=True,
    rich_markup_mode=None,
)

NameOrFile = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A regime's name, or a rulebook's file.")]


@app.command(
    "check",
    short_help="report every fault with its file, line and column",
    epilog="Example: credopolis rulebook check popular-account my-rulebook.yaml --json",
)
def check_command(
    names: Annotated[list[str], typer.Argument(metavar="NAME|FILE...", help="Rulebooks to check.")],
    as_json: JsonOption = False,
) -> None:
    """Check rulebooks and report every fault with its file, line and column.

    Ends with 0 if all can be used, 1 if one has a fault, 2 if a name is unknown.
    """
    from credopolis.core.faults import Fault, FaultyFile
    from credopolis.core.textfile import is_printed_to
    from credopolis.library.names import resolve_rulebook
    from credopolis.rulebook import load_rulebook

    results: list[dict[str, object]] = []
    worst = 0
    for name in map(input_file, names):
        faults: list[dict[str, str | int]] = []
        lines, more = "", 0
        try:
            path = resolve_rulebook(name)
            book = load_rulebook(path)
            lines = f"{path}: no faults ({_size(book)})"
        except FaultyFile as refused:
            if is_printed_to(path):
                raise  # to the error stream, for words of ours would stand in the file
            faults, more, lines, worst = refused.as_json(), refused.more, str(refused), max(worst, EXIT_FAILED)
        except Misuse as refused:
            faults = [Fault(name, 0, 0, "", str(refused)).as_json()]
            lines, worst = str(refused), EXIT_MISUSE
        results.append({"file": name, "usable": not faults, "faults": faults, "more_faults": more})
        if not as_json:
            say(lines)
    if as_json:
        print_result({"rulebooks": results}, hashes=_hashes([str(one["file"]) for one in results if one["usable"]]))
    if worst:
        raise typer.Exit(worst)


def _hashes(names: list[str]) -> dict[str, str]:
    """Hashes of rulebooks' files, and of one that was read from the standard input."""
    from credopolis.core.standard_input import content_of
    from credopolis.library.inputs import digest
    from credopolis.library.names import resolve_rulebook

    files = {name: resolve_rulebook(name) for name in names}
    return {name: digest(path) for name, path in files.items() if path.is_file() or content_of(path) is not None}


@app.command(
    "show",
    short_help="show a rulebook in words, with the source of each rule",
    epilog="Example: credopolis rulebook show suining-2010",
)
def show_command(name: NameOrFile, as_json: JsonOption = False) -> None:
    """Show a rulebook in words: grades, locks, lists, gates and acts, with the source of each.

    --json prints the rulebook itself, with all sources: a file that every command takes.
    """
    from credopolis.library.evidence import THRESHOLDS, thresholds_remembered
    from credopolis.rulebook import describe

    book = _load(input_file(name))
    lines = describe(book).splitlines()
    if thresholds_remembered(book.sources):
        lines[1] = f"{lines[1]}; {THRESHOLDS}"
    if as_json:
        print_json(book.located.data if book.located is not None else {})
    else:
        say("\n".join(lines))


@app.command(
    "diff",
    short_help="say what a second rulebook rules otherwise than a first",
    epilog="Example: credopolis rulebook diff popular-account my-rulebook.yaml",
)
def diff_command(before: NameOrFile, after: NameOrFile, as_json: JsonOption = False) -> None:
    """Say in words what a second rulebook rules otherwise than a first."""
    from credopolis.rulebook import diff_rulebooks

    before, after = input_file(before), input_file(after)
    first, second = _load(before), _load(after)
    lines = diff_rulebooks(first, second)
    if as_json:
        print_result({"before": before, "after": after, "differences": lines}, hashes=_hashes([before, after]))
    else:
        say("\n".join(lines) if lines else f"{after} rules the same as {before}.")


@app.command(
    "schema",
    short_help="print the JSON Schema of the format",
    epilog="Example: credopolis rulebook schema > rulebook.schema.json",
)
def schema_command() -> None:
    """Print the JSON Schema (2020-12) of the rulebook format, for editors and other programs."""
    from credopolis.rulebook import json_schema

    print_json(json_schema())


app.command(
    "new",
    short_help="write a skeleton that asks what an audit will ask",
    epilog="Example: credopolis rulebook new our-scheme",
)(new_command)
app.command(
    "copy",
    short_help="write the files of a regime into a folder of your own",
    epilog="Example: credopolis rulebook copy rongcheng-2013 our-scheme",
)(copy_command)
app.command(
    "test",
    short_help="run the worked cases beside a rulebook",
    epilog="Example: credopolis rulebook test our-scheme",
)(test_command)


def _load(name: str) -> Rulebook:
    from credopolis.library.names import resolve_rulebook
    from credopolis.rulebook import load_rulebook

    return load_rulebook(resolve_rulebook(name))


def _size(book: Rulebook) -> str:
    counts = (
        (len(book.grades), "grade"),
        (len(book.lists), "list"),
        (len(book.acts), "act"),
        (len(book.gates), "gate"),
    )
    return ", ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in counts if n)
