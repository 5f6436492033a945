"""`credopolis audit`: what rulebooks do before anyone lives under them, without a simulation."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credopolis.cli import parse
from credopolis.cli.common import JsonOption, print_result, say, warn, words_beside
from credopolis.cli.progress import proving_line
from credopolis.core.errors import EXIT_FAILED, BadValue

if TYPE_CHECKING:
    from credopolis.audit.judge import Audit
    from credopolis.core.faults import Fault

EXAMPLE = "Example: credopolis audit popular-account --html audit.html"


class Level(StrEnum):
    """From which severity on a finding makes the command end with 1."""

    error = "error"
    warning = "warning"
    note = "note"
    never = "never"


Names = Annotated[
    list[str], typer.Argument(metavar="RULEBOOK|REGIME...", help="Rulebooks' files, or names of regimes.")
]
Sarif = Annotated[
    Path | None, typer.Option("--sarif", metavar="FILE", help="Also write the findings as SARIF 2.1.0, for code hosts.")
]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Also write one page that opens with a picture.")
]
FailOn = Annotated[Level, typer.Option("--fail-on", help="End with 1 if a finding is of this severity or graver.")]
Effort = Annotated[
    str,
    typer.Option(
        "--effort", metavar="STEPS", help="Steps that the proofs of one rulebook may take: with more, more is proved."
    ),
]
Compare = Annotated[bool, typer.Option("--compare", help="Two rulebooks: what the second mends and breaks.")]


def audit_command(
    names: Names,
    as_json: JsonOption = False,
    sarif_file: Sarif = None,
    html_file: Html = None,
    fail_on: FailOn = Level.never,
    compare_two: Compare = False,
    effort: Effort = "3000000",
) -> None:
    """Audit rulebooks: what is proved of them, findings with file and line, and legal tests.

    No society is simulated. Ends with 0; with 1 if a rulebook is faulty or a finding reaches --fail-on; 2 on misuse.
    """
    from credopolis.audit.judge import hashes_of_audits
    from credopolis.audit.proofs.effort import LEAST_EFFORT, MOST_EFFORT
    from credopolis.core.faults import FaultyFile
    from credopolis.core.outputs import check_outputs
    from credopolis.library.names import files_of_rulebook, resolve_rulebook

    steps = parse.whole("--effort", effort, LEAST_EFFORT, MOST_EFFORT)
    if compare_two and len(names) != 2:
        raise BadValue("--compare", " ".join(names), "two rulebooks, the old one first")
    inputs = [file for name in names for file in files_of_rulebook(resolve_rulebook(name))]
    check_outputs({"--sarif": sarif_file, "--html": html_file}, inputs)
    audits, faults = _audit_all(names, steps)
    if audits and not (compare_two and faults):
        with words_beside(sarif_file, html_file):
            if compare_two:
                _print_comparison(audits, as_json)
            elif as_json:
                print_result({"rulebooks": [done.as_json() for done in audits]}, hashes=hashes_of_audits(audits))
            else:
                _print_audits(audits)
    _write_files(audits, faults, sarif_file, html_file)
    if faults:
        raise FaultyFile(faults)
    judged = audits[1:] if compare_two else audits
    if fail_on is not Level.never and any(done.reaches(fail_on.value) for done in judged):
        raise typer.Exit(EXIT_FAILED)


def _audit_all(names: list[str], effort: int) -> tuple[list[Audit], list[Fault]]:
    """The audits of those rulebooks that can be used, and every fault of the others."""
    from credopolis.audit.judge import audit
    from credopolis.core.faults import FaultyFile

    audits: list[Audit] = []
    faults: list[Fault] = []
    with proving_line() as tell:
        for name in names:
            try:
                audits.append(audit(name, effort=effort, tell=tell))
            except FaultyFile as refused:
                faults += refused.faults
    return audits, faults


def _print_audits(audits: list[Audit]) -> None:
    from credopolis.audit.words import audit_text

    for k, done in enumerate(audits):
        say("\n" * bool(k) + audit_text(done, _short(done.file)))


def _print_comparison(audits: list[Audit], as_json: bool) -> None:
    from credopolis.audit.compare import compare
    from credopolis.audit.judge import hashes_of_audits
    from credopolis.audit.words import comparison_text

    both = compare(*audits)
    if as_json:
        print_result(both.as_json(), hashes=hashes_of_audits(audits))
    else:
        say(comparison_text(both))


def _write_files(audits: list[Audit], faults: list[Fault], sarif_file: Path | None, html_file: Path | None) -> None:
    from credopolis.core.outputs import write_output

    if sarif_file is not None:
        from importlib.metadata import version

        from credopolis.audit.sarif import sarif

        log: dict[str, Any] = sarif(audits, version("credopolis"), faults)
        write_output(sarif_file, json.dumps(log, ensure_ascii=False, indent=1) + "\n")
        warn(f"Findings written to {sarif_file}.")
    if html_file is not None and audits:
        from credopolis.audit.page import audit_html

        write_output(html_file, audit_html(audits))
        warn(f"Page written to {html_file}.")


def _short(file: str) -> str:
    """A file relative to the working folder, or its last two steps if it lies elsewhere."""
    path = Path(file)
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return "/".join(path.parts[-2:])
