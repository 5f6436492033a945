"""`credopolis rulebook new`, `copy` and `test`: a rulebook's folder, and the worked cases in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credopolis.cli.common import JsonOption, input_file, print_result, say
from credopolis.core.errors import EXIT_FAILED

if TYPE_CHECKING:
    from credopolis.core.faults import Fault
    from credopolis.rulebook import Cases, Rulebook

OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="The folder; else one of the rulebook's name.", show_default=False),
]


def new_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The rulebook's name: lower-case letters, digits, -.")],
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a commented rulebook that asks what an audit will ask, and worked cases, into a folder.

    It can be checked, tested, audited and run as it stands. Nothing is written over.
    """
    from credopolis.library.beginnings import begin

    _tell(begin(name, out), as_json)


def copy_command(
    regime: Annotated[str, typer.Argument(metavar="REGIME", help="The name of a regime that ships.")],
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A name for the copy.", show_default=False)
    ] = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the files of a regime that ships into a folder: the rulebook, its worked cases, its parameters.

    Nothing is written over.
    """
    from credopolis.library.beginnings import copy

    _tell(copy(regime, name, out), as_json)


def _tell(written: list[Path], as_json: bool) -> None:
    if as_json:
        print_result({"files": [path.as_posix() for path in written]})
        return
    say("\n".join(f"wrote {path}" for path in written))
    folder = written[0].parent
    if str(folder) == ".":
        return
    import shlex

    say("Next:")
    shown = shlex.quote(str(folder))
    for command in (f"rulebook check {shown}/", f"rulebook test {shown}/", f"audit {shown}/"):
        say(f"  credopolis {command}")


def test_command(
    names: Annotated[list[str], typer.Argument(metavar="NAME|FILE...", help="Rulebooks whose cases to run.")],
    cases: Annotated[
        str | None,
        typer.Option("--cases", metavar="FILE", help="Worked cases; else cases.yaml beside each rulebook."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run the worked cases beside rulebooks, and say which hold.

    Ends with 0 if all hold, 1 if one does not or a file cannot be used, 2 if a name is unknown.
    """
    from credopolis.library.names import resolve_rulebook
    from credopolis.rulebook import load_cases, load_rulebook

    results: list[dict[str, Any]] = []
    known = None if cases is None else Path(input_file(cases))
    for name in map(input_file, names):
        path = resolve_rulebook(name)
        book = load_rulebook(path)
        loaded = load_cases(known or path.parent / "cases.yaml", book)
        results.append(_run(name, book, loaded, quiet=as_json))
    failed = sum(not case["holds"] for result in results for case in result["cases"])
    if as_json:
        print_result({"rulebooks": results})
    else:
        count = sum(len(result["cases"]) for result in results)
        say(f"{count - failed} of {count} case{'s' * (count != 1)} hold{'s' * (count == 1)}.")
    if failed:
        raise typer.Exit(EXIT_FAILED)


def _run(name: str, book: Rulebook, cases: Cases, *, quiet: bool) -> dict[str, Any]:
    """Run the cases of one rulebook -> what is told of it."""
    from credopolis.rulebook import run_case

    told: list[dict[str, Any]] = []
    for key, case in cases.cases.items():
        faults: list[Fault] = run_case(book, cases, key)
        told.append({"name": key, "case": case.case, "holds": not faults, "faults": [f.as_json() for f in faults]})
        if not quiet:
            say(f"{'ok   ' if not faults else 'fails'} {key}: {case.case}")
            for fault in faults:
                say(f"        {fault}")
    tried = {step.act for case in cases.cases.values() for step in case.steps.values() if step.act}
    untried = [act for act in book.acts if act not in tried]
    if untried and not quiet:
        say(f"No case posts {', '.join(untried)}.")
    return {"rulebook": name, "cases": told, "untried_acts": untried}
